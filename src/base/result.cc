#include "base/result.h"

#include <cstdio>
#include <cstdlib>

// The names of codes are part of what programs read (JSON output, the log): they do not change.
namespace parley {

std::string_view to_string(Code code) {
  switch (code) {
    case Code::invalid_input:
      return "invalid_input";
    case Code::not_found:
      return "not_found";
    case Code::conflict:
      return "conflict";
    case Code::unauthorized:
      return "unauthorized";
    case Code::forbidden:
      return "forbidden";
    case Code::too_large:
      return "too_large";
    case Code::unsupported:
      return "unsupported";
    case Code::unavailable:
      return "unavailable";
    case Code::corrupt:
      return "corrupt";
    case Code::internal:
      return "internal";
  }
  return "internal";
}

// Writes with stdio and not to the log: whatever broke may have been the log's own state. abort() and not exit(): no
// destructor may write out a state that is known to be wrong.
void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "parley: broken invariant: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace parley
