// The grammar of the brief, clause by clause: none, one, many.
#include "view/brief.h"

#include <gmock/gmock.h>

#include "accounts/worked_cases.h"

namespace parley::view {
namespace {

using namespace accounts;
using namespace accounts::testing;
using ::testing::HasSubstr;
using ::testing::Not;

class BriefOfLakeTarn : public ::testing::Test {
 protected:
  void SetUp() override {
    PARLEY_SHARED_PATH(folder, "cases/lake-tarn");
    auto material = lake_tarn(folder);
    ASSERT_TRUE(material.ok()) << material.error().message;
    material_ = std::move(*material);
    comparison_.emplace(material_);
  }
  Brief brief(const Choice& choice = {}, const BriefLimits& limits = {}) {
    const auto selection = select(*comparison_, choice);
    PARLEY_CHECK(selection.ok());
    return brief_of(*comparison_, tell(*comparison_, *selection), "Lake Tarn", limits);
  }
  Material material_;
  std::optional<Comparison> comparison_;
};

TEST_F(BriefOfLakeTarn, HasEachClauseOnceAndInItsOrder) {
  const std::string text = text_of(brief().paragraph);
  EXPECT_TRUE(text.starts_with("So far as these two reports go, both sides say")) << text;
  std::size_t at = 0;
  for (const char* lead : {"both sides say", "The words differ:", "They contradict each other on", "Only Ruritania",
                           "only Graustark", "Declined:", "Changed:"}) {
    const std::size_t next = text.find(lead, at);
    ASSERT_NE(next, std::string::npos) << lead << " in " << text;
    EXPECT_EQ(text.find(lead, next + 1), std::string::npos) << lead;
    at = next;
  }
  EXPECT_THAT(text, HasSubstr("put it to him"));
  EXPECT_THAT(text, HasSubstr("” against “mentioned”"));
  EXPECT_THAT(text, HasSubstr("nobody, on one and the same point"));
}

TEST_F(BriefOfLakeTarn, HasAtMostTwoHundredAndThirtyWordsAndFewerWhenAsked) {
  EXPECT_LE(words_in(brief().paragraph), 230u);
  EXPECT_GT(words_in(brief().paragraph), 180u) << "what has room is told";
  EXPECT_LE(words_in(brief({}, {.words = 190}).paragraph), 190u);
  EXPECT_LT(words_in(brief({}, {.items = 1}).paragraph), words_in(brief().paragraph));
  EXPECT_THAT(text_of(brief({}, {.items = 1}).paragraph), HasSubstr(" more"));
}

TEST_F(BriefOfLakeTarn, TheHeadlineIsWhatBothSidesSayOfTheGravest) {
  EXPECT_TRUE(brief().headline.starts_with("Both sides say that")) << brief().headline;
}

TEST_F(BriefOfLakeTarn, NoCountOfVoicesAndNoEmptyQuotationStandsInIt) {
  const std::string text = text_of(brief().paragraph) + text_of(brief().deck) + brief().headline;
  for (const char* never : {"““", "”””", "“”", "()", " ,", "  ", " so, ", "not so,", ".."})
    EXPECT_THAT(text, Not(HasSubstr(never))) << text;
}

TEST_F(BriefOfLakeTarn, BetweenTwoMenTheyNowhereContradictEachOther) {
  const std::string text = text_of(brief({.between_a = "tarlenheim", .between_b = "quinnox"}).paragraph);
  EXPECT_THAT(text, HasSubstr("They nowhere contradict each other."));
  EXPECT_THAT(text, Not(HasSubstr("Tarlenheim for Tarlenheim")));
  EXPECT_THAT(text_of(brief({.between_a = "tarlenheim", .between_b = "quinnox"}).deck),
              HasSubstr("As wholes they agree on four of the points and contradict each other on none"));
}

TEST(BriefOfPortVellin, ByTheSameGrammar) {
  PARLEY_SHARED_PATH(folder, "cases/port-vellin");
  const PortVellin vellin(folder);
  const Comparison comparison(vellin.material);
  const auto selection = select(comparison, {});
  const std::string text = text_of(brief_of(comparison, tell(comparison, *selection), "Port Vellin").paragraph);
  EXPECT_THAT(text, HasSubstr("So far as these two reports go, the sides agree on nothing here."));
  EXPECT_THAT(text, HasSubstr("Gant against Hessel, as Corvo tells it"));
  EXPECT_THAT(text, HasSubstr("Only Vellin Transit"));
  EXPECT_THAT(text, HasSubstr("Corvo, on whether the harbour lights worked without fault"));
  EXPECT_THAT(text, HasSubstr("“work without fault”"));
}

TEST(Brief, OfNothingSaysSo) {
  World world;
  const Comparison comparison(world.material);
  const auto selection = select(comparison, {});
  const Brief brief = brief_of(comparison, tell(comparison, *selection), "A case");
  EXPECT_EQ(brief.headline, "A case: nobody takes a side on anything here");
  EXPECT_THAT(text_of(brief.paragraph), HasSubstr("nobody contradicts anybody"));
  EXPECT_TRUE(brief.deck.empty());
}

TEST(Brief, IsWholeSentencesWhateverIsTold) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    RandomCase random(seed);
    random.put_all();
    const Comparison comparison(random.world.material);
    const auto selection = select(comparison, {});
    const std::string text = text_of(brief_of(comparison, tell(comparison, *selection), "A case").paragraph);
    EXPECT_TRUE(text.ends_with(".")) << text;
    for (const char* never : {"  ", " .", " ,", "()", "( ", " )", "““", ",,"})
      EXPECT_THAT(text, Not(HasSubstr(never))) << seed;
  }
}

TEST(Clauses, ABeginningIsWrittenSmallOnlyWhenItIsNoName) {
  Material material;
  Document document;
  document.id = "artifact--1", document.text = "The evidence was said to be old. Gorvenko spoke.",
  document.known = true;
  material.put(document);
  const Clauses clauses(material);
  EXPECT_EQ(clauses.of("The talks were short."), "the talks were short");
  EXPECT_EQ(clauses.of("Evidence was shown"), "evidence was shown");
  EXPECT_EQ(clauses.of("Gorvenko denied it"), "Gorvenko denied it");
  EXPECT_EQ(clauses.of("400,000 homes"), "400,000 homes");
  EXPECT_EQ(clauses.of("وزارة"), "وزارة");
  ASSERT_TRUE(clauses.place_of("to be old"));
  EXPECT_EQ(clauses.place_of("to be old")->line, 1u);
  EXPECT_FALSE(clauses.place_of("to be young"));
}

}  // namespace
}  // namespace parley::view
