// Holds, standing orders and the record of purging. The record is written before anything is purged
// and finished afterwards: a row without a number in `purged` tells that the node stopped in
// between, and retention_purged tells which entries it was about.
#include "store/embedded/retention_db.h"

#include <SQLiteCpp/VariadicBind.h>

#include "store/embedded/sqlite.h"

namespace parley::store {

using namespace sqlite;

namespace {

// A hold and a line of the record keep their numbers for ever (AUTOINCREMENT does not use one
// again), because people cite them.
//
// What a row means (retention_db.h has the values):
//
//   retention_hold    what must not be purged; released is NULL as long as it holds
//   retention_order   that the running node purges what falls due in a group, and whose word that is
//   retention_record  an act of this kind; purged is NULL until it is done
//   retention_purged  an entry that a purge of the record was about
constexpr const char* kSchema = R"(
CREATE TABLE IF NOT EXISTS retention_hold(
  number INTEGER PRIMARY KEY AUTOINCREMENT, charter TEXT NOT NULL, what TEXT NOT NULL, reason TEXT NOT NULL, by TEXT NOT NULL,
  known TEXT NOT NULL, at INTEGER NOT NULL, released_by TEXT NOT NULL, released_known TEXT NOT NULL, released INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS retention_order(
  charter TEXT PRIMARY KEY, by TEXT NOT NULL, known TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS retention_record(
  number INTEGER PRIMARY KEY AUTOINCREMENT, charter TEXT NOT NULL, act TEXT NOT NULL, by TEXT NOT NULL, known TEXT NOT NULL,
  what TEXT NOT NULL, objects INTEGER NOT NULL, purged INTEGER, at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS retention_purged(
  record INTEGER NOT NULL, journal TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY(record, journal, entry)) STRICT,
  WITHOUT ROWID;
)";

// SQLite has signed integers only; numbers of rows and entries stay far below 2^63.
std::int64_t signed_of(std::uint64_t number) { return static_cast<std::int64_t>(number); }
std::uint64_t number(SQLite::Statement& row, int column) {
  return static_cast<std::uint64_t>(row.getColumn(column).getInt64());
}

}  // namespace

struct RetentionDb::Impl : Database {
  using Database::Database;
};

RetentionDb::RetentionDb(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RetentionDb::~RetentionDb() = default;

Result<std::unique_ptr<RetentionDb>> RetentionDb::open(const std::filesystem::path& file) {
  return guarded([&]() -> Result<std::unique_ptr<RetentionDb>> {
    auto impl = std::make_unique<Impl>(file, [](SQLite::Database& db) {
      db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
      db.exec(kSchema);
    });
    return std::unique_ptr<RetentionDb>(new RetentionDb(std::move(impl)));
  });
}

// Those that were released too: the record of why something was kept must not end with the hold.
Result<std::vector<HoldRow>> RetentionDb::holds() {
  return impl_->all<HoldRow>(
      "SELECT number, charter, what, reason, by, known, at, released_by, released_known, released FROM retention_hold "
      "ORDER BY number",
      [](SQLite::Statement& row) {
        HoldRow out{.number = number(row, 0),
                    .charter = text(row, 1),
                    .what = text(row, 2),
                    .reason = text(row, 3),
                    .by = text(row, 4),
                    .known = text(row, 5),
                    .at = time(row, 6),
                    .released_by = text(row, 7),
                    .released_known = text(row, 8)};
        if (!row.getColumn(9).isNull()) out.released = time(row, 9);
        return out;
      });
}

Result<std::uint64_t> RetentionDb::add_hold(const HoldRow& row) {
  return impl_->together_with_room([&](SQLite::Database& db) -> Result<std::uint64_t> {
    SQLite::Statement insert(db,
                             "INSERT INTO retention_hold(charter, what, reason, by, known, at, released_by, "
                             "released_known) VALUES(?1, ?2, ?3, ?4, ?5, ?6, '', '')");
    SQLite::bind(insert, row.charter, row.what, row.reason, row.by, row.known, row.at.value);
    insert.exec();
    return static_cast<std::uint64_t>(db.getLastInsertRowid());
  });
}

// Only while it holds: who released it first, and when, must not be overwritten by a second one.
Status RetentionDb::release_hold(const HoldRow& row) {
  PARLEY_TRY(
      const int changed,
      impl_->change("UPDATE retention_hold SET released_by = ?1, released_known = ?2, released = ?3 "
                    "WHERE number = ?4 AND released IS NULL",
                    row.released_by, row.released_known, row.released.value_or(Micros{}).value, signed_of(row.number)));
  return changed > 0 ? Status{} : Error{Code::not_found, "there is no such hold any more"};
}

Result<std::vector<RetentionOrderRow>> RetentionDb::orders() {
  return impl_->all<RetentionOrderRow>(
      "SELECT charter, by, known, at FROM retention_order ORDER BY charter", [](SQLite::Statement& row) {
        return RetentionOrderRow{
            .charter = text(row, 0), .by = text(row, 1), .known = text(row, 2), .at = time(row, 3)};
      });
}

// One order a group: a new one takes the place of the old, whose author the record still names.
Status RetentionDb::put_order(const RetentionOrderRow& row) {
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change("INSERT OR REPLACE INTO retention_order VALUES(?1, ?2, ?3, ?4)", row.charter, row.by,
                           row.known, row.at.value));
  return {};
}

Status RetentionDb::remove_order(const std::string& charter) {
  PARLEY_TRY(const int changed, impl_->change_with_room("DELETE FROM retention_order WHERE charter = ?1", charter));
  return changed > 0 ? Status{} : Error{Code::not_found, "there is no standing order for this group"};
}

Result<std::vector<RetentionRecordRow>> RetentionDb::record() {
  return impl_->all<RetentionRecordRow>(
      "SELECT number, charter, act, by, known, what, objects, purged, at FROM retention_record ORDER BY number",
      [](SQLite::Statement& row) {
        RetentionRecordRow out{.number = number(row, 0),
                               .charter = text(row, 1),
                               .act = text(row, 2),
                               .by = text(row, 3),
                               .known = text(row, 4),
                               .what = text(row, 5),
                               .objects = number(row, 6),
                               .at = time(row, 8)};
        if (!row.getColumn(7).isNull()) out.purged = number(row, 7);
        return out;
      });
}

// One transaction: a record without its entries could not be gone on with after a crash.
Result<std::uint64_t> RetentionDb::add_record(const RetentionRecordRow& row,
                                              const std::vector<std::pair<std::string, std::uint64_t>>& entries) {
  const auto add = [&](SQLite::Database& db) -> Result<std::uint64_t> {
    SQLite::Statement insert(db,
                             "INSERT INTO retention_record(charter, act, by, known, what, objects, purged, at) "
                             "VALUES(?1, ?2, ?3, ?4, ?5, ?6, nullif(?7, -1), ?8)");
    SQLite::bind(insert, row.charter, row.act, row.by, row.known, row.what, signed_of(row.objects),
                 row.purged ? signed_of(*row.purged) : std::int64_t{-1}, row.at.value);
    insert.exec();
    const std::int64_t given = db.getLastInsertRowid();
    SQLite::Statement entry(db, "INSERT OR IGNORE INTO retention_purged VALUES(?1, ?2, ?3)");
    for (const auto& [journal, seq] : entries) {
      SQLite::bind(entry, given, journal, signed_of(seq));
      entry.exec();
      entry.reset();
    }
    return static_cast<std::uint64_t>(given);
  };
  // A hold or the end of an order keeps content; what names entries is a purge.
  return entries.empty() ? impl_->together_with_room(add) : impl_->together(add);
}

Status RetentionDb::finish(std::uint64_t record, std::uint64_t purged) {
  PARLEY_TRY(
      [[maybe_unused]] const int changed,
      impl_->change("UPDATE retention_record SET purged = ?1 WHERE number = ?2", signed_of(purged), signed_of(record)));
  return {};
}

Result<std::vector<std::pair<std::string, std::uint64_t>>> RetentionDb::entries_of(std::uint64_t record) {
  return impl_->all<std::pair<std::string, std::uint64_t>>(
      "SELECT journal, entry FROM retention_purged WHERE record = ?1 ORDER BY journal, entry",
      [](SQLite::Statement& row) { return std::pair(text(row, 0), number(row, 1)); }, signed_of(record));
}

}  // namespace parley::store
