// On whom a claim rests: relays are no votes, and two of one side are one origin.
#include "accounts/origins.h"

#include <gmock/gmock.h>

#include "accounts/fixture.h"
#include "accounts/model.h"
#include "accounts/worked_cases.h"

namespace parley::accounts {
namespace {

using namespace testing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// "Brandt, deckhand | passenger": the origins with their voices, hollow ones in brackets.
std::string origins(const Material& material, const Support& support) {
  std::string out;
  for (const Origin& origin : support.origins) {
    if (!out.empty()) out += " | ";
    for (const Originator& one : origin.voices) {
      if (&one != &origin.voices.front()) out += ", ";
      const std::string& name = material.parties()[one.party].name;
      out += one.own_voice ? name : "(" + name + ")";
    }
  }
  return out;
}

std::string origins(const Material& material, std::string_view proposition, Side side) {
  const Comparison comparison(material);
  return origins(material, support_of(comparison, *material.find_proposition(proposition), side));
}

class PortVellinOrigins : public ::testing::Test {
 protected:
  void SetUp() override {
    PARLEY_SHARED_PATH(folder, "cases/port-vellin");
    one_ = std::make_unique<PortVellin>(folder);
  }
  std::unique_ptr<PortVellin> one_;
};

TEST_F(PortVellinOrigins, TheSpeedRestsOnAPassengerAndOnTheCaptainWhoIsAPartyToTheDispute) {
  EXPECT_EQ(origins(one_->material, "P4", Side::affirms), "passenger | (brandt), (deckhand)");
  EXPECT_EQ(origins(one_->material, "P4", Side::denies), "transit");
  const Comparison comparison(one_->material);
  const Support support = support_of(comparison, one_->on(4), Side::affirms);
  EXPECT_EQ(in_words(support), "3 accounts, 2 origins");
  EXPECT_EQ(support.origins[1].voices[0].side, one_->of("marlo"));
  EXPECT_EQ(support.origins[1].side, kNone) << "the deckhand is not of Marlo Lines";
  EXPECT_THAT(tree_of(one_->material, support),
              Contains("the Oriel Courier ← a letter of the seamen’s union ← Ole Brandt ← a deckhand of the ferry"));
}

TEST_F(PortVellinOrigins, AllWhoHaveToBeRightAreNamed) {
  const Statement& deckhand = one_->material.statements()[one_->said("n10")];
  EXPECT_EQ(in_words(one_->material, relies_of(one_->material, deckhand)),
            "Ole Brandt reporting a deckhand of the ferry rightly, and a letter of the seamen’s union being genuine");
  // The lookout told Hessel, he Corvo, she the Post.
  const Statement& lookout = one_->material.statements()[one_->said("n03")];
  EXPECT_EQ(in_words(one_->material, relies_of(one_->material, lookout)),
            "Jan Hessel reporting the lookout of the ferry rightly, and Ines Corvo reporting Jan Hessel rightly");
}

TEST_F(PortVellinOrigins, AnAddresseeIsNoLinkUnlessHePassedItOn) {
  const Comparison comparison(one_->material);
  EXPECT_EQ(comparison.hearsay(one_->said("n06")).chain, "Ines Corvo (to the town council) → the Vellin Post")
      << "the council is no link";
  EXPECT_EQ(comparison.hearsay(one_->said("n06")).depth, 0u);
  EXPECT_EQ(comparison.hearsay(one_->said("n10")).chain,
            "a deckhand of the ferry → Ole Brandt → a letter of the seamen’s union → the Oriel Courier");
  EXPECT_EQ(comparison.hearsay(one_->said("n10")).depth, 2u);
}

class LakeTarnOrigins : public ::testing::Test {
 protected:
  void SetUp() override {
    PARLEY_SHARED_PATH(folder, "cases/lake-tarn");
    auto loaded = lake_tarn(folder);
    ASSERT_TRUE(loaded.ok()) << loaded.error().message;
    material_ = std::move(*loaded);
  }
  Material material_;
};

TEST_F(LakeTarnOrigins, AGovernmentIsOneAndAPaperThatIsReadOutIsOne) {
  // The Signals Office and the Chancellor are of one government; Gorvenko comes through the note.
  EXPECT_EQ(origins(material_, "Q1", Side::affirms), "nso, (rassendyll) | (gorvenko)");
  EXPECT_EQ(origins(material_, "Q1", Side::denies), "gorvenko, graustark, halfont");
  // The note, the diplomat who reads it, and the Courier that tells of it, as a reporter tells it.
  EXPECT_EQ(origins(material_, "Q7", Side::affirms), "(note)");
  EXPECT_EQ(origins(material_, "Q2", Side::affirms), "rassendyll, tarlenheim | quinnox");
  EXPECT_EQ(origins(material_, "Q14", Side::affirms), "(maretz)") << "Dorsk believes what she passes on";
  EXPECT_EQ(origins(material_, "Q13", Side::affirms), "nordstrom");
}

TEST_F(LakeTarnOrigins, SomebodyOnBothSidesIsShownAsSuch) {
  const Comparison comparison(material_);
  const auto on = *material_.find_proposition("Q1");
  for (const Side side : {Side::affirms, Side::denies})
    for (const Origin& origin : support_of(comparison, on, side).origins)
      for (const Originator& one : origin.voices)
        EXPECT_EQ(one.both_sides, material_.parties()[one.party].name == "gorvenko");
}

TEST_F(LakeTarnOrigins, ABodysOwnMouthIsNoHearsay) {
  const auto relies = [&](std::string_view name) {
    for (const Statement& one : material_.statements())
      if (one.name == name) return in_words(material_, relies_of(material_, one));
    return std::string("?");
  };
  EXPECT_EQ(relies("c15"), "") << "the Office in its report";
  EXPECT_EQ(relies("c36"), "") << "the ministry through its spokesman";
  EXPECT_EQ(relies("c22"),
            "a four-page note taken on the Graustark side being genuine, and a European diplomat reporting it rightly");
}

TEST_F(LakeTarnOrigins, NoNameStandsTwiceInARowAndLinksAreWhatTheChainNames) {
  const Comparison comparison(material_);
  for (StatementIndex i = 0; i < material_.statements().size(); ++i) {
    const Hearsay hearsay = comparison.hearsay(i);
    std::size_t arrows = 0;
    for (std::size_t at = hearsay.chain.find("→"); at != std::string::npos; at = hearsay.chain.find("→", at + 1))
      ++arrows;
    EXPECT_EQ(arrows, hearsay.depth + 1) << material_.statements()[i].name << ": " << hearsay.chain;
  }
}

// Parties 0 and 1 speak for 4; 2 and 3 for nobody; 5 publishes.
struct Small {
  World world{6, 2, 2};
  std::size_t next = 0;

  Small() {
    for (const std::size_t i : {0u, 1u}) {
      Party party = world.material.parties()[i];
      party.speaks_for = 4;
      world.material.put(std::move(party));
    }
    Document document;
    document.id = "artifact--1", document.name = "d", document.voice = 5;
    document.text = "P1 did it\nParty 2 said that P1 did it. Party 3 said so, too.";
    world.material.put(std::move(document));
  }
  StatementIndex say(PartyIndex speaker, std::vector<PartyIndex> via = {}, Stance stance = Stance::affirms) {
    Statement one = World::statement(next++, speaker, kNone, {on(0, stance)});
    one.document = 0;
    one.chain.push_back({5, "reports", kNone});
    for (const PartyIndex link : via) one.chain.push_back({link, "says", kNone});
    return world.material.put(std::move(one));
  }
  std::string origins() const { return accounts::origins(world.material, "Q0", Side::affirms); }
};

TEST(Origins, TwoOfOneSideAreOneAndTwoOthersAreTwo) {
  Small sides;
  sides.say(0), sides.say(1);
  EXPECT_EQ(sides.origins(), "p0, p1");
  Small others;
  others.say(2), others.say(3);
  EXPECT_EQ(others.origins(), "p2 | p3");
  const Comparison comparison(others.world.material);
  EXPECT_EQ(support_of(comparison, 0, Side::affirms).one_page, 0u) << "both through one page";
}

TEST(Origins, TwoThroughOneRelayAreOne) {
  Small small;
  small.say(2, {1}), small.say(3, {1});
  EXPECT_EQ(small.origins(), "(p2), (p3)");
  small.say(3);
  EXPECT_EQ(small.origins(), "p3 | (p2)") << "3 has said it himself";
}

TEST(Origins, ARelayNeverMakesAClaimFirmer) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    RandomCase random(seed);
    random.put_all();
    const Comparison before(random.world.material);
    std::vector<std::size_t> counts;
    for (PropositionIndex q = 0; q < 5; ++q) counts.push_back(support_of(before, q, Side::affirms).origins.size());
    std::vector<std::pair<std::string, PropositionIndex>> conditional;
    for (const Cell& cell : before.cells())
      if (!before.conditional_on(cell.account, cell.account, cell.proposition).empty())
        conditional.emplace_back(before.accounts()[cell.account].name, cell.proposition);
    // Every statement once more, through one more relay.
    std::size_t number = random.statements.size();
    for (Statement one : random.statements) {
      one.id = id_of("statement", number), one.name = "s" + std::to_string(number++);
      one.chain.insert(one.chain.begin(), {4, "passed on", kNone});
      one.same_utterance.clear();
      random.world.material.put(std::move(one));
    }
    const Comparison after(random.world.material);
    for (PropositionIndex q = 0; q < 5; ++q)
      ASSERT_LE(support_of(after, q, Side::affirms).origins.size(), counts[q]) << "seed " << seed;
    // What hung on somebody hangs on him still.
    for (const auto& [name, q] : conditional) {
      const AccountIndex account = after.find_account(name).value();
      ASSERT_NE(after.conditional_on(account, account, q), "") << "seed " << seed << " " << name;
    }
  }
}

TEST(Origins, TheOrderOfStatementsPlaysNoPart) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    RandomCase forwards(seed), backwards(seed);
    for (Statement& one : forwards.statements) one.within = kNone;
    forwards.put_all();
    std::vector<Statement> reversed(forwards.statements.rbegin(), forwards.statements.rend());
    for (const Statement& one : reversed) backwards.world.material.put(one);
    for (const char* q : {"Q0", "Q1", "Q2"})
      for (const Side side : {Side::affirms, Side::denies})
        ASSERT_EQ(origins(forwards.world.material, q, side), origins(backwards.world.material, q, side))
            << "seed " << seed;
  }
}

TEST(Origins, APublisherAndWhatItQuotesAreOneAndItsHeadingIsFlagged) {
  Small small;
  Statement heading = World::statement(90, 5, kNone, {on(0, Stance::affirms)});
  heading.document = 0, heading.content_spans = {{0, 9, 0, 9, 1, "P1 did it"}};
  small.world.material.put(std::move(heading));
  small.say(2);
  EXPECT_EQ(small.origins(), "p2");
  {
    const Comparison comparison(small.world.material);
    const auto found = headings(comparison);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].origin, 2u);
    const Support support = support_of(comparison, 0, Side::affirms);
    ASSERT_EQ(support.relying.size(), 1u);
    EXPECT_EQ(support.relying[0].who, 5u);
    EXPECT_EQ(in_words(support), "2 accounts, 1 origin");
  }
  small.say(3);
  EXPECT_THAT(headings(Comparison(small.world.material)), IsEmpty()) << "two say it now";
}

}  // namespace
}  // namespace parley::accounts
