#include "node/group_worker.h"

#include <chrono>
#include <condition_variable>
#include <map>
#include <thread>

#include "base/mutex.h"
#include "node/duty.h"
#include "node/log.h"

namespace parley::node {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kTick = std::chrono::milliseconds(200);  // how soon a new entry of ours is told
constexpr auto kDutyInterval = std::chrono::milliseconds(5'000);
constexpr auto kLongestPause = std::chrono::minutes(1);

}  // namespace

struct GroupWorker::Impl {
  Impl(Groups& its_groups, int its_poll_ms) : groups(its_groups), poll(its_poll_ms) {}

  Groups& groups;
  const std::chrono::milliseconds poll;
  Mutex mutex;
  std::condition_variable_any wakes;
  bool stopping PARLEY_GUARDED_BY(mutex) = false;
  std::map<std::string, std::thread> peers;  // of the main thread alone
  std::thread main, duty_thread;

  bool pause(std::chrono::milliseconds time) {
    Lock lock(mutex);
    if (!stopping) wakes.wait_for(lock, time, [this]() PARLEY_REQUIRES(mutex) { return stopping; });
    return !stopping;
  }

  // Entries of ours in all groups: when it grows, there is something to tell.
  std::uint64_t published() const {
    std::uint64_t sum = 0;
    for (const GroupView& view : groups.groups())
      for (const MemberView& member : view.members)
        if (member.own && member.journal) sum += member.journal->statistics().published;
    return sum;
  }

  // Peers are asked only for the groups that they are in.
  bool talk_to(const std::string& identity, PeerLink& link, bool ask) {
    bool well = true;
    for (const GroupView& view : groups.groups()) {
      if (view.left) continue;
      for (const MemberView& member : view.members) {
        if (member.identity_id != identity) continue;
        if (const auto pushed = groups.push(view, member, link); !pushed.ok()) well = false;
        if (ask && !groups.sync_member(view, member, link).problem.empty()) well = false;
      }
    }
    return well;
  }

  void run_peer(const std::string& identity) {
    auto link = groups.link(identity);
    std::uint64_t told = 0;
    auto next_ask = Clock::now();
    std::chrono::milliseconds backoff = poll;
    bool first = true;
    while (first || pause(kTick)) {
      first = false;
      if (!link.ok()) {
        if (!pause(poll)) return;
        link = groups.link(identity);
        continue;
      }
      const std::uint64_t there = published();
      const bool ask = Clock::now() >= next_ask;
      if (!ask && there == told) continue;
      const bool well = talk_to(identity, **link, ask);
      if (well) told = there;
      backoff = well ? poll : std::min<std::chrono::milliseconds>(backoff * 2, kLongestPause);
      if (ask || !well) next_ask = Clock::now() + backoff;
      if (!well) {
        if (!pause(std::min<std::chrono::milliseconds>(backoff, std::chrono::seconds(2)))) return;
        link = groups.link(identity);  // a new card, a new connection
      }
    }
  }

  void run_duty(const Config& config) {
    Duty duty(groups, config);
    do duty.tell();
    while (pause(kDutyInterval));
  }

  void run() {
    auto next_outbox = Clock::now();
    do {
      (void)groups.read_lobby();
      if (const auto acted = groups.act(); !acted.ok()) log(LogLevel::warning, "group", {{"problem", acted.error().message}});
      for (const Peer& peer : groups.peers()) {
        const std::string identity = peer.card.identity_id;
        if (!peer.card.url.empty() && !peers.contains(identity)) peers[identity] = std::thread([this, identity] { run_peer(identity); });
      }
      if (Clock::now() >= next_outbox) {
        groups.send_outbox();
        next_outbox = Clock::now() + poll;
      }
    } while (pause(kTick));
  }
};

GroupWorker::GroupWorker(Groups& groups, const Config& config) : impl_(std::make_unique<Impl>(groups, config.peers.poll_ms)) {
  impl_->main = std::thread([raw = impl_.get()] { raw->run(); });
  if (!config.duty.command.empty() || !config.duty.webhook.empty())
    impl_->duty_thread = std::thread([raw = impl_.get(), &config] { raw->run_duty(config); });
}

GroupWorker::~GroupWorker() {
  {
    const Lock lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->wakes.notify_all();
  impl_->main.join();
  if (impl_->duty_thread.joinable()) impl_->duty_thread.join();
  for (auto& [identity, thread] : impl_->peers) thread.join();
}

}  // namespace parley::node
