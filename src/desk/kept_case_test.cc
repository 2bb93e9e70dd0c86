// What is kept of a large case is never told when it is not what the journal holds.
#include "desk/kept_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/file.h"
#include "desk/case_entry.h"
#include "desk/case_store.h"
#include "desk/comparing.h"
#include "desk/readings.h"
#include "desk/test_party.h"
#include "node/journal_folder.h"
#include "store/embedded/kept.h"

namespace parley::desk::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class KeptCaseDesk : public PartyTest {
 protected:
  void SetUp() override {
    std::string said, text;
    for (std::size_t i = 1; i <= KeptCase::kLeastStatements; ++i) {
      text += fmt::format("lamp {} was lit\n", i);
      said += fmt::format(
          R"({}{{"id":"s{}","doc":"post","source":{{"party":"{}"}},"content":{{"spans":[{{"text":"lamp {} was lit"}}]}},)"
          R"("stances":[{{"proposition":"P{}","stance":"{}"}}]}})",
          i == 1 ? "" : ",", i, i % 2 == 0 ? "corvo" : "gant", i, i % 7, i % 3 == 0 ? "denies" : "affirms");
    }
    text += "a red light\n";
    std::string propositions;
    for (int i = 0; i < 7; ++i)
      propositions += fmt::format(R"({}{{"id":"P{}","text":"lamp {} was lit"}})", i == 0 ? "" : ",", i, i);
    const std::string file =
        fmt::format(R"({{"schema":"parley-case/2","name":"Lamps","documents":[{{"id":"post","file":"post.txt"}}],)"
                    R"("parties":[{{"id":"corvo","name":"Ines Corvo"}},{{"id":"gant","name":"Peter Gant"}}],)"
                    R"("propositions":[{}],"statements":[{}]}})",
                    propositions, said);
    const auto imported =
        Cases(node()).import_case(administrator(),
                                  {.text = file,
                                   .file = "case.json",
                                   .called = "lamps",
                                   .read_text = [&](const std::string&) { return Result<std::string>(text); }},
                                  {});
    ASSERT_TRUE(imported.ok()) << imported.error().message;
    ASSERT_TRUE(imported->taken) << accounts::in_words(imported->checked.faults.at(0));
  }
  std::string compared() {
    const Comparing desk(node());
    const Comparing::Wanted wanted{.name = "lamps"};
    const auto body = desk.load(wanted);
    PARLEY_CHECK(body.ok());
    const auto comparison = Comparing::compare(*body, wanted);
    PARLEY_CHECK(comparison.ok());
    const auto selection = desk.select(*comparison, wanted);
    std::string out;
    accounts::write_json(*comparison, *selection, [&](std::string_view part) { out += part; });
    return out;
  }
  KeptCase kept() {
    const Case found = Cases(node()).find("lamps").value();
    return {node(), node().journals().open(found.journal).value(), found.grouping};
  }
  // Statements last.
  std::vector<std::string> all_named() {
    const Case found = Cases(node()).find("lamps").value();
    std::map<std::string, std::string> chapters;
    auto out = with_chapters(*node().journals().open(found.journal)->journal, found.slug, found.objects, chapters);
    std::stable_partition(out->begin(), out->end(), [](const auto& id) { return !id.starts_with("statement--"); });
    return out.value();
  }
  std::filesystem::path folder() {
    return store::kept_in(node::folder_of(node(), node().journals().open("deliberation").value().row));
  }
  // As it is without anything that was kept.
  std::string anew() {
    std::filesystem::remove_all(folder());
    return compared();
  }
  Result<Entered> say() {
    return CaseEntry(node()).add_statement(
        administrator(), {.name = "lamps"},
        {.in = "post", .speaker = "corvo", .words = {"a red light"}, .stances = {"P1=doubts"}});
  }
};

TEST_F(KeptCaseDesk, AfterAnImportTheFirstLookIsLikeAnyOther) {
  EXPECT_TRUE(kept().material().has_value());
  EXPECT_TRUE(kept().found().has_value());
  const std::string first = compared();
  EXPECT_EQ(anew(), first);
}

TEST_F(KeptCaseDesk, TheSecondLookIsTheFirst) {
  std::filesystem::remove_all(folder());
  EXPECT_FALSE(kept().material().has_value());
  const std::string first = compared();
  ASSERT_TRUE(kept().material().has_value());
  ASSERT_TRUE(kept().found().has_value());
  EXPECT_EQ(compared(), first);
  EXPECT_THAT(first, HasSubstr("\"s1000\""));
}

TEST_F(KeptCaseDesk, WhatIsEnteredOrTakenOutIsThereAtOnce) {
  const std::string before = compared();
  ASSERT_TRUE(say().ok());
  EXPECT_FALSE(kept().material().has_value());
  EXPECT_FALSE(kept().found().has_value());
  const std::string now = compared();
  EXPECT_THAT(now, HasSubstr("a red light"));
  EXPECT_TRUE(kept().material().has_value());
  EXPECT_EQ(compared(), now);
  EXPECT_EQ(anew(), now);
  ASSERT_TRUE(CaseEntry(node()).withdraw_statement(administrator(), {.name = "lamps"}, "s1001").ok());
  EXPECT_EQ(compared(), before);
}

TEST_F(KeptCaseDesk, AStatementMoreIsPutIntoWhatWasKept) {
  compared();
  ASSERT_TRUE(say().ok());
  const auto objects = all_named();
  const std::vector<std::string_view> names(objects.begin(), objects.end());
  const auto earlier = kept().earlier(names);
  ASSERT_TRUE(earlier.has_value());
  EXPECT_EQ(earlier->named + 1, names.size());
  EXPECT_EQ(earlier->material.statements().size(), KeptCase::kLeastStatements);
  const std::string now = compared();
  EXPECT_EQ(anew(), now);
}

TEST_F(KeptCaseDesk, WhatWasKeptBeforeAnythingElseChangedIsNotTaken) {
  compared();
  ASSERT_TRUE(CaseEntry(node())
                  .edit_statement(administrator(), {.name = "lamps"}, {.name = "s5", .stances = {"P2=doubts"}})
                  .ok());
  ASSERT_TRUE(say().ok());
  const auto objects = all_named();
  EXPECT_FALSE(kept().earlier(std::vector<std::string_view>(objects.begin(), objects.end())).has_value());
  const std::string now = compared();
  EXPECT_EQ(anew(), now);
}

TEST_F(KeptCaseDesk, ASecondReadingIsThereAndTheCaseIsStillKept) {
  compared();
  ASSERT_TRUE(
      Readings(node()).dispute(administrator(), {.in = {.name = "lamps"}, .statement = "s7"}, {}, "he jokes").ok());
  EXPECT_TRUE(kept().material().has_value());
  const std::string now = compared();
  EXPECT_THAT(now, HasSubstr("he jokes"));
  EXPECT_EQ(anew(), now);
}

TEST_F(KeptCaseDesk, WhatIsDamagedIsMadeAnew) {
  const std::string first = compared();
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder())) files.push_back(entry.path());
  ASSERT_EQ(files.size(), 2u);
  for (const auto& file : files) {
    const std::string whole = read_file(file).value();
    for (const std::size_t at :
         {std::size_t{3}, std::size_t{12}, std::size_t{30}, whole.size() / 2, whole.size() - 1}) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ 1);
      ASSERT_TRUE(replace_file(file, damaged, Durability::relaxed).ok());
      EXPECT_EQ(compared(), first) << file << " at " << at;
      EXPECT_EQ(read_file(file).value(), whole);
    }
    ASSERT_TRUE(replace_file(file, whole.substr(0, whole.size() / 2), Durability::relaxed).ok());
    EXPECT_EQ(compared(), first);
  }
}

TEST_F(KeptCaseDesk, AnErasureThrowsItAway) {
  compared();
  const std::string id = accounts::made_id("lamps", accounts::CaseKind::statement, "s9");
  ASSERT_EQ(journal("deliberation").erase(id, {.last = false, .first = false, .all = true, .exact = {}}).value(), 1u);
  EXPECT_FALSE(std::filesystem::exists(folder()));
  EXPECT_THAT(compared(), Not(HasSubstr("lamp 9 was lit\"")));
  EXPECT_EQ(compared(), anew());
}

TEST_F(KeptCaseDesk, WithOptionsOtherStatementsCountAndNothingThatWasFoundIsTaken) {
  compared();
  const Comparing::Wanted wanted{.name = "lamps", .without = {"gant"}};
  const auto with = Comparing(node()).load(wanted);
  const auto known = Comparing::compare(*with, wanted)->shared_lines().size();
  std::filesystem::remove_all(folder());
  const auto again = Comparing(node()).load(wanted);
  EXPECT_EQ(Comparing::compare(*again, wanted)->shared_lines().size(), known);
}

}  // namespace
}  // namespace parley::desk::testing
