// What a group's state says of corrections: a party says that an earlier message of its own was wrong, that one stays,
// and no clock is touched.
#include <gtest/gtest.h>

#include "group/notices.h"
#include "group/retention.h"
#include "group/state.h"
#include "group/world.h"

namespace parley::group {
namespace {

using namespace testing;

const std::string kReply = World::id_of("reply", 1);
const std::string kTold = World::id_of("notification", 1);
const std::string kFirst = World::id_of("correction", 1);
const std::string kSecond = World::id_of("correction", 2);
constexpr std::string_view kBoth = R"([{"question":1,"outcome":"answered","text":"None of ours"},)"
                                   R"({"question":2,"outcome":"answered","text":"At 12:00"}])";

json::ObjectWriter correction(const World& world, int author, const std::string& id, const std::string& of,
                              const std::string& text, bool exercise = false) {
  json::ObjectWriter out = world.message(author, "correction", id, exercise);
  out.text("of_ref", of).text("text", text);
  return out;
}

json::ObjectWriter notification(const World& world, int author, bool exercise = false) {
  json::ObjectWriter out = world.message(author, "notification", kTold, exercise);
  out.text("name", "Lights out").text("incident_severity", "low").raw("asks", R"(["nothing"])");
  return out;
}

// Party 2 has answered an inquiry of party 1, and corrects the answer an hour later.
World answered() {
  World world(2);
  world.say(1, world.inquiry(1, 2, kAsk));
  world.sync_all(), world.act(), world.sync_all();
  world.pass(kHour);
  world.say(2, world.reply(2, kAsk, std::string(kBoth), kReply));
  world.sync_all();
  world.pass(kHour);
  return world;
}

TEST(Corrections, StandBesideAnAnswerThatStays) {
  World world = answered();
  world.say(2, correction(world, 2, kFirst, kReply, "It was 13:00").str());
  world.sync_all();
  const View view = world.view();
  EXPECT_TRUE(view.faults.empty()) << described(view);
  const QuestionState& question = view.inquiries[0].asked[0].questions[1];
  EXPECT_EQ(question.answer.text, "At 12:00") << "what a party said it cannot change";
  ASSERT_TRUE(question.reply->later);
  EXPECT_EQ(question.reply->later->what, "corrected");
  EXPECT_EQ(question.reply->later->id, kFirst);
  EXPECT_EQ(question.reply->later->text, "It was 13:00");
  EXPECT_EQ(question.reply->later->added, world.clock(2));
  const auto& history = view.inquiries[0].history;
  ASSERT_EQ(history.size(), 4u) << described(view);
  EXPECT_EQ(history[3].what, "corrected");
  EXPECT_EQ(history[3].at.id, kFirst);
  ASSERT_EQ(view.later.size(), 1u);
  EXPECT_EQ(view.later[0].of.id, kReply);
  EXPECT_EQ(view.timeliness[1].said_later, (std::map<std::string, std::uint64_t>{{"corrected", 1}}));
}

// All that a state says of clocks, questions and figures.
std::string clocks(const View& view) {
  std::string out;
  for (const AskedState& track : view.inquiries[0].asked) {
    out += to_string(track.stage);
    for (const QuestionState& one : track.questions)
      out += fmt::format(" {} {} {} {} {} {}", one.number, to_string(one.outcome),
                         one.answered ? to_string(*one.answered) : "-", one.due ? to_string(*one.due) : "-",
                         one.overdue, one.late);
  }
  for (const Due& one : view.due) out += fmt::format(" due {} {}", to_string(one.kind), one.who);
  const Timeliness& figures = view.timeliness[1];
  return out + fmt::format(" {} {} {}", figures.in_time, figures.late, figures.overdue);
}

// What holds of an inquiry of party 1 to party 2 three days after it, when `corrector` has corrected its own part of it
// a day after it; 0: nobody has.
std::string after_three_days(std::string_view answers, int corrector) {
  World world(2);
  world.say(1, world.inquiry(1, 2, kAsk));
  world.sync_all(), world.act(), world.sync_all();
  if (!answers.empty()) world.say(2, world.reply(2, kAsk, std::string(answers), kReply));
  world.sync_all();
  world.pass(20 * kHour);
  const std::string named = json::string_array_text({world.id(2)});
  if (corrector == 1) world.say(1, correction(world, 1, kFirst, kAsk, "Other words").raw("to_refs", named).str());
  if (corrector == 2) world.say(2, correction(world, 2, kFirst, kReply, "Other words").str());
  world.sync_all(), world.act(), world.sync_all();
  world.pass(60 * kHour);
  EXPECT_EQ(world.view().later.size(), corrector == 0 ? 0u : 1u) << described(world.view());
  return clocks(world.view());
}

TEST(Corrections, StartNoClockAndStopNone) {
  constexpr std::string_view kOne = R"([{"question":1,"outcome":"answered","text":"None"}])";
  EXPECT_EQ(after_three_days("", 1), after_three_days("", 0)) << "the question, unanswered";
  for (const std::string_view answers : {kOne, kBoth})
    for (const int corrector : {1, 2}) EXPECT_EQ(after_three_days(answers, corrector), after_three_days(answers, 0));
}

TEST(Corrections, AreOfThoseOfTheirAuthorAlone) {
  World world(3);
  world.say(1, notification(world, 1).str());
  world.say(2, correction(world, 2, kFirst, kTold, "No, they are on").str());
  world.sync_all();
  const View view = world.view();
  EXPECT_EQ(codes(view), std::vector<std::string>{"not-its-own"});
  EXPECT_FALSE(view.notifications[0].at.later);
  EXPECT_TRUE(view.later.empty());
}

TEST(Corrections, ComeAfterWhatTheyCorrectInItsOrder) {
  World world(2);
  world.say(1, correction(world, 1, World::id_of("correction", 9), kTold, "Too early").str());
  world.say(1, notification(world, 1).str());
  world.say(1, correction(world, 1, kFirst, kTold, "It was the north").str());
  world.say(1, correction(world, 1, World::id_of("correction", 8), kTold, "It was the south").str());
  world.say(1, correction(world, 1, kSecond, kFirst, "It was the east").str());
  world.say(1, correction(world, 1, World::id_of("correction", 7), kFirst, "It was the west").str());
  world.sync_all();
  const View view = world.view(2);
  EXPECT_EQ(codes(view), (std::vector<std::string>{"not-its-own", "out-of-order", "out-of-order"}));
  EXPECT_NE(view.faults[1].message.find("by " + kFirst), std::string::npos) << view.faults[1].message;
  const Later& later = *view.notifications[0].at.later;
  EXPECT_EQ(later.id, kSecond) << "the last word stands with the first message";
  EXPECT_EQ(later.times, 2u);
  ASSERT_EQ(view.later.size(), 2u);
  EXPECT_EQ(view.later[0].at.later->id, kSecond) << "a correction shows that it was corrected";
  EXPECT_EQ(view.later[0].at.later->times, 1u);
  EXPECT_EQ(view.later[1].of.id, kTold);
  EXPECT_FALSE(view.later[1].at.later);
}

TEST(Corrections, GoToTheReadersOfWhatTheyCorrect) {
  const std::string amber = fmt::format(R"(["{}"])", kAmber), clear = fmt::format(R"(["{}"])", kClear);
  World world(3);
  const std::string named = json::string_array_text({world.id(2)});
  world.say(1, notification(world, 1).raw("to_refs", named).raw("object_marking_refs", amber).str());
  const auto of = [&](int number) { return correction(world, 1, World::id_of("correction", number), kTold, "x"); };
  world.say(1, of(1).raw("object_marking_refs", amber).str());
  world.say(1, of(2).raw("to_refs", named).str());
  world.say(1, of(3).raw("to_refs", named).raw("object_marking_refs", clear).str());
  world.say(1, of(4).raw("to_refs", json::string_array_text({world.id(3)})).raw("object_marking_refs", amber).str());
  world.say(1, of(5).raw("to_refs", named).raw("object_marking_refs", amber).str());
  const View view = world.view();
  EXPECT_EQ(codes(view), std::vector<std::string>(4, "other-audience"));
  EXPECT_EQ(view.notifications[0].at.later->id, World::id_of("correction", 5));
}

TEST(Corrections, AreAsRealAsWhatTheyCorrect) {
  World world(2);
  world.say(1, notification(world, 1, true).str());
  world.say(1, correction(world, 1, kFirst, kTold, "x").str());
  EXPECT_EQ(codes(world.view()), std::vector<std::string>{"exercise-mixed"});
  world.say(1, correction(world, 1, kSecond, kTold, "x", true).str());
  EXPECT_EQ(world.view().notifications[0].at.later->id, kSecond);
  EXPECT_TRUE(world.view().timeliness[0].said_later.empty()) << "exercises are counted apart";
}

TEST(Corrections, AreOfMessagesThatStandAsTheyWereSaid) {
  World world(2);
  for (const char* type : {"contact", "charter", "acknowledgement", "pong", "release"}) {
    const auto read = read_message(correction(world, 1, kFirst, World::id_of(type, 1), "x").str());
    ASSERT_FALSE(read.ok()) << type;
    EXPECT_NE(read.error().message.find("only these are corrected: notification, "), std::string::npos)
        << read.error().message;
  }
}

TEST(Corrections, OfAnErasedMessageAreNoFault) {
  World world(2);
  world.say(1, "");  // of the notification
  world.say(1,
            world.message(1, "release")
                .text("charter_ref", world.charter.terms.id)
                .text("charter_version", to_string(world.charter.terms.modified))
                .raw("released",
                     fmt::format(
                         R"([{{"object_ref":"{}","version":"2026-11-22T00:00:00.000Z","hashes":{{"SHA-256":"{}"}}}}])",
                         kTold, std::string(64, 'a')))
                .str());
  world.say(1, correction(world, 1, kFirst, kTold, "x").str());
  EXPECT_EQ(codes(world.view()), std::vector<std::string>{});
}

TEST(Corrections, AreTheSameHoweverTheJournalsCome) {
  World world = answered();
  world.say(1, notification(world, 1).str());
  world.say(2, correction(world, 2, kFirst, kTold, "Not theirs to say").str());
  world.say(2, correction(world, 2, kSecond, kReply, "It was 13:00").str());
  world.say(1, correction(world, 1, kFirst, kTold, "They are on").str());
  world.sync_all();
  const std::string expected = described(world.view());
  std::mt19937 random(7);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(described(world.shuffled(random).view(world.clock(1))), expected);
}

TEST(Corrections, KeepWhatTheyCorrectAsLongAsTheyStay) {
  World world(2);
  world.say(1, notification(world, 1).str());
  world.pass(10 * kDay);
  world.say(1, correction(world, 1, kFirst, kTold, "x").str());
  world.sync_all();
  const View view = world.view();
  const Had had = [&](std::string_view author, journal::Seq seq) {
    return std::optional(world.journals.at(std::string(author))[seq].first);
  };
  for (const auto& [after, kept] : {std::pair(kDay, true), std::pair(11 * kDay, false)}) {
    Keeping keeping;
    keeping.keep_state(view, had, {kDawn.value + after});
    EXPECT_EQ(keeping.why(view.notifications[0].at, "notification").has_value(), kept) << after;
  }
}

TEST(Corrections, AreToldToWhoWasToldOfTheMessage) {
  World world = answered();
  std::set<std::string> sent;
  const auto told = [&] {
    auto out = notices(
        world.view(1), "Northern grid", world.id(1), [](std::string_view) { return "Party 2"; }, std::chrono::hours(4),
        world.clock(1), [&](std::string_view key) { return sent.contains(std::string(key)); });
    for (const Notice& one : out) sent.insert(one.key);
    return out;
  };
  EXPECT_EQ(told().size(), 1u);
  world.say(2, correction(world, 2, kFirst, kReply, "It was 13:00").str());
  world.sync_all();
  const auto notices = told();
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].subject, "Parley: what Party 2 said is corrected");
  EXPECT_NE(notices[0].body.find("Says: It was 13:00"), std::string::npos) << notices[0].body;
  EXPECT_TRUE(told().empty());
}

}  // namespace
}  // namespace parley::group
