// Pages as they were sent, for the next one who asks the same. Two maps:
//
//   pages    what is asked of which collection -> the page; one copy however many clients read it; bounded in bytes
//   targets  who asked with which request line -> the page; so that an answer costs one lookup and no parsing
//
// A page found is only as good as its journal says (Validity); the caller asks. Eviction is second chance: a hit
// sets a flag and moves nothing, so readers on several threads hold a lock for the lookup alone. Thread-safe.
#pragma once

#include <array>
#include <atomic>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/mutex.h"
#include "journal/journal.h"

namespace parley::taxii {

struct CachedPage {
  std::string body;
  std::string header_block;  // "Name: value\r\n"...
  std::string collection;    // id
  std::string next;          // the cursor in it; empty at the end
  std::size_t objects = 0;
  journal::Validity validity;
  std::weak_ptr<journal::Journal> journal;  // weak: a page must not keep a removed collection open
  mutable std::atomic<bool> used = false;   // since the last sweep

  std::size_t bytes() const {
    return sizeof(*this) + body.size() + header_block.size() + collection.size() + next.size();
  }
  bool is_valid() const;
};
using PagePtr = std::shared_ptr<const CachedPage>;

class PageCache {
 public:
  // `max_bytes` of pages, and as many targets as fit an eighth of it. 0: nothing is kept.
  explicit PageCache(std::size_t max_bytes);

  // Nothing when it is not there or no longer valid.
  PagePtr find_page(std::string_view key);
  PagePtr find_target(std::string_view key);
  // Pages larger than a quarter of the cache are not kept.
  void insert_page(std::string_view key, PagePtr page);
  void insert_target(std::string_view key, const PagePtr& page);

  std::size_t bytes() const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  template <class Value>
  struct Shard {
    struct Item {
      std::string key;
      Value value;
      std::size_t bytes = 0;
    };
    mutable Mutex mutex;
    std::list<Item> items PARLEY_GUARDED_BY(mutex);  // oldest first
    std::unordered_map<std::string_view, typename std::list<Item>::iterator, Hash, std::equal_to<>> index
        PARLEY_GUARDED_BY(mutex);
    std::size_t bytes PARLEY_GUARDED_BY(mutex) = 0;

    void erase(typename std::list<Item>::iterator item) PARLEY_REQUIRES(mutex);
    void insert(std::string_view key, Value value, std::size_t item_bytes, std::size_t max_bytes);
  };
  static bool take_used(const PagePtr& page);
  static bool take_used(const std::weak_ptr<const CachedPage>& page);

  static constexpr std::size_t kTargetShards = 16;
  const std::size_t max_bytes_;
  Shard<PagePtr> pages_;
  std::array<Shard<std::weak_ptr<const CachedPage>>, kTargetShards> targets_;
};

}  // namespace parley::taxii
