// What a person does about the exchange with other members. Normally the node exchanges by itself
// (node/group_worker.h); this is for who does not want to wait, or wants to see why it does not work. Asking for an
// exchange needs no right: it moves only what the charter has already let leave.
#include "desk/exchanging.h"

#include "json/writer.h"
#include "node/audit.h"
#include "node/heads.h"
#include "node/membership.h"

namespace parley::desk {

Result<std::vector<node::SyncReport>> Exchanging::sync(const std::string& group,
                                                       const node::Exchange::Progress& progress,
                                                       const node::Exchange::Stopped& stopped) const {
  // A name that nothing has would be an exchange with nobody, and look as if all were well.
  if (const auto known = node_.membership().group(group); !group.empty() && !known.ok()) return known.error();
  return node_.exchange().sync(group, progress, stopped);
}

// A journal is stopped when its author has shown two histories of it, or entries that are not what was signed. It never
// goes on by itself: time does not make it less likely that somebody changed the past.
std::vector<Exchanging::Stopped> Exchanging::stopped() const {
  std::vector<Stopped> out;
  for (const auto& [origin, why] : node_.heads().all_stopped()) out.push_back({origin, why});
  return out;
}

Status Exchanging::resume(const node::Acting& acting, const std::string& origin) const {
  PARLEY_TRY(node::Recorded act,
             node::begin_act(node_, acting, {.act = node::Act::peers, .what = "resume", .about = {origin}}));
  return act.ended(node_.heads().resume(origin));
}

// `held` and `new` are of their journal here, `ours` and `they_hold` of ours there.
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
