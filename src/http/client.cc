// The client's side of HTTP/1.1, over a blocking stream. Answers are parsed by Beast and bounded
// here: other nodes, witnesses and feeds are strangers too, and a server that answers without end
// must cost no more than the limits say. Redirects are not followed, since where a request goes is
// a decision of its owner and not of the server that it reached.
#include "http/client.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "http/client_stream.h"
#include "http/text.h"
#include "http/url.h"

namespace parley::http {
namespace {

namespace beast = boost::beast::http;
using boost::system::error_code;

// A value with a line break would become a second header field, or a second request.
bool has_line_break(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

// The head of a request. What would make it another request than the caller meant is refused and not repaired.
Result<std::string> render(const ClientRequest& request, const Url& url) {
  if (!is_token(request.method)) return Error{Code::invalid_input, "\"" + request.method + "\" is not a method"};
  std::string out = request.method + " " + url.target + " HTTP/1.1\r\nHost: " + url.authority() + "\r\n";
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name) || has_line_break(value))
      return Error{Code::invalid_input, "the header \"" + name + "\" cannot be sent"};
    out += name + ": " + value + "\r\n";
  }
  // A POST without a body still says so; some servers wait for one otherwise.
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT")
    out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  out += "\r\n";
  return out;
}

using ResponseParser = beast::response_parser<beast::string_body>;

constexpr int kMaxProvisional = 8;  // one 100 and one 103 are what servers send

// Corrupt and not unavailable: trying again would hardly give another answer.
Error malformed(std::string_view what) {
  return {Code::corrupt, "the server's answer is not HTTP/1.1: " + std::string(what)};
}

Error refusal_for(const error_code& error) {
  if (error == beast::error::header_limit) return {Code::too_large, "the header of the server's answer is too large"};
  if (error == beast::error::body_limit) return {Code::too_large, "the server's answer is too large"};
  return malformed(error.message());
}

}  // namespace

// A connection with what was read ahead of need.
// Beast's parser is fed by hand, because its own stream functions would need an event loop.
struct Client::Connection {
  ClientStream stream;
  std::string origin;
  std::string unread = {};
  bool answered = false;  // some byte of the present answer has come
  bool reusable = true;

  // False at the end of the stream.
  Result<bool> fill() {
    std::array<char, 16384> chunk;
    PARLEY_TRY(const std::size_t got, stream.read(chunk.data(), chunk.size()));
    unread.append(chunk.data(), got);
    answered = answered || got > 0;
    return got > 0;
  }

  // Reads on until `parser` has a whole answer. `header_bytes`: of this header and those before it.
  Status read_into(ResponseParser& parser, const ClientOptions& options, std::size_t& header_bytes) {
    std::size_t framing_bytes = 0;
    while (!parser.is_done()) {
      // Beast asserts that it never sees less than this of a last chunk ("0", two line breaks).
      const bool enough = !unread.empty() && (!parser.is_header_done() || !parser.chunked() || unread.size() >= 5);
      const bool in_header = !parser.is_header_done();
      const std::size_t body_before = parser.get().body().size();
      error_code error = beast::error::need_more;
      const std::size_t used = enough ? parser.put(boost::asio::buffer(unread), error) : 0;
      unread.erase(0, used);
      if (error && error != beast::error::need_more) return refusal_for(error);
      // Beast's own count begins anew with every piece.
      const std::size_t body_bytes = parser.get().body().size();
      (in_header ? header_bytes : framing_bytes) += used - (body_bytes - body_before);
      // A line of a chunk, or a trailer, is kept until it ends, and Beast knows no limit for either.
      if (header_bytes > options.header_bytes || (!parser.is_done() && unread.size() > options.header_bytes))
        return refusal_for(beast::error::header_limit);
      if (framing_bytes > options.header_bytes + body_bytes)
        return malformed("its chunks are too small for their number");
      if (parser.is_header_done()) PARLEY_TRY_STATUS(check_coding(parser));
      if (parser.is_done() || (!error && !unread.empty())) continue;
      PARLEY_TRY(const bool more, fill());
      if (more) continue;
      error = beast::error::partial_message;
      if (parser.got_some()) parser.put_eof(error);
      if (error) return Error{Code::unavailable, "the server closed the connection before its answer was complete"};
    }
    return {};
  }

  // An answer in a coding that is not understood would be taken for content.
  static Status check_coding(const ResponseParser& parser) {
    const auto coding = parser.get().find(beast::field::transfer_encoding);
    if (coding == parser.get().end() ||
        equals_ignoring_case({coding->value().data(), coding->value().size()}, "chunked"))
      return {};
    return malformed("an unknown transfer coding");
  }

  // The next answer that is not provisional.
  Result<Response> read(const ClientOptions& options, const ClientRequest& request) {
    std::size_t header_bytes = 0;
    for (int provisional = 0; provisional <= kMaxProvisional; ++provisional) {
      ResponseParser parser;
      parser.header_limit(static_cast<std::uint32_t>(options.header_bytes));
      parser.body_limit(std::min(options.body_bytes, request.body_bytes));
      parser.skip(request.method == "HEAD");
      parser.eager(true);
      PARLEY_TRY_STATUS(read_into(parser, options, header_bytes));
      auto& message = parser.get();
      if (message.result_int() == 101) return malformed("it changes to a protocol that was not asked for");
      if (message.result_int() < 200) continue;
      // Bytes behind the answer belong to no request of ours: such a connection is not used again.
      reusable = reusable && parser.keep_alive() && unread.empty();
      Response response;
      response.status = static_cast<int>(message.result_int());
      for (const auto& field : message)
        response.headers.emplace_back(std::string_view(field.name_string().data(), field.name_string().size()),
                                      std::string_view(field.value().data(), field.value().size()));
      response.body = std::move(message.body());
      return response;
    }
    return malformed("provisional answers without end");
  }
};

Client::Client(ClientOptions options) : options_(std::move(options)) {}

// With a goodbye, so that the server sees an orderly end.
Client::~Client() {
  if (connection_) connection_->stream.close();
}

Result<Response> Client::exchange(const ClientRequest& request, const std::string& head) {
  Connection& connection = *connection_;
  connection.answered = false;
  connection.stream.begin(options_.timeout_ms);
  // A server that refuses a request may answer before it has read it all: look for the answer also when sending fails.
  Status sent = connection.stream.write(head);
  if (sent.ok()) sent = connection.stream.write(request.body);
  if (!sent.ok()) connection.reusable = false;
  Result<Response> response = connection.read(options_, request);
  if (response.ok() || sent.ok() || connection.answered) return response;
  return std::move(sent).error();
}

Result<Response> Client::send(const ClientRequest& request) {
  PARLEY_TRY(const Url url, Url::parse(request.url));
  PARLEY_TRY(const std::string head, render(request, url));
  const std::string origin = (url.secure ? "https://" : "http://") + url.authority();
  bool kept = connection_ && connection_->origin == origin;
  // At most twice: once on the kept connection, once on a new one. A request is sent again only
  // when not one byte of an answer has come and doing it twice does no harm, since the server may
  // have carried it out before it closed.
  while (true) {
    if (!kept) {
      connection_.reset();
      PARLEY_TRY(ClientStream stream, ClientStream::open(url, options_));
      connection_ = std::make_unique<Connection>(Connection{std::move(stream), origin, {}});
    }
    Result<Response> response = exchange(request, head);
    const bool answered = connection_->answered;
    if (!response.ok() || !connection_->reusable) connection_.reset();
    // A kept connection may have been closed by the server in the meantime.
    if (response.ok() || !kept || answered || (request.method == "POST" && !request.repeatable))
      return std::move(response).in(origin);
    kept = false;
  }
}

// Says that it asks once, so that the server need not keep the connection for more.
Result<Response> fetch(const ClientRequest& request, const ClientOptions& options) {
  ClientRequest once = request;
  once.headers.emplace_back("Connection", "close");
  return Client(options).send(once);
}

}  // namespace parley::http
