// The indicators of journals, kept up to date in an index: polled, each time only what is new is read.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/uuid.h"
#include "journal/journal.h"
#include "pattern/index.h"
#include "pattern/seeded_hash.h"
#include "watch/unmeetable.h"

namespace parley::watch {

// Not thread-safe; the index is, so readers may go on while this polls.
class IndicatorFeed {
 public:
  struct Totals {
    std::uint64_t read = 0;             // versions of indicators read so far
    std::uint64_t other_language = 0;   // of a pattern_type other than "stix"
    std::uint64_t refused = 0;          // with a pattern that is not valid: kept in their journal, not in the index
    std::vector<std::string> problems;  // of the first of those: "indicator--...: why"
    // Valid patterns with a value that nothing can be met by, by what is wrong with it.
    struct NotMet {
      std::uint64_t indicators = 0;
      std::vector<std::string> first;  // ids of some
      std::string value, meant;        // of the first of these
    };
    std::array<NotMet, kUnmeetables> not_met;
    std::uint64_t refanged = 0;  // are searched for as they were meant
  };

  // `index` outlives the feed.
  explicit IndicatorFeed(pattern::Index& index) : index_(index) {}
  // Searches for defanged values as they were meant. What is in a journal stays as it is.
  void refang(bool wanted) { refang_ = wanted; }
  // Only indicators that were added to their journal after this.
  void only_added_after(Micros time) { added_after_ = time; }
  // Only what is at or behind this entry of the journal.
  void begin_at(const std::string& name, journal::Seq next) { sources_[name].first = sources_[name].next = next; }

  // Takes what is new in `journal` since the last call with this `name`. True when the index changed. The journal is
  // remembered and not kept open: what another one loses is looked for in it.
  Result<bool> poll(const std::string& name, const std::shared_ptr<const journal::Journal>& journal);
  const Totals& totals() const { return totals_; }

 private:
  struct Source {
    journal::Seq first = 0, next = 0;
    std::uint64_t erased = 0;
    std::vector<Uuid> ids;  // read here
    std::weak_ptr<const journal::Journal> journal;
  };
  void take(std::string_view text, std::string_view id);
  Result<bool> drop_erased(Source& source, const journal::Journal& journal);
  Status take_again(Source& source, const std::vector<std::string>& ids);
  void look_at_values(std::string_view id, std::string& pattern);

  pattern::Index& index_;
  bool refang_ = false;
  std::optional<Micros> added_after_;
  std::unordered_map<std::string, Source> sources_;
  // The version that is in the index, so that an older one that arrives later, or in another journal, does not replace
  // it.
  std::unordered_map<Uuid, Micros, pattern::SeededBytesHash> versions_;
  json::Parser parser_;
  Totals totals_;
};

}  // namespace parley::watch
