#include "json/with_member.h"

#include <gtest/gtest.h>

namespace parley::json {
namespace {

TEST(WithMember, ReplacesAtTheTopOnlyAndLeavesEveryOtherByte) {
  EXPECT_EQ(with_member(R"({"a":1,"b":2})", "b", "3"), R"({"a":1,"b":3})");
  EXPECT_EQ(with_member(R"({ "a" : {"b":[1,"}"]} , "b" : "x\"y" , "c":1e2 })", "b", "true"),
            R"({ "a" : {"b":[1,"}"]} , "b" : true , "c":1e2 })");
  EXPECT_EQ(with_member(R"({"b":{"b":1},"a":null})", "b", "{}"), R"({"b":{},"a":null})");
}

TEST(WithMember, AddsInFrontWhatIsNotThere) {
  EXPECT_EQ(with_member(R"({"a":{"b":1}})", "b", "2"), R"({"b":2,"a":{"b":1}})");
  EXPECT_EQ(with_member("{}", "b", "2"), R"({"b":2})");
  EXPECT_EQ(with_member("{\n}", "b", "2"), "{\"b\":2\n}");
  EXPECT_EQ(with_member(R"({"a":"b"})", "b", "2"), R"({"b":2,"a":"b"})");
}

}  // namespace
}  // namespace parley::json
