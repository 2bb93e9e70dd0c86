// SIGINT and SIGTERM as a wish to finish, for commands that go on until they are stopped. Where the command runs in a
// node, the node is told by closing our half of the connection.
#pragma once

#include <csignal>

#include "cli/console.h"

namespace parley::cli {

// While it lives the two signals are caught, and console.stopped() tells. One a process.
class StopSignal {
 public:
  explicit StopSignal(Console& console);
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  // While it lives a caught signal shuts down the sending half of `socket`.
  class Socket {
   public:
    explicit Socket(int socket);
    ~Socket();
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
  };

 private:
  struct sigaction old_int_ {
  }, old_term_{};
};

}  // namespace parley::cli
