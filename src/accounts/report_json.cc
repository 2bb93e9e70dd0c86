// A comparison as JSON, written in pieces that are passed on as they are made, since the verdicts of a large case do
// not fit into memory at once.
#include <fmt/format.h>

#include <algorithm>

#include "accounts/answers.h"
#include "accounts/model.h"
#include "accounts/readings.h"
#include "accounts/report.h"
#include "accounts/sides.h"
#include "accounts/telling_json.h"
#include "json/writer.h"

namespace parley::accounts {
namespace {

// Flags by index instead of searching lists: each is asked for with every pair of accounts.
class JsonReport {
 public:
  JsonReport(const Comparison& comparison, const Selection& selection, const std::function<void(std::string_view)>& out)
      : comparison_(comparison), material_(comparison.material()), selection_(selection), out_(out) {
    chosen_.resize(material_.propositions().size());
    for (const PropositionIndex on : selection.propositions) chosen_[on] = true;
    looked_at_.resize(comparison.accounts().size());
    for (const AccountIndex account : selection.accounts) looked_at_[account] = true;
    left_.resize(looked_at_.size()), right_.resize(looked_at_.size());
    for (const AccountIndex account : selection.left) left_[account] = true;
    for (const AccountIndex account : selection.right) right_[account] = true;
    // The place of each account in the choice. Accounts that are not looked at have none, and are left out before it is
    // asked for.
    order_.resize(looked_at_.size());
    for (std::size_t i = 0; i < selection.accounts.size(); ++i) order_[selection.accounts[i]] = i;
  }

  // In the order of docs/accounts.md; the problems come last and are never left out.
  void write() {
    json_.open('{');
    telling(), accounts(), propositions(), cells(), verdicts(), told(), changes(), shared_lines(), utterances(),
        non_answers(), silences(), self_contradictions(), readings();
    json_.texts("problems", comparison_.problems());
    json_.close();
    // What is left, however little.
    pass_on(0);
  }

 private:
  // In pieces of 64 KiB at least, since each goes to a pipe or a file.
  void pass_on(std::size_t at_least = 1 << 16) {
    if (json_.size() < at_least) return;
    out_(json_.take());
  }

  const std::string& account_name(AccountIndex account) const { return comparison_.accounts()[account].name; }
  const std::string& statement_name(StatementIndex statement) const { return material_.statements()[statement].name; }
  std::string party_name(PartyIndex party) const {
    return party == kNone ? std::string() : material_.parties()[party].name;
  }

  template <class List>
  void names(std::string_view key, const List& accounts) {
    json_.key(key).open('[');
    for (const AccountIndex account : accounts) json_.text(account_name(account));
    json_.close();
  }
  void statements(std::string_view key, const std::vector<StatementIndex>& list) {
    json_.key(key).open('[');
    for (const StatementIndex statement : list) json_.text(statement_name(statement));
    json_.close();
  }

  void telling() {
    // A large telling is passed on in pieces, too.
    const std::function<void()> part = [this] { pass_on(); };
    json_.key("telling");
    write_telling(comparison_, tell(comparison_, selection_), json_, part);
    pass_on();
  }

  // With the silent ones that their recorder named: that an account says nothing is worth seeing.
  void accounts() {
    json_.key("accounts").open('[');
    const Standings standings(comparison_, selection_);
    for (const AccountIndex index : selection_.accounts) {
      const Account& account = comparison_.accounts()[index];
      const PartyIndex side = standings.side_of_account(index);
      json_.open('{')
          .text("id", account.name)
          .text("label", account.title)
          .text("holder", party_name(account.holder))
          .text("side", party_name(side));
      // As it is told: who is heard only through the other side counts there, for whomever he speaks.
      if (side != account.side) json_.text("speaks_for", party_name(account.side));
      if (account.occasion != kNone) json_.text("occasion", material_.events()[account.occasion].name);
      json_.text_if("when", account.when);
      json_.key("channel").open('[');
      for (const PartyIndex party : account.channel) json_.text(party_name(party));
      json_.close().flag("declared", account.declared).text_if("read_by", account.reader);
      statements("statements", account.statements);
      json_.close();
    }
    json_.close();
  }

  // What several have read, and how each of them reads it.
  void readings() {
    json_.raw("readings", readings_json(material_, readings_on(material_, selection_.propositions)));
    pass_on();
  }

  void propositions() {
    json_.key("propositions").open('[');
    for (const PropositionIndex index : selection_.propositions) {
      const Proposition& proposition = material_.propositions()[index];
      json_.open('{').text("id", proposition.name).text("text", proposition.text);
      if (proposition.negation_of != kNone)
        json_.text("negation_of", material_.propositions()[proposition.negation_of].name);
      if (proposition.narrower_than != kNone)
        json_.text("narrower_than", material_.propositions()[proposition.narrower_than].name);
      if (!proposition.same_as.empty()) {
        json_.key("same_as").open('[');
        for (const auto& same : proposition.same_as)
          json_.open('{')
              .text("proposition", material_.propositions()[same.proposition].name)
              .text("according_to", party_name(same.according_to))
              .close();
        json_.close();
      }
      json_.close();
    }
    json_.close();
  }

  void cells() {
    json_.key("cells").open('[');
    std::vector<const Cell*> shown;
    for (const Cell& cell : comparison_.cells())
      if (looked_at_[cell.account] && chosen_[cell.proposition]) shown.push_back(&cell);
    // By account, as rows of a matrix, and not in the order in which the cells came about.
    std::sort(shown.begin(), shown.end(), [&](const Cell* a, const Cell* b) {
      return std::pair(order_[a->account], a->proposition) < std::pair(order_[b->account], b->proposition);
    });
    for (const Cell* cell : shown) {
      json_.open('{')
          .text("account", account_name(cell->account))
          .text("proposition", material_.propositions()[cell->proposition].name);
      json_.texts("stances", cell->words());
      const auto list = cell->statements();
      statements("statements", list);
      if (cell->contradicts_itself()) json_.flag("contradicts_itself", true);
      // The farthest of its statements from the page: a reader should know the worst.
      unsigned deepest = 0;
      for (const StatementIndex one : list)
        deepest = std::max(deepest, static_cast<unsigned>(relays_of(material_, material_.statements()[one]).size()));
      json_.number("hearsay", deepest).close();
      pass_on();
    }
    json_.close();
  }

  // Nothing was chosen: all that is recorded is shown.
  bool whole() const {
    return selection_.left.empty() && std::all_of(chosen_.begin(), chosen_.end(), [](bool one) { return one; });
  }

  // With hundreds of accounts there are millions of pairs. Of a proposition on which two contradict each other the
  // reader wants the pairs; that a third one is silent the cells say as well.
  void verdicts() {
    const VerdictCounts counts = count_verdicts(comparison_, selection_);
    // Pairs with a silent one are listed only when all pairs fit below the limit: they are the most, and follow from
    // the cells that are not there.
    const bool one_sided =
        counts.agree + counts.contradict + counts.not_inconsistent + counts.one_side_only <= kMaxVerdicts;
    json_.text(
        "one_side_only",
        one_sided ? "listed" : fmt::format("{} not listed: a cell that is not there is silent", counts.one_side_only));
    json_.key("verdict_counts")
        .open('{')
        .number("agree", counts.agree)
        .number("contradict", counts.contradict)
        .number("not inconsistent", counts.not_inconsistent)
        .number("one side only", counts.one_side_only)
        .close();
    json_.key("verdicts").open('[');
    // The gravest verdict first, so that what the limit cuts off is what a reader misses least; how many are missing is
    // said.
    std::uint64_t left = kMaxVerdicts;
    for (const Verdict wanted :
         {Verdict::contradict, Verdict::agree, Verdict::not_inconsistent, Verdict::one_side_only}) {
      if (wanted == Verdict::one_side_only && !one_sided) break;
      for (const PropositionIndex on : selection_.propositions) {
        if (left == 0) break;
        pairs_on(on, wanted, left);
      }
    }
    const std::uint64_t all =
        counts.agree + counts.contradict + counts.not_inconsistent + (one_sided ? counts.one_side_only : 0);
    json_.close().number("verdicts_left_out", all - (kMaxVerdicts - left));
  }

  // The pairs of one verdict on one proposition, in the order in which the accounts are shown.
  void pairs_on(PropositionIndex on, Verdict wanted, std::uint64_t& left) {
    std::vector<AccountIndex> speaking;
    for (const std::uint32_t at : comparison_.cells_on(on))
      if (looked_at_[comparison_.cells()[at].account]) speaking.push_back(comparison_.cells()[at].account);
    const auto in_order = [&](AccountIndex a, AccountIndex b) { return order_[a] < order_[b]; };
    std::sort(speaking.begin(), speaking.end(), in_order);
    // Who is silent has no cell on the proposition, so he is looked for among all.
    const auto& others = wanted == Verdict::one_side_only ? selection_.accounts : speaking;
    for (const AccountIndex a : speaking) {
      for (const AccountIndex b : others) {
        if (left == 0) return;
        const bool silent = comparison_.cell(b, on) == nullptr;
        // Of two who speak each pair once; who is silent meets each who speaks.
        if (silent ? wanted != Verdict::one_side_only : order_[b] <= order_[a]) continue;
        if (!pair_chosen(a, b) || comparison_.verdict(a, b, on) != wanted) continue;
        verdict({std::min(a, b, in_order), std::max(a, b, in_order), on, wanted});
        --left;
      }
    }
  }

  // Selection::pairs() by flags, since it is asked millions of times.
  bool pair_chosen(AccountIndex a, AccountIndex b) const {
    if (selection_.left.empty()) return true;
    return (left_[a] && right_[b]) || (left_[b] && right_[a]);
  }

  void verdict(const PairVerdict& pair) {
    json_.open('{');
    names("accounts", std::vector{pair.a, pair.b});
    json_.text("proposition", material_.propositions()[pair.proposition].name).text("verdict", to_string(pair.verdict));
    if (pair.verdict == Verdict::one_side_only)
      json_.text("by", account_name(comparison_.cell(pair.a, pair.proposition) != nullptr ? pair.a : pair.b));
    json_.text_if("difference", comparison_.difference(pair.a, pair.b, pair.proposition));
    if (pair.verdict != Verdict::one_side_only)
      json_.text_if("conditional_on", comparison_.conditional_on(pair.a, pair.b, pair.proposition));
    json_.close();
    pass_on();
  }

  // Over all accounts and not only those that are shown: what is told of a proposition does not depend on who
  // looks.
  void told() {
    json_.key("propositions_told").open('[');
    for (const PropositionIndex on : selection_.propositions) {
      const PropositionView view = comparison_.told(on);
      json_.open('{').text("proposition", material_.propositions()[on].name).text("told", to_string(view.told));
      names("true_by", view.affirmed_by), names("false_by", view.denied_by), names("undecided", view.undecided);
      json_.close();
    }
    json_.close();
  }

  void changes() {
    json_.key("changes").open('[');
    for (const Change& change : comparison_.changes()) {
      if (!chosen_[change.proposition]) continue;
      json_.open('{')
          .text("party", party_name(change.holder))
          .text("proposition", material_.propositions()[change.proposition].name)
          // A text's own word is a change, too; "changed_by" says whose word it is.
          .flag("changed", change.changed || change.source);
      if (change.changed || change.source) json_.text("changed_by", change.changed ? "record" : "source");
      json_.text_if("conditional_on", change.conditional_on);
      if (change.source) source(*change.source);
      json_.key("sequence").open('[');
      for (const Position& position : change.sequence) {
        json_.open('{')
            .text("when", position.when)
            .text("stance", fmt::format("{}", fmt::join(position.stances, " and ")));
        if (position.through != kNone) json_.text("through", material_.propositions()[position.through].name);
        if (position.near) json_.flag("near", true);
        if (position.unplaced) json_.flag("unplaced", true);
        json_.text_if("conditional_on", position.conditional_on);
        names("accounts", position.accounts);
        statements("statements", position.statements);
        json_.close();
      }
      json_.close().close();
    }
    json_.close();
  }

  void source(const TextSays& says) {
    json_.key("source")
        .open('{')
        .text("by", party_name(says.by))
        .text("doc", material_.documents()[says.document].name)
        .number("line", says.line)
        .text("text", says.sentence)
        .close();
  }

  void shared_lines() {
    json_.key("shared_lines").open('[');
    for (const SharedLine* one : lines_shown(comparison_, selection_)) {
      const SharedLine& line = *one;
      json_.open('{')
          .text("kind", line.found ? "found" : "asserted")
          .text("line", line.line)
          .number("weight", line.weight)
          .flag("verbatim", line.verbatim)
          .flag("asserted", line.asserted)
          .flag("one_utterance", line.one_utterance);
      if (line.instead_of_answer) json_.flag("instead_of_answer", true);
      if (!line.telling.empty()) json_.texts("telling", line.telling);
      if (line.source) source(*line.source);
      json_.key("speakers").open('[');
      for (const PartyIndex speaker : line.speakers) json_.text(party_name(speaker));
      if (line.found && line.speakers.size() == 1) json_.text(party_name(line.speakers.front()));  // one, twice
      json_.close();
      statements("statements", line.statements);
      json_.key("spans").open('[');
      for (const auto& place : line.places) {
        json_.open('{')
            .text("doc", place.document == kNone ? "" : material_.documents()[place.document].name)
            .number("start", place.span.start)
            .number("end", place.span.end);
        json_.number("bstart", place.span.byte_start)
            .number("bend", place.span.byte_end)
            .number("line", place.span.line)
            .text("text", place.span.text)
            .close();
      }
      json_.close().close();
      pass_on();
    }
    json_.close();
  }

  void utterances() {
    json_.key("utterances").open('[');
    for (const Utterance& utterance : comparison_.utterances()) {
      json_.open('{').flag("asserted", utterance.asserted);
      statements("statements", utterance.statements);
      json_.close();
    }
    json_.close();
  }

  // Recorded ones of what is shown; what only the texts tell, when everything is shown.
  void non_answers() {
    json_.key("non_answers").open('[');
    for (const NonAnswer& one : accounts::non_answers(comparison_)) {
      std::vector<std::string> on;
      for (const PropositionIndex q : one.on)
        if (chosen_[q]) on.push_back(material_.propositions()[q].name);
      const bool out_of_sight = one.on.empty() ? !whole() : on.empty();
      if (one.recorded() ? out_of_sight || !looked_at_[one.account] : !whole()) continue;
      json_.open('{').text("party", party_name(one.who));
      if (one.recorded()) json_.text("account", account_name(one.account));
      json_.texts("propositions", on).text_if("question", one.question);
      statements("questions", one.questions);
      json_.key("answers").open('[');
      for (const NonAnswer::Answer& answer : one.answers)
        json_.open('{')
            .text("statement", statement_name(answer.statement))
            .text("how", to_string(answer.how))
            .text_if("text", answer.quote.text)
            .close();
      json_.close();
      if (!one.sentence.empty())
        json_.text("doc", material_.documents()[one.document].name)
            .number("line", one.line)
            .text("text", one.sentence)
            .text_if("before", one.before);
      json_.close();
      pass_on();
    }
    json_.close();
  }

  void silences() {
    // The limit on silences then counts only what is looked at.
    const Shown shown{looked_at_, chosen_};
    const Silences found = comparison_.silences(&shown);
    json_.key("silences").open('[');
    for (const Silence& silence : found.list) {
      json_.open('{')
          .text("account", account_name(silence.account))
          .text("proposition", material_.propositions()[silence.proposition].name)
          .text("why", to_string(silence.why));
      statements("statements", silence.statements);
      json_.close();
      pass_on();
    }
    json_.close().number("silences_left_out", found.left_out);
  }

  void self_contradictions() {
    json_.key("self_contradictions").open('[');
    for (const SelfContradiction& one : comparison_.self_contradictions()) {
      if (!chosen_[one.proposition]) continue;
      json_.open('{')
          .text("party", party_name(one.holder))
          .text("proposition", material_.propositions()[one.proposition].name);
      names("accounts", one.accounts);
      json_.close();
    }
    json_.close();
  }

  const Comparison& comparison_;
  const Material& material_;
  const Selection& selection_;
  const std::function<void(std::string_view)>& out_;
  std::vector<bool> chosen_, looked_at_, left_, right_;
  std::vector<std::size_t> order_;
  json::Writer json_;
};

// All four offsets: programs that count bytes and those that count characters find the same place.
void write_spans(json::Writer& json, const std::vector<Span>& spans) {
  json.key("spans").open('[');
  for (const Span& span : spans) {
    json.open('{')
        .number("start", span.start)
        .number("end", span.end)
        .number("bstart", span.byte_start)
        .number("bend", span.byte_end);
    json.number("line", span.line).text("text", span.text).close();
  }
  json.close();
}

}  // namespace

void write_json(const Comparison& comparison, const Selection& selection,
                const std::function<void(std::string_view)>& out) {
  JsonReport(comparison, selection, out).write();
}

// Everything by which a cell can be checked at its sources: journal and entry, document with hash, spans.
std::string why_json(const Comparison& comparison, AccountIndex account, PropositionIndex proposition) {
  const Material& material = comparison.material();
  const Why why = comparison.why(account, proposition);
  json::Writer json;
  json.open('{')
      .text("account", comparison.accounts()[account].name)
      .text("proposition", material.propositions()[proposition].name);
  json.texts("stances", why.cell == nullptr ? std::vector<std::string>() : why.cell->words()).text("rule", why.rule);
  json.key("grounds").open('[');
  // Every ground with where it lies in a journal, so that anybody can look it up.
  for (const auto& ground : why.grounds) {
    const Statement& statement = material.statements()[ground.statement];
    json.open('{')
        .text("statement", statement.name)
        .text("id", statement.id)
        .text("stance", ground.stance)
        .text("words", statement.words);
    json.text_if("party", statement.made_by);
    if (!statement.authors.empty()) json.texts("recorded_by", statement.authors);
    if (statement.confidence) json.number("confidence", *statement.confidence);
    json.text_if("journal", statement.journal);
    if (!statement.journal.empty()) json.number("seq", statement.seq);
    if (statement.received) json.text("received", parley::to_string(*statement.received));
    if (statement.document != kNone)
      json.text("doc", material.documents()[statement.document].name)
          .text("sha256", material.documents()[statement.document].sha256);
    write_spans(json, statement.content_spans);
    json.number("links", ground.hearsay.depth).text("chain", ground.hearsay.chain).text("told", ground.hearsay.told);
    if (ground.utterance > 0) json.number("utterance", ground.utterance);
    if (!statement.problems.empty()) json.texts("problems", statement.problems);
    json.close();
  }
  json.close().key("left_out").open('[');
  for (const StatementIndex statement : why.left_out) json.text(material.statements()[statement].name);
  json.close().close();
  return json.str();
}

}  // namespace parley::accounts
