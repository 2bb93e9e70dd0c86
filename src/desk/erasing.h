// Erasing an object's content from a journal or a mirror. Its leaf in the log stays, and so do the copies of others.
#pragma once

#include <string>
#include <vector>

#include "journal/journal.h"
#include "node/acting.h"
#include "node/node.h"

namespace parley::desk {

class Erasing {
 public:
  explicit Erasing(node::Node& node) : node_(node) {}

  // What would be erased, to be shown to the person who is asked.
  struct Found {
    std::string id, journal;  // name
    bool mirror = false;      // what another party said
    struct Version {
      journal::Seq entry = 0;
      std::string version, text;
    };
    std::vector<Version> versions;
    journal::VersionFilter filter;
  };
  // `typed`: an id or the beginning of one. `version`: its "modified"; empty: all of them. not_found when the journal
  // has no such. The person needs the right to erase in this journal.
  Result<Found> find(const node::Acting& acting, const std::string& typed, const std::string& journal,
                     const std::string& version) const;
  // How many versions were erased.
  Result<std::size_t> erase(const node::Acting& acting, const Found& found) const;

 private:
  node::Node& node_;
};

}  // namespace parley::desk
