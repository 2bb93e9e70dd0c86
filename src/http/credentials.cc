// What stands between a request and a password hash that costs 50 ms and 64 MiB. A secret that was
// verified a moment ago is known again by a keyed hash; only so many are verified at once; and who
// guesses is counted, by address and by address with name. Nothing here decides what happens then.
#include "http/credentials.h"

#include <sodium.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>

#include "base/hash.h"
#include "http/peer.h"
#include "http/text.h"

namespace parley::http {
namespace {

// More than there are threads, so that two of them seldom want the same.
constexpr std::size_t kShards = 16;

std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// RFC 6750 section 2.1: b64token.
// The characters that a token may have (and "=" at its end); anything else is no token of
// anybody's.
bool is_bearer_token(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-._~+/").find(c) != std::string_view::npos;
  });
}

// An address never contains a space. The name comes from a stranger and may be long.
std::string key_of(std::string_view peer, std::string_view name) {
  std::string group = peer_group(peer);
  if (!name.empty()) group += ' ' + to_hex(sha256({as_bytes(name)}));
  return group;
}

// RFC 7617 section 2 forbids control characters in names and passwords.
bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

// The decoded text holds the password in the clear, so it is wiped whatever becomes of it. No
// message repeats any of it: messages go into logs.
Result<Credentials> parse_basic(std::string_view text) {
  auto decoded = from_base64(text);
  if (!decoded) return Error{Code::invalid_input, "Authorization: Basic must be followed by padded base64"};
  const std::string_view pair = as_text(*decoded);
  // RFC 7617 section 2: the first colon separates, so a name has none and a password may.
  const std::size_t colon = pair.find(':');
  const bool valid = colon != std::string_view::npos && is_utf8(pair) && !has_control_character(pair);
  std::optional<Credentials> out;
  if (valid) out = BasicCredentials{std::string(pair.substr(0, colon)), Secret(pair.substr(colon + 1))};
  sodium_memzero(decoded->data(), decoded->size());
  if (!valid)
    return Error{Code::invalid_input,
                 "Authorization: Basic must hold NAME:PASSWORD in UTF-8 without control characters"};
  return *std::move(out);
}

}  // namespace

// The scheme has no case (RFC 9110 section 11.1). Schemes that are not known are told apart from broken credentials.
Result<Credentials> parse_authorization(std::string_view value) {
  value = trim(value);
  const std::size_t space = value.find(' ');
  const std::string_view scheme = value.substr(0, space);
  const std::string_view rest = space == std::string_view::npos ? std::string_view() : trim(value.substr(space + 1));
  if (equals_ignoring_case(scheme, "Basic")) return parse_basic(rest);
  if (!equals_ignoring_case(scheme, "Bearer"))
    return Error{Code::unsupported, "Authorization: only Basic and Bearer are understood"};
  if (!is_bearer_token(rest)) return Error{Code::invalid_input, "Authorization: Bearer must be followed by a token"};
  return Credentials(BearerCredentials{Secret(rest)});
}

// One lock each; a look-up holds it for a few dozen nanoseconds, so that I/O threads hardly ever meet.
struct alignas(64) VerifiedCache::Shard {
  struct Entry {
    Hash key;
    std::int64_t expires_ms;
  };
  struct FirstBytes {  // keys are hashes already
    std::size_t operator()(const Hash& key) const {
      std::size_t out;
      std::memcpy(&out, key.data(), sizeof out);
      return out;
    }
  };
  Mutex mutex;
  std::list<Entry> entries PARLEY_GUARDED_BY(mutex);  // most recently used first
  std::unordered_map<Hash, std::list<Entry>::iterator, FirstBytes> index PARLEY_GUARDED_BY(mutex);
};

VerifiedCache::VerifiedCache(const Options& options) : options_(options), shards_(new Shard[kShards]) {
  random_bytes(secret_key_);
}

VerifiedCache::~VerifiedCache() { sodium_memzero(secret_key_.data(), secret_key_.size()); }

// A keyed hash with a key that dies with the process: a copy of this memory is no list of password
// hashes that could be tried elsewhere at leisure. The stored hash goes in, so that a changed
// password makes the old entry useless without anybody looking for it.
Hash VerifiedCache::key_of(std::string_view user, std::span<const std::uint8_t> secret,
                           std::string_view stored_hash) const {
  crypto_generichash_state state;
  crypto_generichash_init(&state, secret_key_.data(), secret_key_.size(), std::tuple_size_v<Hash>);
  // The lengths keep ("ab", "c") and ("a", "bc") apart.
  const std::array<std::uint64_t, 2> lengths = {user.size(), secret.size()};
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(lengths.data()), sizeof lengths);
  crypto_generichash_update(&state, as_bytes(user).data(), user.size());
  crypto_generichash_update(&state, secret.data(), secret.size());
  crypto_generichash_update(&state, as_bytes(stored_hash).data(), stored_hash.size());
  Hash key;
  crypto_generichash_final(&state, key.data(), key.size());
  sodium_memzero(&state, sizeof state);
  return key;
}

// By the last byte, as the index within a shard uses the first ones.
VerifiedCache::Shard& VerifiedCache::shard_of(const Hash& key) { return shards_[key[31] % kShards]; }

// The time runs from the verification and is not renewed by use, so that even a secret in constant
// use is verified anew now and then.
bool VerifiedCache::knows(std::string_view user, std::span<const std::uint8_t> secret, std::string_view stored_hash) {
  const Hash key = key_of(user, secret, stored_hash);
  Shard& shard = shard_of(key);
  const std::int64_t now = steady_ms();
  const Lock lock(shard.mutex);
  const auto found = shard.index.find(key);
  if (found == shard.index.end()) return false;
  if (found->second->expires_ms <= now) {
    shard.entries.erase(found->second);
    shard.index.erase(found);
    return false;
  }
  shard.entries.splice(shard.entries.begin(), shard.entries, found->second);
  return true;
}

// A full shard gives up what was used least recently; that secret then costs one more hash.
void VerifiedCache::remember(std::string_view user, std::span<const std::uint8_t> secret,
                             std::string_view stored_hash) {
  const Hash key = key_of(user, secret, stored_hash);
  Shard& shard = shard_of(key);
  const std::int64_t expires = steady_ms() + std::int64_t{options_.lifetime_s} * 1000;
  const Lock lock(shard.mutex);
  if (const auto found = shard.index.find(key); found != shard.index.end()) {
    found->second->expires_ms = expires;
    return;
  }
  if (shard.entries.size() >= std::max<std::size_t>(options_.entries / kShards, 1)) {
    shard.index.erase(shard.entries.back().key);
    shard.entries.pop_back();
  }
  shard.entries.push_front({key, expires});
  shard.index.emplace(key, shard.entries.begin());
}

// Never waits: a thread that waited for a slot would be missing for everybody else.
std::optional<VerificationSlots::Slot> VerificationSlots::acquire() {
  const Lock lock(mutex_);
  if (free_ == 0) return std::nullopt;
  --free_;
  return Slot(*this);
}

void VerificationSlots::release() {
  const Lock lock(mutex_);
  ++free_;
}

VerificationSlots::Slot::~Slot() {
  if (slots_ != nullptr) slots_->release();
}

// Halving with time instead of a window: nobody can wait for the edge of one, and one number for
// each is enough.
double FailureCounter::faded(const Entry& entry, std::int64_t now_ms) const {
  return entry.count * std::exp2(-static_cast<double>(now_ms - entry.at_ms) / (1000.0 * options_.half_life_s));
}

// The least recent one is dropped when the table is full. Whoever has many addresses can push
// others out, and only makes the server forget failures sooner; no one is locked out by it.
double FailureCounter::record_failure(std::string_view peer, std::string_view name) {
  const std::int64_t now = steady_ms();
  std::string group = key_of(peer, name);
  const Lock lock(mutex_);
  if (const auto found = index_.find(group); found != index_.end()) {
    Entry& entry = *found->second;
    entry.count = faded(entry, now) + 1;
    entry.at_ms = now;
    entries_.splice(entries_.begin(), entries_, found->second);
    return entry.count;
  }
  if (entries_.size() >= std::max<std::size_t>(options_.peers, 1)) {
    index_.erase(entries_.back().group);
    entries_.pop_back();
  }
  entries_.push_front({group, 1, now});
  index_.emplace(std::move(group), entries_.begin());
  return 1;
}

double FailureCounter::failures(std::string_view peer, std::string_view name) const {
  const std::string group = key_of(peer, name);
  const Lock lock(mutex_);
  const auto found = index_.find(group);
  return found == index_.end() ? 0 : faded(*found->second, steady_ms());
}

void FailureCounter::forgive(std::string_view peer, std::string_view name) {
  const std::string group = key_of(peer, name);
  const Lock lock(mutex_);
  const auto found = index_.find(group);
  if (found == index_.end()) return;
  entries_.erase(found->second);
  index_.erase(found);
}

}  // namespace parley::http
