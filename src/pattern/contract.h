// `parley pattern check|match|equivalent --ndjson` and `format`, `explain`: one JSON line in, one JSON line out.
//
// Whatever the line is, the answer is one line of JSON without its line feed; `line` is the number it is to carry. A
// line that is not the JSON object expected is answered too: as an error.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

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

// The pattern in its one spelling; the error carries a caret under the place.
Result<std::string> format(std::string_view pattern);
// Words, an empty line, the tree.
Result<std::string> explain(std::string_view pattern);

}  // namespace parley::pattern
