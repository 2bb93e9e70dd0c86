// Completion scripts for three shells, made from the description of the command line, so that they are never behind it.
// What there is in a node (journals, groups, peers, users) is not in the script: the shell asks the command for it when
// it is wanted, and gets nothing when there is no node.
#include "view/command_line.h"

#include <fmt/format.h>

#include <utility>

namespace parley::view {
namespace {

// "parley journal" -> the words that may follow it.
// One row for each command: the commands below it and its options, with those that every command has. The script knows
// no more than these rows and finds its way through them word by word.
void completion_rows(const CommandLine& line, const std::string& path,
                     std::vector<std::pair<std::string, std::string>>& rows) {
  std::vector<std::string> words;
  for (const CommandLine& child : line.commands) words.push_back(child.name);
  for (const CommandOption& option : line.options)
    for (const auto& name : option.long_names) words.push_back("--" + name);
  if (path != "parley")
    words.insert(words.end(), {"--dir", "--json", "--as", "--password-stdin", "--password-file", "--token-file"});
  rows.emplace_back(path, fmt::format("{}", fmt::join(words, " ")));
  for (const CommandLine& child : line.commands) completion_rows(child, path + " " + child.name, rows);
}

// The first line of a description, in the quotes of fish, in which only the quote itself has to be escaped.
std::string fish_quote(std::string text) {
  text = text.substr(0, text.find('\n'));
  for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 2) text.replace(at, 1, "\\'");
  return text;
}

// Fish completes by conditions and not by a path: a command below another is offered where the other was seen.
void fish_rows(const CommandLine& line, const std::string& condition, std::string& out) {
  for (const CommandLine& child : line.commands) {
    out += fmt::format("complete -c parley -n '{}' -a {} -d '{}'\n", condition, child.name, fish_quote(child.about));
    const std::string inside = "__fish_seen_subcommand_from " + child.name;
    for (const CommandOption& option : child.options)
      for (const auto& name : option.long_names)
        out += fmt::format("complete -c parley -n '{}' -l {} -d '{}'\n", inside, name, fish_quote(option.about));
    fish_rows(child, inside, out);
  }
}

}  // namespace

// The path of commands is found from the words before the cursor: each that leads on from the path so far extends it,
// everything else is an option, a value or an operand. Where nothing fits, files are offered.
std::string bash_completion(const CommandLine& line) {
  std::vector<std::pair<std::string, std::string>> rows;
  completion_rows(line, "parley", rows);
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

std::string zsh_completion(const CommandLine& line) {
  return "#compdef parley\n# zsh completion for parley, through zsh's own reading of bash completions.\n"
         "autoload -U +X bashcompinit && bashcompinit\n" +
         bash_completion(line);
}

std::string fish_completion(const CommandLine& line) {
  std::string out = "# fish completion for parley\n";
  fish_rows(line, "__fish_use_subcommand", out);
  return out;
}

}  // namespace parley::view
