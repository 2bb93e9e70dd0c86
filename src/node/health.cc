// What is wrong, by a key for each thing that can be: whoever finds a trouble sets it, and whoever finds it
// gone clears it, so that nobody has to know who else looks. Nothing is counted and nothing expires by
// itself.
#include "node/health.h"

#include <algorithm>

#include "node/log.h"

namespace parley::node {

// As labels of /metrics, on which operators set alarms: they stay as they are.
std::string_view word_of(Trouble trouble) {
  switch (trouble) {
    case Trouble::journal_closed:
      return "journal_closed";
    case Trouble::not_signed:
      return "not_signed";
    case Trouble::wrong_key:
      return "wrong_key";
    case Trouble::cannot_write:
      return "cannot_write";
    case Trouble::not_stored:
      return "not_stored";
    case Trouble::below_reserve:
      return "below_reserve";
    case Trouble::limit_reached:
      return "limit_reached";
    case Trouble::readable_by_others:
      return "readable_by_others";
    case Trouble::few_descriptors:
      return "few_descriptors";
    case Trouble::peer_silent:
      return "peer_silent";
  }
  return "unknown";
}

// What keeps this party's own work from being stored, signed or read. That another's journal waits for room,
// or that a file is open to others, is to be mended by people and no reason for a load balancer to turn
// clients away.
bool is_degraded(Trouble trouble) {
  return trouble == Trouble::journal_closed || trouble == Trouble::not_signed || trouble == Trouble::wrong_key ||
         trouble == Trouble::cannot_write;
}

// /healthz asks for no credentials, so these sentences name no journal, no group and no party.
std::string_view to_everybody(Trouble trouble) {
  switch (trouble) {
    case Trouble::journal_closed:
      return "a journal cannot be opened";
    case Trouble::not_signed:
      return "a journal is not signed";
    case Trouble::wrong_key:
      return "a key is not the one it should be";
    case Trouble::cannot_write:
      return "nothing can be stored for want of space; reading goes on";
    case Trouble::not_stored:
      return "something could not be stored";
    case Trouble::below_reserve:
      return "the disk is nearly full";
    case Trouble::limit_reached:
      return "a limit is reached";
    case Trouble::readable_by_others:
      return "a file has too many rights";
    case Trouble::few_descriptors:
      return "connections are close to a limit, or beyond it";
    case Trouble::peer_silent:
      return "another party's node does not answer";
  }
  return "something is wrong";
}

// Said in the log when it begins or becomes another trouble, and not again with each look, which comes every few
// seconds. The log is written without the lock: it may wait for a full disk, and /healthz must answer just then.
void Health::set(const std::string& key, Problem problem) {
  bool is_new = false;
  Problem told = problem;
  {
    const Lock lock(mutex_);
    const auto [at, added] = problems_.try_emplace(key, problem);
    is_new = added || at->second.trouble != problem.trouble;
    at->second = std::move(problem);
  }
  if (is_new)
    log(is_degraded(told.trouble) ? LogLevel::error : LogLevel::warning, "problem",
        {{"kind", std::string(word_of(told.trouble))}, {"problem", told.text}});
}

void Health::clear(const std::string& key) {
  Problem gone;
  {
    const Lock lock(mutex_);
    const auto at = problems_.find(key);
    if (at == problems_.end()) return;
    gone = std::move(at->second);
    problems_.erase(at);
  }
  log(LogLevel::info, "a problem is over", {{"kind", std::string(word_of(gone.trouble))}, {"problem", gone.text}});
}

bool Health::has(const std::string& key) const {
  const Lock lock(mutex_);
  return problems_.contains(key);
}

// What degrades stands first, because that is what somebody who is called at night reads; within that by key, so that
// two looks show the same order.
std::vector<Problem> Health::problems() const {
  std::vector<Problem> out;
  {
    const Lock lock(mutex_);
    for (const auto& [key, problem] : problems_) out.push_back(problem);
  }
  std::stable_partition(out.begin(), out.end(), [](const Problem& one) { return is_degraded(one.trouble); });
  return out;
}

std::vector<std::string> Health::texts() const {
  std::vector<std::string> out;
  for (Problem& problem : problems()) out.push_back(std::move(problem.text));
  return out;
}

}  // namespace parley::node
