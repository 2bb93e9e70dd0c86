#include <CLI/CLI.hpp>
#include <cstdlib>
#include <sstream>

#include "cli/command.h"
#include "cli/remote.h"
#include "cli/stop_signal.h"

namespace parley::cli {
namespace {

constexpr const char* kAbout =
    "Parley: a node of one party among several that do not trust each other. It keeps STIX 2.1 objects in journals "
    "that\n"
    "nobody can change afterwards, serves them over TAXII 2.1, and proves what was said.";

constexpr const char* kFooter =
    "Exit status: 0 done, 1 something was refused or invalid, 2 wrong usage, 3 could not run.\n"
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
  line.fallthrough();
}

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
  add_release(app, context);
  add_sync(app, context);
  add_contact(app, context);
  add_inquiry(app, context);
  add_recall(app, context);
  add_inbox(app, context);
  add_term(app, context);
  add_people(app, context);
  add_config(app, context);
  add_case(app, context);
  add_compare(app, context);
  add_question(app, context);
  add_self(app, context);
}

// Runs what was chosen with the node of context.dir: the running one if it answers, else opened here.
int run_with_node(Context& context, const std::vector<std::string>& arguments) {
  std::error_code ignored;
  const std::filesystem::path dir = std::filesystem::absolute(context.dir, ignored);
  auto remote = run_remotely(dir / "parley.sock", arguments, context.console);
  if (!remote.ok()) return context.fail(remote.error()), kCouldNotRun;
  if (*remote) return **remote;
  auto node = node::Node::open(context.dir);
  if (!node.ok()) return context.fail(node.error()), kCouldNotRun;
  context.node = node->get();
  return context.run(context);
}

}  // namespace

int run(const std::vector<std::string>& arguments, Console& console, node::Node* node, node::NodeServer* server) {
  Context context{.console = console, .node = node, .server = server, .dir = {}, .run = {}};
  CLI::App line;
  describe(line, context);
  Command app(line);
  add_all(app, context);
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    line.parse(reversed);
  } catch (const CLI::ParseError& e) {
    std::ostringstream out, err;
    const int status = line.exit(e, out, err);
    console.out(out.str());
    // One line about what was typed, and then CLI11's own ("Run with --help ...").
    std::string said = err.str().substr(0, err.str().find_last_not_of('\n') + 1);
    const std::size_t last = std::min(said.rfind("\nRun with "), said.size());
    if (!said.empty()) console.err("parley: " + said.substr(0, last));
    if (last < said.size()) console.err(said.substr(last + 1));
    return status == 0 ? kDone : kUsage;
  }
  if (context.json) console.print_json();
  if (context.dir.empty()) {
    const char* set = std::getenv("PARLEY_DIR");
    context.dir = set != nullptr && *set != '\0' ? set : ".";
  }
  std::optional<StopSignal> signals;
  if (context.ends_on_signal && node == nullptr) signals.emplace(console);
  const bool elsewhere = context.needs_node && node == nullptr;
  const int status = elsewhere ? run_with_node(context, arguments) : context.run(context);
  console.flush();
  return status;
}

}  // namespace parley::cli
