// What a command line may hold: of CLI11 what the subcommands use. Its header costs each file that reads it several
// seconds of compiling, so only arguments.cc, app.cc and self.cc do. Everything lives as long as the application that
// it was made in.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/announced.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace parley::cli {

class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}
  Option* required();
  Option* type_name(const std::string& name);  // what --help calls the value
  Option* capture_default_str();               // --help shows the value that the variable has now
  Option* between(std::int64_t least, std::int64_t most);
  Option* one_of(const std::vector<std::string>& words);
  const std::vector<std::string>& words() const { return words_; }  // of one_of()
  const CLI::Option* inner() const { return option_; }
  Option* excludes(Option* other);
  Option* expected(int least, int most);  // so many values behind one option
  // What `reads` refuses is wrong usage, in its words. For values with a notation of their own.
  Option* fits(std::function<Status(const std::string&)> reads);
  Option* says_something();   // a value of nothing but white space is refused
  Option* one_value_each();   // a list is given as one option for each value
  std::size_t count() const;  // how often it was given
  // Its values are files, and this is done with them: what is not said here a running node cannot have opened.
  Option* uses(FileUse use);
  void announce(std::vector<Announced::File>& files) const;

 private:
  CLI::Option* option_;
  FileUse use_ = FileUse::none;
  std::vector<std::string> words_;
};

// One command or group of commands.
class Command {
 public:
  explicit Command(CLI::App& app);
  ~Command();
  Command* add_subcommand(const std::string& name, const std::string& about);
  Command* require_subcommand(int count);
  void footer(const std::string& text);
  void callback(std::function<void()> chosen);  // called when this command was chosen and the whole line was read

  // `name`: "FILE" for an operand, "--out,-o" for an option. The variable must live until the command has run.
  Option* add_option(const std::string& name, std::string& value, const std::string& about = {});
  // Nothing unless it was given: for what stays as it is without it.
  Option* add_option(const std::string& name, std::optional<std::string>& value, const std::string& about = {});
  Option* add_option(const std::string& name, std::vector<std::string>& values, const std::string& about = {});
  Option* add_option(const std::string& name, std::vector<std::int64_t>& values, const std::string& about = {});
  Option* add_option(const std::string& name, int& value, const std::string& about = {});
  Option* add_option(const std::string& name, std::uint16_t& value, const std::string& about = {});
  Option* add_option(const std::string& name, std::uint32_t& value, const std::string& about = {});
  Option* add_option(const std::string& name, std::int64_t& value, const std::string& about = {});
  Option* add_option(const std::string& name, std::uint64_t& value, const std::string& about = {});
  Option* add_flag(const std::string& name, bool& value, const std::string& about = {});
  std::size_t count(const std::string& option) const;
  bool has_option(const std::string& option) const;  // "--about"

  // The words of one of its options; none when there are none.
  std::vector<std::string> words_of(const CLI::Option* option) const;
  const Command* command_of(const CLI::App* app) const;  // a command below this one

  // The files that the line names, as far as it was read.
  void announce(std::vector<Announced::File>& files) const;

  CLI::App& app() const { return app_; }

 private:
  template <typename T>
  Option* option(const std::string& name, T& value, const std::string& about);
  Option* keep(CLI::Option* option);

  CLI::App& app_;
  std::vector<std::unique_ptr<Command>> commands_;
  std::vector<std::unique_ptr<Option>> options_;
};

// What the line sets out to do, for a record: the command with those above it ("user revoke"), and the names that it
// was given; no text, since what somebody wrote is nobody's to keep.
std::vector<std::string> tried_of(const Command& command);

}  // namespace parley::cli
