// What the databases of this folder share of SQLiteCpp: where its exceptions end, and statements in one line.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "base/time.h"

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

// One connection, used by one thread at a time.
struct Database {
  Mutex mutex;
  SQLite::Database db PARLEY_GUARDED_BY(mutex);
  explicit Database(const std::string& file) : db(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 5000) {}

  // All rows of a query with `values` bound in order, each read by `make`.
  template <class Row, class Make, class... Values>
  Result<std::vector<Row>> all(const char* sql, Make make, const Values&... values) {
    const Lock lock(mutex);
    return guarded([&]() -> Result<std::vector<Row>> {
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
    const Lock lock(mutex);
    return guarded([&]() -> Result<int> {
      SQLite::Statement statement(db, sql);
      int at = 0;
      (statement.bind(++at, values), ...);
      return statement.exec();
    });
  }
};

}  // namespace parley::store::sqlite
