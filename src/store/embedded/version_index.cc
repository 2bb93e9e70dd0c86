// An open-addressing table with linear probing. A slot holds the upper half of the id's hash and
// the entry of the newest version; the slot's place comes from the same bits, so that the table can
// grow without reading a record. That a slot has the right half of the hash is confirmed by the
// record.
//
// Flags, links and masks are atomics in chunks that never move: readers without the mutex may see a
// change half done, and notice by changes() that they have.
#include "store/embedded/version_index.h"

#include <bit>
#include <cstdlib>

namespace parley::store {
namespace {

constexpr std::size_t kFirstSlots = 1024;
std::uint32_t tag_of(std::uint64_t id_hash) { return static_cast<std::uint32_t>(id_hash >> 32); }
std::uint64_t make_slot(std::uint32_t tag, EntryNumber head) { return std::uint64_t{tag} << 32 | (head + 1); }
std::uint32_t slot_tag(std::uint64_t slot) { return static_cast<std::uint32_t>(slot >> 32); }
EntryNumber slot_head(std::uint64_t slot) { return (slot & 0xffffffff) - 1; }

}  // namespace

VersionIndex::VersionIndex(std::function<const Record&(EntryNumber)> records,
                           std::function<bool(EntryNumber, EntryNumber)> newer)
    : records_(std::move(records)), newer_(std::move(newer)) {
  resize(kFirstSlots);
}

VersionIndex::~VersionIndex() {
  for (auto& chunk : chunks_) std::free(chunk.load());
}

VersionIndex::Chunk& VersionIndex::make_chunk(EntryNumber entry) {
  auto& place = chunks_[entry / kChunk];
  if (Chunk* there = place.load(std::memory_order_relaxed)) return *there;
  // calloc: the kernel's zero pages, which cost memory only when they are written to. Atomics of these types are valid
  // so.
  auto* made = static_cast<Chunk*>(std::calloc(1, sizeof(Chunk)));
  PARLEY_CHECK(made != nullptr);
  place.store(made, std::memory_order_release);
  return *made;
}

// Stored with one added, so that memory of zeros means "none".
std::uint32_t VersionIndex::older(EntryNumber entry) const {
  return chunk(entry).older[entry % kChunk].load(std::memory_order_relaxed) - 1;
}

// Written only when it differs: an object with one version, which is the rule, then never touches
// that memory.
void VersionIndex::set_older(EntryNumber entry, std::uint32_t older_entry) {
  auto& place = chunk(entry).older[entry % kChunk];
  if (place.load(std::memory_order_relaxed) != older_entry + 1) place.store(older_entry + 1, std::memory_order_relaxed);
}

void VersionIndex::set_flags(EntryNumber entry, std::uint8_t flags) {
  auto& place = chunk(entry).flags[entry % kChunk];
  if (place.load(std::memory_order_relaxed) == flags) return;
  place.store(flags, std::memory_order_release);
  touch(entry);
}

void VersionIndex::touch(EntryNumber entry) {
  chunk(entry).revisions[entry % kChunk / kRevisionBlock].fetch_add(1, std::memory_order_release);
}

std::uint64_t VersionIndex::revision(EntryNumber from, EntryNumber to) const {
  // Each one only grows, so their sum is the same only when all of them are.
  std::uint64_t sum = 0;
  for (EntryNumber entry = from - from % kRevisionBlock; entry < to; entry += kRevisionBlock)
    sum += chunk(entry).revisions[entry % kChunk / kRevisionBlock].load(std::memory_order_acquire);
  return sum;
}

// Odd from here on. The mutex is for readers that follow lists, the counter for those that do not.
void VersionIndex::begin_change() {
  mutex_.lock();
  changes_.fetch_add(1, std::memory_order_seq_cst);
}

// The size grows inside the change: nobody can see new entries with old flags.
void VersionIndex::end_change(std::uint64_t new_size) {
  size_.store(new_size, std::memory_order_release);
  changes_.fetch_add(1, std::memory_order_seq_cst);
  mutex_.unlock();
}

// Up to the first free slot. Removed ones are passed over, or they would cut off what was put
// behind them.
void VersionIndex::heads(std::uint64_t id_hash, std::vector<EntryNumber>& out) const {
  out.clear();
  const std::uint32_t tag = tag_of(id_hash);
  for (std::size_t at = tag >> shift_;; at = (at + 1) & (slots_.size() - 1)) {
    const std::uint64_t slot = slots_[at];
    if (slot == kFree) return;
    if (slot == kRemoved || slot_tag(slot) != tag) continue;
    if (records_(slot_head(slot)).id_hash == id_hash) out.push_back(slot_head(slot));
  }
}

std::size_t VersionIndex::slot_of(std::uint64_t id_hash, EntryNumber head) const {
  const std::uint64_t wanted = make_slot(tag_of(id_hash), head);
  for (std::size_t at = tag_of(id_hash) >> shift_;; at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at] == wanted) return at;
    PARLEY_CHECK(slots_[at] != kFree);
  }
}

void VersionIndex::put(std::uint64_t slot) {
  std::size_t at = slot_tag(slot) >> shift_;
  while (slots_[at] != kFree) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = slot;
  ++used_;
}

void VersionIndex::resize(std::size_t slots) {
  std::vector<std::uint64_t> old(slots, kFree);
  old.swap(slots_);
  used_ = 0;
  shift_ = 32 - std::countr_zero(slots);
  for (const std::uint64_t slot : old)
    if (slot != kFree && slot != kRemoved) put(slot);
}

void VersionIndex::reserve(std::uint64_t count) {
  const std::size_t wanted = std::bit_ceil(static_cast<std::size_t>(count + count / 2));
  if (wanted > slots_.size()) resize(wanted);
}

// Revisions only ever grow, also here: a page that was valid before must not look valid again.
void VersionIndex::clear() {
  for (auto& place : chunks_) {
    Chunk* there = place.load(std::memory_order_relaxed);
    if (there == nullptr) continue;
    for (auto& flag : there->flags) flag.store(0, std::memory_order_release);
    for (auto& link : there->older) link.store(0, std::memory_order_relaxed);
    for (auto& mask : there->masks) mask.store(0, std::memory_order_release);
    for (auto& revision : there->revisions) revision.fetch_add(1, std::memory_order_release);
  }
  slots_.assign(kFirstSlots, kFree);
  used_ = 0;
  shift_ = 32 - std::countr_zero(kFirstSlots);
  objects_ = 0;
  erased_ = 0;
}

void VersionIndex::add(EntryNumber entry, const Record& record, std::uint32_t head) {
  Chunk& here = make_chunk(entry);
  if ((record.flags & (kPurge | kErased)) != 0) {
    if ((record.flags & kErased) != 0) erased_.fetch_add(1, std::memory_order_relaxed);
    return set_flags(entry, kGone);
  }
  here.masks[entry % kChunk / kBlock].fetch_or(std::uint64_t{1} << (record.type & 63), std::memory_order_release);
  if (head == kNone) {
    // At most 3/4 full, and not more than doubled: what was removed leaves its slots then.
    if ((used_ + 1) * 4 > slots_.size() * 3) resize(slots_.size() * (objects() * 2 > slots_.size() ? 2 : 1));
    put(make_slot(tag_of(record.id_hash), entry));
    objects_.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  // A newer version becomes the head of its list, in the slot that there is.
  if (newer_(entry, head)) {
    slots_[slot_of(record.id_hash, head)] = make_slot(tag_of(record.id_hash), entry);
    set_older(entry, head);
    set_flags(entry, kNotFirst);
    set_flags(head, static_cast<std::uint8_t>(flags(head) | kSuperseded));
    return;
  }
  // An older version has come late, as it may with objects from several sources: it takes its place
  // inside the list. Only the number of versions of one object counts here, and most have one.
  std::uint32_t above = head;
  while (older(above) != kNone && !newer_(entry, older(above))) above = older(above);
  const std::uint32_t below = older(above);
  set_older(entry, below);
  set_older(above, static_cast<std::uint32_t>(entry));
  set_flags(above, static_cast<std::uint8_t>(flags(above) | kNotFirst));
  set_flags(entry, static_cast<std::uint8_t>(kSuperseded | (below == kNone ? 0 : kNotFirst)));
  // A page of all versions changes also where no flag does.
  touch(above);
}

// Takes an entry out of its list and gives its neighbours the flags that they have without it. The
// mask of types stays: a bit too many only makes a scan look at a block in vain.
void VersionIndex::remove(EntryNumber entry, std::uint64_t id_hash) {
  if ((flags(entry) & kGone) != 0) return;
  std::vector<EntryNumber> found;
  heads(id_hash, found);
  for (const EntryNumber head : found) {
    std::uint32_t above = kNone;
    EntryNumber at = head;
    while (at != entry && older(at) != kNone) above = static_cast<std::uint32_t>(at), at = older(at);
    if (at != entry) continue;
    const std::uint32_t below = older(entry);
    if (above != kNone) {
      set_older(above, below);
      if (below == kNone) set_flags(above, static_cast<std::uint8_t>(flags(above) & ~kNotFirst));
    } else {
      slots_[slot_of(id_hash, entry)] = below == kNone ? kRemoved : make_slot(tag_of(id_hash), below);
      if (below == kNone)
        objects_.fetch_sub(1, std::memory_order_relaxed);
      else
        set_flags(below, static_cast<std::uint8_t>(flags(below) & ~kSuperseded));
    }
    set_older(entry, kNone);
    set_flags(entry, kGone);
    erased_.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  PARLEY_CHECK(false && "every live entry is in the list of its id");
}

}  // namespace parley::store
