// A member's journal from another member that holds it, when its author cannot be asked. Receipts say who holds what;
// so nobody is asked for what it cannot have, and nobody but the author while the author answers. What a holder serves
// is checked like what the author serves, and what is wrong with it is the holder's fault (Heads::blame()).
#include <fmt/format.h>

#include <algorithm>

#include "node/exchange.h"
#include "node/heads.h"
#include "node/journal_locks.h"
#include "node/membership.h"
#include "node/node.h"
#include "node/peers.h"
#include "node/pull.h"
#include "node/receipts.h"

namespace parley::node {
// A journal that is stopped, and one that has no room here, are no silence: the author is there and has
// answered.
void Exchange::answered(const std::string& origin, const Status& pulled, bool behind) {
  const Lock lock(mutex_);
  Reachable& author = authors_[origin];
  if (pulled.ok())
    author = {.unanswered = 0, .behind = behind};
  else if (pulled.error().code != Code::conflict && pulled.error().code != Code::too_large)
    ++author.unanswered;
}

// In all groups at once: it is the node that does not answer, not a journal.
void Exchange::unanswered(const std::string& identity) {
  const auto all = node_.membership().views();
  const Lock lock(mutex_);
  for (const GroupView& view : *all)
    if (const auto* signature = group::find_signature(view.charter, identity))
      ++authors_[signature->journal_key.name].unanswered;
}

// For a person who has asked for an exchange and waits in front of it; who was never asked in vain stays with
// its author.
void Exchange::wait_no_longer() {
  const Lock lock(mutex_);
  for (auto& [origin, author] : authors_)
    if (author.unanswered > 0) author.unanswered = kTriesInVain;
}

bool Exchange::wants_from(const GroupView& view, const MemberView& holder) const {
  return std::any_of(view.members.begin(), view.members.end(), [&](const MemberView& author) {
    const auto* signature = group::find_signature(view.charter, author.identity_id);
    return !author.own && author.identity_id != holder.identity_id && author.journal && signature != nullptr &&
           is_wanted_from(holder, author, signature->journal_key.name);
  });
}

// Three questions, the cheapest first. Whether the holder has more than this node, by its own receipts: those
// are signed, so it cannot claim what it has not. Whether the author can be asked at all; one without an
// address cannot. And whether it has been silent for long enough, or shows less than others hold, which an
// author that keeps something back does.
bool Exchange::is_wanted_from(const MemberView& holder, const MemberView& author, const std::string& origin) const {
  if (node_.receipts().held_by(origin, holder.identity_id) <= author.journal->statistics().published) return false;
  const auto peer = node_.peers().find(author.identity_id);
  if (!peer.ok() || peer->card.url.empty()) return true;
  const Lock lock(mutex_);
  const auto known = authors_.find(origin);
  return known != authors_.end() && (known->second.behind || known->second.unanswered >= kTriesInVain);
}

// One author after the other; a problem with one copy does not keep the others from being fetched. The last
// is reported.
std::string Exchange::fetch_from_holder(const GroupView& view, const MemberView& holder, PeerLink& link) {
  std::string problem;
  for (const MemberView& author : view.members) {
    const auto* signature = group::find_signature(view.charter, author.identity_id);
    if (author.own || author.identity_id == holder.identity_id || !author.journal || signature == nullptr) continue;
    if (!is_wanted_from(holder, author, signature->journal_key.name)) continue;
    if (std::string met = fetch_copy(view, holder, author, *signature, link); !met.empty()) problem = std::move(met);
  }
  return problem;
}

// Returns the problem that was met with the holder; empty: none.
std::string Exchange::fetch_copy(const GroupView& view, const MemberView& holder, const MemberView& author,
                                 const group::Signature& signature, PeerLink& link) {
  const std::string& origin = signature.journal_key.name;
  // Without waiting: the holder's thread must not stand behind a slow author that is being asked on its own
  // thread, and what that one fetches is not lacking any more.
  const std::unique_lock fetching(node_.journal_locks().of(origin), std::try_to_lock);
  if (!fetching.owns_lock()) return {};  // it is being fetched
  taxii::MirrorClient client(sender(link), path_of(view, signature.collection), taxii::ServedBy::another_holder);
  const auto head = client.head();
  if (!head.ok() && head.error().code == Code::not_found) return {};
  if (!head.ok()) return fmt::format("the journal of {}: {}", author.name, head.error().message);
  // Found wrong or incomplete before, and its head has not changed: fetching it again would find the same.
  if (node_.heads().is_useless(holder.identity_id, origin, head->to_string())) return {};
  Puller puller{node_, own_, view, author, signature, &holder};
  const auto pulled = puller.pull(client, *head, {});
  // A copy from which content was erased cannot be checked to the end, which is no lie of the holder's.
  if (pulled.ok())
    node_.heads().copy_is_good(holder.identity_id, origin);
  else if (client.lacks_content())
    node_.heads().copy_lacks_content(holder.identity_id, origin, view.root, head->to_string());
  if (pulled.ok() || pulled.error().code == Code::conflict) return {};
  return fmt::format("the journal of {}: {}", author.name, pulled.error().message);
}

}  // namespace parley::node
