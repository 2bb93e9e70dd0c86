// What is cut apart is the text that it was.
#include "json/list_cut.h"

#include <gmock/gmock.h>

#include "json/canonical.h"
#include "json/json.h"

namespace parley::json {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> texts(const ListCut& cut) {
  std::vector<std::string> out;
  for (const ListElement& one : cut.elements) out.emplace_back(one.text);
  return out;
}

TEST(ListCut, GivesTheElementsWithTheirLinesAndTheRest) {
  const auto cut =
      cut_list("{\"a\":[{\"l\":[9]}],\n\"l\": [{\"x\":\"]}\\\",\"},\n\n 7, \"s\",[1,\n{}]\n],\"z\":\n1}", "l");
  ASSERT_TRUE(cut.has_value());
  EXPECT_THAT(texts(*cut), ElementsAre("{\"x\":\"]}\\\",\"}", "7", "\"s\"", "[1,\n{}]"));
  EXPECT_EQ(cut->elements[0].line, 2u);
  EXPECT_EQ(cut->elements[1].line, 4u);
  EXPECT_EQ(cut->rest, "{\"a\":[{\"l\":[9]}],\n\"l\": [\n\n\n\n],\"z\":\n1}");
}

TEST(ListCut, AnEmptyListHasNoElements) {
  EXPECT_TRUE(cut_list("{\"l\":[ ]}", "l")->elements.empty());
  EXPECT_EQ(cut_list("{\"l\":[]}", "l")->rest, "{\"l\":[]}");
}

TEST(ListCut, WhatIsNotPlainlyAnObjectWithSuchAListIsLeftToTheParser) {
  for (const char* text :
       {"", "[]", "{}", "{\"l\":{}}", "{\"m\":[]}", "{\"l\":[", "{\"l\":[1", "{\"l\":[1,]}", "{\"l\":[,1]}",
        "{\"l\":[1 2]}", "{\"l\":[{]}", "{\"l\":[\"}", "{\"\\u006c\":[],\"l\":[1]}", "{\"a\" 1,\"l\":[]}", "{l:[]}"})
    EXPECT_FALSE(cut_list(text, "l").has_value()) << text;
}

// Every text that is cut, with each of its bytes left out or exchanged: rest and elements are JSON exactly when it is.
TEST(ListCut, RestAndElementsAreJsonExactlyWhenTheTextIs) {
  const std::string text = R"({"a":{"b":[1,"c"]},"l":[{"x":"y\"z"}, [2,{}],-1.5e3 ,null,"s"],"d":true})";
  Parser parser;
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const char* by : {"", ",", "[", "]", "{", "}", "\"", "\\", ":", " ", "1"}) {
      std::string other = text;
      other.replace(at, 1, by);
      const auto cut = cut_list(other, "l");
      if (!cut) continue;
      bool good = parser.parse(cut->rest).ok();
      for (const ListElement& one : cut->elements) good = good && parser.parse(one.text).ok();
      EXPECT_EQ(good, parser.parse(other).ok()) << other;
    }
  }
}

}  // namespace
}  // namespace parley::json
