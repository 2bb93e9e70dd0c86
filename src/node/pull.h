// One pull of a member's journal into its mirror, from its author or from another member that holds it: verified,
// fetched, cosigned.
#pragma once

#include <functional>

#include "node/group_view.h"
#include "node/own_party.h"
#include "node/peer_link.h"
#include "taxii/mirror_client.h"

namespace parley::node {

taxii::Send sender(PeerLink& link);
// The head that a journal of ours or a mirror shows; size 0 when there is none.
Result<journal::Checkpoint> head_of(const journal::Journal& journal);
std::uint64_t seconds(Micros time);

// The caller holds the journal's lock (JournalLocks).
struct Puller {
  Node& node;
  const OwnParty& own;
  const GroupView& view;
  const MemberView& author;
  const group::Signature& signature;   // the author's
  const MemberView* holder = nullptr;  // who serves it, when that is not the author

  // From the head `shown` on. Fails with conflict when the journal is stopped, now or since before; with corrupt when
  // what `holder` serves is wrong, which is kept against it and not against the author.
  Status pull(taxii::MirrorClient& client, const journal::Note& shown,
              const std::function<void(std::uint64_t)>& progress);

 private:
  Error refuse(std::string_view kind, const std::string& why, const std::string& shown,
               const std::optional<taxii::RefusedEntry>& entry = {});
  Error refuse_fetched(const Error& why, taxii::MirrorClient& client, const journal::Checkpoint& head,
                       const journal::Note& shown);
  Error stopped_or(const std::string& why);
  Status cosign(const journal::Checkpoint& head);
  Status fetch(taxii::MirrorClient& client, const journal::Checkpoint& head, const journal::Note& shown,
               const std::function<void(std::uint64_t)>& progress);
  Result<journal::Checkpoint> verified_head(const journal::Note& shown);
};

}  // namespace parley::node
