// What each format's lines say, by the logs in testdata.
#include <gmock/gmock.h>

#include "testing/vectors.h"
#include "watch/testing.h"

namespace parley::watch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace watch::testing;

Log open_log(const std::string& text, const Mapping* mapping = nullptr, std::optional<Format> format = std::nullopt) {
  return Log("test", source_of(text), {.format = format, .mapping = mapping});
}

TEST(Readers, ZeekConnAsTable) {
  Log log = open_log(testdata("conn.log"));
  ASSERT_TRUE(log.open().ok());
  EXPECT_EQ(log.format(), Format::zeek_tsv);
  EXPECT_THAT(records_of(log),
              ElementsAre("source_address=192.0.2.10 source_port=49152 destination_address=198.51.100.7 "
                          "destination_port=443 transport=tcp service=ssl",
                          "source_address=2001:db8::10 source_port=49153 destination_address=2001:db8::7 "
                          "destination_port=53 transport=udp service=dns"));
  EXPECT_EQ(problem_count(log, Problem::columns), 1u);  // the third was cut
  EXPECT_EQ(log.counts().lines, 11u);
  EXPECT_EQ(log.counts().skipped(), 1u);
}

TEST(Readers, ZeekHttpAsTableWithEscapesAndLists) {
  Log log = open_log(testdata("http.log"));
  ASSERT_TRUE(log.open().ok());
  EXPECT_THAT(records_of(log),
              ElementsAre(HasSubstr("method=GET host=cdn.example.net uri=/a/b?c=1 user_agent=curl/8.0\tbeta "
                                    "file_name=one.exe file_name=two.dll service=http")));
  EXPECT_TRUE(log.counts().problems[0].lines == 0 && log.counts().skipped() == 0);
}

TEST(Readers, ZeekJsonKnowsMailFromCertificates) {
  Log log = open_log(testdata("smtp.json"));
  ASSERT_TRUE(log.open().ok());
  EXPECT_EQ(log.format(), Format::zeek_json);
  ASSERT_TRUE(log.next());
  EXPECT_EQ(to_string(log.at()), "2025-11-22T08:26:43.250000Z");
  EXPECT_EQ(log.record().find(Role::sender)->value, "ada@example.org");
  EXPECT_EQ(log.record().find(Role::subject)->value, "Invoice \xC3\xA4");
  EXPECT_EQ(log.record().find(Role::user_agent), nullptr);
  ASSERT_TRUE(log.next());
  EXPECT_EQ(log.record().find(Role::subject), nullptr);
  EXPECT_EQ(log.record().find(Role::certificate_subject)->value, "CN=www.example.org");
  EXPECT_FALSE(log.next());
}

TEST(Readers, SuricataEveWithObjectsBelow) {
  Log log = open_log(testdata("eve.json"));
  ASSERT_TRUE(log.open().ok());
  EXPECT_EQ(log.format(), Format::suricata);
  ASSERT_TRUE(log.next());
  EXPECT_EQ(to_string(log.at()), "2026-11-22T06:24:53.123456Z");
  EXPECT_EQ(log.record().find(Role::domain)->value, "bad.example.net");
  EXPECT_EQ(log.record().find(Role::answer)->value, "203.0.113.66");
  ASSERT_TRUE(log.next());
  EXPECT_EQ(log.record().find(Role::certificate_hash)->value, "362d6015b45c6c2700112233445566778899aabb");
  EXPECT_EQ(log.record().find(Role::certificate_serial)->value, "0abb");
  ASSERT_TRUE(log.next());
  EXPECT_EQ(log.record().find(Role::md5)->value, "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_FALSE(log.next());
  EXPECT_EQ(log.counts().skipped(), 0u);  // statistics are no fault
}

TEST(Readers, CsvByItsMapping) {
  const auto mapping = Mapping::parse(testdata("proxy.toml"), "proxy.toml");
  ASSERT_TRUE(mapping.ok()) << mapping.error().message;
  Log log = open_log(testdata("proxy.csv"), &*mapping);
  ASSERT_TRUE(log.open().ok());
  ASSERT_TRUE(log.next());
  EXPECT_EQ(log.record().find(Role::url)->value, "http://bad.example.net/x;y \"q\"");
  EXPECT_EQ(to_string(log.at()), "2026-11-22T07:24:53.000000Z");
  EXPECT_FALSE(log.next());
  EXPECT_EQ(problem_count(log, Problem::columns), 1u);
  EXPECT_EQ(problem_count(log, Problem::quotes), 1u);
  EXPECT_EQ(problem_count(log, Problem::time_without_zone), 1u);
}

TEST(Readers, CsvWithUsualNamesNeedsNoMapping) {
  Log log = open_log("timestamp,src_ip,domain\n2026-11-22T08:24:53Z,192.0.2.1,example.org\n");
  ASSERT_TRUE(log.open().ok());
  EXPECT_EQ(log.format(), Format::csv);
  EXPECT_THAT(records_of(log), ElementsAre("source_address=192.0.2.1 domain=example.org"));
}

TEST(Readers, CsvTakesNoWhiteSpaceOfAnyKindForPartOfAValue) {
  Log log = open_log(
      "timestamp,\xC2\xA0src_ip,domain\xE2\x80\x8B\n"
      "2026-11-22T08:24:53Z,\xC2\xA0"
      "192.0.2.1\xE2\x80\xAF,\xE3\x80\x80\"\xC2\xA0"
      "example.org \"\n");
  ASSERT_TRUE(log.open().ok());
  EXPECT_THAT(records_of(log), ElementsAre("source_address=192.0.2.1 domain=example.org"));
}

TEST(Readers, JsonLinesByPath) {
  const auto mapping =
      Mapping::parse("format = \"json\"\n[fields]\n\"http.request.host\" = \"host\"\n\"at\" = \"time\"\n", "m.toml");
  ASSERT_TRUE(mapping.ok());
  Log log = open_log(
      "{\"at\":\"2026-11-22T08:24:53Z\",\"http\":{\"request\":{\"host\":\"a.example.org\"}}}\n{\"http.request.host\":"
      "\"b.example.org\"}\n{\"other\":1}\n",
      &*mapping);
  ASSERT_TRUE(log.open().ok());
  EXPECT_THAT(records_of(log), ElementsAre("host=a.example.org", "host=b.example.org"));
  EXPECT_EQ(problem_count(log, Problem::nothing_known), 1u);
}

TEST(Readers, PlainLists) {
  Log log = open_log(testdata("values.txt"));
  ASSERT_TRUE(log.open().ok());
  EXPECT_EQ(log.format(), Format::list);
  EXPECT_EQ(records_of(log).size(), 6u);
  EXPECT_EQ(problem_count(log, Problem::nothing_known), 1u);
}

TEST(Mapping, SaysWhatIsWrongAndWhere) {
  EXPECT_THAT(Mapping::parse("format = \"csv\"\n[fields]\na = \"sorce_address\"\n", "m.toml").error().message,
              HasSubstr("m.toml:3: \"a\" must be one of: time, source_address"));
  EXPECT_THAT(Mapping::parse("format = \"xml\"\n", "m.toml").error().message, HasSubstr("\"csv\" or \"json\""));
  EXPECT_THAT(Mapping::parse("formt = \"csv\"\n", "m.toml").error().message, HasSubstr("no key"));
  EXPECT_THAT(Mapping::parse("format = \"csv\"\n", "m.toml").error().message, HasSubstr("[fields] is missing"));
  EXPECT_FALSE(Mapping::parse("format = ", "m.toml").ok());
}

// Of the real logs every line must be read, but for Zeek's comments.
TEST(Readers, RealZeekLogs) {
  PARLEY_SHARED_PATH(folder, "data/logs/zeek");
  struct Case {
    const char* file;
    Format format;
    std::uint64_t records;
  };
  for (const auto& [file, format, records] :
       {Case{"dns.json.gz", Format::zeek_json, 53615}, Case{"dns.log.gz", Format::zeek_tsv, 53615},
        Case{"smtp.json.gz", Format::zeek_json, 1188}, Case{"smtp.log.gz", Format::zeek_tsv, 1188},
        Case{"ssl.log.gz", Format::zeek_tsv, 49474}, Case{"x509.json.gz", Format::zeek_json, 348}}) {
    std::ifstream in(folder / file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    Log log(file, source_of(text.str()), {});
    ASSERT_TRUE(log.open().ok()) << file;
    EXPECT_EQ(log.format(), format) << file;
    EXPECT_EQ(log.packing(), input::Packing::gzip);
    while (log.next()) ASSERT_TRUE(log.has_time()) << file << ":" << log.line().number;
    EXPECT_EQ(log.counts().records, records) << file;
    EXPECT_EQ(log.counts().skipped(), 0u) << file;
  }
}

}  // namespace
}  // namespace parley::watch
