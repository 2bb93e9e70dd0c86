#include "cli/stop_signal.h"

#include <sys/socket.h>

#include <atomic>
#include <cerrno>

namespace parley::cli {
namespace {

std::atomic<bool> caught = false;
std::atomic<int> told = -1;
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

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
