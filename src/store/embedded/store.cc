// The entries of one journal: appended to segments, found by records, and known by the index of
// versions.
//
// Only the segments must be durable, so a batch costs one fdatasync. The records are written before
// it and not synced: after the death of the process the kernel has them, after a power loss they
// are made again (recovery.cc). The index in memory changes last, in one step under its own
// counter, and that is the moment at which readers see the batch.
//
// What a failed fsync means. When fdatasync reports an error, the kernel may have dropped the pages
// that it could not write and marked them clean: nobody can tell which bytes are on the disk, and
// asking again may report success without having written anything. So a batch whose sync failed is
// not tried again and not taken for stored. It is cut off (take_back): the file is shortened to the
// end of the last acknowledged batch, which makes the last page dirty anew, and that is synced; the
// callers get an error and may append the same objects again. When cutting off fails too, the end
// of the file is unknown, and nothing more is appended until a restart has read the segments as
// they are. Entries that were acknowledged before are not touched by any of this: their sync had
// succeeded.
//
// What a crash between the steps of a batch leaves:
//
//   segment lines written, not synced   a whole envelope may be there: then it is taken in at the next
//                                       start, although nobody was told; what is torn is cut off
//   synced, records missing or torn     the segments are read from the last sound record on
//   purge synced, not yet overwritten   the purge line says what to overwrite; the next start does it
//   overwritten, record not rewritten   the same: overwriting twice changes nothing
#include "store/embedded/store.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "store/embedded/kept.h"

namespace parley::store {
namespace {

// A timestamp has attoseconds, a record microseconds.
constexpr std::uint64_t kAttosPerMicro = 1'000'000'000'000;

// An id is TYPE--UUID: two hyphens and 36 characters stand behind the type.
std::string_view type_of(std::string_view id) { return id.substr(0, id.size() - 38); }

}  // namespace

EntryStore::EntryStore(std::filesystem::path dir, const StoreOptions& options)
    : dir_(std::move(dir)),
      options_(options),
      index_([this](EntryNumber entry) -> const Record& { return (*records_)[entry]; },
             [this](EntryNumber left, EntryNumber right) { return is_newer(left, right); }) {}

Status EntryStore::create(const std::filesystem::path& dir) {
  PARLEY_TRY_STATUS(make_directories(dir / "segments"));
  PARLEY_TRY_STATUS(make_directories(dir / "index"));
  return sync_directory(dir);
}

// SipHash with a key of this file's own: ids are chosen by whoever writes objects, and with a hash
// that can be computed elsewhere somebody could choose thousands that collide.
std::uint64_t EntryStore::id_hash(std::string_view id) const {
  static_assert(crypto_shorthash_BYTES == 8 && crypto_shorthash_KEYBYTES == std::tuple_size_v<RecordFile::HashKey>);
  std::uint64_t hash = 0;
  crypto_shorthash(reinterpret_cast<unsigned char*>(&hash), reinterpret_cast<const unsigned char*>(id.data()),
                   id.size(), records_->hash_key().data());
  return hash & options_.hash_mask;
}

Error EntryStore::damaged(EntryNumber entry, const Error& why) const {
  return why.in(fmt::format("{}: entry {}", segments_->describe(record(entry).position), entry));
}

// A line says its own number, so that a record which points to the wrong place is noticed and not
// believed.
Result<Line> EntryStore::parse(EntryNumber entry, const Record& record, std::string_view text) const {
  auto line = parse_known_line(text, record.content_offset, record.object_bytes);
  if (!line.ok()) return damaged(entry, line.error());
  if (line->number != entry)
    return damaged(entry, {Code::corrupt, fmt::format("the line says that it is entry {}", line->number)});
  return line;
}

// Reads without a lock. An erasure may overwrite the line meanwhile; the counter tells, and the
// line is read again. While the counter is odd a line that does not parse may be half overwritten,
// which is no damage: wait. Once it is even, it is.
Result<StoredLine> EntryStore::read_line(EntryNumber entry) const {
  while (true) {
    const std::uint64_t before = erasures();
    const Record found = record(entry);
    StoredLine stored{std::unique_ptr<char[]>(new char[found.line_bytes]), {}};
    PARLEY_TRY_STATUS(segments_->read(found.position, found.line_bytes, stored.bytes.get()));
    auto line = parse(entry, found, {stored.bytes.get(), found.line_bytes});
    if (erasures() != before) continue;
    if (!line.ok() && before % 2 != 0) {
      std::this_thread::yield();
      continue;
    }
    if (!line.ok()) return line.error();
    stored.line = std::move(*line);
    return stored;
  }
}

// Microseconds are in the record, rounded down, also before 1970; finer digits only the line has.
Timestamp EntryStore::exact_version(EntryNumber entry) const {
  const Record& found = record(entry);
  Timestamp time{found.version / 1'000'000, 0};
  if (found.version % 1'000'000 < 0) --time.seconds;
  time.attos = static_cast<std::uint64_t>(found.version - time.seconds * 1'000'000) * kAttosPerMicro;
  if ((found.flags & kFineVersion) == 0) return time;
  if (const auto stored = read_line(entry); stored.ok()) Timestamp::parse(stored->line.version, time);
  return time;
}

// The order of versions of one object. Our own writer refuses a second object with one time as a
// conflict, but a mirror takes what its author has signed; the later entry then counts as newer, so
// that the order is total.
bool EntryStore::is_newer(EntryNumber left, EntryNumber right) const {
  const Record &one = record(left), &other = record(right);
  if (one.version != other.version) return one.version > other.version;
  if (((one.flags | other.flags) & kFineVersion) != 0) {
    const auto order = exact_version(left) <=> exact_version(right);
    if (order != 0) return order > 0;
  }
  return left > right;
}

Result<EntryStore::Lookup> EntryStore::find(std::span<const std::string_view> ids) const {
  // Lists of ids that only share the hash are told apart by what the lines say, once the mutex is free again.
  struct Candidate {
    std::size_t id;
    std::vector<Version> list;
  };
  while (true) {
    const std::uint64_t before = erasures();
    Lookup result;
    result.versions.resize(ids.size());
    result.from = ~EntryNumber{0};
    std::vector<Candidate> candidates;
    std::vector<EntryNumber> heads;
    // Everything that the index says of these ids is taken in one moment, with the size and the
    // revision that belong to it. Lines are read outside: a disk must not hold up the writer.
    {
      const Lock lock(index_.mutex());
      for (std::size_t i = 0; i < ids.size(); ++i) {
        index_.heads(id_hash(ids[i]), heads);
        for (const EntryNumber head : heads) {
          auto& list = candidates.emplace_back(Candidate{i, {}}).list;
          for (auto at = static_cast<std::uint32_t>(head); at != VersionIndex::kNone; at = index_.older(at)) {
            list.push_back({at, index_.flags(at)});
            result.from = std::min<EntryNumber>(result.from, at), result.to = std::max<EntryNumber>(result.to, at + 1);
          }
        }
      }
      result.from = std::min(result.from, result.to);
      result.size = size();
      result.revision = index_.revision(result.from, result.to);
    }
    std::optional<Error> failed;
    for (auto& candidate : candidates) {
      const auto stored = read_line(candidate.list.front().entry);
      if (!stored.ok()) {
        failed = stored.error();
        break;
      }
      if (stored->line.id == ids[candidate.id])
        result.versions[candidate.id] = std::move(candidate.list);
      else
        result.shared = true;
    }
    if (erasures() != before) continue;
    if (failed) return *failed;
    return result;
  }
}

// Writes nothing yet, but for the name of a type that is new: a record holds its number, and the
// number must exist first. A type without any object does no harm.
Status EntryStore::stage(Batch& batch, const NewLine& line, std::uint64_t hash, bool hash_shared, Micros added,
                         const Timestamp& version_time) {
  const EntryNumber entry = size() + batch.records.size();
  if (entry >= RecordFile::kMaxEntries)
    return Error{Code::unavailable, "the journal has as many entries as this version keeps"};
  Record record;
  record.position = segments_->end() + batch.lines.size();
  record.added = added.value;
  const std::size_t offset = append_line(batch.lines, entry, line);
  const std::size_t bytes = segments_->end() + batch.lines.size() - record.position - 1;
  if (offset > 0xffff || bytes > 0xffffffff) return Error{Code::too_large, "an entry of more than 4 GiB"};
  record.content_offset = static_cast<std::uint16_t>(offset);
  record.line_bytes = static_cast<std::uint32_t>(bytes);
  // The record of an entry without an object carries neither id nor version nor type, so that no
  // reader can find by them what is not there.
  if (line.erased) {
    record.flags = kErased;
  } else if (!line.purge.empty()) {
    record.flags = kPurge;
    batch.purges.push_back(line.purge);
  } else {
    record.object_bytes = static_cast<std::uint32_t>(line.object.size());
    record.id_hash = hash;
    record.flags =
        static_cast<std::uint8_t>((hash_shared ? kHashShared : 0) | (line.spec_version == "2.0" ? kSpec20 : 0));
    if (line.version.empty())
      record.flags |= kUnversioned;
    else if (version_time.attos % kAttosPerMicro != 0)
      record.flags |= kFineVersion;
    record.version = line.version.empty() ? added.value : version_time.micros().value;
    PARLEY_TRY(record.type, types_->add(type_of(line.id)));
  }
  record.check = check_of(record);
  batch.records.push_back(record);
  return {};
}

// Cuts off what a failed batch has left: segments first, since they are the truth, then the
// records. Until both are done a later batch could follow upon lines that nobody acknowledged. A
// file that may not grow further is, for the caller, a disk that is full.
Status EntryStore::take_back(Error why) {
  const std::uint64_t end = size() == 0 ? 0 : record(size() - 1).end();
  auto shortened = segments_->truncate(end);
  if (shortened.ok()) shortened = records_->truncate(size());
  if (!shortened.ok()) {
    broken_ = true;
    why.message += "; and it could not be taken back (" + shortened.error().message + "): restart to go on";
  }
  if (why.code == Code::too_large) why.code = Code::unavailable;
  return why;
}

// The order: lines, records, mapping, and the sync of the segments last, because from then on the
// batch is stored whatever happens. The mapping comes before, as it is the last thing that can fail
// for another reason than the disk.
Status EntryStore::write(Batch& batch) {
  if (broken_) return Error{Code::unavailable, "an earlier write failed and could not be taken back: restart to go on"};
  PARLEY_TRY_STATUS(segments_->append(batch.lines, size()));
  PARLEY_TRY_STATUS(records_->append(size(), batch.records).in("index/records"));
  PARLEY_TRY_STATUS(records_->map(size() + batch.records.size()));
  return segments_->sync();
}

Status EntryStore::commit(Batch& batch) {
  if (batch.records.empty()) return {};
  if (auto written = write(batch); !written.ok()) {
    const Lock lock(sync_mutex_);
    return take_back(written.error());
  }
  return publish(batch);
}

// The newest version of the object to which an entry belongs. As long as no other id has the same
// hash, the index alone knows; otherwise the lines tell whose it is.
Result<std::uint32_t> EntryStore::head_for(const VersionIndex& index, EntryNumber entry, const Record& found) const {
  std::vector<EntryNumber> heads;
  index.heads(found.id_hash, heads);
  if (heads.empty()) return VersionIndex::kNone;
  if ((found.flags & kHashShared) == 0) return static_cast<std::uint32_t>(heads.front());
  PARLEY_TRY(const StoredLine own, read_line(entry));
  for (const EntryNumber head : heads) {
    PARLEY_TRY(const StoredLine other, read_line(head));
    if (other.line.id == own.line.id) return static_cast<std::uint32_t>(head);
  }
  return VersionIndex::kNone;
}

Status EntryStore::index_entry(VersionIndex& index, EntryNumber entry, const Record& added) const {
  std::uint32_t head = VersionIndex::kNone;
  if ((added.flags & (kPurge | kErased)) == 0) {
    PARLEY_TRY(head, head_for(index, entry, added));
  }
  index.add(entry, added, head);
  return {};
}

// Makes a durable batch visible. Within one change of the index, so that a reader sees all of it or
// nothing, and with a purge also at once without what it erases.
Status EntryStore::publish(const Batch& batch) {
  const EntryNumber first = size();
  std::size_t purge = 0;
  Status status;
  index_.begin_change();
  for (std::size_t i = 0; i < batch.records.size(); ++i) {
    if (auto added = index_entry(index_, first + i, batch.records[i]); !added.ok()) status = std::move(added);
    if ((batch.records[i].flags & kPurge) == 0) continue;
    for (const EntryNumber target : batch.purges[purge])
      if ((record(target).flags & (kPurge | kErased)) == 0) index_.remove(target, record(target).id_hash);
    ++purge;
  }
  index_.end_change(first + batch.records.size());
  return status;
}

// The purge must be durable before the first byte is overwritten: content that is gone without an
// entry that says so would be damage. sync_mutex_ is held from before the write until everything is
// overwritten, so that the records of this purge are not called synced before its work is done;
// recovery looks only at purges behind that mark.
Status EntryStore::commit_purges(Batch& batch) {
  const Lock lock(sync_mutex_);
  if (auto written = write(batch); !written.ok()) return take_back(written.error());
  PARLEY_TRY_STATUS(publish(batch));
  for (const auto& purge : batch.purges) PARLEY_TRY_STATUS(scrub(purge));
  return {};
}

Status EntryStore::erase(const std::vector<EntryNumber>& entries) {
  const Lock lock(sync_mutex_);
  index_.begin_change();
  for (const EntryNumber entry : entries)
    if ((record(entry).flags & (kPurge | kErased)) == 0) index_.remove(entry, record(entry).id_hash);
  index_.end_change(size());
  return scrub(entries);
}

// Odd while bytes change under readers' hands; what they read in that time they read again.
Status EntryStore::scrub(const std::vector<EntryNumber>& entries) {
  erasures_.fetch_add(1, std::memory_order_seq_cst);
  auto overwritten = overwrite(entries);
  erasures_.fetch_add(1, std::memory_order_seq_cst);
  return overwritten;
}

// What was made of the entries goes first, and behind the change of the index: who keeps something looks there whether
// anything was erased (kept.h).
Status EntryStore::overwrite(const std::vector<EntryNumber>& entries) {
  PARLEY_TRY_STATUS(forget_kept(dir_));
  std::vector<std::uint64_t> positions;
  for (const EntryNumber entry : entries) {
    const Record& found = record(entry);
    positions.push_back(found.position);
    const auto content = erased_content(found.line_bytes - found.content_offset);
    PARLEY_TRY_STATUS(segments_->overwrite(found.position + found.content_offset, content));
  }
  // A record that says erased promises that the line is.
  PARLEY_TRY_STATUS(segments_->sync_at(std::move(positions)));
  for (const EntryNumber entry : entries) {
    Record found = record(entry);
    found.id_hash = 0, found.version = 0, found.type = 0, found.object_bytes = 0, found.flags = kErased;
    found.check = check_of(found);
    PARLEY_TRY_STATUS(records_->rewrite(entry, found).in("index/records"));
  }
  return {};
}

// Types before records: a record that counts as synced may name any type.
Status EntryStore::sync_derived() {
  const Lock lock(sync_mutex_);
  const std::uint64_t count = size();
  PARLEY_TRY_STATUS(types_->sync());
  return records_->sync(count).in("index/records");
}

}  // namespace parley::store
