// Reads HTTP/1.x requests out of a stream of bytes with Beast's parser, without sockets. Beast forgives some things by
// which two readers of one stream can disagree about where a request ends (request smuggling); those are refused here:
// folded lines, lines that end in a bare LF, more than one Content-Length, any Transfer-Encoding but one "chunked", a
// missing or second Host. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http/message.h"

namespace parley::http {

struct ReaderLimits {
  std::size_t header_bytes = 32u << 10;  // request line and fields together; a chunk's line and the trailer again
  std::size_t target_bytes = 16u << 10;
  std::size_t header_fields = 100;
  std::size_t body_bytes = 64u << 20;
  // feed() takes no byte of a body in the call in which the header ends, so that the request can be refused before.
  bool stop_before_body = false;
};

// Why a request was not taken, as an HTTP status. The connection cannot be used further.
struct Refusal {
  int status = 0;
  std::string why;
};

class RequestReader {
 public:
  // idle: no byte of a request yet. done and failed stay until next().
  enum class State : std::uint8_t { idle, head, body, done, failed };

  explicit RequestReader(const ReaderLimits& limits);
  ~RequestReader();

  // Takes bytes from the front of `bytes` and returns how many. When the request is neither done nor failed after that,
  // what is left must be given again with more behind it (or as it is, when it stopped before a body); when done, it
  // belongs to the next request.
  std::size_t feed(std::string_view bytes);
  State state() const { return state_; }
  const Refusal& refusal() const { return refusal_; }
  // Complete when done; may be moved from. Its `peer` and `secure` are the caller's.
  Request& request() { return request_; }
  bool keep_alive() const { return keep_alive_; }
  bool is_http_1_0() const { return http_1_0_; }
  // The sender waits for "100 Continue" before it sends the body.
  bool expects_continue() const { return expects_continue_ && state_ == State::body && request_.body.empty(); }
  // In state body, before the first byte of it: more than `bytes` is not taken. When the header tells already that more
  // is to come, this fails as feed() would.
  void limit_body(std::size_t bytes);
  // Starts on the next request of the connection.
  void next();

 private:
  class Parser;
  std::size_t feed_head(std::string_view bytes);
  std::size_t feed_body(std::string_view bytes);
  void fail(Refusal refusal);

  const ReaderLimits limits_;
  State state_ = State::idle;
  Refusal refusal_;
  Request request_;
  std::unique_ptr<Parser> parser_;  // of the request in progress
  std::size_t head_bytes_ = 0;      // taken so far
  std::size_t framing_bytes_ = 0;   // of a chunked body, what is not body
  bool http_1_0_ = false, keep_alive_ = true, expects_continue_ = false;
};

}  // namespace parley::http
