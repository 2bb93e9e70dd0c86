// parley list, get, export: objects out of a journal (desk/reading.h).
#include <fmt/format.h>

#include "cli/acting.h"
#include "cli/command.h"
#include "desk/reading.h"

namespace parley::cli {
namespace {

using desk::ObjectsText, desk::Reading;

constexpr std::size_t kWriteBytes = 1u << 20;   // of an export, at once
constexpr std::uint64_t kProgressEvery = 4096;  // objects

struct ReadArguments {
  Reading::Wanted wanted;
  std::string output = "-";
  bool ndjson = false;
};

// Of a long name, such as a pattern, as much as tells it from others; whole characters.
// UTF-8: a byte whose two highest bits are 10 continues a character, so the cut goes back to where one begins.
std::string shortened(std::string title) {
  constexpr std::size_t kMost = 80;
  if (title.size() <= kMost) return title;
  std::size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(title[end]) & 0xC0) == 0x80) --end;
  return title.substr(0, end) + "…";
}

// Column widths are fixed, because lines are printed as they are read: a table that fits its content would have to be
// read whole first.
int list(Context& context, const ReadArguments& arguments) {
  if (const auto may = may_read(context, arguments.wanted.journal); !may.ok()) return context.fail(may.error());
  const auto selection = Reading(*context.node).select(arguments.wanted);
  if (!selection.ok()) return context.fail(selection.error());
  Console& console = context.console;
  std::uint64_t count = 0;
  desk::Titles titles(*context.node);
  if (!context.json)
    console.line(fmt::format("{:>9}  {:27}  {:27}  {:54}  {}", "ENTRY", "ADDED", "VERSION", "ID", "NAME"));
  // The id and the version are wanted as well as the text, which costs reading whole lines of the journal.
  const auto done = Reading::for_each(*selection, false, [&](const journal::Entry& entry) {
    ++count;
    console.line(context.json ? desk::listed_json(entry, titles)
                              : fmt::format("{:>9}  {:27}  {:27}  {:54}  {}", entry.seq, to_string(entry.date_added),
                                            entry.version, entry.id, text::plain(shortened(titles.of(entry.text)))));
    return !console.failed();
  });
  if (!done.ok()) return context.fail(done.error());
  // Who went away after the first lines did not see them all counted: what was printed is no total.
  console.flush();
  if (!context.json && !console.failed())
    // The count goes to standard error, so that standard output has the objects alone and can be counted and cut.
    console.err(fmt::format("{} in journal \"{}\"", counted(count, "object"), selection->journal.row.name));
  return kDone;
}

// Objects are printed as they came, byte for byte. None is an error here, unlike in a list: whoever names an object
// expects it.
int get(Context& context, const ReadArguments& arguments) {
  if (const auto may = may_read(context, arguments.wanted.journal); !may.ok()) return context.fail(may.error());
  const auto selection = Reading(*context.node).get(arguments.wanted);
  if (!selection.ok()) return context.fail(selection.error());
  std::uint64_t count = 0;
  const auto done = Reading::for_each(*selection, true, [&](const journal::Entry& entry) {
    ++count;
    context.console.json_line(entry.text);
    return !context.console.failed();
  });
  if (!done.ok()) return context.fail(done.error());
  if (count == 0)
    return context.fail(
        {Code::not_found, fmt::format("journal: \"{}\" has no such object: {}", selection->journal.row.name,
                                      fmt::join(selection->query.ids, ", "))});
  return kDone;
}

// Where an export goes: a file that the caller names, or standard output.
// A write that fails ends the reading of the journal at the next object, instead of reading millions into nothing.
class Target {
 public:
  explicit Target(Console& console) : console_(console) {}
  // By way of the console, since the name is meant as the caller sees it and not as a running node does.
  Status open(const std::string& name) {
    if (name == "-") return {};
    PARLEY_TRY(file_, console_.open_output(name));
    return {};
  }
  // False when no more can be written.
  // Small pieces wait until they are worth a system call; at the end everything goes.
  bool write(ObjectsText& text, std::size_t at_least) {
    if (!written_.ok()) return false;  // a later write that succeeds would hide that one did not
    if (text.waiting() < at_least) return true;
    if (file_.is_open())
      written_ = write_all(file_.get(), text.take());
    else
      console_.json_part(text.take());
    return written_.ok() && !console_.failed();
  }
  bool is_file() const { return file_.is_open(); }
  const Status& written() const { return written_; }

 private:
  Console& console_;
  Fd file_;
  Status written_;
};

// The output is opened before the first object is read, so that a file that cannot be written is told at once.
int export_objects(Context& context, const ReadArguments& arguments) {
  if (const auto may = may_read(context, arguments.wanted.journal); !may.ok()) return context.fail(may.error());
  const auto selection = Reading(*context.node).select(arguments.wanted);
  if (!selection.ok()) return context.fail(selection.error());
  Target target(context.console);
  if (const auto opened = target.open(arguments.output); !opened.ok())
    return context.fail(opened.error()), kCouldNotRun;
  ObjectsText text(arguments.ndjson ? ObjectsText::Form::one_a_line : ObjectsText::Form::bundle);
  const auto done = Reading::for_each(*selection, true, [&](const journal::Entry& entry) {
    text.add(entry.text);
    if (text.objects() % kProgressEvery == 0)
      context.console.progress(fmt::format("{}, {}", counted(text.objects(), "object"), human_bytes(text.bytes())));
    return target.write(text, kWriteBytes);
  });
  // The bundle is closed also when reading failed midway. The file is then good JSON with a part of the objects, and
  // the status says that it is not all.
  text.end();
  target.write(text, 1);
  context.console.end_progress();
  if (!done.ok()) return context.fail(done.error());
  if (!target.written().ok()) return context.fail(target.written().error().in(arguments.output)), kCouldNotRun;
  // On standard output there is nothing but the objects.
  if (!target.is_file()) return kDone;
  context.console.line(context.json ? JsonLine()
                                          .text("file", arguments.output)
                                          .number("objects", text.objects())
                                          .number("bytes", text.bytes())
                                          .str()
                                    : fmt::format("Wrote {} ({}) to {}", counted(text.objects(), "object"),
                                                  human_bytes(text.bytes()), arguments.output));
  return kDone;
}

// What `list` and `export` have in common: what one shows, the other writes.
void read_options(Command* command, const std::shared_ptr<ReadArguments>& arguments) {
  command->add_option("--journal,-j", arguments->wanted.journal, "Name, alias or collection id")->capture_default_str();
  command->add_option("--type", arguments->wanted.types, "Only objects of this type; can be given several times")
      ->type_name("TYPE");
  command
      ->add_option("--since", arguments->wanted.since,
                   "Only what was added after this time, such as 2026-07-09T00:00:00Z")
      ->type_name("TIME");
  command->add_flag("--all-versions", arguments->wanted.all_versions, "Every version, not only the latest");
}

}  // namespace

void add_reading(Command& app, Context& context) {
  auto listed = std::make_shared<ReadArguments>();
  auto* list_command = app.add_subcommand("list", "List objects: entry number, date added, version, id, name");
  read_options(list_command, listed);
  list_command
      ->add_option("--id", listed->wanted.ids,
                   "Only this object: its id or the beginning of one; can be given several times")
      ->type_name("ID");
  list_command->add_option("--limit", listed->wanted.limit, "At most so many");
  on_chosen(list_command, context, true, [listed](Context& c) { return list(c, *listed); });

  auto one = std::make_shared<ReadArguments>();
  auto* get_command = app.add_subcommand("get", "Print objects by id, as they came");
  get_command
      ->add_option("ID", one->wanted.ids,
                   "Identifiers such as indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f, or the beginning of one "
                   "(indicator--8e2e, 8e2e)")
      ->required();
  // `get` looks for the object in all journals unless one is named; `list` and `export` are of one journal, by default
  // "main".
  one->wanted.journal.clear();
  get_command->add_option(
      "--journal,-j", one->wanted.journal,
      "Name, alias or collection id (else the one that has the first of them: main, another of this "
      "party's, a mirror)");
  get_command->add_flag("--all-versions", one->wanted.all_versions, "Every version, oldest entry first");
  get_command->add_option("--version-at", one->wanted.version, "The version with this `modified` (or `created`) time")
      ->type_name("TIME");
  on_chosen(get_command, context, true, [one](Context& c) { return get(c, *one); });

  auto exported = std::make_shared<ReadArguments>();
  auto* export_command = app.add_subcommand("export", "Write objects as a bundle, or one a line");
  read_options(export_command, exported);
  export_command
      ->add_option("--id", exported->wanted.ids,
                   "Only this object: its id or the beginning of one; can be given several times")
      ->type_name("ID");
  export_command->add_option("-o,--output", exported->output, "File; \"-\" is standard output")
      ->capture_default_str()
      ->uses(FileUse::writes);
  export_command->add_flag("--ndjson", exported->ndjson, "One object a line instead of a bundle");
  on_chosen(export_command, context, true, [exported](Context& c) { return export_objects(c, *exported); });
}

}  // namespace parley::cli
