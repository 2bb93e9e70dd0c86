#include "base/file_fault.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "base/result.h"

// The hook stays in the program that is shipped: a build of its own for tests would test another program. It costs
// one atomic load a call as long as no FileFault lives. Files are known by their path, which for a descriptor the
// kernel tells (/proc/self/fd).
namespace parley {
namespace {

std::atomic<FileFault*> the_fault{nullptr};
std::atomic<int> asking{0};  // threads that may be looking at it

// The fault that there is, held on to while this lives: its destructor waits.
class Held {
 public:
  // The first look is only to be quick. The count must go up before the second look: a destructor that comes between
  // the two then waits, and one that came before is seen as null.
  Held() {
    if (the_fault.load(std::memory_order_acquire) == nullptr) return;
    asking.fetch_add(1);
    held_ = true;
    fault_ = the_fault.load();
  }
  ~Held() {
    if (held_) asking.fetch_sub(1);
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  FileFault* get() const { return fault_; }

 private:
  bool held_ = false;
  FileFault* fault_ = nullptr;
};

// Compared as text, without following links: tests work in folders of their own.
bool lies_under(const std::filesystem::path& path, const std::filesystem::path& folder) {
  const auto relative = path.lexically_normal().lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

// With two at a time nobody could tell which of them decides.
FileFault::FileFault(std::filesystem::path folder, std::initializer_list<FileCall> calls, How how)
    : folder_(std::filesystem::absolute(folder).lexically_normal()), calls_(calls), how_(how) {
  FileFault* none = nullptr;
  PARLEY_CHECK(the_fault.compare_exchange_strong(none, this));
}

// Whoever counted himself in before this store is waited for; whoever does so after it sees that there is none.
FileFault::~FileFault() {
  the_fault.store(nullptr);
  while (asking.load() != 0) std::this_thread::yield();
}

// Only calls that match are counted, whatever thread they come from. So `after` and `times` mean the same in a test
// however many other files are written meanwhile.
int FileFault::decide(FileCall call, const std::filesystem::path& path, std::size_t* short_write) {
  if (std::find(calls_.begin(), calls_.end(), call) == calls_.end() || !lies_under(path, folder_)) return 0;
  const int number = seen_.fetch_add(1);
  if (number < how_.after || (how_.times >= 0 && number >= how_.after + how_.times)) return 0;
  if (failed_.fetch_add(1) == 0 && short_write != nullptr) *short_write = how_.wrote;
  return how_.error;
}

int FileFault::ask(FileCall call, int fd, std::size_t* short_write) {
  const Held held;
  FileFault* const fault = held.get();
  if (fault == nullptr) return 0;
  std::error_code failed;
  const auto path = std::filesystem::read_symlink(fmt::format("/proc/self/fd/{}", fd), failed);
  return failed ? 0 : fault->decide(call, path, short_write);
}

int FileFault::ask(FileCall call, const std::filesystem::path& path) {
  const Held held;
  FileFault* const fault = held.get();
  if (fault == nullptr) return 0;
  std::error_code ignored;
  return fault->decide(call, std::filesystem::absolute(path, ignored), nullptr);
}

}  // namespace parley
