#include "stix/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/byte_order_mark.h"
#include "stix/bundle_reader.h"
#include "stix/misp.h"
#include "stix/older_version.h"

// What people check is a file: one object, a bundle, a list, an envelope, or lines of any of these. Each way into it
// must come to the same verdicts, with the place of each object in the file. Nothing is kept: each verdict is told as
// soon as there is one.
namespace parley::stix {
namespace {

// Empty where there is no id to name a verdict by.
std::string_view id_of(json::Element value) {
  return value.is_object() ? json::string_member(value, "id").value_or("") : std::string_view();
}

// Carriage returns are blank, too: a file from Windows has one on each of its empty lines.
bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

// The next line of `text`, which is shortened by it.
std::string_view next_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

// On which the value begins that the whole text is.
std::uint64_t first_line(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  return 1 +
         static_cast<std::uint64_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
}

// Where files were put one behind another that each have a byte order mark, which may come behind white space.
std::string_view without_mark(std::string_view line) { return line.substr(bytes_to_end_of_marks(line, " \t\r")); }

// Whether the text is values one a line (NDJSON): then each line is judged whole, as a file of its own would be.
// The first line that is not blank decides. An indented object fails here, as its first line is only a bracket.
bool is_one_a_line(json::Parser& parser, std::string_view text) {
  while (!text.empty())
    if (const std::string_view line = without_mark(next_line(text)); !is_blank(line)) return parser.parse(line).ok();
  return false;
}

// The members of an array or a TAXII envelope. An object of any type is no envelope, whatever members it has.
// For an envelope, `member` becomes the part of the path that leads to its items.
bool is_list(json::Element value, json::Array& items, std::string_view& member) {
  if (value.get(items) == simdjson::SUCCESS) return true;
  json::Object object;
  if (value.get(object) != simdjson::SUCCESS || json::member(object, "type")) return false;
  member = "/objects";
  return object["objects"].get(items) == simdjson::SUCCESS;
}

}  // namespace

std::string Verdict::json(Strictness strictness) const {
  std::string out;
  if (is_nothing()) return fmt::format(R"({{"line":{},"valid":true,"errors":[],"warnings":[],"objects":0}})", line);
  if (checked == nullptr)
    append_not_json_report(out, Error{Code::invalid_input, std::string(problem)}, line);
  else
    append_report_json(out, *checked, line, strictness, {.id = id, .at = at});
  return out;
}

// A path of a finding in a bundle begins with the index of the object, whose own line is more help than that of the
// bundle. Everything else is on the line of the value.
std::uint64_t Verdict::line_of(std::string_view path) const {
  constexpr std::string_view kObjects = "/objects/";
  if (!path.starts_with(kObjects)) return line;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(path.data() + kObjects.size(), path.data() + path.size(), index);
  return error == std::errc() && index < element_lines.size() ? element_lines[index] : line;
}

// By the reader with which an import reads them, so that both name the same lines.
void Judge::find_lines(std::string_view text) {
  element_lines_.clear();
  if (text.find('\n') == text.npos) return;
  std::size_t at = 0;
  json::ObjectReader reader(
      [&](char* out, std::size_t size) -> Result<std::size_t> {
        const std::size_t part = std::min(size, text.size() - at);
        std::copy_n(text.data() + at, part, out);
        at += part;
        return part;
      },
      text.size() + 1);
  while (true) {
    const auto found = reader.next();
    if (!found.ok() || !*found) return;
    element_lines_.push_back((*found)->line);
  }
}

Judge::Judge(const ValidateOptions& options, Strictness strictness, Tell tell)
    : strictness_(strictness), tell_(std::move(tell)), validator_(options) {}

// Counted like a value that was checked and failed: what cannot be read must not make a file look valid.
void Judge::not_json(std::uint64_t line, std::string_view problem, std::string_view code) {
  ++values_;
  ++invalid_;
  tell_({.line = line, .problem = problem, .problem_code = code});
}

// A server answers so when it has nothing new. It is told, and is no error, and not counted among the values.
void Judge::empty_envelope(std::uint64_t line) {
  ++empty_envelopes_;
  tell_({.line = line,
         .valid = true,
         .problem = "it is an empty TAXII envelope: nothing was in it",
         .problem_code = "empty"});
}

// Strict means that warnings count: valid is then only what has neither.
void Judge::check(std::uint64_t line, json::Element value, std::string_view at) {
  ++values_;
  const bool valid = validator_.check(value) && (strictness_ == Strictness::lenient || validator_.warning_count() == 0);
  if (!valid) ++invalid_;
  // In a list each element has a line of its own.
  const bool is_bundle = at.empty();
  tell_({.line = line,
         .id = id_of(value),
         .at = at,
         .valid = valid,
         .element_lines = is_bundle ? std::span<const std::uint64_t>(element_lines_) : std::span<const std::uint64_t>(),
         .checked = &validator_});
}

// The text is one value and nothing else. A list is not taken apart here, unlike in a file.
void Judge::value(std::string_view text, std::uint64_t line) {
  const auto parsed = parser_.parse(text);
  if (!parsed.ok()) return not_json(line, parsed.error().message);
  check(line, *parsed, {});
}

// A list within a list is judged as the one value that it is: no standard knows it, and the finding says so.
// An envelope within an envelope is taken apart as well; the depth that the parser allows bounds the recursion.
void Judge::take(std::uint64_t line, json::Element value, const std::string& at) {
  if (is_misp_event(value)) return not_json(line, kMispSentence);
  if (at.find("/objects") == at.npos && is_empty_envelope(value)) return empty_envelope(line);
  json::Array items;
  std::string_view member;
  if (!is_list(value, items, member)) return check(line, value, at);
  std::size_t index = 0;
  for (const json::Element one : items) {
    const std::string place = fmt::format("{}{}/{}", at, member, index);
    const std::uint64_t of_element = at.empty() && index < element_lines_.size() ? element_lines_[index] : line;
    ++index;
    if (one.is_array())
      check(of_element, one, place);
    else
      take(of_element, one, place);
  }
}

void Judge::take(const json::FoundObject& found) {
  if (found.error) return not_json(found.line, found.error->message);
  const auto value = parser_.parse(found.text);
  if (!value.ok()) return not_json(found.line, value.error().message);
  take(found.line, *value, {});
}

// A line that is broken is told, and the next ones are judged all the same.
void Judge::lines(std::string_view text) {
  for (std::uint64_t number = 1; !text.empty(); ++number) {
    const std::string_view line = without_mark(next_line(text));
    if (is_blank(line)) continue;
    const auto value = parser_.parse(line);
    if (value.ok())
      take(number, *value, {});
    else
      not_json(number, value.error().message);
  }
}

// From the whole to the parts: one JSON value; lines of values; and when both fail, whatever the reader of bundles
// can save from the file, with what is broken named by its line.
void Judge::text(std::string text) {
  const auto whole = parser_.parse(text);
  if (whole.ok()) find_lines(text);
  if (whole.ok()) return take(first_line(text), *whole, {});
  element_lines_.clear();
  if (is_one_a_line(parser_, text)) return lines(text);
  BundleReader reader(std::move(text));
  while (true) {
    const auto found = reader.next();
    for (const auto& complaint : reader.take_complaints()) not_json(complaint.line, complaint.message, "bundle");
    if (!found.ok() || !*found) break;
    // As an import does: what only the bundle says is said of the object.
    const bool by_bundle = !(*found)->error && !reader.bundle_version().empty();
    const auto text_with = by_bundle ? with_this_version((*found)->text) : std::nullopt;
    json::FoundObject one = **found;
    if (text_with && !text_with->said_older) one.text = text_with->text;
    take(one);
  }
  for (std::uint64_t i = 0; i < reader.empty_envelopes(); ++i) empty_envelope(1);
}

}  // namespace parley::stix
