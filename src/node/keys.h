// Key files: the seed of an Ed25519 key as 64 hexadecimal digits, mode 0600.
#pragma once

#include <filesystem>

#include "base/keys.h"

namespace parley::node {

// Fails with not_found, or with corrupt naming the file.
Result<SigningKey> read_key(const std::filesystem::path& file);
Status write_key(const std::filesystem::path& file, const SigningKey& key);
// The key in `file`, which is made when it is not there.
Result<SigningKey> read_or_make_key(const std::filesystem::path& file);

}  // namespace parley::node
