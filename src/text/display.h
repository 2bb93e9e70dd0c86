// What people are shown: text of others made harmless, and text laid out in columns.
//
// plain() is the only place in which it is decided what of a text that came from outside may reach a person's eyes. The
// ways out (a command's console, the log, pages, calendars, notices) all pass through it once more, so that nobody has
// to remember it; what was made plain stays as it is.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley::text {

// Whether line feeds stay. With `one`, they and tabs become a space.
enum class Lines { one, many };

// More marks than this on one character are shown by their numbers: what real writing systems need is at most four,
// and a pile of them covers the lines above and below.
inline constexpr std::size_t kMostMarks = 4;

// `text` with everything that is not visible (code_point.h), marks without a character to stand on and marks beyond
// kMostMarks written as "\u{202E}", and bytes that are no UTF-8 as "\x{FF}". Tabs become a space.
std::string plain(std::string_view text, Lines lines = Lines::one);
bool is_plain(std::string_view text, Lines lines = Lines::one);

// The same for a JSON text, or a part of one: what plain() would escape is written as \uXXXX, which inside of its
// strings is the same value, so that a terminal can show it and a program reads what it would have read. Bytes that are
// no UTF-8 become U+FFFD. Line feeds stay.
std::string plain_json(std::string_view json);
// Appends `value` as a JSON string with its quotes, plain as well.
void append_json_string(std::string& out, std::string_view value);

// The colours of Parley's own screens. in_colour() makes `text` plain; without colours when `on` is false.
enum class Colour { bold, red, green, yellow };
std::string in_colour(std::string_view text, Colour colour, bool on);
// plain() of lines, in which what in_colour() puts around a text stays as it is.
std::string plain_but_for_colours(std::string_view text);

// Columns of a terminal that a text takes: marks take none, wide characters two.
std::size_t width(std::string_view text);
// With spaces behind it, `columns` wide at the least.
std::string padded(std::string_view text, std::size_t columns);
// plain(), cut to `columns` with "…" at the end where something does not fit.
std::string fitted(std::string_view text, std::size_t columns);
// Lines of at most `columns`, broken at spaces where that leaves more than half of the line, and at line feeds.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);
// The same as one text: every line but the first begins with `indent` spaces, which count.
std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent);

// 1234567 -> "1,234,567".
std::string with_commas(std::uint64_t value);
// "1 object", "2,000 objects"; what does not take an s: counted(n, "entry", "entries").
std::string counted(std::uint64_t count, std::string_view one, std::string_view more = {});
// "312 B", "1.2 MB".
std::string human_bytes(std::uint64_t bytes);
// "90 s", "3 h", "2 days", rounded down.
std::string about_time(std::chrono::seconds duration);

// The type and the first 8 digits of an id: "inquiry--7c1f2a30"; what is no id stays as it is.
std::string short_id(std::string_view id);

// "A2" before "A10": runs of digits compare as numbers.
bool natural_less(std::string_view a, std::string_view b);

// Rows under headings, columns as wide as needed. Every cell is made plain.
class Table {
 public:
  explicit Table(std::vector<std::string> headings) { add(std::move(headings)); }
  void add(std::vector<std::string> row);
  bool empty() const { return rows_.size() == 1; }
  // With the headings first; no spaces at the end.
  std::vector<std::string> lines() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace parley::text
