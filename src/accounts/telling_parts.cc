// What stands beside the lines of a telling: the two faces, the floor, the wholes, who declined, what moved. Everything
// is taken from what the comparison computes and cut down to what is shown. Tests: telling_test.cc.
#include "accounts/telling_parts.h"

#include <algorithm>

#include "accounts/model.h"
#include "accounts/order.h"
#include "accounts/text.h"
#include "text/display.h"

namespace parley::accounts {
namespace {

using Line = Telling::Line;
using Saying = Telling::Saying;
using Manner = Telling::Manner;
using Kind = Telling::Kind;

// Whether anything at all says when it was said: a time, words, or an occasion that has some.
bool is_dated(const Material& material, StatementIndex index) {
  const Statement& statement = material.statements()[index];
  return statement.said || !statement.when.empty() ||
         (statement.occasion != kNone && !material.events()[statement.occasion].when.empty());
}

}  // namespace

Strength::Strength(const Material& material, const Quotation& quote)
    : words_(accounts::words_of(quote.text).size()), place_(place_in_text(material, quote.statement)) {
  const bool direct = quote.own && material.statements()[quote.statement].form == Form::direct;
  const auto& stances = material.statements()[quote.statement].stances;
  const bool only_follows = !stances.empty() && std::all_of(stances.begin(), stances.end(),
                                                            [](const TakenStance& taken) { return taken.presupposed; });
  rank_ = {!quote.text.empty(), direct, quote.itself, is_dated(material, quote.statement), quote.own, !only_follows};
  points_ = std::count_if(stances.begin(), stances.end(),
                          [](const TakenStance& taken) { return taken.stance != Stance::silent; });
}

// What is said of this point alone says more of it than what is said of several at once, and what only follows from
// somebody's words says less. Of equals the one that stands first in the text.
bool Strength::above(const Strength& other) const {
  if (rank_ != other.rank_) return rank_ > other.rank_;
  if (points_ != other.points_) return points_ < other.points_;
  return words_ != other.words_ ? words_ > other.words_ : place_ < other.place_;
}

namespace {

bool stronger(const Material& material, const Quotation& one, const Quotation& other) {
  return Strength(material, one).above(Strength(material, other));
}

}  // namespace

Telling::Words strongest_words(const Material& material, const std::vector<StatementIndex>& statements,
                               const std::map<StatementIndex, const Utterance*>& reports) {
  Telling::Words out;
  std::optional<Strength> strongest;
  for (const StatementIndex index : statements) {
    Quotation one = quote_of(material, index);
    // Nearly always there is one only, which needs no rank.
    if (statements.size() == 1) {
      out.quote = std::move(one);
      break;
    }
    Strength strength(material, one);
    if (!strongest || strength.above(*strongest)) out.quote = std::move(one), strongest = std::move(strength);
  }
  const auto report = reports.find(out.quote.statement);
  if (report == reports.end()) return out;
  for (const StatementIndex index : report->second->statements) {
    Quotation one = quote_of(material, index);
    // The same words elsewhere; another report in other words is a saying of its own.
    if (index != out.quote.statement && one.text == out.quote.text) out.also.push_back(std::move(one));
  }
  return out;
}

namespace {

class Parts {
 public:
  Parts(const Comparison& comparison, const Selection& selection, const Standings& standings, const Names& names,
        const Spoken& spoken, const std::function<void(Line&)>& fill, Telling& telling)
      : comparison_(comparison),
        material_(comparison.material()),
        standings_(standings),
        names_(names),
        shown_(selection.shown(comparison)),
        // Nothing was chosen. What is on no proposition is shown only then, since no choice could mean it.
        whole_(selection.left.empty() &&
               std::all_of(shown_.propositions.begin(), shown_.propositions.end(), [](bool one) { return one; })),
        all_unanswered_(selection.left.empty() && selection.event == kNone && selection.only == Only::unanswered),
        spoken_(spoken),
        fill_(fill),
        telling_(telling) {
    for (const auto& group : telling.groups)
      for (const Line& line : group) line_of_.emplace(line.proposition, &line);
  }

  void all() {
    // The faces come before what bears on them; the lines were sorted before any of this, so the first of a group is
    // the gravest.
    faces();
    for (Line& line : telling_.groups[static_cast<std::size_t>(Kind::both_sides)]) floor(line);
    bearing(), wholes(), declined(), moved(), sources(), order(), headings();
  }

 private:
  static bool stands(const Saying& saying, Standing where) {
    return saying.standing == where || saying.standing == Standing::both;
  }
  static bool is_sided(const Saying& saying) {
    return takes_side(saying.manner, true) || takes_side(saying.manner, false);
  }

  // Null where nobody who stands there says so.
  const Saying* strongest_of(const Line& line, Standing where, bool so) const {
    const Saying* best = nullptr;
    for (const Saying& one : line.sayings)
      if (stands(one, where) && takes_side(one.manner, so) &&
          (best == nullptr || stronger(material_, one.words.quote, best->words.quote)))
        best = &one;
    return best;
  }

  Telling::Face face_of(const Saying& saying, Standing where) const {
    const Statement& statement = material_.statements()[saying.words.quote.statement];
    Telling::Face out{.standing = where,
                      .manner = saying.manner,
                      .who = saying.who,
                      .when = {},
                      .as_told = saying.as_told,
                      .read_by = saying.read_by,
                      .words = saying.words};
    out.when = !statement.when.empty() || statement.occasion == kNone ? statement.when
                                                                      : material_.events()[statement.occasion].when;
    return out;
  }

  void faces() {
    const auto& between = telling_.lines(Kind::between_sides);
    if (between.empty()) return;
    const Line& line = between.front();
    // Either side may be the one that says so; where both ways are there the first side is shown as saying so.
    for (const bool so : {true, false}) {
      const Saying *first = strongest_of(line, Standing::first, so),
                   *second = strongest_of(line, Standing::second, !so);
      if (first == nullptr || second == nullptr) continue;
      telling_.faces = {line.proposition, face_of(*first, Standing::first), face_of(*second, Standing::second), {}};
      telling_.faces->hinge = hinge(line);
      return;
    }
  }

  // Of one whom several tell with both sides, what hangs on somebody: that is the account that may be no account.
  std::optional<Telling::Hinge> hinge(const Line& line) {
    for (const Saying& one : line.sayings) {
      // Nothing else that is told of him may be on the same side: with a second source it does not hang on the one.
      const bool alone = std::none_of(line.sayings.begin(), line.sayings.end(), [&](const Saying& other) {
        return &other != &one && other.who.party == one.who.party && is_sided(other) &&
               takes_side(other.manner, true) == takes_side(one.manner, true);
      });
      if (!one.both_sides || one.only_if.empty() || !alone) continue;
      Telling::Hinge out{one.who, one.accounts, one.statements, one.only_if, one.words, {}};
      for (const Standing where : {Standing::first, Standing::second})
        if (const Saying* said = said_of(one, where)) out.of_it.push_back(*said);
      return out;
    }
    return std::nullopt;
  }

  // What a side says of the account itself: on what the statement around it says, unless it says the same.
  const Saying* said_of(const Saying& told, Standing where) {
    const Saying* best = nullptr;
    for (const StatementIndex index : told.statements) {
      const StatementIndex around = material_.statements()[index].within;
      if (around == kNone || around == index) continue;
      for (const TakenStance& taken : material_.statements()[around].stances) {
        const Line* const line = in_full(taken.proposition);
        if (line == nullptr) continue;
        for (const Saying& one : line->sayings)
          if (one.standing == where && !takes_side(one.manner, true) && one.who.party != told.who.party &&
              (best == nullptr || stronger(material_, one.words.quote, best->words.quote)))
            best = &one;
      }
    }
    return best;
  }

  // Null where there is no line.
  const Line* in_full(PropositionIndex on) {
    const auto line = line_of_.find(on);
    if (line == line_of_.end()) return nullptr;
    if (line->second->in_full) return line->second;
    const auto [made, is_new] = made_.try_emplace(on, *line->second);
    if (is_new) fill_(made->second);
    return &made->second;
  }

  // --- the floor

  // The words of one side: how strongly it says it in its own words, first by the text.
  std::string strength(const Line& line, Standing where) const {
    std::vector<std::string> out;
    for (const Saying& one : line.sayings) {
      if (one.standing != where || !is_sided(one) || !one.own_words) continue;
      for (const AccountIndex account : one.accounts)
        if (const Cell* cell = comparison_.cell(account, line.proposition))
          for (std::string& word : strength_of(comparison_, *cell))
            if (std::find(out.begin(), out.end(), word) == out.end()) out.push_back(std::move(word));
    }
    std::string words;
    for (const std::string& one : out) words += (words.empty() ? "" : ", ") + one;
    return words;
  }

  // Where only one side has such a word, what the other says in its place.
  std::string clause(const Line& line, Standing where) const {
    const Saying* best = nullptr;
    for (const Saying& one : line.sayings)
      if (one.standing == where && is_sided(one) &&
          (best == nullptr || stronger(material_, one.words.quote, best->words.quote)))
        best = &one;
    if (best == nullptr) return {};
    const std::string& text = best->words.quote.text;
    return bare_words(text.substr(0, text.find(" … ")));
  }

  void floor(Line& line) const {
    Telling::Floor out{.proposition = line.proposition, .text = line.text, .first = {}, .second = {}};
    std::string first = strength(line, Standing::first), second = strength(line, Standing::second);
    if (first != second) {
      out.first = first.empty() ? clause(line, Standing::first) : first;
      out.second = second.empty() ? clause(line, Standing::second) : second;
      // Whoever says the narrower thing says the wider one, too; whoever denies it does not.
      const PropositionIndex wider = material_.propositions()[line.proposition].narrower_than;
      const bool so = std::all_of(line.sayings.begin(), line.sayings.end(),
                                  [](const Saying& one) { return !takes_side(one.manner, false); });
      if (wider != kNone && so && !material_.propositions()[wider].text.empty())
        out.proposition = wider, out.text = material_.propositions()[wider].text;
      // Both or none: a word of one side alone would look as if the other had said nothing.
      if (out.first.empty() || out.second.empty() || out.first == out.second) out.first.clear(), out.second.clear();
    }
    line.floor = std::move(out);
  }

  // --- what bears on the gravest contradiction

  // What both say of an utterance in which a side of the gravest is taken: that is how it came up.
  void bearing() {
    if (!telling_.faces) return;
    std::vector<std::pair<std::size_t, PropositionIndex>> found;
    for (const Line& line : telling_.lines(Kind::both_sides)) {
      std::size_t count = 0;
      for (const std::uint32_t at : comparison_.cells_on(telling_.faces->proposition)) {
        for (const StatementIndex index : comparison_.cells()[at].statements()) {
          const StatementIndex around = material_.statements()[index].within;
          if (around == kNone || around == index) continue;
          const auto& stances = material_.statements()[around].stances;
          count += std::any_of(stances.begin(), stances.end(),
                               [&](const TakenStance& one) { return one.proposition == line.proposition; });
        }
      }
      if (count > 0) found.emplace_back(count, line.proposition);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (const auto& [count, on] : found)
      // Two are enough to say how it came up.
      if (telling_.bearing.size() < 2) telling_.bearing.push_back(on);
  }

  // --- the two sides as wholes

  // Each proposition on which either speaks goes into one of four lists, the first that fits: one is silent, they
  // contradict, both take a side, one takes none.
  void wholes() {
    if (!telling_.first || !telling_.second) return;
    Telling::Wholes out;
    for (const auto& group : telling_.groups) {
      for (const Line& line : group) {
        const Line::Takes &a = line.takes[0], &b = line.takes[1];
        if (!a.speaks && !b.speaks) continue;
        const bool sided = (a.so || a.not_so) && (b.so || b.not_so);
        const bool opposite = (a.so && b.not_so) || (a.not_so && b.so);
        (!a.speaks || !b.speaks ? out.one_is_silent
         : opposite             ? out.contradict
         : sided                ? out.agree
                                : out.one_takes_no_side)
            .push_back(line.proposition);
      }
    }
    telling_.wholes = std::move(out);
  }

  // --- who did not answer

  void declined() {
    for (NonAnswer& one : non_answers(comparison_, whole_ ? nullptr : &shown_)) {
      // Beside what is shown of him, whatever was chosen.
      if (!one.asked) {
        not_spoken(one);
        continue;
      }
      Telling::Declined out{.who = names_.of(one.who), .standing = standings_.of(one.who), .on = {}, .statements = {}};
      for (const PropositionIndex on : one.on)
        if (shown_.propositions[on]) out.on.push_back(on);
      const bool on_nothing = one.on.empty();
      // What is recorded is shown with its account and any of its propositions. What is on no proposition, or only told
      // by a text, is shown when nothing was chosen.
      if (one.recorded() ? (on_nothing ? !whole_ : out.on.empty()) || !shown_.accounts[one.account]
                         : !whole_ && !all_unanswered_)
        continue;
      // Nobody here is called so: the text's own word for him stands in for a name.
      if (one.who == kNone && !one.subject.empty()) out.who.full = out.who.brief = one.subject;
      for (const auto& answer : one.answers) out.statements.push_back(answer.statement);
      out.statements.insert(out.statements.end(), one.questions.begin(), one.questions.end());
      out.what = std::move(one);
      telling_.declined.push_back(std::move(out));
    }
    // Also when somebody was asked and answered: a page that says that nobody declined means little where nobody was
    // asked.
    telling_.anybody_asked = spoken_.asked || !telling_.declined.empty();
  }

  // "has not spoken in public", from the word before "not" to the end of the clause.
  static std::string not_spoken_words(const std::string& sentence) {
    const std::size_t at = sentence.find(" not spoken");
    if (at == std::string::npos || at == 0) return sentence;
    const std::size_t space = sentence.rfind(' ', at - 1), begin = space == std::string::npos ? 0 : space + 1;
    std::string out = sentence.substr(begin, std::min(sentence.find_first_of(",;:", at), sentence.size()) - begin);
    while (out.ends_with('.') || out.ends_with(' ')) out.pop_back();
    return out;
  }
  // Kept beside what others tell of him.
  void not_spoken(const NonAnswer& one) {
    const TextSays says{one.document, one.line, one.sentence, material_.documents()[one.document].voice,
                        not_spoken_words(one.sentence)};
    for (auto& group : telling_.groups)
      for (Line& line : group)
        for (Saying& saying : line.sayings)
          if (saying.who.party == one.who && one.who != kNone && !saying.own_words) saying.not_spoken = says;
  }

  // --- what moved

  void moved() {
    for (const Change& change : comparison_.moves()) {
      if (!shown_.propositions[change.proposition]) continue;
      using How = Telling::Moved::How;
      Telling::Moved out{.how = change.changed                  ? How::changed
                                : change.conditional_on.empty() ? How::source_says
                                                                : How::only_if,
                         .who = names_.of(change.holder),
                         .standing = standings_.of(change.holder),
                         .on = change.proposition,
                         .moments = {},
                         .condition = change.changed ? std::string() : change.conditional_on,
                         .source = {}};
      if (change.source) {
        out.source.text = change.source->sentence, out.source.own = true;
        out.source.document = change.source->document, out.source.line = change.source->line;
        out.source_by = change.source->by;
      }
      bool seen = false;
      for (const Position& position : change.sequence) {
        for (const AccountIndex account : position.accounts) seen = seen || shown_.accounts[account];
        // What he said of something near is no position; the text's own word has it beside it.
        if (position.near && out.how != How::source_says) continue;
        Telling::Moment moment{position.when, {}, position.accounts, position.statements, {}};
        for (const std::string& stance : position.stances)
          moment.stance += (moment.stance.empty() ? "" : " and ") + stance;
        moment.words = strongest_words(material_, position.statements, {});
        out.moments.push_back(std::move(moment));
      }
      // All moments of a change are told, or it could not be followed, but only where one of them is of an account that
      // is shown.
      if (!seen) continue;
      if (change.changed) turn(change);
      telling_.moved.push_back(std::move(out));
    }
    std::stable_sort(telling_.moved.begin(), telling_.moved.end(),
                     [](const Telling::Moved& a, const Telling::Moved& b) { return a.how < b.how; });
  }

  // How somebody of one side who changed stood to what the other side says, where that is one thing.
  void turn(const Change& change) {
    using How = Telling::Turn::How;
    const Standing standing = standings_.of(change.holder);
    if (standing != Standing::first && standing != Standing::second) return;
    const Line* const line = in_full(change.proposition);
    const std::size_t other = standing == Standing::first ? 1 : 0;
    if (line == nullptr || line->takes[other].so == line->takes[other].not_so) return;
    Telling::Turn out{
        .on = change.proposition, .who = names_.of(change.holder), .standing = standing, .other = {}, .steps = {}};
    for (const Position& position : change.sequence) {
      // What hangs on somebody's word is told with what moved; of what has no place nobody knows when it was.
      if (position.near || position.unplaced || !position.conditional_on.empty()) continue;
      const How how = position.affirms == position.denies         ? How::takes_no_side
                      : position.affirms == line->takes[other].so ? How::agrees
                                                                  : How::contradicts;
      if (out.steps.empty() || out.steps.back().how != how)
        out.steps.push_back({how, position.when, position.statements});
      else
        out.steps.back().statements.insert(out.steps.back().statements.end(), position.statements.begin(),
                                           position.statements.end());
    }
    const bool contradicted =
        std::any_of(out.steps.begin(), out.steps.end(), [](const auto& step) { return step.how == How::contradicts; });
    if (out.steps.size() < 2 || !contradicted) return;
    std::set<std::string> names;
    for (const Saying& one : line->sayings)
      if (is_sided(one) && places_of(one.standing).front() == other) names.insert(one.who.brief);
    out.other = names.size() == 1 ? *names.begin() : (other == 0 ? telling_.first : telling_.second)->name.brief;
    telling_.turns.push_back(std::move(out));
  }

  // --- what the texts say, and when

  void sources() {
    std::set<PartyIndex> holders;
    for (AccountIndex i = 0; i < comparison_.accounts().size(); ++i)
      if (shown_.accounts[i]) holders.insert(comparison_.accounts()[i].holder);
    for (const SourceSays& one : accounts::source_says(comparison_)) {
      const auto count =
          std::count_if(one.of.begin(), one.of.end(), [&](PartyIndex of) { return holders.contains(of); });
      // Of a pair both have to be shown.
      if (count >= (one.what == SourceSays::What::change ? 1 : 2)) telling_.source_says.push_back(one);
    }
  }

  void order() {
    const Order& order = order_of(comparison_);
    std::map<std::size_t, std::vector<AccountIndex>> by_occasion;
    for (AccountIndex account = 0; account < spoken_.accounts.size(); ++account)
      if (spoken_.accounts[account]) by_occasion[order.occasion_of(account)].push_back(account);
    std::vector<std::size_t> wanted;
    for (const auto& [occasion, accounts] : by_occasion) wanted.push_back(occasion);
    // Putting them in order compares each with each.
    if (wanted.size() > kMaxOccasions) return;
    std::size_t last = SIZE_MAX;
    for (const std::size_t one : order.in_order(wanted)) {
      const accounts::Occasion& of = order.occasions()[one];
      Telling::Occasion out{.event = of.event, .title = of.title, .when = of.when, .relation = of.relation};
      out.placed = order.placed(one), out.accounts = std::move(by_occasion[one]);
      // Neighbours in the list need not be in a known order: a page must not say "then" where nobody knows.
      out.after_last = last != SIZE_MAX && order.of(last, one) == Order::Is::before;
      telling_.order.push_back(std::move(out));
      last = one;
    }
  }

  void headings() {
    for (const Heading& one : accounts::headings(comparison_))
      if (shown_.propositions[one.proposition]) telling_.headings.push_back(one);
  }

  static constexpr std::size_t kMaxOccasions = 1'000;  // a reader sees no order in more

  const Comparison& comparison_;
  const Material& material_;
  const Standings& standings_;
  const Names& names_;
  Shown shown_;
  bool whole_;
  bool all_unanswered_;  // the reader asks who did not answer, whatever it is about
  const Spoken& spoken_;
  const std::function<void(Line&)>& fill_;
  Telling& telling_;
  std::map<PropositionIndex, const Line*> line_of_;
  std::map<PropositionIndex, Line> made_;  // in full, of lines that are not
};

}  // namespace

void tell_parts(const Comparison& comparison, const Selection& selection, const Standings& standings,
                const Names& names, const Spoken& spoken, const std::function<void(Line&)>& fill, Telling& telling) {
  Parts(comparison, selection, standings, names, spoken, fill, telling).all();
}

}  // namespace parley::accounts
