// The view of a question on a terminal. One matrix over all parties: a cell is the parties' signs in the order of the
// heading, "CC/II!", so that a dispute is seen where it sits; what does not fit in the columns is wrapped, never cut.
#include "view/question_terminal.h"

#include <fmt/format.h>

#include <algorithm>

#include "desk/typed.h"
#include "view/lines.h"

namespace parley::view {
namespace {

using namespace assess;

using text::counted, text::padded, text::width, text::wrapped;

// One block after the other, each with a heading. The text of others is never at the beginning of a line, where it
// could pass for a heading or a row.
class Printer {
 public:
  Printer(const View& view, std::size_t columns)
      : view_(view), question_(view.question), columns_(std::clamp<std::size_t>(columns, 40, 200)) {}

  // From the question to the grounds and then to what follows from them; the page puts the conclusions first instead,
  // since a page is read by more people than a terminal.
  std::string all() {
    // Beside its name, so that no line begins with somebody's words.
    paragraph(text::fitted(question_.name, 20) + "  ", question_.text);
    paragraph("", fmt::format("{}, put by {}", question_.id, question_.party_name(question_.by)));
    if (view_.options.as_of) out_.line(fmt::format("As of {}", desk::typed_time(*view_.options.as_of)));
    heading("Hypotheses");
    std::size_t label = 4;
    for (const auto& one : question_.hypotheses) label = std::max(label, width(one.label));
    for (const auto& one : question_.hypotheses) paragraph("  " + padded(one.label, label + 2), one.text);
    if (!question_.rows.empty()) matrix();
    rankings();
    sensitivities();
    dispute();
    conclusions();
    looking_back();
    if (!question_.problems.empty()) heading("To be cleared up");
    for (const auto& one : question_.problems) paragraph("  ! ", one);
    return out_.take();
  }

 private:
  void heading(std::string_view text) { out_.line().line(text); }
  // `lead`, then the text beside it, wrapped under itself.
  void paragraph(const std::string& lead, std::string_view text) {
    const std::string clean = text::plain(text);
    const std::size_t indent = width(lead);
    bool first = true;
    for (const auto& line : wrapped(clean, columns_ > indent ? columns_ - indent : 8)) {
      out_.line((first ? lead : std::string(indent, ' ')) + line);
      first = false;
    }
  }
  std::string party(std::size_t matrix) const {
    return text::plain(question_.party_name(question_.matrices[matrix].party));
  }

  // A cell that was rated and does not count is a question mark; one that nobody rated is a dot. A ratio without a word
  // is shown as what it is.
  static std::string sign(const Rating& cell) {
    if (!cell.problem.empty() && !cell.counts()) return "?";
    std::string out = !cell.counts()     ? "·"
                      : cell.is_mapped() ? fmt::format("×{:g}", *cell.ratio)
                                         : std::string(sign_of(cell.value()));
    return cell.earlier.empty() ? out : out + "*";
  }
  // The mark behind the signs says how far the parties are apart: on opposite sides, or by degrees.
  std::string cell(std::size_t row, std::size_t column) const {
    std::string out;
    for (const Matrix& matrix : question_.matrices) out += (out.empty() ? "" : "/") + sign(matrix.cells[row][column]);
    switch (view_.overlay.rows[row].cells[column].dispute) {
      case Dispute::opposite:
        return out + "!";
      case Dispute::degree:
        return out + "~";
      default:
        return out;
    }
  }

  // Widths are found first, over all rows, since a cell holds the signs of all parties. "tells" is how well a row tells
  // the hypotheses apart for each party, a dot where it cannot be said.
  void matrix() {
    const std::size_t count = question_.hypotheses.size();
    std::vector<std::size_t> widths(count);
    std::size_t label = 2, grade = 5, told = 4;
    for (std::size_t h = 0; h < count; ++h) widths[h] = width(question_.hypotheses[h].label);
    std::vector<std::string> grades, tell;
    for (std::size_t r = 0; r < question_.rows.size(); ++r) {
      label = std::max(label, width(question_.rows[r].label));
      for (std::size_t h = 0; h < count; ++h) widths[h] = std::max(widths[h], width(cell(r, h)));
      std::string of_grades, of_tell;
      for (std::size_t m = 0; m < question_.matrices.size(); ++m) {
        of_grades += (m > 0 ? "/" : "") + question_.matrices[m].grades[r].text();
        const auto steps = view_.parties[m].diagnosticity[r];
        of_tell += (m > 0 ? "/" : "") + (steps ? std::to_string(*steps) : "·");
      }
      grade = std::max(grade, width(of_grades)), told = std::max(told, width(of_tell));
      grades.push_back(of_grades), tell.push_back(of_tell);
    }
    std::vector<std::string> names;
    for (std::size_t m = 0; m < question_.matrices.size(); ++m) names.push_back(party(m));
    heading(names.empty() ? "Evidence (nobody has rated it yet)"
                          : fmt::format("Evidence, as rated by {}", fmt::join(names, " / ")));

    // What the matrix takes of a line, before it is decided where the text of a row goes.
    std::size_t left = 2 + label + 2 + grade + 2 + told + 2;
    for (const std::size_t one : widths) left += one + 2;
    const bool beside = columns_ >= left + 24;  // the text fits beside the matrix; else it stands under its row
    const std::size_t text_columns = beside ? columns_ - left : columns_ - 2 - label - 2;
    std::string head = "  " + padded("", label) + "  ";
    for (std::size_t h = 0; h < count; ++h) head += padded(question_.hypotheses[h].label, widths[h]) + "  ";
    head += padded("grade", grade) + "  " + padded("tells", told);
    out_.line(head);
    for (const std::size_t r : view_.row_order) {
      std::string line = "  " + padded(question_.rows[r].label, label) + "  ";
      for (std::size_t h = 0; h < count; ++h) line += padded(cell(r, h), widths[h]) + "  ";
      line += padded(grades[r], grade) + "  " + padded(tell[r], told) + "  ";
      auto lines = wrapped(row_text(r), text_columns);
      std::size_t begin = 0;
      if (beside) line += lines[begin++];
      while (!line.empty() && line.back() == ' ') line.pop_back();
      out_.line(line);
      for (; begin < lines.size(); ++begin) out_.line(std::string(beside ? left : 2 + label + 2, ' ') + lines[begin]);
    }
    legend();
  }

  // Where a row comes from and who holds the source stand beside its words, and so does why it does not count.
  std::string row_text(std::size_t r) const {
    const Row& row = question_.rows[r];
    std::string out = row.text;
    if (const auto source = row.source(); !source.empty()) out += fmt::format(" — {}", source);
    if (const auto held_by = question_.held_by(row); !held_by.empty()) out += fmt::format(" [held by {}]", held_by);
    if (!row.problem.empty())
      out += fmt::format(" (does not count: {})", row.problem);
    else if (!view_.rows[r])
      out += " (left out)";
    return text::plain(out);
  }

  // The signs of several parties are explained only where there are several.
  void legend() {
    std::string text =
        "CC very consistent, C consistent, N neutral, NA not applicable, I inconsistent, II very inconsistent, ×n "
        "likelihood ratio, · not rated";
    if (question_.matrices.size() > 1) text += "; ! opposite sides, ~ a difference of degree";
    text +=
        "; * changed; grade: source A–F and item 1–6; tells: 0 tells the hypotheses apart not at all, 4 as far as can "
        "be";
    paragraph("  ", text);
  }

  void rankings() {
    if (!question_.can_be_ranked() || question_.matrices.empty()) return;
    heading(view_.options.weighting == Weighting::plain
                ? "Least inconsistent first"
                : "Least inconsistent first (weighted variant: grades made into weights)");
    for (std::size_t m = 0; m < question_.matrices.size(); ++m) {
      const Ranking& ranking = view_.parties[m].ranking();
      out_.line("  " + party(m));
      for (const std::size_t h : ranking.order()) {
        const Standing& one = ranking.standings[h];
        std::string line = fmt::format("    {}  {}  ", one.rank > 0 ? fmt::format("{}.", one.rank) : "- ",
                                       padded(question_.hypotheses[h].label, 6));
        line += one.rank > 0 ? fmt::format("inconsistency {}", shown_inconsistency(one.inconsistency)) : "not ranked";
        // A rank over half of the rows is told as one.
        if (one.rated < ranking.rows)
          line += fmt::format(", {} of {} rated", one.rated, counted(static_cast<std::uint64_t>(ranking.rows), "row"));
        if (view_.parties[m].bayes)
          line += fmt::format("; by ratios {}", percent(view_.parties[m].bayes->posterior[h]));
        out_.line(line);
      }
      // What the numbers assume stands under them on every screen.
      if (const auto& bayes = view_.parties[m].bayes)
        paragraph("    ", fmt::format("by ratios: used in {} of {}; {}", bayes->used_rows.size(),
                                      counted(bayes->used_rows.size() + bayes->left_out.size(), "row"), kBayesAssumes));
    }
  }
  // No ratio makes anything certain, so neither end is ever printed.
  static std::string percent(double p) {
    return p > 0.999 ? ">99.9 %" : p < 0.001 ? "<0.1 %" : fmt::format("{:.1f} %", 100 * p);
  }

  void sensitivities() {
    if (!question_.can_be_ranked() || question_.matrices.empty()) return;
    heading("What would change the order");
    for (std::size_t m = 0; m < question_.matrices.size(); ++m) {
      const Sensitivity& all = view_.parties[m].sensitivity;
      out_.line("  " + party(m));
      // Only what changes something is named; that nothing does is one line.
      for (const Variant& one : all.sources)
        if (one.order_changes) paragraph("    ", fmt::format("without {}: {}", one.label, effect_of(question_, one)));
      if (std::ranges::none_of(all.sources, &Variant::order_changes))
        out_.line("    no single source decides: without any one of them the order stays");
      for (const Variant& one : all.sides)
        paragraph("    ", fmt::format("without all that is on {}’s side ({}): {}", one.label,
                                      counted(one.rows.size(), "row"), effect_of(question_, one)));
      if (!all.flips.empty()) {
        const auto turning = std::ranges::count_if(all.flips, &Variant::leader_changes);
        paragraph("    ", fmt::format("weakest rating turned ({}): {}", all.flips.front().label,
                                      effect_of(question_, all.flips.front())));
        paragraph("    ", fmt::format("{} of {} single ratings, turned, put another hypothesis first", turning,
                                      all.flips.size()));
      }
    }
  }

  void dispute() {
    // One party alone has no dispute.
    if (question_.matrices.size() < 2) return;
    heading("Where the dispute sits");
    if (view_.overlay.by_dispute.empty()) out_.line("  nowhere: no row is rated differently");
    for (const std::size_t r : view_.overlay.by_dispute) {
      const OverlaidRow& row = view_.overlay.rows[r];
      std::string text = fmt::format("{} apart", counted(static_cast<std::uint64_t>(row.distance), "step"));
      if (row.grades_differ) text += ", graded differently";
      for (const Turn& turn : row.turns)
        text += fmt::format("; with {}’s word on this row alone, {}’s {} would change", party(turn.with),
                            party(turn.of), turn.leader_changes ? "first place" : "order");
      paragraph("  " + padded(question_.rows[r].label, 4) + "  ", text);
    }
  }

  void conclusions() {
    if (question_.conclusions.empty()) return;
    heading("Conclusions, each party’s own");
    for (const Conclusion& one : question_.conclusions) {
      const auto h = question_.hypothesis_index(one.hypothesis);
      std::string text =
          fmt::format("{}: {} is {} ({}–{} %)", question_.party_name(one.by),
                      h ? question_.hypotheses[*h].label : one.hypothesis, one.likelihood, one.from, one.to);
      // A conclusion that was handed on by somebody else proves nothing about whose it is.
      if (!one.origin.signed_by_author) text += " [a copy; not in its author’s own journal]";
      for (const Earlier& before : one.earlier) text += fmt::format(" [before: {}]", before.value);
      paragraph("  ", text);
      if (!one.confidence.empty()) paragraph("    ", "Confidence in the analysis: " + one.confidence);
      if (!one.explanation.empty()) paragraph("    ", one.explanation);
      if (!one.rests_on.empty()) paragraph("    Rests on ", rests_on(one));
      if (!one.would_change.empty()) paragraph("    Would change with: ", one.would_change);
      if (!one.problem.empty()) paragraph("    ! ", one.problem);
    }
  }
  std::string rests_on(const Conclusion& one) const {
    std::vector<std::string> out;
    for (const auto& id : one.rests_on) {
      const auto row = question_.row_index(id);
      out.push_back(row ? question_.rows[*row].label : id);
    }
    return fmt::format("{}", fmt::join(out, ", "));
  }

  // By what had been received when the outcome became known, so that nobody's ranking is better in hindsight than it
  // was.
  void looking_back() {
    for (const LookingBack& view : view_.looking_back) {
      const Hypothesis& held = view.then.hypotheses[view.hypothesis];
      heading(fmt::format("Looking back: {} held, according to {} (known {})", held.label,
                          question_.party_name(view.outcome.by), view.outcome.known));
      if (view.received_afterwards)
        paragraph("  ", "The question was received here after that: everything below may be hindsight.");
      for (const auto& one : view.parties) {
        std::string text =
            one.standing.rank > 0 ? fmt::format("had it {} of {}", one.standing.rank, one.ranked) : "had not ranked it";
        text += one.concluded.empty() ? ", had concluded nothing on it" : ", had called it " + one.concluded;
        if (!one.misled.empty()) text += "; misled by " + labels(view.then, one.misled);
        if (!one.told.empty()) text += "; told by " + labels(view.then, one.told);
        if (one.judged_afterwards > 0)
          text += fmt::format("; changed {} afterwards",
                              counted(static_cast<std::uint64_t>(one.judged_afterwards), "rating"));
        paragraph("  ", fmt::format("{} {}", question_.party_name(one.party), text));
      }
    }
  }
  static std::string labels(const Question& question, const std::vector<std::size_t>& rows) {
    std::vector<std::string> out;
    for (const std::size_t r : rows) out.push_back(question.rows[r].label);
    return fmt::format("{}", fmt::join(out, ", "));
  }

  const View& view_;
  const Question& question_;
  const std::size_t columns_;
  Lines out_;
};

}  // namespace

std::string question_text(const assess::View& view, std::size_t columns) { return Printer(view, columns).all(); }

std::string questions_text(const std::vector<desk::QuestionSummary>& questions) {
  if (questions.empty()) return "No questions yet. Begin with: parley question new NAME \"Who ...?\"\n";
  text::Table table({"NAME", "HYPOTHESES", "ROWS", "RATED BY", "ID", "QUESTION"});
  for (const desk::QuestionSummary& one : questions)
    table.add({one.name, std::to_string(one.hypotheses), std::to_string(one.rows),
               one.rated_by.empty() ? "-" : fmt::format("{}", fmt::join(one.rated_by, ", ")), one.id, one.text});
  return Lines().table(table).take();
}

}  // namespace parley::view
