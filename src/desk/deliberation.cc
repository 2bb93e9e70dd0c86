#include "desk/deliberation.h"

#include "desk/own_objects.h"
#include "json/writer.h"
#include "node/deliberation.h"
#include "node/journals.h"
#include "node/people.h"

namespace parley::desk {

Result<node::JournalInfo> deliberation_or(node::Node& node, const node::Acting& acting, node::Act act,
                                          std::string_view name) {
  if (!name.empty()) return OwnObjects(node).journal(acting, act, name);
  PARLEY_TRY(auto info, node::deliberation_journal(node));
  PARLEY_TRY_STATUS(node.people().may(acting, act, info.row.id));
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
