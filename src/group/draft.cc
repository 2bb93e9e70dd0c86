// Changing terms by what a person says and not by a new text: a term that was not mentioned cannot be lost by
// retyping, and what is to be taken away and is not there is a slip that is told. The other half compares two
// versions for who is to sign. Whether the result holds together is asked elsewhere (draft_charter()), once
// for all who make terms.
#include "group/draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/edits.h"
#include "group/fields.h"
#include "group/plain_terms.h"
#include "stix/markings.h"
#include "stix/object.h"
#include "stix/parley.h"

namespace parley::group {
namespace {

// Lists of a charter are bounded where they are read, so they are searched from end to end.
template <class T>
bool contains(const std::vector<T>& all, const T& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// Takes `without` away, then adds `with`; `shown` makes a word of an item.
// In this order, so that something can be taken away and put at the end in one change.
template <class T, class Shown>
Status change_list(std::vector<T>& all, const std::vector<T>& with, const std::vector<T>& without,
                   std::string_view what, const Shown& shown) {
  for (const T& one : without) {
    if (!contains(all, one)) {
      std::string there;
      for (const T& other : all) there += (there.empty() ? "" : ", ") + std::string(shown(other));
      return Error{Code::invalid_input, fmt::format("{} is not among the charter's {}, which are: {}", shown(one), what,
                                                    there.empty() ? "none" : there)};
    }
    std::erase(all, one);
  }
  for (const T& one : with)
    if (!contains(all, one)) all.push_back(one);
  return {};
}

// Words that a person typed come back in an error, made plain.
const auto kAsItIs = [](const std::string& text) { return plain(text, Lines::one); };

// A new key under a known identity is another party until people have said otherwise, and so it is never
// exchanged by the way.
Status change_members(Terms& terms, const TermsChange& change) {
  for (const std::string& identity : change.without)
    if (std::erase_if(terms.members, [&](const Member& one) { return one.identity_id == identity; }) == 0)
      return Error{Code::invalid_input, fmt::format("{} is not a member, so it cannot be left out", identity)};
  for (const Member& one : change.with) {
    const Member* known = find_member(terms, one.identity_id);
    if (known == nullptr)
      // Only in this case and behind the others, so that a change of one member leaves the order of the text as it was.
      terms.members.push_back(one);
    else if (known->party_key.key != one.party_key.key)
      return Error{
          Code::invalid_input,
          fmt::format("with: \"{}\" is a member with another key; to take it in with the new one, leave it out as well",
                      plain(one.name, Lines::one))};
  }
  return {};
}

// The default is chosen only where there was none; it is never moved silently, as it decides what unmarked
// objects may do.
Status change_markings(Terms& terms, const TermsChange& change) {
  PARLEY_TRY_STATUS(change_list(terms.markings, change.markings, change.without_markings, "markings", kAsItIs));
  if (!change.default_marking.empty())
    terms.default_marking = change.default_marking;
  else if (terms.default_marking.empty() && !terms.markings.empty())
    terms.default_marking = terms.markings.back();
  if (terms.markings.empty()) terms.default_marking.clear();
  if (!terms.default_marking.empty() && !contains(terms.markings, terms.default_marking))
    return Error{Code::invalid_input,
                 "default_marking: what is unmarked would count as a marking that may not flow; say another one"};
  return {};
}

// In the same order as a list: taken away first, so that a severity can be taken away and named anew in one change.
Status change_answers(Terms& terms, const TermsChange& change) {
  const auto drop = [&](const std::string& severity) {
    return std::erase_if(terms.answer_times, [&](const AnswerTime& one) { return one.severity == severity; });
  };
  for (const std::string& severity : change.without_answers)
    if (drop(severity) == 0)
      return Error{Code::invalid_input,
                   fmt::format("the charter has no answer time for \"{}\"", plain(severity, Lines::one))};
  for (const AnswerTime& one : change.answers) {
    // The time for a severity is replaced where it stands; there is never more than one.
    const auto same = std::find_if(terms.answer_times.begin(), terms.answer_times.end(),
                                   [&](const AnswerTime& other) { return other.severity == one.severity; });
    if (same != terms.answer_times.end())
      *same = one;
    else
      terms.answer_times.push_back(one);
  }
  return {};
}

// Without a word about it the quorum is all of them: less than that is for people to decide.
Status change_witnesses(Terms& terms, const TermsChange& change) {
  auto& named = terms.witnesses.named;
  const std::size_t before = named.size();
  bool is_changed = false;
  for (const std::string& name : change.without_witnesses) {
    if (std::erase_if(
            named, [&](const OutsideWitness& one) { return one.key.name == name || one.key.to_string() == name; }) == 0)
      return Error{Code::invalid_input, fmt::format("the charter names no witness \"{}\"", plain(name, Lines::one))};
    is_changed = true;
  }
  for (const OutsideWitness& one : change.witnesses) {
    const auto same = std::find_if(named.begin(), named.end(),
                                   [&](const OutsideWitness& other) { return other.key.key == one.key.key; });
    if (same != named.end())
      *same = one;
    else
      named.push_back(one), is_changed = true;
  }
  // A witness that only got another address changes no number, and a quorum that people agreed on stays.
  if (change.quorum > 0)
    terms.witnesses.quorum = change.quorum;
  else if (is_changed || before == 0)
    terms.witnesses.quorum = named.size();
  return {};
}

// A bundle is a container and never flows.
std::vector<std::string_view> known_types() {
  std::vector<std::string_view> names;
  for (const auto table :
       {stix::domain_objects(), stix::relationship_objects(), stix::observables(), stix::meta_objects(),
        stix::framework_objects(), stix::account_objects(), stix::assessment_objects()})
    for (const stix::ObjectType* type : table)
      if (type->name != "bundle") names.push_back(type->name);
  return names;
}

// Without rounding and in one form, so that two equal times are equal texts and two others never are.
std::string exact_time(std::chrono::seconds time) {
  const auto count = time.count();
  if (count != 0 && count % 3600 == 0) return fmt::format("{} h", count / 3600);
  if (count != 0 && count % 60 == 0) return fmt::format("{} min", count / 60);
  return fmt::format("{} s", count);
}

std::string answer_text(const AnswerTime& one) {
  return fmt::format("{}: acknowledged in {}, answered in {}", one.severity, exact_time(one.acknowledge),
                     exact_time(one.answer));
}

// The address belongs to it: a witness that is asked elsewhere is a difference that people should see.
std::string witness_text(const OutsideWitness& one) {
  return one.key.to_string() + (one.url.empty() ? "" : " " + one.url);
}

// Of each list what the other has not.
// The order of a list means nothing to people.
void compare(std::vector<Difference>& out, Difference::Of of, const std::vector<std::string>& before,
             const std::vector<std::string>& after) {
  Difference found{.of = of, .added = {}, .removed = {}, .before = {}, .after = {}};
  for (const std::string& one : after)
    if (!contains(before, one)) found.added.push_back(one);
  for (const std::string& one : before)
    if (!contains(after, one)) found.removed.push_back(one);
  if (!found.added.empty() || !found.removed.empty()) out.push_back(std::move(found));
}
void compare(std::vector<Difference>& out, Difference::Of of, const std::string& before, const std::string& after) {
  if (before != after) out.push_back({.of = of, .added = {}, .removed = {}, .before = before, .after = after});
}

// Makes one text of each item, by which the two versions are compared.
template <class T, class Text>
std::vector<std::string> texts(const std::vector<T>& all, const Text& text) {
  std::vector<std::string> out;
  for (const T& one : all) out.emplace_back(text(one));
  return out;
}

}  // namespace

// By value: what fails half way leaves the caller's terms as they were.
Result<Terms> changed(Terms terms, const TermsChange& change) {
  if (!change.name.empty()) terms.name = change.name;
  if (!change.purpose.empty()) terms.purpose = change.purpose;
  PARLEY_TRY_STATUS(change_members(terms, change));
  PARLEY_TRY_STATUS(
      change_list(terms.uses, change.uses, change.without_uses, "uses", [](Use use) { return to_string(use); }));
  for (const std::string& type : change.types) PARLEY_TRY_STATUS(check_object_type(type));
  PARLEY_TRY_STATUS(change_list(terms.object_types, change.types, change.without_types, "object types", kAsItIs));
  PARLEY_TRY_STATUS(change_markings(terms, change));
  PARLEY_TRY_STATUS(change_answers(terms, change));
  PARLEY_TRY_STATUS(change_witnesses(terms, change));
  if (change.retention) terms.retention = *change.retention;
  if (change.on_silence) terms.on_silence = *change.on_silence;
  for (const auto& [name, typed] : change.plain) {
    const PlainTerm* term = plain_term(name);
    if (term == nullptr) return Error{Code::invalid_input, "\"" + name + "\" is no term of a charter"};
    PARLEY_TRY_STATUS(term->set(terms, typed).in(std::string(term->option)));
  }
  // An exercise can be made of a charter under way, and reality never of an exercise by the way.
  terms.exercise = terms.exercise || change.exercise;
  return terms;
}

// A custom type may have any name (STIX 2.1 section 11.2), so a word that is like nothing is taken. One that
// is up to two edits from a known type, and long enough that this means something, is most likely a slip -
// and a type misspelt in a charter would let nothing through.
Status check_object_type(std::string_view type) {
  if (type == "*" || type.starts_with("x-")) return {};
  std::string_view nearest;
  std::size_t edits = type.size();
  for (const std::string_view known : known_types()) {
    const std::size_t here = edits_between(type, known);
    if (here < edits) edits = here, nearest = known;
  }
  // A third of the letters at most: two edits turn any short word into another.
  if (edits == 0 || edits > 2 || edits * 3 > type.size()) return {};
  return Error{Code::invalid_input,
               fmt::format("\"{}\" is an object type of neither STIX nor Parley; did you mean \"{}\"? A type of "
                           "your own that is so like it begins with x-",
                           plain(type, Lines::one), nearest)};
}

// Empty when the two are the same to people; the text may still differ in the order of a list.
std::vector<Difference> differences(const Terms& before, const Terms& after) {
  using Of = Difference::Of;
  std::vector<Difference> out;
  compare(out, Of::name, before.name, after.name);
  compare(out, Of::purpose, before.purpose, after.purpose);
  const auto use = [](Use one) { return to_string(one); };
  compare(out, Of::uses, texts(before.uses, use), texts(after.uses, use));
  // Members by name, since ids tell people nothing; another key under the same id is a difference of its own.
  Difference members{.of = Of::members, .added = {}, .removed = {}, .before = {}, .after = {}}, keys = members;
  keys.of = Of::keys;
  for (const Member& one : after.members) {
    const Member* known = find_member(before, one.identity_id);
    if (known == nullptr)
      members.added.push_back(one.name);
    else if (known->party_key.key != one.party_key.key)
      keys.added.push_back(one.name);
  }
  for (const Member& one : before.members)
    if (find_member(after, one.identity_id) == nullptr) members.removed.push_back(one.name);
  if (!members.added.empty() || !members.removed.empty()) out.push_back(std::move(members));
  if (!keys.added.empty()) out.push_back(std::move(keys));
  compare(out, Of::types, before.object_types, after.object_types);
  compare(out, Of::markings, before.markings, after.markings);
  compare(out, Of::default_marking, before.default_marking, after.default_marking);
  compare(out, Of::answers, texts(before.answer_times, answer_text), texts(after.answer_times, answer_text));
  compare(out, Of::on_silence, std::string(to_string(before.on_silence)), std::string(to_string(after.on_silence)));
  const auto days = [](const Terms& terms) {
    return terms.retention.count() == 0 ? std::string() : exact_time(terms.retention);
  };
  compare(out, Of::retention, days(before), days(after));
  compare(out, Of::witnesses, texts(before.witnesses.named, witness_text), texts(after.witnesses.named, witness_text));
  if (before.witnesses.quorum != after.witnesses.quorum)
    out.push_back({.of = Of::quorum,
                   .added = {},
                   .removed = {},
                   .before = std::to_string(before.witnesses.quorum),
                   .after = std::to_string(after.witnesses.quorum)});
  compare(out, Of::exercise, before.exercise ? "yes" : "no", after.exercise ? "yes" : "no");
  for (const PlainTerm& term : plain_terms()) {
    const std::size_t found = out.size();
    compare(out, Of::plain, term.text(before), term.text(after));
    if (out.size() > found) out.back().term = term.label;
  }
  return out;
}

// In the order of the enum.
std::string_view to_string(Difference::Of of) {
  static constexpr std::array<std::string_view, 15> kWords = {
      "name",    "purpose",    "uses",      "members",   "keys",   "types",    "markings", "default marking",
      "answers", "on silence", "retention", "witnesses", "quorum", "exercise", ""};
  return kWords[static_cast<std::size_t>(of)];
}

// A plain term has its name from its own row (plain_terms.cc).
std::string_view label_of(const Difference& difference) {
  return difference.of == Difference::Of::plain ? difference.term : to_string(difference.of);
}

// From mild to strict. What is left out is only counted once a stricter level that may flow comes behind it:
// that is when people believe that the milder one may, too.
std::vector<std::string> milder_markings_left_out(const Terms& terms) {
  static constexpr std::string_view kTlp2[] = {"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
                                               "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
                                               "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
                                               "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
                                               "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"};
  const auto may_flow = [&](stix::Tlp level) {
    return std::any_of(terms.markings.begin(), terms.markings.end(), [&](const std::string& one) {
      const stix::TlpMarking* marking = stix::tlp_marking(one);
      return marking != nullptr && marking->level == level;
    });
  };
  std::vector<std::string> out, since_the_last;
  for (const std::string_view id : kTlp2) {
    since_the_last.emplace_back(id);
    if (!may_flow(stix::tlp_marking(id)->level)) continue;
    since_the_last.pop_back();
    out.insert(out.end(), since_the_last.begin(), since_the_last.end());
    since_the_last.clear();
  }
  return out;
}

}  // namespace parley::group
