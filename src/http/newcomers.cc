// Numbers are given in order, so the first of a set is the oldest. Who is taken to give way is closed on another thread
// a moment later, and is not counted from the moment of being taken: else two that come at once would both push out the
// same one.
#include "http/newcomers.h"

namespace parley::http {

Newcomers::Number Newcomers::enter(Worker* worker, std::uint64_t connection, const std::string& holder) {
  const Lock lock(mutex_);
  const Number number = next_++;
  entries_.emplace(number, Entry{{number, worker, connection}, holder});
  count(number, holder);
  return number;
}

void Newcomers::leave(Number number) {
  const Lock lock(mutex_);
  const auto found = entries_.find(number);
  if (found == entries_.end()) return;
  uncount(number, found->second.holder);
  entries_.erase(found);
}

bool Newcomers::are_full() const {
  const Lock lock(mutex_);
  return counted_.size() >= all_;
}

bool Newcomers::are_full(std::string_view holder) const {
  if (holder.empty()) return false;
  const Lock lock(mutex_);
  const auto of = by_holder_.find(holder);
  return of != by_holder_.end() && of->second.size() >= each_;
}

std::optional<Newcomers::One> Newcomers::take_oldest(std::string_view holder, Number after) {
  const Lock lock(mutex_);
  if (holder.empty()) return take_behind(counted_, after);
  const auto of = by_holder_.find(holder);
  return of == by_holder_.end() ? std::nullopt : take_behind(of->second, after);
}

void Newcomers::stay(Number number) {
  const Lock lock(mutex_);
  const auto found = entries_.find(number);
  if (found != entries_.end()) count(number, found->second.holder);
}

// `among` may be gone afterwards, as no holder without newcomers is kept.
std::optional<Newcomers::One> Newcomers::take_behind(const std::set<Number>& among, Number after) {
  const auto at = among.upper_bound(after);
  if (at == among.end()) return std::nullopt;
  const Entry& entry = entries_.at(*at);
  uncount(entry.one.number, entry.holder);
  return entry.one;
}

void Newcomers::count(Number number, const std::string& holder) {
  counted_.insert(number);
  if (!holder.empty()) by_holder_[holder].insert(number);
}

void Newcomers::uncount(Number number, const std::string& holder) {
  counted_.erase(number);
  const auto of = by_holder_.find(holder);
  if (of == by_holder_.end()) return;
  of->second.erase(number);
  if (of->second.empty()) by_holder_.erase(of);
}

}  // namespace parley::http
