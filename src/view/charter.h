// A charter, what a version of it changes, and what those who join with it would read: for people who draft, sign and
// look.
#pragma once

#include <string>
#include <string_view>

#include "desk/charters.h"

namespace parley::view {

// Each is lines, ended.
std::string charter_text(const group::Charter& charter);
// "Changes to the version in force" and what becomes readable for whom; empty: there is none in force.
std::string changes_text(const desk::Charters::Version& version);
// What people expect to flow and what may not; empty: nothing.
std::string left_out_text(const group::Terms& terms);
// That it was withdrawn, or that another has its name; empty: neither.
std::string warnings_text(const desk::Charters::Version& version);
// What a person reads before he agrees to it.
std::string version_text(const desk::Charters::Version& version);
// What became of it: `done` is "Drafted", "Signed", in front of the group's name.
std::string outcome_text(std::string_view done, const desk::Charters::Version& version);
std::string withdrawn_text(const desk::Charters::Withdrawn& withdrawn);
std::string left_text(const desk::Charters::Left& left);

}  // namespace parley::view
