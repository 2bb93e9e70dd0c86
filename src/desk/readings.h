// Second readers: somebody accepts, disputes or annotates what was recorded of a statement, or its stance on one
// proposition. That is an opinion or a note of the standard (STIX 2.1 sections 4.13 and 4.15), with who says it; the
// statement stays as it was recorded, whoever recorded it, and all readings are shown side by side.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "accounts/readings.h"
#include "desk/case_entry.h"
#include "desk/deliberation.h"
#include "node/acting.h"
#include "node/node.h"

namespace parley::desk {

// What is read: a statement by its short name or identifier, and of it one proposition; `on` empty: the whole of it.
struct ReadOf {
  CaseName in;
  std::string statement;
  std::string on = {};
};

// What is kept of one reader, who has one reading of each thing: a later one takes its place.
struct KeptReading {
  Kept kept;
  bool changes = false;  // there was one
};

class Readings {
 public:
  explicit Readings(node::Node& node) : node_(node) {}

  Result<KeptReading> accept(const node::Acting& acting, const ReadOf& of, const std::string& why) const;
  // `reads`: the stance that it is instead, "doubts" or "denies,in-part"; empty: not said.
  Result<KeptReading> dispute(const node::Acting& acting, const ReadOf& of, const std::string& reads,
                              const std::string& why) const;
  Result<KeptReading> annotate(const node::Acting& acting, const ReadOf& of, const std::string& text) const;
  // What this reader has said of it, for good. Not_found when that is nothing.
  Result<KeptReading> take_back(const node::Acting& acting, const ReadOf& of) const;

  struct SideBySide {
    std::string title;
    accounts::Material material;
    std::vector<accounts::ReadStance> readings;
    accounts::Agreement agreement;
  };
  // Of a case; or, with `group`, of what the members of that group have released.
  Result<SideBySide> side_by_side(const CaseName& of, const std::string& group) const;

 private:
  struct Found;
  Result<Found> find(const ReadOf& of) const;
  struct Said;
  Result<KeptReading> say(const node::Acting& acting, std::string_view what, const ReadOf& of, const Said& said) const;

  node::Node& node_;
};

std::string to_json(const KeptReading& kept);
std::string to_json(const Readings::SideBySide& readings);

}  // namespace parley::desk
