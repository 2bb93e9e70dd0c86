// Which version of a charter a group's state is in, and by which a message is judged.
#include "group/state.h"

#include <gtest/gtest.h>

#include "group/world.h"

namespace parley::group {
namespace {

using namespace testing;

TEST(State, PutsANewCharterInForceWhenEveryJournalHoldsItsOwnSignature) {
  World world(2);
  Terms next = world.charter.terms;
  next.modified.value += kDay;
  next.answer_times[0].answer = std::chrono::hours(4);
  const Charter both = signed_by(next, {&world.parties[0], &world.parties[1]});
  world.say(1, both.text);
  View view = world.view();
  EXPECT_EQ(view.charter.terms.modified, world.charter.terms.modified);
  ASSERT_EQ(view.pending.size(), 1u);
  EXPECT_EQ(view.pending[0].missing, std::vector<std::string>{world.id(2)});
  EXPECT_EQ(view.due[0].kind, Due::Kind::sign_charter);
  world.say(1, world.inquiry(1, 2, kAsk));
  world.say(2, signed_by(next, {&world.parties[1]}).text);
  world.sync_all();
  view = world.view();
  EXPECT_EQ(view.charter.terms.modified, next.modified);
  EXPECT_TRUE(view.pending.empty());
  EXPECT_EQ(view.inquiries[0].asked[0].questions[0].due->value, world.time + 4 * kHour);
}

TEST(State, JudgesWhatWasSaidByTheVersionThatTheAskerHadSigned) {
  World world(2);
  Terms next = world.charter.terms;
  next.modified.value += kDay;
  next.answer_times[0].answer = std::chrono::hours(4);
  const Charter first = world.charter, both = signed_by(next, {&world.parties[0], &world.parties[1]});
  world.say(1, first.text), world.say(2, first.text);
  world.say(1, world.inquiry(1, 2, kAsk));
  world.say(1, both.text), world.say(2, both.text);
  world.say(1, world.inquiry(1, 2, World::id_of("inquiry", 2)));
  world.sync_all();
  for (const Charter* begun_with : {&first, &both}) {
    world.charter = *begun_with;
    const View view = world.view();
    EXPECT_EQ(view.charter.terms.modified, next.modified);
    EXPECT_EQ(view.inquiries[0].asked[0].questions[0].due->value, world.time + 48 * kHour);
    EXPECT_EQ(view.inquiries[1].asked[0].questions[0].due->value, world.time + 4 * kHour);
  }
}

}  // namespace
}  // namespace parley::group
