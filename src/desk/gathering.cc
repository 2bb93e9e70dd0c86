// What would leave is put together here before anybody is asked about it: the objects that were named, each with the
// changes that were wanted, then what comes along. The result is a list of pairs, ours and what leaves. The preview
// shows the second, the SHA-256 that a person agrees to is made of the second, and nothing between here and the append
// changes a byte of it. Whether any of it may leave is not decided here (release/policy.h). The policy is asked only
// where the answer decides what comes along.
#include "desk/gathering.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "desk/own_objects.h"
#include "json/json.h"
#include "json/text_member.h"
#include "node/find_object.h"
#include "node/journals.h"
#include "node/own_identity.h"
#include "node/pseudonym_key.h"
#include "release/redact.h"

namespace parley::desk {
namespace {

using json::text_member;
using release::Item;

// So many objects are shown to a person at most; who releases more does it in steps.
constexpr std::size_t kMostAlong = 10'000;

// One change to what leaves: "POINTER", "POINTER=TEXT", either after an object's id.
struct Change {
  std::string id, pointer;  // id empty: every object
  std::optional<std::string> words;
};

Result<Change> read_change(const std::string& text) {
  // An id has no slash and no equals sign, and a JSON pointer (RFC 6901) begins with a slash: the first slash ends the
  // id, and the first equals sign behind it begins the words. Words may have both in them.
  const std::size_t slash = text.find('/'), equals = text.find('=');
  if (slash == std::string::npos || (equals != std::string::npos && equals < slash))
    return Error{
        Code::invalid_input,
        fmt::format("redact: {}: a JSON pointer such as /description is expected, or /description=other words", text)};
  Change change{text.substr(0, slash), text.substr(slash, equals == std::string::npos ? equals : equals - slash), {}};
  if (equals != std::string::npos) change.words = text.substr(equals + 1);
  return change;
}

class Gathering {
 public:
  Gathering(node::Node& node, const Releases::Request& request, const node::GroupView& group,
            const node::JournalInfo& from, const release::Context& policy)
      : node_(node), request_(request), group_(group), from_(from), policy_(policy) {}

  // In this order: references are followed from what leaves, not from what is ours, so that nothing comes along because
  // of a part that was left out; pseudonyms get their objects when all that could name them is there.
  Result<std::vector<Item>> run() {
    PARLEY_TRY_STATUS(read_changes());
    PARLEY_TRY(std::vector<Item> items, named());
    if (request_.with_references) PARLEY_TRY_STATUS(add_references(items));
    if (redactor_) add_pseudonyms(items);
    add_own_identity(items);
    PARLEY_TRY_STATUS(all_was_used(items));
    if (!redactor_) return items;
    return redactor_->link(std::move(items));
  }

 private:
  Status read_changes() {
    for (const std::string& text : request_.redact) {
      PARLEY_TRY(Change change, read_change(text));
      if (!change.id.empty()) {
        PARLEY_TRY(change.id, node::whole_id(node_, change.id).in("redact"));
      }
      changes_.push_back(std::move(change));
    }
    used_.resize(changes_.size());
    PARLEY_TRY(pseudonyms_, node::whole_ids(node_, request_.pseudonyms).in("pseudonym"));
    // The key behind pseudonyms is read only when something is changed: a plain release works also where it cannot be
    // read.
    if (!request_.changes()) return {};
    PARLEY_TRY(Secret key, node::pseudonym_key(node_.dir()));
    secret_.emplace(std::move(key));
    redactor_.emplace(*secret_, group_.charter.terms, policy_.own_identity);
    return {};
  }

  Result<std::vector<Item>> named() {
    std::vector<Item> items;
    for (const std::string& typed : request_.objects) {
      PARLEY_TRY(const std::string id, node::whole_id(node_, typed));
      PARLEY_TRY(const std::string ours, read(id));
      PARLEY_TRY(Item item, prepare(ours).in(id));
      items.push_back(std::move(item));
    }
    return items;
  }

  // What is fetched for a reference goes through the same changes as what was named, since a part that was to be left
  // out would otherwise leave with the object beside it. With more than the limit nothing is taken at all: a part of
  // what belongs together would be shown as all of it.
  Status add_references(std::vector<Item>& items) {
    auto closure =
        release::closure(items, policy_, kMostAlong, [this](std::string_view ours) { return prepare(ours); });
    if (!closure.complete)
      return Error{Code::too_large, "more than 10,000 objects would come along; release them in steps"};
    std::move(closure.items.begin(), closure.items.end(), std::back_inserter(items));
    return {};
  }

  // A part that was to be left out and is nowhere, or a name that stands nowhere, is a slip of the pen that would let
  // something leave as it is.
  Status all_was_used(const std::vector<Item>& items) const {
    for (std::size_t i = 0; i < changes_.size(); ++i)
      if (!used_[i])
        return Error{Code::not_found, fmt::format("redact: {}: none of the objects has that", request_.redact[i])};
    for (const std::string& identity : pseudonyms_) {
      const std::string name = redactor_->pseudonym(identity);
      if (std::none_of(items.begin(), items.end(),
                       [&](const Item& item) { return item.leaves.find(name) != std::string::npos; }))
        return Error{Code::not_found, fmt::format("pseudonym: {}: none of the objects names it", identity)};
    }
    return {};
  }

  // A journal that is named is meant: an object of the same id in another may have other content.
  Result<std::string> read(const std::string& id) const {
    auto text = stored(id);
    // Who this party is goes along with a first release (add_own_identity) before it stands in a journal, and whoever
    // repeats what a preview showed names it.
    if (!text.ok() && text.error().code == Code::not_found && id == policy_.own_identity)
      return node::own_identity_object(node_.config());
    return text;
  }
  Result<std::string> stored(const std::string& id) const {
    if (!request_.journal.empty()) return OwnObjects::object_in(*from_.journal, id).in(from_.row.name);
    PARLEY_TRY(OwnObjects::Found found, OwnObjects(node_).find(id));
    return std::move(found.text);
  }

  // Without changes what leaves is what is there, byte for byte, and nothing is parsed for it.
  Result<Item> prepare(std::string_view ours) {
    if (!redactor_) return Item{std::string(ours), std::string(ours)};
    return redactor_->redact(ours, redaction_of(ours));
  }

  // What of the changes concerns one object. A change without an id concerns every object that has such a part; used_
  // remembers which changes have met any.
  release::Redaction redaction_of(std::string_view ours) {
    release::Redaction redaction{.remove = {}, .replace = {}, .pseudonyms = pseudonyms_};
    const std::string id = text_member(ours, "id");
    json::Parser parser;
    const auto parsed = parser.parse(ours);
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      const Change& change = changes_[i];
      if (!change.id.empty() && change.id != id) continue;
      if (!parsed.ok() || parsed->at_pointer(change.pointer).error() != simdjson::SUCCESS) continue;
      used_[i] = true;
      if (change.words)
        redaction.replace[change.pointer] = *change.words;
      else
        redaction.remove.push_back(change.pointer);
    }
    return redaction;
  }

  // The first release into a group takes along who this party is, so that the others see a name where an object names
  // its author. It is asked about as everything is, and stays here where it would need more than the rest does.
  void add_own_identity(std::vector<Item>& items) const {
    const std::string& own = policy_.own_identity;
    const auto is_it = [&](const Item& item) { return text_member(item.ours, "id") == own; };
    const bool hidden = std::find(pseudonyms_.begin(), pseudonyms_.end(), own) != pseudonyms_.end();
    if (hidden || policy_.is_released(own) || std::any_of(items.begin(), items.end(), is_it)) return;
    const auto here = OwnObjects(node_).find(own);
    const std::string text = here.ok() ? here->text : node::own_identity_object(node_.config());
    // The strictest decision among what leaves anyway is what the identity may need as well. Where it would need a
    // second person and nothing else does, it stays, so that a release never waits because of what came along by
    // itself.
    release::Decision most = release::Decision::allowed;
    for (const Item& item : items)
      if (const auto one = release::evaluate(item.leaves, policy_).decision; one < release::Decision::needs_answer)
        most = std::max(most, one);
    if (release::evaluate(text, policy_).decision <= most) items.push_back({text, text, true});
  }

  // Whoever appears under a pseudonym needs an object that stands for it, once.
  void add_pseudonyms(std::vector<Item>& items) const {
    for (const std::string& identity : pseudonyms_) {
      const std::string name = redactor_->pseudonym(identity);
      const auto names_it = [&](const Item& item) { return item.leaves.find(name) != std::string::npos; };
      const auto is_it = [&](const Item& item) { return text_member(item.leaves, "id") == name; };
      if (std::none_of(items.begin(), items.end(), names_it) || std::any_of(items.begin(), items.end(), is_it) ||
          policy_.is_released(name))
        continue;
      const std::string stands_for = redactor_->pseudonym_object(identity);
      items.push_back({stands_for, stands_for, true, {{name, identity, release::How::pseudonym}}});
    }
  }

  node::Node& node_;
  const Releases::Request& request_;
  const node::GroupView& group_;
  const node::JournalInfo& from_;
  const release::Context& policy_;
  std::optional<Secret> secret_;
  std::optional<release::Redactor> redactor_;  // when anything is changed
  std::vector<Change> changes_;
  std::vector<std::string> pseudonyms_;  // ids of who is not to be named
  std::vector<bool> used_;               // of the changes: some object has such a part
};

}  // namespace

Result<std::vector<Item>> gather(node::Node& node, const Releases::Request& request, const node::GroupView& group,
                                 const node::JournalInfo& from, const release::Context& policy) {
  return Gathering(node, request, group, from, policy).run();
}

}  // namespace parley::desk
