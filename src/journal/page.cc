// Matching runs over flags and records only (6 bytes and 48 bytes an entry, in memory), in one moment between two
// changes of the index. Blocks of 64 entries that have none of the wanted types are passed over by their type mask, so
// that a rare type costs little more than its own entries. The objects are read afterwards: entries never change place,
// and when an erasure came in between, everything is done again.

#include "journal/page.h"

#include <algorithm>
#include <cstring>
#include <thread>

namespace parley::journal {
namespace {

using store::EntryStore;
using store::Record;

// One read of neighbours with a gap costs less than two reads as long as the gap is small: a call of the kernel takes
// as long as copying some 8 KiB.
constexpr std::size_t kMergeGap = 8192;  // bytes between two lines that are read along rather than skipped
// Where more than half would be gaps, they are read into a buffer of this size and only what is wanted is kept: a page
// of rare objects takes the memory of its objects.
constexpr std::size_t kSparseBytes = 256u << 10;
// An attempt fails only when the writer changed the index meanwhile; under a stream of appends a
// reader would otherwise try for ever, so at last it takes the mutex and makes the writer wait
// once.
constexpr int kPatience = 16;  // attempts without the mutex

bool is_one_of(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// A query in the terms of the records.
class Filter {
 public:
  Filter(const EntryStore& store, const Query& query) : store_(store), query_(query) {
    for (const std::string& type : query.types) {
      if (const auto number = store.types().find(type))
        types_.push_back(*number), mask_ |= std::uint64_t{1} << (*number & 63);
    }
    // Types that have no number all share the last one.
    if (!query.types.empty() && store.types().count() >= store::kUnnumberedType)
      types_.push_back(store::kUnnumberedType), mask_ |= std::uint64_t{1} << 63;
    any_spec_ = query.spec_versions.empty();
    spec20_ = any_spec_ || is_one_of(query.spec_versions, "2.0");
    spec21_ = any_spec_ || is_one_of(query.spec_versions, "2.1");
  }

  bool any_type() const { return query_.types.empty(); }
  std::uint64_t mask() const { return mask_; }
  // Dates are strictly increasing, so `added_after` is a place that a binary search finds.
  Seq start(Seq from, std::uint64_t size) const {
    if (!query_.added_after) return from;
    Seq low = from, high = std::max(from, size);
    while (low < high) {
      const Seq middle = low + (high - low) / 2;
      if (store_.record(middle).added > query_.added_after->value)
        high = middle;
      else
        low = middle + 1;
    }
    return low;
  }
  // From cheap to dear: a byte of flags, then the record, and the line only for a type without a
  // number.
  bool matches(Seq entry, std::uint8_t flags) const {
    if ((flags & store::kGone) != 0 || !selects(query_.versions, store_, entry, flags)) return false;
    if (any_type() && any_spec_) return true;
    const Record& record = store_.record(entry);
    if (!((record.flags & store::kSpec20) != 0 ? spec20_ : spec21_)) return false;
    return any_type() || has_type(entry, record);
  }

 private:
  bool has_type(Seq entry, const Record& record) const {
    if (std::find(types_.begin(), types_.end(), record.type) == types_.end()) return false;
    if (record.type != store::kUnnumberedType) return true;
    const auto stored = store_.read_line(entry);
    return stored.ok() && is_one_of(query_.types, stored->line.type());
  }

  const EntryStore& store_;
  const Query& query_;
  std::vector<std::uint16_t> types_;
  std::uint64_t mask_ = 0;
  bool any_spec_, spec20_, spec21_;
};

// Which entries a page will have.
struct Selection {
  std::vector<Seq> entries;
  std::size_t bytes = 0;
  bool more = false;
  Seq next = 0;
  Validity validity;

  // False when the page is full and `entry` is the first of the next one.
  // The first object is taken whatever its size: a page that could stay empty for the sake of its
  // limit would never get a client past a large object.
  bool take(const EntryStore& store, Seq entry, const PageLimits& limits) {
    const std::size_t size = store.record(entry).object_bytes;
    if (!entries.empty() && (entries.size() >= limits.objects || bytes + size > limits.bytes)) {
      more = true, next = entry;
      return false;
    }
    entries.push_back(entry), bytes += size;
    return true;
  }
};

// Looks from `from` on until the page is full and one further match is known, so that `more` is
// never a guess.
Selection scan(const EntryStore& store, const Filter& filter, Seq from, const PageLimits& limits) {
  constexpr Seq kBlock = store::VersionIndex::kBlock;
  const auto& index = store.index();
  const std::uint64_t size = store.size();
  Selection selection;
  Seq entry = filter.start(from, size);
  const Seq first = std::min<Seq>(entry, size);
  while (entry < size && !selection.more) {
    const Seq block_end = std::min<Seq>(size, entry - entry % kBlock + kBlock);
    if (!filter.any_type() && (index.type_mask(entry / kBlock) & filter.mask()) == 0) {
      entry = block_end;
      continue;
    }
    for (; entry < block_end; ++entry)
      if (filter.matches(entry, index.flags(entry)) && !selection.take(store, entry, limits)) break;
  }
  // At the end the page depends on the size too: the next append may add to it. A full page does
  // not; it holds until a flag of the entries looked at changes.
  if (!selection.more) selection.next = std::max(from, size), selection.validity.size = size;
  selection.validity.from = first;
  selection.validity.to = selection.more ? selection.next + 1 : size;
  selection.validity.revision = index.revision(selection.validity.from, selection.validity.to);
  return selection;
}

// The counter of changes is odd while the index is being changed and differs afterwards, so two
// equal, even values before and after mean that nothing moved in between (a sequence lock).
Selection scan_in_one_moment(const EntryStore& store, const Filter& filter, Seq from, const PageLimits& limits) {
  for (int attempt = 0; attempt < kPatience; ++attempt) {
    const std::uint64_t before = store.index().changes();
    if (before % 2 == 0) {
      Selection selection = scan(store, filter, from, limits);
      if (store.index().changes() == before) return selection;
    }
    std::this_thread::yield();
  }
  const Lock lock(store.index().mutex());
  return scan(store, filter, from, limits);
}

// Queries by id do not scan: the index leads from each id to its versions.
Result<Selection> look_up(const EntryStore& store, const Query& query, const Filter& filter, Seq from,
                          const PageLimits& limits) {
  std::vector<std::string_view> ids(query.ids.begin(), query.ids.end());
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  PARLEY_TRY(const auto lookup, store.find(ids));
  Selection selection;
  const Seq start = filter.start(from, lookup.size);
  std::vector<Seq> matching;
  // An id that is not there yet may come with any append; one that is there makes itself felt in its versions'
  // revision.
  bool all_there = !lookup.shared;
  for (const auto& versions : lookup.versions) {
    all_there &= !versions.empty();
    for (const auto& version : versions)
      if (version.entry >= start && filter.matches(version.entry, version.flags)) matching.push_back(version.entry);
  }
  std::sort(matching.begin(), matching.end());
  for (const Seq entry : matching)
    if (!selection.take(store, entry, limits)) break;
  if (!selection.more) selection.next = std::max(from, lookup.size);
  selection.validity = {lookup.from, lookup.to, lookup.revision, {}};
  if (!all_there) selection.validity.size = lookup.size;
  return selection;
}

// The bytes of an entry that are read: its line, or of that only the object, which stands last in it.
struct Extent {
  std::uint64_t begin, end;
  Extent(const Record& record, bool text_only)
      : begin(text_only ? record.position + record.line_bytes - 1 - record.object_bytes : record.position),
        end(text_only ? begin + record.object_bytes : record.end()) {}
};

Result<Entry> entry_of(const EntryStore& store, Seq seq, const Record& record, std::string_view bytes, bool text_only) {
  if (text_only) {
    if (!bytes.starts_with('{') || !bytes.ends_with('}'))
      return store.damaged(seq, {Code::corrupt, "where the object should stand there is none"});
    return Entry{.seq = seq,
                 .date_added = {record.added},
                 .id = {},
                 .type = {},
                 .spec_version = {},
                 .version = {},
                 .text = bytes};
  }
  PARLEY_TRY(const store::Line line, store.parse(seq, record, bytes.substr(0, record.line_bytes)));
  return Entry{.seq = seq,
               .date_added = {record.added},
               .id = line.id,
               .type = line.type(),
               .spec_version = line.spec_version,
               .version = line.shown_version(),
               .text = line.object};
}

// Selected entries that are read in one go.
struct Run {
  std::size_t first, last;  // of Selection::entries
  std::uint64_t begin, end;
  std::uint64_t wanted;  // bytes of it that are no gap
  bool is_sparse() const { return wanted * 2 < end - begin; }
  std::uint64_t kept() const { return is_sparse() ? wanted : end - begin; }
};

std::vector<Run> runs_of(const EntryStore& store, const Selection& selection, bool text_only) {
  std::vector<Run> runs;
  for (std::size_t i = 0; i < selection.entries.size(); ++i) {
    const Extent extent(store.record(selection.entries[i]), text_only);
    const std::uint64_t size = extent.end - extent.begin;
    if (!runs.empty() && extent.begin - runs.back().end <= kMergeGap) {
      Run longer = runs.back();
      longer.last = i, longer.end = extent.end, longer.wanted += size;
      if (!longer.is_sparse() || longer.end - longer.begin <= kSparseBytes) {
        runs.back() = longer;
        continue;
      }
    }
    runs.push_back({i, i, extent.begin, extent.end, size});
  }
  return runs;
}

// Reads what is wanted of the selected entries; neighbours in one go.
Status fetch(const EntryStore& store, const Selection& selection, bool text_only, Page& page) {
  const std::vector<Run> runs = runs_of(store, selection, text_only);
  std::uint64_t bytes = 0;
  bool any_sparse = false;
  for (const Run& run : runs) bytes += run.kept(), any_sparse = any_sparse || run.is_sparse();
  // Not value-initialised: every byte is read from the file, or the page is thrown away.
  char* out = page.bytes.emplace_back(new char[bytes]).get();
  const std::unique_ptr<char[]> gaps(any_sparse ? new char[kSparseBytes] : nullptr);
  page.entries.reserve(selection.entries.size());
  for (const Run& run : runs) {
    const auto size = static_cast<std::size_t>(run.end - run.begin);
    char* const read_to = run.is_sparse() ? gaps.get() : out;
    PARLEY_TRY_STATUS(store.segments().read(run.begin, size, read_to));
    for (std::size_t i = run.first; i <= run.last; ++i) {
      const Seq seq = selection.entries[i];
      const Record record = store.record(seq);
      const Extent extent(record, text_only);
      std::string_view line(read_to + (extent.begin - run.begin), static_cast<std::size_t>(extent.end - extent.begin));
      if (run.is_sparse()) {
        line = {static_cast<char*>(std::memcpy(out, line.data(), line.size())), line.size()};
        out += line.size();
      }
      PARLEY_TRY(Entry entry, entry_of(store, seq, record, line, text_only));
      page.entries.push_back(entry);
    }
    if (!run.is_sparse()) out += size;
  }
  return {};
}

}  // namespace

// TAXII 2.1 section 3.4.1, `match[version]`: the parts are alternatives. An exact version is
// compared in microseconds first, and only a version with finer digits makes its line be read.
bool selects(const VersionFilter& filter, const EntryStore& store, Seq entry, std::uint8_t flags) {
  if (filter.all || (filter.last && (flags & store::kSuperseded) == 0) ||
      (filter.first && (flags & store::kNotFirst) == 0))
    return true;
  if (filter.exact.empty()) return false;
  const std::int64_t version = store.record(entry).version;
  return std::any_of(filter.exact.begin(), filter.exact.end(), [&](const Timestamp& wanted) {
    return wanted.micros().value == version && wanted == store.exact_version(entry);
  });
}

Result<Page> read_page(const EntryStore& store, const Query& query, Seq from, const PageLimits& limits) {
  while (true) {
    // An erasure overwrites lines in place, so a page that was put together meanwhile may hold half
    // of one. It is thrown away before its error is looked at: what looks damaged may have been
    // erased.
    const std::uint64_t erasures = store.erasures();
    const std::size_t types = store.types().count();
    const Filter filter(store, query);
    Selection selection;
    if (query.ids.empty()) {
      selection = scan_in_one_moment(store, filter, from, limits);
    } else {
      PARLEY_TRY(selection, look_up(store, query, filter, from, limits));
    }
    // The first object of a type may have come between the filter, which did not know its number, and the size that
    // this page vouches for: it would be passed over for ever.
    if (!query.types.empty() && store.types().count() != types) continue;
    Page page;
    page.more = selection.more, page.next = selection.next, page.validity = selection.validity;
    const auto fetched = fetch(store, selection, limits.text_only, page);
    if (store.erasures() != erasures) continue;
    PARLEY_TRY_STATUS(fetched);
    return page;
  }
}

bool still_valid(const EntryStore& store, const Validity& validity) {
  if (validity.size && *validity.size != store.size()) return false;
  return validity.from >= validity.to || store.index().revision(validity.from, validity.to) == validity.revision;
}

}  // namespace parley::journal
