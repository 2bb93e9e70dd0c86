// What people take for STIX most often.
#include "stix/misp.h"

#include <gtest/gtest.h>

namespace parley::stix {
namespace {

bool is_misp(std::string_view text) {
  json::Parser parser;
  return is_misp_event(*parser.parse(text));
}

TEST(MispEvent, IsKnownByItselfInAListAndInAnAnswer) {
  for (const std::string_view text : {R"({"Event":{"info":"a"}})", R"([{"Event":{}},{"Event":{}}])",
                                      R"({"response":[{"Event":{}}]})", R"({"response":{"Event":{}}})"})
    EXPECT_TRUE(is_misp(text)) << text;
}

TEST(MispEvent, WhatIsStixIsNone) {
  for (const std::string_view text :
       {R"({"type":"bundle","Event":{}})", R"({"type":"x-own","response":[{"Event":{}}]})", R"({"Event":"a"})",
        R"({"Event":null})", R"({"response":null})", R"({"response":[]})", R"({"objects":[{"Event":{}}]})", "[]", "{}",
        "5", R"({"event":{}})", R"([5,{"Event":{}}])"})
    EXPECT_FALSE(is_misp(text)) << text;
}

// As deep as the parser lets it be.
TEST(MispEvent, AnswersWithinAnswersEnd) {
  std::string text = R"({"Event":{}})";
  for (int i = 0; i < 200; ++i) text = "{\"response\":" + text + "}";
  EXPECT_TRUE(is_misp(text));
}

}  // namespace
}  // namespace parley::stix
