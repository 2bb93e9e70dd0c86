// parley case: a case file and the texts beside it, read as the caller sees them; what becomes of it is done by
// desk/cases.h.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "cli/case_entry.h"
#include "cli/open_text.h"
#include "cli/output.h"
#include "desk/case_entry.h"
#include "desk/cases.h"
#include "view/case.h"

namespace parley::cli {
namespace {

// A case is made by hand and held in memory whole; this is far above the largest and far below what would stop a node.
constexpr std::size_t kMaxCaseBytes = 256u << 20;

}  // namespace

// A document of a case, byte for byte: its statements say where in it they stand, and what its SHA-256 is.
// A document is neither unpacked nor freed of a byte order mark, since either would shift the places that the
// statements name.
Result<std::string> read_whole(Console& console, const std::string& path) {
  PARLEY_TRY(const Fd fd, console.open_input(path));
  const auto read = input::read_until_stopped(fd.get(), [&console] { return console.ends_here(); });
  std::string text;
  for (char block[65536];;) {
    PARLEY_TRY(const std::size_t got, read(block, sizeof block).in(path));
    if (got == 0 && console.was_ended()) return Error{Code::unavailable, "stopped before " + path + " was read"};
    if (got == 0) return text;
    text.append(block, got);
    if (text.size() > kMaxCaseBytes) return Error{Code::too_large, path + " is larger than a case may be"};
  }
}

namespace {

// For all commands here: `path` where a file is read, `name` where a case is meant that is there.
struct CaseArguments {
  std::string path, journal, name, called;
  bool keep_going = false, notation = false;
};

// The case file itself. What is called JSON is to be that; else its beginning says which of the two it is.
Result<std::string> read_case_file(Console& console, const std::string& path) {
  PARLEY_TRY(auto input, open_text(console, path, path.ends_with(".json") ? TextKind::json : TextKind::any));
  if (input.empty()) return Error{Code::invalid_input, path + std::string(input::kEmptyFile)};
  return input.rest(kMaxCaseBytes);
}

// As the caller sees it: a running node has another current folder and other rights.
bool is_folder(Console& console, const std::string& path) {
  const auto fd = console.open_input(path);
  struct stat info {};
  return fd.ok() && ::fstat(fd->get(), &info) == 0 && S_ISDIR(info.st_mode);
}

// The file of a case, and what people would call the case by where it lies.
struct Place {
  std::string file, folder, called;
};

// The name of a file or folder without what leads to it; a path without a slash is all name.
std::string last_part(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

// A case in a folder of its own is called as the folder, and so is its file, or gold.json; a file elsewhere is called
// by its own name. What leads nowhere, "." or "..", gives no name, and the case's own is taken.
Place place_of(Console& console, std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  Place out{path, "", ""};
  if (is_folder(console, path)) {
    out.called = last_part(path);
    out.file = path + "/gold.json";
    const std::string own = path + "/" + out.called + ".case";
    if (!console.open_input(out.file).ok() && console.open_input(own).ok()) out.file = own;
  } else if (const std::string file = last_part(path); file != "gold.json") {
    out.called = file.substr(0, file.rfind('.'));
  } else if (path.size() > file.size() + 1) {
    out.called = last_part(path.substr(0, path.size() - file.size() - 1));
  }
  if (const std::size_t slash = out.file.rfind('/'); slash != std::string::npos)
    out.folder = out.file.substr(0, slash + 1);
  if (out.called == "." || out.called == "..") out.called.clear();
  return out;
}

// The case file and what lies beside it. A file that cannot be read is no fault of the case: `status` says so then.
Result<desk::CaseFile> case_file(Context& context, const CaseArguments& arguments, Place& place) {
  Console& console = context.console;
  place = place_of(console, arguments.path);
  PARLEY_TRY(std::string text, read_case_file(console, place.file));
  auto beside = [&console, folder = place.folder](const std::string& file) {
    return read_whole(console, folder + file);
  };
  return desk::CaseFile{.text = std::move(text),
                        .file = place.file,
                        .called = arguments.called.empty() ? place.called : arguments.called,
                        .read_text = std::move(beside),
                        .is_called_so = !arguments.called.empty()};
}
// A case that cannot be taken is refused; a file that cannot be read is no verdict on the case.
int not_read(Context& context, const Error& error) {
  const int status = context.fail(error);
  return error.code == Code::invalid_input ? status : kCouldNotRun;
}

// Nothing is stored, and no node is asked: whoever writes a case looks at it often.
int check_case(Context& context, const CaseArguments& arguments) {
  Place place;
  const auto file = case_file(context, arguments, place);
  if (!file.ok()) return not_read(context, file.error());
  // Without --json every fault has a line of its own, as compilers have it, and the counts stand last.
  const auto checked = desk::Cases::check(*file);
  if (!checked.ok()) return context.fail(checked.error());
  if (!context.json) put_err(context, view::faults_text(checked->faults, place.file));
  put_out(context, checked, view::checked_text);
  return checked->faults.empty() ? kDone : kRefused;
}

int import_case(Context& context, const CaseArguments& arguments) {
  Place place;
  auto file = case_file(context, arguments, place);
  if (!file.ok()) return not_read(context, file.error());
  const auto imported = desk::Cases(*context.node)
                            .import_case(*context.acting, std::move(*file), arguments.journal,
                                         arguments.keep_going ? desk::Unsound::take : desk::Unsound::refuse);
  if (!imported.ok()) return context.fail(imported.error());
  // Faults first, so that the line with what was stored stands last on the screen.
  if (!context.json) put_err(context, view::faults_text(imported->checked.faults, place.file));
  put_out(context, imported, view::imported_text);
  if (!imported->taken && imported->checked.is_case && !context.json)
    context.console.err("--keep-going stores what of it can be stored, marked where it shows");
  return imported->checked.faults.empty() ? kDone : kRefused;
}

// Without a question: it is withdrawn and not destroyed, and the same import enters it anew.
int remove_case(Context& context, const CaseArguments& arguments) {
  return put_out(context, desk::Cases(*context.node).remove(*context.acting, arguments.name, arguments.journal),
                 view::removed_text);
}

int list_cases(Context& context, const CaseArguments& arguments) {
  return put_out(context, desk::Cases(*context.node).list(arguments.journal), view::cases_text);
}

int show_case(Context& context, const CaseArguments& arguments) {
  // The notation is text to be edited, so it goes out as it is, also with --json.
  if (arguments.notation) {
    const auto text = desk::CaseEntry(*context.node).notation({arguments.name, arguments.journal});
    if (!text.ok()) return context.fail(text.error());
    context.console.out(*text);
    return kDone;
  }
  const desk::Cases cases(*context.node);
  const auto found = cases.find(arguments.name, arguments.journal);
  if (!found.ok()) return context.fail(found.error());
  accounts::Material material;
  if (auto loaded = cases.load(*found, {}, material); !loaded.ok()) return context.fail(loaded.error());
  Console& console = context.console;
  if (!context.json) {
    // Not narrower than forty columns, also where there is no terminal.
    const auto columns = static_cast<std::size_t>(std::max(console.streams().columns, 40));
    console.out(view::case_text(*found, material, columns));
    return kDone;
  }
  // A statement that others only refer to is not in the case, and has nothing to show.
  for (const auto& statement : material.statements())
    if (statement.known) console.line(desk::to_json(material, statement));
  return kDone;
}

void journal_option(Command* command, const std::shared_ptr<CaseArguments>& arguments, const std::string& what) {
  command->add_option("--journal,-j", arguments->journal, what);
}

void file_options(Command* command, const std::shared_ptr<CaseArguments>& arguments) {
  command
      ->add_option("FILE", arguments->path,
                   "The case file, or its folder, in which it is called gold.json or FOLDER.case")
      ->required()
      ->uses(FileUse::reads_in);
  command->add_option("--called", arguments->called, "How to call the case (else its folder's or file's name)")
      ->type_name("NAME");
}

void add_files(Command& group, Context& context) {
  auto checked = std::make_shared<CaseArguments>();
  auto* check_command = group.add_subcommand(
      "check", "Say everything that does not hold of a case file, with its lines; nothing is stored");
  file_options(check_command, checked);
  on_chosen(check_command, context, false, [checked](Context& c) { return check_case(c, *checked); });

  auto imported = std::make_shared<CaseArguments>();
  auto* import_command = group.add_subcommand(
      "import", "Read a case file with the texts beside it into a journal; the same again adds nothing");
  file_options(import_command, imported);
  import_command->add_flag("--keep-going", imported->keep_going,
                           "Store a case that does not hold in every place, too, as far as it can be stored");
  journal_option(import_command, imported, "Name, alias or collection id (else deliberation)");
  on_chosen(import_command, context, node::Act::draft, [imported](Context& c) { return import_case(c, *imported); });

  auto removed = std::make_shared<CaseArguments>();
  auto* remove_command = group.add_subcommand(
      "remove", "Withdraw a case and all that was entered of it; the versions stay in the journal");
  remove_command->add_option("CASE", removed->name, "As list shows it")->required();
  journal_option(remove_command, removed, "The one in this journal");
  on_chosen(remove_command, context, node::Act::draft, [removed](Context& c) { return remove_case(c, *removed); });
}

}  // namespace

// Importing is an act of drafting, since a case is this party's own reading of what others said. Looking at cases asks
// for no right.
void add_case(Command& app, Context& context) {
  auto* command = app.add_subcommand("case", "Worked cases: who said what in some documents, ready to be compared");
  command->require_subcommand(1);
  add_files(*command, context);
  add_case_making(*command, context);
  add_case_editing(*command, context);
  auto listed = std::make_shared<CaseArguments>();
  auto* list_command = command->add_subcommand("list", "The cases in a journal, or in all");
  journal_option(list_command, listed, "Only this journal");
  on_chosen(list_command, context, true, [listed](Context& c) { return list_cases(c, *listed); });

  auto shown = std::make_shared<CaseArguments>();
  auto* show_command = command->add_subcommand("show", "A case's documents, events, propositions and statements");
  show_command->add_option("CASE", shown->name, "As list shows it")->required();
  show_command->add_flag("--notation", shown->notation,
                         "As text to be typed and imported again (docs/formats/notation.md)");
  journal_option(show_command, shown, "Only this journal");
  on_chosen(show_command, context, true, [shown](Context& c) { return show_case(c, *shown); });
}

}  // namespace parley::cli
