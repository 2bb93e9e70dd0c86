// Whether a key of this node's own is still the one that others know. A key file with one digit changed is another key,
// and nothing about the file shows it; so the public keys are kept in node.db, and charters and signed heads have them,
// too. With a wrong key nothing is signed - others would refuse it, or take it for another's - and everything else goes
// on.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/keys.h"
#include "node/health.h"
#include "store/embedded/node_db.h"

namespace parley::node {

struct OwnKey {
  SigningKey key;     // when `wrong` says something: not to be signed with
  PublicKey known{};  // the one that others know
  std::string wrong;  // why `key` is not that one, and what to do; empty: it is
};
// Of `file`, when the public key is known to be `known`. Fails only when nothing is known and the file has no key.
Result<OwnKey> own_key(const std::filesystem::path& file, const std::optional<PublicKey>& known, std::string_view what);

// "key" of 64 hexadecimal digits; nothing when it is none.
std::optional<PublicKey> public_key_from(std::string_view hex);

// What node.db knows of this party's keys, and the key files beside it. Thread-safe: what it keeps in memory is set
// while the node opens, and only read after that.
class OwnKeys {
 public:
  // `folder` is DIR/keys. What is wrong with a key is said in `health`.
  OwnKeys(std::filesystem::path folder, store::NodeDb& db, Health& health)
      : folder_(std::move(folder)), db_(db), health_(health) {}

  // The key that stands for the party or for its receipts: `name` is "party" or "witness", and the file NAME.key.
  // `expected` is the public key that a charter has for it, for a node.db that does not know it.
  Result<OwnKey> find(std::string_view name, const std::optional<PublicKey>& expected);
  // The public key of "party", "witness" or a journal of ours by its origin, when it is known.
  std::optional<PublicKey> known(std::string_view name) const;
  // Keeps a public key that others know, unless one is known. When there is no room for it, the next start does it.
  void expect(std::string_view name, const PublicKey& key);
  // Of the party's key, as people compare it.
  std::string party_fingerprint() const { return party_fingerprint_; }

  // Fingerprint of the certificate on the card that was handed out last, which others have pinned; empty: none was.
  std::string certificate_on_card() const;
  Status put_certificate_on_card(std::string_view fingerprint);

 private:
  const std::filesystem::path folder_;
  store::NodeDb& db_;
  Health& health_;
  std::string party_fingerprint_;
};

// Key files in DIR/keys that others than their owner may read or write; each with its rights.
std::vector<std::string> keys_open_to_others(const std::filesystem::path& keys);

}  // namespace parley::node
