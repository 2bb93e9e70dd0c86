// What a command line can hold, as a value, and what is made of it: completion for shells, the manual page, and what is
// said of a word that nothing knows. All from the same tree as --help, so that they are always true.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley::view {

struct CommandOption {
  std::string name;                                  // as --help writes it: "FILE", "-o,--out"
  std::vector<std::string> long_names, short_names;  // without their dashes
  std::string type;                                  // what the value is called, such as TIME
  std::string about;
  bool operand = false;  // a word by its place, without dashes
  bool required = false;
  bool takes_value = false;             // the value follows, in the same word or the next
  bool repeats = false;                 // of an operand: as many as are given
  std::vector<std::string> words = {};  // what the value can be, or is likely to be; none: anything
};

struct CommandLine {
  std::string name, about;
  std::string footer;  // its own; empty: none
  std::vector<CommandOption> options;
  std::vector<CommandLine> commands;  // that may follow; none: it is run
};

// What `parley names` can be asked for: "journals", "groups" and so on.
const std::vector<std::string>& kinds_of_names();
// Which of these the value of an option or operand names; empty: none. `path`: the command's, such as "parley group".
std::string_view names_in(std::string_view path, const CommandOption& option);

std::string bash_completion(const CommandLine& line);
std::string zsh_completion(const CommandLine& line);
std::string fish_completion(const CommandLine& line);
std::string man_page(const CommandLine& line, const std::string& version);

// The first of the words that nothing knows, in a sentence with what may have been meant; empty when all are known.
std::string unknown_word(const CommandLine& line, const std::vector<std::string>& words);

}  // namespace parley::view
