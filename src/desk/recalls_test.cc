#include "desk/recalls.h"

#include "desk/contacts.h"
#include "desk/terms.h"
#include "desk/test_room.h"

namespace parley::desk::testing {
namespace {

class RecallsDesk : public RoomTest {
 protected:
  static std::string id_of(int number) { return fmt::format("identity--{:08x}-1111-4111-8111-111111111111", number); }
  void release(int number) {
    const auto released = node::testing::let_leave(one.node(), "drill", {identity_object(one.identity(), number)});
    ASSERT_TRUE(released.ok()) << released.error().message;
  }
};

TEST_F(RecallsDesk, AreAskedWhereTheObjectWasReleasedAndNowhereElse) {
  release(1);
  const auto asked = Recalls(one.node()).ask({.object = "00000001", .severity = "high"}, "");
  ASSERT_TRUE(asked.ok()) << asked.error().message;
  ASSERT_EQ(asked->size(), 1u);
  EXPECT_TRUE(Saying(one.node()).check(asked->front().text).ok());
  EXPECT_THAT(Recalls(one.node()).ask({.object = id_of(2)}, "").error().message,
              HasSubstr("only who released an object can recall it"));
}

TEST_F(RecallsDesk, AreAnsweredByTheOthersAndStandBesideEachParty) {
  release(1);
  const auto asked = Recalls(one.node()).ask({.object = id_of(1)}, "");
  const std::string id = say(one, asked->front().text).id;
  EXPECT_EQ(Recalls(one.node()).answer({.recall = id, .confirm = true}, "").error().code, Code::forbidden);
  bring(one, two);
  const Recalls recalls(two.node());
  EXPECT_EQ(recalls.answer({.recall = id}, "").error().message,
            "refuse: say either that the wish is followed (confirm) or why it is not");
  EXPECT_EQ(recalls.answer({.recall = "ffffffff", .confirm = true}, "").error().code, Code::not_found);
  const auto answer = recalls.answer({.recall = id, .refuse = "It is ours by now"}, "");
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  say(two, answer->text);
  const auto lines = recalls.state(id_of(1));
  ASSERT_TRUE(lines.ok());
  ASSERT_EQ(lines->size(), 1u);
  EXPECT_EQ(lines->front().party.outcome, group::RecallOutcome::refused);
  EXPECT_EQ(lines->front().party_name, "two");
  EXPECT_THAT(to_json(lines->front()), HasSubstr("\"refused_because\":\"It is ours by now\""));
  EXPECT_TRUE(recalls.state("ffffffff")->empty());
}

class ContactsDesk : public RoomTest {};

TEST_F(ContactsDesk, KeepTheirIdWhenTheyAreNamedAgain) {
  const Contacts contacts(one.node());
  Contacts::Wanted wanted{
      .role = "duty", .name = "Watch", .reach = "+1", .until = {room(one).now.value + 1'000'000'000}};
  const Said first = say(one, contacts.name(room(one), wanted).value());
  wanted.name = "Night watch";
  const Said second = say(one, contacts.name(room(one), wanted).value());
  EXPECT_EQ(first.id, second.id);
  const auto lines = contacts.list();
  ASSERT_EQ(lines->size(), 1u);
  EXPECT_EQ(lines->front().state.contact.name, "Night watch");
  EXPECT_EQ(lines->front().party_name, "one");
}

TEST_F(ContactsDesk, HaveAKnownRoleAndEndInTheFuture) {
  const Contacts contacts(one.node());
  EXPECT_THAT(contacts.name(room(one), {.role = "cook", .until = {room(one).now.value + 1}}).error().message,
              HasSubstr("is no role"));
  EXPECT_THAT(contacts.name(room(one), {.role = "duty", .until = {1}}).error().message, HasSubstr("has passed"));
}

class TermsDesk : public RoomTest {};

TEST_F(TermsDesk, AreKeptOrSaidAndFoundByWord) {
  const Terms terms(one.node());
  const auto first = terms.compose({.term = "attack", .meaning = "Any scan"});
  ASSERT_TRUE(first.ok()) << first.error().message;
  const auto kept = terms.keep(administrator(one.node()), *first, "main");
  ASSERT_TRUE(kept.ok()) << kept.error().message;
  EXPECT_EQ(kept->place, "main");
  const std::string beginning = kept->id.substr(kept->id.find("--") + 2, 8);
  const auto second = terms.compose({.term = "attack", .meaning = "Damage", .different = {beginning}});
  ASSERT_TRUE(second.ok()) << second.error().message;
  EXPECT_THAT(*second, HasSubstr(kept->id));
  const auto said = terms.say(administrator(one.node()), *second, room(one).group);
  ASSERT_TRUE(said.ok()) << said.error().message;
  EXPECT_EQ(terms.list("attack")->size(), 2u);
  EXPECT_EQ(terms.list(beginning)->size(), 1u);
  EXPECT_EQ(terms.compose({.term = "x", .meaning = "y", .same = {"ffffffff"}}).error().code, Code::not_found);
}

TEST_F(TermsDesk, NeedTheRightOfTheirPlace) {
  const Terms terms(one.node());
  const auto text = terms.compose({.term = "attack", .meaning = "Any scan"});
  const auto anna = person("anna");
  EXPECT_EQ(terms.keep(anna, *text, "main").error().code, Code::forbidden);
  EXPECT_EQ(terms.say(anna, *text, room(one).group).error().code, Code::forbidden);
}

}  // namespace
}  // namespace parley::desk::testing
