// A release in three steps: gathered and previewed, shown to a person, sent. The preview carries the bytes themselves
// from the first step to the last, so that nothing is gathered a second time in between: an object that got a new
// version meanwhile leaves as it was shown, or not at all. The second person's side begins from what was kept, and ends
// at the same append. What decides is not here (release/policy.h), and it is asked once more below, when the objects
// are appended (node/release_policy.h).
#include "desk/releases.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "desk/gathering.h"
#include "desk/groups.h"
#include "desk/own_objects.h"
#include "json/text_member.h"
#include "node/audit.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/pseudonym_key.h"
#include "node/release_policy.h"
#include "release/confirm.h"
#include "release/redact.h"

namespace parley::desk {
namespace {

using json::text_member;
using release::Item;
using release::ObjectPreview;

// Everybody who will be able to read it. A member that has left is named with its time: what it holds it keeps, and a
// person should not believe that it never was there.
Releases::Audience audience_of(const node::GroupView& group) {
  Releases::Audience audience{group.charter.terms.name, {}};
  for (const node::MemberView& member : group.members) {
    if (member.own) continue;
    std::string name = member.called;
    if (member.left) {
      std::string when = to_string(*member.left).substr(0, 16);
      when[10] = ' ';
      name += " (left " + when + " Z)";
    }
    audience.members.push_back(std::move(name));
  }
  return audience;
}

std::vector<Item> items_of(const release::Preview& preview) {
  std::vector<Item> items;
  for (const ObjectPreview& one : preview.objects) items.push_back(one.item);
  return items;
}

// The names of those who appear under a pseudonym: where they stand in a text that leaves, a person is asked.
std::vector<std::string> withheld_names(const std::vector<std::string>& identities, const release::Context& policy) {
  std::vector<std::string> names;
  for (const std::string& identity : identities) {
    const auto ours = policy.find ? policy.find(identity) : std::nullopt;
    if (std::string name = ours ? text_member(*ours, "name") : std::string(); !name.empty())
      names.push_back(std::move(name));
  }
  return names;
}

// Who stands behind the pseudonyms in what waits. The second person has only its bytes; what was kept when they were
// made tells (keep_at_home()).
std::vector<std::string> behind_pseudonyms(const std::vector<std::string>& texts, const release::Context& policy) {
  constexpr std::string_view kBegin = "identity--";
  constexpr std::size_t kIdBytes = kBegin.size() + 36;
  std::set<std::string, std::less<>> seen, found;
  for (const std::string& text : texts)
    for (std::size_t at = 0; (at = text.find(kBegin, at)) != std::string::npos; at += kBegin.size())
      if (const auto [id, is_new] = seen.insert(text.substr(at, kIdBytes)); is_new && policy.origins)
        for (const release::Origin& origin : policy.origins(*id))
          if (origin.how == release::How::pseudonym) found.insert(origin.id);
  return {found.begin(), found.end()};
}

// The digest is made of the bytes in the preview and of nothing else, so that it stands for exactly what is on the
// screen.
void show(Releases::Preview& preview, release::Preview shown) {
  preview.shown = std::move(shown);
  for (const ObjectPreview& one : preview.shown.objects) preview.leaves.push_back(one.item.leaves);
  preview.sha256 = release::digest_of(preview.leaves);
}

// Which texts were flagged goes along with what was sent, for a caller that had nobody to show them to beforehand.
Releases::Sent sent_of(const Releases::Preview& preview, const node::Released& released) {
  Releases::Sent out{.group = preview.group.alias, .waits = {}, .objects = {}};
  for (std::size_t i = 0; i < released.outcomes.size() && i < preview.leaves.size(); ++i)
    out.objects.push_back({text_member(preview.leaves[i], "id"), released.outcomes[i]});
  out.release_record = released.release_record;
  for (const release::ObjectPreview& one : preview.shown.objects)
    for (const release::Text& text : one.texts)
      if (!text.flags.empty()) out.flagged.push_back({one.id, text});
  return out;
}

// Whoever may run commands as that user of the machine is the asker by that, and has only to add a password of his own.
std::string one_shell(const store::PendingReleaseRow& row, const node::Acting& second) {
  if (row.asked_known != node::word_of(node::How::uid) || !row.asked_uid || row.asked_uid != second.caller().uid)
    return {};
  return fmt::format(
      "\"{0}\" asked for this by uid {1} alone, and this comes from uid {1} as well: whoever runs commands as that "
      "user is \"{0}\"; where several people do (sudo), nobody should be tied to that uid, and each prove himself by a "
      "password of his own",
      row.asked_by, *row.asked_uid);
}

Error not_what_was_shown() {
  return {Code::conflict, "what would leave is not what was shown: look at it again, nothing was released"};
}

}  // namespace

// The group and the journal at hand, without anything to release.
Result<Releases::Preview> Releases::begin(const Request& request) const {
  PARLEY_TRY(node::GroupView group, node_.membership().group(request.group));
  if (group.left)
    return Error{Code::forbidden,
                 fmt::format("this party has left \"{}\": nothing is released there any more", request.group)};
  // Who did what at this node never leaves, whatever the policy would say of it.
  PARLEY_TRY_STATUS(node::is_not_audit(node_, request.journal));
  PARLEY_TRY(const auto journal, node_.journals().open(request.journal.empty() ? "main" : request.journal));
  Audience audience = audience_of(group);
  return Preview{.request = request,
                 .group = std::move(group),
                 .journal = journal.row.name,
                 .audience = std::move(audience),
                 .shown = {},
                 .sha256 = {},
                 .leaves = {}};
}

Result<Releases::Preview> Releases::preview(const Request& request) const {
  PARLEY_TRY(Preview out, begin(request));
  // The policy is asked for once the group has its place: the context points into it.
  release::Context policy = node_.release_policy().context(out.group);
  policy.although_held_back = request.although_held_back;
  PARLEY_TRY(const auto journal, node_.journals().open(out.journal));
  PARLEY_TRY(std::vector<Item> items, gather(node_, request, out.group, journal, policy));
  const std::vector<std::string> internal = {node_.config().journals.domain};
  const std::vector<std::string> withheld = withheld_names(request.pseudonyms, policy);
  show(out, release::preview(std::move(items), policy, {.internal_domains = internal, .withheld_names = withheld}));
  return out;
}

Status Releases::may_send(const node::Acting& acting, const std::string& group) const {
  PARLEY_TRY(const std::string charter, charter_of(group));
  return node::may_begin(node_, acting, {.act = node::Act::ask_release, .what = "release send", .place = charter});
}

// The order is what keeps a release whole. The act is recorded first; then what was derived is kept at home, with what
// it was made from; then the objects leave or wait. A crash after the second step leaves a derived object at home that
// nobody has got, which the same command finds again; the other order would let something leave of which nobody here
// knows what it was made from.
Result<Releases::Sent> Releases::send(const node::Acting& acting, const Preview& preview,
                                      std::string_view shown) const {
  node::Deed deed{.act = node::Act::ask_release, .what = "release send", .place = preview.group.charter.terms.id};
  for (const ObjectPreview& one : preview.shown.objects) deed.about.push_back(text_member(one.item.leaves, "id"));
  PARLEY_TRY(node::Recorded act, node::begin_act(node_, acting, deed));
  // Compared whole: the 12 digits that people type are a handle, and would be an agreement to any bytes that share
  // them.
  if (shown != preview.sha256) return act.ended(Result<Sent>(not_what_was_shown()));
  // Before it leaves: a release that waits for a second person is read from the journal again, and what was made from
  // what has to be known even when the node stops in between.
  if (preview.request.changes()) PARLEY_TRY_STATUS(act.heed(keep_at_home(preview)));
  // Where a second person will look for it.
  PARLEY_TRY_STATUS(act.heed(keep_identity_at_home(preview)));
  const std::vector<Item> items = items_of(preview.shown);
  PARLEY_TRY(auto sent,
             act.heed(node_.releases().send_as_part_of(act, acting,
                                                       {.group = preview.group.charter.terms.id,
                                                        .objects = preview.leaves,
                                                        .shown = std::string(shown),
                                                        .journal = preview.journal,
                                                        .derivations = release::derivations_of(items),
                                                        .although_held_back = preview.request.although_held_back})));
  if (sent.waits) {
    // The name under which it waits stands first in the record, so that the audit can be asked about it. It is no
    // object and is not counted as one.
    deed.about.insert(deed.about.begin(), sent.waits->name());
    act.as("release send, waits for a second person").about(deed.about, deed.about.size() - 1);
  }
  act.done();
  Sent out = sent_of(preview, sent.released);
  out.waits = std::move(sent.waits);
  return out;
}

// --- what was redacted stays at home as well

namespace {

// The journal in which the original of `item` is: what is closed to clients stays so.
std::string journal_beside(const OwnObjects& own, const Releases::Preview& preview, const Item& item) {
  if (!preview.request.journal.empty()) return preview.journal;
  const auto found = own.find(text_member(item.ours, "id"));
  return found.ok() ? found->journal.row.name : preview.journal;
}

// Content that differs under the same id and version would be lost here without a word, while the other content leaves.
// So it is a conflict, and nothing leaves.
Status append_at_home(node::Node& node, const std::string& name, const std::vector<std::string>& texts) {
  PARLEY_TRY(const node::JournalInfo info, node.journals().open(name));
  PARLEY_TRY(const auto outcomes, OwnObjects(node).append(info, texts));
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    if (outcomes[i].added == journal::Added::conflict)
      return Error{
          Code::conflict,
          fmt::format("{} is in journal \"{}\" already with other content; give the original a new version first",
                      text_member(texts[i], "id"), name)};
  return {};
}

}  // namespace

// This party's identity is made from the configuration when it first goes along, and may stand in no journal yet.
Status Releases::keep_identity_at_home(const Preview& preview) const {
  for (const ObjectPreview& one : preview.shown.objects)
    if (one.id == node_.config().party.identity && !OwnObjects(node_).find(one.id).ok())
      return append_at_home(node_, preview.journal, {one.item.leaves});
  return {};
}

// What was derived is kept beside its original, with what says so; a release that waits is read from there again.
Status Releases::keep_at_home(const Preview& preview) const {
  PARLEY_TRY(const Secret secret, node::pseudonym_key(node_.dir()));
  const release::Redactor redactor(secret, preview.group.charter.terms, node_.config().party.identity);
  // First of all, so that it stays known whatever happens behind it.
  PARLEY_TRY_STATUS(node_.release_policy().put_derivations(release::derivations_of(items_of(preview.shown))));
  const OwnObjects own(node_);
  const auto is_pseudonym = [&](const std::string& id) {
    const auto& all = preview.request.pseudonyms;
    return std::any_of(all.begin(), all.end(),
                       [&](const std::string& identity) { return redactor.pseudonym(identity) == id; });
  };
  // Appended by journal, each in one append: an object and the object that says from what it was made are then both
  // there or both missing.
  std::map<std::string, std::vector<std::string>> texts;  // by journal
  for (const ObjectPreview& one : preview.shown.objects) {
    if (release::is_derived(one.item)) {
      auto& here = texts[journal_beside(own, preview, one.item)];
      here.push_back(one.item.leaves);
      std::string derivation = redactor.derivation(one.item, node_.time());
      if (!own.find(text_member(derivation, "id")).ok()) here.push_back(std::move(derivation));
    } else if (is_pseudonym(one.id) && !own.find(one.id).ok()) {
      texts[journal_beside(own, preview, preview.shown.objects.front().item)].push_back(one.item.leaves);
    }
  }
  for (const auto& [name, journal_texts] : texts) PARLEY_TRY_STATUS(append_at_home(node_, name, journal_texts));
  return {};
}

// --- the second person

Result<Releases::ToConfirm> Releases::to_confirm(const node::Acting& second, std::string_view name) const {
  node::Releases& releases = node_.releases();
  PARLEY_TRY(auto found, releases.show(name));
  // First of all, so that who could not confirm it is neither shown the objects nor asked about them.
  PARLEY_TRY_STATUS(node::refused_is_recorded(node_, second, releases.confirming(found.waiting),
                                              releases.may_confirm(second, found.waiting)));
  const store::PendingReleaseRow& row = found.waiting.row;
  // The second person gets a preview of his own, made of the bytes that wait. The policy is asked as it is now: an
  // embargo that was put since the first person asked holds.
  PARLEY_TRY(Preview preview, begin({.objects = {},
                                     .group = row.charter,
                                     .journal = row.journal,
                                     .redact = {},
                                     .pseudonyms = {},
                                     .although_held_back = row.although_held_back}));
  release::Context policy = node_.release_policy().context(preview.group);
  policy.although_held_back = row.although_held_back;
  // What was redacted is not redacted again: these are the bytes that the asker has seen, read from where they are
  // kept.
  std::vector<Item> items;
  for (const std::string& text : found.objects) items.push_back({text, text});
  const std::vector<std::string> internal = {node_.config().journals.domain};
  const std::vector<std::string> withheld = withheld_names(behind_pseudonyms(found.objects, policy), policy);
  show(preview, release::preview(std::move(items), policy, {.internal_domains = internal, .withheld_names = withheld}));
  std::string from = releases.confirming(found.waiting).asked_proof_from, warning = one_shell(row, second);
  ToConfirm out{std::move(found.waiting), std::move(preview), releases.made_by(second.person()), std::move(from),
                std::move(warning)};
  PARLEY_TRY_STATUS(none_came_between(out));
  return out;
}

// A correction is of the last word. One that was said while this one waited is that word now, and the others would pass
// over this one as a fault.
Status Releases::none_came_between(const ToConfirm& what) const {
  const Groups groups(node_);
  for (const ObjectPreview& one : what.preview.shown.objects) {
    if (text_member(one.item.leaves, "type") != "correction") continue;
    const auto earlier = groups.find_said(text_member(one.item.leaves, "of_ref"), what.preview.group.charter.terms.id);
    if (!earlier.ok() || !earlier->later) continue;
    return Error{Code::conflict,
                 fmt::format("nothing was released: {} was {} by {} while this waited; reject this, and correct that",
                             earlier->id, earlier->later->what, earlier->later->id)};
  }
  return {};
}

// The right is asked for again, because the person may have lost it while he read.
Result<Releases::Sent> Releases::confirm(const node::Acting& second, const ToConfirm& what,
                                         std::string_view shown) const {
  PARLEY_TRY_STATUS(node::refused_is_recorded(node_, second, node_.releases().confirming(what.waiting),
                                              node_.releases().may_confirm(second, what.waiting)));
  if (shown != what.preview.sha256) return not_what_was_shown();
  PARLEY_TRY_STATUS(none_came_between(what));
  PARLEY_TRY(const auto released, node_.releases().confirm(second, what.waiting.row.id, shown));
  return sent_of(what.preview, released);
}

Result<node::Releases::Waiting> Releases::reject(const node::Acting& acting, std::string_view name,
                                                 std::string_view why) const {
  return node_.releases().reject(acting, name, why);
}

// --- looking

Result<std::string> Releases::charter_of(const std::string& group) const {
  if (group.empty()) return std::string();
  PARLEY_TRY(const auto view, node_.membership().group(group));
  return view.charter.terms.id;
}

std::string Releases::alias_of(const std::string& charter) const {
  const auto group = node_.membership().group(charter);
  return group.ok() ? group->alias : charter;
}

Result<std::vector<Releases::Pending>> Releases::pending(const std::string& group) const {
  PARLEY_TRY(const std::string only, charter_of(group));
  PARLEY_TRY(auto rows, node_.releases().pending(only));
  std::vector<Pending> out;
  for (auto& one : rows) {
    const bool expired = node_.time() >= one.row.expires;
    // Also of a group that is not here any more, by the id of its charter: what waits has to be seen to be rejected.
    std::string alias = alias_of(one.row.charter);
    out.push_back({std::move(one), std::move(alias), expired});
  }
  return out;
}

Result<std::vector<Releases::Logged>> Releases::log(const std::string& group) const {
  PARLEY_TRY(const std::string only, charter_of(group));
  PARLEY_TRY(auto rows, node_.releases().log(only));
  std::vector<Logged> out;
  for (auto& row : rows) {
    std::string alias = alias_of(row.charter);
    out.push_back({std::move(row), std::move(alias)});
  }
  return out;
}

}  // namespace parley::desk
