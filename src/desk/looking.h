// What a person looks at in the room. Each of it takes the right `see`, and what is read in full is recorded
// (docs/rights.md); on the command line, where whoever reaches the folder can read its files, neither is so.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/inbox.h"
#include "desk/status.h"
#include "node/acting.h"
#include "node/sessions.h"

namespace parley::desk {

class Looking {
 public:
  Looking(node::Node& node, const node::Acting& acting) : node_(node), acting_(acting) {}

  // Who one is here; takes no right.
  struct Me {
    std::string user, party, party_key;
    std::string node;                 // eight digits that tell nodes apart
    std::string fingerprint;          // of the card, as people compare it; empty: this node has no card
    std::vector<std::string> rights;  // words of acts that he may do somewhere
    std::vector<std::string> groups;  // aliases
    std::string language;             // "en", "de"; empty: none was chosen
    node::Sessions::Session session;
    Micros now{};
  };
  Result<Me> me(const node::Sessions::Session& session) const;
  Status choose_language(std::string_view language) const;  // invalid_input for one that there is not

  // What came in each group since this person saw it last, by the entries of the members' journals.
  struct News {
    struct Of {
      std::string from;     // what this node calls the member
      std::string journal;  // its origin
      std::uint64_t entries = 0, seen = 0;
      Micros last{};  // when the last of them was said
      std::uint64_t is_new() const { return entries > seen ? entries - seen : 0; }
    };
    std::string group;  // alias
    std::vector<Of> journals;
    std::vector<Inbox::Item> items = {};  // the newest of what came in, as many as there is new, and at most kMostItems
    std::uint64_t entries() const;        // that are new
  };
  static constexpr std::size_t kMostItems = 20;
  Result<std::vector<News>> news() const;
  // Of one of these journals, up to this entry. not_found, invalid_input where there are not so many.
  Status saw(const std::string& journal, std::uint64_t upto) const;

  Result<Inbox::Page> inbox(const Inbox::Filter& filter) const;
  // What somebody said, with what of it only this node knows.
  struct Message {
    Groups::Found said;
    bool own = false;                          // this party said it
    std::map<std::string, std::string> names;  // of the identities that stand in it, as this node calls them
    std::string marking;                       // the strictest on it (shown_marking.h); empty: none
  };
  Result<Message> message(const std::string& typed, const std::string& group) const;
  Result<NodeStatus::Shown> status(const node::NodeServer* server) const;

  // What is wrong, due and new. What is wrong stands there in whole sentences, whoever made them.
  struct Wrong {
    std::string kind;  // of node::Trouble, "member" or "warning"
    std::string problem;
    std::string group = {}, party = {};  // of a member: alias, and what this node calls it
  };
  struct Home {
    Micros now{};
    std::vector<Wrong> wrong;
    std::vector<NodeStatus::DueItem> due;
    std::vector<News> news;
    std::size_t open = 0;  // items of the inbox that wait for an act of ours
  };

 private:
  Status may_see(std::string_view what) const;

  node::Node& node_;
  const node::Acting& acting_;
};

// The digits by which this node's cookies are told from another's.
std::string node_digits(const node::Node& node);

std::string to_json(const Looking::Me& me);
std::string to_json(const Looking::News& news);
std::string to_json(const Looking::Message& message);
std::string to_json(const Looking::Home& home);

}  // namespace parley::desk
