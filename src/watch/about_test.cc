// What is said beside a hit: that it is outside of the indicator's validity, that the indicator was recalled, that its
// value cannot be met.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "journal/journal_fixture.h"
#include "watch/testing.h"
#include "watch/unmeetable.h"
#include "watch/watcher.h"

namespace parley::watch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace watch::testing;

const Party kParty{
    "identity--3f7a8f1e-3f1c-4a53-9a0e-0c5f6f4f8a11",
    R"({"type":"identity","spec_version":"2.1","id":"identity--3f7a8f1e-3f1c-4a53-9a0e-0c5f6f4f8a11",)"
    R"("created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":"Ministry of Examples"})"};

Micros time_of(std::string_view text) { return parse_time(text)->at; }

class AboutTest : public journal::testing::JournalTest {
 protected:
  void SetUp() override {
    JournalTest::SetUp();
    create_and_open();
  }
  void put(int number, const std::string& pattern, std::string_view from, std::optional<Micros> until = {}) {
    const std::string id = fmt::format("indicator--00000000-0000-4000-8000-{:012}", number);
    ASSERT_TRUE(index_.put({.id = id, .pattern = pattern, .valid_from = time_of(from), .valid_until = until}).ok());
  }
  // Numbers of the indicators that were told, "!" behind those outside of their validity.
  std::vector<std::string> told(const std::string& text, WatchOptions options = {}) {
    std::vector<std::string> out;
    tally_ = {};
    options.on_hit = [&](const HitReport& hit) {
      out.push_back(std::string(hit.indicator.substr(hit.indicator.size() - 1)) + (hit.outside ? "!" : "") +
                    (hit.recalled.empty() ? "" : " " + std::string(hit.recalled)));
    };
    std::shared_ptr<journal::Journal> shared(journal_.get(), [](auto*) {});
    Recorder recorder(shared, {.party = kParty});
    Watcher watcher(index_, recorder, tally_, options);
    Log log("a.log", source_of(text), {});
    EXPECT_TRUE(log.open().ok());
    Occurrences occurrences;
    if (log.format() == Format::stix) {
      StixLog observations(log);
      for (auto next = observations.next(); next.ok() && *next != nullptr; next = observations.next())
        EXPECT_TRUE(watcher.observation(**next, "a.log", true).ok());
    } else {
      while (log.next()) EXPECT_TRUE(watcher.record(log, occurrences).ok());
    }
    EXPECT_TRUE(recorder.flush().ok());
    sightings_ = recorder.totals().sightings;
    return out;
  }

  pattern::Index index_;
  Tally tally_;
  std::uint64_t sightings_ = 0;
};

const std::string kOld = "timestamp,domain\n2018-03-24T17:20:00Z,docs.bad.example\n";

TEST_F(AboutTest, HitsOutsideOfTheValidityAreCountedAndAreHitsWhenAsked) {
  put(1, "[domain-name:value = 'docs.bad.example']", "2026-11-20T00:00:00Z");
  put(2, "[domain-name:value = 'docs.bad.example']", "2010-01-01T00:00:00Z", time_of("2015-01-01T00:00:00Z"));
  put(3, "[domain-name:value = 'docs.bad.example']", "2018-01-01T00:00:00Z");
  put(4, "[domain-name:value LIKE '%.bad.example']", "2026-11-20T00:00:00Z");
  EXPECT_THAT(told(kOld), ElementsAre("3"));
  EXPECT_EQ(tally_.hits, 1u);
  EXPECT_EQ(tally_.outside, 3u);
  EXPECT_EQ(tally_.outside_by_indicator.size(), 3u);
  EXPECT_EQ(sightings_, 1u);
  EXPECT_THAT(told(kOld, {.ignore_validity = true}), ElementsAre("1!", "2!", "3", "4!"));
  EXPECT_EQ(tally_.hits, 4u);
  EXPECT_EQ(tally_.outside, 3u);
  EXPECT_EQ(sightings_, 3u);
  // A line without time was seen when it is read.
  EXPECT_THAT(told("docs.bad.example\n"), ElementsAre("1", "3", "4"));
  EXPECT_EQ(tally_.outside, 1u);
}

TEST_F(AboutTest, ObservationsThatAreStixHaveValidityToo) {
  put(1, "[domain-name:value = 'docs.bad.example']", "2026-11-20T00:00:00Z");
  const std::string log =
      R"({"type":"observed-data","spec_version":"2.1","id":"observed-data--11111111-1111-4111-8111-111111111111",)"
      R"("created":"2018-11-22T08:24:53.000Z","modified":"2018-11-22T08:24:53.000Z","first_observed":"2018-11-22T08:24:53Z",)"
      R"("last_observed":"2018-11-22T08:24:53Z","number_observed":1,)"
      R"("object_refs":["domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7"]})"
      "\n"
      R"({"type":"domain-name","spec_version":"2.1","id":"domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7","value":"docs.bad.example"})"
      "\n";
  EXPECT_THAT(told(log), IsEmpty());
  EXPECT_EQ(tally_.outside, 1u);
  EXPECT_THAT(told(log, {.ignore_validity = true}), ElementsAre("1!"));
}

TEST_F(AboutTest, PartsOfAPatternAreCollectedWithinTheValidityOnly) {
  put(1, "[domain-name:value = 'a.example'] AND [domain-name:value = 'b.example']", "2026-11-20T00:00:00Z");
  const std::string text = "timestamp,domain\n2018-03-24T17:20:00Z,a.example\n2018-03-24T17:20:01Z,b.example\n";
  EXPECT_THAT(told(text), IsEmpty());
  EXPECT_THAT(told(text, {.ignore_validity = true}), ElementsAre("1!"));
}

TEST_F(AboutTest, ARecalledIndicatorsHitsAndSightingsSaySo) {
  put(1, "[domain-name:value = 'docs.bad.example']", "2010-01-01T00:00:00Z");
  put(2, "[domain-name:value LIKE 'docs.%']", "2010-01-01T00:00:00Z");
  WatchOptions options;
  options.recalled = [](std::string_view id) {
    return id.ends_with("1") ? std::string_view("Alba: wrong, wish stop-use") : std::string_view();
  };
  EXPECT_THAT(told(kOld, options), ElementsAre("1 Alba: wrong, wish stop-use", "2"));
  EXPECT_EQ(tally_.recalled, 1u);
  journal::Query query;
  query.types = {"sighting"};
  for (const std::string& sighting : read_all(query)) {
    const auto matcher = HasSubstr("\"description\":\"The indicator was recalled: Alba: wrong, wish stop-use\"");
    if (sighting.find("000000000001") != std::string::npos)
      EXPECT_THAT(sighting, matcher);
    else
      EXPECT_THAT(sighting, Not(matcher));
  }
  // The same log again adds nothing, and what was said stays.
  (void)told(kOld);
  EXPECT_EQ(sightings_, 0u);
}

TEST(UnmeetableValues, AreNamedByWhatIsWrongWithThem) {
  const std::vector<std::tuple<std::string, std::string, std::string>> cases = {
      {"[domain-name:value = 'files[.]bad-host[.]example']", "defanged", "files.bad-host.example"},
      {"[url:value = 'hxxp://bad-host.example/x']", "defanged", "http://bad-host.example/x"},
      {"[url:value = 'hxxps[:]//bad-host(.)example/x']", "defanged", "https://bad-host.example/x"},
      {"[ipv4-addr:value = '203[.]0[.]113[.]9']", "defanged", "203.0.113.9"},
      {"[email-addr:value = 'ada[at]bad-host[.]example']", "defanged", "ada@bad-host.example"},
      {"[network-traffic:dst_ref.value = 'bad-host{.}example']", "defanged", "bad-host.example"},
      {"[domain-name:value IN ('ok.example', 'bad[dot]example')]", "defanged", "bad.example"},
      {"[domain-name:value = ' bad-host.example']", "blanks", "bad-host.example"},
      {"[domain-name:value = '*.bad-host.example']", "wildcard", ""},
      {"[ipv4-addr:value = '203.0.113.9:443']", "port", "203.0.113.9"},
      {"[domain-name:value = 'bad-host.example:443']", "port", "bad-host.example"},
      {"[ipv4-addr:value = '203.0.113.9/24']", "block", "203.0.113.0/24"},
      {"[ipv6-addr:value = '2001:db8::1/32']", "block", "2001:db8::/32"},
      {"[url:value = 'bad-host.example/x']", "no_scheme", "http://bad-host.example/x"},
      {"[domain-name:value = '203.0.113.9']", "other_kind", ""},
      {"[domain-name:value = 'http://bad-host.example/']", "other_kind", ""},
      {"[file:hashes.'SHA-256' = 'd41d8cd98f00b204e9800998ecf8427e']", "hash", ""},
      {"[file:hashes.MD5 = 'xyz']", "hash", ""}};
  for (const auto& [pattern, kind, meant] : cases) {
    const auto found = unmeetable_values(pattern);
    ASSERT_EQ(found.size(), 1u) << pattern;
    EXPECT_EQ(to_string(found[0].kind), kind) << pattern;
    EXPECT_EQ(found[0].meant, meant) << pattern;
  }
  for (const char* fine :
       {"[domain-name:value = 'BAD-host.example.']", "[file:hashes.MD5 = 'D41D8CD98F00B204E9800998ECF8427E']",
        "[ipv4-addr:value = '203.0.113.0/24']", "[domain-name:value LIKE '%[.]example']", "[file:name = 'a[.]exe']",
        "[domain-name:value != 'bad[.]example']", "[url:value = 'http://bad-host.example/a b|c']", "not a pattern",
        "[url:value = 'http://[2001:db8::1]/']", "[mac-addr:value = '00-00-5E-00-53-16']"})
    EXPECT_THAT(unmeetable_values(fine), IsEmpty()) << fine;
}

TEST(UnmeetableValues, OfADefangedPatternTheMeaningCanBeSearched) {
  EXPECT_EQ(refanged_pattern("[domain-name:value = 'files[.]bad-host[.]example']"),
            "[domain-name:value = 'files.bad-host.example']");
  EXPECT_EQ(refanged_pattern("[url:value = 'hxxp://a[.]example/'] OR [domain-name:value = 'b.example']"),
            "[url:value = 'http://a.example/'] OR [domain-name:value = 'b.example']");
  EXPECT_EQ(refanged_pattern("[domain-name:value = 'a.example']"), std::nullopt);
  EXPECT_EQ(refanged_pattern("[ipv4-addr:value = '203.0.113.9:443']"), std::nullopt);
}

}  // namespace
}  // namespace parley::watch
