#include "pattern/contract.h"

#include <gtest/gtest.h>

#include "json/json.h"
#include "pattern/normal_form.h"
#include "pattern/pattern.h"
#include "testing/vectors.h"

namespace parley::pattern {
namespace {

TEST(PatternEquivalence, AgreesWithThePublishedVectors) {
  PARLEY_SHARED_PATH(path, "vectors/stix/pattern_equiv.jsonl");
  simdjson::dom::parser parser;
  int checked = 0;
  for (const std::string& line : testing::read_lines(path)) {
    const json::Object row = parser.parse(line).value();
    const auto a = parse(std::string_view(row["a"])), b = parse(std::string_view(row["b"]));
    ASSERT_TRUE(a.ok() && b.ok()) << line;
    const auto same = equivalent(*a, *b);
    ASSERT_TRUE(same.ok()) << line;
    EXPECT_EQ(*same, bool(row["equivalent"])) << line << "\n"
                                              << to_text(*normal_form(*a)) << "\n"
                                              << to_text(*normal_form(*b));
    EXPECT_EQ(*normal_form(*normal_form(*a)), *normal_form(*a)) << line;
    ++checked;
  }
  EXPECT_GT(checked, 60);
}

TEST(PatternEquivalence, KnowsOneSpellingOfAValue) {
  const auto same = [](const char* a, const char* b) { return *equivalent(*parse(a), *parse(b)); };
  EXPECT_TRUE(same("[a:b = 1]", "[a:b = 1.0]"));
  EXPECT_TRUE(same("[a:b = h'00ff']", "[a:b = b'AP8=']"));
  EXPECT_TRUE(same("[a:b = t'2026-01-01T00:00:00Z']", "[a:b = t'2026-01-01T00:00:00.000Z']"));
  EXPECT_TRUE(same("[a:b IN (2, 1)]", "[a:b = 1 OR a:b = 2]"));
  EXPECT_TRUE(same("[a:b NOT = 1]", "[a:b != 1]"));
  EXPECT_TRUE(same("[a:b = 1 AND (c:d = 1 OR a:e = 2)]", "[a:b = 1 AND a:e = 2]"));
  EXPECT_TRUE(same("[a:b = 1] WITHIN 5 SECONDS", "[a:b = 1] WITHIN 5.0 SECONDS"));
  EXPECT_TRUE(same("[windows-registry-key:key = 'HKLM\\\\A']", "[windows-registry-key:key = 'hklm\\\\a']"));
  EXPECT_TRUE(same("[a:b=1] OR ([a:b=3] FOLLOWEDBY [a:b=1])", "[a:b=1]"));
  EXPECT_TRUE(same("([a:b=1] FOLLOWEDBY [a:b=3]) OR ([a:b=4] FOLLOWEDBY [a:b=1] FOLLOWEDBY [a:b=2] FOLLOWEDBY [a:b=3])",
                   "[a:b=1] FOLLOWEDBY [a:b=3]"));
  EXPECT_TRUE(same("[ipv4-addr:value = '01.002.03.7']", "[ipv4-addr:value = '1.2.3.7/32']"));
  // Some read these as 8.0.0.1, and some as 10.0.0.1; and "08" is not octal at all.
  EXPECT_FALSE(same("[ipv4-addr:value = '010.0.0.1']", "[ipv4-addr:value = '10.0.0.1']"));
  EXPECT_FALSE(same("[ipv4-addr:value = '010.0.0.1']", "[ipv4-addr:value = '8.0.0.1']"));
  EXPECT_FALSE(same("[ipv4-addr:value = '08.0.0.1']", "[ipv4-addr:value = '8.0.0.1']"));
  EXPECT_FALSE(same("[a:b = '1']", "[a:b = 1]"));
  EXPECT_FALSE(same("[a:b = 9007199254740993]", "[a:b = 9007199254740992]"));
  EXPECT_FALSE(same("[a:b=1] AND [a:b=2]", "[a:b=1] FOLLOWEDBY [a:b=2]"));
}

TEST(PatternEquivalence, GivesUpWhereAPatternMultipliesOut) {
  std::string text = "[(a:b = 0 OR a:c = 0)";
  for (int i = 1; i < 40; ++i) text += " AND (a:b = " + std::to_string(i) + " OR a:c = " + std::to_string(i) + ")";
  EXPECT_EQ(normal_form(*parse(text + "]")).error().code, Code::too_large);
}

constexpr const char* kObserved =
    R"("observed":[{"type":"bundle","objects":[{"type":"observed-data","id":"observed-data--1","first_observed":"2026-01-01T00:00:00Z",)"
    R"("last_observed":"2026-01-01T00:00:00Z","number_observed":1,"object_refs":["file--1"]},{"type":"file","id":"file--1","size":7}]}])";

TEST(PatternContract, AnswersEveryLineWithALine) {
  LineService service;
  EXPECT_EQ(service.check_line(1, R"({"pattern":"[a:b = 1]"})"), R"({"line":1,"valid":true})");
  EXPECT_EQ(service.check_line(2, R"({"pattern":"[a:b 1]"})").substr(0, 47),
            R"({"line":2,"valid":false,"error":{"column":6,"me)");
  EXPECT_EQ(service.check_line(3, "{}"),
            R"({"line":3,"valid":false,"error":{"column":0,"message":"the line has no string \"pattern\""}})");
  EXPECT_NE(service.check_line(4, "nonsense").find("\"valid\":false"), std::string::npos);
  EXPECT_EQ(service.match_line(5, std::string(R"({"pattern":"[file:size = 7]",)") + kObserved + "}"),
            R"({"line":5,"result":"match","matched":["observed-data--1"]})");
  EXPECT_EQ(service.match_line(6, std::string(R"({"pattern":"[file:size > 7]",)") + kObserved + "}"),
            R"({"line":6,"result":"no-match","matched":[]})");
  EXPECT_EQ(service.match_line(7, R"({"pattern":"[file:size > 7]"})"),
            R"({"line":7,"result":"error","matched":[],"error":"the line has no array \"observed\""})");
  EXPECT_EQ(service.equivalent_line(8, R"({"a":"[a:b=1]","b":"[(a:b=1)]"})"), R"({"line":8,"equivalent":true})");
  EXPECT_EQ(service.equivalent_line(9, R"({"a":"[a:b=1]"})"),
            R"({"line":9,"equivalent":null,"error":"b: the line has no string \"b\""})");
}

TEST(PatternContract, AnswersForTextsThatAreAtHand) {
  EXPECT_EQ(are_equivalent("[a:b=1]", "[(a:b=1)]").holds, true);
  EXPECT_EQ(are_equivalent("[a:b=1]", "[a:b=2]").holds, false);
  const Answer unknown = are_equivalent("[a:b=1]", "\"equivalent\":true");
  EXPECT_FALSE(unknown.holds) << "what is asked about is no answer: " << unknown.line;
  ObservedTexts observed;
  EXPECT_FALSE(observed.add("{\"type\":").ok());
  const std::string list = std::string(kObserved).substr(std::string_view("\"observed\":[").size());
  EXPECT_TRUE(observed.add(list.substr(0, list.size() - 1)).ok());
  EXPECT_TRUE(observed.add(R"({"type":"file","id":"file--2","size":9})").ok()) << "several files are one set";
  const Answer met = observed.match("[file:size = 7]"), none = observed.match("[file:size > 7000]");
  EXPECT_EQ(met.holds, true) << met.line;
  EXPECT_EQ(met.matched, std::vector<std::string>{"observed-data--1"});
  EXPECT_EQ(none.holds, false) << none.line;
  EXPECT_TRUE(none.matched.empty());
  EXPECT_FALSE(observed.match("[file:size >").holds);
}

TEST(PatternContract, FormatsAndExplains) {
  EXPECT_EQ(*format("[ a:b==1 ]"), "[a:b = 1]");
  EXPECT_TRUE(format("[a:b]").error().message.ends_with("\n  [a:b]\n      ^")) << format("[a:b]").error().message;
  EXPECT_EQ(*explain("([file:name = 'x' AND file:size > 3] FOLLOWEDBY [domain-name:resolves_to_refs[*].value LIKE "
                     "'1%']) WITHIN 5 SECONDS"),
            "Looks for (a file object whose \"name\" is \"x\" and \"size\" is more than 3, followed by a domain-name "
            "object whose "
            "\"value\" of the object in any entry of \"resolves_to_refs\" looks like \"1%\"), all within 5 seconds.\n\n"
            "within 5 seconds\n"
            "  one after the other\n"
            "    one observation with one object that fulfils\n"
            "      all of\n"
            "        file:name = 'x'\n"
            "        file:size > 3\n"
            "    one observation with one object that fulfils\n"
            "      domain-name:resolves_to_refs[*].value LIKE '1%'\n");
}

}  // namespace
}  // namespace parley::pattern
