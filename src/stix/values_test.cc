// Values that have a rule of their own beside their kind: hashes, dictionaries, selectors, and what is somebody's own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stix/test_findings.h"

namespace parley::stix {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string tool(std::string_view more) { return domain_object("tool", R"(,"name":"a")" + std::string(more)); }
std::string file(std::string_view more) { return observable("file", R"(,"name":"a")" + std::string(more)); }

// --- hashes (2.7, 10.7)

TEST(Hashes, AnAlgorithmOfOnesOwnHasANameOfOnesOwn) {
  const auto named = [](std::string_view name) {
    return found_in(file(R"(,"hashes":{")" + std::string(name) + R"(":"a"})"));
  };
  EXPECT_THAT(named("x_own"), IsEmpty());
  EXPECT_THAT(named("own"), ElementsAre("~hash-algorithm@/hashes/own"));
  EXPECT_THAT(named("md5"), ElementsAre("~hash-algorithm@/hashes/md5")) << "names are compared as they are written";
  for (const std::string bad : {"ab", "a b c", "x.own"})
    EXPECT_THAT(named(bad), Contains("hash-name-invalid@/hashes/" + bad)) << bad;
  EXPECT_THAT(named(std::string(251, 'x')), Contains("hash-name-invalid@/hashes/" + std::string(251, 'x')));
}

TEST(Hashes, ValuesAreTextsInTheFormOfTheirAlgorithm) {
  EXPECT_THAT(found_in(file(R"(,"hashes":{"MD5":5})")), ElementsAre("wrong-type@/hashes/MD5"));
  const std::string text = file(R"(,"hashes":{"SHA-1":"b365b9a80a06906fc9b400c06c33ff43"})");
  EXPECT_THAT(found_in(text), ElementsAre("hash-value-invalid@/hashes/SHA-1"));
  EXPECT_EQ(sentence_of("hash-value-invalid@/hashes/SHA-1", text),
            "\"b365b9a80a06906fc9b400c06c33ff43\" is not a hash value of SHA-1: it must have 40 hexadecimal digits.");
  EXPECT_THAT(found_in(file(R"(,"hashes":{"x_own":"a","x_own":"b"})")), ElementsAre("duplicate-name@/hashes/x_own"));
}

// Section 2.5.1 asks for listed algorithms in external references, unlike in other places.
TEST(Hashes, OfAnExternalReferenceAreListed) {
  const auto reference = [](std::string_view hashes) {
    return found_in(
        tool(R"(,"external_references":[{"source_name":"a","description":"b","hashes":)" + std::string(hashes) + "}]"));
  };
  EXPECT_THAT(reference(R"({"MD5":"b365b9a80a06906fc9b400c06c33ff43"})"), IsEmpty());
  EXPECT_THAT(reference(R"({"x_own":"a"})"),
              ElementsAre("hash-algorithm-not-listed@/external_references/0/hashes/x_own"));
}

// --- dictionaries (2.3)

std::string process(std::string_view environment) {
  return observable("process", R"(,"environment_variables":)" + std::string(environment), kSomeUuid);
}

TEST(Dictionary, KeysHaveTheirLettersAndStandOnce) {
  EXPECT_THAT(found_in(process(R"({"PATH":"a","a-b_c9":"b"})")), IsEmpty());
  for (const std::string bad : {"", "a b", "a.b", "ä"})
    EXPECT_THAT(found_in(process("{\"" + bad + "\":\"a\"}")),
                ElementsAre("dictionary-key-invalid@/environment_variables/" + bad));
  EXPECT_THAT(found_in(process("{\"" + std::string(250, 'a') + "\":\"a\"}")), IsEmpty());
  EXPECT_THAT(found_in(process("{\"" + std::string(251, 'a') + "\":\"a\"}")),
              ElementsAre("dictionary-key-invalid@/environment_variables/" + std::string(251, 'a')));
  EXPECT_THAT(found_in(process(R"({"a":"1","b":"2","a":"3"})")),
              ElementsAre("duplicate-name@/environment_variables/a"));
}

TEST(Dictionary, ValuesAreOfTheKindThatTheDictionaryHas) {
  EXPECT_THAT(found_in(process(R"({"a":5})")), ElementsAre("dictionary-value-type@/environment_variables/a"));
  EXPECT_EQ(sentence_of("dictionary-value-type@/environment_variables/a", process(R"({"a":5})")),
            "The value of \"a\" must be a string, but it is the number 5.");
  EXPECT_THAT(found_in(process(R"({"a":null})")), ElementsAre("null-value@/environment_variables/a"));
  EXPECT_THAT(found_in(process(R"({"a":["b"]})")), ElementsAre("dictionary-value-type@/environment_variables/a"));
}

// --- selectors (7.2.3)

std::vector<std::string> selected(std::string_view selector, std::string_view more = "") {
  return errors_in(tool(R"(,"labels":["x","y"],"external_references":[{"source_name":"s","description":"d"}])" +
                        std::string(more) + R"(,"granular_markings":[{"lang":"de","selectors":[")" +
                        std::string(selector) + "\"]}]"));
}

TEST(Selector, SelectsWhatIsThere) {
  for (const std::string_view good : {"name", "labels", "labels.[0]", "labels.[1]",
                                      "external_references.[0].source_name", "granular_markings.[0].lang"})
    EXPECT_THAT(selected(good), IsEmpty()) << good;
  EXPECT_THAT(selected("x_a.b_c.[1].[0]", R"(,"x_a":{"b_c":[0,[1]]})"), IsEmpty());
}

TEST(Selector, IsToldWhereItStandsWhenItSelectsNothing) {
  const std::string at = "@/granular_markings/0/selectors/0";
  for (const std::string_view nothing :
       {"title", "labels.[2]", "labels.x", "name.[0]", "name.x", "external_references.url",
        "labels.[99999999999999999999]", "labels.[4294967296]"})
    EXPECT_THAT(selected(nothing), ElementsAre("selector-selects-nothing" + at)) << nothing;
  for (const std::string_view malformed :
       {"", ".", "name.", ".name", "[0]", "labels.[]", "labels.[x]", "labels[0]", "na me", "labels.[-1]", "labels.[0"})
    EXPECT_THAT(selected(malformed), ElementsAre("selector-invalid" + at)) << malformed;
}

// --- what no table describes (3.1, 11.1)

TEST(CustomValue, IsLookedAtForWhatHoldsEverywhere) {
  EXPECT_THAT(found_in(tool(R"(,"x_a":{"b":[1,"c",{"d":true}]})")), ElementsAre("~custom-property@/x_a"));
  EXPECT_THAT(errors_in(tool(R"(,"x_a":{"b":[{"c":1,"c":2}]})")), ElementsAre("duplicate-name@/x_a/b/0/c"));
  EXPECT_THAT(errors_in(tool(R"(,"x_a":[9007199254740992])")), ElementsAre("integer-too-large@/x_a/0"));
  EXPECT_THAT(errors_in(tool(R"(,"x_a":[1e300,0.1])")), IsEmpty()) << "a float may be as large as it likes";
  const auto found = found_in(tool(R"(,"x_a":{"b":{},"c":[],"d":null,"E":1,"f g":2})"));
  for (const std::string expected : {"~empty-value@/x_a/b", "~empty-value@/x_a/c", "~empty-value@/x_a/d",
                                     "~dictionary-key-case@/x_a/E", "~dictionary-key-form@/x_a/f g"})
    EXPECT_THAT(found, Contains(expected));
}

TEST(CustomProperty, HasANameThatPropertiesMayHave) {
  for (const std::string bad : {"ab", "_abc", "9abc", "aBc", "a-b", "a b", "\xC3\xA4\xC3\xA4\xC3\xA4"})
    EXPECT_THAT(errors_in(tool(",\"" + bad + "\":1")), ElementsAre("property-name-invalid@/" + bad)) << bad;
  EXPECT_THAT(errors_in(tool(",\"" + std::string(250, 'a') + "\":1")), IsEmpty());
  EXPECT_THAT(errors_in(tool(",\"" + std::string(251, 'a') + "\":1")),
              ElementsAre("property-name-invalid@/" + std::string(251, 'a')));
}

// More names than are kept aside for a moment: each is told, and no more than once.
TEST(CustomProperty, AnyNumberOfThemIsToldOneByOne) {
  std::string more;
  for (int i = 0; i < 200; ++i) more += ",\"x_" + std::to_string(1000 + i) + "\":1";
  const auto found = found_in(tool(more));
  EXPECT_EQ(found.size(), 200u);
  for (int i = 0; i < 200; ++i) EXPECT_THAT(found, Contains("~custom-property@/x_" + std::to_string(1000 + i)));
  EXPECT_THAT(found_in(tool(more + R"(,"x_1003":2)")), Contains("duplicate-name@/x_1003"));
}

// --- what a hostile object is made of

TEST(HostileObject, NestedToTheLimitIsJudgedAndBeyondItRefused) {
  const auto nested = [](std::size_t depth) {
    return tool(",\"x_a\":" + std::string(depth, '[') + "1" + std::string(depth, ']'));
  };
  EXPECT_THAT(errors_in(nested(250)), IsEmpty());
  EXPECT_THAT(errors_in(nested(300)), ElementsAre("not-json@"));
}

TEST(HostileObject, WithAHundredThousandNamesIsJudgedInOneWalk) {
  std::string more;
  for (int i = 0; i < 100'000; ++i) more += ",\"x_" + std::to_string(i) + "\":null";
  json::Parser parser;
  Validator validator;
  const auto parsed = parser.parse(tool(more));
  ASSERT_TRUE(parsed.ok());
  EXPECT_FALSE(validator.check(*parsed));
  EXPECT_EQ(validator.error_count(), 100'000u);
  EXPECT_EQ(validator.warning_count(), 100'000u);
}

// Names that are made to have one hash (registry.h) lead to a careful look, and not to a wrong verdict.
TEST(HostileObject, NamesThatCollideAreNotTakenForOneAnother) {
  // Of a long name the hash sees the first and the last eight letters.
  const std::string a = "x_aaaaaa" + std::string(20, 'b') + "cccccccc",
                    b = "x_aaaaaa" + std::string(20, 'd') + "cccccccc";
  EXPECT_THAT(errors_in(tool(",\"" + a + "\":1,\"" + b + "\":1")), IsEmpty());
  EXPECT_THAT(errors_in(tool(",\"" + a + "\":1,\"" + b + "\":1,\"" + a + "\":1")), ElementsAre("duplicate-name@/" + a));
  const std::string like = "external_xxxxxxx_references";  // as "external_references" begins and ends
  EXPECT_THAT(errors_in(tool(",\"" + like + "\":5")), IsEmpty());
}

TEST(HostileObject, ThatIsNoObjectOrHasNoTypeIsStillLookedAt) {
  for (const std::string_view text : {"5", "null", "\"a\"", "[]", "true", "[{}]"})
    EXPECT_THAT(errors_in(text), ElementsAre("not-an-object@")) << text;
  EXPECT_THAT(errors_in(R"({"x_a":{"b":1,"b":2}})"),
              ElementsAre("required-property-missing@", "duplicate-name@/x_a/b"));
  EXPECT_THAT(errors_in(R"({"type":null,"x_a":{"b":1,"b":2}})"),
              ElementsAre("wrong-type@/type", "duplicate-name@/x_a/b"));
}

// A zero in a text is a character like others.
TEST(HostileObject, ATextMayHaveAZeroInIt) {
  EXPECT_THAT(errors_in(tool(R"(,"description":"a\u0000b")")), IsEmpty());
  EXPECT_THAT(errors_in(tool(R"(,"a\u0000b":1)")), ElementsAre(std::string("property-name-invalid@/a\0b", 26)));
  EXPECT_THAT(errors_in(R"({"type":"tool\u0000","id":"a"})"), Contains("type-invalid@/type"));
}

}  // namespace
}  // namespace parley::stix
