// The STIX 2.1 patterning language (section 9): parse, print back, check.
//
// Matching stands in matcher.h, equivalence in normal_form.h, words for people in explain.h, and the lines of
// `parley pattern ... --ndjson` in contract.h. docs/patterns.md says how unclear places of the standard are read.
// Everything here is a function from values to values and thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "pattern/ast.h"

namespace parley::pattern {

inline constexpr std::size_t kMaxPatternBytes = 16u << 20;
inline constexpr std::size_t kMaxPathSteps = 200;
inline constexpr int kMaxNesting = 200;  // parentheses and qualifiers within one another

// What is wrong with a pattern, and where.
struct SyntaxError {
  std::size_t offset = 0;  // in bytes
  std::size_t column = 0;  // in characters from the pattern's beginning, counted from 1
  std::string message;     // names what was found and what could stand there

  // "column 24: ..."
  std::string to_string() const;
  // The message, the line of the pattern and a caret under the place.
  std::string with_caret(std::string_view pattern) const;
};

// Parses a pattern. On failure nothing is returned and `error` (if not null) says why.
bool parse(std::string_view text, ObservationExpression& out, SyntaxError* error = nullptr);
// The same as a Result: invalid_input with the error's to_string().
Result<ObservationExpression> parse(std::string_view text);

// One canonical spelling: single spaces, no needless parentheses. parse(to_text(p)) gives p again.
std::string to_text(const ObservationExpression& pattern);
std::string to_text(const ComparisonExpression& expression);
std::string to_text(const Comparison& comparison);
std::string to_text(const ObjectPath& path);
std::string to_text(const Constant& constant);
std::string_view to_text(Operator op);

// "" for a valid pattern, else what is wrong with it.
std::string check_pattern(std::string_view text);
// The same for the pattern of an indicator, where the properties must also be ones that an object can have: names of 3
// to 250 characters, but for "id" (sections 3.1 and 9.7). Fits stix::ValidateOptions::check_pattern.
std::string check_indicator_pattern(std::string_view text);

}  // namespace parley::pattern
