#include <fmt/format.h>

#include "cli/groups.h"
#include "cli/witnesses.h"
#include "node/health.h"

namespace parley::cli {
namespace {

std::string ago(Micros then) {
  const std::int64_t seconds = std::max<std::int64_t>(0, (now().value - then.value) / 1'000'000);
  if (seconds < 120) return fmt::format("{} s ago", seconds);
  if (seconds < 7200) return fmt::format("{} min ago", seconds / 60);
  if (seconds < 172'800) return fmt::format("{} h ago", seconds / 3600);
  return fmt::format("{} days ago", seconds / 86400);
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

int status_json(Context& context, const std::vector<DueItem>& due) {
  std::vector<std::string> journals, clients, owed, problems;
  for (const DueItem& item : due) owed.push_back(due_json(item));
  for (const auto& row : context.node->journal_rows()) {
    const auto info = context.node->journal(row.id);
    JsonLine line;
    line.text("journal", row.name).text("collection", row.id);
    if (info.ok()) {
      const auto s = info->journal->statistics();
      line.number("entries", s.entries)
          .number("objects", s.objects)
          .number("erased", s.erased)
          .number("published", s.published)
          .number("indexed", s.indexed);
    } else {
      line.text("problem", info.error().message);
    }
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
      .raw("warnings", json::string_array_text(late_witnesses(context)));
  if (context.server != nullptr) {
    for (const auto& client : context.server->clients()) clients.push_back(client_json(client));
    const auto http = context.server->statistics();
    line.text("url", context.server->url())
        .raw("clients", json_array(clients))
        .number("requests", http.requests)
        .number("connections", http.connections_open);
  }
  context.console.line(line.str());
  return kDone;
}

int status(Context& context, const std::string& calendar) {
  const auto due = all_due(context);
  if (!due.ok()) return context.fail(due.error());
  if (!calendar.empty()) {
    const auto written = write_text_file(context, calendar, due_calendar(*due, now()));
    if (!written.ok()) return context.fail(written.error());
    return kDone;
  }
  context.node->check_health();
  if (context.json) return status_json(context, *due);
  Console& console = context.console;
  console.line(fmt::format("{}  ({})", context.node->config().party.name, context.node->config().party.identity));
  console.line(fmt::format("party key {}   folder {}", context.node->party_key(), context.node->dir().string()));
  console.line(context.server != nullptr ? fmt::format("running at {}/taxii2/", context.server->url())
                                         : "not running: parley serve starts it");
  console.line("");
  Table journals({"JOURNAL", "OBJECTS", "ENTRIES", "SIGNED", "SIZE", "LAST ADDED"});
  for (const auto& row : context.node->journal_rows()) {
    const auto info = context.node->journal(row.id);
    if (!info.ok()) {
      journals.add({row.name, "?", "?", "?", "?", info.error().message});
      continue;
    }
    const auto s = info->journal->statistics();
    journals.add({row.name, with_commas(s.objects), with_commas(s.entries), with_commas(s.published),
                  human_bytes(s.segment_bytes), s.entries > 0 ? ago(s.last_added) : "-"});
  }
  journals.print(console);
  for (const node::Problem& problem : context.node->health().problems())
    console.line(in_red(context, shown(problem.text)));
  print_group_problems(context);
  for (const std::string& warning : late_witnesses(context)) console.line(in_red(context, warning));
  print_due(context, *due, now());
  if (context.server == nullptr) return kDone;
  const auto http = context.server->statistics();
  console.line(fmt::format("\n{} requests, {} connections open, {} refused, {} timeouts, {} received, {} sent",
                           with_commas(http.requests), with_commas(http.connections_open), with_commas(http.refused),
                           with_commas(http.timeouts), human_bytes(http.bytes_in), human_bytes(http.bytes_out)));
  Table clients({"CLIENT", "LAST", "STATUS", "REQUESTS", "ERRORS", "OBJECTS", "BYTES", "LAST REQUEST"});
  for (const auto& client : context.server->clients())
    clients.add({fmt::format("{}@{}", client.user.empty() ? "-" : client.user, client.address), ago(client.last),
                 std::to_string(client.status), with_commas(client.requests), with_commas(client.errors),
                 with_commas(client.objects), human_bytes(client.bytes), client.request});
  if (!clients.empty()) console.line(""), clients.print(console);
  return kDone;
}

}  // namespace

void add_status(Command& app, Context& context) {
  auto* command = app.add_subcommand(
      "status", "What the node holds, whether it runs, what is due to whom, and what each client did last");
  auto calendar = std::make_shared<std::string>();
  command
      ->add_option("--ics", *calendar,
                   "Write what is due as an iCalendar to this file (\"-\": standard output) and nothing else")
      ->type_name("FILE");
  on_chosen(command, context, true, [calendar](Context& c) { return status(c, *calendar); });
}

}  // namespace parley::cli
