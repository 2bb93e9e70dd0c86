#include "pattern/pattern.h"

#include <simdjson.h>

#include <algorithm>

#include "pattern/parser.h"

namespace parley::pattern {
namespace {

// Characters and not bytes, as editors count columns.
// Every byte counts that does not continue a character; those that do begin with the bits 10.
std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

}  // namespace

// What is looked at before parsing keeps the parser simple: it may rely on UTF-8 and on a length that it can walk.
// The column is counted at the end, for the one place that is wrong.
// After a mistake `out` is empty again, so that nobody goes on with the half of a tree that was read before it.
bool parse(std::string_view text, ObservationExpression& out, SyntaxError* error) {
  out = {};
  if (text.size() > kMaxPatternBytes) {
    if (error) *error = {0, 1, "the pattern is longer than " + std::to_string(kMaxPatternBytes) + " bytes"};
    return false;
  }
  if (!simdjson::validate_utf8(text.data(), text.size())) {
    if (error) *error = {0, 1, "the pattern is not valid UTF-8"};
    return false;
  }
  if (parse_tree(text, out, error)) return true;
  if (error) error->column = count_characters(text.substr(0, error->offset)) + 1;
  out = {};
  return false;
}

Result<ObservationExpression> parse(std::string_view text) {
  ObservationExpression out;
  SyntaxError error;
  if (!parse(text, out, &error)) return Error{Code::invalid_input, error.to_string()};
  return out;
}

std::string check_pattern(std::string_view text) {
  ObservationExpression out;
  SyntaxError error;
  return parse(text, out, &error) ? std::string() : error.to_string();
}

namespace {

// Section 3.1; "id" is the one name of the standard that is shorter.
bool can_be_property(std::string_view name) { return name == "id" || (name.size() >= 3 && name.size() <= 250); }

// Only the first step is looked at, which is a property of the object itself; those behind it can be keys of a
// dictionary. The answer is empty when nothing is wrong.
std::string check_names(const ComparisonExpression& expression) {
  if (expression.kind == ComparisonExpression::Kind::comparison) {
    const std::string& name = expression.comparison.path.steps.front().key;
    if (can_be_property(name)) return {};
    return "no object can have a property named \"" + name + "\": a name has 3 to 250 characters";
  }
  for (const ComparisonExpression& operand : expression.operands)
    if (auto wrong = check_names(operand); !wrong.empty()) return wrong;
  return {};
}

std::string check_names(const ObservationExpression& pattern) {
  if (pattern.kind == ObservationExpression::Kind::test) return check_names(pattern.test);
  for (const ObservationExpression& operand : pattern.operands)
    if (auto wrong = check_names(operand); !wrong.empty()) return wrong;
  return {};
}

}  // namespace

// More than the grammar: this is asked wherever indicators are taken in or checked, and a pattern over a property
// name that no object can have is refused there, since it could never match. The index and the matcher take any
// pattern that the grammar does.
std::string check_indicator_pattern(std::string_view text) {
  ObservationExpression out;
  SyntaxError error;
  return parse(text, out, &error) ? check_names(out) : error.to_string();
}

std::string SyntaxError::to_string() const { return "column " + std::to_string(column) + ": " + message; }

// Patterns can be long and have several lines: shown is the line with the mistake, and of that what stands around it.
// Tabs become spaces, or the mark would stand elsewhere.
std::string SyntaxError::with_caret(std::string_view pattern) const {
  constexpr std::size_t kBefore = 60, kAfter = 60;  // characters shown of a long line
  const std::size_t place = std::min(offset, pattern.size());
  std::size_t begin = pattern.substr(0, place).find_last_of("\r\n");
  begin = begin == std::string_view::npos ? 0 : begin + 1;
  std::size_t end = std::min(pattern.find_first_of("\r\n", place), pattern.size());
  if (place - begin > kBefore) begin = place - kBefore;
  if (end - place > kAfter) end = place + kAfter;
  // Never in the middle of a character.
  const auto inside = [&](std::size_t at) {
    return at < pattern.size() && (static_cast<unsigned char>(pattern[at]) & 0xC0) == 0x80;
  };
  while (inside(begin)) ++begin;
  while (inside(end)) ++end;
  std::string line(pattern.substr(begin, end - begin));
  for (char& c : line)
    if (c == '\t') c = ' ';
  return to_string() + "\n  " + line + "\n  " +
         std::string(count_characters(pattern.substr(begin, place - begin)), ' ') + "^";
}

}  // namespace parley::pattern
