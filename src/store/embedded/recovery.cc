// A start costs what is new, not what is there: records that hold together are taken as they are,
// in one pass without parsing, and only what stands behind them is read from the segments. Records
// are believed as far as they follow one another without a gap, each with a good checksum, and
// agree with the names of the segment files. Whether they belong to these segments at all is told
// by the last line; when it does not fit, none of them counts.
//
// Nothing acknowledged is ever dropped here. What is cut off at the end is an envelope that is not
// whole, and the caller of such an envelope has never been told that it was stored. A signed head
// is the touchstone: it covers durable entries only, so a tear below it is damage and stops the
// start.
//
// Also here is what reads the segments from end to end: the check and the rebuild of the derived
// data.
#include "store/embedded/recovery.h"

#include <algorithm>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "store/embedded/kept.h"

namespace parley::store {
namespace {

constexpr std::size_t kReadBytes = 4u << 20;
constexpr std::size_t kRunBytes = 1u << 20;
constexpr std::size_t kReadRecords = 16384;
constexpr std::size_t kPrefetch = 16;  // records ahead
constexpr std::uint64_t kAttosPerMicro = 1'000'000'000'000;

}  // namespace

Result<std::uint64_t> scan_lines(const Segments& segments, std::uint64_t begin, std::uint64_t end,
                                 const std::function<Result<bool>(std::uint64_t, std::string_view)>& visit) {
  std::string buffer;
  std::uint64_t position = begin;  // of the buffer's first byte
  std::size_t want = kReadBytes;
  while (position < end) {
    const std::size_t have = buffer.size();
    const std::size_t more = static_cast<std::size_t>(std::min<std::uint64_t>(want, end - position - have));
    buffer.resize(have + more);
    PARLEY_TRY_STATUS(segments.read(position + have, more, buffer.data() + have));
    std::size_t start = 0;
    for (std::size_t newline; (newline = buffer.find('\n', start == 0 ? have : start)) != std::string::npos;) {
      PARLEY_TRY(const bool go_on, visit(position + start, std::string_view(buffer).substr(start, newline - start)));
      if (!go_on) return position + start;
      start = newline + 1;
    }
    // Everything is read and no newline has come: the line at `start` has no end.
    if (more == 0) return position + start;
    buffer.erase(0, start);
    position += start;
    // A line longer than the buffer: read twice as much of it.
    want = std::max(kReadBytes, buffer.size());
  }
  return position;
}

// The record that stage() would have made, from the line alone. Whether the hash of the id is
// shared a line cannot say; the callers add it.
Result<Record> EntryStore::make_record(const Line& line, std::uint64_t position, std::size_t line_bytes) {
  Record record;
  Timestamp time;
  if (!Timestamp::parse(line.added, time)) return Error{Code::corrupt, "the entry's time is none"};
  if (line.content_offset > 0xffff || line_bytes > 0xffffffff)
    return Error{Code::corrupt, "the line is longer than any that was written"};
  record.position = position;
  record.added = time.micros().value;
  record.line_bytes = static_cast<std::uint32_t>(line_bytes);
  record.content_offset = static_cast<std::uint16_t>(line.content_offset);
  if (line.kind != Line::Kind::object) {
    record.flags = line.kind == Line::Kind::purge ? kPurge : kErased;
    record.check = check_of(record);
    return record;
  }
  // Without a version `time` still holds the date added, which is then the version.
  if (!line.version.empty() && !Timestamp::parse(line.version, time))
    return Error{Code::corrupt, "the version is no timestamp"};
  record.object_bytes = static_cast<std::uint32_t>(line.object.size());
  record.id_hash = id_hash(line.id);
  record.version = time.micros().value;
  record.flags =
      static_cast<std::uint8_t>((line.version.empty() ? kUnversioned : 0) | (line.spec_version == "2.0" ? kSpec20 : 0) |
                                (time.attos % kAttosPerMicro != 0 ? kFineVersion : 0));
  PARLEY_TRY(record.type, types_->add(line.type()));
  record.check = check_of(record);
  return record;
}

Result<std::unique_ptr<EntryStore>> EntryStore::open(const std::filesystem::path& dir, const StoreOptions& options) {
  std::unique_ptr<EntryStore> store(new EntryStore(dir, options));
  PARLEY_TRY_STATUS(make_directories(dir / "index"));
  PARLEY_TRY(store->segments_, Segments::open(dir / "segments", options.segment_bytes));
  PARLEY_TRY(store->records_, RecordFile::open(dir / "index" / "records", options.boot_file));
  PARLEY_TRY(store->types_, TypeNames::open(dir / "index" / "types"));
  PARLEY_TRY_STATUS(Recovery(*store).run().in(dir.string()));
  return store;
}

Status Recovery::run() {
  segments_ = store_.segments_->list();
  types_ = store_.types_->count();
  PARLEY_TRY_STATUS(load_records());
  PARLEY_TRY(const bool whole, last_line_is_whole());
  if (!whole) {
    // The records are of other segments than these: nothing they say counts.
    PARLEY_TRY_STATUS(store_.records_->truncate(0));
    store_.index_.begin_change();
    store_.index_.clear();
    store_.index_.end_change(0);
    next_ = 0, position_ = 0;
    purges_.clear();
  }
  PARLEY_TRY_STATUS(store_.records_->truncate(next_));
  const EntryNumber known = next_;
  PARLEY_TRY_STATUS(read_tail());
  // What a killed process had written may still be on its way to the disk.
  PARLEY_TRY_STATUS(store_.segments_->sync());
  PARLEY_TRY_STATUS(finish_erasures());
  return known == next_ ? Status{} : store_.sync_derived();
}

// A purge or an erased entry has no type, so its number is not looked at.
bool Recovery::fits(EntryNumber entry, const Record& record, std::uint64_t position) {
  if (!is_sound(record) || record.position != position || record.end() > store_.segments_->end()) return false;
  if (record.type != kUnnumberedType && record.type >= types_ && (record.flags & (kPurge | kErased)) == 0) return false;
  // Each segment begins with the entry that it is named after.
  while (segment_ < segments_.size() && segments_[segment_]->first_entry < entry) ++segment_;
  return segment_ == segments_.size() || segments_[segment_]->first_entry != entry ||
         segments_[segment_]->begin == position;
}

// The first record that does not fit ends the pass: positions are cumulative, so nothing behind it
// can be placed. A purge that was synced together with its record is finished (sync_derived waits
// for it); later ones may not be.
Status Recovery::load_records() {
  RecordFile& file = *store_.records_;
  const std::uint64_t stored = file.stored();
  PARLEY_TRY_STATUS(file.map(stored));
  std::vector<Record> block;
  Status status;
  store_.index_.begin_change();
  store_.index_.reserve(stored);
  for (bool sound = true; sound && status.ok() && next_ < stored;) {
    block.resize(static_cast<std::size_t>(std::min<std::uint64_t>(kReadRecords, stored - next_)));
    if (status = file.read(next_, block); !status.ok()) break;
    for (std::size_t i = 0; i < block.size(); ++i) {
      const Record& record = block[i];
      if (i + kPrefetch < block.size()) store_.index_.prefetch(block[i + kPrefetch].id_hash);
      sound = fits(next_, record, position_);
      if (!sound || !(status = store_.index_entry(store_.index_, next_, record)).ok()) break;
      if ((record.flags & kPurge) != 0 && next_ >= file.synced()) purges_.push_back(next_);
      position_ = record.end();
      ++next_;
    }
  }
  store_.index_.end_change(next_);
  return status;
}

// Records written for a batch may have reached the file in part, so that the last one stands in the
// middle of an envelope. Reading everything anew is slow but right, and that rare.
Result<bool> Recovery::last_line_is_whole() const {
  if (next_ == 0) return true;
  const auto last = store_.read_line(next_ - 1);
  if (last.ok()) return last->line.rest == 0;
  if (last.error().code == Code::corrupt) return false;
  return last.error();
}

// A line that cannot be parsed is a torn end, as far as nobody knows better (drop_from). A line
// that can be, and has the wrong number or the wrong "rest", was never written that way: that is no
// tear but damage, and nothing is cut off for it.
Result<bool> Recovery::take_line(std::uint64_t position, std::string_view text) {
  const EntryNumber expected = next_ + envelope_.size();
  auto line = parse_line(text);
  if (!line.ok()) {
    PARLEY_TRY_STATUS(drop_from(position, line.error()));
    return false;
  }
  const auto begins =
      std::find_if(segments_.begin(), segments_.end(), [&](const auto& one) { return one->begin == position; });
  const bool wrong_name = begins != segments_.end() && (*begins)->first_entry != expected;
  if (line->number != expected || wrong_name)
    return Error{
        Code::corrupt,
        fmt::format("{}: entry {} should be here, and this is entry {}: a segment is missing or has been changed",
                    store_.segments_->describe(position), expected, line->number)};
  if (!envelope_.empty() && line->rest != rest_ - 1)
    return Error{Code::corrupt, fmt::format("{}: entry {}: \"rest\" should be {} and is {}",
                                            store_.segments_->describe(position), expected, rest_ - 1, line->rest)};
  auto record = store_.make_record(*line, position, text.size());
  if (!record.ok())
    return record.error().in(fmt::format("{}: entry {}", store_.segments_->describe(position), expected));
  rest_ = line->rest;
  envelope_.push_back(*record);
  if (rest_ == 0) PARLEY_TRY_STATUS(finish_envelope());
  return true;
}

Status Recovery::finish_envelope() {
  PARLEY_TRY_STATUS(store_.records_->map(next_ + envelope_.size()));
  store_.index_.begin_change();
  Status status;
  for (Record& record : envelope_) {
    // Two ids with one hash: the record has to say so before it is written. Lines are all that tells them apart.
    if (status = store_.records_->append(next_, {&record, 1}); !status.ok()) break;
    if ((record.flags & (kPurge | kErased)) == 0) {
      std::vector<EntryNumber> heads;
      store_.index_.heads(record.id_hash, heads);
      bool shared = heads.size() > 1;
      if (heads.size() == 1) {
        const auto own = store_.read_line(next_), other = store_.read_line(heads.front());
        if (!own.ok() || !other.ok()) {
          status = own.ok() ? other.error() : own.error();
          break;
        }
        shared = own->line.id != other->line.id;
      }
      if (shared) {
        record.flags |= kHashShared;
        record.check = check_of(record);
        if (status = store_.records_->rewrite(next_, record); !status.ok()) break;
      }
    }
    if (status = store_.index_entry(store_.index_, next_, record); !status.ok()) break;
    if ((record.flags & kPurge) != 0) purges_.push_back(next_);
    position_ = record.end();
    ++next_;
  }
  store_.index_.end_change(next_);
  envelope_.clear();
  return status;
}

Status Recovery::read_tail() {
  const std::uint64_t end = store_.segments_->end();
  bool cut = false;
  const auto reached =
      scan_lines(*store_.segments_, position_, end, [&](std::uint64_t position, std::string_view text) -> Result<bool> {
        PARLEY_TRY(const bool taken, take_line(position, text));
        cut = !taken;
        return taken;
      });
  if (!reached.ok()) return reached.error();
  if (cut || position_ == end) return {};
  return drop_from(*reached, {Code::corrupt, "the line has no end"});
}

// Cuts at the end of the last whole envelope, not at the damaged line.
Status Recovery::drop_from(std::uint64_t position, const Error& why) {
  if (next_ < store_.options_.at_least)
    return why.in(fmt::format("{}: entry {}, which a signed head covers (of size {}), is damaged",
                              store_.segments_->describe(position), next_ + envelope_.size(),
                              store_.options_.at_least));
  envelope_.clear();
  return store_.segments_->truncate(position_);
}

// The purge is durable and promises that the content is gone. Entries whose record says erased are
// done: a record is rewritten only after its line was synced.
Status Recovery::finish_erasures() {
  for (const EntryNumber purge : purges_) {
    PARLEY_TRY(const StoredLine stored, store_.read_line(purge));
    std::vector<EntryNumber> live;
    for (const EntryNumber target : stored.line.purge) {
      if (target >= purge) return store_.damaged(purge, {Code::corrupt, "it erases an entry that comes after it"});
      if ((store_.record(target).flags & (kErased | kPurge)) == 0) live.push_back(target);
    }
    if (live.empty()) continue;
    store_.index_.begin_change();
    for (const EntryNumber target : live) store_.index_.remove(target, store_.record(target).id_hash);
    store_.index_.end_change(next_);
    const Lock lock(store_.sync_mutex_);
    PARLEY_TRY_STATUS(store_.scrub(live));
  }
  return {};
}

// Reads neighbouring lines in one go, up to a megabyte. As read_line(), it does so without a lock
// and again when an erasure came in between.
Status EntryStore::for_each_run(EntryNumber from, EntryNumber to,
                                const std::function<Status(EntryNumber, std::span<const Line>)>& visit) const {
  std::string bytes;
  std::vector<Line> lines;
  while (from < to) {
    EntryNumber last = from + 1;
    const std::uint64_t begin = record(from).position;
    while (last < to && record(last).end() - begin <= kRunBytes) ++last;
    bytes.resize(static_cast<std::size_t>(record(last - 1).end() - begin));
    const std::uint64_t before = erasures();
    PARLEY_TRY_STATUS(segments_->read(begin, bytes.size(), bytes.data()));
    lines.clear();
    std::optional<Error> failed;
    for (EntryNumber entry = from; entry < last && !failed; ++entry) {
      const Record found = record(entry);
      auto line =
          parse(entry, found,
                std::string_view(bytes).substr(static_cast<std::size_t>(found.position - begin), found.line_bytes));
      if (line.ok())
        lines.push_back(std::move(*line));
      else
        failed = line.error();
    }
    if (erasures() != before) continue;
    if (failed && before % 2 != 0) {
      std::this_thread::yield();
      continue;
    }
    // The lines before the damaged one count: the first error is the one to be told.
    if (!lines.empty()) PARLEY_TRY_STATUS(visit(from, lines));
    if (failed) return *failed;
    from = last;
  }
  return {};
}

// Two passes. The records are made again from the lines and put right where they differ; then an
// index is built from the records beside the one in use, and only when the two differ is that one
// filled anew, so that pages read before stay valid whenever nothing was wrong.
Result<EntryStore::RebuildReport> EntryStore::rebuild(const std::function<void(std::uint64_t)>& progress) {
  RebuildReport report;
  PARLEY_TRY_STATUS(forget_kept(dir_));
  const std::uint64_t count = size();
  const std::uint64_t end = count == 0 ? 0 : record(count - 1).end();
  const auto differs = [&](EntryNumber entry, std::string what) {
    if (report.differences++ == 0) report.first_difference = fmt::format("entry {}: {}", entry, what);
  };
  const auto reached =
      scan_lines(*segments_, 0, end, [&](std::uint64_t position, std::string_view text) -> Result<bool> {
        const EntryNumber entry = report.entries;
        auto line = parse_line(text);
        if (!line.ok()) return line.error().in(fmt::format("{}: entry {}", segments_->describe(position), entry));
        auto made = make_record(*line, position, text.size());
        if (!made.ok()) return made.error().in(fmt::format("{}: entry {}", segments_->describe(position), entry));
        // Only comparing ids can tell, which recovery has done; the flag is taken over.
        made->flags = static_cast<std::uint8_t>(made->flags | (record(entry).flags & kHashShared));
        made->check = check_of(*made);
        if (!(*made == record(entry))) {
          differs(entry, "the record");
          PARLEY_TRY_STATUS(records_->rewrite(entry, *made));
        }
        if (++report.entries % 65536 == 0 && progress) progress(report.entries);
        return report.entries < count;
      });
  if (!reached.ok()) return reached.error();
  const auto fill = [&](VersionIndex& index) -> Status {
    for (EntryNumber entry = 0; entry < count; ++entry) PARLEY_TRY_STATUS(index_entry(index, entry, record(entry)));
    return {};
  };
  VersionIndex fresh([this](EntryNumber entry) -> const Record& { return record(entry); },
                     [this](EntryNumber left, EntryNumber right) { return is_newer(left, right); });
  fresh.begin_change();
  const auto filled = fill(fresh);
  fresh.end_change(count);
  PARLEY_TRY_STATUS(filled);
  if (compare_indexes(fresh, report) == 0) return report;
  index_.begin_change();
  index_.clear();
  const auto refilled = fill(index_);
  index_.end_change(count);
  PARLEY_TRY_STATUS(refilled);
  return report;
}

std::uint64_t EntryStore::compare_indexes(const VersionIndex& fresh, RebuildReport& report) const {
  const Lock lock(index_.mutex());
  std::uint64_t different = 0;
  for (EntryNumber entry = 0; entry < fresh.size(); ++entry) {
    if (fresh.flags(entry) == index_.flags(entry) && fresh.older(entry) == index_.older(entry)) continue;
    ++different;
    if (report.differences++ == 0)
      report.first_difference = fmt::format("entry {}: its place among the versions of its object", entry);
  }
  return different;
}

}  // namespace parley::store
