#include "base/time.h"

#include <array>
#include <chrono>
#include <cstring>

// Written by hand because both directions are on the path of every object (each STIX object has several timestamps,
// each entry of a journal a date), and because std::chrono of the compiler that is used cannot parse. base_test
// compares both over the whole range of years.
namespace parley {
namespace {

// Days since 1970-01-01 of a proleptic Gregorian date, and back (Howard Hinnant, "chrono-compatible low-level date
// algorithms": the year is taken to start in March so that the leap day comes last).
// 719468 is the number of days from 0000-03-01 to 1970-01-01, and 146097 that of one era of 400 years.
constexpr std::int64_t days_from_civil(std::int64_t year, unsigned month, unsigned day) {
  year -= month <= 2;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const auto year_of_era = static_cast<unsigned>(year - era * 400);
  const unsigned day_of_year = (153 * (month + (month > 2 ? -3u : 9u)) + 2) / 5 + day - 1;
  const unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + static_cast<std::int64_t>(day_of_era) - 719468;
}

void civil_from_days(std::int64_t days, std::int64_t& year, unsigned& month, unsigned& day) {
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const auto day_of_era = static_cast<unsigned>(days - era * 146097);
  const unsigned year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned shifted_month = (5 * day_of_year + 2) / 153;
  day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  year = static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2);
}

// What is below '0' wraps around to a large unsigned number, so that one comparison finds both kinds of wrong
// characters.
bool two_digits(const char* at, unsigned& out) {
  const unsigned high = static_cast<unsigned>(at[0]) - '0', low = static_cast<unsigned>(at[1]) - '0';
  out = high * 10 + low;
  return high <= 9 && low <= 9;
}

unsigned days_in_month(unsigned year, unsigned month) {
  static constexpr std::array<unsigned char, 13> kDays = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29u : kDays[month];
}

void put_digits(char* out, std::uint64_t value, int width) {
  for (int i = width - 1; i >= 0; --i, value /= 10) out[i] = static_cast<char>('0' + value % 10);
}

}  // namespace

// Division rounds towards zero: for a time before 1970 the rest is negative and is brought back into its range.
void format_micros(Micros time, char* out) {
  std::int64_t seconds = time.value / 1'000'000, micros = time.value % 1'000'000;
  if (micros < 0) micros += 1'000'000, --seconds;
  std::int64_t days = seconds / 86400, in_day = seconds % 86400;
  if (in_day < 0) in_day += 86400, --days;
  std::int64_t year;
  unsigned month, day;
  civil_from_days(days, year, month, day);
  std::memcpy(out, "0000-00-00T00:00:00.000000Z", 27);
  put_digits(out, static_cast<std::uint64_t>(year), 4);
  put_digits(out + 5, month, 2);
  put_digits(out + 8, day, 2);
  put_digits(out + 11, static_cast<std::uint64_t>(in_day / 3600), 2);
  put_digits(out + 14, static_cast<std::uint64_t>(in_day / 60 % 60), 2);
  put_digits(out + 17, static_cast<std::uint64_t>(in_day % 60), 2);
  put_digits(out + 20, static_cast<std::uint64_t>(micros), 6);
}

std::string to_string(Micros time) {
  std::string text(27, '\0');
  format_micros(time, text.data());
  return text;
}

Micros now() {
  return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
              .count()};
}

// STIX 2.1 section 2.16 allows RFC 3339 in UTC with "T" and "Z" in capitals only. The shortest form has 20
// characters, and everything before the fraction stands at a fixed place.
bool Timestamp::parse(std::string_view text, Timestamp& out) {
  if (text.size() < 20) return false;
  const char* at = text.data();
  unsigned century, year_low, month, day, hour, minute, second;
  if (!two_digits(at, century) || !two_digits(at + 2, year_low) || at[4] != '-' || !two_digits(at + 5, month) ||
      at[7] != '-' || !two_digits(at + 8, day) || at[10] != 'T' || !two_digits(at + 11, hour) || at[13] != ':' ||
      !two_digits(at + 14, minute) || at[16] != ':' || !two_digits(at + 17, second) || text.back() != 'Z')
    return false;
  const unsigned year = century * 100 + year_low;
  if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) || hour > 23 || minute > 59 || second > 60)
    return false;
  // A leap second can only be the last second of a UTC day (RFC 3339 section 5.7).
  if (second == 60 && (hour != 23 || minute != 59)) return false;
  // Eighteen digits fit into the number. For those behind, `scale` has become zero: they are checked to be digits and
  // add nothing.
  std::uint64_t attos = 0;
  if (text.size() > 20) {
    if (at[19] != '.' || text.size() == 21) return false;
    std::uint64_t scale = 100'000'000'000'000'000;
    for (std::size_t i = 20; i + 1 < text.size(); ++i, scale /= 10) {
      const unsigned digit = static_cast<unsigned>(at[i]) - '0';
      if (digit > 9) return false;
      attos += digit * scale;
    }
  }
  out.seconds = days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
  out.attos = attos;
  return true;
}

Result<Timestamp> Timestamp::parse(std::string_view text) {
  Timestamp out;
  if (parse(text, out)) return out;
  return Error{Code::invalid_input, "\"" + std::string(text.substr(0, 64)) +
                                        "\" is not a timestamp: write it like 2026-07-09T18:30:00Z or "
                                        "2026-07-09T18:30:00.123Z, in UTC and with the final Z"};
}

}  // namespace parley
