// Everything of this folder that reads what strangers send, without sockets: the request reader, fed in pieces whose
// size the first byte gives, and what handlers then do with target and fields.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/credentials.h"
#include "http/message.h"
#include "http/request_reader.h"
#include "http/url.h"

namespace {

using namespace parley;
using http::RequestReader;

struct Seen {
  std::string text;
  int status = 0;
  bool unfinished = false;  // the bytes ended within a request
};

// What a parser makes of `bytes` in pieces; the same whatever their size.
Seen parse(std::string_view bytes, std::size_t piece) {
  http::ReaderLimits limits;
  limits.header_bytes = 512, limits.target_bytes = 256, limits.header_fields = 16, limits.body_bytes = 512;
  RequestReader parser(limits);
  Seen seen;
  std::size_t given = 0;  // of `bytes`, those that the reader has seen
  while (!bytes.empty()) {
    given = std::min(bytes.size(), piece < bytes.size() - given ? given + piece : bytes.size());
    const std::size_t used = parser.feed(bytes.substr(0, given));
    PARLEY_CHECK(used <= given);
    bytes.remove_prefix(used);
    given -= used;
    if (parser.state() == RequestReader::State::failed) {
      PARLEY_CHECK(parser.refusal().status >= 400);
      seen.status = parser.refusal().status;
      break;
    }
    if (parser.state() != RequestReader::State::done) {
      seen.unfinished = given == bytes.size() && parser.state() != RequestReader::State::idle;
      if (given == bytes.size()) break;
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
  // Beast may say that a line is wrong before the header ends or after: then one fails and the other still waits.
  PARLEY_CHECK((whole.status == 0) == (pieces.status == 0) || whole.unfinished || pieces.unfinished);
  (void)http::percent_decode(text, true);
  (void)http::parse_query(text);
  (void)http::parse_authorization(text);
  (void)http::Url::parse(text);
  return 0;
}
