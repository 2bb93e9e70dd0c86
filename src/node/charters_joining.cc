// Who joins with a new version of a charter reads what was released before it: what this party does about that.
//
// It asks the policy about its own journal when it drafts and when it signs; what it has signed it keeps, so that every
// release until the day the version is in force is asked about for the newcomers, too (release::Context::coming). A
// signature and a release wait for each other, so that nothing is appended between the look at the journal and the
// record of the signature. A signature that is out is out: that the version was withdrawn here, or another was signed
// after it, does not keep the others from completing it. Only a later version in force does.
#include <fmt/format.h>

#include "node/charters.h"
#include "node/journal_locks.h"
#include "node/membership.h"
#include "node/node.h"
#include "node/peers.h"
#include "node/release_policy.h"

namespace parley::node {
namespace {

using AliasOf = std::function<std::string(const std::string& identity)>;

// What this node calls a peer.
// Commands take the alias, and a charter's name for a member may be another one.
AliasOf alias_of(const Peers& peers) {
  return [&peers](const std::string& identity) {
    const auto known = peers.find(identity);
    return known.ok() ? known->alias : identity;
  };
}

// In the words of the commands.
// The counts, the first objects with the rule that holds each back, and the way out: a new group for those
// who are to have less.
std::string why_not(const std::vector<release::Reading>& readings, const std::string& group, const AliasOf& alias) {
  std::string out, with;
  for (const release::Reading& one : readings) {
    with += " --with " + alias(one.who.identity_id);
    if (one.allowed()) continue;
    out += (out.empty() ? "" : "\n") + release::sentence(one);
    for (const auto& held : one.held_back) out += fmt::format("\n  {}: {}: {}", held.id, held.rule, held.message);
    if (const std::size_t all = one.objects.held_back + one.messages.held_back; all > one.held_back.size())
      out += fmt::format("\n  and {} more", all - one.held_back.size());
  }
  return out + fmt::format(
                   "\nWhoever joins a group reads everything that was ever released in it. Draw a new group and "
                   "release there what they may have: parley group draft NEWNAME --from {}{}",
                   group, with);
}

}  // namespace

Result<std::vector<release::Reading>> Charters::readings(const group::Terms& terms) const {
  std::vector<release::Reading> none;
  const auto view = node_.membership().group(terms.id);
  if (!view.ok()) return none;  // no group yet, and no journal in which anything was released
  if (view->charter.terms.modified >= terms.modified) return none;  // not what comes into force
  if (release::newcomers(view->charter.terms, terms, own_.identity).empty()) return none;
  PARLEY_TRY_STATUS(node_.release_policy().can_read_embargoes());
  const MemberView* own = own_member(*view);
  if (own == nullptr || !own->journal)
    return Error{Code::unavailable,
                 fmt::format("this party's journal in \"{}\" cannot be read, so that nobody knows what those who join "
                             "would read of it: {}",
                             view->alias, own == nullptr ? "this party is not in the group" : own->problem)};
  release::Joining joining(view->charter.terms, terms, node_.release_policy().context(*view));
  journal::Query everything;
  // Everything that was ever appended, old versions too: whoever joins gets the whole journal and not only
  // its last state.
  everything.spec_versions = {"2.0", "2.1"};
  everything.versions = {.last = false, .first = false, .all = true, .exact = {}};
  for (journal::Seq from = 0;;) {
    PARLEY_TRY(const journal::Page page, own->journal->read(everything, from, {}).in(view->alias));
    for (const journal::Entry& entry : page.entries) joining.add(entry.text);
    if (!page.more) break;
    from = page.next;
  }
  // What was erased is counted beside it, as its content can be read by nobody any more.
  return joining.readings(own->journal->statistics().erased);
}

Status Charters::draft(const group::Charter& charter, const std::string& alias) {
  PARLEY_TRY_STATUS(node_.release_policy().names_nothing_held_back(charter.text, &charter.terms).in("not drafted"));
  PARLEY_TRY(const auto asked, readings(charter.terms));
  if (!release::all_allowed(asked)) {
    PARLEY_TRY(const GroupView view, node_.membership().group(charter.terms.id));
    return Error{Code::forbidden, "not drafted: " + why_not(asked, view.alias, alias_of(node_.peers()))};
  }
  return propose(charter, alias);
}

// Every version is kept: who is in the group now joins with it when it comes into force after one without that party.
// Kept as a text without signatures: what is asked later is only who would be in the group.
Status Charters::keep_signed(const group::Terms& next) {
  PARLEY_TRY(const group::Charter kept, group::draft_charter(next));
  PARLEY_TRY_STATUS(db_.add_signed_version({next.id, next.modified, kept.text}));
  const Lock lock(mutex_);
  signed_versions_[{next.id, next.modified}] = next;
  return {};
}

Status Charters::before_signing(const group::Terms& next) {
  const auto view = node_.membership().group(next.id);
  if (!view.ok()) return keep_signed(next);  // the first version: nothing was released before there is a group
  const MemberView* own = own_member(*view);
  if (own == nullptr || !own->journal)
    return Error{Code::unavailable,
                 fmt::format("not signed: this party's journal in \"{}\" cannot be read", view->alias)};
  // From here to the end of the call no release is appended: one that came between the look at the journal
  // and the record of the signature would be read by the newcomers, and nobody would have asked about it.
  const Lock releasing(node_.journal_locks().of(own->journal->origin()));
  PARLEY_TRY(const auto read_then, readings(next).in("not signed"));
  if (!release::all_allowed(read_then))
    return Error{Code::forbidden, "not signed: " + why_not(read_then, view->alias, alias_of(node_.peers()))};
  return keep_signed(next);
}

std::vector<group::Terms> Charters::signed_versions(std::string_view charter_id, Micros than) const {
  std::vector<group::Terms> out;
  const Lock lock(mutex_);
  for (const auto& [key, terms] : signed_versions_)
    if (key.first == charter_id && than < key.second) out.push_back(terms);
  return out;
}

}  // namespace parley::node
