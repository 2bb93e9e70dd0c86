// The files segments/NNNNNNNNNNNN.ndjson of a journal, seen as one run of bytes that only grows at its end.
//
// One thread at a time appends, truncates and overwrites; any thread reads, up to what it knows to be written.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/mutex.h"
#include "store/embedded/line.h"

namespace parley::store {

class Segments {
 public:
  struct Segment {
    std::filesystem::path path;
    EntryNumber first_entry = 0;
    std::uint64_t begin = 0;  // of its first byte in the run
    Fd fd;
  };
  using List = std::vector<std::shared_ptr<const Segment>>;  // shared with readers that began before a new one came

  // Opens what is in `dir`, which must exist. A segment that has `segment_bytes` or more takes no further batch.
  static Result<std::unique_ptr<Segments>> open(std::filesystem::path dir, std::uint64_t segment_bytes);

  std::uint64_t end() const { return end_.load(std::memory_order_acquire); }
  List list() const;

  // Writes `lines`, the first of which is `first_entry`, at the end; not synced. After an error the end is where it
  // was.
  Status append(std::string_view lines, EntryNumber first_entry);
  Status sync();
  Status truncate(std::uint64_t end);

  Status read(std::uint64_t position, std::size_t size, char* out) const;
  // Replaces bytes inside one line; not synced.
  Status overwrite(std::uint64_t position, std::string_view bytes);
  // Syncs the segments in which these positions are.
  Status sync_at(std::vector<std::uint64_t> positions);
  // "segments/000000000000.ndjson, byte 1234", for messages.
  std::string describe(std::uint64_t position) const;

 private:
  Segments(std::filesystem::path dir, std::uint64_t segment_bytes)
      : dir_(std::move(dir)), segment_bytes_(segment_bytes) {}
  Status start_segment(EntryNumber first_entry);

  const std::filesystem::path dir_;
  const std::uint64_t segment_bytes_;
  std::atomic<std::uint64_t> end_{0};
  mutable Mutex mutex_;
  std::shared_ptr<const List> list_ PARLEY_GUARDED_BY(mutex_) = std::make_shared<const List>();
};

}  // namespace parley::store
