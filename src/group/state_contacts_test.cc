// What a group's state says of contacts and pings.
#include "group/state.h"

#include <gtest/gtest.h>

#include "group/world.h"

namespace parley::group {
namespace {

using namespace testing;

TEST(State, MeasuresAPingOnOneClock) {
  World world(2);
  world.skew[2] = -3 * kHour;
  world.say(1, world.message(1, "ping")
                   .raw("to_refs", json::string_array_text({world.id(2)}))
                   .text("nonce", "abc")
                   .flag("exercise", true)
                   .str());
  world.pass(kMinute);
  world.sync(2, 1);
  world.act();
  world.pass(kMinute);
  world.sync(1, 2);
  const View view = world.view();
  ASSERT_EQ(view.pings.size(), 1u);
  ASSERT_TRUE(view.pings[0].round_trip) << described(view);
  EXPECT_EQ(view.pings[0].round_trip->count(), 2 * kMinute);
  EXPECT_TRUE(view.pings[0].pong->exercise);
  EXPECT_EQ(view.exercise_timeliness[1].pongs, 1u);
}

TEST(State, RenewsContactsBeforeTheyExpire) {
  World world(2);
  const auto contact = [&](std::int64_t days) {
    return world.message(1, "contact", World::id_of("contact", 1))
        .text("party_ref", world.id(1))
        .text("role", "duty")
        .text("name", "Officer")
        .text("contact_information", "x")
        .text("valid_from", to_string(kDawn))
        .text("valid_until", to_string(Micros{kDawn.value + days * kDay}))
        .str();
  };
  world.say(1, contact(30));
  EXPECT_TRUE(world.view().due.empty());
  world.pass(20 * kDay);
  ASSERT_EQ(world.view().due.size(), 1u);
  EXPECT_EQ(world.view().due[0].kind, Due::Kind::renew_contact);
  EXPECT_FALSE(world.view().due[0].overdue);
  world.pass(20 * kDay);
  EXPECT_TRUE(world.view().contacts[0].expired);
  world.say(1, contact(100));
  EXPECT_FALSE(world.view().contacts[0].expired);
  EXPECT_EQ(world.view().contacts.size(), 1u);
  world.say(2, contact(90));  // in the other's name
  EXPECT_EQ(codes(world.view()), std::vector<std::string>{"foreign-object"});
}

}  // namespace
}  // namespace parley::group
