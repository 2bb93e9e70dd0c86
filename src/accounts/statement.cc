// The lists of a Material and how they are filled. A place is given to an identifier when it is first
// mentioned and never taken back, so that statements can be read in any order and refer to each other by
// number.
#include "accounts/statement.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "accounts/text.h"
#include "text/display.h"

namespace parley::accounts {
namespace {

// In the order of the enum.
constexpr std::array<std::string_view, 9> kStances = {"affirms", "denies", "accepts", "declines", "raises",
                                                      "alleges", "doubts", "silent",  "unknown"};

// One map for the names of all kinds of records: each kind has a mark in front of its keys. Identifiers have a table
// for each kind.
template <class T>
struct ListOf;
template <>
struct ListOf<Party> {
  static constexpr char kMark = 'P';
  static constexpr std::size_t kPlace = 0;
};
template <>
struct ListOf<Proposition> {
  static constexpr char kMark = 'Q';
  static constexpr std::size_t kPlace = 1;
};
template <>
struct ListOf<Event> {
  static constexpr char kMark = 'E';
  static constexpr std::size_t kPlace = 2;
};
template <>
struct ListOf<Document> {
  static constexpr char kMark = 'D';
  static constexpr std::size_t kPlace = 3;
};
template <>
struct ListOf<Statement> {
  static constexpr char kMark = 'S';
  static constexpr std::size_t kPlace = 4;
};

template <class T>
std::string key(std::string_view text) {
  return ListOf<T>::kMark + (":" + std::string(text));
}

}  // namespace

std::string_view to_string(Stance stance) { return kStances[static_cast<std::size_t>(stance)]; }

Stance stance_from(std::string_view word) {
  const auto at = std::find(kStances.begin(), kStances.end(), word);
  return at == kStances.end() ? Stance::unknown : static_cast<Stance>(at - kStances.begin());
}

template <class T>
// Until the record itself comes it is shown by the beginning of its identifier.
std::uint32_t Material::place(std::vector<T>& list, std::string_view id) {
  Places& places = places_[ListOf<T>::kPlace];
  if (const std::uint32_t at = places.find(list, id); at != kNone) return at;
  list.emplace_back();
  list.back().id = id;
  list.back().name = text::short_id(id);
  places.add(list);
  return static_cast<std::uint32_t>(list.size() - 1);
}

// Two records must not be taken for one another because two files gave them the same name.
template <class T>
// The first keeps the name. The second gets that of its case in front, and, where even that is taken, its
// identifier.
void Material::give_name(const std::vector<T>& list, std::uint32_t index, T& record) {
  if (record.name.empty()) record.name = text::short_id(record.id);
  const std::string wanted = record.name;
  auto [at, free] = names_.try_emplace(key<T>(wanted), index);
  if (free || at->second == index) return;
  record.name = record.space.empty() ? record.id : record.space.str() + "/" + wanted;
  if (!names_.try_emplace(key<T>(record.name), index).second) {
    record.name = record.id;
    names_[key<T>(record.name)] = index;
  }
  problems_.push_back(fmt::format("\"{}\" names two objects, {} and {}: the second is shown as \"{}\"", wanted,
                                  list[at->second].id, record.id, record.name));
}

template <class T>
// A later version takes the place of an earlier one, whose name becomes free.
std::uint32_t Material::put_in(std::vector<T>& list, T record) {
  if (names_.empty()) {
    // What was kept has its names already, and hardly anything more comes.
    const auto take = [&]<class L>(const std::vector<L>& all) {
      for (std::uint32_t i = 0; i < all.size(); ++i)
        if (all[i].known) names_[key<L>(all[i].name)] = i;
    };
    take(parties_), take(propositions_), take(events_), take(documents_), take(statements_);
  }
  const std::uint32_t index = place(list, record.id);
  if (list[index].known) {
    const auto old = names_.find(key<T>(list[index].name));
    if (old != names_.end() && old->second == index) names_.erase(old);
  }
  give_name(list, index, record);
  record.known = true;
  list[index] = std::move(record);
  return index;
}

// The templates are defined in this file and used by the header's inline functions.
template std::uint32_t Material::place(std::vector<Party>&, std::string_view);
template std::uint32_t Material::place(std::vector<Proposition>&, std::string_view);
template std::uint32_t Material::place(std::vector<Event>&, std::string_view);
template std::uint32_t Material::place(std::vector<Document>&, std::string_view);
template std::uint32_t Material::place(std::vector<Statement>&, std::string_view);
template std::uint32_t Material::put_in(std::vector<Party>&, Party);
template std::uint32_t Material::put_in(std::vector<Proposition>&, Proposition);
template std::uint32_t Material::put_in(std::vector<Event>&, Event);

// Names are looked up when the next record comes (put_in()).
void Material::index() {
  names_.clear();
  const auto take = [&]<class T>(const std::vector<T>& list) { places_[ListOf<T>::kPlace].all(list); };
  take(parties_), take(propositions_), take(events_), take(documents_), take(statements_);
  points_.clear();
  for (const Document& one : documents_) points_.emplace_back(one.text);
}

// The table of its code points is made here, once for all statements in it.
DocumentIndex Material::put(Document record) {
  const DocumentIndex index = put_in(documents_, std::move(record));
  points_.resize(documents_.size(), CodePoints({}));
  points_[index] = CodePoints(documents_[index].text);
  return index;
}

// A statement with problems is kept like any other: it was said, whatever is wrong with its record.
StatementIndex Material::put(Statement record) {
  if (record.document != kNone && !documents_[record.document].text.empty()) {
    const std::string& text = documents_[record.document].text;
    for (const auto* spans : {&record.source_spans, &record.cue_spans, &record.content_spans}) {
      for (const Span& span : *spans)
        if (auto problem = span_problem(text, points_[record.document], span); !problem.empty())
          record.problems.push_back(std::move(problem));
    }
  }
  // A word that is none of ours is kept and shown, and takes no side.
  for (const TakenStance& taken : record.stances)
    if (taken.stance == Stance::unknown && taken.word != "unknown")
      record.problems.push_back(fmt::format("\"{}\" is no stance that is known here: it takes no side", taken.word));
  const StatementIndex index = place(statements_, record.id);
  if (record.within == index) record.problems.push_back("it is said to stand within itself");
  return put_in(statements_, std::move(record));
}

namespace {

template <class T, class Matches>
std::optional<std::uint32_t> find_one(const std::vector<T>& list, Matches matches) {
  std::optional<std::uint32_t> found;
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    if (!matches(list[i])) continue;
    // Two that match are none: it would have to be guessed which is meant.
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

template <class T>
std::optional<std::uint32_t> find_named(const std::vector<T>& list, std::string_view name) {
  return find_one(list, [&](const T& one) { return one.name == name || one.id == name; });
}

}  // namespace

// Exactly first, then without regard to case and by the name for people; what several have means none of
// them.
std::optional<PartyIndex> Material::find_party(std::string_view name) const {
  if (const auto exact = find_named(parties_, name)) return exact;
  const std::string wanted = lower_case(name);
  return find_one(parties_, [&](const Party& party) {
    return lower_case(party.name) == wanted || lower_case(party.title) == wanted;
  });
}

std::optional<PropositionIndex> Material::find_proposition(std::string_view name) const {
  return find_named(propositions_, name);
}
std::optional<EventIndex> Material::find_event(std::string_view name) const { return find_named(events_, name); }

std::optional<StatementIndex> Material::find_statement(std::string_view id) const {
  const std::uint32_t at = places_[ListOf<Statement>::kPlace].find(statements_, id);
  return at == kNone ? std::nullopt : std::optional<StatementIndex>(at);
}

void Material::put(std::string_view id, std::vector<SecondReading> all) {
  // A later version of an opinion or note takes the place of all that the earlier one said, of whatever statements.
  std::erase_if(second_readings_, [&](const SecondReading& one) { return one.id == id; });
  std::move(all.begin(), all.end(), std::back_inserter(second_readings_));
}

// A party that is only referred to, or has no name, is shown by the beginning of its identifier.
std::string Material::called(std::string_view identity) const {
  for (const Party& one : parties_)
    if (one.id == identity && one.known && !one.title.empty()) return one.title;
  return text::short_id(identity);
}

// Sixteen steps are more than names anybody has; a ring of names ends where it began.
PartyIndex Material::resolved(PartyIndex party) const {
  PartyIndex at = party;
  for (int steps = 0; at != kNone && parties_[at].same_as != kNone; at = parties_[at].same_as)
    if (++steps > 16) return party;
  return at;
}

PartyIndex Material::side_of(PartyIndex party) const {
  PartyIndex at = resolved(party);
  for (int steps = 0; at != kNone && parties_[at].speaks_for != kNone; at = resolved(parties_[at].speaks_for))
    if (++steps > 16) return party;
  return at;
}

}  // namespace parley::accounts
