// Writing a mirror: the entries of another's journal, checked against what was signed there before any of them is
// stored.
#pragma once

#include <filesystem>
#include <set>

#include "journal/intake.h"
#include "journal/journal.h"
#include "journal/keeper.h"
#include "journal/leaf.h"
#include "store/embedded/store.h"

namespace parley::journal {

// All calls by the writer (Writer::exclusively).
class Follower {
 public:
  // `store`, `keeper` and `options` outlive it.
  Follower(std::filesystem::path dir, store::EntryStore& store, Keeper& keeper, const Options& options);
  // Finishes an erasure that a crash interrupted.
  Status start();

  Status extend(std::span<const ForeignEntry> entries, const Checkpoint& head, const Proof& proof);
  Status adopt(const Note& head);
  Status erase(const std::vector<Seq>& entries);

 private:
  struct Checked {
    NewObject object;
    Salt salt{};
    bool erased = false;
    std::vector<Seq> of;  // what an erasure erases
    Micros added{};
    Hash leaf{};
  };
  // Entries from `first` on, which come after `last`; by any thread.
  Status check_run(std::span<const ForeignEntry> entries, Seq first, Micros last, Intake& intake,
                   std::span<Checked> out) const;
  Result<Checked> check(const ForeignEntry& entry, Seq seq, Micros& last, Intake& intake) const;
  Status stage(const std::vector<Checked>& checked, std::span<const ForeignEntry> entries);
  void look_at(Seq seq, const std::vector<Seq>& erased);  // an entry without content, and what it erases
  Status check_withheld(std::uint64_t end);
  Result<std::uint64_t> adopted_size() const;

  const std::filesystem::path dir_;
  store::EntryStore& store_;
  Keeper& keeper_;
  const Options& options_;
  Intake intake_, other_intake_;
  Frontier tree_;           // of everything stored
  std::set<Seq> withheld_;  // of the entries before looked_at_ those without content that nothing erases
  std::uint64_t looked_at_ = 0;
  store::Batch batch_;
};

}  // namespace parley::journal
