#include "cli/release_desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/groups.h"
#include "journal/intake.h"
#include "json/text_member.h"
#include "node/find_object.h"
#include "node/own_identity.h"
#include "node/pseudonym_key.h"
#include "release/redact.h"

namespace parley::cli {
namespace {

using namespace release;

// One change to what leaves: "POINTER", "POINTER=TEXT", either after an object's id.
struct Change {
  std::string id, pointer;  // id empty: every object
  std::optional<std::string> words;
};

Result<Change> read_change(const std::string& text) {
  const std::size_t slash = text.find('/'), equals = text.find('=');
  if (slash == std::string::npos || (equals != std::string::npos && equals < slash))
    return Error{
        Code::invalid_input,
        fmt::format("--redact {}: a JSON pointer such as /description is expected, or /description=other words", text)};
  Change change{text.substr(0, slash), text.substr(slash, equals == std::string::npos ? equals : equals - slash), {}};
  if (equals != std::string::npos) change.words = text.substr(equals + 1);
  return change;
}

// The objects on their way: read, redacted, with what comes along.
class Gathering {
 public:
  Gathering(Context& context, const ReleaseDesk& desk, const ReleaseArguments& arguments)
      : context_(context), desk_(desk), arguments_(arguments) {}

  Result<std::vector<Item>> run() {
    for (const std::string& text : arguments_.redact) {
      PARLEY_TRY(Change change, read_change(text));
      changes_.push_back(std::move(change));
    }
    used_.resize(changes_.size());
    const bool redacts = !changes_.empty() || !arguments_.pseudonyms.empty();
    std::optional<Secret> secret;
    std::optional<Redactor> redactor;
    if (redacts) {
      PARLEY_TRY(Secret key, node::pseudonym_key(context_.node->dir()));
      secret.emplace(std::move(key));
      redactor.emplace(*secret, desk_.group.charter.terms, desk_.policy.own_identity);
    }
    const auto prepare = [&](std::string_view ours) -> Result<Item> {
      if (!redactor) return Item{std::string(ours), std::string(ours)};
      return redactor->redact(ours, redaction_of(ours));
    };

    std::vector<Item> items;
    for (const std::string& typed : arguments_.objects) {
      PARLEY_TRY(const std::string id, node::whole_id(*context_.node, typed));
      PARLEY_TRY(const std::string ours, read(id));
      PARLEY_TRY(Item item, prepare(ours).in(id));
      items.push_back(std::move(item));
    }
    if (arguments_.with_references) {
      Closure closure = release::closure(items, desk_.policy, 10'000, prepare);
      if (!closure.complete)
        return Error{Code::too_large, "more than 10,000 objects would come along; release them in steps"};
      std::move(closure.items.begin(), closure.items.end(), std::back_inserter(items));
    }
    if (redactor) add_pseudonyms(*redactor, items);
    add_own_identity(items);
    for (std::size_t i = 0; i < changes_.size(); ++i)
      if (!used_[i])
        return Error{Code::not_found, fmt::format("--redact {}: none of the objects has that", arguments_.redact[i])};
    if (!redactor) return items;
    for (const std::string& identity : arguments_.pseudonyms) {
      const std::string name = redactor->pseudonym(identity);
      if (std::none_of(items.begin(), items.end(),
                       [&](const Item& item) { return item.leaves.find(name) != std::string::npos; }))
        return Error{Code::not_found, fmt::format("--pseudonym {}: none of the objects names it", identity)};
    }
    return redactor->link(std::move(items));
  }

 private:
  Result<std::string> read(const std::string& id) {
    if (!arguments_.from.empty()) return object_in(*desk_.journal.journal, id).in(desk_.journal.row.name);
    PARLEY_TRY(OwnObject found, find_own(context_, id));
    return std::move(found.text);
  }

  Redaction redaction_of(std::string_view ours) {
    Redaction redaction{.remove = {}, .replace = {}, .pseudonyms = arguments_.pseudonyms};
    const std::string id = member_of(ours, "id");
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
  void add_own_identity(std::vector<Item>& items) {
    const std::string& own = desk_.policy.own_identity;
    const auto is_it = [&](const Item& item) { return member_of(item.ours, "id") == own; };
    const bool hidden =
        std::find(arguments_.pseudonyms.begin(), arguments_.pseudonyms.end(), own) != arguments_.pseudonyms.end();
    if (hidden || desk_.policy.is_released(own) || std::any_of(items.begin(), items.end(), is_it)) return;
    const auto here = find_own(context_, own);
    const std::string text = here.ok() ? here->text : node::own_identity_object(context_.node->config());
    Decision most = Decision::allowed;
    for (const Item& item : items)
      if (const Decision one = release::evaluate(item.leaves, desk_.policy).decision; one < Decision::needs_answer)
        most = std::max(most, one);
    if (release::evaluate(text, desk_.policy).decision <= most) items.push_back({text, text, true});
  }

  // Whoever appears under a pseudonym needs an object that stands for it, once.
  void add_pseudonyms(const Redactor& redactor, std::vector<Item>& items) {
    for (const std::string& identity : arguments_.pseudonyms) {
      const std::string name = redactor.pseudonym(identity);
      const auto names_it = [&](const Item& item) { return item.leaves.find(name) != std::string::npos; };
      const auto is_it = [&](const Item& item) { return member_of(item.leaves, "id") == name; };
      if (std::none_of(items.begin(), items.end(), names_it) || std::any_of(items.begin(), items.end(), is_it) ||
          desk_.policy.is_released(name))
        continue;
      const std::string stands_for = redactor.pseudonym_object(identity);
      items.push_back({stands_for, stands_for, true, {{name, identity, How::pseudonym}}});
    }
  }

  Context& context_;
  const ReleaseDesk& desk_;
  const ReleaseArguments& arguments_;
  std::vector<Change> changes_;
  std::vector<bool> used_;
};

}  // namespace

std::string member_of(std::string_view object, std::string_view name) { return json::text_member(object, name); }

// The newest version of an object, or the one that `version` names.
Result<std::string> object_in(const journal::Journal& journal, const std::string& id, const std::string& version) {
  journal::Query query;
  query.ids = {id};
  if (!version.empty()) {
    PARLEY_TRY(const Timestamp time, Timestamp::parse(version).in(id));
    query.versions = {.last = false, .first = false, .all = false, .exact = {time}};
  }
  PARLEY_TRY(const auto page, journal.read(query, 0, {.objects = 1, .text_only = true}));
  if (page.entries.empty()) return Error{Code::not_found, fmt::format("there is no {} in this journal", id)};
  return std::string(page.entries[0].text);
}

Result<ReleaseDesk> sit_down(Context& context, const std::string& to, const std::string& from) {
  node::Groups& groups = context.node->groups();
  PARLEY_TRY(node::GroupView group, groups.group(to));
  if (group.left)
    return Error{Code::forbidden, fmt::format("this party has left \"{}\": nothing is released there any more", to)};
  PARLEY_TRY(node::JournalInfo journal, context.node->journal(from.empty() ? "main" : from));
  if (journal.journal == nullptr)
    return Error{Code::unavailable, fmt::format("journal \"{}\": {}", from, journal.problem)};
  ReleaseAudience audience{group.charter.terms.name, {}};
  for (const node::MemberView& member : group.members)
    if (!member.own)
      audience.members.push_back(member.called + (member.left ? " (left " + short_time(*member.left) + ")" : ""));
  return ReleaseDesk{groups, std::move(group), std::move(journal), {}, std::move(audience)};
}

void ask_policy(ReleaseDesk& desk, bool although_held_back) {
  desk.policy = desk.groups.policy_context(desk.group);
  desk.policy.although_held_back = although_held_back;
}

Result<OwnObject> find_own(Context& context, const std::string& id, const std::string& version) {
  const std::string& root = context.node->config().taxii.root;
  const auto rank = [&](const store::CollectionRow& row) { return row.name == "main" ? 0 : row.root == root ? 1 : 2; };
  auto rows = context.node->journal_rows();
  std::erase_if(rows, [](const auto& row) { return !row.source.empty() || row.root == node::kLobby; });
  std::stable_sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  for (const auto& row : rows) {
    auto info = context.node->journal(row.id);
    if (!info.ok()) continue;
    auto text = object_in(*info->journal, id, version);
    if (text.ok()) return OwnObject{std::move(*text), std::move(*info)};
    if (text.error().code != Code::not_found) return std::move(text).error();
  }
  return Error{Code::not_found,
               fmt::format("there is no {} in this party's journals; name another journal with --from", id)};
}

Result<std::vector<Item>> gather(Context& context, const ReleaseDesk& desk, const ReleaseArguments& arguments) {
  return Gathering(context, desk, arguments).run();
}

namespace {
Status append_at_home(Context& context, const std::string& name, const std::vector<std::string>& texts) {
  PARLEY_TRY(const node::JournalInfo info, context.node->journal(name));
  journal::Intake intake;
  std::vector<journal::NewObject> objects;
  for (const std::string& text : texts) {
    auto admission = intake.admit(text);
    if (!admission.object)
      return Error{Code::internal, fmt::format("{}: {}", admission.refusal.id, admission.refusal.message)};
    objects.push_back(std::move(*admission.object));
  }
  if (objects.empty()) return {};
  PARLEY_TRY(const auto outcomes, node::append_as_party(*info.journal, context.node->config(), objects));
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    if (outcomes[i].added == journal::Added::conflict)
      return Error{
          Code::conflict,
          fmt::format("{} is in journal \"{}\" already with other content; give the original a new version first",
                      objects[i].id, name)};
  return {};
}
}  // namespace

Status keep_identity_at_home(Context& context, const Preview& preview, const ReleaseDesk& desk) {
  for (const ObjectPreview& one : preview.objects)
    if (one.id == desk.policy.own_identity && !find_own(context, one.id).ok())
      return append_at_home(context, desk.journal.row.name, {one.item.leaves});
  return {};
}

Status keep_at_home(Context& context, const Preview& preview, const ReleaseDesk& desk,
                    const ReleaseArguments& arguments) {
  const auto& pseudonyms = arguments.pseudonyms;
  const bool explicit_journal = !arguments.from.empty();
  PARLEY_TRY(const Secret secret, node::pseudonym_key(context.node->dir()));
  const Redactor redactor(secret, desk.group.charter.terms, desk.policy.own_identity);
  // First of all, so that it stays known whatever happens behind it.
  std::vector<Item> items;
  for (const ObjectPreview& one : preview.objects) items.push_back(one.item);
  PARLEY_TRY_STATUS(desk.groups.put_derivations(derivations_of(items)));
  // What was derived stands beside its original: what is closed to clients stays so.
  const auto journal_of = [&](const Item& item) {
    const auto found = explicit_journal ? Result<OwnObject>(Error{Code::not_found, ""})
                                        : find_own(context, member_of(item.ours, "id"));
    return found.ok() ? found->journal.row.name : desk.journal.row.name;
  };
  std::map<std::string, std::vector<std::string>> texts;  // by journal
  const auto is_pseudonym = [&](const std::string& id) {
    return std::any_of(pseudonyms.begin(), pseudonyms.end(),
                       [&](const std::string& identity) { return redactor.pseudonym(identity) == id; });
  };
  for (const ObjectPreview& one : preview.objects) {
    if (is_derived(one.item)) {
      auto& here = texts[journal_of(one.item)];
      here.push_back(one.item.leaves);
      std::string derivation = redactor.derivation(one.item, now());
      if (!find_own(context, member_of(derivation, "id")).ok()) here.push_back(std::move(derivation));
    } else if (is_pseudonym(one.id) && !find_own(context, one.id).ok()) {
      texts[journal_of(preview.objects.front().item)].push_back(one.item.leaves);
    }
  }
  for (const auto& [name, journal_texts] : texts) PARLEY_TRY_STATUS(append_at_home(context, name, journal_texts));
  return {};
}

}  // namespace parley::cli
