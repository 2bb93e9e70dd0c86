// Everything of this folder that reads what strangers send, without sockets: the request parser, fed in pieces whose
// size the first byte gives, and what handlers then do with target and fields.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/credentials.h"
#include "http/message.h"
#include "http/request_parser.h"
#include "http/url.h"

namespace {

using namespace parley;
using http::RequestParser;

struct Seen {
  std::string text;
  int status = 0;
};

// What a parser makes of `bytes` in pieces; the same whatever their size.
Seen parse(std::string_view bytes, std::size_t piece) {
  http::ParserLimits limits;
  limits.header_bytes = 512, limits.target_bytes = 256, limits.header_fields = 16, limits.body_bytes = 512;
  RequestParser parser(limits);
  Seen seen;
  while (!bytes.empty()) {
    const std::size_t used = parser.feed(bytes.substr(0, piece));
    PARLEY_CHECK(used <= bytes.size());
    bytes.remove_prefix(used);
    if (parser.state() == RequestParser::State::failed) {
      PARLEY_CHECK(parser.refusal().status >= 400);
      seen.status = parser.refusal().status;
      break;
    }
    if (parser.state() != RequestParser::State::done) {
      PARLEY_CHECK(used > 0 || bytes.empty());
      continue;
    }
    const http::Request& request = parser.request();
    PARLEY_CHECK(request.body.size() <= limits.body_bytes && request.headers.size() <= limits.header_fields + 1);
    PARLEY_CHECK(request.path == "*" || request.path.starts_with('/'));
    seen.text += request.method_text + " " + request.path + "?" + request.query + "\n" + request.body + "\n";
    for (const auto& [name, value] : request.headers) seen.text += name + ":" + value + "\n";
    (void)http::percent_decode(request.path);
    (void)http::parse_query(request.query);
    if (const std::string* value = request.header("Authorization")) (void)http::parse_authorization(*value);
    parser.next();
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Seen whole = parse(text, std::string_view::npos), pieces = parse(text, data[0] % 32u + 1);
  // However the bytes arrive, the requests before a failure are the same; in one piece a failure may be of another kind
  // (too large against malformed), because more is known at once.
  PARLEY_CHECK(whole.text == pieces.text);
  PARLEY_CHECK((whole.status == 0) == (pieces.status == 0));
  (void)http::percent_decode(text, true);
  (void)http::parse_query(text);
  (void)http::parse_authorization(text);
  (void)http::Url::parse(text);
  return 0;
}
