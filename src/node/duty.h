// Telling a duty officer: by a command (a mail program, a pager) and by a webhook, as [duty] in parley.toml says.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "group/notices.h"
#include "node/node.h"

namespace parley::node {

// The ways by which the duty officer cannot be told at present, for whoever asks how the node is. Thread-safe.
class DutyTroubles {
 public:
  struct Trouble {
    std::string way;          // "command", "webhook"
    std::string subject;      // of the first notice that could not be handed over
    std::string why;          // the last time
    std::size_t waiting = 0;  // notices that are tried again
    Micros since{};
  };
  void put(const Trouble& trouble);  // keeps the earliest `since` and `subject` of its way
  void clear(std::string_view way);
  std::vector<Trouble> list() const;

 private:
  mutable Mutex mutex_;
  std::map<std::string, Trouble, std::less<>> by_way_ PARLEY_GUARDED_BY(mutex_);
};

class Duty {
 public:
  using Clock = std::chrono::steady_clock;
  Duty(Node& node, const Config& config, DutyTroubles& troubles, std::filesystem::path dir = {},
       std::function<Clock::time_point()> clock = Clock::now)
      : node_(node), config_(config), troubles_(troubles), dir_(std::move(dir)), clock_(std::move(clock)) {}
  // Tells what was not told before. A command or a server has half a minute. A way that fails is tried again after five
  // seconds, then after twice as long each time, up to ten minutes: what waits for it stays together and is told once
  // it works. The log gets a line when a way begins to fail and one when it works again.
  void tell();

 private:
  struct Channel {
    std::string_view name;
    std::function<Status(const std::string& group, const group::Notice&)> act;
    int failures = 0;
    Clock::time_point next_try{};
  };
  using Pending = std::vector<std::pair<std::string, group::Notice>>;  // with the group's alias

  std::vector<Channel> channels() const;
  Pending pending(const Channel& channel) const;
  void tell(Channel& channel, const Pending& notices);
  bool was_told(const std::string& group, std::string_view key, std::string_view way) const;
  Status post(const std::string& group, const group::Notice& notice) const;

  Node& node_;
  const Config& config_;
  DutyTroubles& troubles_;
  const std::filesystem::path dir_;
  const std::function<Clock::time_point()> clock_;
  std::vector<Channel> channels_ = channels();
};

}  // namespace parley::node
