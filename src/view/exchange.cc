#include "view/exchange.h"

#include <fmt/format.h>

#include "view/lines.h"
#include "view/words.h"

namespace parley::view {

using text::with_commas;

std::string sync_text(const std::vector<desk::Exchange::Report>& reports, bool colours) {
  Lines out;
  if (reports.empty()) return out.line("There is nobody to exchange with; parley group list shows the groups").take();
  text::Table table({"GROUP", "MEMBER", "THEIRS HERE", "NEW", "OURS", "THEY HOLD", ""});
  for (const auto& one : reports)
    table.add({one.group, one.member, with_commas(one.after), with_commas(one.after - one.before),
               with_commas(one.ours), with_commas(one.held), one.problem.empty() ? "" : "problem, see below"});
  out.table(table);
  for (const auto& one : reports)
    if (!one.problem.empty())
      out.in_colour(fmt::format("{}, {}: {}", one.group, one.member, one.problem), text::Colour::red, colours);
  return out.take();
}

std::string stopped_text(const std::vector<desk::Exchange::Stopped>& journals) {
  Lines out;
  for (const auto& [origin, why] : journals) out.line(origin).line("  " + why);
  if (journals.empty()) out.line("No journal is stopped");
  return out.take();
}

std::string holdings_text(const std::vector<desk::Holding>& holdings) {
  text::Table table({"GROUP", "BY", "ENTRY", "HELD BY", "SINCE", "COSIGNED HEAD"});
  for (const desk::Holding& one : holdings) {
    const std::string_view not_known = one.is_witness ? "not known to have cosigned it" : "not known to hold it";
    table.add({one.group, one.author_name, std::to_string(one.entry),
               (one.is_witness ? "witness " : "") + one.holder_name,
               one.since ? short_time(one.since) : std::string(not_known),
               one.size > 0 ? "over " + text::counted(one.size, "entry", "entries") : "-"});
  }
  return Lines().table(table).take();
}

}  // namespace parley::view
