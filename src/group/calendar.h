// What is due, as an iCalendar (RFC 5545) that a duty officer's calendar can subscribe to.
#pragma once

#include <chrono>
#include <functional>
#include <span>
#include <string>

#include "group/state.h"

namespace parley::group {

// What a party is called here.
using NameOf = std::function<std::string(std::string_view identity)>;

// One line for people: "answer questions 1, 2 of "What happened" to Ruritania".
std::string sentence(const Due& due, const NameOf& name_of);
// One event for each item that has a time, with an alarm before it for what this party owes. CRLF line ends, lines
// folded at 75 octets.
struct CalendarItem {
  std::string group;  // what the group is called
  Due due;
};
struct CalendarOf {
  std::string own;   // identity
  std::string name;  // what the party calls itself: the calendar is called "Parley: NAME"
  std::chrono::seconds ahead = std::chrono::hours(4);  // the alarm sounds so long before
};
std::string calendar(std::span<const CalendarItem> items, const CalendarOf& of, const NameOf& name_of, Micros now);

}  // namespace parley::group
