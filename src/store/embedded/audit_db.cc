// What waits for the journal `audit`, kept in node.db. Reading never makes a table: a node must
// start, and show what waits, on a disk that is full, so a database without these tables is taken
// for one in which nothing waits.
#include "store/embedded/audit_db.h"

#include "store/embedded/sqlite.h"

namespace parley::store {

using namespace sqlite;

struct AuditDb::Impl : Database {
  using Database::Database;
};

AuditDb::AuditDb(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AuditDb::~AuditDb() = default;

Result<std::unique_ptr<AuditDb>> AuditDb::open(const std::filesystem::path& file) {
  return guarded([&]() -> Result<std::unique_ptr<AuditDb>> {
    auto impl = std::make_unique<Impl>(
        file, [](SQLite::Database& db) { db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"); });
    return std::unique_ptr<AuditDb>(new AuditDb(std::move(impl)));
  });
}

Result<bool> AuditDb::has_tables() {
  PARLEY_TRY(const auto found,
             impl_->all<std::string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name IN "
                                     "('audit_waiting', 'audit_counted')",
                                     [](SQLite::Statement& row) { return text(row, 0); }));
  return found.size() == 2;
}

// Before each write, not once: the first may have failed for want of room.
Status AuditDb::make_tables() {
  // A record that the journal could not take yet, in order; and one row that counts refused
  // attempts, of which each record of its own would let a stranger fill the disk.
  for (const char* const table :
       {"CREATE TABLE IF NOT EXISTS audit_waiting(number INTEGER PRIMARY KEY AUTOINCREMENT, record TEXT NOT NULL) "
        "STRICT",
        "CREATE TABLE IF NOT EXISTS audit_counted(one INTEGER PRIMARY KEY CHECK(one = 1), attempts INTEGER NOT NULL, "
        "since INTEGER NOT NULL) STRICT"}) {
    PARLEY_TRY([[maybe_unused]] const int made, impl_->change_with_room(table));
  }
  return {};
}

Result<std::vector<std::string>> AuditDb::waiting() {
  PARLEY_TRY(const bool there, has_tables());
  if (!there) return std::vector<std::string>();
  return impl_->all<std::string>("SELECT record FROM audit_waiting ORDER BY number",
                                 [](SQLite::Statement& row) { return text(row, 0); });
}

Status AuditDb::add_waiting(const std::string& record) {
  PARLEY_TRY_STATUS(make_tables());
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change_with_room("INSERT INTO audit_waiting(record) VALUES(?1)", record));
  return {};
}

Status AuditDb::remove_waiting() {
  PARLEY_TRY(const bool there, has_tables());
  if (!there) return {};
  PARLEY_TRY([[maybe_unused]] const int changed, impl_->change("DELETE FROM audit_waiting"));
  return {};
}

Result<AuditDb::Counted> AuditDb::counted() {
  PARLEY_TRY(const bool there, has_tables());
  if (!there) return Counted{};
  PARLEY_TRY(const auto rows,
             impl_->all<Counted>("SELECT attempts, since FROM audit_counted", [](SQLite::Statement& row) {
               return Counted{static_cast<std::uint64_t>(row.getColumn(0).getInt64()), time(row, 1)};
             }));
  return rows.empty() ? Counted{} : rows.front();
}

// One row at most (its key is checked to be 1), so that counting costs no room.
Status AuditDb::put_counted(const Counted& counted) {
  PARLEY_TRY_STATUS(make_tables());
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change("INSERT OR REPLACE INTO audit_counted VALUES(1, ?1, ?2)",
                           static_cast<std::int64_t>(counted.attempts), counted.since.value));
  return {};
}

}  // namespace parley::store
