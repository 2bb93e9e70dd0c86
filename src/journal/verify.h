// Reads every line of a journal again and checks that it says what its leaf commits to, and that the leaves hash to the
// signed head.
#pragma once

#include "journal/journal.h"
#include "store/embedded/store.h"

namespace parley::journal {

// Runs work while nothing is appended or erased.
using Exclusively = std::function<Status(const std::function<Status()>&)>;

// `checkpoint` is the signed head (empty: none was signed yet). Without `key` its signature is not checked.
Status verify_entries(const store::EntryStore& store, const std::string& checkpoint, const std::string& origin,
                      const std::optional<PublicKey>& key, bool is_mirror, const Exclusively& exclusively,
                      const std::function<Status(std::uint64_t)>& progress);

}  // namespace parley::journal
