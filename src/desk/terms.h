// What each side means by a word. A term is an object like any other (docs/objects.md): said in a group, or kept in a
// journal of this party's own.
#pragma once

#include <string>
#include <vector>

#include "desk/groups.h"
#include "desk/own_objects.h"
#include "node/releases.h"

namespace parley::desk {

class Terms {
 public:
  explicit Terms(node::Node& node) : node_(node) {}

  struct Wanted {
    std::string term = {}, meaning = {}, language = {}, explanation = {}, description = {};
    std::vector<std::string> different = {},
                             same = {};     // terms, by id or by the beginning of the UUID as the list shows it
    std::vector<std::string> used_in = {};  // ids of propositions or statements
  };
  // Checked and complete; said or kept by the next two.
  Result<std::string> compose(const Wanted& wanted) const;
  struct Kept {
    std::string id;
    std::string place;                                  // alias of the group, or name of the journal
    std::optional<node::Releases::Waiting> waits = {};  // for a second person; nothing: it is there
  };
  // In an own journal; the person needs the right to draft there.
  Result<Kept> keep(const node::Acting& acting, const std::string& text, const std::string& journal) const;
  // In a group; the person needs the right to say there.
  Result<Kept> say(const node::Acting& acting, const std::string& text, const node::GroupView& group) const;

  struct Term {
    std::string where, party, id, term, meaning, language;
    std::vector<std::string> different, same;
  };
  // Every party's, by word; of one word when `typed` says which, or means the id of a term.
  Result<std::vector<Term>> list(const std::string& typed = {}) const;

 private:
  node::Node& node_;
};

std::string to_json(const Terms::Term& term);

}  // namespace parley::desk
