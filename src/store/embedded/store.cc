#include "store/embedded/store.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <thread>

#include <fmt/format.h>

namespace parley::store {
namespace {

constexpr std::uint64_t kAttosPerMicro = 1'000'000'000'000;

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

Result<Line> EntryStore::parse(EntryNumber entry, const Record& record, std::string_view text) const {
  auto line = parse_known_line(text, record.content_offset, record.object_bytes);
  if (!line.ok()) return damaged(entry, line.error());
  if (line->number != entry)
    return damaged(entry, {Code::corrupt, fmt::format("the line says that it is entry {}", line->number)});
  return line;
}

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

Timestamp EntryStore::exact_version(EntryNumber entry) const {
  const Record& found = record(entry);
  Timestamp time{found.version / 1'000'000, 0};
  if (found.version % 1'000'000 < 0) --time.seconds;
  time.attos = static_cast<std::uint64_t>(found.version - time.seconds * 1'000'000) * kAttosPerMicro;
  if ((found.flags & kFineVersion) == 0) return time;
  if (const auto stored = read_line(entry); stored.ok()) Timestamp::parse(stored->line.version, time);
  return time;
}

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

Status EntryStore::scrub(const std::vector<EntryNumber>& entries) {
  erasures_.fetch_add(1, std::memory_order_seq_cst);
  auto overwritten = overwrite(entries);
  erasures_.fetch_add(1, std::memory_order_seq_cst);
  return overwritten;
}

Status EntryStore::overwrite(const std::vector<EntryNumber>& entries) {
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

Status EntryStore::sync_derived() {
  const Lock lock(sync_mutex_);
  const std::uint64_t count = size();
  PARLEY_TRY_STATUS(types_->sync());
  return records_->sync(count).in("index/records");
}

}  // namespace parley::store
