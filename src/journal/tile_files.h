// The files of a log: tiles and entry bundles under tile/, each written once. Not thread-safe.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "journal/merkle.h"

namespace parley::journal {

class TileFiles {
 public:
  explicit TileFiles(std::filesystem::path dir) : dir_(std::move(dir)) {}

  // Takes the file to be written by flush(). `rewrite`: there may be one already, and partial ones of the same tile, of
  // which nobody knows whether they are right and on disk; all of them are written again, in place.
  enum class Existing { none, rewrite };
  void put(const TilePath& tile, std::string bytes, Existing existing);
  // Writes what put() took. What cannot be written stays and is tried again.
  Status flush();
  // Makes everything written since the last call survive power loss. When it fails, what was written since the last one
  // that did not may be lost although it can be read, and a second call would not find out: it is to be put again.
  Status sync();
  // Files of unknown state lie there: the next sync() covers the whole file system.
  void distrust() { sync_everything_ = true; }

  // The whole file, also when it is not written yet.
  Result<std::string> read(const TilePath& tile) const;
  // As many hashes (or entries) of a tile as its width says, out of the partial file or the full one. Fails with
  // corrupt when neither holds them.
  Result<std::string> read_prefix(const TilePath& tile) const;

 private:
  struct Waiting {
    TilePath tile;
    std::string bytes;
    Existing existing;
  };
  std::filesystem::path path_of(const TilePath& tile) const;
  Status write(const Waiting& file);
  Status write_partials(const Waiting& file);
  Status sync_one_by_one() const;

  std::filesystem::path dir_;
  std::vector<Waiting> waiting_;
  std::vector<std::filesystem::path> unsynced_;
  bool sync_everything_ = false;
};

// Cuts `bytes`, a tile or bundle, to the width of `tile`. Fails with corrupt when it holds less.
Result<std::string> cut_to_width(std::string bytes, const TilePath& tile);

}  // namespace parley::journal
