// A charter, what a version of it changes, and what those who join with it would read: for people who draft, sign and
// look.
#pragma once

#include <string>
#include <vector>

#include "group/charter.h"
#include "release/audience.h"

namespace parley::view {

std::string charter_text(const group::Charter& charter);

// A version under way beside the one in force (null: none). `readings` as Charters::readings() gives them.
struct NewVersion {
  const group::Terms* in_force = nullptr;
  const group::Terms* next = nullptr;
  std::vector<release::Reading> readings;
};
// "Changes to the version in force" and what becomes readable for whom; empty: neither. Lines.
std::string changes_text(const NewVersion& version);
// What people expect to flow and what may not; empty: nothing. Lines.
std::string left_out_text(const group::Terms& terms);
// JSON lists: {"of","added","removed"} or {"of","before","after"}; one object for each newcomer with its counts.
std::string changes_json(const NewVersion& version);
std::string newcomers_json(const std::vector<release::Reading>& readings);

}  // namespace parley::view
