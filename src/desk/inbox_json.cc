// The inbox for programs. A message in full is handed out as its author signed it.
#include "desk/inbox.h"
#include "json/writer.h"

namespace parley::desk {

std::string to_json(const Inbox::Item& item) {
  json::ObjectWriter line;
  line.text("group", item.group)
      .text("from", item.from)
      .text("kind", item.kind)
      .text("id", item.id)
      .text("added", to_string(item.when))
      .text("text", item.text)
      .flag("needs_act", item.needs_act)
      .flag("exercise", item.exercise);
  put_later(line, item.later);
  return line.str();
}

std::string to_json(const Groups::Found& said) {
  json::ObjectWriter line;
  line.text("group", said.group).text("from", said.author).text("added", to_string(said.added));
  put_later(line, said.later);
  return line.raw("object", said.text).str();
}

}  // namespace parley::desk
