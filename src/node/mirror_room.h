// How much of what others say is kept here, and how much of ours they keep: limits, and the words for both sides. Being
// held up is no fault of anybody: nothing stops for good, and what fits again is fetched with the next exchange.
// Thread-safe.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "node/group_view.h"
#include "node/locks.h"
#include "node/storage.h"
#include "store/embedded/group_db.h"

namespace parley::node {

class Node;

class MirrorRoom {
 public:
  MirrorRoom(Node& node, store::GroupDb& db) : node_(node), db_(db) {}
  Status reload() PARLEY_EXCLUDES(mutex_);  // from node.db

  // What more is taken of `author`, whose mirror will have `size` entries when what is on its way to the disk is
  // there, of which the last `bytes` of text may not be yet. Refused with too_large, at its limit or while the disk is
  // nearly full; shown as a problem until it is over.
  Result<Storage::Room> ask(const GroupView& view, const MemberView& author, const std::string& origin,
                            std::uint64_t entries_of_head, std::uint64_t size, std::uint64_t bytes)
      PARLEY_EXCLUDES(mutex_);
  void there_is_again(const std::string& origin) PARLEY_EXCLUDES(mutex_);
  std::optional<NoRoom> refused(std::string_view origin) const PARLEY_EXCLUDES(mutex_);  // nothing: it is taken
  // What a member answered to our new head: why it does not take more; empty: it does.
  void keep_not_taken(const std::string& origin, const std::string& identity, const std::string& why)
      PARLEY_EXCLUDES(mutex_);
  std::string not_taken(const std::string& origin, const std::string& identity) const PARLEY_EXCLUDES(mutex_);

 private:
  Usage held_of(const std::string& identity) const;  // what is kept here of a party, over all groups

  Node& node_;
  store::GroupDb& db_;
  mutable Mutex mutex_ PARLEY_LEAF;
  std::map<std::string, NoRoom, std::less<>> refused_ PARLEY_GUARDED_BY(mutex_);  // by origin
  std::map<std::pair<std::string, std::string>, std::string> not_taken_
      PARLEY_GUARDED_BY(mutex_);  // why others take no more of ours, by origin and identity
};

}  // namespace parley::node
