// The page of the shared worked case, and what hostile words do to a page: nothing.
#include "view/comparison_page.h"

#include <gmock/gmock.h>

#include "accounts/case_file.h"
#include "accounts/case_objects.h"
#include "accounts/gold.h"
#include "accounts/load.h"
#include "base/file.h"
#include "page/html.h"
#include "testing/vectors.h"

namespace parley::view {
namespace {

using namespace accounts;

using ::testing::HasSubstr;
using ::testing::Not;

std::string page_of(const Material& material) {
  const Comparison comparison(material);
  const auto selection = select(comparison, {});
  PARLEY_CHECK(selection.ok());
  return page(comparison, *selection, tell(comparison, *selection), {.title = "A case <b>"});
}

TEST(ComparisonPage, OfTheWorkedCaseHasEveryCellWithItsWords) {
  PARLEY_SHARED_PATH(file, "cases/lake-tarn/gold.json");
  const auto text = read_file(file);
  ASSERT_TRUE(text.ok());
  const auto gold = read_gold(*text, {.slug = "lake-tarn", .created_by = {}, .read_text = [&](const std::string& name) {
                                        return read_file(std::filesystem::path(file).parent_path() / name);
                                      }});
  ASSERT_TRUE(gold.ok()) << gold.error().message;
  Material material;
  Loader loader(material);
  for (const CaseObject& object : gold->objects) {
    const std::string one = object.with_times("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z");
    ASSERT_TRUE(loader.add({.text = one, .journal = "main", .seq = 0, .received = {}}).ok());
  }
  loader.finish();
  const std::string out = page_of(material);
  EXPECT_LT(out.size(), 500'000u);
  const Comparison comparison(material);
  for (const Cell& cell : comparison.cells()) {
    const std::string id = page::anchor(
        "c-", comparison.accounts()[cell.account].name + "/" + material.propositions()[cell.proposition].name);
    EXPECT_THAT(out, HasSubstr("id=\"" + id + "\""));
    EXPECT_THAT(out, HasSubstr("href=\"#" + id + "\""));
  }
  EXPECT_THAT(out, HasSubstr("a novel with footnotes"));
  EXPECT_THAT(out, Not(HasSubstr("http://")));
  EXPECT_THAT(out, Not(HasSubstr("https://")));
}

TEST(ComparisonPage, ShowsHostileMarkupAsText) {
  const std::string hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";
  Material material;
  Party party;
  party.id = "identity--00000000-0000-4000-8000-000000000001", party.name = hostile, party.title = hostile,
  party.known = true;
  const PartyIndex speaker = material.put(party);
  Proposition proposition;
  proposition.id = "proposition--00000000-0000-4000-8000-000000000001", proposition.name = hostile,
  proposition.text = hostile, proposition.known = true;
  const PropositionIndex q = material.put(proposition);
  // Two statements that stand within each other, with a chain through themselves.
  for (const int number : {1, 2}) {
    Statement statement;
    statement.id = "statement--00000000-0000-4000-8000-00000000000" + std::to_string(number);
    statement.name = hostile + std::to_string(number), statement.known = true;
    statement.speaker = speaker, statement.words = hostile, statement.when = hostile, statement.act = hostile,
    statement.authority = hostile;
    statement.within =
        material.statement("statement--00000000-0000-4000-8000-00000000000" + std::to_string(3 - number));
    TakenStance taken;
    taken.proposition = q, taken.stance = number == 1 ? Stance::affirms : Stance::denies, taken.strength = hostile;
    statement.stances.push_back(taken);
    material.put(statement);
  }
  const std::string out = page_of(material);
  EXPECT_THAT(out, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
  EXPECT_THAT(out, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(out, Not(HasSubstr("<img")));
  EXPECT_THAT(out, HasSubstr("A case &lt;b&gt;"));
}

// A case in German of one document, with one sentence in Hebrew.
Material in_two_languages() {
  const auto of = read_case_file(
      "document blatt.txt; by zeitung = die Zeitung; language de\nparties\na = Anna; for nord = Nord\nb = Bela; for "
      "sued = "
      "Süd\npropositions\nP1 = the lamp was lit\nP2 = the tide was low\nin blatt\n"
      "1: a affirms P1 \"Die Lampe brannte\"; said 2026-07-06\n2: b denies P1 \"המנורה כבתה\"; language he; said "
      "2026-07-06\n"
      "3: a declines P2 \"dazu sage ich nichts\"; asked \"ob die Ebbe niedrig war\"; language fr\n",
      [](const std::string&) -> Result<std::string> {
        return std::string(
            "„Die Lampe brannte“, sagte Anna. Bela: „המנורה כבתה“\nGefragt, ob die Ebbe niedrig war, sagte "
            "sie: „dazu sage ich nichts“\n");
      });
  EXPECT_TRUE(of.ok());
  for (const Fault& one : of->faults) ADD_FAILURE() << in_words(one);
  Material material;
  Loader loader(material);
  for (const CaseObject& object : objects_of(of->of, of->texts, {.slug = "x", .created_by = {}}))
    EXPECT_TRUE(loader
                    .add({.text = object.with_times("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z"),
                          .journal = "main",
                          .seq = 0,
                          .received = {}})
                    .ok());
  loader.finish();
  return material;
}

TEST(ComparisonPage, EveryQuotationHasItsLanguageAndDirection) {
  const Material material = in_two_languages();
  const std::string page = page_of(material);
  const std::size_t sheet = page.find("class=\"para\""), details = page.find("id=\"words\"");
  ASSERT_LT(sheet, details);
  const std::string paragraph = page.substr(sheet, page.find("</p>", sheet) - sheet);
  // In the paragraph of the brief, in the two faces, word for word, and in the register.
  EXPECT_THAT(paragraph, HasSubstr("lang=\"fr\">“dazu sage ich nichts”</q>"));
  EXPECT_THAT(paragraph, HasSubstr("lang=\"fr\">“ob die Ebbe niedrig war”</q>")) << "a question, too";
  const std::string faces = page.substr(page.find("class=\"faces\""));
  EXPECT_THAT(faces, HasSubstr("lang=\"de\">“Die Lampe brannte”</q>"));
  EXPECT_THAT(faces, HasSubstr("lang=\"he\" dir=\"rtl\">“המנורה כבתה”</q>"));
  EXPECT_THAT(page.substr(details), HasSubstr("lang=\"he\" dir=\"rtl\">“המנורה כבתה”</q>"));
  const std::string reg = page.substr(page.find("class=\"reg\""));
  EXPECT_THAT(reg, HasSubstr("<q lang=\"he\" dir=\"rtl\">“המנורה כבתה”</q>"));
  EXPECT_THAT(reg, HasSubstr("<q lang=\"de\">“Die Lampe brannte”</q>"));
}

TEST(ComparisonPage, ALanguageThatIsThePagesIsNotSaidAgain) {
  const Material material = in_two_languages();
  const Comparison comparison(material);
  const auto selection = select(comparison, {});
  const std::string german =
      page(comparison, *selection, tell(comparison, *selection), {.title = "x", .language = "de"});
  EXPECT_THAT(german, Not(HasSubstr("lang=\"de\">“Die Lampe brannte”")));
  EXPECT_THAT(german, HasSubstr("lang=\"he\" dir=\"rtl\""));
  const std::string from_right =
      page(comparison, *selection, tell(comparison, *selection), {.title = "x", .language = "he", .from_right = true});
  EXPECT_THAT(from_right, Not(HasSubstr("dir=\"rtl\">“")));
}

}  // namespace
}  // namespace parley::view
