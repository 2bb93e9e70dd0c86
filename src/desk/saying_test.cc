#include "desk/saying.h"

#include "desk/embargoes.h"
#include "desk/inquiries.h"
#include "desk/own_objects.h"
#include "desk/test_room.h"
#include "node/journals.h"
#include "node/own_journal.h"
#include "node/release_policy.h"
#include "release/release_fixture.h"

namespace parley::desk::testing {
namespace {

class SayingDesk : public RoomTest {
 protected:
  Draft draft(const std::string& subject) {
    const Saying saying(one.node());
    return saying.check(saying.notification(room(one), {.subject = subject}).value()).value();
  }
};

TEST_F(SayingDesk, AppendsWhatWasCheckedAndSaysWhere) {
  const Draft checked = draft("Lights out");
  const auto said = Saying(one.node()).say(administrator(one.node()), room(one), checked);
  ASSERT_TRUE(said.ok()) << said.error().message;
  EXPECT_EQ(said->id, checked.message.id);
  EXPECT_EQ(said->type, "notification");
  EXPECT_TRUE(one.own_journal()->contains(said->id).value());
  EXPECT_THAT(to_json(*said, "[]"), HasSubstr("\"group\":\"drill\""));
  ASSERT_EQ(room(one).view.notifications.size(), 1u);
  EXPECT_EQ(room(one).view.notifications.front().notification.name, "Lights out");
}

TEST_F(SayingDesk, RefusesWhoHasNoRightToSayInThisGroup) {
  const auto anna = person("anna");
  const auto before = one.own_journal()->size();
  EXPECT_EQ(Saying(one.node()).say(anna, room(one), draft("Lights out")).error().code, Code::forbidden);
  EXPECT_EQ(one.own_journal()->size(), before);
  ASSERT_TRUE(one.node().people().allow("anna", node::Act::say, room(one).id()).ok());
  EXPECT_TRUE(Saying(one.node()).say(anna, room(one), draft("Lights out")).ok());
}

TEST_F(SayingDesk, RefusesWhatTheOthersWouldNotCountAsAMessage) {
  const Saying saying(one.node());
  EXPECT_EQ(saying.check("{}").error().code, Code::invalid_input);
  auto text = begin_message(room(one), "notification", false);
  EXPECT_EQ(saying.check(text.text("name", "x").text("incident_severity", "huge").str()).error().code,
            Code::invalid_input);
}

TEST_F(SayingDesk, ShowsWhatAPersonShouldLookAt) {
  const auto preview = Saying(one.node()).preview(room(one), draft("Ask jan@example.com, TLP:RED").text);
  std::size_t flagged = 0;
  for (const auto& text : preview.texts) flagged += text.flags.size();
  EXPECT_GE(flagged, 2u);
}

TEST_F(SayingDesk, TellsNothingOfAMarkingWhereTheDefaultIsMild) {
  const GroupRoom mild = room(one);
  const auto preview = Saying(one.node()).preview(mild, draft("Lights out").text);
  EXPECT_EQ(counts_as(mild, preview), "");
  EXPECT_THAT(flags_json(mild, preview), ::testing::Not(HasSubstr("unmarked")));
}

// What nobody marks counts as the charter's default, and here that is for those alone who are in the group now.
class SayingInAStrictGroup : public RoomTest {
 protected:
  void SetUp() override {
    node::testing::make_group({&one, &two}, [](group::Terms& terms) {
      terms.markings.emplace_back(kRed);
      terms.default_marking = kRed;
    });
  }
  // What is said of it with counts_as() and among the flags.
  std::pair<std::string, std::string> told(const std::string& text) {
    const GroupRoom strict = room(one);
    const auto preview = Saying(one.node()).preview(strict, text);
    return {counts_as(strict, preview), flags_json(strict, preview)};
  }
};

TEST_F(SayingInAStrictGroup, TellsWhatAMessageWithoutAMarkingCountsAs) {
  const Saying saying(one.node());
  for (const std::string& text : {saying.notification(room(one), {.subject = "Lights out"}).value(),
                                  saying
                                      .position(room(one), {.statement = "We saw nothing",
                                                           .speaker = "The minister",
                                                           .authority = "Ministry",
                                                           .subject = "The grid",
                                                           .stance = "denies"})
                                      .value()}) {
    const auto [words, flags] = told(text);
    EXPECT_THAT(words, HasSubstr("counts as TLP:RED, the charter's default")) << text;
    EXPECT_THAT(flags, HasSubstr(R"({"pointer":"","concern":"unmarked","words":")")) << text;
  }
}

TEST_F(SayingInAStrictGroup, TellsNothingOfWhatIsMarked) {
  for (const std::string_view marking : {kRed, group::testing::kAmber}) {
    const auto inquiry = Inquiries(one.node())
                             .compose(room(one), {.subject = "What happened",
                                                  .severity = "high",
                                                  .to = {"two"},
                                                  .questions = {"Who saw it?"},
                                                  .marking = std::string(marking)});
    ASSERT_TRUE(inquiry.ok()) << inquiry.error().message;
    const auto [words, flags] = told(inquiry->text);
    EXPECT_EQ(words, "") << marking;
    EXPECT_THAT(flags, ::testing::Not(HasSubstr("unmarked"))) << marking;
  }
}

TEST_F(SayingDesk, NamesOnlyMembersAsThoseWhomItConcerns) {
  const Saying saying(one.node());
  const auto text = saying.notification(room(one), {.subject = "Lights out", .to = {"two"}});
  ASSERT_TRUE(text.ok());
  EXPECT_THAT(*text, HasSubstr(two.identity()));
  EXPECT_EQ(saying.notification(room(one), {.subject = "x", .to = {"three"}}).error().code, Code::not_found);
}

TEST_F(SayingDesk, RefusesASubjectThatNobodyCanReadInAList) {
  const Saying saying(one.node());
  const std::string most(kMostOfASubject, 'x'), more = most + "x";
  EXPECT_TRUE(saying.notification(room(one), {.subject = most}).ok());
  const auto refused = saying.notification(room(one), {.subject = more});
  EXPECT_EQ(refused.error().code, Code::invalid_input);
  EXPECT_THAT(refused.error().message, HasSubstr("1001 bytes"));
  EXPECT_EQ(saying.position(room(one), {.statement = "x", .subject = more}).error().code, Code::invalid_input);
  EXPECT_EQ(
      Inquiries(one.node()).compose(room(one), {.subject = more, .to = {"two"}, .questions = {"Who?"}}).error().code,
      Code::invalid_input);
}

TEST_F(SayingDesk, NamesWhatAMessageIsAboutByTheBeginningOfItsId) {
  node::testing::Party::append_to(*one.node().journals().open("main")->journal,
                                  {identity_object(one.identity(), 0x5c1f2a30)});
  const std::string id = "identity--5c1f2a30-1111-4111-8111-111111111111";
  const Saying saying(one.node());
  for (const std::string typed : {"5c1f", "identity--5c1f", "identity--5c1f2a30", id.c_str()}) {
    EXPECT_THAT(saying.notification(room(one), {.subject = "x", .about = {typed}}).value(), HasSubstr(id)) << typed;
    EXPECT_THAT(saying.position(room(one), {.statement = "x", .about = {typed}}).value(), HasSubstr(id)) << typed;
  }
  const auto nothing = saying.notification(room(one), {.subject = "x", .about = {"identity--ffff"}});
  EXPECT_EQ(nothing.error().code, Code::not_found);
  EXPECT_THAT(nothing.error().message, HasSubstr("about: "));
}

// To name it tells that it is there. A person decides that, and whoever asks has to have heard of it.
TEST_F(SayingDesk, NamesWhatOnlyHeldBackObjectsNameWhenAPersonHasAnsweredThat) {
  namespace made = release::testing;
  const auto seen = [](int number) { return made::id_of("malware", number); };
  const auto note = [&](int number, const std::string& of) {
    return made::object("note", number,
                        fmt::format(R"(,"content":"c","object_refs":[{}]{})", of, made::marked(made::kClear)));
  };
  node::testing::Party::append_to(
      *one.node().journals().open("main")->journal,
      {made::malware(1), made::malware(2), made::malware(3), made::malware(4), note(5, fmt::format("\"{}\"", seen(4))),
       note(6, fmt::format(R"("{}","{}","{}")", seen(1), seen(2), seen(3)))});
  ASSERT_TRUE(one.node()
                  .release_policy()
                  .put_embargo({.party = "*", .what = made::id_of("note", 6), .until = kForGood, .reason = ""})
                  .ok());
  const Saying saying(one.node());
  const auto notification = [&](int about) {
    return saying.notification(room(one), {.subject = "x", .about = {seen(about)}}).value();
  };
  const auto said = [&](const std::string& text, Saying::AlthoughHeldBack although) {
    return saying.say(administrator(one.node()), room(one), saying.check(text).value(), although);
  };
  const auto inquiry = Inquiries(one.node())
                           .compose(room(one), {.subject = "What happened",
                                                .severity = "high",
                                                .to = {"two"},
                                                .questions = {"Who saw it?"},
                                                .about = {seen(1)}});
  ASSERT_TRUE(inquiry.ok()) << inquiry.error().message;
  for (const std::string& text : {inquiry->text, notification(2),
                                  saying
                                      .position(room(one), {.statement = "We saw nothing",
                                                           .speaker = "The minister",
                                                           .authority = "Ministry",
                                                           .subject = "The grid",
                                                           .stance = "denies",
                                                           .about = {seen(3)}})
                                      .value()}) {
    const auto refused = said(text, Saying::AlthoughHeldBack::no);
    ASSERT_FALSE(refused.ok()) << text;
    EXPECT_EQ(refused.error().code, Code::forbidden);
    EXPECT_THAT(refused.error().message, HasSubstr("held-back-referrers"));
    EXPECT_THAT(refused.error().message, HasSubstr("--although-held-back"));
    const auto answered = said(text, Saying::AlthoughHeldBack::yes);
    EXPECT_TRUE(answered.ok()) << answered.error().message;
  }
  EXPECT_TRUE(said(notification(4), Saying::AlthoughHeldBack::no).ok()) << "a note that may leave names it";
}

class OwnObjectsDesk : public RoomTest {};

TEST_F(OwnObjectsDesk, HaveTheirPatternsCheckedAsThoseOfClientsAre) {
  const auto refused = node::OwnJournal::admit_one(
      R"({"type":"indicator","spec_version":"2.1","id":"indicator--7c1f2a30-1111-4111-8111-111111111111",)"
      R"("created":"2026-07-09T18:30:00.000Z","modified":"2026-07-09T18:30:00.000Z","pattern_type":"stix",)"
      R"("pattern":"[ipv4-addr:value = ","valid_from":"2026-07-09T18:30:00Z"})");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::invalid_input);
}

TEST_F(OwnObjectsDesk, GoIntoNoJournalOfAGroup) {
  const OwnObjects own(one.node());
  std::size_t refused = 0;
  for (const auto& row : one.node().journals().rows())
    if (row.root != one.node().config().taxii.root) {
      EXPECT_EQ(own.journal(administrator(one.node()), node::Act::draft, row.id).error().code, Code::forbidden);
      ++refused;
    }
  EXPECT_GE(refused, 1u);
}

TEST_F(OwnObjectsDesk, NeedTheRightInTheVeryJournal) {
  const OwnObjects own(one.node());
  const auto anna = person("anna");
  EXPECT_EQ(own.journal(anna, node::Act::draft, "main").error().code, Code::forbidden);
  const std::string id = one.node().journals().open("main")->row.id;
  ASSERT_TRUE(one.node().people().allow("anna", node::Act::draft, id).ok());
  EXPECT_TRUE(own.journal(anna, node::Act::draft, "main").ok());
  EXPECT_EQ(own.journal(anna, node::Act::erase, "main").error().code, Code::forbidden);
}

}  // namespace
}  // namespace parley::desk::testing
