// What could not be written into the journal `audit` yet, in node.db: records of acts that went on although the journal
// could not be written, and how many refused attempts were only counted. As NodeDb: thread-safe, durable, not on a hot
// path.
//
// Its tables are made by the first write and not when the file is opened: a node starts on a full disk, also the first
// time with this version.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace parley::store {

class AuditDb {
 public:
  static Result<std::unique_ptr<AuditDb>> open(const std::filesystem::path& file);
  ~AuditDb();

  Result<std::vector<std::string>> waiting();  // objects of type audit-record, in the order in which they were added
  Status add_waiting(const std::string& record);
  Status remove_waiting();  // all: they stand in the journal

  struct Counted {
    std::uint64_t attempts = 0;
    Micros since{};  // the first of them
  };
  Result<Counted> counted();
  Status put_counted(const Counted& counted);  // in the place of what was there

 private:
  struct Impl;
  explicit AuditDb(std::unique_ptr<Impl> impl);
  Result<bool> has_tables();
  Status make_tables();
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::store
