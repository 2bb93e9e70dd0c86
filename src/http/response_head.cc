// The head of an answer as text. Length, date and connection are the server's own; the handler's
// fields follow, and a block of fields that was rendered before (cached pages) is copied as it is.
#include "http/response_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <iterator>
#include <utility>

namespace parley::http {
namespace {

// Replaces what RFC 9110 section 5.5 forbids in a value as dangerous: CR, LF and NUL.
void append_value(std::string& out, std::string_view value) {
  const std::size_t start = out.size();
  out += value;
  // A handler may have echoed input; it must not be able to begin another field.
  for (auto c = out.begin() + static_cast<std::ptrdiff_t>(start); c != out.end(); ++c)
    if (*c == '\r' || *c == '\n' || *c == '\0') *c = ' ';
}

}  // namespace

// The reason phrases of RFC 9110 section 15 and RFC 6585; clients do not read them (RFC 9112
// section 4), people with a trace do.
std::string_view status_text(int status) {
  static constexpr std::pair<int, std::string_view> kPhrases[] = {
      {100, "Continue"},
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {206, "Partial Content"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {303, "See Other"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {410, "Gone"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {416, "Range Not Satisfiable"},
      {417, "Expectation Failed"},
      {422, "Unprocessable Content"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
      {505, "HTTP Version Not Supported"},
      {507, "Insufficient Storage"},
  };
  const auto* const at =
      std::find_if(std::begin(kPhrases), std::end(kPhrases), [&](const auto& one) { return one.first == status; });
  return at == std::end(kPhrases) ? "Status" : at->second;
}

// Once a second is enough (RFC 9110 section 6.6.1); under load the line is the same for thousands
// of answers. Names by hand, since strftime() follows the locale.
std::string_view DateLine::at(std::int64_t unix_seconds) {
  if (unix_seconds == seconds_) return line_;
  seconds_ = unix_seconds;
  const std::time_t time = unix_seconds;
  std::tm parts{};
  gmtime_r(&time, &parts);
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  line_ = fmt::format("Date: {}, {:02} {} {} {:02}:{:02}:{:02} GMT\r\n", kDays[parts.tm_wday], parts.tm_mday,
                      kMonths[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
  return line_;
}

// RFC 9112 section 6.3: such an answer ends with its head, whatever its fields say. A body behind it would be read as
// the next answer.
bool is_bodyless(int status) { return status < 200 || status == 204 || status == 304; }

// HTTP/1.1 stays open unless it is told otherwise and 1.0 closes (RFC 9112 section 9.3), so there is a Connection field
// for the exceptions only.
void render_head(std::string& out, const Response& response, std::string_view date_line, AfterResponse after) {
  out.assign("HTTP/1.1 ");
  // A handler's mistake must not become a line that no client can parse.
  out += fmt::format_int(std::clamp(response.status, 100, 599)).c_str();
  out += ' ';
  out += status_text(response.status);
  out += "\r\n";
  out += date_line;
  // RFC 9110 section 8.6: no Content-Length with 1xx and 204; with 304 none either, as the length
  // of what was not sent is not at hand.
  if (!is_bodyless(response.status)) {
    out += "Content-Length: ";
    out += fmt::format_int(response.body_text().size()).c_str();
    out += "\r\n";
  }
  if (after == AfterResponse::close) out += "Connection: close\r\n";
  if (after == AfterResponse::keep_alive_1_0) out += "Connection: keep-alive\r\n";
  for (const auto& [name, value] : response.headers) {
    out += name;
    out += ": ";
    append_value(out, value);
    out += "\r\n";
  }
  if (response.header_block) out += *response.header_block;
  out += "\r\n";
}

}  // namespace parley::http
