// parley case: a case file and the texts beside it, read as the caller sees them; what becomes of it is done by
// desk/cases.h.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "cli/command.h"
#include "cli/open_text.h"
#include "cli/output.h"
#include "desk/cases.h"
#include "view/case.h"

namespace parley::cli {
namespace {

// A case is made by hand and held in memory whole; this is far above the largest and far below what would stop a node.
constexpr std::size_t kMaxCaseBytes = 256u << 20;

struct CaseArguments {
  std::string path, journal, name, called;
};

// A document of a case, byte for byte: its statements say where in it they stand, and what its SHA-256 is.
// A document is neither unpacked nor freed of a byte order mark, since either would shift the places that the
// statements name.
Result<std::string> read_whole(Console& console, const std::string& path) {
  PARLEY_TRY(const Fd fd, console.open_input(path));
  const auto read = read_from(fd.get());
  std::string text;
  for (char block[65536];;) {
    PARLEY_TRY(const std::size_t got, read(block, sizeof block).in(path));
    if (got == 0) return text;
    text.append(block, got);
    if (text.size() > kMaxCaseBytes) return Error{Code::too_large, path + " is larger than a case may be"};
  }
}

// The case file itself, which is JSON.
Result<std::string> read_case_file(Console& console, const std::string& path) {
  PARLEY_TRY(auto input, open_text(console, path, TextKind::json));
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
Place place_of(Console& console, std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  if (is_folder(console, path)) path += "/gold.json";
  Place out{path, "", ""};
  const std::size_t slash = path.rfind('/');
  const std::string file = slash == std::string::npos ? path : path.substr(slash + 1);
  if (slash != std::string::npos) out.folder = path.substr(0, slash + 1);
  // A case in a folder of its own is called as the folder; a file elsewhere by its own name. What leads nowhere, "." or
  // "..", gives no name, and the case's own is taken.
  if (file != "gold.json") {
    out.called = file.substr(0, file.rfind('.'));
  } else if (slash != std::string::npos && slash > 0) {
    const std::size_t before = path.rfind('/', slash - 1);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    out.called = path.substr(begin, slash - begin);
  }
  if (out.called == "." || out.called == "..") out.called.clear();
  return out;
}

int import_case(Context& context, const CaseArguments& arguments) {
  Console& console = context.console;
  const Place place = place_of(console, arguments.path);
  const auto text = read_case_file(console, place.file);
  // A case file with something wrong in it is a refusal; one that cannot be read is no fault of the case.
  if (!text.ok()) {
    const int status = context.fail(text.error());
    return text.error().code == Code::invalid_input ? status : kCouldNotRun;
  }
  const auto imported =
      desk::Cases(*context.node)
          .import_case(*context.acting,
                       {.text = *text,
                        .file = place.file,
                        .called = arguments.called.empty() ? place.called : arguments.called,
                        .read_text = [&](const std::string& file) { return read_whole(console, place.folder + file); },
                        .is_called_so = !arguments.called.empty()},
                       arguments.journal);
  if (!imported.ok()) return context.fail(imported.error());
  // Faults first, so that the line with what was stored stands last on the screen.
  if (!context.json) put_err(context, view::faults_text(*imported));
  put_out(context, imported, view::imported_text);
  return imported->faults.empty() ? kDone : kRefused;
}

int list_cases(Context& context, const CaseArguments& arguments) {
  return put_out(context, desk::Cases(*context.node).list(arguments.journal), view::cases_text);
}

int show_case(Context& context, const CaseArguments& arguments) {
  const desk::Cases cases(*context.node);
  const auto found = cases.find(arguments.name, arguments.journal);
  if (!found.ok()) return context.fail(found.error());
  accounts::Material material;
  if (auto loaded = cases.load(*found, {}, material); !loaded.ok()) return context.fail(loaded.error());
  Console& console = context.console;
  if (!context.json) {
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

}  // namespace

// Importing is an act of drafting, since a case is this party's own reading of what others said. Looking at cases asks
// for no right.
void add_case(Command& app, Context& context) {
  auto* command = app.add_subcommand("case", "Worked cases: who said what in some documents, ready to be compared");
  command->require_subcommand(1);
  auto imported = std::make_shared<CaseArguments>();
  auto* import_command = command->add_subcommand(
      "import", "Read a case file with the texts beside it into a journal; the same again adds nothing");
  import_command->add_option("FILE", imported->path, "The case file, or the folder in which it is called gold.json")
      ->required()
      ->uses(FileUse::reads_in);
  import_command->add_option("--called", imported->called, "How to call the case (else its folder's or file's name)")
      ->type_name("NAME");
  journal_option(import_command, imported, "Name, alias or collection id (else deliberation)");
  on_chosen(import_command, context, node::Act::draft, [imported](Context& c) { return import_case(c, *imported); });

  auto listed = std::make_shared<CaseArguments>();
  auto* list_command = command->add_subcommand("list", "The cases in a journal, or in all");
  journal_option(list_command, listed, "Only this journal");
  on_chosen(list_command, context, true, [listed](Context& c) { return list_cases(c, *listed); });

  auto shown = std::make_shared<CaseArguments>();
  auto* show_command = command->add_subcommand("show", "A case's documents, events, propositions and statements");
  show_command->add_option("CASE", shown->name, "As list shows it")->required();
  journal_option(show_command, shown, "Only this journal");
  on_chosen(show_command, context, true, [shown](Context& c) { return show_case(c, *shown); });
}

}  // namespace parley::cli
