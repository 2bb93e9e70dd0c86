#include "http/connection.h"

#include <algorithm>
#include <exception>

namespace parley::http {
namespace {

constexpr int kStepsAWake = 64;  // then the worker's other connections have their turn
constexpr std::int64_t kLingerMs = 2000, kDrainLingerMs = 300;
constexpr std::size_t kLingerBytes = 16u << 20;
constexpr std::size_t kFreeBodyBytes = 64u << 10;  // bodies up to this are not counted against the common limit
constexpr std::size_t kChargeStepBytes = 256u << 10;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

ParserLimits parser_limits(const Limits& limits) {
  ParserLimits out;
  out.header_bytes = limits.header_bytes;
  out.target_bytes = limits.target_bytes;
  out.body_bytes = limits.body_bytes;
  return out;
}

}  // namespace

Connection::Connection(Worker& worker, std::uint64_t id, Transport transport, Admission admission)
    : worker_(worker),
      id_(id),
      transport_(std::move(transport)),
      admission_(std::move(admission)),
      parser_(parser_limits(worker.shared().options.limits)),
      phase_(transport_.secure() ? Phase::handshake : Phase::reading),
      idle_since_ms_(worker.now_ms()) {
  if (phase_ == Phase::handshake) deadline_ms_ = worker_.now_ms() + worker_.shared().options.limits.header_timeout_ms;
}

Connection::~Connection() {
  release_body();
  worker_.count().closed.add(1);
  worker_.shared().on_close(admission_);
}

void Connection::start() {
  if (admission_.refused) {
    // Before a handshake there is no way to say it.
    if (transport_.secure())
      worker_.count().refused.add(1), close();
    else
      refuse(503, "too many connections");
  }
  run();
}

void Connection::on_ready(bool hung_up) {
  readable_ = true;
  hung_up_ = hung_up_ || hung_up;
  run();
}

void Connection::run() {
  for (int step = 0; step < kStepsAWake; ++step) {
    bool more = false;
    switch (phase_) {
      case Phase::handshake:
        more = shake_hands();
        break;
      case Phase::reading:
        more = read_request();
        break;
      case Phase::handling:
        break;
      case Phase::writing:
        more = write_response();
        break;
      case Phase::lingering:
        more = linger();
        break;
      case Phase::closed:
        break;
    }
    if (!more) return;
  }
  worker_.again(id_);
}

bool Connection::shake_hands() {
  switch (transport_.handshake()) {
    case Transport::Io::would_block:
      return false;
    case Transport::Io::ok:
      await_request();
      return true;
    default:
      worker_.count().tls_failures.add(1);
      end();
      return true;
  }
}

void Connection::await_request() {
  phase_ = Phase::reading;
  idle_since_ms_ = worker_.now_ms();
  continued_ = false;
}

bool Connection::read_request() {
  if (input_used_ < input_.size()) return consume(std::string_view(input_).substr(input_used_), true);
  Transport::Outcome got{Transport::Io::would_block, 0, true};
  auto& scratch = worker_.scratch();
  if (readable_) got = transport_.read(scratch.data(), scratch.size());
  // Bytes and the peer's end may have come as one event; then reading goes on to the end.
  if (got.drained && !hung_up_) readable_ = false;
  switch (got.io) {
    case Transport::Io::ok:
      worker_.count().bytes_in.add(got.bytes);
      return consume({scratch.data(), got.bytes}, false);
    case Transport::Io::would_block:
      set_reading_deadline();
      if (!worker_.draining() || parser_.state() != RequestParser::State::idle) return false;
      part();
      return true;
    case Transport::Io::ended:
      if (parser_.state() == RequestParser::State::idle)
        part();
      else
        refuse(400, "the connection ended before the request did");
      return true;
    case Transport::Io::failed:
      break;
  }
  close();
  return true;
}

// Gives `bytes` to the parser; `kept` says that they are input_'s own.
bool Connection::consume(std::string_view bytes, bool kept) {
  const std::size_t before = parser_.request().body.size();
  const bool began = parser_.state() == RequestParser::State::idle;
  const std::size_t used = parser_.feed(bytes);
  if (began) head_since_ms_ = worker_.now_ms();
  if (!kept && used < bytes.size()) input_.assign(bytes.substr(used)), input_used_ = 0;
  if (kept && (input_used_ += used) == input_.size()) input_.clear(), input_used_ = 0;
  switch (parser_.state()) {
    case RequestParser::State::failed:
      refuse(parser_.refusal().status, parser_.refusal().why);
      break;
    case RequestParser::State::done:
      if (charge_body()) dispatch();
      break;
    case RequestParser::State::body:
      note_arrival(before);
      if (charge_body() && parser_.expects_continue() && !continued_) send_continue();
      break;
    default:
      break;
  }
  return true;
}

// Keeps the times and counts by which a slow body is recognised; the body had `before` bytes.
void Connection::note_arrival(std::size_t before) {
  last_byte_ms_ = worker_.now_ms();
  if (before == 0 && window_bytes_ == 0) window_since_ms_ = last_byte_ms_;
  window_bytes_ += parser_.request().body.size() - before;
}

void Connection::set_reading_deadline() {
  const Limits& limits = worker_.shared().options.limits;
  switch (parser_.state()) {
    case RequestParser::State::head:
      deadline_ms_ = head_since_ms_ + limits.header_timeout_ms;
      break;
    case RequestParser::State::body:
      deadline_ms_ = std::min(last_byte_ms_ + limits.body_timeout_ms, window_since_ms_ + limits.body_rate_window_ms);
      break;
    default:
      deadline_ms_ = idle_since_ms_ + limits.idle_timeout_ms;
  }
}

void Connection::on_deadline() {
  const Limits& limits = worker_.shared().options.limits;
  if (phase_ == Phase::handshake) worker_.count().tls_failures.add(1);
  if (phase_ == Phase::lingering) return close();
  if (phase_ == Phase::reading && parser_.state() == RequestParser::State::idle) return part();
  const bool in_body = phase_ == Phase::reading && parser_.state() == RequestParser::State::body;
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
  // Nothing else is on its way out, so it fits, or the peer is gone.
  if (transport_.write(kContinue, {}).bytes != kContinue.size()) return close();
  worker_.count().bytes_out.add(kContinue.size());
}

bool Connection::charge_body() {
  const std::size_t size = parser_.request().body.size();
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
  Request& request = parser_.request();
  request.peer = admission_.peer;
  request.secure = transport_.secure();
  is_head_ = request.method == Method::head;
  const Shared& shared = worker_.shared();
  after_ = !parser_.keep_alive()   ? AfterResponse::close
           : parser_.is_http_1_0() ? AfterResponse::keep_alive_1_0
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
  written_ = 0;
  phase_ = Phase::writing;
  deadline_ms_ = worker_.now_ms() + worker_.shared().options.limits.write_timeout_ms;
}

std::string_view Connection::body_to_send() const {
  return is_head_ || is_bodyless(response_.status) ? std::string_view() : response_.body_text();
}

bool Connection::write_response() {
  const std::string_view body = body_to_send();
  const std::size_t from_body = written_ > head_.size() ? written_ - head_.size() : 0;
  const auto put =
      transport_.write(std::string_view(head_).substr(std::min(written_, head_.size())), body.substr(from_body));
  if (put.io == Transport::Io::would_block) return false;
  if (put.io != Transport::Io::ok) {
    close();
    return true;
  }
  worker_.count().bytes_out.add(put.bytes);
  deadline_ms_ = worker_.now_ms() + worker_.shared().options.limits.write_timeout_ms;
  written_ += put.bytes;
  // A socket that took a part only is full and will report when it has room; TLS writes one record a call.
  if (written_ < head_.size() + body.size()) return transport_.secure();
  response_ = {};
  if (after_ == AfterResponse::close) {
    end();
  } else {
    parser_.next();
    await_request();
  }
  return true;
}

void Connection::drain() {
  run();  // an idle connection notices by itself
}

// A close with bytes unread would make the kernel reset the connection, and the peer might lose our last answer.
void Connection::end() {
  transport_.end_output();
  phase_ = Phase::lingering;
  deadline_ms_ = worker_.now_ms() + (worker_.draining() ? kDrainLingerMs : kLingerMs);
}

void Connection::part() {
  transport_.end_output();
  close();
}

bool Connection::linger() {
  if (!readable_) return false;
  auto& scratch = worker_.scratch();
  const auto got = transport_.discard(scratch.data(), scratch.size());
  if (got.io == Transport::Io::would_block) {
    readable_ = false;
    return false;
  }
  lingered_bytes_ += got.bytes;
  if (got.io != Transport::Io::ok || lingered_bytes_ > kLingerBytes) close();
  return true;
}

void Connection::close() {
  phase_ = Phase::closed;
  deadline_ms_ = kNever;
}

}  // namespace parley::http
