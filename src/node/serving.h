// The process in which a node runs: what it does to itself before it holds anything, and which signals it heeds.
#pragma once

#include <csignal>
#include <filesystem>
#include <string>

#include "node/node.h"
#include "node/server.h"

namespace parley::node {

// One a process, made before the node is opened and before a thread is started: what is set here is inherited.
class ServingProcess {
 public:
  // No core dumps, which would write out keys and what was never released; as many descriptors as the system lets us
  // have, since connections and tiles need them; and the signals that end or reload a server wait for
  // wait_for_stop(), in every thread.
  ServingProcess();

  // Opens the node's log and writes into it what was wrong before there was one. Where others of the machine may read
  // the key of TLS, the sentence that says so: files of the operator's may be shared on purpose, so it stops nothing.
  Result<std::string> open_log(Node& node) const;
  // Until SIGINT or SIGTERM. SIGHUP opens the log again and reads the certificate again.
  void wait_for_stop(Node& node, NodeServer& server) const;

 private:
  sigset_t signals_{};
};

}  // namespace parley::node
