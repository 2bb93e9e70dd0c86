// One matrix over all parties: a cell is the parties' signs in the order of the heading, "CC/II!", so that a dispute is
// seen where it sits; what does not fit in the columns is wrapped, never cut.
#include "view/question_matrix.h"

#include <fmt/format.h>

#include <algorithm>

namespace parley::view {
namespace {

using namespace assess;

using text::padded, text::width, text::wrapped;

// Prints the matrix of one question; made for one call.
class Matrices {
 public:
  Matrices(Lines& out, std::size_t columns, const View& view)
      : out_(out), view_(view), question_(view.question), columns_(columns) {}

  // Widths are found first, over all rows, since a cell holds the signs of all parties. "tells" is how well a row tells
  // the hypotheses apart for each party, a dot where it cannot be said.
  void print() {
    measure();
    std::vector<std::string> names;
    for (const Matrix& matrix : question_.matrices) names.push_back(question_.party_name(matrix.party));
    out_.line().line(names.empty()
                         ? "Evidence (nobody has rated it yet)"
                         : fmt::format("Evidence, what tells most first, as rated by {}", fmt::join(names, " / ")));
    std::string head = "  " + padded("", label_) + "  ";
    for (std::size_t h = 0; h < widths_.size(); ++h) head += padded(question_.hypotheses[h].label, widths_[h]) + "  ";
    out_.line(head + padded("grade", grade_) + "  " + padded("tells", told_));
    for (const std::size_t r : view_.row_order) row(r);
    legend();
  }

 private:
  // A cell that was rated and does not count is a question mark; one that nobody rated is a dot. A ratio without a word
  // is shown as what it is.
  std::string sign(const Matrix& matrix, std::size_t row, std::size_t column) const {
    const Rating& cell = matrix.cells[row][column];
    if (!cell.problem.empty() && !cell.counts()) return "?";
    std::string out = !cell.counts()     ? "·"
                      : cell.is_mapped() ? fmt::format("×{:g}", *cell.ratio)
                                         : std::string(sign_of(cell.value()));
    if (is_of_other_words(question_, row, column, cell)) out += "°";
    return cell.earlier.empty() ? out : out + "*";
  }
  // The mark behind the signs says how far the parties are apart: on opposite sides, or by degrees.
  std::string cell(std::size_t row, std::size_t column) const {
    std::string out;
    for (const Matrix& matrix : question_.matrices) out += (out.empty() ? "" : "/") + sign(matrix, row, column);
    switch (view_.overlay.rows[row].cells[column].dispute) {
      case Dispute::opposite:
        return out + "!";
      case Dispute::degree:
        return out + "~";
      default:
        return out;
    }
  }

  // The widest of each column, in columns of the terminal and not in bytes; the texts of grades and tells are kept, as
  // rows() of all parties are joined in them.
  void measure() {
    for (std::size_t h = 0; h < question_.hypotheses.size(); ++h)
      widths_.push_back(width(question_.hypotheses[h].label));
    for (std::size_t r = 0; r < question_.rows.size(); ++r) {
      label_ = std::max(label_, width(question_.rows[r].label));
      for (std::size_t h = 0; h < widths_.size(); ++h) widths_[h] = std::max(widths_[h], width(cell(r, h)));
      std::string of_grades, of_tell;
      for (std::size_t m = 0; m < question_.matrices.size(); ++m) {
        of_grades += (m > 0 ? "/" : "") + question_.matrices[m].grades[r].text();
        const auto steps = view_.parties[m].diagnosticity[r];
        of_tell += (m > 0 ? "/" : "") + (steps ? std::to_string(*steps) : "·");
      }
      grade_ = std::max(grade_, width(of_grades)), told_ = std::max(told_, width(of_tell));
      grades_.push_back(of_grades), tell_.push_back(of_tell);
    }
  }

  // The text of a row stands beside the matrix where there is room for it, else under its row.
  void row(std::size_t r) {
    // Less than 24 columns beside the matrix would break the words of a row into a thin strip.
    std::size_t left = 2 + label_ + 2 + grade_ + 2 + told_ + 2;
    for (const std::size_t one : widths_) left += one + 2;
    // One decision for all rows, as widths are those of the whole matrix.
    const bool beside = columns_ >= left + 24;
    const std::size_t indent = beside ? left : 2 + label_ + 2;
    std::string line = "  " + padded(question_.rows[r].label, label_) + "  ";
    for (std::size_t h = 0; h < widths_.size(); ++h) line += padded(cell(r, h), widths_[h]) + "  ";
    line += padded(grades_[r], grade_) + "  " + padded(tell_[r], told_) + "  ";
    const auto lines = wrapped(row_text(r), columns_ - indent);
    std::size_t begin = 0;
    if (beside) line += lines[begin++];
    while (!line.empty() && line.back() == ' ') line.pop_back();
    out_.line(line);
    for (; begin < lines.size(); ++begin) out_.line(std::string(indent, ' ') + lines[begin]);
  }

  // Where a row comes from and who holds the source stand beside its words, and so does why it does not count.
  std::string row_text(std::size_t r) const {
    const Row& row = question_.rows[r];
    std::string out = row.text;
    if (const auto source = row.source(); !source.empty()) out += fmt::format(" — {}", source);
    if (const auto held_by = question_.held_by(row); !held_by.empty()) out += fmt::format(" [held by {}]", held_by);
    if (!row.same_object.empty()) out += fmt::format(" (the same object as {})", labels_of(question_, row.same_object));
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
    text += "; * changed";
    if (std::ranges::any_of(question_.rows, [](const Row& one) { return one.reworded.has_value(); }) ||
        std::ranges::any_of(question_.hypotheses, [](const Hypothesis& one) { return one.reworded.has_value(); }))
      text += "; ° rated before the words were changed";
    text += "; grade: source A–F and item 1–6; tells: 0 tells the hypotheses apart not at all, 4 as far as can be";
    add_paragraph(out_, columns_, "  ", text);
  }

  Lines& out_;
  const View& view_;
  const Question& question_;
  const std::size_t columns_;
  std::vector<std::size_t> widths_;  // by hypothesis
  std::size_t label_ = 2, grade_ = 5, told_ = 5;
  std::vector<std::string> grades_, tell_;  // by row
};

}  // namespace

// At least 8 columns, so that a lead that is wider than the terminal still leaves room to wrap.
void add_paragraph(Lines& out, std::size_t columns, const std::string& lead, std::string_view text) {
  const std::string clean = text::plain(text);
  const std::size_t indent = width(lead);
  bool first = true;
  for (const auto& line : wrapped(clean, columns > indent ? columns - indent : 8)) {
    out.line((first ? lead : std::string(indent, ' ')) + line);
    first = false;
  }
}

void add_question_matrix(Lines& out, std::size_t columns, const assess::View& view) {
  Matrices(out, columns, view).print();
}

}  // namespace parley::view
