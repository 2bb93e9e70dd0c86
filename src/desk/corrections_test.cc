// Corrections, as the desk makes them and as the others are shown what was corrected.
#include "desk/inbox.h"
#include "desk/inquiries.h"
#include "desk/recalls.h"
#include "desk/releases.h"
#include "desk/test_room.h"
#include "node/charters.h"

namespace parley::desk::testing {
namespace {

using ::testing::Not;

class CorrectionsDesk : public RoomTest {
 protected:
  Result<Saying::ToSay> correction(node::testing::Party& party, const std::string& of, const std::string& text,
                                   const std::string& group = {}) {
    return Saying(party.node()).correction({.message = of, .text = text}, group);
  }
  Said correct(node::testing::Party& party, const std::string& of, const std::string& text) {
    const auto made = correction(party, of, text);
    EXPECT_TRUE(made.ok()) << made.error().message;
    return made.ok() ? say(party, made->text) : Said();
  }
  Said notify(const std::string& subject, std::vector<std::string> to = {}) {
    return say(one, Saying(one.node()).notification(room(one), {.subject = subject, .to = std::move(to)}).value());
  }
  // The line of the inbox with this id.
  std::string line(node::testing::Party& party, const std::string& id) {
    const auto page = Inbox(party.node()).list({});
    for (const Inbox::Item& item : page->items)
      if (item.id == id) return to_json(item);
    return {};
  }
};

TEST_F(CorrectionsDesk, AreShownWithTheMessageAndByThemselvesInTheInboxOfTheOthers) {
  const Said told = notify("Lights out", {"two"});
  const Said said = correct(one, told.id.substr(0, 20), "They are on");
  bring(one, two);
  const std::string first = line(two, told.id);
  EXPECT_THAT(first, HasSubstr("\"kind\":\"notification\""));
  EXPECT_THAT(first, HasSubstr("Lights out")) << "it stays as it was";
  EXPECT_THAT(first, HasSubstr("\"corrected\":{\"by\":\"" + said.id + "\",\"added\":\""));
  EXPECT_THAT(first, HasSubstr("\"text\":\"They are on\",\"times\":1}"));
  const std::string own = line(two, said.id);
  EXPECT_THAT(own, HasSubstr("\"kind\":\"corrected\""));
  EXPECT_THAT(own, HasSubstr("\\\"Lights out\\\": They are on"));
  EXPECT_THAT(own, Not(HasSubstr("\"corrected\":{")));
  const auto whole = Inbox(two.node()).read(told.id);
  ASSERT_TRUE(whole.ok()) << whole.error().message;
  EXPECT_THAT(to_json(*whole), HasSubstr("\"corrected\":{\"by\":\"" + said.id));
  EXPECT_TRUE(room(two).view.faults.empty());
}

TEST_F(CorrectionsDesk, OfAnAnswerStandsWithEachQuestionAndInTheHistory) {
  const auto draft =
      Inquiries(one.node())
          .compose(room(one), {.subject = "What happened", .to = {"two"}, .questions = {"Who saw it?", "When?"}});
  ASSERT_TRUE(draft.ok()) << draft.error().message;
  const Said asked = say(one, draft->text);
  bring(one, two);
  const Inquiries desk(two.node());
  const std::vector<group::Answer> answers = {{.question = 2,
                                               .outcome = group::Outcome::answered,
                                               .text = "At 12:00",
                                               .reason = {},
                                               .objects = {},
                                               .until = {}}};
  const Said reply = say(two, desk.answer(desk.find(asked.id, "").value(), answers).value());
  const Said said = correct(two, reply.id, "At 13:00");
  bring(two, one);
  const auto found = Inquiries(one.node()).find(asked.id, "");
  ASSERT_TRUE(found.ok()) << found.error().message;
  const std::string json = to_json(found->room, found->inquiry);
  EXPECT_THAT(json, HasSubstr("\"reply\":\"" + reply.id + "\",\"corrected\":{\"by\":\"" + said.id));
  EXPECT_THAT(json, HasSubstr("\"answer\":\"At 12:00\""));
  EXPECT_THAT(json, HasSubstr("\"what\":\"corrected\",\"id\":\"" + said.id));
  EXPECT_THAT(line(one, said.id), HasSubstr("What happened: At 13:00"));
}

TEST_F(CorrectionsDesk, OfARecallAndOfItsAnswerStandInTheListOfRecalls) {
  ASSERT_TRUE(node::testing::let_leave(one.node(), "drill", {identity_object(one.identity(), 1)}).ok());
  const auto asked = Recalls(one.node()).ask({.object = "identity--00000001-1111-4111-8111-111111111111"}, "").value();
  const Said recall = say(one, asked.front().text);
  const Said first = correct(one, recall.id, "Only the name is wrong");
  bring(one, two);
  const Said answer = say(two, Recalls(two.node()).answer({.recall = recall.id, .confirm = true}, "")->text);
  const Said second = correct(two, answer.id, "One copy is left");
  const std::string json = to_json(Recalls(two.node()).state()->front());
  EXPECT_THAT(json, HasSubstr("\"corrected\":{\"by\":\"" + first.id));
  EXPECT_THAT(json, HasSubstr("\"answer\":{\"id\":\"" + answer.id + "\",\"corrected\":{\"by\":\"" + second.id));
}

TEST_F(CorrectionsDesk, RefuseWhatTheOthersWouldNotCountAndSayWhy) {
  const Said told = notify("Lights out");
  bring(one, two);
  const auto others = correction(two, told.id, "They are on");
  EXPECT_EQ(others.error().code, Code::forbidden);
  EXPECT_THAT(others.error().message, HasSubstr("was said by one: only who said a message corrects it"));
  const Said first = correct(one, told.id, "They are on");
  const auto again = correction(one, told.id, "They are off");
  EXPECT_EQ(again.error().code, Code::conflict);
  EXPECT_THAT(again.error().message, HasSubstr("was corrected before, by " + first.id));
  const Said second = correct(one, first.id, "They are off");
  EXPECT_EQ(room(one).view.notifications.front().at.later->id, second.id);
  EXPECT_EQ(correction(one, "ffff", "x").error().code, Code::not_found);
  EXPECT_EQ(correction(one, second.id, " \xE2\x80\x8B").error().code, Code::invalid_input) << "nothing to be seen";
  EXPECT_TRUE(room(one).view.faults.empty());
}

TEST_F(CorrectionsDesk, GoToNoOtherGroup) {
  group::Terms terms = room(one).group.charter.terms;
  terms.id.back() = terms.id.back() == '1' ? '2' : '1', terms.name = "Southern grid";
  auto charter = group::draft_charter(terms);
  for (node::testing::Party* party : {&one, &two}) {
    ASSERT_TRUE(charter.ok()) << charter.error().message;
    ASSERT_TRUE(party->node().charters().propose(*charter, "other").ok());
    charter = party->node().charters().sign(terms.id);
  }
  ASSERT_TRUE(charter.ok()) << charter.error().message;
  ASSERT_TRUE(one.node().charters().propose(*charter, "other").ok());
  const GroupRoom drill = Groups(one.node()).open("drill").value();
  const Saying saying(one.node());
  const auto draft = saying.check(saying.notification(drill, {.subject = "Lights out"}).value());
  ASSERT_TRUE(draft.ok()) << draft.error().message;
  const auto told = saying.say(administrator(one.node()), drill, *draft);
  ASSERT_TRUE(told.ok()) << told.error().message;
  const auto made = correction(one, told->id, "They are on", "other");
  EXPECT_EQ(made.error().code, Code::forbidden);
  EXPECT_THAT(made.error().message, HasSubstr("was said in \"drill\""));
}

TEST_F(CorrectionsDesk, NameTheQuestionThatTheyAreAbout) {
  const auto draft =
      Inquiries(one.node())
          .compose(room(one), {.subject = "What happened", .to = {"two"}, .questions = {"Who saw it?", "When?"}});
  const Said asked = say(one, draft->text);
  bring(one, two);
  const auto of = [&](std::int64_t question) {
    return Saying(one.node()).correction({.message = asked.id, .text = "Where?", .question = question}, "");
  };
  EXPECT_EQ(of(7).error().code, Code::not_found);
  EXPECT_THAT(of(7).error().message, HasSubstr("but about 1, 2"));
  const auto made = of(2);
  ASSERT_TRUE(made.ok()) << made.error().message;
  const Said said = say(one, made->text);
  bring(one, two);
  EXPECT_THAT(line(two, said.id), HasSubstr("question 2: Where?"));
  EXPECT_TRUE(room(two).view.faults.empty());
  const Said told = notify("Lights out");
  EXPECT_EQ(Saying(one.node()).correction({.message = told.id, .text = "x", .question = 1}, "").error().code,
            Code::invalid_input);
}

// Whoever takes back and answers when others do can put right what he said of it.
TEST_F(CorrectionsDesk, OfARecallTakeTheRightToRecall) {
  ASSERT_TRUE(node::testing::let_leave(one.node(), "drill", {identity_object(one.identity(), 1)}).ok());
  const auto asked = Recalls(one.node()).ask({.object = "identity--00000001-1111-4111-8111-111111111111"}, "").value();
  const Said recall = say(one, asked.front().text);
  const auto anna = node::testing::person(one.node(), "anna", {node::Act::recall});
  const auto boris = node::testing::person(one.node(), "boris", {node::Act::say});
  const Saying saying(one.node());
  const auto may = [&](const node::Acting& who, const std::string& of) {
    const auto made = correction(one, of, "Only the name is wrong");
    EXPECT_TRUE(made.ok()) << made.error().message;
    return saying.say(who, room(one), saying.check(made->text).value());
  };
  EXPECT_EQ(may(boris, recall.id).error().code, Code::forbidden);
  const auto first = may(anna, recall.id);
  ASSERT_TRUE(first.ok()) << first.error().message;
  EXPECT_EQ(may(boris, first->id).error().code, Code::forbidden) << "also of its correction";
  EXPECT_TRUE(may(anna, first->id).ok());
}

// Two ask, and the second person agrees to the later one first: the earlier is then of a word that is not the last.
TEST_F(CorrectionsDesk, ThatWaitedWhileAnotherWasSaidAreNotConfirmed) {
  const Saying saying(one.node());
  const Releases desk(one.node());
  const node::Acting second = second_person(one.node());
  const auto ask = [&](const std::string& text) {
    return saying.say(administrator(one.node()), room(one), saying.check(text).value()).value();
  };
  const auto agree = [&](const Said& said) -> Result<Releases::Sent> {
    PARLEY_TRY(const auto what, desk.to_confirm(second, said.waits->name()));
    return desk.confirm(second, what, what.preview.sha256);
  };
  const Said told = ask(begin_message(room(one), "notification", false)
                            .text("name", "Lights out")
                            .text("incident_severity", "low")
                            .raw("asks", R"(["nothing"])")
                            .texts("object_marking_refs", std::vector<std::string>{std::string(kRed)})
                            .str());
  ASSERT_TRUE(told.waits);
  ASSERT_TRUE(agree(told).ok());
  const Said first = ask(correction(one, told.id, "They are on")->text),
             later = ask(correction(one, told.id, "They flicker")->text);
  ASSERT_TRUE(first.waits && later.waits);
  ASSERT_TRUE(agree(later).ok());
  const auto refused = agree(first);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::conflict);
  EXPECT_THAT(refused.error().message, HasSubstr("corrected by " + later.id + " while this waited"));
  EXPECT_TRUE(room(one).view.faults.empty());
}

TEST_F(CorrectionsDesk, NeedTheRightToSay) {
  const Said told = notify("Lights out");
  const auto made = correction(one, told.id, "They are on");
  ASSERT_TRUE(made.ok());
  const Saying saying(one.node());
  const auto draft = saying.check(made->text);
  EXPECT_EQ(saying.say(person("anna"), room(one), *draft).error().code, Code::forbidden);
}

}  // namespace
}  // namespace parley::desk::testing
