// Readers: one kind of log each, from a line to a Record. recognise() tells which one a log needs.
//
// A reader keeps what it learnt from earlier lines (the header of a Zeek file, of a CSV), so there is one a log and
// thread. No line can make one fail for the lines after it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "watch/lines.h"
#include "watch/mapping.h"
#include "watch/record.h"

namespace parley::watch {

enum class Format : std::uint8_t { zeek_tsv, zeek_json, suricata, stix, csv, json_lines, list };
std::string_view to_string(Format format);  // "zeek-tsv", ...
std::optional<Format> format_from_text(std::string_view text);
std::string format_names();  // for people, with commas

// What can be wrong with a line. The log goes on behind it.
enum class Problem : std::uint8_t {
  none,
  not_json,
  nothing_known,  // a line of the right form without any field that can be searched
  columns,        // not as many as the header says
  no_header,      // before any "#fields" line
  quotes,         // a quoted CSV cell that does not end
  invalid_utf8,   // searched nevertheless, with U+FFFD for what is no text
  too_long,
  too_many_values,    // the first kMaxFields of a line are searched
  time_unreadable,    // searched nevertheless, as if it had none
  time_without_zone,  // likewise, taken as --zone says, else as UTC
  not_stix,           // an object of a STIX log that cannot be read
  stream,             // the packed stream is cut off or damaged
};
inline constexpr std::size_t kProblems = static_cast<std::size_t>(Problem::stream) + 1;
std::string_view to_string(Problem problem);                      // a name for machines: "not_json"
std::string_view describe(Problem problem, std::uint64_t lines);  // for people: "is not JSON", "are not JSON"
bool is_searched(Problem problem);                                // the line counts as read

class LogReader {
 public:
  struct Outcome {
    bool record = false;  // `out` holds one; false: header, comment, blank, or a problem
    Problem problem = Problem::none;
    bool open = false;  // with Problem::quotes: the next line may be the rest of this one
  };
  virtual ~LogReader() = default;
  // `line` is UTF-8 and has kPadding readable bytes behind it. `out` is clear.
  virtual Outcome read(std::string_view line, Record& out) = 0;
};

// Not for Format::stix, which is no log of lines (stix_log.h). `mapping` outlives the reader.
std::unique_ptr<LogReader> make_reader(Format format, const Mapping& mapping);
// One a format.
std::unique_ptr<LogReader> make_zeek_tsv_reader();
std::unique_ptr<LogReader> make_zeek_json_reader();
std::unique_ptr<LogReader> make_suricata_reader();
std::unique_ptr<LogReader> make_csv_reader(const Mapping& mapping);
std::unique_ptr<LogReader> make_json_lines_reader(const Mapping& mapping);
std::unique_ptr<LogReader> make_list_reader();

// The commonest of the usual delimiters, outside of quotes.
char guess_delimiter(std::string_view line);
// Whether a line is a header of CSV with a column that means something, or a row with more than one value in it.
enum class CsvLook { none, header, row };
CsvLook look_of_csv(std::string_view line);

// Which format a log that begins so is in. Nothing when it cannot be told.
std::optional<Format> recognise(std::string_view begin, const Mapping& mapping);
// Which format a single line certainly is in: of Zeek (JSON or a header line) or Suricata.
std::optional<Format> recognise_line(std::string_view line);

}  // namespace parley::watch
