// The running node's local socket: a command that finds the node busy has it run there, with its own terminal and
// files.
//
// The caller hands over its standard streams and every file that the command opens as descriptors (SCM_RIGHTS), so the
// node reads and writes exactly what the caller could. Only the owner of the node's folder can reach the socket.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/console.h"

namespace parley::cli {

// Runs `arguments` in the node that listens at `socket`. Nothing when nobody listens there; otherwise the exit status.
Result<std::optional<int>> run_remotely(const std::filesystem::path& socket, const std::vector<std::string>& arguments,
                                        Console& console);

class RemoteServer {
 public:
  using Run = std::function<int(const std::vector<std::string>& arguments, Console& console)>;
  // Listens at `socket` (mode 0600, replaced when stale) and runs each caller's command on a thread of its own.
  static Result<std::unique_ptr<RemoteServer>> start(const std::filesystem::path& socket, Run run);
  ~RemoteServer();  // waits for commands in progress

 private:
  struct Impl;
  explicit RemoteServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::cli
