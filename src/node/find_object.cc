// What people type for an object. Screens show a type and eight digits, and people copy or type that; so the
// beginning of an id is as good as the whole of it as long as it means one object only. The index of a
// journal knows ids letter by letter and no beginnings, so a beginning is looked for by reading all entries,
// and a whole id is not.
#include "node/find_object.h"

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/uuid.h"
#include "node/deliberation.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/peers.h"
#include "stix/parley.h"
#include "stix/title.h"

namespace parley::node {
namespace {

// Ids that may be in no journal: of the parties themselves.
std::vector<std::string> parties(Node& node) {
  std::vector<std::string> ids{node.config().party.identity};
  for (const auto& peer : node.peers().list()) ids.push_back(peer.card.identity_id);
  for (const auto& group : node.membership().groups()) {
    ids.push_back(group.charter.terms.id);
    for (const auto& member : group.members) ids.push_back(member.identity_id);
    ids.insert(ids.end(), group.charter.terms.markings.begin(), group.charter.terms.markings.end());
  }
  return ids;
}

}  // namespace

namespace {

// Whether a UUID can begin so, or be so: hexadecimal digits in lower case, hyphens where a UUID has them.
bool begins_a_uuid(std::string_view text) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() > kForm.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = std::string_view("0123456789abcdef").find(text[i]) != std::string_view::npos;
    if (kForm[i] == '-' ? text[i] != '-' : !digit) return false;
  }
  return true;
}

}  // namespace

// Everything is decided here, once: two commands that read one id differently would be found out by nobody.
TypedId::TypedId(std::string_view text) : text_(trim(text)) {
  const std::string lower = to_lower(text_);
  const std::size_t dashes = lower.find("--");
  uuid_ = dashes == std::string::npos ? lower : lower.substr(dashes + 2);
  if (dashes != std::string::npos) type_ = lower.substr(0, dashes);
  is_whole_ = has_type() && is_uuid(uuid_);
  // Two hyphens without a type in front of them are the beginning of nothing.
  is_beginning_ = !is_whole_ && dashes != 0 && uuid_.size() >= kShortestBeginning && begins_a_uuid(uuid_);
}

std::vector<std::string> TypedId::spellings() const {
  std::vector<std::string> out = {text_};
  if (std::string lower = to_lower(text_); lower != text_) out.push_back(std::move(lower));
  return out;
}

// Type and UUID are compared without regard to case, though STIX 2.1 section 2.9 has them in lower case: some
// tools write them otherwise, and a person who copies one must find it.
bool TypedId::means(std::string_view id) const {
  if (id == text_ || (is_whole_ && same_ignoring_case(id, text_))) return true;
  if (!is_beginning_) return false;
  const std::size_t dashes = id.find("--");
  if (dashes == std::string_view::npos || (has_type() && !same_ignoring_case(id.substr(0, dashes), type_)))
    return false;
  return same_ignoring_case(id.substr(dashes + 2, uuid_.size()), uuid_);
}

std::string trim(std::string_view text) { return std::string(trimmed(text, kJsonBlanks)); }

// A bundle is a container and no object: nothing of that type is ever stored.
const std::set<std::string_view>& standard_types() {
  static const std::set<std::string_view> names = [] {
    std::set<std::string_view> all;
    for (const auto table :
         {stix::domain_objects(), stix::relationship_objects(), stix::observables(), stix::meta_objects(),
          stix::framework_objects(), stix::account_objects(), stix::assessment_objects()})
      for (const stix::ObjectType* type : table) all.insert(type->name);
    all.erase("bundle");
    return all;
  }();
  return names;
}

Status for_each_object(Node& node, const std::vector<std::string>& types,
                       const std::function<bool(const journal::Entry&)>& visit,
                       const journal::VersionFilter& versions) {
  journal::Query query;
  query.types = types;
  query.versions = versions;
  for (const auto& row : node.journals().rows()) {
    if (row.name == kAudit) continue;  // its records are about objects, and no objects that anybody works with
    const auto info = node.journals().open(row.id);
    // A journal that cannot be opened is named elsewhere (not_looked_into(), health()): it must not keep all
    // others from being searched.
    if (!info.ok()) continue;
    for (journal::Seq from = 0;;) {
      PARLEY_TRY(const journal::Page page, info->journal->read(query, from, {.objects = 5000}));
      for (const journal::Entry& entry : page.entries)
        if (!visit(entry)) return {};
      if (!page.more) break;
      from = page.next;
    }
  }
  return {};
}

// In the order in which people think of them: "main", other journals outside of groups, this party's in
// groups, mirrors.
std::string journal_with(Node& node, const std::string& id) {
  std::string found = "main";
  int best = 4;
  for (const auto& row : node.journals().rows()) {
    if (row.name == kAudit) continue;
    const int rank = row.name == "main" ? 0 : row.root == node.config().taxii.root ? 1 : row.source.empty() ? 2 : 3;
    if (rank >= best) continue;
    const auto info = node.journals().open(row.id);
    const auto there = info.ok() ? info->journal->contains(id) : Result<bool>(false);
    if (!there.ok() || !*there) continue;
    best = rank;
    found = row.name;
    if (rank == 0) break;
  }
  return found;
}

// The first journal that has a name for it decides, and one that cannot be opened is passed over: a title only helps to
// recognise an id, which stands beside it.
std::string title_of(Node& node, const std::string& id) {
  const journal::Query query{.added_after = {}, .ids = {id}, .types = {}, .spec_versions = {}, .versions = {}};
  for (const auto& row : node.journals().rows()) {
    const auto info = node.journals().open(row.id);
    if (!info.ok()) continue;
    const auto page = info->journal->read(query, 0, {.objects = 1, .text_only = true});
    if (!page.ok() || page->entries.empty()) continue;
    if (std::string title = stix::title_of(page->entries.front().text); !title.empty()) return title;
  }
  return {};
}

// Ends with the second one: the caller needs to know that there are several, not how many.
Result<std::set<std::string>> objects_beginning(Node& node, const std::string& type, const std::string& uuid) {
  std::set<std::string> found;
  const auto take = [&](std::string_view id) {
    const std::string lower = to_lower(id);
    const std::size_t dashes = lower.find("--");
    if (dashes == std::string::npos || (!type.empty() && lower.compare(0, dashes, type) != 0)) return true;
    if (std::string_view(lower).substr(dashes + 2).starts_with(uuid)) found.insert(lower);
    return found.size() < 2;
  };
  for (const std::string& id : parties(node)) take(id);
  const std::vector<std::string> types = type.empty() ? std::vector<std::string>() : std::vector<std::string>{type};
  PARLEY_TRY_STATUS(for_each_object(node, types, [&](const journal::Entry& entry) { return take(entry.id); }));
  return found;
}

namespace {

// The journals that cannot be opened, in words: what is not found may be in one of them.
std::string not_looked_into(Node& node) {
  std::string names;
  for (const auto& row : node.journals().rows())
    if (!node.journals().open(row.id).ok()) names += (names.empty() ? "\"" : ", \"") + row.name + "\"";
  if (names.empty()) return {};
  return fmt::format(". It was not looked for in {}, which cannot be opened: parley status says why", names);
}

}  // namespace

// A whole id is believed even when no journal has it, as what is not here yet can be named too. Only its
// spelling is looked up, as an index that knows ids letter by letter would not find it otherwise.
Result<std::string> whole_id(Node& node, std::string_view given) {
  const TypedId typed(given);
  const std::string& text = typed.text();
  if (typed.is_whole()) {
    const auto spellings = typed.spellings();
    if (spellings.size() == 1) return text;
    // What nobody here has stays as it was typed, so that the answer names what was asked for.
    for (const auto& row : node.journals().rows()) {
      const auto info = node.journals().open(row.id);
      if (!info.ok()) continue;
      for (const std::string& id : spellings) {
        const auto is_there = info->journal->contains(id);
        if (is_there.ok() && *is_there) return id;
      }
    }
    return text;
  }
  if (!typed.is_beginning())
    return Error{Code::invalid_input,
                 fmt::format("\"{}\" is no identifier: a type, two hyphens and a UUID are expected, or the first {} or "
                             "more characters of the UUID",
                             text, kShortestBeginning)};
  PARLEY_TRY(const auto found, objects_beginning(node, typed.type(), typed.uuid()));
  if (found.size() == 1) return *found.begin();
  if (found.empty())
    return Error{Code::not_found, fmt::format("no object here begins with \"{}\"; parley list shows what there is{}",
                                              text, not_looked_into(node))};
  return Error{Code::conflict, fmt::format("\"{}\" means {}, {} and perhaps others; give more of the id", text,
                                           *found.begin(), *std::next(found.begin()))};
}

Result<std::vector<std::string>> whole_ids(Node& node, const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  for (const std::string& text : texts) {
    PARLEY_TRY(std::string id, whole_id(node, text));
    out.push_back(std::move(id));
  }
  return out;
}

}  // namespace parley::node
