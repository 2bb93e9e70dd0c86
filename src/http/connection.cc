// The life of a connection, as steps between which it waits for its stream, for a handler or for a
// deadline. Only its worker's thread runs any of this, so there are no locks; handlers answer from
// other threads through the worker, which looks the connection up by its number and finds nothing
// when it is gone.
//
// Two rules bound what a client can cost. Nothing of a body is read before the handler has let the
// request in (screen), and whatever memory grows with what a client sends or asks for is counted in
// a budget as it grows: bodies in the name of whoever proved who it is, headers and unknown bodies
// in the name of the address, answers likewise. And every phase in which the other side is to do
// something has a deadline, with a minimum rate where bytes are many, so that trickling does not
// hold a place.
#include "http/connection.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <utility>

#include "http/peer.h"

namespace parley::http {
namespace {

constexpr int kStepsAwake = 64;  // then the worker's other connections have their turn
// After the last answer we read on for so long, as end() explains; less when the server itself is
// stopping.
constexpr std::int64_t kLingerMs = 2000, kDrainLingerMs = 300;
constexpr std::size_t kLingerBytes = 4u << 20;     // of a body that was refused, so that its sender sees why
constexpr std::size_t kFreeBodyBytes = 64u << 10;  // bodies of known senders, and answers, up to this are not counted
constexpr std::size_t kTlsBytes = 85u << 10;       // what a connection's TLS holds
// Budgets have a lock, so they are asked in steps and not for every read.
constexpr std::size_t kChargeStepBytes = 256u << 10, kStrangerStepBytes = 4u << 10;
constexpr std::size_t kMaxSenderBytes = 64;  // of a name in a budget
constexpr std::size_t kInputBytes = 4096;    // an idle connection holds this much
constexpr std::size_t kBodyInputBytes = 64u << 10;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

ReaderLimits reader_limits(const Limits& limits) {
  ReaderLimits out;
  out.header_bytes = limits.header_bytes;
  out.target_bytes = limits.target_bytes;
  out.body_bytes = limits.body_bytes;
  out.stop_before_body = true;
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
      idle_since_ms_(worker.now_ms()),
      holder_(admission_.proxy ? std::string() : peer_group(admission_.peer)) {}

// Whatever ends a connection comes through here, so this is where everything it counted for is
// given back.
Connection::~Connection() {
  release_header();
  release_body();
  release_answer();
  welcome();
  if (security_ == Security::tls) worker_.shared().freed_bytes.fetch_add(kTlsBytes, std::memory_order_relaxed);
  worker_.count().closed.add(1);
  worker_.shared().on_close(admission_);
}

// A connection without a place is told so with a 503 and closed. Before a handshake there is no way to say it; there
// the oldest newcomer gives way: whoever fills the places with connections that say nothing keeps nobody out. A TLS
// newcomer has as long for its handshake as others have for a header.
void Connection::start() {
  if (phase_ == Phase::handshake) {
    const auto number = find_place() ? worker_.begin_newcomer(id_, holder_) : std::nullopt;
    if (!number) return worker_.count().refused.add(1), close();
    newcomer_ = *number;
    deadline_ms_ = worker_.now_ms() + worker_.shared().options.limits.header_timeout_ms;
    return start_handshake();
  }
  if (admission_.refused) refuse(503, "too many connections");
  run();
}

// Of its own address when that one has too many.
bool Connection::find_place() {
  if (!admission_.refused) return true;
  return worker_.push_out_oldest(admission_.all_taken ? std::string() : holder_) &&
         worker_.shared().take_place(admission_);
}

// Goes on while there is something to do without waiting: pipelined requests are answered one after
// the other in the same turn. After kStepsAwake the others have their turn, so that a client which
// sends thousands of requests at once holds up nobody.
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

// A connection that has proven itself, or is gone, is no longer counted among the newcomers. Calling it twice is
// harmless.
void Connection::welcome() {
  if (const auto number = std::exchange(newcomer_, 0)) worker_.shared().newcomers.leave(number);
}

// Not while a handler works for it: that work would be lost. And not when it has proven itself meanwhile.
bool Connection::make_way() {
  if (phase_ == Phase::handling || newcomer_ == 0) return false;
  worker_.count().refused.add(1);
  close();
  return true;
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
  continued_ = admitted_ = false;
}

// What was received is used up before more is read, so a client cannot make us hold more than one
// buffer. The end of the stream counts only behind all bytes before it.
bool Connection::read_request() {
  const bool idle = reader_.state() == RequestReader::State::idle;
  if (input_is_new_) {
    consume();
    return true;
  }
  if (input_state_ == Io::failed) return close(), false;
  if (input_state_ == Io::ended) {
    if (!idle) return refuse(400, "the connection ended before the request did"), true;
    // Between two requests nothing can be lost: the other side has read all it wanted.
    return part(), false;
  }
  if (idle && worker_.draining()) return part(), false;
  set_reading_deadline();
  if (reading_) return false;  // since the request before waited (watch_for_the_end)
  make_room();
  if (!charge_header()) return true;
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
  // Whoever closes while his log-in waits loses his place; a log-in that is being checked goes on. Nobody waits any
  // more for the answer to a parked request.
  if (phase_ == Phase::handling && io != Io::ok && bytes == 0 && (parked_ || worker_.forget_log_in(id_)))
    return close();
  if (phase_ == Phase::reading) run();
}

// Gives the reader what was received.
void Connection::consume() {
  const std::size_t before = reader_.request().body.size();
  // The time for a header runs from its first byte, not from the opening of the connection: waiting
  // idle has a limit of its own.
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
      if (!admitted_) return screen();
      charge_body();
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

// Each state has its own limit. A body has two, as an answer has in set_writing_deadline().
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

// Sweeps come now and then, and deadlines move; so it is asked first whether this one has passed. A
// body or an answer that moves fast enough gets a new window instead of an end.
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
  if (phase_ == Phase::writing && reader_keeps_up()) return set_writing_deadline();
  // A client that is still to be reached hears why (408); in a handshake or in the middle of an
  // answer there is no way to say it.
  worker_.count().timeouts.add(1);
  if (phase_ != Phase::reading) return close();
  refuse(408, in_body ? "the request body came too slowly" : "the request header came too slowly");
  run();
}

// What a request cannot say of itself. Behind a trusted proxy the peer is whom the proxy names.
void Connection::describe_request() {
  Request& request = reader_.request();
  request.peer = admission_.proxy
                     ? client_behind(request.headers, admission_.peer, worker_.shared().options.trusted_proxies)
                     : admission_.peer;
  request.secure = security_ == Security::tls;
  request.client_certificate = client_certificate_;
}

// The header is here, and nothing of the body has been taken.
void Connection::screen() {
  release_header();
  describe_request();
  const Shared& shared = worker_.shared();
  if (!shared.handler.screen) return admit({.sender = "anybody"});
  try {
    if (auto admittance = shared.handler.screen(reader_.request())) return admit(*std::move(admittance));
  } catch (const std::exception& error) {
    shared.log(std::string("the fast screen threw: ") + error.what());
    return admit({.refused = shared.refusal(500, "internal error")});
  }
  if (!shared.handler.slow_screen) return admit({});
  hand_over(reader_.request(), Task::screen);
}

// The connection may have been closed while the screen ran.
void Connection::on_admittance(Admittance admittance) {
  if (phase_ != Phase::handling) return;
  admit(std::move(admittance));
  run();
}

void Connection::admit(Admittance admittance) {
  if (admittance.refused) {
    worker_.count().requests.add(1);
    is_head_ = reader_.request().method == Method::head;
    after_ = AfterResponse::close;  // where the next request would begin is behind a body that nobody reads
    return respond(*std::move(admittance.refused));
  }
  phase_ = Phase::reading;
  admitted_ = true;
  sender_ = admittance.sender.substr(0, kMaxSenderBytes);
  // What would never find room is better refused for good than put off for ever.
  reader_.limit_body(sender_.empty() ? std::min(admittance.body_bytes, worker_.shared().stranger_body_bytes())
                                     : admittance.body_bytes);
  if (reader_.state() == RequestReader::State::failed) return refuse(reader_.refusal().status, reader_.refusal().why);
  last_byte_ms_ = window_since_ms_ = worker_.now_ms();
  window_bytes_ = 0;
  input_is_new_ = input_begin_ < input_end_;
  // RFC 9110 section 10.1.1: a client that has sent part of its body already needs no invitation.
  if (reader_.expects_continue() && !continued_ && !input_is_new_) send_continue();
}

// At most once for a request, and with the deadlines of an answer: its reader may be as slow.
void Connection::send_continue() {
  continued_ = true;
  phase_ = Phase::continuing;
  output_head_ = kContinue;
  output_body_ = {};
  last_write_ms_ = write_window_since_ms_ = worker_.now_ms();
  set_writing_deadline();
}

// A header that does not fit the first buffer is held twice: as it came, and in fields.
bool Connection::charge_header() {
  if (reader_.state() != RequestReader::State::head || 2 * input_size_ <= 2 * kInputBytes + header_charged_)
    return true;
  const std::size_t more = 2 * (input_size_ - kInputBytes) - header_charged_;
  if (!worker_.shared().strangers.take(holder_, more)) return refuse(503, "too many large headers at once"), false;
  header_charged_ += more;
  return true;
}

void Connection::release_header() {
  if (header_charged_ > 0) worker_.shared().strangers.give_back(holder_, header_charged_);
  header_charged_ = 0;
}

// A body of somebody known is free up to 64 KiB, which spares most requests the budget's lock. A
// stranger's is counted from the first byte, in small steps.
bool Connection::charge_body() {
  const std::size_t size = reader_.request().body.size();
  const bool known = !sender_.empty();
  if ((known && size <= kFreeBodyBytes) || size <= charged_bytes_) return true;
  const std::size_t more = size - charged_bytes_ + (known ? kChargeStepBytes : kStrangerStepBytes);
  Shared& shared = worker_.shared();
  if (!(known ? shared.bodies.take(sender_, more) : shared.strangers.take(holder_, more)))
    return refuse(503, "too many large requests at once"), false;
  charged_bytes_ += more;
  return true;
}

// To the same budget that charge_body() took from: `sender_` must not change in between.
void Connection::release_body() {
  if (charged_bytes_ == 0) return;
  Shared& shared = worker_.shared();
  if (sender_.empty())
    shared.strangers.give_back(holder_, charged_bytes_);
  else
    shared.bodies.give_back(sender_, charged_bytes_);
  shared.freed_bytes.fetch_add(charged_bytes_, std::memory_order_relaxed);
  charged_bytes_ = 0;
}

// Cached pages are shared by the connections that send them, and counted as such. A client that
// asks for pages and does not read them is stopped by its own share.
bool Connection::charge_answer() {
  const std::size_t size = response_.body_text().size();
  if (size <= kFreeBodyBytes) return true;
  const auto* shared = std::get_if<SharedBody>(&response_.body);
  const void* const same = shared == nullptr ? nullptr : shared->get();
  if (!worker_.shared().answers.take(holder_, same, size)) return false;
  answer_charged_ = size;
  answer_shared_ = same;
  return true;
}

void Connection::release_answer() {
  if (answer_charged_ == 0) return;
  Shared& shared = worker_.shared();
  shared.answers.give_back(holder_, answer_shared_, answer_charged_);
  shared.freed_bytes.fetch_add(answer_charged_, std::memory_order_relaxed);
  answer_charged_ = 0;
}

// The fast half runs here, on the thread of the socket; whatever may wait goes to the pool, and
// until its answer is there nothing more of this connection is looked at.
void Connection::dispatch() {
  worker_.count().requests.add(1);
  release_header();
  Request& request = reader_.request();
  if (!admitted_) describe_request();
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
  if (park()) return;
  hand_over(std::move(request), Task::answer);
}

// The answer may be given before park() has returned: it is posted, and so comes behind this.
bool Connection::park() {
  const Shared& shared = worker_.shared();
  if (!shared.handler.park) return false;
  try {
    if (!shared.handler.park(reader_.request(), LateAnswer(worker_, id_))) return false;
  } catch (const std::exception& error) {
    shared.log(std::string("the handler for late answers threw: ") + error.what());
    return respond(shared.refusal(500, "internal error")), true;
  } catch (...) {
    shared.log("the handler for late answers threw");
    return respond(shared.refusal(500, "internal error")), true;
  }
  release_body();
  phase_ = Phase::handling;
  parked_ = true;
  deadline_ms_ = kNever;
  watch_for_the_end();
  return true;
}

// The deadline is lifted: from here on it is the server that takes its time.
void Connection::hand_over(Request request, Task task) {
  phase_ = Phase::handling;
  deadline_ms_ = kNever;
  switch (worker_.submit(id_, std::move(request), task)) {
    case Worker::Submitted::to_be_run:
      return;
    case Worker::Submitted::log_in_waits:
      return watch_for_the_end();
    case Worker::Submitted::too_many_log_ins:
      return refuse(429, "too many log-ins at once; try again in a moment");
  }
}

// While a log-in waits for its turn, or a parked request for its answer: whoever closes the connection is not to keep
// the place. What arrives meanwhile, at most one buffer of it, is looked at when its time comes.
void Connection::watch_for_the_end() {
  if (reading_ || input_is_new_ || input_state_ != Io::ok) return;
  make_room();
  reading_ = true;
  start_read(input_.get() + input_end_, input_size_ - input_end_);
}

void Connection::on_answer(Response response) {
  if (phase_ != Phase::handling) return;
  respond(std::move(response));
  run();
}

// The rest of a refused request is not read, so nobody knows where the next one would begin: the
// connection closes behind the answer.
void Connection::refuse(int status, std::string_view why) {
  worker_.count().refused.add(1);
  release_header();
  is_head_ = false;
  after_ = AfterResponse::close;
  respond(worker_.shared().refusal(status, why));
}

// The request has been used, so what its body was counted for goes back before the answer is counted.
void Connection::respond(Response response) {
  parked_ = false;
  if (worker_.draining()) after_ = AfterResponse::close;
  release_body();
  window_bytes_ = 0;
  // A share that is still held for an earlier answer goes back before this one is counted.
  release_answer();
  response_ = std::move(response);
  if (!charge_answer()) {
    worker_.count().refused.add(1);
    response_ = worker_.shared().refusal(503, "too many large answers are on their way; read them, or try again later");
  }
  // Only an answer that is no refusal makes a TLS newcomer one of those who may stay.
  if (response_.status < 400) welcome();
  worker_.count().by_status[static_cast<std::size_t>(std::clamp(response_.status, 100, 599))].add(1);
  render_head(head_, response_, worker_.date_line(), after_);
  output_head_ = head_;
  // The header of a HEAD answer gives the length that the body of a GET would have (RFC 9110
  // section 9.3.2).
  output_body_ = is_head_ || is_bodyless(response_.status) ? std::string_view() : response_.body_text();
  phase_ = Phase::writing;
  last_write_ms_ = write_window_since_ms_ = worker_.now_ms();
  set_writing_deadline();
}

// Two clocks: one for a reader that takes nothing at all, and one for a reader that takes too little.
void Connection::set_writing_deadline() {
  const Limits& limits = worker_.shared().options.limits;
  deadline_ms_ =
      std::min(last_write_ms_ + limits.write_timeout_ms, write_window_since_ms_ + limits.write_rate_window_ms);
}

// What is written counts from when the other end has it: the kernel takes megabytes at once, and then nothing for long.
void Connection::begin_write_window() {
  write_window_since_ms_ = last_write_ms_ = worker_.now_ms();
  write_window_bytes_ = arrived_bytes_ = written_bytes_ - std::min<std::uint64_t>(written_bytes_, bytes_on_their_way());
}

// At a deadline for writing.
bool Connection::reader_keeps_up() {
  const Limits& limits = worker_.shared().options.limits;
  const std::uint64_t before = arrived_bytes_;
  arrived_bytes_ = written_bytes_ - std::min<std::uint64_t>(written_bytes_, bytes_on_their_way());
  last_write_ms_ = worker_.now_ms();
  if (last_write_ms_ < write_window_since_ms_ + limits.write_rate_window_ms) return arrived_bytes_ > before;
  const auto wanted = limits.write_bytes_per_s * static_cast<std::uint64_t>(limits.write_rate_window_ms) / 1000;
  if (arrived_bytes_ < write_window_bytes_ + wanted) return false;
  write_window_since_ms_ = last_write_ms_;
  write_window_bytes_ = arrived_bytes_;
  return true;
}

// Tried at once, before anything is waited for: an answer that fits the socket's buffer, as most
// do, costs no turn of the event loop.
bool Connection::write_output() {
  if (writing_) return false;
  const std::size_t put = output_head_.empty() ? 0 : write_now(output_head_, output_body_);
  worker_.count().bytes_out.add(put);
  written_bytes_ += put;
  drop_front(output_head_, output_body_, put);
  if (phase_ == Phase::writing && !(output_head_.empty() && output_body_.empty())) begin_write_window();
  if (write_rest()) return false;
  if (phase_ == Phase::continuing) {
    phase_ = Phase::reading;
    return true;
  }
  release_answer();
  response_ = {};
  if (after_ == AfterResponse::close) return end(), false;
  reader_.next();
  await_request();
  return true;
}

void Connection::on_written(Io io, std::size_t bytes) {
  writing_ = false;
  worker_.count().bytes_out.add(bytes);
  written_bytes_ += bytes;
  if (phase_ != Phase::writing && phase_ != Phase::continuing) return;
  if (io != Io::ok) return close();
  drop_front(output_head_, output_body_, bytes);
  last_write_ms_ = worker_.now_ms();
  set_writing_deadline();
  if (!write_rest()) run();
}

// Whether there is something left to write, which is then begun.
bool Connection::write_rest() {
  writing_ = !output_head_.empty() || !output_body_.empty();
  if (writing_) start_write(output_head_, output_body_);
  return writing_;
}

// Only an idle connection goes at once; a request that has begun is still answered, with "Connection: close". One that
// is parked would be answered when something happens, which may be never.
void Connection::drain() {
  if (phase_ == Phase::handling && parked_) return refuse(503, "the server is stopping"), run();
  if (phase_ == Phase::reading && reader_.state() == RequestReader::State::idle) part();
}

// A close with bytes unread would make the kernel reset the connection, and the peer might lose our last answer.
void Connection::end() {
  phase_ = Phase::lingering;
  deadline_ms_ = worker_.now_ms() + (worker_.draining() ? kDrainLingerMs : kLingerMs);
  start_goodbye();
}

// Between requests: it closes as soon as the goodbye is said, and what may still come is not read.
void Connection::part() {
  parting_ = true;
  end();
}

// From here on what still arrives is thrown away, until the other side closes or the deadline passes.
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
  welcome();
  close_socket();
  worker_.forget(id_);  // this may be the last but one who holds us: callers keep a shared_ptr
}

}  // namespace parley::http
