// What the work in a group is computed from: the entries of all its journals, own and mirrored, and when each party had
// them.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "base/time.h"
#include "journal/journal.h"

namespace parley::group {

// One entry of one member's journal. Everything a group is (inquiries, recalls, contacts, clocks) is a function of
// these, so all members compute the same.
struct Record {
  std::string_view author;  // identity id of the member whose journal it is
  journal::Seq seq = 0;
  Micros added{};         // the author's own claim of the time
  std::string_view text;  // the object; empty when erased
};

// When `holder` is known to have had entry `seq` of `author`'s journal: the time of its first cosignature over a head
// that covers it. Nothing: not yet, as far as is known here.
using ReceivedAt =
    std::function<std::optional<Micros>(std::string_view author, journal::Seq seq, std::string_view holder)>;

}  // namespace parley::group
