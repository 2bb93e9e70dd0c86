// One thread, one event loop, and the connections that nobody else touches. What other threads have
// for a connection is posted with its number and not with a pointer: when it arrives, the
// connection may be gone, and its number is never given again.
#include "http/worker.h"

#include <algorithm>
#include <ctime>
#include <exception>
#include <vector>

#include "http/loop.h"
#include "http/stream.h"

namespace parley::http {
namespace {

constexpr std::uint64_t kTrimBytes = 16u << 20;  // less is not worth the walk through the heap ...
constexpr std::int64_t kTrimIdleMs = 3000;       // ... nor is it while more comes and goes

// Often enough that no limit is overrun by more than an eighth of the shortest.
std::chrono::milliseconds sweep_interval(const Limits& limits) {
  const int shortest = std::min({limits.header_timeout_ms, limits.idle_timeout_ms, limits.body_timeout_ms,
                                 limits.body_rate_window_ms, limits.write_timeout_ms, limits.write_rate_window_ms});
  return std::chrono::milliseconds(std::clamp(shortest / 8, 10, 500));
}

}  // namespace

Shared::Shared(const ServerOptions& its_options, Handler its_handler)
    : options(its_options),
      handler(std::move(its_handler)),
      // Whatever the configuration says, one body of the largest kind finds room.
      bodies({options.limits.bodies_bytes, std::max(options.limits.bodies_bytes / 4, 2 * options.limits.body_bytes)}),
      strangers({options.limits.strangers_bytes, options.limits.strangers_bytes / 4}),
      answers({options.limits.answers_bytes, options.limits.answers_bytes / 4}),
      newcomers(options.limits.newcomers, options.limits.newcomers_per_address) {}

// Counted by what was freed and not by time: a server that frees little has nothing to give back.
bool Shared::trim_is_due() const { return freed_bytes.load() >= trimmed_at_bytes.load() + kTrimBytes; }

// A refusal must not fail: without a handler, or when it throws, there is a plain one.
Response Shared::refusal(int status, std::string_view why) const {
  if (handler.refuse) {
    try {
      return handler.refuse(status, why);
    } catch (...) {
      log("the handler for refusals threw");
    }
  }
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::string(why) + "\n", nullptr};
}

void Shared::log(std::string_view message) const {
  if (!handler.log) return;
  try {
    handler.log(message);
  } catch (...) {
    // A log that throws has nowhere to be reported.
  }
}

Result<std::unique_ptr<Worker>> Worker::create(Shared& shared) {
  try {
    std::unique_ptr<Worker> worker(new Worker(shared));
    worker->loop_->thread = std::thread([self = worker.get()] { self->run(); });
    return worker;
  } catch (const std::exception& error) {
    return Error{Code::unavailable, std::string("making an I/O thread: ") + error.what()};
  }
}

Worker::Worker(Shared& shared) : shared_(shared), loop_(std::make_unique<Loop>()) {}

Worker::~Worker() {
  stop();
  connections_.clear();
  loop_.reset();  // with what the unfinished operations still owned
}

// Other threads call adopt(), complete(), complete_screen(), drain() and stop(); everything else
// here runs on the worker's own thread.
void Worker::adopt(Arrival arrival) {
  asio::post(loop_->context, [this, arrival = std::move(arrival)]() mutable { admit(std::move(arrival)); });
}

// By its number, since the connection may be gone when the answer comes. It is held while it works, because it may
// close itself in there.
void Worker::complete(std::uint64_t connection, Response response) {
  asio::post(loop_->context, [this, connection, response = std::move(response)]() mutable {
    const auto found = connections_.find(connection);
    if (found != connections_.end()) std::shared_ptr(found->second)->on_answer(std::move(response));
  });
}

void Worker::complete_screen(std::uint64_t connection, Admittance admittance) {
  asio::post(loop_->context, [this, connection, admittance = std::move(admittance)]() mutable {
    const auto found = connections_.find(connection);
    if (found != connections_.end()) std::shared_ptr(found->second)->on_admittance(std::move(admittance));
  });
}

// Whether it is a log-in is asked here, before the request is handed over: the two lanes of the
// pool must not wait for each other.
Worker::Submitted Worker::submit(std::uint64_t connection, Request request, Task task) {
  const auto& is_log_in = shared_.handler.is_log_in;
  const bool log_in = is_log_in && is_log_in(request);
  Job job{this, connection, std::move(request), task};
  if (log_in) {
    const auto& name_of = shared_.handler.log_in_name;
    const std::string as = name_of ? name_of(job.request) : LogInQueue::name_of(job.request);
    return shared_.pool->submit_log_in(std::move(job), as) ? Submitted::log_in_waits : Submitted::too_many_log_ins;
  }
  shared_.pool->submit(std::move(job));
  return Submitted::to_be_run;
}

// Behind the events that wait already, so that other connections have their turn first.
void Worker::again(std::uint64_t connection) {
  asio::post(loop_->context, [this, connection] {
    const auto found = connections_.find(connection);
    if (found != connections_.end()) std::shared_ptr(found->second)->run();
  });
}

// From now on no connection begins another request, and the idle ones part at once.
void Worker::drain() {
  asio::post(loop_->context, [this] {
    draining_ = true;
    const auto all = connections_;  // some go while they are told
    for (const auto& [id, connection] : all) connection->drain();
  });
}

// What waits in the loop is not run any more; ~Worker() destroys it.
void Worker::stop() {
  if (!loop_ || !loop_->thread.joinable()) return;
  loop_->context.stop();
  loop_->thread.join();
}

// The coarse clock is read from memory, a few milliseconds late; deadlines are swept more rarely
// than that.
std::int64_t Worker::now_ms() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
  return time.tv_sec * 1000 + time.tv_nsec / 1'000'000;
}

std::string_view Worker::date_line() { return date_.at(std::time(nullptr)); }

// An exception ends run() and not the thread: all other connections of this worker live on it.
void Worker::run() {
  while (!loop_->context.stopped()) {
    try {
      loop_->context.run();
    } catch (const std::exception& error) {
      // Of no memory, most likely; the connection it happened to meets its deadline.
      shared_.log(std::string("an I/O thread caught: ") + error.what());
    }
  }
}

void Worker::admit(Arrival arrival) {
  counters_.opened.add(1);
  const std::uint64_t id = next_id_++;
  const auto connection = make_connection(*this, id, std::move(arrival));
  connections_.emplace(id, connection);
  connection->start();
  schedule_sweep();
}

// A TLS connection costs 85 KiB from its first byte, before anything is known of its client. When there are too many,
// the oldest one gives way and not the newest: whoever opens connections to keep others out only pushes out his own.
// One address has its own limit, and pushes out of its own.
std::optional<Newcomers::Number> Worker::begin_newcomer(std::uint64_t connection, const std::string& holder) {
  Newcomers& newcomers = shared_.newcomers;
  if (newcomers.are_full(holder) && !push_out_oldest(holder)) return std::nullopt;
  if (newcomers.are_full() && !push_out_oldest({})) return std::nullopt;
  return newcomers.enter(this, connection, holder);
}

// One of this thread is closed here, and the next is asked when it cannot be; one of another thread is told, and that
// thread asks on.
bool Worker::push_out_oldest(const std::string& holder, Newcomers::Number after) {
  while (const auto oldest = shared_.newcomers.take_oldest(holder, after)) {
    after = oldest->number;
    if (oldest->worker == this) {
      if (close_newcomer(*oldest)) return true;
      continue;
    }
    Worker& other = *oldest->worker;
    asio::post(other.loop_->context, [&other, holder, one = *oldest] {
      if (!other.close_newcomer(one)) other.push_out_oldest(holder, one.number);
    });
    return true;
  }
  return false;
}

// True when it is gone, also by itself.
bool Worker::close_newcomer(const Newcomers::One& one) {
  const auto found = connections_.find(one.connection);
  if (found == connections_.end() || std::shared_ptr(found->second)->make_way()) return true;
  shared_.newcomers.stay(one.number);
  return false;
}

// A worker without connections sleeps.
void Worker::schedule_sweep() {
  if (sweeping_ || (connections_.empty() && !shared_.trim_is_due())) return;
  sweeping_ = true;
  loop_->sweep.expires_after(sweep_interval(shared_.options.limits));
  loop_->sweep.async_wait([this](error_code error) {
    sweeping_ = false;
    if (!error) sweep();
  });
}

// First all that are due are collected: closing one changes the map that is being walked through.
void Worker::sweep() {
  const std::int64_t now = now_ms();
  std::vector<std::shared_ptr<Connection>> due;
  for (const auto& [id, connection] : connections_)
    if (connection->deadline_ms() <= now) due.push_back(connection);
  for (const auto& connection : due) connection->on_deadline();
  trim_when_idle(now);
  schedule_sweep();
}

// glibc keeps freed memory for later, so a node would stay as large as its largest minute. Giving
// it back is a walk through the heap: in the pool, when nothing large was freed for a while, and by
// one worker, whichever changes the mark.
void Worker::trim_when_idle(std::int64_t now) {
  const std::uint64_t freed = shared_.freed_bytes.load();
  if (freed != freed_seen_) freed_seen_ = freed, freed_since_ms_ = now;
  if (!shared_.trim_is_due() || now < freed_since_ms_ + kTrimIdleMs) return;
  if (shared_.trimmed_at_bytes.exchange(freed) != freed) shared_.pool->submit({this, 0, {}, Task::give_memory_back});
}

}  // namespace parley::http
