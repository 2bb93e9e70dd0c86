// Chapters name all statements of a case in their order, and change only where the case does.
#include <gmock/gmock.h>

#include <random>

#include "accounts/case_objects.h"

namespace parley::accounts {
namespace {

std::vector<std::string> joined(const std::vector<CaseChapter>& chapters) {
  std::vector<std::string> out;
  for (const CaseChapter& one : chapters) out.insert(out.end(), one.statements.begin(), one.statements.end());
  return out;
}

std::size_t not_in(const std::vector<CaseChapter>& some, const std::vector<CaseChapter>& others) {
  return static_cast<std::size_t>(std::count_if(some.begin(), some.end(), [&](const CaseChapter& one) {
    return std::find(others.begin(), others.end(), one) == others.end();
  }));
}

std::vector<std::string> numbered(std::size_t count) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back("statement--" + std::to_string(i));
  return out;
}

TEST(Chapters, AreFilledOneAfterTheOther) {
  const auto all = in_chapters(numbered(2 * kMostInChapter + 1), {});
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].name, "1");
  EXPECT_EQ(all[2].name, "3");
  EXPECT_EQ(all[1].statements.size(), kMostInChapter);
  EXPECT_EQ(all[2].statements.size(), 1u);
  EXPECT_TRUE(in_chapters({}, all).empty());
}

TEST(Chapters, OneByOneAreThoseOfAllAtOnce) {
  std::vector<CaseChapter> grown;
  const auto all = numbered(3 * kMostInChapter + 7);
  for (std::size_t i = 1; i <= all.size(); ++i)
    grown = in_chapters(std::vector(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i)), grown);
  EXPECT_EQ(grown, in_chapters(all, {}));
}

// Whatever is put in and taken out anywhere.
TEST(Chapters, KeepTheOrderAndChangeWhereTheCaseDoes) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::string> all = numbered(4 * kMostInChapter);
    std::vector<CaseChapter> chapters = in_chapters(all, {});
    for (int step = 0; step < 200; ++step) {
      const auto at = all.begin() + static_cast<std::ptrdiff_t>(random() % all.size());
      if (random() % 3 == 0)
        all.erase(at);
      else
        all.insert(at, "statement--new-" + std::to_string(step));
      const auto before = std::exchange(chapters, in_chapters(all, chapters));
      ASSERT_EQ(joined(chapters), all);
      EXPECT_LE(not_in(chapters, before), 2u) << "one, and where it was full what it is parted into";
      EXPECT_LE(not_in(before, chapters), 1u);
      std::set<std::string> names;
      for (const CaseChapter& one : chapters) {
        EXPECT_TRUE(names.insert(one.name).second) << one.name;
        EXPECT_LE(one.statements.size(), kMostInChapter);
        EXPECT_FALSE(one.statements.empty());
      }
    }
  }
}

// What was in one may be moved anywhere, and is there.
TEST(Chapters, KeepTheOrderWhenStatementsAreMoved) {
  std::mt19937 random(1);
  std::vector<std::string> all = numbered(3 * kMostInChapter);
  std::vector<CaseChapter> chapters = in_chapters(all, {});
  for (int step = 0; step < 20; ++step) {
    for (int i = 0; i < 5; ++i) std::swap(all[random() % all.size()], all[random() % all.size()]);
    chapters = in_chapters(all, chapters);
    EXPECT_EQ(joined(chapters), all);
    EXPECT_EQ(in_chapters(all, chapters), chapters) << "and then stays as it is";
  }
}

}  // namespace
}  // namespace parley::accounts
