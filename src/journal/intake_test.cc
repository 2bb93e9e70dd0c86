#include "journal/intake.h"

#include <gmock/gmock.h>

#include "json/canonical.h"

namespace parley::journal {
namespace {

using ::testing::HasSubstr;

constexpr const char* kIndicator =
    R"({ "type": "indicator", "spec_version": "2.1", "id": "indicator--00000000-0000-4000-8000-000000000001",
        "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-02T00:00:00.000Z", "pattern_type": "stix",
        "pattern": "[ipv4-addr:value = '192.0.2.1']", "valid_from": "2026-01-01T00:00:00Z", "confidence": 1e1, "x_more": { "b" : 1.50, "a":[ 1 ] } })";

TEST(Intake, KeepsEveryTokenAndReadsWhatTheJournalAsksFor) {
  Intake intake;
  const auto admission = intake.admit(kIndicator);
  ASSERT_TRUE(admission.object.has_value()) << admission.refusal.message;
  const NewObject& object = *admission.object;
  EXPECT_THAT(object.text, HasSubstr(R"("confidence":1e1,"x_more":{"b":1.50,"a":[1]}})"));
  EXPECT_EQ(object.canonical, *json::canonical(kIndicator));
  EXPECT_EQ(object.id, "indicator--00000000-0000-4000-8000-000000000001");
  EXPECT_EQ(object.type, "indicator");
  EXPECT_EQ(object.spec_version, "2.1");
  EXPECT_EQ(object.version, "2026-01-02T00:00:00.000Z");
  EXPECT_EQ(object.version_time, *Timestamp::parse(object.version));
  EXPECT_FALSE(object.revoked);
}

TEST(Intake, AnScoHasNoVersion) {
  Intake intake;
  const auto admission = intake.admit(
      R"({"type":"ipv4-addr","id":"ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd","value":"198.51.100.3"})");
  ASSERT_TRUE(admission.object.has_value()) << admission.refusal.message;
  EXPECT_EQ(admission.object->version, "");
  EXPECT_EQ(admission.object->spec_version, "2.1");
}

TEST(Intake, ARefusalSaysWhichObjectAndWhy) {
  Intake intake;
  std::string text = kIndicator;
  text.replace(text.find("\"pattern\":"), 10, "\"x_pattern\":");
  const auto refused = intake.admit(text);
  EXPECT_FALSE(refused.object.has_value());
  EXPECT_FALSE(refused.not_json);
  EXPECT_EQ(refused.refusal.id, "indicator--00000000-0000-4000-8000-000000000001");
  EXPECT_EQ(refused.refusal.version, "2026-01-02T00:00:00.000Z");
  EXPECT_THAT(refused.refusal.message, HasSubstr("pattern"));
  EXPECT_THAT(refused.refusal.message, HasSubstr("section"));
}

TEST(Intake, RefusesWhatIsNoObjectAndGoesOn) {
  Intake intake;
  for (const char* text : {"", "{", "[]x", "\xff", "{\"a\":nan}"}) {
    const auto admission = intake.admit(text);
    EXPECT_TRUE(admission.not_json) << text;
    EXPECT_FALSE(admission.refusal.message.empty());
  }
  for (const char* text :
       {"5", "null", "[]", "{}", "\"x\"",
        R"({"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000001","objects":[]})",
        R"({"type":"ipv4-addr","id":"malware--ff26c055-6336-5bc5-b98d-13d6226742dd","value":"198.51.100.3"})"}) {
    const auto admission = intake.admit(text);
    EXPECT_FALSE(admission.object.has_value()) << text;
    EXPECT_FALSE(admission.not_json) << text;
    EXPECT_FALSE(admission.refusal.message.empty()) << text;
  }
  EXPECT_TRUE(intake.admit(kIndicator).object.has_value());
}

}  // namespace
}  // namespace parley::journal
