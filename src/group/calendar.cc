// What is due as RFC 5545 text. Calendars merge by UID, so the idea is that a matter keeps one UID for its
// life and only its times, its SEQUENCE and its text change; a duty officer then sees one entry move instead
// of many that pile up.
//
// Nothing in it comes from another party unescaped: a line end in a title would begin a property of its own.
#include "group/calendar.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "group/fields.h"

namespace parley::group {
namespace {

constexpr std::size_t kLineOctets = 75;  // RFC 5545 section 3.1, without the line end

// A content line, folded between characters.
// Never inside a character: some calendars decode each line by itself, though section 3.1 allows folding
// anywhere.
void add_line(std::string& out, std::string_view line) {
  std::size_t room = kLineOctets;
  while (line.size() > room) {
    std::size_t cut = room;
    while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xc0) == 0x80) --cut;
    // Text that is not UTF-8 is cut where it has to be.
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
// plain() has made line ends and control characters harmless before.
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

// In a UID, without white space.
std::string word_of(Due::Kind kind) {
  std::string out(to_string(kind));
  std::replace(out.begin(), out.end(), ' ', '-');
  return out;
}

std::string numbers(const std::vector<std::int64_t>& questions) {
  return fmt::format("question{} {}", questions.size() == 1 ? "" : "s", fmt::join(questions, ", "));
}

// Whether what is due is about something that the one who owes it has asked.
bool is_asker(const View& view, const Due& due) {
  const auto asked_it = [&](const auto& one) { return one.at.id == due.id && one.at.author == due.who; };
  return std::any_of(view.inquiries.begin(), view.inquiries.end(), asked_it) ||
         std::any_of(view.recalls.begin(), view.recalls.end(), asked_it);
}

}  // namespace

std::string sentence(const Due& due, const NameOf& name_of) {
  // A title that has quotation marks of its own needs none around it.
  const std::string title = plain(due.title);
  const std::string quoted = title.find('"') == std::string::npos ? "\"" + title + "\"" : title;
  const std::string to = due.to.empty() ? "the group" : plain(name_of(due.to));
  const std::string mark = due.exercise ? "[EXERCISE] " : "";
  switch (due.kind) {
    case Due::Kind::acknowledge:
      return fmt::format("{}acknowledge {} to {}", mark, quoted, to);
    case Due::Kind::answer:
      return fmt::format("{}answer {} of {} to {}", mark, numbers(due.questions), quoted, to);
    case Due::Kind::recall_answer:
      return fmt::format("{}confirm or refuse the recall of {} to {}", mark, title, to);
    case Due::Kind::renew_contact:
      // A role that nobody was ever named for has no contact of its own to be renewed, and is due under the
      // charter's id.
      if (due.id.starts_with("charter--")) return fmt::format("{}name a {}, as the charter asks", mark, title);
      return fmt::format("{}renew the {}", mark, title);
    case Due::Kind::sign_charter:
      return fmt::format("{}sign the new charter of {}", mark, quoted);
    case Due::Kind::consult:
      return fmt::format("{}consult about {} with {}, and say what came of it", mark, quoted, to);
  }
  return {};
}

// SEQUENCE must never go back (RFC 5545 section 3.8.7.4), and this is computed anew each time; so it counts
// what can only become more: entries about the matter, and that the other side has them.
Revision revision_of(const View& view, const Due& due, const ReceivedAt& received_at) {
  Revision out;
  const auto happened = [&](std::optional<Micros> when) {
    if (!when) return;
    ++out.count;
    out.at = std::max(out.at.value_or(*when), *when);
  };
  // To consult is owed by who asked as well.
  const bool asks = due.kind == Due::Kind::consult && is_asker(view, due);
  const std::string &asker = asks ? due.who : due.to, &asked = asks ? due.to : due.who;
  for (const InquiryState& one : view.inquiries) {
    if (one.at.id != due.id || one.at.author != asker) continue;
    for (const Step& step : one.history) {
      const bool by_asker = step.at.author == asker;
      if (!by_asker && step.at.author != asked) continue;
      happened(step.at.added);
      happened(received_at(step.at.author, step.at.seq, by_asker ? asked : asker));
    }
  }
  for (const RecallState& one : view.recalls)
    if (one.at.id == due.id && one.at.author == asker) {
      happened(one.at.added);
      happened(received_at(one.at.author, one.at.seq, asked));
    }
  // A contact that is renewed is a new version in a later entry.
  for (const ContactState& one : view.contacts)
    if (one.at.id == due.id && one.at.author == due.who) out = {one.at.seq, one.at.added};
  return out;
}

namespace {

// What one party owes another of one matter: the first has the earliest time.
using Event = std::vector<const CalendarItem*>;

// Items of one matter need not stand side by side. Quadratic in the number of matters, of which people have
// tens.
std::vector<Event> events_of(std::span<const CalendarItem> items) {
  std::vector<Event> out;
  const auto matter = [](const CalendarItem& item) {
    return std::tie(item.charter, item.due.id, item.due.kind, item.due.who, item.due.to);
  };
  for (const CalendarItem& item : items) {
    if (!item.due.due) continue;
    const auto same =
        std::find_if(out.begin(), out.end(), [&](const Event& one) { return matter(*one.front()) == matter(item); });
    if (same != out.end())
      same->push_back(&item);
    else
      out.push_back({&item});
  }
  return out;
}

void add_event(std::string& out, const Event& event, const CalendarOf& of, const NameOf& name_of, Micros now) {
  const CalendarItem& first = *event.front();
  Due due = first.due;  // all of it
  bool is_open = false, is_overdue = false;
  std::string when = escaped(fmt::format("Group \"{}\"", first.group)) + "\\n" + escaped(due.id);
  due.questions.clear();
  for (const CalendarItem* item : event) {
    const Due& one = item->due;
    due.questions.insert(due.questions.end(), one.questions.begin(), one.questions.end());
    (one.overdue ? is_overdue : is_open) = true;
    if (event.size() > 1)
      when += fmt::format("\\n{} by {}{}", numbers(one.questions), date_time(*one.due), one.overdue ? ": OVERDUE" : "");
  }
  std::sort(due.questions.begin(), due.questions.end());
  const std::string sentence = escaped(group::sentence(due, name_of));
  add_line(out, "BEGIN:VEVENT");
  add_line(out, "UID:" + escaped(fmt::format("{}{}{}-{}-{}{}{}@parley", first.charter, first.charter.empty() ? "" : "-",
                                             due.id, word_of(due.kind), due.who, due.to.empty() ? "" : "-", due.to)));
  add_line(out, "DTSTAMP:" + date_time(now));
  add_line(out, fmt::format("SEQUENCE:{}", first.revision.count));
  // Others' claims of a time to come are none of a change that has been.
  if (first.revision.at) add_line(out, "LAST-MODIFIED:" + date_time(std::min(*first.revision.at, now)));
  add_line(out, "DTSTART:" + date_time(*due.due));
  for (const CalendarItem* item : event)
    if (item != &first) add_line(out, "RDATE:" + date_time(*item->due.due));
  add_line(out, fmt::format("SUMMARY:{}{}: {}", is_overdue ? "OVERDUE: " : "", escaped(name_of(due.who)), sentence));
  add_line(out, "DESCRIPTION:" + when);
  // A time by which something is due does not make anybody busy at that time (section 3.8.2.7).
  add_line(out, "TRANSP:TRANSPARENT");
  // An alarm only for what this party owes and has not missed yet.
  if (due.who == of.own && is_open) {
    add_line(out, "BEGIN:VALARM");
    add_line(out, "ACTION:DISPLAY");
    add_line(out, "DESCRIPTION:" + sentence);
    add_line(out, fmt::format("TRIGGER:-PT{}M", std::chrono::duration_cast<std::chrono::minutes>(of.ahead).count()));
    add_line(out, "END:VALARM");
  }
  add_line(out, "END:VEVENT");
}

}  // namespace

std::string calendar(std::span<const CalendarItem> items, const CalendarOf& of, const NameOf& name_of, Micros now) {
  std::string out;
  add_line(out, "BEGIN:VCALENDAR");
  add_line(out, "VERSION:2.0");
  add_line(out, "PRODID:-//Parley//Parley//EN");
  // RFC 7986 section 5.1, and what calendars read that are older.
  for (const std::string_view property : {"NAME", "X-WR-CALNAME"})
    add_line(out, fmt::format("{}:{}", property, escaped("Parley: " + of.name)));
  for (const Event& event : events_of(items)) add_event(out, event, of, name_of, now);
  add_line(out, "END:VCALENDAR");
  return out;
}

}  // namespace parley::group
