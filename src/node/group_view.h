// A group as this node has it: the charter in force, and for each member the journal, its own or the mirror of the
// other's, with what is wrong about it. Plain values, copied freely.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "group/charter.h"
#include "journal/journal.h"

namespace parley::node {

struct MemberView {
  std::string identity_id, name;
  std::string called = {};  // Peers::called(); not in what Membership::views() gives
  bool own = false;
  std::shared_ptr<journal::Journal> journal;  // the own one, or the verified mirror of the other's
  std::string problem;  // why its journal is not read on: what was refused, and where the evidence lies; empty: none
  std::string no_room;  // why this node takes no more of it: a limit, or the disk; empty: it does
  std::string takes_no_more;  // why it takes no more of this party's journal, in its own words; empty: nothing is known
  std::optional<Micros> left;  // when it said that it leaves: nothing is shown to it or asked of it
  std::string wrong_copies;    // what it served of others' journals and is not what they signed; empty: none
  std::optional<Micros> silent_since = {};  // this running node asks it, and it has not answered for some minutes
};

struct GroupView {
  group::Charter charter;  // complete: a group without does not exist
  std::string alias;       // what this node calls it
  std::string root;
  std::vector<MemberView> members;  // in the charter's order
  bool left = false;                // this party, or a charter without it: readable, nothing is appended
};

const MemberView* member_of(const GroupView& view, std::string_view identity);  // null: none
const MemberView* own_member(const GroupView& view);                            // likewise
std::string path_of(const GroupView& view, const std::string& collection);      // under which a journal is served

}  // namespace parley::node
