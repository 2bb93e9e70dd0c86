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

// "about: ..." -> "--about: ..." where the command has such an option.
std::string with_option(const Command* command, const std::string& message) {
  const std::size_t end = message.find_first_not_of("abcdefghijklmnopqrstuvwxyz_");
  if (command == nullptr || end == 0 || end == std::string::npos || message.compare(end, 2, ": ") != 0) return message;
  std::string option = "--" + message.substr(0, end);
  std::replace(option.begin(), option.end(), '_', '-');
  return command->has_option(option) ? option + message.substr(end) : message;
}

}  // namespace

int Context::fail(const Error& error) {
  const std::string message = with_option(command, error.message);
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

int print_done(Context& context, const Status& done, std::string_view member, std::string_view value,
               const std::string& sentence) {
  if (!done.ok()) return context.fail(done.error());
  context.console.line(context.json ? JsonLine().text(member, value).str() : sentence);
  return kDone;
}

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
