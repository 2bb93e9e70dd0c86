// docs/formats/case.md and docs/schemas/case.json say what the reader does.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "accounts/case_file.h"
#include "accounts/test_json_schema.h"
#include "base/file.h"
#include "json/json.h"
#include "testing/source.h"

namespace parley::accounts::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

const std::filesystem::path kDocs = parley::testing::source_dir() / "docs";
constexpr std::string_view kText = "“The tug crossed a red light,” Corvo said on Thursday.\n";

Result<CaseFileRead> read(std::string_view text) {
  return read_case_file(text, [](const std::string&) -> Result<std::string> { return std::string(kText); });
}
std::vector<std::string> told(const CaseFileRead& of) {
  std::vector<std::string> out;
  for (const Fault& one : of.faults) out.push_back(in_words(one));
  return out;
}

std::string schema_text() { return read_file(kDocs / "schemas" / "case.json").value(); }

// The first block of the page that is indented and begins with a brace.
std::string example() {
  const std::string page = read_file(kDocs / "formats" / "case.md").value();
  std::string out;
  const std::size_t begin = page.find("\n    {\n");
  for (std::size_t at = begin + 1; page.compare(at, 4, "    ") == 0; at = page.find('\n', at) + 1)
    out += page.substr(at, page.find('\n', at) + 1 - at);
  return out;
}

TEST(CaseFormat, TheExampleOfThePageIsACaseThatHolds) {
  const auto of = read(example());
  ASSERT_TRUE(of.ok()) << of.error().message;
  EXPECT_THAT(told(*of), IsEmpty());
  EXPECT_EQ(of->of.statements.size(), 1u);
  json::Parser schemas, values;
  EXPECT_EQ(refused_by(*schemas.parse(schema_text()), *values.parse(example())), "");
}

// A good case with one thing put into it, or taken away.
std::string with(std::string_view member, std::string_view statement = "") {
  return fmt::format(
      R"({{"schema":"parley-case/2","documents":[{{"id":"post","file":"post.txt"}}],"parties":[{{"id":"corvo"}}],)"
      R"("propositions":[{{"id":"P1","text":"a"}}],"events":[{{"id":"E1"}}],)"
      R"("statements":[{{"id":"s1","doc":"post","source":{{"party":"corvo"}},"content":{{"spans":[{{"text":"red"}}]}}{}}}]{}}})",
      statement, member);
}

struct Row {
  const char* name;
  std::string text;
  bool good;
};

TEST(CaseFormat, TheSchemaAcceptsAndRefusesWhatTheReaderDoes) {
  const Row rows[] = {
      {"nothing more", with(""), true},
      {"nothing at all", R"({"schema":"parley-case/2"})", true},
      {"a name", with(R"(,"name":"A harbour","description":"")"), true},
      {"a name that is a number", with(R"(,"name":7)"), false},
      {"null", with(R"(,"name":null)"), false},
      {"a member that is not known", with(R"(,"nmae":"A harbour")"), false},
      {"a statement's member that is not known", with("", R"(,"stance":"affirms")"), false},
      {"a document without a file", with(R"(,"also":[],"accounts":[{"label":"one"}])"), false},
      {"an account", with(R"(,"accounts":[{"id":"A1","holder":"corvo","statements":["s1"],"note":{"any":1}}])"), true},
      {"one statement in the place of a list", with(R"(,"accounts":[{"id":"A1","statements":"s1"}])"), true},
      {"statements that are numbers", with(R"(,"accounts":[{"id":"A1","statements":[1]}])"), false},
      {"one utterance", with(R"(,"same_statement":[{"statements":["s1"],"why":"x"}])"), true},
      {"an utterance that says who", with(R"(,"same_statement":[{"statements":["s1"],"who":"x"}])"), false},
      {"a stance", with("", R"(,"stances":[{"proposition":"P1","stance":"denies","toward":["in-part"]}])"), true},
      {"a stance with one way", with("", R"(,"stances":[{"proposition":"P1","stance":"denies","toward":"in part"}])"),
       true},
      {"a stance that is none", with("", R"(,"stances":[{"proposition":"P1","stance":"shrugs"}])"), false},
      {"a stance on nothing", with("", R"(,"stances":[{"stance":"denies"}])"), false},
      {"an unknown way", with("", R"(,"stances":[{"proposition":"P1","stance":"denies","toward":["away"]}])"), false},
      {"a time as a text", with("", R"(,"said":"Thursday")"), false},
      {"a time", with("", R"(,"said":{"when":"Thursday","when_spans":[{"text":"Thursday"}],"occasion":"E1"})"), true},
      {"a line", with("", R"(,"line":1)"), true},
      {"line nought", with("", R"(,"line":0)"), false},
      {"a line as a text", with("", R"(,"line":"1")"), false},
      {"offsets", with("", R"(,"cue":{"spans":[{"text":"said","start":37,"end":41,"bstart":41,"bend":45}]})"), true},
      {"half of the offsets", with("", R"(,"cue":{"spans":[{"text":"said","start":38,"end":42}]})"), false},
      {"an offset below nothing",
       with("", R"(,"cue":{"spans":[{"text":"said","start":-1,"end":3,"bstart":0,"bend":4}]})"), false},
      {"a span without words", with("", R"(,"cue":{"spans":[{"line":1}]})"), false},
      {"a chain", with("", R"(,"reported_via":[{"party":"corvo","how":"told","statement":""}])"), true},
      {"a link of nobody", with("", R"(,"reported_via":[{"how":"told"}])"), false},
      {"a form", with("", R"(,"form":"mixed","factuality":"hedged","required":false,"voice":"author")"), true},
      {"no such form", with("", R"(,"form":"loud")"), false},
      {"no such factuality", with("", R"(,"factuality":"true")"), false},
      {"no such voice", with("", R"(,"voice":"choir")"), false},
      {"how sure, and who", with("", R"(,"confidence":0,"recorded_by":["anna"])"), true},
      {"surer than sure", with("", R"(,"confidence":101)"), false},
      {"sure in words", with("", R"(,"confidence":"very")"), false},
      {"required as a text", with("", R"(,"required":"no")"), false},
      {"a statement of nobody",
       R"({"schema":"parley-case/2","documents":[{"id":"post","file":"p"}],"statements":[{"id":"s","doc":"post","cue":{"act":"says"}}]})",
       false},
      {"a statement that says nothing",
       R"({"schema":"parley-case/2","documents":[{"id":"post","file":"p"}],"parties":[{"id":"c"}],"statements":[{"id":"s","doc":"post","source":{"party":"c"},"content":{"spans":[]}}]})",
       false},
      {"an act alone",
       R"({"schema":"parley-case/2","documents":[{"id":"post","file":"p"}],"parties":[{"id":"c"}],"statements":[{"id":"s","doc":"post","source":{"party":"c"},"cue":{"act":"says"}}]})",
       true},
      {"a proposition without words", R"({"schema":"parley-case/2","propositions":[{"id":"P1"}]})", false},
      {"an equation of nobody",
       R"({"schema":"parley-case/2","propositions":[{"id":"P1","text":"a","same_as":[{"proposition":"P1"}]}]})", false},
      {"something without a name", R"({"schema":"parley-case/2","parties":[{"name":"Corvo"}]})", false},
      {"parties that are texts", R"({"schema":"parley-case/2","parties":["corvo"]})", false},
      {"a later version", R"({"schema":"parley-case/3"})", false},
      {"no version", R"({"documents":[]})", false},
      {"a list", R"([])", false},
  };
  json::Parser schemas;
  const std::string schema = schema_text();
  const auto rules = schemas.parse(schema);
  ASSERT_TRUE(rules.ok()) << rules.error().message;
  for (const Row& row : rows) {
    json::Parser values;
    const auto value = values.parse(row.text);
    ASSERT_TRUE(value.ok()) << row.name << ": " << value.error().message;
    const auto of = read(row.text);
    EXPECT_EQ(of.ok() && of->faults.empty(), row.good)
        << row.name << ": " << (of.ok() ? ::testing::PrintToString(told(*of)) : of.error().message);
    EXPECT_EQ(refused_by(*rules, *value).empty(), row.good) << row.name << ": " << refused_by(*rules, *value);
  }
}

TEST(CaseFormat, EveryFaultOfAFileNamesItsLine) {
  const auto of = read(
      "{\"schema\":\"parley-case/2\",\n\"parties\":[{\"id\":\"corvo\"},\n{\"name\":\"nobody\"}],\n"
      "\"documents\":[{\"id\":\"post\",\"file\":\"p\"}],\n\"statements\":[\n"
      "{\"id\":\"s1\",\"doc\":\"post\",\"source\":{\"party\":\"corvp\"},\n"
      "\"content\":{\"spans\":[{\"text\":\"red\"},\n{\"text\":\"green {\\\" \"}]}}]}");
  ASSERT_TRUE(of.ok()) << of.error().message;
  EXPECT_THAT(told(*of),
              ::testing::ElementsAre("line 3: a party: a party has no \"id\"",
                                     "line 6: statement s1: there is no party \"corvp\"; did you mean \"corvo\"?",
                                     ::testing::StartsWith("line 8: statement s1: \"green {\" \" is not in")));
}

TEST(CaseFormat, APublisherWhomNobodyDeclaredIsToldOnce) {
  const auto of = read(
      "document post.txt; by paper\nparty corvo = Ines Corvo\nproposition P1 = a\n"
      "1: corvo affirms P1 \"red\"\n2: corvo denies P1 \"Thursday\"; via papr\n3: paper raises P1 \"Corvo\"; to paper\n"
      "4: corvo declines P1 \"said\"; asked \"crossed\"\n");
  ASSERT_TRUE(of.ok());
  EXPECT_THAT(told(*of), ::testing::ElementsAre("line 1: document post: there is no party \"paper\"",
                                                "line 5: statement 2: there is no party \"papr\""));
}

// For people; programs have every place.
TEST(CaseFormat, WhatIsTheSameInSeveralPlacesIsToldOnce) {
  std::string text = "document post.txt\nparty corvo = Ines Corvo\n";
  for (int i = 1; i <= 6; ++i) text += fmt::format("{}: corvo affirms P1 \"red\"\n", i);
  const auto of = read(text + "7: corv \"red\"\n8: corv \"red\"\n9: hessel \"red\"\n10: hessel \"red\"\n");
  ASSERT_TRUE(of.ok());
  EXPECT_EQ(of->faults.size(), 10u);
  std::vector<std::string> out;
  for (const Fault& one : told_once(of->faults)) out.push_back(in_words(one));
  EXPECT_THAT(out, ::testing::ElementsAre(
                       "line 3: statement 1: there is no proposition \"P1\"; the same in lines 4, 5, 6 and 2 more",
                       "line 9: statement 7: there is no party \"corv\"; did you mean \"corvo\"?",
                       "line 10: statement 8: there is no party \"corv\"; did you mean \"corvo\"?",
                       "line 11: statement 9: there is no party \"hessel\"; the same in line 12"));
  const Faults twice(2, {.line = 4, .where = "statement 1", .what = "it is empty"});
  EXPECT_EQ(in_words(told_once(twice).at(0)), "line 4: statement 1: it is empty") << "each line once";
  const Faults nowhere(3, {.line = 0, .where = "the case", .what = "it is empty"});
  EXPECT_EQ(in_words(told_once(nowhere).at(0)), "the case: it is empty; the same in 2 more places");
}

TEST(CaseFormat, AMemberThatStandsTwiceIsTold) {
  const auto of = read(with("", R"(,"doc":"other")"));
  ASSERT_TRUE(of.ok());
  EXPECT_THAT(told(*of), ::testing::ElementsAre(::testing::HasSubstr("\"doc\" stands here twice")));
}

TEST(CaseFormat, NamesThatLookLikeAnotherAreTold) {
  const auto names = [](const std::string& second) {
    const auto of = read(R"({"schema":"parley-case/2","parties":[{"id":"corvo","name":"Ines Corvo"},)" + second + "]}");
    return told(*of);
  };
  EXPECT_THAT(names(R"({"id":"gant","name":"Peter Gant"})"), IsEmpty());
  EXPECT_THAT(names(R"({"id":"Corvo"})"), ::testing::ElementsAre(::testing::HasSubstr("it looks like \"corvo\"")));
  // With a Cyrillic letter in the place of a Latin one.
  EXPECT_THAT(names("{\"id\":\"\xD1\x81orvo\"}"), Not(IsEmpty()));
  EXPECT_THAT(names("{\"id\":\"other\",\"name\":\"Ines \xD0\xA1\xD0\xBErvo\"}"),
              ::testing::ElementsAre(::testing::HasSubstr("it looks like \"Ines Corvo\"")));
  EXPECT_THAT(names(R"({"id":"other","name":"Ines Corvo"})"), IsEmpty()) << "two people of one name";
}

TEST(CaseFormat, RingsOfAnyLengthAreNamedWithoutDelay) {
  std::string events, statements;
  constexpr int kMany = 4000;
  for (int i = 0; i < kMany; ++i) {
    events += fmt::format(R"({}{{"id":"E{}","before":"E{}"}})", i == 0 ? "" : ",", i, (i + 1) % kMany);
    statements +=
        fmt::format(R"({}{{"id":"s{}","doc":"d","source":{{"party":"c"}},"cue":{{"act":"says"}},"within":"s{}"}})",
                    i == 0 ? "" : ",", i, i + 1 < kMany ? i + 1 : i);
  }
  const auto of = read(fmt::format(
      R"({{"schema":"parley-case/2","documents":[{{"id":"d","file":"d"}}],"parties":[{{"id":"c"}}],"events":[{}],"statements":[{}]}})",
      events, statements));
  ASSERT_TRUE(of.ok());
  EXPECT_EQ(of->faults.size(), kMany + 1u) << "each event of the ring, and the statement within itself";
}

}  // namespace
}  // namespace parley::accounts::testing
