// From what is known of a journal to the journal itself: its folder, its key, and the heads that it must lead to.
//
// Thread-safe, and holds nothing of its own. Opening is slow - it reads the folder, and asks witnesses over the
// network - and so is done with no lock of a list.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/keys.h"
#include "journal/journal.h"
#include "node/node.h"
#include "store/embedded/node_db.h"

namespace parley::node {

struct OpenedJournal {
  std::shared_ptr<const SigningKey> key;  // null: of a mirror, or not the right one, which signs nothing
  std::optional<PublicKey> public_key;    // under which an own journal's heads stand
  std::string wrong_key;                  // why the key is not the right one; empty: it is
  std::unique_ptr<journal::Journal> journal;
};

class JournalFolders {
 public:
  // These outlive it.
  JournalFolders(Node& node, store::NodeDb& db, std::function<Micros()> clock)
      : node_(node), db_(db), clock_(std::move(clock)) {}

  // An own journal whose key is not the one that it signed with so far opens without a key, and says why.
  Result<OpenedJournal> open(const store::CollectionRow& row) const;
  // A new key for an own journal, on the disk before anything refers to it.
  Result<std::shared_ptr<const SigningKey>> make_key(const store::CollectionRow& row) const;
  // An empty journal; a folder that is there, from an attempt that was cut off, is used again.
  Status create(const store::CollectionRow& row, std::shared_ptr<const SigningKey> key) const;
  // Has `fetch` write to a journal of ours what is missing in it (journal::Journal::extend and adopt), while nobody
  // else uses it.
  Status refill(const store::CollectionRow& row, const std::function<Status(journal::Journal&)>& fetch) const;

 private:
  journal::Options options_of(const store::CollectionRow& row, std::shared_ptr<const SigningKey> key) const;
  // The key of an own journal, when it is the one that the journal signed with so far; `wrong_key` says why it is not.
  Status find_key(const store::CollectionRow& row, OpenedJournal& found) const;

  Node& node_;
  store::NodeDb& db_;
  const std::function<Micros()> clock_;
};

}  // namespace parley::node
