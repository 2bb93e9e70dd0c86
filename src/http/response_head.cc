// The head of an answer as text. Length, date and connection are the server's own; the handler's
// fields follow, and a block of fields that was rendered before (cached pages) is copied as it is.
#include "http/response_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

namespace parley::http {
namespace {

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
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    case 507:
      return "Insufficient Storage";
    default:
      return "Status";
  }
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

bool is_bodyless(int status) { return status < 200 || status == 204 || status == 304; }

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
