// parley import: files into a journal (desk/importing.h), with what is wrong in them told as it is met.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/command.h"
#include "cli/open_text.h"
#include "desk/importing.h"

namespace parley::cli {
namespace {

// Of each kind of notice: as many as show what the fault is.
constexpr std::size_t kShownLines = 20;
constexpr std::uint64_t kProgressEvery = 1024;  // objects
// Beside the statuses of every command (command.h).
// A status of its own, because a feed that repeats its objects with other content is usual, and a script has to tell it
// from a refusal.
constexpr int kConflict = 5;

struct ImportArguments {
  std::vector<std::string> files;
  desk::Importing::Wanted wanted;
  std::string on_conflict = "report";
};

// Lines for people are cut short by what they are about, so that a file full of one fault does not hide another.
class Notices {
 public:
  explicit Notices(Context& context) : context_(context) {}
  void tell(const desk::Importing::Notice& notice) {
    if (context_.json) return context_.console.line(to_json(notice));
    const std::string what(notice.what);
    std::size_t& shown = shown_[what];
    if (++shown > kShownLines) return;
    context_.console.err(fmt::format("{}: {}:{}: {}{}{}", what, notice.file, notice.line, notice.id,
                                     notice.id.empty() ? "" : ": ", notice.message));
    if (shown == kShownLines)
      context_.console.err(fmt::format("further lines \"{}\" are counted, not shown (--json shows all)", what));
  }

 private:
  Context& context_;
  std::map<std::string, std::size_t> shown_;
};

// Called after each object, so it costs a comparison nearly always. A closed output ends the import here and not only
// at the next line that is printed.
Status show_progress(Console& console, const desk::Importing::Progress& now) {
  if (console.failed()) return Error{Code::unavailable, "the output is closed"};
  const auto& totals = now.totals;
  if (totals.seen % kProgressEvery != 0) return {};
  std::string bar;
  // A pipe has no size, and so no bar. A packed file is measured by what was read of it, which is all that is known of
  // its end.
  if (now.file_bytes > 0) {
    const std::uint64_t read = std::min(now.read, now.file_bytes);
    bar = fmt::format("[{:<24}] {:3}%  ", std::string(24 * read / now.file_bytes, '#'), 100 * read / now.file_bytes);
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - now.started).count();
  const double rate = seconds > 0 ? static_cast<double>(totals.seen) / seconds : 0;
  console.progress(fmt::format("{}{}, {}, {}/s, {} refused", bar, counted(totals.seen, "object"),
                               human_bytes(totals.bytes), counted(static_cast<std::uint64_t>(rate + 0.5), "object"),
                               totals.refused + totals.conflicts));
  return {};
}

// What happened to all objects in one sentence; what did not happen is left out of its end.
std::string summary(const desk::Importing& work, bool dry_run) {
  const auto& totals = work.totals();
  std::string more;
  const auto add = [&](std::uint64_t count, std::string_view what) {
    if (count > 0) more += fmt::format(", {} {}", with_commas(count), what);
  };
  add(totals.new_versions,
      totals.new_versions == 1 ? "of those stored as a new version" : "of those stored as new versions");
  add(totals.version_added, "with spec_version 2.1 added");
  add(totals.defanged, "defanged");
  add(totals.empty_envelopes,
      totals.empty_envelopes == 1 ? "envelope with nothing in it" : "envelopes with nothing in them");
  // What is no object (a file without any, a broken bundle) is refused without being one of them.
  std::string what = dry_run ? "Would store" : "Stored";
  what += totals.seen == 0 ? " nothing"
                           : fmt::format(" {} of {}", with_commas(totals.stored + totals.new_versions),
                                         counted(totals.seen, "object"));
  return fmt::format("{} in journal \"{}\" ({}, {:.2f} s): {} already there, {}, {} refused{}", what, work.journal(),
                     human_bytes(totals.bytes), work.seconds(), with_commas(totals.already_there),
                     counted(totals.conflicts, "conflict"), with_commas(totals.refused), more);
}

// The summary stands last, also after an interruption: it is what tells whether to begin again.
void print(Context& context, const ImportArguments& arguments, const desk::Importing& work) {
  if (context.json) return context.console.line(to_json(work, arguments.wanted));
  context.console.line(summary(work, arguments.wanted.dry_run));
  if (!work.was_stopped()) return;
  context.console.err(fmt::format(
      "Stopped at {}: {} behind the last batch {} not stored, nor what was read behind that place ({} were read in "
      "all). What was stored stays; the same import again goes on "
      "from there, since what is there already is passed over.",
      work.place(), counted(work.waiting(), "object"), work.waiting() == 1 ? "was" : "were",
      human_bytes(work.totals().bytes)));
}

// A file that cannot be opened ends the import: what comes behind it might rely on it, and what went before is stored
// and is told.
Status take_files(Context& context, const ImportArguments& arguments, desk::Importing& work) {
  // One after the other and in the order of the line, so that a later file may rely on an earlier one.
  for (const std::string& name : arguments.files) {
    PARLEY_TRY_STATUS(work.file(name, open_file(context.console, name)));
    if (work.was_stopped()) break;
  }
  return {};
}

// By value, since the words for conflicts are turned into what the desk takes.
int import(Context& context, ImportArguments arguments) {
  // The words were checked while the line was read (one_of), so this always finds one.
  arguments.wanted.on_conflict = desk::Importing::conflict_of(arguments.on_conflict);
  Notices notices(context);
  auto work = desk::Importing::begin(
      *context.node, *context.acting, arguments.wanted,
      {.notice = [&](const desk::Importing::Notice& notice) { notices.tell(notice); },
       .progress = [&](const desk::Importing::Progress& now) { return show_progress(context.console, now); },
       .stopped = [&] { return context.console.stopped(); }});
  if (!work.ok()) return context.fail(work.error());
  const auto done = take_files(context, arguments, *work);
  const auto& totals = work->totals();
  context.console.end_progress();
  if (!done.ok()) {
    context.fail(done.error());
    // What the files before it brought is stored, and is said.
    if (totals.seen > 0) print(context, arguments, *work);
    return kCouldNotRun;
  }
  print(context, arguments, *work);
  // The order of the statuses is the order of what a caller has to do about them: begin again, look at what was
  // refused, decide about conflicts.
  if (work->was_stopped()) return kStopped;
  if (totals.refused > 0) return kRefused;
  return totals.conflicts > 0 && arguments.wanted.on_conflict != desk::Importing::OnConflict::keep ? kConflict : kDone;
}

}  // namespace

void add_import(Command& app, Context& context) {
  auto* command = app.add_subcommand("import", "Check STIX 2.1 objects and append them to a journal");
  command->footer(
      "A file is a bundle, a TAXII envelope, an array, single objects or one object a line, perhaps packed with gzip "
      "or\n"
      "zstd; it may be larger than memory. A refused object never decides over the others. The same file again adds\n"
      "nothing. What `parley stix validate` calls valid is taken, and the rest refused. An envelope without objects is "
      "no\n"
      "fault.\n"
      "Exit status: 0 all is here now, 1 something was refused, 5 nothing was refused, but some objects are here "
      "already\n"
      "in the same version with other content (--on-conflict), 130 stopped by Ctrl-C after a batch; 3 could not run.");
  auto arguments = std::make_shared<ImportArguments>();
  command->add_option("FILE", arguments->files, "Files; \"-\" is standard input")->required()->uses(FileUse::reads);
  command->add_option("--journal,-j", arguments->wanted.journal, "Name, alias or collection id")->capture_default_str();
  command
      ->add_option(
          "--on-conflict", arguments->on_conflict,
          "When a version is here already with other content: report it (status 5); keep what is here and say "
          "only how many (status 0); new-version: store what came as a version of its own, a millisecond later")
      ->one_of({"report", "keep", "new-version"})
      ->capture_default_str();
  command->add_flag("--strict", arguments->wanted.strict,
                    "Warnings refuse an object, too, and none is given a version; as stix validate --strict");
  command->add_flag("--dry-run", arguments->wanted.dry_run, "Check only; append nothing");
  // Not by on_chosen(), because it ends on a signal, at its next batch.
  command->callback([&context, command, arguments] {
    context.command = command;
    context.needs_node = true;
    context.act = node::Act::draft;
    context.ends_on_signal = true;
    context.run = [arguments](Context& c) { return import(c, *arguments); };
  });
}

}  // namespace parley::cli
