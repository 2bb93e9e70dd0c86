// The shared vectors: 653 objects and bundles with the verdict of two independent implementations.
#include <gtest/gtest.h>

#include "json/json.h"
#include "stix/validate.h"
#include "testing/vectors.h"

namespace parley::stix {
namespace {

struct Case {
  std::string name;
  std::string input;
  bool strict = false;  // warnings count as errors
  bool other_options =
      false;  // lists of checks to leave out and the like, which we do not have: only the usual verdict counts
  bool expect_valid = false;   // under these options
  bool default_valid = false;  // without options
  bool expect_finding = false;
};

std::string_view text_of(json::Object object, std::string_view name) {
  return json::string_member(object, name).value_or(std::string_view());
}

Case read_case(json::Object object) {
  Case out;
  out.name = text_of(object, "name");
  const json::Element input = *json::member(object, "object");
  if (json::member(object, "raw")) {
    out.input = std::string_view(input);
  } else {
    out.input = simdjson::minify(input);
  }
  for (const auto option : json::Object(*json::member(object, "options"))) {
    if (option.key == "strict")
      out.strict = bool(option.value);
    else if (option.key != "version")
      out.other_options = true;
  }
  const std::string_view level = text_of(object, "level");
  out.expect_valid = text_of(object, "expect") == "valid";
  const auto usual = json::member(object, "default_valid");
  out.default_valid = usual ? bool(*usual) : level != "MUST";
  out.expect_finding = level == "SHOULD";
  return out;
}

// Where we hold the peers to be wrong (docs/stix-conformance.md, "Where we differ"), or patterns would have to be
// checked.
constexpr std::string_view kDiffering[] = {
    // 3.1, 11.1.1: a property name of more than 250 characters
    "indicator::test_custom_property_name_long#1",
    "mut#0508:indicator:delete indicator_types",
    // 3.2: defanged on an object that is no observable
    "mut#0244:extension-definition:add defanged",
    "mut#0487:incident:add defanged",
    // 2.9: an identifier that does not begin with the object's type
    "mut#1006:my-favorite-sdo:id: wrong type prefix",
    // 3.2, 3.3: object_marking_refs that refers to an identity
    "mut#1030:my-favorite-sro:add object_marking_refs",
    // 4.19.1: the rule about CVE identifiers is the vulnerability's, not the attack pattern's
    "mut#0042:attack-pattern:add external_references",
    // 7.2.3: a granular marking with both marking_ref and lang
    "mut#1571:x-new-obj-2:add granular_markings",
    // 6.14.1, RFC 5646: "bbb" is a language (Barai)
    "observed_data::test_software_language#1",
    // Patterns are not checked here.
    "indicator::test_invalid_pattern#1",
    "indicator::test_pattern_custom_property_too_short#1",
};
bool differs(std::string_view name) {
  for (const std::string_view one : kDiffering)
    if (name.starts_with(one)) return true;
  return false;
}

// What is wrong with our verdict; empty when it agrees.
std::string disagreement(const Case& one, Validator& validator, json::Parser& parser) {
  const auto parsed = parser.parse(one.input);
  const bool errors = !parsed.ok() || !validator.check(*parsed);
  const bool warnings = parsed.ok() && validator.warning_count() > 0;
  if (errors == one.default_valid) return one.default_valid ? "an error, where none is expected" : "no error";
  if (one.other_options) return "";
  if (one.expect_finding && !errors && !warnings) return "no finding";
  if (one.strict && (errors || warnings) == one.expect_valid)
    return one.expect_valid ? "a warning, where none is expected" : "no warning";
  return "";
}

void run(const std::filesystem::path& path) {
  json::Parser reader, parser;
  Validator validator;
  std::size_t agreed = 0, known = 0;
  for (const std::string& line : testing::read_lines(path)) {
    const auto row = reader.parse(line);
    ASSERT_TRUE(row.ok()) << row.error().message;
    const Case one = read_case(json::Object(*row));
    const std::string why = disagreement(one, validator, parser);
    if (differs(one.name)) {
      EXPECT_NE(why, "") << one.name << " agrees: strike it off the list";
      ++known;
      continue;
    }
    EXPECT_EQ(why, "") << one.name << "\n" << one.input;
    ++agreed;
  }
  ::testing::Test::RecordProperty("agreed", static_cast<int>(agreed));
  ::testing::Test::RecordProperty("known_differences", static_cast<int>(known));
}

TEST(ValidateVectors, AgreeWithTheValidatorsOwnTests) {
  PARLEY_SHARED_PATH(path, "vectors/stix/validate.jsonl");
  run(path);
}

TEST(ValidateVectors, AgreeOnMutatedObjects) {
  PARLEY_SHARED_PATH(path, "vectors/stix/validate_more.jsonl");
  run(path);
}

TEST(ValidateVectors, FindNoErrorInPublishedBundles) {
  PARLEY_SHARED_PATH(folder, "data/stix");
  json::Parser parser;
  Validator validator;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto parsed = parser.parse(text);
    ASSERT_TRUE(parsed.ok()) << entry.path();
    EXPECT_TRUE(validator.check(*parsed)) << entry.path() << ": " << validator.first_error().path;
    EXPECT_GT(validator.warning_count(), 0u);
  }
}

}  // namespace
}  // namespace parley::stix
