// This party's own journals, as those see them who write objects of ours: one admission for all of them, the one that a
// POST goes through too (journal/intake.h, with patterns checked), whichever door an object came by. Holds nothing and
// so has no lock.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "journal/intake.h"
#include "journal/journal.h"
#include "node/object_graph.h"

namespace parley::node {

class Node;
struct JournalInfo;

class OwnJournal {
 public:
  explicit OwnJournal(Node& node) : node_(node) {}

  // Checked, and in the form in which it is appended. invalid_input says what is wrong.
  static Result<journal::NewObject> admit_one(std::string_view text);
  // The same for several: names the object and its first fault; none is admitted then.
  static Result<std::vector<journal::NewObject>> admit(std::span<const std::string> texts);
  // Past the policy: what is ours alone, or belongs to the group itself. All or none; what is there already is no
  // fault.
  static Result<std::vector<journal::Outcome>> append(journal::Journal& journal, std::span<const std::string> texts);
  // The journal of that name that is this party's alone; made when it is not there.
  Result<JournalInfo> alone(const std::string& name, const std::string& title, const std::string& description);
  Result<JournalInfo> drafts();  // alone(): what was not said yet
  // Those that are open, and what the graph of objects is to know of them.
  std::vector<ObjectGraph::Source> sources() const;

 private:
  Node& node_;
};

}  // namespace parley::node
