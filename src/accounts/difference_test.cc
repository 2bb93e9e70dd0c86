// What an agreement hides is what each side has, in its own words.
#include <gmock/gmock.h>

#include "accounts/fixture.h"
#include "accounts/worked_cases.h"

namespace parley::accounts {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;

std::string between(const char* first, const char* second) {
  World world;
  Statement a = World::statement(0, 0, 0, {on(0, Stance::affirms)}),
            b = World::statement(1, 1, 0, {on(0, Stance::affirms)});
  a.words = first, b.words = second;
  world.material.put(std::move(a));
  world.material.put(std::move(b));
  return Comparison(world.material).difference(0, 1, 0);
}

TEST(Difference, ComparesWhatEachSideHas) {
  EXPECT_EQ(
      between("they will discuss a plant and explore a fund", "they will discuss a plant and agreed to set up a fund"),
      "strength: “discuss, explore” against “discuss, agreed to set up”: “they will discuss a plant and explore a "
      "fund” against “they will discuss a plant and agreed to set up a fund”");
  EXPECT_EQ(between("they will discuss it", "they will discuss it"), "");
  EXPECT_THAT(between("they met", "they agreed"), HasSubstr("no such word against “agreed”"));
  EXPECT_EQ(between("it was opened in May", "it was opened"), "") << "a month is no weak word";
}

TEST(Difference, HasNoEmptyAndNoDoubledQuotations) {
  EXPECT_THAT(between("", "they may come"), Not(HasSubstr("“”")));
  EXPECT_THAT(between("“they will come,”", "“they may come.”"), HasSubstr("“they will come” against “they may come”"));
}

TEST(Difference, OfTheWorkedCaseIsTheReadersOwn) {
  PARLEY_SHARED_PATH(folder, "cases/lake-tarn");
  const auto material = lake_tarn(folder);
  ASSERT_TRUE(material.ok()) << material.error().message;
  const Comparison comparison(*material);
  const auto of = [&](const char* proposition) {
    return comparison.difference(*comparison.find_account("A1"), *comparison.find_account("A2"),
                                 *material->find_proposition(proposition));
  };
  EXPECT_THAT(of("Q4"), HasSubstr("strength: “agreed to set up” against “explore”"));
  EXPECT_THAT(of("Q2"), HasSubstr("mentioned"));
  EXPECT_EQ(of("Q10"), "");
}

}  // namespace
}  // namespace parley::accounts
