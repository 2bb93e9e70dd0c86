#include "http/budget.h"

#include <gtest/gtest.h>

namespace parley::http {
namespace {

TEST(Budget, IsBoundedInAllAndForEachHolder) {
  Budget budget({.all = 100, .each = 40});
  EXPECT_TRUE(budget.take("one", 40));
  EXPECT_FALSE(budget.take("one", 1));
  EXPECT_TRUE(budget.take("two", 40));
  EXPECT_FALSE(budget.take("three", 21));
  EXPECT_TRUE(budget.take("three", 20));
  EXPECT_FALSE(budget.take("", 1));
  budget.give_back("two", 40);
  EXPECT_TRUE(budget.take("", 40));  // without a share of its own: as much as there is
  EXPECT_FALSE(budget.take("one", SIZE_MAX));
  budget.give_back("one", 40), budget.give_back("three", 20), budget.give_back("", 40);
  EXPECT_EQ(budget.used(), 0u);
}

TEST(AnswerBudget, CountsBytesOnceThatSeveralConnectionsSend) {
  AnswerBudget budget({.all = 100, .each = 60});
  const int page = 0, other = 0;
  EXPECT_TRUE(budget.take("one", &page, 50));
  EXPECT_TRUE(budget.take("one", &page, 50));
  EXPECT_TRUE(budget.take("two", &page, 50));
  EXPECT_EQ(budget.used(), 50u);
  EXPECT_FALSE(budget.take("one", &other, 50)) << "beyond the share of one";
  EXPECT_TRUE(budget.take("three", &other, 50));
  EXPECT_FALSE(budget.take("four", nullptr, 1)) << "beyond what there is for all";
  budget.give_back("one", &page, 50);
  budget.give_back("two", &page, 50);
  EXPECT_EQ(budget.used(), 100u) << "one connection still sends it";
  budget.give_back("one", &page, 50);
  EXPECT_EQ(budget.used(), 50u);
  EXPECT_TRUE(budget.take("one", nullptr, 50)) << "a refused attempt leaves nothing behind";
  budget.give_back("one", nullptr, 50), budget.give_back("three", &other, 50);
  EXPECT_EQ(budget.used(), 0u);
}

}  // namespace
}  // namespace parley::http
