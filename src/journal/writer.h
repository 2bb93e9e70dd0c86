// Appending to a journal: the rule for what is there already, the order, and group commit.
//
// Whoever calls first leads: it takes all calls that wait, stages their lines, writes and syncs them at once, and wakes
// the others. What does not depend on the order (salts, commitments) each caller has done before.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <span>
#include <vector>

#include "base/mutex.h"
#include "journal/journal.h"
#include "journal/leaf.h"
#include "journal/pending.h"
#include "store/embedded/store.h"

namespace parley::journal {

class Writer {
 public:
  // `committed` is called by the leader after each batch. `store` outlives the writer.
  Writer(store::EntryStore& store, std::function<Micros()> clock, std::function<void()> committed);

  Result<std::vector<Outcome>> append(std::span<const NewObject> objects);
  Result<std::size_t> erase(std::string_view id, const VersionFilter& versions);
  // The entries of an object's versions that `versions` selects, ascending; not_found when there is none.
  Result<std::vector<Seq>> select(std::string_view id, const VersionFilter& versions) const;
  // Runs `work` as the writer: nothing is appended meanwhile.
  Status exclusively(const std::function<Status()>& work);

 private:
  // What an object brings along, computed by its caller.
  struct Prepared {
    Salt salt{};
    Hash commit{};
    std::uint64_t id_hash = 0;
  };
  struct Call {
    std::span<const NewObject> objects;
    std::vector<Prepared> prepared;
    std::function<Status()> work;  // set: run alone, as the leader
    std::vector<Outcome> outcomes;
    std::size_t bytes = 0;
    Status status;
    bool done = false;
  };
  // An object that the batch will hold.
  struct Chosen {
    const NewObject* object;
    const Prepared* prepared;
    LeafKind kind;
    bool hash_shared;
    Micros added;
  };
  // What is known of an object's earlier versions.
  struct Known {
    std::optional<Outcome> outcome;  // set: nothing is to be stored
    bool has_versions = false, hash_shared = false;
  };

  static Result<std::vector<Prepared>> prepare(const store::EntryStore& store, std::span<const NewObject> objects);
  Status run(Call& call);
  void lead(const std::vector<Call*>& group);
  void append_group(const std::vector<Call*>& group);
  Status stage(Call& call);
  Status decide(Call& call, std::vector<Chosen>& chosen);
  Known in_batch(const NewObject& object, std::uint64_t id_hash) const;
  Result<Known> in_store(const NewObject& object, std::uint64_t id_hash) const;
  Result<std::optional<Outcome>> same_version(const NewObject& object, Seq head) const;
  Status erase_now(std::string_view id, const VersionFilter& versions, std::size_t& erased);
  Micros next_date();

  store::EntryStore& store_;
  const std::function<Micros()> clock_;
  const std::function<void()> committed_;

  Mutex mutex_;  // never held while anything is written
  std::condition_variable_any done_;
  std::deque<Call*> waiting_ PARLEY_GUARDED_BY(mutex_);
  bool leading_ PARLEY_GUARDED_BY(mutex_) = false;

  // The leader's:
  Micros last_added_{};
  store::Batch batch_;
  PendingObjects pending_;
};

}  // namespace parley::journal
