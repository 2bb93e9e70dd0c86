// The files that a command line names, and what it does with each: all that a running node may have opened for it.
//
// A command that runs in the node reads and writes the caller's files by descriptors that the caller opens. Whoever
// answers on the socket could ask for any path, so the caller opens only what stands in its own arguments, reading
// where the command reads and writing where it writes.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace parley::cli {

enum class FileUse {
  none,
  reads,
  writes,
  reads_in,   // a folder, or a file with those beside it
  writes_in,  // files in a folder
};

struct Announced {
  struct File {
    FileUse use;
    std::string path;
  };
  std::vector<File> files;
  bool may_ask_secret = false;  // a password belongs to this command line and is not in it

  // Whether this command may have `path` opened with these flags of open(2). Fails with forbidden.
  Status allows(const std::string& path, int flags) const;
};

}  // namespace parley::cli
