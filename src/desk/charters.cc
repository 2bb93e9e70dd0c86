// A charter is made in three steps that people take apart: its terms are composed and shown, it is kept as a draft and
// handed round, and it is signed. Nothing but the last binds anybody. What comes from a person as words is read into a
// change of terms, the change is applied to the terms that it begins with, and the resulting text is what is shown,
// kept and signed. When a charter comes into force, how it travels and who has to sign is the node's (node/charters.h);
// here is what a person may do about it, and what is said when it does not work.
#include "desk/charters.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "base/ascii.h"
#include "base/uuid.h"
#include "desk/saying.h"
#include "desk/typed.h"
#include "node/audit.h"
#include "node/exchange.h"
#include "node/membership.h"
#include "node/peers.h"
#include "node/people.h"
#include "node/releases.h"
#include "release/confirm.h"
#include "text/display.h"

namespace parley::desk {
namespace {

constexpr std::int64_t kMillisecond = 1000;  // microseconds

// A member is named in the terms with the key of its card, so that a charter says by itself whose signature counts.
group::Member member_of(const group::Card& card) { return {card.identity_id, card.name, card.party_key}; }

Result<std::vector<group::Use>> uses_of(const std::vector<std::string>& words) {
  std::vector<group::Use> out;
  for (const std::string& word : words) {
    const auto use = group::use_of(word);
    if (!use)
      return Error{Code::invalid_input,
                   "\"" + word + "\" is no use of a group: interference, infrastructure, terrorism"};
    out.push_back(*use);
  }
  return out;
}

// Words such as "amber" become the ids of TLP 2.0, since a charter is read by nodes and not by people's habits.
Result<std::vector<std::string>> markings_of(node::Node& node, const std::vector<std::string>& words) {
  std::vector<std::string> out;
  for (const std::string& word : words) {
    PARLEY_TRY(std::string id, parse_marking(node, word));
    out.push_back(std::move(id));
  }
  return out;
}

// What a new group cannot be without. The rest has a meaning when it is missing, which is the narrow one: no type
// flows, no marking, no time is agreed.
Status is_whole(const Charters::Wanted& wanted) {
  if (!wanted.is_new()) return {};
  if (!wanted.without.empty())
    return Error{Code::invalid_input,
                 "without: a new group has nobody to be left out; say from which group it is drawn, or which changes"};
  if (wanted.name.empty()) return Error{Code::invalid_input, "name: say what the group is called"};
  if (wanted.with.empty()) return Error{Code::invalid_input, "with: say with whom (parley peer list shows the peers)"};
  if (wanted.purpose.empty()) return Error{Code::invalid_input, "purpose: say what the group is for"};
  if (wanted.uses.empty())
    return Error{Code::invalid_input, "use: say what it may be used for: interference, infrastructure or terrorism"};
  return {};
}

}  // namespace

// --- drafting

Result<group::AnswerTime> Charters::read_answer_time(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::size_t comma = text.find(',', equals == std::string::npos ? 0 : equals);
  if (equals == std::string::npos || comma == std::string::npos)
    return Error{Code::invalid_input, "\"" + text + "\" is not SEVERITY=ACKNOWLEDGE,ANSWER, such as high=2h,48h"};
  group::AnswerTime out;
  out.severity = text.substr(0, equals);
  if (!group::is_severity(out.severity))
    return Error{Code::invalid_input, "\"" + out.severity + "\" is no severity: low, medium, high or critical"};
  PARLEY_TRY(out.acknowledge, parse_duration(text.substr(equals + 1, comma - equals - 1)));
  PARLEY_TRY(out.answer, parse_duration(text.substr(comma + 1)));
  return out;
}

Result<group::OutsideWitness> Charters::read_witness(const std::string& text) {
  const std::size_t space = std::min(text.find(' '), text.size());
  group::OutsideWitness out;
  PARLEY_TRY(out.key, journal::VerifierKey::parse(text.substr(0, space)).in("witness"));
  // A log's key in its place would be a witness that never cosigns, and hold up every quorum that counts it.
  if (out.key.type != journal::SignatureType::cosignature_v1)
    return Error{Code::invalid_input,
                 "witness: the key of " + out.key.name + " is that of a log; a witness gives one for cosignatures"};
  out.url = text.substr(std::min(space + 1, text.size()));
  // Paths are appended to it, and a doubled slash is another address to some servers.
  while (out.url.ends_with('/')) out.url.pop_back();
  return out;
}

// What is to be otherwise, without the members that leave: those are looked up in the group that it begins with.
Result<group::TermsChange> Charters::change_of(const Wanted& wanted) const {
  group::TermsChange change;
  change.name = wanted.name;
  change.purpose = wanted.purpose;
  for (const std::string& who : wanted.with) {
    PARLEY_TRY(const node::Peer peer, node_.peers().find(who));
    change.with.push_back(member_of(peer.card));
  }
  PARLEY_TRY(change.uses, uses_of(wanted.uses));
  PARLEY_TRY(change.without_uses, uses_of(wanted.without_uses));
  change.types = wanted.types;
  change.without_types = wanted.without_types;
  PARLEY_TRY(change.markings, markings_of(node_, wanted.markings));
  PARLEY_TRY(change.without_markings, markings_of(node_, wanted.without_markings));
  if (!wanted.default_marking.empty()) {
    PARLEY_TRY(change.default_marking, parse_marking(node_, wanted.default_marking));
  }
  change.answers = wanted.answers;
  change.without_answers = wanted.without_answers;
  change.witnesses = wanted.witnesses;
  change.without_witnesses = wanted.without_witnesses;
  change.quorum = wanted.quorum;
  change.retention = wanted.retention;
  for (const auto& [name, typed] : wanted.plain)
    if (!typed.empty()) change.plain.emplace_back(name, typed);
  change.exercise = wanted.exercise;
  // In a change, silence about it means that it stays as it is; in a new group the charter has to say something.
  if (!wanted.on_silence.empty() || wanted.is_new()) {
    const std::string word = wanted.on_silence.empty() ? "nothing" : wanted.on_silence;
    change.on_silence = group::on_silence_of(word);
    if (!change.on_silence)
      return Error{Code::invalid_input, "\"" + word + "\" is no consequence of silence: nothing, escalate, consult"};
  }
  return change;
}

// What a draft begins with: the terms of the group that it is drawn from or changes, or this party alone.
// A change keeps the id and takes a later version time, so that it replaces what is in force at everybody. A group
// drawn from another gets an id of its own and says where it comes from. A new one begins with this party, which is a
// member of all that it drafts.
Result<group::Terms> Charters::first_terms(const Wanted& wanted, group::TermsChange& change) const {
  // STIX shows milliseconds: what is written is what is compared with other versions.
  const Micros time{node_.time().value / kMillisecond * kMillisecond};
  group::Terms terms;
  if (wanted.is_new()) {
    PARLEY_TRY(const group::Card own, node_.peers().own_card_parsed());
    terms.members.push_back(member_of(own));
  } else {
    const Groups groups(node_);
    PARLEY_TRY(const GroupRoom base, groups.open(wanted.from.empty() ? wanted.change : wanted.from));
    terms = base.view.charter.terms;
    for (const std::string& who : wanted.without) {
      PARLEY_TRY(std::string identity, groups.find_member(base, who));
      change.without.push_back(std::move(identity));
    }
  }
  if (!wanted.change.empty()) {
    // The later of two versions counts. One that a clock behind the others' made at an earlier time than the one in
    // force would never come into force, however many sign it.
    terms.modified = std::max(time, Micros{terms.modified.value + kMillisecond});
    return terms;
  }
  if (!wanted.from.empty()) terms.derived_from = terms.id;
  terms.id = "charter--" + parley::to_string(uuid_v4());
  terms.created = terms.modified = time;
  return terms;
}

// The order is from what costs nothing to what reads the journals: words are checked first, then the groups and peers
// that they name, and last the text is made and what newcomers would read is counted.
Result<Charters::Version> Charters::compose(const Wanted& wanted) const {
  PARLEY_TRY_STATUS(is_whole(wanted));
  PARLEY_TRY(group::TermsChange change, change_of(wanted));
  PARLEY_TRY(const group::Terms first, first_terms(wanted, change));
  PARLEY_TRY(const group::Terms terms, group::changed(first, change));
  PARLEY_TRY(group::Charter charter, group::draft_charter(terms));
  std::string alias = charter.terms.name;
  return beside_in_force(std::move(charter), std::move(alias));
}

namespace {

// The other members who have withdrawn a charter under way.
std::vector<std::string> names_of(const node::Charters::Proposal& proposal, std::string_view own) {
  std::vector<std::string> out;
  for (const std::string& by : proposal.withdrawn_by)
    if (const auto* member = group::find_member(proposal.charter.terms, by); member != nullptr && by != own)
      out.push_back(text::plain(member->name));
  return out;
}

}  // namespace

// A charter is never shown alone: beside it stand the terms in force, so that the person sees what changes, and what
// each newcomer would get to read of what was said before it came (release/audience.h).
Result<Charters::Version> Charters::beside_in_force(group::Charter charter, std::string alias) const {
  Version out{.charter = std::move(charter), .alias = std::move(alias), .in_force = {}, .readings = {}};
  if (auto group = node_.membership().group(out.charter.terms.id); group.ok())
    out.in_force = std::move(group->charter.terms);
  PARLEY_TRY(out.readings, node_.charters().readings(out.charter.terms));
  const std::string& own = node_.config().party.identity;
  out.is_signed = group::find_signature(out.charter, own) != nullptr;
  const group::Terms& terms = out.charter.terms;
  for (const auto& one : node_.charters().proposals())
    if (one.charter.terms.id == terms.id && one.charter.terms.modified == terms.modified)
      out.withdrawn_by = names_of(one, own);
  out.namesakes = namesakes(terms);
  return out;
}

// The name is all that people say on the telephone; letters of another case are the same to them.
std::vector<Charters::Version::Namesake> Charters::namesakes(const group::Terms& terms) const {
  std::vector<Version::Namesake> out;
  const auto is_one = [&](const group::Terms& other) {
    return other.id != terms.id && to_lower(other.name) == to_lower(terms.name);
  };
  for (const auto& one : *node_.charters().in_force())
    if (!one.left && is_one(one.charter.terms))
      out.push_back({one.alias, one.charter.terms.id, one.charter.terms.modified, true});
  for (const auto& one : node_.charters().proposals())
    if (is_one(one.charter.terms)) out.push_back({one.alias, one.charter.terms.id, one.charter.terms.modified, false});
  return out;
}

namespace {

// All acts about charters need the right to sign, also drafting: a draft binds nobody, but it goes to others under this
// party's name.
node::Deed deed_of(std::string what, const std::string& charter) {
  return {.act = node::Act::sign, .what = std::move(what), .place = charter, .about = {charter}};
}

}  // namespace

Result<Charters::Version> Charters::draft(const node::Acting& acting, const Version& version) const {
  PARLEY_TRY(node::Recorded act, node::begin_act(node_, acting, deed_of("group draft", version.charter.terms.id)));
  PARLEY_TRY_STATUS(act.ended(node_.charters().draft(version.charter, version.alias)));
  // The alias that was kept may differ from the one asked for, when another group has it already. What is returned is
  // what people can type from now on.
  Version out = version;
  out.alias = alias_of(version.charter.terms.id, version.alias);
  return out;
}

std::vector<group::Difference> Charters::Version::changes() const {
  return in_force ? group::differences(*in_force, charter.terms) : std::vector<group::Difference>();
}

std::vector<std::string> Charters::Version::lacking() const {
  std::vector<std::string> out;
  for (const group::Member& member : charter.terms.members)
    if (group::find_signature(charter, member.identity_id) == nullptr) out.push_back(text::plain(member.name));
  return out;
}

// What this node calls the group of a charter that it has kept.
std::string Charters::alias_of(const std::string& charter, const std::string& otherwise) const {
  for (const auto& one : node_.charters().proposals())
    if (one.charter.terms.id == charter) return one.alias;
  const auto group = node_.membership().group(charter);
  return group.ok() ? group->alias : otherwise;
}

// --- reading and signing

// An empty name means no charter here; elsewhere it stands for the only group there is.
std::optional<node::Charters::Proposal> Charters::under_way(const std::string& what) const {
  if (what.empty()) return std::nullopt;
  for (auto& one : node_.charters().proposals())
    if (one.alias == what || node::means(what, one.charter.terms.id)) return std::move(one);
  return std::nullopt;
}

Result<Charters::Version> Charters::find(const std::string& what) const {
  auto found = under_way(what);
  if (!found) return Error{Code::not_found, "there is no charter \"" + what + "\" under way"};
  return beside_in_force(std::move(found->charter), std::move(found->alias));
}

Result<Charters::Version> Charters::read(std::string_view text, const std::string& alias) const {
  PARLEY_TRY(group::Charter charter, group::parse_charter(text));
  std::string name = alias.empty() ? charter.terms.name : alias;
  return beside_in_force(std::move(charter), std::move(name));
}

// Asked before the charter is shown to be agreed to, so that nobody reads and answers what he could not sign.
Status Charters::may_sign(const node::Acting& acting, const Version& version) const {
  return node::may_begin(node_, acting, deed_of("group sign", version.charter.terms.id));
}

// Kept and handed on first, also the signatures of others that came with it: the last one that lacks may be among them,
// and then there is a group and nothing to sign.
Result<Charters::Signed> Charters::sign(const node::Acting& acting, const Version& version) const {
  const group::Terms& terms = version.charter.terms;
  PARLEY_TRY(node::Recorded act, node::begin_act(node_, acting, deed_of("group sign", terms.id)));
  // Asked again by whoever signs; here so that it is not handed on either.
  if (!version.withdrawn_by.empty())
    return act.ended(Result<Signed>(Error{
        Code::conflict, fmt::format("not signed: it was withdrawn by {}. When it is to be signed after all, that party "
                                    "brings it again, or somebody drafts another",
                                    fmt::join(version.withdrawn_by, ", "))}));
  // What a person agrees to is `version`. The charter is signed only if its terms are still those, which is why they
  // are given to sign() again: another version with the same id may have come in while he was reading.
  PARLEY_TRY_STATUS(act.heed(node_.charters().propose(version.charter, version.alias)));
  Signed out{.version = version};
  out.version.alias = alias_of(terms.id, version.alias);
  if (auto group = node_.membership().group(terms.id);
      group.ok() && group::terms_text(group->charter.terms) == group::terms_text(terms)) {
    out.version.charter = std::move(group->charter);
    out.before = true;
  } else {
    PARLEY_TRY(out.version.charter, act.heed(node_.charters().sign(terms.id, &terms)));
  }
  act.done();
  out.version.is_signed = true;
  return out;
}

// --- taking back and leaving

// Withdrawing only takes away, and so it is possible even when the audit cannot be written. Whether it had been signed
// is told, because a signature that was handed on is with the others and cannot be called back from here.
Result<Charters::Withdrawn> Charters::withdraw(const node::Acting& acting, const std::string& what) const {
  const auto found = under_way(what);
  if (!found) return Error{Code::not_found, "there is no charter \"" + what + "\" under way"};
  const std::string& id = found->charter.terms.id;
  node::Deed deed = deed_of("group leave --draft", id);
  deed.effect = node::Effect::takes_away;
  PARLEY_TRY(node::Recorded act, node::begin_act(node_, acting, deed));
  PARLEY_TRY_STATUS(act.ended(node_.charters().withdraw(id)));
  return Withdrawn{what, group::find_signature(found->charter, node_.config().party.identity) != nullptr};
}

// A name can mean a group in force and a new version of its charter at once. "Leave" means the group then.
bool Charters::is_only_under_way(const std::string& what) const {
  return !node_.membership().group(what).ok() && under_way(what).has_value();
}

Result<GroupRoom> Charters::to_leave(const node::Acting& acting, const std::string& what) const {
  PARLEY_TRY(GroupRoom room, Groups(node_).open(what));
  PARLEY_TRY_STATUS(node::may_begin(node_, acting, deed_of("group leave", room.id())));
  if (room.group.left) return Error{Code::conflict, "this party has left \"" + room.group.alias + "\" before"};
  return room;
}

namespace {

constexpr int kFarewells = 3;  // who is just then busy with an earlier head takes the next
constexpr std::chrono::seconds kBetweenFarewells{1};

}  // namespace

// Once it has left, this node serves and fetches nothing more of the group. So the word that it leaves has to be with
// the others before: it is said, brought under a signed head, and shown to each member until its receipt covers it.
// Who could not be reached is named, to be told on another way; that must not keep a party in a group.
Result<std::vector<std::string>> Charters::take_leave(const node::Acting& acting, const GroupRoom& room) const {
  auto text = begin_message(room, "notification", false);
  text.text("name", node_.config().party.name + " leaves this group")
      .text("incident_severity", "low")
      .raw("asks", json::string_array_text({"nothing"}))
      .flag("leaves", true);
  // It takes the way of every release. A group whose default marking wants a second person wants one for this message
  // too, and leaving without telling anybody would look to the others like a node that is down.
  const std::vector<std::string> objects = {text.str()};
  PARLEY_TRY(
      const auto said,
      node_.releases().send(
          acting, {.group = room.id(), .objects = objects, .shown = release::digest_of(objects), .journal = {}}));
  if (said.waits)
    return Error{Code::forbidden,
                 "the others cannot be told: a second person must agree first (parley release confirm " +
                     said.waits->name() + "); nobody has left"};
  for (const node::MemberView& member : room.group.members)
    if (member.own && member.journal != nullptr)
      PARLEY_TRY_STATUS(member.journal->publish());  // now: the others fetch what a signed head covers
  std::vector<std::string> untold;
  for (int attempt = 0; attempt < kFarewells; ++attempt) {
    if (attempt > 0) std::this_thread::sleep_for(kBetweenFarewells);
    untold.clear();
    // The receipt counts entries that the member holds. The record of the release is the last entry of the farewell, so
    // a receipt beyond it covers both.
    for (const auto& report : node_.exchange().sync(room.id()))
      if (report.held <= said.released.release_record) untold.push_back(text::plain(report.member));
    if (untold.empty()) break;
  }
  return untold;
}

// Told first and left second. A crash between the two leaves a party that has told the others and is still in the group
// here. The other order would leave without a word, since nothing more is said in a group that was left.
Result<Charters::Left> Charters::leave(const node::Acting& acting, const GroupRoom& room) const {
  PARLEY_TRY(node::Recorded act, node::begin_act(node_, acting, deed_of("group leave", room.id())));
  PARLEY_TRY(auto untold, act.heed(take_leave(acting, room)));
  PARLEY_TRY_STATUS(act.ended(node_.charters().leave(room.id())));
  return Left{room.group.alias, std::move(untold)};
}

// --- looking

namespace {

// "in force", with what is not as it should be.
// Any problem of any member makes the state "with problems", so that the one word in a list is enough to make somebody
// look further.
std::string state_of(const node::GroupView& group) {
  if (group.left) return "left";
  const bool broken = std::any_of(group.members.begin(), group.members.end(), [](const node::MemberView& member) {
    return !member.problem.empty() || !member.no_room.empty() || !member.takes_no_more.empty();
  });
  std::vector<std::string> gone;
  for (const node::MemberView& member : group.members)
    if (member.left && !member.own) gone.push_back(text::plain(member.name));
  std::string state = broken ? "in force, with problems" : "in force";
  if (!gone.empty()) state += fmt::format("; {} left", fmt::join(gone, ", "));
  return state;
}

// Of a group for exercises those of the exercises: the others are all zero there.
group::Timeliness timeliness_of(const GroupRoom& room, std::string_view identity) {
  const auto& figures = room.exercise() ? room.view.exercise_timeliness : room.view.timeliness;
  const auto found =
      std::find_if(figures.begin(), figures.end(), [&](const group::Timeliness& one) { return one.party == identity; });
  return found == figures.end() ? group::Timeliness{} : *found;
}

}  // namespace

std::vector<Charters::Line> Charters::list() const {
  std::vector<Line> out;
  const auto add = [&](std::string alias, group::Charter charter, std::string state) {
    Line line{std::move(alias), std::move(state), std::move(charter), {}};
    for (const group::Member& member : line.charter.terms.members)
      line.called.push_back(node_.peers().called(member.identity_id, member.name));
    out.push_back(std::move(line));
  };
  for (auto& one : node_.membership().groups()) {
    std::string state = state_of(one);
    add(std::move(one.alias), std::move(one.charter), std::move(state));
  }
  for (auto& one : node_.charters().proposals()) {
    std::string state =
        fmt::format("under way, {} of {} signed", one.charter.signatures.size(), one.charter.terms.members.size());
    if (const auto by = names_of(one, node_.config().party.identity); !by.empty())
      state += fmt::format("; withdrawn by {}", fmt::join(by, ", "));
    // Of these the version and the id tell which is which; both stand in the list.
    if (const auto others = namesakes(one.charter.terms); !others.empty())
      state += fmt::format("; {} of that name", text::counted(others.size() + 1, "charter"));
    add(std::move(one.alias), std::move(one.charter), std::move(state));
  }
  return out;
}

// A charter under way that changes a group in force is shown with its group; one for which there is no group yet is
// shown alone.
Result<Charters::Details> Charters::show(const std::string& what) const {
  Details out;
  std::string which = what;
  if (auto proposal = under_way(what)) {
    which = proposal->charter.terms.id;
    PARLEY_TRY(out.under_way, beside_in_force(std::move(proposal->charter), std::move(proposal->alias)));
    if (!out.under_way->in_force) return out;
  }
  PARLEY_TRY(out.room, Groups(node_).open(which));
  for (const node::MemberView& one : out.room->group.members)
    out.members.push_back({.view = one,
                           .witnessing = node_.outside_witnesses().witnessing(out.room->group, one),
                           .timeliness = timeliness_of(*out.room, one.identity_id)});
  return out;
}

// What an outside witness or monitor has to be configured with: the origin of each member's log and the key under which
// it signs heads. Both come from the signatures under the charter, so they are what all members have agreed to.
Result<std::vector<Charters::Log>> Charters::logs(const std::string& what) const {
  PARLEY_TRY(const GroupRoom room, Groups(node_).open(what));
  std::vector<Log> out;
  for (const group::Signature& one : room.group.charter.signatures)
    out.push_back({one.identity_id, one.journal_key.name, one.journal_key.to_string()});
  return out;
}

}  // namespace parley::desk
