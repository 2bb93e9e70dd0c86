// Finds the word in a command line that the program does not know, and the known one that was probably meant. It reads
// the line again after the parser has refused it, with the parser's own description of what there is, because the
// parser only says that something was left over and not what.
#include "view/command_line.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/edits.h"

namespace parley::view {
namespace {

// "; did you mean ...?" when one of `words` is near, or begins with what was written.
std::string nearest(std::string_view word, const std::vector<std::string>& words) {
  // Longer words are no slips of a finger, and the distance costs the product of two lengths.
  constexpr std::size_t kLongest = 64;
  const std::string* best = nullptr;
  // One slip in three letters: with more nearly every short word would be near another. The beginning of a word counts
  // as one slip, since people type beginnings.
  std::size_t best_edits = 1 + word.size() / 3;
  for (const std::string& one : words) {
    if (word.size() > kLongest || one.empty()) continue;
    const std::size_t edits = word.size() >= 3 && one.starts_with(word) ? 1 : edits_between(word, one);
    if (edits <= best_edits && (best == nullptr || edits < best_edits)) best = &one, best_edits = edits;
  }
  return best != nullptr ? "; did you mean " + *best + "?" : std::string();
}

// The commands that were named so far, each under the one before; the first is the program.
using Path = std::vector<const CommandLine*>;

std::string path_text(const Path& path) {
  std::vector<std::string_view> names;
  for (const CommandLine* one : path) names.push_back(one->name);
  return fmt::format("{}", fmt::join(names, " "));
}

std::vector<std::string> names_of(const std::vector<CommandLine>& commands) {
  std::vector<std::string> out;
  for (const CommandLine& one : commands) out.push_back(one.name);
  return out;
}

bool has_name(const CommandOption& option, std::string_view word) {
  const bool is_long = word.starts_with("--");
  const auto& names = is_long ? option.long_names : option.short_names;
  return std::find(names.begin(), names.end(), word.substr(is_long ? 2 : 1)) != names.end();
}

// The option of this command, or of one above it, that `word` (with its dashes) names.
// From the innermost command outwards, as the parser looks: an option of the program can stand behind any command.
const CommandOption* option_named(const Path& path, std::string_view word) {
  for (auto at = path.rbegin(); at != path.rend(); ++at)
    for (const CommandOption& option : (*at)->options)
      if (has_name(option, word)) return &option;
  return nullptr;
}

std::vector<std::string> options_of(const Path& path) {
  std::vector<std::string> out;
  for (auto at = path.rbegin(); at != path.rend(); ++at)
    for (const CommandOption& option : (*at)->options)
      for (const std::string& name : option.long_names) out.push_back("--" + name);
  return out;
}

}  // namespace

// Goes along the line as the parser does: a word with dashes is an option and takes its value with it, any other is the
// name of a command as long as the command has some below it, and an operand from then on. The first that is not known
// is the answer.
std::string unknown_word(const CommandLine& line, const std::vector<std::string>& words) {
  Path path = {&line};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    // What follows are operands, whatever they look like.
    if (word == "--") return {};
    if (word.size() > 1 && word[0] == '-') {
      const bool is_long = word[1] == '-';
      const std::string name = is_long ? word.substr(0, word.find('=')) : word.substr(0, 2);
      const CommandOption* option = option_named(path, name);
      if (option == nullptr)
        return fmt::format("unknown option {} of {}{} ({} --help lists them)", name, path_text(path),
                           nearest(name, options_of(path)), path_text(path));
      // "--name=value" and "-nvalue" carry their value in the same word.
      const bool value_follows = option->takes_value && (is_long ? name == word : word.size() == 2);
      if (value_follows) ++i;
      continue;
    }
    const auto& commands = path.back()->commands;
    if (commands.empty()) continue;  // an operand
    const auto child =
        std::find_if(commands.begin(), commands.end(), [&](const auto& one) { return one.name == word; });
    if (child == commands.end())
      return fmt::format("unknown command {} {}{} ({} --help lists them)", path_text(path), word,
                         nearest(word, names_of(commands)), path_text(path));
    path.push_back(&*child);
  }
  if (const auto& commands = path.back()->commands; !commands.empty())
    return fmt::format("{} needs one of these commands: {}", path_text(path), fmt::join(names_of(commands), ", "));
  return {};
}

}  // namespace parley::view
