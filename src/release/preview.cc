// Everything that a person should look at before something leaves, gathered once for all objects of a
// release: the verdict with its reasons, what has changed against ours, what it points to, its texts with
// flags, and what it tells about the one who releases it. The bytes in it are exactly those that leave.
// Nothing is decided here: the policy is asked once more at the release.
#include "release/preview.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "release/handling.h"
#include "release/references.h"
#include "release/tells.h"
#include "release/walk.h"
#include "stix/object.h"
#include "stix/parley.h"

namespace parley::release {
namespace {

using Ids = std::unordered_set<std::string>;

// Identifiers that tell a member of the group nothing.
// The standard's own and Parley's, the group and its members: naming any of them gives nothing away there.
Ids known_ids(const Context& context) {
  Ids known = {std::string(stix::kParleyExtension), std::string(stix::kParleyIdentity),
               "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"};
  if (context.charter == nullptr) return known;
  const group::Terms& terms = context.charter->terms;
  known.insert(terms.id);
  for (const group::Member& member : terms.members) known.insert(member.identity_id);
  known.insert(terms.markings.begin(), terms.markings.end());
  return known;
}

bool is_known(const Ids& known, const std::string& id) {
  return known.contains(id) || stix::tlp_marking(id) != nullptr;
}

// Empty for what is no object or has no id: it matches no reference.
std::string id_of(std::string_view text) {
  const ParserLease parser;
  const auto parsed = parser->parse(text);
  if (!parsed.ok()) return {};
  std::string_view id;
  return parsed->at_key("id").get_string().get(id) == simdjson::SUCCESS ? std::string(id) : std::string();
}

// What is said about identifiers, asked once for each.
// In a release of thousands many objects name the same few, and each answer may cost a look into the journals
// and a verdict of the policy.
class Referred {
 public:
  Referred(const Context& context, const std::vector<Item>& items) : context_(context), known_(known_ids(context)) {
    for (const Item& item : items) batch_.insert(id_of(item.leaves));
  }

  ReferenceState state(const std::string& id) {
    const auto [place, is_new] = states_.try_emplace(id, ReferenceState::elsewhere);
    if (is_new) place->second = look_up(id);
    return place->second;
  }

 private:
  // From what tells nothing to what leaves the reader with a dangling identifier.
  ReferenceState look_up(const std::string& id) const {
    if (batch_.contains(id)) return ReferenceState::along;
    if (is_known(known_, id)) return ReferenceState::known;
    if (context_.is_released && context_.is_released(id)) return ReferenceState::released;
    const auto ours = context_.find ? context_.find(id) : std::nullopt;
    if (!ours) return ReferenceState::elsewhere;
    // Asked of the policy, so that people see which reference they could resolve by releasing more.
    return evaluate(*ours, context_).decision == Decision::refused ? ReferenceState::refused
                                                                   : ReferenceState::held_back;
  }

  const Context& context_;
  const Ids known_;
  Ids batch_;
  std::unordered_map<std::string, ReferenceState> states_;
};

// The strictest level that the object's own markings say.
// Only the standard's levels, since it decides no more than which words in a text are flagged.
std::optional<stix::Tlp> level_of(json::Element object, const Context& context) {
  std::optional<stix::Tlp> strictest;
  const auto count = [&](std::string_view id) {
    if (const auto* standard = stix::tlp_marking(id))
      strictest = std::max(strictest.value_or(standard->level), standard->level);
  };
  const auto markings = stix::read_markings(object);
  if (markings.ok())
    for (const std::string& id : markings->object_marking_refs) count(id);
  // What nobody marked counts as the charter's default, here as in the policy.
  if (!strictest && context.charter != nullptr) count(context.charter->terms.default_marking);
  return strictest;
}

// Values that software reads and nobody wrote: not texts. What is not known here is a text.
// By the name alone. A text under one of these names is still shown when it has a flag, so that nothing can
// hide there.
bool is_machine_property(std::string_view name) {
  static constexpr std::array kNames = {std::string_view("type"),
                                        std::string_view("spec_version"),
                                        std::string_view("id"),
                                        std::string_view("pattern_type"),
                                        std::string_view("pattern_version"),
                                        std::string_view("lang"),
                                        std::string_view("relationship_type"),
                                        std::string_view("identity_class"),
                                        std::string_view("sectors"),
                                        std::string_view("context"),
                                        std::string_view("opinion"),
                                        std::string_view("definition_type"),
                                        std::string_view("extension_type"),
                                        std::string_view("extension_types"),
                                        std::string_view("kill_chain_name"),
                                        std::string_view("phase_name"),
                                        std::string_view("resource_level"),
                                        std::string_view("primary_motivation"),
                                        std::string_view("secondary_motivations"),
                                        std::string_view("personal_motivations"),
                                        std::string_view("sophistication"),
                                        std::string_view("indicator_types"),
                                        std::string_view("malware_types"),
                                        std::string_view("report_types"),
                                        std::string_view("tool_types"),
                                        std::string_view("threat_actor_types"),
                                        std::string_view("infrastructure_types"),
                                        std::string_view("hash_algorithm"),
                                        std::string_view("mime_type"),
                                        std::string_view("selectors"),
                                        std::string_view("payload_bin"),
                                        std::string_view("protocols"),
                                        std::string_view("country"),
                                        std::string_view("region")};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end() || name.ends_with("_ref") ||
         name.ends_with("_refs") || name.ends_with("_hex");
}

// A time, an identifier, or a hash in hexadecimal by its length (MD5, SHA-1, SHA-256, SHA-512).
bool is_machine_value(std::string_view value) {
  Timestamp time;
  if (value.size() >= 20 && value.size() <= 30 && value.back() == 'Z' && Timestamp::parse(value, time)) return true;
  if (stix::is_identifier(value)) return true;
  const bool hash_length = value.size() == 32 || value.size() == 40 || value.size() == 64 || value.size() == 128;
  return hash_length && value.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

// Every text that a person could have written, and of the others those that have a flag.
std::vector<Text> texts_of(json::Element object, std::string_view type, const Context& context,
                           const PreviewOptions& options) {
  std::vector<Text> texts;
  FlagOptions flag_options{.marked = level_of(object, context),
                           .internal_domains = options.internal_domains,
                           .withheld_names = options.withheld_names};
  Place place;
  for_each_value(object, place, "", [&](std::string_view name, json::Element value, bool in_list) {
    std::string_view text;
    const bool is_text = value.get_string().get(text) == simdjson::SUCCESS;
    // Names of properties are chosen by people, too.
    if (!in_list && !is_text && name.find(' ') != std::string_view::npos) {  // a name that is a sentence
      if (auto flags = flags_in(name, flag_options); !flags.empty())
        texts.push_back({place.pointer(), std::string(name), std::move(flags)});
    }
    if (!is_text || is_machine_value(text)) return;
    // An address in a pattern, or as the value of an email-addr, is the matter itself.
    flag_options.emails = name != "pattern" && !(type == "email-addr" && name == "value");
    auto flags = flags_in(text, flag_options);
    if (!flags.empty() || !is_machine_property(name))
      texts.push_back({place.pointer(), std::string(text), std::move(flags)});
  });
  return texts;
}

// Objects member by member; lists by what they have in common at both ends, with the rest item by item. That
// is no shortest difference and need not be: people compare places.
void compare(json::Element ours, json::Element leaves, Place& place, std::vector<Difference>& found) {
  json::Object a, b;
  json::Array c, d;
  if (ours.get_object().get(a) == simdjson::SUCCESS && leaves.get_object().get(b) == simdjson::SUCCESS) {
    for (const auto field : a) {
      const Place::Step step(place, field.key);
      if (const auto other = json::member(b, field.key))
        compare(field.value, *other, place, found);
      else
        found.push_back({place.pointer(), simdjson::minify(field.value), ""});
    }
    for (const auto field : b) {
      const Place::Step step(place, field.key);
      if (!json::member(a, field.key)) found.push_back({place.pointer(), "", simdjson::minify(field.value)});
    }
    return;
  }
  if (ours.get_array().get(c) == simdjson::SUCCESS && leaves.get_array().get(d) == simdjson::SUCCESS) {
    std::vector<std::string> left, right;
    for (const json::Element item : c) left.push_back(simdjson::minify(item));
    for (const json::Element item : d) right.push_back(simdjson::minify(item));
    std::size_t head = 0, tail = 0;
    while (head < left.size() && head < right.size() && left[head] == right[head]) ++head;
    while (tail < left.size() - head && tail < right.size() - head &&
           left[left.size() - 1 - tail] == right[right.size() - 1 - tail])
      ++tail;
    for (std::size_t i = head; i < std::max(left.size(), right.size()) - tail; ++i) {
      const Place::Step step(place, i);
      found.push_back(
          {place.pointer(), i + tail < left.size() ? left[i] : "", i + tail < right.size() ? right[i] : ""});
    }
    return;
  }
  // What is no object and no list, or is not of the same kind on both sides, differs as a whole or not at all.
  std::string left = simdjson::minify(ours), right = simdjson::minify(leaves);
  if (left != right) found.push_back({place.pointer(), std::move(left), std::move(right)});
}

// An object that cannot be read is shown with its verdict, which says so, and without anything else.
ObjectPreview preview_one(Item item, const Context& context, const PreviewOptions& options, Referred& referred) {
  ObjectPreview one;
  one.item = std::move(item);
  one.verdict = evaluate(one.item.leaves, context);
  one.differences = differences(one.item.ours, one.item.leaves);
  const ParserLease parser;
  const auto parsed = parser->parse(one.item.leaves);
  json::Object object;
  if (!parsed.ok() || parsed->get_object().get(object) != simdjson::SUCCESS) return one;
  one.id = json::string_member(object, "id").value_or("");
  one.type = json::string_member(object, "type").value_or("");
  for (Mention& mention : mentions(*parsed)) {
    // An object that names itself points nowhere.
    if (mention.id == one.id && !mention.in_text) continue;
    const ReferenceState state = referred.state(mention.id);
    one.references.push_back({std::move(mention.pointer), std::move(mention.id), state, mention.in_text});
  }
  one.texts = texts_of(*parsed, one.type, context, options);
  one.tells = tells_of(*parsed, context);
  return one;
}

}  // namespace

std::string_view to_string(ReferenceState state) {
  switch (state) {
    case ReferenceState::known:
      return "known";
    case ReferenceState::released:
      return "released";
    case ReferenceState::along:
      return "along";
    case ReferenceState::held_back:
      return "held_back";
    case ReferenceState::refused:
      return "refused";
    case ReferenceState::elsewhere:
      return "elsewhere";
  }
  return "";
}

std::vector<Difference> differences(std::string_view ours, std::string_view leaves) {
  std::vector<Difference> found;
  if (ours == leaves) return found;
  // Two parsers, since both objects must be there at once.
  const ParserLease first, second;
  const auto left = first->parse(ours), right = second->parse(leaves);
  Place place;
  if (left.ok() && right.ok())
    compare(*left, *right, place, found);
  else
    found.push_back({"", std::string(ours), std::string(leaves)});
  return found;
}

// Of all items together, in one order and each once.
std::vector<Derivation> derivations_of(std::span<const Item> items) {
  std::vector<Derivation> all;
  for (const Item& item : items) all.insert(all.end(), item.derivations.begin(), item.derivations.end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

// The derivations of all items are known to the policy for each of them: one may name another that was made
// with it.
Preview preview(std::vector<Item> items, const Context& given, const PreviewOptions& options) {
  Preview all;
  const Context context = with_derivations(given, derivations_of(items));
  Referred referred(context, items);
  for (Item& item : items) {
    all.objects.push_back(preview_one(std::move(item), context, options, referred));
    const ObjectPreview& one = all.objects.back();
    // Sums for the head of the page, so that nobody has to go through a thousand objects to learn that one needs a
    // look.
    const auto dangling = std::count_if(one.references.begin(), one.references.end(),
                                        [](const Reference& r) { return dangles(r.state); });
    const auto flagged =
        std::count_if(one.texts.begin(), one.texts.end(), [](const Text& t) { return !t.flags.empty(); });
    all.dangling += static_cast<std::size_t>(dangling);
    all.flagged += static_cast<std::size_t>(flagged);
  }
  if (!all.objects.empty()) all.decision = Decision::allowed;
  // The strictest verdict is that of the whole; of nothing at all it is not "allowed".
  for (const ObjectPreview& one : all.objects) all.decision = std::max(all.decision, one.verdict.decision);
  return all;
}

// Breadth first over references that software follows; an identifier inside a text is no reason to send an
// object along. What is marked as seen is never looked at again, so circles end.
Closure closure(std::span<const Item> start, const Context& context, std::size_t max_objects,
                const std::function<Result<Item>(std::string_view)>& prepare) {
  Closure found;
  const Ids known = known_ids(context);
  Ids seen;
  // Under both ids: what leaves under another id is still the same object of ours.
  for (const Item& item : start) seen.insert({id_of(item.leaves), id_of(item.ours)});
  std::vector<std::string> open;  // ids to look at
  const auto open_references = [&](const std::string& leaves) {
    const ParserLease parser;
    const auto parsed = parser->parse(leaves);
    if (!parsed.ok()) return;
    for (Mention& mention : mentions(*parsed))
      if (!mention.in_text && !is_known(known, mention.id) && seen.insert(mention.id).second)
        open.push_back(std::move(mention.id));
  };
  for (const Item& item : start) open_references(item.leaves);
  for (std::size_t next = 0; next < open.size(); ++next) {
    if ((context.is_released && context.is_released(open[next])) || !context.find) continue;
    const auto ours = context.find(open[next]);
    if (!ours) continue;
    Item item{*ours, *ours, true};
    // What cannot be prepared - a redaction that would break the standard - stays at home, and the reference
    // to it dangles.
    if (prepare) {
      auto prepared = prepare(*ours);
      if (!prepared.ok()) continue;
      item = std::move(*prepared);
      item.along = true;
    }
    // What the policy refuses stays, and what it refers to is not gone after.
    if (evaluate(item.leaves, with_derivations(context, item.derivations)).decision == Decision::refused) continue;
    if (found.items.size() == max_objects) {
      found.complete = false;
      break;
    }
    open_references(item.leaves);
    found.items.push_back(std::move(item));
  }
  return found;
}

}  // namespace parley::release
