// A name is nobody's proof. Each way to prove it - the uid that the kernel tells, a password, a token - ends
// in an Acting, which is all that the rest of the node asks for; and where two persons are needed, it is
// asked here whether two names can be one. Every refusal says what would be enough, since it is read by the
// person who is to do it.
#include "node/people.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/keys.h"
#include "node/provenance.h"

namespace parley::node {
namespace {

// As the counter of failed log-ins knows the caller: by the address or uid where there is one.
std::string counted_as(const Caller& caller) {
  if (!caller.address.empty()) return caller.address;
  return caller.uid ? fmt::format("uid {}", *caller.uid) : std::string("local");
}

// The way of a log-in over HTTP (RFC 7617), so that wrong guesses are counted and slowed down there,
// whichever door they come by.
std::string header_of(const std::string& name, std::string_view password) {
  const std::string both = fmt::format("{}:{}", name, password);
  return "Basic " + to_base64(as_bytes(both));
}

// Credentials that are wrong are a refusal of this act; what cannot be asked just now stays what it is.
Error refusal(const Error& error, std::string words) {
  if (error.code != Code::unauthorized) return error;
  return {Code::forbidden, std::move(words)};
}

}  // namespace

bool People::has_credentials(const store::UserRow& user) const {
  return !user.password_hash.empty() || user.uid.has_value() || !access_.tokens_of(user.name).empty();
}

Status People::is_somebody(std::string_view name) const {
  if (name != Access::kAnonymous && access_.user(name)) return {};
  return Error{Code::forbidden, fmt::format("\"{}\" is no user of this node; parley user list shows them", name)};
}

// With a name it must be one of those that are tied to the uid: the kernel proves the uid, and the tie proves
// the name.
Result<Acting> People::by_uid(const Caller& caller, std::string_view name) const {
  if (!caller.uid)
    return Error{Code::forbidden, "nobody is known by a uid here; say who acts, with a password or token"};
  const std::vector<std::string> tied = access_.tied_to(*caller.uid);
  if (!name.empty()) {
    if (std::find(tied.begin(), tied.end(), name) != tied.end()) return Acting(std::string(name), How::uid, caller);
    PARLEY_TRY_STATUS(is_somebody(name));
    return Error{
        Code::forbidden,
        fmt::format("that this is \"{0}\" is not proved: uid {1} is not tied to that name; give the password or a "
                    "token",
                    name, *caller.uid)};
  }
  if (tied.size() == 1) return Acting(tied.front(), How::uid, caller);
  if (tied.empty())
    return Error{
        Code::forbidden,
        fmt::format("nobody is tied to uid {0}, so it is not known who acts: say who, with a password or token; parley "
                    "user set NAME --uid {0} ties a person to this uid",
                    *caller.uid)};
  return Error{Code::forbidden, fmt::format("several names are tied to uid {} ({}): say which of them acts",
                                            *caller.uid, fmt::join(tied, ", "))};
}

// A colon cannot be in a user's name, and in a header it would end the name (RFC 7617 section 2).
Result<Acting> People::by_password(const Caller& caller, const std::string& name, std::string_view password) {
  const std::string words = fmt::format(
      "that this is \"{}\" is not proved: the password is wrong, or there is no such "
      "user, or the user has none",
      name);
  if (name.empty()) return Error{Code::invalid_input, "whose password is this? say the name of who acts"};
  if (password.empty() || name.find(':') != std::string::npos) return Error{Code::forbidden, words};
  const auto known = access_.authenticate(header_of(name, password), counted_as(caller));
  if (!known.ok()) return refusal(known.error(), words);
  if (known->name != name) return Error{Code::forbidden, words};
  return Acting(name, How::password, caller);
}

Result<Acting> People::by_token(const Caller& caller, std::string_view name, std::string_view token) {
  if (token.empty()) return Error{Code::forbidden, "the token is empty"};
  const auto known = access_.authenticate(fmt::format("Bearer {}", token), counted_as(caller));
  if (!known.ok())
    return refusal(known.error(), "who this is is not proved: the token is wrong, or was revoked, or has expired");
  if (!name.empty() && known->name != name)
    return Error{Code::forbidden, fmt::format("that this is \"{}\" is not proved: the token is another user's", name)};
  PARLEY_TRY_STATUS(is_somebody(known->name));
  // Looked up once more for its id, which the record names; in between it may have been revoked.
  const auto row = access_.token(token);
  if (!row || row->user != known->name) return Error{Code::forbidden, "the token was revoked just now"};
  return Acting(known->name, How::token, caller, row->id);
}

Result<Acting> People::on_word(const Caller& caller, std::string_view name) const {
  PARLEY_TRY_STATUS(is_somebody(name));
  if (!on_callers_word_)
    return Error{Code::forbidden,
                 fmt::format("that this is \"{}\" is not proved, and a name alone is not enough at this node ([people] "
                             "on_callers_word in parley.toml)",
                             name)};
  // It is enough for people, and an account by which nobody could prove himself anywhere is nobody's.
  if (const auto user = access_.user(name); !user || !has_credentials(*user))
    return Error{Code::forbidden,
                 fmt::format("\"{0}\" has no password, no token and no uid, and so does no act; parley "
                             "user set {0} --password-stdin gives a password",
                             name)};
  return Acting(std::string(name), How::word, caller);
}

// The proof by uid comes first where there is one: what is proved is not recorded as somebody's word.
Result<Acting> People::by_name(const Caller& caller, std::string_view name) const {
  auto tied = by_uid(caller, name);
  if (tied.ok() || !on_callers_word_ || name.empty()) return tied;
  return on_word(caller, name);
}

// An administrator may do everything; it is recorded all the same.
Status People::may(std::string_view person, Act act, std::string_view place) const {
  PARLEY_TRY_STATUS(is_somebody(person));
  const auto user = access_.user(person);
  if (user && (user->administrator || access_.rights_table().allows(person, word_of(act), place))) return {};
  return Error{Code::forbidden,
               fmt::format("\"{0}\" has no right to {1} here; who keeps the people of this node gives it with: parley "
                           "user set {0} --allow {1}",
                           person, word_of(act))};
}

Status People::may_somewhere(const Acting& acting, Act act) const {
  for (const Allowed& one : allowed(acting.person()))
    if (one.act == act) return {};
  return may(acting, act, kEverywhere);
}

// From what is plain to what needs a look at the records: the same name, the same uid on either side, no
// proof at all, and last whether anybody could have acted by both proofs (provenance.cc).
Status People::is_second(const Acting& second, const Asker& asker) const {
  const std::string& name = second.person();
  if (name == asker.person)
    return Error{Code::forbidden, fmt::format("\"{}\" asked for this; another person must confirm it", name)};
  const auto row = access_.user(name), asked = access_.user(asker.person);
  if (!row) return is_somebody(name);
  // The tie counts also when neither has used it: whoever owns that uid could have been both.
  const bool one_uid = row->uid && asked && asked->uid == row->uid;
  const bool asked_as_another_name = row->uid && asker.known == How::uid && asker.uid == row->uid;
  if (one_uid || asked_as_another_name)
    return Error{Code::forbidden, fmt::format("\"{}\" and \"{}\" are tied to the same uid {}: they are one person, and "
                                              "another must confirm it",
                                              name, asker.person, *row->uid)};
  // From one uid any number of names can act by being tied to it, so it proves a person, and never a second
  // one.
  if (second.known() == How::uid && (!asker.uid || asker.uid == second.caller().uid))
    return Error{Code::forbidden,
                 fmt::format("it was asked for from a process of the same uid, which proves no second person: \"{0}\" "
                             "confirms with a password or token",
                             name)};
  if (!has_credentials(*row))
    return Error{Code::forbidden, fmt::format("\"{0}\" has no password, no token and no uid, and so cannot prove who "
                                              "confirms; parley user set {0} --password-stdin gives a password",
                                              name)};
  return Provenance(access_).is_independent(second, asker);
}

// What is given is recorded before it is given: a crash in between leaves a record of something that nobody
// has, and never a password of which nobody knows from whom it came.
Status People::put_user(const Giver& by, const std::string& name, const std::optional<std::string>& password,
                        bool administrator) {
  const auto before = access_.user(name);
  const auto record = [&](const char* what) {
    return access_.rights_table().record_given({name, what, "", by.person, by.uid, by.at});
  };
  if (!before) PARLEY_TRY_STATUS(record(kAccount));
  if (password && !password->empty()) PARLEY_TRY_STATUS(record(kPassword));
  if (administrator && (!before || !before->administrator)) PARLEY_TRY_STATUS(record(kAdministrator));
  return access_.put_user(name, password, administrator);
}

Status People::tie(const Giver& by, const std::string& name, std::optional<std::uint32_t> uid) {
  if (uid && access_.user(name))
    PARLEY_TRY_STATUS(
        access_.rights_table().record_given({name, kUid, std::to_string(*uid), by.person, by.uid, by.at}));
  return tie(name, uid);
}

// A right that is there already is not given again.
Status People::allow(const Giver& by, const std::string& name, Act act, std::string_view place) {
  const auto has = allowed(name);
  const bool there =
      std::any_of(has.begin(), has.end(), [&](const Allowed& one) { return one.act == act && one.place == place; });
  if (!there && access_.user(name))
    PARLEY_TRY_STATUS(
        access_.rights_table().record_given({name, kAct, std::string(word_of(act)), by.person, by.uid, by.at}));
  return allow(name, act, place);
}

Result<Access::NewToken> People::add_token(const Giver& by, const std::string& user, const std::string& label,
                                           std::optional<Micros> expires) {
  PARLEY_TRY(Access::NewToken token, access_.add_token(user, label, expires));
  // Its id is known only now. Nobody has seen the secret before this returns.
  if (auto kept = access_.rights_table().record_given({user, kToken, token.id, by.person, by.uid, by.at}); !kept.ok()) {
    (void)access_.remove_token(token.id);
    return Error(kept.error());
  }
  return token;
}

// The old password, and not a token: whoever has found a token must not be able to become the person for
// good.
Status People::change_own_password(const Acting& acting, const std::string& password, Micros at) {
  const auto user = access_.user(acting.person());
  if (!user) return is_somebody(acting.person());
  if (password.empty()) return Error{Code::invalid_input, "the new password is empty"};
  if (acting.known() == How::word || (!user->password_hash.empty() && acting.known() != How::password))
    return Error{Code::forbidden,
                 fmt::format("whoever changes the own password gives the old one: --as {0} with --password-stdin or "
                             "--password-file FILE (who has forgotten it is given a new one by another person: parley "
                             "user set {0} --password-stdin)",
                             acting.person())};
  // Whoever gave the old one knows it: by the same one nobody becomes a person of his own.
  if (!user->password_hash.empty() && verify_password(user->password_hash, password))
    return Error{Code::invalid_input,
                 "this is the password that it was before: whoever gave it knows it, so only another one makes it your "
                 "own; nothing was changed"};
  return put_user(giver(acting, at), user->name, password, user->administrator);
}

Result<std::vector<store::GivenRow>> People::given_to(std::string_view name) const {
  PARLEY_TRY(auto rows, access_.rights_table().given());
  std::erase_if(rows, [&](const store::GivenRow& row) { return row.user != name; });
  return rows;
}

Status People::tie(const std::string& name, std::optional<std::uint32_t> uid) { return access_.tie(name, uid); }

Status People::allow(const std::string& name, Act act, std::string_view place) {
  PARLEY_TRY_STATUS(is_somebody(name));
  return access_.rights_table().put_act({name, std::string(word_of(act)), std::string(place)}, true);
}

Status People::disallow(const std::string& name, Act act, std::string_view place) {
  PARLEY_TRY_STATUS(is_somebody(name));
  return access_.rights_table().put_act({name, std::string(word_of(act)), std::string(place)}, false);
}

std::vector<People::Allowed> People::allowed(std::string_view name) const {
  std::vector<Allowed> out;
  for (const store::ActRow& row : access_.rights_table().acts_of(name))
    if (const auto act = act_of(row.act)) out.push_back({*act, row.place});
  return out;
}

}  // namespace parley::node
