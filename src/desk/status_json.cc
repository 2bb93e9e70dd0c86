// The status for programs, as one object. Warnings are the sentences that people are shown, so that a script can pass
// them on without words of its own.
#include "desk/status.h"
#include "json/writer.h"

namespace parley::desk {
namespace {

// The list that `one` makes of the items, an object each.
template <typename Item>
std::string list_json(const std::vector<Item>& items, std::string (*one)(const Item&)) {
  std::vector<std::string> out;
  for (const Item& item : items) out.push_back(one(item));
  return json::array_text(out);
}

std::string journal_json(const Journals::Line& journal) {
  json::ObjectWriter line;
  line.text("journal", journal.row.name).text("collection", journal.row.id);
  // Of a journal that cannot be read there are no counts: zeros would say that it is empty.
  if (!journal.problem.empty()) return line.text("problem", journal.problem).str();
  const auto& statistics = journal.statistics;
  return line.number("entries", statistics.entries)
      .number("objects", statistics.objects)
      .number("erased", statistics.erased)
      .number("published", statistics.published)
      .number("indexed", statistics.indexed)
      .number("segment_bytes", statistics.segment_bytes)
      .text_if("last_added", statistics.entries > 0 ? to_string(statistics.last_added) : "")
      .str();
}

// Each of the four says what is wrong in one direction, and is empty where nothing is.
std::string group_problem_json(const NodeStatus::Problem& problem) {
  return json::ObjectWriter()
      .text("group", problem.group)
      .flag("left", problem.left)
      .text("member", problem.member.identity_id)
      .text("member_name", problem.member.called)
      .flag("own", problem.member.own)
      .text("problem", problem.member.problem)
      .text("no_room", problem.member.no_room)
      .text("takes_no_more", problem.member.takes_no_more)
      .text("wrong_copies", problem.member.wrong_copies)
      .str();
}

std::string problem_json(const node::Problem& problem) {
  return json::ObjectWriter().text("kind", word_of(problem.trouble)).text("problem", problem.text).str();
}

// What was weighed and can be read from outside, with the users who can: an administrator among them is one of this
// party's.
std::string open_json(const node::OpenDeliberation& open) {
  json::ObjectWriter counts;
  for (const auto& [type, count] : open.objects) counts.number(type, count);
  return json::ObjectWriter()
      .text("journal", open.journal)
      .raw("objects", counts.str())
      .texts("readers", open.readers)
      .str();
}

std::string client_json(const NodeStatus::Served::Client& client) {
  const node::ClientView& seen = client.seen;
  return json::ObjectWriter()
      .text("user", seen.user)
      .text("called", client.called)
      .text("address", seen.address)
      .text("agent", seen.agent)
      .text("first", to_string(seen.first))
      .text("last", to_string(seen.last))
      .text("request", seen.request)
      .number("status", seen.status)
      .number("requests", seen.requests)
      .number("errors", seen.errors)
      .number("objects", seen.objects)
      .number("bytes", seen.bytes)
      .text("cursor", seen.cursor)
      .str();
}

}  // namespace

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
  line.text("sentence", item.sentence);
  if (item.due.due) line.text("due", to_string(*item.due.due));
  return line.flag("overdue", item.due.overdue).flag("exercise", item.due.exercise).str();
}

std::string to_json(const NodeStatus::Shown& shown, const std::vector<std::string>& warnings) {
  std::vector<std::string> due;
  for (const NodeStatus::DueItem& item : shown.due) due.push_back(to_json(item));
  json::ObjectWriter line;
  line.text("party", shown.party)
      .text("identity", shown.identity)
      .text("party_key", shown.party_key)
      .text("folder", shown.dir)
      .flag("running", shown.served.has_value())
      .raw("journals", list_json(shown.journals, journal_json))
      .raw("problems", list_json(shown.problems, problem_json))
      .raw("group_problems", list_json(shown.group_problems, group_problem_json))
      .raw("due", json::array_text(due))
      .raw("open_deliberation", list_json(shown.open, open_json))
      .text("open_deliberation_unknown", shown.open_problem)
      .texts("warnings", warnings);
  if (shown.served)
    // Only of a running node, so that "running" and these members agree.
    line.text("url", shown.served->url)
        .raw("clients", list_json(shown.served->clients, client_json))
        .number("requests", shown.served->http.requests)
        .number("connections", shown.served->http.connections_open)
        .number("refused", shown.served->http.refused)
        .number("timeouts", shown.served->http.timeouts)
        .number("bytes_received", shown.served->http.bytes_in)
        .number("bytes_sent", shown.served->http.bytes_out);
  return line.str();
}

}  // namespace parley::desk
