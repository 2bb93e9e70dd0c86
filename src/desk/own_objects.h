// Objects of this party's own, on their way into its own journals: where they may go, and the one admission for them.
//
// A desk that makes an object does not append it by itself. Here it passes the checks that an object of a TAXII client
// passes, patterns included, and stands behind the party's identity.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "journal/journal.h"
#include "node/acting.h"
#include "node/deliberation.h"
#include "node/journals.h"
#include "node/node.h"

namespace parley::desk {

using node::kDrafts;  // the private journal for what has not been said

class OwnObjects {
 public:
  explicit OwnObjects(node::Node& node) : node_(node) {}

  // A journal that people may append to: this party's own, but not the ones in groups, into which only a release goes.
  // Forbidden otherwise.
  Result<node::JournalInfo> own(std::string_view name) const;
  // The same for a person, who needs the right to `act` there.
  Result<node::JournalInfo> journal(const node::Acting& acting, node::Act act, std::string_view name) const;
  // The journal for drafts, made when it is missing.
  Result<node::JournalInfo> drafts(const node::Acting& acting) const;

  // An object in this party's journals: in "main", then in the others outside of groups, then in those in groups.
  struct Found {
    std::string text;
    node::JournalInfo journal;
  };
  Result<Found> find(const std::string& id, const std::string& version = {}) const;
  // The newest version of an object in a journal, or the one that `version` names. not_found.
  static Result<std::string> object_in(const journal::Journal& journal, const std::string& id,
                                       const std::string& version = {});

  // All of them or none, as an act of the person, which `what` names as a command has it ("question new"): it is
  // recorded. That an object stands there with other content is an outcome and no error.
  Result<std::vector<journal::Outcome>> append(const node::Acting& acting, node::Act act, std::string_view what,
                                               const node::JournalInfo& journal,
                                               std::span<const std::string> texts) const;
  // The same as a part of another act, which is recorded.
  Result<std::vector<journal::Outcome>> append(const node::JournalInfo& journal,
                                               std::span<const std::string> texts) const;

 private:
  node::Node& node_;
};

}  // namespace parley::desk
