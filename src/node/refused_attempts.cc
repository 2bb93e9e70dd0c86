// A bounded memory for an unbounded number of attempts: a few are kept whole, some are counted by kind, and
// the rest are counted together. Who fills it with made-up names only makes others be counted without theirs.
#include "node/refused_attempts.h"

#include <fmt/format.h>

#include <algorithm>

namespace parley::node {
namespace {

constexpr std::string_view kOthers = "several acts";

// The first different ones; the count has all, also those that came again, once there is no room to tell.
void put_together(AuditRecord& record, const std::vector<std::string>& about) {
  for (const std::string& one : about) {
    if (std::find(record.about.begin(), record.about.end(), one) != record.about.end()) continue;
    if (record.about.size() < AuditRecord::kMostAbout) record.about.push_back(one);
    ++record.about_count;
  }
}

}  // namespace

// By what somebody would call the same kind of attempt; what it was about does not count, or a loop over ids would be a
// thousand.
RefusedAttempts::Key RefusedAttempts::key_of(const AuditRecord& attempt) {
  const std::string_view act = attempt.act ? word_of(*attempt.act) : std::string_view();
  return {attempt.person, fmt::format("{} {}", act, attempt.what), attempt.place, static_cast<int>(attempt.door)};
}

void RefusedAttempts::begin(Micros at) {
  if (has_begun_) return;
  has_begun_ = true;
  begun_ = at;
}

void RefusedAttempts::count(const AuditRecord& attempt, std::uint64_t attempts, Micros since) {
  auto at = counted_.find(key_of(attempt));
  if (at == counted_.end()) {
    AuditRecord first = attempt;
    // One place is kept for what has none of its own.
    if (counted_.size() >= kMostCounted) {
      first = AuditRecord{.state = ActState::refused, .door = attempt.door, .what = std::string(kOthers)};
      first.why = "more attempts than are told apart";
    }
    first.attempts = 0;
    first.since = since;
    // What all of them were about is put together below, and of those that have no record of their own nothing is
    // known.
    first.about.clear(), first.about_count = 0;
    at = counted_.try_emplace(key_of(first), first).first;
  }
  AuditRecord& record = at->second;
  record.attempts += attempts;
  if (record.what != kOthers) put_together(record, attempt.about);
  record.at = std::max(record.at, attempt.at);
  record.since = std::min(record.since.value_or(since), since);
}

bool RefusedAttempts::is_written(const AuditRecord& attempt) {
  begin(attempt.at);
  const Key kind = key_of(attempt);
  const auto before = of_kind_.find(kind);
  const bool has_room = alone_.size() < kMostAlone && (before == of_kind_.end() || before->second < kMostOfAKind);
  if (has_room && alone_.insert({kind, attempt.about}).second) {
    ++of_kind_[kind];
    return true;
  }
  count(attempt, 1, attempt.at);
  return false;
}

// Only that it stands there; the hour begins with the earliest.
void RefusedAttempts::remember(const AuditRecord& attempt) {
  begin(attempt.at);
  if (alone_.insert({key_of(attempt), attempt.about}).second) ++of_kind_[key_of(attempt)];
}

void RefusedAttempts::remember(std::uint64_t attempts, Micros since) {
  if (attempts == 0) return;
  begin(since);
  begun_ = std::min(begun_, since);
  AuditRecord record{.at = since, .state = ActState::refused, .what = std::string(kOthers)};
  record.why = "counted only, by several processes";
  count(record, attempts, since);
}

// A clock that was set back begins a new hour, so that nothing waits for ever.
std::vector<AuditRecord> RefusedAttempts::take(Micros now) {
  if (!has_begun_ || (now.value - begun_.value < kWindowMicros && now >= begun_)) return {};
  std::vector<AuditRecord> out;
  for (auto& [key, record] : counted_) {
    // A single one is told as one, without a count.
    if (record.attempts == 1) record.attempts = 0, record.since.reset();
    out.push_back(std::move(record));
  }
  has_begun_ = false;
  alone_.clear();
  of_kind_.clear();
  counted_.clear();
  return out;
}

std::uint64_t RefusedAttempts::counted() const {
  std::uint64_t out = 0;
  for (const auto& [key, record] : counted_) out += record.attempts;
  return out;
}

Micros RefusedAttempts::counted_since() const {
  Micros out = begun_;
  bool any = false;
  for (const auto& [key, record] : counted_) {
    out = any ? std::min(out, record.since.value_or(begun_)) : record.since.value_or(begun_);
    any = true;
  }
  return out;
}

}  // namespace parley::node
