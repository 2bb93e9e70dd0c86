#include "stix/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json/json.h"
#include "stix/report.h"

namespace parley::stix {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Codes of the findings with their paths: "code@/path", warnings with "~" in front.
std::vector<std::string> findings(std::string_view text, ValidateOptions options = {}) {
  json::Parser parser;
  Validator validator(options);
  const auto parsed = parser.parse(text);
  if (!parsed.ok()) return {"not JSON: " + parsed.error().message};
  validator.check(*parsed);
  std::vector<std::string> out;
  for (const Finding& one : validator.findings()) {
    out.push_back((one.severity == Severity::warning ? "~" : "") + std::string(one.code) + "@" + one.path);
    EXPECT_FALSE(one.message.empty());
    EXPECT_FALSE(one.section.empty());
  }
  return out;
}

constexpr std::string_view kCampaignStart =
    R"({"type":"campaign","spec_version":"2.1","id":"campaign--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",)"
    R"("created":"2026-04-06T20:03:00.000Z","modified":"2026-04-06T20:03:00.000Z","name":"Cold Harbour")";
std::string campaign(std::string_view more) { return std::string(kCampaignStart) + std::string(more) + "}"; }

std::string file(std::string_view more) {
  return R"({"type":"file","spec_version":"2.1","id":"file--ff1e0780-358c-5808-a8c7-d0fca4ef6ef4","name":"a.exe")" +
         std::string(more) + "}";
}

struct Row {
  const char* name;
  std::string input;
  const char* expected;  // one finding; empty: none at all
};

class ValidateRow : public ::testing::TestWithParam<Row> {};

TEST_P(ValidateRow, FindsWhatItShould) {
  const Row& row = GetParam();
  const auto found = findings(row.input);
  if (std::string_view(row.expected).empty())
    EXPECT_THAT(found, IsEmpty()) << row.input;
  else
    EXPECT_THAT(found, Contains(row.expected)) << row.input;
}

const Row kRows[] = {
    {"AGoodObject", campaign(""), ""},
    {"RequiredProperty",
     R"({"type":"campaign","spec_version":"2.1","id":"campaign--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","created":"2026-04-06T20:03:00.000Z","modified":"2026-04-06T20:03:00.000Z"})",
     "required-property-missing@"},
    {"WrongType", campaign(R"(,"description":5)"), "wrong-type@/description"},
    {"TypeOfAListItem", campaign(R"(,"aliases":["a",5])"), "wrong-type@/aliases/1"},
    {"EmptyList", campaign(R"(,"aliases":[])"), "empty-list@/aliases"},
    {"Null", campaign(R"(,"objective":null)"), "null-value@/objective"},
    {"NullInACustomProperty", campaign(R"(,"x_foo":null)"), "null-value@/x_foo"},
    {"NullDeepInACustomProperty", campaign(R"(,"x_foo":{"bar":null})"), "~empty-value@/x_foo/bar"},
    {"DuplicateName", campaign(R"(,"name":"b")"), "duplicate-name@/name"},
    {"DuplicateCustomName", campaign(R"(,"x_foo":1,"x_bar":2,"x_foo":3)"), "duplicate-name@/x_foo"},
    {"DuplicateNameDeepInside", campaign(R"(,"x_foo":[{"bar":1,"bar":2}])"), "duplicate-name@/x_foo/0/bar"},
    {"DuplicateType", campaign(R"(,"type":"tool")"), "duplicate-name@/type"},
    {"CustomProperty", campaign(R"(,"x_foo":1)"), "~custom-property@/x_foo"},
    {"CustomPropertyWithTopLevelExtension",
     campaign(
         R"(,"rank":1,"extensions":{"extension-definition--a932fcc6-e032-476c-826f-cb970a5a1fff":{"extension_type":"toplevel-property-extension"}})"),
     ""},
    {"PropertyExtension",
     campaign(
         R"(,"extensions":{"extension-definition--a932fcc6-e032-476c-826f-cb970a5a1fff":{"extension_type":"property-extension","rank":1}})"),
     ""},
    {"ExtensionWithoutType",
     campaign(R"(,"extensions":{"extension-definition--a932fcc6-e032-476c-826f-cb970a5a1fff":{"rank":1}})"),
     "extension-type-missing@/extensions/extension-definition--a932fcc6-e032-476c-826f-cb970a5a1fff"},
    {"ExtensionName", campaign(R"(,"extensions":{"foo":{"rank":1}})"), "extension-name-invalid@/extensions/foo"},
    {"PropertyName", campaign(R"(,"abc-def!":1)"), "property-name-invalid@/abc-def!"},
    {"PointerEscapes", campaign(R"(,"a/b~c":1)"), "property-name-invalid@/a~1b~0c"},
    {"ReservedProperty", campaign(R"(,"severity":"high")"), "property-reserved@/severity"},
    {"DefangedOnADomainObject", campaign(R"(,"defanged":true)"), "property-not-allowed@/defanged"},
    {"IntegerBeyond53Bits", campaign(R"(,"x_n":9007199254740993)"), "integer-too-large@/x_n"},
    {"ConfidenceOutOfRange", campaign(R"(,"confidence":101)"), "value-out-of-range@/confidence"},
    {"ConfidenceAsAWholeDouble", campaign(R"(,"confidence":50.0)"), ""},
    {"ConfidenceWithAFraction", campaign(R"(,"confidence":50.5)"), "wrong-type@/confidence"},
    {"TimeOrder", campaign(R"(,"first_seen":"2026-01-02T00:00:00Z","last_seen":"2026-01-01T00:00:00Z")"),
     "time-order@/last_seen"},
    {"TimeOrderAcrossPrecisions",
     campaign(R"(,"first_seen":"2026-01-01T00:00:00.5Z","last_seen":"2026-01-01T00:00:00.4999999Z")"),
     "time-order@/last_seen"},
    {"ManyFractionDigits", campaign(R"(,"first_seen":"2026-01-01T00:00:00.123456789Z")"), ""},
    {"LeapSecond", campaign(R"(,"first_seen":"2016-12-31T23:59:60Z")"), ""},
    {"NoLeapSecondAtNoon", campaign(R"(,"first_seen":"2016-12-31T11:59:60Z")"), "timestamp-invalid@/first_seen"},
    {"ReferenceToTheWrongType", campaign(R"(,"created_by_ref":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f")"),
     "reference-target@/created_by_ref"},
    {"MalformedReference", campaign(R"(,"created_by_ref":"identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3")"),
     "identifier-invalid@/created_by_ref"},
    {"UuidVersion7", campaign(R"(,"created_by_ref":"identity--018e2d2b-17d4-7cbf-938f-98ee46b3cd3f")"), ""},
    {"UuidVersion15", campaign(R"(,"created_by_ref":"identity--018e2d2b-17d4-fcbf-938f-98ee46b3cd3f")"),
     "identifier-invalid@/created_by_ref"},
    {"LanguageTag", campaign(R"(,"lang":"zh-Hant-TW")"), ""},
    {"NoLanguageTag", campaign(R"(,"lang":"")"), "language-invalid@/lang"},
    {"GranularMarkingWithLanguage", campaign(R"(,"granular_markings":[{"lang":"de","selectors":["name"]}])"), ""},
    {"GranularMarkingWithBoth",
     campaign(
         R"(,"granular_markings":[{"lang":"de","marking_ref":"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9","selectors":["name"]}])"),
     "granular-marking-choice@/granular_markings/0"},
    {"SelectorThatSelectsNothing", campaign(R"(,"granular_markings":[{"lang":"de","selectors":["aliases.[0]"]}])"),
     "selector-selects-nothing@/granular_markings/0/selectors/0"},
    {"SelectorOfAListItem",
     campaign(R"(,"aliases":["x","y"],"granular_markings":[{"lang":"de","selectors":["aliases.[1]"]}])"), ""},
    {"SelectorPastTheEnd",
     campaign(R"(,"aliases":["x"],"granular_markings":[{"lang":"de","selectors":["aliases.[1]"]}])"),
     "selector-selects-nothing@/granular_markings/0/selectors/0"},
    {"MalformedSelector", campaign(R"(,"granular_markings":[{"lang":"de","selectors":["name."]}])"),
     "selector-invalid@/granular_markings/0/selectors/0"},
    {"ExternalReferenceWithNothing", campaign(R"(,"external_references":[{"source_name":"a"}])"),
     "external-reference-incomplete@/external_references/0"},
    {"CveReference", campaign(R"(,"external_references":[{"source_name":"cve","external_id":"CVE-2020-1"}])"),
     "~external-reference-identifier@/external_references/0"},
    {"ReferenceWithoutHash", campaign(R"(,"external_references":[{"source_name":"a","url":"https://example.com/"}])"),
     "~external-reference-without-hash@/external_references/0"},
    {"SpecVersion",
     R"({"type":"identity","spec_version":"2.2","id":"identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","created":"2026-04-06T20:03:00.000Z","modified":"2026-04-06T20:03:00.000Z","name":"A"})",
     "spec-version-invalid@/spec_version"},
    {"HashValue", file(R"(,"hashes":{"MD5":"a"})"), "hash-value-invalid@/hashes/MD5"},
    {"HashAlgorithm", file(R"(,"hashes":{"foo":"a"})"), "~hash-algorithm@/hashes/foo"},
    {"HashOfOnesOwn", file(R"(,"hashes":{"x_foo":"a"})"), ""},
    {"PredefinedExtension", file(R"(,"extensions":{"ntfs-ext":{"sid":"1"}})"), ""},
    {"PredefinedExtensionWithNothing", file(R"(,"extensions":{"windows-pebinary-ext":{"pe_type":"exe"}})"),
     "too-few-properties@/extensions/windows-pebinary-ext"},
    {"PartOfAnExtension", file(R"(,"extensions":{"ntfs-ext":{"alternate_data_streams":[{"size":-1,"name":"a"}]}})"),
     "value-out-of-range@/extensions/ntfs-ext/alternate_data_streams/0/size"},
    {"ExtensionOfAnotherType", campaign(R"(,"extensions":{"ntfs-ext":{"sid":"1"}})"),
     "~custom-extension@/extensions/ntfs-ext"},
    {"CharacterSet", file(R"(,"name_enc":"windows-1252")"), ""},
    {"NoCharacterSet", file(R"(,"name_enc":"bla")"), "character-set-invalid@/name_enc"},
    {"EncodingWithoutItsText",
     R"({"type":"file","id":"file--ff1e0780-358c-5808-a8c7-d0fca4ef6ef4","hashes":{"MD5":"b365b9a80a06906fc9b400c06c33ff43"},"name_enc":"utf-8"})",
     "needs-other-property@/name_enc"},
    {"TimeOfAnObservable", file(R"(,"modified":"2016-08-22T14:09:p")"), "timestamp-invalid@/modified"},
    {"Ipv4MappedIpv6",
     R"({"type":"ipv6-addr","id":"ipv6-addr--ff1e0780-358c-5808-a8c7-d0fca4ef6ef4","value":"::ffff:192.0.2.1"})", ""},
    {"Ipv6WithTwoGaps",
     R"({"type":"ipv6-addr","id":"ipv6-addr--ff1e0780-358c-5808-a8c7-d0fca4ef6ef4","value":"1::2::3"})",
     "ipv6-invalid@/value"},
    {"UnderscoreInADomainName",
     R"({"type":"domain-name","id":"domain-name--ff1e0780-358c-5808-a8c7-d0fca4ef6ef4","value":"_dmarc.example.com"})",
     ""},
    {"EmailOfAnotherScript",
     R"({"type":"email-addr","id":"email-addr--ff1e0780-358c-5808-a8c7-d0fca4ef6ef4","value":"用户@例子.广告"})", ""},
    {"HiveInTheMiddle",
     R"({"type":"windows-registry-key","id":"windows-registry-key--ff1e0780-358c-5808-a8c7-d0fca4ef6ef4","key":"HKEY_USERS\\S-1\\HKCU_backup"})",
     ""},
    {"AbbreviatedHive",
     R"({"type":"windows-registry-key","id":"windows-registry-key--ff1e0780-358c-5808-a8c7-d0fca4ef6ef4","key":"hklm\\foo"})",
     "registry-hive-abbreviated@/key"},
    {"NotAnObject", "5", "not-an-object@"},
    {"TypeThatIsNoString", R"({"type":["x"],"id":5})", "wrong-type@/type"},
    {"IdThatIsNoString", R"({"type":"tool","id":{}})", "wrong-type@/id"},
    {"NothingAtAll", "{}", "required-property-missing@"},
    {"BundleInABundle",
     R"({"type":"bundle","id":"bundle--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","objects":[{"type":"bundle","id":"bundle--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"}]})",
     "bundle-in-bundle@/objects/0"},
    {"ElementOfABundle", R"({"type":"bundle","id":"bundle--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","objects":[5]})",
     "not-an-object@/objects/0"},
    {"ObjectsOfABundleAreCheckedOnce",
     R"({"type":"bundle","id":"bundle--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","objects":[)" +
         file(R"(,"hashes":{"MD5":"b365b9a80a06906fc9b400c06c33ff43"})") + "]}",
     ""},
    {"EmptyBundle", R"({"type":"bundle","id":"bundle--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","objects":[]})",
     "empty-list@/objects"},
    {"SameObjectTwice",
     R"({"type":"bundle","id":"bundle--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","objects":[)" + campaign("") + "," +
         campaign("") + "]}",
     "~duplicate-object@/objects/1/id"},
    {"RelationshipToARelationship",
     R"({"type":"relationship","spec_version":"2.1","id":"relationship--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","created":"2026-04-06T20:03:00.000Z","modified":"2026-04-06T20:03:00.000Z","relationship_type":"uses","source_ref":"campaign--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","target_ref":"relationship--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"})",
     "reference-target@/target_ref"},
    {"LocalReference",
     R"({"type":"observed-data","spec_version":"2.1","id":"observed-data--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","created":"2026-04-06T20:03:00.000Z","modified":"2026-04-06T20:03:00.000Z","first_observed":"2026-04-06T20:03:00Z","last_observed":"2026-04-06T20:03:00Z","number_observed":1,"objects":{"0":{"type":"network-traffic","protocols":["tcp"],"src_ref":"1"}}})",
     "local-reference-unresolved@/objects/0/src_ref"},
    {"TlpThatIsNotTheStandards",
     R"({"type":"marking-definition","spec_version":"2.1","id":"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da","created":"2017-01-20T00:00:00.000Z","definition_type":"tlp","definition":{"tlp":"red"}})",
     "tlp-marking-not-standard@"},
    {"Tlp2",
     R"({"type":"marking-definition","spec_version":"2.1","id":"marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003","created":"2022-10-01T00:00:00.000Z","name":"TLP:AMBER+STRICT","extensions":{"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d":{"extension_type":"property-extension","tlp_2_0":"amber+strict"}}})",
     ""},
    {"Tlp2OfOnesOwn",
     R"({"type":"marking-definition","spec_version":"2.1","id":"marking-definition--039a9414-2ddd-4d32-a0cd-375ea402b003","created":"2022-10-01T00:00:00.000Z","extensions":{"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d":{"extension_type":"property-extension","tlp_2_0":"red"}}})",
     "tlp-marking-not-standard@"},
    {"TranslationKey",
     R"({"type":"language-content","spec_version":"2.1","id":"language-content--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","created":"2026-04-06T20:03:00.000Z","modified":"2026-04-06T20:03:00.000Z","object_ref":"campaign--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","contents":{"german_":{"name":"a"}}})",
     "language-invalid@/contents/german_"},
    {"CustomTypeWithoutTimesIsAnObservable",
     R"({"type":"x-sensor","id":"x-sensor--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","value":"a"})", "~custom-type@/type"},
};
INSTANTIATE_TEST_SUITE_P(Rows, ValidateRow, ::testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Validator, FindsOnlyErrorsWhenAskedTo) {
  EXPECT_THAT(findings(campaign(R"(,"x_foo":1)"), {.warnings = false}), IsEmpty());
  EXPECT_THAT(findings(campaign(R"(,"x_foo":1,"x_foo":2)"), {.warnings = false}), Contains("duplicate-name@/x_foo"));
}

TEST(Validator, AsksForThePatternOnlyOfStixIndicators) {
  const auto refuse = [](std::string_view) { return std::string("no good"); };
  const auto indicator = [](std::string_view type) {
    return R"({"type":"indicator","spec_version":"2.1","id":"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","created":"2026-04-06T20:03:00.000Z","modified":"2026-04-06T20:03:00.000Z","name":"a","description":"b","valid_from":"2026-04-06T20:03:00Z","pattern":"x","pattern_type":")" +
           std::string(type) + "\"}";
  };
  EXPECT_THAT(findings(indicator("stix"), {.check_pattern = refuse}), Contains("pattern-invalid@/pattern"));
  EXPECT_THAT(findings(indicator("yara"), {.check_pattern = refuse}), IsEmpty());
}

TEST(Validator, RefusesABundleWhereAnObjectIsExpected) {
  json::Parser parser;
  Validator validator;
  const auto bundle = parser.parse(R"({"type":"bundle","id":"bundle--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"})");
  EXPECT_TRUE(validator.check(*bundle));
  EXPECT_FALSE(validator.check_object(*bundle));
  EXPECT_EQ(validator.first_error().code, "bundle-in-bundle");
}

TEST(Validator, CountsMoreThanItKeeps) {
  std::string text = campaign("");
  text.pop_back();
  text += R"(,"aliases":[0)";
  for (int i = 0; i < 150'000; ++i) text += ",0";
  text += "]}";
  json::Parser parser;
  Validator validator;
  const auto parsed = parser.parse(text);
  EXPECT_FALSE(validator.check(*parsed));
  EXPECT_EQ(validator.error_count(), 150'001u);
  EXPECT_EQ(validator.findings().size(), 100'000u);
}

TEST(Validator, StopsFollowingSelectorsThatAreMadeToCost) {
  std::string list = "0", selectors = "\"x_list.[99999]\"";
  for (int i = 1; i < 100'000; ++i) list += ",0";
  for (int i = 1; i < 2'000; ++i) selectors += ",\"x_list.[99999]\"";
  const auto found = findings(campaign(
      ",\"x_list\":[" + list + "],\"granular_markings\":[{\"lang\":\"de\",\"selectors\":[" + selectors + "]}]"));
  EXPECT_THAT(found, Contains(HasSubstr("selector-too-costly")));
}

TEST(Validator, TakesTheVersionOfAStix20BundleForItsObjects) {
  const std::string old =
      R"({"type":"identity","id":"identity--8ae20dde-83d4-4218-88fd-41ef0dabf9d1","created":"2016-08-22T14:09:00.123Z","modified":"2016-08-22T14:09:00.123Z","name":"A"})";
  EXPECT_THAT(findings(old), Contains("required-property-missing@"));
  const auto in_bundle = findings(
      R"({"type":"bundle","spec_version":"2.0","id":"bundle--44af6c39-c09b-49c5-9de2-394224b04982","objects":[)" + old +
      "]}");
  EXPECT_THAT(in_bundle, Contains("~spec-version-from-bundle@/objects/0"));
  EXPECT_THAT(in_bundle, Not(Contains("required-property-missing@/objects/0")));
}

TEST(Validator, DoesNotCutACharacterInAMessage) {
  std::string name(79, 'a');
  name += "ü";
  json::Parser parser;
  Validator validator;
  const auto parsed = parser.parse(campaign(",\"confidence\":\"" + name + "\""));
  validator.check(*parsed);
  EXPECT_TRUE(simdjson::validate_utf8(validator.first_error().message));
}

TEST(Report, IsOneLineOfJson) {
  json::Parser parser, reader;
  Validator validator;
  const auto parsed = parser.parse(campaign(R"(,"x_foo":1,"aliases":[])"));
  validator.check(*parsed);
  std::string out;
  append_report_json(out, validator, 7, Strictness::lenient);
  EXPECT_EQ(out.find('\n'), std::string::npos);
  const auto report = reader.parse(out);
  ASSERT_TRUE(report.ok()) << out;
  EXPECT_EQ(std::uint64_t(report->at_pointer("/line")), 7u);
  EXPECT_FALSE(bool(report->at_pointer("/valid")));
  EXPECT_EQ(std::string_view(report->at_pointer("/errors/0/code")), "empty-list");
  EXPECT_EQ(std::string_view(report->at_pointer("/errors/0/path")), "/aliases");
  EXPECT_EQ(std::string_view(report->at_pointer("/errors/0/section")), "2.12");
  EXPECT_EQ(std::string_view(report->at_pointer("/warnings/0/code")), "custom-property");
}

TEST(Report, CountsWarningsWhenStrict) {
  json::Parser parser;
  Validator validator;
  const auto parsed = parser.parse(campaign(R"(,"x_foo":1)"));
  validator.check(*parsed);
  std::string lenient, strict, none;
  append_report_json(lenient, validator, 1, Strictness::lenient);
  append_report_json(strict, validator, 1, Strictness::strict);
  append_not_json_report(none, Error{Code::invalid_input, "no JSON"}, 2);
  EXPECT_THAT(lenient, HasSubstr(R"("valid":true)"));
  EXPECT_THAT(strict, HasSubstr(R"("valid":false)"));
  EXPECT_EQ(
      none,
      R"({"line":2,"valid":false,"errors":[{"code":"not-json","path":"","message":"no JSON","section":"1.2.10"}],"warnings":[]})");
}

}  // namespace
}  // namespace parley::stix
