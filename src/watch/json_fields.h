// Walks a line of JSON and picks out the members that a table knows, with simdjson's on-demand parser: no tree is
// built, and what nobody asked for is skipped.
#pragma once

#include <simdjson.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "watch/reader.h"
#include "watch/record.h"

namespace parley::watch {

// Member names of one object, each with its role, with a table for the object below it, or both. Found by a hash of
// length and three characters, without allocation.
class KeyTable {
 public:
  struct Entry {
    std::string name;
    Role role = Role::none;
    std::string_view constant;  // not empty: that the member is there means this value, whatever its own
    std::unique_ptr<KeyTable> below;
  };
  KeyTable();
  // A path through objects, parts joined by '.'. With `also_flat` a member whose name is the whole path counts as well.
  void add(std::string_view path, Role role, bool also_flat = false);
  // A member that only one kind of log has.
  void add_marker(std::string_view name, Role role, std::string_view constant);
  const Entry* find(std::string_view name) const;

 private:
  Entry& entry(std::string_view name);

  std::vector<Entry> entries_;
  std::vector<std::uint16_t> slots_;  // index into entries_ + 1
};

class JsonFields {
 public:
  // Adds to `out` what `table` knows of `line`. The values live until the next call.
  LogReader::Outcome read(std::string_view line, const KeyTable& table, Record& out);

 private:
  simdjson::ondemand::parser parser_;
};

}  // namespace parley::watch
