#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <algorithm>
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

// --- what could not be read

// Edits (insert, delete, replace, swap of neighbours) that lead from one word to the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> rows(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        rows[i][j] = i + j;
        continue;
      }
      const std::size_t replaced = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      rows[i][j] = std::min({rows[i - 1][j] + 1, rows[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  }
  return rows[a.size()][b.size()];
}

// "; did you mean ...?" when one of `words` is near, or begins with what was written.
std::string nearest(std::string_view word, const std::vector<std::string>& words) {
  constexpr std::size_t kLongest = 64;
  const std::string* best = nullptr;
  std::size_t best_edits = 1 + word.size() / 3;
  for (const std::string& one : words) {
    if (word.size() > kLongest || one.empty()) continue;
    const std::size_t edits = word.size() >= 3 && one.starts_with(word) ? 1 : distance(word, one);
    if (edits <= best_edits && (best == nullptr || edits < best_edits)) best = &one, best_edits = edits;
  }
  return best != nullptr ? "; did you mean " + *best + "?" : std::string();
}

std::string path_of(const CLI::App* at) {
  std::string out = at->get_name();
  for (at = at->get_parent(); at != nullptr; at = at->get_parent()) out = at->get_name() + " " + out;
  return out;
}

std::vector<std::string> commands_of(const CLI::App& at) {
  std::vector<std::string> out;
  for (const auto* child : at.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); }))
    out.push_back(child->get_name());
  return out;
}

// The option of this command, or of one above it, that `word` (with its dashes) names.
const CLI::Option* option_named(const CLI::App* at, const std::string& word, std::vector<std::string>& known) {
  for (; at != nullptr; at = at->get_parent()) {
    for (const auto* option : at->get_options()) {
      for (const auto& name : option->get_lnames()) known.push_back("--" + name);
      if (option->check_name(word)) return option;
    }
  }
  return nullptr;
}

// The first word of the line that nothing knows, in a sentence; empty when the words are all right. CLI11 itself says
// "A subcommand is required" of a mistyped one.
std::string unknown_word(const CLI::App& line, const std::vector<std::string>& arguments) {
  const CLI::App* at = &line;
  std::size_t operands = 0;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word == "--") return {};
    if (word.size() > 1 && word[0] == '-') {
      const bool is_long = word[1] == '-';
      const std::string name = is_long ? word.substr(0, word.find('=')) : word.substr(0, 2);
      std::vector<std::string> known;
      const CLI::Option* option = option_named(at, name, known);
      if (option == nullptr)
        return fmt::format("unknown option {} of {}{} ({} --help lists them)", name, path_of(at), nearest(name, known),
                           path_of(at));
      const bool value_follows = option->get_items_expected_max() > 0 && (is_long ? name == word : word.size() == 2);
      if (value_follows) ++i;
      continue;
    }
    const std::vector<std::string> commands = commands_of(*at);
    if (commands.empty()) {
      ++operands;
      continue;
    }
    const CLI::App* child = nullptr;
    for (const auto* one : at->get_subcommands([](const CLI::App*) { return true; }))
      if (one->check_name(word)) child = one;
    if (child == nullptr)
      return fmt::format("unknown command {}{} ({} --help lists them)", path_of(at) + " " + word,
                         nearest(word, commands), path_of(at));
    at = child;
  }
  if (const auto commands = commands_of(*at); !commands.empty() && operands == 0)
    return fmt::format("{} needs one of these commands: {}", path_of(at), fmt::join(commands, ", "));
  return {};
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
    if (const std::string unknown = status == 0 ? std::string() : unknown_word(line, arguments); !unknown.empty()) {
      console.err("parley: " + unknown);
      return kUsage;
    }
    if (!err.str().empty()) console.err("parley: " + err.str().substr(0, err.str().find_last_not_of('\n') + 1));
    return status == 0 ? kDone : kUsage;
  }
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
