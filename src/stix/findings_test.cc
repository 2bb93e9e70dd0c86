// What is said of what is wrong: codes that programs go by, places that can be followed, sentences that are whole.
#include "stix/findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "stix/test_findings.h"

namespace parley::stix {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

constexpr auto kCount = static_cast<int>(FindingCode::count_);

TEST(FindingCodes, AreWordsThatStayAndHaveASectionAndASentence) {
  std::map<std::string_view, int> names;
  for (int i = 0; i < kCount; ++i) {
    const FindingCodeInfo& one = info(static_cast<FindingCode>(i));
    SCOPED_TRACE(one.name);
    ++names[one.name];
    EXPECT_THAT(std::string(one.name), ::testing::MatchesRegex("[a-z0-9-]+"));
    EXPECT_THAT(std::string(one.section), ::testing::MatchesRegex("[0-9.]+"));
    const std::string_view text = one.text;
    EXPECT_TRUE(text.ends_with('.') || text.ends_with("{2}")) << text;  // the parser of patterns ends its own sentence
  }
  // One mistake with several sentences, or two severities, has one name.
  for (const auto& [name, count] : names) {
    const bool twice = name == "required-property-missing" || name == "older-spec-version" || name == "wrong-type";
    EXPECT_EQ(count, name == "property-reserved" ? 3 : twice ? 2 : 1) << name;
  }
}

// The path is that of RFC 6901, also of names that only a hostile object has.
TEST(Finding, ItsPathIsAJsonPointerToTheValue) {
  json::Parser parser;
  const std::string text =
      R"({"type":"tool","x_a":{"":[{"~/":{"a":9007199254740993}}],"a~1b":{"ä":18446744073709551615}}})";
  const auto parsed = parser.parse(text);
  Validator validator;
  validator.check(*parsed);
  std::set<std::string> paths;
  for (const Finding& one : validator.findings()) {
    if (one.code != "integer-too-large") continue;
    paths.insert(one.path);
    EXPECT_EQ(parsed->at_pointer(one.path).error(), simdjson::SUCCESS) << one.path;
  }
  EXPECT_EQ(paths, (std::set<std::string>{"/x_a//0/~0~1/a", "/x_a/a~01b/ä"}));
}

TEST(Finding, ASentenceNamesThePropertyAndShowsTheValue) {
  struct Row {
    std::string_view value, shown;
  };
  constexpr Row kRows[] = {
      {"5", "the number 5"},
      {"-7", "the number -7"},
      {"18446744073709551615", "the number 18446744073709551615"},
      {"0.5", "the number 0.5"},
      {"true", "true"},
      {"false", "false"},
      {R"(["a"])", "a list"},
      {R"({"a":1})", "an object"},
  };
  for (const Row& row : kRows)
    EXPECT_EQ(sentence_of("wrong-type@/name", domain_object("tool", ",\"name\":" + std::string(row.value))),
              "\"name\" must be a string, but it is " + std::string(row.shown) + ".");
  EXPECT_EQ(sentence_of("wrong-type@/confidence", domain_object("tool", R"(,"name":"a","confidence":"5")")),
            "\"confidence\" must be an integer, but it is \"5\".");
  EXPECT_EQ(sentence_of("wrong-type@/labels/1", domain_object("tool", R"(,"name":"a","labels":["a",5])")),
            "\"labels\" must be a list of strings, but this one in it is the number 5.");
}

// A report must not repeat a megabyte of somebody's text, nor end within one of its characters.
TEST(Finding, ALongValueIsCutBetweenCharacters) {
  for (std::size_t size : {79u, 80u, 81u, 82u, 100'000u})
    for (const std::string_view letter : {"a", "ü", "€", "😀"}) {
      std::string value;
      while (value.size() < size) value += letter;
      const std::string text = domain_object("tool", ",\"name\":\"a\",\"confidence\":\"" + value + "\"");
      const std::string sentence = sentence_of("wrong-type@/confidence", text);
      EXPECT_TRUE(simdjson::validate_utf8(sentence));
      EXPECT_LT(sentence.size(), 200u);
      EXPECT_EQ(sentence.find("...") != std::string::npos, value.size() > 80) << value.size();
      const std::string name = value.substr(0, value.size() - value.size() % letter.size());
      EXPECT_LT(
          sentence_of("property-name-invalid@/" + name, domain_object("tool", ",\"name\":\"a\",\"" + name + "\":1"))
              .size(),
          400u);
    }
}

TEST(Findings, ErrorsComeFirstEachInTheOrderInWhichTheyStand) {
  const auto found =
      found_in(domain_object("tool", R"(,"x_a":1,"labels":[],"x_b":null,"name":"a","tool_types":["x"])"));
  EXPECT_THAT(found, ::testing::ElementsAre("empty-list@/labels", "null-value@/x_b", "~open-vocabulary@/tool_types/0",
                                            "~custom-property@/x_a", "~custom-property@/x_b"));
}

// They are of the last check only.
TEST(Findings, OfOneValueAreGoneWithTheNext) {
  json::Parser parser;
  Validator validator;
  EXPECT_FALSE(validator.check(*parser.parse("{}")));
  EXPECT_GT(validator.error_count(), 0u);
  EXPECT_TRUE(validator.check(*parser.parse(domain_object("tool", R"(,"name":"a")"))));
  EXPECT_EQ(validator.error_count(), 0u);
  EXPECT_TRUE(validator.findings().empty());
}

// What the checker says of references where only types of somebody's own may stand.
TEST(Finding, AReferenceSaysWhatItMayPointTo) {
  EXPECT_THAT(
      sentence_of("reference-target@/created_by_ref",
                  domain_object("tool", R"(,"name":"a","created_by_ref":"tool--)" + std::string(kOtherUuid) + "\"")),
      EndsWith("but it may only refer to identity."));
  EXPECT_THAT(sentence_of("reference-target@/source_ref",
                          domain_object("relationship", R"(,"relationship_type":"uses","source_ref":"sighting--)" +
                                                            std::string(kOtherUuid) + R"(","target_ref":"tool--)" +
                                                            std::string(kOtherUuid) + "\"")),
              HasSubstr("domain objects, cyber-observable objects"));
}

}  // namespace
}  // namespace parley::stix
