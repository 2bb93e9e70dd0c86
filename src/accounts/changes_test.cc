// A change is of one proposition, on occasions of a known order, and hangs on what its halves hang on.
#include <gmock/gmock.h>

#include <algorithm>

#include "accounts/source_says.h"
#include "accounts/worked_cases.h"

namespace parley::accounts {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Told {
  Stance stance;
  const char* when;
  PropositionIndex on = 0;
  std::vector<PartyIndex> via = {};
};

class Course {
 public:
  World world{5, 4, 0};
  explicit Course(std::vector<Told> told) : told_(std::move(told)) {}
  void narrower(PropositionIndex one, PropositionIndex wider) {
    Proposition out = world.material.propositions()[one];
    out.narrower_than = wider;
    world.material.put(std::move(out));
  }
  void negation(PropositionIndex one, PropositionIndex of) {
    Proposition out = world.material.propositions()[one];
    out.negation_of = of;
    world.material.put(std::move(out));
  }
  std::vector<Change> changes() {
    for (std::size_t i = 0; i < told_.size(); ++i) {
      Statement one = World::statement(i, 0, kNone, {on(told_[i].on, told_[i].stance)});
      one.when = told_[i].when;
      for (const PartyIndex link : told_[i].via) one.chain.push_back({link, "reports", kNone});
      // A link that is a statement is no publisher.
      for (Link& link : one.chain) link.statement = world.material.statement("statement--elsewhere");
      world.material.put(std::move(one));
    }
    comparison_.emplace(world.material);
    auto out = comparison_->changes();
    std::erase_if(out, [](const Change& one) { return !one.changed && one.conditional_on.empty(); });
    return out;
  }

 private:
  std::vector<Told> told_;
  std::optional<Comparison> comparison_;
};

TEST(Changes, NeedsTwoOccasionsOfAKnownOrder) {
  EXPECT_EQ(Course({{Stance::affirms, "Monday"}, {Stance::denies, "Thursday"}}).changes().size(), 1u);
  EXPECT_THAT(Course({{Stance::affirms, "Monday"}, {Stance::denies, "in the garden"}}).changes(), IsEmpty());
  EXPECT_THAT(Course({{Stance::affirms, ""}, {Stance::denies, ""}}).changes(), IsEmpty());
  EXPECT_THAT(Course({{Stance::affirms, "June"}, {Stance::denies, "2 June"}}).changes(), IsEmpty());
  EXPECT_THAT(Course({{Stance::affirms, "Monday"}, {Stance::affirms, "Thursday"}}).changes(), IsEmpty());
}

TEST(Changes, IsToldInTheOrderOfTimeWhateverTheOrderOfTheStatements) {
  const auto changes = Course({{Stance::denies, "Thursday"}, {Stance::affirms, "Monday"}}).changes();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes.front().sequence.front().when, "Monday");
}

TEST(Changes, WhatIsUnplacedStandsLastAndSaysSo) {
  const auto changes =
      Course({{Stance::affirms, "in a letter"}, {Stance::affirms, "Monday"}, {Stance::denies, "Thursday"}}).changes();
  ASSERT_EQ(changes.size(), 1u);
  ASSERT_EQ(changes.front().sequence.size(), 3u);
  EXPECT_FALSE(changes.front().sequence[1].unplaced);
  EXPECT_TRUE(changes.front().sequence[2].unplaced);
}

TEST(Changes, ASharedWordIsNoChange) {
  Course course({{Stance::affirms, "Monday", 0}, {Stance::denies, "Thursday", 1}});
  for (PropositionIndex q = 0; q < 2; ++q) {
    Proposition out = course.world.material.propositions()[q];
    out.text = q == 0 ? "the tug crossed a crimson signal" : "the crimson lamp worked";
    course.world.material.put(std::move(out));
  }
  EXPECT_THAT(course.changes(), IsEmpty());
}

TEST(Changes, TheNarrowerAndTheWiderAndTheNegationAreOneMatter) {
  Course narrower({{Stance::affirms, "Monday", 1}, {Stance::denies, "Thursday", 0}});
  narrower.narrower(1, 0);
  const auto changes = narrower.changes();
  ASSERT_EQ(changes.size(), 1u) << "who says the narrower thing says the wider one; told once";
  EXPECT_EQ(changes.front().sequence.size(), 2u);

  Course wider({{Stance::affirms, "Monday", 0}, {Stance::denies, "Thursday", 1}});
  wider.narrower(1, 0);
  EXPECT_THAT(wider.changes(), IsEmpty()) << "some of it, and not that part of it";

  Course negation({{Stance::affirms, "Monday", 0}, {Stance::affirms, "Thursday", 1}});
  negation.negation(1, 0);
  EXPECT_EQ(negation.changes().size(), 1u);
}

TEST(Changes, HangsOnEitherHalf) {
  const auto second = Course({{Stance::affirms, "Monday"}, {Stance::denies, "Thursday", 0, {2}}}).changes();
  ASSERT_EQ(second.size(), 1u);
  EXPECT_FALSE(second.front().changed);
  EXPECT_EQ(second.front().conditional_on, "Party2 reporting Party0 rightly");
  const auto first = Course({{Stance::affirms, "Monday", 0, {2}}, {Stance::denies, "Thursday"}}).changes();
  ASSERT_EQ(first.size(), 1u);
  EXPECT_FALSE(first.front().changed);
  EXPECT_EQ(first.front().conditional_on, "Party2 reporting Party0 rightly");
  const auto both = Course({{Stance::affirms, "Monday", 0, {2}}, {Stance::denies, "Thursday", 0, {3}}}).changes();
  ASSERT_EQ(both.size(), 1u);
  EXPECT_EQ(both.front().conditional_on, "Party2 reporting Party0 rightly, and Party3 reporting Party0 rightly");
}

TEST(Changes, WhoOnlyBringsAThingUpHasNotMoved) {
  EXPECT_THAT(Course({{Stance::raises, "Monday"}, {Stance::denies, "Thursday"}}).changes(), IsEmpty());
  EXPECT_EQ(Course({{Stance::affirms, "Monday"}, {Stance::declines, "Thursday"}}).changes().size(), 1u);
}

TEST(Changes, WhatATextSaysOfAChangeIsQuotedAsTheTexts) {
  PARLEY_SHARED_PATH(folder, "cases/lake-tarn");
  const auto material = lake_tarn(folder);
  ASSERT_TRUE(material.ok());
  const Comparison comparison(*material);
  std::vector<std::string> quoted;
  for (const Change& change : comparison.changes()) {
    if (!change.source) continue;
    EXPECT_FALSE(change.changed);
    EXPECT_EQ(material->parties()[change.source->by].name, "courier");
    quoted.push_back(material->parties()[change.holder].name + " " + material->propositions()[change.proposition].name +
                     ": " + change.source->sentence);
  }
  EXPECT_THAT(quoted, ElementsAre("tarlenheim Q5: That is a change.", "strake Q18: Strake himself has moved."));
}

TEST(SourceSays, OfTheTwoCasesNothingButWhatIsThere) {
  PARLEY_SHARED_PATH(folder, "cases/lake-tarn");
  const auto material = lake_tarn(folder);
  ASSERT_TRUE(material.ok());
  const Comparison comparison(*material);
  std::vector<std::string> told;
  for (const SourceSays& one : source_says(comparison)) {
    std::string of;
    for (const PartyIndex party : one.of) of += (of.empty() ? "" : " ") + material->parties()[party].name;
    told.push_back(one.says.sentence + " / " + of);
  }
  EXPECT_THAT(told,
              ElementsAre("That is a change. / tarlenheim", "Strake himself has moved. / strake",
                          "On one point the two ministers used the same words. / tarlenheim quinnox",
                          "A senior Ruritanian official, speaking on condition of anonymity, told the Dispatch the "
                          "opposite: “The proposal was on their letterhead.” / quinnox senior_official"));
  PARLEY_SHARED_PATH(harbour, "cases/port-vellin");
  const PortVellin other(harbour);
  const Comparison second(other.material);
  EXPECT_THAT(source_says(second), IsEmpty());
}

}  // namespace
}  // namespace parley::accounts
