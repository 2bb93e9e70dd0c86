// From a log to sightings in a journal.
#include "watch/watcher.h"

#include <gmock/gmock.h>

#include <set>

#include "base/hash.h"
#include "journal/journal_fixture.h"
#include "stix/validate.h"
#include "testing/vectors.h"
#include "watch/testing.h"

namespace parley::watch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using namespace watch::testing;

const Party kParty{
    "identity--3f7a8f1e-3f1c-4a53-9a0e-0c5f6f4f8a11",
    R"({"type":"identity","spec_version":"2.1","id":"identity--3f7a8f1e-3f1c-4a53-9a0e-0c5f6f4f8a11",)"
    R"("created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":"Ministry of Examples"})"};

std::string indicator_id(int number) { return fmt::format("indicator--00000000-0000-4000-8000-{:012x}", number); }

class WatchTest : public journal::testing::JournalTest {
 protected:
  void SetUp() override {
    JournalTest::SetUp();
    create_and_open();
  }
  void put(int number, const std::string& pattern) {
    const std::string id = indicator_id(number);
    const auto done = index_.put({.id = id, .pattern = pattern, .valid_from = {}, .valid_until = {}});
    ASSERT_TRUE(done.ok()) << done.error().message;
  }
  static journal::NewObject indicator(int number, const std::string& modified, const std::string& more) {
    journal::NewObject made = object(indicator_id(number), modified);
    made.text = fmt::format(
        R"({{"type":"indicator","spec_version":"2.1","id":"{}","created":"2026-01-01T00:00:00.000Z","modified":"{}","valid_from":"2020-01-01T00:00:00Z",{}}})",
        made.id, modified, more);
    made.canonical = *json::canonical(made.text);
    return made;
  }
  // The journal of one run: opened as shared, closed again.
  Recorder::Totals watch(const std::string& text, const RecorderOptions& options = {.party = kParty},
                         const KnownGood* known_good = nullptr, const std::string& name = "a.log") {
    hits_.clear();
    tally_ = {};
    std::shared_ptr<journal::Journal> shared(journal_.get(), [](auto*) {});
    Recorder recorder(options.dry_run ? nullptr : shared, options);
    Watcher watcher(index_, recorder, tally_,
                    {.known_good = known_good, .on_hit = [this](const HitReport& hit) {
                       hits_.push_back(fmt::format("{} {} {} {}", hit.indicator.substr(hit.indicator.size() - 2),
                                                   hit.value, hit.line, hit.known_good));
                     }});
    Log log(name, source_of(text), {});
    EXPECT_TRUE(log.open().ok());
    Occurrences occurrences;
    if (log.format() == Format::stix) {
      StixLog observations(log);
      for (auto next = observations.next(); next.ok() && *next != nullptr; next = observations.next())
        EXPECT_TRUE(watcher.observation(**next, name, true).ok());
    } else {
      while (log.next()) {
        const auto done = watcher.record(log, occurrences);
        EXPECT_TRUE(done.ok()) << done.error().message;
      }
    }
    const auto flushed = recorder.flush();
    EXPECT_TRUE(flushed.ok()) << flushed.error().message;
    return recorder.totals();
  }
  std::vector<std::string> objects(const std::string& type, bool all = false) {
    journal::Query query;
    query.types = {type};
    if (all) query.versions = journal::testing::all_versions();
    return read_all(query);
  }
  static json::Object parsed(json::Parser& parser, const std::string& text) {
    auto value = parser.parse(text);
    EXPECT_TRUE(value.ok());
    return value->get_object().value();
  }

  static std::vector<std::string> strings(json::Object object, std::string_view name) {
    std::vector<std::string> out;
    const json::Array list = object[name].get_array().value();
    for (const json::Element one : list) out.emplace_back(one.get_string().value());
    return out;
  }

  pattern::Index index_;
  std::vector<std::string> hits_;
  Tally tally_;
};

TEST_F(WatchTest, AHitBecomesASightingWithItsEvidence) {
  put(1, "[ipv4-addr:value = '198.51.100.7']");
  put(2, "[domain-name:value = 'nowhere.example']");
  const std::string text = testdata("conn.log");
  const auto totals = watch(text, {.party = kParty}, nullptr, "logs/conn.log");
  EXPECT_THAT(hits_, ElementsAre("01 198.51.100.7 8 "));
  EXPECT_EQ(totals.sightings, 1u);
  EXPECT_EQ(totals.observations, 1u);
  EXPECT_EQ(totals.refused, 0u);

  const auto sightings = objects("sighting");
  ASSERT_EQ(sightings.size(), 1u);
  json::Parser parser;
  const auto sighting = parsed(parser, sightings[0]);
  EXPECT_EQ(json::string_member(sighting, "sighting_of_ref"), indicator_id(1));
  EXPECT_EQ(std::int64_t(sighting["count"]), 1);
  EXPECT_EQ(json::string_member(sighting, "first_seen"), "2025-11-22T08:26:40.100000Z");
  EXPECT_THAT(sightings[0], HasSubstr("\"where_sighted_refs\":[\"" + kParty.identity + "\"]"));

  const auto observed = objects("observed-data");
  ASSERT_EQ(observed.size(), 1u);
  const std::string line =
      text.substr(text.find("1763800000"), text.find('\n', text.find("1763800000")) - text.find("1763800000"));
  EXPECT_THAT(observed[0],
              HasSubstr(fmt::format(
                  "\"source\":\"logs/conn.log\",\"format\":\"zeek-tsv\",\"offset\":{},\"line\":8,\"sha256\":\"{}\"",
                  text.find("1763800000"), to_hex(sha256(line)))));
  const auto artifacts = objects("artifact");
  ASSERT_EQ(artifacts.size(), 1u);
  EXPECT_THAT(artifacts[0], HasSubstr(to_base64(as_bytes(line))));
  EXPECT_EQ(objects("network-traffic").size(), 1u);
  EXPECT_EQ(objects("ipv4-addr").size(), 2u);
  EXPECT_EQ(objects("extension-definition").size(), 1u);
}

TEST_F(WatchTest, EverythingKeptIsValidStixAndRefersOnlyToWhatIsThere) {
  put(1, "[ipv4-addr:value = '198.51.100.7']");
  put(2, "[email-message:subject LIKE 'Invoice%']");
  put(3, "[x509-certificate:subject = 'CN=www.example.org']");
  put(4, "[file:name = 'two.dll']");
  put(5, "[domain-name:value = 'bad.example.net' AND domain-name:resolves_to_refs[*].value = '203.0.113.66']");
  put(6, "[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']");
  put(7,
      "[network-traffic:dst_ref.value = '198.51.100.7' AND network-traffic:dst_port = 80 AND "
      "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' LIKE 'curl%']");
  for (const char* name : {"conn.log", "http.log", "smtp.json", "eve.json", "values.txt"})
    watch(testdata(name), {.party = kParty}, nullptr, name);
  std::set<std::string> seen;
  stix::Validator validator;
  json::Parser parser;
  for (const auto& text : read_all({})) {
    const auto value = parser.parse(text);
    ASSERT_TRUE(value.ok());
    EXPECT_TRUE(validator.check_object(*value)) << text << "\n"
                                                << (validator.error_count() > 0 ? validator.first_error().message : "");
    seen.insert(std::string(json::string_member(value->get_object().value(), "id").value()));
  }
  std::set<std::string> sighted;
  for (const auto& text : objects("sighting")) {
    const auto object = parsed(parser, text);
    sighted.insert(std::string(json::string_member(object, "sighting_of_ref").value()));
    for (const auto& ref : strings(object, "observed_data_refs")) EXPECT_TRUE(seen.contains(ref)) << text;
  }
  EXPECT_THAT(sighted, ::testing::SizeIs(7u));
  for (const auto& text : objects("observed-data"))
    for (const auto& ref : strings(parsed(parser, text), "object_refs")) EXPECT_TRUE(seen.contains(ref)) << text;
}

TEST_F(WatchTest, TheSameLogTwiceAddsNothingAndALongerOneANewVersion) {
  put(1, "[ipv4-addr:value = '192.0.2.10']");
  const std::string text = testdata("conn.log");
  const std::string half = text.substr(0, text.find("1763800001"));
  watch(half);
  const auto size = journal_->size();
  const auto again = watch(half, {.party = kParty}, nullptr, "copied/elsewhere.log");
  EXPECT_EQ(journal_->size(), size);
  EXPECT_EQ(again.known, 1u);
  // The third line is whole here.
  const std::string longer = half + "1763800002.300000\tC3\t192.0.2.10\t49154\t203.0.113.9\t80\ttcp\t-\t-\t-\n";
  const auto more = watch(longer);
  EXPECT_EQ(more.known, 1u);
  EXPECT_EQ(more.observations, 1u);
  EXPECT_EQ(objects("sighting").size(), 1u);
  EXPECT_EQ(objects("sighting", true).size(), 2u);
  EXPECT_THAT(objects("sighting")[0], HasSubstr("\"count\":2"));
}

TEST_F(WatchTest, EqualLinesAreSeveralObservationsAndStillAddNothingTwice) {
  put(1, "[domain-name:value = 'a.example.org']");
  const std::string line = R"({"ts":"2026-11-22T08:24:53Z","uid":"C1","query":"a.example.org"})";
  const std::string text = line + "\n" + line + "\n" + line + "\n";
  EXPECT_EQ(watch(text).observations, 3u);
  EXPECT_THAT(objects("sighting")[0], HasSubstr("\"count\":3"));
  const auto size = journal_->size();
  watch(text);
  EXPECT_EQ(journal_->size(), size);
}

TEST_F(WatchTest, EvidenceHasALimitAndTheCountGoesOn) {
  put(1, "[domain-name:value = 'a.example.org']");
  std::string text;
  for (int i = 0; i < 50; ++i)
    text += fmt::format("{{\"ts\":\"2026-11-22T08:24:{:02}Z\",\"uid\":\"C1\",\"query\":\"a.example.org\"}}\n", i);
  const RecorderOptions options{.party = kParty, .evidence_per_sighting = 10};
  const auto totals = watch(text, options);
  EXPECT_EQ(totals.observations, 10u);
  EXPECT_EQ(totals.not_kept, 40u);
  EXPECT_THAT(objects("sighting")[0], HasSubstr("\"last_seen\":\"2026-11-22T08:24:49.000000Z\",\"count\":50"));
  const auto size = journal_->size();
  watch(text, options);
  EXPECT_EQ(journal_->size(), size);
}

TEST_F(WatchTest, ADayIsASightingAndWhatHasNoTimeIsOneOfItsOwn) {
  put(1, "[domain-name:value = 'bad.example.net']");
  watch(
      "{\"ts\":\"2026-11-22T23:59:59Z\",\"uid\":\"C\",\"query\":\"bad.example.net\"}\n{\"ts\":\"2026-11-23T00:00:01Z\","
      "\"uid\":\"C\",\"query\":\"bad.example.net\"}\n");
  EXPECT_EQ(objects("sighting").size(), 2u);
  watch(testdata("values.txt"));
  const auto size = journal_->size();
  EXPECT_EQ(objects("sighting").size(), 3u);
  EXPECT_THAT(objects("sighting")[2], ::testing::Not(HasSubstr("first_seen")));
  watch(testdata("values.txt"));
  EXPECT_EQ(journal_->size(), size);
}

TEST_F(WatchTest, KnownGoodListsSuppressAndSaySo) {
  put(1, "[domain-name:value = 'www.example.com']");
  put(2, "[domain-name:value = 'bad.example.net']");
  KnownGood lists;
  ASSERT_TRUE(lists.add(testdata("warninglist.json"), "w").ok());
  const auto totals = watch(
      "{\"ts\":\"2026-11-22T08:24:53Z\",\"uid\":\"C\",\"query\":\"bad.example.net\",\"answers\":[\"www.example.com\"]}"
      "\n",
      {.party = kParty}, &lists);
  EXPECT_THAT(hits_, UnorderedElementsAre("01 www.example.com 1 Examples", "02 bad.example.net 1 "));
  EXPECT_EQ(tally_.suppressed, 1u);
  EXPECT_EQ(tally_.by_list.at("Examples"), 1u);
  EXPECT_EQ(totals.sightings, 1u);
}

TEST_F(WatchTest, PatternsOverSeveralLinesAreCorrelated) {
  put(1, "[domain-name:value = 'a.example.org'] FOLLOWEDBY [domain-name:value = 'b.example.org'] WITHIN 60 SECONDS");
  put(2, "[domain-name:value = 'a.example.org'] REPEATS 2 TIMES WITHIN 10 SECONDS");
  const auto line = [](const char* time, const char* name) {
    return fmt::format("{{\"ts\":\"2026-11-22T08:{}Z\",\"uid\":\"C\",\"query\":\"{}\"}}\n", time, name);
  };
  const std::string text = line("00:00", "b.example.org") + line("00:30", "a.example.org") +
                           line("00:31", "c.example.org") + line("00:50", "b.example.org") +
                           line("05:00", "a.example.org");
  const auto totals = watch(text);
  EXPECT_THAT(hits_, ElementsAre("01  4 "));
  EXPECT_EQ(totals.observations, 2u);
  EXPECT_THAT(
      objects("sighting"),
      ElementsAre(HasSubstr(
          "\"first_seen\":\"2026-11-22T08:00:30.000000Z\",\"last_seen\":\"2026-11-22T08:00:50.000000Z\",\"count\":1")));
  const auto size = journal_->size();
  watch(text);
  EXPECT_EQ(journal_->size(), size);
}

TEST_F(WatchTest, ADryRunKeepsNothing) {
  put(1, "[ipv4-addr:value = '198.51.100.7']");
  const auto totals = watch(testdata("conn.log"), {.party = kParty, .dry_run = true});
  EXPECT_EQ(totals.sightings, 1u);
  EXPECT_EQ(journal_->size(), 0u);
}

TEST_F(WatchTest, ObservedDataIsItsOwnEvidence) {
  put(1, "[domain-name:value = 'bad.example.net']");
  const std::string domain =
      R"({"type":"domain-name","spec_version":"2.1","id":"domain-name--5c5b5f6d-0b8c-5b4e-9a53-5b7b5c5b5f6d","value":"bad.example.net"})";
  const std::string observed =
      R"({"type":"observed-data","spec_version":"2.1","id":"observed-data--2f1f3c0a-9d5b-4a7e-8f70-3b5d7c9e1a2b","created":"2026-11-22T08:00:00.000Z","modified":"2026-11-22T08:00:00.000Z","first_observed":"2026-11-22T07:00:00Z","last_observed":"2026-11-22T07:30:00Z","number_observed":5,"object_refs":["domain-name--5c5b5f6d-0b8c-5b4e-9a53-5b7b5c5b5f6d"]})";
  for (const std::string& text :
       {observed + "\n" + domain + "\n",
        "{\"type\":\"bundle\",\"id\":\"bundle--2f1f3c0a-9d5b-4a7e-8f70-3b5d7c9e1a2b\",\"objects\":[" + domain + "," +
            observed + "]}"})
    watch(text);
  ASSERT_EQ(objects("sighting", true).size(), 1u);
  EXPECT_THAT(objects("sighting")[0], HasSubstr("\"count\":5"));
  EXPECT_THAT(objects("sighting")[0],
              HasSubstr("\"observed_data_refs\":[\"observed-data--2f1f3c0a-9d5b-4a7e-8f70-3b5d7c9e1a2b\"]"));
  EXPECT_THAT(objects("observed-data"), ElementsAre(observed));
}

TEST_F(WatchTest, RetroHuntFindsInOldEvidenceWhatANewIndicatorNames) {
  put(1, "[domain-name:value = 'bad.example.net']");
  watch(testdata("eve.json"));
  put(2, "[ipv4-addr:value = '203.0.113.66']");
  std::shared_ptr<journal::Journal> shared(journal_.get(), [](auto*) {});
  const auto hunt = [&] {
    Recorder recorder(shared, {.party = kParty});
    Tally tally;
    Watcher watcher(index_, recorder, tally, {});
    EXPECT_TRUE(retro_hunt(*journal_, "journal", watcher, [](std::uint64_t) { return true; }).ok());
    EXPECT_TRUE(recorder.flush().ok());
    return recorder.totals();
  };
  EXPECT_EQ(hunt().sightings, 1u);
  EXPECT_EQ(objects("sighting").size(), 2u);
  EXPECT_EQ(hunt().sightings, 0u);
}

std::string pattern_of(std::string_view address) {
  return fmt::format(R"("pattern_type":"stix","pattern":"[ipv4-addr:value = '{}']")", address);
}

// A journal that the test keeps open for longer than the feed asks.
std::shared_ptr<const journal::Journal> borrowed(const journal::Journal& journal) {
  return {&journal, [](const journal::Journal*) {}};
}

TEST_F(WatchTest, IndicatorsJoinFromAJournalAndLeaveWithIt) {
  const std::string stix = pattern_of("198.51.100.7");
  append({indicator(1, "2026-01-01T00:00:00.000Z", stix),
          indicator(2, "2026-01-01T00:00:00.000Z", R"("pattern_type":"sigma","pattern":"x")"),
          indicator(3, "2026-01-01T00:00:00.000Z", R"("pattern_type":"stix","pattern":"[oops")")});
  pattern::Index index;
  IndicatorFeed feed(index);
  EXPECT_TRUE(*feed.poll("j", borrowed(*journal_)));
  EXPECT_FALSE(*feed.poll("j", borrowed(*journal_)));
  EXPECT_EQ(index.counts().indicators, 1u);
  EXPECT_EQ(feed.totals().other_language, 1u);
  EXPECT_EQ(feed.totals().refused, 1u);
  EXPECT_THAT(feed.totals().problems, ElementsAre(HasSubstr(indicator_id(3))));
  append(indicator(4, "2026-01-01T00:00:00.000Z", stix));
  EXPECT_TRUE(*feed.poll("j", borrowed(*journal_)));
  EXPECT_EQ(index.counts().indicators, 2u);
  append(indicator(4, "2026-02-01T00:00:00.000Z", stix + ",\"revoked\":true"));
  EXPECT_TRUE(*feed.poll("j", borrowed(*journal_)));
  EXPECT_EQ(index.counts().indicators, 1u);
  ASSERT_TRUE(journal_->erase(indicator_id(1), journal::testing::all_versions()).ok());
  EXPECT_TRUE(*feed.poll("j", borrowed(*journal_)));
  EXPECT_EQ(index.counts().indicators, 0u);
}

TEST_F(WatchTest, AnIndicatorOfAMappedAddressMeetsTheIPv4AddressInALog) {
  journal::NewObject made = object(indicator_id(1), "2026-01-01T00:00:00.000Z");
  made.text = fmt::format(
      R"({{"type":"indicator","spec_version":"2.1","id":"{}","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","valid_from":"2020-01-01T00:00:00Z","pattern_type":"stix","pattern":"[ipv6-addr:value = '::ffff:198.51.100.7']"}})",
      made.id);
  made.canonical = *json::canonical(made.text);
  append({made});
  IndicatorFeed feed(index_);
  EXPECT_TRUE(*feed.poll("j", borrowed(*journal_)));
  watch(testdata("conn.log"), {.party = kParty, .dry_run = true});
  EXPECT_THAT(hits_, ElementsAre("01 198.51.100.7 8 "));
}

TEST_F(WatchTest, WhatOneJournalErasesStaysAsAnotherHasIt) {
  options_.origin = "node.example/j/other";
  ASSERT_TRUE(journal::Journal::create(dir_ / "other", options_).ok());
  const auto other = journal::Journal::open(dir_ / "other", options_).value();
  const journal::NewObject older = indicator(1, "2026-01-01T00:00:00.000Z", pattern_of("198.51.100.1"));
  append(indicator(1, "2026-02-01T00:00:00.000Z", pattern_of("198.51.100.2")));
  ASSERT_TRUE(other->append(std::vector{older}).ok());
  // In whichever order they are polled.
  for (const bool other_first : {false, true}) {
    pattern::Index index;
    IndicatorFeed feed(index);
    auto shared = borrowed(*other);
    const auto poll = [&] {
      if (other_first) EXPECT_TRUE(feed.poll("other", shared).ok());
      EXPECT_TRUE(feed.poll("j", borrowed(*journal_)).ok());
      if (!other_first) EXPECT_TRUE(feed.poll("other", shared).ok());
    };
    const auto is_met_by = [&](std::string_view address) {
      pattern::Index::Reader reader(index);
      reader.begin(now());
      reader.text(*index.path("ipv4-addr:value"), address);
      return !reader.finish(nullptr).empty();
    };
    poll();
    EXPECT_TRUE(is_met_by("198.51.100.2")) << "the newest";
    ASSERT_TRUE(journal_->erase(indicator_id(1), journal::testing::all_versions()).ok());
    poll();
    EXPECT_FALSE(is_met_by("198.51.100.2"));
    EXPECT_TRUE(is_met_by("198.51.100.1")) << "what is left";
    append(indicator(1, "2026-03-01T00:00:00.000Z", pattern_of("198.51.100.2")));
    poll();
    EXPECT_TRUE(is_met_by("198.51.100.2"));
    ASSERT_TRUE(journal_->erase(indicator_id(1), journal::testing::all_versions()).ok());
    shared.reset();  // the other one is closed meanwhile
    EXPECT_TRUE(feed.poll("j", borrowed(*journal_)).ok());
    EXPECT_FALSE(is_met_by("198.51.100.2"));
    shared = borrowed(*other);
    poll();
    EXPECT_TRUE(is_met_by("198.51.100.1")) << "read again when it is open";
    append(indicator(1, "2026-04-01T00:00:00.000Z", pattern_of("198.51.100.2")));
  }
}

TEST(KnownGoodLists, OfEveryType) {
  KnownGood lists;
  std::size_t skipped = 0;
  EXPECT_TRUE(
      lists.add(R"({"name":"s","type":"string","list":["Exact"],"matching_attributes":["md5"]})", "", &skipped).ok());
  EXPECT_TRUE(
      lists
          .add(
              R"({"name":"c","type":"cidr","list":["192.0.2.0/24","2001:db8::/32","oops",7],"matching_attributes":["ip-dst"]})",
              "", &skipped)
          .ok());
  EXPECT_TRUE(lists.add(R"({"name":"u","type":"substring","list":["tracker"]})", "", &skipped).ok());
  EXPECT_TRUE(lists.add(R"({"name":"r","type":"regex","list":["/^ad[0-9]+\\./i","("]})", "", &skipped).ok());
  EXPECT_EQ(skipped, 3u);
  namespace path = pattern::path;
  EXPECT_EQ(lists.find(path::file_md5, "exact"), "s");
  EXPECT_EQ(lists.find(path::file_name, "exact"), "");  // the list is about hashes
  EXPECT_EQ(lists.find(path::ipv4_addr_value, "192.0.2.77"), "c");
  EXPECT_EQ(lists.find(path::ipv6_addr_value, "2001:db8::1"), "c");
  EXPECT_EQ(lists.find(path::domain_name_value, "a.Tracker.example"), "u");
  EXPECT_EQ(lists.find(path::domain_name_value, "AD7.example"), "r");
  EXPECT_EQ(lists.find(path::domain_name_value, "good.example"), "");
  EXPECT_FALSE(lists.add("[]", "x").ok());
  EXPECT_FALSE(lists.add(R"({"type":"magic","list":[]})", "x").ok());
}

// What is in real logs becomes valid STIX. Only certificates there name hosts that can be none; their lines are kept
// without.
TEST_F(WatchTest, RealLogsGiveEvidenceThatIsTaken) {
  PARLEY_SHARED_PATH(folder, "data/logs/zeek");
  put(1, "[ipv4-addr:value ISSUBSET '10.0.0.0/8']");
  put(2, "[x509-certificate:subject LIKE '%e%']");
  for (const char* file : {"dns.json.gz", "ssl.log.gz", "smtp.json.gz", "x509.json.gz"}) {
    std::ifstream in(folder / file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    const auto totals = watch(text.str(), {.party = kParty, .evidence_per_sighting = 100}, nullptr, file);
    EXPECT_GT(totals.observations + totals.not_kept, 0u);
    if (std::string_view(file) != "x509.json.gz") {
      EXPECT_EQ(totals.refused, 0u) << file << ": " << totals.first_refusal;
    }
  }
  EXPECT_GE(objects("observed-data").size(), 200u);
}

}  // namespace
}  // namespace parley::watch
