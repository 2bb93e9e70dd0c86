#include "store/embedded/group_db.h"

#include <algorithm>

#include "store/embedded/sqlite.h"

namespace parley::store {

using namespace sqlite;

namespace {

constexpr const char* kSchema = R"(
CREATE TABLE IF NOT EXISTS peer(
  identity TEXT PRIMARY KEY, alias TEXT NOT NULL UNIQUE, card TEXT NOT NULL, accepted INTEGER NOT NULL, last_seen INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS charter(
  id TEXT PRIMARY KEY, alias TEXT NOT NULL UNIQUE, is_group INTEGER NOT NULL, has_left INTEGER NOT NULL, text TEXT NOT NULL,
  proposal TEXT NOT NULL, received INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS receipt(
  root TEXT NOT NULL, number INTEGER NOT NULL, origin TEXT NOT NULL, holder TEXT NOT NULL, size INTEGER NOT NULL, time INTEGER NOT NULL,
  note TEXT NOT NULL, PRIMARY KEY(root, number), UNIQUE(origin, holder, size)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS embargo(
  party TEXT NOT NULL, what TEXT NOT NULL, reason TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY(party, what)) STRICT;
CREATE TABLE IF NOT EXISTS note(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
)";

}  // namespace

struct GroupDb::Impl : Database {
  using Database::Database;
};

GroupDb::GroupDb(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GroupDb::~GroupDb() = default;

Result<std::unique_ptr<GroupDb>> GroupDb::open(const std::filesystem::path& file) {
  return guarded([&]() -> Result<std::unique_ptr<GroupDb>> {
    auto impl = std::make_unique<Impl>(file, [](SQLite::Database& db) {
      db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
      db.exec(kSchema);
    });
    return std::unique_ptr<GroupDb>(new GroupDb(std::move(impl)));
  });
}

Result<std::vector<PeerRow>> GroupDb::peers() {
  return impl_->all<PeerRow>("SELECT identity, alias, card, accepted, last_seen FROM peer ORDER BY accepted, rowid",
                             [](SQLite::Statement& row) {
                               PeerRow peer{.identity = text(row, 0),
                                            .alias = text(row, 1),
                                            .card = text(row, 2),
                                            .accepted = time(row, 3),
                                            .last_seen = {}};
                               if (!row.getColumn(4).isNull()) peer.last_seen = time(row, 4);
                               return peer;
                             });
}

Status GroupDb::put_peer(const PeerRow& row) {
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change("INSERT INTO peer(identity, alias, card, accepted) VALUES(?1, ?2, ?3, ?4) ON "
                           "CONFLICT(identity) DO UPDATE SET alias=?2, card=?3",
                           row.identity, row.alias, row.card, row.accepted.value));
  return {};
}

Status GroupDb::remove_peer(const std::string& identity) {
  PARLEY_TRY(const int changed, impl_->change("DELETE FROM peer WHERE identity=?1", identity));
  return changed > 0 ? Status{} : Error{Code::not_found, "there is no such peer"};
}

Status GroupDb::seen(const std::string& identity, Micros at) {
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change("UPDATE peer SET last_seen=?2 WHERE identity=?1", identity, at.value));
  return {};
}

Result<std::vector<CharterRow>> GroupDb::charters() {
  return impl_->all<CharterRow>(
      "SELECT id, alias, is_group, has_left, text, proposal, received FROM charter ORDER BY received, rowid",
      [](SQLite::Statement& row) {
        return CharterRow{.id = text(row, 0),
                          .alias = text(row, 1),
                          .is_group = flag(row, 2),
                          .left = flag(row, 3),
                          .text = text(row, 4),
                          .proposal = text(row, 5),
                          .received = time(row, 6)};
      });
}

Status GroupDb::put_charter(const CharterRow& row) {
  PARLEY_TRY(
      [[maybe_unused]] const int changed,
      impl_->change("INSERT INTO charter VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT(id) DO UPDATE SET alias=?2, "
                    "is_group=?3, has_left=?4, text=?5, proposal=?6, received=?7",
                    row.id, row.alias, int{row.is_group}, int{row.left}, row.text, row.proposal, row.received.value));
  return {};
}

Status GroupDb::remove_charter(const std::string& id) {
  PARLEY_TRY(const int changed, impl_->change("DELETE FROM charter WHERE id=?1", id));
  return changed > 0 ? Status{} : Error{Code::not_found, "there is no such charter"};
}

namespace {
ReceiptRow receipt_row(SQLite::Statement& row) {
  return {.number = static_cast<std::uint64_t>(row.getColumn(0).getInt64()),
          .root = text(row, 1),
          .origin = text(row, 2),
          .holder = text(row, 3),
          .size = static_cast<std::uint64_t>(row.getColumn(4).getInt64()),
          .time = time(row, 5),
          .note = text(row, 6)};
}
}  // namespace

Result<std::vector<ReceiptRow>> GroupDb::receipts() {
  return impl_->all<ReceiptRow>(
      "SELECT number, root, origin, holder, size, time, note FROM receipt ORDER BY origin, holder, size", receipt_row);
}

Result<std::vector<ReceiptRow>> GroupDb::receipts_after(std::string_view root, std::uint64_t number,
                                                        std::size_t limit) {
  return impl_->all<ReceiptRow>(
      "SELECT number, root, origin, holder, size, time, note FROM receipt WHERE root = ?1 AND number > ?2 ORDER BY "
      "number LIMIT ?3",
      receipt_row, own(root), static_cast<std::int64_t>(number), static_cast<std::int64_t>(limit));
}

Result<std::vector<ReceiptRow>> GroupDb::receipts_over(std::string_view origin, std::uint64_t size, std::size_t limit) {
  return impl_->all<ReceiptRow>(
      "SELECT number, root, origin, holder, size, time, note FROM receipt WHERE origin = ?1 AND size > ?2 ORDER BY "
      "size DESC LIMIT ?3",
      receipt_row, own(origin), static_cast<std::int64_t>(size), static_cast<std::int64_t>(limit));
}

Result<std::vector<ReceiptRow>> GroupDb::receipts_between(std::string_view origin, std::string_view holder,
                                                          std::uint64_t above, std::uint64_t upto, std::size_t limit) {
  const auto bounded = [](std::uint64_t size) {
    return static_cast<std::int64_t>(std::min<std::uint64_t>(size, INT64_MAX));
  };
  return impl_->all<ReceiptRow>(
      "SELECT number, root, origin, holder, size, time, note FROM receipt WHERE origin = ?1 AND holder = ?2 AND size > "
      "?3 AND size <= ?4 ORDER BY size LIMIT ?5",
      receipt_row, own(origin), own(holder), bounded(above), bounded(upto), bounded(limit));
}

Status GroupDb::remove_receipt(const ReceiptRow& row) {
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change("DELETE FROM receipt WHERE origin=?1 AND holder=?2 AND size=?3", row.origin, row.holder,
                           static_cast<std::int64_t>(row.size)));
  return {};
}

Status GroupDb::add_receipt(const ReceiptRow& row) {
  // A replaced row gets a new number: whoever reads by number sees it again.
  PARLEY_TRY(
      [[maybe_unused]] const int changed,
      impl_->change(
          "INSERT OR REPLACE INTO receipt(root, number, origin, holder, size, time, note) "
          "SELECT ?6, (SELECT ifnull(max(number), 0) + 1 FROM receipt WHERE root = ?6), ?1, ?2, ?3, ?4, ?5 "
          "WHERE NOT EXISTS (SELECT 1 FROM receipt WHERE origin = ?1 AND holder = ?2 AND size = ?3 AND time <= ?4)",
          row.origin, row.holder, static_cast<std::int64_t>(row.size), row.time.value, row.note, row.root));
  return {};
}

Result<std::vector<EmbargoRow>> GroupDb::embargoes() {
  return impl_->all<EmbargoRow>(
      "SELECT party, what, reason, until FROM embargo ORDER BY rowid", [](SQLite::Statement& row) {
        return EmbargoRow{.party = text(row, 0), .what = text(row, 1), .reason = text(row, 2), .until = time(row, 3)};
      });
}

Status GroupDb::put_embargo(const EmbargoRow& row) {
  PARLEY_TRY([[maybe_unused]] const int changed, impl_->change("INSERT OR REPLACE INTO embargo VALUES(?1, ?2, ?3, ?4)",
                                                               row.party, row.what, row.reason, row.until.value));
  return {};
}

Status GroupDb::remove_embargo(const std::string& party, const std::string& what) {
  PARLEY_TRY(const int changed, impl_->change("DELETE FROM embargo WHERE party=?1 AND what=?2", party, what));
  return changed > 0 ? Status{} : Error{Code::not_found, "there is no such embargo"};
}

Result<std::optional<std::string>> GroupDb::note(std::string_view key) {
  const Lock lock(impl_->mutex);
  return guarded([&]() -> Result<std::optional<std::string>> {
    SQLite::Statement statement(impl_->db, "SELECT value FROM note WHERE key=?1");
    statement.bind(1, own(key));
    if (!statement.executeStep()) return std::optional<std::string>();
    return std::optional(text(statement, 0));
  });
}

Status GroupDb::put_note(std::string_view key, std::string_view value) {
  if (value.empty()) {
    PARLEY_TRY([[maybe_unused]] const int changed, impl_->change("DELETE FROM note WHERE key=?1", own(key)));
    return {};
  }
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change("INSERT OR REPLACE INTO note VALUES(?1, ?2)", own(key), own(value)));
  return {};
}

Result<std::vector<std::pair<std::string, std::string>>> GroupDb::notes(std::string_view prefix) {
  // Keys in order from the prefix on, up to the first that does not begin with it any more.
  std::string end(prefix);
  if (!end.empty()) ++end.back();
  return impl_->all<std::pair<std::string, std::string>>(
      "SELECT key, value FROM note WHERE key >= ?1 AND (?2 = '' OR key < ?2) ORDER BY key",
      [](SQLite::Statement& row) { return std::pair(text(row, 0), text(row, 1)); }, own(prefix), end);
}

}  // namespace parley::store
