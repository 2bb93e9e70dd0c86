// For the test of non-interference: one party's node twice, alike to the byte - the same keys, journals, salts and
// times - until things are added to one of them that are released to nobody who asks.
#pragma once

#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "group/group_fixture.h"
#include "node/node.h"
#include "taxii/service.h"

namespace parley::node::testing {

using Random = std::mt19937_64;
using group::testing::Party;

inline std::size_t below(Random& random, std::size_t limit) { return static_cast<std::size_t>(random() % limit); }
inline bool chance(Random& random, std::size_t percent) { return below(random, 100) < percent; }
template <class List>
const auto& one_of(const List& list, Random& random) {
  return list[below(random, std::size(list))];
}
std::string random_uuid(Random& random);
std::string random_object(Random& random);
// As an envelope of a POST has them; from a few identifiers only, so that different senders send the same ones.
std::string random_artifact(Random& random);

// Who asks, and who else there is. The stranger is a known party that is in no group with this one.
enum PartyNumber { kAsker = 1, kStranger, kFriend, kOther, kLate };
Party party_of(int number);
std::string certificate_of(int number);  // as http::Request has it

// What requests are made of: names that exist in both worlds, in one of them, or in none.
struct Names {
  struct Place {
    std::string root, collection;
  };
  struct StatusName {
    std::string here, there;  // the same status resource in the two worlds
  };
  std::vector<Place> places;
  std::size_t known_to_all = 0;  // so many of them are in both worlds
  std::vector<std::string> roots, collections, objects;
  std::vector<StatusName> statuses;
};

// A folder in memory that goes with its owner.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class TwoWorlds {
 public:
  explicit TwoWorlds(std::uint64_t seed);

  Node& plain() { return *plain_; }    // what is released, and nothing else
  Node& fuller() { return *fuller_; }  // the same, and more
  // Adds a random something to the fuller world that concerns neither the asker nor the stranger nor those who have
  // tokens here. `catalog`: that world as its service sees it.
  void add_unreleased(taxii::Catalog& catalog);

  Names names;
  std::string reader_token, outsider_token;  // of a user with the right to read one journal, and of one without any
  struct Head {
    std::string root, origin, holder;
    std::uint64_t size = 0;
    Hash hash{};
  };
  std::vector<Head> heads;  // of the asker's own journals, as this node mirrors them

 private:
  void make_base(Node& node);
  group::Charter propose_group(Node& node, const std::vector<int>& others, std::size_t signers);
  void fill_group(Node& node, const group::Charter& charter, std::size_t objects);
  void mirror(Node& node, const group::Charter& charter, int author, std::size_t objects);
  void add_objects(Node& node, const std::string& journal, std::size_t objects);
  void remember(Node& node, const std::string& root);

  Random random_;
  int groups_made_ = 0, users_made_ = 0;
  ScratchFolder folder_;
  std::unique_ptr<Node> plain_, fuller_;
};

}  // namespace parley::node::testing
