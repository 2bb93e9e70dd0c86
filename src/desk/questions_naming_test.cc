// What a row shows is found by the names that parley compare prints, or is written in words.
#include <fmt/format.h>

#include "base/file.h"
#include "desk/questions.h"
#include "desk/test_party.h"
#include "testing/source.h"

namespace parley::desk::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::filesystem::path kLakeTarn = parley::testing::source_dir() / "cases" / "lake-tarn";

class RowNames : public PartyTest {
 protected:
  void SetUp() override {
    import_case("lake-tarn");
    ASSERT_TRUE(desk_.put(administrator(), {.journal = {}, .name = "grid", .text = "Who did it?"}).ok());
  }
  void import_case(const std::string& called) {
    const CaseFile file{.text = read_file(kLakeTarn / "gold.json").value(),
                        .file = "gold.json",
                        .called = called,
                        .read_text = [](const std::string& name) { return read_file(kLakeTarn / name); },
                        .is_called_so = true};
    ASSERT_TRUE(Cases(node()).import_case(administrator(), file, {}).ok());
  }
  Result<KeptEvidence> add(const std::string& object, const std::string& text = {}) {
    return desk_.add_evidence(administrator(), {.journal = {}, .question = "grid", .object = object, .text = text});
  }
  std::string message(const std::string& object) {
    const auto added = add(object);
    return added.ok() ? std::string("done") : added.error().message;
  }
  Questions desk_{node()};
};

TEST_F(RowNames, AStatementIsMeantAsCompareCallsIt) {
  const auto bare = add("c22"), with_case = add("lake-tarn:c22");
  ASSERT_TRUE(bare.ok()) << bare.error().message;
  ASSERT_TRUE(with_case.ok()) << with_case.error().message;
  EXPECT_THAT(bare->object, StartsWith("statement--"));
  EXPECT_EQ(with_case->object, bare->object);
  EXPECT_THAT(with_case->same_object, ::testing::ElementsAre("E1"));
  const auto row = desk_.view("grid", {})->question.rows[0];
  EXPECT_EQ(row.object_type, "statement");
  EXPECT_FALSE(row.source().empty()) << "it comes from who made it";
}

TEST_F(RowNames, APropositionAndAnAccountOfOneStatementAreMeant) {
  const auto proposition = add("Q7");
  ASSERT_TRUE(proposition.ok()) << proposition.error().message;
  EXPECT_THAT(proposition->object, StartsWith("proposition--"));
  // A9: Tarlenheim in May, who makes several.
  EXPECT_THAT(message("A1"), HasSubstr("is an account of"));
  EXPECT_THAT(message("A1"), HasSubstr("a row shows one of them: c"));
}

TEST_F(RowNames, ANameOfSeveralCasesIsRefusedWithThoseThatTellThemApart) {
  import_case("another");
  EXPECT_THAT(message("c22"), AllOf(HasSubstr("in 2 cases"), HasSubstr("another:c22"), HasSubstr("lake-tarn:c22")));
  EXPECT_TRUE(add("another:c22").ok());
}

TEST_F(RowNames, WhatNothingIsCalledIsRefusedWithWhatCanBeTyped) {
  EXPECT_THAT(message("c99"), HasSubstr("written in words"));
  EXPECT_THAT(message("lake-tarn:c99"), HasSubstr("there is no statement \"c99\" in the case \"lake-tarn\""));
  EXPECT_THAT(message("lake-garda:c22"), HasSubstr("there is no case \"lake-garda\""));
  EXPECT_THAT(message(""), HasSubstr("says in words what it is"));
}

TEST_F(RowNames, ARowInWordsNeedsNoObject) {
  const auto added = add("", "Fewer than 90,000 homes lost power");
  ASSERT_TRUE(added.ok()) << added.error().message;
  ASSERT_TRUE(add("", "The night was still").ok());
  const auto view = desk_.view("grid", {});
  ASSERT_EQ(view->question.rows.size(), 2u);
  EXPECT_EQ(view->question.rows[0].text, "Fewer than 90,000 homes lost power");
  EXPECT_EQ(view->question.rows[0].object_id, "");
  EXPECT_TRUE(view->question.rows[0].same_object.empty()) << "two rows without an object show no same one";
}

}  // namespace
}  // namespace parley::desk::testing
