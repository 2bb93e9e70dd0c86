// Two parties weigh one question, each on its own node, and exchange what they wrote as bundles.
#include <gmock/gmock.h>

#include <filesystem>

#include "base/file.h"
#include "cli/test_party.h"

namespace parley::cli::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kReport =
    R"({"type":"report","spec_version":"2.1","id":"report--11111111-1111-4111-8111-000000000001","created":"2026-07-09T18:30:00.000Z","modified":"2026-07-09T18:30:00.000Z","name":"What the dispatcher saw","published":"2026-07-09T18:30:00Z","object_refs":["report--11111111-1111-4111-8111-000000000001"]})";

// A question with two rivals and two rows, on a node of its own.
void put_question(Party& node) {
  node.run({"import", "-"}, kReport);
  ASSERT_EQ(node.run({"question", "new", "grid", "Who switched off the grid?"}).status, 0);
  ASSERT_EQ(node.run({"question", "hypothesis", "grid", "H1", "Unit 9"}).status, 0);
  ASSERT_EQ(node.run({"question", "hypothesis", "grid", "H2", "A storm"}).status, 0);
  ASSERT_EQ(node.run({"question", "evidence", "grid", "report--1111", "--source", "the dispatcher", "--text",
                      "Nine breakers opened"})
                .status,
            0);
  ASSERT_EQ(node.run({"question", "evidence", "grid", "report--1111", "--source", "the weather service", "--text",
                      "The night was still"})
                .status,
            0);
}

TEST(Question, OfTwoPartiesIsWeighedByEachAndLaidOver) {
  Party ours("Ruritania"), theirs("Graustark");
  put_question(ours);
  EXPECT_EQ(
      ours.run({"question", "rate", "grid", "E1", "H1=CC", "H2=II", "--reliability", "B", "--credibility", "2"}).status,
      0);
  EXPECT_EQ(ours.run({"question", "rate", "grid", "E2", "H1=N,2", "H2=I,0.25"}).status, 0);
  EXPECT_EQ(ours.run({"question", "conclude", "grid", "H1", "--likelihood", "very likely", "--confidence", "moderate",
                      "--rests-on", "E1"})
                .status,
            0);
  // What is weighed stands in the closed journal; what it is weighed by came in by import.
  theirs.run({"import", "-"}, ours.run({"export", "--all-versions"}).out);
  theirs.run({"import", "-"}, ours.run({"export", "--journal", "deliberation", "--all-versions"}).out);
  EXPECT_EQ(theirs.run({"question", "rate", "grid", "E1", "H1=II", "H2=N"}).status, 0);
  ours.run({"import", "-"}, theirs.run({"export", "--journal", "deliberation", "--all-versions"}).out);

  const auto shown = ours.run({"question", "show", "grid"});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_TRUE(shown.out.find("CC/II!") != std::string::npos || shown.out.find("II/CC!") != std::string::npos)
      << shown.out;
  EXPECT_THAT(shown.out, HasSubstr("H1, very likely (80–95 %)"));
  EXPECT_THAT(shown.out, HasSubstr("first place would change"));
  const auto json = ours.run({"question", "show", "grid", "--json"});
  EXPECT_THAT(json.out, HasSubstr(R"("dispute":"opposite")"));
  EXPECT_THAT(json.out, HasSubstr(R"("likelihood_ratio":0.25)"));

  // A source left out and taken back in leaves the same bytes.
  const auto without = ours.run({"question", "show", "grid", "--json", "--without", "the dispatcher"});
  EXPECT_NE(without.out, json.out);
  EXPECT_EQ(ours.run({"question", "show", "grid", "--json"}).out, json.out);

  EXPECT_EQ(ours.run({"question", "rate", "grid", "E2", "H2=-"}).status, 0);
  EXPECT_THAT(ours.run({"question", "show", "grid", "--json"}).out, HasSubstr(R"("earlier":[{"value":"I LR 0.25")"));
}

// What the desk refuses its own test shows (desk/questions_test.cc); here, that it reaches the person with status 1.
TEST(Question, RefusalsSayWhatAndWhere) {
  Party node("Ruritania");
  put_question(node);
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"show", "gird"}, "there is no question \"gird\""},
      {{"rate", "grid", "E1", "H1=rather"}, "is no rating"},
      {{"evidence", "grid", "report--1111", "--controlled-by", "nobody"}, "no identity \"nobody\""},
      {{"show", "grid", "--without", "Reuters"}, "there are: the dispatcher, the weather service"},
      {{"show", "grid", "--as-of", "yesterday"}, "--as-of"},
      {{"show", "grid", "--as-of", "2020-01-01T00:00:00Z"}, "at that time"},
  };
  for (const auto& [arguments, message] : cases) {
    std::vector<std::string> line{"question"};
    line.insert(line.end(), arguments.begin(), arguments.end());
    const auto refused = node.run(line);
    EXPECT_EQ(refused.status, 1) << arguments[0] << refused.out;
    EXPECT_THAT(refused.err, HasSubstr(message));
    EXPECT_THAT(refused.out, Not(HasSubstr("entry")));
  }
  EXPECT_THAT(node.run({"question", "list"}).out, HasSubstr("Who switched off the grid?"));
}

TEST(Question, WhatWasPutIsSaidOtherwiseTakenOutAndTakenBack) {
  Party node("Ruritania");
  put_question(node);
  node.run({"question", "rate", "grid", "E1", "H1=CC", "H2=II"});
  const auto reworded =
      node.run({"question", "reword", "grid", "E1", "Nine breakers opened in eight minutes", "--source", "a log"});
  EXPECT_EQ(reworded.status, 0) << reworded.err;
  EXPECT_THAT(reworded.out, HasSubstr("Reworded row \"E1\"; what it said before stays in the journal"));
  EXPECT_THAT(reworded.out, HasSubstr("shown as said of other words"));
  EXPECT_THAT(node.run({"question", "show", "grid"}).out, HasSubstr("CC°"));
  EXPECT_EQ(node.run({"question", "unrate", "grid", "E1", "H2"}).status, 0);
  EXPECT_EQ(node.run({"question", "unrate", "grid", "E1", "H2"}).status, 1);
  EXPECT_EQ(node.run({"question", "unrate", "grid", "E1"}).status, 0);
  const auto withdrawn = node.run({"question", "withdraw", "grid", "E2", "--json"});
  EXPECT_EQ(withdrawn.status, 0) << withdrawn.err;
  EXPECT_THAT(withdrawn.out, HasSubstr(R"("type":"evidence","name":"E2","judged_by":[])"));
  const auto shown = node.run({"question", "show", "grid"});
  EXPECT_THAT(shown.out, HasSubstr("1 row was withdrawn (--all shows what)"));
  EXPECT_THAT(node.run({"question", "show", "grid", "--all"}).out, HasSubstr("The night was still — withdrawn by"));
}

TEST(Question, ARowIsWrittenInWords) {
  Party node("Ruritania");
  put_question(node);
  const auto added = node.run({"question", "evidence", "grid", "Fewer than 90,000 homes lost power"});
  EXPECT_EQ(added.status, 0) << added.err;
  EXPECT_THAT(added.out, HasSubstr("Added evidence \"E3\", in words"));
  const auto twice = node.run({"question", "evidence", "grid", "report--1111"});
  EXPECT_THAT(twice.out, HasSubstr("Careful: E1 and E2 show the same object already"));
  const auto both = node.run({"question", "evidence", "grid", "In words", "--text", "and again"});
  EXPECT_EQ(both.status, 1);
  EXPECT_THAT(both.err, HasSubstr("here or as --text"));
}

TEST(Question, PageIsWrittenToAFile) {
  Party node("Ruritania");
  put_question(node);
  node.run({"question", "rate", "grid", "E1", "H1=C", "H2=I"});
  const std::string file = node.file("grid.html");
  EXPECT_EQ(node.run({"question", "show", "grid", "--html", file}).status, 0);
  const auto page = read_file(file);
  ASSERT_TRUE(page.ok());
  EXPECT_THAT(*page, HasSubstr("Who switched off the grid?"));
}

// Whoever holds a printed one must know what it leaves out, how strictly it is to be handled, and how to see the same.
TEST(Question, TheBriefSaysFromWhatItIsMadeAndHowToVerifyIt) {
  Party node("Ruritania");
  put_question(node);
  std::string amber(kReport);
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"000000000001", "000000000002"},
           {R"("name")",
            R"("object_marking_refs":["marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"],"name")"}})
    for (auto at = amber.find(from); at != std::string::npos; at = amber.find(from, at + to.size()))
      amber.replace(at, from.size(), to);
  EXPECT_EQ(node.run({"import", "-"}, amber).status, 0);
  EXPECT_EQ(node.run({"question", "evidence", "grid", "report--11111111-1111-4111-8111-000000000002"}).status, 0);
  node.run({"question", "rate", "grid", "E1", "H1=C", "H2=I"});
  const auto brief =
      node.run({"question", "show", "grid", "--brief", "--without", "the dispatcher", "--weighted", "--html", "-"});
  EXPECT_EQ(brief.status, 0) << brief.err;
  for (const char* text :
       {">TLP:AMBER</b>", "The strictest marking of what is shown: 1 of ", "Page 1 of 1",
        "Left out of every ranking: the dispatcher", "Rankings are weighted", "at the node of Ruritania",
        "deliberation (", "--without &#39;the dispatcher&#39; --weighted</code>"})
    EXPECT_THAT(brief.out, HasSubstr(text));
  const auto short_text = node.run({"question", "show", "grid", "--brief", "--without", "the dispatcher"});
  EXPECT_THAT(short_text.out, HasSubstr("Left out of every ranking: the dispatcher."));
  EXPECT_THAT(short_text.out, Not(HasSubstr("What to collect next")));
}

}  // namespace
}  // namespace parley::cli::testing
