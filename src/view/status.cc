// The status of a node on a terminal, in the order in which somebody in trouble looks: is it running, are the journals
// whole, what is wrong, what is due to whom, who has asked last. It comes in two parts, since the problems of groups
// are printed between them.
#include "view/status.h"

#include <fmt/format.h>

#include <algorithm>

#include "view/group.h"
#include "view/lines.h"
#include "view/words.h"

namespace parley::view {
namespace {

using desk::NodeStatus;
using text::counted, text::human_bytes, text::with_commas;

// By the machine's clock, and never negative: a clock that was set back would say "in 3 h" of what has happened.
std::string ago(Micros then, Micros now) {
  const std::int64_t seconds = std::max<std::int64_t>(0, (now.value - then.value) / 1'000'000);
  return text::about_time(std::chrono::seconds(seconds)) + " ago";
}

// "9 statement, 2 question"
// By type, as the objects say it themselves: "statement" stays one, however many there are.
std::string counts_text(const std::map<std::string, std::uint64_t>& objects) {
  std::vector<std::string> parts;
  for (const auto& [type, count] : objects) parts.push_back(fmt::format("{} {}", with_commas(count), type));
  return fmt::format("{}", fmt::join(parts, ", "));
}

// From before deliberation had a journal of its own, or because somebody put it there.
std::string open_text(const node::OpenDeliberation& one) {
  return fmt::format(
      "journal \"{}\" is open to outside clients and has deliberation in it: {}. Can be read by: {}. Close it with "
      "parley journal set {} --outside none, or take the right away with parley user set",
      one.journal, counts_text(one.objects),
      one.readers.empty() ? "nobody" : text::plain(fmt::format("{}", fmt::join(one.readers, ", "))), one.journal);
}

// A journal that cannot be opened has question marks for its counts and the reason in the last column; it is never left
// out.
text::Table journals_table(const NodeStatus::Shown& shown, Micros at) {
  text::Table table({"JOURNAL", "OBJECTS", "ENTRIES", "SIGNED", "SIZE", "LAST ADDED"});
  for (const auto& [row, s, problem] : shown.journals) {
    if (!problem.empty())
      table.add({row.name, "?", "?", "?", "?", problem});
    else
      table.add({row.name, with_commas(s.objects), with_commas(s.entries), with_commas(s.published),
                 human_bytes(s.segment_bytes), s.entries > 0 ? ago(s.last_added, at) : "-"});
  }
  return table;
}

// What has no agreed time is due all the same, and says so in the place of a time.
text::Table due_table(const NodeStatus::Shown& shown) {
  text::Table table({"DUE", "", "WHO", "GROUP", "WHAT"});
  for (const NodeStatus::DueItem& item : shown.due)
    table.add({short_time(item.due.due),
               !item.due.due      ? "no time agreed"
               : item.due.overdue ? "OVERDUE " + distance_text(*item.due.due, shown.now)
                                  : distance_text(*item.due.due, shown.now),
               item.due.who == item.own ? "we" : item.who, text::plain(item.group),
               text::fitted(item.sentence, kMostOfASentence)});
  return table;
}

// What the server has done since it started, and who has asked for what. Only a running node knows it.
void add_served(Lines& out, const NodeStatus::Served& served, Micros at) {
  const auto& http = served.http;
  out.lines(fmt::format("\n{}, {} open, {} refused, {}, {} received, {} sent", counted(http.requests, "request"),
                        counted(http.connections_open, "connection"), with_commas(http.refused),
                        counted(http.timeouts, "timeout"), human_bytes(http.bytes_in), human_bytes(http.bytes_out)));
  if (served.clients.empty()) return;
  text::Table table({"CLIENT", "LAST", "STATUS", "REQUESTS", "ERRORS", "OBJECTS", "BYTES", "LAST REQUEST"});
  for (const auto& [seen, called] : served.clients)
    table.add({fmt::format("{}@{}", called.empty() ? "-" : called, seen.address), ago(seen.last, at),
               std::to_string(seen.status), with_commas(seen.requests), with_commas(seen.errors),
               with_commas(seen.objects), human_bytes(seen.bytes), seen.request});
  out.line().table(table);
}

}  // namespace

// The one who is on duty and is not told does not know that he is not told, so it stands in the status of the node.
std::vector<std::string> untold_warnings(const NodeStatus::Shown& shown) {
  std::vector<std::string> out;
  for (const auto& one : shown.untold)
    out.push_back(fmt::format("The duty officer has not been told by {} since {}: {}. {} waiting, the first is \"{}\".",
                              one.way, short_time(one.since), one.why,
                              one.waiting == 1 ? "One message is" : fmt::format("{} messages are", one.waiting),
                              text::fitted(one.subject, kMostOfASentence)));
  return out;
}

// Witnesses first: as long as they are late, nobody outside of the group vouches for the newest entries.
std::vector<std::string> warnings(const NodeStatus::Shown& shown, const std::vector<desk::Unwitnessed>& late) {
  std::vector<std::string> out;
  for (const desk::Unwitnessed& one : late) out.push_back(unwitnessed_text(one));
  for (std::string& one : untold_warnings(shown)) out.push_back(std::move(one));
  return out;
}

// Problems stand in red right under the journals that they are about.
std::string status_text(const NodeStatus::Shown& shown, Micros at, bool colours) {
  Lines out;
  out.line(fmt::format("{}  ({})", shown.party, shown.identity));
  out.line(fmt::format("party key {}   folder {}", shown.party_key, shown.dir));
  out.line(shown.served ? fmt::format("running at {}/taxii2/", shown.served->url)
                        : "not running: parley serve starts it");
  out.line().table(journals_table(shown, at));
  for (const node::Problem& problem : shown.problems) out.in_colour(problem.text, text::Colour::red, colours);
  return out.take();
}

// Behind the problems of groups: what is open to outside clients, warnings, what is due, and who has asked last.
std::string status_rest(const NodeStatus::Shown& shown, const std::vector<std::string>& warnings, Micros at,
                        bool colours) {
  Lines out;
  for (const auto& one : shown.open) out.in_colour(open_text(one), text::Colour::red, colours);
  for (const std::string& one : warnings) out.in_colour(one, text::Colour::red, colours);
  if (!shown.due.empty()) out.line().table(due_table(shown));
  if (shown.served) add_served(out, *shown.served, at);
  return out.take();
}

}  // namespace parley::view
