// A charter's way: somebody drafts it and signs, every member gets the text, each adds its own signature, and
// when a text with all signatures has come by, the charter is in force here. No step needs all nodes at once,
// and nobody decides for another: a text that is complete proves itself by its signatures, so it does not
// matter from whom it came.
//
// A later version (terms.modified) takes the place of an earlier one, under way or in force; of one version
// with different signatures the union is kept. What is in force is kept in node.db as the signed text and
// nothing else, and is parsed, and so verified, again at each start.
#include "node/charters.h"

#include <fmt/format.h>

#include <algorithm>

#include "node/access.h"
#include "node/journals.h"
#include "node/lobby.h"
#include "node/membership.h"
#include "node/mirror_room.h"
#include "node/node.h"
#include "node/own_heads.h"
#include "node/own_journal.h"
#include "node/peers.h"
#include "node/plain_name.h"
#include "node/release_policy.h"
#include "text/display.h"

namespace parley::node {
namespace {

// Charters that wait to be signed. Each is a row in node.db and a look through all of them for every one that comes, so
// there is an end; a party in a thousand drafts at once has lost its overview anyhow.
constexpr std::ptrdiff_t kMostProposals = 1000;
// Of those, the ones that name one other party and were brought by somebody else: it must not use up what all have.
constexpr std::ptrdiff_t kMostProposalsOfOne = 64;

Error no_group(std::string_view id_or_alias) {
  return {Code::not_found, fmt::format("there is no group \"{}\"; parley group list shows them", id_or_alias)};
}

}  // namespace

Status Charters::reload() {
  PARLEY_TRY(const auto rows, db_.charters());
  PARLEY_TRY(const auto signed_rows, db_.signed_versions());
  PARLEY_TRY(const auto withdrawn_rows, db_.withdrawn_charters());
  std::map<std::string, Known> loaded;
  for (const auto& row : rows) {
    Known one{.row = row, .charter = {}, .proposal = {}, .root = {}};
    // Text that cannot be parsed stops the node instead of being skipped: without one of its charters it
    // would show a group's journals to nobody, or sign a version against one that it has forgotten.
    for (const auto& [text, into] : {std::pair(&row.text, &one.charter), std::pair(&row.proposal, &one.proposal)}) {
      if (text->empty()) continue;
      auto charter = group::parse_charter(*text);
      if (!charter.ok())
        return Error{Code::corrupt,
                     fmt::format("node.db: the charter of \"{}\": {}", row.alias, charter.error().message)};
      *into = std::move(charter).value();
    }
    if (!one.charter && !one.proposal)
      return Error{Code::corrupt, fmt::format("node.db: the charter of \"{}\" has no text", row.alias)};
    one.root = group::root_of((one.charter ? *one.charter : *one.proposal).terms);
    loaded[row.id] = std::move(one);
  }
  std::map<std::pair<std::string, Micros>, group::Terms> versions;
  for (const auto& row : signed_rows) {
    const auto charter = group::parse_charter(row.text);
    if (!charter.ok())
      return Error{Code::corrupt, fmt::format("node.db: a charter that was signed: {}", charter.error().message)};
    versions[{charter->terms.id, charter->terms.modified}] = charter->terms;
  }
  std::map<std::pair<std::string, Micros>, std::set<std::string>> withdrawn;
  for (const auto& row : withdrawn_rows) withdrawn[{row.charter, row.modified}].insert(row.by);
  // All is read and parsed before the lock is taken, and put in force at once: nobody sees half of the
  // charters.
  const Lock lock(mutex_);
  known_ = std::move(loaded);
  signed_versions_ = std::move(versions);
  withdrawn_ = std::move(withdrawn);
  changed();
  return {};
}

// Handed on under the lock: of two changes the later one is the one that stays.
void Charters::changed() {
  auto all = std::make_shared<std::vector<InForce>>();
  for (const auto& [id, one] : known_)
    if (one.charter) all->push_back({*one.charter, one.row.alias, one.root, one.row.left});
  in_force_ = std::move(all);
  node_.membership().charters_changed(in_force_);
}

ChartersInForce Charters::in_force() const {
  const Lock lock(mutex_);
  return in_force_;
}

std::vector<Charters::Proposal> Charters::proposals() const {
  const Lock lock(mutex_);
  std::vector<Proposal> out;
  for (const auto& [id, one] : known_)
    if (one.proposal)
      out.push_back({*one.proposal, one.row.received, one.row.alias, withdrawn_by(one.proposal->terms)});
  return out;
}

std::optional<group::Charter> Charters::newest(std::string_view id) const {
  const Lock lock(mutex_);
  const auto at = known_.find(std::string(id));
  if (at == known_.end()) return std::nullopt;
  return at->second.proposal ? at->second.proposal : at->second.charter;
}

// By the root, too: that is how the TAXII service and other nodes name a group.
Charters::Known* Charters::find(std::string_view id_or_alias) {
  for (auto& [id, one] : known_)
    if (id == id_or_alias || one.row.alias == id_or_alias || one.root == id_or_alias) return &one;
  return nullptr;
}

// The alias of a proposal that others bring is made from a name that others chose, so it must never take the
// place of one that is here.
std::string Charters::unused_alias(std::string wanted) {
  wanted = plain_name(wanted);
  std::string alias = wanted;
  for (int i = 2; find(alias) != nullptr; ++i) alias = fmt::format("{}-{}", wanted, i);
  return alias;
}

// --- proposals

// `alias` is empty for what others brought and given for what this party drafts itself; only the former is
// counted for each party, since nobody is to be kept from drafting by what another has sent.
Status Charters::take_first(const group::Charter& charter, const std::string& alias) {
  const auto waiting =
      std::count_if(known_.begin(), known_.end(), [](const auto& other) { return other.second.proposal.has_value(); });
  if (waiting >= kMostProposals) return Error{Code::unavailable, "too many charters wait to be signed or withdrawn"};
  const auto naming = [&](const group::Member& member) PARLEY_REQUIRES(mutex_) {
    return std::count_if(known_.begin(), known_.end(), [&](const auto& other) {
      return other.second.proposal && group::find_member(other.second.proposal->terms, member.identity_id) != nullptr;
    });
  };
  for (const auto& member : charter.terms.members)
    if (alias.empty() && member.identity_id != own_.identity && naming(member) >= kMostProposalsOfOne)
      return Error{Code::unavailable, "too many charters with \"" + member.name + "\" wait to be signed or withdrawn"};
  Known one{.row = {.id = charter.terms.id,
                    .alias = unused_alias(alias.empty() ? charter.terms.name : alias),
                    .is_group = false,
                    .left = false,
                    .text = {},
                    .proposal = charter.text,
                    .received = now()},
            .charter = {},
            .proposal = charter,
            .root = group::root_of(charter.terms)};
  // On the disk first: what is in the list in memory is there after a restart, too.
  PARLEY_TRY_STATUS(db_.put_charter(one.row));
  known_[charter.terms.id] = std::move(one);
  return {};
}

// A charter that is known by its id: signatures are added to the version that is under way, and a later version takes
// the place of an earlier one.
Result<group::Charter> Charters::take_next(Known& known, const group::Charter& charter, bool& is_news) {
  group::Charter merged = charter;
  is_news = true;
  if (known.proposal) {
    if (auto both = group::merge_charters(*known.proposal, charter); both.ok())
      // The same terms: the signatures of both. Other terms cannot be merged, and then only a later version
      // is taken.
      merged = std::move(both).value();
    else if (known.proposal->terms.modified >= charter.terms.modified)
      return Error{Code::conflict,
                   "another version of this charter is under way; withdraw it or give this one a later time"};
    is_news = merged.signatures.size() != known.proposal->signatures.size() ||
              merged.terms.modified != known.proposal->terms.modified;
  }
  store::CharterRow row = known.row;
  // The time of receipt is that of the version and not of each signature under it.
  if (!known.proposal || known.proposal->terms.modified != merged.terms.modified) row.received = now();
  row.proposal = merged.text;
  // One that is complete is written by install(), once its mirrors are there: written here, a crash in
  // between would leave a row that says it is under way and lacks nobody.
  if (!merged.complete()) PARLEY_TRY_STATUS(db_.put_charter(row));
  known.row = std::move(row);
  known.proposal = merged;
  return merged;
}

// Whether it is to be taken is asked under the same lock under which it is put in place, so that of two texts
// that come at once neither overwrites the other. install() is called without it: it makes journals and
// writes to the disk.
Status Charters::take(const group::Charter& charter, const std::string& alias, bool& is_news) {
  is_news = false;
  if (group::find_member(charter.terms, own_.identity) == nullptr)
    return Error{Code::invalid_input, "this party is not a member in the charter \"" + charter.terms.name + "\""};
  group::Charter merged = charter;
  std::string known_alias;
  {
    const Lock lock(mutex_);
    Known* known = find(charter.terms.id);
    const group::Charter* in_force = known != nullptr && known->charter ? &*known->charter : nullptr;
    const bool is_old = in_force != nullptr && in_force->terms.modified >= charter.terms.modified;
    // What all have signed binds, whatever was withdrawn in between.
    const auto withdrawn = withdrawn_by(charter.terms);
    if (!charter.complete() && std::find(withdrawn.begin(), withdrawn.end(), own_.identity) != withdrawn.end())
      return Error{Code::conflict, fmt::format("the version of \"{}\" of {} was withdrawn here", charter.terms.name,
                                               to_string(charter.terms.modified))};
    // Also of an old one: who brings a charter with wrong keys is told so.
    const Status checked = node_.peers().check_charter(charter, is_old ? &charter : in_force);
    PARLEY_TRY_STATUS(checked);
    if (is_old) return {};
    if (known == nullptr) {
      PARLEY_TRY_STATUS(take_first(charter, alias));
      known = find(charter.terms.id);
      is_news = true;
    } else {
      PARLEY_TRY(merged, take_next(*known, charter, is_news));
    }
    known_alias = known->row.alias;
    if (!merged.complete()) return {};
  }
  return install(merged, known_alias);
}

// Kept here before it goes out: a signature that others have and this node does not know of could not be
// taken into account by its release policy.
Status Charters::propose(const group::Charter& charter, const std::string& alias) {
  bool is_news = false;
  {
    const Lock lock(mutex_);
    PARLEY_TRY_STATUS(forget_withdrawn(own_.identity, charter.terms));
  }
  PARLEY_TRY_STATUS(take(charter, alias, is_news));
  return node_.lobby().hand_out(charter);
}

// Only what is under way is taken away. Whoever holds the text with our signature can still complete it, which is why
// signed_versions_ keeps every version that was signed. That it was withdrawn is kept first: others have the text, and
// one who signs it brings it here again.
Status Charters::withdraw(std::string_view id_or_alias) {
  group::Terms terms;
  {
    const Lock lock(mutex_);
    auto* known = find(id_or_alias);
    if (known == nullptr || !known->proposal)
      return Error{Code::not_found, fmt::format("there is no charter \"{}\" under way", id_or_alias)};
    terms = known->proposal->terms;
    PARLEY_TRY_STATUS(keep_withdrawn(own_.identity, terms.id, terms.modified));
    if (!known->charter) {
      PARLEY_TRY_STATUS(db_.remove_charter(terms.id));
      known_.erase(terms.id);
    } else {
      store::CharterRow row = known->row;
      row.proposal.clear();
      PARLEY_TRY_STATUS(db_.put_charter(row));
      known->row = std::move(row);
      known->proposal.reset();
    }
  }
  node_.lobby().tell_withdrawn(terms);
  return {};
}

std::vector<std::string> Charters::withdrawn_by(const group::Terms& terms) const {
  const auto at = withdrawn_.find({terms.id, terms.modified});
  if (at == withdrawn_.end()) return {};
  return {at->second.begin(), at->second.end()};
}

Status Charters::keep_withdrawn(const std::string& by, const std::string& charter, Micros modified) {
  PARLEY_TRY_STATUS(db_.add_withdrawn_charter({charter, modified, by}));
  withdrawn_[{charter, modified}].insert(by);
  return {};
}

Status Charters::forget_withdrawn(const std::string& by, const group::Terms& terms) {
  const auto at = withdrawn_.find({terms.id, terms.modified});
  if (at == withdrawn_.end() || !at->second.contains(by)) return {};
  PARLEY_TRY_STATUS(db_.remove_withdrawn_charter({terms.id, terms.modified, by}));
  at->second.erase(by);
  return {};
}

// Only of what is here, so that nobody makes this node remember what he makes up.
Status Charters::was_withdrawn(const std::string& by, const std::string& charter, Micros modified) {
  const Lock lock(mutex_);
  const auto at = known_.find(charter);
  if (at == known_.end() || !at->second.proposal) return {};
  const group::Terms& terms = at->second.proposal->terms;
  if (terms.modified != modified || group::find_member(terms, by) == nullptr) return {};
  return keep_withdrawn(by, charter, modified);
}

Status Charters::was_brought(const std::string& by, const group::Terms& terms) {
  const Lock lock(mutex_);
  return forget_withdrawn(by, terms);
}

// What the others are told is not said here: the desk appends the farewell to the journal before, since
// nothing is appended to it after this.
Status Charters::leave(std::string_view id_or_alias) {
  std::vector<std::string> origins;
  {
    const Lock lock(mutex_);
    auto* known = find(id_or_alias);
    if (known == nullptr || !known->charter) return no_group(id_or_alias);
    store::CharterRow row = known->row;
    row.left = true;
    PARLEY_TRY_STATUS(db_.put_charter(row));
    known->row = std::move(row);
    changed();
    for (const auto& signature : known->charter->signatures) origins.push_back(signature.journal_key.name);
  }
  // Nothing is fetched there any more, so nothing waits for room.
  for (const std::string& origin : origins) node_.mirror_room().there_is_again(origin);
  return node_.access().renew();
}

// --- in force

// Safe to be repeated after a crash: what is there already is left as it is.
// Three steps in this order: the mirrors, the charter in force, the charter in our own journal. A crash after
// the first leaves mirrors that nobody reads or is served; after the second, a group that works and whose
// version the others do not see in our journal yet.
Status Charters::install(const group::Charter& charter, const std::string& alias) {
  PARLEY_TRY_STATUS(add_mirrors(charter, alias));
  bool is_new = false;
  {
    const Lock lock(mutex_);
    const auto at = known_.find(charter.terms.id);
    Known one = at != known_.end() ? at->second : Known{};
    // It may have been withdrawn, or a later version have come into force, since it was found to be complete.
    if (one.charter && one.charter->terms.modified > charter.terms.modified) return {};
    if (at == known_.end())
      one.row = {.id = charter.terms.id, .alias = unused_alias(alias), .text = {}, .proposal = {}, .received = now()};
    is_new = !one.charter;
    one.charter = charter;
    one.root = group::root_of(charter.terms);
    one.row.is_group = true;
    one.row.left = false;
    one.row.text = charter.text;
    // A later version that is under way stays so.
    if (one.proposal && one.proposal->terms.modified <= charter.terms.modified) {
      one.proposal.reset();
      one.row.proposal.clear();
    }
    // On the disk first: a group that is in force here is so after a restart, too.
    PARLEY_TRY_STATUS(db_.put_charter(one.row));
    known_[charter.terms.id] = std::move(one);
    changed();
  }
  PARLEY_TRY_STATUS(node_.access().renew());
  return say_in_own_journal(charter, is_new);
}

// A charter names collections and origins for all members, and so could name somebody else's journal, or one
// of ours outside of groups: what is there already must be exactly the journal that the charter means.
Status Charters::add_mirrors(const group::Charter& charter, const std::string& alias) {
  std::map<std::string, store::CollectionRow> there;
  for (auto& row : node_.journals().rows()) there[row.id] = row;
  const std::string root = group::root_of(charter.terms);
  for (const auto& signature : charter.signatures) {
    const bool own = signature.identity_id == own_.identity;
    if (const auto known = there.find(signature.collection); known != there.end()) {
      const bool same = known->second.root == root && known->second.origin == signature.journal_key.name &&
                        (own == known->second.source.empty());
      if (!same) return Error{Code::conflict, "the charter gives a member a collection that is another journal's here"};
      continue;
    }
    if (own) return Error{Code::conflict, "the charter gives this party a journal that it does not have"};
    const group::Member* member = group::find_member(charter.terms, signature.identity_id);
    store::CollectionRow row{.id = signature.collection,
                             .name = journal_name(alias, member->name),
                             .root = root,
                             .title = member->name,
                             .description = {},
                             .alias = {},
                             .origin = signature.journal_key.name,
                             .outside_read = false,
                             .outside_write = false,
                             .source = signature.journal_key.to_string(),
                             .created = now()};
    // Names of mirrors are for people of this node; the first that is free is taken.
    for (int i = 2; node_.journals().open(row.name).ok(); ++i) row.name = journal_name(alias, member->name, i);
    PARLEY_TRY_STATUS(node_.journals().add_mirror(row));
  }
  return {};
}

// The charter stands in each member's own journal: that is when a new version counts.
// Of a new group nobody can know more entries of ours than there are: that spares the question to the others
// before the first append (OwnHeads::began()). Of a group that goes on it is asked.
Status Charters::say_in_own_journal(const group::Charter& charter, bool is_new) {
  PARLEY_TRY(const GroupView view, node_.membership().group(charter.terms.id));
  const MemberView* own = own_member(view);
  if (own == nullptr || !own->journal) return {};
  if (is_new) node_.own_heads().began(own->journal->origin());
  PARLEY_TRY_STATUS(node_.own_heads().may_append(view));
  PARLEY_TRY([[maybe_unused]] const auto outcomes, OwnJournal::append(*own->journal, {{charter.text}}));
  return {};
}

// --- signing

// The terms are compared as a text, not by their date alone: what a person has read is what is signed, letter
// for letter.
Result<Charters::ToSign> Charters::to_sign(std::string_view id_or_alias, const group::Terms* as_read) {
  const Lock lock(mutex_);
  const auto* known = find(id_or_alias);
  if (known == nullptr || !known->proposal)
    return Error{Code::not_found,
                 fmt::format("there is no charter \"{}\" to be signed; parley group list shows them", id_or_alias)};
  if (as_read != nullptr && group::terms_text(*as_read) != group::terms_text(known->proposal->terms))
    return Error{Code::conflict, fmt::format("not signed: another version of \"{}\" came in, of {}; read it first",
                                             known->row.alias, to_string(known->proposal->terms.modified))};
  for (const std::string& by : withdrawn_by(known->proposal->terms))
    if (const group::Member* member = group::find_member(known->proposal->terms, by);
        member != nullptr && by != own_.identity)
      return Error{Code::conflict,
                   fmt::format("not signed: \"{}\" has withdrawn this version of \"{}\". When it is to be signed after "
                               "all, that party brings it again (parley group sign FILE), or somebody drafts another",
                               text::plain(member->name), known->row.alias)};
  return ToSign{*known->proposal, known->charter, known->row.alias};
}

// This party's journal in the group: the one of an attempt that was cut off, or a new one.
// It is found again by its name and the root of the group, which is derived from the charter, so that a
// second attempt to sign does not leave a second journal behind.
Result<store::CollectionRow> Charters::journal_for(const ToSign& what) {
  const std::string& party = node_.config().party.name;
  const std::string root = group::root_of(what.proposal.terms);
  std::string name = journal_name(what.alias, party);
  auto row = node_.journals().open(name);
  for (int i = 2; row.ok() && row->row.root != root; ++i) {
    name = journal_name(what.alias, party, i);
    row = node_.journals().open(name);
  }
  if (row.ok()) return row->row;
  return node_.journals().add({.name = name,
                               .id = {},
                               .title = node_.config().party.name,
                               .description = {},
                               .alias = {},
                               .outside_read = false,
                               .outside_write = false,
                               .root = root});
}

// The order: everything that can fail without consequence first, then the question what those who join would
// read, with the record of the signature (before_signing()), and only then the signature leaves (propose()).
// A crash between the last two leaves a version on record that nobody else has: releases are asked about for
// its newcomers, which is more cautious than needed and nothing worse.
Result<group::Charter> Charters::sign(std::string_view id_or_alias, const group::Terms* as_read) {
  PARLEY_TRY(const ToSign what, to_sign(id_or_alias, as_read));
  group::Signature mine;
  mine.identity_id = own_.identity;
  if (const auto* before = what.in_force ? group::find_signature(*what.in_force, own_.identity) : nullptr) {
    // Of a later version only the signature is new: the journal stays the one that the members have mirrors
    // of.
    mine = *before;
    mine.line.clear();
  } else {
    PARLEY_TRY(const store::CollectionRow journal, journal_for(what));
    PARLEY_TRY(const std::string key, node_.journals().verifier_key(journal.id));
    PARLEY_TRY(mine.journal_key, journal::VerifierKey::parse(key));
    mine.collection = journal.id;
  }
  PARLEY_TRY(const group::Card card, node_.peers().own_card_parsed());
  mine.witness_key = card.witness_key;
  mine.url = card.url;
  PARLEY_TRY(const group::Charter charter, group::sign_charter(what.proposal, mine, own_.party_key));
  // With what this party brings itself, such as its address.
  PARLEY_TRY_STATUS(node_.release_policy().names_nothing_held_back(charter.text, &charter.terms).in("not signed"));
  PARLEY_TRY_STATUS(before_signing(what.proposal.terms));
  PARLEY_TRY_STATUS(propose(charter, what.alias));
  // Others may have signed meanwhile, and the text that is held has their signatures.
  auto held = newest(charter.terms.id);
  return held ? std::move(*held) : charter;
}

}  // namespace parley::node
