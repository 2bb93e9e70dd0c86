// A party's node: its folder opened, its keys, journals, people and tokens; what the TAXII service and every command
// work on.
//
//   DIR/parley.toml       configuration          DIR/node.db     users, tokens, rights, collections, status resources
//   DIR/keys/             seeds, mode 0600       DIR/journals/   one folder a journal, named by its opaque id
//   DIR/lock              held while open        DIR/parley.sock the running node's local socket
//
// Thread-safe. One process has a node open.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "node/access.h"
#include "node/bell.h"
#include "node/config.h"
#include "node/group_parts.h"
#include "taxii/catalog.h"

namespace parley::node {

class DutyTroubles;  // duty.h
class Health;        // health.h
class People;        // people.h
class Storage;       // storage.h
struct OwnKey;       // own_keys.h

struct InitOptions {
  std::string party;
  std::string administrator = "admin";
  std::optional<std::uint32_t> uid;     // of the administrator on this machine; nothing: of this process
  std::optional<std::string> password;  // generated when absent
  Config config;                        // address, port, TLS, public URL, domain
};
struct Initialized {
  std::string identity;          // of the party
  std::string password;          // of the administrator; shown once
  std::string first_journal;     // name
  std::string first_collection;  // id
};

// A journal with its collection row.
struct JournalInfo {
  store::CollectionRow row;
  std::shared_ptr<journal::Journal> journal;  // null when it cannot be opened
  std::string problem;                        // why not
};

struct NewJournal {
  std::string name;
  std::string id;     // empty: generated
  std::string title;  // empty: the name
  std::string description, alias;
  bool outside_read = true, outside_write = false;
  std::string root = {};  // API root; empty: the configured one
};

class Node : public taxii::Catalog, public GroupParts {
 public:
  // Makes DIR (which must not exist or be empty) a node: keys, identity, configuration, first administrator, one
  // journal "main".
  static Result<Initialized> init(const std::filesystem::path& dir, const InitOptions& options);
  // Fails with not_found when DIR is no node, forbidden when it belongs to another user than this process's,
  // unavailable when another process has it open, invalid_input for its configuration. `clock` dates entries, heads and
  // receipts. `purpose` is what others are told who find it open.
  enum class Purpose { command, serve };
  static Result<std::unique_ptr<Node>> open(const std::filesystem::path& dir, std::function<Micros()> clock = now,
                                            Purpose purpose = Purpose::command);
  ~Node() override;
  // Said when it begins to stop: whoever opens the folder meanwhile waits for it instead of failing.
  void announce_stopping();

  const std::filesystem::path& dir() const;
  const Config& config() const;
  Micros time() const;  // by this node's clock
  Access& access();
  People& people();
  DutyTroubles& duty_troubles();  // of the running node's duty officer
  Bell& bell();  // rung whenever a journal or mirror has a new head, a receipt came, and when peers or groups change
  std::string party_key() const;              // fingerprint of the party key, as people compare it
  Health& health();                           // what is wrong at the moment
  std::vector<std::string> problems() const;  // of health(), for people
  Storage& storage();                         // how much others may fill
  // What is wrong is found out by itself every few seconds; this does it now.
  void check_health();
  // Something could not be stored for want of space, as `why` says: looks whether that is so, and says it until it is
  // over.
  void could_not_store(std::string_view why);
  void could_store();
  // A key of this party's, "party" or "witness". `expected`: the public key that a charter has for it, for a node.db
  // that does not know it.
  Result<OwnKey> own_key(std::string_view name, const std::optional<PublicKey>& expected);
  // What node.db knows under this name, such as the fingerprint of the certificate on the last card; empty: nothing.
  std::string known(std::string_view name);
  Status put_known(std::string_view name, std::string_view value);

  // Journals are opened when first asked for. `name` may be a name, alias or collection id.
  std::vector<store::CollectionRow> journal_rows() const;
  Result<JournalInfo> journal(std::string_view name);  // not_found; corrupt and the like with the reason
  Result<store::CollectionRow> add_journal(const NewJournal& journal);
  // A mirror; `row` says whose (origin, source) and where it is served.
  Status add_mirror(const store::CollectionRow& row);
  Status update_journal(const store::CollectionRow& row);
  // Takes a journal out of use, for as long as this process lives or until recover(): nothing is appended, signed or
  // served from it.
  void close_journal(std::string_view id, const Error& why);
  // Has `fetch` write to a closed journal of ours what is missing in it (journal::Journal::extend and adopt), then
  // opens it again.
  Status recover(std::string_view name, const std::function<Status(journal::Journal&)>& fetch);
  // Opens all of them; those that fail stay closed and are named in health().
  void open_all();
  // The verifier key of a journal's checkpoints: "origin+hash+key".
  Result<std::string> verifier_key(std::string_view name);

  // Catalog
  Result<taxii::Principal> authenticate(std::string_view authorization, std::string_view peer) override;
  std::optional<taxii::Principal> authenticate_fast(std::string_view authorization) override;
  bool must_hash(std::string_view authorization) override;
  std::optional<taxii::Principal> authenticate_certificate(std::string_view fingerprint) override;
  taxii::Discovery discovery() override;
  std::vector<taxii::ApiRoot> roots(const taxii::Principal& principal) override;
  bool has_root(std::string_view name) override;
  std::vector<taxii::Collection> collections(std::string_view root, const taxii::Principal& principal) override;
  std::optional<taxii::Collection> collection(std::string_view root, std::string_view id,
                                              const taxii::Principal& principal) override;
  Result<std::vector<journal::Outcome>> append(const taxii::Collection& collection,
                                               std::span<const journal::NewObject> objects) override;
  Status keep_status(std::string_view root, std::string_view id, const taxii::Principal& owner,
                     std::string json) override;
  Result<std::string> status(std::string_view root, std::string_view id, const taxii::Principal& principal) override;
  std::span<const std::uint8_t> cursor_key() override;

 private:
  struct Impl;
  static Result<Initialized> make(const std::filesystem::path& dir, const Config& config, const InitOptions& options);
  explicit Node(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::node
