#include "json/writer.h"

#include <gtest/gtest.h>

#include "json/json.h"

namespace parley::json {
namespace {

TEST(Writer, PutsCommasAndBracketsWhereTheyBelong) {
  Writer out;
  out.open('{')
      .text("a", "x")
      .number("n", -3)
      .flag("f", true)
      .raw("r", "null")
      .text_if("none", "")
      .key("list")
      .open('[');
  out.number(1).text("two").open('{').close().open('[').close().close();
  out.texts("words", std::vector<std::string>{"p", "q"}).close();
  EXPECT_EQ(out.str(), R"({"a":"x","n":-3,"f":true,"r":null,"list":[1,"two",{},[]],"words":["p","q"]})");
}

TEST(Writer, ClosesWhatIsOpenWithoutForgettingIt) {
  ObjectWriter out;
  out.text("a", "x");
  EXPECT_EQ(out.str(), R"({"a":"x"})");
  out.key("list").open('[').number(1);
  EXPECT_EQ(out.str(), R"({"a":"x","list":[1]})");
  out.number(2);
  EXPECT_EQ(out.str(), R"({"a":"x","list":[1,2]})");
  EXPECT_EQ(ObjectWriter().str(), "{}");
  EXPECT_EQ(array_text({}), "[]");
  EXPECT_EQ(array_text({"1", "{}"}), "[1,{}]");
  EXPECT_EQ(string_array_text({"a", "b\""}), R"(["a","b\""])");
}

TEST(Writer, CanBeReadInParts) {
  Writer out;
  out.open('[').number(1);
  std::string all = out.take();
  out.number(2).close();
  all += out.take();
  EXPECT_EQ(all, "[1,2]");
}

TEST(Writer, KeepsEveryValueAndShowsNothingThatHarms) {
  const std::string value = "\x1b[31m\"\\\u009b\u202e\u200b\u2028\U000e0041 Élections 内\n";
  const std::string text = ObjectWriter().text(value, value).str();
  for (const std::string_view harm : {"\x1b", "\u009b", "\u202e", "\u200b", "\u2028", "\U000e0041", "\n"})
    EXPECT_EQ(text.find(harm), std::string::npos);
  Parser parser;
  const auto read = parser.parse(text);
  ASSERT_TRUE(read.ok()) << read.error().message;
  const auto back = string_member(read->get_object().value(), value);
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, value);
}

}  // namespace
}  // namespace parley::json
