// One command line from words to an exit status. A command runs in one of two places: in this process with the folder
// opened, or in the running node, which holds the folder's lock and to which the line is handed as it was typed. Both
// ways end in the same function of the same command; only the console differs. The parser's header is heavy and its
// exceptions are its own, so both stay in this file.
#include <fmt/format.h>
#include <sys/stat.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <sstream>
#include <thread>

#include <unistd.h>

#include "base/edits.h"
#include "base/now_and_then.h"
#include "cli/acting.h"
#include "cli/remote.h"
#include "cli/shell_word.h"
#include "cli/stop_signal.h"
#include "node/owner.h"
#include "view/command_line.h"

namespace parley::cli {
namespace {

constexpr const char* kAbout =
    "Parley: a node of one party among several that do not trust each other. It keeps STIX 2.1 objects in journals "
    "that\n"
    "nobody can change afterwards, serves them over TAXII 2.1, and proves what was said.";

// The statuses are a contract with scripts (command.h) and are said where people look first.
constexpr const char* kFooter =
    "Exit status: 0 done, 1 something was refused or invalid, 2 wrong usage, 3 could not run, 4 nothing is wrong and\n"
    "nothing has left: it waits for a second person, 5 an import met versions that are here with other content,\n"
    "130 it was stopped by Ctrl-C.\n"
    "Begin with: parley init DIR --party NAME   then: parley serve --dir DIR";

void describe(CLI::App& line, Context& context) {
  line.name("parley");
  line.description(kAbout);
  line.footer(kFooter);
  line.require_subcommand(1);
  line.set_version_flag("--version", "parley " PARLEY_VERSION);
  line.add_option("--dir", context.dir, "The node's folder (else PARLEY_DIR, else the current folder)")
      ->type_name("DIR");
  line.add_flag("--json", context.json, "Print JSON for machines");
  // Options of the program are understood behind the command as well, where people write them.
  line.fallthrough();
}

// In the order in which --help lists them: from what one does first to what is needed seldom.
void add_all(Command& app, Context& context) {
  add_init(app, context);
  add_serve(app, context);
  add_import(app, context);
  add_reading(app, context);
  add_status(app, context);
  add_stix(app, context);
  add_pattern(app, context);
  add_watch(app, context);
  add_journal(app, context);
  add_proof(app, context);
  add_group(app, context);
  add_peer(app, context);
  add_embargo(app, context);
  add_erase(app, context);
  add_retention(app, context);
  add_release(app, context);
  add_sync(app, context);
  add_contact(app, context);
  add_inquiry(app, context);
  add_recall(app, context);
  add_inbox(app, context);
  add_term(app, context);
  add_people(app, context);
  add_room(app, context);
  add_config(app, context);
  add_case(app, context);
  add_case_parts(app, context);
  add_case_readings(app, context);
  add_compare(app, context);
  add_question(app, context);
  add_audit(app, context);
  add_self(app, context);
}

// Whoever else's the folder is, the command is for him to run; this is how. sudo keeps the current folder and drops
// PARLEY_DIR.
Status check_owner(const std::filesystem::path& dir, const std::vector<std::string>& arguments) {
  struct stat info {};
  // Root is refused as well as any other: files that root makes in the folder could not be read by the node that runs
  // as its owner.
  if (::stat(dir.c_str(), &info) != 0 || info.st_uid == ::geteuid()) return {};
  // Some folder without a node: Node::open() says that.
  struct stat config {};
  if (::stat((dir / "parley.toml").c_str(), &config) != 0 && errno == ENOENT) return {};
  std::string line = node::sudo_as(info.st_uid) + " parley";
  for (const std::string& word : arguments) line += " " + shell_word(word);
  const bool says_where = std::any_of(arguments.begin(), arguments.end(), [](const std::string& word) {
    return word == "--dir" || word.starts_with("--dir=");
  });
  if (!says_where) line += " --dir " + shell_word(dir.string());
  return Error{Code::forbidden,
               fmt::format("{} belongs to user \"{}\", and this is user \"{}\". As the owner: {}", dir.string(),
                           node::user_name(info.st_uid), node::user_name(::geteuid()), line)};
}

// An error leaves the path empty, and what is then opened says so.
std::filesystem::path absolute_of(const std::string& dir) {
  std::error_code ignored;
  return std::filesystem::absolute(dir, ignored);
}

// Who acts is found out before anything else is done, so that no command can forget it; and so it is that Ctrl-C ends
// an act right before it begins (node/audit.h), and not behind it. A command that goes on until it is stopped asks
// itself.
int run_as_somebody(Context& context) {
  context.is_stopped = [&console = context.console] { return console.ends_here(); };
  if (!context.ends_on_signal) context.caller.stopped = &context.is_stopped;
  const auto known = find_out_who_acts(context);
  const int status = known.ok() ? context.run(context) : context.fail(known.error());
  const bool says_itself = context.ends_on_signal && status == kDone;
  return context.console.was_ended() && !says_itself ? kStopped : status;
}

// A command that goes on for ever begins again when the node that it ran in is back. Between two tries it waits, longer
// each time; it never opens the folder itself meanwhile, because then the node could not.
int come_back(Context& context, const std::filesystem::path& socket, const std::vector<std::string>& arguments,
              const Announced& announced) {
  constexpr auto kStep = std::chrono::milliseconds(100);
  constexpr auto kFirst = std::chrono::milliseconds(500), kLongest = std::chrono::milliseconds(10'000);
  NowAndThen waits;
  // Doubling pauses: a restart is noticed within a second, and a node that stays down costs a look every ten seconds.
  // Each pause is slept in short steps, so that Ctrl-C is heard at once.
  for (auto pause = kFirst; !context.console.stopped(); pause = std::min(pause * 2, kLongest)) {
    if (waits.is_due(std::chrono::steady_clock::now()))
      context.console.err("parley: the node stopped; waiting until it runs again (Ctrl-C ends this)");
    for (auto slept = kStep; slept <= pause && !context.console.stopped(); slept += kStep)
      std::this_thread::sleep_for(kStep);
    if (context.console.stopped()) break;
    auto remote = run_remotely(socket, arguments, context.console, announced);
    // Nobody listens yet, or the node cannot be asked, or it went before the command was done: to wait is right in each
    // case.
    if (!remote.ok() || !*remote) continue;
    if (**remote != kNodeStops) return **remote;
    waits.over();
    pause = kFirst / 2;
  }
  return kDone;
}

// Runs what was chosen with the node of context.dir: the running one if it answers, else opened here.
// The socket is tried before the folder is opened: the running node holds the lock, and opening would fail with a
// message about it. When nobody answers, the folder is opened here, and its lock keeps a node from starting meanwhile.
int run_with_node(Context& context, const std::vector<std::string>& arguments, const Announced& announced) {
  const std::filesystem::path dir = absolute_of(context.dir);
  if (const auto mine = check_owner(dir, arguments); !mine.ok()) return context.fail(mine.error());
  auto remote = run_remotely(dir / "parley.sock", arguments, context.console, announced);
  // The node said that it stops, or the connection broke. A command that follows something begins again in both cases;
  // any other has failed.
  const bool gone = remote.ok() ? *remote == kNodeStops : remote.error().code == Code::unavailable;
  if (gone && context.comes_back) return come_back(context, dir / "parley.sock", arguments, announced);
  if (!remote.ok()) return context.fail(remote.error()), kCouldNotRun;
  if (*remote) return **remote;
  auto node = node::Node::open(context.dir);
  if (!node.ok()) return context.fail(node.error()), kCouldNotRun;
  context.node = node->get();
  return run_as_somebody(context);
}

// `said` is CLI11's: a line about what was typed, and a last one ("Run with --help ...").
// CLI11 says what it found; where a word is unknown, what is said instead names the nearest one that is known
// (view/command_line.h).
int wrong_usage(Console& console, const Command& app, const std::vector<std::string>& arguments, std::string said) {
  said.resize(said.find_last_not_of('\n') + 1);
  const std::size_t last = std::min(said.rfind("\nRun with "), said.size());
  const std::string unknown = view::unknown_word(command_line(app), arguments);
  const std::string wrong = unknown.empty() ? said.substr(0, last) : unknown;
  // What was typed could not be read, so that it wants JSON is seen by the word alone.
  if (std::find(arguments.begin(), arguments.end(), "--json") != arguments.end()) {
    console.json_line(JsonLine().raw("error", JsonLine().text("code", "usage").text("message", wrong).str()).str());
    return kUsage;
  }
  if (!wrong.empty()) console.err("parley: " + wrong);
  if (unknown.empty() && last < said.size()) console.err(said.substr(last + 1));
  return kUsage;
}

// Half an export on a full disk must not look like a whole one, nor a token that nobody has seen like one that was made
// and shown. Nobody is told who has closed the pipe himself.
int with_what_was_lost(Console& console, int status) {
  const auto& lost = console.lost();
  if (!lost) return status;
  console.err(fmt::format("parley: what this command prints is not all there: {}. What it did is done all the same",
                          lost->message));
  return worse(status, kCouldNotRun);
}

}  // namespace

int run(const std::vector<std::string>& arguments, Console& console, node::Node* node, node::NodeServer* server,
        std::optional<std::uint32_t> caller) {
  Context context{.console = console, .node = node, .server = server, .dir = {}, .run = {}};
  // In a running node the caller's uid comes from the kernel through the socket; here it is this process's own. It is
  // never taken from the command line.
  context.caller = {.from = node::Origin::command, .uid = caller ? *caller : ::geteuid()};
  CLI::App line;
  describe(line, context);
  Command app(line);
  add_claim(app, context);
  add_all(app, context);
  try {
    // CLI11 takes the words from the back of the list.
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    line.parse(reversed);
  } catch (const CLI::ParseError& e) {
    std::ostringstream out, err;
    // --help and --version come as exceptions, too, with status 0.
    const int status = line.exit(e, out, err);
    console.out(out.str());
    return status == 0 ? kDone : wrong_usage(console, app, arguments, err.str());
  }
  if (context.json) console.print_json();
  if (context.dir.empty()) {
    const char* set = std::getenv("PARLEY_DIR");
    context.dir = set != nullptr && *set != '\0' ? set : ".";
  }
  std::optional<StopSignal> signals;
  // Only in the caller's process: in a node the signals are the node's, and the caller's wish comes through the socket.
  // A node that serves waits for its own.
  if (node == nullptr && !context.opens_folder)
    signals.emplace(console, context.ends_on_signal ? StopSignal::Ignored::is_caught : StopSignal::Ignored::stays);
  int status = kDone;
  if (context.needs_node && node == nullptr) {
    Announced announced{.files = {}, .may_ask_secret = !context.claim.name.empty()};
    app.announce(announced.files);
    // A folder that is to be filled is made, for the caller, by the process that is his.
    for (const auto& file : announced.files) {
      std::error_code shows_when_written;
      if (file.use == FileUse::writes_in) std::filesystem::create_directory(file.path, shows_when_written);
    }
    status = run_with_node(context, arguments, announced);
  } else if (const auto mine = context.opens_folder ? check_owner(absolute_of(context.dir), arguments) : Status{};
             !mine.ok()) {
    status = (context.fail(mine.error()), kCouldNotRun);
  } else {
    status = run_as_somebody(context);
  }
  console.flush();
  return with_what_was_lost(console, status);
}

}  // namespace parley::cli
