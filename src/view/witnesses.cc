#include "view/witnesses.h"

#include <fmt/format.h>

#include "text/display.h"
#include "view/words.h"

namespace parley::view {
namespace {

// The witnesses that have not cosigned the newest head, each with the reason where one is known.
std::string who_lacks(const node::OutsideWitnesses::Witnessing& witnessing) {
  std::string out;
  for (const auto& one : witnessing.witnesses) {
    if (one.size >= witnessing.published) continue;
    const std::string why = !one.problem.empty()      ? one.problem
                            : one.witness.url.empty() ? "it is not asked by the nodes"
                                                      : "";
    out += fmt::format("{}{}{}", out.empty() ? "" : ", ", text::plain(one.witness.key.name),
                       why.empty() ? "" : " (" + text::plain(why) + ")");
  }
  return out;
}

}  // namespace

std::string witnessing_text(const node::OutsideWitnesses::Witnessing& witnessing) {
  if (witnessing.quorum == 0) return "no outside witnesses";
  std::string out;
  if (witnessing.size > 0)
    out = fmt::format("witnessed by {} of {} ({} asked for): entries 0..{} since {}",
                      witnessing.count_over(witnessing.size), witnessing.witnesses.size(), witnessing.quorum,
                      witnessing.size - 1, short_time(witnessing.since));
  else
    out = fmt::format("not yet witnessed: by {} of {} ({} asked for)", witnessing.count_over(1),
                      witnessing.witnesses.size(), witnessing.quorum);
  const std::string lacking = who_lacks(witnessing);
  if (!lacking.empty() && witnessing.published > 0)
    out += fmt::format("; the newest head, over {} entries, lacks {}", witnessing.published, lacking);
  return out;
}

}  // namespace parley::view
