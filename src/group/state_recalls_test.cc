// What a group's state says of recalls: who can recall what, and what each party did with it.
#include "group/state.h"

#include <gtest/gtest.h>

#include "group/world.h"

namespace parley::group {
namespace {

using namespace testing;

TEST(State, KeepsARecallWhenItsObjectWasErased) {
  World world(2);
  const std::string tool = "tool--00000001-0000-4000-8000-000000000001", recall = World::id_of("recall", 1);
  world.say(1, "");  // of the tool, erased here
  world.say(1,
            world.message(1, "release")
                .text("charter_ref", world.charter.terms.id)
                .text("charter_version", to_string(world.charter.terms.modified))
                .raw("released",
                     fmt::format(
                         R"([{{"object_ref":"{}","version":"2026-11-22T00:00:00.000Z","hashes":{{"SHA-256":"{}"}}}}])",
                         tool, std::string(64, 'a')))
                .str());
  world.say(
      1,
      world.message(1, "recall", recall).text("object_ref", tool).text("reason", "wrong").text("wish", "delete").str());
  world.say(2, world.message(2, "recall-answer")
                   .text("recall_ref", recall)
                   .text("outcome", "confirmed")
                   .text("done", "erased")
                   .str());
  world.sync_all();
  const View view = world.view(2);
  EXPECT_EQ(codes(view), std::vector<std::string>{});
  ASSERT_EQ(view.recalls.size(), 1u);
  EXPECT_EQ(view.recalls[0].parties[0].outcome, RecallOutcome::confirmed);
}

TEST(State, LetsOnlyTheAuthorsJournalRecallItsObject) {
  World world(3);
  const std::string tool = "tool--00000001-0000-4000-8000-000000000001";
  const auto object = [&](int author) {
    return fmt::format(
        R"({{"type":"tool","spec_version":"2.1","id":"{}","created_by_ref":"{}","created":"2026-11-22T00:00:00.000Z","modified":"2026-11-22T00:00:00.000Z","name":"x"}})",
        tool, world.id(author));
  };
  const std::string recall = World::id_of("recall", 1);
  world.say(1, object(1));
  world.say(2,
            world.message(2, "recall").text("object_ref", tool).text("reason", "wrong").text("wish", "delete").str());
  world.say(1, world.message(1, "recall", recall)
                   .text("object_ref", tool)
                   .text("reason", "wrong")
                   .text("wish", "delete")
                   .text("incident_severity", "low")
                   .str());
  View view = world.view();
  EXPECT_EQ(codes(view), std::vector<std::string>{"recall-of-foreign"});
  ASSERT_EQ(view.recalls.size(), 1u);
  EXPECT_EQ(view.recalls[0].parties[0].outcome, RecallOutcome::not_received);
  world.sync_all();
  EXPECT_EQ(world.view().recalls[0].parties[0].outcome, RecallOutcome::silent);
  EXPECT_EQ(due_acts(world.state().view(world.clock(2)), world.id(2)).size(), 1u);
  world.act();
  world.say(2, world.message(2, "recall-answer")
                   .text("recall_ref", recall)
                   .text("outcome", "confirmed")
                   .text("done", "purged")
                   .str());
  world.say(3, world.message(3, "recall-answer")
                   .text("recall_ref", recall)
                   .text("outcome", "refused")
                   .text("reason", "evidence")
                   .str());
  world.say(1, world.message(1, "recall-answer").text("recall_ref", recall).text("outcome", "confirmed").str());
  world.sync_all();
  view = world.view();
  EXPECT_EQ(view.recalls[0].parties[0].outcome, RecallOutcome::confirmed);
  EXPECT_EQ(view.recalls[0].parties[1].outcome, RecallOutcome::refused);
  EXPECT_EQ(view.recalls[0].parties[1].reason, "evidence");
  EXPECT_TRUE(view.recalls[0].parties[0].has_acknowledged);
  EXPECT_EQ(codes(view), (std::vector<std::string>{"not-asked", "recall-of-foreign"}));
  EXPECT_TRUE(due_acts(world.state().view(world.clock(2)), world.id(2)).empty());
}

}  // namespace
}  // namespace parley::group
