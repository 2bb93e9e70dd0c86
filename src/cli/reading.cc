#include <fmt/format.h>

#include "base/uuid.h"
#include "cli/groups.h"
#include "cli/own_journal.h"
#include "node/find_object.h"
#include "node/journals.h"
#include "stix/title.h"

namespace parley::cli {
namespace {

struct ReadArguments {
  std::string journal = "main", since, version, output = "-";
  std::vector<std::string> ids, types;
  std::uint64_t limit = 0;  // 0: all
  bool all_versions = false, ndjson = false;
};

Result<journal::Query> query_of(const ReadArguments& arguments) {
  journal::Query query;
  query.ids = arguments.ids;
  query.types = arguments.types;
  if (arguments.all_versions) query.versions = {.last = false, .first = false, .all = true, .exact = {}};
  if (!arguments.since.empty()) {
    PARLEY_TRY(const Timestamp since, Timestamp::parse(arguments.since).in("--since"));
    query.added_after = since.micros();
  }
  if (!arguments.version.empty()) {
    PARLEY_TRY(const Timestamp version, Timestamp::parse(arguments.version).in("--version-at"));
    query.versions = {.last = false, .first = false, .all = false, .exact = {version}};
  }
  return query;
}

// Calls `each` with every match, page by page, until it returns false.
Status for_each_match(const journal::Journal& journal, const ReadArguments& arguments, bool text_only,
                      const std::function<bool(const journal::Entry&)>& each) {
  PARLEY_TRY(const journal::Query query, query_of(arguments));
  std::uint64_t left = arguments.limit == 0 ? UINT64_MAX : arguments.limit;
  for (journal::Seq at = 0; left > 0;) {
    PARLEY_TRY(const auto page,
               journal.read(query, at, {.objects = std::min<std::uint64_t>(left, 5000), .text_only = text_only}));
    for (const auto& entry : page.entries)
      if (!each(entry)) return {};
    left -= page.entries.size();
    if (!page.more) break;
    at = page.next;
  }
  return {};
}

// Of a long name, such as a pattern, as much as tells it from others; whole characters.
std::string shortened(std::string title) {
  constexpr std::size_t kMost = 80;
  if (title.size() <= kMost) return title;
  std::size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(title[end]) & 0xC0) == 0x80) --end;
  return title.substr(0, end) + "…";
}

// The ids that are meant by what was typed. One that names nothing in the journal is refused: an empty list would say
// that there is no such object, and an empty bundle would be taken for a whole one.
Result<std::vector<std::string>> ids_in(node::Node& node, const node::JournalInfo& info,
                                        const std::vector<std::string>& typed) {
  PARLEY_TRY(auto ids, node::whole_ids(node, typed));
  for (const std::string& id : ids) {
    PARLEY_TRY(const bool is_here, info.journal->contains(id));
    if (is_here) continue;
    const std::string other = node::journal_with(node, id);
    const auto there = node.journals().open(other);
    const auto has_it = there.ok() ? there->journal->contains(id) : Result<bool>(false);
    return Error{Code::not_found, fmt::format("journal \"{}\" has no such object: {}{}", info.row.name, id,
                                              has_it.ok() && *has_it ? fmt::format("; say --journal {}", other) : "")};
  }
  return ids;
}

int list(Context& context, const ReadArguments& given) {
  ReadArguments arguments = given;
  auto info = context.node->journals().open(arguments.journal);
  if (!info.ok()) return context.fail(info.error());
  auto ids = ids_in(*context.node, *info, given.ids);
  if (!ids.ok()) return context.fail(ids.error());
  arguments.ids = std::move(ids).value();
  Console& console = context.console;
  std::uint64_t count = 0;
  if (!context.json)
    console.line(fmt::format("{:>9}  {:27}  {:27}  {:54}  {}", "ENTRY", "ADDED", "VERSION", "ID", "NAME"));
  const auto done = for_each_match(*info->journal, arguments, false, [&](const journal::Entry& entry) {
    ++count;
    if (context.json)
      console.line(JsonLine()
                       .number("entry", entry.seq)
                       .text("date_added", to_string(entry.date_added))
                       .text("id", entry.id)
                       .text("type", entry.type)
                       .text("version", entry.version)
                       .text("name", stix::title_of(entry.text))
                       .str());
    else
      console.line(fmt::format("{:>9}  {:27}  {:27}  {:54}  {}", entry.seq, to_string(entry.date_added), entry.version,
                               entry.id, shown(shortened(stix::title_of(entry.text)))));
    return !console.failed();
  });
  if (!done.ok()) return context.fail(done.error());
  if (!context.json) console.err(fmt::format("{} in journal \"{}\"", counted(count, "object"), info->row.name));
  return kDone;
}

int get(Context& context, const ReadArguments& given) {
  ReadArguments arguments = given;
  auto ids = node::whole_ids(*context.node, given.ids);
  if (!ids.ok()) return context.fail(ids.error());
  arguments.ids = std::move(ids).value();
  auto info = context.node->journals().open(journal_with(*context.node, arguments.journal, arguments.ids.front()));
  if (!info.ok()) return context.fail(info.error());
  std::uint64_t count = 0;
  const auto done = for_each_match(*info->journal, arguments, true, [&](const journal::Entry& entry) {
    ++count;
    context.console.json_line(entry.text);
    return !context.console.failed();
  });
  if (!done.ok()) return context.fail(done.error());
  if (count == 0)
    return context.fail({Code::not_found, fmt::format("journal \"{}\" has no such object: {}", info->row.name,
                                                      fmt::join(arguments.ids, ", "))});
  return kDone;
}

int export_objects(Context& context, const ReadArguments& given) {
  ReadArguments arguments = given;
  auto info = context.node->journals().open(arguments.journal);
  if (!info.ok()) return context.fail(info.error());
  auto ids = ids_in(*context.node, *info, given.ids);
  if (!ids.ok()) return context.fail(ids.error());
  arguments.ids = std::move(ids).value();
  const bool to_file = arguments.output != "-";
  Fd file;
  if (to_file) {
    auto opened = context.console.open_output(arguments.output);
    if (!opened.ok()) return context.fail(opened.error()), kCouldNotRun;
    file = std::move(*opened);
  }
  std::string buffer;
  Status written;
  std::uint64_t count = 0, bytes = 0;
  const auto flush = [&](std::size_t at_least) {
    if (buffer.size() < at_least) return true;
    bytes += buffer.size();
    if (to_file)
      written = write_all(file.get(), buffer);
    else
      context.console.json_part(buffer);
    buffer.clear();
    return written.ok() && !context.console.failed();
  };
  if (!arguments.ndjson)
    buffer = fmt::format("{{\"type\":\"bundle\",\"id\":\"bundle--{}\",\"objects\":[\n", to_string(uuid_v4()));
  auto done = for_each_match(*info->journal, arguments, true, [&](const journal::Entry& entry) {
    if (!arguments.ndjson && count > 0) buffer += ",\n";
    buffer += entry.text;
    if (arguments.ndjson) buffer += '\n';
    ++count;
    if ((count & 4095) == 0)
      context.console.progress(fmt::format("{}, {}", counted(count, "object"), human_bytes(bytes)));
    return flush(1 << 20);
  });
  if (!arguments.ndjson) {
    // A bundle's "objects" must not be empty (STIX 2.1 section 8): an empty one has none.
    if (count == 0)
      buffer = fmt::format("{{\"type\":\"bundle\",\"id\":\"bundle--{}\"}}\n", to_string(uuid_v4()));
    else
      buffer += "\n]}\n";
  }
  flush(1);
  context.console.end_progress();
  if (!done.ok()) return context.fail(done.error());
  if (!written.ok()) return context.fail(std::move(written).in(arguments.output).error()), kCouldNotRun;
  if (to_file) {
    if (context.json)
      context.console.line(
          JsonLine().text("file", arguments.output).number("objects", count).number("bytes", bytes).str());
    else
      context.console.line(
          fmt::format("Wrote {} ({}) to {}", counted(count, "object"), human_bytes(bytes), arguments.output));
  }
  return kDone;
}

void read_options(Command* command, const std::shared_ptr<ReadArguments>& arguments) {
  command->add_option("--journal,-j", arguments->journal, "Name, alias or collection id")->capture_default_str();
  command->add_option("--type", arguments->types, "Only objects of this type; can be given several times")
      ->type_name("TYPE");
  command->add_option("--since", arguments->since, "Only what was added after this time, such as 2026-07-09T00:00:00Z")
      ->type_name("TIME");
  command->add_flag("--all-versions", arguments->all_versions, "Every version, not only the latest");
}

}  // namespace

void add_reading(Command& app, Context& context) {
  auto listed = std::make_shared<ReadArguments>();
  auto* list_command = app.add_subcommand("list", "List objects: entry number, date added, version, id, name");
  read_options(list_command, listed);
  list_command
      ->add_option("--id", listed->ids, "Only this object: its id or the beginning of one; can be given several times")
      ->type_name("ID");
  list_command->add_option("--limit", listed->limit, "At most so many");
  on_chosen(list_command, context, true, [listed](Context& c) { return list(c, *listed); });

  auto one = std::make_shared<ReadArguments>();
  auto* get_command = app.add_subcommand("get", "Print objects by id, as they came");
  get_command
      ->add_option("ID", one->ids,
                   "Identifiers such as indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f, or the beginning of one "
                   "(indicator--8e2e, 8e2e)")
      ->required();
  one->journal.clear();
  get_command->add_option(
      "--journal,-j", one->journal,
      "Name, alias or collection id (else the one that has the first of them: main, another of this "
      "party's, a mirror)");
  get_command->add_flag("--all-versions", one->all_versions, "Every version, oldest entry first");
  get_command->add_option("--version-at", one->version, "The version with this `modified` (or `created`) time")
      ->type_name("TIME");
  on_chosen(get_command, context, true, [one](Context& c) { return get(c, *one); });

  auto exported = std::make_shared<ReadArguments>();
  auto* export_command = app.add_subcommand("export", "Write objects as a bundle, or one a line");
  read_options(export_command, exported);
  export_command
      ->add_option("--id", exported->ids,
                   "Only this object: its id or the beginning of one; can be given several times")
      ->type_name("ID");
  export_command->add_option("-o,--output", exported->output, "File; \"-\" is standard output")
      ->capture_default_str()
      ->uses(FileUse::writes);
  export_command->add_flag("--ndjson", exported->ndjson, "One object a line instead of a bundle");
  on_chosen(export_command, context, true, [exported](Context& c) { return export_objects(c, *exported); });
}

}  // namespace parley::cli
