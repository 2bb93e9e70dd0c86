// Key files: the seed of an Ed25519 key as 64 hexadecimal digits, mode 0600.
#pragma once

#include <filesystem>
#include <string>

#include "base/keys.h"

namespace parley::node {

// That nobody but its owner may read or change the file. Fails with forbidden, saying the command that mends it: what
// others may have read already is to be thought about by people, not passed over.
Status check_secret(const std::filesystem::path& file);
// The text of such a file.
Result<std::string> read_secret_file(const std::filesystem::path& file, std::size_t limit_bytes);
// Fails with not_found, as read_secret_file(), or with corrupt naming the file.
Result<SigningKey> read_key(const std::filesystem::path& file);
Status write_key(const std::filesystem::path& file, const SigningKey& key);
// The key in `file`, which is made when it is not there.
Result<SigningKey> read_or_make_key(const std::filesystem::path& file);

}  // namespace parley::node
