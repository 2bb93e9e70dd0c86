// The two objects that go along with Parley's own types are good STIX, and what the types name.
#include "stix/parley.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "stix/object.h"
#include "stix/registry.h"
#include "stix/test_findings.h"

namespace parley::stix {
namespace {

TEST(ParleysObjects, AreStixWithoutAWarning) {
  EXPECT_THAT(found_in(parley_identity()), ::testing::IsEmpty());
  EXPECT_THAT(found_in(parley_extension_definition()), ::testing::IsEmpty());
}

TEST(ParleysObjects, HaveTheIdentifiersThatAreNamed) {
  json::Parser parser;
  EXPECT_EQ(read_header(*parser.parse(parley_identity()))->id, kParleyIdentity);
  const json::Element definition = *parser.parse(parley_extension_definition());
  EXPECT_EQ(read_header(definition)->id, kParleyExtension);
  EXPECT_EQ(std::string_view(definition.at_key("created_by_ref")), kParleyIdentity);
  EXPECT_NE(kParleyExtensions.find(kParleyExtension), std::string_view::npos);
}

// No name is that of a type of the standard, or stands twice.
TEST(ParleysTypes, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const auto& rows : {framework_objects(), account_objects(), assessment_objects(), node_objects()})
    for (const ObjectType* one : rows) {
      EXPECT_TRUE(names.insert(one->name).second) << one->name;
      EXPECT_EQ(Registry::get().id_of(one->name), TypeId::custom) << one->name;
      EXPECT_EQ(Registry::get().parley_type(one->name)->row, one);
      EXPECT_EQ(one->family, Family::domain_object) << one->name;
    }
  EXPECT_TRUE(names.contains(kAuditRecord));
  EXPECT_GT(names.size(), 20u);
}

}  // namespace
}  // namespace parley::stix
