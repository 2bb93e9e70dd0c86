// Who joins with a new version of a charter reads what was released before it: what this party does about that.
//
// It asks the policy about its own journal when it drafts and when it signs; what it has signed it keeps, so that every
// release until the day the version is in force is asked about for the newcomers, too (release::Context::coming). A
// signature and a release wait for each other, so that nothing is appended between the look at the journal and the
// record of the signature. A signature that is out is out: that the version was withdrawn here, or another was signed
// after it, does not keep the others from completing it. Only a later version in force does.
#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "node/groups_impl.h"
#include "release/references.h"

namespace parley::node {
namespace {

constexpr std::string_view kSignedNotes = "signed version/";  // CHARTER/MICROSECONDS: the terms as a charter

const journal::Query kEverything{.added_after = {},
                                 .ids = {},
                                 .types = {},
                                 .spec_versions = {"2.0", "2.1"},
                                 .versions = {.last = false, .first = false, .all = true, .exact = {}}};

template <class Visit>
Status for_each_object(const journal::Journal& journal, const Visit& visit) {
  for (journal::Seq from = 0;;) {
    PARLEY_TRY(const journal::Page page, journal.read(kEverything, from, {}));
    for (const journal::Entry& entry : page.entries) visit(entry);
    if (!page.more) return {};
    from = page.next;
  }
}

using AliasOf = std::function<std::string(const std::string& identity)>;

// What this node calls a peer.
AliasOf alias_of(const Groups& groups) {
  return [&groups](const std::string& identity) {
    const auto known = groups.peer(identity);
    return known.ok() ? known->alias : identity;
  };
}

// In the words of the commands.
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

Result<std::vector<release::Reading>> Groups::readings(const group::Terms& terms) const {
  std::vector<release::Reading> none;
  const auto view = group(terms.id);
  if (!view.ok()) return none;  // no group yet, and no journal in which anything was released
  if (view->charter.terms.modified >= terms.modified) return none;  // not what comes into force
  if (release::newcomers(view->charter.terms, terms, impl_->own_identity()).empty()) return none;
  PARLEY_TRY_STATUS(impl_->db->embargoes().ok() ? Status{} : Error{Code::unavailable, "the embargoes cannot be read"});
  const MemberView* own = own_member(*view);
  if (own == nullptr || !own->journal)
    return Error{Code::unavailable,
                 fmt::format("this party's journal in \"{}\" cannot be read, so that nobody knows what those who join "
                             "would read of it: {}",
                             view->alias, own == nullptr ? "this party is not in the group" : own->problem)};
  release::Joining joining(view->charter.terms, terms, policy_context(*view));
  PARLEY_TRY_STATUS(
      for_each_object(*own->journal, [&](const journal::Entry& entry) { joining.add(entry.text); }).in(view->alias));
  return joining.readings(own->journal->statistics().erased);
}

// A charter goes to its members before there is a group, so no release asks about its words: they must not name what is
// held back from one of them.
Status Groups::Impl::names_nothing_held_back(const Groups& groups, const group::Terms& terms) const {
  const Micros now = node.time();
  for (const std::string& id : release::identifiers_in(terms.name + "\n" + terms.purpose))
    for (const release::Embargo& embargo : groups.embargoes()) {
      const bool is_towards = embargo.party == "*" || group::find_member(terms, embargo.party) != nullptr;
      if (is_towards && now < embargo.until && same_ignoring_case(embargo.what, id))
        return Error{Code::forbidden, fmt::format("the charter's name or purpose names {}, which is under embargo; say "
                                                  "it in other words",
                                                  id)};
    }
  return {};
}

Status Groups::draft(const group::Charter& charter, const std::string& alias) {
  PARLEY_TRY_STATUS(impl_->names_nothing_held_back(*this, charter.terms).in("not drafted"));
  PARLEY_TRY(const auto asked, readings(charter.terms));
  if (!release::all_allowed(asked)) {
    PARLEY_TRY(const GroupView view, group(charter.terms.id));
    return Error{Code::forbidden, "not drafted: " + why_not(asked, view.alias, alias_of(*this))};
  }
  return propose(charter, alias);
}

// Every version is kept: who is in the group now joins with it when it comes into force after one without that party.
Status Groups::Impl::keep_signed(const group::Terms& next) {
  PARLEY_TRY(const group::Charter kept, group::draft_charter(next));
  PARLEY_TRY_STATUS(db->put_note(fmt::format("{}{}/{}", kSignedNotes, next.id, next.modified.value), kept.text));
  const Lock lock(mutex);
  signed_versions[{next.id, next.modified}] = next;
  return {};
}

Status Groups::Impl::before_signing(const Groups& groups, const group::Terms& next) {
  PARLEY_TRY_STATUS(names_nothing_held_back(groups, next).in("not signed"));
  const auto view = groups.group(next.id);
  if (!view.ok()) return keep_signed(next);  // the first version: nothing was released before there is a group
  const MemberView* own = own_member(*view);
  if (own == nullptr || !own->journal)
    return Error{Code::unavailable,
                 fmt::format("not signed: this party's journal in \"{}\" cannot be read", view->alias)};
  const Lock releasing(sync_mutex(own->journal->origin()));
  PARLEY_TRY(const auto read_then, groups.readings(next).in("not signed"));
  if (!release::all_allowed(read_then))
    return Error{Code::forbidden, "not signed: " + why_not(read_then, view->alias, alias_of(groups))};
  return keep_signed(next);
}

Status Groups::Impl::load_signed_versions() {
  PARLEY_TRY(const auto notes, db->notes(kSignedNotes));
  for (const auto& [key, text] : notes) {
    const auto charter = group::parse_charter(text);
    if (!charter.ok())
      return Error{Code::corrupt, fmt::format("node.db: a charter that was signed: {}", charter.error().message)};
    signed_versions[{charter->terms.id, charter->terms.modified}] = charter->terms;
  }
  return {};
}

std::vector<group::Terms> Groups::signed_versions(std::string_view charter_id, Micros than) const {
  std::vector<group::Terms> out;
  const Lock lock(impl_->mutex);
  for (const auto& [key, terms] : impl_->signed_versions)
    if (key.first == charter_id && than < key.second) out.push_back(terms);
  return out;
}

Result<std::vector<Groups::ReleasedBefore>> Groups::released_before(const release::Embargo& embargo) const {
  std::vector<ReleasedBefore> out;
  const auto is_meant = [&](const std::string& identity) {
    return embargo.party.empty() || embargo.party == "*" || embargo.party == identity;
  };
  for (const GroupView& view : groups()) {
    const MemberView* own = own_member(view);
    if (view.left || own == nullptr || !own->journal) continue;
    const group::Terms& terms = view.charter.terms;
    release::Context context = policy_context(view);
    const auto coming = std::move(context.coming);
    context.embargoes = {embargo};
    context.coming.clear();
    const auto count = [&](const std::vector<std::string>& readers, const group::Terms& of,
                           std::optional<Micros> version) -> Status {
      if (readers.empty()) return {};
      group::Charter charter{.terms = of, .signatures = {}, .text = {}};
      charter.signatures.resize(of.members.size());
      context.charter = &charter;
      std::set<std::string, std::less<>> held;
      PARLEY_TRY_STATUS(for_each_object(*own->journal, [&](const journal::Entry& entry) {
        // The charter names the markings that may flow; it is no object that anybody held back.
        if (!entry.id.starts_with("charter--") && release::holds_for(embargo, entry.text, context))
          held.emplace(entry.id);
      }));
      if (!held.empty())
        out.push_back({.group = view.alias, .readers = readers, .signed_version = version, .objects = held.size()});
      return {};
    };
    std::vector<std::string> readers;
    for (const group::Member& member : terms.members)
      if (member.identity_id != impl_->own_identity() && is_meant(member.identity_id)) readers.push_back(member.name);
    PARLEY_TRY_STATUS(count(readers, terms, {}));
    for (const group::Terms& next : coming) {
      readers.clear();
      for (const release::Newcomer& who : release::newcomers(terms, next, impl_->own_identity()))
        if (is_meant(who.identity_id)) readers.push_back(who.name);
      PARLEY_TRY_STATUS(count(readers, next, next.modified));
    }
  }
  return out;
}

}  // namespace parley::node
