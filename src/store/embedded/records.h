// The file index/records: one fixed-width record an entry, so that a page, a date or a scan costs no parsing. Derived:
// it is made again from the segments whenever it cannot be trusted.
//
// One thread at a time writes; any thread reads records that were appended before. They are read through a shared
// mapping and written with pwrite(2), so that a full disk is an error and not a signal.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "base/file.h"
#include "store/embedded/line.h"

namespace parley::store {

// Byte order and layout are those of the machine: the file is never moved to another, it is rebuilt there.
struct Record {
  std::uint64_t position = 0;  // of the line in the segments' run of bytes
  std::int64_t added = 0;      // microseconds
  std::uint64_t id_hash = 0;
  std::int64_t version = 0;      // microseconds; the date added when the object has none
  std::uint32_t line_bytes = 0;  // without the newline
  std::uint32_t object_bytes = 0;
  std::uint16_t content_offset = 0;
  std::uint16_t type = 0;  // number in the file index/types
  std::uint8_t flags = 0;
  std::uint8_t unused = 0;
  std::uint16_t check = 0;  // over everything before it

  std::uint64_t end() const { return position + line_bytes + 1; }
  bool operator==(const Record&) const = default;
};
static_assert(sizeof(Record) == 48);

enum RecordFlag : std::uint8_t {
  kPurge = 1,        // an erasure: not an object
  kErased = 2,       // no object any more; id, version and type are gone too
  kUnversioned = 4,  // the date added is the version
  kFineVersion = 8,  // the version has digits below the microsecond: only the line has it exactly
  kSpec20 = 16,      // spec_version 2.0, otherwise 2.1
  kHashShared = 32,  // another id with this id_hash came before
};
// A type beyond the 65,535 that have a number: only the line has its name.
inline constexpr std::uint16_t kUnnumberedType = 0xffff;

std::uint16_t check_of(const Record& record);
inline bool is_sound(const Record& record) { return record.check == check_of(record); }

class RecordFile {
 public:
  using HashKey = std::array<std::uint8_t, 16>;

  // Opens `path`, or makes it when it is not there or its header is damaged. `boot_file` has the id of this run of the
  // machine.
  static Result<std::unique_ptr<RecordFile>> open(const std::filesystem::path& path,
                                                  const std::filesystem::path& boot_file);
  ~RecordFile();

  // The key of `id_hash`: drawn at random for each file, so that nobody can prepare ids that collide.
  const HashKey& hash_key() const { return key_; }
  // How many there are. Those that may not have survived a stop of the machine are dropped by open().
  std::uint64_t stored() const { return stored_; }
  // How many of them survive whatever happens.
  std::uint64_t synced() const { return synced_; }

  Status append(EntryNumber first, std::span<const Record> records);
  // Replaces one that is there.
  Status rewrite(EntryNumber number, const Record& record) { return append(number, {&record, 1}); }
  Status truncate(std::uint64_t count);
  // Makes the first `count` records survive power loss and says so in the header.
  Status sync(std::uint64_t count);

  // Maps what is needed to reach the first `count` records. The writer calls it before it publishes them.
  Status map(std::uint64_t count);
  const Record& operator[](EntryNumber number) const {
    return chunks_[number / kChunk].load(std::memory_order_acquire)[number % kChunk];
  }
  // Reads records without mapping them, so that they do not count as this process's memory.
  Status read(EntryNumber first, std::span<Record> out) const;

  static constexpr std::uint64_t kMaxEntries = 0xfffffff0;

 private:
  struct Header;
  RecordFile() = default;
  Status write_header(std::uint64_t synced);

  static constexpr std::uint64_t kChunk = 1u << 20;
  Fd fd_;
  HashKey key_{};
  std::array<char, 36> boot_{};
  std::uint64_t stored_ = 0, synced_ = 0;
  std::array<std::atomic<const Record*>, kMaxEntries / kChunk + 1> chunks_{};
};

}  // namespace parley::store
