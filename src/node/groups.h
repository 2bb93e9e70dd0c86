// The parts of a node that have to do with groups under one name, as they were called before there was a class for each
// (group_parts.h). Forwards and holds nothing; new code asks the node for the part that it needs.
#pragma once

#include "node/charters.h"
#include "node/exchange.h"
#include "node/group_states.h"
#include "node/heads.h"
#include "node/lobby.h"
#include "node/membership.h"
#include "node/node.h"
#include "node/outside_witnesses.h"
#include "node/own_acts.h"
#include "node/own_heads.h"
#include "node/peers.h"
#include "node/receipts.h"
#include "node/release_policy.h"
#include "store/embedded/group_db.h"

namespace parley::node {

class Groups {
 public:
  explicit Groups(Node& node) : node_(node) {}

  using Reached = Peers::Reached;
  using Proposal = Charters::Proposal;
  using ReleasedBefore = ReleasePolicy::ReleasedBefore;
  using HeldBack = ReleasePolicy::HeldBack;
  using SyncReport = node::SyncReport;
  using Activity = Exchange::Activity;
  using Receipt = Receipts::Receipt;
  using Cosigner = OutsideWitnesses::Cosigner;
  using Witnessing = OutsideWitnesses::Witnessing;
  using Progress = Exchange::Progress;
  static constexpr std::size_t kLobbyCharters = Lobby::kMostOfOneParty;

  Result<std::string> own_card() { return node_.peers().own_card(); }
  Result<group::Card> own_card_parsed() { return node_.peers().own_card_parsed(); }
  Result<Reached> reach(std::string_view who) const { return node_.peers().reach(who); }
  Status accept_peer(const group::Card& card, const std::string& alias, Alike alike = Alike::refused) {
    return node_.peers().accept(card, alias, alike);
  }
  Status remove_peer(const std::string& alias) { return node_.peers().remove(alias); }
  std::vector<Peer> peers() const { return node_.peers().list(); }
  Result<Peer> peer(std::string_view who) const { return node_.peers().find(who); }
  std::string called(std::string_view identity, std::string_view name) const {
    return node_.peers().called(identity, name);
  }
  Result<std::unique_ptr<PeerLink>> link(std::string_view identity) const { return node_.peers().link(identity); }

  std::vector<Proposal> proposals() const { return node_.charters().proposals(); }
  Status draft(const group::Charter& charter, const std::string& alias) {
    return node_.charters().draft(charter, alias);
  }
  Status propose(const group::Charter& charter, const std::string& alias) {
    return node_.charters().propose(charter, alias);
  }
  Result<group::Charter> sign(std::string_view id_or_alias, const group::Terms* as_read = nullptr) {
    return node_.charters().sign(id_or_alias, as_read);
  }
  Status withdraw_proposal(std::string_view id_or_alias) { return node_.charters().withdraw(id_or_alias); }
  Result<std::vector<release::Reading>> readings(const group::Terms& terms) const {
    return node_.charters().readings(terms);
  }
  std::vector<group::Terms> signed_versions(std::string_view charter_id, Micros than) const {
    return node_.charters().signed_versions(charter_id, than);
  }
  Status leave(std::string_view id_or_alias) { return node_.charters().leave(id_or_alias); }

  std::vector<GroupView> groups() const { return node_.membership().groups(); }
  GroupViews views() const { return node_.membership().views(); }
  Result<GroupView> group(std::string_view id_or_alias) const { return node_.membership().group(id_or_alias); }
  bool has_left(const GroupView& group, std::string_view identity) const {
    return node_.membership().has_left(group, identity);
  }
  Status for_each(const GroupView& group, const std::function<Status(const group::Record&)>& visit) const {
    return node_.membership().for_each(group, visit);
  }
  std::optional<std::vector<taxii::ApiRoot>> roots_of(const taxii::Principal& principal) const {
    return node_.membership().roots_of(principal);
  }
  std::vector<taxii::ApiRoot> roots() const { return node_.membership().roots(); }
  std::optional<Rights> rights_of(const taxii::Principal& principal, const store::CollectionRow& row) const {
    return node_.membership().rights_of(principal, row);
  }

  release::Context policy_context(const GroupView& group) const { return node_.release_policy().context(group); }
  Status put_embargo(const release::Embargo& embargo) { return node_.release_policy().put_embargo(embargo); }
  Status remove_embargo(const std::string& party, const std::string& what) {
    return node_.release_policy().remove_embargo(party, what);
  }
  std::vector<release::Embargo> embargoes() const { return node_.release_policy().embargoes(); }
  Result<HeldBack> held_back(const release::Embargo& embargo) const {
    return node_.release_policy().held_back(embargo);
  }
  Result<std::vector<ReleasedBefore>> released_before(const release::Embargo& embargo) const {
    return node_.release_policy().released_before(embargo);
  }
  Status put_derivations(std::span<const release::Derivation> derivations) {
    return node_.release_policy().put_derivations(derivations);
  }

  std::vector<SyncReport> sync(std::string_view group_or_empty, const Progress& progress = {}) {
    return node_.exchange().sync(group_or_empty, progress);
  }
  SyncReport sync_member(const GroupView& group, const MemberView& member, PeerLink& link,
                         const Progress& progress = {}) {
    return node_.exchange().sync_member(group, member, link, progress);
  }
  Status push(const GroupView& group, const MemberView& member, PeerLink& link) {
    return node_.exchange().push(group, member, link);
  }
  Status resume(const std::string& origin) { return node_.heads().resume(origin); }
  journal::WitnessAnswer add_checkpoint(std::string_view root, const taxii::Principal& principal,
                                        std::string_view body) {
    return node_.exchange().add_checkpoint(root, principal, body);
  }
  Activity activity() const { return node_.exchange().activity(); }
  std::string news_for(const taxii::Principal& principal) const { return node_.exchange().news_for(principal); }
  Result<std::string> ask_for_news(PeerLink& link) const { return node_.exchange().ask_for_news(link); }
  void send_outbox() { node_.lobby().send_waiting(); }
  Status read_lobby() { return node_.lobby().read(); }
  Status put_in_lobby(const taxii::Principal& principal, std::string_view artifact) {
    return node_.lobby().put(principal, artifact);
  }
  Status act() { return node_.own_acts().act(); }
  Status for_each_state(Micros now, const std::function<void(const GroupView&, const group::View&)>& visit) {
    return node_.group_states().for_each(now, visit);
  }

  std::vector<Receipt> receipts(const GroupView& group) const { return node_.receipts().list(group); }
  group::ReceivedAt received_at(const GroupView& group) const { return node_.receipts().received_at(group); }
  std::optional<std::string> receipts_page(std::string_view root, const taxii::Principal& principal,
                                           std::string_view query) const {
    return node_.receipts().page(root, principal, query);
  }
  Status show_to_witness(const GroupView& group, const group::OutsideWitness& witness, http::Client& client) {
    return node_.outside_witnesses().show(group, witness, client);
  }
  static http::ClientOptions witness_client() { return OutsideWitnesses::client_options(); }
  Witnessing witnessing(const GroupView& group, const MemberView& member) const {
    return node_.outside_witnesses().witnessing(group, member);
  }
  std::optional<journal::Note> witnessed_head(const GroupView& group, const MemberView& member,
                                              journal::Seq seq) const {
    return node_.outside_witnesses().witnessed_head(group, member, seq);
  }

  void ask_for_own_heads(std::chrono::milliseconds patience) { node_.own_heads().ask_for_all(patience); }
  Status before_append(const store::CollectionRow& row) { return node_.own_heads().before_append(row); }
  Result<std::uint64_t> recover(const std::string& name, const std::string& from_peer,
                                const std::function<void(std::uint64_t)>& progress = {}) {
    return node_.own_heads().recover(name, from_peer, progress);
  }

  // Journals that are stopped, by "stopped/" and their origin.
  std::vector<std::pair<std::string, std::string>> notes(std::string_view prefix) const {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& [origin, why] : node_.heads().all_stopped())
      if (prefix == "stopped/") out.emplace_back(std::string(prefix) + origin, why);
    return out;
  }

 private:
  friend class Releases;
  Result<Released> release(std::string_view group, const ReleaseRequest& request) {
    return node_.release_policy().release(group, request);
  }
  Node& node_;
};

}  // namespace parley::node
