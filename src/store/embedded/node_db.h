// node.db: what a node knows besides its journals - collections, users, tokens, rights, status resources. SQLite (WAL).
//
// Thread-safe (one connection, one mutex): nothing here is on a hot path; the node keeps what it needs often in memory.
// Every change is durable when the call returns. Errors of SQLite arrive as unavailable (full, busy) or corrupt.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace parley::store {

struct CollectionRow {
  std::string id;    // UUID: the TAXII collection id
  std::string name;  // of the journal, as people call it; unique
  std::string root;  // API root
  std::string title;
  std::string description;
  std::string alias;                                // empty: none
  std::string origin;                               // of the checkpoint
  bool outside_read = true, outside_write = false;  // what any outside client can be given at most
  std::string source;  // of a mirror: the verifier key of the journal that it mirrors; empty: an own journal
  Micros created{};
};

struct UserRow {
  std::string name;
  std::string password_hash;  // argon2id; empty: no password, only tokens
  bool administrator = false;
  Micros created{};
  std::optional<std::uint32_t> uid = {};  // of this machine, when the person is known by it
};

// That a user may do an act: its word (node/acting.h), and where.
struct ActRow {
  std::string user, act;
  std::string place;  // id of a charter or a collection, or "*" for everywhere
};

struct TokenRow {
  std::string id;  // short, for people
  std::string user;
  std::string hash;  // SHA-256 of the token, hexadecimal
  std::string label;
  Micros created{};
  std::optional<Micros> expires;
};

// That somebody made a user, or gave the user something by which he is known or may act. Rows are only ever added, and
// stay when the user is removed: who comes after under that name has the same past.
struct GivenRow {
  std::string user;
  std::string what;                          // "account", "password", "token", "uid", "administrator" or "act"
  std::string detail;                        // id of the token, the uid, the act's word
  std::string by;                            // user; empty: the owner of the folder, without a right of this node
  std::optional<std::uint32_t> by_uid = {};  // of the process that gave it
  Micros at{};
};

struct RightRow {
  std::string user;
  std::string collection;  // id, or "*" for every collection there is and will be
  bool read = false, write = false, remove = false;
};

class NodeDb {
 public:
  // Opens or makes the file.
  static Result<std::unique_ptr<NodeDb>> open(const std::filesystem::path& file);
  ~NodeDb();

  Result<std::vector<CollectionRow>> collections();  // in the order in which they were made
  Status add_collection(const CollectionRow& row);   // conflict when id, name or alias is taken
  Status update_collection(const CollectionRow& row);

  Result<std::vector<UserRow>> users();
  Status put_user(const UserRow& row);          // adds or replaces
  Status remove_user(const std::string& name);  // with its tokens, rights and acts; not_found
  Result<std::vector<ActRow>> acts();
  Status add_act(const ActRow& row);  // nothing happens when it is there
  Status remove_act(const ActRow& row);
  Result<std::vector<RightRow>> rights();
  // Replaces the rights of `user` on `collection`; all false removes them.
  Status put_right(const RightRow& row);

  Result<std::vector<GivenRow>> given();  // in the order in which it was given
  Status add_given(const GivenRow& row);

  Result<std::vector<TokenRow>> tokens();
  Status add_token(const TokenRow& row);
  Status remove_token(const std::string& id);  // not_found

  Status put_status(std::string_view root, std::string_view id, std::string_view owner, std::string_view json,
                    Micros at);
  struct StatusRow {
    std::string owner, json;
  };
  Result<StatusRow> status(std::string_view root, std::string_view id);  // not_found
  Status drop_statuses_before(Micros at);

  // What this node knew of its own keys and heads, kept apart from the folders in which they lie: so that one of these
  // that was exchanged, damaged or rolled back does not go unnoticed. Nothing: it is not known yet.
  //
  // Public keys of this party, hexadecimal: of "party", "witness", or a journal by its origin.
  Result<std::optional<std::string>> own_key(std::string_view name);
  Status put_own_key(std::string_view name, std::string_view public_key);
  // The last signed head of an own journal (a checkpoint, C2SP tlog-checkpoint) that was kept.
  Result<std::optional<std::string>> signed_head(std::string_view origin);
  Status put_signed_head(std::string_view origin, std::string_view note);
  // Fingerprint of the certificate on the card that was handed out last.
  Result<std::optional<std::string>> card_certificate();
  Status put_card_certificate(std::string_view fingerprint);

  // That an append failed for want of space, until one works again.
  struct NotStored {
    std::string why;
    Micros at{};
  };
  Result<std::optional<NotStored>> not_stored();
  Status put_not_stored(std::string_view why, Micros at);
  Status remove_not_stored();

  // Beside node.db there is room for what must be possible on a full disk (reserve.h); what of it was used is set aside
  // anew, as far as there is room.
  void set_room_aside();
  // Why nothing can be written (a full disk); empty: it can, also when it could not before.
  std::string read_only_because();

 private:
  struct Impl;
  explicit NodeDb(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::store
