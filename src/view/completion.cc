// Completion scripts for three shells, made from the description of the command line, so that they are never behind it.
// What there is in a node (journals, groups, peers, users) is not in the script: the shell asks the command for it when
// it is wanted, and gets nothing when there is no node.
//
// Names that other parties chose are among that. They are compared and handed on as text and never as words that the
// shell expands, which is why the script goes without `compgen -W`.
#include "view/command_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "assess/scales.h"
#include "node/acting.h"
#include "watch/reader.h"

namespace parley::view {
namespace {

// What stands with every command, beside its own options (cli/acting.cc).
constexpr std::string_view kEverywhere = "--dir --json --as --password-stdin --password-file --token-file";

struct Named {
  std::string_view name;  // of an option without its dashes, of an operand, or what its value is called
  std::string_view kind;
};
// By what the line calls a value. The same word never means two kinds, but for those in kByCommand.
constexpr Named kByName[] = {
    {"journal", "journals"}, {"JOURNAL", "journals"},  {"indicators", "journals"},
    {"group", "groups"},     {"GROUP", "groups"},      {"change", "groups"},
    {"peer", "peers"},       {"PEER", "peers"},        {"with", "peers"},
    {"party", "peers"},      {"as", "users"},          {"person", "users"},
    {"USER", "users"},       {"INQUIRY", "inquiries"}, {"RECALL", "recalls"},
    {"CASE", "cases"},       {"CHARTER", "charters"},  {"QUESTION", "questions"},
};
struct NamedThere {
  std::string_view command;  // or the beginning of it
  std::string_view name, kind;
};
// What means something else elsewhere. The first that fits counts; an empty kind: nothing there is.
constexpr NamedThere kByCommand[] = {
    {"parley init", "party", ""},
    {"parley serve", "party", ""},
    {"parley inquiry answer", "with", ""},
    {"parley inquiry report", "with", ""},
    {"parley inquiry result", "with", ""},
    {"parley journal recover", "NAME", "journals"},
    {"parley journal add", "NAME", ""},
    {"parley journal", "NAME", "journals"},
    {"parley user add", "NAME", ""},
    {"parley user", "NAME", "users"},
    {"parley user", "in", "groups"},
    {"parley token revoke", "ID", "tokens"},
    {"parley release preview", "from", "journals"},
    {"parley release send", "from", "journals"},
    {"parley release", "to", "groups"},
    {"parley release", "NAME", "releases"},
    {"parley group draft", "from", "groups"},
    {"parley group draft", "without", "peers"},
    {"parley inquiry draft", "to", "peers"},
    {"parley recall status", "RECALL", "recalls"},
};

// What a value can be, where the command itself judges it (with other words than "not one of").
constexpr NamedThere kWords[] = {
    {"parley", "severity", "low medium high critical"},
    {"parley", "on-silence", "nothing escalate consult"},
    {"parley", "default-marking", "clear green amber amber+strict red"},
    {"parley", "marking", "clear green amber amber+strict red"},
    {"parley", "without-marking", "clear green amber amber+strict red"},
    {"parley", "use", "interference infrastructure terrorism"},
    {"parley", "without-use", "interference infrastructure terrorism"},
    {"parley", "asks", "information preservation action nothing"},
    {"parley", "ROLE", "policy technical duty"},
    {"parley", "contact-roles", "policy technical duty none"},
    {"parley", "to-role", "policy technical duty"},
    {"parley", "stance", "affirms denies accepts declines-to-say raises alleges demands"},
    {"parley", "audience", "private public"},
    {"parley recall", "reason", "wrong not-confirmed source-at-risk released-in-error legal superseded other"},
    {"parley recall", "wish", "delete stop-use replace mark"},
    {"parley compare", "only", "disagreements unanswered changed ours-only"},
    {"parley question", "confidence", "low moderate high"},
    {"parley question", "reliability", "A B C D E F"},
    {"parley question", "credibility", "1 2 3 4 5 6"},
    {"parley retention order", "ON", "on off"},
};

// Whether the line calls an option so: an operand by its name, an option by any of its long names or by what its value
// is called.
bool is_called(const CommandOption& option, std::string_view name) {
  if (option.operand) return option.name == name;
  return option.type == name ||
         std::find(option.long_names.begin(), option.long_names.end(), name) != option.long_names.end();
}

// A command with its path, as "parley group show".
struct Placed {
  std::string path;
  const CommandLine* line;
};
// A command and all below it, each with its path; parents stand before their children.
void place(const CommandLine& line, const std::string& path, std::vector<Placed>& out) {
  out.push_back({path, &line});
  for (const CommandLine& child : line.commands) place(child, path + " " + child.name, out);
}
// Every command of the line with its path, from the program itself on.
std::vector<Placed> placed(const CommandLine& line) {
  std::vector<Placed> out;
  place(line, line.name, out);
  return out;
}

// The names of an option with their dashes.
std::vector<std::string> dashed(const CommandOption& option) {
  std::vector<std::string> out;
  for (const std::string& name : option.long_names) out.push_back("--" + name);
  for (const std::string& name : option.short_names) out.push_back("-" + name);
  return out;
}

// The parts of a text, without what stands between them.
std::vector<std::string> cut(std::string_view text, std::string_view between) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(between), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + between.size(), text.size()));
  }
  return out;
}

// What the value of an option or operand can be, as far as that is a list; empty: anything.
std::vector<std::string> words_in(std::string_view path, const CommandOption& option) {
  // What the description of the line itself lists goes before the tables here.
  if (!option.words.empty()) return option.words;
  if (path == "parley watch" && is_called(option, "format")) return cut(watch::format_names(), ", ");
  std::vector<std::string> out;
  if (is_called(option, "ACT"))
    for (const node::Act act : node::all_acts()) out.emplace_back(node::word_of(act));
  if (is_called(option, "likelihood"))
    for (const assess::Likelihood& one : assess::likelihoods()) out.emplace_back(one.word);
  for (const NamedThere& one : kWords)
    if (out.empty() && path.starts_with(one.command) && is_called(option, one.name)) out = cut(one.kind, " ");
  return out;
}

// In single quotes nothing is special to a shell but the quote itself, which has to end them, stand escaped, and begin
// them again.
std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// "words='a b'" or "names=groups", as a line of the script; empty: nothing is known of the value.
std::string bash_value(std::string_view path, const CommandOption& option) {
  if (const auto words = words_in(path, option); !words.empty())
    return "words=" + shell_quoted(fmt::format("{}", fmt::join(words, "\n")));
  const std::string_view kind = names_in(path, option);
  return kind.empty() ? std::string() : fmt::format("names={}", kind);
}

// What can stand behind a command: commands below it and options, its own and those of every command.
std::vector<std::string> words_after(const Placed& one) {
  std::vector<std::string> words;
  for (const CommandLine& child : one.line->commands) words.push_back(child.name);
  for (const CommandOption& option : one.line->options)
    for (const auto& name : option.long_names) words.push_back("--" + name);
  if (one.path != "parley") words.emplace_back(kEverywhere);
  return words;
}

// Lines of a `case` over "PATH WORD": each option that takes a value, and what its value can be.
std::pair<std::string, std::string> bash_options(const std::vector<Placed>& commands) {
  std::string takes, values;
  for (const Placed& one : commands)
    for (const CommandOption& option : one.line->options) {
      if (option.operand || !option.takes_value) continue;
      std::vector<std::string> patterns;
      // What the program itself takes stands behind any command.
      for (const std::string& name : dashed(option))
        patterns.push_back(one.path == "parley" ? fmt::format("*\" {}\"", name)
                                                : fmt::format("\"{} {}\"", one.path, name));
      takes += fmt::format("      {}) value=$word ;;\n", fmt::join(patterns, "|"));
      if (const std::string value = bash_value(one.path, option); !value.empty())
        values += fmt::format("      {}) {} ;;\n", fmt::join(patterns, "|"), value);
    }
  return {takes, values};
}

// Lines of a `case` over "PATH NUMBER": what the operand of this number can be. A list goes on for ever.
std::string bash_operands(const std::vector<Placed>& commands) {
  std::string out;
  for (const Placed& one : commands) {
    std::size_t number = 0;
    for (const CommandOption& option : one.line->options) {
      if (!option.operand) continue;
      const std::string value = bash_value(one.path, option);
      out += fmt::format("      \"{} {}\") {} ;;\n", one.path, option.repeats ? "\"*\"" : std::to_string(number),
                         value.empty() ? "files=yes" : value);
      ++number;
    }
  }
  return out;
}

// The first line of a description, in the quotes of fish, in which only the quote itself has to be escaped.
std::string fish_quote(std::string text) {
  text = text.substr(0, text.find('\n'));
  for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 2) text.replace(at, 1, "\\'");
  return text;
}

// What can be the value of an option or operand: " -x -a '...'"; empty: not known.
std::string fish_value(std::string_view path, const CommandOption& option) {
  if (const auto words = words_in(path, option); !words.empty())
    return fmt::format(" -x -a '{}'", fish_quote(fmt::format("{}", fmt::join(words, " "))));
  const std::string_view kind = names_in(path, option);
  return kind.empty() ? std::string() : fmt::format(" -x -a '(parley names {} 2>/dev/null)'", kind);
}

// Fish completes by conditions and not by a path: a command below another is offered where the other was seen.
void fish_rows(const CommandLine& line, const std::string& path, const std::string& condition, std::string& out) {
  for (const CommandLine& child : line.commands) {
    out += fmt::format("complete -c parley -n '{}' -a {} -d '{}'\n", condition, child.name, fish_quote(child.about));
    const std::string inside = "__fish_seen_subcommand_from " + child.name, below = path + " " + child.name;
    for (const CommandOption& option : child.options) {
      const std::string value = option.operand || option.takes_value ? fish_value(below, option) : std::string();
      for (const auto& name : option.long_names)
        out +=
            fmt::format("complete -c parley -n '{}' -l {}{} -d '{}'\n", inside, name, value, fish_quote(option.about));
      if (option.operand && !value.empty()) out += fmt::format("complete -c parley -n '{}'{}\n", inside, value);
    }
    fish_rows(child, below, inside, out);
  }
}

}  // namespace

const std::vector<std::string>& kinds_of_names() {
  static const std::vector<std::string> kinds = {"journals",  "groups",    "charters", "peers",    "users", "cases",
                                                 "questions", "inquiries", "recalls",  "releases", "tokens"};
  return kinds;
}

std::string_view names_in(std::string_view path, const CommandOption& option) {
  for (const NamedThere& one : kByCommand)
    if (path.starts_with(one.command) && is_called(option, one.name)) return one.kind;
  for (const Named& one : kByName)
    if (is_called(option, one.name)) return one.kind;
  return {};
}

// The path of commands is found from the words before the cursor: each that leads on from the path so far extends it;
// everything else is an option, its value, or an operand, which are counted. A "=" behind an option is a word of its
// own to bash. Where nothing fits, files are offered.
std::string bash_completion(const CommandLine& line) {
  const std::vector<Placed> commands = placed(line);
  const auto [takes, values] = bash_options(commands);
  std::string paths, words;
  for (const Placed& one : commands) {
    if (one.path != line.name) paths += fmt::format("      \"{0}\") path=\"{0}\"; at=0; continue ;;\n", one.path);
    words += fmt::format("    \"{}\") words=\"{}\" ;;\n", one.path, fmt::join(words_after(one), " "));
  }
  return "# bash completion for parley. Put it where bash-completion looks, or: source <(parley completion bash)\n"
         "_parley() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} path=parley at=0 value= word words= names= files= i\n"
         "  local -a node=()\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    word=${COMP_WORDS[i]}\n"
         "    if [ -n \"$value\" ]; then\n"
         "      [ \"$word\" = = ] && continue\n"
         "      [ \"$value\" = --dir ] && node=(--dir \"$word\")\n"
         "      value=\n"
         "      continue\n"
         "    fi\n"
         "    case \"$path $word\" in\n" +
         paths +
         "    esac\n"
         "    case \"$path $word\" in\n" +
         takes +
         "      *\" -\"*) ;;\n"
         "      *) at=$((at + 1)) ;;\n"
         "    esac\n"
         "  done\n"
         "  [ \"$current\" = = ] && current=\n"
         "  if [ -n \"$value\" ]; then\n"
         "    case \"$path $value\" in\n" +
         values +
         "    esac\n"
         "  else\n"
         "    [[ $current == -* ]] || case \"$path $at\" in\n" +
         bash_operands(commands) +
         "    esac\n"
         "    [ -n \"$words$names$files\" ] || case \"$path\" in\n" +
         words +
         "    esac\n"
         "  fi\n"
         "  [ -z \"$names\" ] || words=$(parley \"${node[@]}\" names \"$names\" 2>/dev/null)\n"
         "  [[ $words == *$'\\n'* ]] || words=${words// /$'\\n'}\n"
         "  COMPREPLY=()\n"
         "  while IFS= read -r word; do\n"
         "    [[ -n $word && $word == \"$current\"* ]] && COMPREPLY+=(\"$word\")\n"
         "  done <<< \"$words\"\n"
         "  [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- \"$current\"))\n"
         "}\n"
         "complete -o filenames -F _parley parley\n";
}

// The same script as for bash, so that there is one to keep right.
std::string zsh_completion(const CommandLine& line) {
  return "#compdef parley\n# zsh completion for parley, through zsh's own reading of bash completions.\n"
         "autoload -U +X bashcompinit && bashcompinit\n" +
         bash_completion(line);
}

std::string fish_completion(const CommandLine& line) {
  std::string out = "# fish completion for parley\n";
  fish_rows(line, line.name, "__fish_use_subcommand", out);
  return out;
}

}  // namespace parley::view
