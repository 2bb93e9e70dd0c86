// Second readers of a case, and two parties of one group who read the same words differently.
#include "desk/readings.h"

#include <fmt/format.h>

#include "desk/comparing.h"
#include "desk/test_case.h"
#include "desk/test_party.h"

namespace parley::desk::testing {
namespace {

using node::Act;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kCase =
    "case A harbour\ndocument post.txt\nparty corvo = Ines Corvo\nproposition P1 = the tug crossed a red light\n"
    "proposition P2 = it was seen\n1: corvo affirms P1, P2 \"The tug crossed a red light\"\n2: corvo affirms P2 "
    "\"recording\"\n";
constexpr const char* kText = "“The tug crossed a red light,” Corvo said. “It is on the recording.”\n";

CaseFile harbour(std::string text = kCase) { return case_file("harbour", std::move(text), kText); }

std::vector<std::string> stances(const accounts::ReadStance& of) {
  std::vector<std::string> out;
  for (const auto& one : of.readings) out.push_back(one.stance);
  return out;
}

class ReadingsDesk : public PartyTest {
 protected:
  void SetUp() override { ASSERT_TRUE(Cases(node()).import_case(administrator(), harbour(), {})->taken); }
  ReadOf of(const std::string& statement, const std::string& on = {}) {
    return {.in = {.name = "harbour"}, .statement = statement, .on = on};
  }
  Readings::SideBySide all() { return desk_.side_by_side({.name = "harbour"}, {}).value(); }
  Readings desk_{node()};
};

TEST_F(ReadingsDesk, StandBesideWhatWasRecorded) {
  EXPECT_THAT(all().readings, IsEmpty());
  const auto anna = person("anna", {Act::draft}), boris = person("boris", {Act::draft});
  ASSERT_TRUE(desk_.accept(anna, of("1"), "").ok());
  ASSERT_TRUE(desk_.dispute(boris, of("1", "P2"), "doubts", "nobody says who saw it").ok());
  ASSERT_TRUE(desk_.annotate(boris, of("2"), "whose recording?").ok());
  const auto now = all();
  ASSERT_THAT(now.readings, SizeIs(3));
  EXPECT_THAT(stances(now.readings[0]), ElementsAre("affirms", "affirms"));
  EXPECT_THAT(stances(now.readings[1]), ElementsAre("affirms", "affirms", "doubts"));
  EXPECT_THAT(now.readings[1].readings[2].readers, ElementsAre("boris"));
  EXPECT_EQ(now.readings[2].readings[0].why, "whose recording?");
  EXPECT_EQ(now.agreement.units, 2u);
  EXPECT_EQ(now.agreement.agreeing_pairs, 2u);
  EXPECT_THAT(to_json(now), HasSubstr(R"("stance":"doubts","why":"nobody says who saw it")"));
  // The statement itself is as it was.
  accounts::Material material;
  ASSERT_TRUE(Cases(node()).load(*Cases(node()).find("harbour"), {}, material).ok());
  EXPECT_EQ(material.statements()[0].stances.size(), 2u);
}

TEST_F(ReadingsDesk, OneReaderHasOneReadingOfAThing) {
  const auto anna = person("anna", {Act::draft});
  const auto first = desk_.accept(anna, of("1", "P1"), "");
  ASSERT_TRUE(first.ok()) << first.error().message;
  EXPECT_FALSE(first->changes);
  const auto second = desk_.dispute(anna, of("1", "P1"), "", "on second thoughts");
  ASSERT_TRUE(second.ok()) << second.error().message;
  EXPECT_TRUE(second->changes);
  EXPECT_EQ(second->kept.id, first->kept.id) << "a new version";
  ASSERT_THAT(all().readings, SizeIs(1));
  EXPECT_THAT(stances(all().readings[0]), ElementsAre("affirms", "not affirms"));
  ASSERT_TRUE(desk_.take_back(anna, of("1", "P1")).ok());
  EXPECT_THAT(all().readings, IsEmpty());
  EXPECT_EQ(desk_.take_back(anna, of("1", "P1")).error().code, Code::not_found);
  EXPECT_TRUE(desk_.accept(anna, of("1", "P1"), "").ok());
  // A note where there is no opinion.
  ASSERT_TRUE(desk_.annotate(anna, of("2"), "whose recording?").ok());
  ASSERT_TRUE(desk_.take_back(anna, of("2")).ok());
  EXPECT_THAT(all().readings, SizeIs(1));
}

TEST_F(ReadingsDesk, RefusesWhatIsNotThere) {
  const auto anna = person("anna", {Act::draft});
  EXPECT_EQ(desk_.accept(anna, of("9"), "").error().code, Code::not_found);
  EXPECT_EQ(desk_.accept(anna, of("1", "P9"), "").error().code, Code::not_found);
  EXPECT_THAT(desk_.dispute(anna, of("1", "P1"), "shrugs", "x").error().message, HasSubstr("is no stance"));
  EXPECT_THAT(desk_.dispute(anna, of("1"), "doubts", "x").error().message, HasSubstr("on: say on which proposition"));
  EXPECT_EQ(desk_.accept(person("carl", {Act::say}), of("1"), "").error().code, Code::forbidden);
}

// --- two parties

class TwoReaders : public ::testing::Test {
 protected:
  void SetUp() override { node::testing::make_group({&one_, &two_}); }
  // What is entered of the case goes into the party's journal in the group as it stands.
  void enter(node::testing::Party& party, std::string text) {
    const auto imported =
        Cases(party.node()).import_case(node::testing::administrator(party.node()), harbour(std::move(text)), {});
    ASSERT_TRUE(imported.ok() && imported->taken);
    const auto info = party.node().journals().open("deliberation");
    journal::Query query;
    query.types = {"statement", "proposition", "event", "identity", "artifact"};
    const auto page = info->journal->read(query, 0, {.objects = 500});
    std::vector<std::string> objects;
    for (const auto& entry : page->entries)
      if (entry.id != party.identity()) objects.emplace_back(entry.text);
    party.append(objects);
  }
  void bring() {
    two_.serve();
    ASSERT_EQ(one_.sync_with(two_).problem, "");
    two_.stop_serving();
  }
  static std::string read_as(const char* stances) {
    std::string text = kCase;
    text.replace(text.find("affirms P1, P2"), 14, stances);
    return text;
  }

  node::testing::Folder folder_;
  node::testing::Party one_{folder_.path() / "one", "ruritania"}, two_{folder_.path() / "two", "graustark"};
};

TEST_F(TwoReaders, WhoReadOneSentenceDifferentlyAreShownWithTheirNames) {
  enter(one_, kCase);
  enter(two_, read_as("doubts P1, affirms P2"));
  bring();
  const auto all = Readings(one_.node()).side_by_side({.name = {}}, "drill");
  ASSERT_TRUE(all.ok()) << all.error().message;
  const auto differing =
      std::find_if(all->readings.begin(), all->readings.end(), [](const auto& read) { return read.differ(); });
  ASSERT_NE(differing, all->readings.end());
  std::map<std::string, std::string> by_party;
  for (const auto& reading : differing->readings) by_party[reading.party] = reading.stance;
  EXPECT_THAT(by_party, ::testing::UnorderedElementsAre(::testing::Pair(one_.identity(), "affirms"),
                                                        ::testing::Pair(two_.identity(), "doubts")));
  EXPECT_EQ(all->agreement.units, 3u) << "of the second statement, too";

  const Comparing comparing(one_.node());
  const Comparing::Wanted wanted{.group = "drill"};
  const auto body = comparing.load(wanted);
  ASSERT_TRUE(body.ok()) << body.error().message;
  const auto comparison = Comparing::compare(*body, wanted);
  ASSERT_TRUE(comparison.ok());
  std::vector<std::string> readers;
  for (const auto& account : comparison->accounts()) readers.push_back(account.reader);
  EXPECT_THAT(readers, ::testing::UnorderedElementsAre(one_.identity(), two_.identity()));
  EXPECT_THAT(comparison->self_contradictions(), IsEmpty()) << "Corvo said one thing";
}

TEST_F(TwoReaders, WhoReadItAlikeHaveHeardItOnce) {
  enter(one_, kCase);
  enter(two_, kCase);
  bring();
  const Comparing comparing(one_.node());
  const Comparing::Wanted wanted{.group = "drill"};
  const auto body = comparing.load(wanted);
  ASSERT_TRUE(body.ok()) << body.error().message;
  EXPECT_EQ(body->material.propositions().size(), 2u);
  const auto comparison = Comparing::compare(*body, wanted);
  ASSERT_TRUE(comparison.ok());
  ASSERT_EQ(comparison->accounts().size(), 1u);
  EXPECT_EQ(comparison->accounts()[0].statements.size(), 2u);
  EXPECT_EQ(comparison->accounts()[0].reader, "");
  EXPECT_EQ(Readings(one_.node()).side_by_side({.name = {}}, "drill")->agreement.alpha, std::nullopt);
}

// The same short names and so the same identifiers, and another sentence behind one of them.
TEST_F(TwoReaders, NobodysPropositionIsPutIntoTheOthersWords) {
  enter(one_, kCase);
  std::string other = kCase;
  other.replace(other.find("the tug crossed a red light"), 27, "the tug did not cross it");
  enter(two_, other);
  bring();
  accounts::Material material;
  ASSERT_TRUE(Cases(one_.node()).load_group("drill", {}, material).ok());
  std::map<std::string, std::vector<std::string>> texts;  // of what each party's statements are about
  for (const auto& statement : material.statements())
    for (const auto& stance : statement.stances)
      texts[statement.made_by].push_back(material.propositions()[stance.proposition].text);
  EXPECT_THAT(texts[one_.identity()], ::testing::Contains("the tug crossed a red light"));
  EXPECT_THAT(texts[two_.identity()], ::testing::Contains("the tug did not cross it"));
  EXPECT_THAT(texts[two_.identity()], ::testing::Not(::testing::Contains("the tug crossed a red light")));
}

}  // namespace
}  // namespace parley::desk::testing
