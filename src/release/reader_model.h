// For tests: who may ever have read what, said a second time. Written from docs/release.md and docs/groups.md, about
// facts that a test knows of what it made; it shares no code with the policy and never reads an object's text.
//
// Two answers for each question, since the pages leave some cases open: what must be refused, and what must be let
// through.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace parley::release::testing {

// As strict as TLP has it.
enum class Level { none, clear, green, amber, amber_strict, red };

// One version of an object, as the test made it.
struct Fact {
  std::string id, type;
  Level level = Level::none;            // of its markings, the strictest
  std::set<Level> levels;               // all of them
  std::set<std::string> markings;       // names of all of them: "tlp1 amber" and "tlp2 amber" are both "amber"
  bool has_unknown_marking = false;     // one that nobody here can read
  Level label = Level::none;            // of a label that says a level
  std::set<std::string> labels;         // other ones
  std::set<std::string> part_markings;  // of parts that are still in it
  std::set<std::string> names;          // ids of other objects that stand in it
  bool is_message = false;              // of the framework; `by_node`: nobody wrote it
  bool by_node = false;
  bool is_made = false;  // from another one, by redaction or with a pseudonym
};

struct Ban {
  std::string party;          // "*": everybody
  std::string what;           // id, type, name of a marking, label
  Level level = Level::none;  // of the marking
  int until = 0;
};

// A version of a charter.
struct Version {
  int number = 0;
  std::set<int> members;
  std::set<std::string> markings;  // names
  std::set<Level> levels;          // of those
  std::set<std::string> types;     // "*"
  Level standard = Level::amber;   // what is unmarked counts as; its name is name_of()
};

inline std::string name_of(Level level) {
  static const char* const kNames[] = {"none", "clear", "green", "amber", "amber+strict", "red"};
  return kNames[static_cast<int>(level)];
}
constexpr bool is_for_two(Level level) { return level >= Level::amber_strict; }

// What one party has at home, as far as it decides: every version of each object, the newest last.
struct House {
  std::map<std::string, std::vector<Fact>> objects;
  std::map<std::string, std::string> made_from;  // ids; of pseudonyms, too
  std::vector<Ban> bans;
};

enum class May { no, with_second_person, yes };

// Whether `fact` may go to all of `readers` under `version`, unmarked things counting as `standard`.
class Model {
 public:
  Model(const House& house, int now) : house_(house), now_(now) {}

  // `joining`: they are to read what was released before they came, and `standard` is what counted then.
  May to(const std::set<std::string>& readers, const Fact& fact, const Version& version, Level standard,
         bool joining) const {
    May worst = alone(readers, fact, version, standard, joining, false);
    // Whatever holds for the original holds for what was made from it, but for parts that were left out. That nothing
    // marks it counts once: of what leaves.
    for (const Fact* origin : origins(fact))
      worst = std::min(worst, alone(readers, *origin, version, standard, joining, true));
    return worst;
  }
  // Whether the pages leave open what holds: an original has versions that are marked differently, or a ban means the
  // marking of a part of it that was left out.
  bool is_open(const Fact& fact) const {
    for (const Fact* origin : origins(fact))
      for (const Fact& version : house_.objects.at(origin->id)) {
        if (version.markings != origin->markings || version.label != origin->label || version.labels != origin->labels)
          return true;
        for (const Ban& ban : house_.bans)
          if (version.part_markings.contains(ban.what)) return true;
      }
    return false;
  }

 private:
  May alone(const std::set<std::string>& readers, const Fact& fact, const Version& version, Level standard,
            bool joining, bool is_original) const {
    if (!fact.is_message && !version.types.contains("*") && !version.types.contains(fact.type)) return May::no;
    if (fact.has_unknown_marking) return May::no;
    for (const std::string& one : fact.markings)
      if (!version.markings.contains(one)) return May::no;
    for (const std::string& one : fact.part_markings)
      if (!is_original && !version.markings.contains(one)) return May::no;
    if (fact.label != Level::none && !version.levels.contains(fact.label)) return May::no;
    const bool is_unmarked = !is_original && fact.level == Level::none && fact.label == Level::none;
    if (is_unmarked && !version.levels.contains(standard)) return May::no;
    for (const Ban& ban : house_.bans)
      if (ban.until > now_ && (ban.party == "*" || readers.contains(ban.party)) &&
          is_meant(ban, fact, standard, is_original, joining))
        return May::no;
    if (is_for_two(fact.level) || is_for_two(fact.label)) return May::with_second_person;
    // A message is for those who are in the group; for whoever joins it counts like everything else.
    const bool heeds_default = !fact.is_message || (joining && !fact.by_node);
    return is_unmarked && heeds_default && is_for_two(standard) ? May::with_second_person : May::yes;
  }

  // Whether a ban is about an object: for itself, another version or an original of it, or because it names one that is
  // under it. A type is no object that could be named.
  bool is_meant(const Ban& ban, const Fact& fact, Level standard, bool is_original, bool joining) const {
    if (ban.what == fact.id || ban.what == fact.type || is_meant_by(ban, fact, standard)) return true;
    if (!is_original && fact.part_markings.contains(ban.what)) return true;
    if (any_version_is_meant(ban, fact.id, standard)) return true;
    for (const Fact* origin : origins(fact))
      if (ban.what == origin->id || any_version_is_meant(ban, origin->id, standard)) return true;
    // Who has an object may be told to delete it; a recall names only what was released.
    if (fact.type == "recall" && !joining) return false;
    for (const std::string& name : fact.names) {
      if (ban.what == name || any_version_is_meant(ban, name, standard)) return true;
      for (const std::string& origin : origins_of(name))
        if (ban.what == origin || any_version_is_meant(ban, origin, standard)) return true;
    }
    return false;
  }
  // By its markings or labels; unmarked, by what that counts as.
  static bool is_meant_by(const Ban& ban, const Fact& fact, Level standard) {
    if (fact.markings.contains(ban.what) || fact.labels.contains(ban.what)) return true;
    if (ban.level == Level::none) return false;
    if (fact.levels.contains(ban.level) || fact.label == ban.level) return true;
    return fact.levels.empty() && fact.label == Level::none && standard == ban.level;
  }
  bool any_version_is_meant(const Ban& ban, const std::string& id, Level standard) const {
    const auto at = house_.objects.find(id);
    return at != house_.objects.end() && std::any_of(at->second.begin(), at->second.end(),
                                                     [&](const Fact& one) { return is_meant_by(ban, one, standard); });
  }
  std::vector<std::string> origins_of(const std::string& id) const {
    std::vector<std::string> out;
    for (auto at = house_.made_from.find(id); at != house_.made_from.end(); at = house_.made_from.find(at->second))
      out.push_back(at->second);
    return out;
  }

  // The newest versions of what it was made from, to any depth.
  std::vector<const Fact*> origins(const Fact& fact) const {
    std::vector<const Fact*> out;
    for (const std::string& id : origins_of(fact.id))
      if (const auto at = house_.objects.find(id); at != house_.objects.end()) out.push_back(&at->second.back());
    return out;
  }

  const House& house_;
  const int now_;
};

}  // namespace parley::release::testing
