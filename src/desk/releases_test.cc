#include "desk/releases.h"

#include "desk/embargoes.h"
#include "desk/own_objects.h"
#include "desk/sign_ins.h"
#include "desk/test_room.h"
#include "node/journals.h"
#include "node/release_policy.h"
#include "release/release_fixture.h"

namespace parley::desk::testing {
namespace {

class ReleasesDesk : public RoomTest {
 protected:
  void SetUp() override {
    RoomTest::SetUp();
    node::testing::Party::append_to(*one.node().journals().open("main")->journal,
                                    {identity_object(one.identity(), 1, "Duty team"), red_object(2)});
  }
  std::string red_object(int number) {
    std::string text = identity_object(one.identity(), number);
    return text.replace(text.find("marking-definition--"), kRed.size(), kRed);
  }
  Releases::Request request(int number) {
    return {.objects = {fmt::format("identity--{:08x}-1111-4111-8111-111111111111", number)}, .group = "drill"};
  }
  Releases desk() { return Releases(one.node()); }
  Releases::Preview preview(const Releases::Request& request) {
    auto made = desk().preview(request);
    EXPECT_TRUE(made.ok()) << made.error().message;
    return std::move(made).value();
  }
};

TEST_F(ReleasesDesk, LetExactlyTheBytesLeaveThatWereShown) {
  const auto shown = preview(request(1));
  EXPECT_EQ(shown.shown.decision, release::Decision::allowed);
  EXPECT_EQ(shown.sha256.size(), 64u);
  EXPECT_THAT(shown.audience.members, ::testing::ElementsAre("two"));
  const auto acting = administrator(one.node());
  const auto before = one.own_journal()->size();
  EXPECT_EQ(desk().send(acting, shown, preview(request(2)).sha256).error().code, Code::conflict);
  EXPECT_EQ(desk().send(acting, shown, shown.sha256.substr(0, 12)).error().code, Code::conflict)
      << "the handle of 12 digits is no agreement";
  EXPECT_EQ(one.own_journal()->size(), before);
  const auto sent = desk().send(acting, shown, shown.sha256);
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  ASSERT_EQ(sent->objects.size(), 2u) << "who this party is comes along with the first release";
  EXPECT_EQ(sent->objects[0].outcome.added, journal::Added::stored);
  EXPECT_THAT(to_json(*sent), HasSubstr("\"outcome\":\"released\""));
  EXPECT_EQ(desk().log("drill")->size(), 1u);
}

TEST_F(ReleasesDesk, NeedTheRightToAskForIt) {
  const auto shown = preview(request(1));
  EXPECT_EQ(desk().send(person("anna"), shown, shown.sha256).error().code, Code::forbidden);
  EXPECT_EQ(desk().may_send(person("anna"), "drill").error().code, Code::forbidden);
  EXPECT_TRUE(desk().may_send(administrator(one.node()), "drill").ok());
}

TEST_F(ReleasesDesk, WaitForASecondPersonWhoIsShownTheSameBytes) {
  const auto shown = preview(request(2));
  EXPECT_EQ(shown.shown.decision, release::Decision::needs_second_person);
  const auto before = one.own_journal()->size();
  const auto sent = desk().send(administrator(one.node()), shown, shown.sha256);
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  ASSERT_TRUE(sent->waits);
  EXPECT_EQ(one.own_journal()->size(), before);
  ASSERT_EQ(desk().pending()->size(), 1u);
  EXPECT_EQ(desk().pending()->front().group, "drill");
  const std::string name = sent->waits->name();
  EXPECT_FALSE(desk().to_confirm(administrator(one.node()), name).ok()) << "who asked is not the second person";
  const auto second = second_person(one.node());
  const auto what = desk().to_confirm(second, name);
  ASSERT_TRUE(what.ok()) << what.error().message;
  EXPECT_EQ(what->preview.sha256, shown.sha256);
  EXPECT_EQ(desk().confirm(second, *what, name).error().code, Code::conflict);
  const auto confirmed = desk().confirm(second, *what, what->preview.sha256);
  ASSERT_TRUE(confirmed.ok()) << confirmed.error().message;
  EXPECT_TRUE(desk().pending()->empty());
  EXPECT_EQ(desk().log()->front().row.confirmed_by, "second");
}

// A link to the room that a keeper made is a token from him, and what is done by it is not her doing alone.
TEST_F(ReleasesDesk, AreNotConfirmedByWhoeverMadeTheLinkByWhichTheyWereAskedFor) {
  const auto keeper = node::testing::person(one.node(), "keeper", {node::Act::people, node::Act::confirm});
  (void)node::testing::person(one.node(), "anna", {node::Act::ask_release});
  one.node().sessions().opened_at("http://localhost:1");
  const SignIns sign_ins(one.node());
  const auto link = sign_ins.make_link(keeper, "anna");
  ASSERT_TRUE(link.ok()) << link.error().message;
  const auto begun =
      sign_ins.by_link({.address = "192.0.2.1", .agent = {}}, link->url.substr(link->url.rfind('/') + 1));
  ASSERT_TRUE(begun.ok()) << begun.error().message;
  const auto anna = one.node().sessions().acting(begun->session, "192.0.2.1");
  ASSERT_TRUE(anna.ok()) << anna.error().message;
  const auto shown = preview(request(2));
  const auto sent = desk().send(*anna, shown, shown.sha256);
  ASSERT_TRUE(sent.ok() && sent->waits);
  const auto token = one.node().access().add_token("keeper", "", {});
  const auto by_token = one.node().people().by_token({.uid = ::geteuid()}, "keeper", token->secret);
  ASSERT_TRUE(by_token.ok()) << by_token.error().message;
  const auto refused = desk().to_confirm(*by_token, sent->waits->name());
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("\"anna\" was known by the token from \"keeper\""));
}

TEST_F(ReleasesDesk, TellOfOneShellBehindBoth) {
  const auto shown = preview(request(2));
  const auto sent = desk().send(administrator(one.node()), shown, shown.sha256);
  ASSERT_TRUE(sent.ok() && sent->waits);
  EXPECT_EQ(desk().to_confirm(second_person(one.node()), sent->waits->name())->one_shell, "");
  (void)node::testing::person(one.node(), "boris", {node::Act::confirm});
  const auto token = one.node().access().add_token("boris", "", {});
  const auto boris = one.node().people().by_token({.uid = ::geteuid()}, "boris", token->secret);
  ASSERT_TRUE(boris.ok()) << boris.error().message;
  const auto found = desk().to_confirm(*boris, sent->waits->name());
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_THAT(found->one_shell, HasSubstr("\"admin\" asked for this by uid"));
}

TEST_F(ReleasesDesk, AreForgottenWhenTheyAreRejected) {
  const auto shown = preview(request(2));
  const auto sent = desk().send(administrator(one.node()), shown, shown.sha256);
  ASSERT_TRUE(sent.ok() && sent->waits);
  EXPECT_TRUE(desk().reject(administrator(one.node()), sent->waits->name()).ok());
  EXPECT_TRUE(desk().pending()->empty());
}

TEST_F(ReleasesDesk, KeepWhatWasRedactedBesideItsOriginal) {
  auto wanted = request(1);
  wanted.redact = {"/name=A team"};
  const auto shown = preview(wanted);
  ASSERT_EQ(shown.leaves.size(), 2u);
  EXPECT_THAT(shown.leaves[0], HasSubstr("A team"));
  EXPECT_THAT(shown.leaves[0], Not(HasSubstr("Duty team")));
  const auto main = one.node().journals().open("main")->journal;
  const auto before = main->size();
  ASSERT_TRUE(desk().send(administrator(one.node()), shown, shown.sha256).ok());
  EXPECT_GT(main->size(), before);
  wanted.redact = {"/description"};
  EXPECT_THAT(desk().preview(wanted).error().message, HasSubstr("none of the objects has that"));
  wanted.redact = {"name"};
  EXPECT_EQ(desk().preview(wanted).error().code, Code::invalid_input);
}

// What was changed leaves under new ids, and only here it is known of what it was made.
TEST_F(ReleasesDesk, ReferencesComeAlongRedactedAndUnderAnotherName) {
  namespace made = release::testing;
  const std::string clear = made::marked(made::kClear), person = made::id_of("identity", 9),
                    first = made::id_of("malware", 1), other = made::id_of("malware", 2),
                    link = made::id_of("relationship", 4);
  const auto main = one.node().journals().open("main")->journal;
  node::testing::Party::append_to(
      *main,
      {made::object("identity", 9, R"(,"name":"Ana of the night shift")" + clear),
       made::malware(
           1, fmt::format(R"(,"created_by_ref":"{}","description":"TLP:AMBER, says ana@gov.example")", person) + clear),
       made::malware(2, clear),
       made::object(
           "relationship", 4,
           fmt::format(R"(,"relationship_type":"variant-of","source_ref":"{}","target_ref":"{}")", first, other) +
               clear)});
  const auto shown = preview({.objects = {link},
                              .group = "drill",
                              .redact = {first + "/description=seen"},
                              .pseudonyms = {person},
                              .with_references = true});
  const std::string leaves = fmt::format("{}", fmt::join(shown.leaves, "\n"));
  EXPECT_THAT(leaves, HasSubstr(other)) << "as it is";
  EXPECT_THAT(leaves, HasSubstr("\"description\":\"seen\""));
  EXPECT_THAT(leaves, HasSubstr("\"name\":\"Source "));
  for (const std::string& kept :
       {first, link, person, std::string("Ana of"), std::string("TLP:AMBER"), std::string("derived-from")})
    EXPECT_THAT(leaves, Not(HasSubstr(kept)));
  const auto before = main->size();
  const auto sent = desk().send(administrator(one.node()), shown, shown.sha256);
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  ASSERT_FALSE(sent->waits);
  journal::Query added;
  added.types = {"relationship"};
  const auto kept = main->read(added, before, {});
  ASSERT_TRUE(kept.ok());
  EXPECT_TRUE(std::any_of(kept->entries.begin(), kept->entries.end(), [](const journal::Entry& one_entry) {
    return one_entry.text.find("derived-from") != std::string_view::npos;
  })) << "in this party's own journal it is said what was made of what";
}

// Whoever appears under a pseudonym is not to be given away by a text that leaves beside it.
TEST_F(ReleasesDesk, TellWhereANameThatIsWithheldStandsInAText) {
  namespace made = release::testing;
  const std::string clear = made::marked(made::kClear), ana = made::id_of("identity", 9),
                    seen = made::id_of("malware", 1);
  node::testing::Party::append_to(
      *one.node().journals().open("main")->journal,
      {made::object("identity", 9, R"(,"name":"Ana of the night shift")" + clear),
       made::malware(
           1, fmt::format(R"(,"created_by_ref":"{}","description":"As ANA of the night shift saw it")", ana) + clear)});
  const auto names_told = [](const Releases::Preview& preview) {
    std::vector<std::string> out;
    for (const auto& object : preview.shown.objects)
      for (const auto& text : object.texts)
        for (const auto& flag : text.flags)
          if (flag.concern == release::Concern::withheld) out.push_back(text.pointer + ": " + flag.words);
    return out;
  };
  const Releases::Request open{.objects = {seen}, .group = "drill", .with_references = true};
  Releases::Request withheld = open;
  withheld.pseudonyms = {ana};
  EXPECT_THAT(names_told(preview(open)), ::testing::IsEmpty()) << "a name that is shown is no secret";
  const auto shown = preview(withheld);
  EXPECT_THAT(names_told(shown), ::testing::ElementsAre("/description: ANA of the night shift"));
  const auto sent = desk().send(administrator(one.node()), shown, shown.sha256);
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  ASSERT_EQ(sent->flagged.size(), 1u) << "also to who has agreed to everything at once";
  EXPECT_EQ(sent->flagged[0].text.pointer, "/description");
}

// He has the bytes alone, in which the name is any other.
TEST_F(ReleasesDesk, TellTheSecondPersonOfANameThatIsWithheld) {
  namespace made = release::testing;
  const std::string ana = made::id_of("identity", 9), seen = made::id_of("malware", 1);
  node::testing::Party::append_to(
      *one.node().journals().open("main")->journal,
      {made::object("identity", 9, R"(,"name":"Ana of the night shift")" + made::marked(made::kClear)),
       made::malware(1, fmt::format(R"(,"created_by_ref":"{}","description":"As Ana of the night shift saw it")", ana) +
                            made::marked(made::kRed))});
  const auto shown = preview({.objects = {seen}, .group = "drill", .pseudonyms = {ana}, .with_references = true});
  EXPECT_EQ(shown.shown.flagged, 1u);
  const auto sent = desk().send(administrator(one.node()), shown, shown.sha256);
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  ASSERT_TRUE(sent->waits);
  const auto what = desk().to_confirm(second_person(one.node()), sent->waits->name());
  ASSERT_TRUE(what.ok()) << what.error().message;
  EXPECT_EQ(what->preview.shown.flagged, 1u);
}

// Neither what is taken out nor another name lifts an embargo: what is made of an object is asked about as the object.
TEST_F(ReleasesDesk, OfWhatIsUnderEmbargoAreRefusedAlsoRedactedAndUnderAPseudonym) {
  namespace made = release::testing;
  const std::string ana = made::id_of("identity", 9), seen = made::id_of("malware", 1);
  node::testing::Party::append_to(
      *one.node().journals().open("main")->journal,
      {made::object("identity", 9, R"(,"name":"Ana")" + made::marked(made::kAmber)),
       made::malware(1, fmt::format(R"(,"created_by_ref":"{}","description":"seen","labels":["op-raven"]{})", ana,
                                    made::marked(made::kClear)))});
  std::vector<Releases::Request> requests(5, {.objects = {seen}, .group = "drill", .with_references = true});
  requests[1].redact = {"/name=x"};
  requests[2].redact = {"/labels", "/description"};
  requests[3].pseudonyms = {ana};
  requests[4].redact = {"/name=x", "/labels"}, requests[4].pseudonyms = {ana};
  for (const auto& request : requests) EXPECT_EQ(preview(request).shown.decision, release::Decision::allowed);
  const auto before = one.own_journal()->size();
  for (const std::string& party : {std::string("*"), two.identity()})
    for (const std::string& what : {seen, std::string("op-raven"), std::string("malware"), std::string(made::kClear)}) {
      SCOPED_TRACE(what);
      const release::Embargo embargo{.party = party, .what = what, .until = kForGood, .reason = ""};
      ASSERT_TRUE(one.node().release_policy().put_embargo(embargo).ok());
      for (const auto& request : requests) {
        const auto shown = preview(request);
        EXPECT_EQ(shown.shown.decision, release::Decision::refused);
        const auto sent = desk().send(administrator(one.node()), shown, shown.sha256);
        ASSERT_FALSE(sent.ok());
        EXPECT_EQ(sent.error().code, Code::forbidden);
        EXPECT_THAT(sent.error().message, HasSubstr("embargo"));
      }
      ASSERT_TRUE(one.node().release_policy().remove_embargo(party, what).ok());
    }
  EXPECT_EQ(one.own_journal()->size(), before);
}

TEST_F(ReleasesDesk, AreFoundWhereverTheObjectIsUnlessAJournalIsNamed) {
  auto wanted = request(1);
  wanted.objects = {"00000001"};
  EXPECT_TRUE(desk().preview(wanted).ok());
  wanted.journal = "nowhere";
  EXPECT_EQ(desk().preview(wanted).error().code, Code::not_found);
}

}  // namespace
}  // namespace parley::desk::testing
