#include "store/embedded/kept.h"

#include <fmt/format.h>

#include "base/file.h"

namespace parley::store {

Status forget_kept(const std::filesystem::path& journal_folder) {
  const auto folder = kept_in(journal_folder);
  std::error_code failed;
  if (std::filesystem::remove_all(folder, failed) == 0 && !failed) return {};
  if (failed) return Error{Code::unavailable, fmt::format("{}: {}", folder.string(), failed.message())};
  return sync_directory(folder.parent_path());
}

}  // namespace parley::store
