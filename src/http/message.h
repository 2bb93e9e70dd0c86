// HTTP requests and answers as plain values: handlers are functions from one to the other, testable without a socket.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace parley::http {

enum class Method : std::uint8_t { get, head, post, put, delete_, options, other };

// Names are compared without case.
using Headers = std::vector<std::pair<std::string, std::string>>;
const std::string* find_header(const Headers& headers, std::string_view name);

struct Request {
  Method method = Method::get;
  std::string method_text;  // as sent
  std::string path;         // as sent, still percent-encoded, without the query: "/api1/collections/"
  std::string query;        // as sent, without "?"
  Headers headers;
  std::string body;
  std::string peer;     // the address at the other end: "192.0.2.1:4711", or "local"
  bool secure = false;  // came over TLS
  // SHA-256 of the certificate with which the client proved who it is, "AB:CD:..."; empty without one. Nobody has
  // vouched for the certificate.
  std::string client_certificate;

  const std::string* header(std::string_view name) const { return find_header(headers, name); }
};

// Decodes %XX. Fails with invalid_input on a broken escape, NUL, or bytes that are not UTF-8.
Result<std::string> percent_decode(std::string_view text, bool plus_is_space = false);
// The parameters of a query in their order, decoded ("+" is a space). Fails like percent_decode.
Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view query);

// A body is either the answer's own or shared with others that send the same bytes (cached pages).
using SharedBody = std::shared_ptr<const std::string>;
struct Response {
  int status = 200;
  Headers headers;  // without Content-Length, Date, Connection, which the server adds
  std::variant<std::string, SharedBody> body;
  // A complete header block rendered before ("Name: value\r\n..."), sent as it is after `headers`; for cached answers.
  std::shared_ptr<const std::string> header_block;

  std::string_view body_text() const {
    if (const auto* own = std::get_if<std::string>(&body)) return *own;
    return *std::get<SharedBody>(body);
  }
};

}  // namespace parley::http
