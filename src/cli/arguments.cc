// What the commands use of CLI11, call for call. CLI11 owns its options and commands by pointers that live as long as
// the application; here each gets a small object beside it, which remembers what CLI11 has no place for: what is done
// with a file that is named.
#include "cli/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <string_view>

namespace parley::cli {

Option* Option::required() { return option_->required(), this; }
Option* Option::type_name(const std::string& name) { return option_->type_name(name), this; }
Option* Option::capture_default_str() { return option_->capture_default_str(), this; }
Option* Option::between(std::int64_t least, std::int64_t most) { return option_->check(CLI::Range(least, most)), this; }
// Kept as well as checked, because completion offers them and CLI11 does not give them back.
Option* Option::one_of(const std::vector<std::string>& words) {
  words_ = words;
  return option_->check(CLI::IsMember(words)), this;
}
Option* Option::excludes(Option* other) { return option_->excludes(other->option_), this; }
Option* Option::expected(int least, int most) { return option_->expected(least, most), this; }
// An empty word is often a variable of a script that was not set. A message without words cannot be unsaid, so it is
// refused where it is typed.
Option* Option::says_something() {
  option_->check([](const std::string& text) {
    return text.find_first_not_of(" \t\r\n") == std::string::npos ? std::string("it must say something")
                                                                  : std::string();
  });
  return this;
}
// What is wrong with a word is found out while the line is read, before a node is opened or a password is asked for.
Option* Option::fits(std::function<Status(const std::string&)> reads) {
  option_->check([reads = std::move(reads)](const std::string& text) {
    const Status read = reads(text);
    return read.ok() ? std::string() : read.error().message;
  });
  return this;
}
// Without this a list option takes every word behind it that is no option, also the operands of the command.
Option* Option::one_value_each() { return option_->allow_extra_args(false), this; }
std::size_t Option::count() const { return option_->count(); }
Option* Option::uses(FileUse use) { return use_ = use, this; }
// After the line was parsed: what was typed is what may be opened.
void Option::announce(std::vector<Announced::File>& files) const {
  if (use_ == FileUse::none) return;
  for (const std::string& value : option_->results()) files.push_back({use_, value});
}

Command::Command(CLI::App& app) : app_(app) {}
Command::~Command() = default;

// Owned by the command above it, as CLI11 owns its own, so that the pointer stays good.
Command* Command::add_subcommand(const std::string& name, const std::string& about) {
  commands_.push_back(std::make_unique<Command>(*app_.add_subcommand(name, about)));
  return commands_.back().get();
}

Command* Command::require_subcommand(int count) { return app_.require_subcommand(count), this; }
void Command::footer(const std::string& text) { app_.footer(text); }
void Command::callback(std::function<void()> chosen) { app_.callback(std::move(chosen)); }
std::size_t Command::count(const std::string& option) const { return app_.count(option); }
bool Command::has_option(const std::string& option) const { return app_.get_option_no_throw(option) != nullptr; }

// By the pointer that CLI11 gives back, as an option has several names.
std::vector<std::string> Command::words_of(const CLI::Option* option) const {
  for (const auto& one : options_)
    if (one->inner() == option) return one->words();
  return {};
}
const Command* Command::command_of(const CLI::App* app) const {
  for (const auto& one : commands_)
    if (&one->app() == app) return one.get();
  return nullptr;
}

// The object beside the option lives as long as the command, so that the pointer that is handed out stays good.
Option* Command::keep(CLI::Option* option) {
  options_.push_back(std::make_unique<Option>(option));
  return options_.back().get();
}

// Over all commands: only the one that was chosen has results, and so the others announce nothing.
void Command::announce(std::vector<Announced::File>& files) const {
  for (const auto& option : options_) option->announce(files);
  for (const auto& command : commands_) command->announce(files);
}

// One function for each type that the header declares, so that the header needs no template and no CLI11.
template <typename T>
Option* Command::option(const std::string& name, T& value, const std::string& about) {
  return keep(app_.add_option(name, value, about));
}

Option* Command::add_option(const std::string& name, std::string& value, const std::string& about) {
  return option(name, value, about);
}
Option* Command::add_option(const std::string& name, std::optional<std::string>& value, const std::string& about) {
  return option(name, value, about);
}
Option* Command::add_option(const std::string& name, std::vector<std::string>& values, const std::string& about) {
  return option(name, values, about);
}
Option* Command::add_option(const std::string& name, std::vector<std::int64_t>& values, const std::string& about) {
  return option(name, values, about);
}
Option* Command::add_option(const std::string& name, int& value, const std::string& about) {
  return option(name, value, about);
}
Option* Command::add_option(const std::string& name, std::uint16_t& value, const std::string& about) {
  return option(name, value, about);
}
Option* Command::add_option(const std::string& name, std::uint32_t& value, const std::string& about) {
  return option(name, value, about);
}
Option* Command::add_option(const std::string& name, std::int64_t& value, const std::string& about) {
  return option(name, value, about);
}
Option* Command::add_option(const std::string& name, std::uint64_t& value, const std::string& about) {
  return option(name, value, about);
}
Option* Command::add_flag(const std::string& name, bool& value, const std::string& about) {
  return keep(app_.add_flag(name, value, about));
}

std::vector<std::string> tried_of(const Command& command) {
  // As operands are called that name a thing here; others are texts, files or patterns.
  constexpr std::array<std::string_view, 9> kNames = {"NAME",  "USER",    "ID",    "OBJECT", "WHAT",
                                                      "GROUP", "JOURNAL", "PARTY", "CHARTER"};
  std::string path;
  for (const CLI::App* app = &command.app(); app->get_parent() != nullptr; app = app->get_parent())
    path = path.empty() ? app->get_name() : app->get_name() + " " + path;
  std::vector<std::string> out = {std::move(path)};
  for (const CLI::Option* option : command.app().get_options()) {
    if (!option->get_positional() || option->count() == 0) continue;
    if (std::find(kNames.begin(), kNames.end(), option->get_name(true)) == kNames.end()) continue;
    for (const std::string& one : option->results()) out.push_back(one);
  }
  return out;
}

}  // namespace parley::cli
