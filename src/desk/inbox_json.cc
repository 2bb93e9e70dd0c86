// The inbox for programs. A message in full is handed out as its author signed it.
#include "desk/inbox.h"
#include "json/writer.h"

namespace parley::desk {

std::string to_json(const Inbox::Item& item) {
  return json::ObjectWriter()
      .text("group", item.group)
      .text("from", item.from)
      .text("kind", item.kind)
      .text("id", item.id)
      .text("added", to_string(item.when))
      .text("text", item.text)
      .flag("needs_act", item.needs_act)
      .flag("exercise", item.exercise)
      .str();
}

std::string to_json(const Groups::Found& said) {
  return json::ObjectWriter()
      .text("group", said.group)
      .text("from", said.author)
      .text("added", to_string(said.added))
      .raw("object", said.text)
      .str();
}

}  // namespace parley::desk
