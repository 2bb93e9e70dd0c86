// What an exchange came to, member by member: how far theirs is held here and ours there. Problems stand below the
// table in whole sentences, because a cell would cut them off where they say what to do.
#include "view/exchange.h"

#include <fmt/format.h>

#include "view/lines.h"

namespace parley::view {

std::string synced_text(const std::vector<node::SyncReport>& reports, bool colours) {
  if (reports.empty()) return "There is nobody to exchange with; parley group list shows the groups\n";
  Lines out;
  text::Table table({"GROUP", "MEMBER", "THEIRS HERE", "NEW", "OURS", "THEY HOLD", ""});
  // Two directions in one row. "They hold" is what their receipt says, and not what was sent.
  for (const auto& [group, member, before, after, ours, held, problem] : reports)
    table.add({text::plain(group), text::plain(member), text::with_commas(after), text::with_commas(after - before),
               text::with_commas(ours), text::with_commas(held), problem.empty() ? "" : "problem, see below"});
  out.table(table);
  for (const auto& one : reports)
    if (!one.problem.empty())
      out.in_colour(fmt::format("{}, {}: {}", one.group, one.member, one.problem), text::Colour::red, colours);
  return out.take();
}

std::string stopped_text(const std::vector<desk::Exchanging::Stopped>& stopped) {
  if (stopped.empty()) return "No journal is stopped\n";
  Lines out;
  // An origin on a line of its own can be copied into `parley resume`; the reason stands under it, since it is long.
  for (const auto& [origin, why] : stopped) out.line(origin).line("  " + text::plain(why));
  return out.take();
}

}  // namespace parley::view
