// The slow, obvious evaluator: every observation expression is bound to every observation at every whole second of its
// interval, operators and qualifiers filter the combinations. Random patterns over random observations must agree with
// it.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "pattern/matcher.h"
#include "pattern/pattern.h"

namespace parley::pattern {
namespace {

struct Seen {
  int first, last, number;
  std::set<std::string> holds;  // the texts of the tests it fulfils
};
struct Bound {
  int unit, time;
  auto operator<=>(const Bound&) const = default;
};
using Binding = std::set<Bound>;

constexpr int kEpoch = 1'767'225'600;  // 2026-01-01T00:00:00Z

std::string time_text(int second) { return "2026-01-01T00:00:0" + std::to_string(second) + "Z"; }

class SlowMatcher {
 public:
  explicit SlowMatcher(const std::vector<Seen>& seen) : seen_(seen) {}
  bool matches(const ObservationExpression& pattern) { return !bindings(pattern).empty(); }

 private:
  using Kind = ObservationExpression::Kind;

  std::set<Binding> bindings(const ObservationExpression& node) {
    if (node.kind == Kind::test) return test(node);
    std::set<Binding> out = bindings(node.operands.front());
    for (std::size_t i = 1; i < node.operands.size(); ++i) {
      const std::set<Binding> next = bindings(node.operands[i]);
      if (node.kind == Kind::any_of)
        out.insert(next.begin(), next.end());
      else
        out = pairs(out, next, node.kind == Kind::followed_by);
    }
    if (node.kind == Kind::repeats) {
      const std::set<Binding> once = out;
      for (int i = 1; i < std::stoi(node.first); ++i) out = pairs(out, once, false);
    }
    if (node.kind == Kind::within)
      std::erase_if(out, [&](const Binding& b) { return last(b) - first(b) > std::stoi(node.first); });
    if (node.kind == Kind::start_stop)
      std::erase_if(out,
                    [&](const Binding& b) { return first(b) < second(node.first) || last(b) >= second(node.second); });
    return out;
  }

  std::set<Binding> test(const ObservationExpression& node) {
    std::set<Binding> out;
    int unit = 0;
    for (const Seen& seen : seen_) {
      for (int copy = 0; copy < seen.number; ++copy, ++unit)
        for (int time = seen.first; time <= seen.last; ++time)
          if (seen.holds.count(to_text(node.test))) out.insert(Binding{Bound{unit, time}});
    }
    return out;
  }

  static std::set<Binding> pairs(const std::set<Binding>& left, const std::set<Binding>& right, bool in_order) {
    std::set<Binding> out;
    for (const Binding& a : left) {
      for (const Binding& b : right) {
        const bool shared = std::any_of(a.begin(), a.end(), [&](const Bound& x) {
          return std::any_of(b.begin(), b.end(), [&](const Bound& y) { return x.unit == y.unit; });
        });
        if (shared || (in_order && last(a) > first(b))) continue;
        Binding joined = a;
        joined.insert(b.begin(), b.end());
        out.insert(std::move(joined));
      }
    }
    return out;
  }

  static int first(const Binding& b) {
    int out = 99;
    for (const Bound& bound : b) out = std::min(out, bound.time);
    return out;
  }
  static int last(const Binding& b) {
    int out = -99;
    for (const Bound& bound : b) out = std::max(out, bound.time);
    return out;
  }
  static int second(const std::string& time) { return static_cast<int>(Timestamp::parse(time)->seconds - kEpoch); }

  const std::vector<Seen>& seen_;
};

// A random pattern of at most `leaves` tests.
std::string random_pattern(std::mt19937& random, int leaves) {
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  std::string out;
  if (leaves == 1) {
    out = std::string("[t:") + "abc"[pick(3)] + " = 1]";
  } else {
    const int left = 1 + pick(leaves - 1);
    const char* words[] = {" AND ", " AND ", " OR ", " FOLLOWEDBY "};
    out = "(" + random_pattern(random, left) + words[pick(4)] + random_pattern(random, leaves - left) + ")";
  }
  switch (pick(9)) {
    case 0:
    case 1:
      return "(" + out + ") WITHIN " + std::to_string(1 + pick(3)) + " SECONDS";
    case 2:
      return leaves < 3 ? "(" + out + ") REPEATS " + std::to_string(1 + pick(leaves == 1 ? 3 : 2)) + " TIMES" : out;
    case 3: {
      const int start = pick(4);
      return "(" + out + ") START t'" + time_text(start) + "' STOP t'" + time_text(start + 1 + pick(5)) + "'";
    }
    default:
      return out;
  }
}

TEST(BindingAgainstSlow, RandomPatternsOverRandomObservationsAgree) {
  std::mt19937 random(20261122);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  int matched = 0, rounds = 6000;
  for (int round = 0; round < rounds; ++round) {
    std::vector<Seen> seen(1 + static_cast<std::size_t>(pick(4)));
    std::string json = "[";
    for (std::size_t n = 0; n < seen.size(); ++n) {
      Seen& s = seen[n];
      s.first = pick(6);
      s.last = s.first + (pick(2) ? 0 : pick(4));
      s.number = pick(4) ? 1 : 2;
      std::string members;
      for (const char property : {'a', 'b', 'c'}) {
        const bool yes = pick(2);
        members += std::string(",\"") + property + "\":" + (yes ? "1" : "0");
        if (yes) s.holds.insert(std::string("t:") + property + " = 1");
      }
      const std::string id = "t--" + std::to_string(n);
      json += R"({"type":"observed-data","id":"o)" + std::to_string(n) + R"(","first_observed":")" +
              time_text(s.first) + R"(","last_observed":")" + time_text(s.last) + R"(","number_observed":)" +
              std::to_string(s.number) + R"(,"object_refs":[")" + id + R"("]},{"type":"t","id":")" + id + "\"" +
              members + "},";
    }
    json.back() = ']';
    const std::string text = random_pattern(random, 1 + pick(4));
    const auto pattern = parse(text);
    ASSERT_TRUE(pattern.ok()) << text << pattern.error().message;
    simdjson::dom::parser parser;
    const json::Array array = parser.parse(json).get_array();
    const auto observations = read_observations(array);
    ASSERT_TRUE(observations.ok());
    const auto matcher = Matcher::compile(*pattern);
    ASSERT_TRUE(matcher.ok());
    const auto match = matcher->match(*observations);
    ASSERT_TRUE(match.ok()) << text << match.error().message;
    ASSERT_EQ(match->matched, SlowMatcher(seen).matches(*pattern)) << text << "\n" << json;
    matched += match->matched;
    std::vector<Seen> only;
    for (const std::size_t n : match->observations) only.push_back(seen[n]);
    if (match->matched) {
      ASSERT_TRUE(SlowMatcher(only).matches(*pattern)) << "not a binding: " << text << "\n" << json;
    }
  }
  EXPECT_GT(matched, rounds / 5);
  EXPECT_LT(matched, rounds * 4 / 5);
}

}  // namespace
}  // namespace parley::pattern
