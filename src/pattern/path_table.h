// The object paths that an index knows: their numbers, what values stand there, and the tree that an observation is
// walked with. Not thread-safe.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "pattern/ast.h"
#include "pattern/observation.h"
#include "pattern/paths.h"
#include "stix/normalise.h"

namespace parley::pattern {

// Whether the path ends in `hashes.` and the name of an algorithm; names in normal_path() are those of the vocabulary.
bool ends_in_hash(const ObjectPath& path);
ObjectPath normal_path(const ObjectPath& path);
// In normal form, list indexes as [*].
ObjectPath general_path(const ObjectPath& path);

using TypeNumber = std::uint32_t;

class PathTable {
 public:
  struct Path {
    std::string text;
    TypeNumber type = 0;
    stix::ValueKind kind = stix::ValueKind::none;
    // How many atoms ask for it. What nothing asks for is not looked up.
    std::uint32_t values = 0, blocks = 0, literals = 0;
    std::vector<std::uint32_t> nodes;  // of the tree, from the type down
    bool in_use() const { return values + blocks + literals > 0; }
  };

  PathTable();
  // The number of the general path.
  PathNumber add(const ObjectPath& path);
  Path& operator[](PathNumber number) { return paths_[number]; }
  const Path& operator[](PathNumber number) const { return paths_[number]; }
  std::size_t size() const { return paths_.size(); }
  // By number; until the next add().
  std::span<const Path> all() const { return paths_; }
  // An atom is counted in or out with its path, too, so that a walk goes only where something is asked for.
  void use(PathNumber number, int by);

  TypeNumber type(std::string_view name);
  std::size_t types() const { return types_.size(); }
  std::optional<TypeNumber> find_type(std::string_view name) const;

  // One value of an observation, at a path in use.
  struct Found {
    PathNumber path;
    json::Element value;
  };
  // Appends every value of an observation's objects that stands at a path in use. References are followed; each part of
  // the tree is tried once from each object that a reference leads to.
  void walk(const Observation& observation, std::vector<Found>& out) const;

 private:
  struct Node {
    std::map<std::string, std::uint32_t, std::less<>> keys;
    std::uint32_t any = 0;  // [*]; 0: none
    PathNumber path = kNoPath;
    std::uint32_t uses = 0;
    bool reference = false;   // its name ends in _ref
    bool references = false;  // its name ends in _refs
    bool hashes = false;
  };
  struct Walk;
  std::uint32_t child(std::uint32_t node, const PathStep& step);
  void walk(Walk& walk, std::uint32_t node, json::Element value, bool in_list) const;
  void walk_members(Walk& walk, std::uint32_t node, json::Object object) const;

  std::vector<Path> paths_;
  std::unordered_map<std::string, PathNumber> by_text_;
  std::map<std::string, TypeNumber, std::less<>> types_;
  std::vector<std::uint32_t> roots_;  // by type
  std::vector<Node> nodes_;           // the first is not used
};

}  // namespace parley::pattern
