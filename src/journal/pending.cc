#include "journal/pending.h"

#include <algorithm>

namespace parley::journal {

// The table doubles when it holds as many items as slots; chains then stay about one long. Items go
// in at the head of their chain, newest first, which is also what lets shrink() take them back in
// reverse order without searching.
void PendingObjects::add(const NewObject& object, Seq seq, Micros added, std::uint64_t id_hash) {
  if (items_.size() == slots_.size()) {
    slots_.assign(slots_.size() * 2, 0);
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
      auto& first = slots_[slot(items_[i].id_hash)];
      items_[i].next = first;
      first = i + 1;
    }
  }
  auto& first = slots_[slot(id_hash)];
  items_.push_back({&object, seq, added, id_hash, first});
  first = static_cast<std::uint32_t>(items_.size());
}

void PendingObjects::shrink(std::size_t size) {
  for (; items_.size() > size; items_.pop_back()) slots_[slot(items_.back().id_hash)] = items_.back().next;
}

}  // namespace parley::journal
