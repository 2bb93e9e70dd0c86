#include "group/silence.h"

#include "group/notices.h"
#include "group/world.h"

namespace parley::group {
namespace {

using namespace testing;

const std::string kAsk = World::id_of("inquiry", 1);

World world_with(OnSilence on_silence) {
  World world(2);
  Terms terms = world.charter.terms;
  terms.on_silence = on_silence;
  world.charter = signed_by(terms, {&world.parties[0], &world.parties[1]});
  return world;
}

void name_contact(World& world, int number, std::string_view role, std::string_view name) {
  world.say(number, world.message(number, "contact")
                        .text("party_ref", world.id(number))
                        .text("role", role)
                        .text("name", name)
                        .text("contact_information", "+1 555")
                        .text("valid_from", to_string(kDawn))
                        .text("valid_until", to_string(Micros{kDawn.value + 100 * kDay}))
                        .str());
}

// Asked, received and acknowledged at one moment; 48 hours for an answer.
std::int64_t ask(World& world) {
  world.say(1, world.inquiry(1, 2, kAsk));
  world.sync_all(), world.act(), world.sync_all();
  return world.time;
}

const AskedState& track_of(const View& view) { return view.inquiries.at(0).asked.at(0); }

TEST(Silence, GoesToThePolicyContactByItselfAtTheTime) {
  World world = world_with(OnSilence::escalate);
  name_contact(world, 2, "technical", "Operator");
  name_contact(world, 2, "policy", "Director");
  const std::int64_t asked = ask(world);
  world.pass(48 * kHour);
  EXPECT_TRUE(track_of(world.view()).silences.empty()) << "at the very time it is not over";
  EXPECT_EQ(track_of(world.view()).stage, InquiryStage::acknowledged);
  world.pass(1);
  const View view = world.view();
  const AskedState& track = track_of(view);
  ASSERT_EQ(track.silences.size(), 1u) << described(view);
  const Silence& silence = track.silences[0];
  EXPECT_EQ(silence.since.value, asked + 48 * kHour);
  EXPECT_EQ(silence.questions, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(silence.to_role, Role::policy);
  ASSERT_TRUE(silence.contact);
  EXPECT_EQ(silence.contact->name, "Director");
  EXPECT_TRUE(silence.lasts);
  EXPECT_EQ(track.stage, InquiryStage::escalated);
  EXPECT_TRUE(track.overdue()) << "nobody gains time by silence";
  EXPECT_NE(sentence(silence).find("no answer to questions 1, 2 by "), std::string::npos) << sentence(silence);
}

TEST(Silence, OfAMachineGoesToTheTechnicalContact) {
  World world = world_with(OnSilence::escalate);
  name_contact(world, 2, "technical", "Operator");
  world.say(1, world.inquiry(1, 2, kAsk));
  world.sync_all();
  world.pass(3 * kHour);  // two are agreed
  const View view = world.view();
  ASSERT_EQ(track_of(view).silences.size(), 1u) << described(view);
  EXPECT_TRUE(track_of(view).silences[0].questions.empty());
  EXPECT_EQ(track_of(view).silences[0].to_role, Role::technical);
  EXPECT_EQ(track_of(view).silences[0].contact->name, "Operator");
}

TEST(Silence, StaysOnRecordWhenTheAnswerCameLate) {
  World world = world_with(OnSilence::escalate);
  const std::int64_t asked = ask(world);
  world.pass(60 * kHour);
  world.say(2, world.reply(2, kAsk, R"([{"question":1,"outcome":"not-known"},{"question":2,"outcome":"not-known"}])"));
  world.sync_all();
  const View view = world.view();
  EXPECT_EQ(track_of(view).stage, InquiryStage::answered);
  ASSERT_EQ(track_of(view).silences.size(), 1u) << described(view);
  EXPECT_FALSE(track_of(view).silences[0].lasts);
  EXPECT_EQ(track_of(view).silences[0].since.value, asked + 48 * kHour);
  EXPECT_EQ(track_of(view).silences[0].questions, (std::vector<std::int64_t>{1, 2}));
}

TEST(Silence, OfEveryClockIsKept) {
  World world = world_with(OnSilence::escalate);
  const std::string first = World::id_of("reply", 1);
  ask(world);
  world.pass(60 * kHour);
  world.say(2, world.reply(2, kAsk,
                           R"([{"question":1,"outcome":"answered","text":"a"},{"question":2,"outcome":"not-known"}])",
                           first));
  world.sync_all();
  world.say(1, world.progress(1, kAsk, "insufficient")
                   .raw("questions", "[1]")
                   .raw("reply_refs", json::string_array_text({first}))
                   .text("description", "A name.")
                   .str());
  world.sync_all();
  const std::int64_t again = world.time;
  world.pass(50 * kHour);
  const View view = world.view();
  ASSERT_EQ(track_of(view).silences.size(), 2u) << described(view);
  EXPECT_FALSE(track_of(view).silences[0].lasts);
  EXPECT_TRUE(track_of(view).silences[1].lasts);
  EXPECT_EQ(track_of(view).silences[1].since.value, again + 48 * kHour);
  EXPECT_EQ(track_of(view).silences[1].questions, std::vector<std::int64_t>{1});
}

TEST(Silence, IsNoneOfWhatWasClosedInTime) {
  World world = world_with(OnSilence::escalate);
  ask(world);
  world.pass(kHour);
  world.say(1, world.progress(1, kAsk, "close").text("description", "We know by now.").str());
  world.sync_all();
  world.pass(90 * kHour);
  EXPECT_TRUE(track_of(world.view()).silences.empty()) << described(world.view());
  EXPECT_EQ(track_of(world.view()).stage, InquiryStage::closed);
}

TEST(Silence, OwesBothSidesAConsultationUntilEachHasSaidWhatCameOfIt) {
  World world = world_with(OnSilence::consult);
  const std::int64_t asked = ask(world);
  world.pass(49 * kHour);
  const auto owed_by = [&](const View& view) {
    std::vector<std::string> out;
    for (const Due& due : view.due) {
      if (due.kind != Due::Kind::consult) continue;
      out.push_back(due.who);
      EXPECT_EQ(due.due->value, asked + 50 * kHour);  // the two hours agreed for acknowledging
      EXPECT_FALSE(due.overdue);
    }
    std::sort(out.begin(), out.end());
    return out;
  };
  EXPECT_EQ(owed_by(world.view()), (std::vector<std::string>{world.id(1), world.id(2)})) << described(world.view());
  EXPECT_EQ(track_of(world.view()).stage, InquiryStage::acknowledged);
  world.say(2, world.progress(2, kAsk, "status").text("description", "We have talked.").str());
  world.sync_all();
  EXPECT_EQ(owed_by(world.view()), std::vector<std::string>{world.id(1)});
  world.say(1, world.message(1, "notification")
                   .text("name", "Talks")
                   .text("incident_severity", "low")
                   .raw("asks", R"(["nothing"])")
                   .raw("object_refs", json::string_array_text({kAsk}))
                   .str());
  world.sync_all();
  EXPECT_TRUE(owed_by(world.view()).empty()) << described(world.view());
  EXPECT_TRUE(track_of(world.view()).overdue()) << "talking about it is no answer";
}

TEST(Silence, HasTheConsequenceOfTheCharterUnderWhichItWasAsked) {
  World world = world_with(OnSilence::nothing);
  ask(world);
  world.pass(49 * kHour);
  const View view = world.view();
  ASSERT_EQ(track_of(view).silences.size(), 1u);
  EXPECT_EQ(track_of(view).silences[0].consequence, OnSilence::nothing);
  EXPECT_FALSE(track_of(view).silences[0].to_role);
  EXPECT_EQ(track_of(view).stage, InquiryStage::acknowledged);
  Terms terms = world.charter.terms;
  terms.on_silence = OnSilence::escalate;
  terms.modified = Micros{world.time};
  const Charter next = signed_by(terms, {&world.parties[0], &world.parties[1]});
  world.say(1, next.text), world.say(2, next.text);
  world.sync_all();
  EXPECT_EQ(world.view().charter.terms.on_silence, OnSilence::escalate);
  EXPECT_EQ(track_of(world.view()).silences[0].consequence, OnSilence::nothing);
}

TEST(Silence, OfARecallFollowsTheSameTerm) {
  World world = world_with(OnSilence::escalate);
  const std::string tool =
      R"({"type":"tool","spec_version":"2.1","id":"tool--00000001-0000-4000-8000-000000000001","created":"2026-11-22T00:00:00.000Z","modified":"2026-11-22T00:00:00.000Z","name":"x"})";
  world.say(1, tool);
  world.say(1, world.message(1, "recall")
                   .text("object_ref", "tool--00000001-0000-4000-8000-000000000001")
                   .text("reason", "wrong")
                   .text("wish", "delete")
                   .text("incident_severity", "high")
                   .str());
  world.sync_all(), world.act(), world.sync_all();
  world.pass(50 * kHour);
  const View view = world.view();
  ASSERT_EQ(view.recalls.size(), 1u) << described(view);
  ASSERT_EQ(view.recalls[0].parties[0].silences.size(), 1u);
  EXPECT_EQ(view.recalls[0].parties[0].silences[0].to_role, Role::policy);
}

TEST(Silence, IsToldToBothDutyOfficersWithWhomToAsk) {
  World world = world_with(OnSilence::escalate);
  name_contact(world, 2, "policy", "Director");
  ask(world);
  world.pass(49 * kHour);
  for (const int number : {1, 2}) {
    const auto told = notices(
        world.view(number), "Northern grid", world.id(number), [](std::string_view id) { return std::string(id); },
        std::chrono::hours(4), world.clock(number), [](std::string_view) { return false; });
    const bool is_told = std::any_of(told.begin(), told.end(), [](const Notice& one) {
      return one.body.find("goes to the policy contact") != std::string::npos &&
             one.body.find("Contact: Director") != std::string::npos;
    });
    EXPECT_TRUE(is_told) << number;
  }
}

// Whatever is said and whenever it arrives: two nodes that have the same entries and receipts say the same of the same
// moment, also when each has been asked in between, and at every moment what had passed before is still there.
TEST(Silence, IsTheSameOnBothSidesAtEveryMoment) {
  for (const OnSilence on_silence : {OnSilence::nothing, OnSilence::escalate, OnSilence::consult})
    for (unsigned seed = 1; seed <= 30; ++seed) {
      std::mt19937 random(seed);
      const auto pick = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
      World world = world_with(on_silence);
      name_contact(world, 2, "policy", "Director");
      ask(world);
      for (int step = 0; step < 8; ++step) {
        world.pass((1 + pick(60)) * kHour);
        const std::string reply = World::id_of("reply", step), before = World::id_of("reply", step - 1);
        if (const int what = pick(4); what == 0)
          world.say(2, world.reply(2, kAsk, R"([{"question":1,"outcome":"answered","text":"a"}])", reply));
        else if (what == 1)
          world.say(1, world.progress(1, kAsk, "insufficient")
                           .raw("reply_refs", json::string_array_text({before}))
                           .text("description", "more")
                           .str());
        else if (what == 2)
          world.say(1, world.progress(1, kAsk, "escalate").text("to_role", "policy").str());
        else if (what == 3)
          world.say(2, world.progress(2, kAsk, "status").text("description", "still looking").str());
        world.sync_all();
        const Micros at{world.time};
        const State one = world.shuffled(random), other = world.shuffled(random);
        ASSERT_EQ(described(one.view(at)), described(other.view(at))) << seed;
        std::size_t known = 0;
        for (int later = 0; later < 4; ++later) {
          const Micros moment{at.value + later * 40 * kHour};
          const View view = one.view(moment);
          ASSERT_EQ(described(view), described(other.view(moment))) << seed;
          ASSERT_GE(track_of(view).silences.size(), known) << seed << " what happened stays";
          known = track_of(view).silences.size();
          for (const Silence& silence : track_of(view).silences) ASSERT_LT(silence.since, moment);
          ASSERT_EQ(lasting(track_of(view).silences) != nullptr, track_of(view).overdue()) << seed;
        }
      }
    }
}

}  // namespace
}  // namespace parley::group
