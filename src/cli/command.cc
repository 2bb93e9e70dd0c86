// What all commands share: how an error is told and which exit status it means, how a person is asked before something
// is destroyed, and where a page goes.
#include "cli/command.h"

#include <fmt/format.h>

#include <algorithm>

namespace parley::cli {

namespace {

// A message may have several lines. Each but the first stands further in, so that nobody's words in it can pass for a
// line of ours.
std::string indented(std::string_view message) {
  std::string out;
  for (const char c : message) {
    out += c;
    if (c == '\n') out += "  ";
  }
  return out;
}

constexpr std::string_view kInNames = "abcdefghijklmnopqrstuvwxyz_";

// The option of this command that a desk calls `name`; empty: it has none.
std::string option_called(const Command& command, std::string_view name) {
  std::string option = "--" + std::string(name);
  std::replace(option.begin(), option.end(), '_', '-');
  return !name.empty() && command.has_option(option) ? option : std::string();
}

// "about: ..." -> "--about: ...", and what would help, "say that it is one (label)" -> "(--label)", where the command
// has such an option.
std::string with_options(const Command* command, std::string message) {
  if (command == nullptr) return message;
  const std::size_t end = std::min(message.find_first_not_of(kInNames), message.size());
  if (message.compare(end, 2, ": ") == 0)
    if (const std::string option = option_called(*command, std::string_view(message).substr(0, end)); !option.empty())
      message.replace(0, end, option);
  for (std::size_t at = message.find('('); at != std::string::npos; at = message.find('(', at + 1)) {
    const std::size_t close = std::min(message.find_first_not_of(kInNames, at + 1), message.size());
    if (message.compare(close, 1, ")") != 0) continue;
    const std::string option = option_called(*command, std::string_view(message).substr(at + 1, close - at - 1));
    if (!option.empty()) message.replace(at + 1, close - at - 1, option);
  }
  return message;
}

}  // namespace

int Context::fail(const Error& error) {
  const std::string message = with_options(command, error.message);
  if (json)
    console.line(
        JsonLine().raw("error", JsonLine().text("code", to_string(error.code)).text("message", message).str()).str());
  else
    console.err_lines("parley: " + indented(message));
  // What the request was refused for is 1, what kept it from being looked at is 3: a script repeats the second and not
  // the first.
  switch (error.code) {
    case Code::invalid_input:
    case Code::not_found:
    case Code::conflict:
    case Code::forbidden:
    case Code::too_large:
      return kRefused;
    default:
      return kCouldNotRun;
  }
}

// From the worst to the mildest, since the numbers of the statuses are not in that order.
int worse(int one, int other) {
  for (const int status : {kUsage, kCouldNotRun, kRefused, kWaits})
    if (one == status || other == status) return status;
  return kDone;
}

// Without a terminal nobody can be asked, and no answer is never taken for yes.
bool may_destroy(Context& context, bool yes, const std::string& question) {
  if (yes) return true;
  if (!context.console.streams().in_is_terminal) {
    (void)context.fail({Code::forbidden, "this cannot be undone; say --yes to do it without being asked"});
    return false;
  }
  return context.console.confirm(question);
}

// For acts of which there is nothing to show but that they were done: a sentence for people, one member for programs.
int print_done(Context& context, const Status& done, std::string_view member, std::string_view value,
               const std::string& sentence) {
  if (!done.ok()) return context.fail(done.error());
  context.console.line(context.json ? JsonLine().text(member, value).str() : sentence);
  return kDone;
}

// A file that cannot be written is no refusal: the command could not do its work, and a script may try again.
int write_page(Context& context, const std::string& file, const std::string& page) {
  const auto output = context.console.open_output(file);
  if (!output.ok()) return context.fail(output.error()), kCouldNotRun;
  if (auto written = write_all(output->get(), page); !written.ok())
    return context.fail(std::move(written).in(file).error()), kCouldNotRun;
  if (file == "-") return kDone;
  if (context.json)
    context.console.line(JsonLine().text("file", file).number("bytes", page.size()).str());
  else
    context.console.line(fmt::format("Wrote {} ({})", file, human_bytes(page.size())));
  return kDone;
}

}  // namespace parley::cli
