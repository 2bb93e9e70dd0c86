// Objects of STIX 2.0, which have no version of their own.
#include "stix/older_version.h"

#include <gtest/gtest.h>

namespace parley::stix {
namespace {

TEST(WithThisVersion, WritesTheVersionInAndLeavesEveryOtherByteAlone) {
  const auto without = with_this_version("{ \"type\" : \"tool\",\n\t\"x_a\": 1.50 }");
  ASSERT_TRUE(without);
  EXPECT_EQ(without->text, "{\"spec_version\":\"2.1\", \"type\" : \"tool\",\n\t\"x_a\": 1.50 }");
  EXPECT_FALSE(without->said_older);
  const auto older = with_this_version(R"({"type":"tool","spec_version": "2.0","x_a":1})");
  ASSERT_TRUE(older);
  EXPECT_EQ(older->text, R"({"type":"tool","spec_version": "2.1","x_a":1})");
  EXPECT_TRUE(older->said_older);
}

// What has the version, or one that nobody knows, is for the validator to judge.
TEST(WithThisVersion, ChangesNothingElse) {
  for (const std::string_view text :
       {R"({"spec_version":"2.1"})", R"({"spec_version":"3.0"})", R"({"spec_version":2.0})", R"({"spec_version":null})",
        R"({"spec_version":""})", "[]", "5", "no JSON", ""})
    EXPECT_FALSE(with_this_version(text)) << text;
}

TEST(WithThisVersion, DoesNotTakeAVersionFurtherInsideForItsOwn) {
  const auto out = with_this_version(R"({"x_a":{"spec_version":"2.0"},"x_b":"spec_version"})");
  ASSERT_TRUE(out);
  EXPECT_EQ(out->text, R"({"spec_version":"2.1","x_a":{"spec_version":"2.0"},"x_b":"spec_version"})");
  EXPECT_FALSE(out->said_older);
}

TEST(WithThisVersion, OfAnEmptyObjectIsAnObject) {
  const auto out = with_this_version("{}");
  ASSERT_TRUE(out);
  EXPECT_EQ(out->text, R"({"spec_version":"2.1"})");
}

}  // namespace
}  // namespace parley::stix
