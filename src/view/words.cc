// Times, markings and JSON as all screens write them. A time of day is always of UTC and says so: the parties of a
// group sit in different zones and read each other the same screen.
#include "view/words.h"

#include <fmt/format.h>

#include "stix/markings.h"
#include "text/display.h"

namespace parley::view {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

}  // namespace

// About how far off, in words, before or after now.
std::string distance_text(Micros time, Micros now) {
  const std::string text = text::about_time(std::chrono::seconds(std::abs((time.value - now.value) / kSecond)));
  return time > now ? "in " + text : text + " ago";
}

// Days only from three on, and only if they are whole: "48 h" is what charters say and people agree on.
std::string duration_text(std::chrono::seconds duration) {
  const std::int64_t size = duration.count();
  if (size >= 259'200 && size % 86'400 == 0) return fmt::format("{} days", size / 86'400);
  if (size % 3600 == 0) return fmt::format("{} h", size / 3600);
  return size % 60 == 0 ? fmt::format("{} min", size / 60) : fmt::format("{} s", size);
}

// The name of a level, with its version where that is the older one: TLP:AMBER of 1.0 and of 2.0 are two markings.
std::string marking_text(const std::string& id) {
  static constexpr std::string_view kNames[] = {"TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"};
  const auto* marking = stix::tlp_marking(id);
  if (marking == nullptr) return id;
  return std::string(kNames[static_cast<std::size_t>(marking->level)]) + (marking->version == 1 ? " (TLP 1.0)" : "");
}

// To the minute, with Z for UTC; a dash where there is no time.
std::string short_time(const std::optional<Micros>& time) {
  if (!time) return "-";
  std::string text = to_string(*time).substr(0, 16);
  text[10] = ' ';
  return text + " Z";
}

namespace {

std::string when_and_by(const group::Later& later) {
  return fmt::format("{}{} by {}", later.times > 1 ? fmt::format("{} times, last ", later.times) : "",
                     short_time(later.added), text::plain(text::short_id(later.id)));
}

}  // namespace

// What was said of a message later, such as that it was withdrawn, in capitals in front of it: it decides how the rest
// is read.
std::string later_text(const std::shared_ptr<const group::Later>& later) {
  if (later == nullptr) return {};
  std::string word = later->what;
  for (char& c : word) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return fmt::format("{} {}{}{}", word, when_and_by(*later), later->text.empty() ? "" : ": ", text::plain(later->text));
}

std::string later_mark(const std::shared_ptr<const group::Later>& later) {
  return later == nullptr ? std::string() : fmt::format(" ({} {})", later->what, when_and_by(*later));
}

// Layout only, character by character, without parsing: what is shown is the text itself and not a second rendering of
// it, and it may be no JSON at all. Inside of a string nothing is touched.
std::string indented_json(std::string_view json) {
  std::string out;
  std::size_t depth = 0;
  bool quoted = false;
  const auto line = [&] { out += '\n', out.append(depth * 2, ' '); };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quoted) {
      out += c;
      if (c == '\\' && i + 1 < json.size())
        out += json[++i];
      else if (c == '"')
        quoted = false;
      continue;
    }
    if (c == '"') quoted = true;
    // A closing bracket too many must not run below zero.
    if (c == '}' || c == ']') depth -= depth > 0 ? 1 : 0, line();
    out += c;
    if (c == '{' || c == '[') ++depth, line();
    if (c == ',') line();
    if (c == ':') out += ' ';
  }
  return text::plain(out, text::Lines::many);
}

}  // namespace parley::view
