// Cases in a journal and in a group: imported once, found by their names, and compared from the journals of those who
// made the objects.
#include "desk/cases.h"

#include <fmt/format.h>

#include "base/file.h"
#include "desk/test_party.h"
#include "node/deliberation.h"
#include "testing/source.h"

namespace parley::desk::testing {
namespace {

using node::Act;
using ::testing::HasSubstr;

const std::filesystem::path kLakeTarn = parley::testing::source_dir() / "cases" / "lake-tarn";

CaseFile lake_tarn(const std::string& called = "lake-tarn", const std::string& from = {}, const std::string& to = {}) {
  std::string text = read_file(kLakeTarn / "gold.json").value();
  if (!from.empty()) text.replace(text.find(from), from.size(), to);
  return {.text = std::move(text), .file = "gold.json", .called = called, .read_text = [](const std::string& file) {
            return read_file(kLakeTarn / file);
          }};
}

class CasesDesk : public PartyTest {
 protected:
  Cases desk_{node()};
};

TEST_F(CasesDesk, IsImportedOnceAndFoundByItsNames) {
  const auto imported = desk_.import_case(administrator(), lake_tarn(), {});
  ASSERT_TRUE(imported.ok()) << imported.error().message;
  EXPECT_TRUE(imported->taken);
  EXPECT_EQ(imported->checked.slug, "lake-tarn");
  EXPECT_EQ(imported->checked.statements, 87u);
  EXPECT_EQ(imported->fresh, imported->objects);
  EXPECT_EQ(imported->journal, node::kDeliberation);
  EXPECT_EQ(desk_.list()->at(0).object_count(), imported->objects) << "counted alike wherever it is told";
  const auto again = desk_.import_case(administrator(), lake_tarn(), {});
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again->stored(), 0u);
  EXPECT_EQ(again->objects, imported->objects);
  for (const std::string& name :
       {std::string("lake-tarn"), std::string("Lake Tarn"), imported->checked.name, imported->grouping}) {
    const auto found = desk_.find(name);
    ASSERT_TRUE(found.ok()) << found.error().message;
    EXPECT_EQ(found->grouping, imported->grouping);
  }
  const auto unknown = desk_.find("lake-garda");
  ASSERT_FALSE(unknown.ok());
  EXPECT_THAT(unknown.error().message, HasSubstr("there are: lake-tarn"));
}

TEST_F(CasesDesk, AChangedFileGivesANewVersionOfWhatChanged) {
  ASSERT_TRUE(desk_.import_case(administrator(), lake_tarn(), {}).ok());
  const auto changed = lake_tarn("lake-tarn", "Graustark has had the evidence since April",
                                 "Graustark has held the evidence since April");
  const auto imported = desk_.import_case(administrator(), changed, {});
  ASSERT_TRUE(imported.ok()) << imported.error().message;
  EXPECT_EQ(imported->changed, 1u);
  EXPECT_EQ(imported->stored(), 1u);
}

TEST_F(CasesDesk, AnotherCaseOfTheSameNameIsRefusedUntilItHasItsOwn) {
  ASSERT_TRUE(desk_.import_case(administrator(), lake_tarn(), {}).ok());
  const std::string name = "Lake Tarn: two reports of one meeting";
  const auto refused = desk_.import_case(administrator(), lake_tarn("lake-tarn", name, "Another lake"), {});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::conflict);
  EXPECT_TRUE(desk_.import_case(administrator(), lake_tarn("another", name, "Another lake"), {}).ok());
  EXPECT_EQ(desk_.list()->size(), 2u);
}

// A folder that was copied and called otherwise gives the same case.
TEST_F(CasesDesk, TheSameCaseUnderAnotherNameIsRefusedUnlessSomebodyCallsItSo) {
  ASSERT_TRUE(desk_.import_case(administrator(), lake_tarn(), {}).ok());
  const auto refused = desk_.import_case(administrator(), lake_tarn("lake-tarn-copy"), {});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::conflict);
  EXPECT_THAT(refused.error().message, HasSubstr("called \"lake-tarn\""));
  CaseFile wanted = lake_tarn("lake-tarn-copy");
  wanted.is_called_so = true;
  ASSERT_TRUE(desk_.import_case(administrator(), wanted, {}).ok());
  const auto both = desk_.find("Lake Tarn: two reports of one meeting");
  ASSERT_FALSE(both.ok());
  EXPECT_THAT(both.error().message, HasSubstr("means 2 cases: \"lake-tarn\" in journal"));
  EXPECT_THAT(both.error().message, HasSubstr("\"lake-tarn-copy\" in journal"));
}

TEST_F(CasesDesk, WhoMayNotDraftImportsNothing) {
  const auto refused = desk_.import_case(person("anna", {Act::say}), lake_tarn(), "main");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::forbidden);
  EXPECT_TRUE(desk_.list()->empty());
  EXPECT_TRUE(desk_.import_case(person("berta", {Act::draft}), lake_tarn(), "main").ok());
}

TEST_F(CasesDesk, WhatDoesNotHoldIsRefusedUnlessItIsWanted) {
  const auto file = lake_tarn("lake-tarn", R"("stance": "raises")", R"("stance": "shrugs")");
  const auto refused = desk_.import_case(administrator(), file, {});
  ASSERT_TRUE(refused.ok()) << refused.error().message;
  EXPECT_FALSE(refused->taken);
  EXPECT_EQ(refused->stored(), 0u);
  ASSERT_EQ(refused->checked.faults.size(), 1u);
  EXPECT_THAT(refused->checked.faults.front().what, HasSubstr("\"shrugs\" is no stance"));
  EXPECT_GT(refused->checked.faults.front().line, 1u);
  EXPECT_TRUE(desk_.list()->empty());
  const auto taken = desk_.import_case(administrator(), file, {}, Unsound::take);
  ASSERT_TRUE(taken.ok()) << taken.error().message;
  EXPECT_TRUE(taken->taken);
  EXPECT_EQ(taken->checked.faults, refused->checked.faults);
  EXPECT_GT(taken->fresh, 0u);
}

TEST_F(CasesDesk, ACheckStoresNothing) {
  const auto checked = Cases::check(lake_tarn());
  ASSERT_TRUE(checked.ok()) << checked.error().message;
  EXPECT_TRUE(checked->faults.empty());
  EXPECT_EQ(checked->statements, 87u);
  EXPECT_GT(checked->quotations, 200u);
  EXPECT_EQ(checked->slug, "lake-tarn");
  const auto none = Cases::check({.text = "[]", .file = "x.json", .called = {}, .read_text = {}});
  EXPECT_EQ(none.error().code, Code::invalid_input);
}

TEST_F(CasesDesk, WhatTheFileHasNoMoreIsWithdrawnAndComesBackAsAnother) {
  const auto cut = [](const char* more) {
    return CaseFile{
        .text = fmt::format(R"({{"schema":"parley-case/2","name":"Cut","propositions":[{{"id":"P1","text":"a"}}{}]}})",
                            more),
        .file = "cut.json",
        .called = "cut",
        .read_text = {}};
  };
  ASSERT_EQ(desk_.import_case(administrator(), cut(R"(,{"id":"P2","text":"b"})"), {})->fresh, 3u);
  const auto without = desk_.import_case(administrator(), cut(""), {});
  ASSERT_TRUE(without.ok()) << without.error().message;
  EXPECT_EQ(without->withdrawn, 1u);
  EXPECT_EQ(without->changed, 1u) << "the grouping";
  const auto again = desk_.import_case(administrator(), cut(R"(,{"id":"P2","text":"b"})"), {});
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again->fresh, 1u) << "who withdraws an object does so for good";
  accounts::Material material;
  ASSERT_TRUE(desk_.load(*desk_.find("cut"), {}, material).ok());
  EXPECT_EQ(material.propositions().size(), 2u);
  EXPECT_EQ(desk_.import_case(administrator(), cut(R"(,{"id":"P2","text":"b"})"), {})->stored(), 0u);
}

TEST_F(CasesDesk, ARemovedCaseIsInNoListAndCanBeEnteredAgain) {
  const auto imported = desk_.import_case(administrator(), lake_tarn(), {});
  ASSERT_TRUE(imported.ok()) << imported.error().message;
  EXPECT_EQ(desk_.remove(person("anna", {Act::say}), "lake-tarn").error().code, Code::forbidden);
  const auto removed = desk_.remove(administrator(), "lake-tarn");
  ASSERT_TRUE(removed.ok()) << removed.error().message;
  EXPECT_EQ(removed->withdrawn, imported->objects - 2) << "all but the two texts";
  EXPECT_TRUE(desk_.list()->empty());
  EXPECT_EQ(desk_.find("lake-tarn").error().code, Code::not_found);
  EXPECT_EQ(desk_.remove(administrator(), "lake-tarn").error().code, Code::not_found);
  // The versions stay: what was said can be read in the journal as before.
  journal::Query query;
  query.ids = {imported->grouping};
  query.versions = {.last = false, .first = true, .all = false, .exact = {}};
  EXPECT_EQ(journal("deliberation").read(query, 0, {})->entries.size(), 1u);
  const auto again = desk_.import_case(administrator(), lake_tarn(), {});
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_NE(again->grouping, imported->grouping);
  accounts::Material material;
  ASSERT_TRUE(desk_.load(*desk_.find("lake-tarn"), {}, material).ok());
  EXPECT_EQ(material.statements().size(), 87u);
}

// What a stored object has besides, from another tool or a later version, is no difference, and stays when something
// else of it changes.
TEST_F(CasesDesk, WhatACaseFileDoesNotSayStaysWhereItStands) {
  const auto cut = [](const char* text) {
    return CaseFile{
        .text = fmt::format(R"({{"schema":"parley-case/2","name":"Cut","propositions":[{{"id":"P1","text":"{}"}}]}})",
                            text),
        .file = "cut.json",
        .called = "cut",
        .read_text = {}};
  };
  ASSERT_TRUE(desk_.import_case(administrator(), cut("a"), {})->taken);
  const auto stored = [&] {
    journal::Query query;
    query.types = {"proposition"};
    return std::string(journal("deliberation").read(query, 0, {})->entries.front().text);
  };
  std::string judged = stored();
  judged.insert(judged.size() - 1, R"(,"confidence":70)");
  const auto modified = judged.find("\"modified\":\"") + 12;
  judged.replace(modified, 4, "2099");
  node::testing::Party::append_to(journal("deliberation"), {judged});
  EXPECT_EQ(desk_.import_case(administrator(), cut("a"), {})->stored(), 0u);
  ASSERT_EQ(desk_.import_case(administrator(), cut("b"), {})->changed, 1u);
  EXPECT_THAT(stored(), HasSubstr(R"("confidence":70)"));
  EXPECT_THAT(stored(), HasSubstr(R"("text":"b")"));
}

TEST_F(CasesDesk, AsOfATimeBeforeItCameThereIsNothingToCompare) {
  ASSERT_TRUE(desk_.import_case(administrator(), lake_tarn(), {}).ok());
  accounts::Material now, then;
  ASSERT_TRUE(desk_.load(*desk_.find("lake-tarn"), {}, now).ok());
  ASSERT_TRUE(desk_.load(*desk_.find("lake-tarn"), Micros{1}, then).ok());
  EXPECT_EQ(now.statements().size(), 87u);
  EXPECT_TRUE(then.statements().empty());
}

// --- of a group

std::string party_object(int number, const std::string& author, const std::string& name) {
  return node::testing::identity_object(author, number, name);
}

class GroupCases : public ::testing::Test {
 protected:
  void SetUp() override { node::testing::make_group({&one_, &two_}); }
  // What `two_` has in its journal comes to `one_`.
  void bring() {
    two_.serve();
    ASSERT_EQ(one_.sync_with(two_).problem, "");
    two_.stop_serving();
  }
  std::vector<std::string> titles() {
    accounts::Material material;
    const auto called = Cases(one_.node()).load_group("drill", {}, material);
    EXPECT_TRUE(called.ok()) << called.error().message;
    std::vector<std::string> out;
    for (const auto& party : material.parties()) out.push_back(party.title);
    return out;
  }

  node::testing::Folder folder_;
  node::testing::Party one_{folder_.path() / "one", "ruritania"}, two_{folder_.path() / "two", "graustark"};
};

TEST_F(GroupCases, NobodyReplacesAnothersWords) {
  one_.append({party_object(1, one_.identity(), "Our envoy")});
  // The same object under the other's name, in the other's journal, and one that is really its own.
  two_.append({party_object(1, one_.identity(), "A liar"), party_object(2, two_.identity(), "Their envoy")});
  bring();
  const auto all = titles();
  EXPECT_THAT(all, ::testing::Contains("Our envoy"));
  EXPECT_THAT(all, ::testing::Contains("Their envoy"));
  EXPECT_THAT(all, ::testing::Not(::testing::Contains("A liar")));
}

TEST_F(GroupCases, OfSomebodyOutsideTheFirstToHaveItCounts) {
  const std::string outside = "identity--99999999-9999-4999-8999-999999999999";
  one_.append({party_object(7, outside, "As it first came")});
  two_.append({party_object(7, outside, "As it came later")});
  bring();
  EXPECT_THAT(titles(), ::testing::Contains("As it first came"));
  EXPECT_THAT(titles(), ::testing::Not(::testing::Contains("As it came later")));
}

}  // namespace
}  // namespace parley::desk::testing
