// Two parties as people deal with each other on the command line: what each is shown, asked and refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/test_party.h"

namespace parley::cli::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Ruritania and Graustark in the group "tarn", made by file. What they say to each other stands in
// group_commands_test.cc.
class TwoParties : public ::testing::Test {
 protected:
  std::string their_card() const { return graustark_.file("card"); }
  std::string signed_charter() const { return graustark_.file("charter"); }

  Party ruritania_{"Ruritania"}, graustark_{"Graustark"};
  const Finished finished_ = make_group(ruritania_, graustark_, {"--answer", "high=30m,48h"});
};

TEST_F(TwoParties, TheLastSignatureMayComeByFile) {
  EXPECT_EQ(finished_.status, 0) << finished_.err;
  EXPECT_THAT(finished_.out, HasSubstr("\"tarn\""));
  EXPECT_THAT(finished_.out, HasSubstr("it is in force"));
  const auto again = ruritania_.run({"group", "sign", signed_charter(), "--yes", "--json"});
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(member(again.out, "complete"), "true");
}

TEST_F(TwoParties, AHalfSignedCharterIsNoGroup) {
  const auto drafted = ruritania_.run(
      {"group", "draft", "Second Lake", "--with", "graustark", "--purpose", "Threats", "--use", "terrorism", "--yes"});
  EXPECT_THAT(drafted.out, HasSubstr("\"second-lake\"")) << "the name that can be typed";
  EXPECT_EQ(ruritania_.run({"group", "sign", "second-lake", "--yes"}).status, 0);
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"notify", "x", "-g", "second-lake", "--yes"},
        {"release", "preview", "x", "--to", "second-lake"}}) {
    const auto refused = ruritania_.run(arguments);
    EXPECT_EQ(refused.status, 1);
    EXPECT_THAT(refused.err, HasSubstr("1 of its 2 members have signed"));
  }
  EXPECT_THAT(ruritania_.run({"group", "draft", "Third", "--with", "graustark", "--yes"}).err, HasSubstr("--purpose"));
}

TEST_F(TwoParties, ANewVersionChangesNothingUntilAllHaveSigned) {
  EXPECT_EQ(ruritania_.run({"group", "draft", "--change", "tarn", "--purpose", "Other things", "--yes"}).status, 0);
  const std::string shown = ruritania_.run({"group", "show", "tarn"}).out;
  EXPECT_LT(shown.find("Threats"), shown.find("Under way, not in force"));
  EXPECT_LT(shown.find("Under way, not in force"), shown.find("Other things"));
  EXPECT_THAT(shown, HasSubstr("acknowledged within 30 min, answered within 48 h"));
  EXPECT_NE(member(ruritania_.run({"group", "show", "tarn", "--json"}).out, "under_way"), "null");

  EXPECT_EQ(ruritania_.run({"group", "leave", "tarn", "--draft"}).status, 0);
  EXPECT_EQ(member(ruritania_.run({"group", "show", "tarn", "--json"}).out, "under_way"), "null");
  EXPECT_EQ(member(ruritania_.run({"group", "list", "--json"}).out, "state"), "in force");

  EXPECT_EQ(ruritania_.run({"peer", "remove", "graustark", "--yes"}).status, 0);
  EXPECT_THAT(ruritania_.run({"group", "draft", "--change", "tarn", "--without", "graustark", "--yes"}).err,
              HasSubstr("at least two members"))
      << "still found by its name";
}

TEST_F(TwoParties, ADraftSaysWhatItChangesAndKeepsWhatItDoesNotMention) {
  const auto drafted = ruritania_.run({"group", "draft", "--change", "tarn", "--marking", "amber+strict", "--yes"});
  EXPECT_EQ(drafted.status, 0) << drafted.err;
  EXPECT_THAT(drafted.out, HasSubstr("Changes to the version in force"));
  EXPECT_THAT(drafted.out, HasSubstr("added: TLP:AMBER+STRICT"));
  EXPECT_THAT(drafted.out, HasSubstr("although something stricter may: TLP:CLEAR, TLP:AMBER."));
  EXPECT_THAT(drafted.out, HasSubstr("--marking clear --marking amber"));
  const std::string shown = ruritania_.run({"group", "show", "tarn"}).out;
  EXPECT_THAT(shown.substr(shown.find("Under way")), HasSubstr("TLP:GREEN  (of what is unmarked)"));
  EXPECT_THAT(ruritania_.run({"group", "show", "tarn", "--json"}).out,
              HasSubstr(R"("changes":[{"of":"markings","added":["marking-definition--939a9414)"));
  const auto unasked = ruritania_.run({"group", "sign", "tarn"});
  EXPECT_EQ(unasked.status, 1);
  EXPECT_THAT(unasked.err, HasSubstr("added: TLP:AMBER+STRICT"));
  EXPECT_THAT(unasked.err, Not(HasSubstr("marking-definition--"))) << "read by people";

  const auto removed = ruritania_.run({"group", "draft", "--change", "tarn", "--marking", "amber", "--without-marking",
                                       "green", "--default-marking", "amber", "--yes"});
  EXPECT_THAT(removed.out, HasSubstr("added: TLP:AMBER; no longer: TLP:GREEN")) << removed.err;
  const auto misspelt = ruritania_.run({"group", "draft", "--change", "tarn", "--type", "indicatr", "--yes"});
  EXPECT_EQ(misspelt.status, 1);
  EXPECT_THAT(misspelt.err, HasSubstr("did you mean \"indicator\""));
  const auto draft = ruritania_.run({"group", "draft", "--change", "tarn", "--purpose", "Other things"});
  EXPECT_THAT(draft.err, Not(HasSubstr("cannot be undone"))) << "a draft can";
}

TEST_F(TwoParties, ACardIsTakenOnlyAfterComparing) {
  const auto unasked = ruritania_.run({"peer", "accept", their_card(), "--json"});
  EXPECT_EQ(unasked.status, 1);
  EXPECT_THAT(unasked.out, HasSubstr("--fingerprint"));
  EXPECT_THAT(unasked.err, Not(HasSubstr("--yes")));
  EXPECT_EQ(ruritania_.run({"peer", "accept", their_card(), "--fingerprint", "12345"}).status, 1);
  EXPECT_EQ(ruritania_.run({"peer", "accept", their_card(), "--yes", "--alias", "east"}).status, 0);
  EXPECT_THAT(ruritania_.run({"peer", "accept", their_card(), "--yes"}).out, HasSubstr("\"east\""))
      << "a new card of who is known keeps the name";
}

TEST_F(TwoParties, AnExerciseStaysInGroupsForExercises) {
  const auto refused = ruritania_.run({"peer", "ping", "graustark", "--exercise"});
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("this group is real"));
}

}  // namespace
}  // namespace parley::cli::testing
