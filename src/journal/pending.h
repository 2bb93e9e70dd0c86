// The objects of a batch that is not written yet, by id, so that two of them are compared as they would be if one were
// stored already. A small chained hash table that is emptied with every batch and keeps its memory.
#pragma once

#include <cstdint>
#include <vector>

#include "journal/journal.h"

namespace parley::journal {

class PendingObjects {
 public:
  struct Item {
    const NewObject* object = nullptr;
    Seq seq = 0;
    Micros added{};
    std::uint64_t id_hash = 0;
    std::uint32_t next = 0;  // index + 1 of the item before it with the same slot
  };

  PendingObjects() : slots_(kFirstSlots) {}
  std::size_t size() const { return items_.size(); }
  void add(const NewObject& object, Seq seq, Micros added, std::uint64_t id_hash);
  // Takes the newest items back until `size` are left.
  void shrink(std::size_t size);
  // Calls `visit` with each item of this hash, the newest first.
  template <class Visit>
  void each(std::uint64_t id_hash, const Visit& visit) const {
    for (std::uint32_t at = slots_[slot(id_hash)]; at != 0; at = items_[at - 1].next)
      if (items_[at - 1].id_hash == id_hash) visit(items_[at - 1]);
  }

 private:
  static constexpr std::size_t kFirstSlots = 4096;
  std::size_t slot(std::uint64_t id_hash) const { return id_hash & (slots_.size() - 1); }

  std::vector<std::uint32_t> slots_;  // index + 1 of the newest item, 0: none; always a power of two
  std::vector<Item> items_;
};

}  // namespace parley::journal
