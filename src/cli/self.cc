// What the command says about itself: shell completion and the manual page, both made from the same tree as --help, so
// that they are always true.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/node.h"
#include "node/peers.h"

namespace parley::cli {
namespace {

std::vector<const CLI::App*> subcommands(const CLI::App& app) {
  const auto list = app.get_subcommands([](const CLI::App* child) { return !child->get_group().empty(); });
  return {list.begin(), list.end()};
}

// "parley journal" -> the words that may follow it.
void completion_rows(const CLI::App& app, const std::string& path,
                     std::vector<std::pair<std::string, std::string>>& rows) {
  std::vector<std::string> words;
  for (const auto* child : subcommands(app)) words.push_back(child->get_name());
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) words.push_back("--" + name);
  if (path != "parley")
    words.insert(words.end(), {"--dir", "--json", "--as", "--password-stdin", "--password-file", "--token-file"});
  rows.emplace_back(path, fmt::format("{}", fmt::join(words, " ")));
  for (const auto* child : subcommands(app)) completion_rows(*child, path + " " + child->get_name(), rows);
}

std::string bash_completion(const CLI::App& app) {
  std::vector<std::pair<std::string, std::string>> rows;
  completion_rows(app, "parley", rows);
  std::string out =
      "# bash completion for parley. Put it where bash-completion looks, or: source <(parley completion bash)\n"
      "_parley() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} path=parley word i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    word=${COMP_WORDS[i]}\n"
      "    case \"$path $word\" in\n";
  for (const auto& [path, words] : rows)
    if (path != "parley") out += fmt::format("      \"{}\") path=\"{}\" ;;\n", path, path);
  out += "    esac\n  done\n  local words\n  case \"$path\" in\n";
  for (const auto& [path, words] : rows) out += fmt::format("    \"{}\") words=\"{}\" ;;\n", path, words);
  // After an option that takes a name, the names that there are; nothing when the node cannot be asked.
  out +=
      "  esac\n"
      "  case \"${COMP_WORDS[COMP_CWORD-1]}\" in\n"
      "    --journal|-j|--from) words=$(parley names journals 2>/dev/null) ;;\n"
      "    --group|-g|--to) words=$(parley names groups 2>/dev/null) ;;\n"
      "    --with|--party|--peer) words=$(parley names peers 2>/dev/null) ;;\n"
      "    --as) words=$(parley names users 2>/dev/null) ;;\n"
      "  esac\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
      "  [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- \"$current\"))\n"
      "}\n"
      "complete -o filenames -F _parley parley\n";
  return out;
}

std::string zsh_completion(const CLI::App& app) {
  return "#compdef parley\n# zsh completion for parley, through zsh's own reading of bash completions.\n"
         "autoload -U +X bashcompinit && bashcompinit\n" +
         bash_completion(app);
}

std::string fish_quote(std::string text) {
  text = text.substr(0, text.find('\n'));
  for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 2) text.replace(at, 1, "\\'");
  return text;
}

void fish_rows(const CLI::App& app, const std::string& condition, std::string& out) {
  for (const auto* child : subcommands(app)) {
    out += fmt::format("complete -c parley -n '{}' -a {} -d '{}'\n", condition, child->get_name(),
                       fish_quote(child->get_description()));
    const std::string inside = "__fish_seen_subcommand_from " + child->get_name();
    for (const auto* option : child->get_options())
      for (const auto& name : option->get_lnames())
        out += fmt::format("complete -c parley -n '{}' -l {} -d '{}'\n", inside, name,
                           fish_quote(option->get_description()));
    fish_rows(*child, inside, out);
  }
}

std::string fish_completion(const CLI::App& app) {
  std::string out = "# fish completion for parley\n";
  fish_rows(app, "__fish_use_subcommand", out);
  return out;
}

// Text as roff wants it.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\\\";
    else if (c == '-')
      out += "\\-";
    else if (c == '\n')
      out += "\n.br\n";
    else
      out += c;
  }
  if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
  return out;
}

// ".TP", the term in bold, and its description; `type` as --help shows it, such as TIME.
void man_term(std::string_view term, std::string_view type, std::string_view description, std::string& out) {
  out += fmt::format(".TP\n\\fB{}\\fR{}{}\n{}\n", roff(term), type.empty() ? "" : " ", roff(type), roff(description));
}

void man_command(const CLI::App& app, const std::string& path, std::string& out) {
  const auto children = subcommands(app);
  std::string usage = path;
  for (const auto* option : app.get_options())
    if (option->get_positional())
      usage += option->get_required() ? " " + option->get_name(true) : " [" + option->get_name(true) + "]";
  if (path != "parley" && children.empty()) {
    out += fmt::format(".SS \"{}\"\n{}\n", roff(usage), roff(app.get_description()));
    for (const auto* option : app.get_options())
      if (option->get_positional() && !option->get_description().empty())
        man_term(option->get_name(true), "", option->get_description(), out);
    for (const auto* option : app.get_options()) {
      if (option->get_positional() || option->check_lname("help")) continue;
      const bool takes_value = option->get_expected_max() > 0;
      man_term(option->get_name(false, true), takes_value ? option->get_type_name() : "", option->get_description(),
               out);
    }
    // The application's own stands under EXIT STATUS.
    const CLI::App* root = &app;
    while (root->get_parent() != nullptr) root = root->get_parent();
    if (!app.get_footer().empty() && app.get_footer() != root->get_footer())
      out += fmt::format(".PP\n{}\n", roff(app.get_footer()));
  }
  for (const auto* child : children) man_command(*child, path + " " + child->get_name(), out);
}

std::string man_page(const CLI::App& app) {
  std::string out = fmt::format(
      ".TH PARLEY 1 \"\" \"Parley {}\" \"User Commands\"\n.SH NAME\nparley \\- STIX 2.1 journals that can be proved, "
      "served over TAXII 2.1\n",
      PARLEY_VERSION);
  out +=
      ".SH SYNOPSIS\n.B parley\n[\\-\\-dir DIR] [\\-\\-json] [\\-\\-as USER] COMMAND [ARGUMENTS]\n.SH DESCRIPTION\n" +
      roff(app.get_description()) + "\n";
  out += ".SH COMMANDS\n";
  man_command(app, "parley", out);
  out +=
      ".SH EXIT STATUS\n0 done; 1 something was refused or invalid; 2 wrong usage; 3 could not run; 4 nothing is wrong "
      "and nothing has left: it waits for a second person (parley release pending); 5 an import met versions that are "
      "here with other content; 130 it was stopped by Ctrl\\-C.\n"
      ".SH EXAMPLES\n.TP\nA node, what it holds, and who may read it:\n"
      ".nf\nparley init /srv/parley \\-\\-party \"Ministry of the Interior\"\n"
      "parley import \\-\\-dir /srv/parley bundle.json\n"
      "parley user add sensor \\-\\-read main \\-\\-dir /srv/parley\n"
      "parley serve \\-\\-dir /srv/parley\n.fi\n"
      ".TP\nAnother party, a group, and a release to it (with PARLEY_DIR set):\n"
      ".nf\nparley peer invite\nparley peer accept CARD\n"
      "parley group draft lake\\-tarn \\-\\-with graustark \\-\\-purpose \"Find out what happened.\" \\-\\-use "
      "elections\n"
      "parley group sign lake\\-tarn\nparley release preview ID \\-\\-to lake\\-tarn\n"
      "parley release send ID \\-\\-to lake\\-tarn\n.fi\n"
      ".TP\nA proof, and its verification anywhere:\n"
      ".nf\nparley prove ID \\-o proof.json\nparley verify proof.json \\-\\-key KEY\n.fi\n"
      ".SH ENVIRONMENT\n.TP\n.B PARLEY_DIR\nThe node's folder when \\-\\-dir is not given.\n"
      ".SH FILES\n.TP\n.B DIR/parley.toml\nConfiguration; parley config check reads it.\n"
      ".TP\n.B DIR/journals\nThe journals: plain NDJSON segments, tiles, signed head.\n";
  return out;
}

int print_names(Context& context, const std::string& what) {
  Console& console = context.console;
  if (what == "journals")
    for (const auto& row : context.node->journals().rows()) console.line(row.name);
  if (what == "groups")
    for (const auto& view : context.node->membership().groups()) console.line(view.alias);
  if (what == "peers")
    for (const auto& peer : context.node->peers().list()) console.line(peer.alias);
  if (what != "users") return kDone;
  const auto users = context.node->access().users();
  if (!users.ok()) return context.fail(users.error());
  for (const auto& user : *users) console.line(user.name);
  return kDone;
}

}  // namespace

void add_self(Command& app, Context& context) {
  const CLI::App& command_line = app.app();
  auto* completion = app.add_subcommand("completion", "Print a completion script for bash, zsh or fish");
  auto shell = std::make_shared<std::string>();
  completion->add_option("SHELL", *shell)->required()->one_of({"bash", "zsh", "fish"});
  on_chosen(completion, context, false, [shell, &command_line](Context& c) {
    c.console.out(*shell == "bash"  ? bash_completion(command_line)
                  : *shell == "zsh" ? zsh_completion(command_line)
                                    : fish_completion(command_line));
    return kDone;
  });
  auto what = std::make_shared<std::string>();
  auto* names = app.add_subcommand("names", "Print what there is, one name a line: for completion and scripts");
  names->add_option("WHAT", *what)->required()->one_of({"journals", "groups", "peers", "users"});
  on_chosen(names, context, true, [what](Context& c) { return print_names(c, *what); });
  auto* man = app.add_subcommand("man", "Print the manual page (parley man | man -l -)");
  on_chosen(man, context, false, [&command_line](Context& c) {
    c.console.out(man_page(command_line));
    return kDone;
  });
}

}  // namespace parley::cli
