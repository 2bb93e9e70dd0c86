// The count of the node's events is asked for before anything is looked at, so what happens in between is not slept
// through: it has another count, and the next round finds it.
#include "web/waiting.h"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "base/bytes.h"
#include "base/keys.h"
#include "node/change_event.h"
#include "node/sessions.h"

namespace parley::web {
namespace {

std::string digits() {
  std::array<std::uint8_t, 8> bytes;
  random_bytes(bytes);
  return to_hex(bytes);
}

}  // namespace

Waiting::Waiting(node::Node& node, const Limits& limits, Answer answer)
    : node_(node), limits_(limits), answer_(std::move(answer)), process_(digits()), thread_([this] { run(); }) {}

void Waiting::stop() {
  {
    const Lock lock(mutex_);
    stopping_ = true;
  }
  node_.changes().signal();
  if (thread_.joinable()) thread_.join();
  look(true);
}

std::string Waiting::mark_of(std::uint64_t count) const { return fmt::format("{}-{}", process_, count); }
std::string Waiting::mark() const { return mark_of(node_.changes().count()); }

void Waiting::hold(const std::string& secret, std::string_view mark, const http::LateAnswer& answer) {
  const std::uint64_t count = node_.changes().count();
  const std::string now = mark_of(count);
  if (mark != now) return answer.give(answer_(true, now, true));
  std::optional<http::LateAnswer> earlier;
  bool is_held = false;
  {
    const Lock lock(mutex_);
    if (const auto at = held_.find(secret); at != held_.end()) {
      earlier = at->second.second.answer;
      held_.erase(at);
    }
    is_held = !stopping_ && held_.size() < limits_.most;
    if (is_held) held_.emplace(secret, std::pair(count, Held{answer, std::chrono::steady_clock::now() + limits_.held}));
  }
  if (earlier) earlier->give(answer_(true, now, false));
  if (!is_held) answer.give(answer_(true, now, false));
}

std::size_t Waiting::held() const {
  const Lock lock(mutex_);
  return held_.size();
}

// Sessions are asked outside of the lock: hold() is called by the threads that own sockets.
void Waiting::look(bool all) {
  const std::uint64_t count = node_.changes().count();
  const auto now = std::chrono::steady_clock::now();
  std::vector<std::string> secrets;
  {
    const Lock lock(mutex_);
    for (const auto& [secret, one] : held_) secrets.push_back(secret);
  }
  for (const std::string& secret : secrets) {
    const bool lasts = node_.sessions().find(secret, node::Sessions::Use::looks).has_value();
    std::optional<http::LateAnswer> due;
    bool changed = false;
    {
      const Lock lock(mutex_);
      const auto at = held_.find(secret);
      if (at == held_.end()) continue;
      changed = at->second.first != count;
      if (!all && lasts && !changed && now < at->second.second.until) continue;
      due = at->second.second.answer;
      held_.erase(at);
    }
    due->give(answer_(lasts, mark_of(count), changed));
  }
}

void Waiting::run() {
  auto next_upkeep = std::chrono::steady_clock::now();
  for (;;) {
    const std::uint64_t seen = node_.changes().count();
    {
      const Lock lock(mutex_);
      if (stopping_) return;
    }
    look(false);
    const auto now = std::chrono::steady_clock::now();
    if (now >= next_upkeep) {
      node_.sessions().keep_up();
      next_upkeep = now + limits_.round;
    }
    node_.changes().wait(seen, now + limits_.round);
  }
}

}  // namespace parley::web
