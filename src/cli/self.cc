// What the command says about itself: shell completion and the manual page.
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "desk/people.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/peers.h"
#include "view/command_line.h"

namespace parley::cli {
namespace {

// The parser's own description of the line, as plain values: manual, completion and "did you mean" are made of these
// and never of a second list that could fall behind.
view::CommandLine described(const CLI::App& app, const CLI::App& root) {
  view::CommandLine out{.name = app.get_name(), .about = app.get_description()};
  // A command has the footer of the one above it unless it got its own; the program's stands in a place of its own.
  if (app.get_footer() != root.get_footer()) out.footer = app.get_footer();
  for (const CLI::Option* one : app.get_options())
    out.options.push_back({.name = one->get_positional() ? one->get_name(true) : one->get_name(false, true),
                           .long_names = one->get_lnames(),
                           .short_names = one->get_snames(),
                           .type = one->get_type_name(),
                           .about = one->get_description(),
                           .operand = one->get_positional(),
                           .required = one->get_required(),
                           .takes_value = one->get_items_expected_max() > 0});
  // Commands without a group are hidden from --help, and so from everything else.
  for (const CLI::App* one : app.get_subcommands([](const CLI::App* child) { return !child->get_group().empty(); }))
    out.commands.push_back(described(*one, root));
  return out;
}

// One name a line and nothing else, for shells. It is asked of the node at each completion, so that a new journal can
// be completed at once.
int print_names(Context& context, const std::string& what) {
  Console& console = context.console;
  if (what == "journals")
    for (const auto& row : context.node->journals().rows()) console.line(row.name);
  if (what == "groups")
    for (const auto& group : context.node->membership().groups()) console.line(group.alias);
  if (what == "peers")
    for (const auto& peer : context.node->peers().list()) console.line(peer.alias);
  if (what != "users") return kDone;
  const auto users = desk::People(*context.node).list();
  if (!users.ok()) return context.fail(users.error());
  for (const auto& user : *users) console.line(user.name);
  return kDone;
}

int print_completion(Context& context, const std::string& shell, const view::CommandLine& line) {
  context.console.out(shell == "bash"  ? bash_completion(line)
                      : shell == "zsh" ? zsh_completion(line)
                                       : fish_completion(line));
  return kDone;
}

}  // namespace

view::CommandLine command_line(const Command& app) { return described(app.app(), app.app()); }

void add_self(Command& app, Context& context) {
  auto* completion = app.add_subcommand("completion", "Print a completion script for bash, zsh or fish");
  auto shell = std::make_shared<std::string>();
  completion->add_option("SHELL", *shell)->required()->one_of({"bash", "zsh", "fish"});
  on_chosen(completion, context, false,
            [shell, &app](Context& c) { return print_completion(c, *shell, command_line(app)); });
  auto what = std::make_shared<std::string>();
  auto* names = app.add_subcommand("names", "Print what there is, one name a line: for completion and scripts");
  names->add_option("WHAT", *what)->required()->one_of({"journals", "groups", "peers", "users"});
  on_chosen(names, context, true, [what](Context& c) { return print_names(c, *what); });
  auto* man = app.add_subcommand("man", "Print the manual page (parley man | man -l -)");
  on_chosen(man, context, false, [&app](Context& c) {
    c.console.out(man_page(command_line(app), PARLEY_VERSION));
    return kDone;
  });
}

}  // namespace parley::cli
