#include "pattern/correlator.h"

#include <gtest/gtest.h>

#include "pattern/index_test_data.h"

namespace parley::pattern {
namespace {

// A file of this name, at this second.
std::string seen(const std::string& name, int second) {
  const std::string time = "2026-01-01T00:00:" + std::string(second < 10 ? "0" : "") + std::to_string(second) + "Z";
  return R"([{"type":"observed-data","id":"o","first_observed":")" + time + R"(","last_observed":")" + time +
         R"(","number_observed":1,"object_refs":["file--1"]},{"type":"file","id":"file--1","name":")" + name + "\"}]";
}

// The tokens of the binding that the last observation completes. Tokens count the observations from 0.
std::vector<std::uint64_t> tokens(const std::string& pattern, const std::vector<std::pair<std::string, int>>& stream) {
  Index index;
  EXPECT_TRUE(index.put({"i", pattern, {}, {}, false, -1}).ok());
  Index::Reader reader(index);
  Correlator correlator(index);
  std::vector<std::uint64_t> last;
  for (std::size_t n = 0; n < stream.size(); ++n) {
    const TestObservations observed(seen(stream[n].first, stream[n].second));
    last.clear();
    for (const Hit& hit : reader.match(observed.all.front())) {
      EXPECT_EQ(hit.kind, Hit::Kind::part);
      auto bound = correlator.add(hit, observed.all.front(), n);
      EXPECT_TRUE(bound.ok());
      last = *bound;
    }
  }
  return last;
}

using Tokens = std::vector<std::uint64_t>;

TEST(Correlator, FindsWhatSeveralObservationsFulfil) {
  const std::string pattern = "([file:name = 'a'] FOLLOWEDBY [file:name LIKE 'bbb%']) WITHIN 10 SECONDS";
  EXPECT_EQ(tokens(pattern, {{"a", 1}, {"x", 2}, {"bbbb", 5}}), (Tokens{0, 2}));
  EXPECT_EQ(tokens(pattern, {{"a", 1}, {"bbbb", 15}}), Tokens{});
  EXPECT_EQ(tokens(pattern, {{"bbbb", 1}, {"a", 5}}), Tokens{});
  EXPECT_EQ(tokens(pattern, {{"bbbb", 5}, {"a", 1}}), (Tokens{0, 1}));  // lines out of order
  EXPECT_EQ(tokens("[file:name = 'a'] REPEATS 3 TIMES", {{"a", 1}, {"a", 2}, {"a", 3}}), (Tokens{0, 1, 2}));
  EXPECT_EQ(tokens("[file:name = 'a'] REPEATS 3 TIMES", {{"a", 1}, {"a", 2}, {"a", 3}, {"a", 4}}), Tokens{});
}

TEST(Correlator, ForgetsIndicatorsThatChange) {
  Index index;
  ASSERT_TRUE(index.put({"i", "[file:name = 'a'] REPEATS 3 TIMES", {}, {}, false, -1}).ok());
  Index::Reader reader(index);
  Correlator correlator(index);
  const TestObservations observed(seen("a", 1));
  const Hit hit = reader.match(observed.all.front()).front();
  EXPECT_TRUE(correlator.add(hit, observed.all.front(), 0).ok());
  EXPECT_EQ(correlator.kept(), 1u);
  index.withdraw("i");
  EXPECT_FALSE(correlator.add(hit, observed.all.front(), 1).ok());
  EXPECT_EQ(correlator.kept(), 0u);
}

TEST(Correlator, KeepsALimitedNumber) {
  Index index;
  ASSERT_TRUE(index.put({"i", "[file:name = 'a'] REPEATS 3000 TIMES", {}, {}, false, -1}).ok());
  Index::Reader reader(index);
  Correlator correlator(index);
  const TestObservations observed(seen("a", 1));
  const Hit hit = reader.match(observed.all.front()).front();
  for (std::uint64_t n = 0; n < Correlator::kMaxKept + 5; ++n)
    ASSERT_TRUE(correlator.add(hit, observed.all.front(), n).ok());
  EXPECT_EQ(correlator.kept(), Correlator::kMaxKept);
  EXPECT_EQ(correlator.forgotten(), 5u);
}

}  // namespace
}  // namespace parley::pattern
