// parley embargo, and what it keeps from leaving, as people type it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/time.h"
#include "cli/test_party.h"
#include "release/release_fixture.h"

namespace parley::cli::testing {
namespace {

using namespace release::testing;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(EmbargoCommand, SaysWhatItHoldsAndWhenItEnds) {
  Party node("Ruritania");
  node.run({"import", "-"}, malware(1, marked(kAmber) + R"(,"labels":["op-raven"])") + "\n" +
                                malware(2, marked(kGreen)) + "\n" +
                                object("note", 3, R"(,"content":"c","object_refs":[")" + id_of("malware", 1) + "\"]"));
  const auto level = node.run({"embargo", "add", "TLP:AMBER", "--json"});
  EXPECT_EQ(member(level.out, "what"), "TLP:AMBER");
  EXPECT_EQ(member(level.out, "objects"), "1") << level.out << level.err;
  EXPECT_EQ(member(level.out, "naming"), "1");
  const std::string today = to_string(now()).substr(0, 10);
  EXPECT_EQ(member(node.run({"embargo", "add", "malware--00000002", "--until", today, "--json"}).out, "until"),
            today + "T23:59:59.999999Z");
  EXPECT_THAT(node.run({"embargo", "add", "op-raven", "--until", "2099-12-01"}).out,
              HasSubstr("up to 2099-12-01T23:59:59Z (UTC)\nIt holds back 1 object here, and 1 more because it names"));
  EXPECT_THAT(node.run({"embargo", "list"}).out, HasSubstr(id_of("malware", 2) + " \"Beacon\""));

  EXPECT_EQ(node.run({"embargo", "add", "op-crow", "--label"}).status, 0);
  for (const char* what : {"tlp amber", "malware--0000", "OP_RAVEN", "op-crow"})
    EXPECT_EQ(node.run({"embargo", "remove", what}).status, 0) << what;
  EXPECT_EQ(node.run({"embargo", "list", "--json"}).out, "");

  EXPECT_EQ(node.run({"embargo", "add", "op-raven"}).status, 0);
  const auto past = node.run({"embargo", "add", "op-raven", "--until", "2020-01-01"});
  EXPECT_EQ(past.status, 1);
  EXPECT_THAT(past.err, HasSubstr("is over already")) << "also where one is there that holds longer";
}

// What holds back nothing is not confirmed: a mistyped id, type or label, a level that there is none of, and what is
// over.
TEST(EmbargoCommand, RefusesWhatNamesNothingAndWhatIsOverAndKeepsNothingOfIt) {
  Party node("Ruritania");
  node.run({"import", "-"}, malware(1, marked(kAmber) + R"(,"labels":["op-raven"])"));
  for (const std::vector<std::string>& refused : {std::vector<std::string>{"malware--00000009"},
                                                  {id_of("malware", 9)},
                                                  {"malware--zzzz"},
                                                  {"malwear"},
                                                  {"op-crow"},
                                                  {"TLP:BLUE"},
                                                  {"op-raven", "--until", "2020-01-01"},
                                                  {"op-raven", "--until", "2026-13-01"},
                                                  {"op-raven", "--party", "nobody"}}) {
    std::vector<std::string> line = {"embargo", "add"};
    line.insert(line.end(), refused.begin(), refused.end());
    const auto said = node.run(line);
    EXPECT_NE(said.status, 0) << refused.front() << said.out;
    EXPECT_THAT(said.out, Not(HasSubstr("does not leave")));
    EXPECT_NE(said.err, "");
  }
  EXPECT_EQ(node.run({"embargo", "list", "--json"}).out, "");
}

TEST(DeliberationCommand, StandsInAClosedJournalAndIsFound) {
  Party node("Ruritania");
  ASSERT_EQ(node.run({"question", "new", "grid", "Who?"}).status, 0);
  const std::string journals = node.run({"journal", "list", "--json"}).out;
  EXPECT_THAT(journals, HasSubstr("\"journal\":\"deliberation\""));
  EXPECT_THAT(node.run({"question", "list"}).out, HasSubstr("Who?"));
  EXPECT_THAT(node.run({"status"}).out, Not(HasSubstr("open to outside clients")));
  ASSERT_EQ(node.run({"question", "new", "old", "What?", "--journal", "main"}).status, 0);
  ASSERT_EQ(node.run({"user", "add", "siem", "--no-password", "--read", "main"}).status, 0);
  EXPECT_THAT(node.run({"question", "list"}).out, HasSubstr("What?"));
  EXPECT_THAT(node.run({"status"}).out, HasSubstr("1 question. Can be read by: admin, siem"));
  EXPECT_THAT(
      node.run({"status", "--json"}).out,
      HasSubstr(R"("open_deliberation":[{"journal":"main","objects":{"question":1},"readers":["admin","siem"]}])"));
}

}  // namespace
}  // namespace parley::cli::testing
