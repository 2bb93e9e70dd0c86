// An embargo only takes away. It holds as soon as it is written, whatever is then counted, and it takes nothing back of
// what has left: that is told with it, since people believe otherwise.
#include "desk/embargoes.h"

#include "node/peers.h"
#include "node/people.h"
#include "node/release_policy.h"

namespace parley::desk {

Result<std::string> Embargoes::party_of(const std::string& who) const {
  if (who == "*") return who;
  PARLEY_TRY(const node::Peer peer, node_.peers().find(who));
  return peer.card.identity_id;
}

Result<Embargoes::Put> Embargoes::put(const node::Acting& acting, const Wanted& wanted) const {
  PARLEY_TRY_STATUS(node_.people().may(acting, node::Act::embargo, node::kEverywhere));
  PARLEY_TRY(const std::string party, party_of(wanted.party));
  PARLEY_TRY(auto word, node::read_embargo_word(node_, wanted.what, wanted.as_label));
  Put out{.embargo = {.party = party, .what = word.what, .until = wanted.until, .reason = wanted.reason},
          .word = std::move(word),
          .held = {},
          .before = {}};
  // It holds from here on; what it means for what is here is only counted.
  PARLEY_TRY_STATUS(node_.release_policy().put_embargo(out.embargo));
  PARLEY_TRY(
      out.held,
      node_.release_policy().held_back(out.embargo).in("the embargo is kept, but what it holds back was not counted"));
  PARLEY_TRY(out.before, node_.release_policy()
                             .released_before(out.embargo)
                             .in("the embargo is kept, but what was released before was not counted"));
  return out;
}

Result<Embargoes::Removed> Embargoes::remove(const node::Acting& acting, const std::string& what,
                                             const std::string& party) const {
  PARLEY_TRY_STATUS(node_.people().may(acting, node::Act::embargo, node::kEverywhere));
  PARLEY_TRY(const std::string identity, party_of(party));
  PARLEY_TRY(const std::string kept, node::find_embargo(node_, identity, what));
  Removed out{kept, identity, node::embargo_word_of(node_, kept)};
  PARLEY_TRY_STATUS(node_.release_policy().remove_embargo(identity, kept));
  return out;
}

std::vector<Embargoes::Line> Embargoes::list() const {
  std::vector<Line> out;
  for (const release::Embargo& one : node_.release_policy().embargoes()) {
    const auto peer = node_.peers().find(one.party);
    out.push_back(
        {one, node::embargo_word_of(node_, one.what), peer.ok() ? peer->alias : one.party, one.until <= node_.time()});
  }
  return out;
}

}  // namespace parley::desk
