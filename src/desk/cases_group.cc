// What a group's members have released of who said what.
//
// A group may hold a million indicators, and a member could put them there to fill whoever compares: only the types of
// which statements are made are read, each journal passes over the others by its index, and of those only the texts are
// kept that count.
#include <algorithm>
#include <map>

#include "base/uuid.h"
#include "desk/cases.h"
#include "json/canonical.h"
#include "json/json.h"
#include "json/with_member.h"
#include "node/group_view.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/node.h"

namespace parley::desk {
namespace {

struct Held {
  std::string id, author, text, journal;
  journal::Seq seq = 0;
  Micros added{};
  std::string version;   // `modified`
  bool by_name = false;  // the object names this member as its maker
};

struct Maker {
  std::string author;  // whose journal counts
  Micros added{};
  bool by_name = false;  // the object says so itself
};

// The bodies that Loader reads (accounts/load.h), in every version: with `as_of` an older one may be the newest.
journal::Query statement_bearing() {
  journal::Query query;
  query.types = {"statement", "proposition", "event", "incident", "identity", "artifact", "opinion", "note"};
  query.spec_versions = {"2.0", "2.1"};
  query.versions = {.last = false, .first = false, .all = true, .exact = {}};
  return query;
}

// Takes in the entries of one journal after the other.
class Gathering {
 public:
  explicit Gathering(const node::GroupView& group) : group_(group) {}

  // One journal after the other, page by page: nothing but the texts that may count stays in memory behind a page.
  Status read(const node::MemberView& member, const std::string& journal_name) {
    const journal::Query query = statement_bearing();
    for (journal::Seq from = 0;;) {
      PARLEY_TRY(const journal::Page page, member.journal->read(query, from, {}));
      for (const journal::Entry& entry : page.entries) take(member, journal_name, entry);
      if (!page.more) return {};
      from = page.next;
    }
  }

  // Only when all journals were read is it known who made which object, because the journal that counts may be read
  // last. So texts are collected first and selected here.
  Status load(accounts::Loader& loader) const {
    const auto copies = own_copies();
    for (const Held& held : all_) {
      const auto maker = makers_.find(held.id);
      if (maker == makers_.end()) continue;
      const auto copy = copies.find(held.author);
      const bool is_own = copy != copies.end() && copy->second.contains(held.id);
      if (maker->second.author != held.author && !is_own) continue;
      // In what this member wrote, each mention of an object of which it has a copy of its own means that copy.
      const std::string text = copy == copies.end() ? held.text : renamed(held.text, copy->second);
      PARLEY_TRY_STATUS(loader.add({.text = text, .journal = held.journal, .seq = held.seq, .received = held.added}));
    }
    return {};
  }

 private:
  // Decides, entry by entry, whose journal counts for an object. The attack is a member who puts objects with another
  // member's id, or in another member's name, into its own journal: neither must replace the words of their author. An
  // entry that claims a member as its author counts in that member's own journal only. An object whose maker is nobody
  // in the group goes to the journal that had it first, by the date that the journal gave it.
  void take(const node::MemberView& member, const std::string& journal_name, const journal::Entry& entry) {
    // A group may be full of notes on other things.
    if ((entry.type == "note" || entry.type == "opinion") && entry.text.find("\"statement--") == std::string_view::npos)
      return;
    json::Object object;
    const auto parsed = parser_.parse(entry.text);
    if (!parsed.ok() || parsed->get(object) != simdjson::SUCCESS) return;
    const std::string id(json::string_member(object, "id").value_or(""));
    const std::string_view made_by = json::string_member(object, "created_by_ref").value_or("");
    if (id.empty()) return;
    const bool is_member = group::find_member(group_.charter.terms, made_by) != nullptr;
    if (is_member && made_by != member.identity_id) return;  // under another's name
    Maker& maker = makers_[id];
    // A journal whose owner names itself as the maker displaces one that merely had the object earlier; between two
    // that only had it, the earlier date decides, and so does not depend on the order in which they are read.
    const bool first = maker.author.empty() || (!maker.by_name && (is_member || entry.date_added < maker.added));
    if (first) maker = {member.identity_id, entry.date_added, is_member};
    all_.push_back({id, member.identity_id, std::string(entry.text), journal_name, entry.seq, entry.date_added,
                    std::string(json::string_member(object, "modified").value_or("")), is_member});
  }

  // Two members who entered one case file have made the same identifiers, each in its own name. Where they have changed
  // what stands there, or read the same words differently, neither may speak for the other: of those who come later
  // each has a copy, by an identifier of its own. Statements always are: that two have recorded the same is shown as
  // well. By member: identifier -> the copy's.
  using Copies = std::map<std::string, std::string, std::less<>>;
  std::map<std::string, Copies, std::less<>> own_copies() const {
    std::map<std::pair<std::string_view, std::string_view>, const Held*> newest;  // by object and member
    for (const Held& held : all_) {
      if (!held.by_name) continue;
      const Held*& known = newest[{held.id, held.author}];
      if (known == nullptr || known->version <= held.version) known = &held;
    }
    std::map<std::string, Copies, std::less<>> out;
    for (const auto& [key, held] : newest) {
      const std::string& first = makers_.find(held->id)->second.author;
      if (first == held->author) continue;
      const auto other = newest.find({held->id, first});
      if (other == newest.end()) continue;
      if (held->id.starts_with("statement--") || content_of(held->text) != content_of(other->second->text))
        out[held->author][held->id] = copy_id(held->id, held->author);
    }
    return out;
  }
  // Without who made it and when.
  static std::string content_of(const std::string& text) {
    std::string out = text;
    for (const char* member : {"created_by_ref", "created", "modified"}) out = json::with_member(out, member, "\"\"");
    const auto canonical = json::canonical(out);
    return canonical.ok() ? *canonical : text;
  }
  static std::string copy_id(const std::string& id, const std::string& author) {
    const auto space = uuid_from_text(std::string_view(author).substr(author.find("--") + 2));
    return id.substr(0, id.find("--") + 2) + to_string(uuid_v5(space.value_or(Uuid{}), id));
  }
  static std::string renamed(std::string text, const Copies& copies) {
    constexpr std::size_t kUuidBytes = 36;
    for (std::size_t at = text.find("--"); at != std::string::npos; at = text.find("--", at + 2)) {
      const std::size_t begin = text.rfind('"', at) + 1;
      const auto copy = copies.find(std::string_view(text).substr(begin, at + 2 - begin + kUuidBytes));
      if (begin > 0 && copy != copies.end()) text.replace(begin, copy->first.size(), copy->second);
    }
    return text;
  }

  const node::GroupView& group_;
  json::Parser parser_;
  std::map<std::string, Maker, std::less<>> makers_;  // by object id
  std::vector<Held> all_;
};

}  // namespace

Result<std::string> Cases::load_group(const std::string& group, std::optional<Micros> as_of,
                                      accounts::Material& material) const {
  PARLEY_TRY(const node::GroupView view, node_.membership().group(group));
  std::map<std::string, std::string, std::less<>> collections, names;
  // A member's signature under the charter names the collection of its journal (group/charter.h), which is what the
  // journals of this node go by.
  for (const auto& signature : view.charter.signatures) collections[signature.identity_id] = signature.collection;
  for (const auto& row : node_.journals().rows()) names[row.id] = row.name;
  Gathering gathering(view);
  for (const node::MemberView& member : view.members) {
    if (member.journal == nullptr) continue;
    const auto collection = collections.find(member.identity_id);
    PARLEY_TRY_STATUS(
        gathering.read(member, collection == collections.end() ? std::string() : names[collection->second]));
  }
  accounts::Loader loader(material, as_of);
  PARLEY_TRY_STATUS(gathering.load(loader));
  loader.finish();
  return view.charter.terms.name;
}

}  // namespace parley::desk
