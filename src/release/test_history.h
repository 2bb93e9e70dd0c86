// For tests: random histories of four parties and one group: objects, versions, markings, labels, embargoes,
// redactions, pseudonyms, messages, recalls, new versions of the charter, signatures, who joins, leaves and comes back.
//
// The policy decides; an independent model (reader_model.h) says of every entry of every journal who may ever read it.
// When a version comes into force, whoever is in it holds everything that stands in the members' journals, and each of
// that must have been granted by the model. The other way round, a refusal where the model has no objection is a fault.
#pragma once

#include <random>

#include "release/audience.h"
#include "release/reader_model.h"
#include "release/redact.h"

namespace parley::release::testing {

// What is taken out of the node to see that the test sees it.
enum class Hole {
  none,
  origins,             // what was made from something is asked about alone
  draft,               // nobody asks about those who join when a version is signed
  release,             // nobody asks about those who join when something is released after the signature
  default_at_release,  // what nobody marked counts as the version that comes says
  embargoes,           // embargoes towards those who join are not heeded
  messages,            // what was said unmarked is for everybody who comes
};

struct Counts {
  std::size_t released = 0, refused = 0, signed_with_newcomers = 0, refused_signatures = 0, came_into_force = 0,
              held = 0, derived = 0;
};

class History {
 public:
  History(std::uint64_t seed, Hole hole);

  // False at the first fault, which trouble() then tells.
  bool run(std::size_t steps);
  const std::string& trouble() const { return trouble_; }
  const Counts& counts() const { return counts_; }

 private:
  static constexpr int kParties = 4;
  struct Entry {
    Fact fact;
    std::string text;
    Level standard = Level::none;  // what is unmarked counted as
    std::set<int> granted;         // by the model
  };

  struct Member {
    House house;
    std::vector<Embargo> embargoes;
    std::map<std::string, std::vector<std::string>, std::less<>> texts;  // by id, the newest last
    std::vector<Entry> journal;
    Version in_force;
    std::vector<Version> has_signed;
  };

  void step();
  void note(const std::string& line) { story_ += line + "\n"; }
  void fault(const std::string& what);
  Member& at(int who) { return members_[static_cast<std::size_t>(who)]; }

  // --- what a party has at home

  std::string new_id(std::string_view type);

  // Markings, labels and parts of an object: the JSON members, and what they mean.
  std::string random_handling(Fact& fact);
  std::string object_text(Member& member, Fact& fact, int version);
  std::string any_object(const Member& member);
  void keep(Member& member, const Fact& fact, const std::string& text);
  void make_object(int who);
  void new_version(int who);
  void ban(int who);

  // --- the policy

  Context context_of(int who, const group::Charter& charter);

  // --- releasing

  std::set<int> newcomers_of(int who, const Version& next);
  // Of one who joins, by the model: under the version that comes, and as it counted when it was released.
  bool may_join_to_read(int who, int reader, const Entry& entry, const Version& next);
  void release(int who, const Fact& fact, const std::string& text);
  void hold(int author, int reader, const Entry& entry);
  void release_something(int who);
  void redact_something(int who);
  void say_something(int who);

  // --- charters

  Version random_version();

  // By whoever is in the group: with others, without some, with other terms.
  void draft(int who);
  void sign(int who);
  bool ask_about_newcomers(int who, const Version& next);
  void come_into_force(const Version& next);

  std::mt19937_64 random_;
  const Hole hole_;
  const Secret secret_{std::string_view("0123456789abcdef0123456789abcdef")};
  Member members_[kParties];
  std::vector<std::pair<Version, std::set<int>>> proposals_;
  int versions_ = 0, made_ = 0, now_ = 0;
  std::string story_, trouble_;
  Counts counts_;
};

}  // namespace parley::release::testing
