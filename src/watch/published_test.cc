// Lists, tables and files as people publish and keep them.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "watch/list.h"
#include "watch/stix_log.h"
#include "watch/testing.h"

namespace parley::watch {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace watch::testing;

std::vector<std::string> records(const std::string& text, std::optional<Format> format = std::nullopt,
                                 std::uint64_t* skipped = nullptr, Format* found = nullptr) {
  Log log("t", source_of(text), {.format = format});
  const auto opened = log.open();
  EXPECT_TRUE(opened.ok()) << text;
  if (!opened.ok()) return {};
  auto out = records_of(log);
  if (skipped != nullptr) *skipped = log.counts().skipped();
  if (found != nullptr) *found = *log.format();
  return out;
}

TEST(PublishedLists, EachLineIsReadHoweverItIsWritten) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"203.0.113.101:8443", "any=203.0.113.101"},
      {"[2001:db8::1]:443", "any=2001:db8::1"},
      {"bad.example.net:8080", "any=bad.example.net"},
      {"203.0.113.101   # seen in May", "any=203.0.113.101"},
      {"203.0.113.101 ; seen in May", "any=203.0.113.101"},
      {"bad.example.net // seen at other.example", "any=bad.example.net"},
      {"  \"bad.example.net\"  ", "any=bad.example.net"},
      {"'203.0.113.101'", "any=203.0.113.101"},
      {"hxxps[:]//bad[.]example[.]net/x", "any=https://bad.example.net/x address=bad.example.net"},
      {"hxxp://bad[.]example[.]net/x", "any=http://bad.example.net/x address=bad.example.net"},
      {"hxxp://bad.example.net/x", "any=http://bad.example.net/x address=bad.example.net"},
      {"http://bad[.]example.net/x", "any=http://bad.example.net/x address=bad.example.net"},
      {"http://[2001:db8::1]/x", "any=http://[2001:db8::1]/x address=2001:db8::1"},
      {"bad[.]example(dot)net", "any=bad.example.net"},
      {"::ffff:203.0.113.101", "any=203.0.113.101"},
      {"203.0.113.101\xC2\xA0", "any=203.0.113.101"},
      {"\xE2\x80\x89"
       "bad.example.net\xE3\x80\x80",
       "any=bad.example.net"},
      {"\xE2\x80\x8B"
       "203.0.113.101\xEF\xBB\xBF",
       "any=203.0.113.101"},
      {"bad [.] example [.] net", "any=bad.example.net"},
      {"203[.]0[.]113[.]101", "any=203.0.113.101"},
      {"ada[at]bad[.]example", "any=ada@bad.example"},
      {"203[.]0[.]113[.]101:443", "any=203.0.113.101"},
      {"bad.example.net/x/y",
       "address=bad.example.net maybe=http://bad.example.net/x/y maybe=https://bad.example.net/x/y"},
      {"*.bad.example.net", "any=bad.example.net"},
      {"0.0.0.0 bad.example.net", "any=bad.example.net"},
      {"127.0.0.1\tbad.example.net worse.example.net", "any=bad.example.net any=worse.example.net"},
      {"::1 bad.example.net # sink", "any=bad.example.net"},
      {"||bad.example.net^", "any=bad.example.net"},
      {"||bad.example.net^$third-party,doc", "any=bad.example.net"},
      {"address=/bad.example.net/0.0.0.0", "any=bad.example.net"},
      {"server=/bad.example.net/worse.example.net/", "any=bad.example.net any=worse.example.net"},
      {"local-zone: \"bad.example.net\" always_nxdomain", "any=bad.example.net"},
      {"bad.example.net CNAME .", "any=bad.example.net"},
      {"*.bad.example.net 300 IN CNAME rpz-drop.", "any=bad.example.net"},
      {"32.101.113.0.203.rpz-ip CNAME .", "any=203.0.113.101"},
      {"d41d8cd98f00b204e9800998ecf8427e  evil.exe", "any=d41d8cd98f00b204e9800998ecf8427e"},
      {"MD5 (evil.exe) = d41d8cd98f00b204e9800998ecf8427e", "any=d41d8cd98f00b204e9800998ecf8427e"},
      {"md5:d41d8cd98f00b204e9800998ecf8427e", "any=d41d8cd98f00b204e9800998ecf8427e"},
      {"203.0.113.101,a controller,high", "any=203.0.113.101"},
      {"7;203.0.113.101;high", "any=203.0.113.101"},
      {"bad.example.net|high", "any=bad.example.net"},
      {"- 203.0.113.101", "any=203.0.113.101"},
      {"m\xC3\xBCnchen.example", "any=m\xC3\xBCnchen.example"},
      {"2001:db8::/32", "address=2001:db8::/32"},
      {"203.0.112.0/20", "address=203.0.112.0/20"},
      {"203.0.113.8/31", "address=203.0.113.8/31 maybe=203.0.113.8 maybe=203.0.113.9"},
      {"00-00-5E-00-53-16", "mac=00-00-5E-00-53-16"},
      {"00005E005316", "mac=00005E005316"},
      {"001122334455", "mac=001122334455"},
      {"0000.5e00.5316", "mac=0000.5e00.5316"},
      {".bad.example.net", "any=bad.example.net"},
      {"address=/.bad.example.net/0.0.0.0", "any=bad.example.net"},
      {"bad-host dot example", "any=bad-host.example"},
      {"bad-host DOT example DOT net", "any=bad-host.example.net"},
      {"bad-host\\.example", "any=bad-host.example"},
      {"203\\.0\\.113\\.101", "any=203.0.113.101"},
      {"ada at bad dot example", "any=ada@bad.example"},
      {"2026-11-22 203.0.113.101:8443", "any=203.0.113.101"},
      {"2026-11-22T08:24:53Z bad.example.net", "any=bad.example.net"},
      {"2026-11-22 08:24:53 203.0.113.101:8443 high", "any=203.0.113.101"},
      {"22/11/2026\t[2001:db8::1]:443", "any=2001:db8::1"},
      {"Nov 22 08:24:53 bad.example.net", "any=bad.example.net"},
      {"Sun, 22 Nov 2026 08:24:53 GMT 203.0.113.101", "any=203.0.113.101"},
      {"deny ip from 203.0.113.101 to any", "any=203.0.113.101"},
      {"00100 deny ip from any to 203.0.113.101", "any=203.0.113.101"},
      {"block 203.0.112.0/20", "address=203.0.112.0/20"},
      {"block drop in quick from 203.0.113.101 to any", "any=203.0.113.101"},
      {"-A INPUT -s 203.0.113.101 -j DROP", "any=203.0.113.101"},
      {"-A INPUT -s 203.0.112.0/20 -p tcp -m tcp --dport 22 -j REJECT", "address=203.0.112.0/20"},
      {"iptables -I FORWARD -d 203.0.113.101 -j DROP", "any=203.0.113.101"},
      {"ufw deny from 203.0.113.101", "any=203.0.113.101"},
      {"deny 203.0.113.101;", "any=203.0.113.101"},
      {"Deny from bad.example.net", "any=bad.example.net"},
      {"access-list 101 deny ip host 203.0.113.101 any", "any=203.0.113.101"},
      {"access-list 101 deny ip 203.0.112.0 0.0.15.255 any", "address=203.0.112.0/20"},
      {"deny ip 203.0.112.0 255.255.240.0 any", "address=203.0.112.0/20"},
      {"nft add rule inet filter input ip saddr { 203.0.113.101, 2001:db8::1 } drop",
       "any=203.0.113.101 any=2001:db8::1"},
      {"ip route add blackhole 203.0.113.101", "any=203.0.113.101"},
      {"ipset add blacklist 203.0.113.101", "any=203.0.113.101"},
      {"add blacklist 203.0.113.101", "any=203.0.113.101"}};
  for (const auto& [line, expected] : cases) {
    std::uint64_t skipped = 1;
    EXPECT_THAT(records(line + "\n", Format::list, &skipped), ElementsAre(expected)) << line;
    EXPECT_EQ(skipped, 0u) << line;
    EXPECT_THAT(records(line + "\r\n", Format::list), ElementsAre(expected)) << line;
    Record record;
    EXPECT_EQ(read_list_line(line, record), ListLine::value) << line;
  }
}

TEST(PublishedLists, WhatAFirewallLetsThroughIsNotOnTheList) {
  for (const char* line : {"-A INPUT -s 203.0.113.101 -j ACCEPT", "allow ip from 203.0.113.101 to any",
                           "access-list 101 permit ip any any", "pass in from 203.0.113.101", "ufw allow 203.0.113.101",
                           "-A INPUT -s 0.0.0.0/0 -j DROP"}) {
    Record record;
    EXPECT_EQ(read_list_line(line, record), ListLine::nothing) << line;
    EXPECT_THAT(record.fields, IsEmpty()) << line;
  }
  std::uint64_t skipped = 1;
  EXPECT_THAT(
      records("*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -s 203.0.113.101 -j DROP\nCOMMIT\n", std::nullopt, &skipped),
      ElementsAre("any=203.0.113.101"));
  EXPECT_EQ(skipped, 0u) << "a file as iptables-save writes it";
}

TEST(PublishedLists, OfProseTheFirstWordIsWhatItWas) {
  EXPECT_THAT(records("bad.example.net was seen at worse.example.net\n", Format::list),
              ElementsAre("any=bad.example.net"));
  for (const char* line : {"seen in May", "block of flats", "22 of them", "2026-11-22"}) {
    Record record;
    EXPECT_EQ(read_list_line(line, record), ListLine::nothing) << line;
  }
}

TEST(PublishedLists, AnyNumberOfByteOrderMarksAtTheHeadIsNoPartOfIt) {
  const std::string mark = "\xEF\xBB\xBF";
  for (const std::string& marks : {mark, mark + mark, mark + mark + mark}) {
    Format found = Format::csv;
    EXPECT_THAT(records(marks + "203.0.113.101\nbad.example.net\n", std::nullopt, nullptr, &found),
                ElementsAre("any=203.0.113.101", "any=bad.example.net"));
    EXPECT_EQ(found, Format::list);
    EXPECT_THAT(records(marks + "src_ip,domain\n203.0.113.9,bad.example\n"),
                ElementsAre("source_address=203.0.113.9 domain=bad.example"));
    EXPECT_THAT(
        records(marks + R"({"timestamp":"2026-11-22T08:24:53Z","event_type":"dns","src_ip":"203.0.113.9"})" + "\n"),
        ElementsAre("source_address=203.0.113.9"));
    EXPECT_EQ(records(marks + "#separator \\x09\n#fields\tts\tuid\tid.orig_h\n1.5\tC1\t203.0.113.9\n").size(), 1u);
  }
}

TEST(PublishedTables, AnAddressIsOneWithItsPortAndAsAMappedOne) {
  EXPECT_THAT(records("src_ip,dst_ip,url\n203.0.113.9:443,::ffff:203.0.113.7,hxxp://bad[.]example/a\n"),
              ElementsAre("source_address=203.0.113.9 destination_address=203.0.113.7 url=http://bad.example/a "
                          "address=bad.example"));
  EXPECT_THAT(records("client_ip,address\n[2001:db8::1]:443,bad.example:8080\n"),
              ElementsAre("source_address=2001:db8::1 address=bad.example"));
}

TEST(PublishedTables, ATextInAnAnswerIsSearched) {
  const auto found = records(
      R"({"timestamp":"2026-11-22T08:24:53Z","event_type":"dns","dns":{"answers":[{"rrtype":"TXT","rdata":"go http://bad.example/a"},{"rrtype":"TXT","rdata":"v=spf1 include:worse.example ip4:203.0.113.9 -all"}]}})"
      "\n",
      Format::suricata);
  ASSERT_EQ(found.size(), 1u);
  for (const char* one : {"any=http://bad.example/a", "maybe=worse.example", "any=203.0.113.9"})
    EXPECT_THAT(found[0], HasSubstr(one));
}

// Name servers and their addresses come along with an answer, and so do texts, services and who speaks for a zone.
TEST(PublishedTables, WhatComesAlongWithAnAnswerIsSearched) {
  const auto found = [](const std::string& dns) {
    return records(R"({"timestamp":"2026-11-22T08:24:53Z","event_type":"dns","dns":)" + dns + "}\n", Format::suricata);
  };
  for (const std::string section : {"authorities", "additionals"}) {
    const auto with = [&](const std::string& record) { return "{\"" + section + "\":[{" + record + "}]}"; };
    EXPECT_THAT(found(with(R"("rrtype":"TXT","rdata":"v=spf1 include:worse.example ip4:203.0.113.9 -all")")),
                ElementsAre(AllOf(HasSubstr("maybe=worse.example"), HasSubstr("any=203.0.113.9"))))
        << section;
    EXPECT_THAT(found(with(R"("rrtype":"SRV","srv":{"priority":1,"weight":1,"port":5060,"name":"sip.worse.example"})")),
                ElementsAre("address=sip.worse.example"))
        << section;
    EXPECT_THAT(found(with(R"("rrtype":"SOA","soa":{"mname":"ns.worse.example","rname":"admin.worse.example"})")),
                ElementsAre("address=ns.worse.example address=admin.worse.example"))
        << section;
    EXPECT_THAT(found(with(R"("rrtype":"NS","rdata":"ns.worse.example")")), ElementsAre("address=ns.worse.example"));
  }
}

TEST(PublishedTables, TheReferrerIsAUrlThatWasFetched) {
  EXPECT_THAT(
      records(
          R"({"timestamp":"2026-11-22T08:24:53Z","event_type":"http","http":{"http_refer":"http://bad.example/a?b"}})"
          "\n",
          Format::suricata),
      ElementsAre("referrer=http://bad.example/a?b maybe=http://bad.example/a?b address=bad.example"));
}

TEST(PublishedTables, SayWhichDelimiterFollowsAndEndTheirLines) {
  EXPECT_THAT(records("sep=;\nsrc_ip;domain\n203.0.113.9;bad.example\n"),
              ElementsAre("source_address=203.0.113.9 domain=bad.example"));
  std::uint64_t skipped = 0;
  EXPECT_THAT(records("src_ip,domain\r203.0.113.9,bad.example\r", Format::csv, &skipped), IsEmpty());
  EXPECT_EQ(skipped, 1u) << "nothing is passed over without a word";
}

TEST(PublishedLists, ARangeIsItsAddresses) {
  const auto found = records("203.0.113.254 - 203.0.114.1\n", Format::list);
  ASSERT_EQ(found.size(), 1u);
  for (const char* one : {"=203.0.113.254", "=203.0.113.255", "=203.0.114.0", "=203.0.114.1", "=203.0.113.254/31"})
    EXPECT_THAT(found[0], HasSubstr(one));
  const auto large = records("198.51.100.0-203.0.113.255\n", Format::list);
  ASSERT_EQ(large.size(), 1u);
  EXPECT_LT(large[0].size(), 2000u);
}

TEST(PublishedLists, EveryLineThatHoldsNothingIsReported) {
  std::uint64_t skipped = 0;
  EXPECT_THAT(
      records("# remark\n; remark\n// remark\n! remark\n\n127.0.0.1 localhost\n$TTL 2w\n@ IN SOA localhost. root. (\n"
              "  2026112801 )\n  NS localhost.\n",
              Format::list, &skipped),
      IsEmpty());
  EXPECT_EQ(skipped, 0u);
  EXPECT_THAT(
      records("what is this\n@@||good.example.net^\ngood.example.net CNAME rpz-passthru.\nexample##.banner\n1.2.3\n",
              Format::list, &skipped),
      IsEmpty());
  EXPECT_EQ(skipped, 5u);
}

TEST(PublishedLists, AreRecognised) {
  Format format{};
  for (const char* text :
       {"# controllers, as of May\n203.0.113.101:8443\n203.0.113.102:443\n", "[2001:db8::1]:443\n", "bad[.]example\n",
        "! Title: x\n||bad.example.net^\n", "# hosts\n127.0.0.1 localhost\n0.0.0.0 bad.example.net\n",
        "127.0.0.1\tbad.example.net\n", "address=/bad.example.net/0.0.0.0\n", "203.0.113.0/24\n",
        "$TTL 2w\n@ IN SOA localhost. root.localhost. (1 2 3 4 5)\nbad.example.net CNAME .\n",
        "d41d8cd98f00b204e9800998ecf8427e  evil.exe\n",
        "\xEF\xBB\xBF"
        "203.0.113.101:443\n",
        "Indicators of compromise\n203.0.113.101\n203.0.113.102\n", "bad.example.net/x\n"}) {
    EXPECT_FALSE(records(text, std::nullopt, nullptr, &format).empty()) << text;
    EXPECT_EQ(format, Format::list) << text;
  }
}

TEST(Csv, BlanksQuotesAndNamesDoNotHideAValue) {
  const std::string expected = "source_address=192.0.2.20 domain=csv.bad-host.example";
  for (const std::string text :
       {"timestamp, src_ip, domain\n2024-05-02T10:15:00Z, 192.0.2.20, csv.bad-host.example\n",
        "\xEF\xBB\xBF"
        "Timestamp,\"Src IP\" , Domain\n2024-05-02T10:15:00Z , \"192.0.2.20\" , csv.bad-host.example \n",
        "timestamp;source-ip;FQDN\r\n2024-05-02T10:15:00Z;192.0.2.20;csv.bad-host.example\r\n",
        "timestamp\tsrc_ip\tdomain\n2024-05-02T10:15:00Z\t192.0.2.20\t csv.bad-host.example\n",
        "\"timestamp\", \"src_ip\", \"domain\"\n\"2024-05-02T10:15:00Z\", \"192.0.2.20\", \" csv.bad-host.example\"\n",
        "# made by a tool\n\ntimestamp | src_addr | dns_query\n2024-05-02T10:15:00Z | 192.0.2.20 | "
        "csv.bad-host.example\n",
        "# \"timestamp\",\"srcip\",\"query\"\n\"2024-05-02 10:15:00\", \"192.0.2.20\", \"csv.bad-host.example\"\n"}) {
    std::uint64_t skipped = 1;
    EXPECT_THAT(records(text, std::nullopt, &skipped), ElementsAre(expected)) << text;
    EXPECT_EQ(skipped, 0u) << text;
  }
}

TEST(Csv, WithoutAHeaderValuesSayWhatTheyAre) {
  Format format{};
  Log log("t", source_of("2024-05-02T10:15:00Z,192.0.2.20,csv.bad-host.example,7\n"), {});
  ASSERT_TRUE(log.open().ok());
  EXPECT_EQ(log.format(), Format::csv);
  ASSERT_TRUE(log.next());
  EXPECT_EQ(to_string(log.at()), "2024-05-02T10:15:00.000000Z");
  EXPECT_EQ(log.record().fields.size(), 2u);
  EXPECT_THAT(records("a;b;c\n1;203.0.113.5:443;x\n2;bad.example.net;y\n", Format::csv, nullptr, &format),
              ElementsAre("any=203.0.113.5", "any=bad.example.net"));
  EXPECT_THAT(records("\"2026-05-01 10:00:00\", \"1001\", \"203.0.113.9:4444\", \"ip:port\"\n"),
              ElementsAre("any=203.0.113.9"));
  EXPECT_THAT(records("ioc_value,kind\nbad[.]example[.]net:443,domain\n"), ElementsAre("any=bad.example.net"));
}

TEST(Csv, AQuotedCellMayHoldLineEnds) {
  const std::string text =
      "time,domain,note\n2026-11-22T08:24:53Z,a.example.org,\"one\ntwo\n\nthree\"\n2026-11-22T08:24:54Z,b.example.org,"
      "x\n";
  for (const std::size_t step : {1u, 7u, 65536u}) {
    Log log("t", source_of(text, step), {});
    ASSERT_TRUE(log.open().ok());
    ASSERT_TRUE(log.next());
    EXPECT_EQ(log.line().text, text.substr(17, log.line().text.size()));
    EXPECT_EQ(log.line().number, 2u);
    ASSERT_TRUE(log.next());
    EXPECT_EQ(log.line().number, 6u);
    EXPECT_EQ(log.record().find(Role::domain)->value, "b.example.org");
    EXPECT_FALSE(log.next());
    EXPECT_EQ(log.counts().skipped(), 0u);
  }
}

TEST(Csv, AQuoteThatNobodyClosedCostsItsOwnLineOnly) {
  std::string text = "time,domain\n2026-11-22T08:24:53Z,\"a.example.org\n";
  for (int i = 0; i < 200; ++i) text += fmt::format("2026-11-22T08:25:00Z,h{}.example.org\n", i);
  std::uint64_t skipped = 0;
  const auto found = records(text, std::nullopt, &skipped);
  EXPECT_EQ(found.size(), 200u);
  EXPECT_EQ(skipped, 1u);
  // However many of them there are.
  text = "time,domain\n";
  for (int i = 0; i < 2000; ++i) text += "2026-11-22T08:25:00Z,x\"y\",\"\n";
  (void)records(text, std::nullopt, &skipped);
}

constexpr std::string_view kMark = "\xEF\xBB\xBF";

TEST(ByteOrderMark, HidesNoLineOfAnyFormat) {
  const std::string eve = R"({"timestamp":"2026-11-22T08:24:53Z","event_type":"dns","dns":{"rrname":"a.example.org"}})"
                          "\n";
  const std::string zeek = R"({"ts":"2026-11-22T08:24:53Z","uid":"C","query":"a.example.org"})"
                           "\n";
  const std::string json = R"({"time":"2026-11-22T08:24:53Z","domain":"a.example.org"})"
                           "\n";
  for (const std::string& one : {eve, zeek, json, testdata("conn.log"), testdata("http.log"),
                                 std::string("time,domain\n2026-11-22T08:24:53Z,a.example.org\n"),
                                 std::string("a.example.org\n203.0.113.7\n")}) {
    const auto plain = records(one);
    EXPECT_THAT(records(std::string(kMark) + one), plain) << one;
    EXPECT_THAT(records(gzip(std::string(kMark) + one)), plain) << one;
    EXPECT_THAT(records(std::string(kMark) + std::string(kMark) + one), plain) << one;
    EXPECT_THAT(records("  " + std::string(kMark) + one), plain) << one;
    EXPECT_THAT(records(std::string(kMark) + " \t" + std::string(kMark) + one), plain) << one;
    std::string crlf = std::string(kMark);
    for (const char c : one) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
    EXPECT_THAT(records(crlf), plain) << one;
    EXPECT_THAT(records(std::string(kMark) + one.substr(0, one.size() - 1)), plain) << one;  // no line end at the end
    // One file behind another, as after a rotation.
    std::uint64_t skipped = 9;
    auto twice = plain;
    twice.insert(twice.end(), plain.begin(), plain.end());
    const auto joined = records(std::string(kMark) + one + std::string(kMark) + one, std::nullopt, &skipped);
    if (one.starts_with("time,")) continue;  // its second header is a row of names
    EXPECT_THAT(joined, twice) << one;
  }
}

TEST(ByteOrderMark, BetweenStixObjectsIsNoObject) {
  const std::string one =
      R"({"type":"observed-data","spec_version":"2.1","id":"observed-data--11111111-1111-4111-8111-111111111111",)"
      R"("created":"2026-11-22T08:24:53Z","modified":"2026-11-22T08:24:53Z","first_observed":"2026-11-22T08:24:53Z",)"
      R"("last_observed":"2026-11-22T08:24:53Z","number_observed":1,)"
      R"("object_refs":["ipv4-addr--22222222-2222-5222-8222-222222222222"]})"
      "\n"
      R"({"type":"ipv4-addr","spec_version":"2.1","id":"ipv4-addr--22222222-2222-5222-8222-222222222222","value":"203.0.113.7"})"
      "\n";
  for (const std::size_t step : {1u, 5u, 65536u}) {
    Log log("t", source_of(std::string(kMark) + one + std::string(kMark) + one, step), {});
    ASSERT_TRUE(log.open().ok());
    ASSERT_EQ(log.format(), Format::stix);
    StixLog observations(log);
    std::size_t seen = 0;
    for (auto next = observations.next(); next.ok() && *next != nullptr; next = observations.next()) ++seen;
    EXPECT_EQ(seen, 2u);
    EXPECT_EQ(log.counts().skipped(), 0u);
  }
}

TEST(BadInput, TextMadeToCostMuchCostsWhatItsLengthDoes) {
  for (const std::string piece : {"sip:a@", " [.] ", "a@b.example,", "x://", "(a.example)", "1,2,3,4,5,6,", "/a.b",
                                  "\"", "||", "=:", "a.example "}) {
    std::string text;
    while (text.size() < 1'000'000) text += piece;
    std::string json = "{\"timestamp\":\"2026-11-22T08:24:53Z\",\"event_type\":\"x\",\"email\":{\"received\":\"";
    for (const char c : text) json += c == '"' ? '\'' : c;
    json += "\",\"url\":\"" + std::string(1000, 'a') + "\"}}\n";
    for (const auto& [log_text, format] : {std::pair(text + "\n", Format::list), std::pair(text + "\n", Format::csv),
                                           std::pair(json, Format::suricata)}) {
      Log log("t", source_of(log_text), {.format = format});
      ASSERT_TRUE(log.open().ok());
      while (log.next()) EXPECT_LE(log.record().fields.size(), kMaxFields);
    }
  }
}

TEST(BadInput, Utf16IsNamed) {
  const std::string text = "{\"ts\":\"2026-11-22T08:24:53Z\",\"query\":\"a.example.org\"}\n";
  std::string little, big;
  for (const char c : text) (little += c) += '\0', (big += '\0') += c;
  for (const std::string& wide : {"\xFF\xFE" + little, "\xFE\xFF" + big, little, big, gzip("\xFF\xFE" + little)})
    for (const auto format : {std::optional<Format>(), std::optional(Format::csv)}) {
      Log log("t", source_of(wide), {.format = format});
      const auto opened = log.open();
      ASSERT_FALSE(opened.ok());
      EXPECT_THAT(opened.error().message, HasSubstr("this is UTF-16"));
      EXPECT_THAT(opened.error().message, HasSubstr("iconv"));
    }
}

TEST(BadInput, NulBytesInFrontOfALineAreNoPartOfIt) {
  // A log that was truncated while its writer kept its place begins with as many NUL bytes as were cut away.
  const std::string line = R"({"ts":"2026-11-22T08:24:53Z","uid":"C","query":"a.example.org"})"
                           "\n";
  for (const std::size_t count : {1u, 5000u, 300'000u, 3'000'000u}) {
    Log log("t", source_of(std::string(count, '\0') + line + line), {});
    ASSERT_TRUE(log.open().ok()) << count;
    EXPECT_EQ(records_of(log).size(), 2u) << count;
    EXPECT_EQ(log.counts().skipped(), 0u);
  }
  Log log("t", source_of(line + std::string(100, '\0') + line), {});
  ASSERT_TRUE(log.open().ok());
  EXPECT_EQ(records_of(log).size(), 2u);
  EXPECT_EQ(log.line().offset, line.size() + 100);
}

}  // namespace
}  // namespace parley::watch
