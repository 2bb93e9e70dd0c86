// Every name that a telling prints can be asked about.
#include "accounts/meant.h"

#include <gmock/gmock.h>

#include "accounts/telling.h"
#include "accounts/worked_cases.h"

namespace parley::accounts {
namespace {

using namespace testing;

class Meant : public ::testing::Test {
 protected:
  void SetUp() override {
    PARLEY_SHARED_PATH(folder, "cases/lake-tarn");
    auto material = lake_tarn(folder);
    ASSERT_TRUE(material.ok()) << material.error().message;
    material_ = std::move(*material);
    comparison_.emplace(material_);
  }
  std::size_t cells(std::string_view name, std::string_view on = {}) {
    const auto found = cells_meant(*comparison_, name, on);
    EXPECT_TRUE(found.ok()) << name << ": " << found.error().message;
    return found.ok() ? found->size() : 0;
  }
  Material material_;
  std::optional<Comparison> comparison_;
};

TEST_F(Meant, AnAccountAHolderASideAStatementAnEventADocument) {
  EXPECT_EQ(cells("A2", "Q7"), 1u);
  EXPECT_EQ(cells("A2"), 10u);
  EXPECT_EQ(cells("Quinnox", "Q7"), 1u);
}

TEST_F(Meant, EveryNameOfTheTelling) {
  const auto selection = select(*comparison_, {});
  const Telling telling = tell(*comparison_, *selection);
  for (const auto& group : telling.groups) {
    for (const auto& line : group) {
      EXPECT_GT(cells(line.name), 0u);
      for (const auto& saying : line.sayings) {
        EXPECT_GT(cells(saying.who.full), 0u);
        EXPECT_GT(cells(saying.who.brief, line.name), 0u);
        for (const AccountIndex account : saying.accounts)
          EXPECT_EQ(cells(comparison_->accounts()[account].name, line.name), 1u);
        for (const StatementIndex statement : saying.statements)
          EXPECT_GT(cells(material_.statements()[statement].name, line.name), 0u);
      }
    }
  }
  for (const char* name : {"E9", "Ruritania", "courier", "d07", "Q1", "Tarlenheim’s account of the meeting"})
    EXPECT_GT(cells(name), 0u);
}

TEST_F(Meant, ACellInEitherOrder) {
  EXPECT_EQ(*cells_meant(*comparison_, "Q7", "A2"), *cells_meant(*comparison_, "A2", "Q7"));
  EXPECT_EQ(cells_meant(*comparison_, "Q7", "A99").error().code, Code::not_found);
}

TEST_F(Meant, ASilenceHasAReasonToo) {
  const auto silent = cells_meant(*comparison_, "A1", "Q5");
  ASSERT_TRUE(silent.ok());
  ASSERT_EQ(silent->size(), 1u);
  EXPECT_THAT(comparison_->why(silent->front().account, silent->front().proposition).rule,
              ::testing::HasSubstr("silent"));
}

TEST_F(Meant, WhatNobodyIsCalledIsToldAsThat) {
  EXPECT_EQ(cells_meant(*comparison_, "nobody").error().message,
            "there is no account, holder, side, statement, proposition, event or document \"nobody\" here");
  EXPECT_EQ(cells_meant(*comparison_, "A1", "Q99").error().message, "there is no proposition \"Q99\" here");
}

// What stands behind a name in the case of the tug and the ferry, as "account proposition".
std::vector<std::string> behind(std::string_view name) {
  const PortVellin one(parley::testing::shared_dir() / "cases/port-vellin");
  const Comparison comparison(one.material);
  const auto found = cells_meant(comparison, name);
  if (!found.ok()) return {found.error().message};
  std::vector<std::string> out;
  for (const CellPlace& cell : *found)
    out.push_back(one.material.parties()[comparison.accounts()[cell.account].holder].name + " " +
                  one.material.propositions()[cell.proposition].name);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

TEST(MeantInPortVellin, WhoPassesSomethingOnIsAskedAboutWithWhatHangsOnHim) {
  PARLEY_SHARED_PATH(folder, "cases/port-vellin");
  using ::testing::ElementsAre;
  EXPECT_THAT(behind("letter"), ElementsAre("deckhand P4"));
  EXPECT_THAT(behind("a letter of the seamen’s union"), ElementsAre("deckhand P4"));
  EXPECT_THAT(behind("brandt"), ElementsAre("brandt P4", "deckhand P4"));
  EXPECT_THAT(behind("Gant"), ElementsAre("brandt P4", "gant P1", "gant P2", "gant P3", "gant P5"));
  EXPECT_THAT(behind("hessel"), ElementsAre("hessel P2", "lookout P6"));
}

TEST(MeantInPortVellin, WhoWasSpokenToAndWhoPublishesIsAskedAboutToo) {
  PARLEY_SHARED_PATH(folder, "cases/port-vellin");
  using ::testing::Contains;
  using ::testing::ElementsAre;
  EXPECT_THAT(behind("the town council"), ElementsAre("corvo P3"));
  EXPECT_THAT(behind("courier"), Contains("deckhand P4"));
  EXPECT_THAT(behind("the Oriel Courier"), Contains("transit P4"));
  EXPECT_THAT(behind("Corvo to the Post"), ElementsAre("corvo P1", "corvo P3"));
  EXPECT_THAT(behind("The tug had its lamps lit"), ElementsAre("gant P2", "hessel P2"));
  EXPECT_THAT(behind("board"), ElementsAre("nothing is said here by or of \"board\""));
}

}  // namespace
}  // namespace parley::accounts
