// The pictures of the page, made of the same telling as its list. What a picture needs beside it is the way by which a
// word came (accounts/model.h) and the rough order of time; neither is computed here.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "accounts/model.h"
#include "accounts/order.h"
#include "text/display.h"
#include "view/comparison_page_parts.h"

namespace parley::view {
namespace {

using Kind = Telling::Kind;
using Line = Telling::Line;
using Saying = Telling::Saying;

// A figure with its picture, and the same as a list.
void figure(PageWriter& page, std::string_view id, std::string_view title, std::string_view note,
            const picture::Drawn& drawn) {
  page::Html& html = page.html;
  page::Element fig(html.line(), "figure", {{"class", "fig"}, {"id", std::string(id)}});
  html.open("figcaption").element("h2", title).element("p", note).close();
  html.insert(drawn.svg());
  page::Element details(html.line(), "details",
                        {{"class", drawn.whole() ? "twinbox again" : "twinbox"}, page::flag("open")});
  html.element("summary", "The same as a list").insert(drawn.list);
}

// What stands under a name: its side, which of somebody of the other side only tells of him.
std::string under(const PageWriter& page, PartyIndex party, Standing standing, bool of_other_side) {
  const std::string side = page.side_of(party, standing);
  return of_other_side && !side.empty() ? "told by " + side : side;
}

// The picture of the order of time. Positions are accounts, lanes are holders by the side on which they stand: whoever
// stands on two sides has two lanes.
class OrderPicture {
 public:
  explicit OrderPicture(const PageWriter& page) : page_(page), order_(page.comparison) {}

  picture::Order make() {
    // Columns first, as a position names its column; joins last, as they name positions.
    const auto accounts = page_.speaking();
    occasions(accounts);
    for (const AccountIndex a : accounts) position(a);
    joins();
    received();
    out_.title = "The order of what was said, by person";
    out_.description = fmt::format("{} on {}; the list after the picture says the same.",
                                   text::counted(out_.lanes.size(), "person or body", "persons and bodies"),
                                   text::counted(out_.occasions.size(), "occasion"));
    return std::move(out_);
  }

 private:
  const Occasion& occasion_of(AccountIndex a) const { return order_.occasions()[order_.occasion_of(a)]; }

  // Columns in the order that is known (accounts/order.h); what it does not place has none.
  void occasions(const std::vector<AccountIndex>& accounts) {
    // Each occasion once, however many accounts are of it.
    std::vector<std::size_t> used;
    for (const AccountIndex a : accounts) used.push_back(order_.occasion_of(a));
    std::ranges::sort(used);
    used.erase(std::unique(used.begin(), used.end()), used.end());
    const Occasion* before = nullptr;
    for (const std::size_t one : order_.in_order(used)) {
      if (!order_.placed(one)) continue;
      const Occasion& of = order_.occasions()[one];
      // Weekdays follow a year that is given, or years follow each other with others between: nobody measured that.
      const bool gap =
          before != nullptr && before->time.rank == 0 && (of.time.rank > 0 || of.time.year > before->time.year + 1);
      at_[one] = out_.occasions.size();
      // "Tuesday, after the talks" is in the band of Tuesday.
      const std::string name = of.title.empty() ? of.when : of.title;
      out_.occasions.push_back({name, name == of.when ? "" : of.when.substr(0, of.when.find(',')), gap});
      before = &of;
    }
  }

  // One account as a position: its signs over all propositions, each once, and a sentence for the list with every
  // saying.
  void position(AccountIndex a) {
    const Account& account = page_.account(a);
    const picture::Place place = view::place_of(page_.standing_of.at(a));
    const Occasion& occasion = occasion_of(a);
    // None when nobody knows where the occasion stands among the others.
    const auto column = at_.find(order_.occasion_of(a));
    const std::string words = !occasion.relation.empty() ? occasion.relation : account.when;
    picture::Order::Position one;
    std::vector<StatementIndex> statements;
    std::vector<PropositionIndex> on;
    bool of_other_side = false;
    for (const Line* line : page_.lines)
      for (const Saying& saying : line->sayings) {
        if (std::ranges::find(saying.accounts, a) == saying.accounts.end()) continue;
        of_other_side = of_other_side || saying.of_other_side;
        if (std::ranges::find(one.signs, sign_of(saying)) == one.signs.end()) one.signs.push_back(sign_of(saying));
        if (std::ranges::find(on, line->proposition) == on.end()) on.push_back(line->proposition);
        for (const StatementIndex s : saying.statements)
          if (std::ranges::find(account.statements, s) != account.statements.end() &&
              std::ranges::find(statements, s) == statements.end())
            statements.push_back(s);
        const std::string how = how_said(*line, saying, SIZE_MAX, Way::left_out);
        one.sentence += (one.sentence.empty() ? "" : "; ") + std::string(to_string(saying.manner)) +
                        (how.empty() ? "" : " (" + how + ")") + ": " + page_.clauses.of(line->proposition);
      }
    // None of its cells is told, so there is nothing to show.
    if (on.empty()) return;
    one.words = on.size() == 1 ? page_.clauses.of(on[0]) : fmt::format("{} points", on.size());
    one.sentence = capital(one.sentence) + ".";
    one.statements = page_.names_of(statements);
    // The place is that of the first of several; the names of all of them stand in data-s.
    if (!statements.empty()) one.source = page_.place_of(page_.statement(statements.front()));
    // Nothing to place him by, and nothing else of him: below the lanes.
    if (column == at_.end() && words.empty() && !has_time(account.holder)) {
      out_.unplaced.push_back(
          {{page_.brief_name(account.holder), "", place}, one.signs.front(), one.words, one.statements});
      return;
    }
    if (column != at_.end())
      one.occasion = column->second;
    else
      one.relation = words;
    one.lane = lane(account.holder, place, of_other_side);
    // Only positions with a lane can be joined; who stands below the lanes is not in this map.
    of_account_[a] = out_.positions.size();
    out_.positions.push_back(std::move(one));
  }
  // Whether anything else of the holder has a column. Then the lane is there anyway, and what has no time stands in it.
  bool has_time(PartyIndex holder) const {
    return std::ranges::any_of(page_.speaking(), [&](AccountIndex a) {
      return page_.account(a).holder == holder && at_.contains(order_.occasion_of(a));
    });
  }
  // The lane of a holder on a side, made when it is first asked for.
  std::size_t lane(PartyIndex holder, picture::Place place, bool of_other_side) {
    const auto [at, is_new] = lanes_.try_emplace({holder, place}, out_.lanes.size());
    if (is_new) {
      const Standing standing = place == picture::Place::a      ? Standing::first
                                : place == picture::Place::b    ? Standing::second
                                : place == picture::Place::both ? Standing::both
                                                                : Standing::others;
      out_.lanes.push_back({page_.brief_name(holder), under(page_, holder, standing, of_other_side), place});
    }
    return at->second;
  }

  // Of who moved, and what a source says of somebody: from the first position to the last.
  void joins() {
    for (const auto& one : page_.telling.moved) {
      std::optional<std::size_t> before;
      for (const auto& moment : one.moments)
        for (const AccountIndex a : moment.accounts) {
          const auto at = of_account_.find(a);
          if (at == of_account_.end()) continue;
          // Who moved from one side to the other has a lane on each, and no line is drawn between lanes.
          if (before && *before != at->second && out_.positions[*before].lane == out_.positions[at->second].lane)
            out_.joins.push_back({*before, at->second, words(one)});
          before = at->second;
        }
    }
  }
  // Whose word a join is: found by rule, found under a condition, or said by a source.
  std::string words(const Telling::Moved& one) const {
    switch (one.how) {
      case Telling::Moved::How::changed:
        return "changed on whether " + page_.clauses.of(one.on);
      case Telling::Moved::How::only_if:
        return "a change, which depends on " + one.condition;
      case Telling::Moved::How::source_says:
        return page_.source_name(one) + ": " + in_quotes(one.source.text);
    }
    return {};
  }

  // When it reached this node, which is another question than when it was said.
  void received() {
    std::map<Micros, std::size_t> days;
    for (const AccountIndex a : page_.speaking())
      for (const StatementIndex s : page_.account(a).statements)
        // By day in UTC: microseconds are cut to whole days.
        if (const auto at = page_.statement(s).received) ++days[Micros{at->value / 86'400'000'000 * 86'400'000'000}];
    for (const auto& [day, count] : days) {
      std::string date = page::readable_time(to_string(day));
      date = date.substr(0, date.find(','));
      out_.received.push_back({std::nullopt, fmt::format("{} on {}", text::counted(count, "statement"), date)});
    }
  }

  const PageWriter& page_;
  picture::Order out_;
  accounts::Order order_;
  std::map<std::size_t, std::size_t> at_;  // of an occasion, its column
  std::map<std::pair<PartyIndex, picture::Place>, std::size_t> lanes_;
  std::map<AccountIndex, std::size_t> of_account_;
};

}  // namespace

// Every statement of the line that has a document is a way from its origin to that page. With `only_told` what people
// say of themselves is left out: the small drawing in the brief shows only how far words came.
picture::Relays relays_of(const PageWriter& page, const Line& line, bool only_told) {
  picture::Relays out;
  std::map<std::pair<PartyIndex, Standing>, std::size_t> origins;
  std::map<PartyIndex, std::size_t> relays;
  std::map<DocumentIndex, std::size_t> pages;
  const Material& material = page.material();
  for (const Saying& saying : line.sayings) {
    if (only_told && saying.own_words) continue;
    for (const StatementIndex index : saying.statements) {
      const Statement& statement = material.statements()[index];
      if (statement.document == kNone) continue;
      picture::Relays::Way way;
      way.sign = sign_of(saying);
      std::vector<PartyIndex> through = relays_of(material, statement);
      // relays_of(material) begins nearest to the page; a way begins at its origin.
      std::ranges::reverse(through);
      if (only_told && through.empty()) continue;
      const auto [origin, new_origin] = origins.try_emplace({saying.who.party, saying.standing}, out.origins.size());
      if (new_origin)
        out.origins.push_back({saying.who.brief, under(page, saying.who.party, saying.standing, saying.of_other_side),
                               view::place_of(saying.standing)});
      way.origin = origin->second;
      for (const PartyIndex relay : through) {
        const auto [at, is_new] = relays.try_emplace(relay, out.relays.size());
        if (is_new) {
          const Party& party = material.parties()[relay];
          const auto side = [&](const std::optional<Telling::Side>& of) {
            return of && std::ranges::find(of->speak, relay) != of->speak.end();
          };
          // A relay stands on a side when it speaks for that side here; telling something is no taking of a side.
          const Standing standing = side(page.telling.first)    ? Standing::first
                                    : side(page.telling.second) ? Standing::second
                                                                : Standing::others;
          // A relay that speaks for neither needs none.
          const bool named = standing != Standing::others;
          out.relays.push_back(
              {{page.brief_name(relay), named ? page.side_of(relay, standing) : "", view::place_of(standing)},
               party.kind == "document"});
        }
        way.through.push_back(at->second);
      }
      const auto [at, is_new] = pages.try_emplace(statement.document, out.pages.size());
      if (is_new) out.pages.push_back(page.document(statement.document));
      way.page = at->second, way.statements = statement.name, way.words = page.when_said(statement);
      out.ways.push_back(std::move(way));
    }
  }
  out.title = "Who relies on whom on whether " + page.clauses.of(line.proposition);
  out.description = fmt::format(
      "{} at the side where reading begins, those who pass their words on in the middle, {} at the end. The list says "
      "the same.",
      text::counted(out.origins.size(), "origin"), text::counted(out.pages.size(), "document"));
  return out;
}

// In the order of the contents at the head of the page; whichever has nothing to show writes nothing.
void PageWriter::pictures() {
  relays_picture();
  order_picture();
  matrix_picture();
  wholes_picture();
  strength_picture();
}

// The gravest claim; without a contradiction between sides the first that is contradicted, else the first of all.
void PageWriter::relays_picture() {
  if (lines.empty()) return;
  const Line* line = telling.faces && line_of.contains(telling.faces->proposition)
                         ? line_of.at(telling.faces->proposition)
                         : lines.front();
  // A line of which no statement has a document has no way to a page, and no drawing.
  const picture::Relays relays = relays_of(*this, *line, false);
  if (relays.ways.empty()) return;
  // One name is enough for the title; the drawing shows all that stand on both sides.
  std::string heard;
  for (const Saying& one : line->sayings)
    if (one.both_sides) {
      heard = one.who.brief + " is heard on both sides of it";
      break;
    }
  // Who stands on both sides of it is drawn twice and is one voice.
  std::set<std::pair<PartyIndex, std::string>> persons;
  for (const Saying& one : line->sayings)
    if (std::ranges::any_of(relays.origins, [&](const picture::Who& who) { return who.name == one.who.brief; }))
      persons.emplace(one.who.party, one.who.brief);
  const std::size_t voices = persons.size();
  std::string note = fmt::format("Who relies on whom on whether {}. ", clauses.of(line->proposition));
  if (const std::string rests =
          rests_on(line->so, line->so_origins, line->not_so, line->not_so_origins, "That it is so", "That it is not");
      !rests.empty())
    note += rests + " ";
  note += "A whole line is their own word to the page, a dashed one what somebody else tells. A sheet is a document.";
  figure(*this, "who",
         capital(number_word(voices)) + (voices == 1 ? " voice on this" : " voices on this") +
             (heard.empty() ? ", and through whom each is heard" : "; " + heard),
         note, picture_relays(relays, reading));
}

// The title says first whether anybody changed, which is what readers look for in an order of time.
void PageWriter::order_picture() {
  const picture::Order order = OrderPicture(*this).make();
  const picture::Drawn drawn = picture_order(order, reading);
  if (drawn.sheets.empty()) return;
  // A change that depends on something, or that a source tells, is not counted as one.
  std::size_t changed = 0, said = 0;
  for (const auto& one : telling.moved) ++(one.how == Telling::Moved::How::changed ? changed : said);
  std::string title =
      changed == 0
          ? telling.narrowed() ? "The order of what was said" : "Nobody is shown to change on one and the same point"
          : fmt::format("{} on one and the same point",
                        changed == 1 ? "One change" : capital(number_word(changed)) + " changes");
  if (said > 0)
    title += fmt::format("; {}{} said to have changed, or would have", number_word(said),
                         std::string(changed > 0 ? " more" : "") + (said == 1 ? " is" : " are"));
  figure(*this, "order", title,
         "The order of what was said, by person, as far as the texts give a time; it is an order and no scale. A "
         "dotted line joins two positions of one person and carries whose word it is how they stand to each other. "
         "Full diamonds: when it reached this node.",
         drawn);
}

// Rows are numbered through all groups, as picture_matrix() wants them, in the order in which the lines are told.
void PageWriter::matrix_picture() {
  picture::Matrix matrix;
  const auto accounts = speaking();
  // The column of each account that speaks. Cells of other accounts are not told, and have none.
  std::map<AccountIndex, std::size_t> column;
  for (const AccountIndex a : accounts) {
    const Account& one = account(a);
    std::string under = one.when;
    if (!one.channel.empty()) under += (under.empty() ? "via " : ", via ") + party(one.channel.front());
    if (under.empty()) under = event(one.occasion);
    column[a] = matrix.columns.size();
    matrix.columns.push_back({brief_name(one.holder), under, view::place_of(standing_of.at(a))});
  }
  // Both count what is drawn, so that the caption and the table cannot differ.
  std::size_t row = 0, cells = 0;
  for (const auto& [kind, name] : groups) {
    if (telling.lines(kind).empty()) continue;
    picture::Matrix::Group group{name, {}};
    for (const Line& line : telling.lines(kind)) {
      group.rows.push_back({text_of_proposition(line.proposition), anchor_of(line.proposition)});
      for (const std::uint32_t at : comparison.cells_on(line.proposition)) {
        const Cell& cell = comparison.cells()[at];
        if (!column.contains(cell.account)) continue;
        ++cells;
        picture::Sign sign = view::sign_of(cell);
        for (const Saying& one : line.sayings)
          if (std::ranges::find(one.accounts, cell.account) != one.accounts.end()) sign.told = !one.own_words;
        matrix.cells.push_back({row,
                                column[cell.account],
                                {sign},
                                joined_words(cell),
                                cell_anchor(cell.account, line.proposition),
                                names_of(cell.statements())});
      }
      ++row;
    }
    matrix.groups.push_back(std::move(group));
  }
  if (cells == 0) return;
  page::Element fig(html.line(), "figure", {{"class", "fig"}, {"id", "matrix"}});
  html.open("figcaption").element("h2", "Every position of every account");
  html.element("p",
               fmt::format("{} on {}, of {}. Empty: silent. Hollow: told by somebody else. A cut corner: in part.",
                           text::counted(cells, "position"), text::counted(row, "proposition"),
                           text::counted(matrix.columns.size(), "account that holds one", "accounts that hold one")));
  html.close();
  // A table of too many cells would make the page too heavy to open; its size is told, and how to choose.
  if (cells > kMaxMatrixCells)
    html.element(
        "p",
        fmt::format("{} are too many for a page. Choose with --event or --between.", text::counted(cells, "position")),
        {{"class", "meta"}});
  else
    html.insert(picture_matrix(matrix, reading));
}

// "itself and two others speak here", "three speak for it here". Who is of the other side and is only told by this one
// is not counted.
static std::string who_speaks_for(const Material& material, const Telling::Side& side, const Telling::Side& other) {
  const auto all = static_cast<std::size_t>(
      std::ranges::count_if(side.speak, [&](PartyIndex one) { return material.side_of(one) != other.name.party; }));
  if (std::ranges::find(side.speak, side.name.party) == side.speak.end())
    return all == 0   ? "nobody speaks for it here"
           : all == 1 ? "one speaks for it here"
                      : fmt::format("{} speak for it here", number_word(all));
  if (all == 1) return "speaks itself here";
  return fmt::format("itself and {} other{} speak here", number_word(all - 1), all == 2 ? "" : "s");
}

// The same four lists as the terminal and Markdown have, each item with the sign of either side.
void PageWriter::wholes_picture() {
  if (!telling.wholes || !telling.first || !telling.second) return;
  picture::TwoWholes wholes;
  wholes.a = {telling.first->name.full, who_speaks_for(material(), *telling.first, *telling.second), picture::Place::a};
  wholes.b = {telling.second->name.full, who_speaks_for(material(), *telling.second, *telling.first),
              picture::Place::b};
  const auto sign = [&](const Line& line, Standing standing) -> std::optional<picture::Sign> {
    for (const Saying& one : line.sayings)
      if (one.standing == standing || one.standing == Standing::both) return sign_of(one);
    return std::nullopt;
  };
  const auto items = [&](const std::vector<PropositionIndex>& on) {
    std::vector<picture::TwoWholes::Item> out;
    for (const PropositionIndex q : on)
      out.push_back({text_of_proposition(q), sign(*line_of.at(q), Standing::first),
                     sign(*line_of.at(q), Standing::second), anchor_of(q)});
    return out;
  };
  const Telling::Wholes& of = *telling.wholes;
  wholes.agree = items(of.agree), wholes.contradict = items(of.contradict),
  wholes.no_side = items(of.one_takes_no_side), wholes.silent = items(of.one_is_silent);
  // Each point stands in exactly one of the four lists.
  const std::size_t all =
      of.agree.size() + of.contradict.size() + of.one_takes_no_side.size() + of.one_is_silent.size();
  for (const SourceSays& one : said_of_both())
    wholes.of_themselves.push_back(in_quotes(one.says.sentence) + " (" + whose_word(one) + ")");
  wholes.title = "Two sides as wholes";
  wholes.description =
      fmt::format("They agree on {}, contradict each other on {}, on {} one takes no side, on {} one is silent.",
                  of.agree.size(), of.contradict.size(), of.one_takes_no_side.size(), of.one_is_silent.size());
  const std::string a = telling.first->name.full, b = telling.second->name.full;
  const std::string title =
      of.contradict.empty() ? fmt::format("{} and {} nowhere contradict each other", capital(a), b)
      : of.agree.empty()    ? fmt::format("{} and {} agree on nothing that both speak to", capital(a), b)
                            : fmt::format("{} and {} agree on {} and contradict each other on {}", capital(a), b,
                                          number_word(of.agree.size()), number_word(of.contradict.size()));
  figure(*this, "wholes", title,
         fmt::format("Agree {}, contradict {}, one takes no side {}, one is silent {}: of {} on which at least one of "
                     "the two speaks.",
                     of.agree.size(), of.contradict.size(), of.one_takes_no_side.size(), of.one_is_silent.size(),
                     text::counted(all, "point")),
         picture_two_wholes(wholes, reading));
}

// Agreements of both sides whose floor says how strongly each of them puts it. Steps stay empty: the order of words is
// an analyst's to give, and none is guessed from the words.
void PageWriter::strength_picture() {
  picture::Strength strength;
  for (const Line& line : telling.lines(Kind::both_sides)) {
    if (!line.floor || line.floor->first.empty() || line.floor->second.empty()) continue;
    picture::Strength::Line one{text_of_proposition(line.proposition), {}, {}};
    for (const Standing standing : {Standing::first, Standing::second})
      for (const Saying& saying : line.sayings) {
        if (saying.standing != standing || saying.words.quote.text.empty() || saying.told_by_one_who_says_so) continue;
        one.points.push_back({{saying.who.full, "", view::place_of(standing)},
                              in_quotes(shortened(saying.words.quote.text, 160)),
                              place(saying.words.quote.document, saying.words.quote.line),
                              std::nullopt});
        break;
      }
    if (one.points.size() > 1) strength.lines.push_back(std::move(one));
  }
  if (strength.lines.empty()) return;
  strength.title = "Where an agreement hides a difference of strength";
  strength.description = "Propositions that both sides hold, each with the words of both.";
  const std::size_t n = strength.lines.size();
  figure(*this, "strength",
         n == 1 ? "One agreement is not of one strength"
                : capital(number_word(n)) + " agreements are not of the same strength",
         "What the word “agree” hides: both say so, in words that do not go equally far. Nobody has put the words in "
         "an order here.",
         picture_strength(strength, reading));
}

}  // namespace parley::view
