// What a release would be: the bytes, why they may or may not leave, what they point to, and what they tell about us.
// Made before anything leaves, for a person to read; ReleasePolicy::release() asks the policy again for exactly these
// bytes.
//
// Pure, as evaluate() is: nothing decides but the objects, the context's charter and embargoes, and what its functions
// say about ids that the objects name.
#pragma once

#include <span>

#include "release/flags.h"
#include "release/policy.h"

namespace parley::release {

// An object on its way: as we have it, and as it would leave. Both compact JSON; equal unless it is redacted
// (redact.h).
struct Item {
  std::string ours, leaves;
  bool along = false;  // nobody named it: another one's reference brings it
  // Which ids of ours stand behind the ids in it: its own, and those of pseudonyms. The policy is told.
  std::vector<Derivation> derivations = {};
};
// Of all of them, each once.
std::vector<Derivation> derivations_of(std::span<const Item> items);

struct Difference {
  std::string pointer;
  std::string ours, leaves;  // JSON texts; empty: not there
};

enum class ReferenceState {
  known,      // the charter names it, or it is the standard's: nothing is told by it
  released,   // the group has it already
  along,      // leaves together with this
  held_back,  // it is here and could leave, but is not part of this
  refused,    // it is here and the policy lets it not leave
  elsewhere,  // not here
};
std::string_view to_string(ReferenceState state);
// Whether the reader is left with an identifier of something that it does not get.
constexpr bool dangles(ReferenceState state) { return state >= ReferenceState::held_back; }

struct Reference {
  std::string pointer, id;
  ReferenceState state;
  bool in_text = false;  // inside a longer string: no software follows it
};

// A string that people wrote. Those with flags want to be ticked one by one.
struct Text {
  std::string pointer, text;
  std::vector<Flag> flags;
};

// Something that the object says about us beside its matter.
struct Telling {
  std::string what;  // short stable name: "author", "time", "source", "custom", "tool", "reference", "rating"
  std::string pointer;
  std::string message;
};

struct ObjectPreview {
  std::string id, type;
  Item item;
  Verdict verdict;  // of what leaves
  std::vector<Difference> differences;
  std::vector<Reference> references;
  std::vector<Text> texts;
  std::vector<Telling> tells;
};

struct Preview {
  std::vector<ObjectPreview> objects;
  Decision decision = Decision::refused;  // the worst of the objects'; refused when there is none
  std::size_t dangling = 0, flagged = 0;  // references, texts
};

struct PreviewOptions {
  std::span<const std::string> internal_domains{};  // names of our own hosts and networks
  std::span<const std::string>
      withheld_names{};  // of those who appear under a pseudonym: found in a text, they are flagged
};

Preview preview(std::vector<Item> items, const Context& context, const PreviewOptions& options = {});

// What would have to come along: the objects of ours that `start` refers to, and what these refer to, as far as the
// group does not have them and the policy lets them leave. Cycles end; so does it at `max_objects`. `prepare` makes of
// an object of ours what would leave (null: the same); what it fails for stays.
struct Closure {
  std::vector<Item> items;  // without `start`
  bool complete = true;     // false: there is more than `max_objects`
};
Closure closure(std::span<const Item> start, const Context& context, std::size_t max_objects = 10'000,
                const std::function<Result<Item>(std::string_view ours)>& prepare = {});

// Where two JSON texts differ, as people compare them: whole members, items of lists one by one.
std::vector<Difference> differences(std::string_view ours, std::string_view leaves);

}  // namespace parley::release
