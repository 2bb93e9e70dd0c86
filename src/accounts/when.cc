// Reads from a phrase what it needs to be put in order: a year, a month, a day of the month or week, a part
// of the day. A month without a year is taken to be of the year of the report, which is not known here: so
// such times come behind those with a year and are in order among themselves. English words only; in other
// languages years and ISO dates still count.
#include "accounts/when.h"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <utility>
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
  // "After the meeting on Monday" is not Monday: what is given by something else says nothing by itself.
  if (const auto relative = relative_time(words); relative && relative->is != RelativeTime::Is::in_the_past)
    return rough_time(std::string(words.substr(0, relative->begin)) + std::string(words.substr(relative->end)));
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

namespace {

// Of two numbers of which zero is not known; unordered when they settle nothing.
std::partial_ordering by(int a, int b) {
  if (a == 0 || b == 0 || a == b) return std::partial_ordering::unordered;
  return a < b ? std::partial_ordering::less : std::partial_ordering::greater;
}

// The first of them that settles it, as long as all before it are known and the same.
std::partial_ordering by_first(std::initializer_list<std::pair<int, int>> parts) {
  for (const auto& [a, b] : parts) {
    if (a != b || a == 0) return by(a, b);
  }
  return std::partial_ordering::unordered;
}

// Months farther apart than this may be of two years: "December" can be before "January".
constexpr int kSurelyOneYear = 8;  // months

}  // namespace

std::partial_ordering order_of(const RoughTime& a, const RoughTime& b) {
  if (a.rank == 4 || b.rank == 4) return std::partial_ordering::unordered;
  if (a == b) return std::partial_ordering::equivalent;
  if (a.rank != b.rank) {
    // The one with the wider frame: a year, else a month, else the week of the reports.
    const RoughTime& wider = a.rank < b.rank ? a : b;
    // A date with its year may be of this week; a bare year is not.
    if (wider.rank == 0 && wider.day != 0) return std::partial_ordering::unordered;
    return a.rank < b.rank ? std::partial_ordering::less : std::partial_ordering::greater;
  }
  if (a.rank == 0)
    return by_first({{a.year, b.year}, {a.month, b.month}, {a.day, b.day}, {a.part_of_day, b.part_of_day}});
  if (a.rank == 1) {
    if (std::abs(a.month - b.month) > kSurelyOneYear) return std::partial_ordering::unordered;
    return by_first({{a.month, b.month}, {a.day, b.day}, {a.part_of_day, b.part_of_day}});
  }
  return by_first({{a.day, b.day}, {a.part_of_day, b.part_of_day}});
}

namespace {

struct Cue {
  std::string_view words;
  RelativeTime::Is is;
};
// The longest first, where one begins another.
constexpr std::array<Cue, 13> kCues = {{{"ahead of ", RelativeTime::Is::before},
                                        {"prior to ", RelativeTime::Is::before},
                                        {"on the eve of ", RelativeTime::Is::before},
                                        {"the day before ", RelativeTime::Is::day_before},
                                        {"in the run-up to ", RelativeTime::Is::before},
                                        {"before ", RelativeTime::Is::before},
                                        {"the day after ", RelativeTime::Is::day_after},
                                        {"in the wake of ", RelativeTime::Is::after},
                                        {"immediately after ", RelativeTime::Is::after},
                                        {"following ", RelativeTime::Is::after},
                                        {"after ", RelativeTime::Is::after},
                                        {"ever since ", RelativeTime::Is::since},
                                        {"since ", RelativeTime::Is::since}}};
// Words that put something before the days of which the reports tell, without saying when.
constexpr std::array<std::string_view, 16> kPast = {"in the past", "previously",  "formerly",      "years ago",
                                                    "months ago",  "weeks ago",   "years earlier", "last year",
                                                    "last month",  "last week",   "long ago",      "last spring",
                                                    "last summer", "last autumn", "last winter",   "in earlier years"};

// Where `words` stand in `text` as whole words, in any case of letters; npos when nowhere.
std::size_t find_words(std::string_view lower, std::string_view words) {
  for (std::size_t at = lower.find(words); at != std::string_view::npos; at = lower.find(words, at + 1))
    if (at == 0 || lower[at - 1] == ' ' || lower[at - 1] == ',') return at;
  return std::string_view::npos;
}

std::string trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == ',' || text.back() == '.')) text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return std::string(text);
}

}  // namespace

std::optional<RelativeTime> relative_time(std::string_view words) {
  const std::string lower = lower_case(words);
  if (lower.size() != words.size()) return std::nullopt;  // a script in which letters change their length
  std::optional<RelativeTime> out;
  std::size_t first = std::string::npos;
  for (const Cue& cue : kCues) {
    const std::size_t at = find_words(lower, cue.words);
    // The cue that stands first in the words decides, wherever it is in the list.
    if (at == std::string::npos || (first != std::string::npos && at >= first)) continue;
    // "not after", "before and after the vote" settle nothing.
    if (find_words(lower.substr(0, at), "not") != std::string::npos) return std::nullopt;
    std::string_view to = words.substr(at + cue.words.size());
    to = to.substr(0, to.find(','));
    first = at;
    out = RelativeTime{cue.is, trimmed(to), at, at + cue.words.size() + to.size()};
  }
  if (out && (out->to.empty() || out->to.starts_with("and ") || out->to.starts_with("or "))) return std::nullopt;
  if (out) return out;
  for (const std::string_view past : kPast)
    if (find_words(lower, past) != std::string::npos)
      return RelativeTime{RelativeTime::Is::in_the_past, {}, 0, words.size()};
  return std::nullopt;
}

// To the day, as phrases are no finer.
RoughTime rough_time(Micros exact) {
  const std::string text = to_string(exact);
  return {0, number(text.substr(0, 4)), number(text.substr(5, 2)), number(text.substr(8, 2)), 0};
}

namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// "2nd" says what "2" says.
std::string_view without_ordinal(std::string_view word) {
  for (const std::string_view ending : {"st", "nd", "rd", "th"})
    if (word.size() > 2 && word.size() < 5 && word.ends_with(ending) && number(word.substr(0, word.size() - 2)) > 0)
      return word.substr(0, word.size() - 2);
  return word;
}

// The words of a time, each in the form in which it is compared; those that every time can have are left out.
// `least` letters of the name of a day or month are enough: a text has "sat" and "may" that are none.
std::vector<std::string> words_of_time(std::string_view words, std::size_t least) {
  std::vector<std::string> out;
  for (const Word& word : words_of(words)) {
    std::string text = lower_case(words.substr(word.begin, word.end - word.begin));
    for (const std::string_view possessive : {"'s", "’s"})
      if (text.ends_with(possessive)) text.resize(text.size() - possessive.size());
    if (is_one_of(text, {"on", "the", "at", "in", "of"})) continue;
    if (const int of_year = place_in(kMonths, text, least); of_year > 0)
      text = kMonths[static_cast<std::size_t>(of_year - 1)];
    else if (const int of_week = place_in(kDays, text, least); of_week > 0)
      text = kDays[static_cast<std::size_t>(of_week - 1)];
    out.emplace_back(without_ordinal(text));
  }
  return out;
}

}  // namespace

std::string time_key(std::string_view words) {
  std::vector<std::string> all = words_of_time(words, 3);
  const bool month =
      std::any_of(all.begin(), all.end(), [](const std::string& one) { return place_in(kMonths, one, 0) > 0; });
  const bool day = std::any_of(all.begin(), all.end(), [](const std::string& one) { return number(one) > 0; });
  // Of a date nothing depends on what comes first.
  if (month && day) std::sort(all.begin(), all.end());
  std::string out;
  for (const std::string& one : all) out += (out.empty() ? "" : " ") + one;
  return out;
}

bool is_date(std::string_view words) {
  const RoughTime time = rough_time(words);
  return time.year > 0 || (time.month > 0 && time.day > 0);
}

WordsInText::WordsInText(std::string_view text) : text_(text), words_(words_of_time(text, 4)) {
  for (std::size_t i = 0; i < words_.size(); ++i) places_[words_[i]].push_back(i);
}

bool WordsInText::has(const std::string& when) {
  const auto [asked, is_new] = asked_.try_emplace(when);
  if (!is_new) return asked->second;
  const auto words = words_of_time(when, 3);
  // Of words alone that every time can have ("in the"), as they stand.
  if (words.empty()) return asked->second = text_.find(when) != std::string_view::npos;
  const auto begins = places_.find(words.front());
  if (begins == places_.end()) return false;
  return asked->second = std::any_of(begins->second.begin(), begins->second.end(), [&](std::size_t at) {
           return words_.size() - at >= words.size() &&
                  std::equal(words.begin(), words.end(), words_.begin() + static_cast<std::ptrdiff_t>(at));
         });
}

std::string behind_verb(std::string_view when) {
  if (when.empty()) return {};
  const std::string_view whole = when.substr(0, when.find(','));
  const auto all = words_of(whole);
  if (all.empty()) return ", " + std::string(when);
  std::vector<std::string> words;
  for (const Word& one : all) words.push_back(lower_case(whole.substr(one.begin, one.end - one.begin)));
  std::string out(when);
  const bool prepositional =
      is_one_of(words[0], {"on", "at", "in", "before", "after", "during", "since", "from", "by", "until", "late",
                           "early", "yesterday", "today", "tonight", "last", "this"});
  if (prepositional && out[0] >= 'A' && out[0] <= 'Z') out[0] = static_cast<char>(out[0] - 'A' + 'a');
  if (prepositional) return " " + out;
  const bool weekday = place_in(kDays, words[0], 0) > 0, month = place_in(kMonths, words[0], 0) > 0;
  const bool part = words.size() == 2 && place_in(kParts, words[1], 0) > 0;
  const bool date =
      words.size() > 1 && (month ? number(without_ordinal(words[1])) > 0 && words[1].size() < 4
                                 : number(without_ordinal(words[0])) > 0 && place_in(kMonths, words[1], 0) > 0);
  if ((weekday && (words.size() == 1 || part)) || date) return " on " + out;
  if (month || (words.size() == 1 && words[0].size() == 4 && number(words[0]) > 0)) return " in " + out;
  return ", " + out;
}

std::string in_sentence(std::string_view when) {
  std::string out = behind_verb(when);
  out.erase(0, out.find_first_not_of(", "));
  return out;
}

}  // namespace parley::accounts
