// Which refused attempts get a record of their own, so that whoever tries again and again fills no disk.
//
// In each hour (from the first attempt on) the first kMostAlone different ones are written when they happen, and of one
// kind - the same person, act, place and door - the first kMostOfAKind that are about something else each, so that a
// loop over ids takes nobody else's room. What comes again and what is beyond that is counted: when the hour is over,
// one record for each of kMostCounted kinds says how many there were since when and what they were about, and one for
// each door, without a name, stands for all others. So an hour has kMostInAnHour records of refused attempts, whoever
// attempts what.
//
// Not thread-safe: Audit guards it.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/time.h"
#include "node/audit_record.h"

namespace parley::node {

class RefusedAttempts {
 public:
  static constexpr std::size_t kMostAlone = 60, kMostOfAKind = 12, kMostCounted = 16,
                               kMostInAnHour = kMostAlone + kMostCounted + 2;
  static constexpr std::int64_t kWindowMicros = std::int64_t{3600} * 1'000'000;

  // Whether this one is written now; else it is counted.
  bool is_written(const AuditRecord& attempt);
  // One that was written before this process began.
  void remember(const AuditRecord& attempt);
  // So many were counted before this process began, and by whom is not known any more.
  void remember(std::uint64_t attempts, Micros since);
  // What is to be written when the hour is over; nothing before. The ids are still empty.
  std::vector<AuditRecord> take(Micros now);
  // What is only counted so far.
  std::uint64_t counted() const;
  Micros counted_since() const;

 private:
  using Key = std::tuple<std::string, std::string, std::string, int>;  // person, act and what, place, door
  static Key key_of(const AuditRecord& attempt);
  using Alone = std::pair<Key, std::vector<std::string>>;  // and what it was about
  void begin(Micros at);
  void count(const AuditRecord& attempt, std::uint64_t attempts, Micros since);
  bool has_begun_ = false;
  Micros begun_{};                      // of the hour
  std::set<Alone> alone_;               // written in this hour
  std::map<Key, std::size_t> of_kind_;  // how many of them
  std::map<Key, AuditRecord> counted_;  // with attempts and since
};

}  // namespace parley::node
