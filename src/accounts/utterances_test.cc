// Reports of one utterance are joined when everything speaks for it, and never because nothing speaks against it.
#include <gmock/gmock.h>

#include "accounts/fixture.h"
#include "accounts/worked_cases.h"

namespace parley::accounts {
namespace {

using namespace testing;
using ::testing::IsEmpty;

// Two reports of party 0, in two chains; nothing joined: empty.
std::vector<Utterance> joined_when(const char* first, const char* second,
                                   TakenStance stance_of_second = on(0, Stance::affirms),
                                   EventIndex second_occasion = 0) {
  World world;
  Statement a = World::statement(0, 0, 0, {on(0, Stance::affirms)}),
            b = World::statement(1, 0, second_occasion, {std::move(stance_of_second)});
  a.words = first, b.words = second;
  a.chain.push_back({1, "reports", kNone}), b.chain.push_back({2, "reports", kNone});
  world.material.put(std::move(a));
  world.material.put(std::move(b));
  return Comparison(world.material).utterances();
}

TEST(Utterances, NeedLikeWordsAndOneSideAndOneOccasion) {
  constexpr const char* kWords = "we will open both gates on Sunday";
  EXPECT_EQ(joined_when(kWords, "that they would open both gates on Sunday").size(), 1u);
  EXPECT_THAT(joined_when(kWords, "nobody was asked about the bridge"), IsEmpty()) << "nothing is alike";
  EXPECT_THAT(joined_when(kWords, kWords, on(0, Stance::denies)), IsEmpty()) << "the other side";
  EXPECT_THAT(joined_when(kWords, kWords, on(0, Stance::raises)), IsEmpty()) << "raised, not affirmed";
  EXPECT_THAT(joined_when(kWords, kWords, on(0, Stance::affirms), 1), IsEmpty()) << "another occasion";
  EXPECT_THAT(joined_when(kWords, kWords, on(0, Stance::affirms), kNone), IsEmpty()) << "no occasion";
  EXPECT_THAT(joined_when(kWords, kWords, on(1, Stance::affirms)), IsEmpty()) << "another matter";
}

TEST(Utterances, AreCountedAgainWhenAStatementIsAdded) {
  World world;
  Comparison comparison(world.material);
  EXPECT_THAT(comparison.utterances(), IsEmpty());
  for (const std::size_t number : {0u, 1u}) {
    Statement one = World::statement(number, 0, 0, {on(0, Stance::denies)});
    one.words = "no boat left the harbour";
    one.chain.push_back({static_cast<PartyIndex>(number + 1), "reports", kNone});
    comparison.add(world.material.put(std::move(one)));
  }
  EXPECT_EQ(comparison.utterances().size(), 1u);
}

TEST(Utterances, OfTheWorkedCasesAreThoseThatWereRecordedAndNoOthers) {
  PARLEY_SHARED_PATH(tarn, "cases/lake-tarn");
  PARLEY_SHARED_PATH(vellin, "cases/port-vellin");
  const auto material = lake_tarn(tarn);
  ASSERT_TRUE(material.ok()) << material.error().message;
  const Comparison lake(*material);
  EXPECT_EQ(lake.utterances().size(), 6u);
  for (const Utterance& one : lake.utterances()) EXPECT_TRUE(one.asserted);
  const PortVellin harbour(vellin);
  const Comparison comparison(harbour.material);
  EXPECT_THAT(comparison.utterances(), IsEmpty());
}

}  // namespace
}  // namespace parley::accounts
