#include "desk/exchanging.h"

#include "json/writer.h"
#include "node/heads.h"
#include "node/membership.h"
#include "node/people.h"

namespace parley::desk {

Result<std::vector<node::SyncReport>> Exchanging::sync(const std::string& group,
                                                       const node::Exchange::Progress& progress) const {
  // A name that nothing has would be an exchange with nobody, and look as if all were well.
  if (const auto known = node_.membership().group(group); !group.empty() && !known.ok()) return known.error();
  return node_.exchange().sync(group, progress);
}

std::vector<Exchanging::Stopped> Exchanging::stopped() const {
  std::vector<Stopped> out;
  for (const auto& [origin, why] : node_.heads().all_stopped()) out.push_back({origin, why});
  return out;
}

Status Exchanging::resume(const node::Acting& acting, const std::string& origin) const {
  PARLEY_TRY_STATUS(node_.people().may(acting, node::Act::peers, node::kEverywhere));
  return node_.heads().resume(origin);
}

std::string to_json(const node::SyncReport& report) {
  return json::ObjectWriter()
      .text("group", report.group)
      .text("member", report.member)
      .number("held", report.after)
      .number("new", report.after - report.before)
      .number("ours", report.ours)
      .number("they_hold", report.held)
      .text("problem", report.problem)
      .str();
}

std::string to_json(const Exchanging::Stopped& stopped) {
  return json::ObjectWriter().text("origin", stopped.origin).text("why", stopped.why).str();
}

}  // namespace parley::desk
