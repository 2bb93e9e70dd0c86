// What the command says about itself: shell completion and the manual page.
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "desk/names.h"
#include "view/command_line.h"

namespace parley::cli {
namespace {

// The parser's own description of the line, as plain values: manual, completion and "did you mean" are made of these
// and never of a second list that could fall behind.
view::CommandLine described(const Command& command, const CLI::App& root) {
  const CLI::App& app = command.app();
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
                           .takes_value = one->get_items_expected_max() > 0,
                           .repeats = one->get_items_expected_max() > 1,
                           .words = command.words_of(one)});
  // Commands without a group are hidden from --help, and so from everything else.
  for (const CLI::App* one : app.get_subcommands([](const CLI::App* child) { return !child->get_group().empty(); }))
    if (const Command* const below = command.command_of(one)) out.commands.push_back(described(*below, root));
  return out;
}

// One name a line and nothing else, for shells. It is asked of the node at each completion, so that a new journal can
// be completed at once.
int print_names(Context& context, const std::string& what) {
  const auto names = desk::names(*context.node, what);
  if (!names.ok()) return context.fail(names.error());
  for (const std::string& name : *names) context.console.line(name);
  return kDone;
}

// The word was checked while the line was read, so what is neither of the first two is fish.
int print_completion(Context& context, const std::string& shell, const view::CommandLine& line) {
  context.console.out(shell == "bash"  ? bash_completion(line)
                      : shell == "zsh" ? zsh_completion(line)
                                       : fish_completion(line));
  return kDone;
}

}  // namespace

// From the program's own command down; its footer is told apart from those of commands by being the root's.
view::CommandLine command_line(const Command& app) { return described(app, app.app()); }

void add_self(Command& app, Context& context) {
  auto* completion = app.add_subcommand("completion", "Print a completion script for bash, zsh or fish");
  auto shell = std::make_shared<std::string>();
  completion->add_option("SHELL", *shell)->required()->one_of({"bash", "zsh", "fish"});
  on_chosen(completion, context, false,
            [shell, &app](Context& c) { return print_completion(c, *shell, command_line(app)); });
  auto what = std::make_shared<std::string>();
  auto* names = app.add_subcommand("names", "Print what there is, one name a line: for completion and scripts");
  names->add_option("WHAT", *what)->required()->one_of(view::kinds_of_names());
  on_chosen(names, context, true, [what](Context& c) { return print_names(c, *what); });
  auto* man = app.add_subcommand("man", "Print the manual page (parley man | man -l -)");
  on_chosen(man, context, false, [&app](Context& c) {
    c.console.out(man_page(command_line(app), PARLEY_VERSION));
    return kDone;
  });
}

}  // namespace parley::cli
