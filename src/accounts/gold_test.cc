// The shared worked case: everything that its gold computes comes out of the statements alone.
#include "accounts/gold.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "accounts/load.h"
#include "accounts/report.h"
#include "base/file.h"
#include "testing/vectors.h"

namespace parley::accounts {
namespace {

struct Loaded {
  GoldCase gold;
  Material material;
};

Result<std::unique_ptr<Loaded>> load_case(const std::filesystem::path& file, bool strip = true) {
  auto out = std::make_unique<Loaded>();
  PARLEY_TRY(std::string text, read_file(file));
  if (strip) {  // what a reader computes must not be read: names that nobody knows
    for (const std::string_view section : {"\"matrix\"", "\"verdicts\"", "\"changes_over_time\"", "\"shared_lines\""}) {
      const auto at = text.find(section);
      if (at != std::string::npos) text.replace(at + 1, 1, "x");
    }
  }
  const GoldOptions options{.slug = "lake-tarn", .created_by = {}, .read_text = [&](const std::string& name) {
                              return read_file(file.parent_path() / name);
                            }};
  PARLEY_TRY(out->gold, read_gold(text, options));
  Loader loader(out->material);
  for (const CaseObject& object : out->gold.objects)
    PARLEY_TRY_STATUS(loader.add({.text = object.with_times("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z"),
                                  .journal = "main",
                                  .seq = 0,
                                  .received = {}}));
  loader.finish();
  return out;
}

std::string report_of(const Material& material, Options options = {}, const Choice& choice = {}) {
  const Comparison comparison(material, std::move(options));
  const auto selection = select(comparison, choice);
  EXPECT_TRUE(selection.ok());
  std::string out;
  write_json(comparison, *selection, [&](std::string_view part) { out += part; });
  return out;
}

class LakeTarn : public ::testing::Test {
 protected:
  void SetUp() override {
    PARLEY_SHARED_PATH(file, "cases/lake-tarn/gold.json");
    auto loaded = load_case(file);
    ASSERT_TRUE(loaded.ok()) << loaded.error().message;
    loaded_ = std::move(*loaded);
    auto text = read_file(file);
    ASSERT_TRUE(text.ok());
    gold_ = *gold_parser_.parse(*text);
    report_text_ = report_of(loaded_->material);
    auto report = report_parser_.parse(report_text_);
    ASSERT_TRUE(report.ok()) << report.error().message;
    report_ = *report;
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
  json::Array list(json::Element of, std::string_view name) { return of[name].get_array().value(); }

  std::unique_ptr<Loaded> loaded_;
  json::Parser gold_parser_, report_parser_;
  json::Element gold_, report_;
  std::string report_text_;
};

TEST_F(LakeTarn, HasNoFaults) {
  EXPECT_THAT(loaded_->gold.faults, ::testing::IsEmpty());
  EXPECT_THAT(Comparison(loaded_->material).problems(), ::testing::IsEmpty());
  EXPECT_EQ(loaded_->gold.statements, 87u);
}

TEST_F(LakeTarn, HasTheAccountsWithTheirStatements) {
  const auto all_wanted = list(gold_, "accounts");
  for (const json::Element wanted : all_wanted) {
    bool found = false;
    const auto all_account = list(report_, "accounts");
    for (const json::Element account : all_account) {
      if (text(account, "id") != text(wanted, "id")) continue;
      found = true;
      EXPECT_THAT(texts(account, "statements"), ::testing::UnorderedElementsAreArray(texts(wanted, "statements")))
          << text(wanted, "id");
      EXPECT_EQ(text(account, "holder"), text(wanted, "holder"));
    }
    EXPECT_TRUE(found) << text(wanted, "id");
  }
}

TEST_F(LakeTarn, EveryCellIsTheGolds) {
  std::map<std::pair<std::string, std::string>, std::string> wanted;
  const json::Object rows = gold_["matrix"]["cells"].get_object().value();
  for (const auto row : rows) {
    const json::Object cells = row.value.get_object().value();
    for (const auto cell : cells)
      wanted[{std::string(row.key), std::string(cell.key)}] = cell.value.get_string().value();
  }
  std::size_t found = 0;
  const auto all_cell = list(report_, "cells");
  for (const json::Element cell : all_cell) {
    if (text(cell, "account").find('@') != std::string::npos) continue;  // of a party that the gold makes no account of
    const auto at = wanted.find({text(cell, "account"), text(cell, "proposition")});
    if (at == wanted.end()) {
      ADD_FAILURE() << text(cell, "account") << " " << text(cell, "proposition") << ": the gold is silent";
      continue;
    }
    EXPECT_THAT(texts(cell, "stances"), ::testing::Contains(at->second))
        << text(cell, "account") << " " << text(cell, "proposition");
    ++found;
  }
  EXPECT_EQ(found, wanted.size());
}

TEST_F(LakeTarn, EveryVerdictIsTheGolds) {
  const auto all_wanted = list(gold_, "verdicts");
  for (const json::Element wanted : all_wanted) {
    bool found = false;
    const auto all_verdict = list(report_, "verdicts");
    for (const json::Element verdict : all_verdict) {
      if (text(verdict, "proposition") != text(wanted, "proposition")) continue;
      auto a = texts(verdict, "accounts"), b = texts(wanted, "accounts");
      std::sort(a.begin(), a.end()), std::sort(b.begin(), b.end());
      if (a != b) continue;
      found = true;
      EXPECT_EQ(text(verdict, "verdict"), text(wanted, "verdict")) << text(wanted, "id");
      EXPECT_EQ(text(verdict, "by"), text(wanted, "by")) << text(wanted, "id");
      EXPECT_EQ(text(verdict, "difference").empty(), text(wanted, "difference").empty())
          << text(wanted, "id") << ": " << text(verdict, "difference");
      EXPECT_TRUE(text(wanted, "conditional_on").empty() || !text(verdict, "conditional_on").empty())
          << text(wanted, "id");
    }
    EXPECT_TRUE(found) << text(wanted, "id");
  }
}

TEST_F(LakeTarn, EveryChangeIsTheGolds) {
  const auto all_wanted = list(gold_, "changes_over_time");
  for (const json::Element wanted : all_wanted) {
    bool found = false;
    const auto all_change = list(report_, "changes");
    for (const json::Element change : all_change) {
      if (text(change, "party") != text(wanted, "party") || text(change, "proposition") != text(wanted, "proposition"))
        continue;
      found = true;
      EXPECT_EQ(change["changed"].get_bool().value(), wanted["changed"].get_bool().value()) << text(wanted, "id");
      // What the article says of a change is told as the article's, in its words.
      json::Array says;
      const bool by_source = wanted["article_says"].get(says) == simdjson::SUCCESS;
      if (wanted["changed"].get_bool().value()) {
        EXPECT_EQ(text(change, "changed_by"), by_source ? "source" : "record") << text(wanted, "id");
      }
      if (by_source) {
        EXPECT_EQ(text(change["source"], "text"), text(says.at(0), "text"));
        EXPECT_EQ(change["source"]["line"].get_int64().value(), says.at(0)["line"].get_int64().value());
      }
      const auto sequence = list(change, "sequence"), expected = list(wanted, "sequence");
      ASSERT_EQ(sequence.size(), expected.size()) << text(wanted, "id");
      for (std::size_t i = 0; i < sequence.size(); ++i) {
        const std::string stance = text(sequence.at(i), "stance");
        EXPECT_TRUE(text(expected.at(i), "stance").starts_with(stance.substr(0, stance.find(" ("))))
            << text(wanted, "id") << ": " << stance;
        EXPECT_THAT(texts(sequence.at(i), "statements"), ::testing::IsSupersetOf(texts(expected.at(i), "statements")))
            << text(wanted, "id");
      }
    }
    EXPECT_TRUE(found) << text(wanted, "id");
  }
}

TEST_F(LakeTarn, SharedLinesAreFoundAndNoOthers) {
  const auto found = list(report_, "shared_lines"), wanted = list(gold_, "shared_lines");
  ASSERT_EQ(found.size(), wanted.size()) << simdjson::minify(report_["shared_lines"]);
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(text(found.at(i), "line"), text(wanted.at(i), "line"));
    EXPECT_THAT(texts(found.at(i), "statements"),
                ::testing::UnorderedElementsAreArray(texts(wanted.at(i), "statements")));
    EXPECT_THAT(texts(found.at(i), "speakers"), ::testing::UnorderedElementsAreArray(texts(wanted.at(i), "speakers")));
    const auto spans = list(found.at(i), "spans"), expected = list(wanted.at(i), "spans");
    ASSERT_EQ(spans.size(), expected.size());
    for (std::size_t j = 0; j < spans.size(); ++j)
      for (const auto name : {"start", "end", "bstart", "bend", "line"})
        EXPECT_EQ(spans.at(j)[name].get_int64().value(), expected.at(j)[name].get_int64().value())
            << text(expected.at(j), "text");
  }
}

TEST_F(LakeTarn, ReportsOfOneUtteranceAreTheGolds) {
  std::vector<std::vector<std::string>> wanted, found;
  const auto all_one = list(gold_, "same_statement");
  for (const json::Element one : all_one) wanted.push_back(texts(one, "statements"));
  const auto all_found = list(report_, "utterances");
  for (const json::Element one : all_found) found.push_back(texts(one, "statements"));
  for (const auto& one : wanted) EXPECT_THAT(found, ::testing::Contains(one));
}

}  // namespace
}  // namespace parley::accounts
