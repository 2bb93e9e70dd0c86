// The signed heads of this party's own journals: kept apart from their folders, and watched for being late.
//
// Thread-safe. Called every few seconds (Upkeep), and when the node ends.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "node/journals.h"
#include "node/locks.h"

namespace parley::node {

class JournalHeads {
 public:
  // These outlive it.
  JournalHeads(Node& node, store::NodeDb& db, Journals& journals, std::function<Micros()> clock)
      : node_(node), db_(db), journals_(journals), clock_(std::move(clock)) {}

  // Into node.db, so that a journal folder that is rolled back alone contradicts it.
  void keep() PARLEY_EXCLUDES(mutex_);
  // Journals whose entries wait too long for a signed head are named in health().
  void check() const;
  // Before they end, so that these are the heads that are kept.
  void sign_last() const;

 private:
  void check_one(const Journals::Signing& one) const;

  Node& node_;
  store::NodeDb& db_;
  Journals& journals_;
  const std::function<Micros()> clock_;
  Mutex mutex_ PARLEY_LEAF;
  std::map<std::string, std::string> kept_ PARLEY_GUARDED_BY(mutex_);  // by origin: the head in node.db
};

}  // namespace parley::node
