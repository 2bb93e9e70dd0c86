// The third worked case, written blind to the code: what its gold and its README say must and must not be told.
#include <gmock/gmock.h>

#include <algorithm>

#include "accounts/order.h"
#include "accounts/origins.h"
#include "accounts/telling.h"
#include "accounts/worked_cases.h"
#include "json/json.h"
#include "testing/source.h"

namespace parley::accounts {
namespace {

using namespace testing;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using Kind = Telling::Kind;

class Causeway : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::filesystem::path folder = std::filesystem::path(parley::testing::source_dir()) / "cases/causeway";
    auto material = worked_case(folder, "causeway");
    ASSERT_TRUE(material.ok()) << material.error().message;
    material_ = std::move(*material);
    comparison_.emplace(material_);
    selection_ = *select(*comparison_, {});
    telling_ = tell(*comparison_, selection_);
    gold_text_ = read_file(folder / "gold.json").value();
    gold_ = *parser_.parse(gold_text_);
  }

  static std::string text(json::Element of, std::string_view name) {
    std::string_view out;
    return of[name].get(out) == simdjson::SUCCESS ? std::string(out) : std::string();
  }
  static std::vector<std::string> texts(json::Element of, std::string_view name) {
    std::vector<std::string> out;
    json::Array list;
    if (of[name].get(list) != simdjson::SUCCESS) return out;
    for (const json::Element one : list) out.emplace_back(one.get_string().value());
    return out;
  }
  json::Array list(std::string_view name) { return gold_[name].get_array().value(); }
  std::vector<std::string> names(Kind kind) const {
    std::vector<std::string> out;
    for (const auto& line : telling_.lines(kind)) out.push_back(line.name);
    return out;
  }
  AccountIndex account(const std::string& name) const { return comparison_->find_account(name).value(); }
  PropositionIndex on(const std::string& name) const { return material_.find_proposition(name).value(); }
  std::vector<std::string> statements(const std::vector<StatementIndex>& list) const {
    std::vector<std::string> out;
    for (const StatementIndex one : list) out.push_back(material_.statements()[one].name);
    return out;
  }

  Material material_;
  std::optional<Comparison> comparison_;
  Selection selection_;
  Telling telling_;
  std::string gold_text_;
  json::Parser parser_;
  json::Element gold_;
};

TEST_F(Causeway, CellsAndVerdictsAreTheGolds) {
  std::size_t cells = 0;
  const json::Object rows = gold_["matrix"]["cells"].get_object().value();
  for (const auto row : rows) {
    const json::Object of = row.value.get_object().value();
    for (const auto wanted : of) {
      const Cell* cell = comparison_->cell(account(std::string(row.key)), on(std::string(wanted.key)));
      ASSERT_NE(cell, nullptr) << row.key << " " << wanted.key;
      EXPECT_THAT(cell->words(), Contains(std::string(wanted.value.get_string().value())))
          << row.key << " " << wanted.key;
      ++cells;
    }
  }
  std::size_t found = 0;
  for (const Cell& cell : comparison_->cells()) found += comparison_->accounts()[cell.account].declared;
  EXPECT_EQ(found, cells);
  for (const json::Element wanted : list("verdicts")) {
    const auto accounts = texts(wanted, "accounts");
    const std::string verdict(
        to_string(comparison_->verdict(account(accounts[0]), account(accounts[1]), on(text(wanted, "proposition")))));
    auto good = texts(wanted, "also_ok");
    good.push_back(text(wanted, "verdict"));
    EXPECT_THAT(good, Contains(verdict)) << text(wanted, "id");
  }
}

TEST_F(Causeway, ChangesAreTheGoldsAndNoOthers) {
  std::vector<std::string> wanted;
  for (const json::Element one : list("changes_over_time"))
    if (one["changed"].get_bool().value()) wanted.push_back(text(one, "party") + " " + text(one, "proposition"));
  std::vector<std::string> found;
  for (const auto& one : telling_.moved) {
    EXPECT_EQ(one.how, Telling::Moved::How::changed) << one.who.full << " " << one.condition;
    found.push_back(material_.parties()[one.who.party].name + " " + material_.propositions()[one.on].name);
  }
  EXPECT_THAT(found, ::testing::UnorderedElementsAreArray(wanted));
}

TEST_F(Causeway, SharedLinesAreTheGoldsAndNoneThatIsNone) {
  const auto lines = comparison_->shared_lines();
  for (const json::Element wanted : list("shared_lines")) {
    const bool found = std::any_of(lines.begin(), lines.end(), [&](const SharedLine& line) {
      auto names = statements(line.statements), of = texts(wanted, "statements");
      std::sort(names.begin(), names.end()), std::sort(of.begin(), of.end());
      return names == of && line.line.find(text(wanted, "line").substr(0, 20)) != std::string::npos;
    });
    EXPECT_TRUE(found) << text(wanted, "line");
  }
  std::vector<std::string> told;
  for (const SharedLine& line : lines)
    if (!line.one_utterance) told.push_back(line.line);
  // What two people say of one night may stand in a list, low.
  ASSERT_FALSE(told.empty());
  EXPECT_THAT(told, ::testing::SizeIs(::testing::Le(3u)));
  EXPECT_THAT(told.front(), HasSubstr("a stale key in a foreign lock"));
  for (const char* none :
       {"very seriously", "hours ahead", "carry the whole load", "tested every month", "joint inquiry"})
    EXPECT_THAT(told, Not(Contains(HasSubstr(none))));
}

TEST_F(Causeway, WhatFollowsOfTheOrderFollowsAndNothingElse) {
  const Order order(*comparison_);
  EXPECT_THAT(order.problems(), IsEmpty());
  const auto event = [&](std::string_view name) { return material_.find_event(name).value(); };
  // What needs a night to be known as the time of the failure is the recorder's to say ("during").
  const std::set<std::pair<std::string, std::string>> by_recorder = {{"E3", "E12"}, {"E4", "E14"}};
  for (const json::Element pair : json::Array(gold_["order"]["follows"].get_array().value())) {
    const std::string a(pair.at(0).get_string().value()), b(pair.at(1).get_string().value());
    if (by_recorder.contains({a, b})) continue;
    EXPECT_EQ(order.of(event(a), event(b)), Order::Is::before) << a << " before " << b;
  }
  for (const json::Element one : json::Array(gold_["order"]["unplaced"].get_array().value())) {
    const auto events = texts(one, "events");
    EXPECT_EQ(order.of(event(events[0]), event(events[1])), Order::Is::unknown) << events[0] << " " << events[1];
  }
}

TEST_F(Causeway, EveryPropositionStandsInTheGroupOfThoseWhoSayIt) {
  ASSERT_TRUE(telling_.first && telling_.second);
  EXPECT_THAT((std::vector{telling_.first->name.full, telling_.second->name.full}),
              UnorderedElementsAre("Kessary", "Orvane"));
  const bool kessary_first = telling_.first->name.full == "Kessary";
  EXPECT_THAT(names(Kind::between_sides), UnorderedElementsAre("Q1", "Q2", "Q11", "Q13"));
  EXPECT_THAT(names(Kind::both_sides), UnorderedElementsAre("Q4", "Q5"));
  EXPECT_THAT(names(kessary_first ? Kind::only_second : Kind::only_first),
              UnorderedElementsAre("Q3", "Q10", "Q12", "Q16"));
  EXPECT_THAT(names(kessary_first ? Kind::only_first : Kind::only_second), IsSupersetOf({"Q7", "Q15"}));
  EXPECT_THAT(names(Kind::among_others), ElementsAre("Q8"));
  EXPECT_THAT(names(Kind::only_others), Contains("Q17"));
  EXPECT_THAT(names(Kind::side_and_others), IsEmpty());
}

TEST_F(Causeway, NonAnswersHaveTheirQuestionsAndWords) {
  for (const json::Element wanted : list("non_answers")) {
    bool weak = false;
    if (wanted["weak"].get(weak) == simdjson::SUCCESS && weak) continue;
    const auto of = texts(wanted, "statements");
    const auto found = std::find_if(telling_.declined.begin(), telling_.declined.end(), [&](const auto& one) {
      const auto names = statements(one.statements);
      return std::find(names.begin(), names.end(), of.front()) != names.end();
    });
    if (found == telling_.declined.end()) {
      ADD_FAILURE() << text(wanted, "id") << ": not told";
      continue;
    }
    EXPECT_EQ(material_.parties()[found->who.party].name, text(wanted, "by")) << text(wanted, "id");
  }
  for (const json::Element none : list("not_non_answers")) {
    for (const auto& one : telling_.declined)
      EXPECT_THAT(statements(one.statements), Not(Contains(text(none, "statement"))));
  }
}

TEST_F(Causeway, NobodyIsSilentWhoIsOnlyQuoted) {
  for (const Silence& one : comparison_->silences().list)
    EXPECT_THAT(material_.parties()[comparison_->accounts()[one.account].holder].name,
                Not(::testing::AnyOf("vasthely", "sister", "pharmacist", "baudrac", "varnoux")));
}

TEST_F(Causeway, NoClaimHasMoreOriginsThanItHas) {
  for (const json::Element wanted : list("origins")) {
    const PropositionIndex proposition = on(text(wanted, "proposition"));
    std::int64_t most = 0;
    if (wanted["independent_affirming"].get(most) != simdjson::SUCCESS) continue;
    const Support support = support_of(*comparison_, proposition, Side::affirms);
    EXPECT_LE(support.origins.size(), static_cast<std::size_t>(most)) << text(wanted, "proposition");
  }
}

}  // namespace
}  // namespace parley::accounts
