// Randomness, Ed25519 keys (RFC 8032) and password hashes, all by libsodium.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace parley {

void random_bytes(std::span<std::uint8_t> out);

// Bytes that nobody else may see: wiped when they go, compared in constant time, never printable.
class Secret {
 public:
  explicit Secret(std::span<const std::uint8_t> bytes) : bytes_(bytes.begin(), bytes.end()) {}
  explicit Secret(std::string_view text) : Secret(as_bytes(text)) {}
  Secret(Secret&&) = default;
  Secret& operator=(Secret&&) = default;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  std::span<const std::uint8_t> reveal() const { return bytes_; }
  bool equals(std::span<const std::uint8_t> other) const;

 private:
  std::vector<std::uint8_t> bytes_;
};

using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

// An Ed25519 key pair made from a 32-byte seed.
class SigningKey {
 public:
  static SigningKey generate();
  // Fails with invalid_input unless `seed` is 32 bytes.
  static Result<SigningKey> from_seed(std::span<const std::uint8_t> seed);

  const PublicKey& public_key() const { return public_key_; }
  Signature sign(std::string_view message) const;
  // The 32-byte seed, for writing the key file.
  std::span<const std::uint8_t> seed() const { return secret_.reveal().first(32); }

 private:
  SigningKey(Secret secret, PublicKey public_key) : secret_(std::move(secret)), public_key_(public_key) {}
  Secret secret_;  // libsodium's 64-byte form: seed, then public key
  PublicKey public_key_;
};

bool verify(const PublicKey& key, std::string_view message, std::span<const std::uint8_t> signature);
// Whether `key` is a point that one may pin: canonical, on the curve, not of small order.
bool is_valid_public_key(const PublicKey& key);

// argon2id in its text form ("$argon2id$v=19$..."). Costs about 50 ms and 64 MiB on purpose.
Result<std::string> hash_password(std::string_view password);
bool verify_password(const std::string& hash, std::string_view password);

}  // namespace parley
