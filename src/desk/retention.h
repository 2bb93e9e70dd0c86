// What is kept in a group longer than its charter says: shown, held back, purged by a person or by a standing order.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "node/acting.h"
#include "node/node.h"
#include "node/retention.h"

namespace parley::desk {

class Retention {
 public:
  explicit Retention(node::Node& node) : node_(node) {}

  // What falls due in a group at a moment, and the standing order there.
  struct Line {
    node::Retention::List list;
    std::optional<store::RetentionOrderRow> order;
    std::string rests_because;  // why the order is not carried out; empty: it is, or there is none
  };
  // Of all groups, or the one that is named (also one that this party has left).
  Result<std::vector<Line>> list(const std::string& group = {}) const;

  // What a person is to be shown before a purge, and whether he may order it. not_found when the group's charter names
  // no retention or nothing falls due.
  Result<Line> preview(const node::Acting& acting, const std::string& group) const;
  // Purges what was shown, and nothing when something else falls due by now (conflict).
  Result<node::Retention::Purged> purge(const node::Acting& acting, const Line& shown) const;

  // `what`: as people type an id, or "*" for everything; `group`: empty for all groups.
  Result<store::HoldRow> hold(const node::Acting& acting, const std::string& what, const std::string& group,
                              const std::string& reason) const;
  // By the number of a hold. The row as it was.
  Result<store::HoldRow> release(const node::Acting& acting, std::uint64_t number) const;
  struct Hold {
    store::HoldRow row;
    std::string group;  // alias; "*": all groups
  };
  Result<std::vector<Hold>> holds() const;  // also those that were released

  // From now on, or no longer. Whether anything has changed.
  Result<bool> order(const node::Acting& acting, const std::string& group, bool on) const;

  struct Recorded {
    store::RetentionRecordRow row;
    std::string group;
  };
  Result<std::vector<Recorded>> record() const;

 private:
  Result<node::GroupView> group_of(const std::string& which) const;
  std::string alias_of(const std::string& charter) const;
  Result<Line> line_of(const node::GroupView& group) const;
  node::Node& node_;
};

std::string to_json(const Retention::Line& line);
std::string to_json(const Retention::Hold& hold);
std::string to_json(const Retention::Recorded& recorded);

}  // namespace parley::desk
