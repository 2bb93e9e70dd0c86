// The same object is judged alike, whatever the file that holds it looks like, and its place in the file is told.
#include "stix/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stix/misp.h"
#include "stix/test_findings.h"

namespace parley::stix {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Each verdict as "line [at] valid", or "line: problem".
std::vector<std::string> verdicts(const std::string& text, Strictness strictness = Strictness::lenient) {
  std::vector<std::string> out;
  Judge judge({}, strictness, [&](const Verdict& one) {
    std::string told = std::to_string(one.line);
    if (!one.at.empty()) told += " " + std::string(one.at);
    if (one.checked == nullptr)
      told += ": " + std::string(one.problem);
    else
      told += one.valid
                  ? " valid"
                  : " " + std::string(one.checked->error_count() > 0 ? one.checked->first_error().code : "warned");
    out.push_back(told);
  });
  judge.text(text);
  EXPECT_EQ(judge.values(), out.size());
  EXPECT_EQ(judge.invalid(),
            static_cast<std::uint64_t>(std::count_if(out.begin(), out.end(),
                                                     [](const std::string& one) { return !one.ends_with(" valid"); })));
  return out;
}

const std::string kGood = domain_object("tool", R"(,"name":"a")"), kBad = domain_object("tool", R"(,"name":5)"),
                  kOdd = domain_object("tool", R"(,"name":"a","x_own":1)");
std::string bundle(const std::string& objects) {
  return R"({"type":"bundle","id":"bundle--)" + std::string(kSomeUuid) + R"(","objects":[)" + objects + "]}";
}

TEST(Judge, OneValueIsJudgedWhole) {
  EXPECT_THAT(verdicts(kGood), ElementsAre("1 valid"));
  EXPECT_THAT(verdicts(kBad), ElementsAre("1 wrong-type"));
  EXPECT_THAT(verdicts(bundle(kGood + "," + kBad)), ElementsAre("1 wrong-type")) << "a bundle is one value";
  EXPECT_THAT(verdicts("5"), ElementsAre("1 not-an-object"));
}

TEST(Judge, StrictlyAWarningCounts) {
  EXPECT_THAT(verdicts(kOdd), ElementsAre("1 valid"));
  EXPECT_THAT(verdicts(kOdd, Strictness::strict), ElementsAre("1 warned"));
}

TEST(Judge, TheObjectsOfAListOrAnEnvelopeHaveTheirPlace) {
  EXPECT_THAT(verdicts("[" + kGood + ",\n" + kBad + "]"), ElementsAre("1 /0 valid", "2 /1 wrong-type"))
      << "each on the line on which an import finds it";
  EXPECT_THAT(verdicts(R"({"more":false,"objects":[)" + kBad + "," + kGood + "]}"),
              ElementsAre("1 /objects/0 wrong-type", "1 /objects/1 valid"));
  EXPECT_THAT(verdicts("[" + kGood + ",[" + kGood + "]]"), ElementsAre("1 /0 valid", "1 /1 not-an-object"));
  EXPECT_THAT(verdicts("[]"), IsEmpty());
}

TEST(Judge, AnEmptyEnvelopeIsNoFault) {
  for (const char* text : {"{}", R"({"more":false})", R"({"more":true,"next":"a"})", R"({"objects":[]})",
                           "{\n \"more\": false\n}\n{\n \"more\": false\n}\n"}) {
    std::uint64_t nothing = 0;
    Judge judge({}, Strictness::strict, [&](const Verdict& one) { nothing += one.is_nothing() ? 1 : 0; });
    judge.text(text);
    EXPECT_GT(nothing, 0u) << text;
    EXPECT_EQ(judge.empty_envelopes(), nothing) << text;
    EXPECT_EQ(judge.values(), 0u) << text;
  }
  EXPECT_THAT(verdicts(R"({"more":5})"), ElementsAre("1 required-property-missing"));
  EXPECT_THAT(verdicts(R"({"objects":[{}]})"), ElementsAre("1 /objects/0 required-property-missing"));
}

TEST(Judge, ValuesOnLinesAreJudgedOneByOne) {
  EXPECT_THAT(verdicts(kGood + "\n\n  \r\n" + kBad + "\nno JSON\n" + kGood),
              ElementsAre("1 valid", "4 wrong-type", HasSubstr("5: not JSON"), "6 valid"));
  EXPECT_THAT(verdicts(bundle(kBad) + "\n[" + kGood + "]"), ElementsAre("1 wrong-type", "2 /0 valid"));
}

TEST(Judge, OfABrokenBundleWhatIsWholeIsJudged) {
  const auto found = verdicts("{\"type\":\"bundle\",\n\"id\":\"bundle--" + std::string(kSomeUuid) +
                              "\",\n\"objects\":[\n" + kGood + ",\n" + kBad + ",\n{\"type\":]\n");
  ASSERT_GE(found.size(), 3u);
  EXPECT_EQ(found[0], "4 valid");
  EXPECT_EQ(found[1], "5 wrong-type");
  EXPECT_THAT(found[2], HasSubstr("6: "));
}

// What only the bundle says, the objects in it have.
TEST(Judge, OfABrokenBundleTheVersionHolds) {
  std::string old = kGood;
  old.replace(old.find(R"("spec_version":"2.1",)"), 21, "");
  EXPECT_THAT(verdicts("{\"type\":\"bundle\",\"spec_version\":\"2.0\",\n\"objects\":[\n" + old + ",\n{\"a\":]\n"),
              ::testing::Contains("3 valid"));
  EXPECT_THAT(verdicts("{\"type\":\"bundle\",\n\"objects\":[\n" + old + ",\n{\"a\":]\n"),
              ::testing::Contains("3 required-property-missing"));
}

TEST(Judge, AMispEventIsCalledByItsName) {
  EXPECT_THAT(verdicts(R"({"Event":{"info":"a"}})"), ElementsAre("1: " + std::string(kMispSentence)));
  EXPECT_THAT(verdicts(R"([{"Event":{}}])"), ElementsAre("1: " + std::string(kMispSentence)));
}

TEST(Judge, NothingIsNoValue) {
  EXPECT_THAT(verdicts(""), IsEmpty());
  EXPECT_THAT(verdicts("\n \n"), IsEmpty());
}

TEST(Judge, SaysOfAFileWhatIsNoObjectAndCountsIt) {
  std::vector<std::string> told;
  Judge judge({}, Strictness::lenient, [&](const Verdict& one) { told.push_back(one.json(Strictness::lenient)); });
  judge.not_json(7, "the file is a picture", "not-text");
  judge.value(kBad, 8);
  judge.value("{", 9);
  EXPECT_EQ(judge.values(), 3u);
  EXPECT_EQ(judge.invalid(), 3u);
  ASSERT_EQ(told.size(), 3u);
  EXPECT_THAT(
      told[0],
      HasSubstr(R"({"line":7,"valid":false,"errors":[{"code":"not-json","path":"","message":"the file is a picture")"));
  EXPECT_THAT(told[1], HasSubstr(R"({"line":8,"id":"tool--)" + std::string(kSomeUuid) + R"(","valid":false)"));
  EXPECT_THAT(told[2], HasSubstr(R"("line":9,"valid":false)"));
}

}  // namespace
}  // namespace parley::stix
