// Who joins when a new version of a charter comes into force, and what they then read.
//
// Nothing is filtered when it is read, so whoever joins reads everything that was ever released in the group. Each
// object that stands in this party's journal there is therefore asked about as if it were released to the newcomer now:
// under the new version, with the embargoes towards the newcomer, and what was unmarked as strictly as it counted when
// it was released. What the policy refuses, or wants a second person for, was not released for that reader. Each member
// answers for its own journal, when it drafts or signs a version, and with every release between its signature and the
// day on which the version is in force.
//
// Pure, as evaluate() is.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "release/policy.h"

namespace parley::release {

struct Newcomer {
  std::string identity_id, name;  // in a reading: as people here call it
  bool has_another_key = false;   // a member before, under another key: whoever has the new one has read nothing yet
};

// The members of `after` that `before` does not have with the same key; never this party itself. In order.
std::vector<Newcomer> newcomers(const group::Terms& before, const group::Terms& after, std::string_view own_identity);

// What one newcomer would read of one kind of thing.
struct Tally {
  std::size_t total = 0;      // different ids; all versions of one object are one
  std::size_t held_back = 0;  // of these, those that the policy does not let it have as it is; for the reasons below,
                              // of which one may have several:
  std::size_t red = 0, amber_strict = 0, embargoed = 0, otherwise = 0;
  std::size_t recalled = 0;  // withdrawn by this party, and still there
};

struct Reading {
  Newcomer who;
  Tally objects;
  Tally messages;  // what the framework itself says: inquiries, replies, recalls, records of releases
  // Entries whose content this party has erased. Other members may hold it still and hand it on, and what it was nobody
  // can ask about any more.
  std::size_t erased = 0;
  struct HeldBack {
    std::string id, rule, message;
  };
  std::vector<HeldBack> held_back;  // the first of both tallies (kMostNamed)

  bool allowed() const { return objects.held_back == 0 && messages.held_back == 0 && erased == 0; }
};
inline constexpr std::size_t kMostNamed = 10;

// Goes through this party's journal for everybody who joins with a version. `context` as for a release to the group as
// it is.
class Joining {
 public:
  Joining(const group::Terms& before, const group::Terms& after, const Context& context);

  bool anybody() const { return !readings_.empty(); }
  // The next entry of the journal, in its order: every version of every object, also the charters.
  void add(std::string_view object);
  std::vector<Reading> readings(std::size_t erased = 0) const;

 private:
  struct Seen {
    bool is_message = false;
    std::vector<unsigned> held_back;  // for each newcomer, the reasons as bits
  };
  group::Charter charter_;                      // the new version, as if it were complete
  std::string default_marking_;                 // of the version that was in force at the entry
  std::vector<Reading> readings_;               // tallies are made at the end
  std::vector<Context> contexts_;               // for each of them
  std::unordered_map<std::string, Seen> seen_;  // by id
  std::unordered_set<std::string> recalled_;
};

// What the versions that this party has signed and that are not in force yet (Context::coming) say about a release now:
// a refusal for whatever a newcomer may not have, an allowance for each who may have it.
std::vector<Reason> asked_for_newcomers(std::string_view object, const Context& context);

// "412 objects of ours released so far become readable for Carpania, of these 3 TLP:RED, 2 TLP:AMBER+STRICT, 1 under
// embargo towards Carpania"
std::string sentence(const Reading& reading);
// Whether every newcomer may read everything.
bool all_allowed(const std::vector<Reading>& readings);

}  // namespace parley::release
