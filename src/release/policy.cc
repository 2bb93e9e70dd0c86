// Every rule says what it found, also when it allows; the worst of it is the verdict. The three rules that can allow
// (audience, type, marking) must all have spoken, so that a rule forgotten is a refusal.
//
// The same rules are then asked of what the object was made from, but for those about parts: a part that was left out
// protects nothing any more. What an original says can only make things stricter.
#include "release/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "json/canonical.h"
#include "release/audience.h"
#include "release/embargo.h"
#include "release/handling.h"
#include "release/references.h"
#include "release/referrers.h"
#include "release/walk.h"
#include "stix/object.h"
#include "stix/parley.h"

namespace parley::release {
namespace {

using TypeNames = std::set<std::string_view>;

// A bundle is a container and never stored.
TypeNames names_of(std::initializer_list<std::span<const stix::ObjectType* const>> tables) {
  TypeNames names;
  for (const auto table : tables)
    for (const stix::ObjectType* type : table) names.insert(type->name);
  names.erase("bundle");
  return names;
}
const TypeNames& framework_types() {
  static const TypeNames names = names_of({stix::framework_objects()});
  return names;
}
const TypeNames& known_types() {
  static const TypeNames names =
      names_of({stix::domain_objects(), stix::relationship_objects(), stix::observables(), stix::meta_objects(),
                stix::framework_objects(), stix::account_objects(), stix::assessment_objects()});
  return names;
}

bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// The levels that the markings of a charter or an embargo stand for.
std::optional<stix::Tlp> standard_level(std::string_view marking) {
  const stix::TlpMarking* standard = stix::tlp_marking(marking);
  if (standard == nullptr) return std::nullopt;
  return standard->level;
}

// Whether two markings are the same, the two versions of TLP counting as one.
// A charter that lets TLP:AMBER flow means both ids of it (STIX 2.1 section 7.2.1.4 and TLP 2.0), since tools
// write either.
bool same_marking(std::string_view a, std::string_view b) {
  const auto level = standard_level(a);
  return a == b || (level && level == standard_level(b));
}

bool may_flow(const group::Terms& terms, std::string_view marking) {
  return std::any_of(terms.markings.begin(), terms.markings.end(),
                     [&](const std::string& one) { return same_marking(one, marking); });
}

// What the rules are asked of.
enum class Asked {
  leaving,        // the object itself
  translated,     // what it translates
  original,       // what this node made it from: the same matter
  said_original,  // what somebody says it was made from: whose words, and which type, may be others
  referrer,       // what names it: whether it is held back
};

// One object before the rules, in the order in which they are asked.
class Evaluation {
 public:
  // `below_original`: asked for an original's sake, so that originals are not gone after again (they may lead in a
  // ring).
  Evaluation(const Context& context, Asked asked, bool below_original = false)
      : context_(context), asked_(asked), below_original_(below_original) {}

  // Every rule is asked, also when one has refused already: people want all reasons at once. The allowances
  // are separate flags, so that leaving out a rule by mistake refuses instead of allowing.
  Verdict run(std::string_view text) {
    audience();
    const ParserLease parser;
    if (read(text, *parser)) {
      if (asked_ != Asked::said_original) type(), author();
      markings();
      translation();
      exercise();
      embargoes();
      if (is_whole() && !below_original_) originals();
      if (asked_ == Asked::leaving) held_back_referrers();
    }
    const bool complete = audience_allowed_ && type_allowed_ && marking_allowed_;
    verdict_.decision = complete ? Decision::allowed : Decision::refused;
    for (const Reason& reason : verdict_.reasons) verdict_.decision = std::max(verdict_.decision, reason.decision);
    return std::move(verdict_);
  }

 private:
  void say(std::string_view rule, Decision decision, std::string pointer, std::string message) {
    verdict_.reasons.push_back({std::string(rule), decision, std::move(pointer), std::move(message)});
  }
  void refuse(std::string_view rule, std::string pointer, std::string message) {
    say(rule, Decision::refused, std::move(pointer), std::move(message));
  }

  // What is only there for what leaves: parts, and the default for what is not marked.
  bool is_whole() const { return asked_ != Asked::original && asked_ != Asked::said_original; }

  bool read(std::string_view text, json::Parser& parser);
  void audience();
  void type();
  void author();
  void markings();
  void object_markings(const stix::Markings& markings);
  void granular_markings(const stix::Markings& markings);
  void labels();
  void word(const HandlingWord& word, const std::string& pointer, std::string_view what);
  bool may_say(const HandlingWord& word) const;
  void misplaced_markings();
  void misplaced_words(std::string_view name, std::string_view text, const std::string& pointer);
  enum class Where { object, part, elsewhere };
  void marking(std::string_view id, const std::string& pointer, Where where);
  void level(stix::Tlp level, const std::string& pointer, std::string_view what);
  void unmarked();
  void translation();
  void exercise();
  void embargoes();
  void originals();
  void original(const Origin& origin);
  void held_back_referrers();
  void named_by_message();
  bool ask_about(const std::string& id, const std::string& pointer, std::string_view what);
  bool is_held_back(std::string_view id) const;

  const Context& context_;
  const Asked asked_;
  const bool below_original_;
  json::Element element_;
  json::Object object_;
  stix::ObjectHeader header_{};
  Verdict verdict_;
  bool audience_allowed_ = false, type_allowed_ = false, marking_allowed_ = false;
  bool has_level_ = false;
  std::vector<std::string> marked_with_;  // all markings, also the default when it took effect
};

bool Evaluation::read(std::string_view text, json::Parser& parser) {
  auto parsed = parser.parse(text);
  if (!parsed.ok()) return refuse("unreadable", "", "the object cannot be read: " + parsed.error().message), false;
  element_ = *parsed;
  if (element_.get_object().get(object_) != simdjson::SUCCESS)
    return refuse("unreadable", "", "a JSON object is expected"), false;
  // Which of two properties of one name counts is up to the reader: the other may say something else.
  std::string canonical;
  if (auto done = json::append_canonical(canonical, element_); !done.ok())
    return refuse("unreadable", "", done.error().message), false;
  const auto header = stix::read_header(element_);
  if (!header.ok()) return refuse("unreadable", "", header.error().message), false;
  header_ = *header;
  return true;
}

void Evaluation::audience() {
  if (context_.charter == nullptr) return refuse("audience-empty", "", "there is no charter: nobody may receive this");
  const group::Charter& charter = *context_.charter;
  if (!charter.complete())
    return refuse("charter-incomplete", "", "the charter is not signed by every member: there is no group yet");
  const auto& members = charter.terms.members;
  const auto own = [&](const group::Member& one) { return one.identity_id == context_.own_identity; };
  if (std::none_of(members.begin(), members.end(), own))
    return refuse("not-a-member", "", "this party is not a member of the group");
  const auto others = static_cast<std::size_t>(
      std::count_if(members.begin(), members.end(), [&](const auto& one) { return !own(one); }));
  if (others == 0) return refuse("audience-empty", "", "the group has no other member: nobody may receive this");
  audience_allowed_ = true;
  say("audience", Decision::allowed, "",
      fmt::format("the audience is \"{}\", {} other member{}", charter.terms.name, others, others == 1 ? "" : "s"));
}

// From what never flows, over what always does because nothing can be read without it, to what the charter
// names.
void Evaluation::type() {
  const std::string_view type = header_.type;
  const auto allow = [&](std::string_view rule, std::string message) {
    type_allowed_ = true;
    say(rule, Decision::allowed, "/type", std::move(message));
  };
  if (context_.charter == nullptr) return;
  const group::Terms& terms = context_.charter->terms;
  // Also where a charter names the type: who did what in this party is for nobody else.
  if (type == stix::kAuditRecord)
    return refuse("own-audit", "/type",
                  "a record of who did what at this node leaves to nobody, whatever a charter says");
  if (framework_types().contains(type))
    return allow("type-framework", fmt::format("a {} may flow in every group", type));
  if (type == "marking-definition") {
    if (may_flow(terms, header_.id))
      return allow("type-companion", "the charter names this marking, so its definition may flow");
    return refuse("marking-not-in-charter", "/id", "the definition of a marking that the charter does not name");
  }
  if (type == "extension-definition" || type == "identity")
    return allow("type-companion", fmt::format("other objects cannot be read without their {}", type));
  if (!known_types().contains(type)) {
    if (contains(terms.object_types, type)) return allow("type", fmt::format("the charter names {}", type));
    return refuse("type-not-in-charter", "/type",
                  fmt::format("{} is a type that neither the standard nor the charter names", type));
  }
  if (contains(terms.object_types, type) || contains(terms.object_types, "*"))
    return allow("type", fmt::format("the charter lets {} flow", type));
  refuse("type-not-in-charter", "/type",
         fmt::format("the charter does not let {0} flow; a new version of it can (group draft --change, --type {0})",
                     type));
}

// An object in the name of another member would put words into its mouth: only its own journal carries its
// signature.
void Evaluation::author() {
  const auto author = json::string_member(object_, "created_by_ref");
  if (!author || *author == context_.own_identity || context_.charter == nullptr) return;
  if (const group::Member* other = group::find_member(context_.charter->terms, *author))
    refuse("author-is-another-member", "/created_by_ref",
           fmt::format(
               "\"{}\" wrote this, and only its own journal can say so; say what it said in a statement of your own",
               other->name));
}

// What cannot be read says nothing, and so refuses. Whether a level was said is known only after the labels,
// and only then does the default count.
void Evaluation::markings() {
  if (context_.charter == nullptr) return;
  const auto read = stix::read_markings(element_);
  if (!read.ok()) return refuse("marking-malformed", "", read.error().message);
  marking_allowed_ = true;  // each rule from here on refuses by itself
  object_markings(*read);
  labels();
  if (is_whole()) {
    if (!has_level_) unmarked();
    granular_markings(*read);
  }
  misplaced_markings();
}

// Whether `id` may flow. `elsewhere`: it stands where nothing heeds it, and may have been meant: it can only make
// things stricter.
void Evaluation::marking(std::string_view id, const std::string& pointer, Where where) {
  marked_with_.emplace_back(id);
  const std::string remedy = where == Where::part ? fmt::format("; leave the part out: --redact {}", pointer) : "";
  const std::string_view whose = where == Where::part ? "a part" : "the object";
  const auto rule = [&](std::string_view of_object, std::string_view of_part) {
    return where == Where::part ? of_part : of_object;
  };
  // The standard's own markings need no definition; of others the definition is what says anything about
  // them.
  const auto definition = stix::tlp_marking(id) == nullptr && context_.find ? context_.find(id) : std::nullopt;
  const auto standard = standard_level(id);
  std::optional<stix::Tlp> means = standard;
  if (!means && definition) means = level_of_definition(*definition);
  if (where == Where::object && means) has_level_ = true;
  // Two refusals: known and not allowed, or unknown to everybody here. Only of a part is there a way out, to
  // leave it out.
  if (!may_flow(context_.charter->terms, id)) {
    if (standard || definition)
      return refuse(rule("marking-not-in-charter", "part-not-in-charter"), pointer,
                    fmt::format("{} is marked {}, which may not flow in this group{}", whose,
                                standard ? to_string(*standard) : id, remedy));
    return refuse(rule("marking-unknown", "part-unknown"), pointer,
                  fmt::format("{} is marked {}, and nobody here knows what that means{}", whose, id, remedy));
  }
  say(rule("marking", "part-marking"), Decision::allowed, pointer,
      fmt::format("the charter lets {} flow", standard ? to_string(*standard) : id));
  if (means) level(*means, pointer, whose);
}

// Asked only of what may flow: without that a second person could not agree to anything.
void Evaluation::level(stix::Tlp level, const std::string& pointer, std::string_view what) {
  if (!needs_second_person(level)) return;
  say(level == stix::Tlp::red ? "tlp-red" : "tlp-amber-strict", Decision::needs_second_person, pointer,
      fmt::format("{} is {}: a second person must agree", what, to_string(level)));
}

void Evaluation::object_markings(const stix::Markings& markings) {
  std::size_t index = 0;
  for (const std::string& id : markings.object_marking_refs)
    marking(id, fmt::format("/object_marking_refs/{}", index++), Where::object);
}

// Tools write TLP as a label, too; it counts as a marking.
void Evaluation::labels() {
  const auto list = json::member(object_, "labels");
  if (!list) return;
  json::Array array;
  if (list->get_array().get(array) != simdjson::SUCCESS)
    return refuse("marking-malformed", "/labels", "\"labels\" is not a list: what it says is not known");
  std::size_t index = 0;
  for (const json::Element item : array) {
    const std::string pointer = fmt::format("/labels/{}", index++);
    std::string_view label;
    if (item.get_string().get(label) != simdjson::SUCCESS) {
      refuse("marking-malformed", pointer, "a label that is not a text");
      continue;
    }
    if (const auto said = label_word(label)) word(*said, pointer, fmt::format("the label \"{}\"", label));
  }
}

// Whether the charter names the level that the word says.
bool Evaluation::may_say(const HandlingWord& word) const {
  const auto& allowed = context_.charter->terms.markings;
  return std::any_of(allowed.begin(), allowed.end(), [&](const std::string& one) {
    if (word.tlp) return standard_level(one) == word.tlp;
    const auto definition = context_.find ? context_.find(one) : std::nullopt;
    return definition && word_of_definition(*definition) == word.name;
  });
}

// A word on how to handle the object, wherever it stands, counts like the marking that it means.
void Evaluation::word(const HandlingWord& word, const std::string& pointer, std::string_view what) {
  const bool is_label = pointer.starts_with("/labels/");
  if (word.name.empty())
    return refuse("marking-unknown", pointer,
                  fmt::format("{} says how to handle this, and nobody here knows what it means", what));
  if (!may_say(word))
    return refuse(is_label ? "label-not-in-charter" : "marking-not-in-charter", pointer,
                  fmt::format("{} says {}, which may not flow in this group", what, word.name));
  if (!word.tlp) return say("marking", Decision::allowed, pointer, fmt::format("the charter lets {} flow", word.name));
  has_level_ |= is_label;
  level(*word.tlp, pointer, is_label ? "the object, by its label," : "the object, by what it says,");
}

// What nobody marked is as strict as the members have agreed on, and never read as leniently as it could be.
void Evaluation::unmarked() {
  if (header_.type == "marking-definition")
    return say("marking", Decision::allowed, "", "a marking's definition is as public as the marking");
  const std::string& fallback = context_.charter->terms.default_marking;
  const auto standard = standard_level(fallback);
  const std::string_view name = standard ? to_string(*standard) : std::string_view(fallback);
  if (fallback.empty() || !may_flow(context_.charter->terms, fallback))
    return refuse("unmarked", "",
                  "the object has no marking that says how to handle it, and the charter has no default for that");
  marked_with_.push_back(fallback);
  say("unmarked", Decision::allowed, "",
      fmt::format("nothing says how to handle this, so it counts as {}, the charter's default", name));
  // What the framework itself says in a group is written for that group: there is nothing wider to protect it from.
  if (framework_types().contains(header_.type)) return;
  std::optional<stix::Tlp> means = standard;
  const auto definition = !means && context_.find ? context_.find(fallback) : std::nullopt;
  if (definition) means = level_of_definition(*definition);
  if (means) level(*means, "", "the object, unmarked,");
}

// A selector that names nothing protects nothing, though somebody meant it to: then it is not known what must
// not leave.
void Evaluation::granular_markings(const stix::Markings& markings) {
  std::size_t index = 0;
  for (const stix::GranularMarking& one : markings.granular) {
    const std::string pointer = fmt::format("/granular_markings/{}", index++);
    if (one.marking_ref.empty()) continue;  // a language
    if (one.selectors.empty())
      refuse("selector-selects-nothing", pointer, "a granular marking names no part: what it protects is not known");
    for (const std::string& selector : one.selectors) {
      const auto places = selected(element_, selector);
      if (places.empty())
        refuse(
            "selector-selects-nothing", pointer,
            fmt::format("the selector \"{}\" names nothing in this object: what it protects is not known", selector));
      for (const std::string& place : places) marking(one.marking_ref, place, Where::part);
    }
  }
}

// Markings are read in two places and nowhere else. One that stands elsewhere, under a name that a tool made up or
// misspelt or inside of a part, would be overlooked: it counts.
void Evaluation::misplaced_markings() {
  Place place;
  for_each_value(element_, place, "", [&](std::string_view name, json::Element value, bool in_list) {
    const std::string& pointer = place.pointer();
    const bool heeded =
        pointer.starts_with("/object_marking_refs") || pointer.starts_with("/granular_markings") || pointer == "/id";
    if (heeded || pointer.starts_with("/labels/")) return;
    // The record of a release lists what was released, definitions of markings among it, and is not marked by them.
    if (header_.type == "release" && name == "object_ref" && pointer.starts_with("/released/")) return;
    if (is_whole() && !in_list && (name == "object_marking_refs" || name == "granular_markings"))
      refuse(
          "marking-nested", pointer,
          fmt::format("a marking inside of the object, which nothing heeds; leave the part out: --redact {}", pointer));
    const auto named = in_list ? std::nullopt : whole_level_word(name);
    if (named) word(*named, pointer, fmt::format("the name of the property \"{}\"", name));
    std::string_view text;
    if (value.get_string().get(text) != simdjson::SUCCESS) {
      // A scale with a number or a truth value behind it says something about handling that nobody can read.
      if (!named && !value.is_object() && !value.is_array() && handling_value(name, ""))
        word({}, pointer, fmt::format("the property \"{}\"", name));
      return;
    }
    // Of an original: what stands inside of a part went with the part.
    const bool in_part = pointer.find('/', 1) != std::string::npos && !in_list && !pointer.starts_with("/extensions/");
    if (text.starts_with("marking-definition--") && stix::is_identifier(text)) {
      if (is_whole() || !in_part) marking(text, pointer, Where::elsewhere);
    } else {
      misplaced_words(name, text, pointer);
    }
  });
}

// A level as the whole of a text, under any name; in a property that is made for one (x_tlp), any word of it; in what a
// tool made up (x_handling), whatever reads like a label that means a level.
void Evaluation::misplaced_words(std::string_view name, std::string_view text, const std::string& pointer) {
  if (header_.type == "marking-definition") return;  // that is what it says of others, not of itself
  auto said = whole_level_word(text);
  if (!said) said = handling_value(name, text);
  if (!said && (name.starts_with("x_") || pointer.starts_with("/x_") || pointer.starts_with("/extensions/"))) {
    said = handling_word(text);
    if (said && said->name.empty()) said.reset();  // a text of theirs: flagged, for a person to look at
  }
  if (said) word(*said, pointer, fmt::format("\"{}\" in this property", text));
}

// The words of a translation are those of the object that it translates, and so is what holds for them.
// STIX 2.1 section 7.1: a language-content object has the texts of another object in another language.
void Evaluation::translation() {
  if (header_.type != "language-content") return;
  constexpr std::string_view kPointer = "/object_ref";
  const auto id = json::string_member(object_, "object_ref");
  if (!id) return refuse("translation", std::string(kPointer), "a translation that does not say of what");
  const auto original = context_.find ? context_.find(*id) : std::nullopt;
  if (!original) {
    if (context_.is_released && context_.is_released(*id))
      return say("translation", Decision::allowed, std::string(kPointer), "what it translates is in the group already");
    return refuse("translation", std::string(kPointer),
                  fmt::format("a translation of {}, which is not here: how strictly it is marked is not known", *id));
  }
  // One step only, so that translations of each other cannot lead round in a ring.
  if (asked_ == Asked::translated)
    return refuse("translation", std::string(kPointer), "a translation of a translation");
  const Verdict verdict = Evaluation(context_, Asked::translated, !is_whole()).run(*original);
  say("translation", verdict.decision, std::string(kPointer),
      verdict.decision == Decision::allowed ? "what it translates may flow, too"
                                            : fmt::format("it translates {}, for which the same holds", *id));
}

// Anything but a plain "false" counts as an exercise: what is not understood must not be taken for real.
void Evaluation::exercise() {
  const auto flag = json::member(object_, "exercise");
  if (!flag || context_.charter == nullptr) return;
  const bool is_exercise = !flag->is_bool() || flag->get_bool().value_unsafe();
  if (is_exercise != context_.charter->terms.exercise)
    refuse("exercise", "/exercise",
           is_exercise ? "made for an exercise, and this group is real"
                       : "this group is for exercises, and the object says that it is not");
}

// The member that an embargo is towards; null: everybody.
const group::Member* towards(const Embargo& one, const Context& context) {
  return context.charter == nullptr ? nullptr : group::find_member(context.charter->terms, one.party);
}

// An embargo that does not say against whom, or of what, is one on everything.
bool is_in_force(const Embargo& one, const Context& context) {
  const bool for_somebody_here = one.party.empty() || one.party == "*" || context.charter == nullptr ||
                                 (one.party != context.own_identity && towards(one, context) != nullptr);
  return for_somebody_here && context.now < one.until;
}

// "this object is under embargo towards Borduria until 2027-01-01T00:00:00Z: they talk"
std::string told(const Embargo& one, std::string_view what, const Context& context) {
  constexpr Micros kEndOfTime{253'370'764'800'000'000};  // year 9999: for good
  const auto* member = towards(one, context);
  return fmt::format("{} is under embargo towards {}{}{}{}", what,
                     member != nullptr ? context.name_of(*member) : "everybody",
                     one.until < kEndOfTime ? " until " + to_string(one.until).substr(0, 19) + "Z" : "",
                     one.reason.empty() ? "" : ": ", one.reason);
}

void Evaluation::embargoes() {
  if (context_.embargoes.empty()) return;
  // Made when the first embargo needs it: it may read other versions and originals.
  std::optional<EmbargoCheck> check;
  for (const Embargo& one : context_.embargoes) {
    if (!is_in_force(one, context_)) continue;
    if (!check) check.emplace(element_, context_, marked_with_);
    if (const auto hit = check->under(one))
      refuse(hit->by == HeldBy::held ? "embargo" : "embargo-reference", hit->pointer, told(one, hit->what, context_));
  }
}

void Evaluation::originals() {
  if (!context_.origins) return;
  for (const Origin& origin : context_.origins(header_.id))
    if (origin.how != How::pseudonym) original(origin);
}

// What an original says against leaving holds for what was made from it.
// By its newest version, which says how it is handled now. A reason that is known already is not said a
// second time.
void Evaluation::original(const Origin& origin) {
  std::vector<std::string> versions = context_.versions ? context_.versions(origin.id) : std::vector<std::string>();
  if (versions.empty() && context_.find)
    if (auto found = context_.find(origin.id)) versions.push_back(std::move(*found));
  // What was erased or lives elsewhere cannot be asked, and so what was made from it stays.
  if (versions.empty())
    return refuse("origin-unknown", "",
                  fmt::format("this was made from {}, which is not here: what holds for that is not known", origin.id));
  const Verdict verdict =
      Evaluation(context_, origin.how == How::redacted ? Asked::original : Asked::said_original).run(versions.back());
  for (const Reason& reason : verdict.reasons) {
    const bool is_said = std::any_of(verdict_.reasons.begin(), verdict_.reasons.end(), [&](const Reason& one) {
      return one.rule == reason.rule && one.decision == reason.decision;
    });
    if (reason.decision != Decision::allowed && !is_said)
      say(reason.rule, reason.decision, "",
          fmt::format("this was made from {}, for which it holds: {}{}{}", origin.id, reason.message,
                      reason.pointer.empty() ? "" : ", at ", reason.pointer));
  }
}

// By its own rules for this audience, but for those that any object may run into by the way, such as its
// type.
bool Evaluation::is_held_back(std::string_view id) const {
  const auto text = context_.find ? context_.find(id) : std::nullopt;
  if (!text) return false;
  const Verdict verdict = Evaluation(context_, Asked::referrer).run(*text);
  return std::any_of(verdict.reasons.begin(), verdict.reasons.end(), [](const Reason& one) {
    return one.decision == Decision::refused &&
           (one.rule == "embargo" || one.rule == "embargo-reference" || one.rule == "marking-not-in-charter" ||
            one.rule == "marking-unknown" || one.rule == "label-not-in-charter");
  });
}

// An object that is only here because something held back names it tells of that: the address in an indicator under
// embargo. Nothing decides that but a person. What the group has already tells nothing new, nor do its members, whom
// the charter names.
void Evaluation::held_back_referrers() {
  if (!context_.referrers || context_.charter == nullptr) return;
  if (framework_types().contains(header_.type)) return named_by_message();
  if (group::find_member(context_.charter->terms, std::string(header_.id)) != nullptr) return;
  if (context_.is_released && context_.is_released(header_.id)) return;
  if (ask_about(std::string(header_.id), "", "this")) return;
  if (!context_.origins) return;
  for (const Origin& origin : context_.origins(header_.id))
    if (origin.how == How::redacted && ask_about(origin.id, "", "the original of this")) return;
}

// A message says of each object that it names that there is one: "about indicator--..." tells as much as the object.
// Identities and definitions of markings go with every object, and the record of a release lists what was judged.
void Evaluation::named_by_message() {
  if (header_.type == "release") return;
  std::set<std::string, std::less<>> seen{std::string(header_.id)};
  Place place;
  for_each_value(element_, place, "", [&](std::string_view, json::Element value, bool) {
    std::string_view text;
    if (value.get_string().get(text) != simdjson::SUCCESS || !stix::is_identifier(text)) return;
    const std::string_view type = text.substr(0, text.find("--"));
    const bool goes_along = framework_types().contains(type) || type == "identity" || type == "marking-definition" ||
                            type == "extension-definition";
    if (goes_along || !seen.emplace(text).second) return;
    if (context_.is_in_group && context_.is_in_group(text)) return;
    if (context_.find && context_.find(text)) ask_about(std::string(text), place.pointer(), text);
  });
}

// Whether there was something to ask.
bool Evaluation::ask_about(const std::string& id, const std::string& pointer, std::string_view what) {
  const auto held_back =
      only_held_back_name(id, context_.referrers, [this](std::string_view one) { return is_held_back(one); });
  if (!held_back) return false;
  const bool is_answered = context_.although_held_back;
  say("held-back-referrers", is_answered ? Decision::allowed : Decision::needs_answer, pointer,
      fmt::format("nothing here names {} but what is held back, such as {}{}", what, *held_back,
                  is_answered ? "; somebody answered that it may leave although"
                              : ": that it exists may tell of that; if it may leave, say --although-held-back"));
  return true;
}

}  // namespace

std::optional<Reason> names_held_back(std::string_view text, const Context& context) {
  const ParserLease parser;
  const auto parsed = parser->parse(text);
  if (!parsed.ok()) return Reason{"unreadable", Decision::refused, "", "it cannot be read: " + parsed.error().message};
  std::optional<EmbargoCheck> check;
  for (const Embargo& one : context.embargoes) {
    if (!is_in_force(one, context)) continue;
    if (!check) check.emplace(*parsed, context);
    if (const auto hit = check->named(one))
      return Reason{"embargo-reference", Decision::refused, hit->pointer, told(one, hit->what, context)};
  }
  return std::nullopt;
}

// The rules for the group as it is, then those for who is about to join it.
Verdict evaluate(std::string_view object, const Context& context) {
  Verdict verdict = Evaluation(context, Asked::leaving).run(object);
  for (Reason& reason : asked_for_newcomers(object, context)) {
    verdict.decision = std::max(verdict.decision, reason.decision);
    verdict.reasons.push_back(std::move(reason));
  }
  return verdict;
}

}  // namespace parley::release
