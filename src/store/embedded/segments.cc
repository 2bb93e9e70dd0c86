// Several files that look like one run of bytes. A position counts through all of them, so records
// need no file number, and a batch never spans two files, so that one sync makes it durable.
//
// The list of segments is replaced and never changed: a reader takes the list that there is, and
// files that a truncation removed stay open until the last reader lets go of them.
#include "store/embedded/segments.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace parley::store {
namespace {

constexpr std::size_t kNameDigits = 12;
constexpr std::string_view kSuffix = ".ndjson";

// Other files in the folder (an editor's copy, what a backup left) are no segments and passed over.
std::optional<EntryNumber> first_entry_of(const std::string& name) {
  if (name.size() != kNameDigits + kSuffix.size() || !name.ends_with(kSuffix)) return std::nullopt;
  EntryNumber number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + kNameDigits, number);
  if (error != std::errc() || end != name.data() + kNameDigits) return std::nullopt;
  return number;
}

// The segment that holds `position`; the last one for the end.
const Segments::Segment& find(const Segments::List& list, std::uint64_t position) {
  PARLEY_CHECK(!list.empty());
  const auto after = std::upper_bound(list.begin(), list.end(), position,
                                      [](std::uint64_t at, const auto& segment) { return at < segment->begin; });
  return after == list.begin() ? *list.front() : **std::prev(after);
}

// A write that did not fit says so whatever the limit that stopped it: a full disk, a quota or the largest file
// allowed.
Error write_error(Error error) {
  if (error.code == Code::too_large) error.code = Code::unavailable;
  return error;
}

}  // namespace

// Positions follow from the sizes of the files. Whether a segment in the middle is missing or was
// shortened shows when the numbers of entries are compared with the names (recovery.cc).
Result<std::unique_ptr<Segments>> Segments::open(std::filesystem::path dir, std::uint64_t segment_bytes) {
  std::unique_ptr<Segments> segments(new Segments(std::move(dir), segment_bytes));
  std::vector<std::pair<EntryNumber, std::filesystem::path>> found;
  std::error_code failed;
  for (const auto& file : std::filesystem::directory_iterator(segments->dir_, failed))
    if (const auto first = first_entry_of(file.path().filename().string())) found.emplace_back(*first, file.path());
  if (failed) return Error{Code::unavailable, "listing " + segments->dir_.string() + ": " + failed.message()};
  std::sort(found.begin(), found.end());
  List list;
  std::uint64_t end = 0;
  for (auto& [first, path] : found) {
    PARLEY_TRY(Fd fd, open_file(path, O_RDWR));
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) return system_error("looking at " + path.string());
    list.push_back(std::make_shared<const Segment>(Segment{path, first, end, std::move(fd)}));
    end += static_cast<std::uint64_t>(status.st_size);
  }
  if (!list.empty() && list.front()->first_entry != 0)
    return Error{Code::corrupt, segments->dir_.string() + ": the first segment, 000000000000.ndjson, is missing"};
  {
    const Lock lock(segments->mutex_);
    segments->list_ = std::make_shared<const List>(std::move(list));
  }
  segments->end_ = end;
  return segments;
}

Segments::List Segments::list() const {
  const Lock lock(mutex_);
  return *list_;
}

// The folder is synced before anything is written into the file: a line that counts as durable must
// not lie in a file that a power loss makes unreachable.
Status Segments::start_segment(EntryNumber first_entry) {
  const auto path = dir_ / fmt::format("{:012}{}", first_entry, kSuffix);
  // One that a failed batch left behind is empty and taken over.
  PARLEY_TRY(Fd fd, open_file(path, O_RDWR | O_CREAT | O_TRUNC));
  PARLEY_TRY_STATUS(sync_directory(dir_));
  List longer = list();
  longer.push_back(std::make_shared<const Segment>(Segment{path, first_entry, end(), std::move(fd)}));
  const Lock lock(mutex_);
  list_ = std::make_shared<const List>(std::move(longer));
  return {};
}

// `end` moves only after all bytes are written, so no reader looks at bytes that may still be cut
// off.
Status Segments::append(std::string_view lines, EntryNumber first_entry) {
  const List before = list();
  const bool full = before.empty() || end() - before.back()->begin >= segment_bytes_;
  if (full) PARLEY_TRY_STATUS(start_segment(first_entry));
  const auto last = list().back();
  const std::uint64_t old_end = end();
  if (auto written = write_at(last->fd.get(), lines, old_end - last->begin); !written.ok()) {
    // What could be written of it goes again; when even that fails, the next append writes over it.
    (void)truncate_file(last->fd.get(), old_end - last->begin);
    return write_error(written.error().in(last->path.string()));
  }
  end_.store(old_end + lines.size(), std::memory_order_release);
  return {};
}

// The last segment is enough: a batch lies in one file, and an earlier file was synced with its own
// last batch.
Status Segments::sync() {
  const List all = list();
  if (all.empty()) return {};
  const auto& last = all.back();
  auto synced = sync_data(last->fd.get());
  return synced.ok() ? Status{} : write_error(synced.error().in(last->path.string()));
}

// From the last segment backwards, and synced before it counts: a line cut off here must not come
// back after a power loss, when another one with its number may have been acknowledged.
Status Segments::truncate(std::uint64_t new_end) {
  List shorter = list();
  // A segment that begins at or behind the new end holds nothing any more; the next batch makes it anew.
  while (!shorter.empty() && shorter.back()->begin >= new_end) {
    if (::unlink(shorter.back()->path.c_str()) != 0) return system_error("removing " + shorter.back()->path.string());
    shorter.pop_back();
  }
  if (!shorter.empty()) {
    const auto& last = *shorter.back();
    PARLEY_TRY_STATUS(truncate_file(last.fd.get(), new_end - last.begin).in(last.path.string()));
    PARLEY_TRY_STATUS(sync_data(last.fd.get()).in(last.path.string()));
  }
  PARLEY_TRY_STATUS(sync_directory(dir_));
  {
    const Lock lock(mutex_);
    list_ = std::make_shared<const List>(std::move(shorter));
  }
  end_.store(new_end, std::memory_order_release);
  return {};
}

Status Segments::read(std::uint64_t position, std::size_t size, char* out) const {
  std::shared_ptr<const List> list;
  {
    const Lock lock(mutex_);
    list = list_;
  }
  if (list->empty() && size > 0) return Error{Code::corrupt, dir_.string() + ": there is no segment"};
  auto segment = std::upper_bound(list->begin(), list->end(), position,
                                  [](std::uint64_t at, const auto& one) { return at < one->begin; });
  if (segment != list->begin()) --segment;
  while (size > 0) {
    const auto next = std::next(segment);
    const std::uint64_t segment_end = next == list->end() ? position + size : (*next)->begin;
    const std::size_t here = static_cast<std::size_t>(std::min<std::uint64_t>(size, segment_end - position));
    const auto got = read_at((*segment)->fd.get(), out, here, position - (*segment)->begin);
    if (!got.ok()) return got.error().in(describe(position));
    out += here, position += here, size -= here, segment = next;
  }
  return {};
}

Status Segments::overwrite(std::uint64_t position, std::string_view bytes) {
  const List all = list();
  const Segment& segment = find(all, position);
  return write_at(segment.fd.get(), bytes, position - segment.begin).in(segment.path.string());
}

// Erased entries lie anywhere, so every segment that holds one is synced, once.
Status Segments::sync_at(std::vector<std::uint64_t> positions) {
  const List all = list();
  std::sort(positions.begin(), positions.end());
  const Segment* synced = nullptr;
  for (const std::uint64_t position : positions) {
    const Segment& segment = find(all, position);
    if (synced == &segment) continue;
    PARLEY_TRY_STATUS(sync_data(segment.fd.get()).in(segment.path.string()));
    synced = &segment;
  }
  return {};
}

std::string Segments::describe(std::uint64_t position) const {
  const List all = list();
  if (all.empty()) return dir_.filename().string();
  const Segment& segment = find(all, position);
  return fmt::format("segments/{}, byte {}", segment.path.filename().string(), position - segment.begin);
}

}  // namespace parley::store
