// parley case edit: the case as text in the person's own editor, and what he saves stored as what differs.
//
// The editor runs in the process of the person, never in a node. So this command only leads the others: it has the case
// shown, starts the editor, and has the text taken ("case edit --with FILE"), each of which runs in the node where one
// is. What is not taken stays in a file of the person's: nobody loses what he typed.
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/disk.h"
#include "base/file.h"
#include "cli/case_entry.h"
#include "cli/output.h"
#include "desk/case_entry.h"
#include "view/case.h"

extern char** environ;

namespace parley::cli {
namespace {

struct EditArguments {
  desk::CaseName in = {.name = {}};
  std::string with, was;
  bool keep_going = false;
};

// --- in the node

// Refused also when it was stored with faults: a script must not take that for a case that holds.
int take_text(Context& context, const EditArguments& arguments) {
  const auto text = read_whole(context.console, arguments.with);
  if (!text.ok()) return could_not_run(context, text.error());
  std::string was;
  if (!arguments.was.empty()) {
    auto shown = read_whole(context.console, arguments.was);
    if (!shown.ok()) return could_not_run(context, shown.error());
    was = std::move(*shown);
  }
  const auto entered = desk::CaseEntry(*context.node)
                           .replace(*context.acting, arguments.in, *text, was,
                                    arguments.keep_going ? desk::Unsound::take : desk::Unsound::refuse);
  if (!entered.ok()) return context.fail(entered.error());
  if (!context.json) put_err(context, view::faults_text(entered->faults, arguments.with));
  put_out(context, entered, view::entered_text);
  return entered->taken && entered->faults.empty() ? kDone : kRefused;
}

// --- in the person's process

// A folder of the person's own, which goes unless something in it is to stay.
class WorkFolder {
 public:
  static Result<WorkFolder> make() {
    const char* set = std::getenv("TMPDIR");
    std::string path = std::string(set != nullptr && *set != '\0' ? set : "/tmp") + "/parley-edit-XXXXXX";
    if (::mkdtemp(path.data()) == nullptr)
      return Error{Code::unavailable, fmt::format("no folder can be made beside {}", path)};
    return WorkFolder(std::move(path));
  }
  // Errors are passed over: the command has done its work, and nobody could do anything about it here.
  ~WorkFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  // The one that was moved from has no path, and so removes nothing.
  WorkFolder(WorkFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  WorkFolder& operator=(WorkFolder&&) = delete;
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  // Forgets the folder, which is the person's from then on.
  void stays() { path_.clear(); }

 private:
  explicit WorkFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

// The line of the variable that is set; nullptr: none is.
const char* editor_set() {
  // VISUAL goes before EDITOR, as is the custom.
  for (const char* name : {"VISUAL", "EDITOR"})
    if (const char* line = std::getenv(name); line != nullptr && *line != '\0') return line;
  return nullptr;
}

// Nobody is to find himself in a program that he did not choose and does not know how to leave: what is opened where no
// editor is set is said before, and without a terminal nothing is opened at all.
constexpr const char* kUsualEditor = "vi";  // what POSIX systems have
Status say_what_opens(Console& console, const EditArguments& arguments) {
  if (editor_set() != nullptr) return {};
  if (!console.streams().in_is_terminal || !console.streams().out_is_terminal)
    return Error{Code::invalid_input,
                 fmt::format("no editor is set, and there is no terminal to open one in: set EDITOR, or give the text "
                             "in a file (parley case show {0} --notation, then parley case edit {0} --with FILE)",
                             arguments.in.name)};
  console.err(fmt::format(
      "EDITOR is not set: this opens {0} (:q! leaves it). To choose another: EDITOR=nano parley case edit {1}",
      kUsualEditor, arguments.in.name));
  if (!console.confirm(fmt::format("Open {}?", kUsualEditor)))
    return Error{Code::invalid_input, "nothing was opened, and nothing was changed"};
  return {};
}

// The whole line of the variable is the editor's: "code --wait".
Status run_editor(const std::string& file) {
  const char* set = editor_set();
  const std::string line = std::string(set != nullptr ? set : kUsualEditor) + " \"$1\"";
  // The name of the file is an argument of the shell and no part of its text, so nothing in it is read as a command.
  std::string words[] = {"sh", "-c", line, "sh", file};
  char* argv[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(), words[4].data(), nullptr};
  pid_t child = 0;
  if (::posix_spawn(&child, "/bin/sh", nullptr, nullptr, argv, environ) != 0)
    return Error{Code::unavailable, "the editor cannot be started: set EDITOR"};
  int status = 0;
  // A signal that is caught here interrupts the wait, and the editor is still running then.
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return Error{Code::unavailable, fmt::format("the editor ({}) ended with a failure: set EDITOR to one that is here",
                                              set != nullptr ? set : kUsualEditor)};
}

// What every command that this one leads has in common with it.
std::vector<std::string> line_of(Context& context, const EditArguments& arguments, const char* verb) {
  std::vector<std::string> line = {"--dir", context.dir, "case", verb, arguments.in.name};
  if (!arguments.in.journal.empty()) line.insert(line.end(), {"--journal", arguments.in.journal});
  const Context::Claim& claim = context.claim;
  if (!claim.name.empty()) line.insert(line.end(), {"--as", claim.name});
  if (!claim.password_file.empty()) line.insert(line.end(), {"--password-file", claim.password_file});
  if (!claim.token_file.empty()) line.insert(line.end(), {"--token-file", claim.token_file});
  return line;
}

// The case goes through the ordinary command into a file, so that it is shown with the rights of the one who asks.
int show_into(Context& context, const EditArguments& arguments, const std::string& file) {
  auto out = parley::create_output(file);
  if (!out.ok()) return could_not_run(context, out.error());
  Console::Streams streams = context.console.streams();
  streams.out = out->get();
  streams.out_is_terminal = false;
  Console console(std::move(streams));
  auto line = line_of(context, arguments, "show");
  line.emplace_back("--notation");
  return run(line, console);
}

int edit_by_hand(Context& context, const EditArguments& arguments) {
  Console& console = context.console;
  // It could be read once only, and each command that is led from here wants it.
  if (context.claim.password_stdin)
    return could_not_run(context, {Code::invalid_input, "the terminal is the editor's: give the password in a file"});
  if (const auto said = say_what_opens(console, arguments); !said.ok()) return could_not_run(context, said.error());
  auto folder = WorkFolder::make();
  if (!folder.ok()) return could_not_run(context, folder.error());
  const std::string shown = folder->file("shown.case"), edited = folder->file("edited.case");
  if (const int status = show_into(context, arguments, shown); status != kDone) return status;
  std::error_code failed;
  // Two files: the first stays as it was shown, and is later what the case must still be (--was).
  std::filesystem::copy_file(shown, edited, failed);
  if (failed) return could_not_run(context, {Code::unavailable, edited + ": " + failed.message()});
  // Until it is taken, unchanged, or given up. The file is kept from one round to the next, so that only the fault has
  // to be corrected.
  for (;;) {
    console.flush();
    const auto ran = run_editor(edited);
    const auto before = read_file(shown), after = read_file(edited);
    if (!ran.ok()) return could_not_run(context, ran.error());
    if (!before.ok() || !after.ok()) return could_not_run(context, before.ok() ? after.error() : before.error());
    // Nothing is asked of the node, and no act is recorded, for a look.
    if (*before == *after) {
      console.line("Nothing was changed");
      return kDone;
    }
    auto line = line_of(context, arguments, "edit");
    line.insert(line.end(), {"--with", edited, "--was", shown});
    if (arguments.keep_going) line.emplace_back("--keep-going");
    if (context.json) line.emplace_back("--json");
    const int status = run(line, console);
    if (status == kDone || (status == kRefused && arguments.keep_going)) return status;
    // Given up: the folder outlives the command, so that what was typed is not lost.
    if (!console.confirm("Go on editing?")) {
      folder->stays();
      console.err("What you wrote is in " + edited);
      return status;
    }
  }
}

}  // namespace

void add_case_editing(Command& group, Context& context) {
  auto edited = std::make_shared<EditArguments>();
  auto* edit = group.add_subcommand("edit",
                                    "Open a case as text in your editor (EDITOR; where that is not set, vi, if you say "
                                    "so) and store what you changed "
                                    "of it (docs/formats/notation.md)");
  edit->add_option("CASE", edited->in.name, "As parley case list shows it")->required();
  edit->add_option("--journal,-j", edited->in.journal, "The one in this journal");
  edit->add_option("--with", edited->with, "Take the text of this file, without an editor")
      ->type_name("FILE")
      ->uses(FileUse::reads);
  edit->add_option("--was", edited->was, "Only if the case is still as this file has it (case show --notation)")
      ->type_name("FILE")
      ->uses(FileUse::reads);
  edit->add_flag("--keep-going", edited->keep_going,
                 "Store what does not hold in every place, too, as far as it can be");
  edit->callback([&context, edit, edited] {
    context.command = edit;
    // With a file there is nothing to edit by hand, and the command is an act like any other. Without one it only leads
    // others and needs no node itself.
    const bool in_node = !edited->with.empty();
    context.needs_node = in_node;
    if (in_node) context.act = node::Act::draft;
    context.run = [edited, in_node](Context& c) { return in_node ? take_text(c, *edited) : edit_by_hand(c, *edited); };
  });
}

}  // namespace parley::cli
