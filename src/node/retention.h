// Purging by the charter's term `retention`: what falls due in the journals of a group that are here, this party's own
// and its mirrors, what is kept nevertheless, the holds and standing orders, and the record of what was done. Content
// goes by the way on which a person erases it, so leaves, heads and proofs stay. Nothing goes that was not on a list;
// the record is written before anything goes. Thread-safe.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "group/retention.h"
#include "node/acting.h"
#include "node/group_view.h"
#include "node/locks.h"
#include "store/embedded/retention_db.h"

namespace parley::node {

class Node;

class Retention {
 public:
  static Result<std::unique_ptr<Retention>> open(Node& node);

  struct Item {
    std::string journal, journal_name;  // id of the collection
    journal::Seq entry = 0;
    std::string id, type, version;
    Micros due{};
  };
  struct Kept {
    Item item;
    group::Kept why;
  };
  struct List {
    std::string charter, alias;
    std::chrono::seconds retention{};                // 0: none is agreed, and nothing falls due
    Micros at{};                                     // the moment
    std::vector<Item> due;                           // the oldest of each journal first; at most kMostAtOnce
    bool more = false;                               // there is more than that
    std::vector<Kept> kept;                          // past its time, with the reason; at most kMostAtOnce
    std::map<group::KeptFor, std::size_t> kept_for;  // all of them
    // SHA-256 of what is due: what a person agrees to.
    std::string digest() const;
  };
  static constexpr std::size_t kMostAtOnce = 10'000;
  Result<List> list(const GroupView& group, Micros at);

  // By whom something is done, as it is recorded.
  struct By {
    std::string person, known;
  };
  struct Purged {
    std::uint64_t record = 0;  // number
    std::size_t objects = 0;
    std::string problem;  // why some are still there; empty: none
  };
  // Purges exactly what has the digest `shown`; conflict when something else falls due by now, such as after a hold.
  Result<Purged> purge(const By& by, const GroupView& group, Micros at, const std::string& shown)
      PARLEY_EXCLUDES(purging_);

  // `charter`: of one group, or "*". `what`: an id, or "*".
  Result<store::HoldRow> hold(const By& by, const std::string& charter, const std::string& what,
                              const std::string& reason) PARLEY_EXCLUDES(purging_);
  Status release(const By& by, std::uint64_t number) PARLEY_EXCLUDES(purging_);
  Result<std::vector<store::HoldRow>> holds() { return db_->holds(); }

  Status order(const By& by, const std::string& charter);
  Status end_order(const By& by, const std::string& charter);
  Result<std::vector<store::RetentionOrderRow>> orders() { return db_->orders(); }
  // Why an order is not carried out: who gave it may not erase there any more; empty: it is.
  std::string rests_because(const store::RetentionOrderRow& order) const;

  Result<std::vector<store::RetentionRecordRow>> record() { return db_->record(); }

  // What standing orders want of groups by then. carry_out_in_turn() does it once an hour, and more often while there
  // is more than goes at once.
  Status carry_out(Micros at) PARLEY_EXCLUDES(purging_);
  void carry_out_in_turn() PARLEY_EXCLUDES(purging_);

 private:
  Retention(Node& node, std::unique_ptr<store::RetentionDb> db) : node_(node), db_(std::move(db)) {}
  // Whether there is more than went.
  Result<bool> carry_out(const store::RetentionOrderRow& order, const GroupView& group, Micros at)
      PARLEY_EXCLUDES(purging_);
  Status all_can_be_read(const GroupView& group) const;
  Status keep_held(const GroupView& group, group::Keeping& keeping);
  Status keep_deliberation(group::Keeping& keeping);
  Status add_due(const GroupView& group, const MemberView& member, const group::Keeping& keeping, const group::Had& had,
                 List& out);
  group::Had had(const GroupView& group) const;
  Result<Purged> purge_list(const By& by, std::string_view act, const List& list) PARLEY_REQUIRES(purging_);
  Status erase(const Item& item);

  Node& node_;
  const std::unique_ptr<store::RetentionDb> db_;
  // One at a time, and no hold comes in between a list and its purge. Held over fsync; nobody who looks waits for it.
  Mutex purging_ PARLEY_SERIAL;
  Mutex mutex_ PARLEY_LEAF;
  Micros next_ PARLEY_GUARDED_BY(mutex_){};  // when orders are looked at again
};

}  // namespace parley::node
