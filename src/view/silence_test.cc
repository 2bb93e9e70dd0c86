// What the term `on_silence` does, as both sides read it: in the charter, with an inquiry and with a recall.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "group/world.h"
#include "view/charter.h"
#include "view/inquiry.h"
#include "view/messages.h"

namespace parley::view {
namespace {

using group::OnSilence;
using group::testing::kHour;
using group::testing::World;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kAsk = World::id_of("inquiry", 1);

World world_with(OnSilence on_silence) {
  World world(2);
  group::Terms terms = world.charter.terms;
  terms.on_silence = on_silence;
  world.charter = group::testing::signed_by(terms, {&world.parties[0], &world.parties[1]});
  return world;
}

// Asked, received and acknowledged at one moment; 48 hours for an answer.
void ask(World& world) {
  world.say(1, world.inquiry(1, 2, kAsk));
  world.sync_all(), world.act(), world.sync_all();
}

void name_contact(World& world, const std::string& name) {
  world.say(2, world.message(2, "contact")
                   .text("party_ref", world.id(2))
                   .text("role", "policy")
                   .text("name", name)
                   .text("contact_information", "+1 555")
                   .text("valid_from", to_string(group::testing::kDawn))
                   .text("valid_until", to_string(Micros{group::testing::kDawn.value + 1000 * kHour}))
                   .str());
}

// The screen of the inquiry at a member.
std::string seen_by(const World& world, int member) {
  desk::GroupRoom room{.group = {}, .view = world.view(member), .own = world.id(member), .now = world.clock(member)};
  room.group.charter = world.charter;
  return inquiry_text(room, room.view.inquiries.at(0), false);
}

std::string line_of(const std::string& text, std::string_view beginning) {
  const std::size_t at = text.find("\n" + std::string(beginning));
  return at == std::string::npos ? std::string() : text.substr(at + 1, text.find('\n', at + 1) - at - 1);
}

// Two who agreed no time for a severity would otherwise wait for a word that is never overdue.
TEST(SilenceOnScreen, AnInquiryForWhichNoTimeWasAgreedSaysThatNoClockRuns) {
  World world(2);
  ask(world);
  EXPECT_EQ(line_of(seen_by(world, 2), "no time"), "");
  group::Terms terms = world.charter.terms;
  terms.answer_times.clear();
  world.charter = group::testing::signed_by(terms, {&world.parties[0], &world.parties[1]});
  EXPECT_THAT(line_of(seen_by(world, 2), "no time"),
              HasSubstr("the charter agrees no answer time for severity high, so no clock runs"));
}

TEST(SilenceOnScreen, IsReadAlikeOnBothSidesWithWhomToAsk) {
  World world = world_with(OnSilence::escalate);
  name_contact(world, "Director");
  ask(world);
  EXPECT_THAT(seen_by(world, 1), Not(HasSubstr("silence")));
  world.pass(48 * kHour + 1);
  for (const int member : {1, 2}) {
    const std::string text = seen_by(world, member);
    EXPECT_THAT(line_of(text, "silence"), HasSubstr("no answer to questions 1, 2 by 2026-11-"));
    EXPECT_THAT(line_of(text, "silence"), HasSubstr("; by the charter it goes to the policy contact"));
    EXPECT_THAT(text, HasSubstr("\n             Director (policy), +1 555\n"));
    EXPECT_THAT(text, HasSubstr("OVERDUE"));
  }
  EXPECT_EQ(line_of(seen_by(world, 1), "silence"), line_of(seen_by(world, 2), "silence"));
}

TEST(SilenceOnScreen, ThatIsOverStaysAndLeadsToNobody) {
  World world = world_with(OnSilence::escalate);
  name_contact(world, "Director");
  ask(world);
  world.pass(60 * kHour);
  world.say(2, world.reply(2, kAsk, R"([{"question":1,"outcome":"not-known"},{"question":2,"outcome":"not-known"}])"));
  world.sync_all();
  const std::string text = seen_by(world, 1);
  EXPECT_THAT(line_of(text, "silence"), HasSubstr("it went to the policy contact (it is over)"));
  EXPECT_THAT(text, Not(HasSubstr("Director (policy)")));
}

TEST(SilenceOnScreen, SaysThatNobodyIsNamed) {
  World world = world_with(OnSilence::escalate);
  ask(world);
  world.pass(60 * kHour);
  EXPECT_THAT(line_of(seen_by(world, 1), "silence"), HasSubstr("and that party has named none"));
}

TEST(SilenceOnScreen, SaysByWhenBothConsult) {
  World world = world_with(OnSilence::consult);
  ask(world);
  world.pass(49 * kHour);
  for (const int member : {1, 2})
    EXPECT_THAT(line_of(seen_by(world, member), "silence"),
                HasSubstr("; by the charter both sides consult each other by 2026-11-"));
}

TEST(SilenceOnScreen, AContactIsOneLineWhateverItIsCalled) {
  World world = world_with(OnSilence::escalate);
  name_contact(world, "Director\\nFORGED\\u001b[31m");
  ask(world);
  world.pass(60 * kHour);
  const std::string text = seen_by(world, 1);
  EXPECT_THAT(text, HasSubstr("Director"));
  EXPECT_THAT(text, Not(HasSubstr("\nFORGED")));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(SilenceOnScreen, OfARecallStandsWhereTheAnswerWould) {
  World world = world_with(OnSilence::escalate);
  world.say(
      1,
      R"({"type":"tool","spec_version":"2.1","id":"tool--00000001-0000-4000-8000-000000000001","created":"2026-11-22T00:00:00.000Z","modified":"2026-11-22T00:00:00.000Z","name":"x"})");
  world.say(1, world.message(1, "recall")
                   .text("object_ref", "tool--00000001-0000-4000-8000-000000000001")
                   .text("reason", "wrong")
                   .text("wish", "delete")
                   .text("incident_severity", "high")
                   .str());
  world.sync_all(), world.act(), world.sync_all();
  world.pass(60 * kHour);
  const group::View view = world.view();
  ASSERT_EQ(view.recalls.size(), 1u) << group::testing::described(view);
  const desk::Recalls::Line line{.group = "drill",
                                 .from_name = "One",
                                 .party_name = "Two",
                                 .titled = "tool",
                                 .recall = view.recalls[0],
                                 .party = view.recalls[0].parties.at(0),
                                 .left = {}};
  const std::string text = recalls_text({line});
  EXPECT_THAT(text, HasSubstr("OVERDUE"));
  EXPECT_THAT(text, HasSubstr("; by the charter it goes to the policy contact"));
}

TEST(CharterScreen, SaysWhatSilenceLeadsToAndHowLongContentIsKept) {
  const auto shown = [](OnSilence on_silence) {
    World world = world_with(on_silence);
    group::Terms terms = world.charter.terms;
    terms.retention = std::chrono::hours(24 * 30);
    return charter_text(group::testing::signed_by(terms, {&world.parties[0], &world.parties[1]}));
  };
  EXPECT_THAT(shown(OnSilence::nothing), HasSubstr("\non silence   nothing\n"));
  EXPECT_THAT(shown(OnSilence::escalate), HasSubstr("on silence   escalate: what is overdue goes to a higher contact"));
  EXPECT_THAT(shown(OnSilence::consult), HasSubstr("on silence   consult: both sides owe each other a consultation"));
  EXPECT_THAT(shown(OnSilence::nothing),
              HasSubstr("retention    30 days, then it falls due for purging where it is held\n"));
}

}  // namespace
}  // namespace parley::view
