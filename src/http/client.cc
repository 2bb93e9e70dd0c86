#include "http/client.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "http/client_stream.h"
#include "http/text.h"
#include "http/url.h"

namespace parley::http {
namespace {

bool has_line_break(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

Result<std::string> render(const ClientRequest& request, const Url& url) {
  if (!is_token(request.method)) return Error{Code::invalid_input, "\"" + request.method + "\" is not a method"};
  std::string out = request.method + " " + url.target + " HTTP/1.1\r\nHost: " + url.authority() + "\r\n";
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name) || has_line_break(value))
      return Error{Code::invalid_input, "the header \"" + name + "\" cannot be sent"};
    out += name + ": " + value + "\r\n";
  }
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT")
    out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  out += "\r\n";
  return out;
}

Error malformed(std::string_view what) {
  return {Code::corrupt, "the server's answer is not HTTP/1.1: " + std::string(what)};
}

}  // namespace

// A connection with what was read ahead of need.
struct Client::Connection {
  ClientStream stream;
  std::string origin;
  std::string buffer;
  std::size_t used = 0;
  bool answered = false;  // some byte of the present answer has come
  bool reusable = true;

  std::string_view unread() const { return std::string_view(buffer).substr(used); }

  // False at the end of the stream.
  Result<bool> fill() {
    if (used == buffer.size()) buffer.clear(), used = 0;
    std::array<char, 16384> chunk;
    PARLEY_TRY(const std::size_t got, stream.read(chunk.data(), chunk.size()));
    buffer.append(chunk.data(), got);
    answered = answered || got > 0;
    return got > 0;
  }

  // A line without its end.
  Result<std::string> line(std::size_t limit) {
    while (true) {
      const std::size_t newline = unread().find('\n');
      if (std::min(newline, unread().size()) > limit)
        return Error{Code::too_large, "a line of the server's answer is too long"};
      if (newline != std::string_view::npos) {
        std::string out(unread().substr(0, newline));
        used += newline + 1;
        if (out.ends_with('\r')) out.pop_back();
        return out;
      }
      PARLEY_TRY(const bool more, fill());
      if (!more) return Error{Code::unavailable, "the server closed the connection before its answer was complete"};
    }
  }

  Status take(std::string& out, std::size_t size) {
    while (size > 0) {
      const std::string_view ready = unread().substr(0, size);
      out += ready;
      used += ready.size();
      if ((size -= ready.size()) == 0) break;
      PARLEY_TRY(const bool more, fill());
      if (!more) return Error{Code::unavailable, "the server closed the connection before its answer was complete"};
    }
    return {};
  }

  Result<Response> read_head(const ClientOptions& options) {
    Response response;
    PARLEY_TRY(const std::string first, line(options.header_bytes));
    const std::string_view text = first;
    unsigned long long status = 0;
    const bool known = text.starts_with("HTTP/1.1 ") || text.starts_with("HTTP/1.0 ");
    if (!known || text.size() < 12 || !parse_decimal(text.substr(9, 3), status))
      return malformed("it begins with \"" + std::string(text.substr(0, 40)) + "\"");
    response.status = static_cast<int>(status);
    if (text.starts_with("HTTP/1.0")) reusable = false;
    std::size_t bytes = text.size();
    while (true) {
      PARLEY_TRY(const std::string field, line(options.header_bytes));
      if (field.empty()) return response;
      if ((bytes += field.size()) > options.header_bytes)
        return Error{Code::too_large, "the header of the server's answer is too large"};
      const std::size_t colon = field.find(':');
      if (colon == std::string::npos || !is_token(std::string_view(field).substr(0, colon)))
        return malformed("a header line without a name");
      response.headers.emplace_back(field.substr(0, colon), trim(std::string_view(field).substr(colon + 1)));
    }
  }

  Status read_chunks(std::string& body, const ClientOptions& options) {
    while (true) {
      PARLEY_TRY(const std::string head, line(1024));
      std::size_t size = 0;
      const auto [end, error] = std::from_chars(head.data(), head.data() + head.size(), size, 16);
      if (error != std::errc() || (end != head.data() + head.size() && *end != ';' && *end != ' '))
        return malformed("a chunk without its size");
      if (size > options.body_bytes - body.size()) return Error{Code::too_large, "the server's answer is too large"};
      if (size == 0) break;
      PARLEY_TRY_STATUS(take(body, size));
      PARLEY_TRY(const std::string rest, line(2));
      if (!rest.empty()) return malformed("a chunk longer than it said");
    }
    std::size_t trailer = 0;
    while (true) {
      PARLEY_TRY(const std::string field, line(options.header_bytes));
      if (field.empty()) return {};
      if ((trailer += field.size()) > options.header_bytes)
        return Error{Code::too_large, "the trailer of the server's answer is too large"};
    }
  }

  Status read_body(Response& response, const ClientOptions& options) {
    std::string& body = std::get<std::string>(response.body);
    const std::string* coding = find_header(response.headers, "Transfer-Encoding");
    const std::string* length = find_header(response.headers, "Content-Length");
    if (coding != nullptr) {
      if (!equals_ignoring_case(*coding, "chunked")) return malformed("an unknown transfer coding");
      return read_chunks(body, options);
    }
    if (length != nullptr) {
      unsigned long long size = 0;
      if (!parse_decimal(*length, size)) return malformed("a Content-Length that is not a number");
      if (size > options.body_bytes) return Error{Code::too_large, "the server's answer is too large"};
      return take(body, size);
    }
    reusable = false;
    while (true) {
      body += unread();
      used = buffer.size();
      if (body.size() > options.body_bytes) return Error{Code::too_large, "the server's answer is too large"};
      PARLEY_TRY(const bool more, fill());
      if (!more) return {};
    }
  }
};

Client::Client(ClientOptions options) : options_(std::move(options)) {}

Client::~Client() {
  if (connection_) connection_->stream.close();
}

Result<Response> Client::exchange(const ClientRequest& request, const std::string& head) {
  Connection& connection = *connection_;
  connection.answered = false;
  connection.stream.set_deadline_in(options_.timeout_ms);
  // A server that refuses a request may answer before it has read it all: look for the answer also when sending fails.
  Status sent = connection.stream.write(head);
  if (sent.ok()) sent = connection.stream.write(request.body);
  if (!sent.ok()) connection.reusable = false;
  Result<Response> response = connection.read_head(options_);
  while (response.ok() && response->status < 200) response = connection.read_head(options_);
  if (!response.ok())
    return sent.ok() || connection.answered ? std::move(response) : Result<Response>(std::move(sent).error());
  const bool bodyless = request.method == "HEAD" || response->status == 204 || response->status == 304;
  if (!bodyless) PARLEY_TRY_STATUS(connection.read_body(*response, options_));
  const std::string* after = find_header(response->headers, "Connection");
  if (after != nullptr && equals_ignoring_case(*after, "close")) connection.reusable = false;
  return response;
}

Result<Response> Client::send(const ClientRequest& request) {
  PARLEY_TRY(const Url url, Url::parse(request.url));
  PARLEY_TRY(const std::string head, render(request, url));
  const std::string origin = (url.secure ? "https://" : "http://") + url.authority();
  bool kept = connection_ && connection_->origin == origin;
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
    if (response.ok() || !kept || answered || request.method == "POST") return std::move(response).in(origin);
    kept = false;
  }
}

Result<Response> fetch(const ClientRequest& request, const ClientOptions& options) {
  ClientRequest once = request;
  once.headers.emplace_back("Connection", "close");
  return Client(options).send(once);
}

}  // namespace parley::http
