// What must be known of every entry at once, in memory: which entries are versions of one object, which of these is the
// first and the last, which are erased. Derived from the records at each start (index of a million: some 50 ms).
//
// Ids lie in an open-addressing table of 64-bit slots, 32 bits of hash and the entry number of the newest version: an
// id that is not there is recognised without touching a record. The versions of one object are a list, newest first,
// threaded through the entries. An object with one version, which is the rule, needs its slot and nothing else.
//
// One thread at a time writes, inside change(). Readers without ids take what they see between two equal, even values
// of changes(); readers with ids hold mutex().
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "store/embedded/records.h"

namespace parley::store {

enum EntryFlag : std::uint8_t {
  kSuperseded = 1,  // there is a newer version
  kNotFirst = 2,    // there is an older one
  kGone = 4,        // erased, or not an object
};

class VersionIndex {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;
  static constexpr std::uint64_t kBlock = 64;            // entries that share a type mask
  static constexpr std::uint64_t kRevisionBlock = 1024;  // entries that share a revision

  // `records` gives an entry's record. `newer` decides which of two versions of one object is the newer one.
  VersionIndex(std::function<const Record&(EntryNumber)> records, std::function<bool(EntryNumber, EntryNumber)> newer);
  ~VersionIndex();

  // --- for everybody
  std::uint64_t size() const { return size_.load(std::memory_order_acquire); }
  std::uint8_t flags(EntryNumber entry) const {
    return chunk(entry).flags[entry % kChunk].load(std::memory_order_acquire);
  }
  // Bit (type & 63) is set for each type in the block of kBlock entries.
  std::uint64_t type_mask(std::uint64_t block) const {
    return chunk(block * kBlock).masks[block % (kChunk / kBlock)].load(std::memory_order_acquire);
  }
  // Differs whenever a flag or a list in [from, to) has changed.
  std::uint64_t revision(EntryNumber from, EntryNumber to) const;
  std::uint64_t changes() const { return changes_.load(std::memory_order_seq_cst); }

  // --- with mutex() held, or by the writer
  Mutex& mutex() const PARLEY_THREAD_ATTRIBUTE(lock_returned(mutex_)) { return mutex_; }
  // Newest versions of the ids with this hash: one, or none, or more when hashes collide.
  void heads(std::uint64_t id_hash, std::vector<EntryNumber>& out) const;
  std::uint32_t older(EntryNumber entry) const;
  // Asks the processor for the place of an id that will be wanted soon: without it each id costs a wait for memory.
  void prefetch(std::uint64_t id_hash) const { __builtin_prefetch(&slots_[id_hash >> 32 >> shift_]); }

  // --- by the writer, between begin_change() and end_change()
  void begin_change() PARLEY_THREAD_ATTRIBUTE(acquire_capability(mutex_));
  void end_change(std::uint64_t new_size) PARLEY_THREAD_ATTRIBUTE(release_capability(mutex_));
  // Takes in the next entry. `head`: the newest version of the same object, or kNone.
  void add(EntryNumber entry, const Record& record, std::uint32_t head);
  void remove(EntryNumber entry, std::uint64_t id_hash);
  // Forgets every entry, to be filled again; pages read before are no longer valid.
  void clear();

  std::uint64_t objects() const { return objects_.load(std::memory_order_relaxed); }
  std::uint64_t erased() const { return erased_.load(std::memory_order_relaxed); }
  // Prepares for `count` ids, so that they are not moved again and again.
  void reserve(std::uint64_t count);

 private:
  static constexpr std::uint64_t kChunk = 1u << 20;
  struct Chunk {  // all zeros to begin with, and most of it stays so: memory is taken as it is written
    std::atomic<std::uint8_t> flags[kChunk];
    std::atomic<std::uint32_t> older[kChunk];  // entry + 1, 0: none
    std::atomic<std::uint64_t> masks[kChunk / kBlock];
    std::atomic<std::uint64_t> revisions[kChunk / kRevisionBlock];
  };
  static constexpr std::uint64_t kFree = 0, kRemoved = ~std::uint64_t{0};

  Chunk& chunk(EntryNumber entry) const { return *chunks_[entry / kChunk].load(std::memory_order_acquire); }
  Chunk& make_chunk(EntryNumber entry);
  void set_older(EntryNumber entry, std::uint32_t older);
  void set_flags(EntryNumber entry, std::uint8_t flags);
  void touch(EntryNumber entry);
  std::size_t slot_of(std::uint64_t id_hash, EntryNumber head) const;
  void put(std::uint64_t slot);
  void resize(std::size_t slots);

  const std::function<const Record&(EntryNumber)> records_;
  const std::function<bool(EntryNumber, EntryNumber)> newer_;
  std::array<std::atomic<Chunk*>, RecordFile::kMaxEntries / kChunk + 1> chunks_{};
  std::atomic<std::uint64_t> size_{0}, changes_{0}, objects_{0}, erased_{0};
  mutable Mutex mutex_;  // guards the table and the lists
  std::vector<std::uint64_t> slots_;
  std::size_t used_ = 0;  // slots that are not free
  int shift_ = 0;         // from a 32-bit tag to its slot
};

}  // namespace parley::store
