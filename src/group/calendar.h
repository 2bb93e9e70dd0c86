// What is due, as an iCalendar (RFC 5545) that a duty officer's calendar can subscribe to.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "group/state.h"

namespace parley::group {

// What a party is called here.
using NameOf = std::function<std::string(std::string_view identity)>;

// One line for people: "answer questions 1, 2 of "What happened" to Ruritania".
std::string sentence(const Due& due, const NameOf& name_of);
// One event for each item that has a time, with an alarm before it for what `own` owes. CRLF line ends, lines folded at
// 75 octets.
struct CalendarItem {
  std::string group;  // what the group is called
  Due due;
};
std::string calendar(std::span<const CalendarItem> items, std::string_view own, const NameOf& name_of, Micros now);

}  // namespace parley::group
