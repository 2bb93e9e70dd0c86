// Where a party's deliberation stands: cases, questions, hypotheses, evidence, ratings, conclusions. In a journal that
// no outside client reads, as drafts and sightings are; a group gets of it what is released.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "node/journals.h"
#include "node/node.h"

namespace parley::node {

inline constexpr std::string_view kDeliberation = "deliberation";
inline constexpr std::string_view kDrafts = "drafts";  // what this party has not said yet
inline constexpr std::string_view kAudit = "audit";    // who did what (node/audit.h)

// Whether a journal of this name is this party's alone: what was not said, what was seen, what was weighed. No outside
// client can be given it, whatever an administrator wants.
bool is_closed_journal(std::string_view name);

// The journal, made when it is missing. Fails with forbidden when there is one of that name which outside clients may
// read or write.
Result<JournalInfo> deliberation_journal(Node& node);

// A journal outside of groups that clients can be given to read, and in which deliberation stands: from before there
// was a journal for it, or because somebody put it there.
struct OpenDeliberation {
  std::string journal;
  std::map<std::string, std::uint64_t> objects;  // by type; "case": the grouping of one
  std::vector<std::string> readers;              // users who may read it, administrators among them
};
Result<std::vector<OpenDeliberation>> open_deliberation(Node& node);

}  // namespace parley::node
