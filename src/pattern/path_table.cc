#include "pattern/path_table.h"

#include <algorithm>

#include "pattern/pattern.h"

// All paths that patterns ask for, as one tree from the object types down. An observation is walked once along the
// tree, and only where something is asked for, instead of once for each of thousands of patterns.
namespace parley::pattern {

// A member of "hashes" with the name of an algorithm that is known: those have several spellings in use, which all
// must lead to one path.
bool ends_in_hash(const ObjectPath& path) {
  const std::size_t count = path.steps.size();
  return count >= 2 && path.steps[count - 1].kind == PathStep::Kind::key && path.steps[count - 2].key == "hashes" &&
         !stix::hash_algorithm(path.steps[count - 1].key).empty();
}

ObjectPath normal_path(const ObjectPath& path) {
  ObjectPath out = path;
  if (ends_in_hash(path)) out.steps.back().key = stix::hash_algorithm(path.steps.back().key);
  return out;
}

// A list index is filed under [*], because an observation is walked without knowing which index some pattern asks
// for; the pattern is evaluated afterwards.
ObjectPath general_path(const ObjectPath& path) {
  ObjectPath out = normal_path(path);
  for (PathStep& step : out.steps)
    if (step.kind == PathStep::Kind::index) step = {PathStep::Kind::any, 0, {}};
  return out;
}

namespace {

ObjectPath well_known(std::string_view text) {
  // What PARLEY_PATHS says is a path; EXISTS makes a pattern of it.
  auto pattern = parse("[EXISTS " + std::string(text) + "]");
  PARLEY_CHECK(pattern.ok());
  return pattern->test.comparison.path;
}

}  // namespace

// The constants of paths.h are the first numbers, in that order, which is checked here.
PathTable::PathTable() : nodes_(1) {
  constexpr std::string_view kTexts[] = {
#define PARLEY_PATH(name, text) text,
      PARLEY_PATHS(PARLEY_PATH)
#undef PARLEY_PATH
  };
  for (std::size_t number = 0; number < std::size(kTexts); ++number)
    PARLEY_CHECK(add(well_known(kTexts[number])) == number && paths_.back().text == kTexts[number]);
}

// A type gets a root of its own in the tree, so that two types with a property of one name do not mix.
TypeNumber PathTable::type(std::string_view name) {
  const auto known = types_.find(name);
  if (known != types_.end()) return known->second;
  const auto number = static_cast<TypeNumber>(types_.size());
  types_.emplace(name, number);
  roots_.push_back(static_cast<std::uint32_t>(nodes_.size()));
  nodes_.emplace_back();
  return number;
}

// Does not add: a reader must not change the table, and what is not there nobody asks for.
std::optional<TypeNumber> PathTable::find_type(std::string_view name) const {
  const auto known = types_.find(name);
  if (known == types_.end()) return {};
  return known->second;
}

// Nodes are named by their number, as the vector moves them when it grows.
std::uint32_t PathTable::child(std::uint32_t node, const PathStep& step) {
  const auto next = static_cast<std::uint32_t>(nodes_.size());
  if (step.kind == PathStep::Kind::any) {
    if (nodes_[node].any != 0) return nodes_[node].any;
    // The elements of a list of references are references themselves.
    const bool references = nodes_[node].references;
    nodes_[node].any = next;
    nodes_.emplace_back();
    nodes_.back().references = references;
    return next;
  }
  const auto [known, added] = nodes_[node].keys.emplace(step.key, next);
  if (!added) return known->second;
  nodes_.emplace_back();
  // By its name alone (section 3.3): this is what makes a string a reference.
  nodes_.back().reference = step.key.ends_with("_ref");
  nodes_.back().references = step.key.ends_with("_refs");
  nodes_.back().hashes = step.key == "hashes";
  return next;
}

// The text of the general path is its identity: two spellings of one path, or two indices into one list, get one
// number.
PathNumber PathTable::add(const ObjectPath& path) {
  const ObjectPath normal = general_path(path);
  std::string text = to_text(normal);
  const auto known = by_text_.find(text);
  if (known != by_text_.end()) return known->second;

  const auto number = static_cast<PathNumber>(paths_.size());
  Path out;
  out.type = type(normal.type);
  out.kind = stix::kind_of_path(text);
  std::uint32_t node = roots_[out.type];
  out.nodes.push_back(node);
  for (const PathStep& step : normal.steps) out.nodes.push_back(node = child(node, step));
  nodes_[node].path = number;
  by_text_.emplace(text, number);
  out.text = std::move(text);
  paths_.push_back(std::move(out));
  return number;
}

// Counted on every node of the way, so that a branch nobody asks for any more is not entered.
void PathTable::use(PathNumber number, int by) {
  for (const std::uint32_t node : paths_[number].nodes) nodes_[node].uses += static_cast<std::uint32_t>(by);
}

// Each object is entered once from each node, so that references in a circle end.
struct PathTable::Walk {
  const Observation& observation;
  std::vector<Found>& out;
  std::set<std::pair<std::uint32_t, const Sco*>> tried;
};

// Objects of types that nobody asks for are passed over after one look-up.
void PathTable::walk(const Observation& observation, std::vector<Found>& out) const {
  Walk state{observation, out, {}};
  for (const Sco& sco : observation.scos) {
    const auto type = find_type(sco.type);
    if (type && nodes_[roots_[*type]].uses > 0) walk_members(state, roots_[*type], sco.object);
  }
}

// Looks up the shorter of the two lists in the other, so that neither an object with many members nor patterns with
// many paths cost more than the other side's length.
void PathTable::walk_members(Walk& state, std::uint32_t node, json::Object object) const {
  const Node& at = nodes_[node];
  constexpr std::size_t kFewKeys = 8;
  if (!at.hashes && at.keys.size() <= kFewKeys) {
    for (const auto& [key, next] : at.keys) {
      json::Element value;
      if (nodes_[next].uses > 0 && object.at_key(key).get(value) == simdjson::SUCCESS) walk(state, next, value, false);
    }
    return;
  }
  for (const auto field : object) {
    const std::string_view algorithm = at.hashes ? stix::hash_algorithm(field.key) : std::string_view();
    const auto next = at.keys.find(algorithm.empty() ? field.key : algorithm);
    if (next != at.keys.end() && nodes_[next->second].uses > 0) walk(state, next->second, field.value, false);
  }
}

// References are followed as a comparison does it (compare.cc), or an atom could be missed: by the property's name,
// within the observation, and only to an object that is there.
void PathTable::walk(Walk& state, std::uint32_t node, json::Element value, bool in_list) const {
  const Node& at = nodes_[node];
  // A node may be the end of one path and on the way of another.
  if (at.path != kNoPath && paths_[at.path].in_use()) state.out.push_back({at.path, value});
  if (at.any != 0 && nodes_[at.any].uses > 0 && value.is_array())
    for (const json::Element element : json::Array(value)) walk(state, at.any, element, true);
  if (at.keys.empty()) return;
  if (value.is_object()) return walk_members(state, node, json::Object(value));
  std::string_view id;
  if (!(in_list ? at.references : at.reference) || value.get(id) != simdjson::SUCCESS) return;
  const std::vector<Sco>& scos = state.observation.scos;
  const auto sco = std::lower_bound(scos.begin(), scos.end(), id,
                                    [](const Sco& known, std::string_view wanted) { return known.id < wanted; });
  if (sco == scos.end() || sco->id != id || !state.tried.emplace(node, &*sco).second) return;
  walk_members(state, node, sco->object);
}

}  // namespace parley::pattern
