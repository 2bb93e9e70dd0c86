// Everything for one reader, computed together from one state of the question, so that a table and the
// sentence beside it never come from two moments.
#include "assess/view.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace parley::assess {
namespace {

// By whatever people call it; a name that fits nothing is an error, because a source that was not left out by
// mistake would decide unseen.
Status leave_out(const Question& question, const std::string& what, Selection& rows) {
  bool found = false;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const Row& row = question.rows[r];
    const bool by_party =
        !row.controlled_by.empty() && (row.controlled_by == what || question.party_name(row.controlled_by) == what);
    if (row.source != what && row.source_key != what && row.label != what && row.id != what && !by_party) continue;
    rows[r] = false;
    found = true;
  }
  if (found) return {};
  // All that could have been meant: names of sources, and of rows that have none.
  std::set<std::string> sources;
  for (const Row& row : question.rows) sources.insert(row.source.empty() ? row.label : row.source);
  return Error{Code::not_found, fmt::format("no row is, comes from or is controlled by \"{}\"; there are: {}", what,
                                            fmt::join(sources, ", "))};
}

}  // namespace

// What is left out is left out of every ranking, and stays visible in the matrix.
Result<View> make_view(const Desk& desk, std::string_view question_id, const ViewOptions& options) {
  View view;
  view.options = options;
  PARLEY_TRY(view.question, desk.question(question_id, options.as_of));
  const Question& question = view.question;
  view.rows = all_rows(question);
  for (const auto& one : options.without) PARLEY_TRY_STATUS(leave_out(question, one, view.rows));
  // Each party's matrix by itself; only the overlay looks at several.
  for (const Matrix& matrix : question.matrices) {
    PartyView party{.sensitivity = sensitivity(question, matrix, view.rows, options.weighting),
                    .bayes = bayes(question, matrix, view.rows),
                    .diagnosticity = {}};
    for (const auto& row : matrix.cells) party.diagnosticity.push_back(diagnosticity(row));
    view.parties.push_back(std::move(party));
  }
  view.overlay = overlay(question, view.rows, options.weighting);
  PARLEY_TRY(view.looking_back, looking_back(desk, question, options.weighting));
  return view;
}

std::string shown_inconsistency(std::int64_t hundredths) {
  return fmt::format("{:g}", static_cast<double>(hundredths) / 100);
}

std::string effect_of(const Question& question, const Variant& variant) {
  if (!variant.order_changes) return "the order stays";
  std::vector<std::string> first;
  for (const std::size_t h : variant.after.leaders()) first.push_back(question.hypotheses[h].label);
  if (first.empty()) return "nothing is left to rank";
  if (!variant.leader_changes)
    return fmt::format("{} stays first, the order behind changes", fmt::join(first, " and "));
  if (first.size() == 1) return first.front() + " comes first";
  return fmt::format("{} share the first place", fmt::join(first, " and "));
}

}  // namespace parley::assess
