// The view of a question on a terminal: in short, then the grounds, then what follows from them. Every sentence that a
// page has as well is made in src/assess.
#include "view/question_terminal.h"

#include <fmt/format.h>

#include <algorithm>

#include "assess/brief.h"
#include "desk/typed.h"
#include "view/lines.h"
#include "view/question_matrix.h"

namespace parley::view {
namespace {

using namespace assess;

using text::counted, text::padded, text::width;

constexpr std::size_t kMostCollected = 8;  // of one party

// One block after the other, each with a heading. The text of others is never at the beginning of a line, where it
// could pass for a heading or a row.
class Printer {
 public:
  Printer(const View& view, std::size_t columns)
      // A terminal that says nothing of its width, or something absurd, still gets lines that can be read.
      : view_(view), question_(view.question), columns_(std::clamp<std::size_t>(columns, 40, 200)) {}

  // From the question to the grounds and then to what follows from them; the page puts the conclusions first instead,
  // since a page is read by more people than a terminal.
  std::string all() {
    head();
    in_short();
    hypotheses();
    if (!question_.rows.empty()) add_question_matrix(out_, columns_, view_);
    rankings();
    turning();
    collecting();
    dispute();
    conclusions();
    looking_back();
    rewordings();
    withdrawn();
    if (!question_.problems.empty()) heading("To be cleared up");
    for (const auto& one : question_.problems) paragraph("  ! ", one);
    return out_.take();
  }

  // For who reads nothing else: the question and the few sentences on it.
  std::string brief() {
    head();
    in_short();
    return out_.take();
  }

 private:
  void head() {
    // Beside its name, so that no line begins with somebody's words.
    paragraph(text::fitted(question_.name, 20) + "  ", question_.text);
    paragraph("", fmt::format("{}, put by {}", question_.id, question_.party_name(question_.by)));
    if (view_.options.as_of) out_.line(fmt::format("As of {}", desk::typed_time(*view_.options.as_of)));
  }
  void heading(std::string_view text) { out_.line().line(text); }
  void paragraph(const std::string& lead, std::string_view text) { add_paragraph(out_, columns_, lead, text); }
  std::string party(std::size_t matrix) const {
    return text::plain(question_.party_name(question_.matrices[matrix].party));
  }

  // The same sentences as at the head of the page. Conditions stand first, before any ranking.
  void in_short() {
    const Brief brief = brief_of(view_);
    for (const std::string& one : brief.conditions) paragraph("", one);
    heading("In short");
    paragraph("  ", brief.headline + ".");
    if (!brief.deck.empty()) paragraph("  ", brief.deck);
    out_.line();
    paragraph("  ", text_of(brief.clauses));
  }

  // Who added a hypothesis is named where it is not who put the question.
  void hypotheses() {
    heading("Hypotheses");
    std::size_t label = 4;
    for (const auto& one : question_.hypotheses) label = std::max(label, width(one.label));
    for (const auto& one : question_.hypotheses) {
      const bool is_added = !one.is_none_of_these && one.by != question_.by;
      paragraph("  " + padded(one.label, label + 2),
                is_added ? fmt::format("{} (added by {})", one.text, question_.party_name(one.by)) : one.text);
    }
  }

  // Each party by itself: those that it has rated on the same rows in their order, then whatever stands beside.
  void rankings() {
    if (question_.matrices.empty()) return;
    heading(view_.options.weighting == Weighting::plain
                ? "Least contradicted first"
                : "Least contradicted first (weighted variant: grades made into weights)");
    for (std::size_t m = 0; m < question_.matrices.size(); ++m) {
      const Ranking& ranking = view_.parties[m].ranking();
      if (const auto why = why_not_ranked(question_, ranking); !why.empty()) {
        out_.line("  " + party(m));
        paragraph("    ", why);
      } else {
        out_.line(fmt::format("  {}, on {} of {}", party(m), ranking.rated,
                              counted(static_cast<std::uint64_t>(ranking.rows), "row")));
      }
      // The heading stands once, before the first that is not ranked.
      bool beside = false;
      for (const std::size_t h : ranking.order()) {
        if (ranking.standings[h].rank == 0 && !beside) out_.line("    Beside the order, not ranked"), beside = true;
        standing(m, h);
      }
      // What the numbers assume stands under them on every screen.
      if (const auto& bayes = view_.parties[m].bayes)
        paragraph("    ", fmt::format("by ratios: used in {} of {}; {}", bayes->used_rows.size(),
                                      counted(bayes->used_rows.size() + bayes->left_out.size(), "row"), kBayesAssumes));
    }
  }
  // One hypothesis in a party's order, or beside it with on how many rows it is rated.
  void standing(std::size_t m, std::size_t h) {
    const Ranking& ranking = view_.parties[m].ranking();
    const Standing& one = ranking.standings[h];
    std::string line = fmt::format("    {}  {}  ", one.rank > 0 ? fmt::format("{}.", one.rank) : "– ",
                                   padded(question_.hypotheses[h].label, 6));
    line += one.rank > 0 ? fmt::format("{} against", shown_inconsistency(one.inconsistency)) : beside_of(ranking, h);
    if (view_.parties[m].bayes) line += fmt::format("; by ratios {}", percent(view_.parties[m].bayes->posterior[h]));
    out_.line(line);
  }
  // No ratio makes anything certain, so neither end is ever printed.
  static std::string percent(double p) {
    return p > 0.999 ? ">99.9 %" : p < 0.001 ? "<0.1 %" : fmt::format("{:.1f} %", 100 * p);
  }

  // A heading only when at least one party ranks something; below it each party stands, also one that ranks nothing.
  void turning() {
    if (std::ranges::none_of(view_.parties, [](const PartyView& one) { return one.ranking().rated > 0; })) return;
    heading("What would turn the order");
    for (std::size_t m = 0; m < question_.matrices.size(); ++m) {
      out_.line("  " + party(m));
      const auto clauses = what_turns(question_, question_.matrices[m], view_.parties[m].sensitivity);
      for (const Clause& one : clauses) paragraph("    ", one.lead + one.text);
      if (clauses.empty()) out_.line("    Nothing is ranked");
    }
  }

  // What could still turn each party's order, in the order of the list: what reaches furthest stands first.
  void collecting() {
    if (question_.matrices.empty() || !question_.can_be_ranked()) return;
    heading("What to collect next");
    for (std::size_t m = 0; m < question_.matrices.size(); ++m) {
      const CollectNext& next = view_.parties[m].next;
      out_.line("  " + party(m));
      for (std::size_t i = 0; i < std::min(next.list.size(), kMostCollected); ++i)
        paragraph("    ", sentence_of(question_, next.list[i]));
      if (next.list.size() > kMostCollected)
        out_.line(fmt::format("    and {} more (--json has them all)", next.list.size() - kMostCollected));
      if (next.list.empty()) paragraph("    ", nothing_to_collect(next));
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

  // Side by side as the parties stated them, with what is wrong with one behind a "!".
  void conclusions() {
    if (question_.conclusions.empty()) return;
    heading("Conclusions, each party’s own");
    for (const Conclusion& one : question_.conclusions) {
      const auto h = question_.hypothesis_index(one.hypothesis);
      std::string text = fmt::format("{}: {}, {} ({}–{} %)", question_.party_name(one.by),
                                     h ? question_.hypotheses[*h].label : question_.called(one.hypothesis),
                                     one.likelihood, one.from, one.to);
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
  // By short names where this question has them.
  std::string rests_on(const Conclusion& one) const {
    std::vector<std::string> out;
    for (const auto& id : one.rests_on) {
      out.push_back(question_.called(id));
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
        if (!one.misled.empty()) text += "; misled by " + labels_of(view.then, one.misled);
        if (!one.told.empty()) text += "; told by " + labels_of(view.then, one.told);
        if (one.judged_afterwards > 0)
          text += fmt::format("; changed {} afterwards",
                              counted(static_cast<std::uint64_t>(one.judged_afterwards), "rating"));
        paragraph("  ", fmt::format("{} {}", question_.party_name(one.party), text));
      }
    }
  }

  void rewordings() {
    const auto clauses = assess::rewordings(question_);
    if (!clauses.empty()) heading("Said in other words before");
    for (const Clause& one : clauses) paragraph("  ", one.lead + one.text);
  }

  // That something was withdrawn is always told; what it was only to who asks.
  void withdrawn() {
    const std::string in_short = withdrawn_in_short(question_);
    if (in_short.empty()) return;
    if (!view_.options.all) {
      out_.line().line(in_short + " (--all shows what)");
      return;
    }
    heading("Withdrawn");
    for (const Withdrawn& one : question_.withdrawn)
      paragraph("  " + padded(one.label, 4) + "  ", fmt::format("{} — {}", one.text, told_of(question_, one)));
  }

  const View& view_;
  const Question& question_;
  const std::size_t columns_;
  Lines out_;
};

}  // namespace

std::string question_text(const assess::View& view, std::size_t columns) { return Printer(view, columns).all(); }

std::string question_brief_text(const assess::View& view, std::size_t columns) {
  return Printer(view, columns).brief();
}

// With the command to begin with, where there is none yet.
std::string questions_text(const std::vector<desk::QuestionSummary>& questions) {
  if (questions.empty()) return "No questions yet. Begin with: parley question new NAME \"Who ...?\"\n";
  text::Table table({"NAME", "HYPOTHESES", "ROWS", "RATED BY", "ID", "QUESTION"});
  for (const desk::QuestionSummary& one : questions)
    table.add({one.name, std::to_string(one.hypotheses), std::to_string(one.rows),
               one.rated_by.empty() ? "-" : fmt::format("{}", fmt::join(one.rated_by, ", ")), one.id, one.text});
  return Lines().table(table).take();
}

}  // namespace parley::view
