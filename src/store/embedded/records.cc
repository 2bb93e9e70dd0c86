// Fixed-width records behind a header that says how many of them are durable. The file is derived,
// so it is never repaired: what cannot be trusted is dropped and made again from the segments.
//
// Whether unsynced records can be trusted depends on what has stopped. When only the process died,
// the kernel still has every write. When the machine stopped (another boot id), anything behind the
// mark may be missing or old, in any order.
#include "store/embedded/records.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "base/keys.h"

namespace parley::store {
namespace {

constexpr std::uint64_t kHeaderBytes = 4096;  // so that the mapping of the records begins on a page
constexpr std::array<char, 16> kMagic = {'p', 'a', 'r', 'l', 'e', 'y', ' ', 'r',
                                         'e', 'c', 'o', 'r', 'd', 's', ' ', '1'};

// Against torn and misplaced writes, not against an attacker, who could as well rebuild the file.
std::uint64_t mix(std::uint64_t value) {
  value ^= value >> 32;
  value *= 0x9e3779b97f4a7c15u;
  return value ^ value >> 29;
}

// What was written to files survives the death of a process but not of the machine: records since the last sync are
// good as long as this has not changed.
std::array<char, 36> boot_id(const std::filesystem::path& file) {
  std::array<char, 36> id{};
  if (const auto text = read_file(file); text.ok() && text->size() >= id.size())
    std::copy_n(text->begin(), id.size(), id.begin());
  return id;
}

std::uint64_t offset_of(EntryNumber number) { return kHeaderBytes + number * sizeof(Record); }

}  // namespace

struct RecordFile::Header {
  std::array<char, 16> magic{};
  HashKey key{};
  std::uint64_t synced = 0;
  std::array<char, 36> boot{};
  std::uint32_t check = 0;

  std::uint32_t sum() const {
    std::uint64_t words[10] = {synced};
    std::memcpy(words + 1, key.data(), sizeof key);
    std::memcpy(words + 3, boot.data(), sizeof boot);
    std::uint64_t sum = 1;
    for (const std::uint64_t word : words) sum = mix(sum ^ word) + word;
    return static_cast<std::uint32_t>(sum >> 16);
  }
};

// Over the 46 bytes before the checksum itself, which shares the last word with them.
std::uint16_t check_of(const Record& record) {
  std::uint64_t words[6];
  std::memcpy(words, &record, sizeof words);
  words[5] &= 0x0000'ffff'ffff'ffff;
  static_assert(offsetof(Record, check) == 46);
  std::uint64_t sum = 0x1234;
  for (const std::uint64_t word : words) sum = mix(sum + word);
  return static_cast<std::uint16_t>(sum >> 24 | 1);  // never zero: a stretch of zeros is no record
}

Result<std::unique_ptr<RecordFile>> RecordFile::open(const std::filesystem::path& path,
                                                     const std::filesystem::path& boot_file) {
  std::unique_ptr<RecordFile> file(new RecordFile);
  file->boot_ = boot_id(boot_file);
  PARLEY_TRY(file->fd_, open_file(path, O_RDWR | O_CREAT));
  struct stat status {};
  if (::fstat(file->fd_.get(), &status) != 0) return system_error("looking at " + path.string());
  const auto bytes = static_cast<std::uint64_t>(status.st_size);
  Header header;
  if (bytes >= kHeaderBytes)
    PARLEY_TRY_STATUS(read_at(file->fd_.get(), reinterpret_cast<char*>(&header), sizeof header, 0).in(path.string()));
  // A new file gets a new hash key, so no old record could be used any more.
  if (header.magic != kMagic || header.check != header.sum()) {
    random_bytes(file->key_);
    PARLEY_TRY_STATUS(truncate_file(file->fd_.get(), 0).in(path.string()));
    PARLEY_TRY_STATUS(file->write_header(0).in(path.string()));
    return file;
  }
  file->key_ = header.key;
  file->stored_ = (bytes - kHeaderBytes) / sizeof(Record);
  file->synced_ = std::min(header.synced, file->stored_);
  // Where the boot id cannot be read, every start counts as a new boot.
  if (file->boot_ != header.boot || file->boot_.front() == 0) {
    // The machine stopped in between. What was not synced may be anything, and must be gone before the header carries
    // the new boot.
    PARLEY_TRY_STATUS(file->truncate(file->synced_));
    PARLEY_TRY_STATUS(file->sync(file->synced_).in(path.string()));
  }
  return file;
}

RecordFile::~RecordFile() {
  for (auto& chunk : chunks_)
    if (const Record* mapped = chunk.load()) ::munmap(const_cast<Record*>(mapped), kChunk * sizeof(Record));
}

Status RecordFile::write_header(std::uint64_t synced) {
  Header header{.magic = kMagic, .key = key_, .synced = synced, .boot = boot_};
  header.check = header.sum();
  std::string bytes(kHeaderBytes, '\0');
  std::memcpy(bytes.data(), &header, sizeof header);
  PARLEY_TRY_STATUS(write_at(fd_.get(), bytes, 0));
  synced_ = synced;
  return sync_data(fd_.get());
}

Status RecordFile::append(EntryNumber first, std::span<const Record> records) {
  PARLEY_TRY_STATUS(
      write_at(fd_.get(), {reinterpret_cast<const char*>(records.data()), records.size_bytes()}, offset_of(first)));
  stored_ = std::max(stored_, first + records.size());
  return {};
}

// The mark goes down before the file does: a header that calls records synced which are not there
// would make the next ones count as synced while they are not.
Status RecordFile::truncate(std::uint64_t count) {
  if (count >= stored_) return {};
  if (synced_ > count) PARLEY_TRY_STATUS(write_header(count));
  PARLEY_TRY_STATUS(truncate_file(fd_.get(), offset_of(count)).in("the records"));
  stored_ = count;
  return {};
}

// The records first, then the header that promises them.
Status RecordFile::sync(std::uint64_t count) {
  PARLEY_TRY_STATUS(sync_data(fd_.get()));
  return write_header(count);
}

// Chunks are mapped whole, beyond the end of the file, and stay where they are while the file
// grows; only records that exist are ever touched. Reading through the mapping costs no system
// call, and the pages belong to the page cache and not to this process.
Status RecordFile::map(std::uint64_t count) {
  if (count > kMaxEntries)
    return Error{Code::unavailable, "this version keeps at most 4,294,967,280 entries in a journal"};
  for (std::uint64_t chunk = 0; chunk * kChunk < count; ++chunk) {
    if (chunks_[chunk].load(std::memory_order_relaxed) != nullptr) continue;
    void* at = ::mmap(nullptr, kChunk * sizeof(Record), PROT_READ, MAP_SHARED, fd_.get(),
                      static_cast<off_t>(offset_of(chunk * kChunk)));
    if (at == MAP_FAILED) return system_error("mapping the records");
    chunks_[chunk].store(static_cast<const Record*>(at), std::memory_order_release);
  }
  return {};
}

Status RecordFile::read(EntryNumber first, std::span<Record> out) const {
  return read_at(fd_.get(), reinterpret_cast<char*>(out.data()), out.size_bytes(), offset_of(first));
}

}  // namespace parley::store
