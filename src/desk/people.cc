// What is wanted of a person comes in words that people type, several at once: rights, acts, a uid, a password. All of
// it is checked before the first of it is written, so that a word that nobody knows leaves the person as he was.
#include "desk/people.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "names/names.h"
#include "node/deliberation.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/provenance.h"
#include "node/sessions.h"

namespace parley::desk {
namespace {

// The acts that `words` mean, of which each can be for this place.
Result<std::vector<node::Act>> acts_of(const std::vector<std::string>& words, const std::string& place) {
  std::vector<std::string_view> known;
  for (const node::Act one : node::all_acts()) known.push_back(node::word_of(one));
  std::vector<node::Act> out;
  for (const std::string& word : words) {
    const auto act = node::act_of(word);
    if (!act)
      return Error{Code::invalid_input, fmt::format("\"{}\" is no act; acts are: {}", word, fmt::join(known, ", "))};
    if (place != node::kEverywhere && !node::has_place(*act))
      return Error{Code::invalid_input, fmt::format("{} is for the whole node and not for one group or journal", word)};
    out.push_back(*act);
  }
  return out;
}

// What is changed of the person, in words, without a secret: the name first.
node::Deed deed_of(const People::Wanted& wanted, const People::Password& password, bool is_new,
                   const std::string& place) {
  node::Deed deed{.what = is_new ? "user add" : "user set", .place = place, .about = {wanted.name}};
  const auto each = [&](std::string_view what, const std::vector<std::string>& words) {
    for (const std::string& word : words) deed.about.push_back(fmt::format("{} {}", what, word));
  };
  // Only what was said, so that the record does not read as if all of it had been decided anew.
  if (wanted.administrator) deed.about.emplace_back(*wanted.administrator ? "administrator" : "no administrator");
  if (password.kind == People::Password::Kind::none)
    deed.about.emplace_back("no password");
  else if (password.kind == People::Password::Kind::given || is_new)
    deed.about.emplace_back("password");
  if (wanted.uid) deed.about.push_back(fmt::format("uid {}", *wanted.uid));
  if (wanted.no_uid) deed.about.emplace_back("no uid");
  each("allow", wanted.allow), each("disallow", wanted.disallow);
  each("read", wanted.read), each("write", wanted.write), each("delete", wanted.remove), each("none", wanted.none);
  // What only takes away goes on when nothing can be recorded, so it must be sure that nothing is given by the way.
  const bool gives = is_new || wanted.uid || wanted.administrator.value_or(false) || !wanted.allow.empty() ||
                     !wanted.read.empty() || !wanted.write.empty() || !wanted.remove.empty() ||
                     password.kind == People::Password::Kind::given;
  if (!gives) deed.effect = node::Effect::takes_away;
  return deed;
}

}  // namespace

node::Deed People::adding(const Wanted& wanted) { return deed_of(wanted, {}, true, {}); }
node::Deed People::changing(const Wanted& wanted) { return deed_of(wanted, {}, false, {}); }

Result<std::optional<std::uint32_t>> People::read_uid(std::string_view text) {
  if (text.empty()) return std::optional<std::uint32_t>();
  std::uint32_t uid = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, uid);
  // The largest stands for no user at all (chown(2)).
  if (error != std::errc{} || at != end || uid == UINT32_MAX)
    return Error{Code::invalid_input, fmt::format("a uid is a user's number on this machine, as id -u prints it, and "
                                                  "\"{}\" is none",
                                                  text)};
  return std::optional(uid);
}

// --- who may

// Who keeps the people is decided once, at the beginning, and handed from call to call as a value that only these two
// functions make: no other call can be made to believe that somebody was asked for his right.
Result<People::Keeper> People::keeper(const node::Acting& acting, const node::Deed& tried) const {
  Keeper by;
  by.person_ = acting;
  by.uid_ = acting.caller().uid;
  PARLEY_TRY_STATUS(may_keep(by, tried));
  return by;
}

// Whoever owns the folder has its keys and its database in his hands anyway, so this gives him nothing. It is for a
// node whose administrators are all gone, and only while it is stopped: then the folder was opened by a process of its
// owner.
Result<People::Keeper> People::owner(const node::Caller& caller, bool node_runs) const {
  if (node_runs)
    return Error{Code::forbidden,
                 "the owner of the folder lets people in again only on a stopped node: stop parley serve first"};
  Keeper by;
  by.uid_ = caller.uid;
  return by;
}

// The owner of the folder has been checked when he was let in, and needs no right (owner()).
Status People::may_keep(const Keeper& by, node::Deed tried) const {
  if (!by.person_) return {};
  tried.act = node::Act::people;
  return node::may_begin(node_, *by.person_, tried);
}

// On record either way: what the owner of the folder does stands under his uid, as he acts under no name.
Result<node::Recorded> People::begin(const Keeper& by, node::Deed deed) const {
  deed.act = node::Act::people;
  if (by.person_) return node::begin_act(node_, *by.person_, deed);
  return node_.audit().begin_as_owner({.from = node::Origin::command, .uid = by.uid_}, deed);
}

node::People::Giver People::giver(const Keeper& by) const {
  if (by.person_) return node::People::giver(*by.person_, node_.time());
  return {.person = {}, .uid = by.uid_, .at = node_.time()};
}

// --- where

// By name, id or alias, in the order in which the journals are listed. "Everywhere" is no journal and stays what it is.
Result<std::string> People::collection_id(const std::string& name) const {
  if (name == node::kEverywhere) return name;
  for (const auto& row : node_.journals().rows())
    if (row.name == name || row.id == name || (!row.alias.empty() && row.alias == name)) return row.id;
  return Error{Code::not_found, "there is no journal \"" + name + "\"; parley journal list shows them"};
}

// Groups go before journals: rights in a group are on its charter, whatever journals it has here.
Result<std::string> People::place_of(const std::string& name) const {
  if (name.empty() || name == node::kEverywhere) return std::string(node::kEverywhere);
  if (const auto group = node_.membership().group(name); group.ok()) return group->charter.terms.id;
  if (auto journal = collection_id(name); journal.ok()) return journal;
  return Error{Code::not_found, "there is no group and no journal \"" + name + "\""};
}

// A place that is gone is shown by its id, so that a right on it can be seen and taken away.
std::string People::place_name(const std::string& place) const {
  if (place == node::kEverywhere) return {};
  if (const auto group = node_.membership().group(place); group.ok()) return group->alias;
  for (const auto& row : node_.journals().rows())
    if (row.id == place) return row.name;
  return place;
}

// Each collection that is named, with what there is on it already and what is wanted; what is taken away goes first.
Result<std::vector<store::RightRow>> People::rights_of(const Wanted& wanted) const {
  PARLEY_TRY(const auto before, node_.access().rights_table().list());
  std::map<std::string, store::RightRow> rights;
  const auto right = [&](const std::string& collection) -> store::RightRow& {
    auto& row = rights[collection];
    if (!row.user.empty()) return row;
    row = {wanted.name, collection};
    for (const auto& old : before)
      if (old.user == wanted.name && old.collection == collection) row = old;
    return row;
  };
  for (const auto& name : wanted.none) {
    PARLEY_TRY(const std::string id, collection_id(name));
    // A row without any right is how a right is taken away.
    right(id) = {wanted.name, id};
  }
  for (const auto& [names, which] : {std::pair{&wanted.read, &store::RightRow::read},
                                     {&wanted.write, &store::RightRow::write},
                                     {&wanted.remove, &store::RightRow::remove}})
    for (const auto& name : *names) {
      // By whatever it is called: its name, an alias, its id; and before it is there.
      PARLEY_TRY(const std::string id, node::is_closed_journal(name) ? Result(name) : collection_id(name));
      for (const auto& row : node_.journals().rows())
        if (node::is_closed_journal(name) || (row.id == id && node::is_closed_journal(row.name)))
          return Error{Code::forbidden, "journal \"" + (row.id == id ? row.name : name) +
                                            "\" is this party's alone: no client can be given a right on it"};
      right(id).*which = true;
    }
  std::vector<store::RightRow> out;
  for (auto& [id, row] : rights) out.push_back(std::move(row));
  return out;
}

// --- one person

// One uid with two names would make one person his own second. It is looked for before anything is written, and the
// person is asked.
Result<std::optional<People::Shared>> People::shared_with(const Wanted& wanted) const {
  // Without a uid in this change nothing new is shared, whatever was before.
  if (!wanted.uid) return std::optional<Shared>();
  PARLEY_TRY(const auto users, node_.access().users());
  for (const auto& other : users)
    if (other.name != wanted.name && other.uid == wanted.uid) return std::optional(Shared{other.name, *wanted.uid});
  return std::optional<Shared>();
}

Result<std::vector<std::string>> People::alike(const std::string& name) const {
  PARLEY_TRY(const auto users, node_.access().users());
  std::vector<std::string> out;
  for (const auto& other : users)
    if (other.name != name && names::look_alike(other.name, name)) out.push_back(other.name);
  return out;
}

// Everything that was typed is looked at here, before the account is touched.
Result<People::Change> People::checked(const Wanted& wanted, const std::optional<store::UserRow>& before) const {
  Change out;
  out.wanted_ = wanted;
  out.is_new_ = !before;
  // Not said means as it was, and no for somebody new.
  out.administrator_ = wanted.administrator.value_or(before && before->administrator);
  PARLEY_TRY(out.place_, place_of(wanted.in));
  PARLEY_TRY(out.allow_, acts_of(wanted.allow, out.place_));
  PARLEY_TRY(out.disallow_, acts_of(wanted.disallow, out.place_));
  if ((wanted.uid || !out.allow_.empty()) && wanted.name == node::Access::kAnonymous)
    return Error{Code::invalid_input,
                 "\"anonymous\" stands for requests without credentials: it is nobody's uid and does no act"};
  PARLEY_TRY(out.rights_, rights_of(wanted));
  PARLEY_TRY(out.shared_, shared_with(wanted));
  if (out.is_new_) {
    PARLEY_TRY(out.alike_, alike(wanted.name));
  }
  return out;
}

Result<People::Change> People::add(const Keeper& by, const Wanted& wanted) const {
  PARLEY_TRY_STATUS(may_keep(by, adding(wanted)));
  if (node_.access().user(wanted.name))
    return Error{Code::conflict, "there is a user \"" + wanted.name + "\" already; parley user set changes it"};
  return checked(wanted, {});
}

Result<People::Change> People::change(const Keeper& by, const Wanted& wanted) const {
  PARLEY_TRY_STATUS(may_keep(by, changing(wanted)));
  const auto before = node_.access().user(wanted.name);
  if (!before) return Error{Code::not_found, "there is no user \"" + wanted.name + "\"; parley user add makes one"};
  return checked(wanted, before);
}

std::string People::sharing_words(const Change& change) {
  if (!change.shared_) return {};
  return fmt::format(
      "\"{0}\" is tied to uid {1} as well: the two names count as one person, who is nobody's second person under the "
      "other, and every command from uid {1} has to say which of the two acts from then on",
      change.shared_->name, change.shared_->uid);
}

std::string People::alike_words(const Change& change) {
  if (change.alike_.empty()) return {};
  return fmt::format(
      "\"{}\" looks like \"{}\", who {} here: look twice at which of them a list or a record names, and whom a right "
      "is given to",
      change.name(), fmt::join(change.alike_, "\", \""), change.alike_.size() == 1 ? "is a user" : "are users");
}

Status People::may_share(const Change& change) {
  if (!change.shared_ || change.wanted_.although_shared) return {};
  return Error{Code::conflict, sharing_words(change) + "; nothing was changed"};
}

// The account first, since the rest is given to it; what is taken away before what is given, since a word may stand in
// both.
Result<People::Kept> People::put(const Keeper& by, const Change& change, const Password& password) const {
  const Wanted& wanted = change.wanted_;
  PARLEY_TRY_STATUS(may_keep(by, deed_of(wanted, password, change.is_new_, change.place_)));
  PARLEY_TRY_STATUS(may_share(change));
  // Somebody else may have added or removed the user while the password was typed: nobody is to be given a password
  // that was meant for another account of that name.
  if (node_.access().user(wanted.name).has_value() == change.is_new_)
    return Error{Code::conflict, "the users were changed meanwhile: \"" + wanted.name + "\" was " +
                                     (change.is_new_ ? "added" : "removed") + "; nothing was changed"};
  if (password.kind == Password::Kind::given && password.text.empty())
    return Error{Code::invalid_input, "the password is empty"};
  Kept out{.name = wanted.name,
           .is_new = change.is_new_,
           .administrator = change.administrator_,
           .made = {},
           .alike = change.alike_};
  std::optional<std::string> secret;  // nothing: it stays
  if (password.kind == Password::Kind::none || wanted.name == node::Access::kAnonymous)
    secret = "";
  else if (password.kind == Password::Kind::given)
    secret = password.text;
  else if (change.is_new_)
    secret = node::generate_password();
  // A password that was made here is shown this once; one that was given is known to who gave it.
  if (change.is_new_ && password.kind == Password::Kind::usual && secret) out.made = *secret;

  PARLEY_TRY(node::Recorded recorded, begin(by, deed_of(wanted, password, change.is_new_, change.place_)));
  node::People& people = node_.people();
  const node::People::Giver gives = giver(by);
  PARLEY_TRY_STATUS(recorded.heed(people.put_user(gives, wanted.name, secret, change.administrator_)));
  // From here on each step is written by itself. A failure in between leaves what follows undone, and the act is
  // recorded as failed; the same command again completes it.
  for (const auto& row : change.rights_) PARLEY_TRY_STATUS(recorded.heed(node_.access().rights_table().put(row)));
  if (wanted.uid || wanted.no_uid) PARLEY_TRY_STATUS(recorded.heed(people.tie(gives, wanted.name, wanted.uid)));
  for (const node::Act act : change.disallow_)
    PARLEY_TRY_STATUS(recorded.heed(people.disallow(wanted.name, act, change.place_)));
  for (const node::Act act : change.allow_)
    PARLEY_TRY_STATUS(recorded.heed(people.allow(gives, wanted.name, act, change.place_)));
  recorded.done();
  return out;
}

// Taking a person away goes on even when it cannot be recorded at once: somebody is shut out because it cannot wait.
Status People::remove(const Keeper& by, const std::string& name) const {
  PARLEY_TRY(node::Recorded recorded,
             begin(by, {.what = "user revoke", .about = {name}, .effect = node::Effect::takes_away}));
  PARLEY_TRY_STATUS(recorded.ended(node_.access().remove_user(name)));
  // Who comes after under that name has chosen and seen nothing yet. It opens nothing, so it stops nothing either.
  (void)node_.sessions().kept().forget_person(name);
  return {};
}

// That he has proved himself by the old password, and not by a token that may have been left lying about, is what the
// call below insists on.
Result<People::Own> People::change_own_password(const node::Acting& acting,
                                                const std::optional<std::string>& password) const {
  Own out{.name = acting.person(), .made = password ? std::string() : node::generate_password()};
  // It takes no right: what there is to prove is found out below.
  PARLEY_TRY(
      node::Recorded recorded,
      node_.audit().begin(acting, {.act = node::Act::people, .what = "user passwd", .about = {acting.person()}}, {}));
  PARLEY_TRY_STATUS(
      recorded.ended(node_.people().change_own_password(acting, password ? *password : out.made, node_.time())));
  return out;
}

// --- tokens

Result<People::NewToken> People::add_token(const Keeper& by, const std::string& user, const std::string& label,
                                           std::uint32_t days) const {
  PARLEY_TRY(node::Recorded recorded, begin(by, {.what = "token add", .about = {user}}));
  constexpr std::int64_t kDay = 86'400'000'000;
  std::optional<Micros> expires;
  // By the machine's clock, as the end of a token is found out (node/access.h).
  if (days > 0) expires = Micros{now().value + std::int64_t{days} * kDay};
  // The secret is in the answer alone. What is kept is enough to recognise it and not to give it out again.
  PARLEY_TRY(auto made, recorded.heed(node_.people().add_token(giver(by), user, label, expires)));
  recorded.about({user, made.id}).done();
  return NewToken{std::move(made.id), user, std::move(made.secret)};
}

// As with a person: a token that was lost is revoked also when that cannot be recorded at once.
Status People::remove_token(const Keeper& by, const std::string& id) const {
  PARLEY_TRY(node::Recorded recorded,
             begin(by, {.what = "token revoke", .about = {id}, .effect = node::Effect::takes_away}));
  return recorded.ended(node_.access().remove_token(id));
}

// Without what recognises a token: nobody has to see that, and no list can then give it away.
Result<std::vector<People::Token>> People::tokens() const {
  PARLEY_TRY(auto rows, node_.access().tokens());
  std::vector<Token> out;
  for (auto& row : rows)
    out.push_back({std::move(row.id), std::move(row.user), std::move(row.label), row.created, row.expires});
  return out;
}

// --- what is shown

// The rights of one user out of those of all, which were read once for the whole list.
People::Line People::line_of(const store::UserRow& user, const std::vector<store::RightRow>& rights) const {
  Line line{.name = user.name,
            .administrator = user.administrator,
            .has_password = !user.password_hash.empty(),
            .created = user.created,
            .rights = {},
            .acts = {}};
  for (const auto& one : node_.people().allowed(user.name))
    line.acts.push_back({one.act, one.place, place_name(one.place)});
  const auto rows = node_.journals().rows();
  for (const auto& right : rights) {
    if (right.user != user.name) continue;
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&](const auto& one) { return one.id == right.collection; });
    line.rights.push_back({.collection = right.collection,
                           .journal = row == rows.end() ? right.collection : row->name,
                           .read = right.read,
                           .write = right.write,
                           .remove = right.remove});
  }
  return line;
}

// Rights are read once for all users, and sorted out for each.
Result<std::vector<People::Line>> People::list() const {
  PARLEY_TRY(const auto users, node_.access().users());
  PARLEY_TRY(const auto rights, node_.access().rights_table().list());
  std::vector<Line> out;
  for (const auto& user : users) out.push_back(line_of(user, rights));
  // Each name is looked at once: two of some thousands are found by what they look like, and not by comparing all.
  std::map<std::string, std::set<std::string>> by_look;
  for (const Line& line : out)
    for (std::string& look : names::looks_of(line.name)) by_look[std::move(look)].insert(line.name);
  for (Line& line : out) {
    std::set<std::string> others;
    for (const std::string& look : names::looks_of(line.name))
      others.insert(by_look[look].begin(), by_look[look].end());
    others.erase(line.name);
    line.alike.assign(others.begin(), others.end());
  }
  return out;
}

Result<People::Shown> People::show(const std::string& name) const {
  const auto user = node_.access().user(name);
  if (!user) return Error{Code::not_found, "there is no user \"" + name + "\"; parley user list shows them"};
  PARLEY_TRY(const auto tokens, node_.access().tokens());
  PARLEY_TRY(const auto rights, node_.access().rights_table().list());
  PARLEY_TRY(const auto given, node_.people().given_to(name));
  Shown out{.line = line_of(*user, rights), .uid = user->uid, .tokens = 0, .given = {}};
  PARLEY_TRY(out.line.alike, alike(name));
  // Also those that have expired: they are listed until somebody revokes them.
  for (const auto& one : tokens)
    if (one.user == name) ++out.tokens;
  for (const auto& row : given) out.given.push_back({row.what, row.detail, node::giver_words(row), row.at});
  return out;
}

}  // namespace parley::desk
