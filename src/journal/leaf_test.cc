#include "journal/leaf.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "base/keys.h"

namespace parley::journal {
namespace {

constexpr Micros kTime{1'795'336'493'123'456};

TEST(Leaf, IsOneCanonicalLine) {
  const Hash commit = sha256("x");
  const std::string base64 = to_base64(commit);
  EXPECT_EQ(make_leaf(LeafKind::assertion, commit, kTime),
            R"({"commit":")" + base64 + R"(","kind":"assert","time":")" + to_string(kTime) + R"("})");
  const std::vector<std::uint64_t> of{0, 7, 9'007'199'254'740'991};
  EXPECT_EQ(make_leaf(LeafKind::purge, commit, kTime, of),
            R"({"commit":")" + base64 + R"(","kind":"purge","of":[0,7,9007199254740991],"time":")" + to_string(kTime) +
                R"("})");
}

TEST(Leaf, ComesBackAsItWent) {
  for (const LeafKind kind : {LeafKind::assertion, LeafKind::revision, LeafKind::revocation, LeafKind::purge}) {
    const Leaf leaf{kind, sha256(to_string(kind)), kTime,
                    kind == LeafKind::purge ? std::vector<std::uint64_t>{3, 4} : std::vector<std::uint64_t>{}};
    const std::string text = make_leaf(leaf.kind, leaf.commit, leaf.time, leaf.of);
    const auto back = parse_leaf(text);
    ASSERT_TRUE(back.ok()) << back.error().message;
    EXPECT_EQ(*back, leaf);
    for (std::size_t i = 0; i < text.size(); ++i) {
      EXPECT_FALSE(parse_leaf(text.substr(0, i)).ok());
      // Whatever another byte makes of it, it is another leaf or none.
      for (const char c : {' ', '0', '9', 'Z', '"', '\\', '\0'}) {
        std::string changed = text;
        if (changed[i] == c) continue;
        changed[i] = c;
        const auto other = parse_leaf(changed);
        if (!other.ok()) continue;
        EXPECT_NE(*other, leaf) << changed;
        EXPECT_EQ(make_leaf(other->kind, other->commit, other->time, other->of), changed);
      }
    }
    EXPECT_FALSE(parse_leaf(text + "\n").ok());
    EXPECT_FALSE(parse_leaf(text + text).ok());
  }
}

TEST(Leaf, RefusesOtherListsOfPurgedEntries) {
  const std::string good = make_leaf(LeafKind::purge, Hash{}, kTime, std::vector<std::uint64_t>{1, 2});
  const auto with = [&](std::string_view list) {
    std::string text = good;
    return parse_leaf(text.replace(text.find("[1,2]"), 5, list)).ok();
  };
  EXPECT_TRUE(with("[1,2]"));
  for (const char* list : {"[]", "[2,1]", "[1,1]", "[01]", "[-1]", "[1,]", "[,1]", "[1 ,2]", "[9007199254740992]", "[1",
                           "1]", "[99999999999999999999]"})
    EXPECT_FALSE(with(list)) << list;
  std::vector<std::uint64_t> most(kMaxPurged);
  for (std::size_t i = 0; i < most.size(); ++i) most[i] = 9'007'199'254'740'991 - kMaxPurged + i;
  const std::string longest = make_leaf(LeafKind::purge, Hash{}, kTime, most);
  EXPECT_LE(longest.size(), 65'535u);
  EXPECT_TRUE(parse_leaf(longest).ok());
}

TEST(Leaf, TheSaltHidesTheObject) {
  Salt a{}, b{};
  random_bytes(a);
  random_bytes(b);
  EXPECT_NE(commitment(a, "{}"), commitment(b, "{}"));
  EXPECT_NE(commitment(a, "{}"), sha256("{}"));
  EXPECT_EQ(commitment(a, "{}"), sha256({a, as_bytes("{}")}));
}

}  // namespace
}  // namespace parley::journal
