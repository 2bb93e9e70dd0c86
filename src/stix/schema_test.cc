#include "stix/schema.h"

#include <gmock/gmock.h>

#include <set>

#include "base/file.h"
#include "json/json.h"
#include "stix/registry.h"
#include "stix/validate.h"
#include "testing/source.h"
#include "testing/vectors.h"

namespace parley::stix {
namespace {

const std::filesystem::path kSchemas = parley::testing::source_dir() / "docs" / "schemas";

TEST(Schema, WhatIsPublishedIsWhatTheTablesSay) {
  std::set<std::string> published;
  if (std::filesystem::exists(kSchemas))
    for (const auto& file : std::filesystem::directory_iterator(kSchemas))
      published.insert(file.path().stem().string());
  for (const std::string_view type : parley_type_names()) {
    const auto made = json_schema(type);
    ASSERT_TRUE(made.ok()) << type;
    json::Parser parser;
    EXPECT_TRUE(parser.parse(*made).ok()) << type;
    const auto there = read_file(kSchemas / (std::string(type) + ".json"));
    EXPECT_TRUE(there.ok() && *there == *made)
        << "write it anew: parley stix schema " << type << " > docs/schemas/" << type << ".json";
    published.erase(std::string(type));
  }
  published.erase("case");  // a file of people's, which accounts/case_format_test.cc compares with its reader
  EXPECT_THAT(published, ::testing::IsEmpty());
}

TEST(Schema, AnotherTypeHasNone) { EXPECT_EQ(json_schema("indicator").error().code, Code::not_found); }

// One row a rule: what is put into a good statement, and the code of what is found then.
struct Row {
  const char* name;
  const char* members;
  const char* code;
};

std::string statement_with(std::string_view members) {
  return R"({"type":"statement","spec_version":"2.1","id":"statement--00000000-0000-4000-8000-000000000001","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z",)"
         R"("extensions":{"extension-definition--5c1e9a04-3f0e-4d37-9a53-6f5be2c7d0b1":{"extension_type":"new-sdo"}})" +
         std::string(members) + "}";
}
constexpr const char* kGood =
    R"(,"speaker_ref":"identity--00000000-0000-4000-8000-000000000002","words":"we saw nothing")";

TEST(Statement, RulesOfItsTable) {
  const Row rows[] = {
      {"good", kGood, ""},
      {"no speaker", R"(,"words":"we saw nothing")", "required-property-missing"},
      {"a stance that is none",
       R"(,"speaker_ref":"identity--00000000-0000-4000-8000-000000000002","words":"w","stances":[{"proposition_ref":"proposition--00000000-0000-4000-8000-000000000003","stance":"shrugs"}])",
       "open-vocabulary"},
      {"a stance on no proposition",
       R"(,"speaker_ref":"identity--00000000-0000-4000-8000-000000000002","words":"w","stances":[{"proposition_ref":"hypothesis--00000000-0000-4000-8000-000000000003","stance":"denies"}])",
       "reference-target"},
      {"within something else",
       R"(,"speaker_ref":"identity--00000000-0000-4000-8000-000000000002","words":"w","within_ref":"event--00000000-0000-4000-8000-000000000003")",
       "reference-target"},
      {"at an incident",
       R"(,"speaker_ref":"identity--00000000-0000-4000-8000-000000000002","words":"w","occasion_ref":"incident--00000000-0000-4000-8000-000000000003")",
       ""},
      {"a likelihood with half a band",
       R"(,"speaker_ref":"identity--00000000-0000-4000-8000-000000000002","words":"w","likelihood":"likely","likelihood_from":55)",
       "needs-other-property"},
      {"credibility beyond 6",
       R"(,"speaker_ref":"identity--00000000-0000-4000-8000-000000000002","words":"w","item_credibility":7)",
       "value-out-of-range"},
      {"reliability beyond F",
       R"(,"speaker_ref":"identity--00000000-0000-4000-8000-000000000002","words":"w","source_reliability":"G")",
       "enumeration"},
      {"nothing said at all", R"(,"speaker_ref":"identity--00000000-0000-4000-8000-000000000002")", "at-least-one"},
  };
  Validator validator;
  for (const Row& row : rows) {
    json::Parser parser;
    const std::string text = statement_with(row.members);
    const auto element = parser.parse(text);
    ASSERT_TRUE(element.ok()) << row.name << element.error().message;
    validator.check(*element);
    const auto findings = validator.findings();
    if (std::string_view(row.code).empty()) {
      EXPECT_TRUE(findings.empty()) << row.name << ": " << findings[0].message;
    } else {
      ASSERT_FALSE(findings.empty()) << row.name;
      EXPECT_TRUE(findings[0].code.starts_with(std::string_view(row.code).substr(0, 8)))
          << row.name << ": " << findings[0].code;
    }
  }
}

}  // namespace
}  // namespace parley::stix
