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

class BriefOfPortVellin : public ::testing::Test {
 protected:
  void SetUp() override {
    PARLEY_SHARED_PATH(folder, "cases/port-vellin");
    case_.emplace(folder);
  }
  Brief brief(const Choice& choice = {}, const BriefLimits& limits = {}) {
    comparison_.emplace(case_->material);
    const auto selection = select(*comparison_, choice);
    PARLEY_CHECK(selection.ok());
    return brief_of(*comparison_, tell(*comparison_, *selection), "Port Vellin", limits);
  }
  std::string text(const Choice& choice = {}) { return text_of(brief(choice).paragraph); }
  // Without the statements of these, by the beginning of their names.
  void without(std::initializer_list<const char*> names) {
    for (const char* name : names) {
      Statement empty = case_->material.statements()[case_->said(name)];
      empty.stances.clear();
      case_->material.put(std::move(empty));
    }
  }
  std::optional<PortVellin> case_;
  std::optional<Comparison> comparison_;
};

TEST_F(BriefOfPortVellin, ByTheSameGrammar) {
  EXPECT_THAT(text(), HasSubstr("On these two reports, the sides agree on nothing."));
  EXPECT_THAT(text(), HasSubstr("Gant against Hessel, as Corvo tells it"));
  EXPECT_THAT(text(), HasSubstr("Corvo, on whether the harbour lights worked without fault"));
  EXPECT_THAT(text(), HasSubstr("“work without fault”"));
}

TEST_F(BriefOfPortVellin, WhoDeclinedIsToldWithTheQuestionAndTheWordsInstead) {
  EXPECT_THAT(text(), HasSubstr("Declined: Gant, asked whether the tug’s mate had been drinking (“does not discuss its "
                                "people”); Corvo, asked on Friday whether the red lamp was lit on Wednesday night "
                                "(“leave that to the Maritime Board”)"));
}

TEST_F(BriefOfPortVellin, ThatSomebodyHasNotSpokenStandsBesideHim) {
  EXPECT_THAT(text(), HasSubstr("Brandt, who “has not spoken in public”, as Gant tells it"));
}

// Between two the others are not shown, and say so all the same.
TEST_F(BriefOfPortVellin, NothingIsSaidByOneAloneThatOthersSayToo) {
  const Choice two{.between_a = "marlo", .between_b = "corvo"};
  EXPECT_THAT(text(two), HasSubstr("As others do, Marlo Lines"));
  EXPECT_THAT(text(two), Not(HasSubstr("Only Marlo Lines says that the ferry came")));
  EXPECT_THAT(brief(two).headline, Not(HasSubstr("Only Marlo Lines says that the ferry came")));
}

TEST_F(BriefOfPortVellin, ChangesAreToldInASentence) {
  EXPECT_THAT(text(), HasSubstr("affirms on Monday: “work without fault”, then denies on Thursday"));
}

// Each of the four, or how many more there are and where.
TEST_F(BriefOfPortVellin, NoContradictionIsPassedOver) {
  for (const char* point : {"four knots (", "lamps lit (", "without fault (Reve against Gant; Corvo changed)",
                            "crossed a red light (Corvo against Gant)"})
    EXPECT_THAT(text(), HasSubstr(point));
  EXPECT_THAT(text_of(brief({}, {.items = 1}).paragraph),
              ::testing::AllOf(HasSubstr(", and one more in the list."),
                               HasSubstr("Contradicted by or among others: two points, in the list.")));
}

TEST_F(BriefOfPortVellin, BetweenTwoOfWhomOneChangedTheOrderIsSaid) {
  const Brief told = brief({.between_a = "corvo", .between_b = "gant"});
  constexpr const char* kTurn = "Corvo contradicted Gant on Monday, agreed on Thursday and took no side on Friday";
  EXPECT_THAT(text_of(told.paragraph), HasSubstr(kTurn));
  EXPECT_THAT(told.headline + text_of(told.deck), HasSubstr(kTurn));
}

// The lookout speaks for the company, and the page has his words from Corvo alone.
TEST_F(BriefOfPortVellin, WhoIsOnlyToldByOthersIsNoWordOfHisSide) {
  EXPECT_THAT(text(),
              HasSubstr("Only told by others: that the tug’s crew were shouting before the blow (the lookout of "
                        "the ferry, as Hessel told Corvo)."));
  EXPECT_THAT(text(), Not(HasSubstr("Only Vellin Transit")));
  // With nothing else in the case it would be the headline.
  without({"n01", "n02", "n04", "n06", "n07", "n08", "n09", "n10", "n11", "x01", "x02", "x03", "x04"});
  const Brief alone = brief();
  EXPECT_THAT(alone.headline, Not(HasSubstr("Vellin Transit")));
  EXPECT_THAT(alone.headline, HasSubstr("the lookout of the ferry, as Hessel told Corvo"));
}

TEST_F(BriefOfPortVellin, AContradictionNamesWhoIsOnlyToldAndNotHisSide) {
  without({"n08", "n09", "n10", "n11", "x03", "n06", "n07", "x02", "x04", "n01", "x01"});
  const std::string headline = brief().headline;
  EXPECT_THAT(headline, HasSubstr("Jan Hessel, as Corvo tells it, "));
  EXPECT_THAT(headline, HasSubstr("Marlo Lines"));
  EXPECT_THAT(headline, Not(HasSubstr("Vellin Transit")));
}

TEST_F(BriefOfPortVellin, OfWhatAFilterLeavesOutNothingIsSaid) {
  for (const Only only : {Only::disagreements, Only::unanswered, Only::changed, Only::ours_only}) {
    const Brief part = brief({.only = only, .ours = "transit"});
    const std::string all = part.headline + " " + text_of(part.deck) + " " + text_of(part.paragraph);
    for (const char* never : {"nobody", "agree on nothing", "nowhere", "Nobody"})
      EXPECT_THAT(all, Not(HasSubstr(never))) << static_cast<int>(only);
    EXPECT_TRUE(text_of(part.paragraph).starts_with("Only what ")) << all;
    EXPECT_TRUE(text_of(part.paragraph).ends_with(".")) << all;
    EXPECT_THAT(all, Not(HasSubstr(". both")));
    EXPECT_THAT(all, Not(HasSubstr(": ;")));
  }
  EXPECT_TRUE(
      text({.only = Only::changed}).starts_with("Only what changed, or is said to have changed, is told here. "))
      << text({.only = Only::changed});
  EXPECT_THAT(text({.only = Only::changed}), HasSubstr("Changed: Corvo, on whether"));
  EXPECT_TRUE(text({.event = "quay"}).starts_with("Only what has to do with on the quay is told here."))
      << text({.event = "quay"});
}

// A language that is not the page's goes with each quotation of the paragraph.
TEST_F(BriefOfPortVellin, AQuotationKnowsItsLanguage) {
  Statement gant = case_->material.statements()[case_->said("n05")];
  gant.language = "de";
  case_->material.put(std::move(gant));
  std::string language;
  const Brief told = brief();
  for (const BriefRun& run : told.paragraph)
    if (run.kind == BriefRun::Kind::quotation && run.text == "“does not discuss its people”") language = run.language;
  EXPECT_EQ(language, "de");
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
