// Names and recalls of indicators, looked up once for each id and remembered. A run over logs may report the same
// indicator thousands of times, and a look through all journals for each hit would cost more than the search itself.
// Whatever cannot be read here is left out: a hit is evidence in itself, and must be reported even when nothing more is
// known of its indicator.
#include "desk/about_indicators.h"

#include <fmt/format.h>

#include "desk/groups.h"
#include "json/text_member.h"
#include "node/journals.h"
#include "text/display.h"

namespace parley::desk {
namespace {

// Whoever follows logs for months meets ever new indicators; what is forgotten is looked up again.
constexpr std::size_t kMaxNames = 100'000;

// The name comes from others' objects, so it is made harmless here, once, and not by each screen that shows it.
std::string name_in(const journal::Journal& journal, std::string_view id) {
  journal::Query query;
  query.ids = {std::string(id)};
  const auto page = journal.read(query, 0, {.objects = 1});
  if (!page.ok() || page->entries.empty()) return {};
  return text::plain(json::text_member(page->entries[0].text, "name"));
}

}  // namespace

// An indicator may lie in several journals: what a producer sent, a mirror of a group, a journal of our own. The first
// journal that has a name for it decides. An empty result is remembered as well, since an indicator without a name is
// as frequent in a log as any other.
const std::string& AboutIndicators::name(std::string_view id) {
  if (const auto at = names_.find(id); at != names_.end()) return at->second;
  // All are dropped at once. Which were used last is not kept: the indicators of the next hits are simply looked up
  // again.
  if (names_.size() >= kMaxNames) names_.clear();
  std::string found;
  for (const auto& row : node_.journals().rows()) {
    const auto info = node_.journals().open(row.id);
    if (!info.ok()) continue;
    found = name_in(*info->journal, id);
    if (!found.empty()) break;
  }
  return names_.emplace(id, std::move(found)).first->second;
}

std::string_view AboutIndicators::recalled(std::string_view id) const {
  const auto at = recalls_.find(id);
  return at == recalls_.end() ? std::string_view() : std::string_view(at->second);
}

// The recalls of all groups are gathered into a new map that replaces the old one only when it is whole: hits that are
// reported meanwhile, or after a failure, keep the last complete answer.
void AboutIndicators::refresh() {
  const auto groups = Groups(node_).rooms();
  if (!groups.ok()) return;  // the hits are no worse for it
  std::map<std::string, std::string, std::less<>> found;
  for (const GroupRoom& group : *groups)
    for (const group::RecallState& recall : group.view.recalls) {
      std::string text =
          fmt::format("{}{}: {}, wish {}", recall.at.exercise || group.exercise() ? "exercise: " : "",
                      group.name(recall.at.author), text::plain(recall.recall.reason), text::plain(recall.recall.wish));
      if (recall.recall.version) text += ", version " + to_string(recall.recall.version->micros());
      if (const auto& later = recall.at.later)
        text += ", " + later->what + (later->text.empty() ? "" : ": " + text::plain(later->text));
      // What this party itself has answered is what decides whether the hit is still to be acted on here.
      for (const auto& party : recall.parties)
        if (party.party == group.own && party.answered) text += ", " + std::string(to_string(party.outcome)) + " here";
      // An object can be recalled in each group to which it was released, with reasons that differ.
      std::string& all = found[recall.recall.object];
      all += (all.empty() ? "" : "; ") + text;
    }
  recalls_ = std::move(found);
}

}  // namespace parley::desk
