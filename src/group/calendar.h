// What is due, as an iCalendar (RFC 5545) that a duty officer's calendar can subscribe to.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "group/state.h"

namespace parley::group {

// What a party is called here.
using NameOf = std::function<std::string(std::string_view identity)>;

// One line for people: "answer questions 1, 2 of "What happened" to Ruritania".
std::string sentence(const Due& due, const NameOf& name_of);

// How often what decides when an item is due has changed, and when it did the last time. Grows with each message about
// it, and again when the other side has that message: a clock begins anew then, not before.
struct Revision {
  std::uint64_t count = 0;
  std::optional<Micros> at = {};
};
Revision revision_of(const View& view, const Due& due, const ReceivedAt& received_at);

struct CalendarItem {
  std::string group;  // what the group is called
  Due due;
  std::string charter = {};  // id of the group
  Revision revision = {};
};
struct CalendarOf {
  std::string own;   // identity
  std::string name;  // what the party calls itself: the calendar is called "Parley: NAME"
  std::chrono::seconds ahead = std::chrono::hours(4);  // the alarm sounds so long before
};
// One event for what one party owes another of one matter, with an alarm before it for what this party owes. Its UID
// says which matter that is and nothing that changes, such as a time: so an escalation, an answer "later" or an
// insufficient one moves the event, and a calendar that took the earlier one replaces it (RFC 5545
// sections 3.8.4.7, 3.8.7.3 and 3.8.7.4). Questions that are due at other times than the earliest are further dates of
// the same event (RDATE, section 3.8.5.2). CRLF line ends, lines folded at 75 octets. `items` are in the order of their
// times; those without one are passed over.
std::string calendar(std::span<const CalendarItem> items, const CalendarOf& of, const NameOf& name_of, Micros now);

}  // namespace parley::group
