// Every column of Zeek's logs: what it means to a search, or why it means nothing. A name may mean different things in
// different logs (`subject` is a certificate's in ssl.log and a message's in smtp.log). zeek_test.cc walks the columns
// that Zeek's scripts define (versions 3 to 8) and finds each here.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "watch/record.h"

namespace parley::watch {

struct ZeekColumn {
  std::string_view name;  // "id.orig_h"
  Role role;
};
// Of every log that has a column of this name.
std::span<const ZeekColumn> zeek_columns();

// Another meaning in one log, by its name (`_path`, "#path").
struct ZeekException {
  std::string_view log, name;
  Role role;
};
std::span<const ZeekException> zeek_exceptions();

// A column that only one log has: tells which it is when the log does not say its name.
struct ZeekMarker {
  std::string_view name, log;
};
std::span<const ZeekMarker> zeek_markers();

// Logs are numbered in the order in which zeek_exceptions() and zeek_markers() name them; 0 is none of these.
std::uint8_t zeek_log(std::string_view name);
std::uint8_t zeek_logs();  // the highest number
// What log.name means.
Role zeek_role(std::uint8_t log, std::string_view name);

// What is not searched: "log.column", "log" for all other columns of it, "*.column".
struct ZeekLeftOut {
  std::string_view why;
  std::string_view columns;  // with blanks between
};
std::span<const ZeekLeftOut> zeek_left_out();

}  // namespace parley::watch
