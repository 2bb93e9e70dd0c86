// Every clause stands only when it has something to say, and what is none is said where a reader would wonder. Names
// are those of the parties, in their order; numbers are those of the view, and nothing is counted over parties.
#include "assess/brief.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "text/display.h"

namespace parley::assess {
namespace {

// What is longer is called by its short name: a sentence must stay one.
// Rows beyond kMostRowsNamed are counted, unless only one is, as "1 more" is no shorter than its name.
constexpr std::size_t kShortText = 40, kMostRowsNamed = 4;

// "A", "A and B", "A, B, and C".
std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (std::size_t i = 0; i < list.size(); ++i)
    out += (i == 0 ? "" : i + 1 < list.size() ? ", " : list.size() > 2 ? ", and " : " and ") + list[i];
  return out;
}

// Short names of rows, as the middle of a sentence.
std::string rows_called(const Question& question, const std::vector<std::size_t>& rows) {
  std::vector<std::string> out;
  for (const std::size_t r : rows) {
    if (out.size() == kMostRowsNamed && rows.size() > kMostRowsNamed + 1) {
      out.push_back(fmt::format("{} more", rows.size() - kMostRowsNamed));
      break;
    }
    out.push_back(question.rows[r].label);
  }
  return joined(out);
}

// Writes the parts in the order in which they are read. `ranked_` comes first of all: most sentences speak only of
// parties whose ratings rank something.
class Writer {
 public:
  explicit Writer(const View& view) : view_(view), question_(view.question) {
    for (std::size_t m = 0; m < view.parties.size(); ++m)
      if (view.parties[m].ranking().rated > 0) ranked_.push_back(m);
  }

  Brief write() {
    conditions();
    headline();
    deck();
    opening();
    for (std::size_t m = 0; m < view_.parties.size(); ++m) order_of(m);
    dispute();
    otherwise();
    beside();
    outcome();
    return std::move(out_);
  }

 private:
  // Parties are named by the place of their matrix all over this file.
  const std::string& party(std::size_t m) const { return question_.party_name(question_.matrices[m].party); }
  std::string possessive(std::size_t m) const { return party(m) + "’s"; }
  void clause(std::string lead, std::string text) { out_.clauses.push_back({std::move(lead), std::move(text)}); }
  // How many rows take part in rankings; those that are left out are told as a condition.
  std::string rows_text() const {
    const auto taking_part = std::ranges::count(view_.rows, true);
    return text::counted(static_cast<std::uint64_t>(taking_part), "row");
  }

  // First, so that nobody reads the headline of a ranking with something left out as that of the whole question.
  void conditions() {
    const auto& options = view_.options;
    if (!options.without.empty())
      out_.conditions.push_back(fmt::format("Left out of every ranking: {}.", fmt::join(options.without, ", ")));
    if (options.weighting == Weighting::weighted)
      out_.conditions.push_back(
          "Rankings are weighted by the grades of source and item, which is a variant of the method.");
  }

  // Parties with the same hypotheses first are named together, in the order in which the first of them stands.
  void headline() {
    if (ranked_.empty()) {
      out_.headline = view_.parties.empty() ? "Nobody has rated the evidence yet"
                                            : "The ratings leave nothing first yet: they rank no two rivals";
      return;
    }
    // A list and no map: groups stand in the order of the parties and not in that of hypotheses.
    std::vector<std::pair<std::vector<std::size_t>, std::vector<std::size_t>>> groups;  // who is first, with whom
    for (const std::size_t m : ranked_) {
      const auto first = view_.parties[m].ranking().leaders();
      const auto same = std::ranges::find(groups, first, [](const auto& group) { return group.first; });
      if (same == groups.end())
        groups.push_back({first, {m}});
      else
        same->second.push_back(m);
    }
    for (const auto& [first, of] : groups) {
      const bool is_first = out_.headline.empty();
      std::vector<std::string> names;
      for (const std::size_t m : of) names.push_back(possessive(m));
      const bool is_all = of.size() == view_.parties.size() && of.size() > 1;
      std::string whose = !is_all          ? joined(names)
                          : of.size() == 2 ? std::string("Both parties’")
                                           : fmt::format("All {} parties’", of.size());
      out_.headline +=
          fmt::format("{}{}{} leave {}", is_first ? "" : ", ", whose, is_first ? " ratings" : "", first_of(first));
    }
  }

  // Where it sits, and what would turn who comes first.
  void deck() {
    std::vector<std::string> sentences;
    if (ranked_.size() > 1) {
      // Where some rows turn everybody's order only those are told: the rest stands in the paragraph below.
      std::vector<std::size_t> turning, for_all;
      for (const std::size_t r : view_.overlay.by_dispute) {
        const auto of = turned_by(view_.overlay.rows[r]);
        if (!of.empty()) turning.push_back(r);
        if (of.size() == view_.parties.size()) for_all.push_back(r);
      }
      if (!for_all.empty())
        sentences.push_back(fmt::format("For {}, the dispute sits on {}.", view_.parties.size() == 2 ? "both" : "all",
                                        rows_told(for_all)));
      else if (!turning.empty())
        sentences.push_back(fmt::format("The dispute sits on {}.", rows_told(turning)));
      else if (!view_.overlay.by_dispute.empty())
        sentences.push_back("No single row on which they differ would turn anybody’s order.");
    }
    for (const std::size_t m : ranked_)
      for (const Variant& one : view_.parties[m].sensitivity.sides)
        if (one.leader_changes)
          sentences.push_back(fmt::format("Without all that is on {}’s side, {} ratings leave {}.", one.label,
                                          one.label == party(m) ? std::string("its own") : possessive(m),
                                          first_of(one.after.leaders())));
    out_.deck = fmt::format("{}", fmt::join(sentences, " "));
  }

  // "one row, E5: The orders were given in Edelweiss"; "3 rows: E5, E1, and E4".
  std::string rows_told(const std::vector<std::size_t>& rows) const {
    if (rows.size() > 1) return fmt::format("{} rows: {}", rows.size(), rows_called(question_, rows));
    const Row& row = question_.rows[rows.front()];
    return fmt::format("one row, {}: {}", row.label, without_stop(row.text));
  }
  // Who comes first, as the end of a sentence; several who share the place are told as level.
  std::string first_of(const std::vector<std::size_t>& leaders) const {
    if (leaders.empty()) return "nothing to rank";
    return called(question_, leaders) + (leaders.size() > 1 ? " level in first place" : " first");
  }
  // A row's text is put inside of a sentence that has a full stop of its own.
  static std::string without_stop(std::string text) {
    if (text.ends_with('.')) text.pop_back();
    return text;
  }

  // How far what follows goes. It claims nothing beyond the rows and parties that are there: those that have the same
  // order are said to have it, and are not said to be right.
  void opening() {
    const std::size_t parties = view_.parties.size();
    std::string text = fmt::format("So far as {} and {} go, ", rows_text(), text::counted(parties, "party", "parties"));
    if (parties == 0) return clause("So far,", fmt::format(" {} and no ratings.", rows_text_with_verb()));
    if (ranked_.size() < 2)
      return clause("", text + (parties == 1 ? "this is how its own ratings stand."
                                             : "this is how each party’s own ratings stand."));
    const auto before = view_.parties[ranked_[0]].ranking().ranks();
    // All places are compared, and not only who is first.
    const bool alike =
        std::ranges::all_of(ranked_, [&](std::size_t m) { return view_.parties[m].ranking().ranks() == before; });
    clause(text + (alike ? "they have the same order" : "each has its own order"),
           ", and nobody’s is merged with anybody else’s.");
  }
  std::string rows_text_with_verb() const {
    const auto rows = std::ranges::count(view_.rows, true);
    return fmt::format("there {} {}", rows == 1 ? "is" : "are", rows == 0 ? "no rows" : rows_text());
  }

  // "Ruritania (7 of 8 rows) leaves “Unit 9” least contradicted (1 against), then ..."
  void order_of(std::size_t m) {
    const Ranking& ranking = view_.parties[m].ranking();
    if (ranking.rated == 0)
      return clause(party(m), fmt::format(" ranks nothing. {}", why_not_ranked(question_, ranking)));
    // By place, so that hypotheses which share one are named together.
    std::map<int, std::vector<std::size_t>> places;
    for (std::size_t h = 0; h < ranking.standings.size(); ++h)
      if (ranking.standings[h].rank > 0) places[ranking.standings[h].rank].push_back(h);
    std::vector<std::string> parts;
    for (const auto& [rank, hypotheses] : places) {
      const std::string sum = shown_inconsistency(ranking.standings[hypotheses.front()].inconsistency);
      parts.push_back(fmt::format("{}{} ({}{})", called(question_, hypotheses),
                                  rank == 1               ? " least contradicted"
                                  : hypotheses.size() > 1 ? " level"
                                                          : "",
                                  sum, rank == 1 ? " against" : ""));
    }
    clause(party(m),
           fmt::format(" ({} of {}) leaves {}.", ranking.rated,
                       text::counted(static_cast<std::uint64_t>(ranking.rows), "row"), fmt::join(parts, ", then ")));
  }

  // Rows that turn the same parties' orders are named together.
  void dispute() {
    if (ranked_.size() < 2) return;
    std::vector<std::pair<std::vector<std::size_t>, std::vector<std::size_t>>> by_parties;
    for (const std::size_t r : view_.overlay.by_dispute) {
      const auto of = turned_by(view_.overlay.rows[r]);
      if (of.empty()) continue;
      const auto same = std::ranges::find(by_parties, of, [](const auto& one) { return one.first; });
      if (same == by_parties.end())
        by_parties.push_back({of, {r}});
      else
        same->second.push_back(r);
    }
    // Two kinds of nothing: no row that they rate differently, and rows that they do but which turn nothing. A reader
    // who sees neither would look for the dispute.
    if (by_parties.empty()) {
      clause("The dispute", view_.overlay.by_dispute.empty()
                                ? " is about no row: what more than one of them has rated, they rate alike."
                                : fmt::format(" turns on no single row: {} rated differently, and nobody’s order would "
                                              "change with another party’s word on any one of them.",
                                              rows_are(view_.overlay.by_dispute.size())));
      return;
    }
    std::vector<std::string> parts;
    for (const auto& [of, rows] : by_parties) {
      std::vector<std::string> names;
      for (const std::size_t m : of) names.push_back(party(m));
      parts.push_back(
          fmt::format("for {} on {}",
                      of.size() == view_.parties.size() ? of.size() == 2 ? std::string("both") : "all" : joined(names),
                      rows_called(question_, rows)));
    }
    clause("The dispute sits", fmt::format(" {}: with the other’s word on such a row alone, a party’s order would "
                                           "change.",
                                           fmt::join(parts, "; ")));
  }

  static std::string rows_are(std::size_t count) { return text::counted(count, "row") + (count == 1 ? " is" : " are"); }

  // A party may conclude something else than its ratings leave first; that is told and not called a contradiction.
  void otherwise() {
    std::vector<std::string> parts;
    for (const std::size_t m : ranked_)
      if (const Conclusion* one = stated_otherwise(view_, m))
        parts.push_back(fmt::format("{} holds {} to be {}; its own ratings leave {} first", party(m),
                                    called(question_.hypotheses[*question_.hypothesis_index(one->hypothesis)]),
                                    one->likelihood, called(question_, view_.parties[m].ranking().leaders())));
    if (!parts.empty())
      clause("Stated, but not what the ratings leave first:", fmt::format(" {}.", fmt::join(parts, ". ")));
  }

  // Where nobody ranks anything every hypothesis would be named here, which the headline has said already.
  void beside() {
    if (ranked_.empty()) return;
    std::vector<std::string> parts;
    for (std::size_t h = 0; h < question_.hypotheses.size(); ++h)
      if (const std::string how = not_ranked(view_, h); !how.empty())
        parts.push_back(called(question_.hypotheses[h]) + ", " + how);
    if (!parts.empty()) clause("Not ranked:", fmt::format(" {}.", fmt::join(parts, "; ")));
  }

  // Each party's word on what held, side by side; nothing is preferred where they differ.
  void outcome() {
    if (question_.outcomes.empty()) return clause("Nobody has given", " an outcome.");
    std::vector<std::string> parts;
    for (const Outcome& one : question_.outcomes) {
      const auto h = question_.hypothesis_index(one.hypothesis);
      parts.push_back(fmt::format("{} held, according to {}",
                                  h ? called(question_.hypotheses[*h]) : question_.called(one.hypothesis),
                                  question_.party_name(one.by)));
    }
    clause("In the end:", fmt::format(" {}.", fmt::join(parts, "; ")));
  }

  const View& view_;
  const Question& question_;
  std::vector<std::size_t> ranked_;  // matrices that rank anything
  Brief out_;
};

}  // namespace

Brief brief_of(const View& view) { return Writer(view).write(); }

std::string text_of(const std::vector<Clause>& clauses) {
  std::string out;
  for (const Clause& one : clauses) out += (out.empty() ? "" : " ") + one.lead + one.text;
  return out;
}

// Without its full stop, as it is put inside of a sentence.
std::string called(const Hypothesis& hypothesis) {
  if (hypothesis.is_none_of_these) return "none of these";
  const std::string text =
      hypothesis.text.ends_with('.') ? hypothesis.text.substr(0, hypothesis.text.size() - 1) : hypothesis.text;
  return text.empty() || text::width(text) > kShortText ? hypothesis.label : "“" + text + "”";
}

std::string called(const Question& question, const std::vector<std::size_t>& hypotheses) {
  std::vector<std::string> out;
  for (const std::size_t h : hypotheses) out.push_back(called(question.hypotheses[h]));
  return joined(out);
}

std::string not_ranked(const View& view, std::size_t hypothesis) {
  // is_missed: a party that ranks others leaves this one out. Of one that ranks nothing at all it says nothing.
  bool is_ranked = false, is_missed = false;
  std::vector<std::string> rated, missing;  // by whom on how many, of those that do not rank it
  for (std::size_t m = 0; m < view.parties.size(); ++m) {
    const Ranking& ranking = view.parties[m].ranking();
    const Standing& one = ranking.standings[hypothesis];
    if (one.rank > 0) {
      is_ranked = true;
      continue;
    }
    is_missed = is_missed || ranking.rated > 0;
    const std::string& party = view.question.party_name(view.question.matrices[m].party);
    missing.push_back(one.rated == 0 ? fmt::format("not rated by {}", party)
                                     : fmt::format("not ranked by {}, {}", party, beside_of(ranking, hypothesis)));
    if (one.rated > 0) rated.push_back(fmt::format("on {} of {} by {}", one.rated, ranking.rows, party));
  }
  if (!is_missed) return {};
  if (is_ranked) return fmt::format("{}", fmt::join(missing, "; "));
  if (rated.empty()) return "rated by nobody";
  return "rated " + joined(rated) + (rated.size() == 1 && missing.size() > 1 ? " alone" : "");
}

// Only a band that begins at even odds: "unlikely" for one hypothesis names no other.
const Conclusion* stated_otherwise(const View& view, std::size_t matrix) {
  const Question& question = view.question;
  const auto first = view.parties[matrix].ranking().leaders();
  if (first.empty()) return nullptr;
  const Conclusion* likeliest = nullptr;
  for (const Conclusion& one : question.conclusions)
    if (one.by == question.matrices[matrix].party && one.problem.empty() &&
        (likeliest == nullptr || one.to > likeliest->to))
      likeliest = &one;
  if (likeliest == nullptr || likeliest->from < 50) return nullptr;
  const auto held = question.hypothesis_index(likeliest->hypothesis);
  return held && std::ranges::find(first, *held) == first.end() ? likeliest : nullptr;
}

std::vector<std::size_t> turned_by(const OverlaidRow& row) {
  std::vector<std::size_t> out;
  for (const Turn& turn : row.turns)
    if (std::ranges::find(out, turn.of) == out.end()) out.push_back(turn.of);
  std::ranges::sort(out);
  return out;
}

}  // namespace parley::assess
