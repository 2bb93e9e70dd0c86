// What was said, and what in it a person should look at, for programs. A flag names the place by JSON pointer (RFC
// 6901).
#include "desk/saying.h"

namespace parley::desk {

std::string flags_json(const GroupRoom& room, const release::ObjectPreview& preview) {
  std::vector<std::string> flags;
  for (const release::Text& text : preview.texts)
    for (const release::Flag& flag : text.flags)
      flags.push_back(json::ObjectWriter()
                          .text("pointer", text.pointer)
                          .text("concern", to_string(flag.concern))
                          .text("words", flag.words)
                          .str());
  if (const std::string unmarked = counts_as(room, preview); !unmarked.empty())
    flags.push_back(json::ObjectWriter().text("pointer", "").text("concern", "unmarked").text("words", unmarked).str());
  return json::array_text(flags);
}

std::string to_json(const Said& said, std::string_view flags) {
  return json::ObjectWriter()
      .text("id", said.id)
      .text("type", said.type)
      .text("group", said.group)
      .number("entry", said.outcome.seq)
      .flag("exercise", said.exercise)
      .text("date_added", to_string(said.outcome.date_added))
      .raw("flags", flags)
      .str();
}

}  // namespace parley::desk
