#include "desk/importing.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/file.h"
#include "desk/judging.h"
#include "desk/test_campaigns.h"
#include "desk/test_party.h"
#include "input/testing.h"
#include "json/json.h"
#include "json/text_member.h"
#include "testing/vectors.h"

namespace parley::desk::testing {
namespace {

using input::testing::gzip;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kMark = "\xEF\xBB\xBF";

std::string wide(std::string_view text, bool big_endian, bool mark) {
  std::string out;
  if (mark) out += big_endian ? "\xFE\xFF" : "\xFF\xFE";
  for (const char c : text) {
    if (big_endian) out += '\0';
    out += c;
    if (!big_endian) out += '\0';
  }
  return out;
}

struct Case {
  const char* name;
  std::string text;
  int wrong;  // 0: everything in it is taken
};

std::vector<Case> cases() {
  const std::string good = bundle(campaign(1) + "," + campaign(2));
  const std::string bad = bundle(campaign(1) + "," + campaign(2, R"(,"spec_version":"2.1","lang":"")"));
  const std::string no_id = R"({"type":"bundle","objects":[)" + campaign(1) + "]}";
  return {
      {"a bundle", good, 0},
      {"a bundle with line breaks", indented(good), 0},
      {"a bundle with line breaks of Windows", indented(good, "\r\n"), 0},
      {"a bundle behind a mark", std::string(kMark) + indented(good), 0},
      {"a bundle behind empty lines and a mark", "\n  \r\n" + std::string(kMark) + indented(good), 0},
      {"a bundle on one line behind a blank and a mark", " " + std::string(kMark) + good, 0},
      {"a bad bundle", bad, 1},
      {"a bad bundle with line breaks", indented(bad), 1},
      {"a bad bundle behind a mark", std::string(kMark) + indented(bad, "\r\n"), 1},
      {"a bundle without an id", no_id, 1},
      {"a bundle without an id behind a mark", std::string(kMark) + indented(no_id), 1},
      {"a bundle without an id, packed", gzip(indented(no_id)), 1},
      {"a good bundle, packed", gzip(indented(good)), 0},
      {"a good bundle behind a mark, packed", gzip(std::string(kMark) + good), 0},
      {"one object", campaign(1), 0},
      {"one object with line breaks", indented(campaign(1)), 0},
      {"one bad object", campaign(1, ""), 1},
      {"one object a line", campaign(1) + "\n" + campaign(2) + "\n", 0},
      {"one object a line as Windows writes it", std::string(kMark) + campaign(1) + "\r\n" + campaign(2) + "\r\n", 0},
      {"one object a line, a mark behind a blank before each",
       fmt::format("\n {0}{1}\n\t{0} {0}{2}\n", kMark, campaign(1), campaign(2)), 0},
      {"one object a line, one bad, behind an empty line and a mark",
       fmt::format("\n{}{}\n{}\n", kMark, campaign(1), campaign(2, "")), 1},
      {"one object a line, one bad", campaign(1) + "\n" + campaign(2, "") + "\n", 1},
      {"one object a line, one not JSON", campaign(1) + "\n{\"type\":\n" + campaign(2) + "\n", 1},
      {"bundles a line", good + "\n" + bundle(campaign(3), "", 98) + "\n", 0},
      {"bundles a line, one without an id", good + "\n" + no_id + "\n", 1},
      {"bundles behind one another", indented(good) + indented(bundle(campaign(3), "", 98)), 0},
      {"bundles behind one another, one without an id", indented(good) + indented(no_id), 1},
      {"a list", "[" + campaign(1) + "," + campaign(2) + "]", 0},
      {"a list with a bad one", "[" + campaign(1) + "," + campaign(2, "") + "]", 1},
      {"a list of bundles", "[" + good + "," + bundle(campaign(3), "", 98) + "]", 0},
      {"an envelope", R"({"more":false,"objects":[)" + campaign(1) + "]}", 0},
      {"an envelope with a bad one", R"({"more":false,"objects":[)" + campaign(1, "") + "]}", 1},
      {"a bundle in a bundle", bundle(bundle(campaign(1), "", 98)), 1},
      {"a bundle of version 2.0 over an object without one", bundle(campaign(1, ""), R"(,"spec_version":"2.0")"), 0},
      {"the same behind the objects",
       R"({"type":"bundle","id":"bundle--)" + uuid(99) + R"(","objects":[)" + campaign(1, "") +
           R"(],"spec_version":"2.0"})",
       0},
      {"a bundle of version 2.1 over an object without one", bundle(campaign(1, ""), R"(,"spec_version":"2.1")"), 0},
      {"a bundle of version 3 over an object without one", bundle(campaign(1, ""), R"(,"spec_version":"3")"), 1},
      {"a bundle of version 2.0 over what is none of 2.1",
       bundle(R"({"type":"malware","id":"malware--)" + uuid(1) +
                  R"(","created":"2024-05-01T08:00:00.000Z","modified":"2024-05-01T08:00:00.000Z","name":"m"})",
              R"(,"spec_version":"2.0")"),
       1},
      {"a bundle without a version over an object without one", bundle(campaign(1, "")), 1},
      {"an object that says it is 2.0", campaign(1, R"(,"spec_version":"2.0")"), 0},
      {"a bundle without objects", R"({"type":"bundle","id":"bundle--)" + uuid(99) + "\"}", 0},
      {"a bundle with an empty list", bundle(""), 1},
      {"the same name twice", campaign(1, R"(,"spec_version":"2.1","name":"d")"), 1},
      {"an object of its own type", R"({"type":"x-thing","id":"x-thing--)" + uuid(1) + R"(","value":"a"})", 0},
      {"nothing at all", "", 1},
      {"white space only", " \n\n", 1},
      {"a mark only", std::string(kMark), 1},
      {"an empty list", "[]", 1},
      {"an empty object", "{}", 0},
      {"an empty envelope", R"({"objects":[]})", 0},
      {"UTF-16 with a mark", wide(indented(good), false, true), 1},
      {"UTF-16 of the other end", wide(good, true, true), 1},
      {"UTF-16 without a mark", wide(good, false, false), 1},
      {"a zip archive", std::string("PK\x03\x04") + std::string(100, 'x'), 1},
      {"a PDF document", "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n", 1},
      {"a web page", "<!DOCTYPE html>\n<html><body>Please log in, {user}</body></html>\n", 1},
      {"STIX 1", "<?xml version=\"1.0\"?>\n<stix:STIX_Package>\n</stix:STIX_Package>\n", 1},
      {"a table", "type,value\nipv4,192.0.2.1\nipv4,192.0.2.2\n", 1},
      {"Latin-1", campaign(1, R"(,"spec_version":"2.1")", "caf\xE9"), 1},
      {"a MISP event", R"({"Event":{"id":"1","info":"x","Attribute":[{"type":"ip-dst","value":"192.0.2.1"}]}})", 1},
      {"MISP events", R"({"response":[{"Event":{"id":"1","info":"x"}}]})", 1},
      {"a cut-off bundle", good.substr(0, good.size() / 2), 1},
      {"a packed file that is cut off", gzip(indented(good)).substr(0, 60), 1},
  };
}

class ImportingDesk : public PartyTest {
 protected:
  // What was told of it, each as "what id: message".
  struct Done {
    std::vector<std::string> told;
    Importing::Totals totals;
    bool stopped = false;
    std::uint64_t waiting = 0;
  };
  Done import(const std::string& text, Importing::Wanted wanted = {}, std::function<bool()> stopped = {}) {
    Done done;
    const auto told = [&](const Importing::Notice& notice) {
      done.told.push_back(std::string(notice.what) + " " + std::string(notice.id) + ": " + std::string(notice.message));
    };
    auto work = Importing::begin(node(), administrator(), wanted,
                                 {.notice = told, .progress = {}, .stopped = std::move(stopped)});
    EXPECT_TRUE(work.ok()) << work.error().message;
    const auto read = work->file("-", input::File{input::testing::source_of(text), 0});
    EXPECT_TRUE(read.ok()) << read.error().message;
    done.totals = work->totals();
    done.stopped = work->was_stopped();
    done.waiting = work->waiting();
    return done;
  }
  std::string newest(const std::string& id) {
    journal::Query query;
    query.ids = {id};
    const auto page = journal("main").read(query, 0, {.objects = 1});
    EXPECT_TRUE(page.ok() && !page->entries.empty()) << id;
    return std::string(page->entries.at(0).text);
  }
};

int judged(const std::string& text, stix::Strictness strictness = stix::Strictness::lenient,
           std::string* said = nullptr) {
  stix::Judge judge(whole_standard(), strictness, [&](const stix::Verdict& verdict) {
    if (said != nullptr) *said += verdict.json(strictness) + "\n";
  });
  EXPECT_TRUE(judge_file(judge, "-", {input::testing::source_of(text), 0}).ok());
  return judge.invalid() > 0 ? 1 : 0;
}

TEST_F(ImportingDesk, JudgesEveryFileAsValidatingDoes) {
  for (const Case& one : cases()) {
    EXPECT_EQ(import(one.text, {.dry_run = true}).totals.refused > 0 ? 1 : 0, one.wrong) << one.name;
    EXPECT_EQ(judged(one.text), one.wrong) << one.name;
  }
  EXPECT_EQ(journal("main").size(), 0u);
}

TEST_F(ImportingDesk, NamesAFileOfAnotherKindInOneSentence) {
  struct Row {
    std::string text;
    const char* says;
  };
  const Row rows[] = {{wide(bundle(campaign(1)), false, true), "UTF-16"},
                      {wide("[]\n[]\n", true, false), "UTF-16"},
                      {std::string("PK\x03\x04") + "rest", "zip archive"},
                      {"%PDF-1.4\n", "PDF document"},
                      {"BZh91AY", "bzip2"},
                      {std::string("\xFD"
                                   "7zXZ\0",
                                   6),
                       "xz"},
                      {"<html>\n<p>one</p>\n</html>\n", "web page"},
                      {"<stix:STIX_Package/>\n", "STIX 1"},
                      {"a,b\n1,2\n3,4\n5,6\n", "table or list"},
                      {"192.0.2.1\n192.0.2.2\n192.0.2.3\n", "is not JSON: it begins with"},
                      {"", "is empty"},
                      {"[]", "holds no objects"},
                      {R"({"Event":{"info":"x"}})", "MISP"},
                      {std::string("\x7F"
                                   "ELF\0\0\0\x01",
                                   8),
                       "binary file"},
                      {gzip("%PDF-1.4\n"), "PDF document"}};
  for (const Row& row : rows) {
    EXPECT_THAT(import(row.text).told, ElementsAre(HasSubstr(row.says)));
    std::string said;
    EXPECT_EQ(judged(row.text, stix::Strictness::lenient, &said), 1);
    EXPECT_THAT(said, HasSubstr(row.says));
  }
}

// What a TAXII client gets that has everything already: a scheduled import of it must not be red.
TEST_F(ImportingDesk, TakesAnEmptyEnvelopeForNothingAndSaysSo) {
  for (const std::string text : {"{}", "{}\n", R"({"more":false})", R"({"more": false, "next": "abc"})",
                                 R"({"objects":[]})", R"({"more":false,"objects":[]})", "{}\n{}\n"}) {
    const auto done = import(text);
    EXPECT_THAT(done.told, ElementsAre(AllOf(HasSubstr("empty"), HasSubstr("nothing was in it")))) << text;
    EXPECT_EQ(done.totals.refused, 0u) << text;
    EXPECT_EQ(done.totals.seen, 0u) << text;
    EXPECT_GT(done.totals.empty_envelopes, 0u) << text;
    EXPECT_EQ(judged(text), 0) << text;
  }
  const auto last = import(campaign(1) + "\n{\"more\":false}\n");
  EXPECT_EQ(last.totals.stored, 1u) << "the last page of a loop over a collection";
  EXPECT_THAT(last.told, IsEmpty());
  for (const std::string text : {R"({"more":"no"})", R"({"message":"not found"})", R"({"type":"bundle"})"}) {
    EXPECT_EQ(import(text).totals.refused, 1u) << text;
    EXPECT_EQ(judged(text), 1) << text;
  }
}

TEST_F(ImportingDesk, AddsAVersionThatOnlyTheBundleHas) {
  const std::string old = bundle(campaign(1, ""), R"(,"spec_version":"2.0")");
  const auto done = import(old);
  EXPECT_THAT(done.told, ElementsAre(AllOf(HasSubstr("version-added campaign--" + uuid(1)),
                                           HasSubstr("stored with spec_version 2.1 added"))));
  EXPECT_EQ(done.totals.version_added, 1u);
  EXPECT_EQ(json::text_member(newest("campaign--" + uuid(1)), "spec_version"), "2.1");
  // Strictly, nothing is added, in importing as in validating.
  const auto strictly = import(old, {.dry_run = true, .strict = true});
  EXPECT_EQ(strictly.totals.refused, 1u);
  EXPECT_THAT(strictly.told,
              ElementsAre(AllOf(HasSubstr("it is STIX 2.0, as its bundle says"), HasSubstr("elevator"))));
  EXPECT_EQ(judged(old, stix::Strictness::strict), 1);
  std::string said;
  EXPECT_EQ(judged(old, stix::Strictness::lenient, &said), 0);
  EXPECT_THAT(said, HasSubstr("spec-version-from-bundle"));
  // What is not good 2.1 is said to be 2.0, with what to do.
  const std::string malware =
      R"({"type":"malware","id":"malware--)" + uuid(2) +
      R"(","created":"2024-05-01T08:00:00.000Z","modified":"2024-05-01T08:00:00.000Z","name":"m","labels":["trojan"]})";
  EXPECT_THAT(import(bundle(malware, R"(,"spec_version":"2.0")")).told,
              ElementsAre(AllOf(HasSubstr("it is STIX 2.0"), HasSubstr("stix2-elevator"))));
  EXPECT_THAT(import(malware).told, ElementsAre(HasSubstr("objects of STIX 2.0 have none")));
}

TEST_F(ImportingDesk, TellsADefangedIndicatorAndStoresItAsItCame) {
  const auto indicator = [](int number, const std::string& pattern) {
    return R"({"type":"indicator","spec_version":"2.1","id":"indicator--)" + uuid(number) +
           R"(","created":"2024-05-01T08:00:00.000Z","modified":"2024-05-01T08:00:00.000Z","name":"w","pattern":")" +
           pattern + R"(","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"})";
  };
  const auto done = import(indicator(1, "[domain-name:value = 'files[.]bad-host[.]example']"));
  EXPECT_THAT(done.told,
              ElementsAre(AllOf(HasSubstr("defanged"), HasSubstr("[domain-name:value = 'files.bad-host.example']"))));
  EXPECT_EQ(done.totals.stored, 1u);
  EXPECT_THAT(newest("indicator--" + uuid(1)), HasSubstr("files[.]bad-host[.]example"));
  EXPECT_THAT(import(indicator(2, "[domain-name:value = 'files.bad-host.example']")).told, IsEmpty());
  EXPECT_THAT(import(indicator(3, "[domain-name:value MATCHES 'files[.]bad-host']")).told, IsEmpty());
}

TEST_F(ImportingDesk, KeepsOrRenewsAVersionThatIsHereWithOtherContent) {
  const std::string first = campaign(1, R"(,"spec_version":"2.1")", "first"),
                    second = campaign(1, R"(,"spec_version":"2.1")", "second");
  EXPECT_EQ(import(first).totals.stored, 1u);
  const auto conflict = import(second);
  EXPECT_EQ(conflict.totals.conflicts, 1u);
  EXPECT_THAT(conflict.told, ElementsAre(AllOf(HasSubstr("conflict "), HasSubstr("nothing was overwritten"))));
  const auto kept = import(second, {.on_conflict = Importing::OnConflict::keep});
  EXPECT_EQ(kept.totals.conflicts, 1u);
  EXPECT_THAT(kept.told, IsEmpty());
  EXPECT_EQ(import(second, {.on_conflict = Importing::OnConflict::new_version}).totals.new_versions, 1u);
  EXPECT_EQ(json::text_member(newest("campaign--" + uuid(1)), "name"), "second");
  EXPECT_EQ(json::text_member(newest("campaign--" + uuid(1)), "modified"), "2024-05-01T08:00:00.001Z");
  // Again and again it adds nothing more.
  for (int i = 0; i < 2; ++i) {
    const auto again = import(second, {.on_conflict = Importing::OnConflict::new_version});
    EXPECT_EQ(again.totals.already_there, 1u);
    EXPECT_EQ(again.totals.new_versions, 0u);
  }
}

TEST_F(ImportingDesk, EndsAtABatchWhenItIsStopped) {
  std::string many;
  for (int i = 0; i < 5000; ++i) many += campaign(i) + "\n";
  int asked = 0;
  const auto stopped = import(many, {}, [&] { return ++asked > 10; });  // asked at every 256th object
  EXPECT_TRUE(stopped.stopped);
  EXPECT_EQ(stopped.totals.seen, 2560u);
  EXPECT_EQ(stopped.totals.stored, 2000u);
  EXPECT_EQ(stopped.waiting, 560u);
  EXPECT_EQ(journal("main").size(), 2000u);
  const auto rest = import(many);
  EXPECT_EQ(rest.totals.already_there, 2000u);
  EXPECT_EQ(rest.totals.stored, 3000u);
}

TEST_F(ImportingDesk, IsForWhoMayDraftInAJournalOfThisPartys) {
  EXPECT_EQ(Importing::begin(node(), person("anna"), {}, {}).error().code, Code::forbidden);
  EXPECT_TRUE(Importing::begin(node(), person("berta", {node::Act::draft}), {}, {}).ok());
  EXPECT_EQ(Importing::begin(node(), administrator(), {.journal = "nowhere"}, {}).error().code, Code::not_found);
}

// --- data of others, through both doors

// The shared vectors' inputs, one a line; what is no JSON text of one line is left out.
std::vector<std::string> vectors() {
  std::vector<std::string> out;
  json::Parser parser;
  for (const char* name : {"validate.jsonl", "validate_more.jsonl"})
    for (const std::string& line : parley::testing::read_lines(parley::testing::shared_dir() / "vectors/stix" / name)) {
      const auto row = parser.parse(line);
      if (!row.ok()) continue;
      const json::Object object(*row);
      if (!json::member(object, "raw")) out.push_back(simdjson::minify(*json::member(object, "object")));
    }
  return out;
}

TEST_F(ImportingDesk, JudgesTheSharedVectorsLineByLineAsValidatingDoes) {
  PARLEY_SHARED_PATH(path, "vectors/stix/validate.jsonl");
  const std::vector<std::string> inputs = vectors();
  ASSERT_GT(inputs.size(), 600u);
  std::string text;
  for (const std::string& input : inputs) text += input + "\n";
  std::set<std::uint64_t> invalid, refused;
  stix::Judge judge(whole_standard(), stix::Strictness::lenient, [&](const stix::Verdict& verdict) {
    if (!verdict.valid) invalid.insert(verdict.line);
  });
  for (std::size_t i = 0; i < inputs.size(); ++i) judge.value(inputs[i], i + 1);
  auto work = Importing::begin(node(), administrator(), {.dry_run = true},
                               {.notice =
                                    [&](const Importing::Notice& notice) {
                                      if (notice.what == "refused") refused.insert(notice.line);
                                    },
                                .progress = {},
                                .stopped = {}});
  ASSERT_TRUE(work.ok()) << work.error().message;
  ASSERT_TRUE(work->file("-", input::File{input::testing::source_of(text), 0}).ok());
  EXPECT_FALSE(refused.empty());
  for (std::size_t i = 0; i < inputs.size(); ++i)
    EXPECT_EQ(invalid.contains(i + 1), refused.contains(i + 1)) << inputs[i];
}

TEST_F(ImportingDesk, TakesPublishedBundlesWhole) {
  PARLEY_SHARED_PATH(folder, "data/stix");
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    const std::string text = read_file(entry.path()).value();
    EXPECT_EQ(judged(text), 0) << entry.path();
    EXPECT_EQ(import(text, {.dry_run = true}).totals.refused, 0u) << entry.path();
  }
}

TEST_F(ImportingDesk, TakesAKnowledgeBaseOnScheduleWithoutEndingInConflict) {
  PARLEY_SHARED_PATH(older, "data/stix/ics-attack-17.1.json");
  PARLEY_SHARED_PATH(newer, "data/stix/ics-attack-18.1.json");
  using On = Importing::OnConflict;
  EXPECT_EQ(import(read_file(older).value()).totals.conflicts, 0u);
  const std::string text = read_file(newer).value();
  EXPECT_GT(import(text).totals.conflicts, 0u);
  EXPECT_GT(import(text, {.on_conflict = On::keep}).totals.conflicts, 0u);
  EXPECT_EQ(import(text, {.on_conflict = On::new_version}).totals.conflicts, 0u);
  const auto again = import(text, {.on_conflict = On::new_version});
  EXPECT_EQ(again.totals.new_versions, 0u);
  EXPECT_EQ(again.totals.stored, 0u);
}

// What people have reported, with what each file is to be (its expected.md).
TEST_F(ImportingDesk, JudgesReportedFilesAsTheirReportsExpect) {
  PARLEY_SHARED_PATH(folder, "reports");
  struct Row {
    const char* file;
    int wrong;         // 0: all of it is taken
    const char* told;  // by the import; empty: nothing
  };
  const Row rows[] = {{"01-json-flag-on-indented-file/bundle.json", 0, ""},
                      {"02-reference-named-cve-in-a-report/report.json", 0, ""},
                      {"03-defanged-url-is-valid/url.json", 1, "6.15"},
                      {"04-bundle-behind-a-byte-order-mark/bundle.json", 1, "id"},
                      {"05-bundle-with-a-version-is-valid-and-refused/bundle.json", 0, "with spec_version 2.1 added"},
                      {"11-label-tlp-red-with-a-blank/campaign.json", 0, ""},
                      {"12-reserved-property-severity/alert.json", 1, "reserved"},
                      {"12-reserved-property-severity/notification.json", 1, "severity"},
                      {"13-defanged-indicator-is-silent/indicator.json", 0, "defanged"},
                      {"14-taxii-says-it-stores-stix-2.0/envelope.json", 1, "objects of STIX 2.0 have none"},
                      {"17-external-reference-with-a-blank-in-its-url/attack-pattern.json", 0, ""}};
  for (const Row& row : rows) {
    const auto text = read_file(folder / row.file);
    ASSERT_TRUE(text.ok()) << row.file;
    const auto done = import(*text, {.dry_run = true});
    const std::string told = fmt::format("{}", fmt::join(done.told, "\n"));
    EXPECT_EQ(done.totals.refused > 0 ? 1 : 0, row.wrong) << row.file << told;
    EXPECT_EQ(judged(*text), row.wrong) << row.file;
    EXPECT_EQ(told.empty(), *row.told == '\0') << row.file << told;
    EXPECT_THAT(told, HasSubstr(row.told)) << row.file;
  }
}

TEST_F(ImportingDesk, TellsMachinesTheSame) {
  const auto refused = to_json(Importing::Notice{"refused", "x--1", "a.json", 3, "no"});
  EXPECT_EQ(refused, R"({"refused":"x--1","file":"a.json","line":3,"message":"no"})");
  auto work = Importing::begin(node(), administrator(), {.dry_run = true}, {});
  ASSERT_TRUE(work.ok());
  ASSERT_TRUE(work->file("a.json", input::File{input::testing::source_of(campaign(1)), 0}).ok());
  EXPECT_THAT(to_json(*work, {.dry_run = true}),
              HasSubstr(R"({"journal":"main","dry_run":true,"objects":1,"stored":1,"already_there":0)"));
}

}  // namespace
}  // namespace parley::desk::testing
