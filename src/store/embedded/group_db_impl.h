// What the files of GroupDb share.
#pragma once

#include "store/embedded/group_db.h"
#include "store/embedded/sqlite.h"

namespace parley::store {

struct GroupDb::Impl : sqlite::Database {
  using sqlite::Database::Database;
};

// SQLite has signed integers only. Numbers of rows and entries stay far below 2^63.
inline std::int64_t signed_of(std::uint64_t value) { return static_cast<std::int64_t>(value); }

}  // namespace parley::store
