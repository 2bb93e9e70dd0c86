#include "store/embedded/group_db.h"

#include <SQLiteCpp/VariadicBind.h>

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
CREATE TABLE IF NOT EXISTS pending_release(
  id TEXT PRIMARY KEY, charter TEXT NOT NULL, terms TEXT NOT NULL, journal TEXT NOT NULL, sha256 TEXT NOT NULL,
  asked_by TEXT NOT NULL, asked_known TEXT NOT NULL, asked_uid INTEGER, asked INTEGER NOT NULL, expires INTEGER NOT NULL,
  although_held_back INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS pending_object(
  release TEXT NOT NULL, place INTEGER NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL, PRIMARY KEY(release, place)) STRICT,
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS release_log(
  number INTEGER PRIMARY KEY AUTOINCREMENT, charter TEXT NOT NULL, entry INTEGER, at INTEGER NOT NULL, objects INTEGER NOT NULL,
  sha256 TEXT NOT NULL, asked_by TEXT NOT NULL, asked_known TEXT NOT NULL, confirmed_by TEXT NOT NULL,
  confirmed_known TEXT NOT NULL, although_held_back INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS derivation(
  derived TEXT NOT NULL, original TEXT NOT NULL, how INTEGER NOT NULL, PRIMARY KEY(derived, original)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS departure(
  charter TEXT NOT NULL, party TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(charter, party)) STRICT, WITHOUT ROWID;
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

Result<std::vector<DepartureRow>> GroupDb::departures() {
  return impl_->all<DepartureRow>("SELECT charter, party, at FROM departure", [](SQLite::Statement& row) {
    return DepartureRow{.charter = text(row, 0), .party = text(row, 1), .at = time(row, 2)};
  });
}

Status GroupDb::put_departure(const DepartureRow& row) {
  PARLEY_TRY([[maybe_unused]] const int changed, impl_->change("INSERT OR REPLACE INTO departure VALUES(?1, ?2, ?3)",
                                                               row.charter, row.party, row.at.value));
  return {};
}

Status GroupDb::remove_departure(const std::string& charter, const std::string& party) {
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change("DELETE FROM departure WHERE charter=?1 AND party=?2", charter, party));
  return {};
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

namespace {
std::int64_t signed_of(std::uint64_t value) { return static_cast<std::int64_t>(value); }
}  // namespace

Result<std::vector<PendingReleaseRow>> GroupDb::pending_releases() {
  PARLEY_TRY(auto rows, impl_->all<PendingReleaseRow>(
                            "SELECT id, charter, terms, journal, sha256, asked_by, asked_known, asked_uid, asked, "
                            "expires, although_held_back FROM pending_release ORDER BY asked, id",
                            [](SQLite::Statement& row) {
                              PendingReleaseRow out{.id = text(row, 0),
                                                    .charter = text(row, 1),
                                                    .terms = text(row, 2),
                                                    .journal = text(row, 3),
                                                    .sha256 = text(row, 4),
                                                    .asked_by = text(row, 5),
                                                    .asked_known = text(row, 6),
                                                    .asked_uid = {},
                                                    .asked = time(row, 8),
                                                    .expires = time(row, 9),
                                                    .although_held_back = flag(row, 10),
                                                    .objects = {}};
                              if (!row.getColumn(7).isNull())
                                out.asked_uid = static_cast<std::uint32_t>(row.getColumn(7).getInt64());
                              return out;
                            }));
  for (PendingReleaseRow& one : rows) {
    PARLEY_TRY(one.objects, impl_->all<PendingReleaseRow::Object>(
                                "SELECT id, version FROM pending_object WHERE release = ?1 ORDER BY place",
                                [](SQLite::Statement& row) {
                                  return PendingReleaseRow::Object{text(row, 0), text(row, 1)};
                                },
                                one.id));
  }
  return rows;
}

Status GroupDb::put_pending_release(const PendingReleaseRow& row) {
  return guarded([&]() -> Status {
    const Lock lock(impl_->mutex);
    SQLite::Transaction transaction(impl_->db);
    SQLite::Statement head(impl_->db,
                           "INSERT OR REPLACE INTO pending_release VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, nullif(?8, -1), "
                           "?9, ?10, ?11)");
    SQLite::bind(head, row.id, row.charter, row.terms, row.journal, row.sha256, row.asked_by, row.asked_known,
                 row.asked_uid ? std::int64_t{*row.asked_uid} : std::int64_t{-1}, row.asked.value, row.expires.value,
                 int{row.although_held_back});
    head.exec();
    SQLite::Statement old(impl_->db, "DELETE FROM pending_object WHERE release = ?1");
    SQLite::bind(old, row.id);
    old.exec();
    for (std::size_t i = 0; i < row.objects.size(); ++i) {
      SQLite::Statement object(impl_->db, "INSERT INTO pending_object VALUES(?1, ?2, ?3, ?4)");
      SQLite::bind(object, row.id, signed_of(i), row.objects[i].id, row.objects[i].version);
      object.exec();
    }
    transaction.commit();
    return {};
  });
}

Status GroupDb::remove_pending_release(const std::string& id) {
  return guarded([&]() -> Status {
    const Lock lock(impl_->mutex);
    SQLite::Transaction transaction(impl_->db);
    SQLite::Statement objects(impl_->db, "DELETE FROM pending_object WHERE release = ?1");
    SQLite::bind(objects, id);
    objects.exec();
    SQLite::Statement head(impl_->db, "DELETE FROM pending_release WHERE id = ?1");
    SQLite::bind(head, id);
    const int changed = head.exec();
    transaction.commit();
    return changed > 0 ? Status{} : Error{Code::not_found, "there is no such pending release"};
  });
}

Result<std::vector<ReleaseLogRow>> GroupDb::release_log() {
  return impl_->all<ReleaseLogRow>(
      "SELECT number, charter, entry, at, objects, sha256, asked_by, asked_known, confirmed_by, confirmed_known, "
      "although_held_back FROM release_log ORDER BY number",
      [](SQLite::Statement& row) {
        ReleaseLogRow out{.number = static_cast<std::uint64_t>(row.getColumn(0).getInt64()),
                          .charter = text(row, 1),
                          .entry = {},
                          .at = time(row, 3),
                          .objects = static_cast<std::uint64_t>(row.getColumn(4).getInt64()),
                          .sha256 = text(row, 5),
                          .asked_by = text(row, 6),
                          .asked_known = text(row, 7),
                          .confirmed_by = text(row, 8),
                          .confirmed_known = text(row, 9),
                          .although_held_back = flag(row, 10)};
        if (!row.getColumn(2).isNull()) out.entry = static_cast<std::uint64_t>(row.getColumn(2).getInt64());
        return out;
      });
}

Result<std::uint64_t> GroupDb::add_release(const ReleaseLogRow& row) {
  return guarded([&]() -> Result<std::uint64_t> {
    const Lock lock(impl_->mutex);
    SQLite::Statement statement(
        impl_->db,
        "INSERT INTO release_log(charter, entry, at, objects, sha256, asked_by, asked_known, "
        "confirmed_by, confirmed_known, although_held_back) VALUES(?1, nullif(?2, -1), ?3, ?4, ?5, ?6, ?7, ?8, "
        "?9, ?10)");
    SQLite::bind(statement, row.charter, row.entry ? signed_of(*row.entry) : std::int64_t{-1}, row.at.value,
                 signed_of(row.objects), row.sha256, row.asked_by, row.asked_known, row.confirmed_by,
                 row.confirmed_known, int{row.although_held_back});
    statement.exec();
    return static_cast<std::uint64_t>(impl_->db.getLastInsertRowid());
  });
}

Status GroupDb::finish_release(std::uint64_t number, std::uint64_t entry) {
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change("UPDATE release_log SET entry = ?2 WHERE number = ?1", signed_of(number), signed_of(entry)));
  return {};
}

Status GroupDb::remove_release(std::uint64_t number) {
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change("DELETE FROM release_log WHERE number = ?1", signed_of(number)));
  return {};
}

Result<std::optional<std::string>> GroupDb::note(std::string_view key) {
  return guarded([&]() -> Result<std::optional<std::string>> {
    const Lock lock(impl_->mutex);
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

Result<std::vector<DerivationRow>> GroupDb::derivations() {
  return impl_->all<DerivationRow>("SELECT derived, original, how FROM derivation", [](SQLite::Statement& row) {
    return DerivationRow{.derived = text(row, 0), .original = text(row, 1), .how = row.getColumn(2).getInt()};
  });
}

Status GroupDb::put_derivations(const std::vector<DerivationRow>& rows) {
  if (rows.empty()) return {};
  return guarded([&]() -> Status {
    const Lock lock(impl_->mutex);
    SQLite::Transaction transaction(impl_->db);
    SQLite::Statement insert(impl_->db, "INSERT OR IGNORE INTO derivation VALUES(?1, ?2, ?3)");
    for (const DerivationRow& row : rows) {
      insert.bind(1, row.derived);
      insert.bind(2, row.original);
      insert.bind(3, row.how);
      insert.exec();
      insert.reset();
    }
    transaction.commit();
    return {};
  });
}

}  // namespace parley::store
