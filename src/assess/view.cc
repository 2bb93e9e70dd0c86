// Everything for one reader, computed together from one state of the question, so that a table and the
// sentence beside it never come from two moments.
#include "assess/view.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace parley::assess {
namespace {

// By whatever people call it; a name that fits nothing is an error, because a source that was not left out by
// mistake would decide unseen. All names together, since a row with two sources falls with the second.
Status leave_out(const Question& question, const std::vector<std::string>& names, Selection& rows) {
  std::set<std::string> unused(names.begin(), names.end());
  // Whether anything that something is called by is among the names. Every name that fits is used, and not the first
  // one alone, since two names may mean one row.
  const auto is_meant = [&](std::initializer_list<std::string_view> called) {
    bool found = false;
    for (const auto& name : names)
      if (!name.empty() && std::ranges::find(called, std::string_view(name)) != called.end())
        unused.erase(name), found = true;
    return found;
  };
  const auto dropped = [&](const RowSource& one) {
    const auto named = [&](const std::string& party) {
      return !party.empty() && is_meant({party, question.party_name(party)});
    };
    const bool by_name = is_meant({one.key, one.label});
    // Both are asked before the answer is put together: were the second skipped, its name could be left as unused.
    const bool by_holder = named(one.held_by), by_side = named(one.side);
    return by_name || by_holder || by_side;
  };
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const Row& row = question.rows[r];
    const bool by_name = is_meant({row.label, row.id});
    // Each source is asked, also behind one that stays: its name was used.
    std::size_t left = 0;
    for (const RowSource& one : row.sources) left += dropped(one) ? 0 : 1;
    if (by_name || (left == 0 && !row.sources.empty())) rows[r] = false;
  }
  if (unused.empty()) return {};
  // All that could have been meant: names of sources, and of rows that have none.
  std::set<std::string> sources;
  for (const Row& row : question.rows) {
    if (row.source().empty()) sources.insert(row.label);
    for (const RowSource& one : row.sources)
      if (!one.label.empty()) sources.insert(one.label);
  }
  return Error{Code::not_found, fmt::format("no row is, comes from or is controlled by \"{}\"; there are: {}",
                                            *unused.begin(), fmt::join(sources, ", "))};
}

// What tells most stands first: by the party for which it tells most, then by the sum over parties. The sum only orders
// rows and is shown nowhere. Rows that are left out come last, and rows that tell equally stay in the order of names.
std::vector<std::size_t> order_of_rows(const View& view) {
  std::vector<std::size_t> out(view.rows.size());
  std::iota(out.begin(), out.end(), std::size_t{0});
  std::ranges::stable_sort(out, {}, [&](std::size_t r) {
    int most = -1, all = 0;
    for (const PartyView& party : view.parties) {
      most = std::max(most, party.diagnosticity[r].value_or(-1));
      all += party.diagnosticity[r].value_or(0);
    }
    return std::make_tuple(!view.rows[r], -most, -all);
  });
  return out;
}

}  // namespace

// What is left out is left out of every ranking, and stays visible in the matrix.
Result<View> make_view(const Desk& desk, std::string_view question_id, const ViewOptions& options) {
  View view;
  view.options = options;
  PARLEY_TRY(view.question, desk.question(question_id, options.as_of));
  const Question& question = view.question;
  view.rows = all_rows(question);
  PARLEY_TRY_STATUS(leave_out(question, options.without, view.rows));
  // Each party's matrix by itself; only the overlay looks at several.
  for (const Matrix& matrix : question.matrices) {
    PartyView party{.sensitivity = sensitivity(question, matrix, view.rows, options.weighting),
                    .next = {},
                    .bayes = bayes(question, matrix, view.rows),
                    .diagnosticity = {}};
    for (const auto& row : matrix.cells) party.diagnosticity.push_back(diagnosticity(row));
    // After sensitivity, from which it takes who is ranked and what the loss of a source would do.
    party.next = collect_next(question, matrix, view.rows, party.sensitivity);
    view.parties.push_back(std::move(party));
  }
  view.row_order = order_of_rows(view);
  view.overlay = overlay(question, view.rows, options.weighting);
  PARLEY_TRY(view.looking_back, looking_back(desk, question, options.weighting));
  return view;
}

// Without digits that say nothing: plain rankings have whole numbers, weighted ones up to two digits behind the point.
std::string shown_inconsistency(std::int64_t hundredths) {
  return fmt::format("{:g}", static_cast<double>(hundredths) / 100);
}

std::string beside_of(const Ranking& ranking, std::size_t hypothesis) {
  const Standing& one = ranking.standings[hypothesis];
  return fmt::format("rated on {} of {}{}", one.rated, ranking.rows,
                     ranking.rated > 0 && one.rated >= ranking.rated ? ", not the same rows" : "");
}

std::string_view why_not_ranked(const Question& question, const Ranking& ranking) {
  if (ranking.rated > 0) return {};
  return question.can_be_ranked() ? "Nothing is ranked: no two rivals are rated on the same rows, or as many on others."
                                  : "Nothing is ranked before there are two rival hypotheses.";
}

}  // namespace parley::assess
