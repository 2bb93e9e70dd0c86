// Authorization headers, and what spares a node from paying for a password hash on every request and from those who
// guess.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

#include "base/keys.h"
#include "base/mutex.h"
#include "base/result.h"

namespace parley::http {

struct BasicCredentials {
  std::string user;
  Secret password;
};
struct BearerCredentials {
  Secret token;
};
using Credentials = std::variant<BasicCredentials, BearerCredentials>;

// Reads the value of an Authorization field: Basic (RFC 7617, UTF-8) or Bearer (RFC 6750); the scheme's case does not
// matter. Base64 must be padded and canonical, so that one pair of name and password has one spelling. Fails with
// unsupported for another scheme, invalid_input otherwise; no message contains any part of the value.
Result<Credentials> parse_authorization(std::string_view value);

// Remembers which secrets were verified (argon2id costs 50 ms and more). An entry is a keyed hash, with a key that is
// random in each process, over user, secret and the stored hash that the secret was verified against: the secret itself
// is not kept, and a changed or removed password stops matching at once. Bounded, forgets the least recently used and
// what is older than its time. Thread-safe; a look-up costs under a microsecond.
class VerifiedCache {
 public:
  struct Options {
    std::size_t entries = 4096;
    int lifetime_s = 600;  // from the verification, not from the last use
  };
  explicit VerifiedCache(const Options& options);
  ~VerifiedCache();
  bool knows(std::string_view user, std::span<const std::uint8_t> secret, std::string_view stored_hash);
  void remember(std::string_view user, std::span<const std::uint8_t> secret, std::string_view stored_hash);

 private:
  struct Shard;
  Hash key_of(std::string_view user, std::span<const std::uint8_t> secret, std::string_view stored_hash) const;
  Shard& shard_of(const Hash& key);

  const Options options_;
  std::array<std::uint8_t, 32> secret_key_;
  std::unique_ptr<Shard[]> shards_;
};

// How many password verifications may run at once: each takes 64 MiB. Thread-safe.
class VerificationSlots {
 public:
  explicit VerificationSlots(int slots = 2) : free_(slots) {}
  class Slot {
   public:
    explicit Slot(VerificationSlots& slots) : slots_(&slots) {}
    Slot(Slot&& other) noexcept : slots_(std::exchange(other.slots_, nullptr)) {}
    Slot& operator=(Slot&&) = delete;
    ~Slot();

   private:
    VerificationSlots* slots_;
  };
  // Nothing when none is free: an answer of 429 is due. Nobody waits here, where a thread would be held by it.
  std::optional<Slot> acquire();

 private:
  void release();
  Mutex mutex_;
  int free_ PARLEY_GUARDED_BY(mutex_);
};

// Counts failed authentications by peer (an address, or an IPv6 /64), or by peer and name, each forgotten gradually:
// the count halves every `half_life_s`. Bounded, however long the names are. Thread-safe. What to do at which count is
// the caller's decision.
class FailureCounter {
 public:
  struct Options {
    std::size_t peers = 10'000;
    int half_life_s = 60;
  };
  explicit FailureCounter(const Options& options) : options_(options) {}
  // `peer` as in Request::peer. Returns the count including this failure.
  double record_failure(std::string_view peer, std::string_view name = {});
  double failures(std::string_view peer, std::string_view name = {}) const;
  void forgive(std::string_view peer, std::string_view name = {});  // after a success

 private:
  struct Entry {
    std::string group;
    double count = 0;
    std::int64_t at_ms = 0;  // when `count` was right
  };
  double faded(const Entry& entry, std::int64_t now_ms) const;

  const Options options_;
  mutable Mutex mutex_;
  std::list<Entry> entries_ PARLEY_GUARDED_BY(mutex_);  // most recent failure first
  std::unordered_map<std::string, std::list<Entry>::iterator> index_ PARLEY_GUARDED_BY(mutex_);
};

}  // namespace parley::http
