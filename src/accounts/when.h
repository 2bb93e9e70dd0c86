// Times as reports give them: "2 June", "May", "Tuesday night", "2021", "hours ahead of the meeting". Good for putting
// what one holder said in order, no more.
#pragma once

#include <array>
#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.h"

namespace parley::accounts {

// For lists, in which everything has to have a place, it compares as: what has a year; then months without one; then
// weekdays; then what says nothing. What may be concluded from two times order_of() says. Zero is not known.
struct RoughTime {
  int rank = 4;  // 0 has a year, 1 month, 2 weekday, 4 nothing
  int year = 0, month = 0, day = 0, part_of_day = 0;
  auto operator<=>(const RoughTime&) const = default;
};
RoughTime rough_time(std::string_view words);
RoughTime rough_time(Micros exact);

// What follows from two times and nothing else. Equivalent: the same words for both, whatever the order inside them.
// A year without a day lies before a month without a year, and that before a weekday, which is of the week of the
// reports; two months that are more than eight apart may lie on either side of a new year. Else unordered.
std::partial_ordering order_of(const RoughTime& a, const RoughTime& b);

// A time that is given by something else: an event ("the meeting") or another time ("since April").
struct RelativeTime {
  enum class Is : std::uint8_t { before, after, day_before, day_after, since, in_the_past } is = Is::before;
  std::string to;                  // what it is given by; empty for in_the_past
  std::size_t begin = 0, end = 0;  // where the words of it stand
};
// Nothing where the words say no such thing, or not unambiguously. English.
std::optional<RelativeTime> relative_time(std::string_view words);

// What two spellings of one time have in common, to be compared and not shown: "On Thursday" and "Thursday", "2nd of
// June" and "June 2". Other words keep their order.
std::string time_key(std::string_view words);
// Whether words that say when are a date, which nobody needs to find in a text: "2026-07-09", "9 July", "July 2026".
bool is_date(std::string_view words);
// A text in which times (and places) that are given in words are looked up: it is read once, for all of them.
class WordsInText {
 public:
  explicit WordsInText(std::string_view text);  // must outlive it
  // As it stands, or in another spelling of the same time: "On Thursday" where the text has "Thursday’s".
  bool has(const std::string& when);

 private:
  std::string_view text_;
  std::vector<std::string> words_;
  std::unordered_map<std::string, std::vector<std::size_t>> places_;  // in words_
  std::unordered_map<std::string, bool> asked_;
};
// Behind a verb in a sentence: " on Monday", " on Thursday, according to Gant", ", two days before"; empty for no time.
std::string behind_verb(std::string_view when);
// The same in a list: "on Monday".
std::string in_sentence(std::string_view when);

}  // namespace parley::accounts
