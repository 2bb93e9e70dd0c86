// Reads from a phrase what it needs to be put in order: a year, a month, a day of the month or week, a part
// of the day. A month without a year is taken to be of the year of the report, which is not known here: so
// such times come behind those with a year and are in order among themselves. English words only; in other
// languages years and ISO dates still count.
#include "accounts/when.h"

#include <string>
#include <vector>

#include "accounts/text.h"

namespace parley::accounts {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"january",   "february", "march",    "april",
                                                      "may",       "june",     "july",     "august",
                                                      "september", "october",  "november", "december"};
constexpr std::array<std::string_view, 7> kDays = {"monday", "tuesday",  "wednesday", "thursday",
                                                   "friday", "saturday", "sunday"};
constexpr std::array<std::string_view, 5> kParts = {"morning", "noon", "afternoon", "evening", "night"};

template <std::size_t N>
// From 1; 0 is nothing. With `least`, that many letters of the name are enough: "Sept", "Tues".
int place_in(const std::array<std::string_view, N>& names, std::string_view word, std::size_t least) {
  for (std::size_t i = 0; i < N; ++i)
    if (word == names[i] ||
        (least > 0 && word.size() >= least && word.size() < names[i].size() && names[i].starts_with(word)))
      return static_cast<int>(i) + 1;
  return 0;
}

// 0 for what is no number, and for anything longer than a year: neither is a day or a year.
int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9' || value > 100'000) return 0;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

RoughTime rough_time(std::string_view words) {
  RoughTime time;
  if (words.size() >= 10 && words[4] == '-' && words[7] == '-') {  // 2026-07-09, with or without a time of day
    if (Timestamp exact; Timestamp::parse(words, exact)) return rough_time(exact.micros());
    const int year = number(words.substr(0, 4)), month = number(words.substr(5, 2)), day = number(words.substr(8, 2));
    // Without a time of day it is no timestamp, and still a day.
    if (year > 0 && month > 0) return {0, year, month, day, 0};
  }
  // The first of each kind counts: "between May and June" begins in May.
  for (const Word& word : words_of(words)) {
    const std::string text = lower_case(words.substr(word.begin, word.end - word.begin));
    if (const int n = number(text); n > 0) {
      if (text.size() == 4)
        time.year = n;
      else if (n <= 31)
        time.day = n;
    } else if (const int month = place_in(kMonths, text, 3); month > 0 && time.month == 0) {
      time.month = month;
    } else if (const int day = place_in(kDays, text, 3); day > 0 && time.day == 0 && time.month == 0) {
      time.rank = 2;
      time.day = day;
    } else if (const int part = place_in(kParts, text, 0); part > 0) {
      time.part_of_day = part;
      // "After the meeting" comes behind the meeting on the same day.
    } else if (text == "after" && time.part_of_day == 0) {
      time.part_of_day = 1;
    }
  }
  // A year makes a date of whatever else was found; else a month, else a day of the week.
  if (time.year > 0)
    time.rank = 0;
  else if (time.month > 0)
    time.rank = 1;
  else if (time.rank == 4)
    return {};
  return time;
}

// To the day, as phrases are no finer.
RoughTime rough_time(Micros exact) {
  const std::string text = to_string(exact);
  return {0, number(text.substr(0, 4)), number(text.substr(5, 2)), number(text.substr(8, 2)), 0};
}

}  // namespace parley::accounts
