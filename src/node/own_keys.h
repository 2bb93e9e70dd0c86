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

// Key files in DIR/keys that others than their owner may read or write; each with its rights.
std::vector<std::string> keys_open_to_others(const std::filesystem::path& keys);

}  // namespace parley::node
