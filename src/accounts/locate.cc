// A quotation is looked for in four ways, from what is surely meant to what may be: as it was typed and between words,
// as it was typed anywhere, and both again with the spellings of marks and blanks made one. The first way that finds
// any place (on the line, where one is given) decides, so that "he" is not found in "the", and straight quotation marks
// find curly ones.
//
// A search goes through the text once, which for texts that people quote from by hand is nothing.
#include "accounts/locate.h"

#include <fmt/format.h>

#include <algorithm>

#include "accounts/text.h"
#include "base/ascii.h"
#include "json/json.h"
#include "text/display.h"

namespace parley::accounts {
namespace {

// More lines than these nobody goes through in an error message.
constexpr std::size_t kShownLines = 8;
// Fewer characters than this at the beginning are found in any text and say nothing.
constexpr std::size_t kTellingBytes = 8;

// "twice", "six times", "12 times".
std::string times(std::size_t count) {
  constexpr std::string_view kWords[] = {"three", "four", "five", "six", "seven", "eight", "nine", "ten"};
  if (count <= 2) return count == 2 ? "twice" : "once";
  return count <= 10 ? fmt::format("{} times", kWords[count - 3]) : text::counted(count, "time");
}

// One spelling for what a keyboard, a word processor and a typesetter write differently; empty: leave it as it is.
std::string_view plain_form(std::uint32_t point) {
  switch (point) {
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
    case 0x2039:
    case 0x203A:
    case 0x60:
    case 0xB4:
      return "'";
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2033:
    case 0xAB:
    case 0xBB:
      return "\"";
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
      return "-";
    case 0x2026:
      return "...";
    case 0x20:
    case 0x09:
    case 0x0A:
    case 0x0B:
    case 0x0C:
    case 0x0D:
    case 0x85:
    case 0xA0:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000:
      return " ";
    default:
      return point >= 0x2000 && point <= 0x200A ? " " : std::string_view();
  }
}

std::string shown(std::string_view words) { return "\"" + text::fitted(words, 60) + "\""; }

}  // namespace

// Where each line begins is kept, so the line of a byte is a binary search.
Locator::Locator(std::string text) : text_(std::move(text)), points_(text_) {
  lines_.push_back(0);
  for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1))
    lines_.push_back(at + 1);
}

std::size_t Locator::line_of(std::size_t byte) const {
  return static_cast<std::size_t>(std::upper_bound(lines_.begin(), lines_.end(), byte) - lines_.begin());
}

Span Locator::span_of(const Place& place) const {
  return {points_.at_byte(text_, place.from),
          points_.at_byte(text_, place.to),
          place.from,
          place.to,
          line_of(place.from),
          text_.substr(place.from, place.to - place.from)};
}

// White space in a row is one blank. Soft hyphens, which nobody sees, are left out.
Locator::Folded Locator::fold(std::string_view text) {
  Folded out;
  out.text.reserve(text.size());
  out.bytes.reserve(text.size() + 1);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t from = at;
    const std::uint32_t point = next_code_point(text, at);
    if (point == 0xAD) continue;
    std::string_view form = plain_form(point);
    if (form == " " && out.text.ends_with(' ')) continue;
    if (form.empty()) form = text.substr(from, at - from);
    out.text += form;
    out.bytes.insert(out.bytes.end(), form.size(), from);
  }
  out.bytes.push_back(text.size());
  return out;
}

const Locator::Folded& Locator::folded() {
  if (!folded_) folded_ = fold(text_);
  return *folded_;
}

// Places that overlap are each a place. A place in the folded text is one only when it neither begins nor ends inside
// of what was one character.
std::vector<Locator::Place> Locator::places(std::string_view words, bool as_typed) {
  std::vector<Place> out;
  if (words.empty()) return out;
  if (as_typed) {
    for (std::size_t at = text_.find(words); at != std::string::npos; at = text_.find(words, at + 1))
      out.push_back({at, at + words.size()});
    return out;
  }
  const Folded& all = folded();
  // Blanks at the ends of what was typed are not looked for.
  const std::string wanted(trimmed(fold(words).text, " "));
  if (wanted.empty()) return out;
  for (std::size_t at = all.text.find(wanted); at != std::string::npos; at = all.text.find(wanted, at + 1)) {
    const std::size_t end = at + wanted.size();
    if ((at > 0 && all.bytes[at - 1] == all.bytes[at]) || all.bytes[end] == all.bytes[end - 1]) continue;
    // A blank behind the words belongs to what follows, and so does what folding left out there.
    std::size_t behind = all.bytes[end - 1];
    next_code_point(text_, behind);
    out.push_back({all.bytes[at], behind});
  }
  return out;
}

// A letter on both sides of an end. Going back from a byte means going back over the bytes that continue a character.
bool Locator::cuts_a_word(const Place& place) const {
  const auto begins_with_a_letter = [&](std::size_t at) {
    return at < text_.size() && is_word_character(next_code_point(text_, at));
  };
  const auto letter_before = [&](std::size_t at) {
    if (at == 0) return false;
    do --at;
    while (at > 0 && (static_cast<unsigned char>(text_[at]) & 0xc0) == 0x80);
    return begins_with_a_letter(at);
  };
  return (letter_before(place.from) && begins_with_a_letter(place.from)) ||
         (letter_before(place.to) && begins_with_a_letter(place.to));
}

std::vector<Locator::Place> Locator::meant(const Quote& quote) {
  for (const bool as_typed : {true, false}) {
    auto all = places(quote.text, as_typed);
    if (quote.line > 0) std::erase_if(all, [&](const Place& one) { return line_of(one.from) != quote.line; });
    if (quote.from)
      std::erase_if(all, [&](const Place& one) { return points_.at_byte(text_, one.from) != *quote.from; });
    if (all.empty()) continue;
    auto whole = all;
    std::erase_if(whole, [&](const Place& one) { return cuts_a_word(one); });
    // Places that cut a word are meant only where no other is there.
    return whole.empty() ? all : whole;
  }
  return {};
}

// "lines 5, 7 (twice) and 11".
std::string Locator::in_lines(const std::vector<Place>& places) const {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < places.size();) {
    const std::size_t line = line_of(places[i].from);
    std::size_t count = 0;
    while (i < places.size() && line_of(places[i].from) == line) ++i, ++count;
    lines.push_back(count == 1 ? std::to_string(line) : fmt::format("{} ({})", line, times(count)));
  }
  if (lines.size() == 1) return "line " + lines.front();
  if (lines.size() > kShownLines) {
    const std::size_t more = lines.size() - kShownLines;
    lines.resize(kShownLines);
    return fmt::format("lines {} and {} more", fmt::join(lines, ", "), more);
  }
  const std::string last = lines.back();
  lines.pop_back();
  return fmt::format("lines {} and {}", fmt::join(lines, ", "), last);
}

// Where somebody mistyped a word, all before it is there.
std::string Locator::how_near(std::string_view words) {
  if (words.empty()) return {};
  const Folded& all = folded();
  const std::string wanted = fold(words).text;
  const auto at = all.text.find(wanted.substr(0, kTellingBytes));
  if (wanted.size() > kTellingBytes && at != std::string::npos) {
    // When a beginning is not in the text no longer one is, so the longest that is there is found by halving.
    std::size_t good = kTellingBytes, bad = wanted.size() + 1;
    while (bad - good > 1) {
      const std::size_t middle = good + (bad - good) / 2;
      (all.text.find(wanted.substr(0, middle)) == std::string::npos ? bad : good) = middle;
    }
    // Not in the middle of a character.
    while (good > 0 && good < wanted.size() && (static_cast<unsigned char>(wanted[good]) & 0xc0) == 0x80) --good;
    const std::size_t place = all.text.find(wanted.substr(0, good));
    return fmt::format("; as far as {} it is on line {}", shown(wanted.substr(0, good)), line_of(all.bytes[place]));
  }
  // Small letters of ASCII are as long as capitals, so the place holds in the folded text.
  const std::size_t other = to_lower(all.text).find(to_lower(wanted));
  if (other == std::string::npos) return {};
  return fmt::format("; with other capitals it is on line {}", line_of(all.bytes[other]));
}

Result<Span> Locator::find(const Quote& quote, std::size_t near_line) {
  if (quote.text.empty()) return Error{Code::not_found, "there are no words to look for"};
  // Half a character would be found inside of others.
  if (!simdjson::validate_utf8(quote.text)) return Error{Code::invalid_input, "the words are not UTF-8"};
  auto found = meant(quote);
  if (found.empty()) {
    // Only to say what is wrong: the words may be somewhere else.
    Quote anywhere;
    anywhere.text = quote.text;
    const auto all = meant(anywhere);
    if (quote.from && !all.empty())
      return Error{Code::not_found, fmt::format("{} does not begin at character {}; it is on {}", shown(quote.text),
                                                *quote.from, in_lines(all))};
    if (!all.empty())
      return Error{Code::not_found,
                   fmt::format("{} is not on line {}, but on {}", shown(quote.text), quote.line, in_lines(all))};
    return Error{Code::not_found, fmt::format("{} is not in the document{}", shown(quote.text), how_near(quote.text))};
  }
  if (quote.nth > found.size())
    return Error{Code::not_found,
                 fmt::format("{} occurs only {}, on {}", shown(quote.text), times(found.size()), in_lines(found))};
  if (quote.nth > 0) return span_of(found[quote.nth - 1]);
  // The line near which it should be decides between several and excludes nothing: it is the line of other words.
  if (found.size() > 1 && near_line > 0) {
    auto near = found;
    std::erase_if(near, [&](const Place& one) { return line_of(one.from) != near_line; });
    if (near.size() == 1) found = near;
  }
  if (found.size() == 1) return span_of(found.front());
  const auto there =
      std::count_if(found.begin(), found.end(), [&](const Place& one) { return line_of(one.from) == near_line; });
  return Error{
      Code::conflict,
      fmt::format("{} occurs {}, on {}{}: say which is meant", shown(quote.text), times(found.size()), in_lines(found),
                  near_line == 0 ? std::string()
                  : there == 0
                      ? fmt::format(", and not on line {}", near_line)
                      : fmt::format(", and so {} on line {}", times(static_cast<std::size_t>(there)), near_line))};
}

// The words alone, then with the line, then with a number on it, and by the first character when nothing else does.
// Each is tried with find() itself, so that what is written is what will be read.
Quote Locator::quote_of(const Span& span, std::size_t near_line) {
  Quote out;
  out.text = span.text;
  const auto leads_back = [&] {
    const auto found = find(out, near_line);
    return found.ok() && found->byte_start == span.byte_start && found->byte_end == span.byte_end;
  };
  if (leads_back()) return out;
  out.line = line_of(span.byte_start);
  if (leads_back()) return out;
  // meant() does not look at the number, so it gives all places on the line.
  for (out.nth = 1; out.nth <= meant(out).size(); ++out.nth)
    if (leads_back()) return out;
  out.line = out.nth = 0;
  out.from = span.start;
  return out;
}

}  // namespace parley::accounts
