// What a run finds, keeps and says, on files in a folder and without a process. Reading, searching and recording have
// tests of their own in watch.
#include "desk/watching.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <fstream>

#include "desk/test_party.h"
#include "node/journals.h"
#include "node/own_identity.h"

namespace parley::desk::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string indicator(int number, const std::string& pattern, const std::string& from = "2020-01-01T00:00:00Z",
                      const std::string& name = "") {
  return fmt::format(R"({{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-{:012}",)"
                     R"("created":"2020-01-01T00:00:00.000Z","modified":"2020-01-01T00:00:00.000Z"{},"pattern":"{}",)"
                     R"("pattern_type":"stix","valid_from":"{}"}})",
                     number, name.empty() ? "" : ",\"name\":\"" + name + "\"", pattern, from);
}

std::string dns(int second, const std::string& name) {
  return fmt::format(
      "{{\"ts\":\"2026-11-22T08:00:{:02}Z\",\"uid\":\"C{}\",\"id.orig_h\":\"192.0.2.1\",\"id.resp_h\":\"192.0.2.53\","
      "\"query\":\"{}\"}}\n",
      second, second, name);
}

// Keeps what it is told. Stops when `looks` are used up.
class Heard : public Watching::Listener {
 public:
  Result<Fd> open(const std::string& name) override { return open_file(name, O_RDONLY, 0); }
  bool stopped() override { return looks > 0 && --looks == 0; }
  bool node_stops() override { return false; }
  void hit(const watch::HitReport& hit, AboutIndicators& about) override {
    hits.push_back(fmt::format("{} {}", about.name(hit.indicator), hit.value));
    json.push_back(hit_json(hit, about.name(hit.indicator)));
  }
  void indicators(const pattern::Index::Counts& counts, const watch::IndicatorFeed::Totals& totals) override {
    indexed = counts.indicators;
    feed = totals;
  }
  void problem(const std::string& source, const Error& error) override {
    problems.push_back(source + ": " + error.message);
  }
  void notice(const std::string& source, const std::string& text) override { said.push_back(source + ": " + text); }
  void left_out(const std::string& sentence) override { said.push_back(sentence); }
  void progress(const Watching::Progress&) override {}
  void flush() override {}

  const watch::IndicatorFeed::Totals::NotMet& not_met(watch::Unmeetable kind) const {
    return feed.not_met[static_cast<std::size_t>(kind)];
  }

  int looks = 0;
  std::uint64_t indexed = 0;
  watch::IndicatorFeed::Totals feed;
  std::vector<std::string> hits, json, said, problems;
};

class WatchingDesk : public PartyTest {
 protected:
  std::string log(const std::string& name, const std::string& text) {
    const auto path = files_.path() / name;
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }
  watch::Summary run(const Watching::Wanted& wanted, Heard& heard) {
    auto run = Watching::begin(node(), administrator(), wanted, heard);
    EXPECT_TRUE(run.ok()) << run.error().message;
    const auto done = (*run)->run();
    EXPECT_TRUE(done.ok()) << done.error().message;
    watch::Summary summary = (*run)->summary();
    json_ = summary_json(summary);
    summary.about = {};  // asks the run, which goes
    return summary;
  }
  watch::Summary run(const Watching::Wanted& wanted) {
    Heard heard;
    return run(wanted, heard);
  }
  std::string json_;

 private:
  node::testing::Folder files_;
};

// An object is known by its id and version: two texts under both would be a conflict for whoever reads both journals.
TEST_F(WatchingDesk, ThisPartyIsTheSameObjectInTheSightingsAsEverywhere) {
  put_into_main({indicator(1, "[domain-name:value = 'bad.example.net']")});
  EXPECT_EQ(run({.files = {log("dns.json", dns(1, "bad.example.net"))}}).stored.sightings, 1u);
  journal::Query query;
  query.ids = {node().config().party.identity};
  const auto page = journal("sightings").read(query, 0, {.objects = 10});
  ASSERT_TRUE(page.ok());
  ASSERT_EQ(page->entries.size(), 1u);
  EXPECT_EQ(page->entries[0].text, node::own_identity_object(node().config()));
}

TEST_F(WatchingDesk, FindsTellsAndAddsNothingTwice) {
  put_into_main({indicator(1, "[domain-name:value = 'bad.example.net']", "2020-01-01T00:00:00Z", "Raven")});
  const std::string file =
      log("dns.json", dns(1, "good.example.net") + dns(2, "BAD.example.net") + "{broken\n" + dns(3, "old.example.net"));
  EXPECT_EQ(run({.files = {file}, .dry_run = true}).stored.sightings, 1u);
  EXPECT_FALSE(node().journals().open("sightings").ok()) << "a dry run makes no journal";
  Heard heard;
  const auto first = run({.files = {file}}, heard);
  EXPECT_THAT(heard.hits, ElementsAre("Raven BAD.example.net"));
  EXPECT_THAT(heard.json, ElementsAre(HasSubstr("\"name\":\"Raven\",\"value\":\"BAD.example.net\"")));
  EXPECT_EQ(first.stored.sightings, 1u);
  EXPECT_EQ(first.skipped(), 1u);
  EXPECT_EQ(first.stored.observations, 1u);
  EXPECT_EQ(first.lines(), 4u);
  EXPECT_EQ(first.sources.at(0).format, "zeek-json");
  EXPECT_EQ(first.sources.at(0).counts.problems[static_cast<std::size_t>(watch::Problem::not_json)].first, 3u);
  const auto again = run({.files = {file}});
  EXPECT_EQ(again.stored.known, 1u);
  EXPECT_THAT(json_, HasSubstr("\"known\":1,\"sightings\":0,\"observations\":0"));
  // Nothing of it can be seen from outside.
  EXPECT_FALSE(node().journals().open("sightings")->row.outside_read);
}

TEST_F(WatchingDesk, SaysWhatCannotBeReadAndGoesOn) {
  put_into_main({indicator(1, "[domain-name:value = 'bad.example.net']")});
  Heard heard;
  const auto done = run({.files = {"/nowhere/x.log", log("notes.txt", "lorem ipsum dolor\n"),
                                   log("dns.json", dns(2, "bad.example.net"))}},
                        heard);
  EXPECT_THAT(heard.problems, ElementsAre(HasSubstr("/nowhere/x.log"), HasSubstr("cannot tell what log this is")));
  EXPECT_EQ(done.problems, 2u);
  EXPECT_EQ(done.stored.sightings, 1u);
}

TEST_F(WatchingDesk, CountsHitsOutsideOfTheValidityForTheRetrospectOnly) {
  put_into_main({indicator(1, "[domain-name:value = 'bad.example.net']", "2027-01-01T00:00:00Z", "Raven"),
                 indicator(2, "[ipv4-addr:value = '192.0.2.53']", "2020-01-01T00:00:00Z", "Resolver")});
  const std::string file = log("dns.json", dns(1, "bad.example.net"));
  const auto plain = run({.files = {file}});
  EXPECT_EQ(plain.tally.hits, 1u);
  EXPECT_EQ(plain.tally.outside, 1u);
  EXPECT_FALSE(plain.counts_outside_validity);
  EXPECT_EQ(run({.files = {file}, .dry_run = true, .ignore_validity = true}).tally.hits, 2u);
  // The evidence of the other indicator's hit names the domain, too: have we seen this?
  run({.retro = true});
  EXPECT_THAT(json_, HasSubstr("\"outside_validity\":1,\"outside_validity_counts\":true"));
  const auto strict = run({.retro = true, .respect_validity = true});
  EXPECT_EQ(strict.tally.outside, 1u);
  EXPECT_FALSE(strict.counts_outside_validity);
}

TEST_F(WatchingDesk, NamesWhatCannotBeMetAndSearchesForWhatIsMeant) {
  put_into_main({indicator(1, "[domain-name:value = 'files[.]bad[.]example']"),
                 indicator(2, "[ipv4-addr:value = '203.0.113.9:443']")});
  const std::string file =
      log("log.csv", "timestamp,src_ip,domain\n2024-05-02T10:15:00Z,192.0.2.20,files.bad.example\n");
  Heard plain;
  EXPECT_EQ(run({.files = {file}, .dry_run = true}, plain).tally.hits, 0u);
  const auto& defanged = plain.not_met(watch::Unmeetable::defanged);
  EXPECT_EQ(defanged.indicators, 1u);
  EXPECT_THAT(defanged.first, ElementsAre("indicator--00000000-0000-4000-8000-000000000001"));
  EXPECT_EQ(defanged.value, "files[.]bad[.]example");
  EXPECT_EQ(defanged.meant, "files.bad.example");
  EXPECT_THAT(unmeetable_json(watch::Unmeetable::defanged, defanged, "text"),
              HasSubstr("\"code\":\"cannot_be_met\",\"kind\":\"defanged\",\"count\":1"));
  Heard meant;
  EXPECT_EQ(run({.files = {file}, .refang = true}, meant).tally.hits, 1u);
  EXPECT_EQ(meant.feed.refanged, 1u);
}

TEST_F(WatchingDesk, FollowsUntilItIsStoppedAndSaysWhatNeverCame) {
  put_into_main({indicator(1, "[domain-name:value = 'bad.example.net']")});
  Heard heard;
  heard.looks = 2;  // one turn
  const auto done =
      run({.files = {log("dns.json", dns(1, "bad.example.net")), "/nowhere/x.log"}, .follow = true}, heard);
  EXPECT_EQ(done.stored.sightings, 1u);
  EXPECT_THAT(heard.said, ::testing::Contains(HasSubstr("waiting for it")));
  EXPECT_THAT(heard.problems, ElementsAre("/nowhere/x.log: never came"));
}

TEST_F(WatchingDesk, RefusesWhatContradictsItself) {
  Heard heard;
  for (const Watching::Wanted& wanted :
       {Watching::Wanted{.format = "xml"}, Watching::Wanted{.zone = "CET"},
        Watching::Wanted{.since = "2026-01-01T00:00:00Z"},
        Watching::Wanted{.retro = true, .ignore_validity = true, .respect_validity = true}}) {
    auto run = Watching::begin(node(), administrator(), wanted, heard);
    ASSERT_TRUE(run.ok());
    EXPECT_EQ((*run)->run().error().code, Code::invalid_input);
  }
  EXPECT_EQ(Watching::begin(node(), person("anna"), {}, heard).error().code, Code::forbidden);
}

}  // namespace
}  // namespace parley::desk::testing
