// As src/release/may_have_read_test.cc, through nodes: what a party may fetch of another's journal, from its author or
// from any holder, was granted to it by a model that knows nothing of the policy.
//
// Four nodes in one process; each history is a group of its own between them. Nothing goes over sockets: charters are
// handed on, and what may be read is what the node's rights say.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "node/access.h"
#include "node/charters.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/peers.h"
#include "node/release_policy.h"
#include "node/test_acting.h"
#include "node/test_group.h"
#include "release/reader_model.h"
#include "release/redact.h"

namespace parley::node::testing {
namespace {

using release::testing::Ban;
using release::testing::Fact;
using release::testing::House;
using release::testing::is_for_two;
using release::testing::Level;
using release::testing::May;
using release::testing::Model;
using release::testing::name_of;
using release::testing::Version;
using Random = std::mt19937_64;

constexpr std::size_t kParties = 4;
constexpr Micros kLongFromNow{4'000'000'000'000'000};

std::size_t below(Random& random, std::size_t limit) { return static_cast<std::size_t>(random() % limit); }
bool chance(Random& random, std::size_t percent) { return below(random, 100) < percent; }

std::string_view id_of(Level level) {
  static constexpr std::string_view kIds[] = {"",
                                              "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
                                              "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
                                              "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
                                              "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
                                              "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"};
  return kIds[static_cast<std::size_t>(level)];
}

// Nodes that know each other, for all histories.
struct Parties {
  Parties() {
    for (std::size_t i = 0; i < kParties; ++i)
      all.push_back(std::make_unique<Party>(folder.path() / std::to_string(i), fmt::format("party-{}", i)));
    for (const auto& one : all)
      for (const auto& other : all) {
        if (one == other) continue;
        const auto card = other->node().peers().own_card_parsed();
        EXPECT_TRUE(one->node().peers().accept(*card, card->name).ok());
      }
  }
  Folder folder;
  std::vector<std::unique_ptr<Party>> all;
};

struct Counts {
  std::size_t released = 0, derived = 0, refused = 0, joined = 0, refused_signatures = 0, readable = 0;
};

class History {
 public:
  History(Parties& parties, std::uint64_t seed) : parties_(parties), random_(seed), seed_(seed) {
    Version first = next_version({0, 1});
    if (chance(random_, 30)) first.members.insert(2);
    proposals_.push_back({first, terms_of(first), {}, {}});
    for (const int one : first.members) sign(proposals_.front(), one);
    come_into_force();
  }
  ~History() {
    for (std::size_t i = 0; i < kParties; ++i)
      for (const auto& one : node(i).node().release_policy().embargoes())
        EXPECT_TRUE(node(i).node().release_policy().remove_embargo(one.party, one.what).ok());
  }

  bool run(std::size_t steps) {
    for (std::size_t i = 0; i < steps && trouble_.empty(); ++i) step();
    return trouble_.empty();
  }
  const std::string& trouble() const { return trouble_; }
  const Counts& counts() const { return counts_; }

 private:
  struct Proposal {
    Version version;
    group::Terms terms;
    std::set<int> signers;
    std::optional<group::Charter> charter;
  };
  struct Entry {
    Fact fact;
    Level standard;
    std::set<int> granted;
  };
  struct Member {
    House house;
    std::map<std::string, std::string> texts;
    std::map<std::string, Entry> journal;  // by id: every object is released in one version here
    std::optional<Version> in_force;
    std::vector<Version> has_signed;
  };

  Party& node(std::size_t who) { return *parties_.all[who]; }
  Member& at(int who) { return members_[static_cast<std::size_t>(who)]; }
  std::string identity_of(int who) { return node(static_cast<std::size_t>(who)).identity(); }
  void fault(const std::string& what) {
    if (trouble_.empty()) trouble_ = what + "\n" + story_;
  }
  void note(const std::string& line) { story_ += line + "\n"; }

  void step() {
    const int who = static_cast<int>(below(random_, kParties));
    switch (below(random_, 10)) {
      case 0:
        ban(who);
        break;
      case 1:
      case 2:
      case 3:
        release(who, make_object(who), {});
        break;
      case 4:
        redact(who);
        break;
      case 5:
        draft(who);
        break;
      default:
        if (proposals_.empty()) return;
        if (sign(proposals_[below(random_, proposals_.size())], who)) come_into_force();
    }
  }

  // --- objects

  Fact make_object(int who) {
    Fact fact;
    fact.type = "malware";
    fact.id = fmt::format("malware--{:08x}-{:04x}-4000-8000-00000000abcd", ++made_, seed_ & 0xffff);
    std::string members;
    if (chance(random_, 70)) {
      fact.level = static_cast<Level>(1 + below(random_, 5));
      fact.markings = {name_of(fact.level)}, fact.levels = {fact.level};
      members += fmt::format(R"(,"object_marking_refs":["{}"])", id_of(fact.level));
    }
    if (chance(random_, 30)) {
      fact.label = static_cast<Level>(3 + below(random_, 3));
      fact.labels = {"case-a"};
      members += fmt::format(R"(,"labels":["case-a","tlp:{}"])", name_of(fact.label));
    }
    const std::string text = fmt::format(
        R"({{"type":"malware","spec_version":"2.1","id":"{}","created":"2026-07-09T18:30:00.000Z","modified":"2026-07-09T18:30:00.000Z","is_family":false,"name":"Beacon","description":"words"{}}})",
        fact.id, members);
    Party::append_to(*node(static_cast<std::size_t>(who)).node().journals().open("main")->journal, {text});
    at(who).house.objects[fact.id] = {fact};
    at(who).texts[fact.id] = text;
    return fact;
  }

  void ban(int who) {
    Ban one;
    one.party = chance(random_, 20) ? "*" : identity_of((who + 1 + static_cast<int>(below(random_, 3))) % 4);
    one.until = 1;
    std::string what;
    if (!at(who).texts.empty() && chance(random_, 70)) {
      auto object = at(who).texts.begin();
      std::advance(object, static_cast<std::ptrdiff_t>(below(random_, at(who).texts.size())));
      one.what = what = object->first;
    } else if (chance(random_, 40)) {
      one.what = what = "case-a";
    } else {
      one.level = static_cast<Level>(3 + below(random_, 3));
      one.what = name_of(one.level), what = id_of(one.level);
    }
    const auto put = node(static_cast<std::size_t>(who))
                         .node()
                         .release_policy()
                         .put_embargo({.party = one.party, .what = what, .until = kLongFromNow, .reason = "not yet"});
    ASSERT_TRUE(put.ok()) << put.error().message;
    note(fmt::format("{} holds back {} from {}", who, what, one.party));
    at(who).house.bans.push_back(one);
  }

  void redact(int who) {
    Member& member = at(who);
    if (member.texts.empty()) return;
    auto object = member.texts.begin();
    std::advance(object, static_cast<std::ptrdiff_t>(below(random_, member.texts.size())));
    Fact fact = member.house.objects[object->first].back();
    const auto view = node(static_cast<std::size_t>(who)).node().membership().group(alias());
    if (!view.ok()) return;
    const release::Redactor redactor(secret_, view->charter.terms, identity_of(who));
    release::Redaction redaction{.remove = {"/description"}, .replace = {}, .pseudonyms = {}};
    if (!fact.labels.empty()) {
      redaction.remove.emplace_back("/labels/0");
      fact.labels.clear();
    }
    const auto item = redactor.redact(object->second, redaction);
    if (!item.ok() || !release::is_derived(*item)) return;
    json::Parser parser;
    const json::Element element = *parser.parse(item->leaves);
    const std::string original = fact.id;
    fact.id = std::string(std::string_view(element["id"]));
    fact.is_made = true;
    member.house.made_from[fact.id] = original;
    member.house.objects[fact.id] = {fact};
    member.texts[fact.id] = item->leaves;
    Party::append_to(*node(static_cast<std::size_t>(who)).node().journals().open("main")->journal, {item->leaves});
    release(who, fact, {{fact.id, original, release::How::redacted}});
  }

  // --- releasing

  bool may_join_to_read(int who, int reader, const Entry& entry, const Version& next) {
    const Model model(at(who).house, 0);
    for (const Level standard : {entry.fact.by_node ? next.standard : entry.standard, next.standard})
      if (model.to({identity_of(reader)}, entry.fact, next, standard, true) != May::yes) return false;
    return true;
  }
  std::set<int> newcomers_of(int who, const Version& next) {
    std::set<int> out;
    for (const int one : next.members)
      if (one != who && at(who).in_force && !at(who).in_force->members.contains(one)) out.insert(one);
    return out;
  }

  void release(int who, const Fact& fact, const std::vector<release::Derivation>& derivations) {
    Member& member = at(who);
    if (!member.in_force || member.journal.contains(fact.id)) return;
    const Version& now = *member.in_force;
    const bool has_second = chance(random_, 50);
    std::set<std::string> readers;
    for (const int one : now.members)
      if (one != who) readers.insert(identity_of(one));
    const May may = Model(member.house, 0).to(readers, fact, now, now.standard, false);
    bool all = may == May::yes || (may == May::with_second_person && has_second);
    Entry entry{fact, now.standard, {}};
    if (all) entry.granted = now.members;
    for (const Version& next : member.has_signed)
      if (next.number > now.number)
        for (const int one : newcomers_of(who, next)) {
          const bool joins = may_join_to_read(who, one, entry, next);
          if (joins) entry.granted.insert(one);
          all = all && joins;
        }
    const Releases::Request request{.group = std::string(alias()),
                                    .objects = {member.texts[fact.id]},
                                    .shown = {},
                                    .journal = {},
                                    .derivations = derivations};
    const auto released = let_leave(node(static_cast<std::size_t>(who)).node(), request, has_second);
    note(fmt::format("{} {} {}{}", who, released.ok() ? "releases" : "is refused", request.objects.front(),
                     has_second ? " with a second person" : ""));
    if (!released.ok() && all) return fault("refused without a reason: " + released.error().message);
    counts_.refused += !released.ok();
    if (!released.ok()) return;
    ++counts_.released;
    counts_.derived += fact.is_made;
    member.journal.insert({fact.id, entry});
    look();
  }

  // --- charters

  std::string alias() const { return fmt::format("h{}", seed_); }
  Version next_version(std::set<int> members) {
    Version out;
    out.number = ++versions_;
    out.members = std::move(members);
    out.types = {"*"};
    for (const Level level : {Level::clear, Level::green, Level::amber, Level::amber_strict, Level::red})
      if (level == Level::amber || chance(random_, 80)) out.levels.insert(level), out.markings.insert(name_of(level));
    out.standard = chance(random_, 75) ? Level::amber : *out.levels.rbegin();
    return out;
  }
  group::Terms terms_of(const Version& version) {
    group::Terms terms;
    terms.id = fmt::format("charter--{:08x}-0000-4000-8000-000000000000", seed_);
    terms.created = {1'795'000'000'000'000};
    terms.modified = {terms.created.value + version.number * 1000};
    terms.name = alias(), terms.purpose = "Find out what happened.";
    terms.uses = {group::Use::infrastructure};
    for (const int one : version.members) {
      const auto card = node(static_cast<std::size_t>(one)).node().peers().own_card_parsed();
      terms.members.push_back({card->identity_id, card->name, card->party_key});
    }
    std::sort(terms.members.begin(), terms.members.end(),
              [](const auto& a, const auto& b) { return a.identity_id < b.identity_id; });
    terms.object_types = {"*"};
    for (const Level level : version.levels) terms.markings.emplace_back(id_of(level));
    terms.default_marking = id_of(version.standard);
    return terms;
  }

  void draft(int who) {
    const auto& now = at(who).in_force;
    if (!now || !now->members.contains(who) || proposals_.size() > 2) return;
    Version next = *now;
    next.number = ++versions_;
    if (chance(random_, 20)) next = next_version(now->members);
    const int other = static_cast<int>(below(random_, kParties));
    if (!next.members.contains(other))
      next.members.insert(other);
    else if (other != who && next.members.size() > 2)
      next.members.erase(other);
    proposals_.push_back({next, terms_of(next), {}, {}});
    note(fmt::format("{} drafts version {} with {}, default {}", who, next.number, fmt::join(next.members, ","),
                     name_of(next.standard)));
  }

  // Whether the version is complete now.
  bool sign(Proposal& proposal, int who) {
    const Version& next = proposal.version;
    Member& member = at(who);
    if (!next.members.contains(who) || proposal.signers.contains(who) ||
        (member.in_force && next.number <= member.in_force->number))
      return false;
    // Of two versions under way a node keeps the later; whoever signs an earlier one has put it away.
    (void)node(static_cast<std::size_t>(who)).node().charters().withdraw(proposal.terms.id);
    const auto text = proposal.charter ? *proposal.charter : group::draft_charter(proposal.terms).value();
    const auto kept = node(static_cast<std::size_t>(who)).node().charters().propose(text, alias());
    // No charter may name what its author holds back from one of its members, a marking for example.
    if (!kept.ok() && kept.error().message.find("names what is held back") != std::string::npos) return false;
    if (!kept.ok()) return fault("not kept: " + kept.error().message), false;
    const std::set<int> newcomers = newcomers_of(who, next);
    bool all = true;
    for (const auto& [id, entry] : member.journal)
      for (const int one : newcomers) all = all && may_join_to_read(who, one, entry, next);
    const auto added = node(static_cast<std::size_t>(who)).node().charters().sign(proposal.terms.id);
    note(fmt::format("{} {} version {}", who, added.ok() ? "signs" : "refuses", next.number));
    if (!added.ok() && all) return fault("a signature is refused without a reason: " + added.error().message), false;
    counts_.refused_signatures += !added.ok();
    if (!added.ok()) return false;
    counts_.joined += newcomers.size();
    for (auto& [id, entry] : member.journal)
      for (const int one : newcomers)
        if (may_join_to_read(who, one, entry, next)) entry.granted.insert(one);
    proposal.charter = *added;
    proposal.signers.insert(who);
    member.has_signed.push_back(next);
    return proposal.signers.size() == next.members.size();
  }

  // Whoever is in it is handed the complete version, or all but one for the time being.
  void come_into_force() {
    const auto done = std::find_if(proposals_.begin(), proposals_.end(), [](const Proposal& one) {
      return one.signers.size() == one.version.members.size();
    });
    if (done == proposals_.end()) return;
    const Proposal complete = *done;
    std::erase_if(proposals_, [&](const Proposal& one) { return one.version.number <= complete.version.number; });
    note(fmt::format("version {} is in force", complete.version.number));
    for (const int one : complete.version.members) {
      (void)node(static_cast<std::size_t>(one)).node().charters().withdraw(complete.terms.id);
      const auto known = node(static_cast<std::size_t>(one)).node().charters().propose(*complete.charter, alias());
      ASSERT_TRUE(known.ok()) << known.error().message;
      at(one).in_force = complete.version;
      look();
    }
  }

  // Whoever may fetch a journal, from its author or from who has it by now, may read all of it.
  void look() {
    for (int author = 0; author < static_cast<int>(kParties); ++author) {
      const std::string collection = collection_of(author);
      if (collection.empty() || at(author).journal.empty()) continue;
      std::vector<int> holders = {author};
      for (std::size_t next = 0; next < holders.size(); ++next) {
        const auto where = static_cast<std::size_t>(holders[next]);
        const auto row = node(where).node().journals().open(collection);
        for (int reader = 0; reader < static_cast<int>(kParties) && row.ok(); ++reader) {
          if (std::find(holders.begin(), holders.end(), reader) != holders.end()) continue;
          const auto rights = node(where).node().membership().rights_of(
              {.name = std::string(kPeerPrefix) + identity_of(reader), .administrator = false, .generation = 0},
              row->row);
          if (!rights || !rights->read) continue;
          check(author, reader);
          holders.push_back(reader);
        }
      }
    }
  }
  std::string collection_of(int author) {
    const auto view = node(static_cast<std::size_t>(author)).node().membership().group(alias());
    if (!view.ok()) return {};
    const auto* signature = group::find_signature(view->charter, identity_of(author));
    return signature == nullptr ? std::string() : signature->collection;
  }
  void check(int author, int reader) {
    for (const auto& [id, entry] : at(author).journal) {
      ++counts_.readable;
      if (!entry.granted.contains(reader))
        fault(fmt::format("{} may fetch {} of {}'s and it may not read that", reader, id, author));
    }
  }

  Parties& parties_;
  Random random_;
  const std::uint64_t seed_;
  const Secret secret_{std::string_view("0123456789abcdef0123456789abcdef")};
  Member members_[kParties];
  std::vector<Proposal> proposals_;
  int versions_ = 0, made_ = 0;
  std::string story_, trouble_;
  Counts counts_;
};

TEST(MayHaveReadThroughNodes, NobodyMayFetchWhatItMayNotReadAndNothingIsRefusedWithoutAReason) {
  const char* wanted = std::getenv("PARLEY_NODE_HISTORIES");
  const char* first = std::getenv("PARLEY_HISTORIES_SEED");
  const std::uint64_t histories = wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 100;
  const std::uint64_t seed = first != nullptr ? std::strtoull(first, nullptr, 10) : 1;
  Parties parties;
  Counts all;
  for (std::uint64_t i = 0; i < histories; ++i) {
    History history(parties, seed + i);
    ASSERT_TRUE(history.run(20)) << "PARLEY_HISTORIES_SEED=" << seed + i << ", " << history.trouble();
    const Counts& one = history.counts();
    all.released += one.released, all.derived += one.derived, all.refused += one.refused, all.joined += one.joined;
    all.refused_signatures += one.refused_signatures, all.readable += one.readable;
  }
  const std::string told =
      fmt::format("released {}, derived of these {}, refused {}, joined {}, signatures refused {}, readable {}",
                  all.released, all.derived, all.refused, all.joined, all.refused_signatures, all.readable);
  RecordProperty("counts", told);
  if (histories < 50) return;  // somebody looks at a few
  EXPECT_GT(all.released, histories) << told;
  EXPECT_GT(all.derived, histories / 20) << told;
  EXPECT_GT(all.joined, histories / 4) << told;
  EXPECT_GT(all.refused_signatures, histories / 20) << told;
}

}  // namespace
}  // namespace parley::node::testing
