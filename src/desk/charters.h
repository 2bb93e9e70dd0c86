// Charters: what a group is agreed on, from the first draft to the day on which a party leaves. Whoever draws one up,
// reads it, signs it or takes it back works here.
//
// A signature cannot be taken back and is good for exactly one text. So nothing is signed by its name: what a person is
// shown is a Version, and sign() takes that and signs its terms or nothing (node/charters.h compares them once more
// under its lock). What the others would read, whom a new version lets in, is a part of what is shown.
//
// Each act needs the right to sign (docs/rights.md) for the group, or where there is none yet for the charter.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/groups.h"
#include "group/charter.h"
#include "group/draft.h"
#include "node/acting.h"
#include "node/charters.h"
#include "node/outside_witnesses.h"
#include "release/audience.h"

namespace parley::desk {

class Charters {
 public:
  explicit Charters(node::Node& node) : node_(node) {}

  // --- drafting

  // The terms of a new group, or what is to be otherwise than in a group that there is. What is not mentioned stays as
  // it is there; lists are added to and taken from (group/draft.h).
  struct Wanted {
    std::string from = {};    // a smaller group is drawn from this one: id or alias
    std::string change = {};  // a new version of this group's charter; at most one of the two, neither: a new group
    std::string name = {}, purpose = {};
    std::vector<std::string> with = {};                     // peers by what people type
    std::vector<std::string> without = {};                  // members, likewise; only of a group that there is
    std::vector<std::string> uses = {}, without_uses = {};  // "interference", "infrastructure", "terrorism"
    std::vector<std::string> types = {}, without_types = {};
    std::vector<std::string> markings = {}, without_markings = {};  // as parse_marking() reads them
    std::string default_marking = {};
    std::vector<group::AnswerTime> answers = {};
    std::vector<std::string> without_answers = {};  // severities
    std::vector<group::OutsideWitness> witnesses = {};
    std::vector<std::string> without_witnesses = {};  // by name
    std::size_t quorum = 0;
    std::optional<std::chrono::seconds> retention = {};
    std::map<std::string, std::string> plain = {};  // as typed, by name (group/plain_terms.h); empty: stays
    std::string on_silence = {};  // "nothing", "escalate" or "consult"; empty: stays, in a new group "nothing"
    bool exercise = false;
    bool is_new() const { return from.empty() && change.empty(); }
  };
  // "high=2h,48h": a severity, and until when is acknowledged and answered.
  static Result<group::AnswerTime> read_answer_time(const std::string& text);
  // "VKEY" or "VKEY URL", as behind the name in a tlog-policy witness line.
  static Result<group::OutsideWitness> read_witness(const std::string& text);

  // A charter as it is shown to whoever decides about it.
  struct Version {
    group::Charter charter;
    std::string alias;                       // what this node calls the group, or is asked to call it
    std::optional<group::Terms> in_force;    // of the group as it is now; nothing: there is none
    std::vector<release::Reading> readings;  // what each who joins with it would read of what this party has released
    bool is_signed = false;                  // by this party
    std::vector<std::string> withdrawn_by = {};  // other members, by name: it cannot come into force as it is
    // Other charters of the same name, which people could take for this one: how each is called here, its time and id.
    struct Namesake {
      std::string alias, id;
      Micros modified{};
      bool in_force = false;
    };
    std::vector<Namesake> namesakes = {};
    // Whether everybody who joins may read everything. Otherwise it is neither drafted nor signed here.
    bool may_come() const { return release::all_allowed(readings); }
    std::vector<group::Difference> changes() const;  // against the one in force
    std::vector<std::string> lacking() const;        // names of the members who have not signed it
  };
  // Nothing is kept and nobody is told.
  Result<Version> compose(const Wanted& wanted) const;
  // Keeps it as under way, unsigned, and hands it to its members. forbidden, with the counts, when it may not come.
  // Returns it with what this node calls the group.
  Result<Version> draft(const node::Acting& acting, const Version& version) const;

  // --- reading and signing

  // The one under way that `what` means, by what the group is called here or by the charter's id; not_found.
  Result<Version> find(const std::string& what) const;
  // One that came as a text; `alias` empty: the group is called by its name. Nothing is kept.
  Result<Version> read(std::string_view text, const std::string& alias) const;
  // To be told before anything is read and asked about.
  Status may_sign(const node::Acting& acting, const Version& version) const;
  struct Signed {
    Version version;      // with all signatures that are known now
    bool before = false;  // nothing was left to be signed: what lacked for it to be in force came with it
  };
  // Signs the terms that are in `version` and no others: conflict when another version is under way by now.
  Result<Signed> sign(const node::Acting& acting, const Version& version) const;

  // --- taking back and leaving

  struct Withdrawn {
    std::string what;         // as it was meant
    bool was_signed = false;  // by this party: the others can complete it all the same
  };
  Result<Withdrawn> withdraw(const node::Acting& acting, const std::string& what) const;
  // Whether `what` means a charter under way and no group: then there is nothing to leave.
  bool is_only_under_way(const std::string& what) const;
  // The group to leave. Conflict when this party has left it before.
  Result<GroupRoom> to_leave(const node::Acting& acting, const std::string& what) const;
  struct Left {
    std::string group;                  // alias
    std::vector<std::string> not_told;  // members who do not have it yet, and cannot fetch it from here any more
  };
  // Tells the members, while they may still fetch it from here, and appends nothing more to this party's journal.
  Result<Left> leave(const node::Acting& acting, const GroupRoom& room) const;

  // --- looking

  // A group, or a charter that is none yet.
  struct Line {
    std::string alias, state;  // "in force", "left", "under way, 1 of 2 signed" and the like
    group::Charter charter;
    std::vector<std::string> called;  // the members, as this node calls them
  };
  std::vector<Line> list() const;

  struct Member {
    node::MemberView view;
    node::OutsideWitnesses::Witnessing witnessing;
    group::Timeliness timeliness;
  };
  // All that is known of one group: the charter in force, each member, and the version under way.
  struct Details {
    std::optional<GroupRoom> room;  // nothing: it is not in force
    std::vector<Member> members;    // of the room, in the charter's order
    std::optional<Version> under_way;
  };
  // By id or alias; empty: the only group that there is.
  Result<Details> show(const std::string& what) const;
  // What the operator of an outside witness has to know of each member's journal (C2SP tlog-policy).
  struct Log {
    std::string member, origin, verifier_key;
  };
  Result<std::vector<Log>> logs(const std::string& what) const;

 private:
  Result<Version> beside_in_force(group::Charter charter, std::string alias) const;
  std::vector<Version::Namesake> namesakes(const group::Terms& terms) const;
  Result<group::TermsChange> change_of(const Wanted& wanted) const;
  Result<group::Terms> first_terms(const Wanted& wanted, group::TermsChange& change) const;
  std::optional<node::Charters::Proposal> under_way(const std::string& what) const;
  std::string alias_of(const std::string& charter, const std::string& otherwise) const;
  Result<std::vector<std::string>> take_leave(const node::Acting& acting, const GroupRoom& room) const;

  node::Node& node_;
};

// A refusal, with the counts that it is about where somebody would join.
std::string to_json(const Error& refusal, const Charters::Version& about);
std::string to_json(const Charters::Version& version);
std::string to_json(const Charters::Line& line);
// Of a charter that is not in force: the charter itself.
std::string to_json(const Charters::Details& details);
std::string to_json(const Charters::Withdrawn& withdrawn);
std::string to_json(const Charters::Left& left);
std::string to_json(const Charters::Log& log);

}  // namespace parley::desk
