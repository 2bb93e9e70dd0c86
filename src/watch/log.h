// One log from its first byte to its last: unpacked, its format recognised, cut into lines, each line read. What is
// wrong with a line is counted and the first such line remembered; nothing stops the log but its end.
#pragma once

#include <array>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "watch/lines.h"
#include "watch/reader.h"

namespace parley::watch {

struct LogOptions {
  std::optional<Format> format;  // nothing: recognise, and switch when the log changes format midway
  const Mapping* mapping = nullptr;
  int zone_minutes = 0;  // of times without zone
  bool growing = false;  // next() may give more after it gave nothing
};

struct LogCounts {
  std::uint64_t lines = 0, records = 0, bytes = 0, format_changes = 0;
  struct Count {
    std::uint64_t lines = 0, first = 0;
  };
  std::array<Count, kProblems> problems;
  std::string stream_error;

  void note(Problem problem, std::uint64_t line);
  std::uint64_t skipped() const;  // lines that could not be searched
};

class Log {
 public:
  // `options.mapping` outlives the log.
  Log(std::string name, input::Source source, LogOptions options);

  // Reads the beginning and tells the format. Fails with unsupported when it cannot be told, and with what the source
  // says when nothing at all can be read. An empty log is one, of no lines; a growing one may get its format in next().
  Status open();
  std::optional<Format> format() const { return format_; }
  input::Packing packing() const { return input_.packing(); }
  // For what is no log of lines (Format::stix).
  LineReader& lines() { return lines_; }

  // The next line that holds a record. False at the end, or for now.
  bool next();
  const Line& line() const { return line_; }
  const Record& record() const { return record_; }
  Micros at() const { return at_; }  // when it was; the time of reading when the line has none
  bool has_time() const { return has_time_; }
  const std::string& name() const { return name_; }
  const LogCounts& counts() const { return counts_; }
  LogCounts& counts() { return counts_; }

 private:
  // A line that was read ahead, because it might have been the rest of the one before it.
  struct Held {
    std::string text;  // with padding that does not count
    Line line;
  };

  void use(Format format);
  Result<std::optional<Line>> next_raw();
  std::optional<bool> take_line();
  LogReader::Outcome read_line();
  LogReader::Outcome join(bool& waits);
  LogReader::Outcome reread(LogReader::Outcome outcome);
  bool is_json() const;
  void read_time();

  std::string name_;
  LogOptions options_;
  Mapping no_mapping_;
  input::Unpacked input_;
  LineReader lines_;
  std::optional<Format> format_;
  std::unique_ptr<LogReader> reader_;
  Line line_;
  Record record_;
  std::string repaired_;  // the line with U+FFFD for what is no text, and padding
  std::deque<Held> ahead_;
  Held current_;               // backs line_ when it was read ahead
  std::vector<Held> joining_;  // lines of a record whose quote has not ended
  std::string joined_;
  Micros at_{};
  bool has_time_ = false;
  LogCounts counts_;
};

// `text` with U+FFFD for each byte that is part of no UTF-8 character, and kPadding bytes behind it that do not count.
void repair_utf8(std::string_view text, std::string& out);

}  // namespace parley::watch
