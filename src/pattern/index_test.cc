#include "pattern/index.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "pattern/index_test_data.h"

namespace parley::pattern {
namespace {

constexpr Micros kNow{1'767'225'600'000'000};

// The ids that a value at a path hits.
std::set<std::string> hits_of(Index& index, PathNumber path, std::string_view value, Micros at = kNow) {
  Index::Reader reader(index);
  reader.begin(at);
  reader.text(path, value);
  std::set<std::string> out;
  for (const Hit& hit : reader.finish(nullptr)) out.insert(index.find(hit.indicator)->id);
  return out;
}

Status put(Index& index, std::string_view id, std::string_view pattern) {
  return index.put({id, pattern, {}, {}, false, -1});
}

using Ids = std::set<std::string>;

TEST(Index, AnEqualityIsDecidedWithoutAnObservation) {
  Index index;
  ASSERT_TRUE(put(index, "a", "[domain-name:value = 'Bad.Example.']").ok());
  ASSERT_TRUE(put(index, "b",
                  "[domain-name:value IN ('bad.example', 'b\xC3\xBC"
                  "cher.example')]")
                  .ok());
  ASSERT_TRUE(put(index, "c", "[ipv4-addr:value = '198.51.100.7/32' OR domain-name:value = 'c.example']").ok());
  ASSERT_TRUE(put(index, "d", "[network-traffic:dst_ref.value = '198.51.100.7'] OR [file:size = 7.0]").ok());
  EXPECT_EQ(hits_of(index, path::domain_name_value, "bad.example"), (Ids{"a", "b"}));
  EXPECT_EQ(hits_of(index, path::domain_name_value, "BAD.example."), (Ids{"a", "b"}));
  EXPECT_EQ(hits_of(index, path::domain_name_value, "xn--bcher-kva.example"), Ids{"b"});
  EXPECT_EQ(hits_of(index, path::domain_name_value, "good.example"), Ids{});
  EXPECT_EQ(hits_of(index, path::ipv4_addr_value, "198.51.100.7"), Ids{"c"});
  EXPECT_EQ(hits_of(index, path::url_value, "bad.example"), Ids{});
  EXPECT_EQ(index.counts().by_atom, 4u);

  Index::Reader reader(index);
  reader.begin(kNow);
  const PathNumber paths[] = {path::ipv4_addr_value, path::network_traffic_dst};
  reader.text(paths, "198.51.100.7");
  reader.number(path::file_size, 7);
  EXPECT_EQ(reader.finish(nullptr).size(), 2u);
}

TEST(Index, HashesAreFoundUnderAnySpellingOfTheAlgorithm) {
  Index index;
  const std::string hash(64, 'A');
  ASSERT_TRUE(put(index, "a", "[file:hashes.SHA256 = '" + hash + "']").ok());
  EXPECT_EQ(hits_of(index, path::file_sha256, std::string(64, 'a')), Ids{"a"});
  EXPECT_EQ(hits_of(index, path::file_sha256, hash), Ids{"a"});
  EXPECT_EQ(hits_of(index, *index.path("file:hashes.sha256"), hash), Ids{"a"});
}

TEST(Index, BlocksOfAddresses) {
  Index index;
  ASSERT_TRUE(put(index, "wide", "[ipv4-addr:value ISSUBSET '10.0.0.0/8']").ok());
  ASSERT_TRUE(put(index, "narrow", "[ipv4-addr:value ISSUBSET '10.1.2.0/24']").ok());
  ASSERT_TRUE(put(index, "all", "[ipv4-addr:value ISSUBSET '0.0.0.0/0']").ok());
  ASSERT_TRUE(put(index, "around", "[ipv4-addr:value ISSUPERSET '10.1.2.3']").ok());
  ASSERT_TRUE(put(index, "six", "[ipv6-addr:value ISSUBSET '2001:db8::/32']").ok());
  EXPECT_EQ(hits_of(index, path::ipv4_addr_value, "10.1.2.3"), (Ids{"wide", "narrow", "all", "around"}));
  EXPECT_EQ(hits_of(index, path::ipv4_addr_value, "10.1.3.3"), (Ids{"wide", "all"}));
  EXPECT_EQ(hits_of(index, path::ipv4_addr_value, "10.1.0.0/16"), (Ids{"wide", "all", "around"}));
  EXPECT_EQ(hits_of(index, path::ipv4_addr_value, "11.0.0.1"), Ids{"all"});
  EXPECT_EQ(hits_of(index, path::ipv6_addr_value, "2001:db8:1::1"), Ids{"six"});
  EXPECT_EQ(hits_of(index, path::ipv6_addr_value, "2001:db9::1"), Ids{});
  EXPECT_TRUE(index.withdraw("wide"));
  EXPECT_TRUE(index.withdraw("all"));
  EXPECT_EQ(hits_of(index, path::ipv4_addr_value, "10.1.2.3"), (Ids{"narrow", "around"}));
}

TEST(Index, OnlyWithinValidityAndAboveConfidence) {
  Index index;
  const auto at = [](int second) { return Micros{kNow.value + second * 1'000'000}; };
  ASSERT_TRUE(index.put({"a", "[mutex:name = 'x']", at(10), at(20), false, 40}).ok());
  EXPECT_EQ(hits_of(index, path::mutex_name, "x", at(9)), Ids{});
  EXPECT_EQ(hits_of(index, path::mutex_name, "x", at(10)), Ids{"a"});
  EXPECT_EQ(hits_of(index, path::mutex_name, "x", at(19)), Ids{"a"});
  EXPECT_EQ(hits_of(index, path::mutex_name, "x", at(20)), Ids{});
  Index::Reader reader(index);
  reader.begin(at(0), at(10));
  reader.text(path::mutex_name, "x");
  EXPECT_EQ(reader.finish(nullptr).size(), 1u);
  reader.min_confidence(41);
  reader.begin(at(10));
  reader.text(path::mutex_name, "x");
  EXPECT_EQ(reader.finish(nullptr).size(), 0u);
  ASSERT_TRUE(index.put({"a", "[mutex:name = 'x']", at(10), {}, true, 40}).ok());
  EXPECT_EQ(hits_of(index, path::mutex_name, "x", at(15)), Ids{});
  EXPECT_EQ(index.counts().revoked, 1u);
  EXPECT_EQ(index.counts().indicators, 0u);
}

TEST(Index, APatternThatIsNotValidIsReportedCountedAndKeptOut) {
  Index index;
  const char* wrong[] = {"",
                         "[",
                         "[file:name = ]",
                         "[file:name MATCHES '(']",
                         "[ipv4-addr:value ISSUBSET 'x']",
                         "[file:name IN ('a', 1)]",
                         "[file:name = 'a'] REPEATS 0 TIMES",
                         "\xFF"};
  int n = 0;
  for (const char* pattern : wrong) EXPECT_FALSE(put(index, std::to_string(n++), pattern).ok()) << pattern;
  EXPECT_EQ(index.counts().refused, std::size(wrong));
  EXPECT_EQ(index.counts().indicators, 0u);
  // A correct version takes its place, and a wrong one that of a correct one.
  EXPECT_TRUE(put(index, "0", "[mutex:name = 'x']").ok());
  EXPECT_EQ(index.counts().refused, std::size(wrong) - 1);
  EXPECT_FALSE(put(index, "0", "[mutex:name = ").ok());
  EXPECT_EQ(index.counts().indicators, 0u);
  EXPECT_EQ(hits_of(index, path::mutex_name, "x"), Ids{});
  EXPECT_TRUE(index.withdraw("0"));
  EXPECT_FALSE(index.withdraw("0"));
}

TEST(Index, HostilePatternsAreRefusedOrHarmless) {
  Index index;
  EXPECT_FALSE(put(index, "nested", std::string(10'000, '[')).ok());
  EXPECT_FALSE(put(index, "parentheses", std::string(10'000, '(') + "[a:b = 1]" + std::string(10'000, ')')).ok());
  EXPECT_TRUE(put(index, "long", "[file:name = '" + std::string(1 << 20, 'a') + "']").ok());
  EXPECT_EQ(hits_of(index, path::file_name, std::string(1 << 20, 'a')), Ids{"long"});
  std::string many = "[mutex:name IN ('0'";
  for (int i = 1; i < 50'000; ++i) many += ",'" + std::to_string(i) + "'";
  EXPECT_TRUE(put(index, "many", many + ")]").ok());
  EXPECT_EQ(hits_of(index, path::mutex_name, "49999"), Ids{"many"});
  EXPECT_TRUE(index.withdraw("many"));
  EXPECT_EQ(hits_of(index, path::mutex_name, "49999"), Ids{});
  std::string brackets = "[a:b = 0]";
  for (int i = 1; i < 65; ++i) brackets += " OR [a:b = " + std::to_string(i) + " AND a:c = 1]";
  EXPECT_FALSE(put(index, "brackets", brackets).ok());

  // An expression built to explode ends with an error that is counted, and hurts nobody else.
  ASSERT_TRUE(put(index, "explosive", "[file:name MATCHES '^(([a-z])+.)+[A-Z]([a-z])+$']").ok());
  ASSERT_TRUE(put(index, "fine", "[file:name LIKE 'aaaa%']").ok());
  const TestObservations observed(R"([{"type":"observed-data","id":"o","first_observed":"2026-01-01T00:00:00Z",
      "last_observed":"2026-01-01T00:00:00Z","number_observed":1,"object_refs":["file--1"]},{"type":"file",
      "id":"file--1","name":")" + std::string(5'000, 'a') +
                                  "\"}]");
  Index::Reader reader(index);
  EXPECT_EQ(reader.match(observed.all.front()).size(), 1u);
  EXPECT_EQ(reader.counts().failed, 1u);
}

TEST(Index, ManyIndicatorsOfOneValueComeAndGo) {
  Index index;
  for (int i = 0; i < 20'000; ++i) ASSERT_TRUE(put(index, std::to_string(i), "[mutex:name = 'same']").ok());
  EXPECT_EQ(hits_of(index, path::mutex_name, "same").size(), 20'000u);
  for (int i = 0; i < 20'000; ++i) ASSERT_TRUE(index.withdraw(std::to_string(i)));
  EXPECT_EQ(hits_of(index, path::mutex_name, "same").size(), 0u);
}

TEST(Index, IdsOfAnyForm) {
  Index index;
  const std::string ids[] = {"indicator--d81f86b9-975b-4c0b-875e-810c5ad45a4f",
                             "indicator--d81f86b9-975b-4c0b-875e-810c5ad45a4F",
                             "indicator--00000000-0000-0000-0000-000000000000", "x", ""};
  for (const std::string& id : ids) ASSERT_TRUE(put(index, id, "[mutex:name = 'x']").ok());
  EXPECT_EQ(hits_of(index, path::mutex_name, "x"), Ids(std::begin(ids), std::end(ids)));
  for (const std::string& id : ids) EXPECT_TRUE(index.withdraw(id)) << id;
}

TEST(Index, AHitNamesNothingOnceItsIndicatorHasChanged) {
  Index index;
  ASSERT_TRUE(put(index, "a", "[mutex:name = 'x']").ok());
  Index::Reader reader(index);
  reader.begin(kNow);
  reader.text(path::mutex_name, "x");
  const IndicatorRef ref = reader.finish(nullptr).front().indicator;
  ASSERT_TRUE(put(index, "a", "[mutex:name = 'y']").ok());
  EXPECT_FALSE(index.find(ref));
}

// Run under the thread sanitizer (preset tsan).
TEST(Index, ReadersAndAWriterAtTheSameTime) {
  Index index;
  ASSERT_TRUE(put(index, "stays", "[domain-name:value = 'stays.example']").ok());
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  std::atomic<int> rounds = 0;
  for (int n = 0; n < 2; ++n)
    readers.emplace_back([&] {
      Index::Reader reader(index);
      while (!done) {
        reader.begin(kNow);
        reader.text(path::domain_name_value, "stays.example");
        reader.text(path::domain_name_value, "comes-and-goes-7.example");
        EXPECT_GE(reader.finish(nullptr).size(), 1u);
        ++rounds;
      }
    });
  for (int i = 0; i < 3'000 || rounds < 100; ++i) {
    const std::string name = "comes-and-goes-" + std::to_string(i % 2'000);
    const char* forms[] = {"[domain-name:value = '", "[domain-name:value LIKE '",
                           "[domain-name:value ISSUBSET '10.0.0."};
    const char* tails[] = {".example']", "%']", "/24']"};
    const int form = i % 3;
    const std::string middle = form == 2 ? std::to_string(i % 256) : name;
    ASSERT_TRUE(put(index, name, forms[form] + middle + tails[form]).ok());
    if (i % 2) index.withdraw("comes-and-goes-" + std::to_string(i % 1'000));
    if (i % 100 == 0) {
      ASSERT_TRUE(index.path("x-new:p" + std::to_string(i)).ok());
    }
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace parley::pattern
