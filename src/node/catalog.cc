// The seam between the TAXII service, which knows the standard and no node, and the node. Every call is
// handed on to the part that knows the answer; what is decided here is only how the answers of several parts
// go together. Objects that clients bring are appended as they came: they are other authors' and get nothing
// of ours, but for this party's identity where one of them names it.
#include "node/catalog.h"

#include <algorithm>

#include "node/access.h"
#include "node/audit.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/node.h"
#include "node/own_heads.h"
#include "node/own_identity.h"
#include "node/peers.h"
#include "node/statuses.h"

namespace parley::node {

Result<taxii::Principal> Catalog::authenticate(std::string_view authorization, std::string_view peer) {
  return access_.authenticate(authorization, peer);
}
bool Catalog::must_hash(std::string_view authorization) { return access_.must_hash(authorization); }
std::optional<taxii::Principal> Catalog::authenticate_fast(std::string_view authorization) {
  return access_.authenticate_fast(authorization);
}

// A peer has no password here. Its certificate is the one on its card, which a person has compared with it when the
// card was accepted (Peers::accept()).
std::optional<taxii::Principal> Catalog::authenticate_certificate(std::string_view fingerprint) {
  auto identity = node_.peers().of_certificate(fingerprint);
  if (!identity) return std::nullopt;
  return taxii::Principal{// The prefix keeps parties and users apart for good: a colon cannot stand in a user's name.
                          .name = std::string(kPeerPrefix) + *identity,
                          .administrator = false,
                          .generation = access_.generation()};
}

taxii::Discovery Catalog::discovery() {
  const auto& taxii = node_.config().taxii;
  taxii::Discovery out{.title = taxii.title, .description = {}, .contact = {}, .default_root = taxii.root};
  if (!taxii.description.empty()) out.description = taxii.description;
  if (!taxii.contact.empty()) out.contact = taxii.contact;
  return out;
}

// A party of a group sees the lobby and its groups; everybody else what they may read or write, whichever root it is
// under. Asked with every request that no cache answers: one look at each journal, however many groups there are.
std::vector<taxii::ApiRoot> Catalog::roots(const taxii::Principal& principal) {
  const taxii::ApiRoot own{.name = node_.config().taxii.root, .title = node_.config().party.name};
  if (const auto of_peer = node_.membership().roots_of(principal)) return *of_peer;
  std::vector<taxii::ApiRoot> out = {own};
  const auto seen = journals_.roots_seen_by(principal);
  for (const taxii::ApiRoot& root : node_.membership().roots())
    if (seen.contains(root.name)) out.push_back(root);
  return out;
}

// The roots of groups are not admitted to: an unknown root and one that somebody may not see get the same answer.
bool Catalog::has_root(std::string_view) { return true; }

std::vector<taxii::Collection> Catalog::collections(std::string_view root, const taxii::Principal& principal) {
  return journals_.collections(root, principal);
}
std::optional<taxii::Collection> Catalog::collection(std::string_view root, std::string_view id,
                                                     const taxii::Principal& principal) {
  return journals_.collection(root, id, principal);
}

Result<std::vector<journal::Outcome>> Catalog::append(const taxii::Collection& collection,
                                                      std::span<const journal::NewObject> objects) {
  return append_as_it_came(*collection.journal, node_.config(), objects);
}

// Adding destroys nothing, and what was added stands in its journal; deleting destroys what may be asked for, so it is
// recorded first, like every act that does (docs/decisions/0009). What is not there is no act: else whoever may delete
// would fill the journal of who did what by asking.
Result<std::size_t> Catalog::erase(const taxii::Collection& collection, const taxii::Principal& principal,
                                   std::string_view id, const journal::VersionFilter& versions) {
  const journal::Query query{
      .added_after = {}, .ids = {std::string(id)}, .types = {}, .spec_versions = {"2.0", "2.1"}, .versions = versions};
  PARLEY_TRY(const auto found, collection.journal->read(query, 0, {}));
  if (found.entries.empty()) return Error{Code::not_found, "there is no such version of it"};
  PARLEY_TRY_STATUS(is_not_audit(node_, collection.id));
  PARLEY_TRY(Recorded act,
             node_.audit().begin_as_client(
                 principal, {.act = Act::erase, .what = "delete", .place = collection.id, .about = {std::string(id)}}));
  const auto rows = journals_.rows();
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& one) { return one.id == collection.id; });
  if (row != rows.end()) PARLEY_TRY_STATUS(act.heed(node_.own_heads().before_append(*row)));
  return act.ended(collection.journal->erase(id, versions));
}

Status Catalog::keep_status(std::string_view root, std::string_view id, const taxii::Principal& owner,
                            std::string json) {
  statuses_.keep(root, id, owner, std::move(json));
  return {};
}
Result<std::string> Catalog::status(std::string_view root, std::string_view id, const taxii::Principal& principal) {
  return statuses_.find(root, id, principal);
}

}  // namespace parley::node
