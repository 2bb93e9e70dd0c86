// The running node's local socket: a command that finds the node busy has it run there, with its own terminal and
// files.
//
// The caller hands over its standard streams and every file that the command opens as descriptors (SCM_RIGHTS), so the
// node reads and writes exactly what the caller could. Neither trusts the other further than it must. The caller speaks
// only to a process of its own user or root's (SO_PEERCRED), since whoever listens gets its streams; it opens only the
// files that its arguments name, and asks for a password only when one belongs to them. The node hears only its own
// user and root, and learns from the kernel which of them asks: nothing in a message says who acts.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/announced.h"
#include "cli/console.h"

namespace parley::cli {

// Runs `arguments` in the node that listens at `socket`, opening what is `announced`. Nothing when nobody listens
// there; otherwise the exit status. Fails with forbidden when it is another user who listens.
Result<std::optional<int>> run_remotely(const std::filesystem::path& socket, const std::vector<std::string>& arguments,
                                        Console& console, const Announced& announced);

class RemoteServer {
 public:
  // `caller`: uid of the process that asks.
  using Run = std::function<int(const std::vector<std::string>& arguments, Console& console, std::uint32_t caller)>;
  // Listens at `socket` (mode 0600, replaced when stale) and runs each caller's command on a thread of its own.
  static Result<std::unique_ptr<RemoteServer>> start(const std::filesystem::path& socket, Run run);
  ~RemoteServer();  // waits for commands in progress

 private:
  struct Impl;
  explicit RemoteServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::cli
