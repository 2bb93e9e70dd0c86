// flock() belongs to the open file, which the kernel closes however the process ends: a node that is killed leaves
// no lock behind. The file itself stays for good, since removing it would let two processes lock two different files
// of the same name.
#include "node/folder_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "node/log.h"

namespace parley::node {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStopping = "stopping";  // stands in the lock file
// Longer than a server takes to sign its last heads and to answer what is under way.
constexpr auto kStopPatience = std::chrono::seconds(15);

// What the lock file says, "PID serve", "PID command" or "PID stopping": for the words of whoever comes second, never
// believed otherwise.
Error in_use(const fs::path& dir, std::string_view words) {
  const std::size_t space = words.find(' ');
  const std::string_view pid = words.substr(0, space);
  const bool known = !pid.empty() && pid.find_first_not_of("0123456789") == std::string_view::npos;
  if (known && words.substr(space + 1).starts_with("serve"))
    return {Code::unavailable, fmt::format("parley serve runs here (pid {}) and has {} open", pid, dir.string())};
  return {Code::unavailable, fmt::format("another parley command{} has {} open; try again when it is done",
                                         known ? fmt::format(" (pid {})", pid) : "", dir.string())};
}

}  // namespace

Result<Fd> lock_folder(const fs::path& dir, std::string_view what) {
  // O_CREAT without O_TRUNC: who has no lock must not wipe out what the one that has it wrote there.
  PARLEY_TRY(Fd file, open_file(dir / "lock", O_RDWR | O_CREAT));
  const auto patience = std::chrono::steady_clock::now() + kStopPatience;
  while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    // Only the word "stopping" is worth waiting for: a server that runs goes on for days, and a command is
    // told so at once.
    const auto words = read_file(dir / "lock", 4096);
    if (!words.ok() || words->find(kStopping) == std::string::npos || std::chrono::steady_clock::now() >= patience)
      return in_use(dir, words.ok() ? std::string_view(*words) : std::string_view());
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  // Written with the lock held, and a failure is only a poorer message for the next one: a full disk must not
  // keep a node from opening.
  const std::string words = fmt::format("{} {}\n", ::getpid(), what);
  if (!truncate_file(file.get(), 0).ok() || !write_at(file.get(), words, 0).ok())
    log(LogLevel::warning, "the lock file does not say who has the folder", {{"folder", dir.string()}});
  return file;
}

// Overwritten in place and not truncated first: whoever reads in between sees the old words or the new ones.
// The longer word stands over the shorter one.
void say_stopping(const Fd& lock) {
  const auto said = write_at(lock.get(), fmt::format("{} {}\n", ::getpid(), kStopping), 0);
  if (!said.ok())
    log(LogLevel::warning, "the lock file does not say that this node stops", {{"why", said.error().message}});
}

}  // namespace parley::node
