// The journal `audit`: who did what, for this party alone (docs/decisions/0009). Every act begins here: that the person
// may is asked, and that he does is written and durable, before anything changes. What came of it is written behind it.
//
//   PARLEY_TRY(Recorded act, begin_act(node, acting, {.act = Act::erase, .what = "erase", .place = id, .about =
//   {...}}));
//   ...                                                    // what fails from here on is recorded as failed
//   return act.ended(journal->erase(...));                 // done, or failed
//
// A refused act is recorded, too, bounded as refused_attempts.h says; looking (previews, lists) is not, but for what is
// read in full in the room (desk/looking.h).
//
// When the journal cannot be written, acts stop, but not those that only take away: their records wait, in memory and
// in node.db as far as that can be written, and health() says so until they stand in the journal.
//
// The journal is no outside client's, whatever its row says; nothing in it is released, redacted or erased, and a new
// version of what stands in it is taken from nobody.
//
// Thread-safe.
#pragma once

#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "node/acting.h"
#include "node/audit_record.h"
#include "node/deliberation.h"
#include "node/locks.h"
#include "node/refused_attempts.h"
#include "store/embedded/audit_db.h"
#include "taxii/catalog.h"

namespace parley::node {

class Audit;

// What an act does to what others can see or do. What only takes away goes on when it cannot be recorded at once: who
// holds something back, or shuts somebody out, does it because it cannot wait.
enum class Effect { changes, takes_away };

// What somebody sets out to do.
struct Deed {
  Act act = Act::operate;
  std::string what = {};                // as a command has it: "embargo add"
  std::string place = {};               // id of a charter or collection; empty or kEverywhere: the whole node
  std::vector<std::string> about = {};  // ids, and names of what has none
  std::uint64_t count = 0;              // of all that it is about, where `about` has not all
  Effect effect = Effect::changes;
  std::string asked_by = {};          // by whom it was asked for, of what a second person agrees to or does not
  std::string asked_proof_from = {};  // who gave what that one was known by; empty: that is not recorded
};

// An act that was recorded and takes place. Who drops it without a word has it recorded as failed.
class [[nodiscard]] Recorded {
 public:
  Recorded(Recorded&& other) noexcept
      : audit_(std::exchange(other.audit_, nullptr)), record_(std::move(other.record_)) {}
  Recorded& operator=(Recorded&&) = delete;
  ~Recorded();

  // What it came to be about, and what it came to be, where that shows only in the end.
  Recorded& about(const std::vector<std::string>& ids, std::uint64_t count = 0);
  Recorded& as(std::string what);
  void done();
  void failed(const Error& why);
  const std::string& id() const { return record_.id; }  // of the record that was written before it takes effect
  // Done or failed, as the result says, which it returns.
  template <class T>
  Result<T> ended(Result<T> result) {
    if (result.ok())
      done();
    else
      failed(result.error());
    return result;
  }
  // Failed when the result is; else it goes on.
  template <class T>
  Result<T> heed(Result<T> result) {
    if (!result.ok()) failed(result.error());
    return result;
  }

 private:
  friend class Audit;
  Recorded(Audit& audit, AuditRecord asked) : audit_(&audit), record_(std::move(asked)) {}
  void end(ActState state, std::string why);
  Audit* audit_;  // null: it has ended
  AuditRecord record_;
};

class Audit {
 public:
  // With what waits since before, in node.db.
  static Result<std::unique_ptr<Audit>> open(Node& node);
  ~Audit();  // what was only counted is kept

  // --- an act begins, unless who asked for it has stopped it by now, which leaves no record. `may`: what the right to
  // it was found to be; when that is refused, so is this.
  Result<Recorded> begin(const Acting& acting, const Deed& deed, const Status& may) PARLEY_EXCLUDES(writing_);
  // By the owner of the folder of a stopped node, without a right of this node.
  Result<Recorded> begin_as_owner(const Caller& caller, const Deed& deed) PARLEY_EXCLUDES(writing_);
  // By a client of the TAXII service, whose right that has checked.
  Result<Recorded> begin_as_client(const taxii::Principal& client, const Deed& deed) PARLEY_EXCLUDES(writing_);
  // By the node itself.
  Result<Recorded> begin_by_itself(const Deed& deed) PARLEY_EXCLUDES(writing_);
  // What the node asked for under that record and could not do then, is done now.
  void done_later(const Deed& deed, const std::string& asked) PARLEY_EXCLUDES(writing_);

  // --- what somebody has looked at, where that is recorded at all: one record, done, for a person and a thing in a
  // minute. It waits where it cannot be written: reading goes on.
  void looked(const Acting& acting, const Deed& deed) PARLEY_EXCLUDES(writing_);

  // --- it was refused before it began
  void refused(const Acting& acting, const Deed& deed, const Error& why) PARLEY_EXCLUDES(writing_);
  // It was not proved that this is who he says he is.
  void not_proved(const Caller& caller, std::string_view claimed, const Error& why) PARLEY_EXCLUDES(writing_);

  // Every few seconds: what waits is written as soon as it can be, and what was counted when its hour is over.
  void keep_up() PARLEY_EXCLUDES(writing_);
  std::size_t waiting() const { return waiting_count_; }  // records that do not stand in the journal yet

 private:
  friend class Recorded;
  Audit(Node& node, std::unique_ptr<store::AuditDb> db) : node_(node), db_(std::move(db)) {}
  AuditRecord record_of(const Deed& deed) const;
  AuditRecord record_of(const Acting& acting, const Deed& deed) const;
  std::string place_name(std::string_view place) const;
  Result<Recorded> begin(AuditRecord record, Effect effect) PARLEY_EXCLUDES(writing_);
  void end(const AuditRecord& record) PARLEY_EXCLUDES(writing_);
  void refuse(AuditRecord record) PARLEY_EXCLUDES(writing_);

  Result<std::shared_ptr<journal::Journal>> journal() const;
  Status write(const AuditRecord& record) PARLEY_REQUIRES(writing_);
  Status write_waiting() PARLEY_REQUIRES(writing_);
  void wait_with(const AuditRecord& record, const Error& why) PARLEY_REQUIRES(writing_);
  void remember_refused() PARLEY_REQUIRES(writing_);
  void write_counted() PARLEY_REQUIRES(writing_);
  void say_what_waits(const Error& why) PARLEY_REQUIRES(writing_);

  Node& node_;
  const std::unique_ptr<store::AuditDb> db_;
  // One record is written at a time, so that they stand in their order. Held over fsync, and while the journal is made.
  mutable Mutex writing_ PARLEY_SERIAL;
  std::vector<std::string> waiting_ PARLEY_GUARDED_BY(writing_);  // objects
  std::atomic<std::size_t> waiting_count_{0};
  RefusedAttempts attempts_ PARLEY_GUARDED_BY(writing_);
  std::set<std::string> looked_ PARLEY_GUARDED_BY(writing_);  // who has looked at what in this minute
  std::int64_t looked_minute_ PARLEY_GUARDED_BY(writing_) = 0;
  bool has_remembered_ PARLEY_GUARDED_BY(writing_) = false;  // attempts_ knows what was written before
  bool counts_kept_ PARLEY_GUARDED_BY(writing_) = false;     // in node.db there are counts to be taken away
};

// The person needs the right to the act at its place; asking for it and recording it are one call, so that no act can
// do one without the other.
Result<Recorded> begin_act(Node& node, const Acting& acting, const Deed& deed);
// For what is asked before an act begins, so that who may not is told before anything is read or shown: nothing is
// recorded but that it was refused.
Status may_begin(Node& node, const Acting& acting, const Deed& deed);
// The same for an answer that is known: a refusal is recorded, and returned.
Status refused_is_recorded(Node& node, const Acting& acting, const Deed& deed, Status may);

// Forbidden, saying why, when the journal of this name, alias or id is `audit`: for everybody who would append to a
// journal, release from it, or erase in it.
Status is_not_audit(Node& node, std::string_view journal);

}  // namespace parley::node
