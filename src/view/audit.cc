// Who did what, as a table. A line is one record, so an act that was done stands twice: as it was begun and as it
// ended. The two are not joined, because a node that stopped in between leaves only the first, and that is what one
// looks for.
#include "view/audit.h"

#include <fmt/format.h>

#include "view/lines.h"

namespace parley::view {
namespace {

constexpr std::size_t kMostNamed = 2;  // of what an act was about; --json has more

// What the node does by itself has no person, and is told apart from what came from somebody who was not known.
std::string who(const AuditLine& line) {
  if (line.door == "background") return "(the node)";
  return line.person.empty() ? "(nobody known)" : line.person;
}

// "indicator--7c1f2a30, indicator--8d… and 40 more".
// A purge can be about thousands of objects: the first are named, all are counted.
std::string about(const AuditLine& line) {
  std::string out;
  std::size_t named = 0;
  for (const std::string& one : line.about) {
    if (named == kMostNamed) break;
    out += (named++ == 0 ? "" : ", ") + text::short_id(one);
  }
  if (line.about_count > named && named > 0)
    out += fmt::format(" and {} more", text::with_commas(line.about_count - named));
  else if (line.about_count > 0 && named == 0)
    out = text::counted(line.about_count, "object");
  return out;
}

// What was refused again and again is one record with a count (node/refused_attempts.h), so the count stands beside the
// reason.
std::string remark(const AuditLine& line) {
  std::string out = line.why;
  const auto add = [&](const std::string& more) { out += (out.empty() ? "" : "; ") + more; };
  if (!line.proof_from.empty()) add("known by what " + line.proof_from + " gave");
  if (!line.asked_by.empty())
    add("asked for by " + line.asked_by +
        (line.asked_proof_from.empty() ? "" : ", known by what " + line.asked_proof_from + " gave"));
  if (line.attempts > 1) add(fmt::format("{} times since {}", text::with_commas(line.attempts), line.since));
  return out;
}

}  // namespace

std::string audit_text(const std::vector<AuditLine>& lines) {
  text::Table table({"AT (UTC)", "PERSON", "KNOWN BY", "DOOR", "STATE", "WHAT", "RIGHT", "IN", "ABOUT", "REMARK"});
  for (const AuditLine& line : lines)
    table.add({line.at, who(line), line.known, line.door, line.state, line.what, line.act, line.place, about(line),
               remark(line)});
  return Lines().table(table).take();
}

}  // namespace parley::view
