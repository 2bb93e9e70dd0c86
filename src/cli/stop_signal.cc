// Ctrl-C as a wish. A command that is cut off between two batches leaves nothing half done, but it also tells nothing;
// one that hears the wish ends at the next batch and says how far it came. The handler does only what a signal handler
// may (signal-safety(7)): it writes two lock-free atomics and calls shutdown(2). Errno is restored, since the
// interrupted code may be about to read it.
#include "cli/stop_signal.h"

#include <sys/socket.h>

#include <atomic>
#include <cerrno>

namespace parley::cli {
namespace {

std::atomic<bool> caught = false;
std::atomic<int> told = -1;
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

// The receiving half of the socket stays open: the node still sends what it has, and the exit status.
extern "C" void on_stop_signal(int) {
  const int error = errno;
  caught = true;
  if (const int socket = told; socket >= 0) ::shutdown(socket, SHUT_WR);
  errno = error;
}

}  // namespace

StopSignal::StopSignal(Console& console) {
  caught = false;
  struct sigaction action {};
  // Without SA_RESTART: a read that waits for a pipe returns, and the command sees that it is to end.
  action.sa_handler = on_stop_signal;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, &old_int_);
  ::sigaction(SIGTERM, &action, &old_term_);
  console.stopped_by([] { return caught.load(); });
}

StopSignal::~StopSignal() {
  ::sigaction(SIGINT, &old_int_, nullptr);
  ::sigaction(SIGTERM, &old_term_, nullptr);
}

StopSignal::Socket::Socket(int socket) { told = socket; }
StopSignal::Socket::~Socket() { told = -1; }

}  // namespace parley::cli
