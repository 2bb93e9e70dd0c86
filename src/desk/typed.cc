// What people type for a time, a duration or a marking. One reading for all commands, so that "48h" or "amber" is the
// same everywhere, and what is not understood is refused with an example of what would be.
#include "desk/typed.h"

#include <charconv>

#include "node/find_object.h"
#include "stix/markings.h"

namespace parley::desk {
namespace {

constexpr std::int64_t kSecond = 1'000'000;  // microseconds
// A hundred years: longer than anything that parties agree on, and far from where a sum of microseconds overflows.
constexpr std::int64_t kLongestSeconds = 36'525 * 86'400ll;

}  // namespace

// One number and one unit. "1d12h" is refused, because half of those who read it would stop at the first unit.
Result<std::chrono::seconds> parse_duration(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const std::int64_t factor = unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : unit == "d" ? 86'400 : 0;
  // Compared before it is multiplied, in the unit that was typed: afterwards it may have overflown.
  if (error != std::errc{} || factor == 0 || value < 1 || value > kLongestSeconds / factor)
    return Error{Code::invalid_input, "\"" + text + "\" is not a time such as 90s, 30m, 48h or 7d"};
  return std::chrono::seconds(value * factor);
}

Result<std::string> parse_marking(node::Node& node, const std::string& text) {
  // The words of TLP 2.0 and its marking definitions. A word means TLP 2.0 only: "white" is of TLP 1.0, whose markings
  // can still be named by their ids.
  static constexpr std::pair<std::string_view, stix::Tlp> kWords[] = {{"clear", stix::Tlp::clear},
                                                                      {"green", stix::Tlp::green},
                                                                      {"amber", stix::Tlp::amber},
                                                                      {"amber+strict", stix::Tlp::amber_strict},
                                                                      {"red", stix::Tlp::red}};
  static constexpr std::string_view kTlp2[] = {"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
                                               "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
                                               "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
                                               "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
                                               "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"};
  for (const auto& [word, level] : kWords)
    for (const std::string_view id : kTlp2)
      if (word == text && stix::tlp_marking(id)->level == level) return std::string(id);
  const node::TypedId typed(text);
  if (typed.type() == "marking-definition") {
    // The levels of TLP 2.0 are in no journal, and are meant by their beginnings all the same.
    for (const std::string_view id : kTlp2)
      if (typed.means(id)) return std::string(id);
    return node::whole_id(node, text);
  }
  return Error{
      Code::invalid_input,
      "\"" + text + "\" is no marking: clear, green, amber, amber+strict, red or the id of a marking definition"};
}

// A day without a time is meant as people mean a deadline or "up to Monday": to its end. Everybody's day ends at
// another time, so it is that of UTC, and what is shown of it says so.
Result<Micros> parse_moment(const std::string& text) {
  const bool is_day = text.size() == 10 && text.find_first_not_of("0123456789-") == std::string::npos;
  const auto time = Timestamp::parse(is_day ? text + "T23:59:59.999999Z" : text);
  if (!time.ok())
    return Error{Code::invalid_input,
                 "\"" + text +
                     "\" is neither a timestamp (2026-11-30T12:00:00Z) nor a day (2026-11-30, up to its end in "
                     "UTC)"};
  return time->micros();
}

// A duration counts from now on; in parse_past() it counts back. Which of the two is meant belongs to the option and is
// never guessed from the text.
Result<Micros> parse_when(const std::string& text, Micros now) {
  if (const auto duration = parse_duration(text); duration.ok()) return Micros{now.value + duration->count() * kSecond};
  auto time = parse_moment(text);
  if (time.ok()) return time;
  return Error{Code::invalid_input,
               "\"" + text +
                   "\" is neither a timestamp (2026-11-30T12:00:00Z), a day (2026-11-30, up to its end in UTC) nor a "
                   "time from now (48h)"};
}

Result<Micros> parse_past(const std::string& text, Micros now) {
  if (const auto ago = parse_duration(text); ago.ok()) return Micros{now.value - ago->count() * kSecond};
  return parse_moment(text);
}

// A day ends with its last microsecond, and a duration is counted from some microsecond: neither was said.
std::string typed_time(Micros time) { return to_string(time).substr(0, 19) + "Z"; }

}  // namespace parley::desk
