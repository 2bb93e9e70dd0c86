#include "desk/status.h"
#include "json/writer.h"

namespace parley::desk {

std::string to_json(const NodeStatus::DueItem& item) {
  json::ObjectWriter line;
  line.text("group", item.group)
      .text("what", to_string(item.due.kind))
      .text("who", item.due.who)
      .text("who_name", item.who)
      .flag("own", item.due.who == item.own);
  line.text_if("to", item.due.to);
  line.text("id", item.due.id).text("title", item.due.title);
  std::vector<std::string> questions;
  for (const auto number : item.due.questions) questions.push_back(std::to_string(number));
  if (!questions.empty()) line.raw("questions", json::array_text(questions));
  if (item.due.due) line.text("due", to_string(*item.due.due));
  return line.flag("overdue", item.due.overdue).flag("exercise", item.due.exercise).str();
}

}  // namespace parley::desk
