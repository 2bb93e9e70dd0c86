#include "cli/announced.h"

#include <fcntl.h>

#include <algorithm>

namespace parley::cli {
namespace {

std::string without_slashes(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

// Whether `path` is in `folder` or below it, by its text: no step up, so that no link of ".." leads out.
bool is_below(const std::string& path, const std::string& folder) {
  std::string_view rest = path;
  if (!folder.empty()) {
    const std::string begin = folder == "/" ? folder : folder + "/";
    if (!rest.starts_with(begin)) return false;
    rest.remove_prefix(begin.size());
  } else if (rest.starts_with('/')) {
    return false;
  }
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find('/'));
    if (part == "..") return false;
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
  }
  return true;
}

bool covers(const Announced::File& file, const std::string& path, bool writing) {
  switch (file.use) {
    case FileUse::none:
      return false;
    case FileUse::reads:
      return !writing && path == file.path;
    case FileUse::writes:
      return writing && path == file.path;
    case FileUse::writes_in:
      return writing && is_below(path, without_slashes(file.path));
    case FileUse::reads_in:
      break;
  }
  if (writing) return false;
  const std::string place = without_slashes(file.path);
  if (path == place || path == file.path || is_below(path, place)) return true;
  const std::size_t slash = place.rfind('/');
  return is_below(path, slash == std::string::npos ? "" : slash == 0 ? "/" : place.substr(0, slash));
}

}  // namespace

Status Announced::allows(const std::string& path, int flags) const {
  constexpr int kHarmless = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
  constexpr int kMakes = O_CREAT | O_TRUNC | O_EXCL;
  const int mode = flags & O_ACCMODE, rest = flags & ~O_ACCMODE & ~kHarmless;
  const bool reads = mode == O_RDONLY && rest == 0;
  const bool writes = mode == O_WRONLY && (rest & ~kMakes) == 0 && (rest & O_CREAT) != 0;
  if (reads || writes)
    for (const File& file : files)
      if (covers(file, path, writes)) return {};
  return Error{Code::forbidden, path + " was not opened for the running node: this command does not name it " +
                                    (reads ? "as something to read" : "as something to write")};
}

}  // namespace parley::cli
