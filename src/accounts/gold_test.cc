// The two cases with a gold file: everything that the gold computes comes out of the statements alone.
#include "accounts/gold.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "accounts/report.h"
#include "accounts/worked_cases.h"

namespace parley::accounts {
namespace {

using ::testing::Contains;
using testing::Gold;
using ::testing::IsSupersetOf;
using ::testing::UnorderedElementsAreArray;

struct Worked {
  const char* name;
  std::size_t statements;
  bool shared;  // lies among the shared material and not with the source
};

class GoldFile : public ::testing::TestWithParam<Worked> {
 protected:
  void SetUp() override {
    if (GetParam().shared) {
      PARLEY_SHARED_PATH(folder, std::string("cases/") + GetParam().name);
      read(folder);
    } else {
      read(parley::testing::source_dir() / "cases" / GetParam().name);
    }
  }

  void read(const std::filesystem::path& folder) {
    gold_.emplace(folder);
    auto file = testing::read_statements_only(folder, GetParam().name);
    ASSERT_TRUE(file.ok()) << file.error().message;
    file_ = std::move(*file);
    auto material = testing::worked_case(folder, GetParam().name);
    ASSERT_TRUE(material.ok()) << material.error().message;
    material_ = std::move(*material);
    const Comparison comparison(material_);
    problems_ = comparison.problems();
    const auto selection = select(comparison, {});
    ASSERT_TRUE(selection.ok());
    write_json(comparison, *selection, [&](std::string_view part) { report_text_ += part; });
    auto report = parser_.parse(report_text_);
    ASSERT_TRUE(report.ok()) << report.error().message;
    report_ = *report;
  }

  std::optional<Gold> gold_;
  GoldCase file_;
  Material material_;
  std::vector<std::string> problems_;
  std::string report_text_;
  json::Parser parser_;
  json::Element report_;
};

TEST_P(GoldFile, HasNoFaults) {
  EXPECT_THAT(file_.faults, ::testing::IsEmpty());
  EXPECT_THAT(problems_, ::testing::IsEmpty());
  EXPECT_EQ(file_.statements, GetParam().statements);
}

TEST_P(GoldFile, HasTheAccountsWithTheirStatements) {
  for (const json::Element wanted : gold_->list("accounts")) {
    bool found = false;
    for (const json::Element account : Gold::list(report_, "accounts")) {
      if (Gold::text(account, "id") != Gold::text(wanted, "id")) continue;
      found = true;
      EXPECT_THAT(Gold::texts(account, "statements"), UnorderedElementsAreArray(Gold::texts(wanted, "statements")))
          << Gold::text(wanted, "id");
      EXPECT_EQ(Gold::text(account, "holder"), Gold::text(wanted, "holder"));
    }
    EXPECT_TRUE(found) << Gold::text(wanted, "id");
  }
}

TEST_P(GoldFile, EveryCellIsTheGolds) {
  std::map<std::pair<std::string, std::string>, std::string> wanted;
  const json::Object rows = (*gold_)["matrix"]["cells"].get_object().value();
  for (const auto row : rows) {
    const json::Object cells = row.value.get_object().value();
    for (const auto cell : cells)
      wanted[{std::string(row.key), std::string(cell.key)}] = cell.value.get_string().value();
  }
  std::size_t found = 0;
  for (const json::Element cell : Gold::list(report_, "cells")) {
    const std::string account = Gold::text(cell, "account"), proposition = Gold::text(cell, "proposition");
    if (account.find('@') != std::string::npos) continue;  // of a party that the gold makes no account of
    const auto at = wanted.find({account, proposition});
    if (at == wanted.end()) {
      ADD_FAILURE() << account << " " << proposition << ": the gold is silent";
      continue;
    }
    EXPECT_THAT(Gold::texts(cell, "stances"), Contains(at->second)) << account << " " << proposition;
    ++found;
  }
  EXPECT_EQ(found, wanted.size());
}

TEST_P(GoldFile, EveryVerdictIsTheGolds) {
  for (const json::Element wanted : gold_->list("verdicts")) {
    const std::string id = Gold::text(wanted, "id");
    auto good = Gold::texts(wanted, "also_ok");
    const bool open = !good.empty();
    good.push_back(Gold::text(wanted, "verdict"));
    bool found = false;
    for (const json::Element verdict : Gold::list(report_, "verdicts")) {
      if (Gold::text(verdict, "proposition") != Gold::text(wanted, "proposition")) continue;
      auto a = Gold::texts(verdict, "accounts"), b = Gold::texts(wanted, "accounts");
      std::sort(a.begin(), a.end()), std::sort(b.begin(), b.end());
      if (a != b) continue;
      found = true;
      EXPECT_THAT(good, Contains(Gold::text(verdict, "verdict"))) << id;
      // Who of the two says it is asked where the gold leaves nothing open.
      if (!open) {
        EXPECT_EQ(Gold::text(verdict, "by"), Gold::text(wanted, "by")) << id;
      }
      // What a verdict hides is told of agreements.
      EXPECT_TRUE(Gold::text(wanted, "difference").empty() || Gold::text(wanted, "verdict") != "agree" ||
                  !Gold::text(verdict, "difference").empty())
          << id;
      EXPECT_TRUE(Gold::text(wanted, "conditional_on").empty() || !Gold::text(verdict, "conditional_on").empty()) << id;
      // The gold of the first case names every difference there is.
      if (GetParam().shared) {
        EXPECT_EQ(Gold::text(verdict, "difference").empty(), Gold::text(wanted, "difference").empty()) << id;
      }
    }
    EXPECT_TRUE(found) << id;
  }
}

TEST_P(GoldFile, EveryChangeIsTheGolds) {
  for (const json::Element wanted : gold_->list("changes_over_time")) {
    const std::string id = Gold::text(wanted, "id");
    const bool is_change = Gold::flag(wanted, "changed");
    bool found = false;
    for (const json::Element change : Gold::list(report_, "changes")) {
      if (Gold::text(change, "party") != Gold::text(wanted, "party") ||
          Gold::text(change, "proposition") != Gold::text(wanted, "proposition"))
        continue;
      found = true;
      EXPECT_EQ(Gold::flag(change, "changed"), is_change) << id;
      // What the article says of a change is told as the article's, in its words.
      json::Array says;
      const bool by_source = wanted["article_says"].get(says) == simdjson::SUCCESS;
      if (is_change) {
        EXPECT_EQ(Gold::text(change, "changed_by"), by_source ? "source" : "record") << id;
      }
      if (by_source) {
        EXPECT_EQ(Gold::text(change["source"], "text"), Gold::text(says.at(0), "text"));
        EXPECT_EQ(change["source"]["line"].get_int64().value(), says.at(0)["line"].get_int64().value());
      }
      const auto sequence = Gold::list(change, "sequence"), expected = Gold::list(wanted, "sequence");
      ASSERT_EQ(sequence.size(), expected.size()) << id;
      // What nobody knows the order of comes in any.
      if (Gold::flag(sequence.at(0), "unplaced")) continue;
      for (std::size_t i = 0; i < sequence.size(); ++i) {
        const std::string stance = Gold::text(sequence.at(i), "stance");
        EXPECT_TRUE(Gold::text(expected.at(i), "stance").starts_with(stance.substr(0, stance.find(" ("))))
            << id << ": " << stance;
        EXPECT_THAT(Gold::texts(sequence.at(i), "statements"), IsSupersetOf(Gold::texts(expected.at(i), "statements")))
            << id;
      }
    }
    // What is none and stands on one position alone is nowhere told.
    EXPECT_TRUE(found || (!is_change && !GetParam().shared)) << id;
  }
}

TEST_P(GoldFile, NobodyElseChanged) {
  for (const json::Element change : Gold::list(report_, "changes")) {
    if (!Gold::flag(change, "changed")) continue;
    bool wanted = false;
    for (const json::Element one : gold_->list("changes_over_time"))
      wanted = wanted || (Gold::flag(one, "changed") && Gold::text(one, "party") == Gold::text(change, "party") &&
                          Gold::text(one, "proposition") == Gold::text(change, "proposition"));
    EXPECT_TRUE(wanted) << Gold::text(change, "party") << " on " << Gold::text(change, "proposition");
  }
}

TEST_P(GoldFile, SharedLinesAreFound) {
  for (const json::Element wanted : gold_->list("shared_lines")) {
    bool found = false;
    for (const json::Element one : Gold::list(report_, "shared_lines")) {
      auto a = Gold::texts(one, "statements"), b = Gold::texts(wanted, "statements");
      std::sort(a.begin(), a.end()), std::sort(b.begin(), b.end());
      if (a != b) continue;
      found = true;
      EXPECT_NE(Gold::text(one, "line").find(Gold::text(wanted, "line").substr(0, 20)), std::string::npos)
          << Gold::text(one, "line");
      auto speakers = Gold::texts(wanted, "speakers");
      speakers.erase(std::unique(speakers.begin(), speakers.end()), speakers.end());
      auto told = Gold::texts(one, "speakers");
      told.erase(std::unique(told.begin(), told.end()), told.end());
      EXPECT_THAT(told, UnorderedElementsAreArray(speakers));
      EXPECT_EQ(Gold::list(one, "spans").size(), Gold::list(wanted, "spans").size());
    }
    EXPECT_TRUE(found) << Gold::text(wanted, "line");
  }
}

TEST_P(GoldFile, ReportsOfOneUtteranceAreTheGolds) {
  std::vector<std::vector<std::string>> found;
  for (const json::Element one : Gold::list(report_, "utterances")) found.push_back(Gold::texts(one, "statements"));
  for (auto& one : found) std::sort(one.begin(), one.end());
  for (const json::Element one : gold_->list("same_statement")) {
    auto wanted = Gold::texts(one, "statements");
    std::sort(wanted.begin(), wanted.end());
    EXPECT_THAT(found, Contains(wanted));
  }
  EXPECT_EQ(found.size(), gold_->list("same_statement").size());
}

INSTANTIATE_TEST_SUITE_P(WorkedCases, GoldFile,
                         ::testing::Values(Worked{"lake-tarn", 87, true}, Worked{"causeway", 99, false}),
                         [](const auto& one) {
                           return std::string(one.param.name) == "causeway" ? "Causeway" : "LakeTarn";
                         });

// The gold of this case has every line that there is, to the letter.
TEST(SharedLinesOfLakeTarn, AreTheGoldsAndNoOthers) {
  PARLEY_SHARED_PATH(folder, "cases/lake-tarn");
  const auto material = testing::lake_tarn(folder);
  ASSERT_TRUE(material.ok()) << material.error().message;
  const Comparison comparison(*material);
  const auto& found = comparison.shared_lines();
  const Gold gold(folder);
  const auto wanted = gold.list("shared_lines");
  ASSERT_EQ(found.size(), wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].line, Gold::text(wanted.at(i), "line"));
    const auto spans = Gold::list(wanted.at(i), "spans");
    ASSERT_EQ(found[i].places.size(), spans.size());
    for (std::size_t j = 0; j < spans.size(); ++j) {
      const Span& span = found[i].places[j].span;
      const std::pair<std::size_t, const char*> members[] = {{span.start, "start"},
                                                             {span.end, "end"},
                                                             {span.byte_start, "bstart"},
                                                             {span.byte_end, "bend"},
                                                             {span.line, "line"}};
      for (const auto& [value, name] : members)
        EXPECT_EQ(value, static_cast<std::size_t>(spans.at(j)[name].get_int64().value()))
            << Gold::text(spans.at(j), "text");
    }
  }
}

}  // namespace
}  // namespace parley::accounts
