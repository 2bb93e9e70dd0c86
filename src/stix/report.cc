#include "stix/report.h"

#include <fmt/format.h>

#include "base/bytes.h"

// Written by hand in one fixed order of members: reports are compared line by line in tests and by scripts.
namespace parley::stix {
namespace {

// Always the same four members, also when the path is empty: an empty JSON pointer is the whole value (RFC 6901
// section 5).
void append_finding(std::string& out, const Finding& finding) {
  out += R"({"code":)";
  append_json_string(out, finding.code);
  out += R"(,"path":)";
  append_json_string(out, finding.path);
  out += R"(,"message":)";
  append_json_string(out, finding.message);
  out += R"(,"section":)";
  append_json_string(out, finding.section);
  out += '}';
}

void append_findings(std::string& out, const std::vector<Finding>& findings, Severity severity) {
  bool first = true;
  for (const Finding& finding : findings) {
    if (finding.severity != severity) continue;
    if (!first) out += ',';
    append_finding(out, finding);
    first = false;
  }
}

}  // namespace

// Whether warnings count against the object is the caller's choice (--strict) and is repeated here, so that "valid"
// in the line is what the exit status says.
void append_report_json(std::string& out, const Validator& validator, std::uint64_t line, Strictness strictness,
                        const Subject& subject) {
  const bool valid =
      validator.error_count() == 0 && (strictness == Strictness::lenient || validator.warning_count() == 0);
  // The id and the place in a list are only there when there are any: a line about a single object stays short.
  const std::vector<Finding> findings = validator.findings();
  fmt::format_to(std::back_inserter(out), R"({{"line":{})", line);
  if (!subject.id.empty()) out += R"(,"id":)", append_json_string(out, subject.id);
  if (!subject.at.empty()) out += R"(,"at":)", append_json_string(out, subject.at);
  fmt::format_to(std::back_inserter(out), R"(,"valid":{},"errors":[)", valid);
  append_findings(out, findings, Severity::error);
  out += R"(],"warnings":[)";
  append_findings(out, findings, Severity::warning);
  out += "]}";
}

// A text that is no JSON has a report of the same form, so that a script reads one kind of line.
// Section 1.2.10 of STIX 2.1 says which JSON is meant.
void append_not_json_report(std::string& out, const Error& error, std::uint64_t line) {
  fmt::format_to(std::back_inserter(out), R"({{"line":{},"valid":false,"errors":[)", line);
  append_finding(out, {Severity::error, "not-json", "", error.message, "1.2.10"});
  out += R"(],"warnings":[]})";
}

std::string cited(std::string_view section) {
  return section.starts_with("docs/") ? std::string(section) : "STIX 2.1 section " + std::string(section);
}

}  // namespace parley::stix
