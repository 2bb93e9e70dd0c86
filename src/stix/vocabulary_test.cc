// The words of chapter 10 are those of the schemas that OASIS publishes.
#include "stix/vocabulary.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "json/json.h"
#include "testing/vectors.h"

namespace parley::stix {
namespace {

using namespace vocabulary;
using Words = std::set<std::string>;

constexpr const Vocabulary* kAll[] = {&kAccountType,
                                      &kAttackMotivation,
                                      &kAttackResourceLevel,
                                      &kEncryptionAlgorithm,
                                      &kExtensionType,
                                      &kGroupingContext,
                                      &kHashAlgorithm,
                                      &kIdentityClass,
                                      &kImplementationLanguage,
                                      &kIndicatorType,
                                      &kIndustrySector,
                                      &kInfrastructureType,
                                      &kMalwareCapabilities,
                                      &kMalwareResult,
                                      &kMalwareType,
                                      &kSocketAddressFamily,
                                      &kSocketType,
                                      &kOpinion,
                                      &kPatternType,
                                      &kProcessorArchitecture,
                                      &kRegion,
                                      &kReportType,
                                      &kThreatActorType,
                                      &kThreatActorRole,
                                      &kThreatActorSophistication,
                                      &kToolType,
                                      &kIntegrityLevel,
                                      &kPeBinaryType,
                                      &kRegistryDatatype,
                                      &kServiceStartType,
                                      &kServiceType,
                                      &kServiceStatus};

Words words_of(const Vocabulary& vocabulary) { return {vocabulary.values.begin(), vocabulary.values.end()}; }

TEST(Vocabulary, HasEachOfItsWordsOnceAndNoOther) {
  for (const Vocabulary* one : kAll) {
    SCOPED_TRACE(one->name);
    EXPECT_EQ(words_of(*one).size(), one->values.size()) << "a word stands twice";
    for (const std::string_view word : one->values) {
      EXPECT_TRUE(one->has(word)) << word;
      EXPECT_FALSE(one->has(std::string(word) + " ")) << word;
      EXPECT_FALSE(one->has(word.substr(1))) << word;
    }
    EXPECT_FALSE(one->has(""));
    EXPECT_TRUE(one->name.ends_with("-ov") || one->name.ends_with("-enum"));
    EXPECT_TRUE(one->section.starts_with("10."));
  }
}

// One list each, in the order of the chapter's sections.
TEST(Vocabulary, StandsInASectionOfItsOwn) {
  Words names, sections;
  for (const Vocabulary* one : kAll) names.emplace(one->name), sections.emplace(one->section);
  EXPECT_EQ(names.size(), std::size(kAll));
  EXPECT_EQ(sections.size(), std::size(kAll));
}

// All lists of words in a schema, by the name under which they stand.
void collect(json::Element value, std::string_view name, std::map<std::string, Words>& out) {
  json::Array list;
  json::Object object;
  if (value.get(object) == simdjson::SUCCESS) {
    if (object.at_key("enum").get(list) == simdjson::SUCCESS)
      for (const json::Element one : list)
        if (one.is_string()) out[std::string(name)].emplace(std::string_view(one));
    for (const auto field : object) {
      // A list within "items" and the like is that of the property around it.
      const bool is_keyword = field.key == "items" || field.key == "anyOf" || field.key == "allOf";
      collect(field.value, is_keyword ? name : field.key, out);
    }
  } else if (value.get(list) == simdjson::SUCCESS) {
    for (const json::Element one : list) collect(one, name, out);
  }
}

TEST(Vocabulary, IsWhatThePublishedSchemasHave) {
  PARLEY_SHARED_PATH(folder, "schemas/stix-2.1/schemas");
  std::map<std::string, Words> published;
  json::Parser parser;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    collect(*parser.parse(text), "", published);
  }
  // Under which name the schemas have those that they do not call as the standard does.
  const std::map<std::string_view, std::string> kOtherNames = {
      {"malware-result-ov", "malware-av-result-ov"},   {"network-socket-address-family-enum", "address_family"},
      {"network-socket-type-enum", "socket_type"},     {"opinion-enum", "opinion"},
      {"windows-registry-datatype-enum", "data_type"}, {"windows-service-start-type-enum", "start_type"},
      {"windows-service-type-enum", "service_type"},   {"windows-service-status-enum", "service_status"},
  };
  // The schemas are older than Errata 01, have a word of STIX 2.0 left, and misprint some.
  struct Difference {
    std::string_view vocabulary;
    Words only_here, only_there;
  };
  const Difference kDifferences[] = {
      {"account-type-ov", {"windows-domain", "windows-local"}, {"windows domain", "windows local", "kavi"}},
      {"implementation-language-ov", {"rust"}, {}},
      {"industry-sector-ov", {"legal"}, {"engineering"}},
      {"infrastructure-type-ov", {"control-system", "firewall", "routers-switches", "workstation"}, {}},
      {"region-ov",
       {"central-america", "northern-america", "europe", "eastern-europe", "south-eastern-asia"},
       {"central-america northern-america", "europe eastern-europe"}},
      {"report-type-ov", {"incident", "intrusion-set"}, {}},
      {"threat-actor-type-ov", {"private-sector"}, {}},
  };
  for (const Difference& one : kDifferences) {
    Words& words = published.at(std::string(one.vocabulary));
    for (const std::string& word : one.only_there) EXPECT_EQ(words.erase(word), 1u) << word;
    for (const std::string& word : one.only_here) EXPECT_TRUE(words.insert(word).second) << word;
  }
  std::size_t compared = 0;
  for (const Vocabulary* one : kAll) {
    const auto other = kOtherNames.find(one->name);
    const auto there = published.find(other == kOtherNames.end() ? std::string(one->name) : other->second);
    if (there == published.end()) continue;
    EXPECT_EQ(words_of(*one), there->second) << one->name;
    ++compared;
  }
  EXPECT_EQ(compared, std::size(kAll) - 1) << "all but the hash algorithms, which the schemas have as a pattern";
}

}  // namespace
}  // namespace parley::stix
