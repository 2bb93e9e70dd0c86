// A folder beside the index of a journal for what somebody made of its entries and may make again. It can have the
// words of any entry, so an erasure throws all of it away; whoever puts something there looks afterwards whether there
// was one meanwhile.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace parley::store {

inline std::filesystem::path kept_in(const std::filesystem::path& journal_folder) {
  return journal_folder / "index" / "kept";
}
// Durable when it returns.
Status forget_kept(const std::filesystem::path& journal_folder);

}  // namespace parley::store
