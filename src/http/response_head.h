// The bytes in front of a response's body.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.h"

namespace parley::http {

std::string_view status_text(int status);

// The Date field's line, rendered once a second. One per thread.
class DateLine {
 public:
  std::string_view at(std::int64_t unix_seconds);

 private:
  std::int64_t seconds_ = -1;
  std::string line_;
};

enum class AfterResponse : std::uint8_t { keep_alive, keep_alive_1_0, close };
// Replaces `out` by the header block up to and with its empty line. Line breaks in header values become spaces.
void render_head(std::string& out, const Response& response, std::string_view date_line, AfterResponse after);
// Whether an answer with this status has no body by definition (RFC 9112 section 6.3).
bool is_bodyless(int status);

}  // namespace parley::http
