// Both budgets keep two promises at once: all holders together stay below one limit, and each below
// its own, so that one client can use up its share and nobody else's. A request that would pass
// either is not counted at all, and its sender is told to come back.
//
// A holder stays in the map only while it holds something: the map is then as large as the number
// of those at work, whatever addresses or names strangers invent.
#include "http/budget.h"

#include <algorithm>

#include "base/result.h"

namespace parley::http {

bool Budget::take(std::string_view holder, std::size_t bytes) {
  const Lock lock(mutex_);
  // Written without an addition that could overflow: sizes come from clients.
  if (bytes > limits_.all - std::min(used_, limits_.all)) return false;
  if (!holder.empty()) {
    const auto at = holders_.find(holder);
    const std::size_t held = at == holders_.end() ? 0 : at->second;
    if (bytes > limits_.each - std::min(held, limits_.each)) return false;
    if (at == holders_.end())
      holders_.emplace(holder, bytes);
    else
      at->second += bytes;
  }
  used_ += bytes;
  return true;
}

// What was never taken cannot be given back: the counts would be wrong from then on, so this is checked.
void Budget::give_back(std::string_view holder, std::size_t bytes) {
  const Lock lock(mutex_);
  used_ -= bytes;
  if (holder.empty()) return;
  const auto at = holders_.find(holder);
  PARLEY_CHECK(at != holders_.end() && at->second >= bytes);
  if ((at->second -= bytes) == 0) holders_.erase(at);
}

// For statistics: it may have changed when the caller looks at it.
std::size_t Budget::used() const {
  const Lock lock(mutex_);
  return used_;
}

// Equal bytes lie in memory once, so the first connection pays for them and the last one that lets
// go gives the price back.
void AnswerBudget::Share::take(const void* shared, std::size_t size) {
  bytes += cost(shared, size);
  if (shared != nullptr) ++sending[shared];
}

void AnswerBudget::Share::give_back(const void* shared, std::size_t size) {
  if (shared != nullptr) {
    const auto at = sending.find(shared);
    if (--at->second > 0) return;
    sending.erase(at);
  }
  bytes -= size;
}

// The total is looked at first, as it needs no holder. A holder made for this call goes again if it may not take.
bool AnswerBudget::take(std::string_view holder, const void* shared, std::size_t bytes) {
  const Lock lock(mutex_);
  if (all_.bytes + all_.cost(shared, bytes) > limits_.all) return false;
  if (!holder.empty()) {
    auto at = holders_.find(holder);
    if (at == holders_.end()) at = holders_.emplace(holder, Share{}).first;
    if (at->second.bytes + at->second.cost(shared, bytes) > limits_.each) {
      if (at->second.bytes == 0) holders_.erase(at);
      return false;
    }
    at->second.take(shared, bytes);
  }
  all_.take(shared, bytes);
  return true;
}

void AnswerBudget::give_back(std::string_view holder, const void* shared, std::size_t bytes) {
  const Lock lock(mutex_);
  all_.give_back(shared, bytes);
  if (holder.empty()) return;
  const auto at = holders_.find(holder);
  at->second.give_back(shared, bytes);
  if (at->second.bytes == 0 && at->second.sending.empty()) holders_.erase(at);
}

std::size_t AnswerBudget::used() const {
  const Lock lock(mutex_);
  return all_.bytes;
}

}  // namespace parley::http
