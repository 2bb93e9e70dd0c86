// One connection as a state machine, driven by its worker: handshake, then requests one after the other, each read,
// answered by the fast handler or handed to the pool, and written; at the end a lingering close.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "http/request_parser.h"
#include "http/transport.h"
#include "http/worker.h"

namespace parley::http {

class Connection {
 public:
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

  Connection(Worker& worker, std::uint64_t id, Transport transport, Admission admission);
  ~Connection();

  int fd() const { return transport_.fd(); }
  void start();
  // Goes as far as it can without waiting.
  void run();
  void on_ready(bool hung_up);
  void on_answer(Response response);  // of the slow handler
  void on_deadline();
  void drain();

  bool closed() const { return phase_ == Phase::closed; }
  // When on_deadline() is due, by the worker's clock.
  std::int64_t deadline_ms() const { return deadline_ms_; }

 private:
  enum class Phase : std::uint8_t { handshake, reading, handling, writing, lingering, closed };

  // Each does one step and says whether another can follow at once.
  bool shake_hands();
  bool read_request();
  bool write_response();
  bool linger();

  bool consume(std::string_view bytes, bool kept);
  void dispatch();
  void respond(Response response);
  void refuse(int status, std::string_view why);
  void send_continue();
  bool charge_body();
  void release_body();
  void note_arrival(std::size_t before);
  void set_reading_deadline();
  void await_request();
  std::string_view body_to_send() const;
  void end();   // no more output; waits for the peer to notice
  void part();  // the same between requests, when there is nothing that could get lost
  void close();

  Worker& worker_;
  const std::uint64_t id_;
  Transport transport_;
  const Admission admission_;
  RequestParser parser_;
  Phase phase_;
  bool readable_ = true;    // the socket may have bytes
  bool hung_up_ = false;    // the peer will send no more: read until the end shows
  bool is_head_ = false;    // the request being answered is HEAD
  bool continued_ = false;  // "100 Continue" was sent for this request
  AfterResponse after_ = AfterResponse::keep_alive;
  std::int64_t deadline_ms_ = kNever;

  std::string input_;  // bytes that arrived behind the request in progress, from input_used_ on
  std::size_t input_used_ = 0;

  std::int64_t idle_since_ms_ = 0, head_since_ms_ = 0;
  std::int64_t last_byte_ms_ = 0, window_since_ms_ = 0;
  std::size_t window_bytes_ = 0;   // of the body, in the present window of the minimum rate
  std::size_t charged_bytes_ = 0;  // of this body, counted in Shared::bodies_bytes
  std::size_t lingered_bytes_ = 0;

  std::string head_;
  Response response_;
  std::size_t written_ = 0;  // of head_ and body together
};

}  // namespace parley::http
