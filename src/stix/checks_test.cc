// The rules that no table can say, each with what it finds and what it lets pass.
#include "stix/checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stix/test_findings.h"

namespace parley::stix {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string kIdentity = "identity--" + std::string(kOtherUuid);

// --- indicators (4.7.1)

std::string indicator(std::string_view more) {
  return domain_object("indicator",
                       R"(,"valid_from":"2026-01-01T00:00:00Z","pattern":"[a:b = 'c']")" + std::string(more));
}

TEST(Indicator, ShouldHaveANameAndADescription) {
  const std::string stix = R"(,"pattern_type":"stix")";
  for (const std::string_view more : {"", R"(,"name":"a")", R"(,"description":"a")"})
    EXPECT_THAT(found_in(indicator(stix + std::string(more))), Contains("~indicator-without-name@")) << more;
  EXPECT_THAT(found_in(indicator(stix + R"(,"name":"a","description":"b")")), IsEmpty());
}

TEST(Indicator, APatternIsReadByWhoeverCanReadPatterns) {
  ValidateOptions options;
  options.check_pattern = [](std::string_view pattern) { return "cannot read " + std::string(pattern); };
  const std::string text = indicator(R"(,"pattern_type":"stix")");
  EXPECT_EQ(sentence_of("pattern-invalid@/pattern", text, options),
            "The STIX pattern is broken: cannot read [a:b = 'c']");
  EXPECT_THAT(found_in(indicator(R"(,"pattern_type":"sigma")"), options), Not(Contains("pattern-invalid@/pattern")));
  EXPECT_THAT(errors_in(text), IsEmpty()) << "without such a reader nothing is said";
}

TEST(Indicator, ADefangedValueInThePatternIsToldWithWhatItWas) {
  ValidateOptions options;
  options.find_defanged = [](std::string_view, std::string& value, std::string& refanged) {
    value = "evil[.]example", refanged = "evil.example";
    return true;
  };
  const std::string sentence =
      sentence_of("~pattern-defanged@/pattern", indicator(R"(,"pattern_type":"stix")"), options);
  EXPECT_THAT(sentence, HasSubstr("\"evil[.]example\""));
  EXPECT_THAT(sentence, HasSubstr("\"evil.example\""));
}

// --- observed data (4.14.1)

std::string observed(std::string_view more) {
  return domain_object("observed-data",
                       R"(,"first_observed":"2026-01-01T00:00:00Z","last_observed":"2026-01-01T00:00:00Z",)"
                       R"("number_observed":1)" +
                           std::string(more));
}

TEST(ObservedData, RefersToAnObservable) {
  const auto refs = [](std::string_view list) {
    return found_in(observed(R"(,"object_refs":[)" + std::string(list) + "]"));
  };
  const std::string file = "\"file--" + std::string(kUuid5) + "\"", own = "\"x-own--" + std::string(kUuid5) + "\"",
                    relationship = "\"relationship--" + std::string(kOtherUuid) + "\"";
  EXPECT_THAT(refs(file), IsEmpty());
  EXPECT_THAT(refs(relationship + "," + file), IsEmpty());
  EXPECT_THAT(refs(own), IsEmpty()) << "a type that nobody knows may be one";
  EXPECT_THAT(refs(relationship), Contains("observable-reference-missing@/object_refs"));
  EXPECT_THAT(refs("5"), Not(Contains("observable-reference-missing@/object_refs")))
      << "it was told as of a wrong type";
}

TEST(ObservedData, TheContainerOfVersion20IsDeprecated) {
  EXPECT_THAT(found_in(observed(R"(,"objects":{"0":{"type":"domain-name","value":"example.com"}})")),
              ::testing::ElementsAre("~deprecated-property@/objects"));
}

// --- relationships (5.1.2)

std::vector<std::string> related(std::string_view source, std::string_view type, std::string_view target) {
  const auto ref = [](std::string_view of) { return "\"" + std::string(of) + "--" + std::string(kOtherUuid) + "\""; };
  return found_in(domain_object("relationship", R"(,"relationship_type":")" + std::string(type) + R"(","source_ref":)" +
                                                    ref(source) + R"(,"target_ref":)" + ref(target)));
}

TEST(Relationship, AnotherThanTheSuggestedIsAllowedAndTold) {
  const std::string told = "~relationship-not-suggested@/relationship_type";
  struct Row {
    std::string_view source, type, target;
    bool suggested;
  };
  constexpr Row kRows[] = {
      {"attack-pattern", "delivers", "malware", true},
      {"malware", "delivers", "attack-pattern", false},
      {"campaign", "attributed-to", "intrusion-set", true},
      {"campaign", "attributed-to", "tool", false},
      {"indicator", "indicates", "malware", true},
      {"indicator", "based-on", "observed-data", true},
      {"domain-name", "resolves-to", "ipv4-addr", true},
      {"domain-name", "resolves-to", "url", false},
      // Section 3.7: between any two objects of one type, and for any two objects.
      {"tool", "duplicate-of", "tool", true},
      {"tool", "duplicate-of", "malware", false},
      {"report", "derived-from", "report", true},
      {"x-own", "derived-from", "x-own", true},
      {"x-own", "derived-from", "x-other", false},
      {"tool", "related-to", "file", true},
      {"x-own", "related-to", "tool", true},
      {"x-own", "uses", "tool", false},
  };
  for (const Row& row : kRows) {
    const auto found = related(row.source, row.type, row.target);
    EXPECT_EQ(found, row.suggested ? std::vector<std::string>() : std::vector{told})
        << row.source << " " << row.type << " " << row.target;
  }
}

// --- network traffic (6.12)

std::vector<std::string> traffic(std::string_view protocols, std::string_view more) {
  return found_in(observable("network-traffic", R"(,"src_ref":"ipv4-addr--)" + std::string(kUuid5) +
                                                    R"(","protocols":[)" + std::string(protocols) + "]" +
                                                    std::string(more)));
}

TEST(NetworkTraffic, ShouldHaveBothPorts) {
  EXPECT_THAT(traffic(R"("tcp")", R"(,"src_port":1,"dst_port":2)"), IsEmpty());
  EXPECT_THAT(traffic(R"("tcp")", R"(,"src_port":1)"), Contains("~traffic-without-ports@"));
  EXPECT_THAT(traffic(R"("tcp")", ""), Contains("~traffic-without-ports@"));
}

TEST(NetworkTraffic, ShouldListTheProtocolOfItsExtensions) {
  const std::string ports = R"(,"src_port":1,"dst_port":2)",
                    tcp = ports + R"(,"extensions":{"tcp-ext":{"src_flags_hex":"00"}})",
                    icmp = ports + R"(,"extensions":{"icmp-ext":{"icmp_type_hex":"08","icmp_code_hex":"00"}})",
                    http =
                        ports + R"(,"extensions":{"http-request-ext":{"request_method":"get","request_value":"/a"}})",
                    told = "~extension-protocol-not-listed@/protocols";
  EXPECT_THAT(traffic(R"("ipv4","tcp")", tcp), IsEmpty());
  EXPECT_THAT(traffic(R"("ipv4")", tcp), Contains(told));
  EXPECT_THAT(traffic(R"("tcp")", icmp), Contains(told));
  EXPECT_THAT(traffic(R"("tcp","http")", http), IsEmpty());
  EXPECT_THAT(traffic(R"("tcp")", http), Contains(told));
}

// An extension that stands a thousand times is looked for once.
TEST(NetworkTraffic, ARepeatedExtensionDoesNotMultiplyTheWork) {
  std::string protocols = R"("a")", extensions = R"("tcp-ext":{"src_flags_hex":"00"})";
  for (int i = 0; i < 20'000; ++i) protocols += R"(,"a")";
  for (int i = 0; i < 20'000; ++i) extensions += R"(,"tcp-ext":{"src_flags_hex":"00"})";
  const auto found = traffic(protocols, ",\"src_port\":1,\"dst_port\":2,\"extensions\":{" + extensions + "}");
  EXPECT_EQ(std::count(found.begin(), found.end(), "~extension-protocol-not-listed@/protocols"), 1);
  EXPECT_THAT(found, Contains("duplicate-name@/extensions/tcp-ext"));
}

// --- external references (2.5)

TEST(ExternalReferences, NeedsMoreThanTheNameOfTheirSource) {
  const auto reference = [](std::string_view more) {
    return found_in(
        domain_object("tool", R"(,"name":"a","external_references":[{"source_name":"b")" + std::string(more) + "}]"));
  };
  EXPECT_THAT(reference(""), ::testing::ElementsAre("external-reference-incomplete@/external_references/0"));
  EXPECT_THAT(reference(R"(,"hashes":{"MD5":"b365b9a80a06906fc9b400c06c33ff43"})"),
              Contains("external-reference-incomplete@/external_references/0"));
  EXPECT_THAT(reference(R"(,"description":"c")"), IsEmpty());
  EXPECT_THAT(reference(R"(,"external_id":"c")"), IsEmpty());
  EXPECT_THAT(reference(R"(,"url":"https://example.com/")"),
              ::testing::ElementsAre("~external-reference-without-hash@/external_references/0"));
}

// --- granular markings (7.2.3)

TEST(GranularMarking, HasALanguageOrAMarkingAndSelectsSomething) {
  const auto marked = [](std::string_view marking) {
    return errors_in(domain_object("tool", R"(,"name":"a","granular_markings":[{)" + std::string(marking) + "}]"));
  };
  const std::string at = "/granular_markings/0",
                    red = R"("marking_ref":"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed")";
  EXPECT_THAT(marked(red + R"(,"selectors":["name"])"), IsEmpty());
  EXPECT_THAT(marked(R"("lang":"de","selectors":["name"])"), IsEmpty());
  EXPECT_THAT(marked(R"("selectors":["name"])"), ::testing::ElementsAre("granular-marking-choice@" + at));
  EXPECT_THAT(marked(red + R"(,"lang":"de","selectors":["name"])"),
              ::testing::ElementsAre("granular-marking-choice@" + at));
  EXPECT_THAT(marked(red), ::testing::ElementsAre("required-property-missing@" + at));
  EXPECT_THAT(marked(red + R"(,"selectors":[])"), ::testing::ElementsAre("empty-list@" + at + "/selectors"));
  EXPECT_THAT(marked(red + R"(,"selectors":["name","title"])"),
              ::testing::ElementsAre("selector-selects-nothing@" + at + "/selectors/1"));
  EXPECT_THAT(marked(R"("marking_ref":"identity--5e57c739-391a-4eb3-b6be-7d15ca92d5ed","selectors":["name"])"),
              ::testing::ElementsAre("reference-target@" + at + "/marking_ref"));
}

// --- marking definitions (7.2.1)

std::string marking(std::string_view members, std::string_view id = "0f34319d-23df-4cd6-a883-4761519e1b33",
                    std::string_view created = "2026-01-01T00:00:00.000Z") {
  return R"({"type":"marking-definition","spec_version":"2.1","id":"marking-definition--)" + std::string(id) +
         R"(","created":")" + std::string(created) + "\"" + std::string(members) + "}";
}

TEST(MarkingDefinition, SaysWhatItMarksWith) {
  EXPECT_THAT(found_in(marking(R"(,"definition_type":"statement","definition":{"statement":"Copyright"})")), IsEmpty());
  EXPECT_THAT(found_in(marking(R"(,"extensions":{"extension-definition--)" + std::string(kOtherUuid) +
                               R"(":{"extension_type":"property-extension","a_rule":1}})")),
              IsEmpty());
  for (const std::string_view lacking :
       {"", R"(,"definition_type":"statement")", R"(,"definition":{"statement":"Copyright"})", R"(,"name":"a")"})
    EXPECT_THAT(found_in(marking(lacking)), Contains("marking-definition-invalid@")) << lacking;
  EXPECT_THAT(found_in(marking(R"(,"definition_type":"statement","definition":{"statement":5})")),
              Contains("marking-definition-invalid@/definition"));
  EXPECT_THAT(found_in(marking(R"(,"definition_type":"statement","definition":{"text":"Copyright"})")),
              Contains("marking-definition-invalid@/definition"));
  EXPECT_THAT(found_in(marking(R"(,"definition_type":"own","definition":{"a":1})")),
              ::testing::ElementsAre("~marking-definition-type@/definition_type"));
}

TEST(MarkingDefinition, DoesNotMarkItself) {
  const std::string statement = R"(,"definition_type":"statement","definition":{"statement":"Copyright"})",
                    self = "marking-definition--" + std::string(kOtherUuid),
                    other = "marking-definition--" + std::string(kSomeUuid);
  const auto text = [&](const std::string& ref) {
    return marking(statement + R"(,"object_marking_refs":[")" + ref + R"("])");
  };
  EXPECT_THAT(found_in(text(other)), IsEmpty());
  EXPECT_THAT(found_in(text(self)), ::testing::ElementsAre("circular-marking@/object_marking_refs"));
  EXPECT_THAT(sentence_of("circular-marking@/object_marking_refs", text(self)), HasSubstr("(" + self + ")"));
  EXPECT_THAT(found_in(marking(statement + R"(,"granular_markings":[{"marking_ref":")" + self +
                               R"(","selectors":["definition"]}])")),
              ::testing::ElementsAre("circular-marking@/granular_markings"));
}

struct Level {
  std::string_view id, level, name;
};
// Section 7.2.1.4, and the objects that OASIS publishes for TLP 2.0.
constexpr std::string_view kCreated1 = "2017-01-20T00:00:00.000Z", kCreated2 = "2022-10-01T00:00:00.000Z";
constexpr Level kTlp1[] = {{"613f2e26-407d-48c7-9eca-b8e91df99dc9", "white", "TLP:WHITE"},
                           {"34098fce-860f-48ae-8e50-ebd3cc5e41da", "green", "TLP:GREEN"},
                           {"f88d31f6-486f-44da-b317-01333bde0b82", "amber", "TLP:AMBER"},
                           {"5e57c739-391a-4eb3-b6be-7d15ca92d5ed", "red", "TLP:RED"}};
constexpr Level kTlp2[] = {{"94868c89-83c2-464b-929b-a1a8aa3c8487", "clear", "TLP:CLEAR"},
                           {"bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "green", "TLP:GREEN"},
                           {"55d920b0-5e8b-4f79-9ee9-91f868d9b421", "amber", "TLP:AMBER"},
                           {"939a9414-2ddd-4d32-a0cd-375ea402b003", "amber+strict", "TLP:AMBER+STRICT"},
                           {"e828b379-4e03-4974-9ac4-e53a884c97c1", "red", "TLP:RED"}};
std::string tlp1(std::string_view level) {
  return R"(,"definition_type":"tlp","definition":{"tlp":")" + std::string(level) + "\"}";
}
std::string tlp2(std::string_view level) {
  return R"(,"extensions":{"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d":)"
         R"({"extension_type":"property-extension","tlp_2_0":")" +
         std::string(level) + "\"}}";
}
std::string name(std::string_view text) { return R"(,"name":")" + std::string(text) + "\""; }

TEST(TlpMarking, IsTheStandardsInEveryWord) {
  for (const Level& one : kTlp1)
    EXPECT_THAT(found_in(marking(tlp1(one.level) + name(one.name), one.id, kCreated1)), IsEmpty());
  for (const Level& one : kTlp2)
    EXPECT_THAT(found_in(marking(tlp2(one.level) + name(one.name), one.id, kCreated2)), IsEmpty());
}

// What compares ids would let flow what is marked with a red one of somebody's own.
TEST(TlpMarking, OfAnotherIdIsNone) {
  for (const Level& one : kTlp1)
    EXPECT_THAT(errors_in(marking(tlp1(one.level), kOtherUuid, kCreated1)), Contains("tlp-marking-not-standard@"));
  for (const Level& one : kTlp2)
    EXPECT_THAT(errors_in(marking(tlp2(one.level), kOtherUuid, kCreated2)), Contains("tlp-marking-not-standard@"));
}

TEST(TlpMarking, OfAnotherLevelTimeNameOrMakerIsNone) {
  const auto check = [](std::span<const Level> all, auto definition, std::string_view created) {
    for (const Level& one : all)
      for (const Level& other : all) {
        if (one.id == other.id) continue;
        EXPECT_THAT(errors_in(marking(definition(other.level), one.id, created)),
                    Contains("tlp-marking-not-standard@"));
        EXPECT_THAT(errors_in(marking(definition(one.level) + name(other.name), one.id, created)),
                    Contains("tlp-marking-not-standard@/name"));
      }
    const Level& one = all[0];
    EXPECT_THAT(errors_in(marking(definition(one.level), one.id, "2017-01-20T00:00:00.001Z")),
                Contains("tlp-marking-not-standard@/created"));
    EXPECT_THAT(
        errors_in(marking(definition(one.level) + R"(,"created_by_ref":")" + kIdentity + "\"", one.id, created)),
        Contains("tlp-marking-not-standard@/created_by_ref"));
    EXPECT_THAT(errors_in(marking("", one.id, created)), Not(IsEmpty())) << "the id alone does not make it one";
  };
  check(kTlp1, tlp1, kCreated1);
  check(kTlp2, tlp2, kCreated2);
}

// --- extension definitions (7.3.1)

TEST(ExtensionDefinition, ListsItsTopLevelPropertiesAndOnlyThese) {
  const auto definition = [](std::string_view types, std::string_view more) {
    return found_in(
        domain_object("extension-definition", R"(,"created_by_ref":")" + kIdentity +
                                                  R"(","name":"a","schema":"b","version":"1","extension_types":[)" +
                                                  std::string(types) + "]" + std::string(more)));
  };
  const std::string described = R"(,"description":"c")", properties = R"(,"extension_properties":["rank"])",
                    toplevel = R"("toplevel-property-extension")";
  EXPECT_THAT(definition(R"("new-sdo")", described), IsEmpty());
  EXPECT_THAT(definition(R"("new-sdo")", ""), ::testing::ElementsAre("~extension-without-description@"));
  EXPECT_THAT(definition(R"("new-sdo",)" + toplevel, described + properties), IsEmpty());
  EXPECT_THAT(definition(toplevel, described), ::testing::ElementsAre("~extension-without-properties@"));
  EXPECT_THAT(definition(R"("new-sdo")", described + properties),
              ::testing::ElementsAre("extension-properties-not-allowed@/extension_properties"));
  EXPECT_THAT(definition(R"("new-thing")", described), ::testing::ElementsAre("enumeration-value@/extension_types/0"));
}

}  // namespace
}  // namespace parley::stix
