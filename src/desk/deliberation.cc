// Questions, evidence and cases are written before anybody decides whether they leave. They go into a journal that no
// client can be given, so that a subscription to "main" cannot show to others what was only weighed.
#include "desk/deliberation.h"

#include "desk/own_objects.h"
#include "json/writer.h"
#include "node/audit.h"
#include "node/deliberation.h"

namespace parley::desk {

Result<node::JournalInfo> deliberation_or(node::Node& node, const node::Acting& acting, node::Act act,
                                          std::string_view name) {
  if (!name.empty()) return OwnObjects(node).journal(acting, act, name);
  // Made when it is missing, before the right is asked for: the right may be given for this journal alone, and then the
  // question needs its id.
  PARLEY_TRY(auto info, node::deliberation_journal(node));
  PARLEY_TRY_STATUS(node::may_begin(node, acting, {.act = act, .what = "write into a journal", .place = info.row.id}));
  return info;
}

std::string to_json(const Kept& kept) {
  return json::ObjectWriter()
      .text("id", kept.id)
      .text("journal", kept.journal)
      .number("entry", kept.entry)
      .text("date_added", to_string(kept.date_added))
      .str();
}

}  // namespace parley::desk
