// What holds for a group's state whatever was said: who may say it, that nothing is mixed, and that it is the same
// however and whenever the entries come.
#include "group/state.h"

#include <gtest/gtest.h>

#include "group/world.h"

namespace parley::group {
namespace {

using namespace testing;

TEST(State, NeverMixesAnExerciseWithTheReal) {
  World world(2);
  const std::string drill = World::id_of("inquiry", 2);
  world.say(1, world.inquiry(1, 2, kAsk));
  world.say(1, world.inquiry(1, 2, drill, "high", true));
  world.sync_all();
  world.say(2, world.reply(2, kAsk, R"([{"question":1,"outcome":"not-known"}])", {}, true));
  world.say(2, world.reply(2, drill, R"([{"question":1,"outcome":"not-known"}])", {}, false));
  world.sync_all();
  View view = world.view();
  EXPECT_EQ(codes(view), (std::vector<std::string>{"exercise-mixed", "exercise-mixed"}));
  for (const InquiryState& one : view.inquiries) EXPECT_EQ(one.asked[0].questions[0].outcome, Outcome::open);
  EXPECT_EQ(view.timeliness[1].asked, 1u);
  EXPECT_EQ(view.exercise_timeliness[1].asked, 1u);
  World exercises(2, true);
  exercises.say(1, exercises.inquiry(1, 2, kAsk));
  view = exercises.view();
  EXPECT_TRUE(view.inquiries.empty());
  EXPECT_EQ(codes(view), std::vector<std::string>{"exercise-mixed"});
}

TEST(State, ShowsForeignObjectsUnderAnothersName) {
  World world(2);
  const auto tool = [&](int author, std::string_view name) {
    return fmt::format(
        R"({{"type":"tool","spec_version":"2.1","id":"tool--00000001-0000-4000-8000-000000000001","created_by_ref":"{}","created":"2026-11-22T00:00:00.000Z","modified":"2026-11-22T00:00:00.000Z","name":"{}"}})",
        world.id(author), name);
  };
  world.say(1, tool(1, "x"));
  world.say(2, tool(1, "x"));  // handed on as it is
  EXPECT_TRUE(world.view().faults.empty());
  world.say(2, tool(1, "changed"));
  world.say(2, world.inquiry(1, 2, kAsk));  // said in the other's name
  world.say(2, R"({"type":"inquiry"})");
  world.say(2, "not json");
  world.say(2, world.message(2, "ping").str());
  const View view = world.view();
  EXPECT_EQ(codes(view),
            (std::vector<std::string>{"foreign-object", "foreign-object", "invalid", "invalid", "invalid"}))
      << described(view);
  EXPECT_TRUE(view.inquiries.empty());
}

TEST(State, LetsNobodySayAMessageTwice) {
  World world(2);
  world.say(1, world.inquiry(1, 2, kAsk));
  world.pass(kHour);
  world.say(1, world.inquiry(1, 2, kAsk, "low"));
  const View view = world.view();
  ASSERT_EQ(view.inquiries.size(), 1u);
  EXPECT_EQ(view.inquiries[0].inquiry.severity, "high");
  EXPECT_EQ(codes(view), std::vector<std::string>{"changed"});
}

// What is said at random by three members with clocks that differ, some of it wrong.
void say_something(World& world, std::mt19937& random) {
  const auto pick = [&](int from, int to) { return std::uniform_int_distribution<int>(from, to)(random); };
  const int author = pick(1, 3);
  const std::string inquiry = World::id_of("inquiry", pick(1, 6)), reply = World::id_of("reply", pick(1, 12));
  const bool exercise = pick(0, 9) == 0;
  switch (pick(0, 11)) {
    case 0:
    case 1:
      world.say(author, world.inquiry(author, pick(1, 3), inquiry, pick(0, 1) == 0 ? "high" : "low", exercise));
      break;
    case 2:
    case 3:
    case 4: {
      static const char* kAnswers[] = {
          R"([{"question":1,"outcome":"answered","text":"a"}])", R"([{"question":2,"outcome":"refused","reason":"b"}])",
          R"([{"question":1,"outcome":"not-known"},{"question":2,"outcome":"answered","text":"c"}])"};
      world.say(author, world.reply(author, inquiry, kAnswers[pick(0, 2)], reply, exercise));
      break;
    }
    case 5:
      world.say(author, world.progress(author, inquiry, "insufficient")
                            .raw("reply_refs", json::string_array_text({reply}))
                            .text("description", "more")
                            .str());
      break;
    case 6:
      world.say(author, world.progress(author, inquiry, "escalate").text("to_role", "policy").str());
      break;
    case 7:
      world.say(author, world.progress(author, inquiry, pick(0, 3) == 0 ? "close" : "status").str());
      break;
    case 8:
      world.say(author, world.message(author, "ping")
                            .raw("to_refs", json::string_array_text({world.id(pick(1, 3))}))
                            .text("nonce", "n")
                            .flag("exercise", exercise)
                            .str());
      break;
    case 9:
      world.say(author, world.message(author, "recall")
                            .text("object_ref", inquiry)
                            .text("reason", "wrong")
                            .text("wish", "delete")
                            .str());
      break;
    case 10:
      world.sync(author, author % 3 + 1);
      break;
    default:
      world.act();
      world.sync_all();
      break;
  }
  world.pass(pick(1, 600) * kMinute);
}

TEST(State, IsTheSameWhateverTheInterleaving) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    std::mt19937 random(seed);
    World world(3);
    world.skew = {{1, 0}, {2, kHour}, {3, -kHour}};
    for (int i = 0; i < 60; ++i) say_something(world, random);
    const Micros now{world.time};
    const std::string expected = described(world.state().view(now));
    for (int i = 0; i < 3; ++i) ASSERT_EQ(described(world.shuffled(random).view(now)), expected) << seed;
    // Fed in pieces, with views in between and entries given again.
    State state(world.charter, world.received_at());
    for (const auto& [author, journal] : world.journals)
      for (std::size_t i = 0; i < journal.size(); ++i) {
        world.feed(state, author, i / 2, i + 1);
        if (i % 16 == 0) (void)state.view(now);
      }
    ASSERT_EQ(described(state.view(now)), expected) << seed;
  }
}

// Stages, outcomes and orders, without the times.
std::string without_times(const View& view) {
  std::string out;
  for (const InquiryState& one : view.inquiries) {
    for (const AskedState& track : one.asked) {
      out += fmt::format("{} {}:", one.at.id, to_string(track.stage));
      for (const QuestionState& question : track.questions)
        out += fmt::format(" {} {} {} {}", to_string(question.outcome), question.insufficient, question.overdue,
                           question.late);
    }
    for (const Step& step : one.history) out += fmt::format("; {}/{} {}", step.at.author, step.at.seq, step.what);
    out += "\n";
  }
  for (const Fault& one : view.faults) out += one.code + "\n";
  return out;
}

TEST(State, DoesNotDependOnClocksThatAreAnHourApart) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    std::string expected;
    for (const std::int64_t skew : {std::int64_t{0}, kHour, -kHour}) {
      std::mt19937 random(seed);
      World world(2);
      world.skew = {{1, 0}, {2, skew}};
      world.say(1, world.inquiry(1, 2, kAsk));
      world.pass(std::uniform_int_distribution<int>(1, 50)(random) * kHour);
      world.sync_all(), world.act();
      const std::string first = World::id_of("reply", 1);
      // An answer that comes within an hour of its due time may count either way; these come earlier or later.
      world.pass((std::uniform_int_distribution<int>(2, 40)(random) + (seed % 3 == 0 ? 50 : 0)) * kHour);
      world.say(2, world.reply(2, kAsk, R"([{"question":1,"outcome":"answered","text":"a"}])", first));
      world.pass(4 * kHour);
      world.sync_all();
      world.say(1, world.progress(1, kAsk, "insufficient")
                       .raw("reply_refs", json::string_array_text({first}))
                       .text("description", "more")
                       .str());
      world.sync_all();
      world.pass(std::uniform_int_distribution<int>(1, 40)(random) * kHour);
      if (seed % 2 == 0)
        world.say(2, world.reply(
                         2, kAsk,
                         R"([{"question":1,"outcome":"refused","reason":"b"},{"question":2,"outcome":"not-known"}])"));
      world.sync_all();
      world.pass(200 * kHour);
      const View one = world.state().view(world.clock(1)), other = world.state().view(world.clock(2));
      ASSERT_EQ(without_times(one), without_times(other)) << seed;
      const std::string got = without_times(one);
      if (expected.empty()) expected = got;
      ASSERT_EQ(got, expected) << seed << " skew " << skew;
    }
  }
}

TEST(State, PassesOverManyObjectsThatAreNoMessages) {
  World world(2);
  State state(world.charter, world.received_at());
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const std::string text = fmt::format(
        R"({{"type":"tool","spec_version":"2.1","id":"tool--{:08x}-0000-4000-8000-000000000001","created":"2026-11-22T00:00:00.000Z","modified":"2026-11-22T00:00:00.000Z","name":"x"}})",
        i);
    state.feed({.author = world.id(1), .seq = i, .added = Micros{static_cast<std::int64_t>(i)}, .text = text});
  }
  EXPECT_EQ(state.last(world.id(1)), 19'999u);
  EXPECT_TRUE(state.view(kDawn).faults.empty());
}

}  // namespace
}  // namespace parley::group
