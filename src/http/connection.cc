#include "http/connection.h"

#include <algorithm>
#include <cstring>
#include <exception>

namespace parley::http {
namespace {

constexpr int kStepsAwake = 64;  // then the worker's other connections have their turn
constexpr std::int64_t kLingerMs = 2000, kDrainLingerMs = 300;
constexpr std::size_t kLingerBytes = 16u << 20;
constexpr std::size_t kFreeBodyBytes = 64u << 10;  // bodies up to this are not counted against the common limit
constexpr std::size_t kChargeStepBytes = 256u << 10;
constexpr std::size_t kInputBytes = 4096;  // an idle connection holds this much
constexpr std::size_t kBodyInputBytes = 64u << 10;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

ReaderLimits reader_limits(const Limits& limits) {
  ReaderLimits out;
  out.header_bytes = limits.header_bytes;
  out.target_bytes = limits.target_bytes;
  out.body_bytes = limits.body_bytes;
  return out;
}

// Takes `bytes` off the front of both, the first one first.
void drop_front(std::string_view& first, std::string_view& second, std::size_t bytes) {
  const std::size_t from_first = std::min(bytes, first.size());
  first.remove_prefix(from_first);
  second.remove_prefix(bytes - from_first);
}

}  // namespace

Connection::Connection(Worker& worker, std::uint64_t id, Admission admission, Security security)
    : worker_(worker),
      id_(id),
      admission_(std::move(admission)),
      security_(security),
      reader_(reader_limits(worker.shared().options.limits)),
      phase_(security == Security::tls ? Phase::handshake : Phase::reading),
      idle_since_ms_(worker.now_ms()) {}

Connection::~Connection() {
  release_body();
  worker_.count().closed.add(1);
  worker_.shared().on_close(admission_);
}

void Connection::start() {
  if (admission_.refused) {
    // Before a handshake there is no way to say it.
    if (phase_ == Phase::handshake) return worker_.count().refused.add(1), close();
    refuse(503, "too many connections");
  }
  if (phase_ == Phase::handshake) {
    deadline_ms_ = worker_.now_ms() + worker_.shared().options.limits.header_timeout_ms;
    return start_handshake();
  }
  run();
}

void Connection::run() {
  for (int step = 0; step < kStepsAwake; ++step) {
    bool more = false;
    switch (phase_) {
      case Phase::reading:
        more = read_request();
        break;
      case Phase::continuing:
      case Phase::writing:
        more = write_output();
        break;
      default:
        break;
    }
    if (!more) return;
  }
  worker_.again(id_);
}

void Connection::on_handshake(Io io) {
  if (phase_ != Phase::handshake) return;
  if (io != Io::ok) {
    worker_.count().tls_failures.add(1);
    return end();
  }
  client_certificate_ = client_certificate();
  await_request();
  run();
}

void Connection::await_request() {
  phase_ = Phase::reading;
  idle_since_ms_ = worker_.now_ms();
  continued_ = false;
}

bool Connection::read_request() {
  const bool idle = reader_.state() == RequestReader::State::idle;
  if (input_is_new_) {
    consume();
    return true;
  }
  if (input_state_ == Io::failed) return close(), false;
  if (input_state_ == Io::ended) {
    if (!idle) return refuse(400, "the connection ended before the request did"), true;
    return part(), false;
  }
  if (reading_) return false;
  if (idle && worker_.draining()) return part(), false;
  set_reading_deadline();
  make_room();
  reading_ = true;
  start_read(input_.get() + input_end_, input_size_ - input_end_);
  return false;
}

// Room behind input_end_. A header that has not arrived whole is at most as long as its limit, or the reader refuses
// it.
void Connection::make_room() {
  const bool in_body = reader_.state() == RequestReader::State::body;
  const std::size_t held = input_end_ - input_begin_;
  std::size_t size = in_body ? kBodyInputBytes : held > 0 ? input_size_ : kInputBytes;
  if (size <= held) size = held * 2;
  if (size != input_size_) {
    auto larger = std::make_unique_for_overwrite<char[]>(size);
    if (held > 0) std::memcpy(larger.get(), input_.get() + input_begin_, held);
    input_ = std::move(larger);
    input_size_ = size;
  } else if (input_begin_ > 0 && held > 0) {
    std::memmove(input_.get(), input_.get() + input_begin_, held);
  }
  input_begin_ = 0;
  input_end_ = held;
}

void Connection::on_read(Io io, std::size_t bytes) {
  reading_ = false;
  worker_.count().bytes_in.add(bytes);
  if (phase_ == Phase::lingering) {
    lingered_bytes_ += bytes;
    if (io != Io::ok || lingered_bytes_ > kLingerBytes) return close();
    if (goodbye_said_) reading_ = true, start_discard();
    return;
  }
  input_end_ += bytes;
  input_is_new_ = bytes > 0;
  input_state_ = io;
  if (phase_ == Phase::reading) run();
}

// Gives the reader what was received.
void Connection::consume() {
  const std::size_t before = reader_.request().body.size();
  const bool began = reader_.state() == RequestReader::State::idle;
  input_begin_ += reader_.feed({input_.get() + input_begin_, input_end_ - input_begin_});
  if (began) head_since_ms_ = worker_.now_ms();
  input_is_new_ = false;
  switch (reader_.state()) {
    case RequestReader::State::failed:
      return refuse(reader_.refusal().status, reader_.refusal().why);
    case RequestReader::State::done:
      input_is_new_ = input_begin_ < input_end_;
      if (charge_body()) dispatch();
      return;
    case RequestReader::State::body:
      note_arrival(before);
      if (charge_body() && reader_.expects_continue() && !continued_) send_continue();
      return;
    default:
      return;
  }
}

// Keeps the times and counts by which a slow body is recognised; the body had `before` bytes.
void Connection::note_arrival(std::size_t before) {
  last_byte_ms_ = worker_.now_ms();
  if (before == 0 && window_bytes_ == 0) window_since_ms_ = last_byte_ms_;
  window_bytes_ += reader_.request().body.size() - before;
}

void Connection::set_reading_deadline() {
  const Limits& limits = worker_.shared().options.limits;
  switch (reader_.state()) {
    case RequestReader::State::head:
      deadline_ms_ = head_since_ms_ + limits.header_timeout_ms;
      break;
    case RequestReader::State::body:
      deadline_ms_ = std::min(last_byte_ms_ + limits.body_timeout_ms, window_since_ms_ + limits.body_rate_window_ms);
      break;
    default:
      deadline_ms_ = idle_since_ms_ + limits.idle_timeout_ms;
  }
}

void Connection::on_deadline() {
  if (worker_.now_ms() < deadline_ms_) return;
  const Limits& limits = worker_.shared().options.limits;
  if (phase_ == Phase::handshake) worker_.count().tls_failures.add(1);
  if (phase_ == Phase::lingering) return close();
  if (phase_ == Phase::reading && reader_.state() == RequestReader::State::idle) return part();
  const bool in_body = phase_ == Phase::reading && reader_.state() == RequestReader::State::body;
  if (in_body && worker_.now_ms() < last_byte_ms_ + limits.body_timeout_ms) {
    const auto wanted = limits.body_bytes_per_s * static_cast<std::size_t>(limits.body_rate_window_ms) / 1000;
    if (window_bytes_ >= wanted) {
      window_since_ms_ = worker_.now_ms();
      window_bytes_ = 0;
      return set_reading_deadline();
    }
  }
  worker_.count().timeouts.add(1);
  if (phase_ != Phase::reading) return close();
  refuse(408, in_body ? "the request body came too slowly" : "the request header came too slowly");
  run();
}

void Connection::send_continue() {
  continued_ = true;
  phase_ = Phase::continuing;
  output_head_ = kContinue;
  output_body_ = {};
  deadline_ms_ = worker_.now_ms() + worker_.shared().options.limits.write_timeout_ms;
}

bool Connection::charge_body() {
  const std::size_t size = reader_.request().body.size();
  if (size <= kFreeBodyBytes || size <= charged_bytes_) return true;
  const std::size_t more = size - charged_bytes_ + kChargeStepBytes;
  charged_bytes_ += more;
  Shared& shared = worker_.shared();
  if (shared.bodies_bytes.fetch_add(more, std::memory_order_relaxed) + more <= shared.options.limits.bodies_bytes)
    return true;
  refuse(503, "too many large requests at once");
  return false;
}

void Connection::release_body() {
  worker_.shared().bodies_bytes.fetch_sub(charged_bytes_, std::memory_order_relaxed);
  charged_bytes_ = 0;
}

void Connection::dispatch() {
  worker_.count().requests.add(1);
  Request& request = reader_.request();
  request.peer = admission_.peer;
  request.secure = security_ == Security::tls;
  request.client_certificate = client_certificate_;
  is_head_ = request.method == Method::head;
  const Shared& shared = worker_.shared();
  after_ = !reader_.keep_alive()   ? AfterResponse::close
           : reader_.is_http_1_0() ? AfterResponse::keep_alive_1_0
                                   : AfterResponse::keep_alive;
  if (shared.handler.fast) {
    try {
      if (auto response = shared.handler.fast(request)) return respond(*std::move(response));
    } catch (const std::exception& error) {
      shared.log(std::string("the fast handler threw: ") + error.what());
      return respond(shared.refusal(500, "internal error"));
    } catch (...) {
      shared.log("the fast handler threw");
      return respond(shared.refusal(500, "internal error"));
    }
  }
  phase_ = Phase::handling;
  deadline_ms_ = kNever;
  worker_.submit(id_, std::move(request));
}

void Connection::on_answer(Response response) {
  if (phase_ != Phase::handling) return;
  respond(std::move(response));
  run();
}

void Connection::refuse(int status, std::string_view why) {
  worker_.count().refused.add(1);
  is_head_ = false;
  after_ = AfterResponse::close;
  respond(worker_.shared().refusal(status, why));
}

void Connection::respond(Response response) {
  if (worker_.draining()) after_ = AfterResponse::close;
  release_body();
  window_bytes_ = 0;
  response_ = std::move(response);
  render_head(head_, response_, worker_.date_line(), after_);
  output_head_ = head_;
  output_body_ = is_head_ || is_bodyless(response_.status) ? std::string_view() : response_.body_text();
  phase_ = Phase::writing;
  deadline_ms_ = worker_.now_ms() + worker_.shared().options.limits.write_timeout_ms;
}

bool Connection::write_output() {
  if (writing_) return false;
  const std::size_t put = output_head_.empty() ? 0 : write_now(output_head_, output_body_);
  worker_.count().bytes_out.add(put);
  drop_front(output_head_, output_body_, put);
  if (write_rest()) return false;
  if (phase_ == Phase::continuing) {
    phase_ = Phase::reading;
    return true;
  }
  response_ = {};
  if (after_ == AfterResponse::close) return end(), false;
  reader_.next();
  await_request();
  return true;
}

void Connection::on_written(Io io, std::size_t bytes) {
  writing_ = false;
  worker_.count().bytes_out.add(bytes);
  if (phase_ != Phase::writing && phase_ != Phase::continuing) return;
  if (io != Io::ok) return close();
  drop_front(output_head_, output_body_, bytes);
  deadline_ms_ = worker_.now_ms() + worker_.shared().options.limits.write_timeout_ms;
  if (!write_rest()) run();
}

// Whether there is something left to write, which is then begun.
bool Connection::write_rest() {
  writing_ = !output_head_.empty() || !output_body_.empty();
  if (writing_) start_write(output_head_, output_body_);
  return writing_;
}

void Connection::drain() {
  if (phase_ == Phase::reading && reader_.state() == RequestReader::State::idle) part();
}

// A close with bytes unread would make the kernel reset the connection, and the peer might lose our last answer.
void Connection::end() {
  phase_ = Phase::lingering;
  deadline_ms_ = worker_.now_ms() + (worker_.draining() ? kDrainLingerMs : kLingerMs);
  start_goodbye();
}

void Connection::part() {
  parting_ = true;
  end();
}

void Connection::on_goodbye() {
  if (phase_ != Phase::lingering) return;
  goodbye_said_ = true;
  if (parting_) return close();
  if (!reading_) reading_ = true, start_discard();
}

void Connection::close() {
  if (phase_ == Phase::closed) return;
  phase_ = Phase::closed;
  deadline_ms_ = kNever;
  close_socket();
  worker_.forget(id_);  // this may be the last but one who holds us: callers keep a shared_ptr
}

}  // namespace parley::http
