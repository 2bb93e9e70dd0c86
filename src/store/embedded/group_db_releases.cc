// GroupDb's tables of releases: those that wait for a second person, the log of who let what leave, and what was made
// from what. A release and its objects, and a line of the log and its second person, stand in two tables each and are
// written in one transaction: a row of one without those of the other would be an approval of something else.
#include <SQLiteCpp/VariadicBind.h>

#include "store/embedded/group_db_impl.h"

namespace parley::store {

using namespace sqlite;

namespace {

template <class... Values>
int run(SQLite::Database& db, const char* sql, const Values&... values) {
  SQLite::Statement statement(db, sql);
  SQLite::bind(statement, values...);
  return statement.exec();
}

bool is_there(SQLite::Database& db, const char* sql, const std::string& id) {
  SQLite::Statement statement(db, sql);
  SQLite::bind(statement, id);
  return statement.executeStep();
}

// Whether it waits and nobody has taken it. Asked inside of the change that depends on it.
Status is_to_be_had(SQLite::Database& db, const std::string& id) {
  if (!is_there(db, "SELECT 1 FROM pending_release WHERE id = ?1", id))
    return Error{Code::not_found, "there is no such pending release"};
  if (is_there(db, "SELECT 1 FROM release_taken WHERE id = ?1", id))
    return Error{Code::conflict, "another person confirms this release at this moment"};
  return {};
}

// The same bytes may wait again by now, asked for by somebody else: whoever agreed was not asked about that.
Status is_still(SQLite::Database& db, const PendingReleaseRow& what) {
  PARLEY_TRY_STATUS(is_to_be_had(db, what.id));
  SQLite::Statement same(db, "SELECT 1 FROM pending_release WHERE id = ?1 AND asked_by = ?2 AND asked = ?3");
  SQLite::bind(same, what.id, what.asked_by, what.asked.value);
  if (same.executeStep()) return {};
  return Error{Code::conflict, "it was taken back and asked for anew meanwhile: look at it again"};
}

// How many rows of releases there were.
int drop_pending(SQLite::Database& db, const std::string& id) {
  for (const char* sql : {"DELETE FROM pending_object WHERE release = ?1",
                          "DELETE FROM pending_proof WHERE release = ?1", "DELETE FROM release_taken WHERE id = ?1"})
    run(db, sql, id);
  return run(db, "DELETE FROM pending_release WHERE id = ?1", id);
}

void drop_line(SQLite::Database& db, std::uint64_t number) {
  for (const char* sql : {"DELETE FROM release_second WHERE release = ?1",
                          "DELETE FROM release_proof WHERE release = ?1", "DELETE FROM release_log WHERE number = ?1"})
    run(db, sql, signed_of(number));
}

std::uint64_t add_line(SQLite::Database& db, const ReleaseLogRow& row) {
  run(db,
      "INSERT INTO release_log(charter, entry, at, objects, sha256, asked_by, asked_known, "
      "confirmed_by, confirmed_known, although_held_back) VALUES(?1, nullif(?2, -1), ?3, ?4, ?5, ?6, ?7, ?8, "
      "?9, ?10)",
      row.charter, row.entry ? signed_of(*row.entry) : std::int64_t{-1}, row.at.value, signed_of(row.objects),
      row.sha256, row.asked_by, row.asked_known, row.confirmed_by, row.confirmed_known, int{row.although_held_back});
  const std::int64_t number = db.getLastInsertRowid();
  if (!row.confirmed_by.empty() || !row.rejected_by.empty())
    run(db, "INSERT INTO release_second VALUES(?1, ?2, ?3, ?4, ?5, ?6)", number, row.rejected_by, row.rejected_known,
        row.why, row.second_made_by, row.second_made.value);
  run(db, "INSERT INTO release_proof VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", number, row.pending,
      row.asked_proof.token, row.asked_proof.from, row.asked_proof.given.value, row.second_proof.token,
      row.second_proof.from, row.second_proof.given.value);
  return static_cast<std::uint64_t>(number);
}

}  // namespace

// Two queries and no join: few releases wait at a time, and each keeps its objects in their order.
Result<std::vector<PendingReleaseRow>> GroupDb::pending_releases() {
  PARLEY_TRY(auto rows, impl_->all<PendingReleaseRow>(
                            "SELECT id, charter, terms, journal, sha256, asked_by, asked_known, asked_uid, asked, "
                            "expires, although_held_back, ifnull(token, '') FROM pending_release LEFT JOIN "
                            "pending_proof ON release = id ORDER BY asked, id",
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
                                                    .objects = {},
                                                    .asked_token = text(row, 11)};
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

// The objects of the row that is replaced go first: the same release asked for again may have fewer. One that is being
// confirmed is not asked for again: it would be gone with what leaves, or wait although it has left.
Status GroupDb::put_pending_release(const PendingReleaseRow& row) {
  return impl_->together([&](SQLite::Database& db) -> Status {
    if (const Status free = is_to_be_had(db, row.id); !free.ok() && free.error().code != Code::not_found) return free;
    drop_pending(db, row.id);
    run(db,
        "INSERT INTO pending_release VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, nullif(?8, -1), "
        "?9, ?10, ?11)",
        row.id, row.charter, row.terms, row.journal, row.sha256, row.asked_by, row.asked_known,
        row.asked_uid ? std::int64_t{*row.asked_uid} : std::int64_t{-1}, row.asked.value, row.expires.value,
        int{row.although_held_back});
    run(db, "INSERT INTO pending_proof VALUES(?1, ?2)", row.id, row.asked_token);
    for (std::size_t i = 0; i < row.objects.size(); ++i)
      run(db, "INSERT INTO pending_object VALUES(?1, ?2, ?3, ?4)", row.id, signed_of(i), row.objects[i].id,
          row.objects[i].version);
    return {};
  });
}

Status GroupDb::remove_pending_release(const std::string& id) {
  return impl_->together_with_room([&](SQLite::Database& db) -> Status {
    return drop_pending(db, id) > 0 ? Status{} : Error{Code::not_found, "there is no such pending release"};
  });
}

// To look whether it waits, to take it and to write the line are one change, so that of two who agree, or of one who
// agrees and one who does not, the first has it and the second finds that.
Result<std::uint64_t> GroupDb::take_pending_release(const PendingReleaseRow& what, const ReleaseLogRow& row) {
  return impl_->together([&](SQLite::Database& db) -> Result<std::uint64_t> {
    PARLEY_TRY_STATUS(is_still(db, what));
    const std::uint64_t number = add_line(db, row);
    run(db, "INSERT INTO release_taken VALUES(?1, ?2)", what.id, signed_of(number));
    return number;
  });
}

Status GroupDb::finish_pending_release(const std::string& id, std::uint64_t number,
                                       std::optional<std::uint64_t> entry) {
  return impl_->together_with_room([&](SQLite::Database& db) -> Status {
    if (entry)
      run(db, "UPDATE release_log SET entry = ?2 WHERE number = ?1", signed_of(number), signed_of(*entry));
    else
      drop_line(db, number);
    drop_pending(db, id);
    return {};
  });
}

Status GroupDb::give_back_pending_release(const std::string& id, std::uint64_t number) {
  return impl_->together_with_room([&](SQLite::Database& db) -> Status {
    drop_line(db, number);
    run(db, "DELETE FROM release_taken WHERE id = ?1", id);
    return {};
  });
}

// Only where there are some: a node starts on a full disk, too.
Status GroupDb::give_back_all_releases() {
  PARLEY_TRY(const auto taken, impl_->all<std::string>("SELECT id FROM release_taken",
                                                       [](SQLite::Statement& row) { return text(row, 0); }));
  if (taken.empty()) return {};
  return impl_->together_with_room([&](SQLite::Database& db) -> Status {
    db.exec("DELETE FROM release_taken");
    return {};
  });
}

Result<std::uint64_t> GroupDb::reject_pending_release(const PendingReleaseRow& what, const ReleaseLogRow& row) {
  return impl_->together_with_room([&](SQLite::Database& db) -> Result<std::uint64_t> {
    PARLEY_TRY_STATUS(is_still(db, what));
    const std::uint64_t number = add_line(db, row);
    drop_pending(db, what.id);
    return number;
  });
}

// Lines without a second person have no row in release_second.
Result<std::vector<ReleaseLogRow>> GroupDb::release_log() {
  return impl_->all<ReleaseLogRow>(
      "SELECT number, charter, entry, at, objects, sha256, asked_by, asked_known, confirmed_by, confirmed_known, "
      "although_held_back, ifnull(rejected_by, ''), ifnull(rejected_known, ''), ifnull(why, ''), ifnull(made_by, ''), "
      "ifnull(made, 0), ifnull(pending, ''), ifnull(asked_token, ''), ifnull(asked_from, ''), ifnull(asked_given, 0), "
      "ifnull(second_token, ''), ifnull(second_from, ''), ifnull(second_given, 0) FROM release_log LEFT JOIN "
      "release_second ON release_second.release = number LEFT JOIN release_proof ON release_proof.release = number "
      "ORDER BY number",
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
                          .although_held_back = flag(row, 10),
                          .rejected_by = text(row, 11),
                          .rejected_known = text(row, 12),
                          .why = text(row, 13),
                          .second_made_by = text(row, 14),
                          .second_made = time(row, 15),
                          .asked_proof = {text(row, 17), text(row, 18), time(row, 19)},
                          .second_proof = {text(row, 20), text(row, 21), time(row, 22)},
                          .pending = text(row, 16)};
        if (!row.getColumn(2).isNull()) out.entry = static_cast<std::uint64_t>(row.getColumn(2).getInt64());
        return out;
      });
}

// The line is written without its entry before the objects are appended to the journal, and
// finish_release() adds the entry: a line that lacks it tells that the node stopped in between.
Result<std::uint64_t> GroupDb::add_release(const ReleaseLogRow& row) {
  const auto add = [&](SQLite::Database& db) -> Result<std::uint64_t> { return add_line(db, row); };
  // What is rejected only stays here; what is released needs room in a journal anyhow.
  return row.rejected_by.empty() ? impl_->together(add) : impl_->together_with_room(add);
}

Status GroupDb::finish_release(std::uint64_t number, std::uint64_t entry) {
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change("UPDATE release_log SET entry = ?2 WHERE number = ?1", signed_of(number), signed_of(entry)));
  return {};
}

Status GroupDb::remove_release(std::uint64_t number) {
  return impl_->together_with_room([&](SQLite::Database& db) -> Status {
    drop_line(db, number);
    return {};
  });
}

Result<std::vector<DerivationRow>> GroupDb::derivations() {
  return impl_->all<DerivationRow>("SELECT derived, original, how FROM derivation", [](SQLite::Statement& row) {
    return DerivationRow{.derived = text(row, 0), .original = text(row, 1), .how = row.getColumn(2).getInt()};
  });
}

// What an object was made from is never taken back and never said otherwise: the first way stays.
Status GroupDb::put_derivations(const std::vector<DerivationRow>& rows) {
  if (rows.empty()) return {};
  return impl_->together([&](SQLite::Database& db) -> Status {
    SQLite::Statement insert(db, "INSERT OR IGNORE INTO derivation VALUES(?1, ?2, ?3)");
    for (const DerivationRow& row : rows) {
      insert.bind(1, row.derived);
      insert.bind(2, row.original);
      insert.bind(3, row.how);
      insert.exec();
      insert.reset();
    }
    return {};
  });
}

// The table of versions before 4, in which move_notes() has left the rows of releases.
Result<std::vector<OldReleaseRow>> GroupDb::old_releases() {
  return guarded([&]() -> Result<std::vector<OldReleaseRow>> {
    const Lock lock(impl_->mutex);
    std::vector<OldReleaseRow> rows;
    if (!has_table(impl_->db, "note")) return rows;
    SQLite::Statement statement(impl_->db, "SELECT key, value FROM note ORDER BY key");
    while (statement.executeStep()) rows.push_back({text(statement, 0), text(statement, 1)});
    return rows;
  });
}

Status GroupDb::drop_old_releases() {
  PARLEY_TRY([[maybe_unused]] const int changed, impl_->change("DROP TABLE IF EXISTS note"));
  return {};
}

}  // namespace parley::store
