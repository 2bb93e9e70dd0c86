// Questions for programs. Ids stand where the screens have labels, so that a list of the one can be joined with the
// other.
#include <fmt/format.h>

#include "assess/brief.h"
#include "desk/questions.h"
#include "json/writer.h"

namespace parley::desk {
namespace {

using namespace assess;

// As many digits as read back to the same double, and no more.
std::string number(double value) { return fmt::format("{}", value); }

// What was said before, with when it came, for everything that can be said anew.
std::string earlier_json(const std::vector<Earlier>& list) {
  std::vector<std::string> out;
  for (const Earlier& one : list)
    out.push_back(json::ObjectWriter().text("value", one.value).text("received", to_string(one.received)).str());
  return json::array_text(out);
}

json::Writer& add_origin(json::Writer& line, const Origin& origin) {
  return line.text("object", origin.id)
      .text("journal", origin.journal)
      .number("entry", origin.seq)
      .text("received", to_string(origin.received))
      .flag("signed_by_author", origin.signed_by_author);
}

// One function for each part of the view. Indices of the view become ids here and nowhere else.
class Writer {
 public:
  explicit Writer(const View& view) : view_(view), question_(view.question) {}

  std::string all() const {
    json::ObjectWriter out;
    json::ObjectWriter question;
    question.text("id", question_.id)
        .text("name", question_.name)
        .text("text", question_.text)
        .text("by", question_.by)
        .text("by_name", question_.party_name(question_.by))
        .flag("can_be_ranked", question_.can_be_ranked());
    out.raw("question", add_origin(question, question_.origin).str()).raw("brief", brief());
    out.text("weighting", view_.options.weighting == Weighting::plain ? "plain" : "weighted");
    out.raw("hypotheses", hypotheses())
        .raw("evidence", rows())
        .raw("parties", parties())
        .raw("overlay", overlay())
        .raw("dispute_sits", dispute());
    out.raw("conclusions", conclusions()).raw("outcomes", outcomes()).raw("looking_back", looking_back());
    out.raw("rewordings", clauses(rewordings(question_))).number("withdrawn_count", question_.withdrawn.size());
    if (view_.options.all) out.raw("withdrawn", withdrawn());
    return out.texts("problems", question_.problems).str();
  }

 private:
  // One JSON object for each item; `make` is given its index as well, by which the other parts know it.
  template <class List, class Make>
  static std::string each(const List& list, const Make& make) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < list.size(); ++i) out.push_back(make(list[i], i).str());
    return json::array_text(out);
  }
  // The id of a hypothesis, and below that of a row: what the view knows by index.
  const std::string& h(std::size_t index) const { return question_.hypotheses[index].id; }
  const std::string& r(std::size_t index) const { return question_.rows[index].id; }
  static std::string ids(const std::vector<std::size_t>& list, const auto& of) {
    std::vector<std::string> out;
    for (const std::size_t one : list) out.push_back(of[one].id);
    return json::string_array_text(out);
  }

  // Sentences as the screens have them.
  static std::string clauses(const std::vector<Clause>& list) {
    std::vector<std::string> out;
    for (const Clause& one : list) out.push_back(one.lead + one.text);
    return json::string_array_text(out);
  }
  std::string brief() const {
    const Brief brief = brief_of(view_);
    return json::ObjectWriter()
        .text("headline", brief.headline)
        .text("deck", brief.deck)
        .raw("paragraph", clauses(brief.clauses))
        .texts("conditions", brief.conditions)
        .str();
  }
  std::string hypotheses() const {
    return each(question_.hypotheses, [](const Hypothesis& one, std::size_t) {
      json::ObjectWriter line;
      line.text("id", one.id)
          .text("name", one.label)
          .text("text", one.text)
          .text("by", one.by)
          .flag("none_of_these", one.is_none_of_these);
      if (!one.earlier.empty()) line.raw("earlier", earlier_json(one.earlier));
      return line;
    });
  }
  // In the order of the screens. A row that was left out of the rankings is still here, with "takes_part" false: the
  // reader can see what was left out.
  std::string rows() const {
    return each(view_.row_order, [&](std::size_t i, std::size_t) {
      const Row& one = question_.rows[i];
      json::ObjectWriter line;
      line.text("id", one.id)
          .text("name", one.label)
          .text("text", one.text)
          .text("by", one.by)
          .text("object", one.object_id)
          .text("object_type", one.object_type)
          .raw("sources", sources(one))
          .flag("takes_part", view_.rows[i])
          .text("problem", one.problem);
      if (!one.same_object.empty()) line.raw("same_object_as", ids(one.same_object, question_.rows));
      if (!one.earlier.empty()) line.raw("earlier", earlier_json(one.earlier));
      return line;
    });
  }
  // Several where the row rests on several; without a name where only who holds it is known.
  static std::string sources(const Row& row) {
    return each(row.sources, [](const RowSource& one, std::size_t) {
      return json::ObjectWriter().text("name", one.label).text("held_by", one.held_by).text("side", one.side);
    });
  }
  // Only cells in which something was said, now or before. What is not here nobody has rated.
  std::string cells(const Matrix& matrix) const {
    std::vector<std::string> out;
    for (std::size_t row = 0; row < matrix.cells.size(); ++row)
      for (std::size_t column = 0; column < matrix.cells[row].size(); ++column) {
        const Rating& cell = matrix.cells[row][column];
        if (!cell.counts() && cell.problem.empty() && cell.earlier.empty()) continue;
        json::ObjectWriter line;
        line.text("evidence", r(row))
            .text("hypothesis", h(column))
            .text("rating", cell.counts() ? word_of(cell.value()) : "");
        if (cell.ratio) line.raw("likelihood_ratio", number(*cell.ratio)).flag("mapped", cell.is_mapped());
        if (!cell.problem.empty()) line.text("problem", cell.problem);
        if (is_of_other_words(question_, row, column, cell)) line.flag("of_other_words", true);
        if (!cell.earlier.empty()) line.raw("earlier", earlier_json(cell.earlier));
        out.push_back(add_origin(line, cell.origin).str());
      }
    return json::array_text(out);
  }
  // Zero for the item's credibility and an empty reliability mean "not graded"; the standard's "cannot be judged" is 6
  // and F.
  std::string grades(const Matrix& matrix) const {
    std::vector<std::string> out;
    for (std::size_t row = 0; row < matrix.grades.size(); ++row) {
      const Grades& one = matrix.grades[row];
      if (one.text() == "-" && one.problem.empty() && one.explanation.empty() && one.earlier.empty()) continue;
      json::ObjectWriter line;
      line.text("evidence", r(row))
          .text("source_reliability", one.reliability != 0 ? std::string(1, one.reliability) : "")
          .number("item_credibility", static_cast<unsigned>(one.credibility))
          .text("explanation", one.explanation);
      if (!one.problem.empty()) line.text("problem", one.problem);
      if (!one.earlier.empty()) line.raw("earlier", earlier_json(one.earlier));
      out.push_back(line.str());
    }
    return json::array_text(out);
  }
  // The order of the list is the ranking, with what is not ranked last. "rated" of "of" says how
  // much of the evidence a rank rests on.
  std::string ranking(const Ranking& ranking) const {
    return each(ranking.order(), [&](std::size_t index, std::size_t) {
      const Standing& one = ranking.standings[index];
      json::ObjectWriter line;
      line.text("hypothesis", h(index))
          .number("rank", static_cast<unsigned>(one.rank))
          .raw("inconsistency", shown_inconsistency(one.inconsistency))
          .number("rated", static_cast<unsigned>(one.rated))
          .number("of", static_cast<unsigned>(ranking.rows));
      if (one.rank == 0) line.text("beside", beside_of(ranking, index));
      return line;
    });
  }
  // What the numbers assume goes along with them, so that nobody reads a probability without it.
  std::string bayes(const Bayes& bayes) const {
    std::string posterior = each(bayes.posterior, [&](double p, std::size_t i) {
      return json::ObjectWriter().text("hypothesis", h(i)).raw("probability", number(p));
    });
    return json::ObjectWriter()
        .raw("posterior", posterior)
        .raw("used", ids(bayes.used_rows, question_.rows))
        .raw("left_out", ids(bayes.left_out, question_.rows))
        .text("assumes", kBayesAssumes)
        .str();
  }
  // Each variant with the ranking that it would give, so that a program need not compute the method anew.
  std::string variants(const std::vector<Variant>& list) const {
    return each(list, [&](const Variant& one, std::size_t) {
      json::ObjectWriter line;
      line.text("what", one.label).raw("evidence", ids(one.rows, question_.rows));
      if (one.kind == Variant::Kind::flipped) line.text("hypothesis", h(one.hypothesis));
      return line.flag("order_changes", one.order_changes)
          .flag("leader_changes", one.leader_changes)
          .text("effect", effect_of(question_, one))
          .raw("ranking", ranking(one.after));
    });
  }
  // What would have to be known, with the ids of what it is about.
  std::string collect_next(const CollectNext& next) const {
    const std::string list = each(next.list, [&](const Discriminator& one, std::size_t) {
      json::ObjectWriter line;
      line.text("what", word_of(one.kind))
          .text("reach", word_of(one.reach))
          .text("name", one.label)
          .raw("evidence", ids(one.rows, question_.rows));
      if (one.kind == Discriminator::Kind::hypothesis)
        line.text("hypothesis", h(one.hypothesis)).number("rated", one.rated).number("of", one.of);
      if (one.tells) line.number("tells", *one.tells);
      return line.text("sentence", sentence_of(question_, one));
    });
    json::ObjectWriter out;
    out.flag("exhausted", next.exhausted).raw("list", list);
    if (next.list.empty()) out.text("sentence", nothing_to_collect(next));
    return out.str();
  }
  // With the sentence that people are shown, and the parties whose judgement of it fell away with it.
  std::string withdrawn() const {
    return each(question_.withdrawn, [&](const Withdrawn& one, std::size_t) {
      return json::ObjectWriter()
          .text("type", one.type)
          .text("id", one.id)
          .text("name", one.label)
          .text("text", one.text)
          .text("by", one.by)
          .text("received", to_string(one.received))
          .texts("judged_by", one.judged_by)
          .text("sentence", told_of(question_, one));
    });
  }
  // One for each matrix, with everything that follows from the ratings of its party alone.
  std::string parties() const {
    return each(question_.matrices, [&](const Matrix& matrix, std::size_t m) {
      const PartyView& party = view_.parties[m];
      const std::string diagnosticity =
          each(party.diagnosticity, [&](const std::optional<int>& steps, std::size_t row) {
            return json::ObjectWriter().text("evidence", r(row)).raw("steps", steps ? std::to_string(*steps) : "null");
          });
      json::ObjectWriter line;
      line.text("party", matrix.party)
          .text("name", question_.party_name(matrix.party))
          .raw("cells", cells(matrix))
          .raw("grades", grades(matrix))
          .raw("diagnosticity", diagnosticity)
          .raw("ranking", ranking(party.ranking()));
      if (party.bayes) line.raw("bayes", bayes(*party.bayes));
      const Sensitivity& s = party.sensitivity;
      line.raw("sensitivity", json::ObjectWriter()
                                  .raw("sources", variants(s.sources))
                                  .raw("pairs", variants(s.pairs))
                                  .raw("sides", variants(s.sides))
                                  .raw("rows", variants(s.rows))
                                  .raw("flips", variants(s.flips))
                                  .number("pairs_tried", s.pairs_tried)
                                  .number("pairs_not_kept", s.pairs_not_kept)
                                  .raw("sentences", clauses(what_turns(question_, matrix, s)))
                                  .str());
      line.raw("collect_next", collect_next(party.next));
      if (const auto why = why_not_ranked(question_, party.ranking()); !why.empty()) line.text("why_not_ranked", why);
      return line;
    });
  }
  // Only cells that the parties rate differently.
  std::string overlay() const {
    std::vector<std::string> out;
    for (std::size_t row = 0; row < view_.overlay.rows.size(); ++row)
      for (std::size_t column = 0; column < question_.hypotheses.size(); ++column) {
        const OverlaidCell& cell = view_.overlay.rows[row].cells[column];
        if (cell.dispute == Dispute::none) continue;
        out.push_back(json::ObjectWriter()
                          .text("evidence", r(row))
                          .text("hypothesis", h(column))
                          .text("dispute", word_of(cell.dispute))
                          .number("steps", static_cast<unsigned>(cell.distance))
                          .str());
      }
    return json::array_text(out);
  }
  // Rows in the order in which talking about them would change most; "turns" names who would change his order by taking
  // whose word.
  std::string dispute() const {
    return each(view_.overlay.by_dispute, [&](std::size_t row, std::size_t) {
      const OverlaidRow& one = view_.overlay.rows[row];
      const std::string turns = each(one.turns, [&](const Turn& turn, std::size_t) {
        return json::ObjectWriter()
            .text("of", question_.matrices[turn.of].party)
            .text("with", question_.matrices[turn.with].party)
            .flag("leader_changes", turn.leader_changes);
      });
      return json::ObjectWriter()
          .text("evidence", r(row))
          .number("steps", static_cast<unsigned>(one.distance))
          .flag("grades_differ", one.grades_differ)
          .raw("turns", turns);
    });
  }
  // Hypotheses and evidence by their ids, as they stand in the object.
  std::string conclusions() const {
    return each(question_.conclusions, [&](const Conclusion& one, std::size_t) {
      json::ObjectWriter line;
      line.text("by", one.by)
          .text("by_name", question_.party_name(one.by))
          .text("hypothesis", one.hypothesis)
          .text("likelihood", one.likelihood)
          .number("from", static_cast<unsigned>(one.from))
          .number("to", static_cast<unsigned>(one.to))
          .text("confidence", one.confidence)
          .text("explanation", one.explanation)
          .text("would_change", one.would_change)
          .texts("rests_on", one.rests_on)
          .raw("earlier", earlier_json(one.earlier))
          .text("problem", one.problem);
      return add_origin(line, one.origin);
    });
  }
  // Several parties may say that different hypotheses held. Each is told, and none is preferred.
  std::string outcomes() const {
    return each(question_.outcomes, [&](const Outcome& one, std::size_t) {
      json::ObjectWriter line;
      line.text("by", one.by)
          .text("by_name", question_.party_name(one.by))
          .text("hypothesis", one.hypothesis)
          .text("known", one.known)
          .text("explanation", one.explanation)
          .text("problem", one.problem);
      return add_origin(line, one.origin);
    });
  }
  // Computed from what had been received when the outcome was known; "judged_afterwards" counts what therefore does not
  // count.
  std::string looking_back() const {
    return each(view_.looking_back, [&](const LookingBack& view, std::size_t) {
      const std::string of = each(view.parties, [&](const LookingBack::OfParty& one, std::size_t) {
        return json::ObjectWriter()
            .text("party", one.party)
            .number("rank", static_cast<unsigned>(one.standing.rank))
            .number("ranked", static_cast<unsigned>(one.ranked))
            .text("concluded", one.concluded)
            .raw("misled", ids(one.misled, view.then.rows))
            .raw("told", ids(one.told, view.then.rows))
            .number("judged_afterwards", static_cast<unsigned>(one.judged_afterwards));
      });
      return json::ObjectWriter()
          .text("held", view.outcome.hypothesis)
          .text("according_to", view.outcome.by)
          .text("known", view.outcome.known)
          .flag("received_afterwards", view.received_afterwards)
          .raw("parties", of);
    });
  }

  const View& view_;
  const Question& question_;
};

}  // namespace

std::string to_json(const assess::View& view) { return Writer(view).all(); }

std::string to_json(const QuestionSummary& question) {
  return json::ObjectWriter()
      .text("id", question.id)
      .text("name", question.name)
      .text("text", question.text)
      .text("by", question.by)
      .text("journal", question.origin.journal)
      .number("entry", question.origin.seq)
      .number("hypotheses", question.hypotheses)
      .number("rows", question.rows)
      .texts("rated_by", question.rated_by)
      .str();
}

}  // namespace parley::desk
