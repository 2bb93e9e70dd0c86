// Second readers at the command line, and two parties of one group who read one sentence differently.
#include <gmock/gmock.h>

#include "cli/test_party.h"
#include "desk/test_room.h"

namespace parley::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::member;
using ::testing::Not;
using testing::print_on;

constexpr const char* kText = "“The tug crossed a red light,” Corvo said.\n";
constexpr const char* kCase =
    "case A harbour\ndocument post.txt\nparty corvo = Ines Corvo\nproposition P1 = the tug crossed a red light\n"
    "1: corvo affirms P1 \"The tug crossed a red light\"\n";

class ReadingCommands : public desk::testing::RoomTest {
 protected:
  using Side = node::testing::Party;
  static std::string done(Side& side, const std::vector<std::string>& arguments) {
    const auto printed = print_on(side.node(), arguments);
    EXPECT_EQ(printed.status, kDone) << fmt::format("{}: {}", fmt::join(arguments, " "), printed.err);
    return printed.out;
  }
  // A case called harbour, in a folder of this party's.
  std::string enter(Side& side, const std::string& text) {
    const auto dir = folder.path() / side.node().config().party.name / "case";
    std::filesystem::create_directories(dir);
    EXPECT_TRUE(replace_file(dir / "post.txt", kText, Durability::relaxed).ok());
    EXPECT_TRUE(replace_file(dir / "harbour.case", text, Durability::relaxed).ok());
    return member(done(side, {"case", "import", (dir / "harbour.case").string(), "--json"}), "grouping");
  }
  void release(Side& side, Side& to, const std::string& object) {
    std::vector<std::string> line = {"release", "send", object, "--to", "drill", "--yes"};
    if (object.starts_with("grouping--")) line.emplace_back("--with-references");
    done(side, line);
    bring(side, to);
  }
};

TEST_F(ReadingCommands, StandBesideWhatWasRecorded) {
  enter(one, kCase);
  EXPECT_THAT(done(one, {"reading", "show", "harbour"}), HasSubstr("Nothing was read by two"));
  EXPECT_THAT(done(one, {"reading", "accept", "harbour", "1", "--why", "plain words"}), HasSubstr("Kept\nopinion--"));
  EXPECT_THAT(
      done(one, {"reading", "dispute", "harbour", "1", "--on", "P1", "--reads", "doubts", "--why", "he hedges"}),
      HasSubstr("Kept"));
  const std::string shown = done(one, {"reading", "show", "harbour"});
  EXPECT_THAT(shown, HasSubstr("Read differently\nStatement 1 on P1: the tug crossed a red light\n"
                               "    “The tug crossed a red light”\n"));
  EXPECT_THAT(shown, HasSubstr("): doubts. he hedges\n"));
  EXPECT_THAT(done(one, {"compare", "harbour"}), HasSubstr("\nRead differently\nStatement 1 on P1"));
  EXPECT_THAT(done(one, {"reading", "take-back", "harbour", "1", "--on", "P1"}), HasSubstr("Kept"));
  EXPECT_THAT(done(one, {"compare", "harbour"}), Not(HasSubstr("Read differently")));
  done(one, {"reading", "annotate", "harbour", "1", "whose recording?"});
  EXPECT_THAT(done(one, {"reading", "show", "harbour"}), HasSubstr("notes. whose recording?"));
  EXPECT_EQ(print_on(one.node(), {"reading", "accept", "harbour", "9"}).status, kRefused);
}

TEST_F(ReadingCommands, TheOtherPartyDisputesWhatThisOneReleased) {
  release(one, two, enter(one, kCase));
  const std::string id = member(done(two, {"reading", "dispute", "harbour", "1", "--on", "P1", "--reads",
                                           "affirms,in-part", "--why", "only the second light", "--json"}),
                                "id");
  EXPECT_THAT(done(two, {"compare", "--group", "drill"}), Not(HasSubstr("Read differently"))) << "not released yet";
  release(two, one, id);
  const std::string shown = done(one, {"compare", "--group", "drill"});
  EXPECT_THAT(shown, HasSubstr("Read differently\nStatement 1 on P1: the tug crossed a red light\n"));
  EXPECT_THAT(shown, HasSubstr("    admin (one): affirms\n"));
  EXPECT_THAT(shown, HasSubstr("(two): affirms (in part). only the second light\n"));
  EXPECT_THAT(done(one, {"reading", "show", "--group", "drill", "--json"}),
              HasSubstr(R"("pairs":1,"agreeing_pairs":0)"));
}

TEST_F(ReadingCommands, BothReadingsOfOneSentenceStandWithTheirParties) {
  std::string other = kCase;
  other.replace(other.find("affirms"), 7, "doubts");
  release(one, two, enter(one, kCase));
  release(two, one, enter(two, other));
  for (Side* side : {&one, &two}) {
    const std::string shown = done(*side, {"compare", "--group", "drill"});
    EXPECT_THAT(shown, HasSubstr("Read differently\n"));
    EXPECT_THAT(shown, HasSubstr("    admin (one): affirms\n"));
    EXPECT_THAT(shown, HasSubstr("    admin (two): doubts\n"));
    EXPECT_THAT(shown, Not(HasSubstr("more than once"))) << "she said it once";
    EXPECT_THAT(shown, AllOf(HasSubstr("[corvo@?^one]"), HasSubstr("[corvo@?^two]")));
    EXPECT_THAT(done(*side, {"compare", "--group", "drill", "--html", "-"}),
                AllOf(HasSubstr("Read differently"), HasSubstr("<li>admin (two): doubts</li>")));
    const std::string json = done(*side, {"compare", "--group", "drill", "--json"});
    EXPECT_THAT(json, HasSubstr(R"("differ":true)"));
    EXPECT_THAT(json, HasSubstr(R"("read_by":")" + two.identity()));
  }
}

TEST_F(ReadingCommands, TheBriefNamesWhoReadsItSo) {
  std::string other = kCase;
  other.replace(other.find("affirms"), 7, "denies");
  release(one, two, enter(one, kCase));
  release(two, one, enter(two, other));
  const std::string brief = done(one, {"compare", "--group", "drill", "--brief"});
  EXPECT_THAT(brief, HasSubstr("one and two read"));
  EXPECT_THAT(brief, HasSubstr("as two reads it"));
}

}  // namespace
}  // namespace parley::cli
