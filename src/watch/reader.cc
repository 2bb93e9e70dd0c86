// Which format a log is in, by what only that format has. The certain signs come first (a header
// line of Zeek, a member of EVE); then what the operator said by a mapping; then STIX and JSON in
// general; at last tables and lists, which have no sign at all and are told by finding values in
// them.
#include "watch/reader.h"

#include <algorithm>

#include "base/byte_order_mark.h"
#include "watch/list.h"

namespace parley::watch {
namespace {

// By Format: the names by which an operator chooses one, and which the summary shows.
constexpr std::string_view kFormats[] = {"zeek-tsv", "zeek-json", "suricata", "stix", "csv", "json", "list"};

struct ProblemText {
  std::string_view name, one, several;
};
// By Problem: the name for machines, and the end of the sentences "1 line ..." and "12 lines ...".
constexpr ProblemText kProblemTexts[] = {
    {"none", "is fine", "are fine"},
    {"not_json", "is not JSON", "are not JSON"},
    {"nothing_known", "holds nothing that can be searched", "hold nothing that can be searched"},
    {"columns", "has more or fewer columns than the header", "have more or fewer columns than the header"},
    {"no_header", "stands before any #fields line, so nobody knows what it means",
     "stand before any #fields line, so nobody knows what they mean"},
    {"quotes", "has a quoted cell that does not end", "have a quoted cell that does not end"},
    {"invalid_utf8", "is not UTF-8 (searched with U+FFFD in those places)",
     "are not UTF-8 (searched with U+FFFD in those places)"},
    {"too_long", "is longer than 1 MiB", "are longer than 1 MiB"},
    {"too_many_values", "holds more than 4,096 values (those were searched)",
     "hold more than 4,096 values (those were searched)"},
    {"time_unreadable", "has a time that cannot be read (searched as if it had none)",
     "have a time that cannot be read (searched as if they had none)"},
    {"time_without_zone", "has a time without zone (taken as --zone says, else as UTC)",
     "have a time without zone (taken as --zone says, else as UTC)"},
    {"not_stix", "is no STIX object that can be read", "are no STIX objects that can be read"},
    {"stream", "is cut off or damaged", "are cut off or damaged"},
};
static_assert(std::size(kProblemTexts) == kProblems);

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string_view first_line(std::string_view text) {
  while (!text.empty() && (text.front() == '\n' || text.front() == '\r')) text.remove_prefix(1);
  text = text.substr(0, text.find('\n'));
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  return text;
}

// Parts of text and not parsed members: it is asked about a line that may be cut off.
bool is_zeek_json(std::string_view line) {
  if (has(line, "\"_path\"") || has(line, "\"id.orig_h\"")) return true;
  if (!has(line, "\"ts\"")) return false;
  // Of logs that are not about one connection: dhcp, known_services, software, notice.
  for (const std::string_view name : {"\"uid\"", "\"uids\"", "\"fuid\"", "\"fingerprint\"", "\"id\"", "\"port_num\"",
                                      "\"software_type\"", "\"note\"", "\"tx_hosts\""})
    if (has(line, name)) return true;
  return false;
}

bool is_suricata(std::string_view line) { return has(line, "\"event_type\"") && has(line, "\"timestamp\""); }

bool is_stix(std::string_view text) {
  return has(text, "\"objects\"") || has(text, "\"spec_version\"") || has(text, "\"observed-data\"") ||
         has(text, "\"object_refs\"");
}

// A piece of a Zeek log without its header is recognised, so that its lines are told as unreadable
// for that reason (Problem::no_header) and are not taken for a list.
bool is_headless_zeek(std::string_view line) {
  const std::string_view first = line.substr(0, line.find('\t'));
  return std::count(line.begin(), line.end(), '\t') >= 6 && has(first, ".") && parse_time(first).has_value();
}

}  // namespace

std::string_view to_string(Format format) { return kFormats[static_cast<std::size_t>(format)]; }
std::optional<Format> format_from_text(std::string_view text) {
  for (std::size_t i = 0; i < std::size(kFormats); ++i)
    if (kFormats[i] == text) return static_cast<Format>(i);
  return std::nullopt;
}
std::string format_names() {
  std::string out;
  for (const auto name : kFormats) out += (out.empty() ? "" : ", ") + std::string(name);
  return out;
}

std::string_view to_string(Problem problem) { return kProblemTexts[static_cast<std::size_t>(problem)].name; }
std::string_view describe(Problem problem, std::uint64_t lines) {
  const ProblemText& text = kProblemTexts[static_cast<std::size_t>(problem)];
  return lines == 1 ? text.one : text.several;
}
// Whether a line with this problem was searched all the same, as far as it could be read.
bool is_searched(Problem problem) {
  switch (problem) {
    case Problem::none:
    case Problem::invalid_utf8:
    case Problem::too_many_values:
    case Problem::time_unreadable:
    case Problem::time_without_zone:
      return true;
    default:
      return false;
  }
}

// None for STIX, whose objects may go over many lines (stix_log.cc).
std::unique_ptr<LogReader> make_reader(Format format, const Mapping& mapping) {
  switch (format) {
    case Format::zeek_tsv:
      return make_zeek_tsv_reader();
    case Format::zeek_json:
      return make_zeek_json_reader();
    case Format::suricata:
      return make_suricata_reader();
    case Format::csv:
      return make_csv_reader(mapping);
    case Format::json_lines:
      return make_json_lines_reader(mapping);
    case Format::list:
      return make_list_reader();
    case Format::stix:
      break;
  }
  return nullptr;
}

// Only what is certain: this may switch the format in the middle of a log.
std::optional<Format> recognise_line(std::string_view line) {
  if (line.empty()) return std::nullopt;
  if (line.starts_with("#separator") || line.starts_with("#fields\t")) return Format::zeek_tsv;
  if (line.front() != '{') return std::nullopt;
  if (is_suricata(line)) return Format::suricata;
  if (is_zeek_json(line)) return Format::zeek_json;
  return std::nullopt;
}

std::optional<Format> recognise(std::string_view begin, const Mapping& mapping) {
  // Byte order marks and NUL bytes in front, also behind blanks, belong to no format and hide the sign that comes next.
  constexpr std::string_view kBlanks = " \t\r\n";
  for (std::size_t marks = 1; marks > 0; begin.remove_prefix(marks)) {
    while (begin.starts_with('\0')) begin.remove_prefix(1);
    marks = bytes_to_end_of_marks(begin, kBlanks);
  }
  const std::size_t start = begin.find_first_not_of(kBlanks);
  if (start == std::string_view::npos) return std::nullopt;
  // A list may begin with "[2001:db8::1]:443" or "[Adblock Plus 2.0]".
  const std::size_t second = begin.find_first_not_of(kBlanks, start + 1);
  const bool json =
      begin[start] == '{' ||
      (begin[start] == '[' && (second == std::string_view::npos || begin[second] == '{' || begin[second] == ']'));
  const std::string_view line = first_line(begin);
  if (const auto certain = recognise_line(line)) return certain;
  // A mapping says what the operator expects; it does not turn JSON into a table.
  if (mapping.kind == Mapping::Kind::csv && !json) return Format::csv;
  if (mapping.kind == Mapping::Kind::json && json) return Format::json_lines;
  if (json) {
    if (is_stix(begin)) return Format::stix;
    return begin[start] == '{' && line.ends_with('}') ? std::optional(Format::json_lines) : std::nullopt;
  }
  if (is_headless_zeek(line)) return Format::zeek_tsv;
  // A list or table may begin with remarks, and with a heading that is no value.
  std::size_t lines = 0, values = 0;
  for (std::string_view rest = begin; !rest.empty() && lines < 10;) {
    std::string_view one = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    while (!one.empty() && (one.back() == '\r' || one.back() == ' ')) one.remove_suffix(1);
    if (one.empty()) continue;
    // A hosts file has an address that leads nowhere in front of each name. It is a list, though two columns may look
    // like a table.
    const bool hosts = one.starts_with("0.0.0.0") || one.starts_with("127.") || one.starts_with("::");
    if (one.front() != '#' && lines == 0 && !hosts && look_of_csv(one) != CsvLook::none) return Format::csv;
    Record record;
    const ListLine found = read_list_line(one, record);
    if (found == ListLine::remark) continue;
    ++lines;
    values += found == ListLine::value ? 1 : 0;
    // A first line that is a value is enough. A heading needs the lines behind it.
    if (lines == 1 && values == 1) break;
  }
  // At least every second line of the first ten has a value: less is prose.
  return values > 0 && values * 2 >= lines ? std::optional(Format::list) : std::nullopt;
}

}  // namespace parley::watch
