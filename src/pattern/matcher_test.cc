#include "pattern/matcher.h"

#include <gtest/gtest.h>

#include "pattern/pattern.h"
#include "pattern/text_match.h"
#include "testing/vectors.h"

namespace parley::pattern {
namespace {

TEST(PatternMatch, AgreesWithThePublishedVectors) {
  PARLEY_SHARED_PATH(path, "vectors/stix/match.jsonl");
  simdjson::dom::parser parser;
  int checked = 0;
  for (const std::string& line : testing::read_lines(path)) {
    const json::Object row = parser.parse(line).value();
    bool skipped = false;
    for (const auto field : row) skipped |= field.key == "ambiguous" || field.key == "peers_disagree";
    if (skipped) continue;
    const std::string_view text = row["pattern"], expect = row["expect"];
    std::string got, why;
    std::vector<std::string_view> ids;
    const auto pattern = parse(text);
    if (!pattern.ok()) {
      got = "error";
      why = pattern.error().message;
    } else {
      const auto observations = read_observations(row["observed"]);
      ASSERT_TRUE(observations.ok()) << observations.error().message;
      const auto matcher = Matcher::compile(*pattern);
      const auto match = matcher.ok() ? matcher->match(*observations) : Result<Match>(matcher.error());
      got = !match.ok() ? "error" : match->matched ? "match" : "no-match";
      if (!match.ok())
        why = match.error().message;
      else
        for (const std::size_t n : match->observations) ids.push_back((*observations)[n].id);
    }
    std::string_view kind;
    const bool either = row["error_kind"].get(kind) == simdjson::SUCCESS && kind == "evaluation";
    EXPECT_TRUE(got == expect || (either && got == "no-match")) << row["name"] << ": " << text << "\n"
                                                                << got << ", not " << expect << " " << why;
    bool asserted = false;
    if (row["matched_ids_asserted"].get(asserted) == simdjson::SUCCESS && asserted) {
      std::vector<std::string_view> expected;
      for (const std::string_view id : row["matched_ids"].get_array()) expected.push_back(id);
      EXPECT_EQ(ids, expected) << text;
    }
    ++checked;
  }
  EXPECT_GT(checked, 250);
}

constexpr const char* kObserved = R"([
  {"type":"observed-data","id":"observed-data--1","first_observed":"2026-01-01T00:00:00Z","last_observed":"2026-01-01T00:00:10Z",
   "number_observed":1,"object_refs":["ipv6-addr--1","x--1","person--1","person--2","artifact--1","gone--1"]},
  {"type":"ipv6-addr","id":"ipv6-addr--1","value":"2001:DB8::7"},
  {"type":"person","id":"person--1","name":"Ann","friend_refs":["person--2","person--1","person--3"]},
  {"type":"person","id":"person--2","name":"Bea","friend_refs":["person--1","person--2"],"boss_ref":"person--1"},
  {"type":"person","id":"person--3","name":"Cyd"},
  {"type":"artifact","id":"artifact--1","payload_bin":"AP8=","bad_bin":"?","sum_hex":"00FF","bad_hex":"0"},
  {"type":"x","id":"x--1","big":18446744073709551615,"int":9007199254740993,"minus":-5,"none":null,"list":[1,[2,3],"a"],
   "text":"caf\u00e9","decomposed":"cafe\u0301","time":"2026-01-01T00:00:00.10Z","long":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
   "kept":{"a-b":{"c":true}},"lines":"one\ntwo","block":"10.0.0.0/8"}])";

class Values : public ::testing::Test {
 protected:
  Values() { observations_ = read_observations(parser_.parse(std::string_view(kObserved)).get_array()).value(); }
  Result<Match> match(const std::string& comparison) const {
    const auto pattern = parse("[" + comparison + "]");
    if (!pattern.ok()) return pattern.error();
    PARLEY_TRY(const auto matcher, Matcher::compile(*pattern));
    return matcher.match(observations_);
  }
  simdjson::dom::parser parser_;
  std::vector<Observation> observations_;
};

struct ValueCase {
  const char* comparison;
  bool matches;
};

TEST_F(Values, CompareAsTheStandardSays) {
  for (const ValueCase& c : std::initializer_list<ValueCase>{
           // numbers are exact over all their forms
           {"x:big = 18446744073709551615", true},
           {"x:big = 18446744073709551614", false},
           {"x:big > 18446744073709551614.0", false},
           {"x:big > 9223372036854775807", true},
           {"x:int = 9007199254740993", true},
           {"x:int = 9007199254740992", false},
           {"x:int > 9007199254740992.0", true},
           {"x:minus < -4.5", true},
           // kinds that cannot be compared: only != and NOT hold
           {"x:minus = '-5'", false},
           {"x:minus != '-5'", true},
           {"x:minus NOT LIKE '%'", true},
           {"x:none != 1", true},
           {"x:none = 1", false},
           {"x:list != 1", true},
           // nothing there: nothing holds, but NOT EXISTS
           {"x:nothing != 1", false},
           {"x:nothing NOT = 1", false},
           {"EXISTS x:none", true},
           {"NOT EXISTS x:nothing", true},
           {"NOT EXISTS x:none", false},
           {"EXISTS x:kept.'a-b'.c", true},
           {"EXISTS x:kept.'a-b'.d", false},
           // lists
           {"person:name IN ('Zoe', 'Bea', 'Ann', 'Eva')", true},
           {"person:name IN ('Zoe', 'Eva')", false},
           {"person:name NOT IN ('Zoe', 'Ann')", true},
           {"person:name NOT IN ('Zoe', 'Ann', 'Bea')", false},
           {"x:list[0] = 1", true},
           {"x:list[3] = 1", false},
           {"x:list[-1] = 'a'", false},
           {"x:list[*] = 'a'", true},
           {"x:list[*][1] = 3", true},
           {"x:list[*][*] = 2", true},
           {"x:kept[*] = 1", false},
           // references, followed among object_refs only, round in circles too
           {"person:friend_refs[*].name = 'Bea'", true},
           {"person:friend_refs[2].name = 'Cyd'", false},
           {"person:boss_ref.friend_refs[0].boss_ref.name = 'Ann'", true},
           {"person:boss_ref = 'person--1'", true},
           {"person:name.name = 'Ann'", false},
           {"person:friend_refs[*].friend_refs[*].friend_refs[*].friend_refs[*].friend_refs[*].friend_refs[*].friend_"
            "refs[*].name = 'Dee'",
            false},
           // strings: = by code point, LIKE and MATCHES normalised
           {"x:text = 'cafe\xCC\x81'", false},
           {"x:text LIKE 'cafe\xCC\x81'", true},
           {"x:decomposed LIKE 'caf_'", true},
           {"x:decomposed MATCHES '^caf.$'", true},
           {"x:text > 'cafe'", true},
           {"x:lines MATCHES 'one.two'", true},
           {"x:text MATCHES '^\\\\w+$'", true},
           {"x:lines LIKE 'one_t%o'", true},
           // binary properties
           {"artifact:payload_bin = h'00ff'", true},
           {"artifact:payload_bin = '\xC3\xBF'", false},
           {"artifact:payload_bin > h'00'", true},
           {"artifact:payload_bin LIKE '_\xC3\xBF'", true},
           {"artifact:payload_bin MATCHES '^\\\\x00\\\\xff$'", true},
           {"artifact:sum_hex = b'AP8='", true},
           {"artifact:bad_hex != h'00'", false},
           {"artifact:bad_bin NOT = h'00'", false},
           // timestamps
           {"x:time = t'2026-01-01T00:00:00.1Z'", true},
           {"x:time < t'2026-01-01T00:00:00.100000000000000001Z'", true},
           {"x:text != t'2026-01-01T00:00:00Z'", false},
           // addresses
           {"ipv6-addr:value ISSUBSET '2001:db8::/32'", true},
           {"ipv6-addr:value ISSUBSET '2001:db8::8/127'", false},
           {"ipv6-addr:value NOT ISSUBSET '0.0.0.0/0'", true},
           {"x:block ISSUPERSET '10.1.2.3'", true},
           {"x:block ISSUPERSET '10.0.0.0/7'", false},
           {"x:block ISSUBSET '10.0.0.0/8'", true},
           {"x:text NOT ISSUBSET '10.0.0.0/8'", false},
           // one object fulfils all of it
           {"person:name = 'Ann' AND person:boss_ref.name = 'Ann'", false},
           {"person:name = 'Bea' AND person:boss_ref.name = 'Ann'", true},
           {"person:name = 'Ann' AND x:minus = -5", false},
           {"person:name = 'Eva' OR x:minus = -5", true},
       }) {
    const auto result = match(c.comparison);
    ASSERT_TRUE(result.ok()) << c.comparison << ": " << result.error().message;
    EXPECT_EQ(result->matched, c.matches) << c.comparison;
  }
}

TEST_F(Values, WhatCanMeanNothingIsAnErrorThatSaysSo) {
  for (const char* comparison :
       {"x:text MATCHES '('", "x:text ISSUBSET 'home'", "x:text ISSUBSET '10.0.0.0/33'",
        "x:text ISSUBSET '010.0.0.0/8'", "x:text IN (1, 'a')", "x:text MATCHES '((a{1000}){1000}){1000}'",
        "artifact:payload_bin MATCHES '(*UTF)a'"}) {
    const auto result = match(comparison);
    ASSERT_FALSE(result.ok()) << comparison;
    EXPECT_EQ(result.error().code, Code::invalid_input) << result.error().message;
  }
  for (const char* text : {"[x:minus = -5] WITHIN 0 SECONDS", "[x:minus = -5] REPEATS 0 TIMES"})
    EXPECT_FALSE(Matcher::compile(*parse(text)).ok()) << text;
}

TEST_F(Values, AnExpressionBuiltToExplodeEndsWithAnError) {
  for (const char* comparison :
       {"x:long MATCHES '^(a+)+$'", "x:long MATCHES '^(a|aa)+$'", "x:long MATCHES '(.*)*(.*)*(.*)*(.*)*(.*)*x'"}) {
    const auto result = match(comparison);
    if (result.ok())
      EXPECT_FALSE(result->matched) << comparison;
    else
      EXPECT_EQ(result.error().code, Code::too_large) << result.error().message;
  }
  EXPECT_FALSE(match("x:long MATCHES '^(a+)+$'").ok());
}

TEST(Like, EndsWithAnErrorWhereItWouldTakeForEver) {
  EXPECT_TRUE(*like("aab", "%a_", Alphabet::utf8));
  EXPECT_FALSE(*like("aab", "%a", Alphabet::utf8));
  EXPECT_TRUE(*like("", "%%", Alphabet::utf8));
  EXPECT_FALSE(like(std::string(1'000'000, 'a'), "%" + std::string(100'000, 'a') + "b", Alphabet::utf8).ok());
}

// n observations one second apart, each of which fulfils both [x:a = 1] and [x:b = 1].
std::string crowd(int count) {
  std::string json = R"([{"type":"x","id":"x--1","a":1,"b":1})";
  for (int n = 0; n < count; ++n) {
    const std::string time = to_string(Micros{1'767'225'600'000'000 + n * 1'000'000LL});
    json += R"(,{"type":"observed-data","id":"observed-data--)" + std::to_string(n) + R"(","first_observed":")" + time +
            R"(","last_observed":")" + time + R"(","number_observed":1,"object_refs":["x--1"]})";
  }
  return json + "]";
}

struct CrowdCase {
  const char* pattern;
  int least;  // observations that make it match
};

// These compete for every observation; one fewer than `least` must be told to be too few, not searched through.
TEST(Crowds, AreDecidedWithoutTryingEverything) {
  for (const CrowdCase& c : std::initializer_list<CrowdCase>{
           {"[x:a = 1] REPEATS 50 TIMES AND [x:b = 1] REPEATS 50 TIMES", 100},
           {"([x:a = 1] REPEATS 20 TIMES AND [x:b = 1]) WITHIN 20 SECONDS", 21},
           {"([x:a = 1] AND [x:b = 1]) REPEATS 30 TIMES", 60},
           {"([x:a = 1] OR [x:b = 1]) REPEATS 30 TIMES", 30},
           {"[x:a = 1] AND [x:a = 1] AND [x:a = 1]", 3},
           {"[x:a = 1] REPEATS 40 TIMES FOLLOWEDBY [x:c = 1 OR x:b = 1] REPEATS 2 TIMES", 42},
       }) {
    const Matcher matcher = Matcher::compile(*parse(c.pattern)).value();
    for (const int count : {c.least - 1, c.least}) {
      simdjson::dom::parser parser;
      const std::string json = crowd(count);
      const auto observations = read_observations(parser.parse(json).get_array());
      const auto match = matcher.match(*observations);
      ASSERT_TRUE(match.ok()) << c.pattern << " over " << count << ": " << match.error().message;
      EXPECT_EQ(match->matched, count == c.least) << c.pattern << " over " << count;
    }
  }
}

TEST(Observed, WhatIsNotAnObservationIsAnErrorThatNamesIt) {
  for (
      const char* json :
      {R"([1])", R"([{"type":"observed-data","id":"o"}])",
       R"([{"type":"observed-data","id":"o","first_observed":"2026-01-01T00:00:01Z","last_observed":"2026-01-01T00:00:00Z","number_observed":1}])",
       R"([{"type":"observed-data","id":"o","first_observed":"2026-01-01T00:00:00Z","last_observed":"2026-01-01T00:00:00Z","number_observed":0}])",
       R"([{"type":"observed-data","id":"o","first_observed":"today","last_observed":"2026-01-01T00:00:00Z","number_observed":1}])"}) {
    simdjson::dom::parser parser;
    const std::string padded = json;
    EXPECT_FALSE(read_observations(parser.parse(padded).get_array()).ok()) << json;
  }
}

TEST(Observed, TakesTheInlineObjectsOfOldToo) {
  const std::string json = R"([{"type":"observed-data","id":"o","first_observed":"2026-01-01T00:00:00Z",
    "last_observed":"2026-01-01T00:00:00Z","number_observed":1,"objects":{"0":{"type":"ipv4-addr","value":"10.0.0.1"},
    "1":{"type":"network-traffic","src_ref":"0"}}}])";
  simdjson::dom::parser parser;
  const auto observations = read_observations(parser.parse(json).get_array());
  ASSERT_TRUE(observations.ok());
  EXPECT_TRUE(Matcher::compile(*parse("[network-traffic:src_ref.value = '10.0.0.1']"))->match(*observations)->matched);
}

}  // namespace
}  // namespace parley::pattern
