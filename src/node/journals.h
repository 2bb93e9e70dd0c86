// The journals of a node, its own and its mirrors of others': opened when first asked for, each with its key.
//
// Thread-safe. Opening one may take long - it reads the folder, and asks witnesses over the network - and whoever asks
// for another does not wait for it: only those who ask for the same one do.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "node/journal_folders.h"
#include "node/locks.h"
#include "node/node.h"

namespace parley::node {

// A journal that is open, with its collection row.
struct JournalInfo {
  store::CollectionRow row;
  std::shared_ptr<journal::Journal> journal;
};

struct NewJournal {
  std::string name;
  std::string id;     // empty: generated
  std::string title;  // empty: the name
  std::string description, alias;
  bool outside_read = true, outside_write = false;
  std::string root = {};  // API root; empty: the configured one
};

class Journals {
 public:
  Journals(Node& node, store::NodeDb& db, std::function<Micros()> clock)
      : node_(node), db_(db), folders_(node, db, std::move(clock)) {}
  // Rows from node.db: new ones are added, those that are known take what has changed.
  Status reload() PARLEY_EXCLUDES(mutex_);

  // `name` may be a name, alias or collection id.
  std::vector<store::CollectionRow> rows() const PARLEY_EXCLUDES(mutex_);
  // not_found; unavailable with the reason when it cannot be opened.
  Result<JournalInfo> open(std::string_view name) PARLEY_EXCLUDES(mutex_);
  // Opens all of them; those that fail stay closed and are named in health().
  void open_all() PARLEY_EXCLUDES(mutex_);
  Result<store::CollectionRow> add(const NewJournal& journal) PARLEY_EXCLUDES(mutex_, adding_);
  // A mirror; `row` says whose (origin, source) and where it is served.
  Status add_mirror(const store::CollectionRow& row) PARLEY_EXCLUDES(mutex_, adding_);
  Status update(const store::CollectionRow& row) PARLEY_EXCLUDES(mutex_);
  // Takes a journal out of use, for as long as this process lives or until recover(): nothing is appended, signed or
  // served from it.
  void close(std::string_view id, const Error& why) PARLEY_EXCLUDES(mutex_);
  // Has `fetch` write to a closed journal of ours what is missing in it (journal::Journal::extend and adopt), then
  // opens it again.
  Status recover(std::string_view name, const std::function<Status(journal::Journal&)>& fetch) PARLEY_EXCLUDES(mutex_);
  // The verifier key of a journal's checkpoints: "origin+hash+key".
  Result<std::string> verifier_key(std::string_view name) PARLEY_EXCLUDES(mutex_);

  // As the principal sees them (taxii/catalog.h).
  std::vector<taxii::Collection> collections(std::string_view root, const taxii::Principal& principal)
      PARLEY_EXCLUDES(mutex_);
  std::optional<taxii::Collection> collection(std::string_view root, std::string_view id,
                                              const taxii::Principal& principal) PARLEY_EXCLUDES(mutex_);
  // Under which there is one that the principal may read or write: one look at each, however many roots there are.
  std::set<std::string, std::less<>> roots_seen_by(const taxii::Principal& principal) PARLEY_EXCLUDES(mutex_);

  // Own ones that are open and can be signed, as JournalHeads goes through them.
  struct Signing {
    std::string id, name, origin;
    std::shared_ptr<journal::Journal> journal;
  };
  std::vector<Signing> signing() const PARLEY_EXCLUDES(mutex_);
  // Tries those again that were closed for want of space, as space comes back without anybody's doing.
  void reopen_starved() PARLEY_EXCLUDES(mutex_);

 private:
  struct Known {
    explicit Known(store::CollectionRow its_row) : row(std::move(its_row)) {}
    Mutex opening PARLEY_SERIAL;  // held while it is opened; taken before the list's lock
    // The list's lock guards the rest.
    store::CollectionRow row;
    std::shared_ptr<const SigningKey> key;  // null: of a mirror, or not the right one, which signs nothing
    std::optional<PublicKey> public_key;    // under which an own journal's heads stand
    std::shared_ptr<journal::Journal> journal;
    std::string problem;             // why it is not open; empty: it is, or was not asked for
    bool for_want_of_space = false;  // `problem` may go away by itself
    bool own() const { return row.source.empty(); }
  };
  Known* find(std::string_view name) const PARLEY_REQUIRES(mutex_);
  void insert(std::unique_ptr<Known> one) PARLEY_REQUIRES(mutex_);
  void name(Known& one) PARLEY_REQUIRES(mutex_);  // into by_name_
  std::vector<Known*> all() const PARLEY_EXCLUDES(mutex_);
  void open_one(Known& one) PARLEY_EXCLUDES(mutex_);
  void take(Known& one, Result<OpenedJournal> opened) PARLEY_REQUIRES(mutex_);
  Status make(std::unique_ptr<Known> one) PARLEY_REQUIRES(adding_) PARLEY_EXCLUDES(mutex_);
  Status is_free(const store::CollectionRow& row) const PARLEY_EXCLUDES(mutex_);
  std::optional<taxii::Collection> seen_by(const Known& one, const taxii::Principal& principal) const
      PARLEY_REQUIRES(mutex_);

  Node& node_;
  store::NodeDb& db_;
  const JournalFolders folders_;
  Mutex adding_ PARLEY_SERIAL;  // one is added at a time: held over fsync, and nobody who looks takes it
  mutable Mutex mutex_ PARLEY_BETWEEN(after_charters, after_journals);
  std::vector<std::unique_ptr<Known>> known_
      PARLEY_GUARDED_BY(mutex_);  // in the order in which they were made; none goes
  std::map<std::string, Known*, std::less<>> by_name_ PARLEY_GUARDED_BY(mutex_);  // names, ids and aliases
  std::map<std::string, std::vector<Known*>, std::less<>> by_root_ PARLEY_GUARDED_BY(mutex_);
};

}  // namespace parley::node
