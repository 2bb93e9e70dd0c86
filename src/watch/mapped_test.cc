// An IPv4 address is one address, however it is written on either side.
#include "watch/mapped.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "pattern/index.h"
#include "watch/known_good.h"
#include "watch/search.h"
#include "watch/stix_log.h"
#include "watch/testing.h"

namespace parley::watch {
namespace {

using namespace watch::testing;
using ::testing::IsEmpty;

std::string changed(std::string_view pattern) { return unmapped_pattern(pattern).value_or("as it is"); }

TEST(MappedAddresses, AreAskedForAsWhatTheyMean) {
  for (const auto& [given, wanted] : std::vector<std::pair<std::string, std::string>>{
           {"[ipv6-addr:value = '::ffff:192.0.2.1']", "[ipv4-addr:value = '192.0.2.1']"},
           {"[ipv6-addr:value = '::FFFF:C000:201']", "[ipv4-addr:value = '192.0.2.1']"},
           {"[ipv6-addr:value = '0:0:0:0:0:ffff:192.0.2.1']", "[ipv4-addr:value = '192.0.2.1']"},
           {"[ipv6-addr:value = '0000:0000:0000:0000:0000:FFFF:C000:0201']", "[ipv4-addr:value = '192.0.2.1']"},
           {"[ipv6-addr:value IN ('::ffff:192.0.2.1', '::ffff:192.0.2.2')]",
            "[ipv4-addr:value IN ('192.0.2.1', '192.0.2.2')]"},
           {"[ipv6-addr:value IN ('::ffff:192.0.2.1', '2001:db8::1')]",
            "[ipv4-addr:value IN ('192.0.2.1') OR ipv6-addr:value IN ('2001:db8::1')]"},
           {"[ipv6-addr:value ISSUBSET '::ffff:192.0.2.0/120']", "[ipv4-addr:value ISSUBSET '192.0.2.0/24']"},
           {"[ipv6-addr:value ISSUPERSET '::ffff:192.0.2.1']", "[ipv4-addr:value ISSUPERSET '192.0.2.1']"},
           {"[ipv6-addr:value LIKE '::ffff:192.0.2.%']", "[ipv4-addr:value LIKE '192.0.2.%']"},
           {"[network-traffic:src_ref.value = '::ffff:192.0.2.1']", "[network-traffic:src_ref.value = '192.0.2.1']"},
           {"[network-traffic:dst_ref.value != '::ffff:192.0.2.1']", "[network-traffic:dst_ref.value != '192.0.2.1']"},
           {"[domain-name:resolves_to_refs[*].value = '::ffff:192.0.2.1']",
            "[domain-name:resolves_to_refs[*].value = '192.0.2.1']"},
           {"[url:value = 'http://a.example/' OR ipv6-addr:value = '::ffff:192.0.2.1']",
            "[url:value = 'http://a.example/' OR ipv4-addr:value = '192.0.2.1']"},
           {"[ipv6-addr:value = '::ffff:192.0.2.1' AND ipv6-addr:x_seen = 1]",
            "[ipv4-addr:value = '192.0.2.1' AND ipv4-addr:x_seen = 1]"},
           {"[ipv6-addr:value = '::ffff:192.0.2.1'] FOLLOWEDBY [domain-name:value = 'a.example'] WITHIN 5 SECONDS",
            "[ipv4-addr:value = '192.0.2.1'] FOLLOWEDBY [domain-name:value = 'a.example'] WITHIN 5 SECONDS"}})
    EXPECT_EQ(changed(given), wanted) << given;
}

TEST(MappedAddresses, AreTheOnlyThingThatChanges) {
  for (const std::string pattern :
       {"[ipv6-addr:value = '2001:db8::ffff:1']", "[ipv6-addr:value = '::192.0.2.1']",
        "[ipv6-addr:value = '64:ff9b::192.0.2.1']", "[ipv4-addr:value = '192.0.2.1']",
        "[ipv6-addr:value ISSUBSET '::ffff:0:0/96']", "[ipv6-addr:value ISSUBSET '::/0']",
        "[ipv6-addr:value != '::ffff:192.0.2.1']", "[ipv6-addr:value NOT = '::ffff:192.0.2.1']",
        "[ipv6-addr:value MATCHES '^::ffff:']", "[domain-name:value = '::ffff:192.0.2.1']",
        "[file:name = '::ffff:192.0.2.1']", "[ipv6-addr:value = '::ffff:192.0.2.1'", ""})
    EXPECT_EQ(changed(pattern), "as it is") << pattern;
  EXPECT_EQ(unmapped_object(R"({"type":"ipv6-addr","id":"ipv6-addr--1","value":"2001:db8::ffff:1"})"), std::nullopt);
  EXPECT_EQ(unmapped_object(R"({"type":"note","content":"::ffff:192.0.2.1"})"), std::nullopt);
}

// How many indicators a line, or an observation, meets.
std::size_t met(const std::string& pattern, const std::string& text, std::optional<Format> format = std::nullopt) {
  pattern::Index index;
  const auto put = index.put({.id = "indicator--00000000-0000-4000-8000-000000000001",
                              .pattern = unmapped_pattern(pattern).value_or(pattern),
                              .valid_from = {},
                              .valid_until = {}});
  EXPECT_TRUE(put.ok()) << put.error().message;
  Log log("t", source_of(text), {.format = format});
  EXPECT_TRUE(log.open().ok()) << text;
  std::size_t hits = 0;
  if (log.format() == Format::stix) {
    pattern::Index::Reader reader(index);
    StixLog observations(log);
    for (auto next = observations.next(); next.ok() && *next != nullptr; next = observations.next())
      hits += reader.match((**next).observation).size();
    return hits;
  }
  Searcher searcher(index, 0);
  while (log.next()) hits += searcher.search(log.record(), {Micros{1}}).size();
  return hits;
}

// Every spelling of the indicator meets every spelling of the log, in each kind of log.
TEST(MappedAddresses, MeetWhateverIsWrittenOnEitherSide) {
  for (const std::string indicator :
       {"[ipv4-addr:value = '192.0.2.1']", "[ipv6-addr:value = '::ffff:192.0.2.1']",
        "[ipv6-addr:value = '::FFFF:c000:0201']", "[ipv6-addr:value ISSUBSET '::ffff:192.0.2.0/120']",
        "[ipv6-addr:value LIKE '::ffff:192.0.2._']", "[ipv6-addr:value IN ('2001:db8::1', '::ffff:192.0.2.1')]"})
    for (const std::string address : {"192.0.2.1", "::ffff:192.0.2.1", "::FFFF:C000:201", "0:0:0:0:0:ffff:192.0.2.1"})
      for (
          const auto& [format, line] : std::vector<std::pair<Format, std::string>>{
              {Format::list, address + "\n"},
              {Format::list, (address.find(':') == std::string::npos ? address : "[" + address + "]") + ":443\n"},
              {Format::csv, "time,src_ip\n2026-01-01T00:00:00Z," + address + "\n"},
              {Format::zeek_json, R"({"ts":1,"uid":"C1","id.orig_h":")" + address + "\"}\n"},
              {Format::suricata, R"({"timestamp":"2026-01-01T00:00:00.000000+0000","event_type":"flow","src_ip":")" +
                                     address + "\",\"dest_ip\":\"198.51.100.9\"}\n"},
              {Format::stix,
               R"({"type":"ipv6-addr","id":"ipv6-addr--5c5b5f6d-0b8c-5b4e-9a53-5b7b5c5b5f6d","value":")" +
                   (address.find(':') == std::string::npos ? "::ffff:" + address : address) +
                   R"("})"
                   "\n"
                   R"({"type":"observed-data","id":"observed-data--2f1f3c0a-9d5b-4a7e-8f70-3b5d7c9e1a2b","first_observed":"2026-11-22T07:00:00Z","last_observed":"2026-11-22T07:30:00Z","number_observed":1,"object_refs":["ipv6-addr--5c5b5f6d-0b8c-5b4e-9a53-5b7b5c5b5f6d"]})"
                   "\n"},
              {Format::stix,
               R"({"type":"observed-data","id":"observed-data--2f1f3c0a-9d5b-4a7e-8f70-3b5d7c9e1a2b","first_observed":"2026-11-22T07:00:00Z","last_observed":"2026-11-22T07:30:00Z","number_observed":1,"objects":{"0":{"type":")" +
                   std::string(address.find(':') == std::string::npos ? "ipv4-addr" : "ipv6-addr") + R"(","value":")" +
                   address + "\"}}}\n"}})
        EXPECT_GT(met(indicator, line, format), 0u) << indicator << " in " << line;
  EXPECT_EQ(met("[ipv6-addr:value = '::ffff:192.0.2.2']", "192.0.2.1\n", Format::list), 0u);
  EXPECT_EQ(met("[ipv6-addr:value = '2001:db8::1']", "192.0.2.1\n", Format::list), 0u);
}

// A host with a port, and the blocks of a published list.
TEST(MappedAddresses, AreReadInHeadersAndBlocks) {
  const std::string request =
      R"({"ts":1,"uid":"C1","id.orig_h":"198.51.100.9","method":"GET","host":"[::ffff:192.0.2.1]:8080","uri":"/"})"
      "\n";
  for (const char* indicator : {"[ipv4-addr:value = '192.0.2.1']", "[ipv6-addr:value = '::ffff:192.0.2.1']"}) {
    EXPECT_GT(met(indicator, request, Format::zeek_json), 0u) << indicator;
    EXPECT_GT(met(indicator, "::ffff:192.0.2.0/124\n", Format::list), 0u) << indicator;
  }
  EXPECT_GT(met("[ipv4-addr:value ISSUBSET '192.0.2.0/24']", "::ffff:192.0.2.0/120\n", Format::list), 0u);
}

TEST(MappedAddresses, InAListOfWhatIsKnownGoodCountAsWell) {
  for (const char* list : {R"({"name":"l","type":"string","list":["::ffff:192.0.2.1"]})",
                           R"({"name":"l","type":"cidr","list":["::ffff:192.0.2.0/120"]})"}) {
    KnownGood known;
    ASSERT_TRUE(known.add(list, "l").ok());
    EXPECT_EQ(known.find(pattern::path::ipv4_addr_value, "192.0.2.1"), "l") << list;
    EXPECT_THAT(known.find(pattern::path::ipv4_addr_value, "192.0.3.1"), IsEmpty()) << list;
  }
}

}  // namespace
}  // namespace parley::watch
