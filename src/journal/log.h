// The transparency log of one journal on disk, as C2SP tlog-tiles lays it out: tile/..., tile/entries/..., checkpoint.
//
// The log is derived: what it holds can be made again from the journal's segments, which are on disk before it. Open
// tells up to where it holds; the journal then appends what is missing. Not thread-safe: the journal's writer owns it;
// the files themselves may be read by anybody at any time.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/file.h"
#include "journal/merkle.h"
#include "journal/note.h"
#include "journal/proof.h"

namespace parley::journal {

class Log {
 public:
  // Opens the log in `dir` (its tile/ and checkpoint), empty when there is none. Checks that the tiles hash to the last
  // signed checkpoint and drops what lies beyond it. Fails with corrupt when they do not.
  static Result<Log> open(std::filesystem::path dir, std::string origin);
  Log(Log&&) noexcept;
  Log& operator=(Log&&) noexcept;
  ~Log();

  std::uint64_t size() const;            // entries appended, published or not
  std::uint64_t published_size() const;  // of the last signed checkpoint
  // Appends entries (each 1 to 65,535 bytes) in memory and writes every tile and bundle that becomes full.
  Status append(std::span<const std::string_view> entries);
  // Writes the partial tiles of the current size, signs a checkpoint and puts it in place. `durable`: everything is
  // fsynced first, tiles before checkpoint; relaxed: the operating system writes it in its own time, and open() notices
  // what is missing. Signing nothing new is a no-op.
  Status publish(const SigningKey& key, Durability durability);
  Hash root() const;

  // The signed head as it stands on disk, empty before the first publish.
  const std::string& checkpoint() const;
  // Proof against the published checkpoint.
  Result<TlogProof> prove(std::uint64_t index) const;
  Result<Proof> prove_consistency(std::uint64_t old_size) const;
  // The bytes of a tile or entry bundle as tlog-tiles serves it, for any width that was ever published; not_found otherwise.
  Result<std::string> read_tile(const TilePath& tile) const;
  // The entry at `index` as it was appended.
  Result<std::string> read_entry(std::uint64_t index) const;

 private:
  struct Impl;
  explicit Log(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::journal
