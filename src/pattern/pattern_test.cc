#include "pattern/pattern.h"

#include <gtest/gtest.h>

#include "json/json.h"
#include "testing/vectors.h"

namespace parley::pattern {
namespace {

TEST(PatternSyntax, AgreesWithThePublishedVectors) {
  PARLEY_SHARED_PATH(path, "vectors/stix/pattern_syntax.jsonl");
  simdjson::dom::parser parser;
  int checked = 0;
  for (const std::string& line : testing::read_lines(path)) {
    const json::Object row = parser.parse(line).value();
    bool skipped = false;
    for (const auto field : row) skipped |= field.key == "ambiguous" || field.key == "peers_disagree";
    if (skipped) continue;
    const std::string_view text = row["pattern"];
    const std::string error = check_pattern(text);
    EXPECT_EQ(error.empty(), std::string_view(row["expect"]) == "valid") << text << "\n" << error;
    if (error.empty()) {
      const auto parsed = parse(text);
      const auto again = parse(to_text(*parsed));
      ASSERT_TRUE(again.ok()) << text << "\n" << to_text(*parsed) << "\n" << again.error().message;
      EXPECT_EQ(*parsed, *again) << text << "\n" << to_text(*parsed);
    }
    ++checked;
  }
  EXPECT_GT(checked, 500);
}

struct PrintCase {
  const char* written;
  const char* printed;
};

TEST(PatternPrint, HasOneSpelling) {
  for (const PrintCase& c : std::initializer_list<PrintCase>{
           {"[ a:b==1 ]", "[a:b = 1]"},
           {"[a:b<>'x' // why\n]", "[a:b != 'x']"},
           {"(([a:b=1]))", "[a:b = 1]"},
           {"[(a:b=1 AND (a:c=2)) OR a:d=3]", "[a:b = 1 AND a:c = 2 OR a:d = 3]"},
           {"[a:b=1 AND (a:c=2 OR a:d=3)]", "[a:b = 1 AND (a:c = 2 OR a:d = 3)]"},
           {"[a:b=1 AND (a:c=2 AND a:d=3)]", "[a:b = 1 AND (a:c = 2 AND a:d = 3)]"},
           {"([a:b=1] AND [a:b=2]) OR [a:b=3]", "[a:b = 1] AND [a:b = 2] OR [a:b = 3]"},
           {"[a:b=1] AND ([a:b=2] OR [a:b=3])", "[a:b = 1] AND ([a:b = 2] OR [a:b = 3])"},
           {"([a:b=1]FOLLOWEDBY[a:b=2])WITHIN 1.50 SECONDS", "([a:b = 1] FOLLOWEDBY [a:b = 2]) WITHIN 1.50 SECONDS"},
           {"([a:b=1] REPEATS 2 TIMES) REPEATS 3 TIMES", "([a:b = 1] REPEATS 2 TIMES) REPEATS 3 TIMES"},
           {"[a:'b-c'.'d'[*][3] IN ('it\\'s','\\\\',h'FF',b'AA==',true,-1,.5,t'2026-01-01T00:00:00Z')]",
            "[a:'b-c'.d[*][3] IN ('it\\'s', '\\\\', h'ff', b'AA==', true, -1, .5, t'2026-01-01T00:00:00Z')]"},
           {"[a:b IN ()]", "[a:b IN ()]"},
           {"[a:'IN'.'true' NOT LIKE '%']", "[a:'IN'.'true' NOT LIKE '%']"},
           {"[NOT EXISTS a:b]", "[NOT EXISTS a:b]"},
           {"[a:b=1]START t'2026-01-01T00:00:00Z' STOP t'2027-01-01T00:00:00.0Z'",
            "[a:b = 1] START t'2026-01-01T00:00:00Z' STOP t'2027-01-01T00:00:00.0Z'"},
       }) {
    const auto parsed = parse(c.written);
    ASSERT_TRUE(parsed.ok()) << c.written << "\n" << parsed.error().message;
    EXPECT_EQ(to_text(*parsed), c.printed);
    EXPECT_EQ(*parse(c.printed), *parsed);
  }
}

struct ErrorCase {
  const char* pattern;
  std::size_t column;
  const char* part;  // of the message
};

TEST(PatternErrors, NameTheColumnWhatWasFoundAndWhatCouldStandThere) {
  for (const ErrorCase& c : std::initializer_list<ErrorCase>{
           {"", 1, "found the end of the pattern, expected the [ or ( that a pattern"},
           {"file:size = 1", 1, "[ or ( that"},
           {"[file:size = ]", 14, "found \"]\", expected a constant"},
           {"[file.size = 1]", 6, "expected \":\""},
           {"[file:size 1]", 12, "comparison operator"},
           {"[file:size = 1", 15, "found the end of the pattern, expected ]"},
           {"[file:size = 1] WITHIN 5 HOURS", 26, "found \"HOURS\", expected SECONDS"},
           {"[file:size = 1] WITHIN -5 SECONDS", 24, "positive"},
           {"[file:size = 1] and [file:size = 2]", 17, "found \"and\", expected AND"},
           {"[file:size = 1] WITHIN 5 SECONDS WITHIN 6 SECONDS", 34, "second WITHIN"},
           {"[a:some-key = 1]", 4, "apostrophes"},
           {"[a:b = \"x\"]", 8, "apostrophes"},
           {"[a:b = '\xC3\xA9\xC3\xA9' ?]", 13, "no place"},
           {"[a:b = 'x]", 8, "closing apostrophe"},
           {"[a:b = 'C:\\x']", 11, "backslash"},
           {"[a:b = t'2026-02-30T00:00:00Z']", 8, "existing UTC time"},
           {"[a:b = h'abc']", 8, "even number"},
           {"[a:b = b'====']", 8, "base64"},
           {"[a:b = +5]", 8, "plus"},
           {"[a:b = 007]", 8, "leading zero"},
           {"[a:b > true]", 8, "order"},
           {"[file:hashes.'SHA-256' = 'f00']", 26, "64 hexadecimal digits"},
           {"[a:b = 1] /* ", 11, "*/"},
       }) {
    ObservationExpression out;
    SyntaxError error;
    ASSERT_FALSE(parse(c.pattern, out, &error)) << c.pattern;
    EXPECT_EQ(error.column, c.column) << c.pattern << ": " << error.message;
    EXPECT_NE(error.message.find(c.part), std::string::npos) << c.pattern << ": " << error.message;
  }
}

TEST(PatternErrors, PutACaretUnderThePlace) {
  ObservationExpression out;
  SyntaxError error;
  const std::string_view pattern = "[a:b = 'é' AND\n a:c = ]";
  ASSERT_FALSE(parse(pattern, out, &error));
  EXPECT_TRUE(error.with_caret(pattern).ends_with("\n   a:c = ]\n         ^")) << error.with_caret(pattern);
}

TEST(PatternLimits, EndWithAnErrorAndNotWithACrash) {
  for (const std::string& hostile :
       {std::string(10'000, '(') + "[a:b=1]" + std::string(10'000, ')'),
        "[" + std::string(10'000, '(') + "a:b=1" + std::string(10'000, ')') + "]", std::string(1'000'000, '['),
        std::string(1'000'000, '\''), std::string("[a:b = '\xFF']")}) {
    EXPECT_NE(check_pattern(hostile), "");
  }
  std::string qualifiers = "([a:b=1])";
  for (int i = 0; i < 10'000; ++i) qualifiers += " REPEATS 2 TIMES";
  EXPECT_NE(check_pattern(qualifiers), "");
  std::string path = "[a:b";
  for (int i = 0; i < 100'000; ++i) path += ".c_ref";
  EXPECT_NE(check_pattern(path + " = 1]"), "");
  std::string wide = "[a:b=1";
  while (wide.size() < 1'000'000) wide += " OR a:b='xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'";
  EXPECT_EQ(check_pattern(wide + "]"), "");
}

TEST(PatternLimits, NestingUpToTheLimitIsReadAndPrintsBack) {
  std::string text = "[a:b=1]";
  for (int i = 0; i < kMaxNesting - 2; ++i) text = "(" + text + (i % 2 ? " AND [a:b=2])" : " OR [a:b=2])");
  const auto parsed = parse(text);
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  EXPECT_EQ(*parse(to_text(*parsed)), *parsed);
}

}  // namespace
}  // namespace parley::pattern
