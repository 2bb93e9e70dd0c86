// parley stix: the STIX 2.1 library from the command line. With --ndjson, one JSON line out per line in, in order.
#include <fmt/format.h>

#include <map>

#include "cli/command.h"
#include "json/canonical.h"
#include "json/object_reader.h"
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

// Calls `each` for every line of every file; its answer is one line out.
int each_line(Context& context, const StixArguments& arguments,
              const std::function<std::string(std::string_view line, std::uint64_t number)>& each) {
  for (const auto& name : arguments.files) {
    const auto fd = context.console.open_input(name);
    if (!fd.ok()) return context.fail(fd.error()), kCouldNotRun;
    const auto done = for_each_line(fd->get(), kMaxLineBytes, [&](std::string_view line, std::uint64_t number) {
      if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
      context.console.json_line(each(line, number));
      return !context.console.failed();
    });
    if (!done.ok()) return context.fail(done.error().in(name)), kCouldNotRun;
  }
  return kDone;
}

int validate_lines(Context& context, const StixArguments& arguments) {
  json::Parser parser;
  stix::Validator validator({.warnings = true, .check_pattern = pattern::check_indicator_pattern});
  return each_line(context, arguments, [&](std::string_view line, std::uint64_t number) {
    std::string out;
    const auto value = parser.parse(line);
    if (!value.ok()) {
      stix::append_not_json_report(out, value.error(), number);
    } else {
      validator.check(*value);
      stix::append_report_json(out, validator, number,
                               arguments.strict ? stix::Strictness::strict : stix::Strictness::lenient);
    }
    return out;
  });
}

// For people: each finding as FILE:LINE: id: pointer: message (section), then a summary by code.
class Report {
 public:
  Report(Context& context, const StixArguments& arguments) : context_(context), arguments_(arguments) {}

  void take(const std::string& file, const json::FoundObject& found) {
    ++objects_;
    if (found.error) return not_json(file, found.line, found.error->message);
    const auto value = parser_.parse(found.text);
    if (!value.ok()) return not_json(file, found.line, value.error().message);
    const bool valid = validator_.check(*value) && (!arguments_.strict || validator_.warning_count() == 0);
    if (!valid) ++invalid_;
    if (validator_.error_count() + validator_.warning_count() == 0) return;
    const std::string id(value->is_object() ? json::string_member(*value, "id").value_or("") : std::string_view());
    for (const auto& finding : validator_.findings()) {
      const bool error = finding.severity == stix::Severity::error;
      ++(error ? errors_ : warnings_);
      auto& count = by_code_[std::string(finding.code)];
      // Warnings repeat by the thousand: five of a kind are shown, all are counted.
      if (++count > 5 && !error) continue;
      if (arguments_.quiet && !error) continue;
      context_.console.line(fmt::format("{}:{}: {}: {}{}{}: {} [{}, STIX 2.1 section {}]", file, found.line,
                                        error ? "error" : "warning", id, finding.path.empty() ? "" : " ", finding.path,
                                        finding.message, finding.code, finding.section));
    }
  }

  int finish() {
    context_.console.line(fmt::format("{}: {} valid, {} invalid; {}, {}", counted(objects_, "object"),
                                      with_commas(objects_ - invalid_), with_commas(invalid_),
                                      counted(errors_, "error"), counted(warnings_, "warning")));
    if (errors_ + warnings_ > 0) {
      Table table({"COUNT", "CODE"});
      for (const auto& [code, count] : by_code_) table.add({with_commas(count), code});
      table.print(context_.console);
    }
    return invalid_ > 0 ? kRefused : kDone;
  }

 private:
  void not_json(const std::string& file, std::uint64_t line, const std::string& message) {
    ++errors_, ++invalid_;
    ++by_code_["not-json"];
    context_.console.line(fmt::format("{}:{}: error: {} [not-json]", file, line, message));
  }

  Context& context_;
  const StixArguments& arguments_;
  json::Parser parser_;
  stix::Validator validator_{{.warnings = true, .check_pattern = pattern::check_indicator_pattern}};
  std::uint64_t objects_ = 0, invalid_ = 0, errors_ = 0, warnings_ = 0;
  std::map<std::string, std::uint64_t> by_code_;
};

// A whole text is one value to check (a bundle's own properties too); a stream that is too large for that, object by
// object.
int validate_files(Context& context, const StixArguments& arguments) {
  Report report(context, arguments);
  for (const auto& name : arguments.files) {
    const auto fd = context.console.open_input(name);
    if (!fd.ok()) return context.fail(fd.error()), kCouldNotRun;
    std::string text;
    const auto read = read_from(fd->get());
    while (text.size() <= kMaxLineBytes) {
      const std::size_t old = text.size();
      text.resize(old + (1 << 20));
      const auto got = read(text.data() + old, 1 << 20);
      if (!got.ok()) return context.fail(got.error().in(name)), kCouldNotRun;
      text.resize(old + *got);
      if (*got == 0) break;
    }
    json::Parser parser;
    if (text.size() <= kMaxLineBytes && parser.parse(text).ok()) {
      report.take(name, {.text = text, .error = {}});
      continue;
    }
    std::size_t at = 0;
    json::ObjectReader reader([&](char* out, std::size_t size) -> Result<std::size_t> {
      if (at == text.size()) return read(out, size);
      const std::size_t part = std::min(size, text.size() - at);
      std::copy_n(text.data() + at, part, out);
      at += part;
      return part;
    });
    while (true) {
      const auto found = reader.next();
      if (!found.ok()) return context.fail(found.error().in(name)), kCouldNotRun;
      if (!*found) break;
      report.take(name, **found);
    }
  }
  return report.finish();
}

int whole_text(Context& context, const StixArguments& arguments,
               const std::function<Result<std::string>(const std::string&)>& work) {
  for (const auto& name : arguments.files) {
    const auto fd = context.console.open_input(name);
    if (!fd.ok()) return context.fail(fd.error()), kCouldNotRun;
    std::string text;
    const auto read = read_from(fd->get());
    for (char block[65536];;) {
      const auto got = read(block, sizeof block);
      if (!got.ok()) return context.fail(got.error().in(name)), kCouldNotRun;
      if (*got == 0) break;
      text.append(block, *got);
      if (text.size() > kMaxLineBytes)
        return context.fail({Code::too_large, name + " is too large; give one object a line with --ndjson"});
    }
    const auto out = work(text);
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
  on_chosen(validate, context, false, [arguments](Context& c) {
    return arguments->ndjson || c.json ? validate_lines(c, *arguments) : validate_files(c, *arguments);
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
