// What this party itself keeps back, whatever a charter allows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/acting.h"
#include "node/embargo_words.h"
#include "node/node.h"
#include "node/release_policy.h"

namespace parley::desk {

// When an embargo that has no end is over: the last moment of the year 9999.
inline constexpr Micros kForGood{253'402'300'799'999'999};

class Embargoes {
 public:
  explicit Embargoes(node::Node& node) : node_(node) {}

  struct Wanted {
    std::string what = {};    // as people write it (node/embargo_words.h)
    std::string party = "*";  // a peer; "*": towards everybody
    Micros until = kForGood;
    std::string reason = {};
    node::AsLabel as_label = node::AsLabel::no;
  };
  // What it means, what it holds back, and what had left before.
  struct Put {
    release::Embargo embargo;
    node::EmbargoWord word;
    node::ReleasePolicy::HeldBack held;
    std::vector<node::ReleasePolicy::ReleasedBefore> before;
  };
  Result<Put> put(const node::Acting& acting, const Wanted& wanted) const;

  struct Removed {
    std::string what, party;  // as they were kept
    node::EmbargoWord word;
    std::vector<std::string> still = {};  // towards whom another embargo holds the same: "*", or what a party is called
  };
  Result<Removed> remove(const node::Acting& acting, const std::string& what, const std::string& party) const;

  struct Line {
    release::Embargo embargo;
    node::EmbargoWord word;
    std::string party_name;  // "*", or what the party is called here
    bool over = false;
  };
  std::vector<Line> list() const;

 private:
  Result<std::string> party_of(const std::string& who) const;
  node::Node& node_;
};

std::string to_json(const Embargoes::Put& put);
std::string to_json(const Embargoes::Removed& removed);
std::string to_json(const Embargoes::Line& line);

}  // namespace parley::desk
