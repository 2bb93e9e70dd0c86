// The grammar of the brief (docs/accounts.md): a clause stands only if it has something, names stand once a clause and
// in brackets, sides in a fixed order, and no clause counts voices. What has no room is counted. The two kinds of
// sentence that make an account false are left out by construction: nobody's words are told as a fact, and nothing is
// told without a name.
#include "view/brief.h"

#include <fmt/format.h>

#include <algorithm>

#include "accounts/model.h"
#include "accounts/when.h"
#include "picture/measure.h"
#include "text/display.h"

namespace parley::view {
namespace {

using namespace accounts;

using Kind = Telling::Kind;
using Line = Telling::Line;
using Saying = Telling::Saying;
using Manner = Telling::Manner;

// An allegation takes a side as a saying does; doubts, questions and refusals take none.
bool takes_so(const Saying& one) { return one.manner == Manner::says_so || one.manner == Manner::alleges_so; }
bool takes_not(const Saying& one) { return one.manner == Manner::says_not || one.manner == Manner::alleges_not; }
// Who stands on both sides stands with either.
bool stands_with(const Saying& one, Standing where) { return one.standing == where || one.standing == Standing::both; }

// How many items each clause of the paragraph may have.
struct Room {
  std::size_t both, contradict, only, declined, moved;
  std::size_t others;  // contradictions in which somebody is on neither side; none of them: they are only counted
  bool words = true;   // of those who declined: the question, and what they said instead
  // One item less where it is missed least. False: each clause has one left.
  bool less() {
    if (others > 1) return others = 1, true;
    if (words) return words = false, true;
    if (others > 0) return others = 0, true;
    // The longest clause gives one up; of equally long ones the first of this list.
    std::size_t* const all[] = {&declined, &only, &moved, &both, &contradict};
    std::size_t* most = all[0];
    // Of what is contradicted one more stays than of anything else.
    const auto weight = [this](const std::size_t* one) { return one == &contradict ? *one - 1 : *one; };
    for (std::size_t* one : all)
      if (weight(one) > weight(most)) most = one;
    if (*most <= 1 && contradict > 1) most = &contradict;
    if (*most <= 1) return false;
    --*most;
    return true;
  }
};

// Writes one of the three parts of a brief, headline, deck or paragraph, and is used up by it.
class Writer {
 public:
  Writer(const Comparison& comparison, const Telling& telling, const Clauses& clauses, std::size_t most_names,
         const Room& room)
      : comparison_(comparison),
        material_(comparison.material()),
        telling_(telling),
        clauses_(clauses),
        most_names_(most_names),
        room_(room) {}

  BriefSentence paragraph() {
    if (telling_.narrowed())
      narrowed();
    else
      opening();
    if (telling_.first && telling_.second) {
      both_sides();
      words_differ();
      contradict();
      within_sides();
      with_others();
      only_sides();
    } else {
      without_sides();
    }
    declined();
    moved();
    return std::move(out_);
  }

  // The gravest things that are contradicted, as far as there is room, without what the headline says already; and what
  // can be said of the two as wholes.
  BriefSentence deck(std::size_t most, std::string_view headline) {
    std::vector<const Line*> lines;
    // Whether the headline has one of them already, which makes the others an "also".
    bool told = false;
    for (const Line* line : contradicted()) {
      const bool in_headline = headline.find(clause(*line)) != std::string_view::npos;
      told = told || in_headline;
      if (!in_headline) lines.push_back(line);
    }
    if (!lines.empty()) {
      plain(fmt::format("{} {}contradict each other on ", telling_.first && telling_.second ? "They" : "The accounts",
                        told ? "also " : ""));
      const std::size_t shown = std::min(lines.size(), most);
      for (std::size_t i = 0; i < shown; ++i) {
        separate(i, shown, lines.size() > shown);
        plain("whether " + clause(*lines[i]));
      }
      and_more(lines.size() - shown);
      plain(".");
    }
    if (telling_.wholes && telling_.chosen == Telling::Chosen::reader) {
      plain((out_.empty() ? "" : " ") + as_wholes(*telling_.wholes));
      for (const Telling::Turn& turn : telling_.turns)
        if (const std::string on = clauses_.of(turn.on); headline.find(on) == std::string_view::npos)
          plain(fmt::format(" On whether {}, {}.", on, in_words(turn)));
    } else if (telling_.wholes && !telling_.wholes->contradict.empty() && telling_.wholes->agree.empty() &&
               !telling_.narrowed())
      plain(out_.empty() ? "They agree on nothing here." : " They agree on nothing here.");
    return std::move(out_);
  }

  // What both say that bears on the gravest contradiction, else what is contradicted, else what one alone says.
  std::string headline(std::string_view title, const std::function<bool(const std::string&)>& fits) {
    // What would be said best comes first; the first that fits in two lines stands. Where none does the last one
    // stands, and the page reckons with its height.
    std::vector<std::string> wanted;
    const auto both = what_both_say();
    if (both.size() > 1 && both[0].second == both[1].second)
      wanted.push_back(
          fmt::format("Both sides say that {} and that {}{}", both[0].first, both[1].first, both[0].second));
    if (!both.empty()) wanted.push_back("Both sides say that " + both[0].first + both[0].second);
    for (const Line* line : contradicted())
      if (const Telling::Turn* turn = no_longer(*line); turn != nullptr)
        wanted.push_back(fmt::format("On whether {}, {}", clause(*line), in_words(*turn)));
      else
        wanted.push_back(fmt::format("{} contradict each other on whether {}{}", who_contradict(*line), clause(*line),
                                     by_reading({against(*line).first, against(*line).second})));
    if (!contradicted().empty())
      wanted.push_back(fmt::format("{} contradict each other on {}", who_contradict(*contradicted().front()),
                                   text::counted(contradicted().size(), "point")));
    only_one_says(wanted);
    others_in_headline(wanted);
    for (const std::string& one : wanted)
      if (fits(one)) return one;
    if (!wanted.empty()) return wanted.back();
    return fmt::format("{}: {}", title,
                       telling_.narrowed() ? "nothing of what was chosen" : "nobody takes a side on anything here");
  }

 private:
  // --- the headline

  // A side says what somebody of it says himself, or tells. Who is only told of by others has said nothing to the page,
  // for whomever he speaks, and is named with his teller.
  std::string subject(const std::optional<Telling::Side>& side, const std::vector<const Saying*>& sayings) const {
    if (side && (sayings.empty() || !only_told(*side, sayings))) return side->name.full;
    if (sayings.empty()) return "one account";
    const auto all = named(sayings);
    const Saying& one = *all.front();
    return one.who.full + (one.as_told.empty() ? "" : ", " + one.as_told + ",");
  }
  // Nobody of the side speaks himself, and who tells it to the page is not of the side either.
  bool only_told(const Telling::Side& side, const std::vector<const Saying*>& sayings) const {
    const auto of_side = [&](PartyIndex party) {
      return party == side.name.party || std::ranges::find(side.speak, party) != side.speak.end();
    };
    return std::ranges::all_of(sayings, [&](const Saying* one) {
      return !one->own_words && std::ranges::all_of(one->statements, [&](StatementIndex index) {
        const auto relays = relays_of(material_, material_.statements()[index]);
        return !relays.empty() && !of_side(relays.front());
      });
    });
  }
  std::string who_contradict(const Line& line) const {
    if (!telling_.first || !telling_.second) return "Accounts";
    std::vector<const Saying*> of[2];
    const auto [so, not_so] = against(line);
    for (const auto* sayings : {&so, &not_so})
      for (const Saying* one : *sayings) of[one->standing == Standing::second ? 1 : 0].push_back(one);
    return capital(subject(telling_.first, of[0])) + " and " + subject(telling_.second, of[1]);
  }
  // Who contradicted the other side of it and does so no more.
  const Telling::Turn* no_longer(const Line& line) const {
    for (const Telling::Turn& turn : telling_.turns)
      if (turn.on == line.proposition && turn.steps.back().how != Telling::Turn::How::contradicts) return &turn;
    return nullptr;
  }
  void only_one_says(std::vector<std::string>& wanted) const {
    for (const Kind kind : {Kind::only_first, Kind::only_second, Kind::only_others})
      for (const Line& line : telling_.lines(kind)) {
        if (told_as_changed(line)) continue;
        const bool so = std::ranges::any_of(line.sayings, takes_so);
        const std::optional<Telling::Side> nobody;
        const std::string name = kind == Kind::only_first ? subject(telling_.first, of_line(line, Standing::first, so))
                                 : kind == Kind::only_second
                                     ? subject(telling_.second, of_line(line, Standing::second, so))
                                     : subject(nobody, of_line(line, so));
        if (std::string apart = read_apart(line); !apart.empty())
          wanted.push_back(std::move(apart));
        else
          wanted.push_back(fmt::format("{} {} that {}{}", not_alone(line, kind, so) ? capital(name) : "Only " + name,
                                       so ? "says" : "denies", clause(line), by_reading({of_line(line, so)})));
      }
  }
  // Whether somebody else asserts the same, also somebody whom the reader has not chosen: then no "only" is true.
  bool others_too(const Line& line, Standing where, bool so) const {
    std::set<AccountIndex> own;
    for (const Saying& one : line.sayings)
      if (stands_with(one, where)) own.insert(one.accounts.begin(), one.accounts.end());
    return std::ranges::any_of(comparison_.cells_on(line.proposition), [&](std::uint32_t at) {
      const Cell& cell = comparison_.cells()[at];
      return cell.side() == (so ? Side::affirms : Side::denies) && !own.contains(cell.account) &&
             std::ranges::any_of(cell.stances, [](const CellStance& one) { return one.stance != Stance::alleges; });
    });
  }
  bool not_alone(const Line& line, Kind kind, bool so) const {
    if (kind == Kind::only_others) return named(of_line(line, so)).size() > 1;
    return others_too(line, kind == Kind::only_first ? Standing::first : Standing::second, so);
  }
  // Where nobody is against anybody and nobody says anything alone: who changed, and who would not say.
  void others_in_headline(std::vector<std::string>& wanted) const {
    for (const auto& one : telling_.moved)
      // Who asks what was left unanswered asks for no changes.
      if (one.how == Telling::Moved::How::changed && telling_.only != Only::unanswered)
        wanted.push_back(fmt::format("{} changed on whether {}", capital(one.who.full), clauses_.of(one.on)));
    for (const auto& one : telling_.declined)
      if (!one.on.empty() && one.what.recorded())
        wanted.push_back(
            fmt::format("{} did not answer whether {}", capital(one.who.full), clauses_.of(one.on.front())));
  }

  // --- runs

  void plain(std::string_view text) { add({.kind = BriefRun::Kind::plain, .text = std::string(text)}); }
  void lead(std::string_view text) { add({.kind = BriefRun::Kind::lead, .text = std::string(text)}); }
  // Neighbouring runs of plain text become one, so that a page has no more elements than kinds of text.
  void add(BriefRun run) {
    if (run.text.empty()) return;
    if (!out_.empty() && run.kind == BriefRun::Kind::plain && out_.back().kind == BriefRun::Kind::plain)
      out_.back().text += run.text;
    else
      out_.push_back(std::move(run));
  }
  void quotation(std::string_view words, std::optional<Clauses::Place> place, std::string language = {}) {
    if (language.empty() && place) language = language_of(place->document);
    add({.kind = BriefRun::Kind::quotation,
         .text = in_quotes(words),
         .statements = {},
         .document = place ? place->document : kNone,
         .line = place ? place->line : 0,
         .language = std::move(language)});
  }
  void quotation(const Quotation& quote) {
    if (quote.text.empty()) return;
    // Reported speech is the report's wording, and stands in marks all the same: it is a quotation of the report.
    quotation(quote.text, Clauses::Place{quote.document, quote.line},
              quote.statement == kNone ? std::string() : material_.statements()[quote.statement].language.str());
  }
  // That of its statements, where they have one. Looked up for all documents at once, as a case may have many.
  const std::string& language_of(DocumentIndex document) {
    static const std::string kNobodys;
    if (document == kNone) return kNobodys;
    if (languages_.empty()) {
      languages_.resize(material_.documents().size());
      std::vector<bool> several(languages_.size());
      for (const Statement& one : material_.statements()) {
        if (one.document == kNone || one.language.empty() || several[one.document]) continue;
        std::string& language = languages_[one.document];
        several[one.document] = !language.empty() && language != one.language.str();
        language = several[one.document] ? std::string() : one.language.str();
      }
    }
    return languages_[document];
  }
  // What stands before item `i` of `count`: nothing, a comma, or "and" before the last one, unless "and N more"
  // follows.
  void separate(std::size_t i, std::size_t count, bool more) {
    if (i > 0) plain(i + 1 == count && !more ? (count > 2 ? ", and " : " and ") : ", ");
  }
  void and_more(std::size_t more) {
    if (more > 0) plain(fmt::format(", and {} more", number_word(more)));
  }
  // The answer to whether two are at one, for a reader who asked of these two.
  static std::string as_wholes(const Telling::Wholes& of) {
    const auto count = [](const std::vector<PropositionIndex>& on) {
      return on.empty() ? std::string("none") : number_word(on.size());
    };
    return fmt::format(
        "As wholes they agree on {} of the points and contradict each other on {}; on {} one takes no side, on {} one "
        "is silent.",
        count(of.agree), count(of.contradict), count(of.one_takes_no_side), count(of.one_is_silent));
  }
  // What a proposition says, as the end of a sentence.
  std::string clause(const Line& line) const { return clauses_.of(line.text.empty() ? line.name : line.text); }
  // What both sides say of it at least, where that is less than the proposition itself.
  std::string floor_clause(const Line& line) const {
    return line.floor && !line.floor->text.empty() ? clauses_.of(line.floor->text) : clause(line);
  }

  // --- names

  // Who takes this side of the proposition, among those who stand with a side or among all.
  std::vector<const Saying*> of_line(const Line& line, Standing where, bool so) const {
    std::vector<const Saying*> out;
    for (const Saying& one : line.sayings)
      if (stands_with(one, where) && (so ? takes_so(one) : takes_not(one))) out.push_back(&one);
    return out;
  }
  // The same without a body that stands with both sides, unless nobody else does.
  std::vector<const Saying*> strictly(const Line& line, Standing where, bool so) const {
    auto all = of_line(line, where, so);
    std::vector<const Saying*> own;
    for (const Saying* one : all)
      if (one->standing == where) own.push_back(one);
    return own.empty() ? all : own;
  }
  std::vector<const Saying*> of_line(const Line& line, bool so) const {
    std::vector<const Saying*> out;
    for (const Saying& one : line.sayings)
      if (so ? takes_so(one) : takes_not(one)) out.push_back(&one);
    return out;
  }
  // Those to be named: not who is told by one who is named, nor who only has it from others; each name once. Who speaks
  // himself comes first.
  std::vector<const Saying*> named(std::vector<const Saying*> all) const {
    std::vector<const Saying*> kept;
    for (const Saying* one : all)
      if (!one->told_by_one_who_says_so && one->relies_on.empty()) kept.push_back(one);
    // Better somebody who has it from others than a clause without a name.
    if (kept.empty()) kept = all;
    // What a speaker has from the other side counts for the side of its teller; who is named already names no other.
    const auto before = kept;
    std::erase_if(kept, [&](const Saying* one) {
      return !one->own_words && std::ranges::any_of(one->told_by, [&](const Telling::Name& teller) {
        return std::ranges::any_of(
            before, [&](const Saying* other) { return other->own_words && other->who.party == teller.party; });
      });
    });
    std::ranges::stable_sort(kept, {}, [](const Saying* one) { return !one->own_words; });
    std::vector<const Saying*> out;
    for (const Saying* one : kept)
      if (std::ranges::none_of(out, [&](const Saying* other) { return other->who.brief == one->who.brief; }))
        out.push_back(one);
    return out;
  }
  // What has to be said with a name so that the clause is not false of him; empty for who says it himself and wholly.
  static std::string qualifier(const Saying& one) {
    std::string out = one.as_told;
    if (!one.read_by.empty()) out += (out.empty() ? "as " : ", as ") + one.read_by + " reads it";
    if (one.in_part) out += out.empty() ? "in part" : ", in part";
    if (one.by_implication) out += out.empty() ? "by implication" : ", by implication";
    if (one.manner == Manner::alleges_so || one.manner == Manner::alleges_not)
      out += out.empty() ? "alleging it" : ", alleging it";
    return out;
  }
  void name(const Saying& one) {
    add({.kind = BriefRun::Kind::name, .text = one.who.brief, .statements = one.statements});
    // Once a paragraph: that he has not spoken himself is a text's word, and stands with what others tell of him.
    if (!one.not_spoken || !not_spoken_.insert(one.who.party).second) return;
    plain(", who "), quotation(one.not_spoken->words, Clauses::Place{one.not_spoken->document, one.not_spoken->line});
  }
  // "Graustark, Halfont and Gorvenko"; with what has to be said of one: "Graustark and Halfont; Gorvenko, in part".
  // Returns what belongs behind it when the sentence goes on.
  std::string_view names(const std::vector<const Saying*>& sayings) {
    auto all = named(sayings);
    std::ranges::stable_sort(all, {}, [](const Saying* one) { return !qualifier(*one).empty(); });
    const std::size_t shown = std::min(all.size(), most_names_);
    std::size_t bare = 0;
    while (bare < shown && qualifier(*all[bare]).empty()) ++bare;
    for (std::size_t i = 0; i < bare; ++i) {
      if (i > 0) plain(i + 1 == bare && bare == all.size() ? " and " : i + 1 == bare && bare < shown ? " and " : ", ");
      name(*all[i]);
    }
    for (std::size_t i = bare; i < shown; ++i) {
      if (i > 0) plain("; ");
      name(*all[i]), plain(", " + qualifier(*all[i]));
    }
    if (all.size() > shown)
      plain(fmt::format("{} and {} more", bare < shown ? ";" : "", number_word(all.size() - shown)));
    if (bare == shown) return "";
    return all.size() == 1 ? "," : ";";
  }
  // A side that is one man, or a body that speaks itself: its name stands in the clause already.
  bool is_itself(const Telling::Side& side, const std::vector<const Saying*>& sayings) const {
    const auto all = named(sayings);
    return all.size() == 1 && all[0]->who.party == side.name.party && qualifier(*all[0]).empty();
  }
  // What would stand in the brackets, to see whether it is the same for all items of a clause.
  std::string names_text(const std::vector<const Saying*>& sayings) {
    BriefSentence held;
    std::swap(held, out_);
    const auto said = not_spoken_;
    names(sayings);
    std::swap(held, out_);
    not_spoken_ = said;
    return text_of(held);
  }
  // ", as Kessary reads it", where one of these groups of sayings is there by somebody's reading alone.
  static std::string by_reading(const std::vector<std::vector<const Saying*>>& groups) {
    std::vector<std::string> readers;
    for (const auto& group : groups) {
      if (std::ranges::any_of(group, [](const Saying* one) { return one->read_by.empty(); })) continue;
      for (const Saying* one : group)
        if (std::ranges::find(readers, one->read_by) == readers.end()) readers.push_back(one->read_by);
    }
    if (readers.empty()) return {};
    return fmt::format(", as {} read{} it", fmt::join(readers, " and "), readers.size() == 1 ? "s" : "");
  }
  // Where what is said for one side and for the other is the same words in two readings: that, and nothing that
  // anybody "says", is what there is to tell.
  std::string read_apart(const Line& line) const {
    for (const Saying& so : line.sayings)
      for (const Saying& not_so : line.sayings)
        if (takes_so(so) && takes_not(not_so) && so.who.party == not_so.who.party && !so.read_by.empty() &&
            !not_so.read_by.empty() && so.read_by != not_so.read_by)
          return fmt::format("{} and {} read {} differently on whether {}", so.read_by, not_so.read_by, so.who.full,
                             clause(line));
    return {};
  }
  // Who has said both is told with what changed, and says neither now.
  bool told_as_changed(const Line& line) const {
    return std::ranges::any_of(telling_.moved, [&](const Telling::Moved& one) {
      return one.how == Telling::Moved::How::changed && one.on == line.proposition &&
             std::ranges::all_of(line.sayings, [&](const Saying& saying) {
               return (!takes_so(saying) && !takes_not(saying)) || saying.who.party == one.who.party;
             });
    });
  }
  // "; as Orvane reads it, doubts it": what another reader makes of the words of those who are named.
  void read_otherwise(const Line& line, const std::vector<const Saying*>& told) {
    for (const Saying* one : named(told)) {
      if (one->read_by.empty()) continue;
      for (const Saying& other : line.sayings)
        if (other.who.party == one->who.party && !other.read_by.empty() && other.read_by != one->read_by &&
            other.manner != one->manner)
          plain(fmt::format("; as {} reads it, {} {}", other.read_by, one->who.brief, to_string(other.manner)));
    }
  }
  // --- clauses

  // How far everything below goes: it is about the reports that are here and about nothing else.
  void opening() {
    const std::size_t reports = telling_.counts.documents;
    if (telling_.first && telling_.second && telling_.lines(Kind::both_sides).empty())
      return plain(reports == 0   ? "In these statements, "
                   : reports == 1 ? "On this report, "
                                  : fmt::format("On these {} reports, ", number_word(reports)));
    plain(reports == 0   ? "So far as these statements go, "
          : reports == 1 ? "So far as this report goes, "
                         : fmt::format("So far as these {} reports go, ", number_word(reports)));
  }

  // Of what was left out nothing is said, so every clause that finds nothing here keeps silent.
  void narrowed() {
    using accounts::Only;
    std::string what;
    if (telling_.event != kNone) {
      const Event& event = material_.events()[telling_.event];
      what = "has to do with " + clauses_.of(event.title.empty() ? event.name : event.title);
    }
    const std::string_view only = telling_.only == Only::disagreements ? "is contradicted"
                                  : telling_.only == Only::unanswered  ? "was left unanswered"
                                  : telling_.only == Only::changed     ? "changed, or is said to have changed,"
                                  : telling_.only == Only::ours_only   ? "one side alone says"
                                                                       : "";
    if (!only.empty()) what += (what.empty() ? "" : " and ") + std::string(only);
    plain("Only what " + what + " is told here.");
  }
  // How a clause begins: behind the opening it goes on in its sentence, elsewhere it begins one.
  std::string first_word(std::string_view text) const {
    const std::string so_far = text_of(out_);
    return so_far.ends_with('.') ? " " + capital(std::string(text)) : std::string(text);
  }

  // First what bears on the gravest contradiction; only where nothing does, the gravest two that both say.
  std::vector<std::pair<std::string, std::string>> what_both_say() const {
    std::vector<std::pair<std::string, std::string>> out;  // and by whose reading
    const auto take = [&](const Line& line) {
      if (std::ranges::any_of(line.sayings, takes_not)) return;  // a denial is no headline
      if (only_told(*telling_.first, of_line(line, Standing::first, true)) ||
          only_told(*telling_.second, of_line(line, Standing::second, true)))
        return;
      std::string text = floor_clause(line);
      if (std::ranges::find(out, text, &std::pair<std::string, std::string>::first) == out.end())
        out.emplace_back(std::move(text),
                         by_reading({of_line(line, Standing::first, true), of_line(line, Standing::second, true)}));
    };
    for (const PropositionIndex on : telling_.bearing)
      for (const Line& line : telling_.lines(Kind::both_sides))
        if (line.proposition == on) take(line);
    if (out.empty())
      for (const Line& line : telling_.lines(Kind::both_sides))
        if (out.size() < 2) take(line);
    return out;
  }

  // Items that say and items that deny, each told with its verb; names in front where they are the same for all.
  void both_sides() {
    const auto& lines = telling_.lines(Kind::both_sides);
    if (lines.empty()) {
      if (!telling_.narrowed()) plain("the sides agree on nothing.");
      return;
    }
    const std::size_t shown = std::min(lines.size(), room_.both);
    const auto direction = [&](const Line& line) { return !of_line(line, Standing::first, true).empty(); };
    const auto who = [&](const Line& line) {
      return names_text(strictly(line, Standing::first, direction(line))) + " / " +
             names_text(strictly(line, Standing::second, direction(line)));
    };
    // The same names for all items are told once, in front.
    const bool one_pair = std::all_of(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(shown),
                                      [&](const Line& line) { return who(line) == who(lines[0]); });
    const auto pair = [&](const Line& line, bool with_sides) {
      const auto first = strictly(line, Standing::first, direction(line)),
                 second = strictly(line, Standing::second, direction(line));
      const bool first_itself = is_itself(*telling_.first, first), second_itself = is_itself(*telling_.second, second);
      if (first_itself && second_itself) return;
      plain(" (");
      const std::string_view behind = names(first);
      if (names_text(first) != names_text(second)) {
        if (with_sides && !first_itself)
          plain(std::string(behind) + " for " + telling_.first->name.brief + ", ");
        else
          plain(behind.empty() ? ", " : "; ");
        const std::string_view behind_second = names(second);
        if (with_sides && !second_itself) plain(std::string(behind_second) + " for " + telling_.second->name.brief);
      }
      plain(")");
    };
    lead(first_word("both sides say"));
    if (one_pair) pair(lines[0], true);
    plain(" ");
    for (std::size_t i = 0; i < shown; ++i) {
      separate(i, shown, lines.size() > shown);
      const Line& line = lines[i];
      plain((direction(line) ? "that " : "that it is not so that ") + floor_clause(line));
      if (!one_pair) pair(line, false);
    }
    and_more(lines.size() - shown);
    plain(".");
  }

  // Only words that a text has stand in marks, each part of a list by itself; a recorder's note on strength does not.
  void phrase(const std::string& words) {
    if (const auto place = clauses_.place_of(words)) return quotation(words, place);
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= words.size();) {
      const std::size_t end = std::min(words.find(", ", at), words.size());
      parts.push_back(words.substr(at, end - at));
      at = end + 2;
    }
    if (!std::ranges::all_of(parts, [&](const std::string& part) { return clauses_.place_of(part).has_value(); }))
      return plain(words);
    for (std::size_t i = 0; i < parts.size(); ++i)
      separate(i, parts.size(), false), quotation(parts[i], clauses_.place_of(parts[i]));
  }
  // Two pairs at most: that they differ is what matters here, and the details have all.
  void words_differ() {
    std::size_t pairs = 0;
    for (const Line& line : telling_.lines(Kind::both_sides)) {
      if (!line.floor || line.floor->first.empty() || line.floor->second.empty()) continue;
      if (pairs == 2) break;
      plain(pairs == 0 ? " The words differ: " : ", ");
      phrase(line.floor->first), plain(" against "), phrase(line.floor->second);
      ++pairs;
    }
    if (pairs > 0) plain(".");
  }

  // Who says so and who says not so. Between the two sides these are those who stand with them: what others say of it,
  // or have told of somebody, is no contradiction of the sides.
  std::pair<std::vector<const Saying*>, std::vector<const Saying*>> against(const Line& line) const {
    if (telling_.first && telling_.second) {
      for (const bool so : {true, false}) {
        auto first = strictly(line, Standing::first, so), second = strictly(line, Standing::second, !so);
        if (first.empty() || second.empty()) continue;
        return so ? std::pair(std::move(first), std::move(second)) : std::pair(std::move(second), std::move(first));
      }
    }
    return {of_line(line, true), of_line(line, false)};
  }
  // One contradiction, with who says so against who denies it.
  void whether(const Line& line) {
    auto [so, not_so] = against(line);
    // Who went from the one to the other is on neither, where somebody else is.
    std::vector<std::string> changed;
    for (const auto& one : telling_.moved) {
      if (one.how != Telling::Moved::How::changed || one.on != line.proposition) continue;
      const auto is = [&](const Saying* saying) { return saying->who.party == one.who.party; };
      if (std::ranges::none_of(so, is) || std::ranges::none_of(not_so, is) || std::ranges::all_of(so, is) ||
          std::ranges::all_of(not_so, is))
        continue;
      std::erase_if(so, is), std::erase_if(not_so, is);
      changed.push_back(one.who.brief);
    }
    plain("whether " + clause(line) + " (");
    const std::string_view behind = names(so);
    plain(std::string(behind) + " against ");
    names(not_so);
    // Who is named on either side already stands there with both of his readings.
    if (read_apart(line).empty()) read_otherwise(line, so), read_otherwise(line, not_so);
    for (const auto& turn : telling_.turns)
      if (turn.on == line.proposition) plain("; " + in_words(turn));
    if (!changed.empty()) plain(fmt::format("; {} changed", fmt::join(changed, ", ")));
    plain(")");
  }
  void all_whether(const std::vector<const Line*>& lines) {
    const std::size_t shown = std::min(lines.size(), room_.contradict);
    for (std::size_t i = 0; i < shown; ++i) separate(i, shown, lines.size() > shown), whether(*lines[i]);
    and_more_in_list(lines.size() - shown);
    plain(".");
  }
  // No contradiction is passed over: what has no room is counted, with where it stands.
  void and_more_in_list(std::size_t more) {
    and_more(more);
    if (more > 0) plain(" in the list");
  }
  // Two of one side, whatever else is contradicted there; told apart, so that nobody takes it for what the sides have
  // against each other.
  void within_sides() {
    for (const auto& [side, where] :
         {std::pair(&telling_.first, Standing::first), std::pair(&telling_.second, Standing::second)}) {
      std::vector<std::pair<const Line*, const Line::Within*>> told;
      std::size_t all = 0;
      for (std::size_t kind = 0; kind < Telling::kKinds; ++kind)
        for (const Line& line : telling_.groups[kind]) {
          const auto within = std::ranges::find(line.within, where, &Line::Within::standing);
          if (within != line.within.end()) told.emplace_back(&line, &*within);
          all += within != line.within.end() ||
                 (!line.in_full && line.takes[where == Standing::first ? 0 : 1].against_itself);
        }
      if (all == 0) continue;
      plain(" "), lead("Within " + (*side)->name.brief + " itself"), plain(" accounts differ on ");
      const std::size_t shown = std::min(told.size(), std::max<std::size_t>(1, room_.contradict / 2));
      for (std::size_t i = 0; i < shown; ++i) {
        separate(i, shown, all > shown);
        plain("whether " + clause(*told[i].first) + " (");
        plain(std::string(names(at(*told[i].first, told[i].second->so))) + " against ");
        names(at(*told[i].first, told[i].second->not_so)), plain(")");
      }
      if (shown == 0)
        plain(number_word(all) + (all == 1 ? " point" : " points") + " in the list");
      else
        and_more_in_list(all - shown);
      plain(".");
    }
  }
  static std::vector<const Saying*> at(const Line& line, const std::vector<std::size_t>& places) {
    std::vector<const Saying*> out;
    for (const std::size_t place : places) out.push_back(&line.sayings[place]);
    return out;
  }
  // What is contradicted by or among those who stand with neither side.
  void with_others() {
    auto lines = lines_of({Kind::side_and_others, Kind::among_others});
    if (lines.empty()) return;
    plain(" "), lead("Contradicted by or among others:"), plain(" ");
    if (room_.others == 0)
      return plain(number_word(lines.size()) + (lines.size() == 1 ? " point" : " points") + ", in the list.");
    const std::size_t shown = std::min(lines.size(), room_.others);
    for (std::size_t i = 0; i < shown; ++i) separate(i, shown, lines.size() > shown), whether(*lines[i]);
    and_more_in_list(lines.size() - shown);
    plain(".");
  }
  // That there is no contradiction is told, as it is what a reader of two accounts asks first.
  void contradict() {
    const auto lines = contradicted();
    if (lines.empty()) {
      if (!telling_.narrowed()) plain(" They nowhere contradict each other.");
      return;
    }
    plain(" "), lead(telling_.narrowed() ? "The sides contradict each other" : "They contradict each other"),
        plain(" on ");
    all_whether(lines);
  }

  // "says that X (NAME), that Y, and denies that Z": in the order of gravity within each verb.
  void sayings_of(const Telling::Side& side, const std::vector<const Line*>& lines,
                  const std::function<std::vector<const Saying*>(const Line&, bool)>& who) {
    std::vector<std::pair<const Line*, bool>> items;
    for (const bool so : {true, false})
      for (const Line* line : lines)
        if (so == !who(*line, true).empty() && !who(*line, so).empty()) items.emplace_back(line, so);
    const std::size_t shown = std::min(items.size(), room_.only);
    const std::string front = shown == 0 ? "" : names_text(who(*items[0].first, items[0].second));
    const bool one_name =
        std::all_of(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(shown), [&](const auto& one) {
          const auto told = who(*one.first, one.second);
          // What another reader makes of it has to stand beside the very point.
          return names_text(told) == front && by_reading({told}).empty();
        });
    if (one_name && shown > 0 && !is_itself(side, who(*items[0].first, items[0].second)))
      plain(" ("), names(who(*items[0].first, items[0].second)), plain(")");
    for (std::size_t i = 0; i < shown; ++i) {
      const bool turns = i > 0 && items[i - 1].second && !items[i].second;
      if (turns)
        plain(", and denies ");
      else if (i == 0)
        plain(items[i].second ? " says " : " denies ");
      else
        separate(i, shown, items.size() > shown);
      plain("that " + clause(*items[i].first));
      // Two of one side, or one man on two occasions of which nobody knows the order.
      if (items[i].second && !who(*items[i].first, false).empty() && read_apart(*items[i].first).empty())
        plain(", and elsewhere that it is not so");
      const auto told = who(*items[i].first, items[i].second);
      if (!one_name && !is_itself(side, told))
        plain(" ("), names(told), read_otherwise(*items[i].first, told), plain(")");
    }
    and_more(items.size() - shown);
  }
  // What one side alone says and nobody contradicts, both sides in one sentence; and behind it what of that is only
  // told by others, which is no word of the side.
  void only_sides() {
    bool any = false;
    std::vector<std::pair<const Line*, Standing>> told;
    std::array<std::vector<const Line*>, 2> with_others;  // of either side
    for (const auto& [kind, side, where] : {std::tuple(Kind::only_first, &telling_.first, Standing::first),
                                            {Kind::only_second, &telling_.second, Standing::second}}) {
      std::vector<const Line*> lines;
      for (const Line& line : telling_.lines(kind)) {
        if (told_as_changed(line)) continue;
        auto all = of_line(line, where, true);
        for (const Saying* one : of_line(line, where, false)) all.push_back(one);
        if (only_told(**side, all))
          told.emplace_back(&line, where);
        else if (not_alone(line, kind, !of_line(line, where, true).empty()))
          with_others[where == Standing::first ? 0 : 1].push_back(&line);
        else
          lines.push_back(&line);
      }
      if (lines.empty()) continue;
      plain(any ? "; " : " ");
      lead(fmt::format("{} {}", any ? "only" : "Only", (*side)->name.brief));
      sayings_of(**side, lines, [this, where = where](const Line& line, bool so) { return of_line(line, where, so); });
      any = true;
    }
    if (any) plain(".");
    sayings_with_others(with_others);
    only_told_by_others(told);
  }
  // What a side says and others say, too, who stand with neither or were not chosen.
  void sayings_with_others(const std::array<std::vector<const Line*>, 2>& lines) {
    for (const auto& [side, where] :
         {std::pair(&telling_.first, Standing::first), std::pair(&telling_.second, Standing::second)}) {
      const auto& all = lines[where == Standing::first ? 0 : 1];
      if (all.empty()) continue;
      plain(" "), lead("As others do, " + (*side)->name.brief);
      sayings_of(**side, all, [this, where = where](const Line& line, bool so) { return of_line(line, where, so); });
      plain(".");
    }
  }
  void only_told_by_others(const std::vector<std::pair<const Line*, Standing>>& told) {
    if (told.empty()) return;
    plain(" "), lead("Only told by others:"), plain(" ");
    const std::size_t shown = std::min(told.size(), room_.only);
    for (std::size_t i = 0; i < shown; ++i) {
      const auto& [line, where] = told[i];
      separate(i, shown, told.size() > shown);
      const bool so = !of_line(*line, where, true).empty();
      plain((so ? "that " : "that it is not so that ") + clause(*line) + " (");
      names(of_line(*line, where, so)), plain(")");
    }
    and_more(told.size() - shown);
    plain(".");
  }

  std::vector<const Line*> lines_of(std::initializer_list<Kind> kinds) const {
    std::vector<const Line*> out;
    for (const Kind kind : kinds)
      for (const Line& line : telling_.lines(kind)) out.push_back(&line);
    return out;
  }
  // With two sides only what is contradicted between them; without, whatever is contradicted at all.
  std::vector<const Line*> contradicted() const {
    if (telling_.first && telling_.second) return lines_of({Kind::between_sides});
    return lines_of({Kind::between_sides, Kind::side_and_others, Kind::within_a_side, Kind::among_others});
  }

  // Where nobody speaks for anybody, or all for one side: what is contradicted, and what is not.
  void without_sides() {
    const auto lines = contradicted();
    auto alone = lines_of({Kind::both_sides, Kind::only_first, Kind::only_second, Kind::only_others});
    std::erase_if(alone, [&](const Line* line) { return told_as_changed(*line); });
    if (!lines.empty()) {
      lead(first_word("the accounts contradict each other")), plain(" on ");
      all_whether(lines);
    } else if (alone.empty()) {
      if (!telling_.narrowed()) plain("nobody contradicts anybody.");
    }
    if (alone.empty()) return;
    lead(first_word("nobody contradicts")), plain(" ");
    const std::size_t shown = std::min(alone.size(), room_.only);
    for (std::size_t i = 0; i < shown; ++i) {
      separate(i, shown, alone.size() > shown);
      const bool so = !of_line(*alone[i], true).empty();
      plain((so ? "that " : "that it is not so that ") + clause(*alone[i]) + " (");
      names(of_line(*alone[i], so)), read_otherwise(*alone[i], of_line(*alone[i], so)), plain(")");
    }
    and_more(alone.size() - shown);
    plain(".");
  }

  // At most half as many as names, as each name has its own.
  void topics(const std::vector<PropositionIndex>& on) {
    const std::size_t shown = std::min<std::size_t>(on.size(), std::max<std::size_t>(1, room_.declined / 2));
    for (std::size_t i = 0; i < shown; ++i) {
      separate(i, shown, on.size() > shown);
      plain("whether " + clauses_.of(on[i]));
    }
    and_more(on.size() - shown);
  }
  std::string language_of_questions(const NonAnswer& what) const {
    return what.questions.empty() ? std::string() : material_.statements()[what.questions.front()].language.str();
  }
  // What he was asked, else what he left open; and what he said instead.
  void question_and_words(const std::vector<PropositionIndex>& on, const NonAnswer& what) {
    if (on.size() == 1 && !what.question.empty() && room_.words) {
      plain(", asked ");
      if (accounts::goes_on(what.question))
        plain(what.question);
      else
        quotation(what.question, clauses_.place_of(what.question), language_of_questions(what));
    } else if (!on.empty()) {
      plain(", on "), topics(on);
    }
    if (!room_.words && !on.empty()) return;
    for (const auto& answer : what.answers) {
      if (answer.quote.text.empty()) continue;
      plain(" ("), quotation(answer.quote), plain(")");
      return;
    }
    if (!what.sentence.empty())
      plain(" ("), quotation(what.sentence, Clauses::Place{what.document, what.line}), plain(")");
  }
  // Each name once, with all that it left open; what only a text tells stands as the text has it.
  void declined() {
    if (telling_.declined.empty()) {
      if (telling_.anybody_asked && !telling_.narrowed()) plain(" "), lead("Declined:"), plain(" nobody.");
      return;
    }
    // One person may have refused on several occasions; he is named once.
    struct Of {
      const Telling::Declined* first;
      std::vector<PropositionIndex> on;
      std::vector<StatementIndex> statements;
    };
    std::vector<Of> all;
    std::unordered_map<std::string_view, std::size_t> places;  // in it, by the name
    for (const auto& one : telling_.declined) {
      // That somebody did not speak of a thing is a silence, which stands in the details.
      if (one.what.recorded() && std::ranges::all_of(one.what.answers, [](const auto& answer) {
            return answer.how == NonAnswer::How::not_mentioned;
          }))
        continue;
      const auto [place, is_new] = places.try_emplace(one.who.brief, all.size());
      if (is_new) all.push_back({&one, {}, {}});
      Of* const at = &all[place->second];
      for (const PropositionIndex on : one.on)
        if (std::ranges::find(at->on, on) == at->on.end()) at->on.push_back(on);
      at->statements.insert(at->statements.end(), one.statements.begin(), one.statements.end());
    }
    if (all.empty()) return;
    // Whoever left a point open stands before him of whom only that is known that he did not answer.
    std::ranges::stable_sort(all, {}, [](const Of& of) { return of.on.empty(); });
    plain(" "), lead("Declined:"), plain(" ");
    const std::size_t shown = std::min(all.size(), room_.declined + 1);
    for (std::size_t i = 0; i < shown; ++i) {
      if (i > 0) plain("; ");
      // "Neither government" does not begin a sentence here.
      add({.kind = BriefRun::Kind::name,
           .text = clauses_.of(all[i].first->who.brief),
           .statements = all[i].statements});
      question_and_words(all[i].on, all[i].first->what);
    }
    if (all.size() > shown) plain(fmt::format("; and {} more", number_word(all.size() - shown)));
    plain(".");
  }

  void moved() {
    using How = Telling::Moved::How;
    if (telling_.moved.empty()) {
      if (!telling_.narrowed()) plain(" "), lead("Nobody changed position.");
      return;
    }
    plain(" "), lead("Changed:"), plain(" ");
    std::size_t shown = 0, left = 0;
    // Counts what is told and what no longer has room, whatever kind it is.
    const auto room = [&] {
      if (shown < room_.moved) return ++shown, true;
      return ++left, false;
    };
    bool any = false;
    const auto begin = [&](std::string_view text) { plain((any ? "; " : "") + std::string(text)), any = true; };
    for (const auto& one : telling_.moved)
      if (one.how == How::changed && room()) begin(""), changed(one);
    // Of what is not shown it is not known here whether somebody changed.
    if (!any && left == 0 && !telling_.narrowed()) begin("nobody, on one and the same point");
    // What one source says of several people is told in one breath, with the source named once.
    PartyIndex source = kNone;
    for (const auto& one : telling_.moved) {
      if (one.how != How::source_says || !room()) continue;
      const PartyIndex by = source_of(one);
      if (by != kNone && by == source)
        plain(" and ");
      else
        begin(source_name(one) + " says so of ");
      source = by;
      moved_name(one), plain(" ("), quotation(one.source), plain(")");
    }
    for (const auto& one : telling_.moved) {
      if (one.how != How::only_if || !room()) continue;
      begin("perhaps "), moved_name(one);
      plain((is_first_contradiction(one.on) ? ", on the first contradiction" : ", on whether " + clauses_.of(one.on)) +
            ", which hangs on " + one.condition);
    }
    if (left > 0) plain(fmt::format("; and {} more", number_word(left)));
    plain(".");
  }
  // The clause about contradictions begins with it, so it is named by that and not told again.
  bool is_first_contradiction(PropositionIndex on) const {
    const auto lines = contradicted();
    return !lines.empty() && lines.front()->proposition == on;
  }
  // The name with all statements of its moments behind it, so that a page leads to each of them.
  void moved_name(const Telling::Moved& one) {
    std::vector<StatementIndex> statements;
    for (const auto& moment : one.moments)
      statements.insert(statements.end(), moment.statements.begin(), moment.statements.end());
    add({.kind = BriefRun::Kind::name, .text = one.who.brief, .statements = std::move(statements)});
  }
  // "Corvo, on whether X: affirms on Monday, “work without fault”; denies on Thursday, “has been unsteady”".
  void changed(const Telling::Moved& one) {
    moved_name(one), plain(", on whether " + clauses_.of(one.on) + " (");
    for (std::size_t i = 0; i < one.moments.size(); ++i) {
      const auto& moment = one.moments[i];
      if (i > 0) plain(", then ");
      plain(moment.stance + behind_verb(moment.when));
      if (!moment.words.quote.text.empty() && (i == 0 || i + 1 == one.moments.size() || one.moments.size() < 4))
        plain(": "), quotation(moment.words.quote);
    }
    if (!one.source.text.empty()) plain("; " + source_name(one) + ": "), quotation(one.source);
    plain(")");
  }
  // Whose word it is that somebody moved: who says so, or whoever publishes the document in which it stands.
  PartyIndex source_of(const Telling::Moved& one) const {
    if (one.source_by != kNone || one.source.document == kNone) return one.source_by;
    return material_.documents()[one.source.document].voice;
  }
  // In the middle of a sentence, so without the capital of a title's article.
  std::string source_name(const Telling::Moved& one) const {
    const PartyIndex by = source_of(one);
    if (by == kNone) return "a text";
    std::string out = material_.parties()[by].title;
    if (out.starts_with("The ")) out[0] = 't';
    return out;
  }

  const Comparison& comparison_;
  const Material& material_;
  const Telling& telling_;
  const Clauses& clauses_;
  std::size_t most_names_;
  Room room_;
  std::vector<std::string> languages_;  // of documents, once one is asked for
  BriefSentence out_;
  std::set<PartyIndex> not_spoken_;  // of whom it was told
};

}  // namespace

std::string text_of(const BriefSentence& sentence) {
  std::string out;
  for (const BriefRun& run : sentence) out += run.text;
  return out;
}

// Words are what stands between spaces, as people count them.
std::size_t words_in(const BriefSentence& sentence) {
  std::size_t out = 0;
  bool inside = false;
  for (const char c : text_of(sentence)) {
    if (c != ' ' && !inside) ++out;
    inside = c != ' ';
  }
  return out;
}

// Fewer items until the paragraph has no more words than it may have.
Brief brief_of(const Comparison& comparison, const Telling& telling, std::string_view title,
               const BriefLimits& limits) {
  Brief out;
  const Clauses clauses(comparison.material());
  Room room{limits.items, limits.items, limits.items, limits.items, limits.items, limits.items / 2};
  const auto writer = [&] { return Writer(comparison, telling, clauses, limits.names, room); };
  // Two lines of the printed page (comparison_brief.cc), in millimetres.
  const auto fits = [](const std::string& text) {
    return picture::lines_of(text, picture::Face::serif_strong, 19 * 25.4 / 72, 180, 3).size() <= 2;
  };
  out.headline = writer().headline(title, fits);
  // As many contradictions as leave the deck within 230 columns, and one in any case.
  for (std::size_t items = 3; items > 0; --items) {
    out.deck = writer().deck(items, out.headline);
    if (text::width(text_of(out.deck)) <= 230) break;
  }
  do out.paragraph = writer().paragraph();
  while (words_in(out.paragraph) > limits.words && room.less());
  return out;
}

}  // namespace parley::view
