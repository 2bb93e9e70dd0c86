// The tables of rules.h made ready: types and properties found by one hash and one comparison, references between
// tables resolved, the sentences that a finding may need put together. Built once, at first use; read by all threads.
#pragma once

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "stix/rules.h"

namespace parley::stix {

// Mixes the length and the first and last eight bytes, which tells apart all names that occur in one table.
inline std::uint64_t name_hash(std::string_view name) {
  std::uint64_t head = 0, tail = 0;
  const std::size_t size = name.size();
  const char* at = name.data();
  if (size >= 8) {
    std::memcpy(&head, at, 8), std::memcpy(&tail, at + size - 8, 8);
  } else if (size >= 4) {
    std::memcpy(&head, at, 4), std::memcpy(&tail, at + size - 4, 4);
  } else if (size > 0) {
    head = static_cast<unsigned char>(at[0]) | static_cast<unsigned>(static_cast<unsigned char>(at[size / 2])) << 8;
    tail = static_cast<unsigned char>(at[size - 1]);
  }
  head = (head + size) * 0x9e3779b97f4a7c15u;
  return (head ^ head >> 29) + tail * 0xc2b2ae3d27d4eb4fu;
}

// Whether two texts of `size` bytes are the same; without a call, since names are short.
inline bool same_bytes(const char* a, const char* b, std::size_t size) {
  std::uint64_t x, y;
  if (size >= 8) {
    for (std::size_t i = 0; i + 8 < size; i += 8) {
      std::memcpy(&x, a + i, 8), std::memcpy(&y, b + i, 8);
      if (x != y) return false;
    }
    std::memcpy(&x, a + size - 8, 8), std::memcpy(&y, b + size - 8, 8);
    return x == y;
  }
  for (std::size_t i = 0; i < size; ++i)
    if (a[i] != b[i]) return false;
  return true;
}

// A set of names without collisions, by trying multipliers until there are none.
class NameTable {
 public:
  static constexpr int kNone = -1;
  static constexpr std::size_t kMostNames = 96;

  explicit NameTable(std::vector<std::string_view> names = {});
  int find(std::string_view name) const { return find(name, name_hash(name)); }
  int find(std::string_view name, std::uint64_t hash) const {
    const unsigned index = slots_[hash * multiplier_ >> shift_];
    if (index == kFree || names_[index].size() != name.size()) return kNone;
    return same_bytes(names_[index].data(), name.data(), name.size()) ? static_cast<int>(index) : kNone;
  }

 private:
  static constexpr std::uint8_t kFree = 255;
  std::vector<std::string_view> names_;
  std::vector<std::uint8_t> slots_;
  std::uint64_t multiplier_ = 1;
  unsigned shift_ = 63;
};

struct CompiledType;

struct CompiledProperty {
  Property row;
  std::string_view section;
  const CompiledType* part = nullptr;
  std::vector<const CompiledType*> predefined = {};  // extensions
  std::string expected = {};                         // "a string", "a list of identifiers"
  std::string_view items = {};                       // what one in a list must be, as "strings"
  std::string targets = {};                          // of a reference, in words
};

struct CompiledConstraint {
  const Constraint* row;
  std::array<int, 4> slots;
  std::uint64_t mask = 0;
  std::string names;  // in words
};

struct CompiledType {
  static constexpr std::size_t kMaxProperties = 64;

  const ObjectType* row;
  TypeId id = TypeId::custom;
  std::vector<CompiledProperty> properties;  // common ones first
  std::vector<CompiledConstraint> constraints;
  NameTable names;
  // Sets of properties, one bit a slot.
  std::uint64_t required = 0, own = 0, identifying = 0;
  std::uint64_t any_text = 0;    // those that any string satisfies
  std::uint64_t extensions = 0;  // the property of that name

  std::string_view section() const { return row->section; }
};

class Registry {
 public:
  static const Registry& get();

  // `custom` for a name that is none of the standard's.
  TypeId id_of(std::string_view type) const {
    const int index = type_names_.find(type);
    return index < 0 ? TypeId::custom : static_cast<TypeId>(index);
  }
  const CompiledType& type(TypeId id) const { return *types_[static_cast<std::size_t>(id)]; }
  const CompiledType& custom_domain_object() const { return *custom_domain_object_; }
  const CompiledType& custom_observable() const { return *custom_observable_; }
  // Whether a name is that of one of the common properties of section 3.2.
  bool is_common(std::string_view property, std::uint64_t hash) const {
    return common_names_.find(property, hash) >= 0;
  }
  // A predefined extension of any object; null when it is none.
  const CompiledType* extension(std::string_view name) const;
  // One of Parley's own types (parley.h); null when it is none.
  const CompiledType* parley_type(std::string_view name) const;

 private:
  Registry();
  const CompiledType* compile(const ObjectType& row, TypeId id);

  std::vector<std::unique_ptr<CompiledType>> owned_;
  std::vector<const CompiledType*> types_, extensions_, parley_types_;
  const CompiledType* custom_domain_object_;
  const CompiledType* custom_observable_;
  NameTable type_names_, common_names_;
};

}  // namespace parley::stix
