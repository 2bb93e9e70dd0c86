// Collections, users, rights, tokens and status resources, in one file that SQLite keeps in WAL
// mode with full synchronisation: what a call has acknowledged is durable. Secrets are not in it,
// only what recognises them: argon2id hashes of passwords and SHA-256 of tokens, which are random
// and long enough for a fast hash.
#include "store/embedded/node_db.h"

#include <sys/stat.h>

#include "store/embedded/sqlite.h"

namespace parley::store {

using namespace sqlite;

namespace {

// Rights, acts and tokens go with their user (ON DELETE CASCADE). `given` has no such reference:
// what somebody was given stays on record when the account is gone. `source` stands last in
// `collection` because version 2 added it there.
//
// What a row means (node_db.h has the values):
//
//   collection        a journal of this node, own or mirrored, as a TAXII collection
//   user              a person or program; uid: known by that user of the machine, without a password
//   act               that a user may do something, and where
//   given             that somebody made a user or gave the user something; never changed or removed
//   access            the rights of a user in a collection, or in all ("*")
//   token             a secret by which a user is known, as its hash
//   status            a TAXII status resource, and whose request it was
//   own_key           a public key of this party, to notice that a key file was exchanged
//   signed_head       the last head of a journal of ours, to notice that the folder was rolled back
//   card_certificate  what was on the card that was handed out last
constexpr const char* kSchema = R"(
CREATE TABLE IF NOT EXISTS collection(
  id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, root TEXT NOT NULL, title TEXT NOT NULL, description TEXT NOT NULL,
  alias TEXT UNIQUE, origin TEXT NOT NULL UNIQUE, outside_read INTEGER NOT NULL, outside_write INTEGER NOT NULL,
  created INTEGER NOT NULL, source TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE IF NOT EXISTS user(
  name TEXT PRIMARY KEY, password_hash TEXT NOT NULL, administrator INTEGER NOT NULL, created INTEGER NOT NULL,
  uid INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS act(
  user TEXT NOT NULL REFERENCES user(name) ON DELETE CASCADE, act TEXT NOT NULL, place TEXT NOT NULL,
  PRIMARY KEY(user, act, place)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS given(
  number INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL, by TEXT NOT NULL,
  by_uid INTEGER, at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS access(
  user TEXT NOT NULL REFERENCES user(name) ON DELETE CASCADE, collection TEXT NOT NULL,
  may_read INTEGER NOT NULL, may_write INTEGER NOT NULL, may_remove INTEGER NOT NULL, PRIMARY KEY(user, collection)) STRICT;
CREATE TABLE IF NOT EXISTS token(
  id TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES user(name) ON DELETE CASCADE, hash TEXT NOT NULL UNIQUE,
  label TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS status(
  root TEXT NOT NULL, id TEXT NOT NULL, owner TEXT NOT NULL, json TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY(root, id)) STRICT;
CREATE INDEX IF NOT EXISTS status_at ON status(at);
CREATE TABLE IF NOT EXISTS own_key(name TEXT PRIMARY KEY, public_key TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS signed_head(origin TEXT PRIMARY KEY, note TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS card_certificate(
  only INTEGER PRIMARY KEY CHECK(only = 1), fingerprint TEXT NOT NULL) STRICT;
)";
// 4: what GroupDb kept by key stands in tables of its own. An older Parley, which would not find that a journal is
// stopped, refuses the file.
// 5: so does what NodeDb kept by key. An older one would take an exchanged key or a journal that was rolled back for
// the right one.
constexpr int kSchemaVersion = 5;

// Before version 3 whoever ran the command was believed to be whom he named. From then on a person is known by the uid
// of his process: that of the folder's owner means the administrator who was there first.
void tie_the_first_administrator(SQLite::Database& db) {
  struct stat info {};
  if (::stat(db.getFilename().c_str(), &info) != 0) return;
  SQLite::Statement statement(db,
                              "UPDATE user SET uid = ?1 WHERE rowid = (SELECT rowid FROM user WHERE administrator = 1 "
                              "ORDER BY created, rowid LIMIT 1)");
  statement.bind(1, static_cast<std::int64_t>(info.st_uid));
  statement.exec();
}

// Before version 5 all of this stood in one table, under keys "key/NAME", "head/ORIGIN" and "certificate/card". What
// stands in the new tables already is newer.
void move_known(SQLite::Database& db) {
  if (!has_table(db, "known")) return;
  db.exec(R"(
    INSERT OR IGNORE INTO own_key SELECT substr(key, 5), value FROM known WHERE substr(key, 1, 4) = 'key/';
    INSERT OR IGNORE INTO signed_head SELECT substr(key, 6), value FROM known WHERE substr(key, 1, 5) = 'head/';
    INSERT OR IGNORE INTO card_certificate SELECT 1, value FROM known WHERE key = 'certificate/card';
    DROP TABLE known;)");
}

// Writes only what is missing: on a full disk a database that is whole must open.
void prepare(SQLite::Database& db) {
  db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;");
  const int version = db.execAndGet("PRAGMA user_version").getInt();
  if (version > kSchemaVersion) return;  // open() refuses it
  if (version == kSchemaVersion) {
    db.exec(kSchema);  // writes nothing: every table is there
    return;
  }
  SQLite::Transaction transaction(db);  // stopped in between, it begins anew
  if (version == 1) db.exec("ALTER TABLE collection ADD COLUMN source TEXT NOT NULL DEFAULT ''");
  if (version == 1 || version == 2) {
    db.exec("ALTER TABLE user ADD COLUMN uid INTEGER");
    tie_the_first_administrator(db);
  }
  db.exec(kSchema);
  move_known(db);
  db.exec("PRAGMA user_version = " + std::to_string(kSchemaVersion));
  transaction.commit();
}

}  // namespace

struct NodeDb::Impl : sqlite::Database {
  using sqlite::Database::Database;
};

NodeDb::NodeDb(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
NodeDb::~NodeDb() = default;

// A newer schema is refused and not read as far as it is understood: an older program would not
// know what it overlooks.
Result<std::unique_ptr<NodeDb>> NodeDb::open(const std::filesystem::path& file) {
  return guarded([&]() -> Result<std::unique_ptr<NodeDb>> {
    auto impl = std::make_unique<Impl>(file, prepare);
    impl->set_room_aside();
    const int version = [&] {
      const Lock lock(impl->mutex);
      return impl->db.execAndGet("PRAGMA user_version").getInt();
    }();
    if (version > kSchemaVersion)
      return Error{Code::unsupported, file.string() + " was written by a newer Parley (schema " +
                                          std::to_string(version) + "); use that one"};
    return std::unique_ptr<NodeDb>(new NodeDb(std::move(impl)));
  });
}

void NodeDb::set_room_aside() { impl_->set_room_aside(); }

std::string NodeDb::read_only_because() { return impl_->read_only_because(); }

namespace {

std::string first_column(SQLite::Statement& row) { return text(row, 0); }

// Of a query that has one row or none.
Result<std::optional<std::string>> one_or_none(Result<std::vector<std::string>> rows) {
  if (!rows.ok()) return rows.error();
  return rows->empty() ? std::optional<std::string>() : std::optional(std::move(rows->front()));
}

}  // namespace

Result<std::optional<std::string>> NodeDb::own_key(std::string_view name) {
  return one_or_none(
      impl_->all<std::string>("SELECT public_key FROM own_key WHERE name = ?1", first_column, own(name)));
}

Status NodeDb::put_own_key(std::string_view name, std::string_view public_key) {
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change("INSERT OR REPLACE INTO own_key VALUES(?1, ?2)", own(name), own(public_key)));
  return {};
}

Result<std::optional<std::string>> NodeDb::signed_head(std::string_view origin) {
  return one_or_none(
      impl_->all<std::string>("SELECT note FROM signed_head WHERE origin = ?1", first_column, own(origin)));
}

Status NodeDb::put_signed_head(std::string_view origin, std::string_view note) {
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change("INSERT OR REPLACE INTO signed_head VALUES(?1, ?2)", own(origin), own(note)));
  return {};
}

Result<std::optional<std::string>> NodeDb::card_certificate() {
  return one_or_none(impl_->all<std::string>("SELECT fingerprint FROM card_certificate", first_column));
}

Status NodeDb::put_card_certificate(std::string_view fingerprint) {
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change("INSERT OR REPLACE INTO card_certificate VALUES(1, ?1)", own(fingerprint)));
  return {};
}

// The table is made by the first write: a node starts on a full disk, also the first time with this version.
Result<std::optional<NodeDb::NotStored>> NodeDb::not_stored() {
  PARLEY_TRY(const auto tables,
             impl_->all<std::string>("SELECT name FROM sqlite_master WHERE name = 'not_stored'", first_column));
  if (tables.empty()) return std::optional<NotStored>();
  PARLEY_TRY(const auto rows, impl_->all<NotStored>("SELECT why, at FROM not_stored", [](SQLite::Statement& row) {
    return NotStored{text(row, 0), time(row, 1)};
  }));
  return rows.empty() ? std::optional<NotStored>() : std::optional(rows.front());
}

Status NodeDb::put_not_stored(std::string_view why, Micros at) {
  PARLEY_TRY([[maybe_unused]] const int made,
             impl_->change_with_room("CREATE TABLE IF NOT EXISTS not_stored(only INTEGER PRIMARY KEY CHECK(only = 1), "
                                     "why TEXT NOT NULL, at INTEGER NOT NULL) STRICT"));
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change_with_room("INSERT OR REPLACE INTO not_stored VALUES(1, ?1, ?2)", own(why), at.value));
  return {};
}

Status NodeDb::remove_not_stored() {
  PARLEY_TRY(const auto kept, not_stored());
  if (!kept) return {};
  PARLEY_TRY([[maybe_unused]] const int changed, impl_->change_with_room("DELETE FROM not_stored"));
  return {};
}

Result<std::vector<CollectionRow>> NodeDb::collections() {
  return impl_->all<CollectionRow>(
      "SELECT id, name, root, title, description, ifnull(alias, ''), origin, outside_read, outside_write, created, "
      "source "
      "FROM collection ORDER BY created, rowid",
      [](SQLite::Statement& row) {
        return CollectionRow{.id = text(row, 0),
                             .name = text(row, 1),
                             .root = text(row, 2),
                             .title = text(row, 3),
                             .description = text(row, 4),
                             .alias = text(row, 5),
                             .origin = text(row, 6),
                             .outside_read = flag(row, 7),
                             .outside_write = flag(row, 8),
                             .source = text(row, 10),
                             .created = time(row, 9)};
      });
}

// An alias is unique where there is one; NULL, which is never equal to NULL, stands for none.
Status NodeDb::add_collection(const CollectionRow& row) {
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change("INSERT INTO collection VALUES(?1, ?2, ?3, ?4, ?5, nullif(?6, ''), ?7, ?8, ?9, ?10, ?11)",
                           row.id, row.name, row.root, row.title, row.description, row.alias, row.origin,
                           int{row.outside_read}, int{row.outside_write}, row.created.value, row.source));
  return {};
}

// Only what people may change: identifier, name, root and origin of a collection are for life.
Status NodeDb::update_collection(const CollectionRow& row) {
  PARLEY_TRY(const int changed,
             impl_->change_with_room(
                 "UPDATE collection SET title = ?2, description = ?3, alias = nullif(?4, ''), outside_read = ?5, "
                 "outside_write = ?6 WHERE id = ?1",
                 row.id, row.title, row.description, row.alias, int{row.outside_read}, int{row.outside_write}));
  if (changed == 0) return Error{Code::not_found, "there is no collection " + row.id};
  return {};
}

Result<std::vector<UserRow>> NodeDb::users() {
  return impl_->all<UserRow>("SELECT name, password_hash, administrator, created, uid FROM user ORDER BY name",
                             [](SQLite::Statement& row) {
                               UserRow user{text(row, 0), text(row, 1), flag(row, 2), time(row, 3), {}};
                               if (!row.getColumn(4).isNull())
                                 user.uid = static_cast<std::uint32_t>(row.getColumn(4).getInt64());
                               return user;
                             });
}

// An update and no replacement, which would delete the row first and take rights, acts and tokens
// with it. `created` stays.
Status NodeDb::put_user(const UserRow& row) {
  PARLEY_TRY(
      [[maybe_unused]] const int changed,
      impl_->change_with_room("INSERT INTO user VALUES(?1, ?2, ?3, ?4, nullif(?5, -1)) ON CONFLICT(name) DO UPDATE SET "
                              "password_hash = ?2, administrator = ?3, uid = nullif(?5, -1)",
                              row.name, row.password_hash, int{row.administrator}, row.created.value,
                              row.uid ? std::int64_t{*row.uid} : std::int64_t{-1}));
  return {};
}

Result<std::vector<ActRow>> NodeDb::acts() {
  return impl_->all<ActRow>("SELECT user, act, place FROM act ORDER BY user, act, place", [](SQLite::Statement& row) {
    return ActRow{text(row, 0), text(row, 1), text(row, 2)};
  });
}

Status NodeDb::add_act(const ActRow& row) {
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change("INSERT OR IGNORE INTO act VALUES(?1, ?2, ?3)", row.user, row.act, row.place));
  return {};
}

Status NodeDb::remove_act(const ActRow& row) {
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change_with_room("DELETE FROM act WHERE user = ?1 AND act = ?2 AND place = ?3", row.user, row.act,
                                     row.place));
  return {};
}

Status NodeDb::remove_user(const std::string& name) {
  PARLEY_TRY(const int changed, impl_->change_with_room("DELETE FROM user WHERE name = ?1", name));
  if (changed == 0) return Error{Code::not_found, "there is no user \"" + name + "\""};
  return {};
}

Result<std::vector<RightRow>> NodeDb::rights() {
  return impl_->all<RightRow>(
      "SELECT user, collection, may_read, may_write, may_remove FROM access ORDER BY user, collection",
      [](SQLite::Statement& row) {
        return RightRow{text(row, 0), text(row, 1), flag(row, 2), flag(row, 3), flag(row, 4)};
      });
}

Status NodeDb::put_right(const RightRow& row) {
  if (!row.read && !row.write && !row.remove) {
    PARLEY_TRY(
        [[maybe_unused]] const int changed,
        impl_->change_with_room("DELETE FROM access WHERE user = ?1 AND collection = ?2", row.user, row.collection));
    return {};
  }
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change_with_room("INSERT OR REPLACE INTO access VALUES(?1, ?2, ?3, ?4, ?5)", row.user,
                                     row.collection, int{row.read}, int{row.write}, int{row.remove}));
  return {};
}

Result<std::vector<GivenRow>> NodeDb::given() {
  return impl_->all<GivenRow>(
      "SELECT user, what, detail, by, by_uid, at FROM given ORDER BY number", [](SQLite::Statement& row) {
        GivenRow given{text(row, 0), text(row, 1), text(row, 2), text(row, 3), {}, time(row, 5)};
        if (!row.getColumn(4).isNull()) given.by_uid = static_cast<std::uint32_t>(row.getColumn(4).getInt64());
        return given;
      });
}

Status NodeDb::add_given(const GivenRow& row) {
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change("INSERT INTO given(user, what, detail, by, by_uid, at) VALUES(?1, ?2, ?3, ?4, nullif(?5, "
                           "-1), ?6)",
                           row.user, row.what, row.detail, row.by,
                           row.by_uid ? std::int64_t{*row.by_uid} : std::int64_t{-1}, row.at.value));
  return {};
}

Result<std::vector<TokenRow>> NodeDb::tokens() {
  return impl_->all<TokenRow>(
      "SELECT id, user, hash, label, created, expires FROM token ORDER BY created, id", [](SQLite::Statement& row) {
        TokenRow token{text(row, 0), text(row, 1), text(row, 2), text(row, 3), time(row, 4), {}};
        if (!row.getColumn(5).isNull()) token.expires = time(row, 5);
        return token;
      });
}

Status NodeDb::add_token(const TokenRow& row) {
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change("INSERT INTO token VALUES(?1, ?2, ?3, ?4, ?5, nullif(?6, 0))", row.id, row.user, row.hash,
                           row.label, row.created.value, row.expires ? row.expires->value : std::int64_t{0}));
  return {};
}

Status NodeDb::remove_token(const std::string& id) {
  PARLEY_TRY(const int changed, impl_->change_with_room("DELETE FROM token WHERE id = ?1", id));
  if (changed == 0) return Error{Code::not_found, "there is no token " + id};
  return {};
}

Status NodeDb::put_status(std::string_view root, std::string_view id, std::string_view owner, std::string_view json,
                          Micros at) {
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change("INSERT OR REPLACE INTO status VALUES(?1, ?2, ?3, ?4, ?5)", own(root), own(id), own(owner),
                           own(json), at.value));
  return {};
}

Result<NodeDb::StatusRow> NodeDb::status(std::string_view root, std::string_view id) {
  return guarded([&]() -> Result<StatusRow> {
    const Lock lock(impl_->mutex);
    SQLite::Statement statement(impl_->db, "SELECT owner, json FROM status WHERE root = ?1 AND id = ?2");
    statement.bind(1, own(root));
    statement.bind(2, own(id));
    if (!statement.executeStep()) return Error{Code::not_found, "there is no status " + own(id)};
    return StatusRow{text(statement, 0), text(statement, 1)};
  });
}

// TAXII 2.1 section 4.3 asks for a status until 24 hours after the request was completed; what is
// older may go.
Status NodeDb::drop_statuses_before(Micros at) {
  PARLEY_TRY([[maybe_unused]] const int changed, impl_->change("DELETE FROM status WHERE at < ?1", at.value));
  return {};
}

}  // namespace parley::store
