// Walks a line of JSON and picks out the members that a table knows, along the tokens that simdjson finds: no tree is
// built, and what nobody asked for is skipped.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "watch/reader.h"
#include "watch/record.h"

namespace parley::watch {

// Member names of one object, each with its role, with a table for the object below it, or both. Found by a hash of
// their ends, without allocation.
// Lists count as what is in them, once: a list of strings, a list of objects.
class KeyTable {
 public:
  struct Entry {
    std::string name;
    Role role = Role::none;
    std::uint8_t note = 0;     // given to the record with the value
    std::uint8_t kind = 0;     // not 0: that the member is there tells what the line is of
    std::string_view service;  // not empty: that the member is there means this Role::service
    std::unique_ptr<KeyTable> below;
    std::unique_ptr<KeyTable> named;  // for objects {"name": N, "value": V}: V has the role of N, in lower case
  };
  KeyTable();
  // A path through objects, parts joined by '.'. With `also_flat` a member whose name is the whole path counts as well.
  void add(std::string_view path, Role role, bool also_flat = false, std::uint8_t note = 0);
  // A member that only one kind of log has.
  void add_service(std::string_view name, std::string_view service);
  void add_kind(std::string_view name, std::uint8_t kind);
  // A list of headers at `path`.
  void add_named(std::string_view path, std::string_view name, Role role);
  const Entry* find(std::string_view name) const;
  // What a path means, as add() got it; none.
  Role role_of(std::string_view path) const;

 private:
  // The first and the last eight bytes of a name and its length, which are all of a name that has sixteen at most.
  struct Ends {
    std::uint64_t first = 0, last = 0;
    std::size_t size = 0;
    bool operator==(const Ends&) const = default;
  };
  static Ends ends_of(std::string_view name);
  static std::size_t home(const Ends& ends);
  const Entry* find_long(std::string_view name, std::size_t slot) const;
  Entry& entry(std::string_view name);
  void put(std::size_t index);

  std::vector<Entry> entries_;
  std::vector<Ends> ends_;            // of their names
  std::vector<std::uint16_t> slots_;  // index into entries_ + 1; a power of two of them
};

class JsonFields {
 public:
  JsonFields();
  ~JsonFields();
  // Adds to `out` what `table` knows of `line`. The values live until the next call.
  LogReader::Outcome read(std::string_view line, const KeyTable& table, Record& out);

 private:
  struct Parsers;
  class Walk;
  std::unique_ptr<Parsers> parsers_;
};

}  // namespace parley::watch
