// The caller's guard. Whoever answers on a node's socket gets descriptors of files that this process opens, with this
// user's rights; so a process that only pretends to be the node could ask for ~/.ssh/id_ed25519. Nothing is opened but
// what the command line names, and only for what the command does with it. Paths are compared as text and never
// resolved: a path that needs to be resolved to be allowed is refused.
#include "cli/announced.h"

#include <fcntl.h>

#include <algorithm>

namespace parley::cli {
namespace {

// "dir/" and "dir" are one folder; the root stays what it is.
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

// Whether an announced file allows this path. For a case the folder of the file is allowed too, for reading, since its
// texts lie beside it; for a folder to be filled only files in it, for writing.
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
  // The folder in which an announced file lies: the current one for a bare name, the root for a file in it.
  const std::size_t slash = place.rfind('/');
  return is_below(path, slash == std::string::npos ? "" : slash == 0 ? "/" : place.substr(0, slash));
}

}  // namespace

Status Announced::allows(const std::string& path, int flags) const {
  // Flags that change nothing about which file is touched. Any other flag, such as O_APPEND or O_PATH, makes the
  // request one that no command of ours makes, and it is refused.
  constexpr int kHarmless = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
  constexpr int kMakes = O_CREAT | O_TRUNC | O_EXCL;
  const int mode = flags & O_ACCMODE, rest = flags & ~O_ACCMODE & ~kHarmless;
  const bool reads = mode == O_RDONLY && rest == 0;
  // Every command of ours opens a file for output with O_CREAT; what comes without it was asked for by none of them.
  const bool writes = mode == O_WRONLY && (rest & ~kMakes) == 0 && (rest & O_CREAT) != 0;
  if (reads || writes)
    for (const File& file : files)
      if (covers(file, path, writes)) return {};
  return Error{Code::forbidden, path + " was not opened for the running node: this command does not name it " +
                                    (reads ? "as something to read" : "as something to write")};
}

}  // namespace parley::cli
