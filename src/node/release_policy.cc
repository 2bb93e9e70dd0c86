// The one way by which anything leaves this node: an append to the own journal of a group, after the policy said yes.
// The policy itself is pure (release/policy.h) and decides from what it is given. Here it is given everything
// that this node knows, and an answer that could not be had must not look like a harmless one: what cannot be
// read stops the release.
#include "node/release_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "group/messages.h"
#include "json/canonical.h"
#include "json/json.h"
#include "json/writer.h"
#include "node/charters.h"
#include "node/journal_locks.h"
#include "node/journals.h"
#include "node/lobby.h"
#include "node/membership.h"
#include "node/node.h"
#include "node/own_heads.h"
#include "node/own_journal.h"
#include "node/peers.h"
#include "release/references.h"

namespace parley::node {
namespace {

std::string reasons_text(const release::Verdict& verdict) {
  std::string out;
  for (const auto& reason : verdict.reasons) {
    if (reason.decision == release::Decision::allowed) continue;
    if (!out.empty()) out += "; ";
    out += reason.rule + (reason.pointer.empty() ? "" : " at " + reason.pointer) + ": " + reason.message;
  }
  return out;
}

// For messages only: what cannot be read is "an object", and is refused elsewhere.
std::string id_of(std::string_view text) {
  json::Parser parser;
  json::Object object;
  const auto parsed = parser.parse(text);
  if (!parsed.ok() || parsed->get(object) != simdjson::SUCCESS) return "an object";
  return std::string(json::string_member(object, "id").value_or("an object"));
}

// What was released, for the record; names nobody.
// In the group's journal, so that everybody sees what was released under which version; by whom stands in
// this party's own log alone (Releases).
std::string record_of(const group::Terms& terms, const std::string& own, const std::vector<journal::NewObject>& objects,
                      Micros at) {
  std::vector<std::string> released;
  for (const auto& object : objects) {
    json::ObjectWriter one;
    one.text("object_ref", object.id);
    if (!object.version.empty()) one.text("version", object.version);
    one.raw("hashes", json::ObjectWriter().text("SHA-256", group::canonical_sha256(object.text)).str());
    released.push_back(one.str());
  }
  auto text = group::message_text(
      {.type = "release", .id = {}, .author = own, .time = {at.value / 1000 * 1000}, .exercise = terms.exercise});
  return text.text("charter_ref", terms.id)
      .text("charter_version", to_string(terms.modified))
      .raw("released", json::array_text(released))
      .str();
}

// Whether exactly this version was released before; conflict when it was with other content. Asked before anything is
// appended, so that a release is all or nothing.
Result<bool> is_there(const journal::Journal& journal, const journal::NewObject& object) {
  PARLEY_TRY(const bool known, journal.contains(object.id));
  if (!known) return false;
  const journal::Query query{.added_after = {},
                             .ids = {object.id},
                             .types = {},
                             .spec_versions = {"2.0", "2.1"},
                             .versions = {.last = false, .first = false, .all = true, .exact = {}}};
  PARLEY_TRY(const journal::Page page, journal.read(query, 0, {}));
  for (const journal::Entry& entry : page.entries) {
    PARLEY_TRY(const std::string canonical, json::canonical(entry.text));
    if (canonical == object.canonical) return true;
    if (!object.version.empty() && entry.version == object.version)
      return Error{Code::conflict, fmt::format("nothing was released: {} was released before with other content under "
                                               "the same version; give it a later \"modified\"",
                                               object.id)};
  }
  return false;
}

// All versions of an object in the journals, the newest last.
std::vector<std::string> versions_in(const std::vector<std::shared_ptr<journal::Journal>>& journals,
                                     std::string_view id) {
  const journal::Query query{.added_after = {},
                             .ids = {std::string(id)},
                             .types = {},
                             .spec_versions = {"2.0", "2.1"},
                             .versions = {.last = false, .first = false, .all = true, .exact = {}}};
  std::vector<std::pair<Timestamp, std::string>> found;
  for (const auto& journal : journals) {
    for (journal::Seq from = 0;;) {
      const auto page = journal->read(query, from, {});
      if (!page.ok()) break;
      for (const journal::Entry& entry : page->entries) {
        Timestamp time;
        if (!Timestamp::parse(entry.version, time)) time = {};
        found.emplace_back(time, std::string(entry.text));
      }
      if (!page->more) break;
      from = page->next;
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first.micros() < b.first.micros(); });
  std::vector<std::string> texts;
  for (auto& [time, text] : found) texts.push_back(std::move(text));
  return texts;
}

}  // namespace

Status ReleasePolicy::reload() {
  PARLEY_TRY(const auto rows, db_.derivations());
  std::vector<release::Derivation> derivations;
  for (const auto& row : rows)
    derivations.push_back({row.derived, row.original, static_cast<release::How>(std::clamp(row.how, 0, 2))});
  graph_.add(derivations);
  return {};
}

// What the policy asks about objects that are here. What others said only counts where nothing of ours is known.
void ReleasePolicy::ask_home(release::Context& context) const {
  std::vector<std::shared_ptr<journal::Journal>> ours;
  for (const auto& source : node_.own_journal().sources()) ours.push_back(source.journal);
  context.find = [ours](std::string_view id) -> std::optional<std::string> {
    const journal::Query query{
        .added_after = {}, .ids = {std::string(id)}, .types = {}, .spec_versions = {}, .versions = {}};
    for (const auto& journal : ours) {
      const auto page = journal->read(query, 0, {.objects = 1});
      if (page.ok() && !page->entries.empty()) return std::string(page->entries.front().text);
    }
    return std::nullopt;
  };
  // Mirrors are asked only when nothing of ours is there: another party must not be able to change by its own
  // versions what holds for an object of ours.
  context.versions = [ours, &node = node_](std::string_view id) {
    auto texts = versions_in(ours, id);
    if (!texts.empty()) return texts;
    std::vector<std::shared_ptr<journal::Journal>> theirs;
    for (const auto& row : node.journals().rows())
      if (const auto info = row.source.empty() ? Error{Code::not_found, ""} : node.journals().open(row.id); info.ok())
        theirs.push_back(info->journal);
    return versions_in(theirs, id);
  };
  context.origins = [&graph = graph_](std::string_view id) { return graph.origins(id); };
  context.referrers = [&graph = graph_](std::string_view id, const release::Context::Visit& visit) {
    graph.referrers(id, visit);
  };
}

release::Context ReleasePolicy::context(const GroupView& view) const {
  release::Context context;
  context.charter = &view.charter;
  context.own_identity = own_.identity;
  context.embargoes = embargoes();
  context.now = node_.time();
  context.called = [&peers = node_.peers()](std::string_view identity, std::string_view name) {
    return peers.called(identity, name);
  };
  context.coming = node_.charters().signed_versions(view.charter.terms.id, view.charter.terms.modified);
  // Fails only where a journal cannot be read: release() asks for itself and stops.
  (void)graph_.refresh(node_.own_journal().sources());
  const MemberView* member = own_member(view);
  const auto own = member == nullptr ? nullptr : member->journal;
  context.is_released = [own](std::string_view id) {
    const auto there = own ? own->contains(id) : Result<bool>(false);
    return there.ok() && *there;
  };
  context.is_in_group = [members = view.members](std::string_view id) {
    return std::any_of(members.begin(), members.end(), [&](const MemberView& one) {
      const auto there = one.journal ? one.journal->contains(id) : Result<bool>(false);
      return there.ok() && *there;
    });
  };
  ask_home(context);
  return context;
}

// --- embargoes, and what was made from what

Status ReleasePolicy::can_read_embargoes() const {
  return db_.embargoes().ok() ? Status{} : Error{Code::unavailable, "the embargoes cannot be read"};
}

Status ReleasePolicy::check_embargo(const release::Embargo& embargo) const {
  if (embargo.until > node_.time()) return {};
  return Error{Code::invalid_input, fmt::format("an embargo until {} is over already: nothing would be held back",
                                                to_string(embargo.until))};
}
Status ReleasePolicy::put_embargo(const release::Embargo& embargo) {
  PARLEY_TRY_STATUS(check_embargo(embargo));
  return db_.put_embargo(
      {.party = embargo.party, .what = embargo.what, .reason = embargo.reason, .until = embargo.until});
}
Status ReleasePolicy::remove_embargo(const std::string& party, const std::string& what) {
  return db_.remove_embargo(party, what);
}
std::vector<release::Embargo> ReleasePolicy::embargoes() const {
  std::vector<release::Embargo> out;
  const auto rows = db_.embargoes();
  if (!rows.ok()) return out;  // release() asks for itself and stops
  for (const auto& row : *rows)
    out.push_back({.party = row.party, .what = row.what, .until = row.until, .reason = row.reason});
  return out;
}

// For people who are about to hold something back: how much that is. Objects that are held are counted first,
// so that one which both is held and names another counts once.
Result<ReleasePolicy::HeldBack> ReleasePolicy::held_back(const release::Embargo& embargo) const {
  PARLEY_TRY_STATUS(graph_.refresh(node_.own_journal().sources()));
  release::Context context;
  context.own_identity = own_.identity;
  ask_home(context);
  const auto versions = std::exchange(context.versions, {});  // every version comes by here
  std::set<std::string> held, naming;
  journal::Query query;
  query.spec_versions = {"2.0", "2.1"};
  query.versions = {.last = false, .first = false, .all = true, .exact = {}};
  for (const auto& source : node_.own_journal().sources()) {
    for (journal::Seq from = 0; source.is_home;) {
      PARLEY_TRY(const journal::Page page, source.journal->read(query, from, {.objects = 5000}));
      for (const journal::Entry& entry : page.entries)
        if (!held.contains(std::string(entry.id)) && release::holds_for(embargo, entry.text, context))
          held.emplace(entry.id);
      if (!page.more) break;
      from = page.next;
    }
  }
  context.versions = versions;  // what is named may be held by an earlier one
  for (const std::string& id : held)
    graph_.referrers(id, [&](std::string_view referrer) {
      // By a type an object is held and not named: what names it may leave, and is not counted.
      const std::string one(referrer);
      if (held.contains(one) || naming.contains(one)) return true;
      const auto text = context.find(one);
      if (text && release::held_by(embargo, *text, context) != release::HeldBy::nothing) naming.insert(one);
      return true;
    });
  return HeldBack{held.size(), naming.size()};
}

Status ReleasePolicy::put_derivations(std::span<const release::Derivation> derivations) {
  std::vector<store::DerivationRow> rows;
  for (const auto& one : derivations) rows.push_back({one.derived, one.original, static_cast<int>(one.how)});
  PARLEY_TRY_STATUS(db_.put_derivations(rows));
  graph_.add(derivations);
  return {};
}

// All embargoes are asked where no readers are given.
Status ReleasePolicy::names_nothing_held_back(std::string_view text, const group::Terms* readers) const {
  PARLEY_TRY_STATUS(can_read_embargoes());
  release::Context context;
  const group::Charter charter{.terms = readers != nullptr ? *readers : group::Terms{}, .signatures = {}, .text = {}};
  if (readers != nullptr) context.charter = &charter;
  context.own_identity = own_.identity;
  context.embargoes = embargoes();
  context.now = node_.time();
  if (context.embargoes.empty()) return {};
  (void)graph_.refresh(node_.own_journal().sources());  // as context() does
  ask_home(context);
  if (const auto named = release::names_held_back(text, context))
    return Error{Code::forbidden, fmt::format("it names what is held back, at {}: {}; say it in other words",
                                              named->pointer, named->message)};
  return {};
}

// Of what this party has released in a group, what the embargo would hold back.
Result<std::size_t> ReleasePolicy::count_held(const release::Embargo& embargo, const journal::Journal& own,
                                              const release::Context& context) const {
  journal::Query everything;
  everything.spec_versions = {"2.0", "2.1"};
  everything.versions = {.last = false, .first = false, .all = true, .exact = {}};
  std::set<std::string, std::less<>> held;
  for (journal::Seq from = 0;;) {
    PARLEY_TRY(const journal::Page page, own.read(everything, from, {}));
    for (const journal::Entry& entry : page.entries)
      // The charter names the markings that may flow; it is no object that anybody held back.
      if (!entry.id.starts_with("charter--") && release::holds_for(embargo, entry.text, context))
        held.emplace(entry.id);
    if (!page.more) return held.size();
    from = page.next;
  }
}

// What an embargo comes too late for. Asked with this embargo alone, against the members of now and against
// those of each version that this party has signed, as those will read it as well.
Result<std::vector<ReleasePolicy::ReleasedBefore>> ReleasePolicy::released_before(
    const release::Embargo& embargo) const {
  std::vector<ReleasedBefore> out;
  const auto is_meant = [&](const std::string& identity) {
    return embargo.party.empty() || embargo.party == "*" || embargo.party == identity;
  };
  for (const GroupView& view : node_.membership().groups()) {
    const MemberView* own = own_member(view);
    if (view.left || own == nullptr || !own->journal) continue;
    const group::Terms& terms = view.charter.terms;
    release::Context asked_with = context(view);
    const auto coming = std::move(asked_with.coming);
    asked_with.embargoes = {embargo};
    asked_with.coming.clear();
    const auto count = [&](const std::vector<std::string>& readers, const group::Terms& of,
                           std::optional<Micros> version) -> Status {
      if (readers.empty()) return {};
      group::Charter charter{.terms = of, .signatures = {}, .text = {}};
      charter.signatures.resize(of.members.size());
      asked_with.charter = &charter;
      PARLEY_TRY(const std::size_t held, count_held(embargo, *own->journal, asked_with));
      if (held > 0)
        out.push_back({.group = view.alias, .readers = readers, .signed_version = version, .objects = held});
      return {};
    };
    std::vector<std::string> readers;
    for (const group::Member& member : terms.members)
      if (member.identity_id != own_.identity && is_meant(member.identity_id)) readers.push_back(member.name);
    PARLEY_TRY_STATUS(count(readers, terms, {}));
    for (const group::Terms& next : coming) {
      readers.clear();
      for (const release::Newcomer& who : release::newcomers(terms, next, own_.identity))
        if (is_meant(who.identity_id)) readers.push_back(who.name);
      PARLEY_TRY_STATUS(count(readers, next, next.modified));
    }
  }
  return out;
}

// --- the way out

namespace {

// What the policy says to all of the objects at once.
struct Judgement {
  bool needs_second = false, needs_answer = false;
  std::string refused;  // with the reasons; empty: nothing is
};
Judgement judge(const std::vector<std::string>& objects, const release::Context& context) {
  Judgement out;
  for (const std::string& text : objects) {
    const release::Verdict verdict = release::evaluate(text, context);
    out.needs_second =
        out.needs_second || std::any_of(verdict.reasons.begin(), verdict.reasons.end(), [](const release::Reason& one) {
          return one.decision == release::Decision::needs_second_person;
        });
    out.needs_answer = out.needs_answer || verdict.decision == release::Decision::needs_answer;
    if (verdict.decision >= release::Decision::needs_answer)
      out.refused += fmt::format("\n  {}: {}", id_of(text), reasons_text(verdict));
  }
  return out;
}

}  // namespace

// The order carries what the policy promises. First whether our journal is an old copy, which may wait for
// the network. Then the lock of the journal, under which a signature of a new charter waits as well
// (Charters::before_signing()), and under it everything is asked anew: the group, embargoes, what was made
// from what. Derivations are kept before the policy is asked, so that they are known even when the node stops
// right behind the append.
Result<Released> ReleasePolicy::release(std::string_view group, const ReleaseRequest& request) {
  PARLEY_TRY(GroupView view, node_.membership().group(group));
  if (view.left) return Error{Code::forbidden, "this party has left \"" + view.alias + "\""};
  if (request.objects.empty()) return Error{Code::invalid_input, "nothing was given to be released"};
  PARLEY_TRY_STATUS(node_.own_heads().may_append(view).in("nothing was released"));
  const MemberView* member = own_member(view);
  if (member == nullptr || !member->journal)
    return Error{Code::unavailable, "nothing was released: this party's journal in the group cannot be opened"};
  const std::shared_ptr<journal::Journal> own = member->journal;

  const Lock lock(node_.journal_locks().of(own->origin()));
  // Again: while this waited, a version may have come into force or been signed.
  PARLEY_TRY(view, node_.membership().group(group));
  PARLEY_TRY_STATUS(can_read_embargoes().in("nothing was released"));
  PARLEY_TRY_STATUS(put_derivations(request.derivations).in("nothing was released"));
  PARLEY_TRY_STATUS(graph_.refresh(node_.own_journal().sources()).in("nothing was released"));
  release::Context asked_with = context(view);
  asked_with.although_held_back = request.although_held_back;
  const Judgement judged = judge(request.objects, asked_with);
  if (!judged.refused.empty())
    return Error{Code::forbidden, (judged.needs_answer ? "nothing was released, because the policy refuses or asks:"
                                                       : "nothing was released, because the policy refuses:") +
                                      judged.refused};
  if (judged.needs_second && (!request.confirmed_by || *request.confirmed_by == request.released_by))
    return Error{Code::forbidden,
                 "nothing was released: TLP:RED and TLP:AMBER+STRICT need a second person's confirmation (parley "
                 "release confirm)"};
  return append(view, *own, request, asked_with.now);
}

// One batch with the record behind the objects: a release without its record cannot come about, not even by a
// crash.
Result<Released> ReleasePolicy::append(const GroupView& view, journal::Journal& own, const ReleaseRequest& request,
                                       Micros at) {
  PARLEY_TRY(auto objects, OwnJournal::admit(request.objects).in("nothing was released"));
  bool any_new = false;
  for (const auto& object : objects) {
    PARLEY_TRY(const bool there, is_there(own, object));
    any_new = any_new || !there;
  }
  // The node's own acknowledgements are records themselves.
  const bool recorded = any_new && !request.released_by.empty();
  if (recorded) {
    const std::string text = record_of(view.charter.terms, own_.identity, objects, at);
    auto record = OwnJournal::admit({{text}});
    if (!record.ok()) return Error{Code::internal, "the record of the release: " + record.error().message};
    objects.push_back(std::move(record->front()));
  }
  // Audit::begin() has asked before the act was recorded, which is early enough for any other act. Many objects take
  // seconds to judge, though, and behind this line they have left.
  PARLEY_TRY_STATUS(is_still_wanted(request.caller));
  PARLEY_TRY(auto outcomes, own.append(objects));
  Released out;
  if (recorded) {
    out.release_record = outcomes.back().seq;
    outcomes.pop_back();
  }
  out.outcomes = std::move(outcomes);
  return out;
}

}  // namespace parley::node
