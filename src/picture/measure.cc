// Widths by table instead of by a font: what is drawn is laid out where no font is at hand. The table is of the two
// faces that a page embeds, at the weights that pictures use; kerning is left out, which makes lines a little too wide
// at most.
#include "picture/measure.h"

#include <algorithm>
#include <optional>

#include "picture/advances.h"
#include "picture/picture.h"
#include "text/code_point.h"
#include "text/display.h"

namespace parley::picture {
namespace {

// Of scripts that the embedded fonts do not have: as wide as the widest of them are at their usual size.
constexpr double kForeign = 0.72, kWide = 1.04;

// Tables are one behind the other for all ranges, so a range begins where the lengths of those before it end.
double advance(char32_t point, Face face) {
  const auto& table = kAdvances[static_cast<std::size_t>(face)];
  std::size_t at = 0;
  for (const auto& [first, last] : kAdvanceRanges) {
    if (point >= first && point <= last) return table[at + (point - first)] / 1000.0;
    at += last - first + 1;
  }
  switch (text::columns(point)) {
    case 0:
      return 0;
    case 1:
      return kForeign;
    default:
      return kWide;
  }
}

// The longest beginning of `text` that is at most `width` wide, at least one character, with its marks.
std::size_t fitting(std::string_view text, Face face, double size, double width) {
  double used = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto point = text::front(text.substr(at));
    used += advance(point.value, face) * size;
    if (used > width && at > 0 && !text::is_mark(point.value)) break;
    at += point.bytes;
  }
  return at;
}

// Only plain spaces: other white space has become one before (text::plain) or is shown by its number.
std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

// Where the line that begins `text` ends: behind the last space or hyphen that fits, else within a word.
std::size_t line_end(std::string_view text, Face face, double size, double width) {
  const std::size_t fits = fitting(text, face, size, width);
  if (fits == text.size() || text[fits] == ' ') return fits;
  for (std::size_t at = fits; at > 0; --at)
    if (text[at - 1] == ' ' || (text[at - 1] == '-' && at > 2)) return at;
  return fits;
}

// ASCII alone: where words of other alphabets may be divided is not known here.
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Where a word that is wider than a line may be broken with a hyphen, at least three letters on either side; none: it
// is broken without one, as words of other scripts are.
std::optional<std::size_t> hyphen_at(std::string_view text, std::size_t end, Face face, double size, double width) {
  if (end == 0 || end >= text.size() || !is_letter(text[end - 1]) || !is_letter(text[end])) return std::nullopt;
  std::size_t begin = end, word_end = end;
  while (begin > 0 && is_letter(text[begin - 1])) --begin;
  while (word_end < text.size() && is_letter(text[word_end])) ++word_end;
  std::size_t at = fitting(text.substr(0, end), face, size, width - width_of("-", face, size));
  at = std::min(at, word_end - std::min<std::size_t>(word_end, 3));
  return at < begin + 3 ? std::nullopt : std::optional(at);
}

// The text with "…" behind it, and as much of it as leaves room for that.
std::string with_ellipsis(std::string_view text, Face face, double size, double width) {
  const std::string whole = std::string(trimmed(text)) + "…";
  if (width_of(whole, face, size) <= width) return whole;
  const double left = std::max(0.0, width - width_of("…", face, size));
  return std::string(trimmed(text.substr(0, fitting(text, face, size, left)))) + "…";
}

// Code points, as kNameLength counts them.
std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) at += text::front(text.substr(at)).bytes;
  return count;
}

}  // namespace

double width_of(std::string_view text, Face face, double size) {
  double out = 0;
  while (!text.empty()) {
    const auto point = text::front(text);
    out += advance(point.value, face) * size;
    text.remove_prefix(point.bytes);
  }
  return out;
}

std::vector<std::string> lines_of(std::string_view text, Face face, double size, double width, std::size_t lines) {
  const std::string plain = text::plain(text);
  std::string_view rest = trimmed(plain);
  std::vector<std::string> out;
  while (!rest.empty() && out.size() < lines) {
    // `last` only where something is left behind the last line: then an ellipsis says so, and no hyphen stands before
    // it.
    std::size_t end = line_end(rest, face, size, width);
    const bool last = out.size() + 1 == lines && !trimmed(rest.substr(end)).empty();
    const auto hyphen = last ? std::nullopt : hyphen_at(rest, end, face, size, width);
    if (hyphen) end = *hyphen;
    out.push_back(last ? with_ellipsis(rest.substr(0, end), face, size, width)
                       : std::string(trimmed(rest.substr(0, end))) + (hyphen ? "-" : ""));
    rest = trimmed(rest.substr(end));
  }
  return out;
}

std::vector<std::string> name_lines(std::string_view name, Face face, double size, double width) {
  // Short of the width of kNameLength usual letters, a name is broken by its characters, so that wide and narrow names
  // look alike.
  const std::string plain = text::plain(name);
  if (characters(plain) <= kNameLength && width_of(plain, face, size) <= width)
    return plain.empty() ? std::vector<std::string>{} : std::vector<std::string>{plain};
  const double usual = width_of("nnnnnnnnnnnnnnnnnn", face, size);
  return lines_of(plain, face, size, std::min(width, usual), 2);
}

}  // namespace parley::picture
