// Follows journals by entry number: an entry never changes its place, so what is behind the last
// one that was read is what is new. Journals bring versions in any order, and the same indicator
// may come in several journals; the newest `modified` is the one that counts.
//
// An indicator that cannot be used is counted and stays out of the index. Nothing here changes a
// journal.
#include "watch/indicators.h"

#include <fmt/format.h>

#include <algorithm>

#include "json/json.h"
#include "watch/mapped.h"

namespace parley::watch {
namespace {

constexpr std::size_t kShownProblems = 20, kShownIds = 3;

std::optional<Micros> time_member(json::Object object, std::string_view name) {
  const auto text = json::string_member(object, name);
  Timestamp time;
  if (!text || !Timestamp::parse(*text, time)) return std::nullopt;
  return time.micros();
}

}  // namespace

// What is wrong with the values of a pattern that is valid; `pattern` becomes what is searched for.
void IndicatorFeed::look_at_values(std::string_view id, std::string& pattern) {
  const auto values = unmeetable_values(pattern);
  if (values.empty()) return;
  std::array<bool, kUnmeetables> told{};
  for (const UnmeetableValue& found : values) {
    const auto kind = static_cast<std::size_t>(found.kind);
    if (told[kind] || (refang_ && found.kind == Unmeetable::defanged)) continue;
    told[kind] = true;
    Totals::NotMet& sum = totals_.not_met[kind];
    if (sum.indicators++ == 0) sum.value = found.value, sum.meant = found.meant;
    if (sum.first.size() < kShownIds) sum.first.emplace_back(id);
  }
  if (!refang_) return;
  if (auto meant = refanged_pattern(pattern)) {
    pattern = std::move(*meant);
    ++totals_.refanged;
  }
}

void IndicatorFeed::take(std::string_view text, std::string_view id) {
  ++totals_.read;
  const auto parsed = parser_.parse(text);
  json::Object object;
  if (!parsed.ok() || parsed->get(object) != simdjson::SUCCESS) return;
  // Kept as 16 bytes, for a feed may have millions of indicators.
  const auto uuid = uuid_from_text(id.substr(std::min(id.size(), std::string_view("indicator--").size())));
  const Micros version = time_member(object, "modified").value_or(Micros{});
  if (uuid) {
    const auto [at, added] = versions_.try_emplace(*uuid, version);
    // The same version once more is put again, which changes nothing.
    if (!added && version < at->second) return;
    at->second = version;
  }
  // STIX 2.1 section 4.7: pattern_type tells the language; only "stix" is read here.
  if (const auto language = json::string_member(object, "pattern_type"); language && *language != "stix") {
    ++totals_.other_language;
    // An earlier version may have been a STIX pattern.
    index_.withdraw(id);
    return;
  }
  pattern::Indicator indicator;
  indicator.id = id;
  std::string searched(json::string_member(object, "pattern").value_or(""));
  indicator.valid_from = time_member(object, "valid_from").value_or(Micros{});
  indicator.valid_until = time_member(object, "valid_until");
  bool revoked = false;
  if (object["revoked"].get(revoked) == simdjson::SUCCESS) indicator.revoked = revoked;
  // A revoked one is put, too: that is what takes its pattern out of the index.
  if (!revoked) {
    look_at_values(id, searched);
    if (auto plain = unmapped_pattern(searched)) searched = std::move(*plain);
  }
  indicator.pattern = searched;
  std::int64_t confidence = -1;
  if (object["confidence"].get(confidence) == simdjson::SUCCESS)
    indicator.confidence = static_cast<int>(std::clamp<std::int64_t>(confidence, 0, 100));
  if (const auto put = index_.put(indicator); !put.ok()) {
    ++totals_.refused;
    if (totals_.problems.size() < kShownProblems)
      totals_.problems.push_back(fmt::format("{}: {}", id, put.error().message));
  }
}

// An erasure says only that there was one: what is gone is found by asking for each. What another
// journal still has goes on being searched for, in the version that stands there.
Result<bool> IndicatorFeed::drop_erased(Source& source, const journal::Journal& journal) {
  bool changed = false;
  std::vector<Uuid> left;
  std::vector<std::string> gone;
  for (const Uuid& uuid : source.ids) {
    std::string id = "indicator--" + parley::to_string(uuid);
    PARLEY_TRY(const bool there, journal.contains(id));
    if (there) {
      left.push_back(uuid);
      continue;
    }
    changed = index_.withdraw(id) || changed;
    versions_.erase(uuid);
    gone.push_back(std::move(id));
  }
  source.ids = std::move(left);
  if (gone.empty()) return changed;
  for (auto& [name, other] : sources_)
    // One that cannot be read now is read from its beginning when it can.
    if (&other != &source && !take_again(other, gone).ok()) other.next = other.first;
  return changed;
}

Status IndicatorFeed::take_again(Source& source, const std::vector<std::string>& ids) {
  const auto journal = source.journal.lock();
  if (!journal) return source.next == source.first ? Status{} : Error{Code::unavailable, "it is closed"};
  journal::Query query;
  query.ids = ids;
  query.added_after = added_after_;
  for (journal::Seq from = source.first; from < source.next;) {
    PARLEY_TRY(const auto page, journal->read(query, from, {.objects = 5000, .bytes = 16u << 20}));
    for (const auto& entry : page.entries) take(entry.text, entry.id);
    if (!page.more) break;
    from = page.next;
  }
  return {};
}

// Erasures first, because what was erased may have been added again behind them.
Result<bool> IndicatorFeed::poll(const std::string& name, const std::shared_ptr<const journal::Journal>& journal) {
  Source& source = sources_[name];
  source.journal = journal;
  bool changed = false;
  if (const std::uint64_t erased = journal->statistics().erased; erased != source.erased) {
    PARLEY_TRY(changed, drop_erased(source, *journal));
    source.erased = erased;
  }
  if (journal->size() <= source.next) return changed;
  journal::Query query;
  query.types = {"indicator"};
  query.added_after = added_after_;
  while (true) {
    PARLEY_TRY(const auto page, journal->read(query, source.next, {.objects = 5000, .bytes = 16u << 20}));
    for (const auto& entry : page.entries) {
      take(entry.text, entry.id);
      if (const auto uuid =
              uuid_from_text(entry.id.substr(std::min(entry.id.size(), std::string_view("indicator--").size()))))
        source.ids.push_back(*uuid);
      changed = true;
    }
    // At the end of the journal the page says how far it has looked, which is further than its last
    // match.
    source.next = std::max(source.next, page.more ? page.next : page.validity.size.value_or(page.next));
    if (!page.more) return changed;
  }
}

}  // namespace parley::watch
