// What is known of other parties, in tables of their own in node.db. What follows from the journals
// is computed from them again at each start; kept is what could not be (a card that was accepted, a
// receipt, a stopped journal), and who has left a group, so that it is known before the journals
// are read.
//
// Rows are replaced whole by their key, and an empty text removes one, so that a caller need not
// know what was there.
#include "store/embedded/group_db.h"

#include <SQLiteCpp/VariadicBind.h>

#include <algorithm>

#include "store/embedded/group_db_impl.h"

namespace parley::store {

using namespace sqlite;

namespace {

// A receipt has two keys: its number, by which others read what is new, and what it is about, of
// which there is one.
//
// What a row means (group_db.h has the values):
//
//   peer             a party whose card was accepted; last_seen: when its node last spoke with ours
//   charter          a group, or a charter that is under way; has_left: this party is in it no more
//   receipt          that a holder had the first `size` entries of a journal: its cosignature
//   receipt_number   the number that was given last to a receipt of a group
//   embargo          what a party keeps back whatever a charter allows, and until when
//   pending_release  a release that waits for a second person; its objects are in pending_object
//   pending_proof    by which token it was asked for
//   release_taken    a release that somebody confirms at this moment, and its line of the log
//   release_log      who let something leave; entry is NULL until it stands in the group's journal
//   release_second   who agreed or said no, and who had made that person a user; not for every line
//   release_proof    under which name it waited, and from whom both had what they proved themselves by
//   derivation       that an object of ours was made from another one
//   departure        that a member has said in its journal that it leaves
//   stopped          a journal that is not read on, and why
//   split_view       the proof that a journal's author has signed two histories
//   own_head         a head of a journal of ours, shown by others, to which this folder does not lead
//   split_head       a head that contradicts the history held here
//   not_taken        why a party takes no more of a journal of ours
//   witness_problem  why an outside witness does not cosign a journal of ours
//   lobby, outbox    a charter that a party has brought, and one that could not be brought to it yet
//   signed_version   a version of a charter that this party has signed
//   blamed           how many files of evidence are kept against a party
//   told             what the duty officer has been told, by a hash of it
constexpr const char* kSchema = R"(
CREATE TABLE IF NOT EXISTS peer(
  identity TEXT PRIMARY KEY, alias TEXT NOT NULL UNIQUE, card TEXT NOT NULL, accepted INTEGER NOT NULL, last_seen INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS charter(
  id TEXT PRIMARY KEY, alias TEXT NOT NULL UNIQUE, is_group INTEGER NOT NULL, has_left INTEGER NOT NULL, text TEXT NOT NULL,
  proposal TEXT NOT NULL, received INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS receipt(
  root TEXT NOT NULL, number INTEGER NOT NULL, origin TEXT NOT NULL, holder TEXT NOT NULL, size INTEGER NOT NULL, time INTEGER NOT NULL,
  note TEXT NOT NULL, PRIMARY KEY(root, number), UNIQUE(origin, holder, size)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS receipt_number(root TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
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
CREATE TABLE IF NOT EXISTS release_second(
  release INTEGER PRIMARY KEY, rejected_by TEXT NOT NULL, rejected_known TEXT NOT NULL, why TEXT NOT NULL, made_by TEXT NOT NULL,
  made INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS pending_proof(release TEXT PRIMARY KEY, token TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS release_taken(id TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS release_proof(
  release INTEGER PRIMARY KEY, pending TEXT NOT NULL, asked_token TEXT NOT NULL, asked_from TEXT NOT NULL, asked_given INTEGER NOT NULL,
  second_token TEXT NOT NULL, second_from TEXT NOT NULL, second_given INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS derivation(
  derived TEXT NOT NULL, original TEXT NOT NULL, how INTEGER NOT NULL, PRIMARY KEY(derived, original)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS departure(
  charter TEXT NOT NULL, party TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(charter, party)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stopped(origin TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS split_view(origin TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS own_head(origin TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS split_head(
  origin TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY(origin, sha256)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS not_taken(
  origin TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL, PRIMARY KEY(origin, who)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS witness_problem(
  origin TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL, PRIMARY KEY(origin, who)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lobby(
  party TEXT NOT NULL, charter TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY(party, charter)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox(
  party TEXT NOT NULL, charter TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY(party, charter)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS signed_version(
  charter TEXT NOT NULL, modified INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY(charter, modified)) STRICT,
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blamed(party TEXT PRIMARY KEY, files INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS told(notice TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS draft(id TEXT PRIMARY KEY, charter TEXT NOT NULL) STRICT, WITHOUT ROWID;
)";

// Before version 4 all of this stood in one table, under keys such as "stopped/ORIGIN" and "outbox/PARTY/CHARTER".
// A key is cut at its last separator where it has two parts: origins have slashes, and the rest has none.
struct MovedNotes {
  std::string_view prefix;
  char separator;      // 0: the key is one part
  const char* insert;  // of the key's parts, then the value
};
constexpr MovedNotes kMovedNotes[] = {
    {"stopped/", 0, "INSERT OR REPLACE INTO stopped VALUES(?1, ?2)"},
    {"split view/", 0, "INSERT OR REPLACE INTO split_view VALUES(?1, ?2)"},
    {"behind/", 0, "INSERT OR REPLACE INTO own_head VALUES(?1, ?2)"},
    {"split/", '/', "INSERT OR REPLACE INTO split_head VALUES(?1, ?2, CAST(?3 AS INTEGER))"},
    {"not taken/", '/', "INSERT OR REPLACE INTO not_taken VALUES(?1, ?2, ?3)"},
    {"witness/", ' ', "INSERT OR REPLACE INTO witness_problem VALUES(?1, ?2, ?3)"},
    {"lobby/", '/', "INSERT OR REPLACE INTO lobby VALUES(?1, ?2, ?3)"},
    {"outbox/", '/', "INSERT OR REPLACE INTO outbox VALUES(?1, ?2, ?3)"},
    {"signed version/", '/', "INSERT OR REPLACE INTO signed_version VALUES(?1, CAST(?2 AS INTEGER), ?3)"},
    {"blamed/", 0, "INSERT OR REPLACE INTO blamed VALUES(?1, CAST(?2 AS INTEGER))"},
    {"told/", 0, "INSERT OR REPLACE INTO told VALUES(?1, CAST(strftime('%s', ?2) AS INTEGER) * 1000000)"},
};

// The value of an old key becomes the last column of the new row; a key that cannot be cut is
// dropped.
void move_note(SQLite::Database& db, const MovedNotes& kind, const std::string& key, const std::string& value) {
  const std::string rest = key.substr(kind.prefix.size());
  // Of a witness's key, which may have slashes but no space, as of an origin, the first space is the separator.
  const std::size_t cut = kind.separator == 0 ? rest.size() : rest.rfind(kind.separator);
  SQLite::Statement insert(db, kind.insert);
  if (cut != std::string::npos) {
    int at = 0;
    insert.bind(++at, rest.substr(0, cut));
    if (kind.separator != 0) insert.bind(++at, rest.substr(cut + 1));
    insert.bind(++at, value);
    insert.exec();
  }
  SQLite::Statement remove(db, "DELETE FROM note WHERE key = ?1");
  remove.bind(1, key);
  remove.exec();
}

// All or none: stopped in between, the next start does it. Rows of releases stay, because reading them is not for this
// folder (old_releases()); with the last row the table goes.
void move_notes(SQLite::Database& db) {
  if (!has_table(db, "note")) return;
  std::vector<std::pair<std::string, std::string>> notes;
  SQLite::Statement all(db, "SELECT key, value FROM note");
  while (all.executeStep()) notes.emplace_back(text(all, 0), text(all, 1));
  all.reset();
  const auto kind_of = [](const std::string& key) {
    return std::find_if(std::begin(kMovedNotes), std::end(kMovedNotes),
                        [&](const MovedNotes& one) { return key.starts_with(one.prefix); });
  };
  const bool others = std::any_of(notes.begin(), notes.end(),
                                  [&](const auto& note) { return kind_of(note.first) == std::end(kMovedNotes); });
  std::erase_if(notes, [&](const auto& note) { return kind_of(note.first) == std::end(kMovedNotes); });
  if (notes.empty() && others) return;
  SQLite::Transaction transaction(db);
  for (const auto& [key, value] : notes) move_note(db, *kind_of(key), key, value);
  if (!others) db.exec("DROP TABLE note");
  transaction.commit();
}

}  // namespace

GroupDb::GroupDb(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GroupDb::~GroupDb() = default;

// The file is that of NodeDb, over a connection of its own; NodeDb is opened first and keeps the
// version of the schema.
Result<std::unique_ptr<GroupDb>> GroupDb::open(const std::filesystem::path& file) {
  return guarded([&]() -> Result<std::unique_ptr<GroupDb>> {
    auto impl = std::make_unique<Impl>(file, [](SQLite::Database& db) {
      db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
      db.exec(kSchema);
      move_notes(db);
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

// A new card of a known party keeps when it was accepted and last seen. Another party's alias is
// taken: that fails with conflict.
Status GroupDb::put_peer(const PeerRow& row) {
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change("INSERT INTO peer(identity, alias, card, accepted) VALUES(?1, ?2, ?3, ?4) ON "
                           "CONFLICT(identity) DO UPDATE SET alias=?2, card=?3",
                           row.identity, row.alias, row.card, row.accepted.value));
  return {};
}

Status GroupDb::remove_peer(const std::string& identity) {
  PARLEY_TRY(const int changed, impl_->change_with_room("DELETE FROM peer WHERE identity=?1", identity));
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
  PARLEY_TRY(const int changed, impl_->change_with_room("DELETE FROM charter WHERE id=?1", id));
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

// How another member catches up: it remembers the last number that it has seen in this group, and
// asks for what comes behind.
Result<std::vector<ReceiptRow>> GroupDb::receipts_after(std::string_view root, std::uint64_t number,
                                                        std::size_t limit) {
  return impl_->all<ReceiptRow>(
      "SELECT number, root, origin, holder, size, time, note FROM receipt WHERE root = ?1 AND number > ?2 ORDER BY "
      "number LIMIT ?3",
      receipt_row, own(root), static_cast<std::int64_t>(number), static_cast<std::int64_t>(limit));
}

// Largest first: a journal that is compared with what others hold needs the head that claims most.
Result<std::vector<ReceiptRow>> GroupDb::receipts_over(std::string_view origin, std::uint64_t size, std::size_t limit) {
  return impl_->all<ReceiptRow>(
      "SELECT number, root, origin, holder, size, time, note FROM receipt WHERE origin = ?1 AND size > ?2 ORDER BY "
      "size DESC LIMIT ?3",
      receipt_row, own(origin), static_cast<std::int64_t>(size), static_cast<std::int64_t>(limit));
}

// SQLite compares signed numbers: a bound beyond 2^63 - 1 would be negative and select nothing.
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

// Of several receipts of one holder for one size the earliest counts, since it proves most. A replaced
// row gets a new number: whoever reads by number sees it again. No number is given twice, also not
// that of a row which was removed: who has read beyond it would never see the other one. Databases
// from before the counter go on behind their largest number.
Status GroupDb::add_receipt(const ReceiptRow& row) {
  return impl_->together([&](SQLite::Database& db) -> Status {
    const auto size = static_cast<std::int64_t>(row.size);
    SQLite::Statement earlier(db,
                              "SELECT 1 FROM receipt WHERE origin = ?1 AND holder = ?2 AND size = ?3 AND time <= ?4");
    SQLite::bind(earlier, row.origin, row.holder, size, row.time.value);
    if (earlier.executeStep()) return {};
    SQLite::Statement count(db,
                            "INSERT INTO receipt_number SELECT ?1, (SELECT ifnull(max(number), 0) + 1 FROM receipt "
                            "WHERE root = ?1) WHERE true ON CONFLICT(root) DO UPDATE SET last = last + 1");
    SQLite::bind(count, row.root);
    count.exec();
    SQLite::Statement insert(db,
                             "INSERT OR REPLACE INTO receipt(root, number, origin, holder, size, time, note) "
                             "SELECT root, last, ?2, ?3, ?4, ?5, ?6 FROM receipt_number WHERE root = ?1");
    SQLite::bind(insert, row.root, row.origin, row.holder, size, row.time.value, row.note);
    insert.exec();
    return {};
  });
}

Result<std::vector<EmbargoRow>> GroupDb::embargoes() {
  return impl_->all<EmbargoRow>(
      "SELECT party, what, reason, until FROM embargo ORDER BY rowid", [](SQLite::Statement& row) {
        return EmbargoRow{.party = text(row, 0), .what = text(row, 1), .reason = text(row, 2), .until = time(row, 3)};
      });
}

Status GroupDb::put_embargo(const EmbargoRow& row) {
  PARLEY_TRY([[maybe_unused]] const int changed,
             impl_->change_with_room("INSERT OR REPLACE INTO embargo VALUES(?1, ?2, ?3, ?4)", row.party, row.what,
                                     row.reason, row.until.value));
  return {};
}

Status GroupDb::remove_embargo(const std::string& party, const std::string& what) {
  PARLEY_TRY(const int changed, impl_->change("DELETE FROM embargo WHERE party=?1 AND what=?2", party, what));
  return changed > 0 ? Status{} : Error{Code::not_found, "there is no such embargo"};
}

namespace {

OriginRow origin_row(SQLite::Statement& row) { return {text(row, 0), text(row, 1)}; }
NotTakenRow not_taken_row(SQLite::Statement& row) { return {text(row, 0), text(row, 1), text(row, 2)}; }
CharterOnItsWayRow on_its_way_row(SQLite::Statement& row) { return {text(row, 0), text(row, 1), text(row, 2)}; }

Status done(const Result<int>& changed) { return changed.ok() ? Status{} : Status{changed.error()}; }

}  // namespace

// From here on tables of one kind: a key, a text, and no text for "not there any more".
Result<std::vector<OriginRow>> GroupDb::stopped() {
  return impl_->all<OriginRow>("SELECT origin, text FROM stopped", origin_row);
}
Status GroupDb::put_stopped(const OriginRow& row) {
  return done(row.text.empty() ? impl_->change("DELETE FROM stopped WHERE origin = ?1", row.origin)
                               : impl_->change("INSERT OR REPLACE INTO stopped VALUES(?1, ?2)", row.origin, row.text));
}

Result<std::vector<OriginRow>> GroupDb::split_views() {
  return impl_->all<OriginRow>("SELECT origin, text FROM split_view", origin_row);
}
Status GroupDb::put_split_view(const OriginRow& row) {
  return done(row.text.empty()
                  ? impl_->change("DELETE FROM split_view WHERE origin = ?1", row.origin)
                  : impl_->change("INSERT OR REPLACE INTO split_view VALUES(?1, ?2)", row.origin, row.text));
}

Result<std::vector<OriginRow>> GroupDb::own_heads() {
  return impl_->all<OriginRow>("SELECT origin, text FROM own_head", origin_row);
}
Status GroupDb::put_own_head(const OriginRow& row) {
  return done(row.text.empty() ? impl_->change("DELETE FROM own_head WHERE origin = ?1", row.origin)
                               : impl_->change("INSERT OR REPLACE INTO own_head VALUES(?1, ?2)", row.origin, row.text));
}

Result<std::vector<NotTakenRow>> GroupDb::not_taken() {
  return impl_->all<NotTakenRow>("SELECT origin, who, why FROM not_taken", not_taken_row);
}
Status GroupDb::put_not_taken(const NotTakenRow& row) {
  return done(row.why.empty()
                  ? impl_->change("DELETE FROM not_taken WHERE origin = ?1 AND who = ?2", row.origin, row.who)
                  : impl_->change("INSERT OR REPLACE INTO not_taken VALUES(?1, ?2, ?3)", row.origin, row.who, row.why));
}

Result<std::vector<NotTakenRow>> GroupDb::witness_problems(std::string_view origin) {
  return impl_->all<NotTakenRow>("SELECT origin, who, why FROM witness_problem WHERE origin = ?1", not_taken_row,
                                 own(origin));
}
Status GroupDb::put_witness_problem(const NotTakenRow& row) {
  return done(
      row.why.empty()
          ? impl_->change("DELETE FROM witness_problem WHERE origin = ?1 AND who = ?2", row.origin, row.who)
          : impl_->change("INSERT OR REPLACE INTO witness_problem VALUES(?1, ?2, ?3)", row.origin, row.who, row.why));
}

Result<std::vector<CharterOnItsWayRow>> GroupDb::lobby() {
  return impl_->all<CharterOnItsWayRow>("SELECT party, charter, text FROM lobby ORDER BY party, charter",
                                        on_its_way_row);
}
Status GroupDb::put_lobby(const CharterOnItsWayRow& row) {
  return done(
      row.text.empty()
          ? impl_->change_with_room("DELETE FROM lobby WHERE party = ?1 AND charter = ?2", row.party, row.charter)
          : impl_->change("INSERT OR REPLACE INTO lobby VALUES(?1, ?2, ?3)", row.party, row.charter, row.text));
}

Result<std::vector<CharterOnItsWayRow>> GroupDb::outbox() {
  return impl_->all<CharterOnItsWayRow>("SELECT party, charter, text FROM outbox ORDER BY party, charter",
                                        on_its_way_row);
}
Status GroupDb::put_outbox(const CharterOnItsWayRow& row) {
  return done(
      row.text.empty()
          ? impl_->change_with_room("DELETE FROM outbox WHERE party = ?1 AND charter = ?2", row.party, row.charter)
          : impl_->change("INSERT OR REPLACE INTO outbox VALUES(?1, ?2, ?3)", row.party, row.charter, row.text));
}

Result<std::vector<SplitHeadRow>> GroupDb::split_heads() {
  return impl_->all<SplitHeadRow>("SELECT origin, sha256, size FROM split_head", [](SQLite::Statement& row) {
    return SplitHeadRow{text(row, 0), text(row, 1), static_cast<std::uint64_t>(row.getColumn(2).getInt64())};
  });
}
Status GroupDb::add_split_head(const SplitHeadRow& row) {
  return done(impl_->change("INSERT OR REPLACE INTO split_head VALUES(?1, ?2, ?3)", row.origin, row.sha256,
                            signed_of(row.size)));
}
Status GroupDb::remove_split_head(const SplitHeadRow& row) {
  return done(impl_->change("DELETE FROM split_head WHERE origin = ?1 AND sha256 = ?2", row.origin, row.sha256));
}

Result<std::vector<SignedVersionRow>> GroupDb::signed_versions() {
  return impl_->all<SignedVersionRow>("SELECT charter, modified, text FROM signed_version", [](SQLite::Statement& row) {
    return SignedVersionRow{text(row, 0), time(row, 1), text(row, 2)};
  });
}
Status GroupDb::add_signed_version(const SignedVersionRow& row) {
  return done(impl_->change("INSERT OR REPLACE INTO signed_version VALUES(?1, ?2, ?3)", row.charter, row.modified.value,
                            row.text));
}

// The table is made by the first write: a node starts on a full disk, also the first time with this version.
Result<std::vector<WithdrawnCharterRow>> GroupDb::withdrawn_charters() {
  PARLEY_TRY(const auto tables,
             impl_->all<std::string>("SELECT name FROM sqlite_master WHERE name = 'withdrawn_charter'",
                                     [](SQLite::Statement& row) { return text(row, 0); }));
  if (tables.empty()) return std::vector<WithdrawnCharterRow>();
  return impl_->all<WithdrawnCharterRow>("SELECT charter, modified, by FROM withdrawn_charter",
                                         [](SQLite::Statement& row) {
                                           return WithdrawnCharterRow{text(row, 0), time(row, 1), text(row, 2)};
                                         });
}

Status GroupDb::add_withdrawn_charter(const WithdrawnCharterRow& row) {
  PARLEY_TRY_STATUS(done(impl_->change_with_room(
      "CREATE TABLE IF NOT EXISTS withdrawn_charter(charter TEXT NOT NULL, modified INTEGER NOT NULL, by TEXT NOT "
      "NULL, PRIMARY KEY(charter, modified, by)) STRICT, WITHOUT ROWID")));
  return done(impl_->change_with_room("INSERT OR REPLACE INTO withdrawn_charter VALUES(?1, ?2, ?3)", row.charter,
                                      row.modified.value, row.by));
}

Status GroupDb::remove_withdrawn_charter(const WithdrawnCharterRow& row) {
  PARLEY_TRY(const auto rows, withdrawn_charters());
  if (rows.empty()) return {};
  return done(impl_->change("DELETE FROM withdrawn_charter WHERE charter = ?1 AND modified = ?2 AND by = ?3",
                            row.charter, row.modified.value, row.by));
}

Result<std::uint64_t> GroupDb::blamed(std::string_view party) {
  PARLEY_TRY(
      const auto rows,
      impl_->all<std::uint64_t>(
          "SELECT files FROM blamed WHERE party = ?1",
          [](SQLite::Statement& row) { return static_cast<std::uint64_t>(row.getColumn(0).getInt64()); }, own(party)));
  return rows.empty() ? 0 : rows.front();
}
Status GroupDb::put_blamed(std::string_view party, std::uint64_t files) {
  return done(impl_->change("INSERT OR REPLACE INTO blamed VALUES(?1, ?2)", own(party), signed_of(files)));
}

// Whether the duty officer has heard of it, so that a restart does not tell everything once more.
Result<bool> GroupDb::was_told(std::string_view notice) {
  PARLEY_TRY(const auto rows,
             impl_->all<int>(
                 "SELECT 1 FROM told WHERE notice = ?1", [](SQLite::Statement&) { return 1; }, own(notice)));
  return !rows.empty();
}
Status GroupDb::put_told(std::string_view notice, Micros at) {
  return done(impl_->change("INSERT OR REPLACE INTO told VALUES(?1, ?2)", own(notice), at.value));
}

// The group is no part of a draft's text, which is sent byte for byte.
Result<std::string> GroupDb::drafted_for(std::string_view draft) {
  PARLEY_TRY(const auto rows, impl_->all<std::string>(
                                  "SELECT charter FROM draft WHERE id = ?1",
                                  [](SQLite::Statement& row) { return text(row, 0); }, own(draft)));
  return rows.empty() ? std::string() : rows.front();
}
Status GroupDb::put_drafted_for(std::string_view draft, std::string_view charter) {
  return done(impl_->change("INSERT OR REPLACE INTO draft VALUES(?1, ?2)", own(draft), own(charter)));
}

}  // namespace parley::store
