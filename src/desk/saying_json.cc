#include "desk/saying.h"

namespace parley::desk {

std::string to_json(const Said& said) {
  return json::ObjectWriter()
      .text("id", said.id)
      .text("type", said.type)
      .text("group", said.group)
      .number("entry", said.outcome.seq)
      .flag("exercise", said.exercise)
      .text("date_added", to_string(said.outcome.date_added))
      .str();
}

}  // namespace parley::desk
