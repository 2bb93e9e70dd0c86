// The idea: one snapshot of all users and tokens, replaced as a whole whenever anything changes, so that a
// request is answered from memory and waits neither for node.db nor for somebody whose password is being
// hashed. The expensive part is the password: argon2id is slow by design, which protects a stolen node.db and
// would, unlimited, let anybody who can reach the port occupy the machine. So hashes are computed in a few
// slots only, what was verified is remembered, and failures are counted for each name and for each address.
//
// Not done here: no account is ever locked, because whoever knows a name could then lock its owner out; and
// nothing is said of which part of a log-in was wrong.
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
#include "node/acting.h"

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
};

// Somebody who is known, and the count of changes from before he was looked up (rights_table.h, Generation).
struct Known {
  std::uint64_t generation = 0;
  std::shared_ptr<const Snapshot> snapshot;

  const store::UserRow* user(std::string_view name) const {
    const auto at = snapshot->users.find(name);
    return at == snapshot->users.end() ? nullptr : &at->second;
  }
  taxii::Principal principal(const store::UserRow& row, std::string_view proof) const {
    return {.name = row.name, .administrator = row.administrator, .generation = generation, .proof = proof};
  }
};

// A plain SHA-256 suffices for a token, unlike for a password: it has 256 random bits, so there is nothing
// that somebody who has the hashes could try through.
std::string token_hash(std::span<const std::uint8_t> token) { return to_hex(sha256({token})); }

// By the machine's clock and not the node's: an end that was promised comes, whatever the node believes.
bool has_expired(const store::TokenRow& token) { return token.expires && *token.expires <= now(); }

bool is_user_name(std::string_view name) {
  return !name.empty() && name.size() <= 128 && std::all_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != ':' && c != 0x7f;  // RFC 7617: no colon, no control characters
  });
}

}  // namespace

struct Access::Impl {
  explicit Impl(store::NodeDb& its_db) : db(its_db), rights(its_db, generation) {}
  store::NodeDb& db;
  Generation generation;
  RightsTable rights;
  http::VerifiedCache verified{http::VerifiedCache::Options{}};
  // As many as the listeners have threads for log-ins (http::Limits, and one of the room's), so that a flood at the one
  // takes no slot of the other's. Each takes 64 MiB and a whole processor while it lasts, and those who are known
  // already need none.
  http::VerificationSlots slots{3};
  http::FailureCounter failures_by_name{http::FailureCounter::Options{}},
      failures_by_address{http::FailureCounter::Options{}};
  std::atomic<std::uint64_t> wrong_passwords = 0, wrong_tokens = 0, put_off = 0;

  // One change at a time, from looking at what there is to putting the new in force. Without it two changes of one user
  // could each write what the other had not seen, and an older reading of node.db could take the place of a newer one:
  // a token that was revoked would work until the next change. Held while a password is hashed and over a write to
  // node.db; nobody who only looks somebody up takes it.
  Mutex changing PARLEY_BETWEEN(after_membership, after_users);
  mutable Mutex mutex PARLEY_LEAF;  // guards the pointer, not what it points to
  std::shared_ptr<const Snapshot> snapshot PARLEY_GUARDED_BY(mutex);
  // The hash of a password that nobody has: an unknown name costs as much time as a wrong password. Its lock is its
  // own, since the first who needs it computes it, and nobody who is known from memory is to wait for that.
  Mutex decoy_mutex PARLEY_LEAF;
  std::string decoy PARLEY_GUARDED_BY(decoy_mutex);

  // The generation before the snapshot: when a change comes in between, the newer rows carry the older
  // number, and what is remembered under it is asked for anew. The other way round, old rows would count as
  // current until the next change.
  Known now_known() const {
    const std::uint64_t counted = generation.now();
    const Lock lock(mutex);
    return {counted, snapshot};
  }

  // The snapshot first and the generation last: whoever sees the new number also sees the new rows.
  Status read_again() PARLEY_REQUIRES(changing) {
    auto fresh = std::make_shared<Snapshot>();
    PARLEY_TRY(auto users, db.users());
    PARLEY_TRY(auto tokens, db.tokens());
    for (auto& user : users) fresh->users[user.name] = user;
    for (auto& token : tokens) fresh->tokens[token.hash] = token;
    {
      const Lock lock(mutex);
      snapshot = std::move(fresh);
    }
    generation.renew();
    return {};
  }

  Result<std::string> decoy_hash() {
    const Lock lock(decoy_mutex);
    if (decoy.empty()) {
      PARLEY_TRY(decoy, hash_password(generate_password()));
    }
    return decoy;
  }

  // Everything that memory can tell: a principal, a refusal, or nothing when a password hash must be computed.
  std::optional<Result<taxii::Principal>> from_memory(const Known& known, std::string_view authorization,
                                                      const std::optional<http::Credentials>& credentials) {
    const auto principal_or_refusal = [&](const store::UserRow* user, std::string_view proof) {
      return user == nullptr ? Result<taxii::Principal>(kRefused) : Result(known.principal(*user, proof));
    };
    // No credentials at all are the user "anonymous", where the operator has made one; else they are a
    // refusal.
    if (authorization.empty()) return principal_or_refusal(known.user(kAnonymous), {});
    if (!credentials) return Result<taxii::Principal>(kRefused);
    // A token is looked up by its hash, and acts as its user with the rights that the user has now.
    if (const auto* bearer = std::get_if<http::BearerCredentials>(&*credentials)) {
      const auto& tokens = known.snapshot->tokens;
      const auto token = tokens.find(token_hash(bearer->token.reveal()));
      if (token == tokens.end() || has_expired(token->second)) return Result<taxii::Principal>(kRefused);
      return principal_or_refusal(known.user(token->second.user), word_of(How::token));
    }
    const auto& basic = std::get<http::BasicCredentials>(*credentials);
    // A name that nobody has, and one without a password, are not refused from memory: they take the same way
    // and the same time as a wrong password, or the time of the answer would tell which names exist (see
    // `decoy`).
    const store::UserRow* user = known.user(basic.user);
    if (user == nullptr || user->password_hash.empty()) return std::nullopt;
    if (verified.knows(basic.user, basic.password.reveal(), user->password_hash))
      return Result(known.principal(*user, word_of(How::password)));
    return std::nullopt;
  }

  static std::optional<http::Credentials> parse(std::string_view authorization) {
    if (authorization.empty()) return std::nullopt;
    auto parsed = http::parse_authorization(authorization);
    if (!parsed.ok()) return std::nullopt;
    return std::move(parsed).value();
  }
};

std::uint64_t Access::generation() const { return impl_->generation.now(); }
RightsTable& Access::rights_table() { return impl_->rights; }

Access::Access(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Access::~Access() = default;

Result<std::unique_ptr<Access>> Access::load(store::NodeDb& db) {
  auto access = std::unique_ptr<Access>(new Access(std::make_unique<Impl>(db)));
  PARLEY_TRY_STATUS(access->renew());
  return access;
}

std::optional<taxii::Principal> Access::authenticate_fast(std::string_view authorization) {
  const auto known = impl_->now_known();
  const auto told = impl_->from_memory(known, authorization, Impl::parse(authorization));
  if (!told || !told->ok()) return std::nullopt;
  return told->value();
}

bool Access::must_hash(std::string_view authorization) const {
  const auto known = impl_->now_known();
  return !impl_->from_memory(known, authorization, Impl::parse(authorization)).has_value();
}

Access::Failures Access::failures() const { return {impl_->wrong_passwords, impl_->wrong_tokens, impl_->put_off}; }

Result<taxii::Principal> Access::authenticate(std::string_view authorization, std::string_view peer) {
  const auto known = impl_->now_known();
  const auto credentials = Impl::parse(authorization);
  if (auto told = impl_->from_memory(known, authorization, credentials)) {
    // Only counted: to look up a token of 256 bits costs nothing, and nobody guesses one.
    if (!told->ok() && !authorization.empty()) ++impl_->wrong_tokens;
    return std::move(*told);
  }
  // A password must be hashed: 64 MiB and some 50 ms, so only so many at once and only so many guesses.
  // Both counters are asked before a slot is taken, so that an attacker who is over the limit occupies no
  // slot that somebody else's right password needs.
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
  const store::UserRow* user = known.user(basic.user);
  const bool exists = user != nullptr && !user->password_hash.empty();
  std::string stored = exists ? user->password_hash : std::string();
  if (!exists) {
    PARLEY_TRY(stored, impl_->decoy_hash());
  }
  // The hash is computed in either case, and only then is it looked at whether there is such a user.
  if (!verify_password(stored, as_text(basic.password.reveal())) || !exists) {
    ++impl_->wrong_passwords;
    impl_->failures_by_name.record_failure(peer, basic.user);
    impl_->failures_by_address.record_failure(peer);
    return kRefused;
  }
  // The address is not forgiven: else one account would do to try all others from there.
  impl_->failures_by_name.forgive(peer, basic.user);
  impl_->verified.remember(basic.user, basic.password.reveal(), stored);
  return known.principal(*user, word_of(How::password));
}

Status Access::put_user(const std::string& name, std::optional<std::string> password, bool administrator) {
  if (!is_user_name(name))
    return Error{Code::invalid_input, "a user's name: it has 1 to 128 bytes, no spaces, colons or control characters"};
  if (name == kAnonymous && (administrator || (password && !password->empty())))
    return Error{Code::invalid_input,
                 "\"anonymous\" stands for requests without credentials: it has no password and is no administrator"};
  const Lock lock(impl_->changing);
  const Known known = impl_->now_known();
  // Only a new name is looked at: who has it already keeps it, and a password can still be changed. Colleagues are
  // called what they are called: of Anil and Anli whoever makes them users is told (desk/people.h), and lists mark the
  // two. A name that differs in nothing but capitals, scripts or what is not seen is nobody's of its own.
  const store::UserRow* old = known.user(name);
  if (old == nullptr) {
    PARLEY_TRY_STATUS(names::check(name).in("a user's name"));
    for (const auto& [other, user] : known.snapshot->users)
      if (names::look_alike(name, other, names::Strokes::told_apart))
        return Error{Code::conflict, "\"" + name + "\" looks like \"" + other +
                                         "\", who is a user here; choose a name that can be told apart"};
  }
  store::UserRow row = old != nullptr ? *old : store::UserRow{.name = name, .password_hash = {}, .created = now()};
  row.administrator = administrator;
  if (password) {
    row.password_hash.clear();
    if (!password->empty()) {
      PARLEY_TRY(row.password_hash, hash_password(*password));
    }
  }
  PARLEY_TRY_STATUS(impl_->db.put_user(row));
  return impl_->read_again();  // what was verified against another hash than the stored one is known no more
}

Status Access::remove_user(const std::string& name) {
  const Lock lock(impl_->changing);
  PARLEY_TRY_STATUS(impl_->db.remove_user(name));
  // The rights first: whoever takes the name next is not to have them for a moment.
  PARLEY_TRY_STATUS(impl_->rights.reload());
  return impl_->read_again();
}

Status Access::tie(const std::string& name, std::optional<std::uint32_t> uid) {
  const Lock lock(impl_->changing);
  auto row = user(name);
  if (!row) return Error{Code::not_found, "there is no user \"" + name + "\"; parley user add makes one"};
  if (uid && name == kAnonymous)
    return Error{Code::invalid_input, "\"anonymous\" stands for requests without credentials and is nobody's uid"};
  row->uid = uid;
  PARLEY_TRY_STATUS(impl_->db.put_user(*row));
  return impl_->read_again();
}

std::optional<store::UserRow> Access::user(std::string_view name) const {
  const Known known = impl_->now_known();
  const store::UserRow* row = known.user(name);
  return row == nullptr ? std::nullopt : std::optional(*row);
}

// Several users may be tied to one uid: a person who acts in two roles chooses by name (People::by_uid()).
std::vector<std::string> Access::tied_to(std::uint32_t uid) const {
  const Known known = impl_->now_known();
  std::vector<std::string> out;
  for (const auto& [name, user] : known.snapshot->users)
    if (user.uid == uid) out.push_back(name);
  return out;
}

Result<Access::NewToken> Access::add_token(const std::string& user, const std::string& label,
                                           std::optional<Micros> expires) {
  const Lock lock(impl_->changing);
  if (impl_->now_known().user(user) == nullptr)
    return Error{Code::not_found, "there is no user \"" + user + "\"; parley user add makes one"};
  std::array<std::uint8_t, 32> secret;
  std::array<std::uint8_t, 4> id;
  random_bytes(secret);
  // The id stands in lists and records in the place of the secret; four bytes tell the tokens of one node
  // apart and give away nothing of it.
  random_bytes(id);
  NewToken token{to_hex(id), "parley_" + to_hex(secret)};
  PARLEY_TRY_STATUS(impl_->db.add_token({token.id, user, token_hash(as_bytes(token.secret)), label, now(), expires}));
  PARLEY_TRY_STATUS(impl_->read_again());
  return token;
}

Status Access::remove_token(const std::string& id) {
  const Lock lock(impl_->changing);
  PARLEY_TRY_STATUS(impl_->db.remove_token(id));
  return impl_->read_again();
}

std::optional<store::TokenRow> Access::token(std::string_view secret) const {
  const Known known = impl_->now_known();
  const auto at = known.snapshot->tokens.find(token_hash(as_bytes(secret)));
  if (at == known.snapshot->tokens.end() || has_expired(at->second)) return std::nullopt;
  return at->second;
}

std::vector<store::TokenRow> Access::tokens_of(std::string_view user) const {
  const Known known = impl_->now_known();
  std::vector<store::TokenRow> out;
  for (const auto& [hash, row] : known.snapshot->tokens)
    if (row.user == user && !has_expired(row)) out.push_back(row);
  return out;
}

Status Access::renew() {
  const Lock lock(impl_->changing);
  PARLEY_TRY_STATUS(impl_->rights.reload());
  return impl_->read_again();
}

Result<std::vector<store::UserRow>> Access::users() { return impl_->db.users(); }
Result<std::vector<store::TokenRow>> Access::tokens() { return impl_->db.tokens(); }

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
