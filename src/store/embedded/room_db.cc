// Sessions and what people have chosen in the room, kept in node.db. Reading never makes a table: a database without
// these tables is one in which nobody has signed in.
#include "store/embedded/room_db.h"

#include "store/embedded/sqlite.h"

namespace parley::store {

using namespace sqlite;

struct RoomDb::Impl : Database {
  using Database::Database;
};

RoomDb::RoomDb(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RoomDb::~RoomDb() = default;

Result<std::unique_ptr<RoomDb>> RoomDb::open(const std::filesystem::path& file) {
  return guarded([&]() -> Result<std::unique_ptr<RoomDb>> {
    auto impl = std::make_unique<Impl>(
        file, [](SQLite::Database& db) { db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"); });
    return std::unique_ptr<RoomDb>(new RoomDb(std::move(impl)));
  });
}

Result<bool> RoomDb::has_tables() {
  PARLEY_TRY(const auto found, impl_->all<std::string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name "
                                                       "IN ('room_session', 'room_person', 'room_seen')",
                                                       [](SQLite::Statement& row) { return text(row, 0); }));
  return found.size() == 3;
}

// Before each write, not once: the first may have failed for want of room. A user who is removed and made anew is
// somebody else, which a session knows by what it is bound to; so no row refers to the table of users.
Status RoomDb::make_tables() {
  for (const char* const table :
       {"CREATE TABLE IF NOT EXISTS room_session(id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, user TEXT NOT NULL, "
        "known TEXT NOT NULL, proof TEXT NOT NULL, uid INTEGER, bound TEXT NOT NULL, since INTEGER NOT NULL, "
        "last_used INTEGER NOT NULL, address TEXT NOT NULL, agent TEXT NOT NULL, before INTEGER, "
        "before_address TEXT NOT NULL) STRICT",
        "CREATE TABLE IF NOT EXISTS room_person(user TEXT PRIMARY KEY, language TEXT NOT NULL, signed_in INTEGER, "
        "address TEXT NOT NULL) STRICT",
        "CREATE TABLE IF NOT EXISTS room_seen(user TEXT NOT NULL, journal TEXT NOT NULL, entries INTEGER NOT NULL, "
        "PRIMARY KEY(user, journal)) STRICT, WITHOUT ROWID"}) {
    PARLEY_TRY([[maybe_unused]] const int made, impl_->change(table));
  }
  return {};
}

Result<std::vector<SessionRow>> RoomDb::sessions() {
  PARLEY_TRY(const bool there, has_tables());
  if (!there) return std::vector<SessionRow>();
  return impl_->all<SessionRow>(
      "SELECT id, hash, user, known, proof, uid, bound, since, last_used, address, agent, before, before_address FROM "
      "room_session ORDER BY "
      "since, id",
      [](SQLite::Statement& row) {
        SessionRow out{.id = text(row, 0),
                       .hash = text(row, 1),
                       .user = text(row, 2),
                       .known = text(row, 3),
                       .proof = text(row, 4),
                       .uid = {},
                       .bound = text(row, 6),
                       .since = time(row, 7),
                       .last_used = time(row, 8),
                       .address = text(row, 9),
                       .agent = text(row, 10),
                       .before = {},
                       .before_address = text(row, 12)};
        if (!row.getColumn(11).isNull()) out.before = time(row, 11);
        if (!row.getColumn(5).isNull()) out.uid = row.getColumn(5).getUInt();
        return out;
      });
}

Status RoomDb::put_session(const SessionRow& row) {
  PARLEY_TRY_STATUS(make_tables());
  return impl_->together([&](SQLite::Database& db) -> Status {
    SQLite::Statement statement(db,
                                "INSERT OR REPLACE INTO room_session VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
                                "?11, ?12, ?13)");
    statement.bind(1, row.id);
    statement.bind(2, row.hash);
    statement.bind(3, row.user);
    statement.bind(4, row.known);
    statement.bind(5, row.proof);
    if (row.uid)
      statement.bind(6, static_cast<std::int64_t>(*row.uid));
    else
      statement.bind(6);
    statement.bind(7, row.bound);
    statement.bind(8, row.since.value);
    statement.bind(9, row.last_used.value);
    statement.bind(10, row.address);
    statement.bind(11, row.agent);
    if (row.before)
      statement.bind(12, row.before->value);
    else
      statement.bind(12);
    statement.bind(13, row.before_address);
    statement.exec();
    return {};
  });
}

Status RoomDb::remove_session(const std::string& id) {
  PARLEY_TRY(const bool there, has_tables());
  if (!there) return {};
  PARLEY_TRY([[maybe_unused]] const int changed, impl_->change_with_room("DELETE FROM room_session WHERE id = ?1", id));
  return {};
}

Result<RoomPersonRow> RoomDb::person(const std::string& user) {
  PARLEY_TRY(const bool there, has_tables());
  if (!there) return RoomPersonRow{.user = user};
  PARLEY_TRY(auto rows, impl_->all<RoomPersonRow>(
                            "SELECT language, signed_in, address FROM room_person WHERE user = ?1",
                            [&](SQLite::Statement& row) {
                              RoomPersonRow out{.user = user, .language = text(row, 0), .address = text(row, 2)};
                              if (!row.getColumn(1).isNull()) out.signed_in = time(row, 1);
                              return out;
                            },
                            user));
  return rows.empty() ? RoomPersonRow{.user = user} : std::move(rows.front());
}

Status RoomDb::put_person(const RoomPersonRow& row) {
  PARLEY_TRY_STATUS(make_tables());
  return impl_->together([&](SQLite::Database& db) -> Status {
    SQLite::Statement statement(db, "INSERT OR REPLACE INTO room_person VALUES(?1, ?2, ?3, ?4)");
    statement.bind(1, row.user);
    statement.bind(2, row.language);
    if (row.signed_in)
      statement.bind(3, row.signed_in->value);
    else
      statement.bind(3);
    statement.bind(4, row.address);
    statement.exec();
    return {};
  });
}

Result<std::vector<SeenRow>> RoomDb::seen(const std::string& user) {
  PARLEY_TRY(const bool there, has_tables());
  if (!there) return std::vector<SeenRow>();
  return impl_->all<SeenRow>(
      "SELECT journal, entries FROM room_seen WHERE user = ?1 ORDER BY journal",
      [&](SQLite::Statement& row) {
        return SeenRow{user, text(row, 0), static_cast<std::uint64_t>(row.getColumn(1).getInt64())};
      },
      user);
}

Status RoomDb::put_seen(const SeenRow& row) {
  PARLEY_TRY_STATUS(make_tables());
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change("INSERT INTO room_seen VALUES(?1, ?2, ?3) ON CONFLICT(user, journal) DO UPDATE SET entries "
                           "= max(entries, excluded.entries)",
                           row.user, row.journal, static_cast<std::int64_t>(row.entries)));
  return {};
}

Status RoomDb::forget_person(const std::string& user) {
  PARLEY_TRY(const bool there, has_tables());
  if (!there) return {};
  for (const char* const from : {"DELETE FROM room_person WHERE user = ?1", "DELETE FROM room_seen WHERE user = ?1"}) {
    PARLEY_TRY([[maybe_unused]] const int changed, impl_->change_with_room(from, user));
  }
  return {};
}

}  // namespace parley::store
