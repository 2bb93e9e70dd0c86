// The process in which a node runs: what it does to itself before it holds anything, and which signals it heeds.
#pragma once

#include <csignal>
#include <filesystem>
#include <functional>
#include <string>

#include "node/node.h"

namespace parley::node {

// Of the descriptors that connections do not take: for commands by the local socket, calls to other members, and files
// that are rewritten.
inline constexpr std::size_t kDescriptorsForCommands = 32;

// One a process, made before the node is opened and before a thread is started: what is set here is inherited.
class ServingProcess {
 public:
  // No core dumps, which would write out keys and what was never released; as many descriptors as the system lets us
  // have, since connections and tiles need them; and the signals that end or reload a server wait for
  // wait_for_stop(), in every thread.
  ServingProcess();

  // Fails with unavailable when the system lets this process have too few descriptors. Before a node is opened any node
  // is meant; with one that serves, what it has open counts, and what clients, members and commands want beside it.
  static Status check_descriptors_before();
  static Status check_descriptors_of_serving();

  // Opens the node's log and writes into it what was wrong before there was one. Where others of the machine may read
  // the key of TLS, the sentence that says so: files of the operator's may be shared on purpose, so it stops nothing.
  Result<std::string> open_log(Node& node) const;
  // Until SIGINT or SIGTERM. SIGHUP opens the log again, and has `reload` read the certificate
  // again where there is one.
  void wait_for_stop(Node& node, const std::function<Status()>& reload) const;

 private:
  sigset_t signals_{};
};

}  // namespace parley::node
