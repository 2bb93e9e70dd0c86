// Beast calls Parser's functions as it recognises the parts of a request; each puts its part into the Request and makes
// the checks that Beast does not. Covered by request_reader_test.cc (also cut at every byte) and request_fuzz.cc.
//
// Why it is stricter than Beast: behind a proxy, two programs read the same bytes. Where they
// disagree about the end of a request, a client can hide a second request in the body of the first,
// and have it answered to somebody else. So whatever could be read in two ways is refused, also
// where a standard would let a recipient repair it (RFC 9112 section 11.2).
#include "http/request_reader.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <functional>

#include "http/text.h"

namespace parley::http {
namespace {

namespace beast = boost::beast::http;
using beast::field;
using boost::system::error_code;
using BeastText = boost::beast::string_view;

constexpr std::size_t kRequestLineBytes =
    76;  // besides the target: a method of up to 64 and " HTTP/1.1" with its CR LF
// The shortest end of a chunked body (RFC 9112 section 7.1).
constexpr std::string_view kLastChunk = "0\r\n\r\n";
constexpr std::size_t kReservedBytes = 256u << 10;  // at most, before so much of a body has come

std::string_view view(BeastText text) { return {text.data(), text.size()}; }

// What a Host may contain; what is more is never part of a name or an address and would end up in URLs that we send.
bool is_authority(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-._:[]").find(c) != std::string_view::npos;
  });
}

// Methods that no handler knows are `other`; the text of each is kept beside it in the request.
Method method_of(beast::verb verb) {
  switch (verb) {
    case beast::verb::get:
      return Method::get;
    case beast::verb::post:
      return Method::post;
    case beast::verb::head:
      return Method::head;
    case beast::verb::put:
      return Method::put;
    case beast::verb::delete_:
      return Method::delete_;
    case beast::verb::options:
      return Method::options;
    default:
      return Method::other;
  }
}

// Beast waits for the end of the header before it says that a line is wrong, and the sender would wait for our answer.
bool has_bare_line_feed(std::string_view head) {
  for (std::size_t start = 0;;) {
    const std::size_t newline = head.find('\n', start);
    if (newline == std::string_view::npos) return false;
    if (newline == 0 || head[newline - 1] != '\r') return true;
    if (newline == start + 1) return false;  // the empty line; what follows is no header
    start = newline + 1;
  }
}

// What Beast calls a limit has a status of its own; every other error of its own is bad syntax.
Refusal refusal_for(const error_code& error) {
  if (error == beast::error::header_limit) return {431, "the request header is too large"};
  if (error == beast::error::body_limit) return {413, "the request body is too large"};
  return {400, "malformed request: " + error.message()};
}

}  // namespace

class RequestReader::Parser final : public beast::basic_parser<true> {
 public:
  Parser(Request& request, const ReaderLimits& limits) : request_(request), limits_(limits) {
    // Beast's own count begins anew with every piece, so feed_head() counts too.
    header_limit(static_cast<std::uint32_t>(std::min<std::size_t>(limits.header_bytes, UINT32_MAX)));
    body_limit(limits.body_bytes);
  }

  // put() for all of `bytes`; the error is need_more when the request goes on.
  std::size_t take(std::string_view bytes, error_code& error) {
    input_end_ = bytes.data() + bytes.size();
    return put(boost::asio::buffer(bytes), error);
  }
  const Refusal& refusal() const { return refusal_; }
  bool has_request_line() const { return version_ != 0; }
  bool is_http_1_0() const { return version_ == 10; }
  bool expects_continue() const { return expects_continue_; }

 private:
  void refuse(int status, const char* why, error_code& error) {
    refusal_ = {status, why};
    error = beast::error::bad_value;  // any will do: it ends the parsing
  }

  void on_request_impl(beast::verb verb, BeastText method, BeastText target, int version, error_code& error) override {
    version_ = version;
    request_.method_text = view(method);
    request_.method = method_of(verb);
    take_target(view(target), error);
  }

  void take_target(std::string_view target, error_code& error);
  void on_field_impl(field name, BeastText name_text, BeastText value, error_code& error) override;
  void check_field(field name, std::string_view value, error_code& error);
  bool is_folded(BeastText name, BeastText value) const;
  void on_header_impl(error_code& error) override;

  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(BeastText bytes, error_code&) override {
    // A length is a claim: memory follows the bytes that arrive.
    if (request_.body.empty() && !chunked())
      request_.body.reserve(std::min<std::size_t>(content_length().value_or(0), kReservedBytes));
    request_.body += view(bytes);
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, BeastText, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, BeastText bytes, error_code& error) override {
    return on_body_impl(bytes, error);
  }
  void on_finish_impl(error_code&) override {}
  void on_response_impl(int, BeastText, int, error_code&) override {}

  Request& request_;
  const ReaderLimits& limits_;
  Refusal refusal_;
  std::string authority_;            // of an absolute-form target
  const char* input_end_ = nullptr;  // of the bytes being parsed
  std::size_t trailer_bytes_ = 0;
  int version_ = 0;  // 10 or 11, from the request line on
  bool header_done_ = false, has_host_ = false, has_length_ = false, has_authorization_ = false,
       expects_continue_ = false;
};

// RFC 9112 section 3.2: origin form, absolute form, or "*" of OPTIONS. The fourth form is for
// CONNECT, which nobody here has a use for.
void RequestReader::Parser::take_target(std::string_view target, error_code& error) {
  if (target.size() > limits_.target_bytes) return refuse(414, "the request target is too long", error);
  const bool visible =
      std::all_of(target.begin(), target.end(), [](char c) { return c > 0x20 && c < 0x7F && c != '#'; });
  if (!visible) return refuse(400, "the request target has characters that must be percent-encoded", error);
  const std::size_t scheme = target.find("://");
  const std::string_view before = target.substr(0, scheme);
  if (target == "*" && request_.method == Method::options) {
    // RFC 9112 section 3.2.4: about the server as a whole.
  } else if (scheme != std::string_view::npos &&
             (equals_ignoring_case(before, "http") || equals_ignoring_case(before, "https"))) {
    // Section 3.2.2: the authority in the target replaces the Host field.
    target.remove_prefix(scheme + 3);
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    authority_ = target.substr(0, end);
    if (authority_.empty() || !is_authority(authority_))
      return refuse(400, "the request target names no valid host", error);
    target.remove_prefix(end);
  } else if (target.front() != '/') {
    return refuse(400, "the request target must be a path", error);
  }
  const std::size_t question = target.find('?');
  request_.path = target.substr(0, question);
  if (request_.path.empty()) request_.path = "/";
  request_.query = question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
}

// Beast joins the lines of a folded value elsewhere, or, when the first was empty, leaves out the line break before it.
bool RequestReader::Parser::is_folded(BeastText name, BeastText value) const {
  const char* const begin = name.data() + name.size();
  const std::less<const char*> before;
  if (before(value.data(), begin) || before(input_end_, value.data() + value.size())) return true;
  return std::find(begin, value.data(), '\r') != value.data();
}

// Order matters: a trailer is no header field, a folded line is refused whatever its name is, and nothing is stored
// that was not checked.
void RequestReader::Parser::on_field_impl(field name, BeastText name_text, BeastText value, error_code& error) {
  if (header_done_) {
    // A trailer must not add to what the header said, so it is only limited.
    trailer_bytes_ += name_text.size() + value.size() + 4;  // with colon, space and line break
    if (trailer_bytes_ > limits_.header_bytes) refuse(431, "the trailer is too large", error);
    return;
  }
  if (is_folded(name_text, value)) return refuse(400, "folded header lines are not accepted", error);
  if (request_.headers.size() == limits_.header_fields)
    return refuse(431, "the request has too many header fields", error);
  check_field(name, view(value), error);
  if (!error) request_.headers.emplace_back(view(name_text), view(value));
}

// Beast has seen to it that Content-Length and Transfer-Encoding are not both there.
void RequestReader::Parser::check_field(field name, std::string_view value, error_code& error) {
  unsigned long long length = 0;
  switch (name) {
    case field::content_length:
      if (has_length_ || !parse_decimal(value, length)) return refuse(400, "Content-Length must be one number", error);
      has_length_ = true;
      return;
    case field::transfer_encoding:
      if (is_http_1_0()) return refuse(400, "HTTP/1.0 has no Transfer-Encoding", error);
      if (!equals_ignoring_case(value, "chunked"))
        return refuse(501, "the only Transfer-Encoding known is chunked", error);
      return;
    case field::host:
      if (has_host_ || !is_authority(value)) return refuse(400, "Host must be one name or address", error);
      has_host_ = true;
      return;
    case field::authorization:
      // One proof for one request: which of two counts would be a matter of who reads it (RFC 9110 section 5.3).
      if (has_authorization_) return refuse(400, "Authorization must be there once", error);
      has_authorization_ = true;
      return;
    case field::expect:
      if (!equals_ignoring_case(value, "100-continue"))
        return refuse(417, "the only expectation that can be met is 100-continue", error);
      expects_continue_ = true;
      return;
    default:
      return;
  }
}

// HTTP/1.1 requires Host (RFC 9112 section 3.2), HTTP/1.0 does not know it. With an absolute-form target handlers find
// the authority of the target under that name, so that they have one place to look at.
void RequestReader::Parser::on_header_impl(error_code& error) {
  header_done_ = true;
  if (!is_http_1_0() && !has_host_) return refuse(400, "the Host field is missing", error);
  if (authority_.empty()) return;
  for (auto& [name, value] : request_.headers)
    if (equals_ignoring_case(name, "Host")) value = authority_;
  if (!has_host_) request_.headers.emplace_back("Host", authority_);
}

RequestReader::RequestReader(const ReaderLimits& limits) : limits_(limits) {}
RequestReader::~RequestReader() = default;

void RequestReader::fail(Refusal refusal) {
  state_ = State::failed;
  refusal_ = std::move(refusal);
}

// For the next request on this connection. The parser goes, since one of Beast's reads a single message.
void RequestReader::next() {
  state_ = State::idle;
  request_.headers.clear();
  // A large body's memory goes back; a small one's is used again.
  if (request_.body.capacity() > 64u << 10) std::string().swap(request_.body);
  request_.body.clear();
  parser_.reset();
  head_bytes_ = 0;
  framing_bytes_ = 0;
}

// Returns how many bytes were used; the rest has to come again with more behind it, or belongs to the next request.
// With `stop_before_body` the head ends a call, so that a request can be refused before its body is read.
std::size_t RequestReader::feed(std::string_view bytes) {
  std::size_t used = 0;
  if (state_ == State::idle) {
    // RFC 9112 section 2.2: empty lines before a request are skipped.
    used = std::min(bytes.find_first_not_of("\r\n"), bytes.size());
    if (used == bytes.size()) return used;
    state_ = State::head;
    parser_ = std::make_unique<Parser>(request_, limits_);
  }
  const bool was_head = state_ == State::head;
  if (was_head) used += feed_head(bytes.substr(used));
  const bool stop = was_head && limits_.stop_before_body;
  if (state_ == State::body && !stop && used < bytes.size()) used += feed_body(bytes.substr(used));
  return used;
}

// A lower limit for this request, found out from its head. A length that is over it is refused as a claim.
void RequestReader::limit_body(std::size_t bytes) {
  if (state_ != State::body) return;
  const auto length = parser_->content_length();
  if (length && *length > bytes) return fail(refusal_for(beast::error::body_limit));
  // Beast looks at this with each chunk; a length was compared just now.
  if (parser_->chunked()) parser_->body_limit(std::min(bytes, limits_.body_bytes));
}

// Limits are checked on what has come so far, not only when the header is whole: a sender that
// never ends its header must not be kept for it.
std::size_t RequestReader::feed_head(std::string_view bytes) {
  if (!parser_->has_request_line() &&
      std::min(bytes.find('\n'), bytes.size()) > limits_.target_bytes + kRequestLineBytes)
    return fail({414, "the request target is too long"}), 0;
  if (has_bare_line_feed(bytes)) return fail({400, "a line of the header ends in LF without CR"}), 0;
  error_code error;
  const std::size_t used = parser_->take(bytes, error);
  head_bytes_ += used;
  const bool more = error == beast::error::need_more;
  if (parser_->refusal().status != 0) {
    fail(parser_->refusal());
  } else if (error && !more) {
    fail(refusal_for(error));
  } else if (head_bytes_ + (more ? bytes.size() - used : 0) > limits_.header_bytes) {
    fail(refusal_for(beast::error::header_limit));
  } else if (!more) {
    http_1_0_ = parser_->is_http_1_0();
    keep_alive_ = parser_->keep_alive();
    expects_continue_ = parser_->expects_continue() && !http_1_0_;
    state_ = parser_->is_done() ? State::done : State::body;
    // From now on the parser is to go through header and body without a stop between the parts of a
    // chunked body.
    parser_->eager(true);
  }
  return used;
}

// Chunks of one byte each would cost much more than their bytes: `framing_bytes_` counts what is not content.
std::size_t RequestReader::feed_body(std::string_view bytes) {
  // Beast asserts that it never sees less of a last chunk, and a chunked body never ends with less to come.
  if (parser_->chunked() && bytes.size() < kLastChunk.size()) return 0;
  const std::size_t before = request_.body.size();
  error_code error;
  const std::size_t used = parser_->take(bytes, error);
  framing_bytes_ += used - (request_.body.size() - before);
  if (parser_->refusal().status != 0)
    fail(parser_->refusal());
  else if (error && error != beast::error::need_more)
    fail(refusal_for(error));
  // Before "done": however it ends, work for the frames must stay in proportion to what is in them.
  else if (framing_bytes_ > limits_.header_bytes + request_.body.size())
    fail({400, "the chunks of the body are too small for their number"});
  else if (parser_->is_done())
    state_ = State::done;
  else if (bytes.size() - used > limits_.header_bytes)
    fail({431, "the trailer or a chunk's first line is too large"});
  return used;
}

}  // namespace parley::http
