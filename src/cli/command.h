// How a subcommand is made: it adds itself to the CLI11 application and leaves behind what to run.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "cli/arguments.h"
#include "cli/console.h"
#include "json/writer.h"
#include "node/acting.h"
#include "node/node.h"
#include "node/server.h"
#include "text/display.h"

namespace parley::view {
struct CommandLine;
}  // namespace parley::view

namespace parley::cli {

// Exit statuses, the same for every command.
inline constexpr int kDone = 0, kRefused = 1, kUsage = 2, kCouldNotRun = 3,
                     kWaits = 4;  // nothing is wrong, and nothing has happened until another person agrees
// Of two statuses of one command the one that tells more: could not run, refused, waits, done.
int worse(int one, int other);
// Never the program's: what a command that goes on for ever says to its caller when the node that it runs in stops.
inline constexpr int kNodeStops = 75;
inline constexpr int kStopped = 130;  // by Ctrl-C

// What one invocation works with. `node` is set before a command with needs_node runs.
struct Context {
  Console& console;
  node::Node* node = nullptr;
  node::NodeServer* server = nullptr;  // set when the command runs inside a running node
  bool json = false;
  const Command* command = nullptr;  // that was chosen
  std::string dir;                   // --dir; else PARLEY_DIR; else the current folder
  bool needs_node = false;           // of the command that was chosen
  bool opens_folder = false;         // likewise: it opens the folder itself, whether or not a node runs
  bool ends_on_signal = false;       // likewise: goes on until SIGINT or SIGTERM, and says itself how far it came
  bool comes_back = false;           // likewise: when the running node goes, waits for it and begins again
  std::function<int(Context&)> run;  // likewise

  // Who acts. What the line says of it; then, once the node is there, who it is (acting.h).
  struct Claim {
    std::string name, password_file, token_file;
    bool password_stdin = false;
    bool made() const { return !name.empty() || password_stdin || !password_file.empty() || !token_file.empty(); }
  } claim = {};
  node::Caller caller = {};               // the process that asks: of a running node the other end of its socket
  std::function<bool()> is_stopped = {};  // of `caller`
  std::optional<node::Act> act = {};      // the right that the chosen command needs; nothing: it only reads
  std::optional<node::Acting> acting = {};

  // Prints an error for people or, with --json, as {"error":{"code","message"}}; returns the exit status that it means.
  // A desk says which of the things it was given is wrong by that thing's name: "about: there is no such object". Here
  // that is an option of the command that was chosen, and is called so: "--about: there is no such object". What would
  // help stands in brackets, "say that it is one (label)", and is called so as well.
  int fail(const Error& error);
};

// Registers the chosen command. `needs_node`: runs in the running node if there is one, else with the folder opened
// here.
inline void on_chosen(Command* command, Context& context, bool needs_node, std::function<int(Context&)> run) {
  command->callback([&context, command, needs_node, run = std::move(run)] {
    context.command = command;
    context.needs_node = needs_node;
    context.run = run;
  });
}

// The same for a command that is an act: it runs when it is known who does it and he may (docs/rights.md).
inline void on_chosen(Command* command, Context& context, node::Act act, std::function<int(Context&)> run) {
  command->callback([&context, command, act, run = std::move(run)] {
    context.command = command;
    context.needs_node = true;
    context.act = act;
    context.run = run;
  });
}

// With the option of the command line that helps, which nobody below it knows.
inline Error with_hint(const Error& error, const std::string& hint) {
  return {error.code, error.message + "; " + hint};
}

// Prints that a thing was done, or why not: {"member":"value"}, or a sentence. Returns the exit status.
int print_done(Context& context, const Status& done, std::string_view member, std::string_view value,
               const std::string& sentence);

// A destructive call goes ahead with --yes or after the person said so; otherwise it says how.
bool may_destroy(Context& context, bool yes, const std::string& question);

// Writes a page to the file that --html names ("-" is standard output) and says so; returns the exit status.
int write_page(Context& context, const std::string& file, const std::string& page);

// One file a group of subcommands.
void add_init(Command& app, Context& context);
void add_serve(Command& app, Context& context);
void add_import(Command& app, Context& context);
void add_reading(Command& app, Context& context);  // export, get, list
void add_status(Command& app, Context& context);
void add_stix(Command& app, Context& context);
void add_pattern(Command& app, Context& context);
void add_watch(Command& app, Context& context);
void add_journal(Command& app, Context& context);
void add_proof(Command& app, Context& context);  // prove, verify
void add_group(Command& app, Context& context);
void add_peer(Command& app, Context& context);
void add_embargo(Command& app, Context& context);
void add_erase(Command& app, Context& context);
void add_retention(Command& app, Context& context);
void add_release(Command& app, Context& context);
void add_sync(Command& app, Context& context);  // sync, receipt, resume
void add_contact(Command& app, Context& context);
void add_inquiry(Command& app, Context& context);
void add_recall(Command& app, Context& context);
void add_inbox(Command& app, Context& context);  // inbox, notify, position
void add_term(Command& app, Context& context);
void add_people(Command& app, Context& context);  // user, token
void add_room(Command& app, Context& context);    // signing in to the room
void add_config(Command& app, Context& context);
void add_case(Command& app, Context& context);
void add_case_parts(Command& app, Context& context);  // party, event, proposition, statement: entering a case
void add_case_readings(Command& app, Context& context);
void add_compare(Command& app, Context& context);
void add_question(Command& app, Context& context);
void add_audit(Command& app, Context& context);
void add_self(Command& app, Context& context);  // completion, man
// All that a line can hold, as --help knows it (view/command_line.h).
view::CommandLine command_line(const Command& app);

// Runs one command line (without the program's name). `node`, `server` and the caller's uid are given when this runs
// inside a running node.
int run(const std::vector<std::string>& arguments, Console& console, node::Node* node = nullptr,
        node::NodeServer* server = nullptr, std::optional<std::uint32_t> caller = {});

// {"key":"value",...} for machines, one value at a time; "[a,b,c]" of JSON texts.
using JsonLine = json::ObjectWriter;
inline std::string json_array(const std::vector<std::string>& items) { return json::array_text(items); }

using text::counted, text::human_bytes, text::with_commas;
class Table : public text::Table {
 public:
  using text::Table::Table;
  void print(Console& console) const {
    for (const std::string& one : lines()) console.line(one);
  }
};

}  // namespace parley::cli
