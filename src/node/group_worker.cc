// The threads of a running node that talk to others: one main thread that waits for changes, wakes those whom
// they concern and says what the node says by itself; one for each peer with an address; one for each address
// of an outside witness; one for the duty officer. Threads are added as peers and charters come and never
// ended before the worker ends, as a thread that sleeps costs nothing and a peer that was removed may come
// back.
//
// Nothing that has to be told is queued. A thread that wakes looks at what there is and at what the other
// side holds, so news that comes while it is busy, or while the peer is away, is not lost and not told twice.
#include "node/group_worker.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <thread>

#include "base/mutex.h"
#include "node/duty.h"
#include "node/exchange.h"
#include "node/lobby.h"
#include "node/log.h"
#include "node/membership.h"
#include "node/outside_witnesses.h"
#include "node/own_acts.h"
#include "node/peer_silence.h"
#include "node/peers.h"

namespace parley::node {
namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;
// A duty officer who hears of something five seconds later than it was due has lost nothing.
constexpr Milliseconds kDutyInterval{5'000};
// For what only time makes due. Clocks of inquiries count in minutes and hours.
constexpr Milliseconds kActInterval{30'000};
// Between two looks at what has come. Under load one look takes in many entries; without the pause each entry of a
// thousand would be looked at by itself.
constexpr Milliseconds kActPause{200};
// A peer that fails is left alone, twice as long each time: a node that restarts is back within the first pauses, and
// one that is gone costs nothing. A peer that answers, though not as we wish - it has no room for more, say, or we have
// none - is tried again after a minute at most; one that does not answer at all after five minutes, or as soon as it
// asks us for something (heard_from()). That it asks is no news of one that answers: two nodes of which each waits for
// the other to take something would wake each other with every question, without end.
constexpr Milliseconds kFirstPause{100};
constexpr Milliseconds kLongestPause{60'000};
constexpr Milliseconds kLongestSilence{5 * 60'000};

// What came of an exchange with a peer.
struct Outcome {
  bool reached = true;
  bool told = true;   // it knows all our heads
  bool asked = true;  // we have all of theirs
};

// Bounded before the shift, so that a peer that has been away for months does not overflow it.
Milliseconds pause_after(int failures, Milliseconds longest) {
  return std::min<Milliseconds>(longest, kFirstPause * (1 << std::min(failures, 12)));
}

}  // namespace

struct GroupWorker::Impl {
  explicit Impl(Node& its_node) : node(its_node), poll(its_node.config().peers.poll_ms) {}

  Node& node;
  const Milliseconds poll;

  struct PeerThread {
    std::thread thread;  // of the main thread
    std::condition_variable_any wakes;
    bool news = false;    // there is a head of ours that it may not know
    bool silent = false;  // it did not answer the last question, ...
    bool heard = false;   // ... and has asked us for something
  };
  Mutex mutex;
  bool stopping PARLEY_GUARDED_BY(mutex) = false;
  std::map<std::string, std::unique_ptr<PeerThread>> peers PARLEY_GUARDED_BY(mutex);  // never removed
  std::condition_variable_any stops;
  std::map<std::string, std::unique_ptr<PeerThread>> witnesses PARLEY_GUARDED_BY(mutex);  // by address; likewise
  std::thread main, duty_thread;

  // What a peer's thread knows.
  struct PollState {
    std::string news;                                     // of theirs, when all was fetched
    std::shared_ptr<const std::vector<GroupView>> views;  // as of then
    Clock::time_point next_ask = Clock::now();
    int failures = 0;
    bool told = true;
    std::string warned;  // of what was wrong with its answers, the last that was logged
  };

  bool is_stopping() {
    const Lock lock(mutex);
    return stopping;
  }

  // False when it is time to stop. A peer that could not be told is told with the next question.
  // Woken by news only while the last telling went well: a peer that cannot be told must not be tried with
  // each entry that is appended. Its next try is next_ask.
  bool wait(PeerThread& state, const PollState& poll_state) {
    Lock lock(mutex);
    state.wakes.wait_until(lock, poll_state.next_ask, [&]() PARLEY_REQUIRES(mutex) {
      return stopping || (state.news && poll_state.told) || state.heard;
    });
    return !stopping;
  }

  // Once for each time that what is wrong changes.
  static void warn(PollState& poll_state, const std::string& party, std::string problem) {
    if (problem == poll_state.warned) return;
    log(LogLevel::warning, "another party's answer", {{"party", party}, {"problem", problem}});
    poll_state.warned = std::move(problem);
  }

  // Peers are asked only for the groups that they are in.
  // With `ask`, its news first: one small question decides whether anything else is fetched. Without it, only
  // our new heads are pushed, which is what most wake-ups are for.
  Outcome exchange(const std::string& identity, PeerLink& link, bool ask, PollState& poll_state) {
    Outcome done;
    link.begins_exchange();
    std::string news;
    if (ask) {
      auto asked = node.exchange().ask_for_news(link);
      if (!asked.ok()) {
        // Not to be there is no fault. An answer that never ends, or is none, is one that somebody should know of.
        if (asked.error().code != Code::unavailable) warn(poll_state, identity, asked.error().message);
        node.exchange().unanswered(identity);
        node.peer_silence().unanswered(identity);
        return {.reached = false, .told = false, .asked = false};
      }
      news = std::move(asked).value();
      node.peer_silence().answered(identity);
      // It answers, so what waits for it can be handed over.
      node.lobby().send_waiting(identity, link);
    }
    const auto views = node.membership().views();
    // Everything is looked at when its text has changed, when it does not know the question (an empty text),
    // and when our own view has: a group that came into force here has to be fetched though nothing is new
    // there.
    const bool fetch = ask && (news.empty() || news != poll_state.news || views != poll_state.views);
    for (const GroupView& view : *views) {
      if (view.left) continue;
      for (const MemberView& member : view.members) {
        if (member.identity_id != identity || node.membership().has_left(view, identity)) continue;
        if (!node.exchange().push(view, member, link).ok()) done.told = false;
        if (!fetch && !(ask && node.exchange().wants_from(view, member))) continue;
        const SyncReport report = node.exchange().sync_member(view, member, link);
        if (report.problem.empty()) continue;
        if (link.was_stopped()) return {.reached = true, .told = false, .asked = false};
        warn(poll_state, report.member, report.group + ": " + report.problem);
        done.asked = false;
      }
    }
    // Only when all of it was fetched: else the next answer, though the same, is to be followed up once more.
    if (fetch && done.asked) poll_state.news = std::move(news), poll_state.views = views;
    return done;
  }

  // A node that stops does not wait for peers.
  Result<std::unique_ptr<PeerLink>> link_to(const std::string& identity) {
    auto link = node.peers().link(identity);
    if (link.ok()) (*link)->stops_when([this] { return is_stopping(); });
    return link;
  }

  // The flags are taken back before the exchange and not after it: what is signalled while it runs wakes the
  // thread again.
  void run_peer(const std::string& identity, PeerThread& state) {
    PollState poll_state;
    auto link = link_to(identity);
    while (wait(state, poll_state)) {
      bool ask = Clock::now() >= poll_state.next_ask, heard = false;
      {
        const Lock lock(mutex);
        heard = state.heard;
        ask = ask || heard;
        state.news = state.heard = false;
      }
      if (!link.ok()) node.peer_silence().unanswered(identity);
      const Outcome done = link.ok() ? exchange(identity, **link, ask, poll_state)
                                     : Outcome{.reached = false, .told = false, .asked = false};
      poll_state.told = done.told;
      {
        const Lock lock(mutex);
        // A push alone asks nothing, so `silent` stays until asked again.
        state.silent = !done.reached || (state.silent && !ask);
      }
      // It is back: what it answers now is not to wait as long as its silence did.
      if (heard && done.reached) poll_state.failures = 0;
      if (done.told && done.asked) {
        if (!ask) continue;
        poll_state.failures = 0;
        poll_state.next_ask = Clock::now() + poll;
        continue;
      }
      const Milliseconds longest = done.reached ? kLongestPause : kLongestSilence;
      poll_state.next_ask = Clock::now() + pause_after(poll_state.failures, longest);
      ++poll_state.failures;
      link = link_to(identity);  // a new card, a new connection
    }
  }

  // Whatever groups name this address.
  // Witnesses have no news of their own to ask for; they are shown each new head, and once in a while the
  // newest again.
  void run_witness(const std::string& url, PeerThread& state) {
    http::ClientOptions options = OutsideWitnesses::client_options();
    const auto stopped = [this] { return is_stopping(); };
    options.may_wait = OutsideWitnesses::unless(stopped);
    http::Client client(std::move(options));
    PollState poll_state;
    while (wait(state, poll_state)) {
      {
        const Lock lock(mutex);
        state.news = false;
      }
      bool well = true, contradicts = false;
      const auto views = node.membership().views();
      for (const GroupView& view : *views)
        for (const auto& witness : view.charter.terms.witnesses.named) {
          if (view.left || witness.url != url) continue;
          const auto shown = node.outside_witnesses().show(view, witness, client, stopped);
          well = well && shown.ok();
          contradicts = contradicts || (!shown.ok() && shown.error().code == Code::conflict);
        }
      poll_state.told = well;
      // One that contradicts our journal is a matter for people, so it is asked rarely; any other failure is
      // tried again soon.
      poll_state.failures = well ? 0 : poll_state.failures + 1;
      poll_state.next_ask = Clock::now() + (well          ? kActInterval
                                            : contradicts ? kLongestPause
                                                          : pause_after(poll_state.failures - 1, kLongestPause));
    }
  }

  // The mutex is left while somebody is told: a command may take half a minute.
  void run_duty() {
    Duty duty(node, node.config(), node.duty_troubles(), node.dir());
    for (Lock lock(mutex); !stopping;
         stops.wait_for(lock, kDutyInterval, [this]() PARLEY_REQUIRES(mutex) { return stopping; })) {
      lock.unlock();
      duty.tell();
      lock.lock();
    }
  }

  // Called with every change: peers and witnesses that are new get their thread here, and those that have one
  // are left alone.
  void start_threads() {
    for (const Peer& peer : node.peers().list()) {
      const std::string identity = peer.card.identity_id;
      const Lock lock(mutex);
      if (peer.card.url.empty() || stopping || peers.contains(identity)) continue;
      auto& state = *(peers[identity] = std::make_unique<PeerThread>());
      state.thread = std::thread([this, identity, &state] { run_peer(identity, state); });
    }
    const auto views = node.membership().views();
    for (const GroupView& view : *views)
      for (const auto& witness : view.charter.terms.witnesses.named) {
        const std::string url = view.left ? std::string() : witness.url;
        const Lock lock(mutex);
        if (url.empty() || stopping || witnesses.contains(url)) continue;
        auto& state = *(witnesses[url] = std::make_unique<PeerThread>());
        state.thread = std::thread([this, url, &state] { run_witness(url, state); });
      }
  }

  // With the mutex held, as its callers have it.
  static void wake(std::map<std::string, std::unique_ptr<PeerThread>>& among, const std::string& key) {
    const auto at = among.find(key);
    if (at == among.end()) return;
    at->second->news = true;
    at->second->wakes.notify_all();
  }

  // Wakes those who are in a group in which this party's journal has a new head, and its witnesses.
  // `told` has the number of published entries, by group: only what is under a signed head can be shown to
  // anybody.
  void tell(std::map<std::string, std::uint64_t>& told) {
    const auto views = node.membership().views();
    for (const GroupView& view : *views)
      for (const MemberView& own : view.members) {
        if (!own.own || !own.journal || view.left) continue;
        const std::uint64_t published = own.journal->statistics().published;
        if (std::exchange(told[view.root], published) == published) continue;
        const Lock lock(mutex);
        for (const MemberView& member : view.members) wake(peers, member.identity_id);
        for (const auto& witness : view.charter.terms.witnesses.named) wake(witnesses, witness.url);
      }
  }

  // A failure is logged and the round goes on: the next one tries again.
  void act() {
    if (const auto read = node.lobby().read(); !read.ok())
      log(LogLevel::warning, "the lobby could not be read", {{"why", read.error().message}});
    if (const auto acted = node.own_acts().act(); !acted.ok())
      log(LogLevel::warning, "group", {{"problem", acted.error().message}});
  }

  // The count of changes is read before anything is looked at, so that what happens meanwhile ends the next
  // wait at once (ChangeEvent). Entries that came are acted on after a short pause; without any, every
  // kActInterval, for what only the passing of time makes due.
  void run() {
    Clock::time_point act_from = Clock::now(), act_until = act_from;  // not before, and not later than
    std::map<std::string, std::uint64_t> told;
    std::uint64_t acted_on = 0;
    while (!is_stopping()) {
      const std::uint64_t seen = node.changes().count();
      start_threads();
      tell(told);
      const std::uint64_t entries = node.exchange().activity().entries;
      if (Clock::now() >= act_until || (entries != acted_on && Clock::now() >= act_from)) {
        act();
        acted_on = entries;
        act_from = Clock::now() + kActPause;
        act_until = Clock::now() + kActInterval;
      }
      node.changes().wait(seen, entries != acted_on ? act_from : act_until);
    }
  }
};

GroupWorker::GroupWorker(Node& node) : impl_(std::make_shared<Impl>(node)) {
  impl_->main = std::thread([raw = impl_.get()] { raw->run(); });
  const Config& config = node.config();
  if (!config.duty.command.empty() || !config.duty.webhook.empty())
    impl_->duty_thread = std::thread([raw = impl_.get()] { raw->run_duty(); });
}

// First everybody is told to stop and woken; then the main thread is joined, so that nobody adds threads any
// more; then the others, without the lock, which they take. Each ends as soon as it asks whether it may still wait for
// its peer.
GroupWorker::~GroupWorker() {
  {
    const Lock lock(impl_->mutex);
    impl_->stopping = true;
    impl_->stops.notify_all();
    for (const auto* all : {&impl_->peers, &impl_->witnesses})
      for (const auto& [key, one] : *all) one->wakes.notify_all();
  }
  impl_->node.changes().signal();
  impl_->main.join();  // from now on no peer is added
  if (impl_->duty_thread.joinable()) impl_->duty_thread.join();
  std::vector<std::thread*> threads;
  {
    const Lock lock(impl_->mutex);
    for (auto* all : {&impl_->peers, &impl_->witnesses})
      for (auto& [key, one] : *all) threads.push_back(&one->thread);
  }
  for (std::thread* thread : threads) thread->join();
}

// Keeps the inside alive and not the worker: a handler of the server may call it while the worker ends.
std::function<void(const std::string&)> GroupWorker::heard_from() const {
  return [impl = impl_](const std::string& identity) {
    impl->node.peer_silence().heard(identity);
    const Lock lock(impl->mutex);
    const auto at = impl->peers.find(identity);
    if (at == impl->peers.end() || !at->second->silent) return;
    at->second->heard = true;
    at->second->wakes.notify_all();
  };
}

}  // namespace parley::node
