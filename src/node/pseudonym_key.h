// The secret behind the pseudonyms and derived ids of a node (release/redact.h): DIR/keys/pseudonym.key, 64 hexadecimal
// digits, made when first asked for. Whoever has it can tell who is behind a pseudonym; whoever loses it gives out new
// ones.
#pragma once

#include <filesystem>

#include "base/keys.h"
#include "base/result.h"

namespace parley::node {

// Several callers at once get the same. Fails with corrupt when the file is damaged.
Result<Secret> pseudonym_key(const std::filesystem::path& dir);

}  // namespace parley::node
