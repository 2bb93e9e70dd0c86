// Terminal, page and JSON say the same of generated questions: what JSON has is put into the words and signs of the
// terminal and of the page, by rules of their own, and must stand there.
#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "assess/brief.h"
#include "assess/random_case.h"
#include "desk/questions.h"
#include "json/json.h"
#include "view/question_page.h"
#include "view/question_terminal.h"

namespace parley::view {
namespace {

using namespace assess;
using namespace assess::testing;
using ::testing::HasSubstr;

// One line, without what only lays it out.
std::string in_one_line(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '\n')
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  return out;
}

// JSON by its paths, as a program reads it.
struct Read {
  json::Element value;
  Read operator[](std::string_view name) const { return {value.at_key(name).value()}; }
  bool has(std::string_view name) const { return value.at_key(name).error() == simdjson::SUCCESS; }
  std::string text() const { return std::string(value.get_string().value()); }
  std::string number() const { return simdjson::minify(value); }
  bool flag() const { return value.get_bool().value(); }
  std::vector<Read> list() const {
    std::vector<Read> out;
    const json::Array array = value.get_array().value();
    for (const json::Element one : array) out.push_back({one});
    return out;
  }
};

// What a person reads of a page: its text, with what stands in blocks of their own set apart.
std::string text_of_page(std::string_view html) {
  static const std::set<std::string> inside = {"b", "span", "a", "i", "small", "q", "code"};
  std::string out;
  html.remove_prefix(html.find("<body>"));
  html = html.substr(0, html.find("<script>"));
  for (std::size_t at = 0; at < html.size(); ++at) {
    if (html[at] != '<') {
      out += html[at];
      continue;
    }
    const std::size_t end = html.find('>', at);
    const std::size_t name = at + (html[at + 1] == '/' ? 2 : 1);
    const std::string tag(html.substr(name, html.find_first_of(" >", name) - name));
    if (!inside.contains(tag)) out += ' ';
    at = end;
  }
  const std::pair<std::string_view, std::string_view> entities[] = {
      {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
  for (const auto& [from, to] : entities)
    for (auto at = out.find(from); at != std::string::npos; at = out.find(from, at + to.size()))
      out.replace(at, from.size(), to);
  return in_one_line(out);
}

class Facts {
 public:
  explicit Facts(Read view) : view_(view) {
    for (const char* list : {"hypotheses", "evidence"})
      for (const Read& one : view[list].list()) names_[one["id"].text()] = one["name"].text();
    for (const Read& one : view["hypotheses"].list())
      full_[one["id"].text()] = full_name(one["none_of_these"].flag(), one["name"].text(), one["text"].text());
  }

  // In the words of the page.
  std::vector<std::string> on_page() {
    fact(view_["brief"]["headline"].text());
    for (const Read& one : view_["brief"]["conditions"].list()) fact(one.text());
    std::string paragraph;
    for (const Read& one : view_["brief"]["paragraph"].list()) paragraph += (paragraph.empty() ? "" : " ") + one.text();
    fact(paragraph);
    for (const Read& one : view_["problems"].list()) fact("To be cleared up: " + one.text() + ".");
    for (const Read& one : view_["rewordings"].list()) fact(one.text() + ".");
    for (const Read& party : view_["parties"].list()) {
      for (const Read& one : party["ranking"].list()) {
        const std::string hypothesis = full_.at(one["hypothesis"].text());
        fact(one["rank"].number() == "0"
                 ? hypothesis + ": " + one["beside"].text() + ", not ranked"
                 : fmt::format("{}. {}, {} against", one["rank"].number(), hypothesis, one["inconsistency"].number()));
      }
      in_list(party);
      for (const Read& one : party["sensitivity"]["sentences"].list()) fact(one.text() + ".");
      for (const Read& one : party["collect_next"]["list"].list()) fact(one["sentence"].text() + ".");
      if (party.has("why_not_ranked")) fact(party["why_not_ranked"].text());
      for (const Read& row : view_["evidence"].list()) rated_on_page(party, row["id"].text());
    }
    for (const Read& row : view_["evidence"].list()) fact(row["name"].text() + " " + row["text"].text());
    for (const Read& one : view_["conclusions"].list()) {
      const std::string band =
          fmt::format("{} ({}–{} %)", one["likelihood"].text(), one["from"].number(), one["to"].number());
      fact(fmt::format("{}: {}, {}.", one["by_name"].text(), full_.at(one["hypothesis"].text()), band));
      // The twin of the picture.
      const std::string confidence = one["confidence"].text();
      if (!one.has("problem") || one["problem"].text().empty())
        fact(fmt::format("{}: {}, confidence in the analysis {}", one["by_name"].text(), band,
                         confidence.empty() ? "not said" : confidence));
    }
    return std::move(facts_);
  }

  // In the words of the terminal.
  std::vector<std::string> all() {
    const Read brief = view_["brief"];
    fact(brief["headline"].text() + "."), fact(brief["deck"].text());
    for (const Read& one : brief["conditions"].list()) fact(one.text());
    std::string paragraph;
    for (const Read& one : brief["paragraph"].list()) paragraph += (paragraph.empty() ? "" : " ") + one.text();
    fact(paragraph);
    for (const Read& one : view_["problems"].list()) fact("! " + one.text());
    for (const Read& one : view_["rewordings"].list()) fact(one.text());
    for (const Read& party : view_["parties"].list()) of_party(party);
    for (const Read& row : view_["evidence"].list()) line_of(row);
    disputes();
    return std::move(facts_);
  }

 private:
  static std::string full_name(bool none_of_these, const std::string& name, const std::string& text) {
    if (none_of_these) return text;
    return text.size() > 40 ? name + ": " + text : text + " (" + name + ")";
  }
  void fact(const std::string& text) {
    if (!text.empty()) facts_.push_back(in_one_line(text));
  }
  std::string name(const Read& id) const { return names_.at(id.text()); }

  void of_party(const Read& party) {
    std::string order = party["name"].text();
    if (party.has("why_not_ranked")) {
      fact(order + " " + party["why_not_ranked"].text());
      order.clear();
    } else {
      const Read first = party["ranking"].list().front();
      order += fmt::format(", on {} of {} {}", first["rated"].number(), first["of"].number(),
                           first["of"].number() == "1" ? "row" : "rows");
    }
    bool beside = false;
    for (const Read& one : party["ranking"].list()) {
      const bool ranked = one["rank"].number() != "0";
      if (!ranked && !beside) order += " Beside the order, not ranked", beside = true;
      order += ranked ? fmt::format(" {}. {} {} against", one["rank"].number(), name(one["hypothesis"]),
                                    one["inconsistency"].number())
                      : fmt::format(" – {} {}", name(one["hypothesis"]), one["beside"].text());
      if (party.has("bayes")) order += "; by ratios " + percent(party["bayes"], one["hypothesis"].text());
    }
    fact(order);
    for (const Read& one : party["sensitivity"]["sentences"].list()) fact(one.text());
    const auto next = party["collect_next"]["list"].list();
    for (std::size_t i = 0; i < std::min<std::size_t>(next.size(), 8); ++i) fact(next[i]["sentence"].text());
    if (next.size() > 8) fact(fmt::format("and {} more", next.size() - 8));
    if (next.empty() && view_["question"]["can_be_ranked"].flag()) fact(party["collect_next"]["sentence"].text());
  }
  // The twin of the picture of the orders: "Ruritania, 2 of 3 rows: 1st H1 Unit 9, 0 against; 2nd ...".
  void in_list(const Read& party) {
    static const char* const kPlaces[] = {"", "1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th"};
    std::string line;
    for (const Read& one : party["ranking"].list()) {
      if (one["rank"].number() == "0") continue;
      line += line.empty() ? fmt::format("{}, {} of {} {}: ", party["name"].text(), one["rated"].number(),
                                         one["of"].number(), one["of"].number() == "1" ? "row" : "rows")
                           : std::string("; ");
      line += fmt::format("{} {}, {} against", kPlaces[std::stoul(one["rank"].number())],
                          full_.at(one["hypothesis"].text()), one["inconsistency"].number());
    }
    if (!line.empty()) fact(line + ".");
  }
  static std::string percent(const Read& bayes, const std::string& hypothesis) {
    for (const Read& one : bayes["posterior"].list())
      if (one["hypothesis"].text() == hypothesis) {
        const double p = one["probability"].value.get_double().value();
        return p > 0.999 ? ">99.9 %" : p < 0.001 ? "<0.1 %" : fmt::format("{:.1f} %", 100 * p);
      }
    return "nothing";
  }

  // A party's line of a row in the page's details: every sign with its words, how far it tells apart, the grades.
  void rated_on_page(const Read& party, const std::string& row) {
    static const std::map<std::string, std::string> marks = {{"very-consistent", "++"}, {"consistent", "+"},
                                                             {"neutral", "·"},          {"not-applicable", "n/a"},
                                                             {"inconsistent", "−"},     {"very-inconsistent", "−−"}};
    std::string line = party["name"].text();
    for (const Read& hypothesis : view_["hypotheses"].list()) {
      std::string cell = "not rated";
      for (const Read& one : party["cells"].list()) {
        if (one["evidence"].text() != row || one["hypothesis"].text() != hypothesis["id"].text()) continue;
        const std::string word = one["rating"].text();
        std::string words = word.empty() ? "not rated" : word, ratio;
        std::ranges::replace(words, '-', ' ');
        if (one.has("likelihood_ratio")) {
          ratio = fmt::format("{:g}", one["likelihood_ratio"].value.get_double().value());
          words += ", likelihood ratio " + ratio;
          if (one["mapped"].flag()) words += " (the word is mapped from the ratio)";
        }
        std::string mark = word.empty() ? "" : marks.at(word);
        if (one.has("of_other_words")) mark += "°", words += "; rated before the words were changed";
        if (one.has("earlier")) {
          mark += "*";
          for (const Read& before : one["earlier"].list()) words += "; before: " + before["value"].text();
        }
        cell = mark + words + (ratio.empty() ? "" : "×" + ratio);
      }
      line += " " + cell;
    }
    for (const Read& one : party["diagnosticity"].list())
      if (one["evidence"].text() == row && one["steps"].number() != "null")
        line += " " + one["steps"].number() + " of 4";
    fact(line);
  }

  // The line of a row in the matrix: its signs, grades, and how far it tells the hypotheses apart.
  void line_of(const Read& row) {
    std::string line = row["name"].text();
    const std::string id = row["id"].text();
    for (const Read& hypothesis : view_["hypotheses"].list()) {
      std::string cell;
      for (const Read& party : view_["parties"].list())
        cell += (cell.empty() ? "" : "/") + sign(party, id, hypothesis["id"].text());
      for (const Read& one : view_["overlay"].list())
        if (one["evidence"].text() == id && one["hypothesis"].text() == hypothesis["id"].text())
          cell += one["dispute"].text() == "opposite" ? "!" : one["dispute"].text() == "degree" ? "~" : "";
      line += " " + cell;
    }
    std::string grades, tells;
    for (const Read& party : view_["parties"].list()) {
      std::string grade = "-";
      for (const Read& one : party["grades"].list())
        if (one["evidence"].text() == id) {
          const std::string reliability = one["source_reliability"].text(), item = one["item_credibility"].number();
          grade = (reliability.empty() ? "-" : reliability) + (item == "0" ? "-" : item);
        }
      grades += (grades.empty() ? "" : "/") + grade;
      for (const Read& one : party["diagnosticity"].list())
        if (one["evidence"].text() == id)
          tells += (tells.empty() ? "" : "/") + (one["steps"].number() == "null" ? "·" : one["steps"].number());
    }
    fact(fmt::format("{} {} {} {}", line, grades, tells, row["text"].text()));
  }
  static std::string sign(const Read& party, const std::string& row, const std::string& hypothesis) {
    static const std::map<std::string, std::string> signs = {{"very-consistent", "CC"}, {"consistent", "C"},
                                                             {"neutral", "N"},          {"not-applicable", "NA"},
                                                             {"inconsistent", "I"},     {"very-inconsistent", "II"}};
    for (const Read& one : party["cells"].list()) {
      if (one["evidence"].text() != row || one["hypothesis"].text() != hypothesis) continue;
      const bool mapped = one.has("mapped") && one["mapped"].flag();
      std::string out = one["rating"].text().empty() ? "·"
                        : mapped                     ? "×" + one["likelihood_ratio"].number()
                                                     : signs.at(one["rating"].text());
      if (mapped && out.ends_with(".0")) out.resize(out.size() - 2);
      return out + (one.has("of_other_words") ? "°" : "") + (one.has("earlier") ? "*" : "");
    }
    return "·";
  }

  void disputes() {
    for (const Read& one : view_["dispute_sits"].list()) {
      const std::string steps = one["steps"].number();
      fact(fmt::format("{} {} {} apart", name(one["evidence"]), steps, steps == "1" ? "step" : "steps"));
    }
  }

  Read view_;
  std::map<std::string, std::string> names_, full_;  // by id: the short name; what it says beside it
  std::vector<std::string> facts_;
};

enum class On { terminal, page };
std::vector<std::string> facts_of(const std::string& text, On where) {
  json::Parser parser;
  const auto parsed = parser.parse(text);
  PARLEY_CHECK(parsed.ok());
  Facts facts({*parsed});
  return where == On::terminal ? facts.all() : facts.on_page();
}

// How often a number is said to stand against a hypothesis.
std::size_t numbers_against(const std::string& text) {
  std::size_t out = 0;
  for (auto at = text.find(" against"); at != std::string::npos; at = text.find(" against", at + 1))
    out += at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9' ? 1 : 0;
  return out;
}

View view_of(const Desk& desk, bool weighted = false) {
  auto made = make_view(desk, kQuestionId,
                        {.without = {}, .weighting = weighted ? Weighting::weighted : Weighting::plain, .as_of = {}});
  PARLEY_CHECK(made.ok());
  return std::move(*made);
}

// Rewordings, withdrawals and conclusions on top of what random_case() makes.
Case random_question(std::mt19937& random) {
  Case out = random_case(random);
  const auto one_in = [&](unsigned n) { return random() % n == 0; };
  if (one_in(2))
    out.put(kRuritania, hypothesis(1),
            fmt::format(R"("question_ref":"{}","name":"H1","text":"In other words")", kQuestionId));
  if (one_in(3))
    out.withdraw(kRuritania, evidence(1),
                 fmt::format(R"("question_ref":"{}","object_ref":"{}","name":"E1")", kQuestionId, id_of("report", 1)));
  if (one_in(2))
    out.put(
        kGraustark, id_of("assessment", 1),
        fmt::format(
            R"("question_ref":"{}","hypothesis_ref":"{}","likelihood":"likely","likelihood_from":55,"likelihood_to":80)",
            kQuestionId, hypothesis(1 + static_cast<int>(random() % 2))));
  return out;
}

TEST(QuestionAgree, TerminalSaysWhatJsonHas) {
  std::mt19937 random(23);
  for (int round = 0; round < 40; ++round) {
    const Case one = random_question(random);
    const View view = view_of(one.desk(), round % 2 == 1);
    const std::string terminal = in_one_line(question_text(view, 200));
    for (const std::string& fact : facts_of(desk::to_json(view), On::terminal))
      ASSERT_THAT(terminal, HasSubstr(fact)) << round;
    // And nothing beside: as many places in orders as there are, and the first of each once more in the brief.
    std::size_t places = 0;
    for (const PartyView& party : view.parties) {
      const auto ranks = party.ranking().ranks();
      places += ranks.size() - static_cast<std::size_t>(std::ranges::count(ranks, 0));
      places += party.ranking().rated > 0 ? 1 : 0;
    }
    ASSERT_EQ(numbers_against(terminal), places) << round << terminal;
  }
}

TEST(QuestionAgree, ThePageSaysWhatJsonHas) {
  std::mt19937 random(37);
  for (int round = 0; round < 40; ++round) {
    const Case one = random_question(random);
    const View view = view_of(one.desk(), round % 2 == 1);
    const std::string shown = text_of_page(page(view, {}));
    for (const std::string& fact : facts_of(desk::to_json(view), On::page))
      ASSERT_THAT(shown, HasSubstr(fact)) << round;
  }
}

TEST(QuestionAgree, TheOrderInWhichObjectsComeChangesNothing) {
  std::mt19937 random(29);
  for (int round = 0; round < 20; ++round) {
    Case one = random_question(random);
    std::vector<std::size_t> order(one.texts().size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const View before = view_of(one.desk(order));
    if (round % 2 == 0)
      std::ranges::reverse(order);
    else
      std::ranges::shuffle(order, random);
    const View after = view_of(one.desk(order));
    ASSERT_EQ(desk::to_json(after), desk::to_json(before)) << round;
    ASSERT_EQ(question_text(after, 100), question_text(before, 100)) << round;
    ASSERT_EQ(page(after, {}), page(before, {})) << round;
  }
}

// What is told of the ratings, apart from what is told of the withdrawal itself.
std::string told(const View& view) {
  std::string out = text_of(brief_of(view).clauses) + brief_of(view).headline;
  for (std::size_t m = 0; m < view.parties.size(); ++m) {
    const PartyView& party = view.parties[m];
    for (const Standing& one : party.ranking().standings)
      out += fmt::format(" {}:{}:{}", one.rank, one.inconsistency, one.rated);
    for (const Clause& one : what_turns(view.question, view.question.matrices[m], party.sensitivity))
      out += one.lead + one.text;
    for (const Discriminator& one : party.next.list) out += sentence_of(view.question, one);
  }
  for (const std::size_t row : view.row_order) out += view.question.rows[row].label;
  return out;
}

TEST(QuestionAgree, WithdrawingARowAndPuttingItAgainChangesNothingElse) {
  std::mt19937 random(31);
  for (int round = 0; round < 20; ++round) {
    const auto seed = random();
    std::mt19937 first(seed), second(seed);
    const Case whole = random_case(first);
    Case again = random_case(second);
    // Everything that names the row is said anew of another object.
    const std::string row = evidence(1), other = evidence(500);
    std::vector<Case::Text> copies;
    for (const Case::Text& one : again.texts())
      if (one.text.find(row) != std::string::npos) copies.push_back(one);
    again.withdraw(
        kRuritania, row,
        fmt::format(R"("question_ref":"{}","object_ref":"{}","name":"E1")", kQuestionId, id_of("report", 1)));
    for (Case::Text& one : copies) {
      const std::pair<std::string, std::string> anew[] = {
          {row, other},
          {id_of("evidence-rating", 1001), id_of("evidence-rating", 9001)},
          {id_of("evidence-rating", 2001), id_of("evidence-rating", 9002)}};
      for (const auto& [from, to] : anew)
        for (auto at = one.text.find(from); at != std::string::npos; at = one.text.find(from))
          one.text.replace(at, from.size(), to);
      again.texts().push_back(one);
    }
    ASSERT_EQ(told(view_of(again.desk())), told(view_of(whole.desk()))) << round;
  }
}

}  // namespace
}  // namespace parley::view
