// Whoever writes a word has one of a few things in mind. Each is looked for where it must be: an id in the journals, a
// type in the tables or the journals, a level among the spellings, a label on an object. What is found nowhere is most
// likely a slip, and an embargo on a slip holds nothing back: so it is refused.
#include "node/embargo_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <vector>

#include "base/ascii.h"
#include "base/edits.h"
#include "base/uuid.h"
#include "json/text_member.h"
#include "node/find_object.h"
#include "node/journals.h"
#include "node/release_policy.h"
#include "release/escapes.h"
#include "release/handling.h"
#include "stix/object.h"
#include "stix/parley.h"

namespace parley::node {
namespace {

using Kind = EmbargoWord::Kind;

// At most two edits away: with three nearly every short word is like some type.
std::string did_you_mean(std::string_view type) {
  std::string_view best;
  std::size_t least = 3;
  for (const std::string_view name : standard_types())
    if (const std::size_t one = edits_between(type, name); one < least) least = one, best = name;
  return best.empty() ? std::string() : fmt::format(". Did you mean \"{}\"?", best);
}

// What an id that is known to be meant holds back. A marking that is only another way to write a level is
// kept as that level, so that the embargo also holds what is marked in the other way (TLP 1 and TLP 2.0 have
// different ids for what people call the same).
EmbargoWord object_word(Node& node, const std::string& id) {
  const std::string text = [&] {
    for (const auto& row : node.journals().rows()) {
      const auto info = node.journals().open(row.id);
      if (!info.ok()) continue;
      const journal::Query query{.added_after = {}, .ids = {id}, .types = {}, .spec_versions = {}, .versions = {}};
      const auto page = info->journal->read(query, 0, {.objects = 1});
      if (page.ok() && !page->entries.empty()) return std::string(page->entries.front().text);
    }
    return std::string();
  }();
  if (!id.starts_with("marking-definition--")) return {Kind::object, id, json::text_member(text, "name")};
  if (const auto* standard = stix::tlp_marking(id))
    return {Kind::level, std::string(release::to_string(standard->level)), {}};
  if (const std::string level = release::word_of_definition(text); !level.empty()) return {Kind::level, level, {}};
  return {Kind::marking, id, json::text_member(text, "name")};
}

// The markings of TLP stand in no journal and need none: everybody knows their ids from the standard.
Result<EmbargoWord> read_id(Node& node, const std::string& text) {
  const std::string id = to_lower(text);
  const std::size_t dashes = id.find("--");
  const std::string type = id.substr(0, dashes), uuid = id.substr(dashes + 2);
  if (stix::tlp_marking(id) != nullptr) return object_word(node, id);
  if (const TypedId typed(id); !typed.is_whole() && !typed.is_beginning())
    return Error{Code::invalid_input,
                 fmt::format("\"{}\" is no identifier: a type, two hyphens and a UUID are expected, or the first {} or "
                             "more characters of the UUID",
                             text, kShortestBeginning)};
  PARLEY_TRY(const auto found, objects_beginning(node, type, uuid));
  if (found.size() == 1) return object_word(node, *found.begin());
  if (found.size() > 1)
    return Error{Code::conflict, fmt::format("\"{}\" means {} and others; give more of the id", text, *found.begin())};
  if (!standard_types().contains(type))
    return Error{Code::not_found, fmt::format("\"{}\": no object here is a \"{}\", and no standard knows that type{}",
                                              text, type, did_you_mean(type))};
  return Error{Code::not_found,
               fmt::format("no journal here has {}; an embargo on it would hold nothing back. Import it first, or "
                           "look for its id with parley list --type {}",
                           text, type)};
}

// A type that no standard knows counts when an object has it: custom types are allowed (STIX 2.1 section 11).
bool is_type_here(Node& node, const std::string& type) {
  bool found = false;
  const auto done = for_each_object(node, {type}, [&](const journal::Entry&) { return found = true, false; });
  return done.ok() && found;
}

// Whether an object here has this label, in any spelling, or had it: an embargo holds for what had it, too.
Result<bool> is_label_here(Node& node, const std::string& text) {
  // Looks through all objects, which takes a while on a large node; it happens when a person types a word
  // that is nothing else, and a cheap look at the bytes passes over most objects without parsing them.
  bool found = false;
  json::Parser parser;
  const auto has_it = [&](const journal::Entry& entry) {
    if (entry.text.find("\"labels\"") == std::string_view::npos) return true;
    const auto parsed = parser.parse(entry.text);
    json::Array labels;
    if (!parsed.ok() || parsed->at_key("labels").get_array().get(labels) != simdjson::SUCCESS) return true;
    for (const json::Element one : labels)
      if (std::string_view label; one.get_string().get(label) == simdjson::SUCCESS)
        found |= release::same_words(label, text);
    return !found;
  };
  const auto looked = for_each_object(node, {}, has_it, {.last = false, .first = false, .all = true, .exact = {}});
  if (!looked.ok()) return looked.error();
  return found;
}

// A marking definition here whose name or statement is `text`.
Result<std::optional<EmbargoWord>> marking_named(Node& node, const std::string& text) {
  std::optional<EmbargoWord> found;
  const auto looked = for_each_object(node, {"marking-definition"}, [&](const journal::Entry& entry) {
    json::Parser parser;
    const auto parsed = parser.parse(entry.text);
    std::string_view said;
    const auto is_it = [&](std::string_view one) { return release::same_words(one, text); };
    const bool named = parsed.ok() && parsed->at_key("name").get_string().get(said) == simdjson::SUCCESS && is_it(said);
    const bool states = parsed.ok() &&
                        parsed->at_pointer("/definition/statement").get_string().get(said) == simdjson::SUCCESS &&
                        is_it(said);
    if (named || states) found = EmbargoWord{Kind::marking, to_lower(entry.id), text};
    return !found;
  });
  if (!looked.ok()) return looked.error();
  return found;
}

// "TLP:AMBER" in all spellings, also the bare word.
std::string level_of(const std::string& text) {
  if (const auto word = release::handling_word(text); word && !word->name.empty()) return word->name;
  const auto bare = release::handling_word("tlp:" + text);
  return bare ? bare->name : std::string();
}

}  // namespace

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::everything:
      return "everything";
    case Kind::object:
      return "object";
    case Kind::type:
      return "type";
    case Kind::marking:
      return "marking";
    case Kind::level:
      return "level";
    case Kind::label:
      return "label";
  }
  return "";
}

// In this order: what cannot be mistaken (everything, an id, a level) comes first, then what only the
// journals can tell (a type, a marking, a label, the beginning of an id). What could be two things is refused
// and not guessed: of the two the person meant one, and the other would leave.
Result<EmbargoWord> read_embargo_word(Node& node, std::string_view given, AsLabel as_label) {
  const std::string text = trim(given);
  if (text.empty()) return Error{Code::invalid_input, "nothing was given to be held back"};
  if (as_label == AsLabel::yes) {
    // A label that means a level holds like the level: what people write is read that way everywhere.
    if (const auto word = release::handling_word(text); word && !word->name.empty())
      return EmbargoWord{Kind::level, word->name, {}};
    return EmbargoWord{Kind::label, text, {}};
  }
  if (text == "*") return EmbargoWord{Kind::everything, text, {}};
  if (text.find("--") != std::string::npos) return read_id(node, text);
  if (std::string level = level_of(text); !level.empty()) return EmbargoWord{Kind::level, std::move(level), {}};
  const std::string lower = to_lower(text);
  if (standard_types().contains(lower) || is_type_here(node, lower)) return EmbargoWord{Kind::type, lower, {}};
  // Where a journal cannot be read, that is said: "means nothing here" would be a guess.
  PARLEY_TRY(auto marking, marking_named(node, text));
  if (marking) return std::move(*marking);
  PARLEY_TRY(const bool is_label, is_label_here(node, text));
  // Only hexadecimal digits and hyphens can begin a UUID. A word such as "beef" can be a label and the
  // beginning of an id.
  if (lower.size() >= kShortestBeginning && lower.find_first_not_of("0123456789abcdef-") == std::string::npos) {
    PARLEY_TRY(const auto found, objects_beginning(node, "", lower));
    if (!found.empty() && is_label)
      return Error{
          Code::conflict,
          fmt::format("label: \"{}\" is one here and begins the id {}, too; say that it is the label, or the whole id",
                      text, *found.begin())};
    if (found.size() > 1)
      return Error{Code::conflict,
                   fmt::format("\"{}\" begins {} and other ids; give more of the id", text, *found.begin())};
    if (found.size() == 1) return object_word(node, *found.begin());
  }
  if (is_label) return EmbargoWord{Kind::label, text, {}};
  return Error{
      Code::not_found,
      fmt::format("\"{}\" is no id, type or level, and no object here has it as a label: nothing would be held "
                  "back{} If objects are going to have it as a label, say so (label)",
                  text, did_you_mean(lower).empty() ? "." : did_you_mean(lower))};
}

// The other direction, for lists. What is kept was checked when it was added, so nothing is refused here: an
// embargo that is shown with the wrong kind still shows its text.
EmbargoWord embargo_word_of(Node& node, const std::string& what) {
  if (what.empty() || what == "*") return {Kind::everything, what, {}};
  const std::string lower = to_lower(what);
  if (stix::is_identifier(lower)) {
    EmbargoWord word = object_word(node, lower);
    if (word.kind == Kind::level) return {Kind::level, what, word.what};
    word.what = what;
    return word;
  }
  if (const auto level = release::handling_word(what); level && !level->name.empty()) return {Kind::level, what, {}};
  if (standard_types().contains(lower)) return {Kind::type, what, {}};
  return {is_type_here(node, lower) ? Kind::type : Kind::label, what, {}};
}

// To end an embargo people type what they remember: its text, any spelling of it, the beginning of an id, or
// the words with which it was added. The strictest meaning that fits anything is the one that counts, so that
// a text that was kept letter for letter is never ambiguous because of another that is similar.
Result<std::string> find_embargo(Node& node, const std::string& party, std::string_view given) {
  const std::string text = trim(given), lower = to_lower(text);
  std::vector<std::string> kept;
  for (const auto& one : node.release_policy().embargoes())
    if (one.party == party) kept.push_back(one.what);
  const auto level = [&](const std::string& what) {
    const EmbargoWord word = embargo_word_of(node, what);
    return word.kind == Kind::level ? level_of(word.name.empty() ? what : word.name) : std::string();
  };
  const auto pick = [&](const std::function<bool(const std::string&)>& is_meant) {
    std::vector<std::string> meant;
    std::copy_if(kept.begin(), kept.end(), std::back_inserter(meant), is_meant);
    return meant;
  };
  auto meant = pick([&](const std::string& what) { return what == text; });
  if (meant.empty()) meant = pick([&](const std::string& what) { return to_lower(what) == lower; });
  if (meant.empty() && !level_of(text).empty())
    meant = pick([&](const std::string& what) { return level(what) == level_of(text); });
  if (meant.empty() && lower.size() >= kShortestBeginning)
    // Four characters of the UUID are asked for, whether or not the type stands in front of them.
    meant = pick([&](const std::string& what) {
      const std::string id = to_lower(what);
      const std::size_t dashes = id.find("--");
      return dashes != std::string::npos &&
             ((lower.size() >= dashes + 2 + kShortestBeginning && id.starts_with(lower)) ||
              std::string_view(id).substr(dashes + 2).starts_with(lower));
    });
  if (meant.empty())
    meant = pick([&](const std::string& what) {
      return what.find("--") == std::string::npos && release::same_words(what, text);
    });
  // The words that it was added with may be others than those it is kept under: the id of a marking is kept as its
  // level.
  if (meant.empty())
    if (const auto word = read_embargo_word(node, text); word.ok())
      meant = pick([&](const std::string& what) {
        return to_lower(what) == to_lower(word->what) ||
               (word->kind == Kind::level && level(what) == level_of(word->what));
      });
  // To end the wrong embargo lets something leave, so two that fit are one too many.
  if (meant.size() == 1) return std::move(meant.front());
  if (meant.size() > 1)
    return Error{Code::conflict, fmt::format("\"{}\" means {} embargoes, such as \"{}\"; give more of it", text,
                                             meant.size(), meant.front())};
  return Error{Code::not_found, fmt::format("there is no embargo on \"{}\" towards {}; parley embargo list shows them",
                                            text, party == "*" ? "everybody" : "that party")};
}

}  // namespace parley::node
