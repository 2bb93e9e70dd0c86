// Reads HTTP/1.x requests out of a stream of bytes (RFC 9112), without sockets. Strict where leniency lets two readers
// of one stream disagree about where a request ends (request smuggling): lines end in CR LF, a field name touches its
// colon, no folded lines, one Content-Length or one "Transfer-Encoding: chunked" but not both, one Host. Not
// thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.h"

namespace parley::http {

struct ParserLimits {
  std::size_t header_bytes = 32u << 10;  // request line and fields together; trailers again
  std::size_t target_bytes = 16u << 10;
  std::size_t header_fields = 100;
  std::size_t body_bytes = 64u << 20;
};

class RequestParser {
 public:
  // idle: no byte of a request yet. done and failed stay until next().
  enum class State : std::uint8_t { idle, head, body, done, failed };
  // Why a request was not taken, as an HTTP status. The connection cannot be used further.
  struct Refusal {
    int status = 0;
    std::string_view why;
  };

  explicit RequestParser(const ParserLimits& limits) : limits_(limits) {}

  // Takes bytes from the front of `bytes` until the request is complete or wrong or the bytes are used up; returns how
  // many. What is left belongs to the next request.
  std::size_t feed(std::string_view bytes);
  State state() const { return state_; }
  const Refusal& refusal() const { return refusal_; }
  // Complete when done; may be moved from. `peer` and `secure` are the caller's and stay across next().
  Request& request() { return request_; }
  bool keep_alive() const { return keep_alive_; }
  bool is_http_1_0() const { return http_1_0_; }
  // The sender waits for "100 Continue" before it sends the body.
  bool expects_continue() const { return expects_continue_ && state_ == State::body && request_.body.empty(); }
  // Starts on the next request of the connection.
  void next();

 private:
  enum class Chunk : std::uint8_t { none, size, data, data_end, trailer };

  std::size_t feed_head(std::string_view bytes);
  std::size_t feed_fixed(std::string_view bytes);
  std::size_t feed_chunked(std::string_view bytes);
  std::size_t take_line(std::string_view bytes, std::size_t limit);
  bool find_head_end(std::string_view text);
  void parse_head(std::string_view head);
  bool parse_request_line(std::string_view line);
  bool parse_target(std::string_view target);
  bool parse_field(std::string_view line);
  bool parse_framing_field(std::string_view name, std::string_view value);
  void finish_head();
  void chunk_line();
  void fail(int status, std::string_view why);

  ParserLimits limits_;
  State state_ = State::idle;
  Refusal refusal_;
  Request request_;

  std::string pending_;      // a head, or a line of chunked framing, that has not arrived whole
  std::size_t scanned_ = 0;  // of the head, looked through for its end
  std::size_t line_start_ = 0;
  std::size_t head_end_ = 0;

  std::string authority_;  // of an absolute-form target
  bool http_1_0_ = false, keep_alive_ = true, expects_continue_ = false;
  bool has_host_ = false, has_length_ = false, chunked_ = false;
  std::size_t remaining_ = 0;  // bytes of the body, or of this chunk, to come
  std::size_t trailer_bytes_ = 0;
  Chunk chunk_ = Chunk::none;
};

}  // namespace parley::http
