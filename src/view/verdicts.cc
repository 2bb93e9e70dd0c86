// Verdicts as lines that editors and continuous integration can read: FILE:LINE, severity, object, place, sentence,
// code and the section of the standard that says so. Counts are kept while lines are printed, and are of everything,
// also of what was not shown.
#include "view/verdicts.h"

#include <fmt/format.h>

#include "stix/report.h"
#include "view/lines.h"

namespace parley::view {
namespace {

// Warnings repeat by the thousand: so many of a kind are shown, all are counted.
constexpr std::uint64_t kShownWarnings = 5;

}  // namespace

// Errors are all shown, whatever their number: each makes an object invalid. Warnings of one code repeat, so only the
// first few of each are.
std::string Verdicts::finding(const std::string& file, const stix::Verdict& verdict, const stix::Finding& finding) {
  const bool error = finding.severity == stix::Severity::error;
  ++(error ? errors_ : warnings_);
  const std::uint64_t count = ++by_code_[std::string(finding.code)];
  if (!error && (errors_only_ || count > kShownWarnings)) return {};
  // A bundle without an id has nothing to be called by but its line.
  const std::string what = fmt::format("{}{}{}{}", verdict.id, verdict.at.empty() && finding.path.empty() ? "" : " ",
                                       verdict.at, finding.path);
  return fmt::format("{}:{}: {}: {}{}{} [{}, {}]", file, verdict.line_of(finding.path), error ? "error" : "warning",
                     what, what.empty() ? "" : ": ", finding.message, finding.code, stix::cited(finding.section));
}

// What could not be read as JSON has no findings but one problem, with a code of its own.
std::string Verdicts::lines_of(const std::string& file, const stix::Verdict& verdict) {
  Lines out;
  if (verdict.is_nothing()) {
    if (!errors_only_) out.line(fmt::format("{}:{}: {}", file, verdict.line, verdict.problem));
    return out.take();
  }
  if (verdict.checked == nullptr) {
    ++errors_;
    ++by_code_[std::string(verdict.problem_code)];
    out.line(fmt::format("{}:{}: error: {} [{}]", file, verdict.line, verdict.problem, verdict.problem_code));
    return out.take();
  }
  for (const stix::Finding& one : verdict.checked->findings())
    if (const std::string line = finding(file, verdict, one); !line.empty()) out.line(line);
  return out.take();
}

std::string Verdicts::summary(std::uint64_t values, std::uint64_t invalid) const {
  using text::counted, text::with_commas;
  Lines out;
  out.line(fmt::format("{}: {} valid, {} invalid; {}, {}", counted(values, "object"), with_commas(values - invalid),
                       with_commas(invalid), counted(errors_, "error"), counted(warnings_, "warning")));
  if (errors_ + warnings_ == 0) return out.take();
  text::Table table({"COUNT", "CODE"});
  for (const auto& [code, count] : by_code_) table.add({with_commas(count), code});
  out.table(table);
  return out.take();
}

}  // namespace parley::view
