// An embargo names one thing, and whatever carries the matter of that thing is held: a version of before, which had the
// label; the redaction, whose original has it; the note, which speaks of it. Names are compared without their case and
// spelling, identifiers also where they stand without their type or their hyphens, and inside of base64.
#include "release/embargo.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "release/escapes.h"
#include "release/fold.h"
#include "release/origins.h"
#include "release/parts_of_id.h"
#include "release/walk.h"
#include "stix/markings.h"
#include "stix/object.h"

namespace parley::release {
namespace {

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

constexpr std::string_view kRecalled = "/object_ref";  // of a recall: the object that is taken back

std::string_view type_of(std::string_view id) { return id.substr(0, id.find("--")); }

bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

void add_once(std::vector<std::string>& all, std::string one) {
  if (!one.empty() && !contains(all, one)) all.push_back(std::move(one));
}

// A level by the standard's own markings, else by what the definition that is here says of itself.
std::string level_of_marking(std::string_view id, const Context& context) {
  if (const auto* standard = stix::tlp_marking(id)) return std::string(to_string(standard->level));
  const auto definition = context.find ? context.find(id) : std::nullopt;
  return definition ? word_of_definition(*definition) : std::string();
}

// The text as people read it: what looks like an ASCII character is one, and hyphens that were written for a URL or a
// page are hyphens.
std::string as_read(std::string_view text) {
  std::string out = skeleton(text);
  for (const std::string_view hyphen :
       {"%2d", "%20", "%2f", "%3a", "&#45;", "&#x2d;", "&hyphen;", "&dash;", "&ndash;", "&mdash;", "&nbsp;", "&shy;"})
    for (std::size_t at = out.find(hyphen); at != std::string::npos; at = out.find(hyphen, at))
      out.replace(at, hyphen.size(), "-");
  return out;
}

// Whether the folded copy can say more than the text itself.
bool may_be_disguised(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return c == '%' || c == '&' || static_cast<unsigned char>(c) >= 0x80; });
}

// The bytes behind base64, as far as it is that; white space and padding do not matter.
// Both alphabets of RFC 4648, and whatever is neither is passed over: what somebody decodes in the end is not
// known here.
std::string decoded(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const int value = c >= 'A' && c <= 'Z'   ? c - 'A'
                      : c >= 'a' && c <= 'z' ? c - 'a' + 26
                      : c >= '0' && c <= '9' ? c - '0' + 52
                      : c == '+' || c == '-' ? 62
                      : c == '/' || c == '_' ? 63
                                             : -1;
    if (value < 0) continue;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if (++count % 4 != 1) out += static_cast<char>(bits >> ((3 - (count - 1) % 4) * 2) & 0xFF);
  }
  return out;
}

// Where the digits of a UUID, or enough of them, stand, whatever is before them, or the beginning of the id with its
// type; nothing: nowhere. `but`: a place that is not looked at.
// In values and in names, in the object's own id as well (one UUID under two types is one thing, as some tools write
// it), and in the payload of an artifact, which may be another object in base64.
std::optional<std::string> place_of(json::Element object, std::string_view id, std::string_view but) {
  const PartsOfId parts(id);
  const auto says_plainly = [&](std::string_view text) {
    return parts.has_whole(text) || parts.has_beginning(text) || parts.has_piece(text);
  };
  // The plain look first; the folded copy is made only where something could hide in it.
  const auto says = [&](std::string_view text) {
    if (says_plainly(text) || (may_be_disguised(text) && says_plainly(as_read(text)))) return true;
    const BehindEscapes behind = behind_escapes(text);
    return std::any_of(behind.readings.begin(), behind.readings.end(),
                       [&](const std::string& reading) { return says_plainly(as_read(reading)); });
  };
  std::optional<std::string> found;
  Place place;
  for_each_value(object, place, "", [&](std::string_view name, json::Element value, bool in_list) {
    if (found || (!but.empty() && place.pointer() == but)) return;
    std::string_view text;
    const bool is_text = value.get_string().get(text) == simdjson::SUCCESS;
    if ((is_text && says(text)) || (!in_list && says(name)) ||
        (is_text && name == "payload_bin" && parts.has_whole(decoded(text))))
      found = place.pointer();
  });
  return found;
}

}  // namespace

std::string level_meant(std::string_view what, const Context& context) {
  const std::string id = lowered(what);
  if (id.starts_with("marking-definition--")) return level_of_marking(id, context);
  const auto word = handling_word(what);
  return word ? word->name : std::string();
}

// Everything by which somebody may have meant this object: its markings, its labels, and a level as the whole
// of any text, since tools keep one under names of their own. Only markings and labels count as having a
// level; otherwise the charter's default holds as well.
Facts facts_of(json::Element element, const Context& context) {
  Facts facts;
  json::Object object;
  if (element.get_object().get(object) != simdjson::SUCCESS) return facts;
  bool has_level = false;
  if (const auto markings = stix::read_markings(element); markings.ok())
    for (const std::string& id : markings->object_marking_refs) {
      facts.markings.push_back(lowered(id));
      std::string level = level_of_marking(id, context);
      has_level |= level.starts_with("TLP:");
      add_once(facts.levels, std::move(level));
    }
  Place place;
  for_each_value(element, place, "", [&](std::string_view name, json::Element value, bool) {
    std::string_view text;
    if (value.get_string().get(text) != simdjson::SUCCESS) return;
    const bool is_label = place.pointer().starts_with("/labels/");
    auto word = is_label ? label_word(text) : whole_level_word(text);
    if (!word) word = handling_value(name, text);
    if (is_label) facts.labels.emplace_back(text);
    if (!word) return;
    has_level |= is_label && word->tlp.has_value();
    add_once(facts.levels, word->name);
  });
  if (!has_level && context.charter != nullptr && json::string_member(object, "type") != "marking-definition") {
    const std::string& fallback = context.charter->terms.default_marking;
    facts.markings.push_back(fallback);
    add_once(facts.levels, level_of_marking(fallback, context));
  }
  return facts;
}

// Other versions and originals are only named here; their texts are read when an embargo asks for more than
// an id.
EmbargoCheck::EmbargoCheck(json::Element object, const Context& context, std::vector<std::string> marked_with)
    : object_(object), context_(context), own_(facts_of(object, context)) {
  json::Object members;
  if (object.get_object().get(members) == simdjson::SUCCESS) {
    id_ = lowered(json::string_member(members, "id").value_or(""));
    type_ = lowered(json::string_member(members, "type").value_or(""));
  }
  for (std::string& marking : marked_with) {
    add_once(own_.levels, level_of_marking(marking, context));
    add_once(own_.markings, std::move(marking));
  }
  if (context.versions) behind_.push_back({id_, "another version of this object", {}});
  for (const Origin& origin : origins(id_)) behind_.push_back({origin.id, "the original " + origin.id, {}});
}

std::vector<Origin> EmbargoCheck::origins(std::string_view id) const {
  return context_.origins ? context_.origins(id) : std::vector<Origin>();
}

// Identifiers that stand in everything: parties and markings; and charters, which have neither label nor marking of
// their own and would count as the default.
// They cannot be left out of any object: an embargo by label or level on one of them would hold back
// everything. By its own id it still holds.
bool EmbargoCheck::is_companion(std::string_view id) const {
  return id == context_.own_identity || id.starts_with("marking-definition--") ||
         id.starts_with("extension-definition--") || id.starts_with("charter--") ||
         (context_.charter != nullptr && group::find_member(context_.charter->terms, id) != nullptr);
}

// Read once for each subject, however many embargoes there are.
std::vector<Facts>& EmbargoCheck::facts(Subject& subject) {
  if (subject.versions) return *subject.versions;
  subject.versions.emplace();
  std::vector<std::string> texts = context_.versions ? context_.versions(subject.id) : std::vector<std::string>();
  if (texts.empty() && context_.find)
    if (auto text = context_.find(subject.id)) texts.push_back(std::move(*text));
  const ParserLease parser;
  for (const std::string& text : texts)
    if (const auto parsed = parser->parse(text); parsed.ok()) subject.versions->push_back(facts_of(*parsed, context_));
  return *subject.versions;
}

namespace {
// By which of its facts an object is meant, in words.
std::optional<std::string> meant_by(const Facts& facts, const std::string& what, const std::string& level) {
  if (contains(facts.markings, what) || (!level.empty() && contains(facts.levels, level)))
    return level.empty() ? "by this marking" : "by its level " + level;
  for (const std::string& label : facts.labels)
    if (same_words(label, what)) return fmt::format("by its label \"{}\"", label);
  return std::nullopt;
}
}  // namespace

// An embargo on an id is not about labels and levels: when the id is another, nothing has to be read.
std::optional<std::string> EmbargoCheck::meant(const Embargo& embargo, Subject& subject) {
  const std::string what = lowered(embargo.what);
  if (what == subject.id) return "";
  if (stix::is_identifier(what) && !what.starts_with("marking-definition--")) return std::nullopt;
  const std::string level = level_meant(what, context_);
  for (const Facts& one : facts(subject))
    if (auto by = meant_by(one, what, level)) return by;
  return std::nullopt;
}

// From what the object itself says to what stands behind it, so that the nearest reason is the one that
// people are told.
std::optional<EmbargoCheck::Hit> EmbargoCheck::whole(const Embargo& embargo) {
  const std::string what = lowered(embargo.what);
  if (what.empty() || what == "*") return Hit{HeldBy::held, "", "everything"};
  if (what == id_) return Hit{HeldBy::held, "/id", "this object"};
  if (what == type_) return Hit{HeldBy::held, "/type", "this type"};
  if (const auto by = meant_by(own_, what, level_meant(what, context_)))
    return Hit{HeldBy::held, "", fmt::format("this object, {},", *by)};
  for (Subject& one : behind_) {
    if (what == type_of(one.id)) return Hit{HeldBy::held, "", one.words + ", of this type,"};
    if (const auto by = meant(embargo, one))
      return Hit{HeldBy::held, "", by->empty() ? one.words : fmt::format("{}, {},", one.words, *by)};
  }
  return std::nullopt;
}

// Who has an object may be told to delete it: an embargo that comes afterwards is no reason to leave it there, also one
// towards somebody who is about to join, for whom nothing counts as released.
bool EmbargoCheck::recalled(std::string_view id) const {
  const auto& is_there = context_.is_in_group ? context_.is_in_group : context_.is_released;
  return type_ == "recall" && is_there && is_there(id);
}

// Naming what is under embargo tells of it, also when what is named is made from it. Not by type: a type is no object.
std::optional<EmbargoCheck::Hit> EmbargoCheck::named(const Embargo& embargo) {
  if (!named_) {
    named_.emplace();
    std::set<std::string> seen;
    for (Mention& mention : mentions(object_)) {
      if (mention.id == id_ || (mention.pointer == kRecalled && recalled(mention.id))) continue;
      if (!seen.insert(mention.id).second) continue;
      std::vector<Subject> subjects{{mention.id, mention.id, {}}};
      for (const Origin& origin : origins(mention.id))
        subjects.push_back({origin.id, fmt::format("{}, the original of {}", origin.id, mention.id), {}});
      named_->emplace_back(std::move(mention), std::move(subjects));
    }
  }
  const std::string what = lowered(embargo.what);
  const bool by_id = stix::is_identifier(what) && !what.starts_with("marking-definition--");
  for (auto& [mention, subjects] : *named_)
    for (Subject& one : subjects) {
      if (one.id != what && (by_id || is_companion(one.id) || !meant(embargo, one))) continue;
      return Hit{HeldBy::naming, mention.pointer, fmt::format("an object that this one names, {},", one.words)};
    }
  if (!by_id) return std::nullopt;
  // Last and most costly: the digits of the id, as they stand in a file name, in a URL or behind another type.
  if (const auto place = place_of(object_, what, recalled(what) ? kRecalled : std::string_view()))
    return Hit{HeldBy::naming, *place, fmt::format("an object whose identifier stands here, {},", what)};
  return std::nullopt;
}

std::optional<EmbargoCheck::Hit> EmbargoCheck::under(const Embargo& embargo) {
  if (auto hit = whole(embargo)) return hit;
  return named(embargo);
}

HeldBy held_by(const Embargo& embargo, std::string_view object, const Context& context) {
  const ParserLease parser;
  const auto parsed = parser->parse(object);
  if (!parsed.ok()) return HeldBy::nothing;
  const auto hit = EmbargoCheck(*parsed, context).under(embargo);
  return hit ? hit->by : HeldBy::nothing;
}

bool holds_for(const Embargo& embargo, std::string_view object, const Context& context) {
  const ParserLease parser;
  const auto parsed = parser->parse(object);
  return parsed.ok() && EmbargoCheck(*parsed, context).whole(embargo).has_value();
}

// Chains may go from what is being released to what is known and back, so both are asked at each step. Each original
// comes once, by the first way that leads to it, and passes on what the loosest step of that way passes on.
Context with_derivations(Context context, std::vector<Derivation> derivations) {
  if (derivations.empty()) return context;
  context.origins = [known = std::move(context.origins), more = std::move(derivations)](std::string_view id) {
    std::vector<Origin> found;
    follow_origins(std::string(id), found, [&](std::string_view from, const auto& each) {
      for (const Derivation& one : more)
        if (one.derived == from) each(one.original, one.how);
      if (known)
        for (const Origin& origin : known(from)) each(origin.id, origin.how);
    });
    return found;
  };
  return context;
}

}  // namespace parley::release
