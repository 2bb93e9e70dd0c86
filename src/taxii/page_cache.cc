// Nothing in here expires and nothing is told of changes. A page carries the condition under which
// it still is what a new query would give (journal::Validity), and it is asked when the page is
// found: two or three loads from memory. So an append invalidates exactly the pages that it
// changes, without a list of who read what.
#include "taxii/page_cache.h"

namespace parley::taxii {

// A page does not keep its journal open: one that was closed meanwhile makes it invalid.
bool CachedPage::is_valid() const {
  const std::shared_ptr<journal::Journal> open = journal.lock();
  return open != nullptr && open->still_valid(validity);
}

PageCache::PageCache(std::size_t max_bytes) : max_bytes_(max_bytes) {}

// Second chance: whoever finds a page only sets a flag and moves nothing, and the sweep takes the flag away.
bool PageCache::take_used(const PagePtr& page) { return page->used.exchange(false, std::memory_order_relaxed); }

// A target lives as long as its page does, and no longer than its turn.
bool PageCache::take_used(const std::weak_ptr<const CachedPage>&) { return false; }

template <class Value>
void PageCache::Shard<Value>::erase(typename std::list<Item>::iterator item) {
  index.erase(item->key);
  bytes -= item->bytes;
  items.erase(item);
}

template <class Value>
void PageCache::Shard<Value>::insert(std::string_view key, Value value, std::size_t item_bytes, std::size_t max_bytes) {
  std::list<Item> evicted;  // freed after the lock is gone
  const Lock lock(mutex);
  // A page that was no longer valid is replaced under its key.
  if (const auto found = index.find(key); found != index.end()) {
    bytes -= found->second->bytes;
    evicted.splice(evicted.end(), items, found->second);
    index.erase(found);
  }
  items.push_back({std::string(key), std::move(value), item_bytes});
  index.emplace(items.back().key, std::prev(items.end()));
  bytes += item_bytes;
  // Each item gets at most one second chance in a sweep, so this ends.
  for (std::size_t chances = items.size(); bytes > max_bytes && items.size() > 1;) {
    if (chances > 0 && take_used(items.front().value)) {
      --chances;
      items.splice(items.end(), items, items.begin());
      continue;
    }
    bytes -= items.front().bytes;
    index.erase(items.front().key);
    evicted.splice(evicted.end(), items, items.begin());
  }
}

// Validity is asked outside of the lock. Another thread may have replaced the page meanwhile, so an
// invalid one is removed only if it is still the one that was found.
PagePtr PageCache::find_page(std::string_view key) {
  PagePtr page;
  {
    const Lock lock(pages_.mutex);
    const auto found = pages_.index.find(key);
    if (found == pages_.index.end()) return nullptr;
    page = found->second->value;
  }
  if (page->is_valid()) {
    page->used.store(true, std::memory_order_relaxed);
    return page;
  }
  const Lock lock(pages_.mutex);
  const auto found = pages_.index.find(key);
  if (found != pages_.index.end() && found->second->value == page) pages_.erase(found->second);
  return nullptr;
}

// In shards, since every request passes here and nearly all find what they look for.
PagePtr PageCache::find_target(std::string_view key) {
  auto& shard = targets_[Hash{}(key) % kTargetShards];
  PagePtr page;
  {
    const Lock lock(shard.mutex);
    const auto found = shard.index.find(key);
    if (found == shard.index.end()) return nullptr;
    page = found->second->value.lock();
    if (page == nullptr) {
      shard.erase(found->second);
      return nullptr;
    }
  }
  if (!page->is_valid()) return nullptr;
  page->used.store(true, std::memory_order_relaxed);
  return page;
}

// One page of a client that asks for the largest possible must not drive out all others.
void PageCache::insert_page(std::string_view key, PagePtr page) {
  const std::size_t item_bytes = page->bytes() + key.size();
  if (item_bytes > max_bytes_ / 4) return;
  pages_.insert(key, std::move(page), item_bytes, max_bytes_);
}

void PageCache::insert_target(std::string_view key, const PagePtr& page) {
  if (max_bytes_ == 0) return;
  constexpr std::size_t kOverhead = 160;  // list and map nodes
  targets_[Hash{}(key) % kTargetShards].insert(key, page, key.size() + kOverhead, max_bytes_ / 8 / kTargetShards);
}

std::size_t PageCache::bytes() const {
  const Lock lock(pages_.mutex);
  return pages_.bytes;
}

}  // namespace parley::taxii
