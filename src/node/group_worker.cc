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
constexpr auto kActInterval = std::chrono::seconds(30);  // for what only time makes due
constexpr auto kLongestPause = std::chrono::minutes(1);

}  // namespace

struct GroupWorker::Impl {
  Impl(Groups& its_groups, int its_poll_ms) : groups(its_groups), poll(its_poll_ms) {}

  Groups& groups;
  const std::chrono::milliseconds poll;
  Mutex mutex;
  std::condition_variable_any wakes;
  bool stopping PARLEY_GUARDED_BY(mutex) = false;
  std::uint64_t published PARLEY_GUARDED_BY(mutex) = 0;  // entries of ours in all groups: when it grows, there is something to tell
  std::map<std::string, std::thread> peers;  // of the main thread alone
  std::map<std::string, std::thread> witnesses;  // likewise, by address
  std::thread main, duty_thread;

  bool pause(std::chrono::milliseconds time) {
    Lock lock(mutex);
    if (!stopping) wakes.wait_for(lock, time, [this]() PARLEY_REQUIRES(mutex) { return stopping; });
    return !stopping;
  }
  // Until then, or until more of ours is published than `told`. False when it is time to stop.
  bool wait_for_news(Clock::time_point until, std::uint64_t told) {
    Lock lock(mutex);
    wakes.wait_until(lock, until, [&]() PARLEY_REQUIRES(mutex) { return stopping || published != told; });
    return !stopping;
  }
  std::uint64_t published_now() {
    const Lock lock(mutex);
    return published;
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
    while (wait_for_news(next_ask, told)) {
      if (!link.ok()) {
        if (!pause(poll)) return;
        link = groups.link(identity);
        continue;
      }
      const std::uint64_t there = published_now();
      const bool ask = Clock::now() >= next_ask;
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

  // Whatever groups name this address. It is asked when there is something new and it is not known to have that.
  void run_witness(const std::string& url) {
    http::Client client(Groups::witness_client());
    std::uint64_t told = 0;
    std::chrono::milliseconds backoff = poll;
    while (wait_for_news(Clock::now() + poll, told)) {
      const std::uint64_t there = published_now();
      bool well = true, contradicts = false;
      for (const GroupView& view : groups.groups())
        for (const auto& witness : view.charter.terms.witnesses.named) {
          if (view.left || witness.url != url) continue;
          const auto shown = groups.show_to_witness(view, witness, client);
          well = well && shown.ok();
          contradicts = contradicts || (!shown.ok() && shown.error().code == Code::conflict);
        }
      told = there;
      backoff = well ? poll : contradicts ? kLongestPause : std::min<std::chrono::milliseconds>(backoff * 2, kLongestPause);
      if (!well && !pause(backoff)) return;
    }
  }

  void run_duty(const Config& config) {
    Duty duty(groups, config);
    do duty.tell();
    while (pause(kDutyInterval));
  }

  // Looks five times a second whether anything has come or was appended; only then is there anything to compute.
  void run() {
    auto next_outbox = Clock::now(), next_act = Clock::now();
    Groups::Activity last;
    std::uint64_t last_published = 0;
    do {
      const Groups::Activity activity = groups.activity();
      if (activity.published != last_published) {
        last_published = activity.published;
        {
          const Lock lock(mutex);
          published = activity.published;
        }
        wakes.notify_all();
      }
      if (activity.entries != last.entries || Clock::now() >= next_act) {
        (void)groups.read_lobby();
        if (const auto acted = groups.act(); !acted.ok()) log(LogLevel::warning, "group", {{"problem", acted.error().message}});
        next_act = Clock::now() + kActInterval;
        last = activity;
      }
      if (Clock::now() < next_outbox) continue;
      for (const Peer& peer : groups.peers()) {
        const std::string identity = peer.card.identity_id;
        if (!peer.card.url.empty() && !peers.contains(identity)) peers[identity] = std::thread([this, identity] { run_peer(identity); });
      }
      for (const GroupView& view : groups.groups())
        for (const auto& witness : view.charter.terms.witnesses.named) {
          const std::string url = view.left ? "" : witness.url;
          if (!url.empty() && !witnesses.contains(url)) witnesses[url] = std::thread([this, url] { run_witness(url); });
        }
      groups.send_outbox();
      next_outbox = Clock::now() + std::min<std::chrono::milliseconds>(poll, std::chrono::seconds(1));
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
  for (auto& [url, thread] : impl_->witnesses) thread.join();
}

}  // namespace parley::node
