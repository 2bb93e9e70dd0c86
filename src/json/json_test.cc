#include "json/json.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace parley::json {
namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + "1" + std::string(depth, ']'); }

TEST(Parser, ReadsWhatIsJson) {
  Parser parser;
  for (const char* text :
       {"{}", "[]", " 1 ", "\"x\"", "true", "null", "{\"a\":[1,2,{\"b\":null}]}", "[1e2,-0,1.5]", "\"\\ud83d\\ude00\"",
        "123456789012345678901234567890", "[-9223372036854775809,\"18446744073709551616\",18446744073709551616]"}) {
    const auto read = parser.parse(text);
    EXPECT_TRUE(read.ok()) << text << ": " << read.error().message;
  }
}

TEST(Parser, ReadsIntegersOfAnyLengthAsTheNearestDouble) {
  Parser parser;
  const auto read = parser.parse("[123456789012345678901234567890, -9223372036854775809]");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->at(0).get_double().value_unsafe(), 123456789012345678901234567890.0);
  EXPECT_EQ(read->at(1).get_double().value_unsafe(), -9223372036854775808.0);
}

TEST(Parser, AllowsExactlyTheDepthItNames) {
  Parser parser;
  EXPECT_TRUE(parser.parse(nested(kMaxDepth)).ok());
  const auto deeper = parser.parse(nested(kMaxDepth + 1));
  ASSERT_FALSE(deeper.ok());
  EXPECT_NE(deeper.error().message.find("nested deeper than 256"), std::string::npos) << deeper.error().message;
  // A large text must not lift the limit, nor a small one after it.
  EXPECT_TRUE(parser.parse("[\"" + std::string(9u << 20, 'x') + "\"]").ok());
  EXPECT_FALSE(parser.parse(nested(kMaxDepth + 1)).ok());
  EXPECT_TRUE(parser.parse(nested(kMaxDepth)).ok());
}

TEST(Parser, SaysWhatIsWrongAndWhere) {
  struct Case {
    std::string text;
    std::string message;
  };
  const std::vector<Case> cases = {
      {"", "there is no JSON value, the text is empty (byte 0, line 1, column 1)"},
      {"  \n", "there is no JSON value, the text is empty (byte 0, line 1, column 1)"},
      {"hello", "'h' stands where a value is expected (byte 0, line 1, column 1)"},
      {"{\"a\":1,\n \"b\" 2}", "'2' stands where ':' is expected (byte 13, line 2, column 6)"},
      {"{\"a\":1", "the text ends where ',' or '}' is expected (byte 6, line 1, column 7)"},
      {"{\"a\":1,}", "'}' stands where the name of a member in double quotes is expected (byte 7, line 1, column 8)"},
      {"[1,2", "the text ends where ',' or ']' is expected (byte 4, line 1, column 5)"},
      {"[1] [2]", "something follows behind the end of the value (byte 4, line 1, column 5)"},
      {"[\"ab]", "the string that begins here is not closed (byte 1, line 1, column 2)"},
      {"[NaN]", "NaN is not JSON: a number is finite (byte 1, line 1, column 2)"},
      {"[-Infinity]", "-Infinity is not JSON: a number is finite (byte 2, line 1, column 3)"},
      {"[1e400]", "the number is larger than a double can hold (byte 1, line 1, column 2)"},
      {"[01]", "a number does not begin with 0 (byte 2, line 1, column 3)"},
      {"[1.]", "']' stands where a digit is expected (byte 3, line 1, column 4)"},
      {"[\"a\tb\"]", "control character 0x09 in a string must be escaped (byte 3, line 1, column 4)"},
      {"[\"a\xff\"]", "byte 0xff in a string is not UTF-8 (byte 3, line 1, column 4)"},
      {"[\xc3\xa4]", "'\xc3\xa4' stands where a value is expected (byte 1, line 1, column 2)"},
      {"[\"\xc3\xa4\\x\"]", "a backslash is followed by no escape that JSON knows (byte 4, line 1, column 4)"},
      {"[\"\\ud800\"]", "half of a surrogate pair stands alone, which is no character (byte 2, line 1, column 3)"},
      {"[\"\\udc00\"]", "half of a surrogate pair stands alone, which is no character (byte 2, line 1, column 3)"},
      {"[\"\\ud800\\u0041\"]",
       "half of a surrogate pair stands alone, which is no character (byte 2, line 1, column 3)"},
      {"\xEF\xBB\xBF{}", "a byte order mark stands before the text; JSON has none (byte 0, line 1, column 1)"},
      {"[tru]", "'t' stands where a value is expected (byte 1, line 1, column 2)"},
  };
  Parser parser;
  for (const Case& one : cases) {
    const auto read = parser.parse(one.text);
    ASSERT_FALSE(read.ok()) << one.text;
    EXPECT_EQ(read.error().code, Code::invalid_input);
    EXPECT_EQ(read.error().message, "not JSON: " + one.message) << one.text;
  }
}

TEST(Parser, ReadsNothingFromNothing) { EXPECT_FALSE(Parser().parse(std::string_view()).ok()); }

TEST(Parser, RefusesAHundredMegabytesOfOpenBrackets) {
  Parser parser;
  const auto read = parser.parse(std::string(100u << 20, '['));
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.error().message.find("nested deeper"), std::string::npos) << read.error().message;
}

TEST(AppendCompact, DropsTheSpaceBetweenTokensAndNothingElse) {
  std::string out = "x";
  append_compact(out, " { \"a b\\\" \" :\t[ 1.0 ,\r\n 2e+05, \" \\\\\" ] } \n");
  EXPECT_EQ(out, "x{\"a b\\\" \":[1.0,2e+05,\" \\\\\"]}");
}

TEST(Member, FindsByName) {
  Parser parser;
  const auto read = parser.parse(R"({"a":1,"b":"x"})");
  const Object object = read->get_object().value_unsafe();
  EXPECT_EQ(string_member(object, "b"), "x");
  EXPECT_FALSE(string_member(object, "a").has_value());
  EXPECT_TRUE(member(object, "a").has_value());
  EXPECT_FALSE(member(object, "c").has_value());
}

}  // namespace
}  // namespace parley::json
