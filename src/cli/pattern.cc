// parley pattern: the STIX patterning language from the command line. With --ndjson, one JSON line out per line in, in
// order.
#include "pattern/pattern.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/command.h"
#include "cli/open_text.h"
#include "pattern/contract.h"

namespace parley::cli {
namespace {

// A line holds a pattern and all that it is matched against, so it may be as large as a file of bundles.
constexpr std::size_t kMaxLineBytes = 256u << 20;

// Each pattern is an option of its own: of a list of texts, CLI11 would read "[a,b]" as two.
struct PatternArguments {
  std::string first, second;  // a pattern; with --ndjson, `first` is a file
  std::vector<std::string> files;
  bool ndjson = false;
};

// One answer for each line, numbered as it came; a line that is wrong gets an answer that says so. The status tells
// only whether the lines could be read.
int lines(Context& context, const PatternArguments& arguments,
          std::string (pattern::LineService::*answer)(std::uint64_t, std::string_view)) {
  pattern::LineService service;
  const auto fd = context.console.open_input(arguments.first);
  if (!fd.ok()) return context.fail(fd.error()), kCouldNotRun;
  // A program that sends a line and waits for its answer has it before more is waited for.
  const auto source = input::read_until_stopped(fd->get(), [&] { return context.console.ends_here(); });
  const auto read = [&](char* out, std::size_t size) {
    context.console.flush();
    return source(out, size);
  };
  const auto done = for_each_line(read, kMaxLineBytes, [&](std::string_view line, std::uint64_t number) {
    context.console.json_line((service.*answer)(number, line));
    return !context.console.failed();
  });
  if (!done.ok()) return context.fail(done.error().in(arguments.first)), kCouldNotRun;
  return kDone;
}

// On one line: line feeds stand in a pattern only where any white space would do, or in a text that is shown.
std::string on_one_line(std::string pattern) {
  std::replace(pattern.begin(), pattern.end(), '\n', ' ');
  return pattern;
}

// The place of a syntax error is shown under the pattern, so the pattern is put on one line first: a caret under the
// third of five lines points at nothing.
int check(Context& context, const PatternArguments& arguments) {
  pattern::ObservationExpression parsed;
  pattern::SyntaxError error;
  if (pattern::parse(arguments.first, parsed, &error)) {
    context.console.line(context.json ? JsonLine().flag("valid", true).str() : "valid");
    return kDone;
  }
  if (context.json)
    context.console.line(
        JsonLine()
            .flag("valid", false)
            .raw("error", JsonLine().number("column", error.column).text("message", error.message).str())
            .str());
  else
    context.console.lines(error.with_caret(on_one_line(arguments.first)));
  return kRefused;
}

// What was made of the pattern, as `name` in JSON. The error shows the place in lines of its own.
int print_made(Context& context, std::string_view name, const Result<std::string>& made) {
  if (context.json) {
    if (!made.ok()) return context.fail(made.error());
    context.console.line(JsonLine().text(name, *made).str());
    return kDone;
  }
  if (made.ok()) return context.console.lines(*made), kDone;
  context.console.err_lines("parley: " + made.error().message);
  return kRefused;
}

int format(Context& context, const PatternArguments& arguments) {
  // A pattern with line feeds in its texts is one line for people, and exact as JSON.
  return print_made(context, "pattern", pattern::format(context.json ? arguments.first : on_one_line(arguments.first)));
}

int explain(Context& context, const PatternArguments& arguments) {
  return print_made(context, "explanation", pattern::explain(on_one_line(arguments.first)));
}

// parley pattern match PATTERN FILE...: the files' bundles and objects are one set of observations.
int match(Context& context, const PatternArguments& arguments) {
  if (arguments.files.empty())
    return context.fail({Code::invalid_input, "give at least one file of bundles with observed-data"}), kUsage;
  // All files together are one set, since FOLLOWEDBY and WITHIN (STIX 2.1 section 9.5) tie observations together that
  // may stand in different bundles.
  pattern::ObservedTexts observed;
  for (const auto& name : arguments.files) {
    auto input = open_text(context.console, name, TextKind::json);
    if (!input.ok()) return context.fail(input.error());
    const auto text = input->rest(kMaxLineBytes);
    if (!text.ok()) return context.fail(text.error());
    if (const auto added = observed.add(*text); !added.ok()) return context.fail(added.error().in(name));
  }
  // The answer is that of the lines of --ndjson, so that a terminal and a program never learn different things.
  const pattern::Answer answer = observed.match(arguments.first);
  if (context.json || !answer.holds) {
    context.console.line(answer.line);
  } else {
    context.console.line(*answer.holds ? "match" : "no-match");
    if (*answer.holds)
      for (const std::string& id : answer.matched) context.console.line("  " + id);
  }
  // "No match" is status 1, as grep has it, so that a script can branch on it.
  return answer.holds == true ? kDone : kRefused;
}

// Whether they match the same observations is computed from their form (pattern/contract.h). Where that cannot be told,
// the answer says so and the status is that of "no".
int equivalent(Context& context, const PatternArguments& arguments) {
  if (arguments.second.empty()) return context.fail({Code::invalid_input, "give two patterns"}), kUsage;
  const pattern::Answer answer = pattern::are_equivalent(arguments.first, arguments.second);
  const bool same = answer.holds == true;
  context.console.line(context.json || !answer.holds ? answer.line : same ? "equivalent" : "not equivalent");
  return same ? kDone : kRefused;
}

}  // namespace

void add_pattern(Command& app, Context& context) {
  auto* pattern =
      app.add_subcommand("pattern", "STIX patterns: check, format, explain, match, compare; no node is needed");
  pattern->require_subcommand(1);
  auto arguments = std::make_shared<PatternArguments>();
  const auto command = [&](const char* name, const char* about, const char* first) {
    auto* made = pattern->add_subcommand(name, about);
    made->add_option(first, arguments->first)->required();
    return made;
  };
  const auto ndjson = [&](Command* made, const char* about) { made->add_flag("--ndjson", arguments->ndjson, about); };
  auto* check_one = command("check", "Whether a pattern is one, and if not, where and why", "PATTERN");
  ndjson(check_one,
         "PATTERN is a file (\"-\": standard input): {\"pattern\"} a line in, {\"line\",\"valid\",\"error\"} out");
  on_chosen(check_one, context, false, [arguments](Context& c) {
    return arguments->ndjson ? lines(c, *arguments, &pattern::LineService::check_line) : check(c, *arguments);
  });
  on_chosen(command("format", "Print a pattern in its one spelling", "PATTERN"), context, false,
            [arguments](Context& c) { return format(c, *arguments); });
  on_chosen(command("explain", "Say in words and as a tree what a pattern looks for", "PATTERN"), context, false,
            [arguments](Context& c) { return explain(c, *arguments); });
  auto* match_one = command("match", "Match a pattern against the observed-data of some bundles", "PATTERN");
  match_one->add_option("FILE", arguments->files, "Bundles, which are one set of observations");
  ndjson(match_one, "PATTERN is a file: {\"pattern\",\"observed\"} a line in, {\"line\",\"result\",\"matched\"} out");
  on_chosen(match_one, context, false, [arguments](Context& c) {
    return arguments->ndjson ? lines(c, *arguments, &pattern::LineService::match_line) : match(c, *arguments);
  });
  auto* compare = command("equivalent", "Whether two patterns match the same observations", "A");
  compare->add_option("B", arguments->second);
  ndjson(compare, "A is a file: {\"a\",\"b\"} a line in, {\"line\",\"equivalent\"} out");
  on_chosen(compare, context, false, [arguments](Context& c) {
    return arguments->ndjson ? lines(c, *arguments, &pattern::LineService::equivalent_line) : equivalent(c, *arguments);
  });
}

}  // namespace parley::cli
