// A granular marking names places of the original. Places that survive are followed to where they are afterwards (an
// item taken out of a list moves the others); a selector whose place is gone, or whose text was replaced, is dropped
// with it.
#include "release/redact.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/hmac.h"
#include "base/uuid.h"
#include "json/writer.h"
#include "release/editable.h"
#include "release/handling.h"
#include "release/walk.h"
#include "stix/object.h"
#include "stix/validate.h"

namespace parley::release {
namespace {

// By whole steps: "/created_by_ref" does not lie in "/created".
bool lies_in(std::string_view pointer, std::string_view root) {
  return pointer == root || (pointer.starts_with(root) && pointer[root.size()] == '/');
}

// What makes the object the one that it is, and what says how it is to be handled, cannot be left out:
// whoever removes a marking would remove the only reason not to release the rest.
Status check_may_go(Editable& object, std::string_view pointer) {
  if (pointer.empty() || pointer.front() != '/')
    return Error{Code::invalid_input, fmt::format("\"{}\" is no JSON pointer to a part of the object", pointer)};
  for (const std::string_view kept : {"/id", "/type", "/spec_version", "/created", "/modified", "/revoked"})
    if (lies_in(pointer, kept))
      return Error{Code::forbidden,
                   fmt::format("{} cannot be left out: without it the object is another one", pointer)};
  for (const std::string_view marking : {"/object_marking_refs", "/granular_markings"})
    if (lies_in(pointer, marking))
      return Error{Code::forbidden,
                   fmt::format("{} is a marking: leave out what it protects, not the marking", pointer)};
  if (!lies_in(pointer, "/labels")) return {};
  Editable* list = object.member("labels");
  // A label may be a marking; leaving out the whole list would take it along.
  for (std::size_t i = 0; list != nullptr && i < list->children().size(); ++i)
    if (lies_in(fmt::format("/labels/{}", i), pointer) && label_word(list->children()[i].value.string()))
      return Error{Code::forbidden, fmt::format("{} is a marking, written as a label", pointer)};
  return {};
}

// Changes to one object. Parts are known by their numbers, which they keep when others are taken out.
class Cut {
 public:
  // The places of the selectors are found before anything is changed, while both texts still agree.
  static Result<Cut> begin(std::string_view original) {
    PARLEY_TRY(Editable object, Editable::parse(original));
    if (object.kind() != Editable::Kind::object) return Error{Code::invalid_input, "an object is expected"};
    Cut cut(std::move(object));
    cut.find_selections(original);
    return cut;
  }

  // Only noted: numbers and pointers stay good until all changes are known (finish()).
  Status remove(const std::string& pointer) {
    PARLEY_TRY_STATUS(check_may_go(object_, pointer));
    // A place that is not there is left out already, so this is no error.
    if (const Editable* place = object_.at(pointer)) gone_.insert(place->number()), changed_ = true;
    return {};
  }

  Status replace(const std::string& pointer, const std::string& words) {
    PARLEY_TRY_STATUS(check_may_go(object_, pointer));
    Editable* place = object_.at(pointer);
    if (place == nullptr) return {};
    // Words cannot stand for a number or a list without breaking the type that the standard asks for.
    if (!place->is_string()) return Error{Code::invalid_input, fmt::format("{} is not a text", pointer)};
    set(*place, words, Meaning::withheld);
    return {};
  }

  // Every string that is one of `ids` becomes what stands there for it. `same_matter`: by another name, so that a
  // marking of that very place still holds.
  enum class Meaning { same_matter, withheld };
  void rename(const std::map<std::string, std::string>& ids, Meaning meaning) { rename(object_, ids, meaning); }

  bool changed() const { return changed_; }

  // The object as it is now, under the id `id`.
  // First what is gone is taken out, then the places of what is left are found anew, then the selectors are
  // written for those places, and last the id.
  std::string finish(std::string_view id) {
    if (!gone_.empty()) sweep(object_);
    std::map<std::size_t, std::string> selectors;
    find_paths(object_, "", selectors);
    rewrite_selectors(selectors);
    if (Editable* own = object_.member("id")) own->set_string(id);
    return object_.text();
  }

 private:
  explicit Cut(Editable object) : object_(std::move(object)) {}

  void set(Editable& place, std::string_view words, Meaning meaning) {
    place.set_string(words);
    changed_ = true;
    if (meaning == Meaning::withheld) replaced_.insert(place.number());
  }

  // Markings keep their ids: they are not what was given another name. So does the object's own id, which
  // finish() sets.
  void rename(Editable& value, const std::map<std::string, std::string>& ids, Meaning meaning) {
    for (auto& child : value.children()) {
      if (child.name == "granular_markings" || child.name == "object_marking_refs" ||
          (&value == &object_ && child.name == "id"))
        continue;
      if (child.value.is_string()) {
        const auto found = ids.find(child.value.string());
        if (found != ids.end()) set(child.value, found->second, meaning);
      }
      rename(child.value, ids, meaning);
    }
  }

  // Which parts each selector names, by its own number.
  // From the original text, because selectors name places as they were.
  void find_selections(std::string_view original) {
    Editable* list = object_.member("granular_markings");
    const ParserLease parser;
    const auto parsed = parser->parse(original);
    if (list == nullptr || !parsed.ok()) return;
    for (auto& marking : list->children()) {
      Editable* selectors = marking.value.member("selectors");
      if (selectors == nullptr) continue;
      for (const auto& selector : selectors->children())
        for (const std::string& place : selected(*parsed, selector.value.string()))
          if (const Editable* part = object_.at(place)) selections_[selector.value.number()].push_back(part->number());
    }
  }

  // Takes out what is gone, and lists and objects that became empty by that, which the standard does not know. True:
  // nothing is left.
  bool sweep(Editable& value) {
    const bool was_empty = value.children().empty();
    std::erase_if(value.children(), [&](Editable::Child& child) {
      return gone_.contains(child.value.number()) ||
             (child.value.kind() != Editable::Kind::scalar && sweep(child.value));
    });
    return !was_empty && value.children().empty();
  }

  // In the syntax of selectors (STIX 2.1 section 7.2.3.1): names with dots, list items as [N]. A text that
  // was replaced has no place any more, as its marking was about the words that are gone.
  void find_paths(const Editable& value, const std::string& path, std::map<std::size_t, std::string>& paths) const {
    std::size_t index = 0;
    for (const auto& child : value.children()) {
      const std::string step = value.kind() == Editable::Kind::array ? fmt::format("[{}]", index++) : child.name;
      const std::string here = path.empty() ? step : path + "." + step;
      if (!replaced_.contains(child.value.number())) paths[child.value.number()] = here;
      find_paths(child.value, here, paths);
    }
  }

  // A selector that named nothing from the beginning stays, for the policy to refuse.
  void rewrite_selectors(const std::map<std::size_t, std::string>& paths) {
    Editable* list = object_.member("granular_markings");
    if (list == nullptr) return;
    // Moves each selector to where the first surviving part of it is now, and drops those without any. True: none is
    // left.
    const auto drop_dead = [&](Editable& selectors) {
      std::erase_if(selectors.children(), [&](Editable::Child& selector) {
        const auto named = selections_.find(selector.value.number());
        if (named == selections_.end()) return false;
        for (const std::size_t part : named->second) {
          const auto path = paths.find(part);
          if (path == paths.end()) continue;
          if (path->second != selector.value.string()) selector.value.set_string(path->second);
          return false;
        }
        return true;
      });
      return selectors.children().empty();
    };
    std::erase_if(list->children(), [&](Editable::Child& marking) {
      Editable* selectors = marking.value.member("selectors");
      return selectors != nullptr && !selectors->children().empty() && drop_dead(*selectors);
    });
    if (list->children().empty())
      std::erase_if(object_.children(), [](const Editable::Child& child) { return child.name == "granular_markings"; });
  }

  Editable object_;
  std::set<std::size_t> gone_, replaced_;
  bool changed_ = false;
  std::map<std::size_t, std::vector<std::size_t>> selections_;
};

// What two redactions have in common when they leave the same out.
// In sorted order, so that the order in which somebody said it makes no other id.
std::string recipe(const Redaction& redaction) {
  const std::set<std::string> remove(redaction.remove.begin(), redaction.remove.end()),
      pseudonyms(redaction.pseudonyms.begin(), redaction.pseudonyms.end());
  std::vector<std::string> replace;
  for (const auto& [pointer, words] : redaction.replace) replace.insert(replace.end(), {pointer, words});
  return json::ObjectWriter()
      .raw("remove", json::string_array_text({remove.begin(), remove.end()}))
      .raw("replace", json::string_array_text(replace))
      .raw("pseudonyms", json::string_array_text({pseudonyms.begin(), pseudonyms.end()}))
      .str();
}

// Fails for what is no STIX object, as nothing could be derived from it.
Result<std::string> id_of(std::string_view text) {
  const ParserLease parser;
  PARLEY_TRY(const json::Element object, parser->parse(text));
  PARLEY_TRY(const stix::ObjectHeader header, stix::read_header(object));
  return std::string(header.id);
}

// Errors alone: a warning speaks against nothing that is left.
Status check_standard(std::string_view text) {
  const ParserLease parser;
  PARLEY_TRY(const json::Element object, parser->parse(text));
  stix::Validator validator({.warnings = false});
  if (validator.check_object(object)) return {};
  const stix::Finding finding = validator.first_error();
  return Error{Code::invalid_input,
               fmt::format("what is left breaks the standard: {}: {}; replace the text instead of leaving it out",
                           finding.path, finding.message)};
}

// STIX 2.1 section 5.1 allows relationships between domain objects and observables; for the rest a note
// stands at home.
bool may_have_relationship(std::string_view id) {
  const std::string_view type = id.substr(0, id.find("--"));
  return type != "relationship" && type != "sighting" && type != "language-content" && type != "marking-definition" &&
         type != "extension-definition";
}

}  // namespace

Redactor::Redactor(const Secret& secret, const group::Terms& terms, std::string own_identity)
    : secret_(secret), terms_(terms), own_identity_(std::move(own_identity)) {}

// The purpose and every part go in as items of a JSON list, so that no two questions have one text.
std::string Redactor::uuid_of(std::string_view purpose, std::string_view what, std::string_view how) const {
  const Hash digest =
      hmac_sha256(secret_.reveal(),
                  json::string_array_text({std::string(purpose), terms_.id, std::string(what), std::string(how)}));
  Uuid uuid{};
  std::copy_n(digest.begin(), uuid.size(), uuid.begin());
  uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0f) | 0x40);  // version 4: nothing tells it from a random one
  uuid[8] = static_cast<std::uint8_t>((uuid[8] & 0x3f) | 0x80);
  return parley::to_string(uuid);
}

// The same redaction of the same object gives the same id, so that releasing it twice is releasing it once.
std::string Redactor::derived_id(std::string_view original_id, std::string_view how) const {
  return fmt::format("{}--{}", original_id.substr(0, original_id.find("--")), uuid_of("derived", original_id, how));
}

// An identity that is to appear under a pseudonym is not cut but replaced as a whole: whatever it has would
// say who it is.
Result<Item> Redactor::redact(std::string_view ours, const Redaction& redaction) const {
  PARLEY_TRY(const std::string id, id_of(ours));
  PARLEY_TRY(Cut cut, Cut::begin(ours));
  for (const std::string& pointer : redaction.remove) PARLEY_TRY_STATUS(cut.remove(pointer));
  for (const auto& [pointer, words] : redaction.replace) PARLEY_TRY_STATUS(cut.replace(pointer, words));
  std::map<std::string, std::string> names;
  for (const std::string& identity : redaction.pseudonyms) names[identity] = pseudonym(identity);
  cut.rename(names, Cut::Meaning::withheld);
  Item item;
  json::append_compact(item.ours, ours);
  item.leaves = names.contains(id) ? pseudonym_object(id)
                : cut.changed()    ? cut.finish(derived_id(id, recipe(redaction)))
                                   : item.ours;
  // Nothing was left out, and so nothing was derived: it leaves as itself.
  if (item.leaves == item.ours) return item;
  // Whoever receives it checks it by the same rules: better to be told here than there.
  PARLEY_TRY_STATUS(check_standard(item.leaves));
  // Only pseudonyms that stand in what leaves; the others would tell the policy of something that is not there.
  for (const auto& [identity, name] : names)
    if (item.leaves.find(name) != std::string::npos)
      item.derivations.push_back({.derived = name, .original = identity, .how = How::pseudonym});
  if (!names.contains(id)) {
    PARLEY_TRY(std::string derived, id_of(item.leaves));
    item.derivations.push_back({.derived = std::move(derived), .original = id, .how = How::redacted});
  }
  return item;
}

// An object that names one which leaves under another id must name it by that id, and is by that derived itself.
Result<std::vector<Item>> Redactor::link(std::vector<Item> items) const {
  std::map<std::string, std::string> ids;  // of ours -> under which it leaves
  for (const Item& item : items) {
    PARLEY_TRY(std::string own, id_of(item.ours));
    PARLEY_TRY(std::string leaves, id_of(item.leaves));
    if (own != leaves) ids.emplace(std::move(own), std::move(leaves));
  }
  // First who becomes derived by naming a derived one, until nobody does any more; then everybody is rewritten once.
  for (bool grew = !ids.empty(); grew;) {
    grew = false;
    for (const Item& item : items) {
      PARLEY_TRY(std::string own, id_of(item.ours));
      if (ids.contains(own)) continue;
      PARLEY_TRY(Cut cut, Cut::begin(item.leaves));
      cut.rename(ids, Cut::Meaning::same_matter);
      if (!cut.changed()) continue;
      std::string derived = derived_id(own, "linked");
      ids.emplace(std::move(own), std::move(derived));
      grew = true;
    }
  }
  for (Item& item : items) {
    PARLEY_TRY(const std::string own, id_of(item.ours));
    PARLEY_TRY(Cut cut, Cut::begin(item.leaves));
    cut.rename(ids, Cut::Meaning::same_matter);
    if (!cut.changed()) continue;
    const std::string& derived = ids.at(own);
    item.leaves = cut.finish(derived);
    const Derivation made{.derived = derived, .original = own, .how = How::redacted};
    if (std::find(item.derivations.begin(), item.derivations.end(), made) == item.derivations.end())
      item.derivations.push_back(made);
  }
  return items;
}

// From the group and the identity alone: the same in every object of the group, another one in each group.
std::string Redactor::pseudonym(std::string_view identity_id) const {
  return "identity--" + uuid_of("pseudonym", identity_id);
}

// Nothing in it comes from the identity: its name is made from the pseudonym, its times are the group's.
std::string Redactor::pseudonym_object(std::string_view identity_id) const {
  const std::string id = pseudonym(identity_id);
  std::string time = parley::to_string(terms_.created);  // the group's own: no time of ours
  time = time.substr(0, 23) + "Z";
  return json::ObjectWriter()
      .text("type", "identity")
      .text("spec_version", "2.1")
      .text("id", id)
      .text("created_by_ref", own_identity_)
      .text("created", time)
      .text("modified", time)
      .text("name", "Source " + id.substr(10, 8))
      .text("identity_class", "unspecified")
      .str();
}

// Marked TLP:RED: it ties the two ids to each other, which is what the redaction is to hide.
std::string Redactor::derivation(const Item& item, Micros now) const {
  const auto original = id_of(item.ours), derived = id_of(item.leaves);
  if (!original.ok() || !derived.ok()) return {};
  const std::string time = parley::to_string(now).substr(0, 23) + "Z";
  const bool relationship = may_have_relationship(*original);
  const std::string_view type = relationship ? "relationship" : "note";
  json::ObjectWriter text;
  text.text("type", type)
      .text("spec_version", "2.1")
      .text("id", fmt::format("{}--{}", type, uuid_of("derivation", *original, *derived)))
      .text("created_by_ref", own_identity_)
      .text("created", time)
      .text("modified", time);
  if (relationship)
    text.text("relationship_type", "derived-from").text("source_ref", *derived).text("target_ref", *original);
  else
    text.text("content", "derived-from: the first of these was derived from the second")
        .raw("object_refs", json::string_array_text({*derived, *original}));
  return text
      .raw("object_marking_refs", json::string_array_text({"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"}))
      .str();
}

// By the ids, as every change of an object that leaves gives it another one.
bool is_derived(const Item& item) {
  const auto original = id_of(item.ours), derived = id_of(item.leaves);
  return original.ok() && derived.ok() && *original != *derived;
}

}  // namespace parley::release
