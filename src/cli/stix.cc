// parley stix: the STIX 2.1 library from the command line. With --ndjson, one JSON line out per line in, in order.
#include <fmt/format.h>

#include <map>

#include "cli/command.h"
#include "cli/stix_reader.h"
#include "json/canonical.h"
#include "pattern/defanged.h"
#include "pattern/pattern.h"
#include "stix/contract.h"
#include "stix/identifier.h"
#include "stix/report.h"
#include "stix/schema.h"
#include "stix/validate.h"

namespace parley::cli {
namespace {

constexpr std::size_t kMaxLineBytes = 256u << 20;

struct StixArguments {
  std::vector<std::string> files;
  bool ndjson = false, strict = false, quiet = false;
};

int fail_of_input(Context& context, const Error& error) {
  return context.fail(error), is_about_content(error) ? kRefused : kCouldNotRun;
}

// Calls `each` for every line of every file; its answer is one line out.
int each_line(Context& context, const StixArguments& arguments,
              const std::function<std::string(std::string_view line, std::uint64_t number)>& each) {
  for (const auto& name : arguments.files) {
    auto input = TextInput::open(context.console, name, TextKind::any);
    if (!input.ok()) return fail_of_input(context, input.error());
    const auto read = [&](char* out, std::size_t size) { return input->read(out, size); };
    const auto done = for_each_line(read, kMaxLineBytes, [&](std::string_view line, std::uint64_t number) {
      if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
      context.console.json_line(each(line, number));
      return !context.console.failed();
    });
    if (!done.ok()) return context.fail(done.error().in(name)), kCouldNotRun;
  }
  return kDone;
}

constexpr stix::ValidateOptions kValidateOptions{
    .warnings = true, .check_pattern = pattern::check_indicator_pattern, .find_defanged = pattern::find_defanged_value};

std::string_view id_of(json::Element value) {
  return value.is_object() ? json::string_member(value, "id").value_or("") : std::string_view();
}

// --ndjson: the verdict on each line, for programs that send a line and wait for one.
int validate_lines(Context& context, const StixArguments& arguments) {
  json::Parser parser;
  stix::Validator validator(kValidateOptions);
  return each_line(context, arguments, [&](std::string_view line, std::uint64_t number) {
    std::string out;
    const auto value = parser.parse(line);
    if (!value.ok()) {
      stix::append_not_json_report(out, value.error(), number);
    } else {
      validator.check(*value);
      stix::append_report_json(out, validator, number,
                               arguments.strict ? stix::Strictness::strict : stix::Strictness::lenient,
                               {.id = id_of(*value)});
    }
    return out;
  });
}

// Judges values, prints the verdicts for people or with --json for machines, and counts. What is read, and what comes
// of it, is the same in both.
class Report {
 public:
  Report(Context& context, const StixArguments& arguments) : context_(context), arguments_(arguments) {}

  // A value that stands by itself: an object or bundle, or a list or envelope of them. `at`: where in such a one, as a
  // JSON pointer.
  void take(const std::string& file, std::uint64_t line, json::Element value, const std::string& at = {}) {
    json::Array items;
    json::Object object;
    const bool is_object = value.get(object) == simdjson::SUCCESS;
    if (is_misp_event(value)) return not_json(file, line, std::string(kMispSentence));
    const bool is_bundle = is_object && json::string_member(object, "type") == "bundle";
    if (value.get(items) == simdjson::SUCCESS ||
        (is_object && !is_bundle && object["objects"].get(items) == simdjson::SUCCESS &&
         !json::member(object, "type"))) {
      std::size_t index = 0;
      for (const json::Element one : items) {
        const std::string place = fmt::format("{}{}/{}", at, is_object ? "/objects" : "", index++);
        one.is_array() ? judge(file, line, one, place) : take(file, line, one, place);
      }
      return;
    }
    judge(file, line, value, at);
  }

  void take(const std::string& file, const json::FoundObject& found) {
    if (found.error) return not_json(file, found.line, found.error->message);
    const auto value = parser_.parse(found.text);
    if (!value.ok()) return not_json(file, found.line, value.error().message);
    take(file, found.line, *value);
  }

  // Something that is wrong with a file, or a part of it, that is no object.
  void not_json(const std::string& file, std::uint64_t line, const std::string& message,
                std::string_view code = "not-json") {
    ++values_, ++errors_, ++invalid_;
    ++by_code_[std::string(code)];
    if (context_.json) {
      std::string out;
      stix::append_not_json_report(out, Error{Code::invalid_input, message}, line);
      return context_.console.line(out);
    }
    context_.console.line(fmt::format("{}:{}: error: {} [{}]", file, line, message, code));
  }

  std::uint64_t values() const { return values_; }

  int finish() {
    if (context_.json) return invalid_ > 0 ? kRefused : kDone;
    context_.console.line(fmt::format("{}: {} valid, {} invalid; {}, {}", counted(values_, "object"),
                                      with_commas(values_ - invalid_), with_commas(invalid_), counted(errors_, "error"),
                                      counted(warnings_, "warning")));
    if (errors_ + warnings_ > 0) {
      Table table({"COUNT", "CODE"});
      for (const auto& [code, count] : by_code_) table.add({with_commas(count), code});
      table.print(context_.console);
    }
    return invalid_ > 0 ? kRefused : kDone;
  }

 private:
  void judge(const std::string& file, std::uint64_t line, json::Element value, const std::string& at) {
    ++values_;
    const bool valid = validator_.check(value) && (!arguments_.strict || validator_.warning_count() == 0);
    if (!valid) ++invalid_;
    if (context_.json) {
      std::string out;
      stix::append_report_json(out, validator_, line,
                               arguments_.strict ? stix::Strictness::strict : stix::Strictness::lenient,
                               {.id = id_of(value), .at = at});
      return context_.console.line(out);
    }
    if (validator_.error_count() + validator_.warning_count() > 0) show(file, line, value, at);
  }

  // Each finding as FILE:LINE: id: pointer: message (section).
  void show(const std::string& file, std::uint64_t line, json::Element value, const std::string& at) {
    const std::string id(id_of(value));
    for (const auto& finding : validator_.findings()) {
      const bool error = finding.severity == stix::Severity::error;
      ++(error ? errors_ : warnings_);
      auto& count = by_code_[std::string(finding.code)];
      // Warnings repeat by the thousand: five of a kind are shown, all are counted.
      if (++count > 5 && !error) continue;
      if (arguments_.quiet && !error) continue;
      context_.console.line(fmt::format("{}:{}: {}: {}{}{}: {} [{}, STIX 2.1 section {}]", file, line,
                                        error ? "error" : "warning", id, at.empty() && finding.path.empty() ? "" : " ",
                                        at + std::string(finding.path), finding.message, finding.code,
                                        finding.section));
    }
  }

  Context& context_;
  const StixArguments& arguments_;
  json::Parser parser_;
  stix::Validator validator_{kValidateOptions};
  std::uint64_t values_ = 0, invalid_ = 0, errors_ = 0, warnings_ = 0;
  std::map<std::string, std::uint64_t> by_code_;
};

// Whether the text is values one a line (NDJSON): then each line is judged whole, as a file of its own would be.
bool is_one_a_line(json::Parser& parser, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) return parser.parse(line).ok();
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

void take_lines(Report& report, const std::string& name, std::string_view text) {
  json::Parser parser;
  for (std::uint64_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const auto value = parser.parse(line);
    if (value.ok())
      report.take(name, number, *value);
    else
      report.not_json(name, number, value.error().message);
  }
}

// A value is judged whole, a bundle's own properties too; only what is broken, or too large for that, object by object.
void take_text(Report& report, const std::string& name, std::string text) {
  json::Parser parser;
  const auto value = parser.parse(text);
  if (value.ok()) return report.take(name, 1, *value);
  if (is_one_a_line(parser, text)) return take_lines(report, name, text);
  StixReader reader(std::move(text));
  while (true) {
    const auto found = reader.next();
    for (const auto& complaint : reader.take_complaints())
      report.not_json(name, complaint.line, complaint.message, "bundle");
    if (!found.ok() || !*found) return;
    // As an import does: what only the bundle says is said of the object.
    const bool by_bundle = !(*found)->error && !reader.bundle_version().empty();
    const auto text_with = by_bundle ? with_this_version((*found)->text) : std::nullopt;
    json::FoundObject one = **found;
    if (text_with && !text_with->said_older) one.text = text_with->text;
    report.take(name, one);
  }
}

int validate_files(Context& context, const StixArguments& arguments) {
  Report report(context, arguments);
  for (const auto& name : arguments.files) {
    auto input = TextInput::open(context.console, name, TextKind::json);
    if (!input.ok() && !is_about_content(input.error())) return context.fail(input.error()), kCouldNotRun;
    const std::uint64_t before = report.values();
    if (!input.ok()) {
      report.not_json(name, 1, input.error().message);
      continue;
    }
    auto text = input->rest(kMaxLineBytes);
    if (!text.ok() && !is_about_content(text.error())) return context.fail(text.error()), kCouldNotRun;
    if (!text.ok()) {
      report.not_json(name, 1, text.error().message);
      continue;
    }
    take_text(report, name, std::move(*text));
    if (report.values() == before)
      report.not_json(name, 1, shown_name(name) + std::string(input->empty() ? kEmptyFile : kNoObjects));
  }
  return report.finish();
}

int whole_text(Context& context, const StixArguments& arguments,
               const std::function<Result<std::string>(const std::string&)>& work) {
  for (const auto& name : arguments.files) {
    auto input = TextInput::open(context.console, name, TextKind::any);
    if (!input.ok()) return fail_of_input(context, input.error());
    const auto text = input->rest(kMaxLineBytes);
    if (!text.ok()) return fail_of_input(context, text.error());
    const auto out = work(*text);
    if (!out.ok()) return context.fail(out.error().in(name));
    context.console.exact_line(*out);
  }
  return kDone;
}

}  // namespace

void add_stix(Command& app, Context& context) {
  auto* stix = app.add_subcommand(
      "stix", "Check STIX 2.1, make identifiers, canonical JSON, resolve markings; no node is needed");
  stix->require_subcommand(1);
  auto arguments = std::make_shared<StixArguments>();
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
  on_chosen(id, context, false, [arguments](Context& c) {
    if (arguments->ndjson) return each_line(c, *arguments, stix::id_line);
    return whole_text(c, *arguments, [](const std::string& text) -> Result<std::string> {
      json::Parser parser;
      PARLEY_TRY(const auto value, parser.parse(text));
      PARLEY_TRY(const auto made, stix::deterministic_id(value));
      if (!made)
        return Error{Code::invalid_input, "no ID contributing property is present: this object gets a random UUIDv4"};
      return *made;
    });
  });

  auto* canonical = stix->add_subcommand("canonical", "Canonical JSON (RFC 8785)");
  common(canonical, "One {\"input\":\"raw text\"} a line in, {\"line\",\"canonical\"} or {\"line\",\"error\"} out");
  on_chosen(canonical, context, false, [arguments](Context& c) {
    if (arguments->ndjson) return each_line(c, *arguments, stix::canonical_line);
    return whole_text(c, *arguments, [](const std::string& text) { return json::canonical(text); });
  });

  auto* mark = stix->add_subcommand("mark", "Resolve or change data markings");
  mark->footer(
      "A line is {\"op\",\"object\",\"selectors\",\"marking\",\"options\"}: op is get_markings, is_marked, "
      "add_markings, remove_markings,\nset_markings or clear_markings; selectors null means the object as a whole.");
  common(mark, "Always so: one case a line in, {\"line\",\"result\"} or {\"line\",\"error\"} out");
  on_chosen(mark, context, false, [arguments](Context& c) { return each_line(c, *arguments, stix::mark_line); });

  auto type = std::make_shared<std::string>();
  auto* schema = stix->add_subcommand(
      "schema", "The JSON schema of one of Parley's own object types; without a type, their names");
  schema->add_option("TYPE", *type, "Such as statement");
  on_chosen(schema, context, false, [type](Context& c) {
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

}  // namespace parley::cli
