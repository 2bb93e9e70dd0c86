// The transparency log of one journal on disk, as C2SP tlog-tiles lays it out: tile/..., tile/entries/..., checkpoint.
//
// The log is derived: what it holds can be made again from the journal's segments, which are on disk before it. Open
// tells up to where it holds; the journal then appends what is missing. Not thread-safe: the journal's writer owns it;
// the files themselves may be read by anybody at any time. docs/formats/journal-log.md has the files.
#pragma once

#include <filesystem>
#include <functional>
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
  // After so many entries a relaxed publish() becomes a durable one: open() reads again what came after the last, 0.6
  // us an entry.
  static constexpr std::uint64_t kMaxUnsynced = 65'536;

  // Opens the log in `dir` (its tile/ and checkpoint), empty when there is none. Up to the last durable checkpoint only
  // the right edge is read and must hash to its root, else corrupt; what came after it is read and hashed again, and
  // when anything of it is missing, cut or stale, size() is that of the durable checkpoint, below published_size():
  // append what is missing. While tiles were being made again nothing is believed, and size() is 0. Fails with conflict
  // when the checkpoint is older than one known to have been signed.
  static Result<Log> open(std::filesystem::path dir, std::string origin);
  // The same, but believes no tile: size() is 0, and what is appended must lead to the last signed checkpoint. For
  // making damaged tiles anew. Until sync_remade() every other start does the same.
  static Result<Log> open_to_rebuild(std::filesystem::path dir, std::string origin);
  Log(Log&&) noexcept;
  Log& operator=(Log&&) noexcept;
  ~Log();

  std::uint64_t size() const;            // entries appended, published or not
  std::uint64_t published_size() const;  // of the last signed checkpoint
  // Appends entries (each 1 to 65,535 bytes, or none is appended) and writes every tile and bundle that becomes full.
  // What the disk refuses is kept in memory and tried again; publish() says so. Fails with conflict when the entries do
  // not lead to the checkpoint signed before.
  Status append(std::span<const std::string_view> entries);
  // When tiles were made again up to the last head: has them on disk, so that the next start believes them. Otherwise a
  // no-op. Fails as publish() does.
  Status sync_remade();
  // Writes the partial tiles of the current size, signs a checkpoint and puts it in place. `durable`: everything is
  // fsynced first, tiles before checkpoint; relaxed: the operating system writes it in its own time, and open() notices
  // what is missing. Signing nothing new is a no-op. Only for entries that are durable elsewhere. Fails with conflict,
  // for good, rather than sign a head that is smaller than or does not extend the last one, or that stands under
  // another key. When the disk refuses a sync, nothing that was written since the last one counts, and size() may be
  // smaller than before: append what is missing.
  Status publish(const SigningKey& key, Durability durability);
  // Puts a head in place that another signed over exactly the entries appended, with whatever signature lines it has.
  // The caller has verified it. The same head with other lines replaces it. Fails with conflict when it is of another
  // tree.
  Status adopt(const Note& head, Durability durability);
  Hash root() const;
  Result<Frontier> frontier() const;  // of the entries appended
  // Of the trees of the first so many entries. Neighbouring sizes cost little more than one.
  Result<std::vector<Hash>> roots(std::span<const std::uint64_t> sizes) const;

  // The signed head as it stands on disk, empty before the first publish.
  const std::string& checkpoint() const;
  // Proof against the published checkpoint.
  Result<TlogProof> prove(std::uint64_t index) const;
  // Proof against an earlier head of this log, which the caller has verified.
  Result<TlogProof> prove(std::uint64_t index, const Note& head) const;
  Result<Proof> prove_consistency(std::uint64_t old_size) const;
  // The bytes of a tile or entry bundle as tlog-tiles serves it, for any width that was ever published; not_found
  // otherwise.
  Result<std::string> read_tile(const TilePath& tile) const;
  // The entry at `index` as it was appended.
  Result<std::string> read_entry(std::uint64_t index) const;
  // Reads every bundle and tile under the checkpoint from disk and hashes them up to its root. The error names the
  // first file that does not fit. `progress` is called with entries done.
  Status verify_tiles(const std::function<void(std::uint64_t)>& progress = {}) const;

 private:
  struct Impl;
  explicit Log(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::journal
