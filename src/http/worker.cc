#include "http/worker.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>

#include "http/connection.h"

namespace parley::http {
namespace {

constexpr std::uint64_t kWakeup = 0;        // in place of a connection's number
constexpr std::int64_t kSweepEveryMs = 20;  // at most

std::int64_t steady_ms() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
  return time.tv_sec * 1000 + time.tv_nsec / 1'000'000;
}

}  // namespace

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
  Fd epoll(::epoll_create1(EPOLL_CLOEXEC)), wakeup(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!epoll.is_open() || !wakeup.is_open()) return system_error("making an I/O thread");
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = kWakeup;
  if (::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, wakeup.get(), &event) != 0) return system_error("making an I/O thread");
  std::unique_ptr<Worker> worker(new Worker(shared, std::move(epoll), std::move(wakeup)));
  worker->thread_ = std::thread([self = worker.get()] { self->run(); });
  return worker;
}

Worker::Worker(Shared& shared, Fd epoll, Fd wakeup)
    : shared_(shared), epoll_(std::move(epoll)), wakeup_(std::move(wakeup)), next_sweep_ms_(Connection::kNever) {}

Worker::~Worker() { stop(); }

template <class Change>
void Worker::tell(Change change) {
  {
    const Lock lock(mutex_);
    change(inbox_);
  }
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t put = ::write(wakeup_.get(), &one, sizeof one);  // full is as good as woken
}

void Worker::adopt(Transport transport, Admission admission) {
  tell([&](Inbox& inbox) { inbox.arrivals.emplace_back(std::move(transport), std::move(admission)); });
}

void Worker::complete(std::uint64_t connection, Response response) {
  tell([&](Inbox& inbox) { inbox.answers.emplace_back(connection, std::move(response)); });
}

void Worker::drain() {
  tell([](Inbox& inbox) { inbox.drain = true; });
}

void Worker::stop() {
  if (!thread_.joinable()) return;
  tell([](Inbox& inbox) { inbox.stop = true; });
  thread_.join();
}

std::string_view Worker::date_line() { return date_.at(std::time(nullptr)); }

void Worker::run() {
  std::array<epoll_event, 256> events;
  bool running = true;
  while (running) {
    const int count = ::epoll_wait(epoll_.get(), events.data(), events.size(), wait_ms());
    now_ms_ = steady_ms();
    bool woken = false;
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      if (event.data.u64 == kWakeup) {
        woken = true;
        continue;
      }
      const bool hung_up = (event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
      with_connection(event.data.u64, [&](Connection& connection) { connection.on_ready(hung_up); });
    }
    if (woken) running = empty_inbox();
    std::vector<std::uint64_t> again;
    again.swap(again_);
    for (const std::uint64_t id : again) with_connection(id, [](Connection& connection) { connection.run(); });
    if (now_ms_ >= next_sweep_ms_) sweep();
  }
  connections_.clear();
}

bool Worker::empty_inbox() {
  std::uint64_t ignored = 0;
  [[maybe_unused]] const ssize_t got = ::read(wakeup_.get(), &ignored, sizeof ignored);
  Inbox inbox;
  {
    const Lock lock(mutex_);
    std::swap(inbox, inbox_);
  }
  for (auto& [transport, admission] : inbox.arrivals) admit(std::move(transport), std::move(admission));
  for (auto& [id, response] : inbox.answers)
    with_connection(id, [&, &answer = response](Connection& connection) { connection.on_answer(std::move(answer)); });
  if (inbox.drain) {
    draining_ = true;
    std::vector<std::uint64_t> ids;
    for (const auto& [id, connection] : connections_) ids.push_back(id);
    for (const std::uint64_t id : ids) with_connection(id, [](Connection& connection) { connection.drain(); });
  }
  return !inbox.stop;
}

void Worker::admit(Transport transport, Admission admission) {
  const std::uint64_t id = next_id_++;
  const int fd = transport.fd();
  counters_.opened.add(1);
  auto& connection =
      *connections_.emplace(id, std::make_unique<Connection>(*this, id, std::move(transport), std::move(admission)))
           .first->second;
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.u64 = id;
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) {
    connections_.erase(id);  // no memory for it in the kernel; the peer sees it closed
    return;
  }
  connection.start();
  settle(connection, id);
}

template <class Step>
void Worker::with_connection(std::uint64_t id, Step step) {
  // An event or answer may be for a connection that ended just before.
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  step(*found->second);
  settle(*found->second, id);
}

void Worker::settle(Connection& connection, std::uint64_t id) {
  if (connection.closed())
    connections_.erase(id);
  else
    next_sweep_ms_ = std::min(next_sweep_ms_, std::max(connection.deadline_ms(), now_ms_ + kSweepEveryMs));
}

void Worker::sweep() {
  std::vector<std::uint64_t> due;
  for (const auto& [id, connection] : connections_)
    if (connection->deadline_ms() <= now_ms_) due.push_back(id);
  for (const std::uint64_t id : due) with_connection(id, [](Connection& connection) { connection.on_deadline(); });
  next_sweep_ms_ = Connection::kNever;
  for (const auto& [id, connection] : connections_)
    next_sweep_ms_ = std::min(next_sweep_ms_, connection->deadline_ms());
  if (next_sweep_ms_ != Connection::kNever) next_sweep_ms_ = std::max(next_sweep_ms_, now_ms_ + kSweepEveryMs);
}

int Worker::wait_ms() const {
  if (!again_.empty()) return 0;
  if (next_sweep_ms_ == Connection::kNever) return -1;
  return static_cast<int>(std::clamp<std::int64_t>(next_sweep_ms_ - now_ms_, 0, 60'000));
}

}  // namespace parley::http
