// Judged by what was there at the time: the question is built once more as of the moment when the outcome
// became known, and each party's ranking is that of its matrix of then. What was rated afterwards was rated
// with the answer in hand, and is only counted.
#include "assess/outcome.h"

#include <fmt/format.h>

#include <set>

namespace parley::assess {
namespace {

// By ids and not by places: rows and hypotheses may have come in between.
int count_judged_afterwards(const Question& then, const Matrix& before, const Question& today) {
  const Matrix* now = today.matrix_of(before.party);
  if (now == nullptr) return 0;
  int count = 0;
  for (std::size_t r = 0; r < then.rows.size(); ++r) {
    const auto row = today.row_index(then.rows[r].id);
    for (std::size_t h = 0; row && h < then.hypotheses.size(); ++h) {
      const auto hypothesis = today.hypothesis_index(then.hypotheses[h].id);
      if (hypothesis && now->cells[*row][*hypothesis].text() != before.cells[r][h].text()) ++count;
    }
  }
  return count;
}

LookingBack::OfParty of_party(const LookingBack& view, const std::string& party, const Question& today,
                              Weighting weighting) {
  LookingBack::OfParty out{.party = party, .standing = {}, .concluded = {}, .misled = {}, .told = {}};
  for (const Conclusion& one : view.then.conclusions) {
    if (one.by != party || one.hypothesis != view.outcome.hypothesis) continue;
    if (!out.concluded.empty()) out.concluded += "; ";
    out.concluded += fmt::format("{} ({}–{} %){}", one.likelihood, one.from, one.to,
                                 one.confidence.empty() ? "" : ", " + one.confidence + " confidence");
  }
  const Matrix* matrix = view.then.matrix_of(party);
  if (matrix == nullptr) return out;
  // All rows that counted then: what a reader leaves out today had not been left out.
  const Ranking ranking = rank(view.then, *matrix, all_rows(view.then), weighting);
  out.standing = ranking.standings[view.hypothesis];
  for (const Standing& one : ranking.standings) out.ranked += one.rank > 0 ? 1 : 0;
  out.judged_afterwards = count_judged_afterwards(view.then, *matrix, today);
  for (std::size_t r = 0; r < view.then.rows.size(); ++r) {
    const Rating& held = matrix->cells[r][view.hypothesis];
    if (!held.counts() || !view.then.rows[r].problem.empty()) continue;
    // A row misled when it spoke against what held. It told something only when it spoke for it and against
    // another: what speaks for everything tells nothing.
    if (step_of(held.value()) < 0) out.misled.push_back(r);
    bool against_another = false;
    for (const Rating& other : matrix->cells[r])
      against_another = against_another || (other.counts() && step_of(other.value()) < 0);
    if (step_of(held.value()) > 0 && against_another) out.told.push_back(r);
  }
  return out;
}

}  // namespace

Result<std::vector<LookingBack>> looking_back(const Desk& desk, const Question& today, Weighting weighting) {
  std::vector<LookingBack> out;
  for (const Outcome& outcome : today.outcomes) {
    if (!outcome.problem.empty()) continue;
    auto then = desk.question(today.id, outcome.known_at);
    // A question that came in only later has no "then": it is shown as it stands today, and said to be
    // hindsight.
    const bool afterwards = !then.ok() && then.error().code == Code::not_found;
    if (afterwards) then = today;
    if (!then.ok()) return then.error();
    const auto hypothesis = then->hypothesis_index(outcome.hypothesis);
    if (!hypothesis) continue;
    LookingBack view{.outcome = outcome,
                     .then = std::move(*then),
                     .received_afterwards = afterwards,
                     .hypothesis = *hypothesis,
                     .parties = {}};
    std::set<std::string> parties;
    for (const Matrix& one : today.matrices) parties.insert(one.party);
    for (const Conclusion& one : today.conclusions) parties.insert(one.by);
    // Also of a party that had judged nothing by then, which is worth seeing.
    for (const Party& party : today.parties)
      if (parties.contains(party.id)) view.parties.push_back(of_party(view, party.id, today, weighting));
    out.push_back(std::move(view));
  }
  return out;
}

}  // namespace parley::assess
