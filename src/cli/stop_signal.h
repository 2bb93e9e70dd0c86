// SIGINT and SIGTERM as a wish to end, for every command. One that goes on until it is stopped ends; one that acts asks
// right before what cannot be taken back (Console::ends_here, node::is_still_wanted), and behind that prints what
// happened, whole. Where the command runs in a node, the node is told by closing our half of the connection.
#pragma once

#include <csignal>

#include "cli/console.h"

namespace parley::cli {

// While it lives the two signals are caught, and console.stopped() tells. A second one, later than the first, ends the
// process: of a command that runs in a node with status 130 and a line that says that it may go on there. One a
// process.
class StopSignal {
 public:
  // A shell that starts a job in the background has it ignore SIGINT. For a command that goes on until it is stopped it
  // is the way to end it all the same.
  enum class Ignored { stays, is_caught };
  StopSignal(Console& console, Ignored ignored);
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
