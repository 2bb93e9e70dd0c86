// An embargo only takes away. It holds as soon as it is written, whatever is then counted, and it takes nothing back of
// what has left: that is told with it, since people believe otherwise.
#include "desk/embargoes.h"

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/time.h"
#include "desk/typed.h"
#include "node/audit.h"
#include "node/peers.h"
#include "node/people.h"
#include "node/release_policy.h"

namespace parley::desk {

// An embargo is kept under the party's identity, which stays when the alias is changed; "*" is everybody, also who
// becomes a peer later.
Result<std::string> Embargoes::party_of(const std::string& who) const {
  if (who == "*") return who;
  PARLEY_TRY(const node::Peer peer, node_.peers().find(who));
  return peer.card.identity_id;
}

namespace {

// Adding only takes away: one that holds longer is not made shorter by it. Its reason stays where no other is given.
Status keep_what_holds(const std::vector<release::Embargo>& kept, release::Embargo& wanted) {
  for (const release::Embargo& one : kept) {
    if (one.party != wanted.party || one.what != wanted.what) continue;
    if (one.until > wanted.until)
      return Error{
          Code::conflict,
          fmt::format("until: an embargo on {} is there already and holds {}, which is longer; remove that one "
                      "first if it is to be shorter",
                      one.what, one.until == kForGood ? "for good" : "up to " + typed_time(one.until))};
    if (wanted.reason.empty()) wanted.reason = one.reason;
  }
  return {};
}

}  // namespace

// The right is asked for before the words are read, and the act is begun after: what an embargo means can be an error,
// and the record is of what was put and not of what was typed.
Result<Embargoes::Put> Embargoes::put(const node::Acting& acting, const Wanted& wanted) const {
  node::Deed deed{.act = node::Act::embargo, .what = "embargo add", .effect = node::Effect::takes_away};
  PARLEY_TRY_STATUS(node::may_begin(node_, acting, deed));
  PARLEY_TRY(const std::string party, party_of(wanted.party));
  PARLEY_TRY(auto word, node::read_embargo_word(node_, wanted.what, wanted.as_label));
  Put out{.embargo = {.party = party, .what = word.what, .until = wanted.until, .reason = wanted.reason},
          .word = std::move(word),
          .held = {},
          .before = {}};
  deed.about = {out.embargo.what, out.embargo.party};
  PARLEY_TRY_STATUS(node_.release_policy().check_embargo(out.embargo));
  PARLEY_TRY_STATUS(keep_what_holds(node_.release_policy().embargoes(), out.embargo));
  PARLEY_TRY(node::Recorded act, node::begin_act(node_, acting, deed));
  // It holds from here on; what it means for what is here is only counted.
  PARLEY_TRY_STATUS(act.ended(node_.release_policy().put_embargo(out.embargo)));
  PARLEY_TRY(
      out.held,
      node_.release_policy().held_back(out.embargo).in("the embargo is kept, but what it holds back was not counted"));
  PARLEY_TRY(out.before, node_.release_policy()
                             .released_before(out.embargo)
                             .in("the embargo is kept, but what was released before was not counted"));
  return out;
}

// Removing lets something leave again. That makes it an act like any other, which has to be on record first, while
// putting may go ahead of its record.
Result<Embargoes::Removed> Embargoes::remove(const node::Acting& acting, const std::string& what,
                                             const std::string& party) const {
  node::Deed deed{.act = node::Act::embargo, .what = "embargo remove"};
  PARLEY_TRY_STATUS(node::may_begin(node_, acting, deed));
  PARLEY_TRY(const std::string identity, party_of(party));
  PARLEY_TRY(const std::string kept, node::find_embargo(node_, identity, what));
  Removed out{kept, identity, node::embargo_word_of(node_, kept)};
  deed.about = {kept, identity};
  PARLEY_TRY(node::Recorded act, node::begin_act(node_, acting, deed));
  PARLEY_TRY_STATUS(act.ended(node_.release_policy().remove_embargo(identity, kept)));
  const auto is_same = [&](const node::EmbargoWord& other) {
    const auto meant = [](const node::EmbargoWord& word) {
      const bool level = word.kind == node::EmbargoWord::Kind::level;
      return to_lower(level && !word.name.empty() ? word.name : word.what);
    };
    return other.kind == node::EmbargoWord::Kind::everything || meant(other) == meant(out.word);
  };
  for (const Line& one : list())
    if (!one.over && is_same(one.word)) out.still.push_back(one.party_name);
  return out;
}

// An embargo that is over stays listed until it is removed, so that it can be seen why something did not leave then.
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
