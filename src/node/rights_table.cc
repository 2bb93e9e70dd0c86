// Asked with every request, so it is answered from one snapshot that is replaced as a whole. The order when
// it changes: the row in node.db, the snapshot, then the generation, after which nothing that was remembered
// under the old one is used.
#include "node/rights_table.h"

#include <algorithm>
#include <map>

namespace parley::node {

// Made anew on every change and never changed itself, so that a request that is under way goes on with the one it has.
struct RightsTable::Snapshot {
  std::map<std::pair<std::string, std::string>, Rights> rights;  // by user and collection
  std::vector<store::ActRow> acts;
};

std::shared_ptr<const RightsTable::Snapshot> RightsTable::now_known() const {
  const Lock lock(mutex_);
  return snapshot_;
}

Status RightsTable::read_again() {
  auto fresh = std::make_shared<Snapshot>();
  PARLEY_TRY(const auto rights, db_.rights());
  PARLEY_TRY(fresh->acts, db_.acts());
  for (const auto& one : rights) fresh->rights[{one.user, one.collection}] = {one.read, one.write, one.remove};
  {
    const Lock lock(mutex_);
    snapshot_ = std::move(fresh);
  }
  generation_.renew();
  return {};
}

Status RightsTable::reload() {
  const Lock lock(changing_);
  return read_again();
}

// The rights for one collection and those for all add up; none takes another away.
Rights RightsTable::of(const taxii::Principal& principal, std::string_view collection) const {
  if (principal.administrator) return {true, true, true};
  const auto known = now_known();
  Rights out;
  for (const std::string_view which : {collection, std::string_view("*")}) {
    const auto at = known->rights.find({principal.name, std::string(which)});
    if (at == known->rights.end()) continue;
    out.read |= at->second.read;
    out.write |= at->second.write;
    out.remove |= at->second.remove;
  }
  return out;
}

Status RightsTable::put(const store::RightRow& right) {
  const Lock lock(changing_);
  PARLEY_TRY_STATUS(db_.put_right(right));
  return read_again();
}

bool RightsTable::allows(std::string_view user, std::string_view act, std::string_view place) const {
  const auto known = now_known();
  return std::any_of(known->acts.begin(), known->acts.end(), [&](const store::ActRow& row) {
    return row.user == user && row.act == act && (row.place == "*" || row.place == place);
  });
}

std::vector<store::ActRow> RightsTable::acts_of(std::string_view user) const {
  const auto known = now_known();
  std::vector<store::ActRow> out;
  for (const store::ActRow& row : known->acts)
    if (row.user == user) out.push_back(row);
  return out;
}

// Adding and taking away are one row each, so nothing can be half given.
Status RightsTable::put_act(const store::ActRow& act, bool allowed) {
  const Lock lock(changing_);
  PARLEY_TRY_STATUS(allowed ? db_.add_act(act) : db_.remove_act(act));
  return read_again();
}

}  // namespace parley::node
