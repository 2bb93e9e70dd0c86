// Readings side by side, and how far those who read agree.
#include "accounts/readings.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "accounts/case_file.h"
#include "accounts/case_objects.h"
#include "accounts/load.h"

namespace parley::accounts {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Units = std::vector<std::vector<std::string>>;

// The example with missing data of the paper, section C: twelve units, four observers, nominal alpha 0.743.
TEST(Agreement, IsThatOfTheWorkedExample) {
  const std::vector<std::string> rows = {"1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3",
                                         ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."};
  Units units(12);
  for (const std::string& row : rows)
    for (std::size_t unit = 0; unit < 12; ++unit)
      if (row[2 * unit] != '.') units[unit].push_back(std::string(1, row[2 * unit]));
  const Agreement found = agreement_of(units);
  ASSERT_TRUE(found.alpha.has_value());
  EXPECT_NEAR(*found.alpha, 0.743, 0.0005);
  EXPECT_EQ(found.units, 11u) << "one was read by one only";
}

// Section A: ten units, two observers, two categories, alpha 0.095.
TEST(Agreement, OfTwoReadersIsThatOfTheWorkedExample) {
  const std::string one = "0100000010", other = "1110010000";
  Units units;
  for (std::size_t i = 0; i < one.size(); ++i) units.push_back({std::string(1, one[i]), std::string(1, other[i])});
  const Agreement found = agreement_of(units);
  EXPECT_NEAR(found.alpha.value(), 0.095, 0.0005);
  EXPECT_EQ(found.pairs, 10u);
  EXPECT_EQ(found.agreeing_pairs, 6u);
  EXPECT_EQ(found.unanimous, 6u);
}

// Section B: twelve units, two observers, five categories, alpha 0.692.
TEST(Agreement, OfManyCategoriesIsThatOfTheWorkedExample) {
  const std::string one = "aabbdcccedda", other = "babbbccceddd";
  Units units;
  for (std::size_t i = 0; i < one.size(); ++i) units.push_back({std::string(1, one[i]), std::string(1, other[i])});
  const Agreement found = agreement_of(units);
  EXPECT_NEAR(found.alpha.value(), 0.692, 0.0005);
  EXPECT_EQ(found.unanimous, 9u);
}

TEST(Agreement, IsNotMadeUpWhereNothingVaries) {
  EXPECT_FALSE(agreement_of(Units{}).alpha.has_value());
  EXPECT_FALSE(agreement_of(Units{{"denies"}}).alpha.has_value());
  EXPECT_FALSE(agreement_of(Units{{"denies", "denies"}}).alpha.has_value());
  EXPECT_EQ(agreement_of(Units{{"denies", "denies"}, {"affirms", "affirms"}}).alpha, 1.0);
  EXPECT_LT(agreement_of(Units{{"denies", "affirms"}, {"affirms", "denies"}}).alpha.value(), 0.0);
}

constexpr std::string_view kOne = "identity--11111111-1111-4111-8111-111111111111",
                           kOther = "identity--22222222-2222-4222-8222-222222222222";
constexpr const char* kText = "“The tug crossed a red light,” Corvo said. Gant said that its lamps were lit.\n";

class Readings : public ::testing::Test {
 protected:
  // A case of a party, as text in the notation, and the identifiers of its statements by short name.
  std::map<std::string, std::string> enter(std::string_view party, const std::string& slug,
                                           std::string_view statements) {
    const auto of =
        read_case_file(fmt::format("case {}\ndocument post.txt\nparty corvo = Ines Corvo\nparty gant = Peter Gant\n"
                                   "proposition P1 = a\nproposition P2 = b\n{}",
                                   slug, statements),
                       [](const std::string&) -> Result<std::string> { return std::string(kText); });
    EXPECT_TRUE(of.ok());
    for (const Fault& fault : of->faults) ADD_FAILURE() << in_words(fault);
    std::map<std::string, std::string> out;
    for (const CaseObject& one : objects_of(of->of, of->texts, {.slug = slug, .created_by = std::string(party)})) {
      add(one.with_times("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z"));
      if (one.type == "statement") out[std::to_string(out.size() + 1)] = one.id;
    }
    return out;
  }
  void add(const std::string& text) {
    ASSERT_TRUE(loader_.add({.text = text, .journal = "main", .seq = 0, .received = {}}).ok()) << text;
  }
  void opinion(std::string_view party, const std::string& statement, std::string_view says, std::string_view more) {
    add(fmt::format(
        R"({{"type":"opinion","spec_version":"2.1","id":"opinion--{:08}-1111-4111-8111-111111111111",)"
        R"("created_by_ref":"{}","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z",)"
        R"("opinion":"{}","object_refs":["{}"]{}}})",
        ++opinions_, party, says, statement, more));
  }
  std::string reads(std::string_view proposition, std::string_view stance) {
    const auto id = material_.find_proposition(proposition);
    const std::string ref = id ? material_.propositions()[*id].id : "";
    return fmt::format(
        R"(,"extensions":{{"extension-definition--5c1e9a04-3f0e-4d37-9a53-6f5be2c7d0b1":{{"extension_type":"property-extension",)"
        R"("proposition_ref":"{}","reads":{{"stance":"{}"}}}}}})",
        ref, stance);
  }
  std::vector<std::string> stances(const ReadStance& of) {
    std::vector<std::string> out;
    for (const Reading& one : of.readings) out.push_back(one.stance);
    return out;
  }

  Material material_;
  Loader loader_{material_};
  int opinions_ = 0;
};

TEST_F(Readings, ASecondReaderAcceptsOrReadsItAnotherWay) {
  const auto ids = enter(kOne, "one", "1: corvo affirms P1, denies P2 \"The tug crossed a red light\"\n");
  loader_.finish();
  EXPECT_THAT(readings_of(material_), IsEmpty());
  opinion(kOne, ids.at("1"), "agree", R"(,"authors":["boris"])");
  opinion(kOne, ids.at("1"), "disagree", R"(,"authors":["anna"],"explanation":"he hedges")" + reads("P2", "doubts"));
  loader_.finish();
  const auto all = readings_of(material_);
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_THAT(stances(all[0]), ElementsAre("affirms", "affirms"));
  EXPECT_THAT(stances(all[1]), ElementsAre("denies", "denies", "doubts"));
  EXPECT_FALSE(all[0].differ());
  EXPECT_TRUE(all[1].differ());
  EXPECT_EQ(all[1].readings[2].why, "he hedges");
  EXPECT_THAT(all[1].readings[2].readers, ElementsAre("anna"));
  const Agreement found = agreement_of(all);
  EXPECT_EQ(found.units, 2u);
  EXPECT_EQ(found.pairs, 4u);
  EXPECT_EQ(found.agreeing_pairs, 2u);
}

TEST_F(Readings, NobodyAgreesWithHimself) {
  const auto ids =
      enter(kOne, "one", "1: corvo affirms P1, denies P2 \"The tug crossed a red light\"; recorded by anna\n");
  loader_.finish();
  opinion(kOne, ids.at("1"), "agree", R"(,"authors":["anna"])");
  opinion(kOne, ids.at("1"), "agree", R"(,"authors":["boris"])");
  opinion(kOne, ids.at("1"), "disagree", R"(,"authors":["boris"])" + reads("P2", "doubts"));
  loader_.finish();
  const auto all = readings_of(material_);
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_THAT(stances(all[0]), ElementsAre("affirms", "affirms", "affirms"));
  EXPECT_THAT(stances(all[1]), ElementsAre("denies", "denies", "doubts")) << "what he says of it apart counts";
  const Agreement found = agreement_of(all);
  EXPECT_EQ(found.units, 2u);
  EXPECT_EQ(found.pairs, 2u) << "anna and boris";
  EXPECT_EQ(found.agreeing_pairs, 1u);
}

TEST_F(Readings, TwoPartiesReadOneSentenceDifferently) {
  enter(kOne, "one",
        "1: corvo affirms P1 \"The tug crossed a red light\"\n2: gant affirms P2 \"its lamps were lit\"\n");
  enter(kOther, "other", "1: corvo doubts P1 \"“The tug crossed a red light,”\"\n2: corvo denies P2 \"lamps\"\n");
  loader_.finish();
  const auto same = same_words(material_);
  ASSERT_THAT(same, SizeIs(1)) << "Gant is not Corvo";
  // A proposition of one text is one, although each party has its own.
  const auto all = readings_of(material_);
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].readings[0].party, kOne);
  EXPECT_EQ(all[0].readings[1].party, kOther);
  EXPECT_THAT(stances(all[0]), ElementsAre("affirms", "doubts"));
  EXPECT_THAT(readings_on(material_, {all[0].proposition}), SizeIs(1));
  EXPECT_THAT(readings_on(material_, {}), IsEmpty());
}

TEST_F(Readings, OfWhatAPartyDoesNotKnowItIsNotSaidToBeSilent) {
  enter(kOne, "one", "proposition P3 = c\n1: corvo affirms P1, P3 \"The tug crossed a red light\"\n");
  enter(kOther, "other", "1: corvo affirms P1, denies P2 \"The tug crossed a red light\"\n");
  loader_.finish();
  const auto all = readings_of(material_);
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_THAT(stances(all[0]), ElementsAre("affirms", "affirms"));
}

TEST_F(Readings, OfOnePartyTwoStatementsOnTheSameWordsAreTwoStatements) {
  enter(kOne, "one", "1: corvo affirms P1 \"The tug crossed a red light\"\n2: corvo denies P2 \"red light\"\n");
  loader_.finish();
  EXPECT_THAT(same_words(material_), IsEmpty());
}

}  // namespace
}  // namespace parley::accounts
