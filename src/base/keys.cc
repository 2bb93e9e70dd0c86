#include "base/keys.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>

// libsodium and nothing else makes and checks signatures, so that a key that is accepted here is accepted everywhere
// in Parley. Every copy of a secret that is made on the way is wiped where it goes out of scope.
namespace parley {
namespace {

// Called by every function that may be the first to use the library. Without sodium_init() libsodium would use its
// slowest code and, on some systems, not be safe between threads.
void ensure_sodium() {
  static const int ready = sodium_init();  // safe to call from several threads
  PARLEY_CHECK(ready >= 0);
}

}  // namespace

void random_bytes(std::span<std::uint8_t> out) {
  ensure_sodium();
  if (!out.empty()) randombytes_buf(out.data(), out.size());
}

Secret::~Secret() {
  if (!bytes_.empty()) sodium_memzero(bytes_.data(), bytes_.size());
}

// How long the comparison takes tells the length at most: how many bytes are right it must not tell, or a token could
// be guessed byte by byte.
bool Secret::equals(std::span<const std::uint8_t> other) const {
  return bytes_.size() == other.size() && sodium_memcmp(bytes_.data(), other.data(), other.size()) == 0;
}

// from_seed() fails for a wrong length only, which cannot be here.
SigningKey SigningKey::generate() {
  std::array<std::uint8_t, 32> seed;
  random_bytes(seed);
  auto key = from_seed(seed);
  sodium_memzero(seed.data(), seed.size());
  return std::move(key).value();
}

Result<SigningKey> SigningKey::from_seed(std::span<const std::uint8_t> seed) {
  ensure_sodium();
  if (seed.size() != crypto_sign_SEEDBYTES)
    return Error{Code::invalid_input, "an Ed25519 seed has 32 bytes, this one " + std::to_string(seed.size())};
  PublicKey public_key;
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret;
  crypto_sign_seed_keypair(public_key.data(), secret.data(), seed.data());
  SigningKey key(Secret{std::span<const std::uint8_t>(secret)}, public_key);
  sodium_memzero(secret.data(), secret.size());
  return key;
}

// Ed25519 is deterministic: the same message gives the same signature, and no randomness is needed that could fail.
Signature SigningKey::sign(std::string_view message) const {
  Signature signature;
  const auto text = as_bytes(message);
  crypto_sign_detached(signature.data(), nullptr, text.data(), text.size(), secret_.reveal().data());
  return signature;
}

// The length is checked first because libsodium takes a pointer and reads 64 bytes in any case. libsodium also
// refuses signatures that are not canonical and keys of small order, for which one signature fits many messages.
bool verify(const PublicKey& key, std::string_view message, std::span<const std::uint8_t> signature) {
  ensure_sodium();
  const auto text = as_bytes(message);
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(signature.data(), text.data(), text.size(), key.data()) == 0;
}

// With a key of small order one signature could be valid for any message, so a card with such a key would prove
// nothing about who signed.
bool is_valid_public_key(const PublicKey& key) {
  ensure_sodium();
  return crypto_core_ed25519_is_valid_point(key.data()) == 1;
}

// The cost is libsodium's "interactive": a person who logs in does not notice it, and somebody who has stolen the
// hashes pays 64 MiB for each guess. The parameters stand in the text, so that older hashes still verify when they
// are raised.
Result<std::string> hash_password(std::string_view password) {
  ensure_sodium();
  std::array<char, crypto_pwhash_STRBYTES> out{};
  const std::string_view given = password.data() != nullptr ? password : std::string_view("");  // never a null pointer
  if (crypto_pwhash_str_alg(out.data(), given.data(), given.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                            crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0)
    return Error{Code::unavailable, "not enough memory to hash a password (64 MiB are needed)"};
  return std::string(out.data());
}

// Compares in constant time inside of libsodium. A hash that is no hash at all is a wrong password and not an error.
bool verify_password(const std::string& hash, std::string_view password) {
  ensure_sodium();
  const std::string_view given = password.data() != nullptr ? password : std::string_view("");  // never a null pointer
  return crypto_pwhash_str_verify(hash.c_str(), given.data(), given.size()) == 0;
}

}  // namespace parley
