// How people change the terms of a charter, and how two versions differ: for who drafts, and for who is to sign.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "group/charter.h"

namespace parley::group {

// Lists are added to and taken from, never silently replaced; the rest is set. What is not mentioned stays.
struct TermsChange {
  std::string name = {}, purpose = {};    // empty: stays
  std::vector<Member> with = {};          // who is a member already, with the same key, stays as it is
  std::vector<std::string> without = {};  // identity ids
  std::vector<Use> uses = {}, without_uses = {};
  std::vector<std::string> types = {}, without_types = {};        // object types; "*"
  std::vector<std::string> markings = {}, without_markings = {};  // ids
  std::string default_marking = {};               // empty: stays; of a charter that has none, the last of `markings`
  std::vector<AnswerTime> answers = {};           // one of a severity that there is takes its place
  std::vector<std::string> without_answers = {};  // severities
  std::vector<OutsideWitness> witnesses = {};
  std::vector<std::string> without_witnesses = {};  // by name
  std::size_t quorum = 0;                           // 0: all of them, when their number changes
  std::optional<std::chrono::seconds> retention = {};
  std::optional<OnSilence> on_silence = {};
  // Of those in plain_terms.h: the name of the term, and what it is to be, as a person types it.
  std::vector<std::pair<std::string, std::string>> plain = {};
  bool exercise = false;  // false: stays
};
// Fails with invalid_input for what is to be taken away and is not there, a default marking that may not flow any more,
// and an object type that is nobody's (check_object_type). Whether the terms hold together draft_charter() says.
Result<Terms> changed(Terms terms, const TermsChange& change);

// A type of the standard's or of Parley's, "*", or one of somebody's own: it begins with "x-", or is nothing like a
// type that is known. A word that is nearly one is refused, with the word that is meant.
Status check_object_type(std::string_view type);

// What `after` has otherwise than `before`, in the order in which people read a charter. In the words of the object;
// markings as ids, members by name.
struct Difference {
  enum class Of {
    name,
    purpose,
    uses,
    members,
    keys,
    types,
    markings,
    default_marking,
    answers,
    on_silence,
    retention,
    witnesses,
    quorum,
    exercise,
    plain  // one of plain_terms.h: `term` says which
  };
  Of of;
  std::vector<std::string> added, removed;  // of a list
  std::string before, after;                // otherwise; empty: none
  std::string_view term = {};
};
std::vector<Difference> differences(const Terms& before, const Terms& after);
std::string_view to_string(Difference::Of of);            // "types"
std::string_view label_of(const Difference& difference);  // the same, or what the plain term is called

// Levels of TLP 2.0 that may not flow although a stricter one may, as ids of the markings: people expect that they may.
std::vector<std::string> milder_markings_left_out(const Terms& terms);

}  // namespace parley::group
