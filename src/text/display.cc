// One pass over the characters. What plain() writes is plain: an escape is ASCII, and a mark behind an escape has no
// character to stand on and is escaped, too (display_test, PlainTextStaysAsItIs).
#include "text/display.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/bytes.h"
#include "text/code_point.h"

namespace parley::text {
namespace {

// Calls each(point, escaped) for every character of `text`, with line feeds and tabs as they are.
// A mark needs something to stand on: at the beginning of a text, behind a blank or behind an escape it would be
// drawn over what the terminal has written before, which may be our own words.
template <class Each>
void walk(std::string_view text, Each each) {
  bool has_base = false;
  std::size_t marks = 0;
  while (!text.empty()) {
    const CodePoint point = front(text);
    const std::string_view bytes = text.substr(0, point.bytes);
    text.remove_prefix(point.bytes);
    bool stays = point.valid && is_visible(point.value);
    if (stays && is_mark(point.value)) {
      stays = has_base && ++marks <= kMostMarks;
    } else {
      has_base = stays && !is_blank(point.value);
      marks = 0;
    }
    each(point, bytes, stays);
  }
}

bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

// As UTF-16, which is what \u takes.
// Characters beyond U+FFFF take two units, a high and a low surrogate (RFC 8259 section 7).
void append_json_escape(std::string& out, char32_t point) {
  const auto unit = [&](std::uint32_t value) { fmt::format_to(std::back_inserter(out), "\\u{:04x}", value); };
  if (point < 0x10000) return unit(point);
  unit(0xd800 + ((point - 0x10000) >> 10));
  unit(0xdc00 + ((point - 0x10000) & 0x3ff));
}

// Bytes of the first characters of `text` that fit into `columns`; marks stay with their character.
std::size_t bytes_that_fit(std::string_view text, std::size_t columns) {
  std::size_t at = 0, taken = 0;
  while (at < text.size()) {
    const CodePoint point = front(text.substr(at));
    taken += text::columns(point.value);
    if (taken > columns) break;
    at += point.bytes;
  }
  return at;
}

}  // namespace

// Nearly everything is printable ASCII and is copied as it is.
std::string plain(std::string_view text, Lines lines) {
  if (is_printable_ascii(text)) return std::string(text);
  std::string out;
  out.reserve(text.size());
  walk(text, [&](const CodePoint& point, std::string_view bytes, bool stays) {
    if (stays)
      out += bytes;
    else if (point.value == '\n' || point.value == '\t')
      out += lines == Lines::many && point.value == '\n' ? '\n' : ' ';
    else
      out += fmt::format(fmt::runtime(point.valid ? "\\u{{{:X}}}" : "\\x{{{:X}}}"),
                         static_cast<std::uint32_t>(point.value));
  });
  return out;
}

// A tab is not plain: plain() would make a space of it.
bool is_plain(std::string_view text, Lines lines) {
  bool all = true;
  walk(text, [&](const CodePoint& point, std::string_view, bool stays) {
    all = all && (stays || (point.value == '\n' && lines == Lines::many));
  });
  return all;
}

namespace {
constexpr std::string_view kNoColour = "\x1b[0m";
constexpr std::string_view kColours[] = {"\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[33m"};  // in the order of Colour
}  // namespace

std::string in_colour(std::string_view text, Colour colour, bool on) {
  if (!on) return plain(text);
  return std::string(kColours[static_cast<std::size_t>(colour)]) + plain(text) + std::string(kNoColour);
}

// Only the exact sequences that in_colour() writes are let through. Any other escape character, one from an object
// that somebody has sent for example, is written by its number like the rest.
std::string plain_but_for_colours(std::string_view text) {
  std::string out;
  for (std::size_t from = 0, at = 0; from < text.size();) {
    at = std::min(text.find('\x1b', at), text.size());
    std::string_view ours;
    for (const std::string_view one : {kNoColour, kColours[0], kColours[1], kColours[2], kColours[3]})
      if (text.substr(at).starts_with(one)) ours = one;
    if (ours.empty() && at < text.size()) {
      ++at;  // somebody else's: it is escaped with what stands around it
      continue;
    }
    out += plain(text.substr(from, at - from), Lines::many);
    out += ours;
    from = at += ours.size();
  }
  return out;
}

// It need not know where strings begin and end: in JSON that parses, control characters and all others of this kind
// can only stand inside of strings, but for tabs, returns and line feeds between tokens.
std::string plain_json(std::string_view json) {
  if (is_printable_ascii(json)) return std::string(json);
  std::string out;
  out.reserve(json.size());
  walk(json, [&](const CodePoint& point, std::string_view bytes, bool stays) {
    if (stays || point.value == '\n')
      out += bytes;
    else if (point.value == '\t' || point.value == '\r')
      out += ' ';  // between tokens, as inside of a string they are escaped
    else if (point.valid)
      append_json_escape(out, point.value);
    else
      out += "\uFFFD";
  });
  return out;
}

void append_json_string(std::string& out, std::string_view value) {
  const std::size_t begin = out.size();
  parley::append_json_string(out, value);
  if (!is_printable_ascii(std::string_view(out).substr(begin))) {
    const std::string made = plain_json(std::string_view(out).substr(begin));
    out.replace(begin, std::string::npos, made);
  }
}

// The text is taken to be plain already: an escape sequence would be counted as if it were seen.
std::size_t width(std::string_view text) {
  std::size_t all = 0;
  while (!text.empty()) {
    const CodePoint point = front(text);
    all += columns(point.value);
    text.remove_prefix(point.bytes);
  }
  return all;
}

std::string padded(std::string_view text, std::size_t columns) {
  const std::size_t has = width(text);
  std::string out(text);
  if (has < columns) out.append(columns - has, ' ');
  return out;
}

// Made plain before it is measured, as an escape takes more room than what it stands for.
std::string fitted(std::string_view text, std::size_t columns) {
  std::string clean = plain(text);
  if (width(clean) <= columns) return clean;
  if (columns == 0) return {};
  clean.resize(bytes_that_fit(clean, columns - 1));
  return clean + "…";
}

// A space in the first half of the line is not used: with a long path or hash behind it, the line would be nearly
// empty.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  columns = std::max<std::size_t>(columns, 2);  // a wide character must fit
  std::vector<std::string> lines;
  while (true) {
    const std::size_t end_of_line = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end_of_line);
    while (width(line) > columns) {
      const std::size_t most = std::max<std::size_t>(bytes_that_fit(line, columns), 1);
      // One character more is looked at, since a space right behind the last column is as good a place.
      const std::size_t space = line.substr(0, most + 1).rfind(' ');
      const bool at_space = space != std::string_view::npos && space > most / 2;
      lines.emplace_back(line.substr(0, at_space ? space : most));
      line.remove_prefix(at_space ? space + 1 : most);
    }
    lines.emplace_back(line);
    if (end_of_line == text.size()) return lines;
    text.remove_prefix(end_of_line + 1);
  }
}

// Words longer than the line stand alone and stick out: a command or a path must stay whole to be copied.
std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent) {
  std::string out;
  std::size_t at = 0;  // column
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' ', 1), text.size());
    std::string_view word = text.substr(0, end);  // with the space before it
    text.remove_prefix(end);
    if (at > indent && at + width(word) > columns) {
      if (word.starts_with(' ')) word.remove_prefix(1);
      out += '\n';
      out.append(indent, ' ');
      at = indent;
    }
    out += word;
    at += width(word);
  }
  return out;
}

std::string with_commas(std::uint64_t value) {
  std::string text = std::to_string(value);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view more) {
  if (count == 1) return "1 " + std::string(one);
  return with_commas(count) + " " + (more.empty() ? std::string(one) + "s" : std::string(more));
}

// Units of 1000, as disks and traffic are sold.
std::string human_bytes(std::uint64_t bytes) {
  static constexpr const char* kUnits[] = {"B", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1000 && unit + 1 < std::size(kUnits)) value /= 1000, ++unit;
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, kUnits[unit]);
}

// A unit is used from two of it on, so that "1 h" never stands for anything between one and two hours.
std::string about_time(std::chrono::seconds duration) {
  const auto seconds = duration.count();
  if (seconds < 120) return fmt::format("{} s", seconds);
  if (seconds < 7200) return fmt::format("{} min", seconds / 60);
  return seconds < 172'800 ? fmt::format("{} h", seconds / 3600) : fmt::format("{} days", seconds / 86'400);
}

// Eight digits suffice to tell apart what stands on one screen, and commands take them as an abbreviation.
std::string short_id(std::string_view id) {
  const std::size_t dashes = id.find("--");
  return std::string(dashes == std::string_view::npos ? id : id.substr(0, dashes + 10));
}

// Digits are compared as text of equal length, so numbers of any length work. Leading zeros are passed over.
bool natural_less(std::string_view a, std::string_view b) {
  std::size_t i = 0, j = 0;
  const auto number = [](std::string_view text, std::size_t& at) {
    while (at < text.size() && text[at] == '0') ++at;
    const std::size_t begin = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return text.substr(begin, at - begin);
  };
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      const auto x = number(a, i), y = number(b, j);
      if (x != y) return x.size() != y.size() ? x.size() < y.size() : x < y;
    } else {
      if (a[i] != b[j]) return a[i] < b[j];
      ++i, ++j;
    }
  }
  if ((i < a.size()) != (j < b.size())) return j < b.size();
  return a < b;  // "E01" and "E1" are equal numbers, not equal names
}

void Table::add(std::vector<std::string> row) {
  for (std::string& cell : row) cell = plain(cell);
  rows_.push_back(std::move(row));
}

// Two spaces between columns; the last column is not filled up, so that a long text at the end makes no trailing
// blanks.
std::vector<std::string> Table::lines() const {
  std::vector<std::size_t> widths(rows_.front().size(), 0);
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  std::vector<std::string> out;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += i + 1 < row.size() ? padded(row[i], widths[i] + 2) : row[i];
    line.erase(line.find_last_not_of(' ') + 1);
    out.push_back(std::move(line));
  }
  return out;
}

}  // namespace parley::text
