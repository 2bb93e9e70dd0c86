// Taking back what was released: asked for by who released it, confirmed or refused by each of the others, or met with
// silence; each on record. Nothing is deleted by it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/groups.h"
#include "desk/saying.h"

namespace parley::desk {

class Recalls {
 public:
  explicit Recalls(node::Node& node) : node_(node) {}

  struct Wanted {
    std::string object = {};   // as people type it
    std::string version = {};  // its "modified"; empty: all
    std::string reason = "wrong", wish = "delete", replacement = {}, text = {};
    std::string severity = {};  // decides the answer time; empty: none is due
    bool exercise = false;
  };
  // A recall for one group, to be said there.
  struct Asked {
    GroupRoom room;
    std::string text;
  };
  // One for each group in whose own journal the object is, of all or the one named: it is recalled where it was
  // released. not_found when this party released it nowhere.
  Result<std::vector<Asked>> ask(const Wanted& wanted, const std::string& which) const;

  struct Answer {
    std::string recall = {};  // as people type it
    bool confirm = false;     // the wish is followed; else `refuse` says why not
    std::string refuse = {}, done = {};
  };
  // The answer to another party's recall. Forbidden for one of this party's own.
  Result<Asked> answer(const Answer& answer, const std::string& which) const;

  // How each party stands to each recall: of all, or those that `typed` means (a recall, or the id of its object).
  struct Line {
    std::string group;  // alias
    std::string from_name, party_name;
    std::string titled;  // the object
    group::RecallState recall;
    group::RecallState::Party party;
    std::optional<Micros> left;  // the group, by the party: nothing is due from it
  };
  Result<std::vector<Line>> state(const std::string& typed = {}, const std::string& which = {}) const;

 private:
  node::Node& node_;
};

std::string to_json(const Recalls::Line& line);

}  // namespace parley::desk
