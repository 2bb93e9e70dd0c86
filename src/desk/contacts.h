// Who speaks for each party, in which role and until when.
#pragma once

#include <string>
#include <vector>

#include "desk/groups.h"
#include "desk/saying.h"

namespace parley::desk {

class Contacts {
 public:
  explicit Contacts(node::Node& node) : node_(node) {}

  struct Wanted {
    std::string role = {};  // "policy", "technical" or "duty"
    std::string name = {}, reach = {}, hours = {}, key = {}, appointed_by = {};
    std::vector<std::string> languages = {};
    Micros until{};
    bool exercise = false;
  };
  // To be said in the room. Naming somebody again for a role makes a new version of the same contact.
  Result<std::string> name(const GroupRoom& room, const Wanted& wanted) const;

  struct Line {
    std::string group;  // alias
    std::string party_name;
    group::ContactState state;
  };
  Result<std::vector<Line>> list(const std::string& which = {}) const;

 private:
  node::Node& node_;
};

std::string to_json(const Contacts::Line& line);

}  // namespace parley::desk
