// How node.db opens on a disk without room. SQLite cannot open a database in WAL mode for writing
// when it cannot make the files beside it, and a node that did not start could not be asked what is
// wrong. So what the file holds is copied into memory and served from there, and every change tries
// first whether the file can be had again.
#include "store/embedded/sqlite.h"

#include <fcntl.h>

#include "base/disk.h"

namespace parley::store::sqlite {
namespace {

// Another process (a command beside the running node) writes for milliseconds.
constexpr int kBusyMs = 5000;
constexpr const char* kBeside[] = {"", "-wal", "-shm"};

// What a disk without room, or one that only reads, makes SQLite say.
bool is_want_of_space(const SQLite::Exception& e) {
  const int code = e.getErrorCode() & 0xff;
  return code == SQLITE_FULL || code == SQLITE_IOERR || code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
}

}  // namespace

// It holds password hashes and rights. SQLite would make it as the umask says, and gives what it writes beside it the
// rights that the file itself has.
SQLite::Database Database::on_disk() {
  if (const auto made = parley::open_file(file, O_RDWR | O_CREAT | O_NOFOLLOW); !made.ok())
    throw SQLite::Exception(made.error().message,
                            made.error().code == Code::unavailable ? SQLITE_FULL : SQLITE_CANTOPEN);
  for (const char* end : kBeside) (void)make_private(file.string() + end);
  SQLite::Database opened(file.string(), SQLite::OPEN_READWRITE, kBusyMs);
  prepare(opened);
  return opened;
}

// Without the shared-memory file beside it, which needs space: a connection that has the file to itself keeps that
// index in memory. What it cannot write back at its end stays in the WAL file.
SQLite::Database Database::in_memory() {
  SQLite::Database copy(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  SQLite::Database opened(file.string(), SQLite::OPEN_READWRITE, kBusyMs);
  sqlite3_db_config(opened.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  opened.exec("PRAGMA locking_mode=EXCLUSIVE");
  sqlite3_backup* const backup = sqlite3_backup_init(copy.getHandle(), "main", opened.getHandle(), "main");
  if (backup == nullptr) throw SQLite::Exception(copy.getHandle());
  const int done = sqlite3_backup_step(backup, -1);
  sqlite3_backup_finish(backup);
  if (done != SQLITE_DONE) throw SQLite::Exception("reading it into memory failed", done);
  // The beginning of a new database, whose tables never came to be: there is nothing to serve.
  if (copy.execAndGet("PRAGMA user_version").getInt() == 0) throw SQLite::Exception("no database yet", SQLITE_FULL);
  prepare(copy);  // a file of an older version is migrated in memory, and on disk once there is room
  return copy;
}

Database::Database(const std::filesystem::path& path, Prepare set_up)
    : db(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE),
      file(path),
      reserve(path.string() + ".reserve"),
      prepare(std::move(set_up)) {
  const Lock lock(mutex);
  try {
    db = on_disk();
  } catch (const SQLite::Exception& e) {
    std::error_code failed;
    const auto bytes = std::filesystem::file_size(file, failed);
    if (!is_want_of_space(e) || failed || bytes == 0) throw;
    // What the file was to be opened for is the reason, whatever is then the matter with the copy.
    if (!copied()) throw;
    copy_because = e.what();
  }
}

// The next change begins the write-ahead log anew in the place that the file has, and does not make it longer.
void Database::make_short_log() {
  const Lock lock(mutex);
  sqlite3_wal_checkpoint_v2(db.getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

bool Database::copied() {
  try {
    db = in_memory();
    return true;
  } catch (const SQLite::Exception&) {
    return false;
  }
}

// Nothing is carried over from the copy, because change() refuses as long as it serves.
bool Database::back_on_disk() {
  try {
    db = on_disk();
    copy_because.clear();
    return true;
  } catch (const SQLite::Exception& e) {
    copy_because = e.what();
    return false;
  }
}

std::string Database::read_only_because() {
  const Lock lock(mutex);
  if (!copy_because.empty()) back_on_disk();
  return copy_because;
}

}  // namespace parley::store::sqlite
