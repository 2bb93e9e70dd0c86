#include "group/calendar.h"

#include <fmt/format.h>

#include "group/fields.h"

namespace parley::group {
namespace {

constexpr std::size_t kLineOctets = 75;  // RFC 5545 section 3.1, without the line end

// A content line, folded between characters.
void add_line(std::string& out, std::string_view line) {
  std::size_t room = kLineOctets;
  while (line.size() > room) {
    std::size_t cut = room;
    while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xc0) == 0x80) --cut;
    if (cut == 0) cut = room;
    out += line.substr(0, cut);
    out += "\r\n ";
    line.remove_prefix(cut);
    room = kLineOctets - 1;  // the space counts
  }
  out += line;
  out += "\r\n";
}

// Section 3.3.11.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : plain(text)) {
    if (c == '\\' || c == ';' || c == ',') out += '\\';
    out += c;
  }
  return out;
}

// "20261122T082453Z".
std::string date_time(Micros time) {
  std::string out;
  for (const char c : to_string(time).substr(0, 19))
    if (c != '-' && c != ':') out += c;
  return out + "Z";
}

std::string numbers(const std::vector<std::int64_t>& questions) {
  return fmt::format("question{} {}", questions.size() == 1 ? "" : "s", fmt::join(questions, ", "));
}

}  // namespace

std::string sentence(const Due& due, const NameOf& name_of) {
  const std::string title = plain(due.title), to = due.to.empty() ? "the group" : plain(name_of(due.to));
  const std::string mark = due.exercise ? "[EXERCISE] " : "";
  switch (due.kind) {
    case Due::Kind::acknowledge:
      return fmt::format("{}acknowledge \"{}\" to {}", mark, title, to);
    case Due::Kind::answer:
      return fmt::format("{}answer {} of \"{}\" to {}", mark, numbers(due.questions), title, to);
    case Due::Kind::recall_answer:
      return fmt::format("{}confirm or refuse the recall of {} to {}", mark, title, to);
    case Due::Kind::renew_contact:
      return fmt::format("{}renew the {}", mark, title);
    case Due::Kind::sign_charter:
      return fmt::format("{}sign the new charter of \"{}\"", mark, title);
  }
  return {};
}

std::string calendar(std::span<const CalendarItem> items, const CalendarOf& of, const NameOf& name_of, Micros now) {
  std::string out;
  add_line(out, "BEGIN:VCALENDAR");
  add_line(out, "VERSION:2.0");
  add_line(out, "PRODID:-//Parley//Parley//EN");
  // RFC 7986 section 5.1, and what calendars read that are older.
  for (const std::string_view property : {"NAME", "X-WR-CALNAME"})
    add_line(out, fmt::format("{}:{}", property, escaped("Parley: " + of.name)));
  for (const auto& [group, due] : items) {
    if (!due.due) continue;
    add_line(out, "BEGIN:VEVENT");
    // Of what, which kind, of whom, and when: not which questions are still open, so that a partial answer changes the
    // event and makes no second one.
    add_line(out, "UID:" + escaped(fmt::format("{}-{}-{}-{}@parley", due.id, to_string(due.kind), date_time(*due.due),
                                               due.who)));
    add_line(out, "DTSTAMP:" + date_time(now));
    add_line(out, "DTSTART:" + date_time(*due.due));
    add_line(out, fmt::format("SUMMARY:{}{}: {}", due.overdue ? "OVERDUE: " : "", escaped(name_of(due.who)),
                              escaped(sentence(due, name_of))));
    add_line(out, fmt::format("DESCRIPTION:Group \"{}\"\\n{}", escaped(group), escaped(due.id)));
    add_line(out, "TRANSP:TRANSPARENT");
    if (due.who == of.own && !due.overdue) {
      add_line(out, "BEGIN:VALARM");
      add_line(out, "ACTION:DISPLAY");
      add_line(out, "DESCRIPTION:" + escaped(sentence(due, name_of)));
      add_line(out, fmt::format("TRIGGER:-PT{}M", std::chrono::duration_cast<std::chrono::minutes>(of.ahead).count()));
      add_line(out, "END:VALARM");
    }
    add_line(out, "END:VEVENT");
  }
  add_line(out, "END:VCALENDAR");
  return out;
}

}  // namespace parley::group
