// The lines and their groups. A saying is made of the cells, so that whatever makes no cell (a source that is turned
// off, a reading that may be left out) is not told either; the group of a line follows from its sayings and from
// nothing else. Cost: the statements of each proposition, once. Tests: telling_test.cc.
#include "accounts/telling.h"

#include <algorithm>
#include <map>

#include "accounts/model.h"
#include "accounts/names.h"
#include "accounts/origins.h"
#include "accounts/sides.h"
#include "accounts/telling_parts.h"
#include "accounts/when.h"
#include "text/display.h"

namespace parley::accounts {
namespace {

using Line = Telling::Line;
using Saying = Telling::Saying;
using Manner = Telling::Manner;
using Kind = Telling::Kind;

// A claim that its holder once made as an allegation stays one when he repeats it in the same account: that gives it no
// ground.
Manner manner_of(const Cell& cell, const CellStance& stance) {
  const Side side = side_of(stance);
  if (side != Side::none) {
    const bool alleges = std::any_of(cell.stances.begin(), cell.stances.end(), [&](const CellStance& one) {
      return one.stance == Stance::alleges && side_of(one) == side;
    });
    if (side == Side::affirms) return alleges ? Manner::alleges_so : Manner::says_so;
    return alleges ? Manner::alleges_not : Manner::says_not;
  }
  return stance.stance == Stance::declines ? Manner::declines
         : stance.stance == Stance::doubts ? Manner::doubts
                                           : Manner::raises;
}

// Whether two holders, one of each list, are two.
bool two_of(const std::set<PartyIndex>& a, const std::set<PartyIndex>& b) {
  return !a.empty() && !b.empty() && (a.size() > 1 || b.size() > 1 || *a.begin() != *b.begin());
}

// What makes two statements one saying.
using Key = std::tuple<PartyIndex, Standing, Manner, bool, std::string>;

class Lines {
 public:
  Lines(const Comparison& comparison, const Selection& selection, const Standings& standings, const Names& names)
      : comparison_(comparison),
        material_(comparison.material()),
        standings_(standings),
        names_(names),
        places_(material_),
        shown_(selection.shown(comparison)),
        report_of_(reports()) {
    for (std::size_t i = 0; i < selection.pinned.size(); ++i) pinned_.emplace(selection.pinned[i], i);
    shown_accounts_ = selection.accounts;
    // Ascending, as support_of() looks accounts up by halving.
    std::sort(shown_accounts_.begin(), shown_accounts_.end());
    spoken_.accounts.resize(comparison.accounts().size());
    spoken_.statements.resize(material_.statements().size());
    // The last place is for who is not known.
    spoken_.anybody.resize(material_.parties().size() + 1);
    for (auto& flags : spoken_.of_standing) flags.resize(material_.parties().size());
  }

  // The negation of a proposition that is here is told there.
  bool told_elsewhere(PropositionIndex on) const {
    const PropositionIndex base = material_.propositions()[on].negation_of;
    return base != kNone && base != on && shown_.propositions[base];
  }

  // What decides where a line stands, and what is counted of it; its sayings are not made for that.
  struct Weighed {
    Line line;
    std::vector<Key> keys;      // of its sayings, ascending
    PlacesInText::Place first;  // where the first words on it stand
    // Of the first side and the second, who says so and who not so, told by nobody else than that side.
    std::array<std::set<PartyIndex>, 2> so, not_so;
    bool may_rely = false;  // somebody may have it from another who speaks on it (reliance.h)
  };
  std::optional<Weighed> weigh(PropositionIndex on) {
    const Proposition& proposition = material_.propositions()[on];
    Weighed out;
    out.line.proposition = on, out.line.name = proposition.name, out.line.text = proposition.text;
    out.line.pinned = pinned_.contains(on), out.line.in_full = false;
    std::vector<StatementIndex> sided;
    for (const std::uint32_t at : comparison_.cells_on(on)) {
      const Cell& cell = comparison_.cells()[at];
      if (!shown_.accounts[cell.account]) continue;
      for (const CellStance& stance : cell.stances) weigh(cell, stance, out);
      // A line weighs as much as what takes a side on it: who only declines or raises it does not make it graver.
      if (!cell.affirms && !cell.denies) continue;
      ++out.line.accounts;
      for (const CellStance& stance : cell.stances)
        if (side_of(stance) != Side::none)
          sided.insert(sided.end(), stance.statements.begin(), stance.statements.end());
    }
    // A proposition of which nobody who is shown says anything has no line; that somebody is silent is told elsewhere.
    if (out.keys.empty()) return std::nullopt;
    std::sort(sided.begin(), sided.end());
    out.line.statements = static_cast<std::size_t>(std::unique(sided.begin(), sided.end()) - sided.begin());
    std::sort(out.keys.begin(), out.keys.end());
    out.keys.erase(std::unique(out.keys.begin(), out.keys.end()), out.keys.end());
    for (const auto& [who, standing, manner, own, reader] : out.keys) {
      if (who != kNone) spoken_.of_standing[static_cast<std::size_t>(standing)][who] = true;
      spoken_.anybody[who == kNone ? spoken_.anybody.size() - 1 : who] = true;
      for (const std::size_t place : places_of(standing)) {
        if (place > 1) continue;
        Line::Takes& takes = out.line.takes[place];
        takes.speaks = true;
        takes.so = takes.so || takes_side(manner, true), takes.not_so = takes.not_so || takes_side(manner, false);
      }
    }
    for (const std::size_t place : {0u, 1u})
      out.line.takes[place].against_itself = two_of(out.so[place], out.not_so[place]);
    out.may_rely = out.may_rely || publishes(out);
    return out;
  }

  // `kind`: of a line that stands there because one side is contradicted within itself, by whoever tells it.
  void fill(Line& out, Kind kind = Kind::nobody) const {
    std::map<Key, Saying> sayings;
    for (const std::uint32_t at : comparison_.cells_on(out.proposition)) {
      const Cell& cell = comparison_.cells()[at];
      if (!shown_.accounts[cell.account]) continue;
      for (const CellStance& stance : cell.stances) take(cell, stance, sayings);
    }
    out.in_full = true;
    for (auto& [key, saying] : sayings) out.sayings.push_back(std::move(saying));
    finish(out);
    if (kind == Kind::within_a_side && out.within.empty())
      for (const Standing standing : {Standing::first, Standing::second}) within(out, standing, false);
  }

  // Who takes a side on a line and has it from nobody else who does.
  void add_originators(const Weighed& one, std::set<PartyIndex>& out) const {
    if (one.may_rely || one.line.in_full) {
      Line line = one.line;
      if (!line.in_full) fill(line);
      for (const Saying& saying : line.sayings)
        if ((takes_side(saying.manner, true) || takes_side(saying.manner, false)) && saying.relies_on.empty())
          out.insert(saying.who.party);
      return;
    }
    for (const auto& [who, standing, manner, own, reader] : one.keys)
      if (takes_side(manner, true) || takes_side(manner, false)) out.insert(who);
  }

  // The gravest first.
  void sort(std::vector<Weighed>& lines) const {
    // What the reader wants to have first stands first, in his order; all others are equal in that.
    const auto pin = [&](const Line& line) {
      const auto at = pinned_.find(line.proposition);
      return at == pinned_.end() ? pinned_.size() : at->second;
    };
    std::sort(lines.begin(), lines.end(), [&](const Weighed& a, const Weighed& b) {
      const auto weight = [&](const Line& line) { return std::pair(line.accounts, line.statements); };
      if (pin(a.line) != pin(b.line)) return pin(a.line) < pin(b.line);
      if (weight(a.line) != weight(b.line)) return weight(a.line) > weight(b.line);
      // Lines of one weight come in the order in which a reader meets them.
      if (const bool before = places_.less(a.first, b.first); before || places_.less(b.first, a.first)) return before;
      // So that the order is the same each time, whatever order the lines came in.
      return text::natural_less(a.line.name, b.line.name);
    });
  }

  const Spoken& spoken() const { return spoken_; }

 private:
  void weigh(const Cell& cell, const CellStance& stance, Weighed& out) {
    const Manner manner = manner_of(cell, stance);
    spoken_.accounts[cell.account] = true;
    for (const StatementIndex index : stance.statements) {
      const Statement& statement = material_.statements()[index];
      const PartyIndex holder = origin_of(material_, statement);
      out.keys.emplace_back(holder, standings_.of(cell.account, holder, index), manner,
                            speaks_itself(material_, statement), comparison_.accounts()[cell.account].reader);
      if (const Standing standing = std::get<1>(out.keys.back());
          (standing == Standing::first || standing == Standing::second) &&
          !standings_.of_other_side(holder, standing) && of_the_side(statement, standing))
        for (const bool so : {true, false})
          if (takes_side(manner, so)) (so ? out.so : out.not_so)[standing == Standing::first ? 0 : 1].insert(holder);
      spoken_.statements[index] = true;
      spoken_.asked = spoken_.asked || (manner == Manner::raises && statement.addressee != kNone);
      out.may_rely = out.may_rely || statement.same_as != kNone ||
                     std::any_of(statement.chain.begin(), statement.chain.end(),
                                 [](const Link& link) { return link.statement != kNone; });
      if (const auto place = places_.of(index); out.first.statement == kNone || places_.less(place, out.first))
        out.first = place;
    }
  }

  // Said to the page by somebody of the side, himself or of another of it.
  bool of_the_side(const Statement& statement, Standing standing) const {
    if (speaks_itself(material_, statement)) return true;
    const auto relays = relays_of(material_, statement);
    return !relays.empty() && standings_.of(relays.front()) == standing;
  }

  // Whether somebody who speaks on it publishes a text in which it is spoken of.
  bool publishes(const Weighed& one) const {
    std::set<PartyIndex> publishers;
    for (const std::uint32_t at : comparison_.cells_on(one.line.proposition))
      for (const CellStance& stance : comparison_.cells()[at].stances)
        for (const StatementIndex index : stance.statements)
          if (const PartyIndex by = publisher_of(material_, material_.statements()[index]); by != kNone)
            publishers.insert(material_.resolved(by));
    return std::any_of(one.keys.begin(), one.keys.end(),
                       [&](const Key& key) { return publishers.contains(std::get<0>(key)); });
  }

  void take(const Cell& cell, const CellStance& stance, std::map<Key, Saying>& sayings) const {
    const Manner manner = manner_of(cell, stance);
    const std::string& reader = comparison_.accounts()[cell.account].reader;
    for (const StatementIndex index : stance.statements) {
      const Statement& statement = material_.statements()[index];
      const PartyIndex holder = origin_of(material_, statement);
      // By the statement and not only by its holder: what one side tells of the other is of the side that tells it.
      const Standing standing = standings_.of(cell.account, holder, index);
      const bool own = speaks_itself(material_, statement);
      const auto [at, is_new] = sayings.try_emplace({holder, standing, manner, own, reader});
      Saying& saying = at->second;
      if (is_new) {
        saying.who = names_.of(holder), saying.standing = standing, saying.manner = manner, saying.own_words = own;
        saying.of_other_side = standings_.of_other_side(holder, standing);
        if (!reader.empty()) saying.read_by = material_.called(reader);
        // Until a statement without the limit comes.
        saying.in_part = saying.by_implication = true;
      }
      // Said in full once is said in full.
      saying.in_part = saying.in_part && stance.in_part;
      saying.by_implication = saying.by_implication && stance.presupposed;
      add(saying.statements, index), add(saying.accounts, cell.account);
    }
  }

  // Keeps a list ascending, each value once.
  template <class T>
  static void add(std::vector<T>& list, T value) {
    const auto at = std::lower_bound(list.begin(), list.end(), value);
    if (at == list.end() || *at != value) list.insert(at, value);
  }

  void finish(Line& line) const {
    const auto sided = [](const Saying& one, bool so) { return takes_side(one.manner, so); };
    for (Saying& one : line.sayings) {
      // Fills in told_by, too, which is needed below.
      if (!one.own_words) one.as_told = as_told(material_, names_, one.statements, one.told_by);
      ways(one);
      one.only_if = in_words(material_, hangs_on(material_, one.statements));
      one.when = only_time(one.statements);
      one.words = strongest_words(material_, one.statements, report_of_);
      for (const Saying& other : line.sayings) {
        const bool same = (sided(one, true) && sided(other, true)) || (sided(one, false) && sided(other, false));
        const bool opposite = (sided(one, true) && sided(other, false)) || (sided(one, false) && sided(other, true));
        // Two sayings of one party on opposite sides: he is told in two ways, and the page has to say so at both.
        // Two readings of what he said are no second word of his.
        const bool read_apart = !one.read_by.empty() && !other.read_by.empty() && one.read_by != other.read_by;
        one.both_sides = one.both_sides || (opposite && other.who.party == one.who.party && !read_apart);
        // The only teller says the same in his own words: then it is his word twice, and no second witness.
        one.told_by_one_who_says_so =
            one.told_by_one_who_says_so ||
            (same && other.own_words && one.told_by.size() == 1 && other.who.party == one.told_by.front().party);
      }
    }
    // Counted over the accounts that are shown, so that the figures of a line agree with what stands under it.
    for (const Side side : {Side::affirms, Side::denies}) {
      const Support support = support_of(comparison_, line.proposition, side, &shown_accounts_);
      if (!support.accounts.empty()) (side == Side::affirms ? line.so : line.not_so) = in_words(support);
      (side == Side::affirms ? line.so_origins : line.not_so_origins) = names_of_origins(names_, support);
      for (const Reliant& relying : support.relying)
        for (Saying& one : line.sayings)
          if (one.who.party == relying.who && takes_side(one.manner, side == Side::affirms))
            for (const PartyIndex on : relying.on) one.relies_on.push_back(names_.of(on));
    }
    sort(line.sayings);
    for (const Standing standing : {Standing::first, Standing::second}) within(line, standing, true);
  }

  // Those of a side who are against each other on a line; `of_it`: only as far as the side itself says it.
  void within(Line& line, Standing standing, bool of_it) const {
    Line::Within out{.standing = standing, .so = {}, .not_so = {}};
    std::set<PartyIndex> so, not_so;
    for (const Saying& one : line.sayings) {
      // Whoever stands here because this side tells of him is nobody of it.
      if (one.standing != standing || one.of_other_side ||
          (of_it && !std::ranges::any_of(one.statements, [&](StatementIndex index) {
             return of_the_side(material_.statements()[index], standing);
           })))
        continue;
      if (takes_side(one.manner, true)) so.insert(one.who.party);
      if (takes_side(one.manner, false)) not_so.insert(one.who.party);
    }
    if (!two_of(so, not_so)) return;
    // Who has said both stands with one of the two only, where somebody else is on the other.
    for (std::size_t i = 0; i < line.sayings.size(); ++i) {
      const Saying& one = line.sayings[i];
      if (one.standing != standing || one.of_other_side) continue;
      const bool both = so.contains(one.who.party) && not_so.contains(one.who.party);
      if (takes_side(one.manner, true) && so.contains(one.who.party) && (!both || not_so.size() == 1))
        out.so.push_back(i);
      if (takes_side(one.manner, false) && not_so.contains(one.who.party) && (!both || so.size() == 1))
        out.not_so.push_back(i);
    }
    if (!out.so.empty() && !out.not_so.empty()) line.within.push_back(std::move(out));
  }

  // How it was passed on and to whom it was said, as far as more is recorded than that it was.
  void ways(Saying& one) const {
    for (const Telling::Name& teller : one.told_by) one.told_how.push_back(told_how_of(one, teller.party));
    std::set<PartyIndex> to;
    for (const StatementIndex index : one.statements) {
      const Statement& statement = material_.statements()[index];
      const PartyIndex whom = statement.addressee == kNone ? kNone : material_.resolved(statement.addressee);
      const PartyIndex paper = publisher_of(material_, statement);
      const auto relays = relays_of(material_, statement);
      const bool passed_on = std::find(relays.begin(), relays.end(), whom) != relays.end();
      to.insert(passed_on || (paper != kNone && material_.resolved(paper) == whom) ? kNone : whom);
    }
    if (to.size() == 1 && *to.begin() != kNone) one.to = names_.of(*to.begin());
  }
  std::string told_how_of(const Saying& one, PartyIndex teller) const {
    for (const StatementIndex index : one.statements)
      for (const Link& link : material_.statements()[index].chain)
        if (link.party != kNone && material_.resolved(link.party) == teller)
          if (std::string manner = manner_in_words(material_, link, &names_); !manner.empty()) return manner;
    return {};
  }

  void sort(std::vector<Saying>& sayings) const {
    struct Ranked {
      std::tuple<Standing, Manner, bool, bool, bool> rank;
      Strength strength;
      Saying saying;
    };
    std::vector<Ranked> ranked;
    for (Saying& one : sayings) {
      const std::tuple rank(one.standing, one.manner, !one.own_words, !one.relies_on.empty(), !one.read_by.empty());
      Strength strength(material_, one.words.quote);
      ranked.push_back({rank, std::move(strength), std::move(one)});
    }
    std::sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
      // The strongest words first.
      return a.rank != b.rank ? a.rank < b.rank : a.strength.above(b.strength);
    });
    for (std::size_t i = 0; i < ranked.size(); ++i) sayings[i] = std::move(ranked[i].saying);
  }

  // The one time that is given; nothing when there are several, which nobody has put in order here.
  std::string only_time(const std::vector<StatementIndex>& statements) const {
    std::string out;
    for (const StatementIndex index : statements) {
      const Statement& statement = material_.statements()[index];
      const std::string& when = !statement.when.empty() || statement.occasion == kNone
                                    ? statement.when
                                    : material_.events()[statement.occasion].when;
      if (when.empty() || time_key(when) == time_key(out)) continue;
      if (!out.empty()) return {};
      out = when;
    }
    return out;
  }

  // Of each statement the others that report the same utterance.
  std::map<StatementIndex, const Utterance*> reports() const {
    std::map<StatementIndex, const Utterance*> out;
    for (const Utterance& one : comparison_.utterances())
      for (const StatementIndex index : one.statements) out.emplace(index, &one);
    return out;
  }

  const Comparison& comparison_;
  const Material& material_;
  const Standings& standings_;
  const Names& names_;
  PlacesInText places_;
  Shown shown_;
  std::vector<AccountIndex> shown_accounts_;
  std::map<PropositionIndex, std::size_t> pinned_;
  std::map<StatementIndex, const Utterance*> report_of_;
  Spoken spoken_;
};

// The gravest question is asked first and the first "yes" decides, so a line is in one group only.
Kind kind_of(const std::vector<Key>& sayings) {
  // By standing, who says so and who denies it; a body of both stands on either.
  std::set<PartyIndex> so[3], not_so[3];
  bool asserted = false;
  for (const auto& [who, standing, manner, own, reader] : sayings) {
    const bool is_so = takes_side(manner, true), is_not = takes_side(manner, false);
    if (!is_so && !is_not) continue;
    asserted = asserted || manner == Manner::says_so || manner == Manner::says_not;
    for (const std::size_t place : places_of(standing)) (is_so ? so : not_so)[place].insert(who);
  }
  // Between two standings somebody has to be against somebody else; one party told in two ways is not against itself.
  const auto against = [&](std::size_t a, std::size_t b) {
    return two_of(so[a], not_so[b]) || two_of(not_so[a], so[b]);
  };
  const auto takes = [&](std::size_t a) { return !so[a].empty() || !not_so[a].empty(); };
  // One who is told by either side with opposite words sets the sides against each other.
  if ((!so[0].empty() && !not_so[1].empty()) || (!not_so[0].empty() && !so[1].empty())) return Kind::between_sides;
  if (against(0, 2) || against(1, 2)) return Kind::side_and_others;
  if (two_of(so[0], not_so[0]) || two_of(so[1], not_so[1])) return Kind::within_a_side;
  if (two_of(so[2], not_so[2])) return Kind::among_others;
  if (takes(0) && takes(1)) return Kind::both_sides;
  if (takes(0)) return Kind::only_first;
  if (takes(1)) return Kind::only_second;
  // An allegation of others that nobody of the sides has spoken to is not given the weight of a claim.
  if (takes(2)) return asserted ? Kind::only_others : Kind::alleged_by_others;
  return Kind::nobody;
}

// All that is told, counted over every line, whether its sayings are made or not.
void count(const Material& material, const Spoken& spoken, const Names& names, Telling& telling) {
  Telling::Counts& out = telling.counts;
  for (const auto& group : telling.groups) out.propositions += group.size();
  std::set<DocumentIndex> documents;
  for (StatementIndex i = 0; i < spoken.statements.size(); ++i) {
    if (!spoken.statements[i]) continue;
    ++out.statements;
    if (const DocumentIndex document = material.statements()[i].document; document != kNone) documents.insert(document);
  }
  out.accounts = static_cast<std::size_t>(std::count(spoken.accounts.begin(), spoken.accounts.end(), true));
  out.documents = documents.size();
  for (PartyIndex i = 0; i < spoken.anybody.size(); ++i)
    if (spoken.anybody[i]) telling.speakers.push_back(names.of(i + 1 == spoken.anybody.size() ? kNone : i));
}

// Groups of which nothing but the first lines is ever told in a sentence; of the others the sentences choose.
bool only_the_gravest(Kind kind) {
  switch (kind) {
    case Kind::between_sides:
    case Kind::side_and_others:
    case Kind::within_a_side:
    case Kind::among_others:
    case Kind::alleged_by_others:
    case Kind::nobody:
      return true;
    default:
      return false;
  }
}

std::optional<Telling::Side> side_named(const Material& material, const Spoken& spoken, const Names& names,
                                        PartyIndex party, Standing standing) {
  if (party == kNone) return std::nullopt;
  Telling::Side out{.name = names.of(party), .speak = {}};
  const auto& speak = spoken.of_standing[static_cast<std::size_t>(standing)];
  for (PartyIndex i = 0; i < speak.size(); ++i)
    if (speak[i]) out.speak.push_back(i);
  std::sort(out.speak.begin(), out.speak.end(), [&](PartyIndex a, PartyIndex b) {
    return text::natural_less(title_of(material, a), title_of(material, b));
  });
  return out;
}

}  // namespace

bool takes_side(Manner manner, bool so) {
  return so ? manner == Manner::says_so || manner == Manner::alleges_so
            : manner == Manner::says_not || manner == Manner::alleges_not;
}

// Places in lists of first, second and others; whoever stands with both counts for either.
std::vector<std::size_t> places_of(Standing standing) {
  switch (standing) {
    case Standing::first:
      return {0};
    case Standing::second:
      return {1};
    case Standing::both:
      return {0, 1};
    case Standing::others:
      return {2};
  }
  return {};
}

std::size_t Telling::contradicted() const {
  return lines(Kind::between_sides).size() + lines(Kind::side_and_others).size() + lines(Kind::within_a_side).size() +
         lines(Kind::among_others).size();
}

Telling tell(const Comparison& comparison, const Selection& selection, std::size_t most) {
  Telling out;
  const Material& material = comparison.material();
  const Names names(material);
  const Standings standings(comparison, selection);
  Lines lines(comparison, selection, standings, names);
  std::array<std::vector<Lines::Weighed>, Telling::kKinds> groups;
  for (const PropositionIndex on : selection.propositions) {
    // Its statements count on the proposition that it negates, by the cells, so nothing is lost.
    if (lines.told_elsewhere(on)) continue;
    if (auto line = lines.weigh(on)) groups[static_cast<std::size_t>(kind_of(line->keys))].push_back(std::move(*line));
  }
  std::set<PartyIndex> originators;
  for (std::size_t kind = 0; kind < groups.size(); ++kind) {
    // Sorted before the sides and the parts are made: these take the first of a group as the gravest.
    lines.sort(groups[kind]);
    const std::size_t filled = only_the_gravest(static_cast<Kind>(kind)) ? most : SIZE_MAX;
    for (std::size_t i = 0; i < groups[kind].size(); ++i) {
      Lines::Weighed& one = groups[kind][i];
      if (i < filled) lines.fill(one.line, static_cast<Kind>(kind));
      lines.add_originators(one, originators);
      out.groups[kind].push_back(std::move(one.line));
    }
  }
  out.only = selection.only, out.event = selection.event;
  out.chosen = standings.chosen();
  out.first = side_named(material, lines.spoken(), names, standings.first(), Standing::first);
  out.second = side_named(material, lines.spoken(), names, standings.second(), Standing::second);
  count(material, lines.spoken(), names, out);
  out.counts.originators = originators.size();
  // Last, because the parts are taken from the lines and the sides.
  tell_parts(
      comparison, selection, standings, names, lines.spoken(), [&](Line& line) { lines.fill(line); }, out);
  return out;
}

std::string_view to_string(Manner manner) {
  switch (manner) {
    case Manner::says_so:
      return "says so";
    case Manner::says_not:
      return "denies it";
    case Manner::alleges_so:
      return "alleges it";
    case Manner::alleges_not:
      return "alleges that it is not so";
    case Manner::declines:
      return "takes no side";
    case Manner::doubts:
      return "doubts it";
    case Manner::raises:
      return "brings it up";
  }
  return "";
}

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::between_sides:
      return "contradicted between the sides";
    case Kind::side_and_others:
      return "contradicted between one side and others";
    case Kind::within_a_side:
      return "contradicted within a side";
    case Kind::among_others:
      return "contradicted among others";
    case Kind::both_sides:
      return "both sides say so";
    case Kind::only_first:
      return "only the first side";
    case Kind::only_second:
      return "only the second side";
    case Kind::only_others:
      return "only others";
    case Kind::alleged_by_others:
      return "only alleged, by others";
    case Kind::nobody:
      return "nobody takes a side";
  }
  return "";
}

std::string_view to_string(Telling::Chosen chosen) {
  switch (chosen) {
    case Telling::Chosen::nothing:
      return "no sides";
    case Telling::Chosen::speaks_for:
      return "those for whom others speak";
    case Telling::Chosen::group:
      return "parties of the group";
    case Telling::Chosen::reader:
      return "chosen by the reader";
  }
  return "";
}

std::string in_words(const Saying& saying, bool full) {
  std::string out = full ? saying.who.full : saying.who.brief;
  if (saying.in_part) out += ", in part";
  if (saying.by_implication) out += ", by implication";
  if (!saying.as_told.empty()) out += ", " + saying.as_told;
  if (!saying.read_by.empty()) out += ", as " + saying.read_by + " reads it";
  return out;
}

std::string_view to_string(Telling::Turn::How how) {
  switch (how) {
    case Telling::Turn::How::contradicts:
      return "contradicts";
    case Telling::Turn::How::agrees:
      return "agrees";
    case Telling::Turn::How::takes_no_side:
      return "takes no side";
  }
  return "";
}

std::string in_words(const Telling::Turn& turn) {
  std::vector<std::string> steps;
  bool named = false;
  for (const Telling::Turn::Step& step : turn.steps) {
    std::string one;
    switch (step.how) {
      case Telling::Turn::How::contradicts:
        one = "contradicted " + turn.other;
        break;
      case Telling::Turn::How::agrees:
        one = "agreed" + (named ? "" : " with " + turn.other);
        break;
      case Telling::Turn::How::takes_no_side:
        one = "took no side";
        break;
    }
    named = named || step.how != Telling::Turn::How::takes_no_side;
    // Without a time of its own only the order is known.
    steps.push_back(one + (!step.when.empty() ? behind_verb(step.when) : steps.empty() ? " at first" : " later"));
  }
  return turn.who.brief + " " + list_in_words(steps);
}

std::string in_words(const std::vector<std::vector<Telling::Name>>& origins) {
  constexpr std::size_t kMost = 6;  // more in a sentence nobody can keep
  std::string out;
  for (std::size_t i = 0; i < std::min(origins.size(), kMost); ++i) {
    std::vector<std::string> with;
    for (std::size_t j = 1; j < origins[i].size(); ++j) with.push_back(origins[i][j].brief);
    if (with.size() > 3) with = {with[0], with[1], std::to_string(with.size() - 2) + " more"};
    out += (out.empty() ? "" : "; ") + origins[i].front().brief + (with.empty() ? "" : ", with " + list_in_words(with));
  }
  if (origins.size() > kMost) out += "; and " + std::to_string(origins.size() - kMost) + " more";
  return out;
}

std::string who_of(const Telling::Face& face, PartyIndex side) {
  const bool itself = face.who.party == side && side != kNone;
  std::string out = itself ? "" : face.who.full;
  for (const std::string& more : {itself ? std::string() : face.who.office, face.as_told, in_sentence(face.when)})
    if (!more.empty()) out += (out.empty() ? "" : ", ") + more;
  if (!face.read_by.empty()) out += (out.empty() ? "as " : ", as ") + face.read_by + " reads it";
  return out;
}

}  // namespace parley::accounts
