// A case entered by hand, thing by thing and as text, is the case that a file would give; and nothing of it is lost by
// somebody else's entering beside.
#include "desk/case_entry.h"

#include <fmt/format.h>

#include <thread>

#include "base/file.h"
#include "desk/test_case.h"
#include "desk/test_party.h"
#include "node/audit.h"
#include "node/own_identity.h"
#include "testing/source.h"

namespace parley::desk::testing {
namespace {

using node::Act;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kPost =
    "Harbour master blames tug\n\n"
    "“The tug crossed a red light,” Corvo said. She said that the lamps “work”.\n\n"
    "On Thursday Gant said that the tug “had every lamp lit”.\n";

class CaseEntryDesk : public PartyTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(desk_.begin(administrator(), in_, "A harbour", {{.file = "post.txt", .text = kPost}}).ok());
    for (const char* name : {"corvo", "gant"})
      ASSERT_TRUE(desk_.add_party(administrator(), in_, {.name = name, .title = name}).ok());
    ASSERT_TRUE(
        desk_.add_proposition(administrator(), in_, {.name = "P1", .text = "the tug crossed a red light"}).ok());
  }
  Result<Entered> say(const StatementEntry& entry) { return desk_.add_statement(administrator(), in_, entry); }
  accounts::Material material() {
    accounts::Material out;
    EXPECT_TRUE(cases_.load(*cases_.find("harbour"), {}, out).ok());
    return out;
  }
  std::string text() { return desk_.notation(in_).value(); }

  const CaseName in_{.name = "harbour"};
  Cases cases_{node()};
  CaseEntry desk_{node()};
};

TEST_F(CaseEntryDesk, AStatementIsPlacedInItsDocument) {
  const auto entered = say({.speaker = "corvo", .words = {"The tug crossed a red light"}, .stances = {"P1=affirms"}});
  ASSERT_TRUE(entered.ok()) << entered.error().message;
  EXPECT_EQ(entered->name, "1");
  EXPECT_EQ(entered->fresh, 1u);
  EXPECT_EQ(entered->changed, 1u) << "the grouping";
  const auto all = material();
  ASSERT_EQ(all.statements().size(), 1u);
  EXPECT_THAT(all.statements()[0].problems, IsEmpty());
  EXPECT_EQ(all.statements()[0].content_spans.at(0).line, 3u);
  EXPECT_EQ(say({.speaker = "gant", .words = {"had every lamp lit"}})->name, "2");
}

TEST_F(CaseEntryDesk, WhatDoesNotHoldIsNotEnteredAndKeepsNobodyFromGoingOn) {
  const std::pair<StatementEntry, const char*> rows[] = {
      {{.speaker = "corvp", .words = {"work"}}, "there is no party \"corvp\"; did you mean \"corvo\"?"},
      {{.speaker = "corvo", .words = {"wrok"}}, "\"wrok\" is not in the document"},
      {{.speaker = "corvo", .words = {"said"}}, "occurs three times, on lines 3 (twice) and 5"},
      {{.speaker = "corvo", .words = {"work"}, .stances = {"P9=denies"}}, "there is no proposition \"P9\""},
      {{.speaker = "corvo", .words = {"work"}, .stances = {"P1"}}, "stance: \"P1\" must be a proposition and a stance"},
      {{.in = "post:3", .speaker = "corvo", .words = {"said"}}, "(twice) and 5, and so twice on line 3"},
      {{.in = "post:5", .speaker = "corvo", .words = {"work"}}, "\"work\" is not on line 5, but on line "},
      {{.in = "post:99", .speaker = "corvo", .in_other_words = "it works"}, "it is said to stand on line 99, of "},
      {{.in = "post:0", .speaker = "corvo", .words = {"work"}}, "in: \"0\" is no line: the first one is 1"},
      {{.in = "post:-1", .speaker = "corvo", .words = {"work"}}, "in: \"-1\" is no line: the first one is 1"},
      {{.in = "post.txt:abc", .speaker = "corvo", .words = {"work"}}, "in: \"abc\" is no line: the first one is 1"},
      {{.in = "telegraph", .speaker = "corvo", .words = {"work"}}, "in: the case has no document \"telegraph\""},
      {{.speaker = "corvo"}, "it says nothing"},
  };
  for (const auto& [entry, message] : rows) {
    const auto refused = say(entry);
    ASSERT_FALSE(refused.ok()) << message;
    EXPECT_THAT(refused.error().message, HasSubstr(message));
  }
  EXPECT_THAT(material().statements(), IsEmpty());
  EXPECT_TRUE(say({.in = "post:5", .speaker = "gant", .words = {"said"}}).ok()) << "the line decides";
}

TEST_F(CaseEntryDesk, AnEditChangesWhatItSaysAndNothingElse) {
  ASSERT_TRUE(say({.speaker = "corvo", .said = "Thursday", .words = {"work"}, .stances = {"P1=affirms"}}).ok());
  const auto edited = desk_.edit_statement(administrator(), in_, {.name = "1", .to = "gant", .stances = {"P1=doubts"}});
  ASSERT_TRUE(edited.ok()) << edited.error().message;
  EXPECT_EQ(edited->changed, 1u);
  EXPECT_THAT(text(), HasSubstr("1: corvo doubts P1 \"work\"; to gant; said Thursday; recorded by "));
  EXPECT_EQ(desk_.edit_statement(administrator(), in_, {.name = "1", .to = "gant"})->changed, 0u);
  EXPECT_EQ(desk_.edit_statement(administrator(), in_, {.name = "7", .to = "gant"}).error().code, Code::not_found);
}

TEST_F(CaseEntryDesk, APartyOfAnUnknownKindIsRefusedWithTheKinds) {
  const auto put = [&](const char* name, const char* kind) {
    return desk_.add_party(administrator(), in_, {.name = name, .title = name, .kind = kind});
  };
  EXPECT_EQ(put("brandt", "human").error().message,
            "kind: \"human\" is none: person, organisation, publisher, state, group, document, unnamed, or \"unnamed "
            "person\" and the like");
  EXPECT_TRUE(put("brandt", "person").ok());
  EXPECT_TRUE(put("deckhand", "unnamed person").ok());
}

TEST_F(CaseEntryDesk, AQuestionIsEnteredWithItsAnswer) {
  ASSERT_TRUE(desk_.add_party(administrator(), in_, {.name = "paper", .title = "the Post"}).ok());
  ASSERT_TRUE(
      desk_
          .add_document(
              administrator(), in_,
              {.file = "courier.txt", .text = "Asked whether it was lit, Corvo said “no”.\n", .publisher = "paper"})
          .ok());
  const auto done = say({.in = "courier",
                         .speaker = "corvo",
                         .asked = "whether it was lit",
                         .words = {"no"},
                         .stances = {"P1=declines"}});
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ(done->name, "1");
  EXPECT_THAT(text(), HasSubstr("1: corvo declines P1 \"no\"; asked \"whether it was lit\""));
  EXPECT_THAT(text(), HasSubstr("paper = the Post\n"));
  EXPECT_EQ(material().statements().size(), 2u);
}

TEST_F(CaseEntryDesk, WhatOthersReferToIsNotWithdrawn) {
  ASSERT_TRUE(say({.speaker = "corvo", .words = {"work"}, .stances = {"P1=affirms"}}).ok());
  EXPECT_THAT(desk_.withdraw_proposition(administrator(), in_, "P1").error().message,
              HasSubstr("statement 1: there is no proposition \"P1\""));
  ASSERT_TRUE(desk_.withdraw_statement(administrator(), in_, "1").ok());
  EXPECT_THAT(material().statements(), IsEmpty());
  EXPECT_EQ(desk_.withdraw_proposition(administrator(), in_, "P1")->withdrawn, 1u);
}

TEST_F(CaseEntryDesk, PropositionsAndEventsStandToEachOther) {
  ASSERT_TRUE(desk_.add_proposition(administrator(), in_, {.name = "P2", .text = "it was green"}).ok());
  ASSERT_TRUE(desk_.negates(administrator(), in_, "P2", "P1").ok());
  ASSERT_TRUE(desk_.narrower(administrator(), in_, "P2", "P1").ok());
  ASSERT_TRUE(desk_.same_as(administrator(), in_, "P2", "P1", "gant").ok());
  ASSERT_TRUE(desk_.reword(administrator(), in_, "P2", "the light was green").ok());
  ASSERT_TRUE(desk_.add_event(administrator(), in_, {.name = "E1", .label = "the blow"}).ok());
  ASSERT_TRUE(desk_.add_event(administrator(), in_, {.name = "E2", .label = "the quay", .when = "Wednesday"}).ok());
  ASSERT_TRUE(desk_.order(administrator(), in_, "E2", Order::after, "E1").ok());
  EXPECT_THAT(desk_.order(administrator(), in_, "E2", Order::before, "E1").error().message,
              HasSubstr("puts it before itself"));
  EXPECT_THAT(text(), HasSubstr("P2 = the light was green; not P1; narrower than P1; same as P1 according to gant"));
  EXPECT_THAT(text(), HasSubstr("E2 = the quay; when Wednesday; after E1"));
  ASSERT_TRUE(desk_.narrower(administrator(), in_, "P2", "").ok());
  EXPECT_THAT(text(), Not(HasSubstr("narrower")));
}

TEST_F(CaseEntryDesk, APartyIsTiedToOneThatIsKnownHere) {
  const std::string own = node().config().party.name;
  const auto noted = desk_.add_party(administrator(), in_, {.name = "us", .title = own});
  ASSERT_TRUE(noted.ok()) << noted.error().message;
  EXPECT_THAT(noted->notes, Contains(HasSubstr("is the name of a party that is known here")));
  ASSERT_TRUE(desk_.add_party(administrator(), in_, {.name = "we", .title = "the government", .is = own}).ok());
  EXPECT_THAT(text(), HasSubstr("is " + node().config().party.identity));
  EXPECT_EQ(desk_.add_party(administrator(), in_, {.name = "x", .title = "x", .is = "nobody"}).error().code,
            Code::not_found);
  // The same letters to the eye, one of them Cyrillic.
  std::string like = own;
  like.replace(like.find('a'), 1, "\xD0\xB0");
  const auto refused = desk_.add_party(administrator(), in_, {.name = "other", .title = like});
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("looks like"));
}

TEST_F(CaseEntryDesk, AsTextOnlyWhatWasChangedIsANewVersion) {
  ASSERT_TRUE(say({.speaker = "corvo", .words = {"work"}}).ok());
  ASSERT_TRUE(say({.speaker = "gant", .words = {"had every lamp lit"}}).ok());
  const std::string was = text();
  EXPECT_EQ(desk_.replace(administrator(), in_, was, was, Unsound::refuse)->changed, 0u);
  std::string now = was;
  now.replace(now.find("1: corvo"), 8, "1: corvo affirms P1");
  now.erase(now.find("2: gant"));
  now += "3: gant denies P1 \"lit\"\n";
  const auto edited = desk_.replace(administrator(), in_, now, was, Unsound::refuse);
  ASSERT_TRUE(edited.ok()) << edited.error().message;
  EXPECT_EQ(edited->fresh, 1u);
  EXPECT_EQ(edited->changed, 2u) << "a statement, and the grouping";
  EXPECT_EQ(edited->withdrawn, 1u);
  EXPECT_THAT(text(), HasSubstr("3: gant denies P1 \"lit\"\n"));
  EXPECT_THAT(text(), HasSubstr("case A harbour; recorded by " + administrator().person() + "\n")) << "said once";
  EXPECT_THAT(text(), Not(HasSubstr("2: gant")));
  const auto late = desk_.replace(administrator(), in_, was, was, Unsound::refuse);
  ASSERT_FALSE(late.ok()) << "somebody changed it meanwhile";
  EXPECT_EQ(late.error().code, Code::conflict);
}

// By statement, who recorded it.
std::vector<std::string> recorders(const accounts::Material& of) {
  std::vector<std::string> out;
  for (const auto& one : of.statements()) out.push_back(fmt::format("{}: {}", one.name, fmt::join(one.authors, ", ")));
  return out;
}

TEST_F(CaseEntryDesk, EveryStatementSaysWhoRecordedItNotOnlyTheTouchedOnes) {
  const CaseName in{.name = "quay"};
  const CaseFile file = case_file("quay",
                                  "case A quay\ndocument post.txt\nparty corvo = Ines Corvo\nproposition P1 = a\n"
                                  "1: corvo affirms P1 \"work\"\n2: corvo denies P1 \"had every lamp lit\"\n"
                                  "3: corvo affirms P1 \"red\"; recorded by Clara\n",
                                  kPost);
  const auto all = [&] {
    accounts::Material out;
    EXPECT_TRUE(cases_.load(*cases_.find("quay"), {}, out).ok());
    return recorders(out);
  };
  using ::testing::UnorderedElementsAre;
  const auto anna = person("anna", {Act::draft}), boris = person("boris", {Act::draft});
  ASSERT_TRUE(cases_.import_case(anna, file, {}, {})->taken);
  EXPECT_THAT(all(), UnorderedElementsAre("1: anna", "2: anna", "3: Clara"));
  // The same file from somebody else changes nothing.
  EXPECT_EQ(cases_.import_case(boris, file, {}, {})->stored(), 0u);
  std::string text = desk_.notation(in).value();
  EXPECT_THAT(text, HasSubstr("case A quay; recorded by anna\n"));
  EXPECT_THAT(text, HasSubstr("3: corvo affirms P1 \"red\"; recorded by Clara\n"));
  text.replace(text.find("2: corvo denies"), 15, "2: corvo doubts");
  text += "4: corvo raises P1 \"light\"\n";
  ASSERT_TRUE(desk_.replace(boris, in, text, {}, Unsound::refuse)->taken);
  EXPECT_THAT(all(), UnorderedElementsAre("1: anna", "2: anna, boris", "3: Clara", "4: boris"));
}

TEST_F(CaseEntryDesk, ATextThatDoesNotHoldIsToldWithItsLines) {
  const std::string wrong = text() + "\n1: corvo affirms P9 \"wrok\"\nnonsense\n";
  const auto refused = desk_.replace(administrator(), in_, wrong, {}, Unsound::refuse);
  ASSERT_TRUE(refused.ok()) << refused.error().message;
  EXPECT_FALSE(refused->taken);
  ASSERT_EQ(refused->faults.size(), 3u);
  for (const auto& fault : refused->faults) EXPECT_GT(fault.line, 5u) << accounts::in_words(fault);
  EXPECT_THAT(material().statements(), IsEmpty());
  EXPECT_EQ(desk_.replace(administrator(), in_, "", {}, Unsound::take).error().code, Code::invalid_input)
      << "an emptied file withdraws nothing";
}

TEST_F(CaseEntryDesk, OneWhoMayNotDraftEntersNothingAndOthersCasesAreTheirs) {
  const auto anna = person("anna", {Act::say});
  EXPECT_EQ(desk_.add_statement(anna, in_, {.speaker = "corvo", .words = {"work"}}).error().code, Code::forbidden);
  EXPECT_EQ(desk_.begin(anna, {.name = "other"}, "", {}).error().code, Code::forbidden);
  EXPECT_EQ(desk_.begin(administrator(), in_, "", {}).error().code, Code::conflict);
}

TEST_F(CaseEntryDesk, OfTwoWhoEnterAtOnceNeitherIsLost) {
  std::vector<std::thread> people;
  for (int i = 0; i < 2; ++i)
    people.emplace_back([&, i] {
      for (int j = 0; j < 5; ++j)
        EXPECT_TRUE(say({.name = fmt::format("s{}-{}", i, j), .speaker = "corvo", .words = {"work"}}).ok());
    });
  for (auto& one : people) one.join();
  EXPECT_EQ(material().statements().size(), 10u);
}

TEST_F(CaseEntryDesk, PortVellinIsWhatSomebodyTypedByThePageAlone) {
  const auto folder = parley::testing::source_dir() / "cases" / "port-vellin";
  const auto imported =
      cases_.import_case(administrator(),
                         {.text = read_file(folder / "port-vellin.case").value(),
                          .file = "port-vellin.case",
                          .called = "port-vellin",
                          .read_text = [&](const std::string& file) { return read_file(folder / file); }},
                         {});
  ASSERT_TRUE(imported.ok()) << imported.error().message;
  for (const auto& fault : imported->checked.faults) ADD_FAILURE() << accounts::in_words(fault);
  ASSERT_TRUE(imported->taken);
  EXPECT_EQ(imported->checked.statements, 12u);
  const std::string written = desk_.notation({.name = "port-vellin"}).value();
  const auto again = desk_.replace(administrator(), {.name = "port-vellin"}, written, written, Unsound::refuse);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again->fresh + again->changed + again->withdrawn, 0u);
}

}  // namespace
}  // namespace parley::desk::testing
