// The page, the terminal and the JSON are made of one telling: every name, every sign and every number is the same in
// all. Held on generated cases and on the worked ones.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <map>

#include "accounts/worked_cases.h"
#include "json/json.h"
#include "page/html.h"
#include "testing/source.h"
#include "text/display.h"
#include "view/comparison_page.h"
#include "view/comparison_page_parts.h"
#include "view/comparison_terminal.h"

namespace parley::view {
namespace {

using namespace accounts::testing;

// Of each proposition, by name: who says what, each as "says so: Tarlenheim".
using Said = std::map<std::string, std::multiset<std::string>>;

std::string escaped(std::string_view text) {
  std::string out;
  page::append_escaped(out, text);
  return out;
}
std::string between(std::string_view text, std::string_view from, std::string_view to, std::size_t& at) {
  const std::size_t begin = text.find(from, at);
  if (begin == std::string_view::npos) return at = std::string_view::npos, std::string();
  const std::size_t start = begin + from.size(), end = text.find(to, start);
  at = end;
  return std::string(text.substr(start, end - start));
}

Said said_in(const Telling& telling) {
  Said out;
  for (const auto& group : telling.groups)
    for (const auto& line : group)
      for (const auto& one : line.sayings)
        out[line.name].insert(picture::in_words(sign_of(one)) + ": " + escaped(one.who.brief));
  return out;
}

// Out of the part "Word for word".
Said said_on(const std::string& page) {
  Said out;
  for (std::size_t at = page.find("<article class=\"prop\""); at < page.size();) {
    const std::size_t end = page.find("</article>", at);
    const std::string_view article = std::string_view(page).substr(at, end - at);
    std::size_t inside = 0;
    const std::string name = between(article, "<span class=\"id\">", "</span>", inside);
    for (std::size_t w = article.find("<span class=\"w\""); w != std::string_view::npos;
         w = article.find("<span class=\"w\"", w + 1)) {
      std::size_t from = w;
      const std::string sign = between(article, "<span class=\"vh\">", "</span>", from),
                        who = between(article, "<bdi>", "</bdi>", from);
      out[name].insert(sign + who);
    }
    at = page.find("<article class=\"prop\"", end);
  }
  return out;
}

// The same out of the list on the first sheet, whose rows are in the order of the telling.
std::multiset<std::string> listed_on(const std::string& page) {
  std::multiset<std::string> out;
  const std::size_t begin = page.find("id=\"list\""), end = page.find("<p class=\"key\">");
  const std::string_view list = std::string_view(page).substr(begin, end - begin);
  for (std::size_t w = list.find("<span class=\"w\""); w != std::string_view::npos;
       w = list.find("<span class=\"w\"", w + 1)) {
    std::size_t from = w;
    const std::string sign = between(list, "<span class=\"vh\">", "</span>", from),
                      who = between(list, "<bdi>", "</bdi>", from);
    out.insert(sign + who);
  }
  return out;
}

struct Signs {
  const char* sign;
  const char* words;
};
// Of the terminal: lines that begin with seven spaces and a sign, under a line that begins with the proposition's name.
Said said_at(const std::string& terminal, const Telling& telling) {
  static constexpr Signs kSigns[] = {
      {"+", "says so"},       {"−", "denies it"}, {"‹+›", "alleges it"}, {"‹−›", "alleges that it is not so"},
      {"○", "takes no side"}, {"~", "doubts it"}, {"?", "brings it up"}};
  std::set<std::string> names;
  for (const auto& group : telling.groups)
    for (const auto& line : group) names.insert(line.name);
  Said out;
  std::string on;
  for (std::size_t at = 0; at < terminal.size();) {
    const std::size_t end = std::min(terminal.find('\n', at), terminal.size());
    const std::string line = terminal.substr(at, end - at);
    at = end + 1;
    const std::string first = line.substr(0, line.find(' '));
    if (line.empty()) on.clear();
    if (!line.empty() && line[0] != ' ' && names.contains(first)) on = first;
    if (on.empty() || !line.starts_with("       ") || line[7] == ' ') continue;
    std::string sign = line.substr(7, line.find(' ', 7) - 7);
    const bool told = sign.starts_with("(");
    if (told) sign = sign.substr(1, sign.size() - 2);
    for (const Signs& known : kSigns) {
      if (sign != known.sign) continue;
      std::size_t begin = line.find_first_not_of(' ', 7 + sign.size() + (told ? 2 : 0));
      const std::size_t bracket = line.find(" [", begin);
      std::string who = line.substr(begin, bracket - begin);
      out[on].insert(std::string(known.words) + (told ? ", told" : "") + ": " + who);
    }
  }
  return out;
}

json::Array list_in(json::Element of, std::string_view name) { return of.at_key(name).get_array().value(); }
std::size_t number_in(json::Element of, std::string_view name) { return of.at_key(name).get_uint64().value(); }

// As a program reads it: of each proposition who says what, by the words of the manner.
Said said_by(json::Element telling) {
  Said out;
  for (const json::Element group : list_in(telling, "groups"))
    for (const json::Element line : list_in(group, "lines"))
      for (const json::Element one : list_in(line, "sayings"))
        out[json::text_member(line, "proposition")].insert(
            json::text_member(one, "manner") + (one.at_key("own_words").get_bool().value() ? "" : ", told") + ": " +
            json::text_member(one, "brief"));
  return out;
}
std::vector<std::string> names_in(const Material& material, const std::vector<PropositionIndex>& on) {
  std::vector<std::string> out;
  for (const PropositionIndex one : on) out.push_back(material.propositions()[one].name);
  return out;
}

// What the terminal says of the two as wholes, and the page in its picture, are the numbers of the JSON.
void expect_the_same_wholes(const PageWriter& page, json::Element json, const std::string& html,
                            const std::string& terminal, const std::string& of) {
  json::Element wholes;
  const bool told = json.at_key("wholes").get(wholes) == simdjson::SUCCESS;
  ASSERT_EQ(told, page.telling.wholes.has_value()) << of;
  if (!told) return;
  static constexpr const char* kKeys[] = {"agree", "contradict", "one_takes_no_side", "one_is_silent"};
  std::vector<std::size_t> counts;
  for (const auto& [name, on] : parts_of(*page.telling.wholes)) {
    std::vector<std::string> listed;
    for (const json::Element one : list_in(wholes, kKeys[counts.size()])) listed.emplace_back(one.get_string().value());
    EXPECT_EQ(listed, names_in(page.material(), *on)) << of << " " << name;
    EXPECT_NE(terminal.find(text::padded(std::string(name) + ":", 22) + " " + std::to_string(listed.size())),
              std::string::npos)
        << of << " " << name;
    counts.push_back(listed.size());
  }
  EXPECT_NE(html.find(fmt::format("Agree {}, contradict {}, one takes no side {}, one is silent {}:", counts[0],
                                  counts[1], counts[2], counts[3])),
            std::string::npos)
      << of;
}

void expect_the_json_is_the_same(const Selection& selection, const PageWriter& page, const std::string& html,
                                 const std::string& terminal, const std::string& of) {
  std::string text;
  write_json(page.comparison, selection, [&](std::string_view part) { text += part; });
  json::Parser parser;
  const auto root = parser.parse(text);
  ASSERT_TRUE(root.ok()) << of;
  const json::Element telling = root->at_key("telling").value();
  Said told;
  for (const auto& group : page.telling.groups)
    for (const auto& line : group)
      for (const auto& one : line.sayings)
        told[line.name].insert(std::string(to_string(one.manner)) + (one.own_words ? "" : ", told") + ": " +
                               one.who.brief);
  EXPECT_EQ(said_by(telling), told) << of;
  std::size_t kind = 0;
  for (const json::Element group : list_in(telling, "groups")) {
    const std::size_t count = number_in(group, "propositions");
    EXPECT_EQ(count, page.telling.groups[kind].size()) << of;
    for (const auto& [known, name] : page.groups) {
      if (static_cast<std::size_t>(known) != kind || count == 0) continue;
      EXPECT_NE(terminal.find(fmt::format("{}: {}\n", name, count)), std::string::npos) << of << " " << name;
      EXPECT_NE(html.find(fmt::format("{} <small>{}</small>", escaped(name), count)), std::string::npos) << of;
    }
    ++kind;
  }
  const json::Element counts = telling.at_key("counts").value();
  EXPECT_NE(terminal.find(fmt::format("{} in {}: {} on {}", text::counted(number_in(counts, "statements"), "statement"),
                                      text::counted(number_in(counts, "documents"), "report"),
                                      text::counted(number_in(counts, "accounts"), "account"),
                                      text::counted(number_in(counts, "propositions"), "proposition"))),
            std::string::npos)
      << of;
  expect_the_same_wholes(page, telling, html, terminal, of);
}

void expect_the_same(const Material& material, const std::string& of, const Choice& choice = {}) {
  const Comparison comparison(material);
  const auto selection = select(comparison, choice);
  ASSERT_TRUE(selection.ok()) << of;
  const Telling telling = tell(comparison, *selection);
  const std::string html = page(comparison, *selection, telling, {.title = "A case"});
  const Said told = said_in(telling);
  EXPECT_EQ(said_on(html), told) << of;
  const std::string terminal = render(comparison, *selection, telling, "A case", {20'000, false});
  const Said shown = said_at(terminal, telling);
  ASSERT_EQ(shown.size(), told.size()) << of;
  for (const auto& [name, sayings] : told) EXPECT_EQ(shown.at(name).size(), sayings.size()) << of << " " << name;
  for (const auto& group : telling.groups)
    for (const auto& line : group)
      for (const auto& one : line.sayings) {
        std::string who = capital(one.who.brief);
        if (const std::string how = how_said(line, one); !how.empty()) who += " " + how;
        std::string words = picture::in_words({sign_of(one).mark, false, false}) + (one.own_words ? "" : ", told");
        EXPECT_TRUE(shown.at(line.name).contains(words + ": " + text::plain(who)))
            << of << " " << line.name << ": " << words << ": " << who;
      }
  // Numbers: of each group in both, and of all.
  const PageOptions options;
  const PageWriter page(comparison, *selection, telling, options);
  if (telling.counts.propositions > 0) expect_the_json_is_the_same(*selection, page, html, terminal, of);
  for (const auto& [kind, name] : page.groups) {
    const std::size_t count = telling.lines(kind).size();
    if (count == 0) continue;
    EXPECT_NE(html.find(fmt::format("{} <small>{}</small>", escaped(name), count)), std::string::npos)
        << of << " " << name;
    EXPECT_NE(terminal.find(fmt::format("{}: {}\n", name, count)), std::string::npos) << of << " " << name;
  }
  // Shared lines, and how each is shared.
  for (const SharedLine* line : lines_shown(comparison, *selection)) {
    const std::string words = line->found ? line->line : line->source->sentence;
    for (const std::string& one : {text::plain(words), how_shared(*line)}) {
      EXPECT_NE(terminal.find(one), std::string::npos) << of << " " << one;
      EXPECT_NE(html.find(escaped(one)), std::string::npos) << of << " " << one;
    }
  }
  // The brief's paragraph is one text for both.
  if (telling.counts.propositions > 0) {
    const Brief brief = brief_of(comparison, telling, "A case");
    EXPECT_NE(terminal.find(text::plain(text_of(brief.paragraph))), std::string::npos) << of;
    EXPECT_NE(terminal.find(text::plain(brief.headline)), std::string::npos) << of;
  }
}

TEST(PageTerminalAndJson, SayTheSameOfGeneratedCases) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    RandomCase random(seed);
    random.put_all();
    expect_the_same(random.world.material, fmt::format("seed {}", seed));
  }
}

TEST(PageTerminalAndJson, SayTheSameOfTheWorkedCases) {
  PARLEY_SHARED_PATH(lake, "cases/lake-tarn");
  const auto material = lake_tarn(lake);
  ASSERT_TRUE(material.ok()) << material.error().message;
  expect_the_same(*material, "Lake Tarn");
  PARLEY_SHARED_PATH(port, "cases/port-vellin");
  const PortVellin vellin(port);
  expect_the_same(vellin.material, "Port Vellin");
  const auto causeway =
      worked_case(std::filesystem::path(parley::testing::source_dir()) / "cases/causeway", "causeway");
  ASSERT_TRUE(causeway.ok()) << causeway.error().message;
  expect_the_same(*causeway, "the Causeway");
}

TEST(PageTerminalAndJson, SayTheSameOfWhatWasChosen) {
  PARLEY_SHARED_PATH(lake, "cases/lake-tarn");
  const auto material = lake_tarn(lake);
  ASSERT_TRUE(material.ok()) << material.error().message;
  expect_the_same(*material, "two men", {.between_a = "tarlenheim", .between_b = "quinnox"});
  expect_the_same(*material, "two sides", {.between_a = "ruritania", .between_b = "graustark"});
  expect_the_same(*material, "one event", {.event = "E3"});
  for (unsigned seed = 0; seed < 20; ++seed) {
    RandomCase random(seed);
    random.put_all();
    const Comparison comparison(random.world.material);
    if (comparison.accounts().size() < 2) continue;
    expect_the_same(random.world.material, fmt::format("seed {}, two accounts", seed),
                    {.between_a = comparison.accounts()[0].name, .between_b = comparison.accounts()[1].name});
  }
}

// Nobody is on the list of the first sheet who is not in the telling, with another sign or another name.
TEST(PageTerminalAndJson, TheListOfTheFirstSheetHasNobodyElse) {
  PARLEY_SHARED_PATH(lake, "cases/lake-tarn");
  const auto material = lake_tarn(lake);
  ASSERT_TRUE(material.ok()) << material.error().message;
  const Comparison comparison(*material);
  const auto selection = select(comparison, {});
  const Telling telling = tell(comparison, *selection);
  std::multiset<std::string> all;
  for (const auto& [name, sayings] : said_in(telling)) all.insert(sayings.begin(), sayings.end());
  for (const std::string& one : listed_on(brief_page(comparison, *selection, telling, {.title = "Lake Tarn"})))
    EXPECT_TRUE(all.contains(one)) << one;
}

// Every quotation of the page stands at the place that is named beside it, as in the brief.
TEST(PageTerminalAndJson, EveryQuotationOfTheBriefStandsInATextAtItsLine) {
  PARLEY_SHARED_PATH(lake, "cases/lake-tarn");
  const auto material = lake_tarn(lake);
  ASSERT_TRUE(material.ok()) << material.error().message;
  const Comparison comparison(*material);
  const auto selection = select(comparison, {});
  const Brief brief = brief_of(comparison, tell(comparison, *selection), "Lake Tarn");
  std::size_t quotations = 0;
  for (const BriefRun& run : brief.paragraph) {
    if (run.kind == BriefRun::Kind::name) EXPECT_FALSE(run.statements.empty()) << run.text;
    if (run.kind != BriefRun::Kind::quotation) continue;
    ++quotations;
    ASSERT_NE(run.document, kNone) << run.text;
    std::string_view text = material->documents()[run.document].text;
    for (std::size_t line = 1; line < run.line; ++line) text.remove_prefix(text.find('\n') + 1);
    std::string words = run.text;
    for (const char* mark : {"“", "”"})
      for (std::size_t at; (at = words.find(mark)) != std::string::npos;)
        words.erase(at, std::string_view(mark).size());
    EXPECT_NE(text.substr(0, text.find('\n')).find(words.substr(0, words.find(" … "))), std::string_view::npos)
        << run.text << " at line " << run.line;
  }
  EXPECT_GE(quotations, 4u);
}

}  // namespace
}  // namespace parley::view
