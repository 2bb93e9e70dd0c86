// One thread reads what the journals have got since the last pass and puts indicators into the index;
// everybody else only asks the index, which is thread-safe itself. Nobody is told of changes: a look costs so
// little that polling is simpler than being called from every append.
#include "node/live_index.h"

#include <fmt/format.h>

#include <thread>

#include "base/mutex.h"
#include "node/journals.h"
#include "node/node.h"

namespace parley::node {
namespace {
// Between two looks at the journals. A look at one that has not grown costs a comparison, so this is what a new
// indicator waits at most, and hardly any work.
constexpr auto kInterval = std::chrono::milliseconds(250);
}  // namespace

struct LiveIndex::Impl {
  explicit Impl(Node& its_node) : node(its_node) {}
  Node& node;
  pattern::Index index;
  watch::IndicatorFeed feed{index};  // of the thread alone

  // Guards what the thread tells others.
  mutable Mutex mutex;
  std::condition_variable_any wakes;
  bool stopping PARLEY_GUARDED_BY(mutex) = false;
  bool asked PARLEY_GUARDED_BY(mutex) = false;
  std::uint64_t passes_begun PARLEY_GUARDED_BY(mutex) = 0,
                             passes_done PARLEY_GUARDED_BY(mutex) = 0, revision PARLEY_GUARDED_BY(mutex) = 0;
  watch::IndicatorFeed::Totals totals PARLEY_GUARDED_BY(mutex);
  std::vector<std::string> problems PARLEY_GUARDED_BY(mutex);
  std::thread thread;

  bool is_stopping() const {
    const Lock lock(mutex);
    return stopping;
  }

  // Journal after journal; one that cannot be read is named and keeps none of the others out.
  void pass() {
    bool changed = false;
    std::vector<std::string> found;
    for (const auto& row : node.journals().rows()) {
      if (is_stopping()) return;
      auto info = node.journals().open(row.id);
      auto polled = info.ok() ? feed.poll(row.id, info->journal) : Result<bool>(info.error());
      if (polled.ok())
        changed = *polled || changed;
      else
        found.push_back(fmt::format("journal \"{}\": {}", row.name, polled.error().message));
    }
    const Lock lock(mutex);
    problems = std::move(found);
    if (!changed) return;
    ++revision;
    totals = feed.totals();
  }

  // The lock is left during a pass, which may open journals and take long.
  void run() {
    Lock lock(mutex);
    while (!stopping) {
      ++passes_begun;
      asked = false;
      lock.unlock();
      pass();
      lock.lock();
      passes_done = passes_begun;
      wakes.notify_all();
      wakes.wait_for(lock, kInterval, [this]() PARLEY_REQUIRES(mutex) { return stopping || asked; });
    }
  }
};

LiveIndex::LiveIndex(Node& node) : impl_(std::make_unique<Impl>(node)) {
  impl_->thread = std::thread([raw = impl_.get()] { raw->run(); });
}

LiveIndex::~LiveIndex() {
  {
    const Lock lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->wakes.notify_all();
  impl_->thread.join();
}

pattern::Index& LiveIndex::index() { return impl_->index; }

// For commands that have just appended an indicator and want it to count: a pass that begins after the call
// has seen all that was there at the call.
void LiveIndex::wait_until_current() {
  Lock lock(impl_->mutex);
  // A pass that has begun may be past the journal in question.
  const std::uint64_t wanted = impl_->passes_begun + 1;
  while (impl_->passes_done < wanted && !impl_->stopping) {
    impl_->asked = true;
    impl_->wakes.notify_all();
    impl_->wakes.wait_for(lock, kInterval);
  }
}

watch::IndicatorFeed::Totals LiveIndex::totals() const {
  const Lock lock(impl_->mutex);
  return impl_->totals;
}
std::uint64_t LiveIndex::revision() const {
  const Lock lock(impl_->mutex);
  return impl_->revision;
}
std::vector<std::string> LiveIndex::problems() const {
  const Lock lock(impl_->mutex);
  return impl_->problems;
}

}  // namespace parley::node
