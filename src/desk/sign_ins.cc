// Each is recorded before it takes effect, as any act: who came in, how that was known, from where. What only takes
// away
// - going out, ending a session - goes on when it cannot be recorded.
#include "desk/sign_ins.h"

#include <fmt/format.h>

#include <algorithm>

#include "http/peer.h"
#include "node/audit.h"
#include "node/people.h"
#include "node/provenance.h"

namespace parley::desk {
namespace {

// From where, for the record: without the port, which says nothing of anybody.
std::string place_of(const SignIns::From& from) { return std::string(http::peer_address(from.address)); }

node::Caller caller_from(const SignIns::From& from) {
  return {.from = node::Origin::room, .uid = {}, .address = from.address};
}

// Coming in and going out need no right, so what the record names is the least of them.
node::Deed deed(std::string what, std::vector<std::string> about) {
  return {.act = node::Act::see, .what = std::move(what), .about = std::move(about)};
}

}  // namespace

Result<node::Sessions::Begun> SignIns::begin(const node::Acting& acting, const From& from, std::string what) const {
  const From kept{place_of(from), from.agent};
  PARLEY_TRY(node::Recorded recorded, node_.audit().begin(acting, deed(std::move(what), {kept.address}), {}));
  PARLEY_TRY(auto begun, recorded.heed(node_.sessions().begin(acting, kept)));
  recorded.about({kept.address, begun.session.id}).done();
  return begun;
}

Result<node::Sessions::Begun> SignIns::by_password(const From& from, const std::string& name,
                                                   std::string_view password) const {
  auto known = node_.people().by_password(caller_from(from), name, password);
  if (!known.ok()) {
    node_.audit().not_proved(caller_from(from), name, known.error());
    return known.error();
  }
  return begin(*known, from, "sign in");
}

// The claimed name is not known here: a link that is none is nobody's.
Result<node::Sessions::Begun> SignIns::by_link(const From& from, std::string_view link) const {
  auto known = node_.sessions().use_link(link, from.address);
  if (!known.ok()) {
    node_.audit().not_proved(caller_from(from), {}, known.error());
    return known.error();
  }
  return begin(*known, from, "sign in by link");
}

Result<node::Sessions::ForWhom> SignIns::look_at_link(std::string_view link) const {
  if (auto found = node_.sessions().look_at_link(link)) return std::move(*found);
  return Error{Code::not_found,
               "this link was used before, is older than 15 minutes, or was made before the node was started: parley "
               "room link makes another"};
}

// For another it is a token of one use, and as with a token it is on record from whom he has it before he has it.
Result<SignIns::Link> SignIns::make_link(const node::Acting& acting, const std::string& user) const {
  const std::string whose = user.empty() ? acting.person() : user;
  const bool own = whose == acting.person();
  node::Sessions& sessions = node_.sessions();
  const std::string id = node::Sessions::new_link_id();
  node::Deed wanted = deed("room link", {whose, id});
  if (!own) wanted.act = node::Act::people;
  PARLEY_TRY(node::Recorded recorded,
             own ? node_.audit().begin(acting, wanted, {}) : node::begin_act(node_, acting, wanted));
  const std::string at = sessions.address();
  if (at.empty())
    return recorded.ended(Result<Link>(
        Error{Code::unavailable,
              "no room is open here: the node has to run (parley serve), with [room] enabled in parley.toml"}));
  if (!own)
    PARLEY_TRY_STATUS(recorded.heed(node_.access().rights_table().record_given(
        {whose, node::kToken, id, acting.person(), acting.caller().uid, node_.time()})));
  PARLEY_TRY(const std::string secret, recorded.heed(sessions.add_link(acting, whose, id)));
  recorded.done();
  return Link{whose, fmt::format("{}/link/{}", at, secret), id, static_cast<int>(node::Sessions::kLinkLasts.count())};
}

Result<std::vector<SignIns::Session>> SignIns::list(const node::Acting& acting, const std::string& user) const {
  if (!user.empty() && user != acting.person())
    PARLEY_TRY_STATUS(node::may_begin(node_, acting, {.act = node::Act::people, .what = "room sessions"}));
  return node_.sessions().of(user.empty() ? acting.person() : user);
}

// Somebody else's session is, to who may not end it, one that is not there.
Status SignIns::end(const node::Acting& acting, const std::string& id) const {
  node::Deed wanted = deed("end session", {id});
  wanted.effect = node::Effect::takes_away;
  const auto own = node_.sessions().of(acting.person());
  const bool is_own = std::any_of(own.begin(), own.end(), [&](const Session& one) { return one.id == id; });
  if (!is_own) wanted.act = node::Act::people;
  PARLEY_TRY(node::Recorded recorded,
             is_own ? node_.audit().begin(acting, wanted, {}) : node::begin_act(node_, acting, wanted));
  auto ended = recorded.ended(node_.sessions().end(id));
  node_.changes().signal();  // whatever page of it waits for news is told
  return ended;
}

Status SignIns::sign_out(const node::Acting& acting, const Session& session) const {
  node::Deed wanted = deed("sign out", {session.id});
  wanted.effect = node::Effect::takes_away;
  PARLEY_TRY(node::Recorded recorded, node_.audit().begin(acting, wanted, {}));
  auto ended = recorded.ended(node_.sessions().end(session.id));
  node_.changes().signal();
  return ended;
}

}  // namespace parley::desk
