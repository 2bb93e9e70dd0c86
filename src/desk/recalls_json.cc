// Recalls for programs: one line for each recall and party, with what that party has answered and whether it is late.
#include "desk/inquiries.h"
#include "desk/recalls.h"

namespace parley::desk {

std::string to_json(const Recalls::Line& one) {
  const group::Recall& recall = one.recall.recall;
  json::ObjectWriter line;
  line.text("group", one.group)
      .text("id", one.recall.at.id)
      .text("from", one.recall.at.author)
      .text("object", recall.object)
      .text("reason", recall.reason)
      .text("wish", recall.wish)
      .text("party", one.party.party)
      .text("state", to_string(one.party.outcome))
      .flag("acknowledged", one.party.has_acknowledged);
  if (one.party.received) line.text("received", to_string(*one.party.received));
  if (one.party.answered) line.text("answered", to_string(*one.party.answered));
  if (one.left) line.text("left", to_string(*one.left));
  if (one.party.due && !one.left) line.text("due", to_string(*one.party.due));
  line.text_if("refused_because", one.party.reason);
  line.text_if("done", one.party.done);
  line.text_if("text", recall.description);
  line.text_if("replacement", recall.replacement);
  put_later(line, one.recall.at.later);
  if (one.party.answer) {
    json::ObjectWriter answer;
    answer.text("id", one.party.answer->id);
    put_later(answer, one.party.answer->later);
    line.raw("answer", answer.str());
  }
  if (!one.party.silences.empty()) line.raw("silence", to_json(one.party.silences.back()));
  return line.flag("overdue", one.party.overdue && !one.left).flag("exercise", one.recall.at.exercise).str();
}

}  // namespace parley::desk
