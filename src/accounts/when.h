// Times as reports give them: "2 June", "May", "Tuesday night", "2021". Good for putting what one holder said in order,
// no more.
#pragma once

#include <array>
#include <string_view>

#include "base/time.h"

namespace parley::accounts {

// Compares as: what has a year; then months without one, taken to be of this year; then weekdays, of this week; then
// what says nothing, which was said by the time of the report. Zero is not known.
struct RoughTime {
  int rank = 4;  // 0 has a year, 1 month, 2 weekday, 4 nothing
  int year = 0, month = 0, day = 0, part_of_day = 0;
  auto operator<=>(const RoughTime&) const = default;
};
RoughTime rough_time(std::string_view words);
RoughTime rough_time(Micros exact);

}  // namespace parley::accounts
