#include "node/journal_heads.h"

#include <fmt/format.h>

#include "node/health.h"
#include "node/log.h"
#include "text/display.h"

namespace parley::node {
namespace {

// Entries that are not signed for longer are a problem: heads are signed within a second of them.
constexpr std::int64_t kLateHeadMicros = std::int64_t{60} * 1'000'000;

}  // namespace

// Not with every head, because node.db is synced with every change.
// A head in node.db is what catches a journal folder that was restored by itself: it would then contradict
// node.db. It lags a few seconds behind, which only makes it ask for less.
void JournalHeads::keep() {
  for (const Journals::Signing& one : journals_.signing()) {
    const std::string head = one.journal->checkpoint();
    if (head.empty()) continue;
    {
      const Lock lock(mutex_);
      if (const auto at = kept_.find(one.origin); at != kept_.end() && at->second == head) continue;
    }
    if (!db_.put_signed_head(one.origin, head).ok()) continue;  // tried again the next time
    const Lock lock(mutex_);
    kept_[one.origin] = head;
  }
}

// Signing is tried here before anything is said: the reason that comes back is the one that people need.
void JournalHeads::check_one(const Journals::Signing& one) const {
  journal::Journal& journal = *one.journal;
  const auto statistics = journal.statistics();
  const auto first = journal.date_added(statistics.published);
  const bool is_late =
      statistics.published < statistics.entries && first && clock_().value - first->value > kLateHeadMicros;
  Status published;
  if (is_late) published = journal.publish();  // says why it could not before
  if (published.ok()) {
    node_.health().clear("head/" + one.id);
    return;
  }
  const auto still = journal.statistics();
  node_.health().set(
      "head/" + one.id,
      {Trouble::not_signed,
       fmt::format(
           "journal \"{}\": of {}, {} under no signed head, the first since {}: {}", one.name,
           text::counted(still.entries, "entry", "entries"),
           still.entries - still.published == 1 ? "1 is" : fmt::format("{} are", still.entries - still.published),
           to_string(journal.date_added(still.published).value_or(Micros{})), published.error().message)});
}

void JournalHeads::check() const {
  for (const Journals::Signing& one : journals_.signing()) check_one(one);
}

// What was appended in the last half second would otherwise be signed only by the next start.
void JournalHeads::sign_last() const {
  for (const Journals::Signing& one : journals_.signing()) {
    const auto statistics = one.journal->statistics();
    if (statistics.published == statistics.entries) continue;
    if (const auto signed_last = one.journal->publish(); !signed_last.ok())
      log(LogLevel::warning, "the last head could not be signed",
          {{"journal", one.name}, {"why", signed_last.error().message}});
  }
}

}  // namespace parley::node
