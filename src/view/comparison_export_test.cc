// Tables and Markdown: what is in them is what the page says, and others' words stay words.
#include "view/comparison_export.h"

#include <gmock/gmock.h>

#include "accounts/worked_cases.h"

namespace parley::view {
namespace {

using namespace accounts;
using namespace accounts::testing;
using ::testing::HasSubstr;
using ::testing::Not;

std::size_t rows_of(const std::string& csv) {
  std::size_t out = 0;
  for (std::size_t at = csv.find("\r\n"); at != std::string::npos; at = csv.find("\r\n", at + 2)) ++out;
  return out;
}

TEST(Tables, HaveARowForEachCellVerdictAndStatement) {
  PARLEY_SHARED_PATH(folder, "cases/lake-tarn");
  const auto material = lake_tarn(folder);
  ASSERT_TRUE(material.ok()) << material.error().message;
  const Comparison comparison(*material);
  const auto selection = select(comparison, {});
  const Telling telling = tell(comparison, *selection);
  EXPECT_EQ(rows_of(cells_csv(comparison, *selection, telling)), 1 + comparison.cells().size());
  const VerdictCounts counts = count_verdicts(comparison);
  EXPECT_EQ(rows_of(verdicts_csv(comparison, *selection)),
            1 + counts.agree + counts.contradict + counts.not_inconsistent);
  const std::string statements = statements_csv(comparison, *selection);
  EXPECT_THAT(statements, HasSubstr("24bb2c8eac97"));
  EXPECT_THAT(statements, HasSubstr("the orders were given in Edelweiss"));
}

TEST(Tables, NothingInThemIsAFormula) {
  World world;
  for (const char* words : {"=HYPERLINK(\"http://evil.example\")", "+1", "-2", "@x", "\t=1", "a \"quoted\", word"}) {
    Statement one = World::statement(world.material.statements().size(), 0, 0, {on(0, Stance::affirms)});
    one.words = words, one.known = true;
    world.material.put(std::move(one));
  }
  const Comparison comparison(world.material);
  const std::string csv = statements_csv(comparison, *select(comparison, {}));
  for (const char* never : {",=", ",\"=", ",+", ",-2", ",@"}) EXPECT_THAT(csv, Not(HasSubstr(never)));
  EXPECT_THAT(csv, HasSubstr("\"a \"\"quoted\"\", word\""));
}

TEST(Markdown, CitesEveryQuotationAndBringsNoMarkupOfOthers) {
  World world;
  Statement one = World::statement(0, 0, 0, {on(0, Stance::affirms)}),
            other = World::statement(1, 1, 0, {on(0, Stance::denies)});
  one.words = "[click](http://evil.example) <img src=x> `code` # head ![i](x)", one.known = other.known = true;
  other.words = "- no";
  world.material.put(std::move(one)), world.material.put(std::move(other));
  const Comparison comparison(world.material);
  const auto selection = select(comparison, {});
  std::string text = markdown(comparison, *selection, tell(comparison, *selection), {.title = "A *case*"});
  EXPECT_THAT(text, HasSubstr("A \\*case\\*"));
  // What stands behind a backslash is text in every dialect; what is left would be markup.
  for (std::size_t at; (at = text.find('\\')) != std::string::npos;) text.erase(at, 2);
  for (const char* never : {"[click](", "<img", " `code`", "![i]", "http://"}) EXPECT_THAT(text, Not(HasSubstr(never)));
}

TEST(Markdown, ANumberAtTheBeginningOfALineMakesNoList) {
  World world;
  Statement one = World::statement(0, 0, 0, {on(0, Stance::affirms)}),
            other = World::statement(1, 1, 0, {on(0, Stance::denies)});
  one.words = "1. never", other.words = "12) ever", one.known = other.known = true;
  world.material.put(std::move(one)), world.material.put(std::move(other));
  const Comparison comparison(world.material);
  const auto selection = select(comparison, {});
  const std::string text = markdown(comparison, *selection, tell(comparison, *selection), {.title = "1. A case"});
  EXPECT_THAT(text, HasSubstr("1\\. A case"));
  for (const char* never : {"\n1. ", "\n12) ", "- 1. ", "- 12) "}) EXPECT_THAT(text, Not(HasSubstr(never)));
}

TEST(Markdown, OfTheWorkedCaseNamesSourceLineAndHash) {
  PARLEY_SHARED_PATH(folder, "cases/lake-tarn");
  const auto material = lake_tarn(folder);
  ASSERT_TRUE(material.ok()) << material.error().message;
  const Comparison comparison(*material);
  const auto selection = select(comparison, {});
  const std::string text = markdown(comparison, *selection, tell(comparison, *selection), {.title = "Lake Tarn"});
  EXPECT_THAT(text, HasSubstr("line 15, SHA-256 24bb2c8eac97…"));
  EXPECT_THAT(text, HasSubstr("## Contradicted between the two sides: 3"));
}

}  // namespace
}  // namespace parley::view
