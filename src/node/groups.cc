#include "node/groups.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/uuid.h"
#include "http/certificate_check.h"
#include "http/server.h"
#include "json/canonical.h"
#include "names/names.h"
#include "node/groups_impl.h"
#include "node/health.h"
#include "node/keys.h"
#include "node/log.h"
#include "node/own_identity.h"

namespace parley::node {
namespace {

constexpr int kPeerCertificateDays = 3650;
constexpr std::ptrdiff_t kMostProposals = 1000;
constexpr std::ptrdiff_t kMostProposalsOfOne = 64;  // that name one other party: it must not use up what all have
constexpr std::string_view kCertificateOnCard = "certificate/card";

// A name that can be a journal's: letters, digits and hyphens.
std::string plain_name(std::string_view text) {
  std::string out = names::handle_of(text, "group").substr(0, 40);
  while (out.ends_with('-')) out.pop_back();
  return out;
}

// A charter on its way: the same terms with more signatures are another text of the same version, which no journal
// takes as the same object. So it travels as the payload of an artifact (STIX 2.1 section 6.1), a different one for
// each text.
std::string lobby_envelope(const std::string& charter) {
  const std::string payload = to_base64(as_bytes(charter));
  return fmt::format(
      R"({{"objects":[{{"type":"artifact","spec_version":"2.1","id":"{}","mime_type":"application/json","payload_bin":"{}"}}]}})",
      group::derived_id("artifact", charter), payload);
}

}  // namespace

Groups::Groups(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Groups::~Groups() = default;

namespace {

// The public keys that the charters in force have for this party, for a node.db that does not know them yet.
struct CharterKeys {
  std::optional<PublicKey> party, witness;
};
Result<CharterKeys> keys_in_charters(store::GroupDb& db, Node& node) {
  CharterKeys out;
  PARLEY_TRY(const auto rows, db.charters());
  for (const auto& row : rows) {
    if (row.text.empty()) continue;
    const auto charter = group::parse_charter(row.text);
    if (!charter.ok()) continue;  // load() says so
    const std::string& own = node.config().party.identity;
    if (const auto* member = group::find_member(charter->terms, own)) out.party = member->party_key.key;
    if (const auto* signature = group::find_signature(*charter, own)) {
      out.witness = signature->witness_key.key;
      const std::string name = "key/" + signature->journal_key.name;
      if (node.known(name).empty()) (void)node.put_known(name, to_hex(signature->journal_key.key));
    }
  }
  return out;
}

// Others have pinned the certificate on the card that was handed out last.
void check_certificate(Node& node, const std::filesystem::path& certificate, const std::filesystem::path& key,
                       const std::string& fingerprint) {
  const std::string handed_out = node.known(kCertificateOnCard);
  if (auto pair = http::check_key_pair(certificate, key); !pair.ok())
    node.health().set("certificate", {Trouble::wrong_key,
                                      fmt::format("{}: no other party's node can be talked to until both files are "
                                                  "brought back from a backup",
                                                  pair.error().message)});
  else if (!handed_out.empty() && handed_out != fingerprint)
    node.health().set("certificate",
                      {Trouble::wrong_key, fmt::format("{} is another certificate than the one on the card that others "
                                                       "have: bring it back from a backup, or hand out a new card "
                                                       "(parley peer invite)",
                                                       certificate.string())});
}

}  // namespace

Result<std::unique_ptr<Groups>> Groups::open(Node& node) {
  const auto keys = node.dir() / "keys";
  PARLEY_TRY(auto db, store::GroupDb::open(node.dir() / "node.db"));
  PARLEY_TRY(const CharterKeys expected, keys_in_charters(*db, node));
  // One that is lost is not made again without a word when others know it.
  std::error_code ignored;
  if (!std::filesystem::exists(keys / "witness.key", ignored) && !expected.witness && node.known("key/witness").empty())
    PARLEY_TRY_STATUS(write_key(keys / "witness.key", SigningKey::generate()));
  PARLEY_TRY(auto party, node.own_key("party", expected.party));
  PARLEY_TRY(auto witness, node.own_key("witness", expected.witness));
  auto impl = std::make_unique<Impl>(node, std::move(db), std::move(party), std::move(witness));
  if (!std::filesystem::exists(impl->peer_certificate(), ignored))
    PARLEY_TRY_STATUS(http::write_self_signed(impl->peer_certificate(), impl->peer_key(), node.config().journals.domain,
                                              kPeerCertificateDays));
  if (auto fingerprint = http::certificate_fingerprint(impl->peer_certificate()); fingerprint.ok())
    impl->peer_fingerprint = std::move(fingerprint).value();  // else check_certificate() says so
  check_certificate(node, impl->peer_certificate(), impl->peer_key(), impl->peer_fingerprint);
  PARLEY_TRY_STATUS(impl->load());
  return std::unique_ptr<Groups>(new Groups(std::move(impl)));
}

Status Groups::Impl::load() {
  PARLEY_TRY(const auto peer_rows, db->peers());
  PARLEY_TRY(const auto charter_rows, db->charters());
  PARLEY_TRY(const auto receipt_rows, db->receipts());
  PARLEY_TRY(const auto stopped, db->notes("stopped/"));
  PARLEY_TRY(const auto waiting, db->notes("outbox/"));
  PARLEY_TRY(const auto split, db->notes("split/"));
  PARLEY_TRY(const auto refusals, db->notes("not taken/"));
  PARLEY_TRY(const auto split_views, db->notes("split view/"));
  PARLEY_TRY(const auto derivation_rows, db->derivations());
  std::vector<release::Derivation> derivations;
  for (const auto& row : derivation_rows)
    derivations.push_back({row.derived, row.original, static_cast<release::How>(std::clamp(row.how, 0, 2))});
  graph.add(derivations);
  PARLEY_TRY(const auto departures, db->departures());
  const Lock lock(mutex);
  for (const auto& row : departures) departed[{row.charter, row.party}] = row.at;
  for (const auto& [key, envelope] : waiting) outbox.insert(key.substr(7, key.rfind('/') - 7));
  for (const auto& [key, why] : refusals) {  // "not taken/ORIGIN/IDENTITY"
    const std::size_t begin = key.find('/') + 1, end = key.rfind('/');
    not_taken[{key.substr(begin, end - begin), key.substr(end + 1)}] = why;
  }
  for (const auto& [key, why] : stopped) problems[key.substr(std::string_view("stopped/").size())] = why;
  for (const auto& [key, size] : split) {
    const std::size_t begin = key.find('/') + 1, end = key.rfind('/');
    heads[key.substr(begin, end - begin)].split.emplace(std::strtoull(size.c_str(), nullptr, 10), key.substr(end + 1));
  }
  for (const auto& [key, text] : split_views) heads[key.substr(key.find('/') + 1)].split_view = text;
  for (const auto& row : peer_rows) {
    auto card = group::parse_card(row.card);
    if (!card.ok())
      return Error{Code::corrupt, fmt::format("node.db: the card of peer \"{}\": {}", row.alias, card.error().message)};
    peers[row.identity] = {row, std::move(card).value()};
  }
  refresh_called();
  for (const auto& row : charter_rows) {
    Charters one{.row = row, .charter = {}, .proposal = {}, .root = {}};
    for (const auto& [text, into] : {std::pair(&row.text, &one.charter), std::pair(&row.proposal, &one.proposal)}) {
      if (text->empty()) continue;
      auto charter = group::parse_charter(*text);
      if (!charter.ok())
        return Error{Code::corrupt,
                     fmt::format("node.db: the charter of \"{}\": {}", row.alias, charter.error().message)};
      *into = std::move(charter).value();
    }
    one.root = group::root_of((one.charter ? *one.charter : *one.proposal).terms);
    charters[row.id] = std::move(one);
  }
  for (const auto& row : receipt_rows) {
    remember(receipts[{row.origin, row.holder}], row.size, row.time);
    ++receipt_counts[row.root];
  }
  PARLEY_TRY_STATUS(load_signed_versions());
  refresh_snapshot();
  return {};
}

const MemberView* member_of(const GroupView& view, std::string_view identity) {
  const auto at = std::find_if(view.members.begin(), view.members.end(),
                               [&](const MemberView& one) { return one.identity_id == identity; });
  return at == view.members.end() ? nullptr : &*at;
}

const MemberView* own_member(const GroupView& view) {
  const auto own =
      std::find_if(view.members.begin(), view.members.end(), [](const MemberView& one) { return one.own; });
  return own == view.members.end() ? nullptr : &*own;
}

void Groups::Impl::refresh_snapshot() {
  auto fresh = std::make_shared<Snapshot>();
  for (const auto& [identity, known] : peers) fresh->identities[known.card.tls_fingerprint] = identity;
  for (const auto& [id, one] : charters) {
    if (!one.charter) continue;
    auto& members = fresh->members[one.root];
    if (!one.row.left)
      for (const auto& member : one.charter->terms.members) members.insert(member.identity_id);
    fresh->titles[one.root] = one.charter->terms.name;
    // A mirror of who is in the group no longer stays here, and is handed to nobody: who joined since was not in the
    // audience of what is in it.
    for (const auto& signature : one.charter->signatures) fresh->collections.insert(signature.collection);
  }
  snapshot = std::move(fresh);
  views.reset();
  ++views_version;
  idle_links.clear();  // a new card may give another address
  node.bell().ring();
}

Groups::Impl::Charters* Groups::Impl::find(std::string_view id_or_alias) {
  for (auto& [id, one] : charters)
    if (id == id_or_alias || one.row.alias == id_or_alias || one.root == id_or_alias) return &one;
  return nullptr;
}

std::string Groups::Impl::unused_alias(std::string wanted) {
  wanted = plain_name(wanted);
  std::string alias = wanted;
  for (int i = 2; find(alias) != nullptr; ++i) alias = fmt::format("{}-{}", wanted, i);
  return alias;
}

Result<store::CollectionRow> Groups::Impl::lobby() {
  for (const auto& row : node.journal_rows())
    if (row.name == kLobby && row.root == kLobby) return row;
  return node.add_journal({.name = std::string(kLobby),
                           .id = {},
                           .title = "Lobby",
                           .description = "Charters that other parties propose",
                           .alias = {},
                           .outside_read = false,
                           .outside_write = false,
                           .root = std::string(kLobby)});
}

// --- peers

Result<std::string> Groups::own_card() {
  PARLEY_TRY(const group::Card card, own_card_parsed());
  // What goes out now is what others will pin.
  if (impl_->node.known(kCertificateOnCard) != impl_->peer_fingerprint)
    PARLEY_TRY_STATUS(impl_->node.put_known(kCertificateOnCard, impl_->peer_fingerprint));
  if (http::check_key_pair(impl_->peer_certificate(), impl_->peer_key()).ok())
    impl_->node.health().clear("certificate");
  return card.line;
}

Result<group::Card> Groups::own_card_parsed() {
  for (const std::string& wrong : {impl_->party_key_wrong, impl_->witness_key_wrong})
    if (!wrong.empty()) return Error{Code::unavailable, wrong};
  PARLEY_TRY(const auto lobby, impl_->lobby());
  const Config& config = impl_->node.config();
  group::Card card;
  card.identity = own_identity_object(config);
  card.identity_id = config.party.identity;
  card.name = config.party.name;
  card.domain = impl_->domain();
  card.party_key =
      journal::VerifierKey::make(impl_->domain(), journal::SignatureType::ed25519, impl_->party_key.public_key());
  card.witness_key = journal::VerifierKey::make(impl_->domain() + "/witness", journal::SignatureType::cosignature_v1,
                                                impl_->witness_key.public_key());
  card.url = config.peers.reachable_at(impl_->domain());
  card.tls_fingerprint = impl_->peer_fingerprint;
  card.lobby = lobby.id;
  card.issued = {now().value / 1000 * 1000};
  return group::parse_card(group::make_card(card, impl_->party_key));
}

Status Groups::accept_peer(const group::Card& card, const std::string& alias, Alike alike) {
  if (card.identity_id == impl_->own_identity())
    return Error{Code::invalid_input, "this is this node's own card; hand it to the other party"};
  if (plain_name(alias) != alias)
    return Error{Code::invalid_input, "an alias has lower-case letters, digits and hyphens: \"" + plain_name(alias) +
                                          "\" instead of \"" + alias + "\""};
  PARLEY_TRY([[maybe_unused]] const auto lobby, impl_->lobby());
  {
    // What a charter in the lobby waited for may be this card.
    ++impl_->lobby_arrivals;
    const Lock lock(impl_->mutex);
    const auto known = impl_->peers.find(card.identity_id);
    // Of several reasons first the one for which somebody may have sent this card.
    PARLEY_TRY_STATUS(impl_->check_card_name(card, alike));
    if (known != impl_->peers.end() && known->second.card.issued > card.issued)
      return Error{Code::conflict,
                   "a later card of this party was accepted before; ask the party for its newest one (parley peer "
                   "invite prints it there)"};
    if (known != impl_->peers.end() && known->second.card.party_key.key != card.party_key.key)
      return Error{
          Code::conflict,
          "this party is known with another key; parley peer remove it first, after asking them on another channel"};
    for (const auto& [identity, other] : impl_->peers) {
      if (identity == card.identity_id) continue;
      if (other.row.alias == alias)
        return Error{Code::conflict, "\"" + alias + "\" is what another party is called; give --alias"};
      if (other.card.tls_fingerprint == card.tls_fingerprint || other.card.party_key.key == card.party_key.key)
        return Error{Code::conflict, "\"" + other.row.alias + "\" has the same key: two parties cannot"};
    }
    const store::PeerRow row{
        .identity = card.identity_id, .alias = alias, .card = card.line, .accepted = now(), .last_seen = {}};
    PARLEY_TRY_STATUS(impl_->db->put_peer(row));
    impl_->peers[card.identity_id] = {row, card};
    impl_->refresh_called();
    impl_->refresh_snapshot();
  }
  return impl_->node.access().renew();
}

Status Groups::remove_peer(const std::string& alias) {
  {
    const Lock lock(impl_->mutex);
    const auto at = std::find_if(impl_->peers.begin(), impl_->peers.end(),
                                 [&](const auto& one) { return one.second.row.alias == alias || one.first == alias; });
    if (at == impl_->peers.end())
      return Error{Code::not_found, "there is no peer \"" + alias + "\"; parley peer list shows them"};
    PARLEY_TRY_STATUS(impl_->db->remove_peer(at->first));
    impl_->peers.erase(at);
    impl_->refresh_called();
    impl_->refresh_snapshot();
  }
  return impl_->node.access().renew();
}

std::vector<Peer> Groups::peers() const {
  std::map<std::string, std::optional<Micros>> last_seen;  // an exchange writes it only into the database
  if (const auto rows = impl_->db->peers(); rows.ok())
    for (const auto& row : *rows) last_seen[row.identity] = row.last_seen;
  const Lock lock(impl_->mutex);
  std::vector<Peer> out;
  for (const auto& [identity, known] : impl_->peers)
    out.push_back({known.card, known.row.alias, known.row.accepted, last_seen[identity]});
  return out;
}

Result<Peer> Groups::peer(std::string_view alias_or_identity) const {
  const Lock lock(impl_->mutex);
  for (const auto& [identity, known] : impl_->peers)
    if (identity == alias_or_identity || known.row.alias == alias_or_identity)
      return Peer{known.card, known.row.alias, known.row.accepted, known.row.last_seen};
  return Error{Code::not_found, fmt::format("there is no peer \"{}\"; parley peer list shows them", alias_or_identity)};
}

Result<std::unique_ptr<PeerLink>> Groups::link(std::string_view identity) const {
  PARLEY_TRY(const Peer one, peer(identity));
  if (one.card.url.empty())
    return Error{Code::unavailable, fmt::format("\"{}\" has no address: it asks us, we cannot ask it", one.alias)};
  return std::make_unique<PeerLink>(one.card.url, one.card.tls_fingerprint, impl_->peer_certificate(),
                                    impl_->peer_key());
}

// --- charters

std::vector<Groups::Proposal> Groups::proposals() const {
  const Lock lock(impl_->mutex);
  std::vector<Proposal> out;
  for (const auto& [id, one] : impl_->charters)
    if (one.proposal) out.push_back({*one.proposal, one.row.received, one.row.alias});
  return out;
}

Status Groups::Impl::take_proposal(Groups& groups, const group::Charter& charter, const std::string& alias,
                                   bool& changed) {
  const std::string& id = charter.terms.id;
  if (group::find_member(charter.terms, own_identity()) == nullptr)
    return Error{Code::invalid_input, "this party is not a member in the charter \"" + charter.terms.name + "\""};
  group::Charter merged = charter;
  std::string known_alias;
  {
    const Lock lock(mutex);
    for (const auto& member : charter.terms.members) {
      if (member.identity_id == own_identity()) {
        if (member.party_key.key != party_key.public_key())
          return Error{Code::conflict, "the charter names this party with a key that is not ours"};
        continue;
      }
      const auto peer = peers.find(member.identity_id);
      if (peer == peers.end())
        return Error{Code::forbidden, "the charter names \"" + member.name +
                                          "\", which is no peer here; exchange cards first (parley peer accept)"};
      if (peer->second.card.party_key.key != member.party_key.key)
        return Error{Code::conflict, "the charter names \"" + member.name + "\" with another key than its card"};
    }
    for (const auto& signature : charter.signatures) {
      const auto peer = peers.find(signature.identity_id);
      if (peer != peers.end() && signature.witness_key.key != peer->second.card.witness_key.key)
        return Error{Code::conflict, "a member signed with another witness key than that of its card"};
    }
    Charters* const known = find(id);
    if (known != nullptr) {
      known_alias = known->row.alias;
      if (known->charter && known->charter->terms.modified >= charter.terms.modified) return changed = false, Status{};
    }
    PARLEY_TRY_STATUS(check_charter_names(charter, known != nullptr && known->charter ? &*known->charter : nullptr));
    if (known != nullptr) {
      if (known->proposal) {
        if (auto both = group::merge_charters(*known->proposal, charter); both.ok())
          merged = std::move(both).value();
        else if (known->proposal->terms.modified >= charter.terms.modified)
          return Error{Code::conflict,
                       "another version of this charter is under way; withdraw it or give this one a later time"};
        changed = merged.signatures.size() != known->proposal->signatures.size() ||
                  merged.terms.modified != known->proposal->terms.modified;
      } else {
        changed = true;
      }
      if (!known->proposal || known->proposal->terms.modified != merged.terms.modified) known->row.received = now();
      known->proposal = merged;
      known->row.proposal = merged.text;
      if (!merged.complete()) return db->put_charter(known->row);
    } else {
      const auto waiting = std::count_if(charters.begin(), charters.end(),
                                         [](const auto& other) { return other.second.proposal.has_value(); });
      if (waiting >= kMostProposals)
        return Error{Code::unavailable, "too many charters wait to be signed or withdrawn"};
      for (const auto& member : charter.terms.members)
        if (alias.empty() && member.identity_id != own_identity() &&
            std::count_if(charters.begin(), charters.end(), [&](const auto& other) {
              return other.second.proposal &&
                     group::find_member(other.second.proposal->terms, member.identity_id) != nullptr;
            }) >= kMostProposalsOfOne)
          return Error{Code::unavailable,
                       "too many charters with \"" + member.name + "\" wait to be signed or withdrawn"};
      changed = true;
      Charters one{.row = {.id = id,
                           .alias = unused_alias(alias.empty() ? charter.terms.name : alias),
                           .is_group = false,
                           .left = false,
                           .text = {},
                           .proposal = charter.text,
                           .received = now()},
                   .charter = {},
                   .proposal = charter,
                   .root = group::root_of(charter.terms)};
      known_alias = one.row.alias;
      PARLEY_TRY_STATUS(db->put_charter(one.row));
      charters[id] = std::move(one);
      if (!merged.complete()) return {};
    }
  }
  return install(groups, merged, known_alias);
}

// Safe to be repeated after a crash: what is there already is left as it is.
Status Groups::Impl::install(Groups& groups, const group::Charter& charter, const std::string& alias) {
  std::map<std::string, store::CollectionRow> there;
  for (auto& row : node.journal_rows()) there[row.id] = row;
  const std::string root = group::root_of(charter.terms);
  for (const auto& signature : charter.signatures) {
    const bool own = signature.identity_id == own_identity();
    if (const auto known = there.find(signature.collection); known != there.end()) {
      const bool same = known->second.root == root && known->second.origin == signature.journal_key.name &&
                        (own == known->second.source.empty());
      if (!same) return Error{Code::conflict, "the charter gives a member a collection that is another journal's here"};
      continue;
    }
    if (own) return Error{Code::conflict, "the charter gives this party a journal that it does not have"};
    const group::Member* member = group::find_member(charter.terms, signature.identity_id);
    store::CollectionRow row{.id = signature.collection,
                             .name = fmt::format("{}.{}", alias, plain_name(member->name)),
                             .root = root,
                             .title = member->name,
                             .description = {},
                             .alias = {},
                             .origin = signature.journal_key.name,
                             .outside_read = false,
                             .outside_write = false,
                             .source = signature.journal_key.to_string(),
                             .created = now()};
    for (int i = 2; node.journal(row.name).ok(); ++i)
      row.name = fmt::format("{}.{}-{}", alias, plain_name(member->name), i);
    PARLEY_TRY_STATUS(node.add_mirror(row));
  }
  bool is_new = false;
  {
    const Lock lock(mutex);
    Charters& one = charters[charter.terms.id];
    is_new = !one.charter;
    one.charter = charter;
    one.proposal.reset();
    one.root = root;
    one.row.is_group = true, one.row.left = false, one.row.text = charter.text, one.row.proposal.clear();
    PARLEY_TRY_STATUS(db->put_charter(one.row));
    refresh_snapshot();
  }
  PARLEY_TRY_STATUS(node.access().renew());
  // The charter stands in each member's own journal: that is when a new version counts.
  PARLEY_TRY(const GroupView view, groups.group(charter.terms.id));
  for (const MemberView& member : view.members) {
    if (!member.own || !member.journal) continue;
    // What began just now nobody can know more of.
    if (is_new) {
      const Lock lock(asked_mutex);
      asked.insert(member.journal->origin());
    }
    PARLEY_TRY_STATUS(may_append(groups, view));
    std::vector<journal::Outcome> outcomes;
    PARLEY_TRY_STATUS(append_own(*member.journal, {charter.text}, outcomes));
  }
  return {};
}

Status Groups::propose(const group::Charter& charter, const std::string& alias) {
  bool changed = false;
  PARLEY_TRY_STATUS(impl_->take_proposal(*this, charter, alias, changed));
  // What we hold now may have more signatures than what was given.
  std::string text = charter.text;
  {
    const Lock lock(impl_->mutex);
    if (const auto* known = impl_->find(charter.terms.id))
      text = known->proposal ? known->proposal->text : known->charter->text;
  }
  const std::string envelope = lobby_envelope(text);
  for (const auto& member : charter.terms.members) {
    if (member.identity_id == impl_->own_identity()) continue;
    const auto other = peer(member.identity_id);
    if (!other.ok()) continue;
    // Who cannot be reached now gets it with the next sync.
    auto to = link(member.identity_id);
    const std::string key = fmt::format("outbox/{}/{}", member.identity_id, charter.terms.id);
    bool sent = false;
    if (to.ok()) {
      const auto answer = (*to)->post(fmt::format("/{}/collections/{}/objects/", kLobby, other->card.lobby), envelope,
                                      "application/taxii+json;version=2.1");
      sent = answer.ok() && answer->status == 202;
      if (sent) Impl::note_refused_charter(key, answer->body_text());
    }
    PARLEY_TRY_STATUS(put_note(key, sent ? "" : envelope));
    const Lock lock(impl_->mutex);
    if (!sent) impl_->outbox.insert(member.identity_id);
  }
  return {};
}

Result<group::Charter> Groups::sign(std::string_view id_or_alias, const group::Terms* as_read) {
  std::optional<group::Charter> proposal, in_force;
  std::string alias;
  {
    const Lock lock(impl_->mutex);
    const auto* known = impl_->find(id_or_alias);
    if (known == nullptr || !known->proposal)
      return Error{Code::not_found,
                   fmt::format("there is no charter \"{}\" to be signed; parley group list shows them", id_or_alias)};
    if (as_read != nullptr && group::terms_text(*as_read) != group::terms_text(known->proposal->terms))
      return Error{Code::conflict, fmt::format("not signed: another version of \"{}\" came in, of {}; read it first",
                                               known->row.alias, to_string(known->proposal->terms.modified))};
    proposal = known->proposal, in_force = known->charter, alias = known->row.alias;
  }
  const std::string& own = impl_->own_identity();
  group::Signature mine;
  mine.identity_id = own;
  if (const auto* before = in_force ? group::find_signature(*in_force, own) : nullptr) {
    mine = *before;
    mine.line.clear();
  } else {
    const std::string wanted = alias + "." + plain_name(impl_->node.config().party.name);
    const std::string root = group::root_of(proposal->terms);
    std::string name = wanted;
    auto row = impl_->node.journal(name);  // from an attempt that was cut off
    for (int i = 2; row.ok() && row->row.root != root; ++i)
      name = fmt::format("{}-{}", wanted, i), row = impl_->node.journal(name);
    store::CollectionRow made;
    if (row.ok()) {
      made = row->row;
    } else {
      PARLEY_TRY(made, impl_->node.add_journal({.name = name,
                                                .id = {},
                                                .title = impl_->node.config().party.name,
                                                .description = {},
                                                .alias = {},
                                                .outside_read = false,
                                                .outside_write = false,
                                                .root = root}));
    }
    PARLEY_TRY(const std::string key, impl_->node.verifier_key(made.id));
    PARLEY_TRY(mine.journal_key, journal::VerifierKey::parse(key));
    mine.collection = made.id;
  }
  PARLEY_TRY(const group::Card card, own_card_parsed());
  mine.witness_key = card.witness_key;
  mine.url = card.url;
  PARLEY_TRY(const group::Charter charter, group::sign_charter(*proposal, mine, impl_->party_key));
  PARLEY_TRY_STATUS(impl_->before_signing(*this, proposal->terms));
  PARLEY_TRY_STATUS(propose(charter, alias));
  const Lock lock(impl_->mutex);
  const auto* known = impl_->find(charter.terms.id);
  return known->proposal ? *known->proposal : *known->charter;
}

Status Groups::withdraw_proposal(std::string_view id_or_alias) {
  const Lock lock(impl_->mutex);
  auto* known = impl_->find(id_or_alias);
  if (known == nullptr || !known->proposal)
    return Error{Code::not_found, fmt::format("there is no charter \"{}\" under way", id_or_alias)};
  if (!known->charter) {
    const std::string id = known->row.id;
    PARLEY_TRY_STATUS(impl_->db->remove_charter(id));
    impl_->charters.erase(id);
    return {};
  }
  known->proposal.reset();
  known->row.proposal.clear();
  return impl_->db->put_charter(known->row);
}

// --- groups

GroupView Groups::Impl::view_of(const Charters& one) {
  GroupView view{
      .charter = *one.charter, .alias = one.row.alias, .root = one.root, .members = {}, .left = one.row.left};
  for (const auto& member : one.charter->terms.members) {
    MemberView out{.identity_id = member.identity_id,
                   .name = member.name,
                   .own = member.identity_id == own_identity(),
                   .journal = {},
                   .problem = {},
                   .no_room = {},
                   .takes_no_more = {},
                   .left = {},
                   .wrong_copies = {}};
    const auto* signature = group::find_signature(*one.charter, member.identity_id);
    auto info = node.journal(signature->collection);
    if (info.ok() && info->row.root == one.root && info->row.origin == signature->journal_key.name)
      out.journal = info->journal;
    else if (info.ok())
      out.problem = "its collection is another journal's here";
    else
      out.problem = info.error().message;
    view.members.push_back(std::move(out));
  }
  return view;
}

std::shared_ptr<const std::vector<GroupView>> Groups::views() const {
  std::vector<Impl::Charters> all;
  std::uint64_t version = 0;
  {
    const Lock lock(impl_->mutex);
    if (impl_->views) return impl_->views;
    version = impl_->views_version;
    for (const auto& [id, one] : impl_->charters)
      if (one.charter) all.push_back(one);
  }
  // Journals are asked for without the lock: the node asks for rights with its own held.
  auto made = std::make_shared<std::vector<GroupView>>();
  for (const auto& one : all) made->push_back(impl_->view_of(one));
  const Lock lock(impl_->mutex);
  if (impl_->views_version == version) impl_->views = made;
  return made;
}

GroupView Groups::Impl::with_problems(GroupView view) const {
  const Lock lock(mutex);
  const MemberView* const own = own_member(view);
  for (MemberView& member : view.members) {
    if (member.journal && !member.own)
      if (const auto full = no_room.find(member.journal->origin()); full != no_room.end())
        member.no_room = full->second.here(fmt::format("\"{}\"", member.name));
    if (own != nullptr && own->journal)
      if (const auto told = not_taken.find({own->journal->origin(), member.identity_id}); told != not_taken.end())
        member.takes_no_more = told->second;
    if (const auto left = departed.find({view.charter.terms.id, member.identity_id}); left != departed.end())
      member.left = left->second;
    member.called = called(member.identity_id, member.name);
    if (member.journal)
      if (const auto problem = problems.find(member.journal->origin()); problem != problems.end())
        member.problem = problem->second;
    for (auto copy = unusable.lower_bound({member.identity_id, ""});
         copy != unusable.end() && copy->first.first == member.identity_id; ++copy)
      if (copy->second.root == view.root && member.wrong_copies.empty()) member.wrong_copies = copy->second.wrong;
  }
  return view;
}

std::vector<GroupView> Groups::groups() const {
  std::vector<GroupView> out;
  const auto all = views();
  for (const GroupView& view : *all) out.push_back(impl_->with_problems(view));
  return out;
}

Result<GroupView> Groups::group(std::string_view id_or_alias) const {
  const auto all = views();
  for (const GroupView& view : *all)
    if (view.charter.terms.id == id_or_alias || view.alias == id_or_alias || view.root == id_or_alias)
      return impl_->with_problems(view);
  for (const Proposal& one : proposals())
    if (one.charter.terms.id == id_or_alias || one.alias == id_or_alias)
      return Error{
          Code::not_found,
          fmt::format(
              "\"{}\" is no group yet: {} of its {} members have signed the charter; parley group show {} says who",
              one.alias, one.charter.signatures.size(), one.charter.terms.members.size(), one.alias)};
  return Error{Code::not_found, fmt::format("there is no group \"{}\"; parley group list shows them", id_or_alias)};
}

Status Groups::leave(std::string_view id_or_alias) {
  std::vector<std::string> origins;
  {
    const Lock lock(impl_->mutex);
    auto* known = impl_->find(id_or_alias);
    if (known == nullptr || !known->charter)
      return Error{Code::not_found, fmt::format("there is no group \"{}\"; parley group list shows them", id_or_alias)};
    known->row.left = true;
    PARLEY_TRY_STATUS(impl_->db->put_charter(known->row));
    impl_->refresh_snapshot();
    for (const auto& signature : known->charter->signatures) origins.push_back(signature.journal_key.name);
  }
  for (const std::string& origin : origins) impl_->room_again(origin);  // nothing is fetched there any more
  return impl_->node.access().renew();
}

bool Groups::has_left(const GroupView& group, std::string_view identity) const {
  const Lock lock(impl_->mutex);
  return impl_->departed.contains({group.charter.terms.id, std::string(identity)});
}

void Groups::Impl::note_departures(const GroupView& view, const group::View& state) {
  const std::string& charter = view.charter.terms.id;
  for (const MemberView& member : view.members) {
    const group::Departure* now_left = state.departure_of(member.identity_id);
    {
      const Lock lock(mutex);
      const auto known = departed.find({charter, member.identity_id});
      if ((now_left != nullptr) == (known != departed.end())) continue;
      if (now_left != nullptr)
        departed[{charter, member.identity_id}] = now_left->at.added;
      else
        departed.erase(known);
    }
    log(LogLevel::info, now_left != nullptr ? "a member has left the group" : "a member is back in the group",
        {{"group", view.alias}, {"member", member.name}});
    const Status kept =
        now_left != nullptr
            ? db->put_departure({.charter = charter, .party = member.identity_id, .at = now_left->at.added})
            : db->remove_departure(charter, member.identity_id);
    if (!kept.ok())
      log(LogLevel::warning, "who left a group could not be kept, and is found again with the next start",
          {{"group", view.alias}, {"why", kept.error().message}});
  }
}

Status Groups::for_each(const GroupView& group, const std::function<Status(const group::Record&)>& visit) const {
  const journal::Query everything{.added_after = {},
                                  .ids = {},
                                  .types = {},
                                  .spec_versions = {"2.0", "2.1"},
                                  .versions = {.last = false, .first = false, .all = true, .exact = {}}};
  for (const MemberView& member : group.members) {
    if (!member.journal) continue;
    for (journal::Seq from = 0;;) {
      PARLEY_TRY(const journal::Page page, member.journal->read(everything, from, {}));
      for (const journal::Entry& entry : page.entries)
        PARLEY_TRY_STATUS(
            visit({.author = member.identity_id, .seq = entry.seq, .added = entry.date_added, .text = entry.text}));
      if (!page.more) break;
      from = page.next;
    }
  }
  return {};
}

// --- notes

Result<std::optional<std::string>> Groups::note(std::string_view key) const { return impl_->db->note(key); }
Status Groups::put_note(std::string_view key, const std::string& value) { return impl_->db->put_note(key, value); }
std::vector<std::pair<std::string, std::string>> Groups::notes(std::string_view prefix) const {
  auto all = impl_->db->notes(prefix);
  return all.ok() ? std::move(all).value() : std::vector<std::pair<std::string, std::string>>{};
}

// --- what others may see

std::optional<taxii::Principal> Groups::principal_of(std::string_view certificate) const {
  const std::uint64_t generation = impl_->node.access().generation();
  const Lock lock(impl_->mutex);
  const auto identity = impl_->snapshot->identities.find(certificate);
  if (identity == impl_->snapshot->identities.end()) return std::nullopt;
  return taxii::Principal{
      .name = std::string(kPeerPrefix) + identity->second, .administrator = false, .generation = generation};
}

std::optional<std::vector<taxii::ApiRoot>> Groups::roots_of(const taxii::Principal& principal) const {
  if (!principal.name.starts_with(kPeerPrefix)) return std::nullopt;
  const std::string identity = principal.name.substr(kPeerPrefix.size());
  const Lock lock(impl_->mutex);
  std::vector<taxii::ApiRoot> out = {{.name = std::string(kLobby), .title = "Lobby", .description = {}}};
  for (const auto& [root, members] : impl_->snapshot->members)
    if (members.contains(identity))
      out.push_back({.name = root, .title = impl_->snapshot->titles.at(root), .description = {}});
  return out;
}

std::vector<taxii::ApiRoot> Groups::roots() const {
  const Lock lock(impl_->mutex);
  std::vector<taxii::ApiRoot> out;
  for (const auto& [root, title] : impl_->snapshot->titles)
    out.push_back({.name = root, .title = title, .description = {}});
  return out;
}

std::optional<Rights> Groups::rights_of(const taxii::Principal& principal, const store::CollectionRow& row) const {
  if (!principal.name.starts_with(kPeerPrefix)) return std::nullopt;
  const std::string identity = principal.name.substr(kPeerPrefix.size());
  const Lock lock(impl_->mutex);
  if (row.root == kLobby) return Rights{.read = false, .write = row.name == kLobby, .remove = false};
  const auto members = impl_->snapshot->members.find(row.root);
  return Rights{.read = members != impl_->snapshot->members.end() && members->second.contains(identity) &&
                        impl_->snapshot->collections.contains(row.id),
                .write = false,
                .remove = false};
}

}  // namespace parley::node
