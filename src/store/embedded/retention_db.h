// What a node keeps of purging, in node.db: what people hold back from it, the standing orders, and the record of what
// was done. As NodeDb: thread-safe, durable, not on a hot path. Rows of holds and of the record are never removed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace parley::store {

struct HoldRow {
  std::uint64_t number = 0;  // given when it is added
  std::string charter;       // id; "*": all groups
  std::string what;          // id of an object or message; "*": everything
  std::string reason, by, known;
  Micros at{};
  std::string released_by = {}, released_known = {};  // empty: it holds
  std::optional<Micros> released = {};
};

// That what falls due in a group is purged by the running node, without a person's looking at it each time.
struct RetentionOrderRow {
  std::string charter, by, known;
  Micros at{};
};

struct RetentionRecordRow {
  std::uint64_t number = 0;  // given when it is added
  std::string charter;       // "*" as in HoldRow
  std::string act;           // "purge", "purge by order", "hold", "release", "order", "end order"
  std::string by, known;
  std::string what;           // of a purge the SHA-256 of the list that was shown; of a hold what it holds
  std::uint64_t objects = 0;  // that were to be purged
  std::optional<std::uint64_t> purged = {};  // how many were; of a purge nothing: the node stopped in between
  Micros at{};
};

class RetentionDb {
 public:
  static Result<std::unique_ptr<RetentionDb>> open(const std::filesystem::path& file);
  ~RetentionDb();

  Result<std::vector<HoldRow>> holds();  // in the order in which they were added
  Result<std::uint64_t> add_hold(const HoldRow& row);
  Status release_hold(const HoldRow& row);  // not_found when it holds no more

  Result<std::vector<RetentionOrderRow>> orders();
  Status put_order(const RetentionOrderRow& row);
  Status remove_order(const std::string& charter);  // not_found

  Result<std::vector<RetentionRecordRow>> record();  // in the order in which they were added
  // With the entries that are to be purged, by the id of their journal.
  Result<std::uint64_t> add_record(const RetentionRecordRow& row,
                                   const std::vector<std::pair<std::string, std::uint64_t>>& entries = {});
  Status finish(std::uint64_t number, std::uint64_t purged);
  Result<std::vector<std::pair<std::string, std::uint64_t>>> entries_of(std::uint64_t number);

 private:
  struct Impl;
  explicit RetentionDb(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::store
