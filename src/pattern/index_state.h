// What an Index consists of. Inside src/pattern only.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>
#include <vector>

#include "pattern/address_tree.h"
#include "pattern/atoms.h"
#include "pattern/index.h"
#include "pattern/indicator_ids.h"
#include "pattern/literal_scan.h"
#include "pattern/path_table.h"
#include "pattern/postings.h"
#include "pattern/program.h"
#include "pattern/value_table.h"

namespace parley::pattern {

// An indicator; its number is that of its id.
struct IndexSlot {
  std::int64_t valid_from = 0;
  std::int64_t valid_until = 0;  // the largest: for ever
  std::uint32_t generation = 0;
  std::uint32_t first_posting = kNone;
  std::uint32_t program = kNone;  // kNone: decided by an atom alone
  std::int8_t confidence = -1;
  bool live = false;
  bool always = false;
};

struct Index::State {
  // A reader looks things up under a lock of its own; a writer takes `writing` and then the locks of all readers. So
  // readers never wait for one another, and their locks stay in the cache of their own core.
  mutable std::mutex writing;
  std::vector<std::mutex*> readers;  // guarded by `writing`

  // Changed under all locks, read under any of them.
  PathTable paths;
  Postings postings;
  ValueTable values;
  AddressTree addresses;
  LiteralScan literals;
  std::vector<std::uint32_t> always;  // by type: the first posting of those that are evaluated on its objects
  std::size_t always_count = 0;
  IndicatorIds ids;
  std::deque<IndexSlot> slots;  // by the number of the id
  Numbered<std::unique_ptr<Program>> programs;

  // Guarded by `writing`.
  std::unordered_set<std::string> revoked, refused;
  std::size_t by_atom = 0;

  std::uint32_t& first(PlaceKind kind, std::uint32_t place);
  PathNumber path_of(PlaceKind kind, std::uint32_t place) const;
  void add_atom(std::uint32_t slot, const Atom& atom);
  void add_type(std::uint32_t slot, const std::string& type);
  void add(const Indicator& indicator, const Atoms& atoms, std::unique_ptr<Program> program);
  void remove(std::uint32_t slot);

 private:
  void post(std::uint32_t slot, PlaceKind kind, std::uint32_t place);
  void count_path(PlaceKind kind, PathNumber path, int by);
};

}  // namespace parley::pattern
