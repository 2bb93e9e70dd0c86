// parley stix: the STIX 2.1 library from the command line. With --ndjson, one JSON line out per line in, in order.
#include "cli/command.h"
#include "cli/open_text.h"
#include "desk/judging.h"
#include "stix/contract.h"
#include "stix/judge.h"
#include "stix/schema.h"
#include "view/verdicts.h"

namespace parley::cli {
namespace {

// One line or value is held whole in memory; this is far above what any has and bounds what a broken stream can take.
constexpr std::size_t kMaxLineBytes = 256u << 20;

// For all commands of the group; each adds the options that mean something to it.
struct StixArguments {
  std::vector<std::string> files;
  bool ndjson = false, strict = false, quiet = false;
  stix::Strictness strictness() const { return strict ? stix::Strictness::strict : stix::Strictness::lenient; }
};

// What stands in a file is judged or refused; what cannot be read at all ends the command.
int fail_of_input(Context& context, const Error& error) {
  return context.fail(error), is_about_content(error) ? kRefused : kCouldNotRun;
}

// Calls `each` for every line of every file; its answer is one line out.
// Lines of any file, and a carriage return at their end is no part of them. The line numbers run on within a file.
int each_line(Context& context, const StixArguments& arguments,
              const std::function<std::string(std::string_view line, std::uint64_t number)>& each) {
  for (const auto& name : arguments.files) {
    auto input = open_text(context.console, name, TextKind::any);
    if (!input.ok()) return fail_of_input(context, input.error());
    // A program that sends a line and waits for its answer has it before more is waited for.
    const auto read = [&](char* out, std::size_t size) {
      context.console.flush();
      return input->read(out, size);
    };
    const auto done = for_each_line(read, kMaxLineBytes, [&](std::string_view line, std::uint64_t number) {
      if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
      context.console.json_line(each(line, number));
      return !context.console.failed();
    });
    if (!done.ok()) return context.fail(done.error().in(name)), kCouldNotRun;
  }
  return kDone;
}

// --ndjson: the verdict on each line, for programs that send a line and wait for one.
int validate_lines(Context& context, const StixArguments& arguments) {
  // The judge hands each verdict out as it is made; of one value there is one, which is the answer to its line.
  std::string verdict;
  stix::Judge judge(desk::whole_standard(), arguments.strictness(),
                    [&](const stix::Verdict& one) { verdict = one.json(arguments.strictness()); });
  return each_line(context, arguments, [&](std::string_view line, std::uint64_t number) {
    judge.value(line, number);
    return verdict;
  });
}

// The verdicts come as the files are read, each with the file that it is about; the counts come last and are of all
// files.
int validate_files(Context& context, const StixArguments& arguments) {
  std::string file;
  view::Verdicts shown(arguments.quiet);
  stix::Judge judge(desk::whole_standard(), arguments.strictness(), [&](const stix::Verdict& one) {
    if (context.json)
      context.console.line(one.json(arguments.strictness()));
    else
      context.console.out(shown.lines_of(file, one));
  });
  for (const std::string& name : arguments.files) {
    file = name;
    auto opened = open_file(context.console, name);
    // The first file that cannot be read ends the run: counts without it would be taken for those of all files.
    const auto judged = opened.ok() ? desk::judge_file(judge, name, std::move(*opened)) : Status(opened.error());
    if (!judged.ok()) return context.fail(judged.error()), kCouldNotRun;
  }
  if (!context.json) context.console.out(shown.summary(judge.values(), judge.invalid()));
  return judge.invalid() > 0 ? kRefused : kDone;
}

// One value for each file, printed exactly: the bytes of a canonical form are what is hashed and signed.
int whole_text(Context& context, const StixArguments& arguments,
               const std::function<Result<std::string>(const std::string&)>& work) {
  for (const auto& name : arguments.files) {
    auto input = open_text(context.console, name, TextKind::any);
    if (!input.ok()) return fail_of_input(context, input.error());
    const auto text = input->rest(kMaxLineBytes);
    if (!text.ok()) return fail_of_input(context, text.error());
    const auto out = work(*text);
    if (!out.ok()) return context.fail(out.error().in(name));
    context.console.exact_line(*out);
  }
  return kDone;
}

void add_schema(Command& stix, Context& context) {
  auto type = std::make_shared<std::string>();
  auto* schema =
      stix.add_subcommand("schema", "The JSON schema of one of Parley's own object types; without a type, their names");
  schema->add_option("TYPE", *type, "Such as statement");
  on_chosen(schema, context, false, [type](Context& c) {
    // Not an error, so that a script can ask for all schemas one after the other.
    if (type->empty()) {
      for (const std::string_view name : stix::parley_type_names()) c.console.line(name);
      return kDone;
    }
    const auto text = stix::json_schema(*type);
    if (!text.ok()) return c.fail(text.error());
    c.console.json_part(*text);
    return kDone;
  });
}

}  // namespace

// No command of the group needs a node: it is the library by itself (docs/architecture.md), and others use it without
// one.
void add_stix(Command& app, Context& context) {
  auto* stix = app.add_subcommand(
      "stix", "Check STIX 2.1, make identifiers, canonical JSON, resolve markings; no node is needed");
  stix->require_subcommand(1);
  auto arguments = std::make_shared<StixArguments>();
  // Every command of this group takes files, whole or line by line.
  const auto common = [&](Command* command, const std::string& ndjson) {
    command->add_option("FILE", arguments->files, "Files; \"-\" is standard input")->required();
    command->add_flag("--ndjson", arguments->ndjson, ndjson);
  };
  auto* validate = stix->add_subcommand(
      "validate", "Check objects and bundles against the standard: every MUST an error, every SHOULD a warning");
  common(validate, "One object or bundle a line in, one JSON verdict a line out");
  validate->add_flag("--strict", arguments->strict, "Warnings make an object invalid too");
  validate->add_flag("--quiet", arguments->quiet, "Show errors only");
  validate->footer(
      "With --ndjson every line gets its verdict and the status is 0: the verdicts tell. Else the status is 1 when "
      "something\nis not valid, with --json as without it. A file may begin with a byte order mark or be packed with "
      "gzip "
      "or zstd.");
  on_chosen(validate, context, false, [arguments](Context& c) {
    return arguments->ndjson ? validate_lines(c, *arguments) : validate_files(c, *arguments);
  });

  auto* id = stix->add_subcommand("id", "The deterministic identifier of an SCO");
  common(id, "One SCO without id a line in, {\"line\",\"id\"} out");
  // An SCO without any contributing property has no deterministic identifier (STIX 2.1 section 2.9), and the answer
  // says that it gets a random one.
  on_chosen(id, context, false, [arguments](Context& c) {
    if (arguments->ndjson) return each_line(c, *arguments, stix::id_line);
    return whole_text(c, *arguments, [](const std::string& text) -> Result<std::string> {
      PARLEY_TRY(const auto made, stix::id_of_text(text));
      if (!made)
        return Error{Code::invalid_input, "no ID contributing property is present: this object gets a random UUIDv4"};
      return *made;
    });
  });

  auto* canonical = stix->add_subcommand("canonical", "Canonical JSON (RFC 8785)");
  common(canonical, "One {\"input\":\"raw text\"} a line in, {\"line\",\"canonical\"} or {\"line\",\"error\"} out");
  on_chosen(canonical, context, false, [arguments](Context& c) {
    if (arguments->ndjson) return each_line(c, *arguments, stix::canonical_line);
    return whole_text(c, *arguments, [](const std::string& text) { return stix::canonical_text(text); });
  });

  auto* mark = stix->add_subcommand("mark", "Resolve or change data markings");
  mark->footer(
      "A line is {\"op\",\"object\",\"selectors\",\"marking\",\"options\"}: op is get_markings, is_marked, "
      "add_markings, remove_markings,\nset_markings or clear_markings; selectors null means the object as a whole.");
  common(mark, "Always so: one case a line in, {\"line\",\"result\"} or {\"line\",\"error\"} out");
  // A marking needs its object, selectors and options, which no command line holds well: so there are lines only.
  on_chosen(mark, context, false, [arguments](Context& c) { return each_line(c, *arguments, stix::mark_line); });

  add_schema(*stix, context);
}

}  // namespace parley::cli
