// Bad input: counted, shown, skipped; never a crash, never a silent stop.
#include "watch/log.h"

#include <gmock/gmock.h>

#include "watch/testing.h"

namespace parley::watch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace watch::testing;

constexpr const char* kDns =
    R"({"ts":"2026-11-22T08:24:53Z","uid":"C1","id.orig_h":"192.0.2.1","query":"a.example.org","AA":false})";

std::string dns_lines(std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i)
    out += R"({"ts":"2026-11-22T08:24:53Z","uid":"C)" + std::to_string(i * 7919) + R"(","query":"h)" +
           std::to_string(i * 104729 % 99991) + ".example.org\"}\n";
  return out;
}

TEST(BadInput, TruncatedGzipIsReadAsFarAsItGoes) {
  const std::string packed = gzip(dns_lines(20000));
  Log log("t", source_of(packed.substr(0, packed.size() / 2)), {});
  ASSERT_TRUE(log.open().ok());
  const auto records = records_of(log);
  EXPECT_GT(records.size(), 5000u);
  EXPECT_EQ(problem_count(log, Problem::stream), 1u);
  EXPECT_THAT(log.counts().stream_error, HasSubstr("gzip stream is cut off"));
}

TEST(BadInput, GzipCutOffInTheFirstBlockIsToldToo) {
  const std::string packed = gzip(dns_lines(3));
  Log log("t", source_of(packed.substr(0, packed.size() - 9)), {});
  ASSERT_TRUE(log.open().ok());
  (void)records_of(log);
  EXPECT_EQ(problem_count(log, Problem::stream), 1u);
}

TEST(BadInput, AFormatThatChangesMidway) {
  const std::string text =
      testdata("conn.log") + kDns + "\n" + testdata("eve.json") + testdata("http.log") + kDns + "\n";
  Log log("t", source_of(text), {});
  ASSERT_TRUE(log.open().ok());
  EXPECT_EQ(records_of(log).size(), 2u + 1 + 3 + 1 + 1);
  EXPECT_EQ(log.counts().format_changes, 4u);
  EXPECT_EQ(problem_count(log, Problem::columns), 1u);
}

TEST(BadInput, AForcedFormatStays) {
  Log log("t", source_of(testdata("conn.log") + kDns + "\n"), {.format = Format::zeek_tsv});
  ASSERT_TRUE(log.open().ok());
  EXPECT_EQ(records_of(log).size(), 2u);
  EXPECT_EQ(problem_count(log, Problem::columns), 2u);
}

TEST(BadInput, LinesOfTenMegabytesCostNoMemory) {
  const std::string text = std::string(kDns) + "\n{\"query\":\"" + std::string(10'000'000, 'x') + "\"}\n" + kDns +
                           "\n" + std::string(11'000'000, 'y');
  Log log("t", source_of(text), {});
  ASSERT_TRUE(log.open().ok());
  ASSERT_TRUE(log.next());
  ASSERT_TRUE(log.next());
  EXPECT_EQ(log.line().number, 3u);
  EXPECT_EQ(text.substr(log.line().offset, log.line().text.size()), kDns);
  EXPECT_FALSE(log.next());
  EXPECT_EQ(problem_count(log, Problem::too_long), 2u);
  EXPECT_EQ(log.counts().lines, 4u);
}

TEST(BadInput, ZeekWithoutItsHeader) {
  const std::string text = testdata("conn.log");
  Log log("t", source_of(text.substr(text.find("1763800000"))), {});
  ASSERT_TRUE(log.open().ok());
  EXPECT_EQ(log.format(), Format::zeek_tsv);
  EXPECT_TRUE(records_of(log).empty());
  EXPECT_EQ(problem_count(log, Problem::no_header), 3u);
}

TEST(BadInput, InvalidUtf8IsSearchedNevertheless) {
  std::string json = R"({"ts":"2026-11-22T08:24:53Z","uid":"C1","query":"a.example.org","x":")";
  json += "\xff\xc3\"}\n";
  std::string table = testdata("conn.log");
  table.insert(table.find("ssl"), "\xfe");
  Log first("t", source_of(json), {}), second("t", source_of(table), {});
  ASSERT_TRUE(first.open().ok() && second.open().ok());
  EXPECT_THAT(records_of(first), ElementsAre("domain=a.example.org"));
  EXPECT_EQ(problem_count(first, Problem::invalid_utf8), 1u);
  EXPECT_THAT(records_of(second)[0],
              HasSubstr("destination_address=198.51.100.7 destination_port=443 transport=tcp service=\xEF\xBF\xBDssl"));
  EXPECT_EQ(problem_count(second, Problem::invalid_utf8), 1u);
}

TEST(BadInput, TimesWithoutZoneAndTimesThatAreNone) {
  const std::string text =
      "{\"ts\":\"2026-11-22T08:24:53\",\"uid\":\"C\",\"query\":\"a.example\"}\n{\"ts\":\"yesterday\",\"uid\":\"C\","
      "\"query\":\"a.example\"}\n{\"uid\":\"C\",\"query\":\"a.example\"}\n";
  Log log("t", source_of(text), {.format = {}, .zone_minutes = 60});
  ASSERT_TRUE(log.open().ok());
  ASSERT_TRUE(log.next());
  EXPECT_EQ(to_string(log.at()), "2026-11-22T07:24:53.000000Z");
  ASSERT_TRUE(log.next());
  EXPECT_FALSE(log.has_time());
  ASSERT_TRUE(log.next());
  EXPECT_FALSE(log.has_time());
  EXPECT_EQ(problem_count(log, Problem::time_without_zone), 1u);
  EXPECT_EQ(problem_count(log, Problem::time_unreadable), 1u);
}

TEST(BadInput, WhatCannotBeToldIsSaid) {
  Log log("t", source_of("lorem ipsum dolor sit amet\n"), {});
  const auto opened = log.open();
  ASSERT_FALSE(opened.ok());
  EXPECT_THAT(opened.error().message, HasSubstr("--format"));
}

TEST(BadInput, GarbageBetweenJsonLines) {
  Log log("t", source_of(std::string(kDns) + "\n{\"a\":\nnull\n[1]\n{}\n\n" + kDns + "\r\n" + kDns), {});
  ASSERT_TRUE(log.open().ok());
  EXPECT_EQ(records_of(log).size(), 3u);
  EXPECT_EQ(problem_count(log, Problem::not_json), 3u);
  EXPECT_EQ(problem_count(log, Problem::nothing_known), 1u);
}

TEST(Lines, HaveTheirPlace) {
  const std::string text = std::string(kDns) + "\r\n\n" + kDns;
  Log log("t", source_of(text, 3), {});
  ASSERT_TRUE(log.open().ok());
  while (log.next()) EXPECT_EQ(text.substr(log.line().offset, log.line().text.size()), kDns);
  EXPECT_EQ(log.counts().bytes, text.size());
}

TEST(Lines, AGrowingFileIsContinued) {
  std::string text = std::string(kDns).substr(0, 20);
  std::size_t at = 0;
  Log log("t",
          [&](char* out, std::size_t size) -> Result<std::size_t> {
            const std::size_t count = std::min(size, text.size() - at);
            std::memcpy(out, text.data() + at, count);
            at += count;
            return count;
          },
          {.format = {}, .growing = true});
  ASSERT_TRUE(log.open().ok());
  EXPECT_FALSE(log.next());
  text = std::string(kDns) + "\n" + kDns;
  EXPECT_TRUE(log.next());
  EXPECT_FALSE(log.next());
  text += "\n";
  EXPECT_TRUE(log.next());
  EXPECT_FALSE(log.next());
}

TEST(Times, AsLogsWriteThem) {
  const auto at = [](std::string_view text, int zone = 0) {
    const auto time = parse_time(text, zone);
    return time ? to_string(time->at) + (time->has_zone ? "" : " no zone") : "none";
  };
  EXPECT_EQ(at("1763800000.123456"), "2025-11-22T08:26:40.123456Z");
  EXPECT_EQ(at("1763800000123"), "2025-11-22T08:26:40.123000Z");
  EXPECT_EQ(at("2026-11-22T08:24:53.5+0530"), "2026-11-22T02:54:53.500000Z");
  EXPECT_EQ(at("2026-11-22 08:24:53,5"), "2026-11-22T08:24:53.500000Z no zone");
  EXPECT_EQ(at("2026-11-22 08:24:53 +01:00"), "2026-11-22T07:24:53.000000Z");
  EXPECT_EQ(at("2026-11-22T08:24:53", -300), "2026-11-22T13:24:53.000000Z no zone");
  for (const char* bad : {"", "2026-13-22T08:24:53Z", "2026-11-22T08:24:53Q", "-5", "1e9", "99999999999999999",
                          "2026-11-22T08:24:53+99:00", "0001-01-01T00:00:00+14:00"})
    EXPECT_EQ(at(bad), "none") << bad;
}

}  // namespace
}  // namespace parley::watch
