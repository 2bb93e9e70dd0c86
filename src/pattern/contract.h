// `parley pattern check|match|equivalent --ndjson` and `format`, `explain`: one JSON line in, one JSON line out.
//
// Whatever the line is, the answer is one line of JSON without its line feed; `line` is the number it is to carry. A
// line that is not the JSON object expected is answered too: as an error.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace parley::pattern {

// Keeps the memory for reading lines, and the pattern compiled last. Not thread-safe.
class LineService {
 public:
  LineService();
  ~LineService();

  // {"pattern"} -> {"line","valid"} or {"line","valid":false,"error":{"column","message"}}
  std::string check_line(std::uint64_t line, std::string_view text);
  // {"pattern","observed":[...]} -> {"line","result":"match"|"no-match"|"error","matched":[ids],"error"?}
  std::string match_line(std::uint64_t line, std::string_view text);
  // {"a","b"} -> {"line","equivalent"}, with "equivalent":null and "error" when it cannot be told
  std::string equivalent_line(std::uint64_t line, std::string_view text);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The same for texts that are at hand, with what people read of the answer.
struct Answer {
  std::optional<bool> holds;         // nothing: it cannot be told, and `line` says why
  std::vector<std::string> matched;  // ids of the observations, of a match
  std::string line;                  // as LineService has it, of line 1
};
Answer are_equivalent(std::string_view a, std::string_view b);

// Bundles and objects of several files, as one set of observations.
class ObservedTexts {
 public:
  // Fails when it is not JSON.
  Status add(std::string_view text);
  Answer match(std::string_view pattern) const;

 private:
  std::string list_;
};

// The pattern in its one spelling; the error carries a caret under the place.
Result<std::string> format(std::string_view pattern);
// Words, an empty line, the tree.
Result<std::string> explain(std::string_view pattern);

}  // namespace parley::pattern
