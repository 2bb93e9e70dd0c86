#include <fmt/format.h>

#include "cli/groups.h"
#include "cli/witnesses.h"
#include "desk/journals.h"
#include "desk/status.h"
#include "node/deliberation.h"
#include "node/duty.h"
#include "node/health.h"
#include "node/own_keys.h"
#include "node/peers.h"
#include "node/upkeep.h"

namespace parley::cli {
namespace {

using DueItem = desk::NodeStatus::DueItem;

std::string ago(Micros then) {
  const std::int64_t seconds = std::max<std::int64_t>(0, (now().value - then.value) / 1'000'000);
  return text::about_time(std::chrono::seconds(seconds)) + " ago";
}

// A user by name, a party by what this node calls it: "peer:carp".
std::string client_name(Context& context, const node::ClientView& client) {
  if (client.user.empty()) return "-";
  if (!client.user.starts_with(node::kPeerPrefix)) return client.user;
  const auto peer = context.node->peers().find(std::string_view(client.user).substr(node::kPeerPrefix.size()));
  return peer.ok() ? std::string(node::kPeerPrefix) + peer->alias : client.user;
}

std::string client_json(const node::ClientView& client) {
  return JsonLine()
      .text("user", client.user)
      .text("address", client.address)
      .text("agent", client.agent)
      .text("first", to_string(client.first))
      .text("last", to_string(client.last))
      .text("request", client.request)
      .number("status", static_cast<std::uint64_t>(client.status))
      .number("requests", client.requests)
      .number("errors", client.errors)
      .number("objects", client.objects)
      .number("bytes", client.bytes)
      .text("cursor", client.cursor)
      .str();
}

// "9 statement, 2 question"
std::string counts_text(const std::map<std::string, std::uint64_t>& objects) {
  std::vector<std::string> parts;
  for (const auto& [type, count] : objects) parts.push_back(fmt::format("{} {}", with_commas(count), type));
  return fmt::format("{}", fmt::join(parts, ", "));
}

// Deliberation that stands where clients can be given to read: from before it had its own journal.
void print_open_deliberation(Context& context) {
  const auto open = node::open_deliberation(*context.node);
  if (!open.ok()) return context.console.err("parley: deliberation in open journals: " + open.error().message);
  for (const auto& one : *open)
    line_in_red(context,
                fmt::format("journal \"{}\" is open to outside clients and has deliberation in it: {}. Can be read by: "
                            "{}. Close it with parley journal set {} --outside none, or take the right away with "
                            "parley user set",
                            one.journal, counts_text(one.objects),
                            one.readers.empty() ? "nobody" : shown(fmt::format("{}", fmt::join(one.readers, ", "))),
                            one.journal));
}

std::string open_deliberation_json(Context& context) {
  std::vector<std::string> items;
  const auto open = node::open_deliberation(*context.node);
  if (!open.ok()) return "[]";
  for (const auto& one : *open) {
    JsonLine counts;
    for (const auto& [type, count] : one.objects) counts.number(type, count);
    items.push_back(JsonLine()
                        .text("journal", one.journal)
                        .raw("objects", counts.str())
                        .raw("readers", json::string_array_text(one.readers))
                        .str());
  }
  return json_array(items);
}

// Why the duty officer is not told, in whole sentences.
std::vector<std::string> duty_warnings(Context& context) {
  std::vector<std::string> out;
  for (const auto& one : context.node->duty_troubles().list())
    out.push_back(fmt::format("The duty officer has not been told by {} since {}: {}. {} waiting, the first is \"{}\".",
                              one.way, short_time(one.since), one.why,
                              one.waiting == 1 ? "One message is" : fmt::format("{} messages are", one.waiting),
                              one.subject));
  return out;
}

std::vector<std::string> warnings(Context& context) {
  std::vector<std::string> out = late_witnesses(context);
  for (std::string& one : duty_warnings(context)) out.push_back(std::move(one));
  return out;
}

int exit_status(Context& context) { return desk::NodeStatus(*context.node).degraded() ? kRefused : kDone; }

void print_due(Context& context, const std::vector<DueItem>& items) {
  if (items.empty()) return;
  const Micros at = context.node->time();
  Table table({"DUE", "", "WHO", "GROUP", "WHAT"});
  for (const DueItem& item : items)
    table.add({short_time(item.due.due),
               !item.due.due      ? "no time agreed"
               : item.due.overdue ? "OVERDUE " + distance_text(*item.due.due, at)
                                  : distance_text(*item.due.due, at),
               item.due.who == item.own ? "we" : item.who, shown(item.group), item.sentence});
  context.console.line("");
  table.print(context.console);
}

int status_json(Context& context, const std::vector<DueItem>& due) {
  std::vector<std::string> journals, clients, owed, problems;
  for (const DueItem& item : due) owed.push_back(to_json(item));
  for (const auto& [row, s, problem] : desk::Journals(*context.node).list()) {
    JsonLine line;
    line.text("journal", row.name).text("collection", row.id);
    if (problem.empty())
      line.number("entries", s.entries)
          .number("objects", s.objects)
          .number("erased", s.erased)
          .number("published", s.published)
          .number("indexed", s.indexed);
    else
      line.text("problem", problem);
    journals.push_back(line.str());
  }
  for (const node::Problem& problem : context.node->health().problems())
    problems.push_back(JsonLine().text("kind", word_of(problem.trouble)).text("problem", problem.text).str());
  JsonLine line;
  line.text("party", context.node->config().party.name)
      .text("identity", context.node->config().party.identity)
      .flag("running", context.server != nullptr)
      .raw("journals", json_array(journals))
      .raw("problems", json_array(problems))
      .raw("due", json_array(owed))
      .raw("open_deliberation", open_deliberation_json(context))
      .raw("warnings", json::string_array_text(warnings(context)));
  if (context.server != nullptr) {
    for (const auto& client : context.server->clients()) clients.push_back(client_json(client));
    const auto http = context.server->statistics();
    line.text("url", context.server->url())
        .raw("clients", json_array(clients))
        .number("requests", http.requests)
        .number("connections", http.connections_open);
  }
  context.console.line(line.str());
  return exit_status(context);
}

int status(Context& context, const std::string& calendar) {
  const desk::NodeStatus desk(*context.node);
  const auto due = desk.due();
  if (!due.ok()) return context.fail(due.error());
  if (!calendar.empty()) {
    const auto written = write_text_file(context, calendar, desk.calendar(*due));
    if (!written.ok()) return context.fail(written.error());
    return kDone;
  }
  context.node->upkeep().check();
  if (context.json) return status_json(context, *due);
  Console& console = context.console;
  console.line(fmt::format("{}  ({})", context.node->config().party.name, context.node->config().party.identity));
  console.line(fmt::format("party key {}   folder {}", context.node->own_keys().party_fingerprint(),
                           context.node->dir().string()));
  console.line(context.server != nullptr ? fmt::format("running at {}/taxii2/", context.server->url())
                                         : "not running: parley serve starts it");
  console.line("");
  Table journals({"JOURNAL", "OBJECTS", "ENTRIES", "SIGNED", "SIZE", "LAST ADDED"});
  for (const auto& [row, s, problem] : desk::Journals(*context.node).list()) {
    if (!problem.empty())
      journals.add({row.name, "?", "?", "?", "?", problem});
    else
      journals.add({row.name, with_commas(s.objects), with_commas(s.entries), with_commas(s.published),
                    human_bytes(s.segment_bytes), s.entries > 0 ? ago(s.last_added) : "-"});
  }
  journals.print(console);
  for (const node::Problem& problem : context.node->health().problems()) line_in_red(context, problem.text);
  print_group_problems(context);
  print_open_deliberation(context);
  for (const std::string& warning : warnings(context)) line_in_red(context, warning);
  print_due(context, *due);
  if (context.server == nullptr) return exit_status(context);
  const auto http = context.server->statistics();
  console.lines(fmt::format("\n{}, {} open, {} refused, {}, {} received, {} sent", counted(http.requests, "request"),
                            counted(http.connections_open, "connection"), with_commas(http.refused),
                            counted(http.timeouts, "timeout"), human_bytes(http.bytes_in),
                            human_bytes(http.bytes_out)));
  Table clients({"CLIENT", "LAST", "STATUS", "REQUESTS", "ERRORS", "OBJECTS", "BYTES", "LAST REQUEST"});
  for (const auto& client : context.server->clients())
    clients.add({fmt::format("{}@{}", client_name(context, client), client.address), ago(client.last),
                 std::to_string(client.status), with_commas(client.requests), with_commas(client.errors),
                 with_commas(client.objects), human_bytes(client.bytes), client.request});
  if (!clients.empty()) console.line(""), clients.print(console);
  return exit_status(context);
}

}  // namespace

void add_status(Command& app, Context& context) {
  auto* command = app.add_subcommand(
      "status", "What the node holds, whether it runs, what is due to whom, and what each client did last");
  auto calendar = std::make_shared<std::string>();
  command
      ->add_option("--ics", *calendar,
                   "Write what is due as an iCalendar to this file (\"-\": standard output) and nothing else")
      ->type_name("FILE")
      ->uses(FileUse::writes);
  on_chosen(command, context, true, [calendar](Context& c) { return status(c, *calendar); });
}

}  // namespace parley::cli
