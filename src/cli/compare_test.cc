// Cases and comparisons as a person uses them.
#include <gmock/gmock.h>

#include "assess/fixture.h"
#include "base/file.h"
#include "cli/convert.h"
#include "cli/test_party.h"
#include "testing/source.h"
#include "testing/vectors.h"
#include "view/question_page.h"

namespace parley::cli::testing {
namespace {

using ::testing::HasSubstr;

const std::filesystem::path kCases = parley::testing::source_dir() / "cases";

std::string lake_tarn() { return (kCases / "lake-tarn").string(); }

// A copy of the case in which `from` is `to`, once.
std::filesystem::path changed_case(const TemporaryDir& dir, const std::string& file, const std::string& from,
                                   const std::string& to) {
  const auto folder = dir.path() / "lake-tarn";
  std::filesystem::copy(kCases / "lake-tarn", folder, std::filesystem::copy_options::recursive);
  std::string text = *read_file(folder / file);
  text.replace(text.find(from), from.size(), to);
  EXPECT_TRUE(replace_file(folder / file, text, Durability::relaxed).ok());
  return folder;
}

TEST(Case, IsImportedOnceAndFoundByItsNames) {
  Party node("Ruritania");
  const auto imported = node.run({"case", "import", lake_tarn(), "--json"});
  EXPECT_EQ(imported.status, 0) << imported.err;
  EXPECT_EQ(member(imported.out, "case"), "lake-tarn");
  EXPECT_EQ(member(imported.out, "statements"), "87");
  const auto again = node.run({"case", "import", lake_tarn() + "/gold.json", "--json"});
  EXPECT_EQ(member(again.out, "stored"), "0");
  EXPECT_EQ(member(again.out, "grouping"), member(imported.out, "grouping"));
  EXPECT_THAT(node.run({"case", "list"}).out, HasSubstr("lake-tarn"));
  for (const std::string& name :
       {std::string("lake-tarn"), std::string("Lake Tarn"), std::string("Lake Tarn: two reports of one meeting"),
        member(imported.out, "grouping")})
    EXPECT_EQ(node.run({"compare", name, "--json"}).status, 0) << name;
  EXPECT_THAT(node.run({"compare", "lake-garda"}).err, HasSubstr("there are: lake-tarn"));
  EXPECT_EQ(member(node.run({"case", "import", lake_tarn(), "--called", "another", "--json"}).out, "case"), "another");
  EXPECT_THAT(node.run({"compare", "lake-garda"}).err, HasSubstr("there are: another, lake-tarn\n")) << "each once";
}

TEST(Case, ATextThatIsNotTheOneAnnotatedIsRefused) {
  Party node("Ruritania");
  const TemporaryDir dir;
  const auto folder = changed_case(dir, "courier.txt", "Chancellor", "Chancelor");
  const auto imported = node.run({"case", "import", folder.string()});
  EXPECT_EQ(imported.status, 1);
  EXPECT_THAT(imported.err, HasSubstr("courier.txt is not the text that was annotated"));
  EXPECT_EQ(node.run({"case", "list"}).out.find("lake-tarn"), std::string::npos);
}

TEST(Case, WhatDoesNotHoldIsNamedAndShown) {
  Party node("Ruritania");
  const TemporaryDir dir;
  const auto folder = changed_case(dir, "gold.json", "\"stance\": \"raises\"", "\"stance\": \"shrugs\"");
  for (const char* command : {"check", "import"}) {
    const auto refused = node.run({"case", command, folder.string()});
    EXPECT_EQ(refused.status, 1);
    EXPECT_THAT(refused.err,
                ::testing::ContainsRegex("gold.json:[0-9]+: statement [a-z0-9]+: \"shrugs\" is no stance"));
    EXPECT_EQ(node.run({"case", "list", "--json"}).out, "");
  }
  const auto imported = node.run({"case", "import", folder.string(), "--keep-going"});
  EXPECT_EQ(imported.status, 1);
  EXPECT_THAT(node.run({"compare", "lake-tarn"}).out, HasSubstr("What does not hold"));
}

TEST(Case, IsCheckedWithoutANodeAndRemoved) {
  const TemporaryDir nowhere;
  const auto checked = parley({"case", "check", lake_tarn(), "--json"}, {}, nowhere.path());
  EXPECT_EQ(checked.status, 0) << checked.err;
  EXPECT_EQ(member(checked.out, "statements"), "87");
  EXPECT_EQ(parley({"case", "check", (nowhere.path() / "none").string()}, {}, nowhere.path()).status, 3);
  Party node("Ruritania");
  node.run({"case", "import", lake_tarn()});
  EXPECT_THAT(node.run({"case", "remove", "lake-tarn"}).out, HasSubstr("Withdrew case \"lake-tarn\""));
  EXPECT_EQ(node.run({"case", "list", "--json"}).out, "");
  EXPECT_EQ(node.run({"case", "show", "lake-tarn"}).status, 1);
}

TEST(Compare, ShowsWhatWasAskedFor) {
  Party node("Ruritania");
  node.run({"case", "import", lake_tarn()});
  const auto between =
      node.run({"compare", "lake-tarn", "--between", "ruritania,graustark", "--only", "disagreements"});
  EXPECT_THAT(between.out, HasSubstr("Q5"));
  EXPECT_EQ(between.out.find("Q12"), std::string::npos);  // a quarrel within one side
  EXPECT_EQ(node.run({"compare", "lake-tarn", "--only", "changed"}).status, 0);
  EXPECT_THAT(node.run({"compare", "lake-tarn", "--only", "unanswered"}).out, HasSubstr("Q6"));
  EXPECT_THAT(node.run({"compare", "lake-tarn", "--only", "ours-only", "--ours", "ruritania"}).out, HasSubstr("Q9"));
  const auto alone = node.run({"compare", "lake-tarn", "--ours", "ruritania"});
  EXPECT_EQ(alone.status, 1);
  EXPECT_THAT(alone.err, HasSubstr("ours: it says whose side ours-only shows"));
  const auto event = node.run({"compare", "lake-tarn", "--event", "E3", "--json"});
  EXPECT_THAT(event.out, HasSubstr("\"id\":\"Q5\""));
  EXPECT_EQ(event.out.find("\"id\":\"Q12\""), std::string::npos);
  const auto why = node.run({"compare", "lake-tarn", "--why", "A4", "Q1"});
  EXPECT_THAT(why.out, HasSubstr("Through two others: Danil Gorvenko said it to Ilse Rassendyll; a four-page note"));
}

TEST(Compare, WithoutASourceAndAsOfAMoment) {
  Party node("Ruritania");
  node.run({"case", "import", lake_tarn()});
  const std::string all = node.run({"compare", "lake-tarn", "--json"}).out;
  const std::string without = node.run({"compare", "lake-tarn", "--without", "dispatch,note", "--json"}).out;
  EXPECT_THAT(all, HasSubstr("\"id\":\"A8\""));
  EXPECT_EQ(without.find("\"id\":\"A8\""), std::string::npos);
  EXPECT_EQ(without.find("\"id\":\"A4\""), std::string::npos);
  EXPECT_THAT(node.run({"compare", "lake-tarn", "--without", "tarlenheim", "--brief"}).out,
              ::testing::StartsWith("Without Konrad Tarlenheim: "));
  EXPECT_EQ(node.run({"compare", "lake-tarn", "--json"}).out, all);
  EXPECT_THAT(node.run({"compare", "lake-tarn", "--as-of", "2020-01-01"}).out, HasSubstr("Nothing to compare"));
}

TEST(Compare, WritesThePageTheTablesAndMarkdownFromOneTelling) {
  Party node("Ruritania");
  const TemporaryDir dir;
  node.run({"case", "import", lake_tarn()});
  const auto at = [&](const char* name) { return (dir.path() / name).string(); };
  const auto brief = node.run({"compare", "lake-tarn", "--brief"});
  EXPECT_THAT(brief.out, HasSubstr("So far as these two reports go, both sides say"));
  EXPECT_EQ(brief.out.find("Word for word"), std::string::npos);
  const auto written = node.run(
      {"compare", "lake-tarn", "--html", at("page.html"), "--csv", dir.path().string(), "--markdown", at("page.md")});
  EXPECT_EQ(written.status, 0) << written.err;
  const std::string page = *read_file(at("page.html")), markdown = *read_file(at("page.md"));
  EXPECT_THAT(page, HasSubstr("NOT MARKED"));
  EXPECT_THAT(page, HasSubstr("journal deliberation"));
  EXPECT_THAT(markdown, HasSubstr("SHA-256 24bb2c8eac97"));
  EXPECT_THAT(*read_file(at("cells.csv")), HasSubstr("account,title,holder"));
  EXPECT_THAT(*read_file(at("verdicts.csv")), HasSubstr("contradict"));
  EXPECT_THAT(*read_file(at("statements.csv")), HasSubstr("24bb2c8eac97"));
  const auto sheet = node.run({"compare", "lake-tarn", "--brief", "--html", at("brief.html")});
  EXPECT_EQ(sheet.status, 0) << sheet.err;
  EXPECT_THAT(*read_file(at("brief.html")), HasSubstr("Page 1 of 1"));
}

// Whether the programs are installed or not: a document, or a sentence that says what is missing and what to do
// instead.
TEST(Compare, AWordDocumentIsMadeInABoxOrSaysWhatItNeeds) {
  Party node("Ruritania");
  const TemporaryDir dir;
  node.run({"case", "import", lake_tarn()});
  const std::string file = (dir.path() / "page.docx").string();
  const auto made = node.run({"compare", "lake-tarn", "--docx", file});
  if (made.status == 0)
    EXPECT_TRUE(read_file(file)->starts_with("PK"));
  else
    EXPECT_THAT(made.err, HasSubstr("--markdown writes what it would be made of"));
}

// How many pages a PDF has, by the objects of its pages.
std::size_t pages_of(const std::string& pdf) {
  std::size_t out = 0;
  for (std::size_t at = pdf.find("/Type /Page"); at != std::string::npos; at = pdf.find("/Type /Page", at + 1))
    out += pdf.compare(at, 12, "/Type /Pages") != 0;
  return out;
}

TEST(Converters, AWordDocumentIsMadeInABoxWithoutANetwork) {
  PARLEY_PROGRAMS("pandoc bwrap");
  Party node("Ruritania");
  const TemporaryDir dir;
  node.run({"case", "import", lake_tarn()});
  const std::string file = (dir.path() / "page.docx").string();
  const auto made = node.run({"compare", "lake-tarn", "--docx", file});
  ASSERT_EQ(made.status, 0) << made.err;
  EXPECT_TRUE(read_file(file)->starts_with("PK"));
}

TEST(Converters, EveryBriefIsOnePageAndLakeTarnTakesNoMoreThanTwelve) {
  PARLEY_PROGRAMS("chromium bwrap");
  Party node("Ruritania");
  const TemporaryDir dir;
  const std::string file = (dir.path() / "page.pdf").string();
  for (const char* name : {"lake-tarn", "causeway", "port-vellin"}) {
    node.run({"case", "import", (kCases / name).string()});
    const auto brief = node.run({"compare", name, "--brief", "--pdf", file});
    ASSERT_EQ(brief.status, 0) << brief.err;
    EXPECT_EQ(pages_of(*read_file(file)), 1u) << name;
    const auto whole = node.run({"compare", name, "--pdf", file});
    ASSERT_EQ(whole.status, 0) << whole.err;
    EXPECT_LE(pages_of(*read_file(file)), std::string(name) == "causeway" ? 13u : 12u) << name;
  }
}

// As many parties, hypotheses and rows as make it hard; the third and the fourth party have rated nothing.
TEST(Converters, EveryQuestionBriefIsOnePage) {
  PARLEY_PROGRAMS("chromium bwrap");
  using namespace assess::testing;
  const std::string third = "identity--33333333-3333-4333-8333-333333333333",
                    fourth = "identity--44444444-4444-4444-8444-444444444444";
  for (const auto& [parties, hypotheses, rows] :
       {std::tuple(1, 2, 3), {2, 2, 60}, {2, 5, 40}, {4, 2, 30}, {4, 1, 12}}) {
    Case one(hypotheses, 0);
    // Every fourth row is of one source.
    for (int row = 1; row <= rows; ++row)
      one.row(row, fmt::format(R"("source_name":"Source {}")", row % 4 == 0 ? 0 : row));
    one.name(third, "Sylvania"), one.name(fourth, "The Free Cities of the Coast");
    for (int row = 1; row <= rows; ++row) {
      std::vector<std::string> ratings;
      for (int h = 0; h < hypotheses; ++h) ratings.push_back((row + h) % 3 == 0 ? "II" : h % 2 == 0 ? "C" : "I");
      one.rate(kRuritania, row, ratings);
      if (parties > 1 && row % 4 != 0) one.rate(kGraustark, row, ratings);
      if (parties > 2 && row % 5 == 0) one.rate(third, row, ratings, "", 1), one.rate(fourth, row, ratings, "", 2);
    }
    const assess::Desk desk = one.desk();
    const auto view = assess::make_view(desk, kQuestionId, {});
    ASSERT_TRUE(view.ok());
    const auto pdf = converted(Conversion::pdf, view::page(*view, {.brief = true}));
    ASSERT_TRUE(pdf.ok()) << pdf.error().message;
    EXPECT_EQ(pages_of(*pdf), 1u) << parties << " parties, " << hypotheses << " hypotheses, " << rows << " rows";
  }
}

TEST(Compare, RefusesWhatNobodyHas) {
  Party node("Ruritania");
  node.run({"case", "import", lake_tarn()});
  const std::pair<std::vector<std::string>, const char*> rows[] = {
      {{"--event", "E99"}, "no event"},
      {{"--between", "ruritania"}, "--between: two names"},
      {{"--between", "ruritania,atlantis"}, "\"atlantis\""},
      {{"--only", "gossip"}, "--only: disagreements, unanswered"},
      {{"--without", "atlantis"}, "\"atlantis\""},
      {{"--as-of", "yesterday"}, "--as-of"},
      {{"--why", "A99", "Q1"}, "no account"},
      {{"--why", "A1", "Q99"}, "no proposition"},
  };
  for (const auto& [options, message] : rows) {
    std::vector<std::string> command = {"compare", "lake-tarn"};
    command.insert(command.end(), options.begin(), options.end());
    const auto refused = node.run(command);
    EXPECT_EQ(refused.status, 1) << options[0];
    EXPECT_THAT(refused.err, HasSubstr(message));
  }
}

}  // namespace
}  // namespace parley::cli::testing
