#include "desk/inquiries.h"

#include <algorithm>
#include <set>

#include "desk/inbox.h"
#include "desk/own_objects.h"
#include "desk/status.h"
#include "desk/test_room.h"
#include "node/charters.h"
#include "node/journals.h"
#include "node/membership.h"

namespace parley::desk::testing {
namespace {

class InquiriesDesk : public RoomTest {
 protected:
  static Inquiries::Wanted wanted() {
    return {
        .subject = "What happened", .severity = "high", .to = {"two"}, .questions = {"Who saw it?", "When?", "Where?"}};
  }
  // Asked by one, and known to two.
  std::string asked() {
    const auto draft = Inquiries(one.node()).compose(room(one), wanted());
    EXPECT_TRUE(draft.ok()) << draft.error().message;
    const std::string id = say(one, draft->text).id;
    bring(one, two);
    return id;
  }
  static group::Answer answer(std::int64_t question, group::Outcome outcome, std::string text = {},
                              std::vector<std::string> objects = {}) {
    group::Answer out;
    out.question = question;
    out.outcome = outcome;
    (outcome == group::Outcome::refused ? out.reason : out.text) = std::move(text);
    out.objects = std::move(objects);
    return out;
  }
  // A second group of the same two.
  void make_another_group() {
    group::Terms terms = room(one).group.charter.terms;
    terms.id = "charter--8d2a3b41-6c8f-4d2e-8a8b-1d5c2e3f4a51";
    auto charter = group::draft_charter(terms);
    ASSERT_TRUE(charter.ok()) << charter.error().message;
    for (node::testing::Party* each : {&one, &two}) {
      ASSERT_TRUE(each->node().charters().propose(*charter, "other").ok());
      charter = each->node().charters().sign(terms.id);
      ASSERT_TRUE(charter.ok()) << charter.error().message;
    }
    ASSERT_TRUE(one.node().charters().propose(*charter, "other").ok());
  }
  static std::string uuid_of(const std::string& id) { return id.substr(id.find("--") + 2, 8); }
};

TEST_F(InquiriesDesk, KeepsADraftThatNobodyElseSees) {
  const Inquiries inquiries(one.node());
  const auto draft = inquiries.compose(room(one), wanted());
  ASSERT_TRUE(draft.ok()) << draft.error().message;
  const auto before = one.own_journal()->size();
  ASSERT_TRUE(inquiries.keep(administrator(one.node()), room(one), *draft).ok());
  EXPECT_EQ(one.own_journal()->size(), before);
  EXPECT_EQ(inquiries.drafts().value().size(), 1u);
  const auto found = inquiries.find_draft(uuid_of(draft->message.id));
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(found->message.id, draft->message.id);
  EXPECT_EQ(inquiries.room_for(*found, "").value().group.alias, "drill");
  EXPECT_EQ(inquiries.find_draft("ffffffff").error().code, Code::not_found);
}

// Two groups with the same parties: an inquiry that was written for one of them goes there, also after a restart, and
// into no other when it cannot.
TEST_F(InquiriesDesk, SendsADraftToTheGroupThatItWasWrittenFor) {
  make_another_group();
  const auto kept_for = [&](const std::string& group) {
    const Inquiries inquiries(one.node());
    const auto opened = Groups(one.node()).open(group);
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    const auto draft = inquiries.compose(*opened, wanted());
    EXPECT_TRUE(draft.ok()) << draft.error().message;
    EXPECT_TRUE(inquiries.keep(administrator(one.node()), *opened, *draft).ok());
    return draft->message.id;
  };
  const std::string first = kept_for("drill"), second = kept_for("other");
  one.restart();
  const Inquiries inquiries(one.node());
  EXPECT_EQ(inquiries.room_for(inquiries.find_draft(first).value(), "").value().group.alias, "drill");
  EXPECT_EQ(inquiries.room_for(inquiries.find_draft(second).value(), "").value().group.alias, "other");
  EXPECT_EQ(inquiries.room_for(inquiries.find_draft(second).value(), "drill").value().group.alias, "drill")
      << "a name that is given decides";
  // A draft of which that is not known, such as one out of a file.
  const auto loose = inquiries.compose(Groups(one.node()).open("drill").value(), wanted());
  EXPECT_THAT(inquiries.room_for(*loose, "").error().message, HasSubstr("more than one has these parties"));
  ASSERT_TRUE(one.node().charters().leave("other").ok());
  EXPECT_EQ(inquiries.room_for(*loose, "").value().group.alias, "drill");
  EXPECT_THAT(inquiries.room_for(inquiries.find_draft(second).value(), "").error().message,
              HasSubstr("is no member any more"));
}

TEST_F(InquiriesDesk, KeepsNoDraftForWhoHasNoRightTo) {
  const Inquiries inquiries(one.node());
  const auto draft = inquiries.compose(room(one), wanted());
  EXPECT_EQ(inquiries.keep(person("anna"), room(one), *draft).error().code, Code::forbidden);
  EXPECT_EQ(one.node().journals().open(kDrafts).error().code, Code::not_found) << "no journal was made for it either";
}

TEST_F(InquiriesDesk, GoToOthersAndWishForATimeToCome) {
  const Inquiries inquiries(one.node());
  auto to_us = wanted();
  to_us.to = {"one"};
  EXPECT_EQ(inquiries.compose(room(one), to_us).error().message, "an inquiry goes to another party");
  auto past = wanted();
  past.wished_for = Micros{1};
  EXPECT_THAT(inquiries.compose(room(one), past).error().message, HasSubstr("a time to come"));
}

TEST_F(InquiriesDesk, AnswersEachQuestionOnceAndSomeLater) {
  const std::string id = asked();
  const Inquiries inquiries(two.node());
  const auto found = inquiries.find(uuid_of(id), "");
  ASSERT_TRUE(found.ok()) << found.error().message;
  using group::Outcome;
  const std::string object = "identity--00000001-1111-4111-8111-111111111111";
  const std::vector<group::Answer> twice = {answer(1, Outcome::answered, "We did"), answer(1, Outcome::not_known)};
  EXPECT_THAT(inquiries.answer(*found, twice).error().message, HasSubstr("answered twice"));
  const std::vector<group::Answer> unknown = {answer(4, Outcome::not_known)};
  EXPECT_THAT(inquiries.answer(*found, unknown).error().message, HasSubstr("no question 4"));
  EXPECT_THAT(inquiries.answer(*found, {}).error().message, HasSubstr("say what of each question"));
  const std::vector<group::Answer> answers = {
      answer(1, Outcome::answered, "", {object}), answer(1, Outcome::answered, "We did"),
      answer(2, Outcome::refused, "A source"), answer(3, Outcome::answered, "", {object})};
  const auto text = inquiries.answer(*found, answers);
  ASSERT_TRUE(text.ok()) << text.error().message;
  const auto draft = Saying(two.node()).check(*text);
  ASSERT_TRUE(draft.ok()) << draft.error().message;
  const auto& reply = std::get<group::Reply>(draft->message.body);
  ASSERT_EQ(reply.answers.size(), 3u);
  EXPECT_EQ(reply.answers[0].text, "We did");
  EXPECT_EQ(reply.answers[0].objects, std::vector<std::string>{object});
  EXPECT_EQ(reply.answers[1].reason, "A source");
}

// An impatient person believes the opposite.
TEST_F(InquiriesDesk, SayBeforeAnEscalationThatItGivesTheOthersTheirWholeTimeAgain) {
  const std::string id = asked();
  bring(two, one);  // and so the receipt, from which the clock runs
  const Inquiries inquiries(one.node());
  const auto found = inquiries.find(id, "");
  ASSERT_TRUE(found.ok()) << found.error().message;
  const auto clocks = inquiries.new_clocks(*found, "two");
  ASSERT_TRUE(clocks.ok()) << clocks.error().message;
  ASSERT_EQ(clocks->size(), 3u);
  for (const auto& one_clock : *clocks) {
    EXPECT_EQ(one_clock.party, two.identity());
    const auto high = std::find_if(found->room.view.charter.terms.answer_times.begin(),
                                   found->room.view.charter.terms.answer_times.end(),
                                   [](const group::AnswerTime& time) { return time.severity == "high"; });
    EXPECT_EQ(one_clock.again, high->answer);
    EXPECT_GT(one_clock.due.value, one.node().time().value);
  }
}

TEST_F(InquiriesDesk, AreJudgedByWhoAskedOnly) {
  const std::string id = asked();
  for (const group::Stage stage : {group::Stage::insufficient, group::Stage::escalate, group::Stage::close}) {
    const auto refused =
        Inquiries(two.node()).progress(Inquiries(two.node()).find(id, "").value(), {.stage = stage, .text = "No"});
    EXPECT_EQ(refused.error().code, Code::forbidden) << to_string(stage);
  }
  const Inquiries inquiries(one.node());
  const auto found = inquiries.find(id, "");
  ASSERT_TRUE(found.ok());
  EXPECT_THAT(inquiries.progress(*found, {.stage = group::Stage::insufficient}).error().message,
              HasSubstr("nothing was replied"));
  EXPECT_TRUE(inquiries.progress(*found, {.stage = group::Stage::close}).ok());
  EXPECT_EQ(Inquiries(two.node()).answer({room(one), found->inquiry}, {}).error().message, "this party was not asked");
}

TEST_F(InquiriesDesk, WaitInTheInboxOfWhoWasAskedUntilTheyAreAnswered) {
  const std::string id = asked();
  const Inbox inbox(two.node());
  const auto page = inbox.list({.open_only = true});
  ASSERT_TRUE(page.ok()) << page.error().message;
  ASSERT_EQ(page->total, 1u);
  EXPECT_EQ(page->items[0].id, id);
  EXPECT_EQ(page->items[0].kind, "inquiry");
  EXPECT_EQ(page->items[0].from, "one");
  EXPECT_EQ(page->items[0].text, "What happened (high, received, 3 open)");
  EXPECT_TRUE(Inbox(one.node()).list({}).value().items.empty()) << "what this party says itself does not come in";
  EXPECT_EQ(inbox.read(uuid_of(id)).value().id, id);
}

TEST_F(InquiriesDesk, AreFoundByTheBeginningOfTheirIdEverywhere) {
  const std::string id = asked(), typed = id.substr(0, id.find("--") + 6);
  EXPECT_EQ(Inquiries(two.node()).find(typed, "").value().inquiry.at.id, id);
  EXPECT_EQ(Inbox(two.node()).read(typed).value().id, id);
}

TEST_F(InquiriesDesk, StandInTheInboxOnceAndSoDoesEveryMessage) {
  const auto anna = person("anna");
  for (const node::Act act : {node::Act::say, node::Act::recall})
    ASSERT_TRUE(one.node().people().allow("anna", act, room(one).id()).ok());
  const Saying saying(one.node());
  const auto said_by_anna = [&](const Result<std::string>& text) {
    const auto said = saying.say(anna, room(one), saying.check(text.value()).value());
    EXPECT_TRUE(said.ok()) << said.error().message;
    return said.ok() ? said->id : std::string();
  };
  const auto draft = Inquiries(one.node()).compose(room(one), wanted());
  std::set<std::string> ids = {said_by_anna(draft->text),
                               said_by_anna(saying.notification(room(one), {.subject = "Lights out"}))};
  journal::Query records;
  records.types = {"release"};
  ASSERT_EQ(one.own_journal()->read(records, 0, {})->entries.size(), 2u) << "a message leaves with a record";
  bring(one, two);
  const auto page = Inbox(two.node()).list({});
  ASSERT_TRUE(page.ok()) << page.error().message;
  EXPECT_EQ(page->total, 2u);
  for (const auto& item : page->items) {
    EXPECT_NE(item.kind, "release") << item.text;
    EXPECT_EQ(ids.erase(item.id), 1u) << item.id;
  }
}

TEST_F(InquiriesDesk, TellWhoWasAskedWhatWhoAskedMakesOfIt) {
  const std::string id = asked();
  const Inquiries inquiries(one.node());
  for (const group::Stage stage : {group::Stage::escalate, group::Stage::close})
    say(one, inquiries.progress(inquiries.find(id, "").value(), {.stage = stage, .text = "Now"}).value());
  bring(one, two);
  const auto page = Inbox(two.node()).list({});
  ASSERT_TRUE(page.ok()) << page.error().message;
  std::multiset<std::string> kinds;
  for (const auto& item : page->items) kinds.insert(item.kind);
  EXPECT_EQ(kinds, (std::multiset<std::string>{"inquiry", "escalate", "close"}));
}

TEST_F(InquiriesDesk, SayOfWhoHasLeftThatNothingIsDueFromIt) {
  const std::string id = asked();
  leave(two);
  bring(two, one);
  const auto found = Inquiries(one.node()).find(id, "");
  ASSERT_TRUE(found.ok()) << found.error().message;
  ASSERT_NE(found->room.view.departure_of(two.identity()), nullptr);
  const std::string json = to_json(found->room, found->inquiry);
  EXPECT_THAT(json, HasSubstr("\"left\":\""));
  EXPECT_THAT(json, ::testing::Not(HasSubstr("\"due\":")));
  EXPECT_THAT(json, ::testing::Not(HasSubstr("\"acknowledge_due\":")));
  EXPECT_THAT(json, ::testing::Not(HasSubstr("\"overdue\":true")));
  EXPECT_TRUE(NodeStatus(one.node()).due()->empty());
}

TEST_F(InquiriesDesk, AreReadFromTheInboxPageByPage) {
  for (const char* subject : {"First", "Second", "Third"})
    say(one, Saying(one.node()).notification(room(one), {.subject = subject}).value());
  bring(one, two);
  std::vector<std::string> read;
  for (std::size_t from = 0; from < 4; from += 2) {
    const auto page = Inbox(two.node()).list({.from = from, .most = 2});
    EXPECT_EQ(page->total, 3u);
    for (const auto& item : page->items) read.push_back(item.text);
  }
  EXPECT_THAT(read, ::testing::ElementsAre("Third (medium)", "Second (medium)", "First (medium)"));
}

TEST(TypedAnswers, BeginWithTheNumberOfTheQuestion) {
  const Micros now{1'800'000'000'000'000};
  const auto read = Inquiries::read_answers(
      {.answered = {"1=a=b"}, .with = {"2=tool--1111"}, .refused = {"3=no"}, .not_known = {"4"}, .later = {"5=48h"}},
      now);
  ASSERT_TRUE(read.ok()) << read.error().message;
  ASSERT_EQ(read->size(), 5u);
  EXPECT_THAT((*read)[0].objects, ::testing::ElementsAre("tool--1111"));
  EXPECT_EQ((*read)[1].text, "a=b") << "only the first sign divides";
  EXPECT_EQ((*read)[2].reason, "no");
  EXPECT_EQ((*read)[3].outcome, group::Outcome::not_known);
  EXPECT_EQ((*read)[4].until->value, now.value + 48 * 3'600'000'000);
  for (const char* wrong : {"", "=x", "a=x", "0=x", "-1=x", "1", "1x=y", "99999999999999999999=x"})
    EXPECT_EQ(Inquiries::read_answers({.answered = {wrong}}, now).error().code, Code::invalid_input) << wrong;
  EXPECT_EQ(Inquiries::read_answers({.later = {"1=soon"}}, now).error().code, Code::invalid_input);
}

}  // namespace
}  // namespace parley::desk::testing
