// What the databases of this folder share of SQLiteCpp: where its exceptions end, and statements in one line.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "base/time.h"
#include "store/embedded/reserve.h"

namespace parley::store::sqlite {

inline Error from_sqlite(const SQLite::Exception& e) {
  const int code = e.getErrorCode() & 0xff;
  const std::string message = std::string("node.db: ") + e.what();
  if (code == SQLITE_CONSTRAINT) return {Code::conflict, message};
  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) return {Code::corrupt, message};
  if (code == SQLITE_FULL || code == SQLITE_BUSY || code == SQLITE_IOERR || code == SQLITE_CANTOPEN)
    return {Code::unavailable, message};
  return {Code::internal, message};
}

// SQLiteCpp throws; this is where it ends.
template <class Body>
auto guarded(Body&& body) -> decltype(body()) {
  try {
    return body();
  } catch (const SQLite::Exception& e) {
    return from_sqlite(e);
  }
}

inline std::string text(SQLite::Statement& row, int column) { return row.getColumn(column).getString(); }
inline bool flag(SQLite::Statement& row, int column) { return row.getColumn(column).getInt() != 0; }
inline Micros time(SQLite::Statement& row, int column) { return {row.getColumn(column).getInt64()}; }
// SQLiteCpp takes C strings or std::string; views become strings here.
inline std::string own(std::string_view view) { return std::string(view); }
inline bool has_table(SQLite::Database& db, const char* name) {
  SQLite::Statement statement(db, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1");
  statement.bind(1, name);
  return statement.executeStep();
}

// One connection, used by one thread at a time.
//
// When the file cannot be opened for writing because the disk is full, what it holds is read into memory and served
// from there: everything can be read, every change fails with unavailable, and each tries first whether the file can be
// opened by now. That is how a node starts on a full disk and goes on by itself when there is room.
//
// What only takes away (docs/decisions/0009) goes through with_room(): it must be possible on a full disk as well.
struct Database {
  Mutex mutex;
  SQLite::Database db PARLEY_GUARDED_BY(mutex);
  // `prepare` sets a connection up and makes or migrates the tables; it may throw.
  using Prepare = std::function<void(SQLite::Database&)>;
  Database(const std::filesystem::path& path, Prepare prepare);

  // Why nothing can be written; empty: it can.
  std::string read_only_because();
  // Before any change: what went into the copy in memory would be lost without a word. unavailable.
  Status must_be_on_disk() PARLEY_REQUIRES(mutex) {
    if (copy_because.empty() || back_on_disk()) return {};
    return Error{Code::unavailable, "node.db cannot be written: " + copy_because};
  }

 private:
  const std::filesystem::path file;
  const Reserve reserve;
  const Prepare prepare;
  std::string copy_because PARLEY_GUARDED_BY(mutex);  // `db` is a copy in memory

  SQLite::Database on_disk();
  SQLite::Database in_memory();
  bool copied() PARLEY_REQUIRES(mutex);
  bool back_on_disk() PARLEY_REQUIRES(mutex);
  void make_short_log();

 public:
  void set_room_aside() const { reserve.fill(); }
  // A change that only takes away. Where it finds no room, pieces of the reserve are given for it, one after the other
  // since others write, too; what it did not need is set aside again.
  template <class Body>
  auto with_room(const Body& body) -> decltype(body()) {
    auto out = body();
    const auto lacks = [&] { return !out.ok() && out.error().code == Code::unavailable; };
    if (!lacks() || !reserve.is_wanted()) return out;
    while (lacks() && reserve.give()) out = body();
    make_short_log();
    reserve.fill();
    return out;
  }
  template <class... Values>
  Result<int> change_with_room(const char* sql, const Values&... values) {
    return with_room([&] { return change(sql, values...); });
  }

  template <class Work>
  auto together_with_room(const Work& work) -> decltype(work(std::declval<SQLite::Database&>())) {
    return with_room([&] { return together(work); });
  }

  // All rows of a query with `values` bound in order, each read by `make`.
  template <class Row, class Make, class... Values>
  Result<std::vector<Row>> all(const char* sql, Make make, const Values&... values) {
    return guarded([&]() -> Result<std::vector<Row>> {
      const Lock lock(mutex);
      SQLite::Statement statement(db, sql);
      [[maybe_unused]] int at = 0;
      (statement.bind(++at, values), ...);
      std::vector<Row> rows;
      while (statement.executeStep()) rows.push_back(make(statement));
      return rows;
    });
  }

  // Runs one statement with `values` bound in order and returns how many rows it changed.
  template <class... Values>
  Result<int> change(const char* sql, const Values&... values) {
    return guarded([&]() -> Result<int> {
      const Lock lock(mutex);
      PARLEY_TRY_STATUS(must_be_on_disk());
      SQLite::Statement statement(db, sql);
      int at = 0;
      (statement.bind(++at, values), ...);
      return statement.exec();
    });
  }

  // All that `work` changes, or nothing when it fails; no other thread's change comes in between. It gets the
  // connection and returns a Status or Result.
  template <class Work>
  auto together(const Work& work) -> decltype(work(std::declval<SQLite::Database&>())) {
    using Out = decltype(work(std::declval<SQLite::Database&>()));
    return guarded([&]() -> Out {
      const Lock lock(mutex);
      PARLEY_TRY_STATUS(must_be_on_disk());
      // Begun as a writer's: one that has read first is refused when another connection has written meanwhile.
      SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
      Out out = work(db);
      if (out.ok()) transaction.commit();
      return out;
    });
  }
};

}  // namespace parley::store::sqlite
