// What a group's state says of positions: the newest words of a party, under its own name, and whether it stands by
// them.
#include "group/state.h"

#include <gtest/gtest.h>

#include "group/world.h"

namespace parley::group {
namespace {

using namespace testing;

const std::string kPosition = World::id_of("position", 1);

json::ObjectWriter position(const World& world, int author, const std::string& id, const std::string& statement) {
  json::ObjectWriter out = world.message(author, "position", id);
  out.text("speaker", "The minister").text("authority", "Ministry").text("subject", "The grid");
  out.text("stance", "denies").text("statement", statement).text("audience", "private");
  return out;
}

TEST(State, ShowsAPositionInItsNewestWordsOnce) {
  World world(2);
  world.say(1, position(world, 1, kPosition, "We saw nothing").str());
  world.pass(kHour);
  world.say(1, position(world, 1, kPosition, "We saw little").str());
  const View view = world.view();
  ASSERT_EQ(view.positions.size(), 1u) << described(view);
  EXPECT_EQ(view.positions[0].position.statement, "We saw little");
  EXPECT_EQ(view.positions[0].at.author, world.id(1));
  EXPECT_FALSE(view.positions[0].at.later);
  EXPECT_TRUE(view.due.empty()) << "nothing is owed for it";
  EXPECT_TRUE(view.faults.empty()) << described(view);
}

TEST(State, ShowsAPositionThatWasWithdrawnAsThat) {
  World world(2);
  world.say(1, position(world, 1, kPosition, "We saw nothing").str());
  world.pass(kHour);
  world.say(1, position(world, 1, kPosition, "We saw nothing").flag("revoked", true).str());
  const View view = world.view();
  ASSERT_EQ(view.positions.size(), 1u) << "what was said stays";
  const auto& later = view.positions[0].at.later;
  ASSERT_TRUE(later);
  EXPECT_EQ(later->what, "withdrawn");
  EXPECT_EQ(later->id, kPosition);
  ASSERT_EQ(view.later.size(), 1u);
  EXPECT_EQ(view.later[0].of.seq, 0u);
  EXPECT_EQ(view.timeliness[0].said_later, (std::map<std::string, std::uint64_t>{{"withdrawn", 1}}));
}

TEST(State, LetsNobodyStateOrWithdrawAPositionOfAnother) {
  World world(2);
  world.say(1, position(world, 1, kPosition, "We saw nothing").str());
  world.pass(kHour);
  world.say(2, position(world, 1, kPosition, "We did it").str());
  world.say(2, position(world, 1, kPosition, "We saw nothing").flag("revoked", true).str());
  world.sync_all();
  const View view = world.view();
  ASSERT_EQ(view.positions.size(), 1u) << described(view);
  EXPECT_EQ(view.positions[0].position.statement, "We saw nothing");
  EXPECT_FALSE(view.positions[0].at.later);
  EXPECT_EQ(codes(view), (std::vector<std::string>{"foreign-object", "foreign-object"}));
}

}  // namespace
}  // namespace parley::group
