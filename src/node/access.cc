#include "node/access.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <unordered_map>

#include "base/hash.h"
#include "base/keys.h"
#include "base/mutex.h"
#include "http/credentials.h"
#include "names/names.h"

namespace parley::node {
namespace {

// From so many wrong passwords on (halving every minute), nothing is verified any more for one name from one address.
// So nobody else is locked out by it, not even behind a proxy whose address is everybody's.
constexpr double kTooManyForName = 20;
// ... and for one address, whatever names are tried: at 170 ms each that is half a minute of both threads.
constexpr double kTooManyForAddress = 200;

const Error kRefused{Code::unauthorized, "the credentials are missing, wrong or expired"};

// What a name or token is looked up in: made anew on every change, read without waiting.
struct Snapshot {
  std::map<std::string, store::UserRow, std::less<>> users;
  std::unordered_map<std::string, store::TokenRow> tokens;  // by hash
  std::map<std::pair<std::string, std::string>, Rights> rights;
  std::vector<store::ActRow> acts;
  std::uint64_t generation = 0;
};

std::string token_hash(std::span<const std::uint8_t> token) { return to_hex(sha256({token})); }

bool is_user_name(std::string_view name) {
  return !name.empty() && name.size() <= 128 && std::all_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != ':' && c != 0x7f;  // RFC 7617: no colon, no control characters
  });
}

}  // namespace

struct Access::Impl {
  explicit Impl(store::NodeDb& its_db) : db(its_db) {}
  store::NodeDb& db;
  http::VerifiedCache verified{http::VerifiedCache::Options{}};
  http::VerificationSlots slots{2};
  http::FailureCounter failures_by_name{http::FailureCounter::Options{}},
      failures_by_address{http::FailureCounter::Options{}};
  std::atomic<std::uint64_t> wrong_passwords = 0, wrong_tokens = 0, put_off = 0;
  // The hash of a password that nobody has: an unknown name costs as much time as a wrong password.
  std::string decoy;

  mutable Mutex mutex;  // guards the pointer, not what it points to
  std::shared_ptr<const Snapshot> snapshot PARLEY_GUARDED_BY(mutex);

  std::shared_ptr<const Snapshot> now_known() const {
    const Lock lock(mutex);
    return snapshot;
  }

  Status reload() {
    auto fresh = std::make_shared<Snapshot>();
    PARLEY_TRY(auto users, db.users());
    PARLEY_TRY(auto tokens, db.tokens());
    PARLEY_TRY(auto rights, db.rights());
    PARLEY_TRY(fresh->acts, db.acts());
    for (auto& user : users) fresh->users[user.name] = user;
    for (auto& token : tokens) fresh->tokens[token.hash] = token;
    for (auto& right : rights) fresh->rights[{right.user, right.collection}] = {right.read, right.write, right.remove};
    const Lock lock(mutex);
    fresh->generation = snapshot ? snapshot->generation + 1 : 1;
    snapshot = std::move(fresh);
    return {};
  }

  static taxii::Principal principal(const Snapshot& known, const store::UserRow& user) {
    return {.name = user.name, .administrator = user.administrator, .generation = known.generation};
  }

  // Everything that memory can tell: a principal, a refusal, or nothing when a password hash must be computed.
  std::optional<Result<taxii::Principal>> from_memory(const Snapshot& known, std::string_view authorization,
                                                      const std::optional<http::Credentials>& credentials) {
    if (authorization.empty()) {
      const auto anonymous = known.users.find(kAnonymous);
      if (anonymous == known.users.end()) return Result<taxii::Principal>(kRefused);
      return Result(principal(known, anonymous->second));
    }
    if (!credentials) return Result<taxii::Principal>(kRefused);
    if (const auto* bearer = std::get_if<http::BearerCredentials>(&*credentials)) {
      const auto token = known.tokens.find(token_hash(bearer->token.reveal()));
      if (token == known.tokens.end() || (token->second.expires && *token->second.expires <= now()))
        return Result<taxii::Principal>(kRefused);
      const auto user = known.users.find(token->second.user);
      if (user == known.users.end()) return Result<taxii::Principal>(kRefused);
      return Result(principal(known, user->second));
    }
    const auto& basic = std::get<http::BasicCredentials>(*credentials);
    const auto user = known.users.find(basic.user);
    if (user == known.users.end() || user->second.password_hash.empty()) return std::nullopt;
    if (verified.knows(basic.user, basic.password.reveal(), user->second.password_hash))
      return Result(principal(known, user->second));
    return std::nullopt;
  }

  static std::optional<http::Credentials> parse(std::string_view authorization) {
    if (authorization.empty()) return std::nullopt;
    auto parsed = http::parse_authorization(authorization);
    if (!parsed.ok()) return std::nullopt;
    return std::move(parsed).value();
  }
};

std::uint64_t Access::generation() const { return impl_->now_known()->generation; }

Access::Access(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Access::~Access() = default;

Result<std::unique_ptr<Access>> Access::load(store::NodeDb& db) {
  auto impl = std::make_unique<Impl>(db);
  PARLEY_TRY_STATUS(impl->reload());
  return std::unique_ptr<Access>(new Access(std::move(impl)));
}

std::optional<taxii::Principal> Access::authenticate_fast(std::string_view authorization) {
  const auto known = impl_->now_known();
  const auto told = impl_->from_memory(*known, authorization, Impl::parse(authorization));
  if (!told || !told->ok()) return std::nullopt;
  return told->value();
}

bool Access::must_hash(std::string_view authorization) const {
  const auto known = impl_->now_known();
  return !impl_->from_memory(*known, authorization, Impl::parse(authorization)).has_value();
}

Access::Failures Access::failures() const { return {impl_->wrong_passwords, impl_->wrong_tokens, impl_->put_off}; }

Result<taxii::Principal> Access::authenticate(std::string_view authorization, std::string_view peer) {
  const auto known = impl_->now_known();
  const auto credentials = Impl::parse(authorization);
  if (auto told = impl_->from_memory(*known, authorization, credentials)) {
    // Only counted: to look up a token of 256 bits costs nothing, and nobody guesses one.
    if (!told->ok() && !authorization.empty()) ++impl_->wrong_tokens;
    return std::move(*told);
  }
  // A password must be hashed: 64 MiB and some 50 ms, so only so many at once and only so many guesses.
  const auto& basic = std::get<http::BasicCredentials>(*credentials);
  if (impl_->failures_by_name.failures(peer, basic.user) >= kTooManyForName ||
      impl_->failures_by_address.failures(peer) >= kTooManyForAddress) {
    ++impl_->put_off;
    return Error{Code::unavailable, "too many failed log-ins as this user or from this address; try again in a minute"};
  }
  const auto slot = impl_->slots.acquire();
  if (!slot) {
    ++impl_->put_off;
    return Error{Code::unavailable, "too many log-ins at once; try again in a moment"};
  }
  const auto user = known->users.find(basic.user);
  const bool exists = user != known->users.end() && !user->second.password_hash.empty();
  std::string stored = exists ? user->second.password_hash : std::string();
  if (!exists) {
    const Lock lock(impl_->mutex);
    if (impl_->decoy.empty()) {
      PARLEY_TRY(impl_->decoy, hash_password(generate_password()));
    }
    stored = impl_->decoy;
  }
  if (!verify_password(stored, as_text(basic.password.reveal())) || !exists) {
    ++impl_->wrong_passwords;
    impl_->failures_by_name.record_failure(peer, basic.user);
    impl_->failures_by_address.record_failure(peer);
    return kRefused;
  }
  // The address is not forgiven: else one account would do to try all others from there.
  impl_->failures_by_name.forgive(peer, basic.user);
  impl_->verified.remember(basic.user, basic.password.reveal(), stored);
  return Impl::principal(*known, user->second);
}

Rights Access::rights(const taxii::Principal& principal, std::string_view collection) const {
  if (principal.administrator) return {true, true, true};
  const auto known = impl_->now_known();
  Rights out;
  for (const std::string_view which : {collection, std::string_view("*")}) {
    const auto at = known->rights.find({principal.name, std::string(which)});
    if (at == known->rights.end()) continue;
    out.read |= at->second.read;
    out.write |= at->second.write;
    out.remove |= at->second.remove;
  }
  return out;
}

Status Access::put_user(const std::string& name, std::optional<std::string> password, bool administrator) {
  if (!is_user_name(name))
    return Error{Code::invalid_input, "a user's name: it has 1 to 128 bytes, no spaces, colons or control characters"};
  if (name == kAnonymous && (administrator || (password && !password->empty())))
    return Error{Code::invalid_input,
                 "\"anonymous\" stands for requests without credentials: it has no password and is no administrator"};
  const auto known = impl_->now_known();
  const auto old = known->users.find(name);
  if (old == known->users.end()) {
    PARLEY_TRY_STATUS(names::check(name).in("a user's name"));
    for (const auto& [other, user] : known->users)
      if (names::look_alike(name, other))
        return Error{Code::conflict, "\"" + name + "\" looks like \"" + other +
                                         "\", who is a user here; choose a name "
                                         "that can be told apart"};
  }
  store::UserRow row{name, old == known->users.end() ? "" : old->second.password_hash, administrator,
                     old == known->users.end() ? now() : old->second.created,
                     old == known->users.end() ? std::nullopt : old->second.uid};
  if (password) {
    row.password_hash.clear();
    if (!password->empty()) {
      PARLEY_TRY(row.password_hash, hash_password(*password));
    }
  }
  PARLEY_TRY_STATUS(impl_->db.put_user(row));
  return impl_->reload();  // what was verified against another hash than the stored one is known no more
}

Status Access::remove_user(const std::string& name) {
  PARLEY_TRY_STATUS(impl_->db.remove_user(name));
  return impl_->reload();
}

Status Access::put_right(const store::RightRow& right) {
  PARLEY_TRY_STATUS(impl_->db.put_right(right));
  return impl_->reload();
}

Result<Access::NewToken> Access::add_token(const std::string& user, const std::string& label,
                                           std::optional<Micros> expires) {
  const auto known = impl_->now_known();
  if (!known->users.contains(user))
    return Error{Code::not_found, "there is no user \"" + user + "\"; parley user add makes one"};
  std::array<std::uint8_t, 32> secret;
  std::array<std::uint8_t, 4> id;
  random_bytes(secret);
  random_bytes(id);
  NewToken token{to_hex(id), "parley_" + to_hex(secret)};
  PARLEY_TRY_STATUS(impl_->db.add_token({token.id, user, token_hash(as_bytes(token.secret)), label, now(), expires}));
  PARLEY_TRY_STATUS(impl_->reload());
  return token;
}

Status Access::remove_token(const std::string& id) {
  PARLEY_TRY_STATUS(impl_->db.remove_token(id));
  return impl_->reload();
}

std::optional<store::UserRow> Access::user(std::string_view name) const {
  const auto known = impl_->now_known();
  const auto at = known->users.find(name);
  return at == known->users.end() ? std::nullopt : std::optional(at->second);
}

std::vector<std::string> Access::tied_to(std::uint32_t uid) const {
  std::vector<std::string> out;
  for (const auto& [name, user] : impl_->now_known()->users)
    if (user.uid == uid) out.push_back(name);
  return out;
}

bool Access::has_token(std::string_view user) const {
  const auto known = impl_->now_known();
  return std::any_of(known->tokens.begin(), known->tokens.end(), [&](const auto& one) {
    return one.second.user == user && (!one.second.expires || *one.second.expires > now());
  });
}

bool Access::may(std::string_view user, std::string_view act, std::string_view place) const {
  const auto known = impl_->now_known();
  const auto at = known->users.find(user);
  if (at == known->users.end()) return false;
  if (at->second.administrator) return true;
  return std::any_of(known->acts.begin(), known->acts.end(), [&](const store::ActRow& row) {
    return row.user == user && row.act == act && (row.place == "*" || row.place == place);
  });
}

std::vector<store::ActRow> Access::acts_of(std::string_view user) const {
  const auto known = impl_->now_known();
  std::vector<store::ActRow> out;
  for (const store::ActRow& row : known->acts)
    if (row.user == user) out.push_back(row);
  return out;
}

std::optional<store::TokenRow> Access::token(std::string_view secret) const {
  const auto known = impl_->now_known();
  const auto at = known->tokens.find(token_hash(as_bytes(secret)));
  if (at == known->tokens.end() || (at->second.expires && *at->second.expires <= now())) return std::nullopt;
  return at->second;
}

std::vector<store::TokenRow> Access::tokens_of(std::string_view user) const {
  const auto known = impl_->now_known();
  std::vector<store::TokenRow> out;
  for (const auto& [hash, row] : known->tokens)
    if (row.user == user && (!row.expires || *row.expires > now())) out.push_back(row);
  return out;
}

Status Access::tie(const std::string& name, std::optional<std::uint32_t> uid) {
  auto row = user(name);
  if (!row) return Error{Code::not_found, "there is no user \"" + name + "\"; parley user add makes one"};
  if (uid && name == kAnonymous)
    return Error{Code::invalid_input, "\"anonymous\" stands for requests without credentials and is nobody's uid"};
  row->uid = uid;
  PARLEY_TRY_STATUS(impl_->db.put_user(*row));
  return impl_->reload();
}

Status Access::put_act(const store::ActRow& act, bool allowed) {
  if (act.user == kAnonymous)
    return Error{Code::invalid_input, "\"anonymous\" stands for requests without credentials and does no act"};
  PARLEY_TRY_STATUS(allowed ? impl_->db.add_act(act) : impl_->db.remove_act(act));
  return impl_->reload();
}

Status Access::renew() { return impl_->reload(); }

Result<std::vector<store::UserRow>> Access::users() { return impl_->db.users(); }
Result<std::vector<store::TokenRow>> Access::tokens() { return impl_->db.tokens(); }
Result<std::vector<store::RightRow>> Access::all_rights() { return impl_->db.rights(); }
Result<std::vector<store::GivenRow>> Access::given() { return impl_->db.given(); }
Status Access::record_given(const store::GivenRow& row) { return impl_->db.add_given(row); }

std::string generate_password() {
  // Without characters that look alike; 55 of them, so bytes beyond 4 * 55 are drawn again to keep every one as likely.
  static constexpr std::string_view kAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz2345679";
  std::string out;
  while (out.size() < 20) {
    std::array<std::uint8_t, 32> bytes;
    random_bytes(bytes);
    for (const std::uint8_t byte : bytes)
      if (byte < 4 * kAlphabet.size() && out.size() < 20) out += kAlphabet[byte % kAlphabet.size()];
  }
  return out;
}

}  // namespace parley::node
