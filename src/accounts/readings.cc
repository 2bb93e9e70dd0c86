// The same words are found by their places. Statements are gone through document by document in the order of their
// first byte, so that each is compared with those only that begin before it ends.
#include "accounts/readings.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace parley::accounts {
namespace {

// More statements than these on the same words are nobody's reading, and would make it cost as much as one likes.
constexpr std::size_t kMostOnOnePlace = 1000;

struct Place {
  StatementIndex statement = kNone;
  std::vector<std::pair<std::size_t, std::size_t>> pieces;  // bytes, ascending
  std::size_t begin = 0, end = 0, size = 0;
};

Place place_of(const Material& material, StatementIndex index) {
  Place out{.statement = index, .pieces = {}};
  for (const Span& span : material.statements()[index].content_spans)
    if (span.byte_end > span.byte_start) out.pieces.emplace_back(span.byte_start, span.byte_end);
  std::sort(out.pieces.begin(), out.pieces.end());
  for (const auto& [from, to] : out.pieces) {
    out.end = std::max(out.end, to);
    out.size += to - from;
  }
  if (!out.pieces.empty()) out.begin = out.pieces.front().first;
  return out;
}

// Quotation marks at an end, a "that" more or less: half of the shorter one has to be in both.
bool overlap(const Place& a, const Place& b) {
  std::size_t shared = 0;
  for (const auto& [from, to] : a.pieces)
    for (const auto& [begin, end] : b.pieces)
      if (std::min(to, end) > std::max(from, begin)) shared += std::min(to, end) - std::max(from, begin);
  return 2 * shared >= std::min(a.size, b.size) && shared > 0;
}

// Two parties who take one sentence for the word of two people have not read the same statement.
bool one_speaker(const Material& material, StatementIndex a, StatementIndex b) {
  const PartyIndex one = material.resolved(material.statements()[a].speaker),
                   other = material.resolved(material.statements()[b].speaker);
  if (one == kNone || other == kNone) return false;
  // Two parties' cases have identities of their own for one man.
  const Party &first = material.parties()[one], &second = material.parties()[other];
  return one == other || (!first.title.empty() && first.title == second.title);
}

// What the readings of one statement are put together from.
class Gathering {
 public:
  explicit Gathering(const Material& material) : material_(material), propositions_(material) {}

  std::vector<ReadStance> run(const std::vector<std::pair<StatementIndex, StatementIndex>>& same) {
    // Statements on the same words are gathered under the first of them, and what was said of any of them afterwards
    // is, too. A statement that nobody else has recorded is here when somebody has said something of it.
    std::map<StatementIndex, std::vector<StatementIndex>> others;
    for (const auto& [statement, first] : same) others[first].push_back(statement);
    std::map<StatementIndex, std::vector<const SecondReading*>> said;
    for (const SecondReading& one : material_.second_readings())
      if (one.statement != kNone) said[one.statement].push_back(&one);
    std::set<StatementIndex> taken;
    for (const auto& [first, more] : others) taken.insert(more.begin(), more.end());
    std::set<StatementIndex> firsts;
    for (const auto& [first, more] : others) firsts.insert(first);
    for (const auto& [statement, readings] : said)
      if (!taken.contains(statement)) firsts.insert(statement);
    for (const StatementIndex first : firsts) {
      std::vector<StatementIndex> all = {first};
      all.insert(all.end(), others[first].begin(), others[first].end());
      for (const StatementIndex one : all)
        for (const SecondReading* second : said[one]) take(first, one, *second);
      stances(all);
    }
    return std::move(out_);
  }

 private:
  const TakenStance* on(const Statement& statement, PropositionIndex proposition) const {
    for (const TakenStance& one : statement.stances)
      if (propositions_.one(one.proposition) == proposition) return &one;
    return nullptr;
  }
  // How the recorder of a statement reads it: by the stance that he put there, or by having put none.
  Reading recorded(StatementIndex index, PropositionIndex proposition) const {
    const Statement& statement = material_.statements()[index];
    const TakenStance* const stance = on(statement, proposition);
    return {.party = statement.made_by,
            .readers = statement.authors,
            .statement = index,
            .stance = stance == nullptr ? "silent" : in_words(*stance),
            .why = {},
            .confidence = statement.confidence};
  }

  // What is said of a statement as a whole, and which propositions are spoken of besides.
  void take(StatementIndex first, StatementIndex of, const SecondReading& second) {
    seconds_[first].push_back({of, &second});
  }

  void stances(const std::vector<StatementIndex>& all) {
    std::vector<PropositionIndex> propositions;
    const auto add = [&](PropositionIndex of) {
      const PropositionIndex one = propositions_.one(of);
      if (one != kNone && std::find(propositions.begin(), propositions.end(), one) == propositions.end())
        propositions.push_back(one);
    };
    for (const StatementIndex one : all)
      for (const TakenStance& stance : material_.statements()[one].stances) add(stance.proposition);
    const auto& seconds = seconds_[all.front()];
    apart_.clear();
    for (const auto& [of, second] : seconds) {
      add(second->proposition);
      if (second->says != SecondReading::Says::notes)
        // A note takes nothing back and gives nothing, so it is not held against an acceptance of the whole.
        apart_.insert({of, propositions_.one(second->proposition), second->by, second->authors});
    }
    for (const PropositionIndex proposition : propositions) {
      ReadStance read{.statement = all.front(), .proposition = proposition, .readings = {}};
      for (const StatementIndex one : all)
        // A party that takes a stance on it nowhere may not have the proposition at all: that it is silent here is no
        // reading.
        if (propositions_.has_read(material_.statements()[one].made_by, proposition))
          read.readings.push_back(recorded(one, proposition));
      for (const auto& [of, second] : seconds) second_reading(read, of, *second);
      // What only one has read cannot be laid side by side with anything.
      if (read.readings.size() > 1) out_.push_back(std::move(read));
    }
    whole(all.front(), seconds);
  }

  // Who accepts a statement as a whole accepts what it says of each proposition. Who disputes the whole does not say
  // what is wrong with it, and is shown with the whole.
  void second_reading(ReadStance& read, StatementIndex of, const SecondReading& second) const {
    if (second.says == SecondReading::Says::notes) return;
    if (propositions_.one(second.proposition) != read.proposition &&
        (second.proposition != kNone || second.says != SecondReading::Says::accepts ||
         apart_.contains({second.statement, read.proposition, second.by, second.authors})))
      return;
    const std::string recorded_stance = recorded(of, read.proposition).stance;
    std::string stance = recorded_stance;
    if (second.says == SecondReading::Says::disputes)
      // Who disputes a stance without saying how he reads it still differs from it.
      stance = second.reads ? in_words(*second.reads) : "not " + recorded_stance;
    read.readings.push_back({.party = second.by,
                             .readers = second.authors,
                             .statement = kNone,
                             .stance = std::move(stance),
                             .why = second.text,
                             .confidence = {}});
  }

  void whole(StatementIndex first, const std::vector<std::pair<StatementIndex, const SecondReading*>>& seconds) {
    ReadStance read{.statement = first, .proposition = kNone, .readings = {}};
    for (const auto& [of, second] : seconds) {
      const bool notes = second->says == SecondReading::Says::notes;
      // Those were told with the propositions.
      if (!notes && (second->proposition != kNone || second->says == SecondReading::Says::accepts)) continue;
      read.readings.push_back({.party = second->by,
                               .readers = second->authors,
                               .statement = kNone,
                               .stance = notes ? "notes" : "disputes",
                               .why = second->text,
                               .confidence = {}});
    }
    if (!read.readings.empty()) out_.push_back(std::move(read));
  }

  const Material& material_;
  const ReadPropositions propositions_;
  std::map<StatementIndex, std::vector<std::pair<StatementIndex, const SecondReading*>>> seconds_;
  // Who has said something of a proposition by itself: he has not accepted that with the whole.
  std::set<std::tuple<StatementIndex, PropositionIndex, std::string, std::vector<std::string>>> apart_;
  std::vector<ReadStance> out_;
};

}  // namespace

std::string in_words(const Material& material, std::string_view party, const std::vector<std::string>& people) {
  const std::string names = fmt::format("{}", fmt::join(people, ", "));
  const std::string of = party.empty() ? std::string() : material.called(party);
  if (names.empty()) return of.empty() ? "somebody" : of;
  return of.empty() ? names : fmt::format("{} ({})", names, of);
}

std::string recorded_in_words(const Material& material, const Statement& statement) {
  return "recorded by " + in_words(material, statement.made_by, statement.authors) +
         (statement.confidence ? fmt::format(", {} per cent sure", *statement.confidence) : "");
}

// Readings are compared by these words, so whatever makes two stances different has to be in them.
std::string in_words(const TakenStance& stance) {
  std::string out = stance.word.empty() ? std::string(to_string(stance.stance)) : stance.word.str(), limits;
  const auto add = [&](bool is, std::string_view word) {
    if (is) limits += (limits.empty() ? "" : ", ") + std::string(word);
  };
  add(stance.negation, "the negation");
  add(stance.presupposed, "presupposed");
  add(stance.in_part, "in part");
  return limits.empty() ? out : out + " (" + limits + ")";
}

bool ReadStance::differ() const {
  return std::any_of(readings.begin(), readings.end(),
                     [&](const Reading& one) { return one.stance != readings.front().stance; });
}

std::vector<std::pair<StatementIndex, StatementIndex>> same_words(const Material& material) {
  std::vector<std::pair<StatementIndex, StatementIndex>> out;
  const auto& statements = material.statements();
  // Nearly always: whoever compares looks at a case of his own.
  if (std::all_of(statements.begin(), statements.end(),
                  [&](const Statement& one) { return one.made_by == statements.front().made_by; }))
    return out;
  std::map<DocumentIndex, std::vector<Place>> documents;
  for (StatementIndex i = 0; i < statements.size(); ++i)
    // Only by its place in a document can it be known that two statements are of the same words.
    if (statements[i].known && statements[i].document != kNone && !statements[i].content_spans.empty())
      documents[statements[i].document].push_back(place_of(material, i));
  for (auto& [document, places] : documents) {
    std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
      return std::pair(a.begin, a.statement) < std::pair(b.begin, b.statement);
    });
    std::map<StatementIndex, StatementIndex> first;
    for (std::size_t i = 0; i < places.size(); ++i)
      for (std::size_t j = i + 1; j < std::min(places.size(), i + kMostOnOnePlace) && places[j].begin < places[i].end;
           ++j) {
        StatementIndex a = places[i].statement, b = places[j].statement;
        if (material.statements()[a].made_by == material.statements()[b].made_by || !overlap(places[i], places[j]) ||
            !one_speaker(material, a, b))
          continue;
        if (a > b) std::swap(a, b);
        // Always the first of all that have the words, not the one before: what is gathered has one head.
        first.try_emplace(b, first.contains(a) ? first[a] : a);
      }
    for (const auto& [statement, of] : first)
      if (statement != of) out.emplace_back(statement, of);
  }
  std::sort(out.begin(), out.end());
  return out;
}

ReadPropositions::ReadPropositions(const Material& material) {
  std::map<std::string_view, PropositionIndex> first;
  for (PropositionIndex i = 0; i < material.propositions().size(); ++i) {
    const std::string& text = material.propositions()[i].text;
    // Propositions of two parties are one when their texts are the same. One without a text is like no other.
    one_.push_back(text.empty() ? i : first.try_emplace(text, i).first->second);
  }
  for (const Statement& statement : material.statements())
    for (const TakenStance& stance : statement.stances)
      if (stance.proposition != kNone) read_[statement.made_by].insert(one_[stance.proposition]);
}

bool ReadPropositions::has_read(std::string_view party, PropositionIndex one) const {
  const auto at = read_.find(party);
  return at != read_.end() && at->second.contains(one);
}

// Only propositions that the other party reads anywhere can be read differently by it.
bool read_differently(const ReadPropositions& propositions, const Statement& a, const Statement& b) {
  std::map<PropositionIndex, std::set<std::string>> first, second;
  for (const TakenStance& one : a.stances) first[propositions.one(one.proposition)].insert(in_words(one));
  for (const TakenStance& one : b.stances) second[propositions.one(one.proposition)].insert(in_words(one));
  const auto differs = [&](const auto& these, const auto& those, const std::string& other) {
    return std::any_of(these.begin(), these.end(), [&](const auto& one) {
      const auto at = those.find(one.first);
      return propositions.has_read(other, one.first) && (at == those.end() || at->second != one.second);
    });
  };
  return differs(first, second, b.made_by) || differs(second, first, a.made_by);
}

// Nearly always nobody has read anything a second time, and nothing has to be put together.
std::vector<ReadStance> readings_of(const Material& material) {
  const auto same = same_words(material);
  if (same.empty() && material.second_readings().empty()) return {};
  return Gathering(material).run(same);
}

std::vector<ReadStance> readings_on(const Material& material, const std::vector<PropositionIndex>& propositions) {
  const std::set<PropositionIndex> wanted(propositions.begin(), propositions.end());
  auto out = readings_of(material);
  std::erase_if(out, [&](const ReadStance& one) {
    if (one.proposition != kNone) return !wanted.contains(one.proposition);
    // What is said of a statement as a whole is shown where any of its propositions is.
    const auto& stances = material.statements()[one.statement].stances;
    return std::none_of(stances.begin(), stances.end(),
                        [&](const TakenStance& stance) { return wanted.contains(stance.proposition); });
  });
  return out;
}

Agreement agreement_of(const std::vector<ReadStance>& readings) {
  std::vector<std::vector<std::string>> units;
  for (const ReadStance& one : readings) {
    if (one.proposition == kNone) continue;
    std::map<std::pair<std::string, std::vector<std::string>>, std::string> readers;
    // Of one who has read the same twice the last reading counts, as agreement with himself would say nothing.
    for (const Reading& reading : one.readings) readers[{reading.party, reading.readers}] = reading.stance;
    units.emplace_back();
    for (const auto& [reader, stance] : readers) units.back().push_back(stance);
  }
  return agreement_of(units);
}

}  // namespace parley::accounts
