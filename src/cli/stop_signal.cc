// Ctrl-C as a wish. A command that is cut off between two batches leaves nothing half done, but it also tells nothing;
// one that hears the wish ends at the next batch and says how far it came. The handler does only what a signal handler
// may (signal-safety(7)): it writes lock-free atomics and calls clock_gettime(2), shutdown(2), write(2), _exit(2),
// signal(2) and raise(3). Errno is restored, since the interrupted code may be about to read it.
#include "cli/stop_signal.h"

#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <string_view>

namespace parley::cli {
namespace {

// timeout(1) sends its signal to the process and then to its group: that is one wish.
constexpr std::int64_t kOneWishMs = 100;
constexpr int kStatus = 130;
constexpr std::string_view kGoesOn =
    "\nparley: not waited for any longer. The running node may still finish this command: look there before you say it "
    "again\n";

std::atomic<bool> caught = false;
std::atomic<std::int64_t> caught_at = 0;
std::atomic<int> told = -1;
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free &&
              std::atomic<std::int64_t>::is_always_lock_free);

std::int64_t now_ms() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

// Raised within the handler it is delivered when that returns, and then has its usual effect.
void leave(int signal) {
  if (told >= 0) {
    (void)!::write(STDERR_FILENO, kGoesOn.data(), kGoesOn.size());
    ::_exit(kStatus);
  }
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

// The receiving half of the socket stays open: the node still sends what it has, and the exit status.
extern "C" void on_stop_signal(int signal) {
  const int error = errno;
  if (!caught.exchange(true))
    caught_at = now_ms();
  else if (now_ms() - caught_at >= kOneWishMs)
    leave(signal);
  if (const int socket = told; socket >= 0) ::shutdown(socket, SHUT_WR);
  errno = error;
}

}  // namespace

StopSignal::StopSignal(Console& console, Ignored ignored) {
  caught = false;
  struct sigaction action {};
  // Without SA_RESTART: an open or a read that waits for a pipe returns, and the command sees that it is to end.
  action.sa_handler = on_stop_signal;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, &old_int_);
  ::sigaction(SIGTERM, &action, &old_term_);
  if (ignored == Ignored::stays && old_int_.sa_handler == SIG_IGN) ::sigaction(SIGINT, &old_int_, nullptr);
  if (ignored == Ignored::stays && old_term_.sa_handler == SIG_IGN) ::sigaction(SIGTERM, &old_term_, nullptr);
  console.stopped_by([] { return caught.load(); });
}

StopSignal::~StopSignal() {
  ::sigaction(SIGINT, &old_int_, nullptr);
  ::sigaction(SIGTERM, &old_term_, nullptr);
}

// A signal that came before it was there is told at once.
StopSignal::Socket::Socket(int socket) {
  told = socket;
  if (caught) ::shutdown(socket, SHUT_WR);
}
StopSignal::Socket::~Socket() { told = -1; }

}  // namespace parley::cli
