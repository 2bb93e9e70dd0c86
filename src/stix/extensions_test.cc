// Extensions of objects (section 7.3) and the container of observables that version 2.0 had (section 2.13).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stix/parley.h"
#include "stix/test_findings.h"

namespace parley::stix {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string kDefinition = "extension-definition--" + std::string(kOtherUuid);

std::string extension(std::string_view name, std::string_view value) {
  return ",\"extensions\":{\"" + std::string(name) + "\":" + std::string(value) + "}";
}
std::string tool(const std::string& more) { return domain_object("tool", R"(,"name":"a")" + more); }
std::string file(const std::string& more) { return observable("file", R"(,"name":"a")" + more); }

TEST(PropertyExtension, MayHoldWhateverItsDefinitionSays) {
  EXPECT_THAT(found_in(tool(extension(kDefinition, R"({"extension_type":"property-extension","rank":1,"any":["a"]})"))),
              IsEmpty());
  EXPECT_THAT(found_in(file(extension(kDefinition, R"({"extension_type":"property-extension","rank":1})"))), IsEmpty());
}

TEST(PropertyExtension, SaysOfWhichKindItIs) {
  const std::string at = "/extensions/" + kDefinition;
  EXPECT_THAT(found_in(tool(extension(kDefinition, R"({"rank":1})"))), ElementsAre("extension-type-missing@" + at));
  EXPECT_THAT(found_in(tool(extension(kDefinition, R"({"extension_type":5})"))),
              ElementsAre("wrong-type@" + at + "/extension_type"));
  EXPECT_THAT(found_in(tool(extension(kDefinition, R"({"extension_type":"new-thing"})"))),
              ElementsAre("enumeration-value@" + at + "/extension_type"));
  EXPECT_THAT(found_in(tool(extension(kDefinition, "{}"))), ElementsAre("empty-dictionary@" + at));
  EXPECT_THAT(found_in(tool(extension(kDefinition, "5"))), ElementsAre("wrong-type@" + at));
  EXPECT_THAT(found_in(tool(extension(kDefinition, "null"))), ElementsAre("null-value@" + at));
}

TEST(Extension, IsNamedByItsDefinitionOrEndsInExt) {
  const std::string value = R"({"extension_type":"property-extension","rank":1})";
  EXPECT_THAT(found_in(tool(extension("x-own-ext", R"({"rank":1})"))),
              ElementsAre("~custom-extension@/extensions/x-own-ext"));
  for (const std::string bad : {"own", "x_own-ext", "-ext", "identity--0f34319d-23df-4cd6-a883-4761519e1b33",
                                "extension-definition--0f34319d", "Own-ext"})
    EXPECT_THAT(found_in(tool(extension(bad, value))), Contains("extension-name-invalid@/extensions/" + bad)) << bad;
}

TEST(Extension, ThatStandsTwiceIsToldOnce) {
  const std::string one = "\"" + kDefinition + R"(":{"extension_type":"property-extension","rank":1,"rank":2})";
  EXPECT_THAT(
      found_in(tool(",\"extensions\":{" + one + "," + one + "," + one + "}")),
      ElementsAre("duplicate-name@/extensions/" + kDefinition + "/rank",
                  "duplicate-name@/extensions/" + kDefinition + "/rank",
                  "duplicate-name@/extensions/" + kDefinition + "/rank", "duplicate-name@/extensions/" + kDefinition));
}

TEST(TopLevelExtension, AccountsForNamesThatTheStandardDoesNotHave) {
  const std::string toplevel = extension(kDefinition, R"({"extension_type":"toplevel-property-extension"})"),
                    inside = extension(kDefinition, R"({"extension_type":"property-extension","a_b":1})");
  EXPECT_THAT(found_in(tool(R"(,"rank":1)" + toplevel)), IsEmpty());
  EXPECT_THAT(found_in(tool(toplevel + R"(,"rank":1)")), IsEmpty()) << "wherever it stands";
  EXPECT_THAT(found_in(tool(R"(,"rank":1)" + inside)), ElementsAre("~custom-property@/rank"));
  // What every property must be, one of an extension must be, too.
  EXPECT_THAT(found_in(tool(R"(,"rank":null)" + toplevel)), ElementsAre("null-value@/rank"));
  EXPECT_THAT(found_in(tool(R"(,"ra-nk":1)" + toplevel)), ElementsAre("property-name-invalid@/ra-nk"));
  // Within a part it accounts for nothing.
  EXPECT_THAT(found_in(tool(R"(,"kill_chain_phases":[{"kill_chain_name":"a","phase_name":"b","rank":1}])" + toplevel)),
              ElementsAre("~custom-property@/kill_chain_phases/0/rank"));
}

// Section 10.5: observables are shared by their identifiers, so what is added belongs inside.
TEST(TopLevelExtension, OnAnObservableIsAdvisedAgainst) {
  EXPECT_THAT(found_in(file(extension(kDefinition, R"({"extension_type":"toplevel-property-extension"})"))),
              ElementsAre("~toplevel-extension-on-observable@/extensions/" + kDefinition));
}

// A type of somebody's own says by its extension what it is; so it is clear what it must have.
TEST(NewType, IsReadAsWhatItsExtensionSays) {
  const auto own = [](std::string_view kind, std::string_view times) {
    return found_in(R"({"type":"x-own","spec_version":"2.1","id":"x-own--)" + std::string(kSomeUuid) + "\"" +
                    std::string(times) + extension(kDefinition, R"({"extension_type":")" + std::string(kind) + "\"}") +
                    R"(,"rank":1})");
  };
  const std::string times = R"(,"created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z")";
  for (const std::string_view kind : {"new-sdo", "new-sro"}) {
    EXPECT_THAT(own(kind, times), IsEmpty()) << kind;
    EXPECT_THAT(own(kind, ""), Contains("required-property-missing@")) << kind;
  }
  EXPECT_THAT(own("new-sco", ""), IsEmpty());
  EXPECT_THAT(own("property-extension", ""), ElementsAre("~custom-type@/type")) << "nothing says what it is";
}

TEST(NewType, HasANameThatTypesMayHave) {
  const auto of = [](const std::string& type) {
    return errors_in(R"({"type":")" + type + R"(","id":")" + type + "--" + std::string(kSomeUuid) + R"(","value":"a")" +
                     extension(kDefinition, R"({"extension_type":"new-sco"})") + "}");
  };
  EXPECT_THAT(of("x-own"), IsEmpty());
  EXPECT_THAT(of("action"), Contains("type-reserved@/type"));
  for (const std::string bad : {"Own", "x_own", "xy", "1own", "x--own", "-own", "x own"})
    EXPECT_THAT(of(bad), Contains("type-invalid@/type")) << bad;
  EXPECT_THAT(of(std::string(250, 'a')), IsEmpty());
  EXPECT_THAT(of(std::string(251, 'a')), Contains("type-invalid@/type"));
}

// Parley's own types have tables, but only for objects that say that they are Parley's.
TEST(ParleysTypes, AreCheckedWhenTheyNameTheExtension) {
  const auto ping = [](std::string_view extensions) {
    return errors_in(domain_object("ping", ",\"nonce\":5,\"extensions\":" + std::string(extensions)));
  };
  EXPECT_THAT(ping(kParleyExtensions), Contains("wrong-type@/nonce"));
  EXPECT_THAT(ping(kParleyExtensions), Contains("required-property-missing@"));
  EXPECT_THAT(ping("{\"" + kDefinition + R"(":{"extension_type":"new-sdo"}})"), IsEmpty())
      << "another's type of the same name is another type";
}

TEST(PredefinedExtension, OfAnotherTypeIsCheckedAndTold) {
  EXPECT_THAT(
      found_in(file(extension("tcp-ext", R"({"src_flags_hex":"0"})"))),
      ElementsAre("hexadecimal-invalid@/extensions/tcp-ext/src_flags_hex", "~custom-extension@/extensions/tcp-ext"));
  EXPECT_THAT(found_in(file(extension("ntfs-ext", R"({"sid":"1","rank":1})"))),
              ElementsAre("~custom-property@/extensions/ntfs-ext/rank"));
}

// --- the container (2.13)

std::string container(std::string_view objects) {
  return domain_object("observed-data",
                       R"(,"first_observed":"2026-01-01T00:00:00Z","last_observed":"2026-01-01T00:00:00Z",)"
                       R"("number_observed":1,"objects":)" +
                           std::string(objects));
}

TEST(Container, ReferencesAreKeysOfIt) {
  EXPECT_THAT(errors_in(container(R"({"0":{"type":"domain-name","value":"example.com","resolves_to_refs":["1"]},)"
                                  R"("1":{"type":"ipv4-addr","value":"198.51.100.3"}})")),
              IsEmpty())
      << "also forward";
  EXPECT_THAT(errors_in(container(R"({"0":{"type":"domain-name","value":"example.com","resolves_to_refs":["7"]}})")),
              ElementsAre("local-reference-unresolved@/objects/0/resolves_to_refs/0"));
  EXPECT_THAT(errors_in(container(R"({"0":{"type":"domain-name","value":"example.com","resolves_to_refs":["1"]},)"
                                  R"("1":{"type":"mutex","name":"a"}})")),
              ElementsAre("reference-target@/objects/0/resolves_to_refs/0"));
  EXPECT_THAT(errors_in(container(R"({"0":{"type":"mutex","name":"a","object_marking_refs":)"
                                  R"(["marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"]}})")),
              IsEmpty())
      << "markings are never in there";
}

TEST(Container, HoldsOnlyObservables) {
  EXPECT_THAT(errors_in(container(R"({"0":{"type":"tool","name":"a"}})")),
              ElementsAre("observable-expected@/objects/0"));
  EXPECT_THAT(errors_in(container(R"({"0":5})")), ElementsAre("not-an-object@/objects/0"));
  EXPECT_THAT(errors_in(container(R"({"0":{"name":"a"}})")), ElementsAre("required-property-missing@/objects/0"));
  EXPECT_THAT(errors_in(container(R"({"0":{"type":"x-own","value":"a"}})")), IsEmpty());
  EXPECT_THAT(errors_in(container(R"({"0":{"type":"bundle"}})")), Not(IsEmpty()));
  EXPECT_THAT(errors_in(container(R"({"0":{"type":"mutex","name":"a"},"0":{"type":"mutex","name":"b"}})")),
              ElementsAre("duplicate-name@/objects/0"));
}

TEST(Container, IsAskedForNoIdentifiersAndNumbersItsKeys) {
  EXPECT_THAT(found_in(container(R"({"0":{"type":"mutex","name":"a"},"one":{"type":"mutex","name":"b"}})")),
              ElementsAre("~container-key@/objects/one", "~deprecated-property@/objects"));
}

// Selectors of an object in it are that object's, and those behind it the outer one's again.
TEST(Container, SelectorsReferToTheObjectAroundThem) {
  const auto marked = [](std::string_view selector) {
    return R"("granular_markings":[{"lang":"de","selectors":[")" + std::string(selector) + "\"]}]";
  };
  const auto text = [&](std::string_view inner, std::string_view outer) {
    std::string out = container(R"({"0":{"type":"mutex","name":"a",)" + marked(inner) + "}}");
    out.pop_back();
    return out + "," + marked(outer) + "}";
  };
  EXPECT_THAT(errors_in(text("name", "number_observed")), IsEmpty());
  EXPECT_THAT(errors_in(text("number_observed", "name")),
              ElementsAre("selector-selects-nothing@/objects/0/granular_markings/0/selectors/0",
                          "selector-selects-nothing@/granular_markings/0/selectors/0"));
}

}  // namespace
}  // namespace parley::stix
