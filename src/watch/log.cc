// From bytes to records, with the rule that nothing but its end stops a log. A line that cannot be
// read is looked at a second time (is it of another format, or not UTF-8?), counted by what is
// wrong with it, and left behind. So a log may change its format midway, as one does when two files
// were put together or a sensor was updated.
//
// Lines are views into the reader's buffer as long as that is possible. They are copied in two
// cases: when bytes that are no text had to be replaced, and when a quoted cell goes on behind the
// end of a line.
#include "watch/log.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

namespace parley::watch {
namespace {

constexpr std::size_t kPeekBytes = 64u << 10;
// How far a quoted cell may go on; what is longer was a quote that nobody closed.
constexpr std::size_t kMaxJoinedLines = 50, kMaxJoinedBytes = 64u << 10;

// UTF-16 and UTF-32, with or without their mark: every second byte of text in Latin letters is NUL.
bool is_wide(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return true;
  if (text.size() < 16) return false;
  std::array<std::size_t, 2> nuls{};
  const std::size_t looked = std::min<std::size_t>(text.size(), 256) & ~std::size_t{1};
  for (std::size_t i = 0; i < looked; ++i) nuls[i % 2] += text[i] == '\0' ? 1u : 0u;
  const std::size_t most = std::max(nuls[0], nuls[1]), least = std::min(nuls[0], nuls[1]);
  return most * 10 >= looked / 2 * 9 && least * 10 <= looked / 2;
}

// Bytes of the UTF-8 character at the beginning of `text`; 0 when there is none.
std::size_t character_bytes(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  return size > 0 && size <= text.size() && simdjson::validate_utf8(text.data(), size) ? size : 0;
}

}  // namespace

// A byte that is no text must not hide what stands beside it: the rest of the line is searched, and
// the evidence keeps the bytes as they were.
void repair_utf8(std::string_view text, std::string& out) {
  out.clear();
  while (!text.empty()) {
    const std::size_t size = character_bytes(text);
    if (size == 0)
      out += "\xEF\xBF\xBD";
    else
      out += text.substr(0, size);
    text.remove_prefix(size == 0 ? 1 : size);
  }
  out.append(kPadding, ' ');
}

void LogCounts::note(Problem problem, std::uint64_t line) {
  Count& count = problems[static_cast<std::size_t>(problem)];
  if (count.lines++ == 0) count.first = line;
}

std::uint64_t LogCounts::skipped() const {
  std::uint64_t sum = 0;
  for (std::size_t i = 1; i < kProblems; ++i)
    if (const auto problem = static_cast<Problem>(i); !is_searched(problem) && problem != Problem::stream)
      sum += problems[i].lines;
  return sum;
}

Log::Log(std::string name, input::Source source, LogOptions options)
    : name_(std::move(name)), options_(options), input_(std::move(source)), lines_(input_) {
  if (options_.mapping == nullptr) options_.mapping = &no_mapping_;
  if (options_.mapping->zone_minutes) options_.zone_minutes = *options_.mapping->zone_minutes;
  lines_.keep_unfinished(options_.growing);
}

Status Log::open() {
  auto begin = lines_.peek(kPeekBytes);
  std::string_view text;
  if (begin.ok()) {
    text = *begin;
  } else {
    // Cut off early: what there is decides.
    if (begin.error().code != Code::corrupt) return begin.error();
    counts_.note(Problem::stream, 0);
    counts_.stream_error = begin.error().message;
    if (const auto rest = lines_.peek(1); rest.ok()) text = *rest;
    if (const auto rest = lines_.peek(kPeekBytes); rest.ok()) text = *rest;
  }
  if (is_wide(text))
    return Error{Code::unsupported, "this is UTF-16, and logs are read as UTF-8; convert it: iconv -f UTF-16 -t UTF-8"};
  if (options_.format) return use(*options_.format), Status{};
  // An empty log is fine; one that grows gets its format when there is something to tell it by.
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos && text.size() < kPeekBytes) return {};
  const auto format = recognise(text, *options_.mapping);
  if (!format) {
    if (options_.growing) return {};
    return Error{Code::unsupported,
                 fmt::format("cannot tell what log this is; say it with --format ({})", format_names())};
  }
  use(*format);
  return {};
}

void Log::use(Format format) {
  format_ = format;
  reader_ = make_reader(format, *options_.mapping);
}

bool Log::is_json() const {
  return format_ == Format::zeek_json || format_ == Format::suricata || format_ == Format::json_lines;
}

LogReader::Outcome Log::read_line() {
  record_.clear();
  // simdjson checks the text of JSON itself; what it refuses is looked at again in reread().
  if (!is_json() && !simdjson::validate_utf8(line_.text.data(), line_.text.size())) {
    counts_.note(Problem::invalid_utf8, line_.number);
    repair_utf8(line_.text, repaired_);
    return reader_->read(std::string_view(repaired_).substr(0, repaired_.size() - kPadding), record_);
  }
  return reader_->read(line_.text, record_);
}

// A second look at a line that could not be read: is it of another format, or only not UTF-8?
LogReader::Outcome Log::reread(LogReader::Outcome outcome) {
  if (!options_.format) {
    if (const auto other = recognise_line(line_.text); other && other != format_) {
      ++counts_.format_changes;
      use(*other);
      outcome = read_line();
      if (outcome.record || outcome.problem == Problem::none) return outcome;
    }
  }
  if (is_json() && outcome.problem == Problem::not_json &&
      !simdjson::validate_utf8(line_.text.data(), line_.text.size())) {
    counts_.note(Problem::invalid_utf8, line_.number);
    repair_utf8(line_.text, repaired_);
    record_.clear();
    outcome = reader_->read(std::string_view(repaired_).substr(0, repaired_.size() - kPadding), record_);
  }
  return outcome;
}

// A line without a time was seen when it was read. That it has none is remembered: it goes into no
// day's sighting.
void Log::read_time() {
  has_time_ = false;
  if (!record_.time.empty()) {
    if (const auto time = parse_time(record_.time, options_.zone_minutes)) {
      at_ = time->at;
      has_time_ = true;
      if (!time->has_zone) counts_.note(Problem::time_without_zone, line_.number);
      return;
    }
    counts_.note(Problem::time_unreadable, line_.number);
  }
  at_ = now();
}

// Lines that were read ahead come first, in their order. The one that is taken moves into current_,
// because line_ is a view.
Result<std::optional<Line>> Log::next_raw() {
  if (ahead_.empty()) return lines_.next();
  current_ = std::move(ahead_.front());
  ahead_.pop_front();
  current_.line.text = std::string_view(current_.text).substr(0, current_.text.size() - kPadding);
  return std::optional(current_.line);
}

// The next line into line_: true; false at the end, or for now; nothing when there is another to be taken.
std::optional<bool> Log::take_line() {
  // A line that was read ahead was counted when it was read.
  const bool counted = !ahead_.empty();
  auto read = next_raw();
  if (!read.ok()) {
    counts_.note(Problem::stream, counts_.lines + 1);
    counts_.stream_error = read.error().message;
    // A source that fails for another reason than damage would fail for ever.
    if (read.error().code != Code::corrupt) return false;
    return std::nullopt;
  }
  counts_.bytes = lines_.bytes();
  if (!*read) {
    if (options_.growing) input_.again();
    return false;
  }
  line_ = **read;
  if (!counted) ++counts_.lines;
  if (!line_.too_long) return true;
  counts_.note(Problem::too_long, line_.number);
  return std::nullopt;
}

// A quoted cell may go on behind the end of its line (RFC 4180, section 2.6). When no end comes, or the record has
// other columns than the header, the quote was only a character: the line is a bad one, and those after it are lines.
LogReader::Outcome Log::join(bool& waits) {
  const auto hold = [&] { joining_.push_back({std::string(line_.text) + std::string(kPadding, ' '), line_}); };
  if (joining_.empty()) {
    hold();
    joined_ = line_.text;
  }
  LogReader::Outcome outcome{false, Problem::quotes, true};
  while (outcome.open && joining_.size() < kMaxJoinedLines && joined_.size() < kMaxJoinedBytes) {
    const auto taken = take_line();
    if (!taken) break;
    // The rest of the cell may still be written: what is held stays until the next call.
    if (!*taken && options_.growing) return waits = true, outcome;
    if (!*taken) break;
    hold();
    joined_ += '\n';
    joined_ += line_.text;
    repair_utf8(joined_, repaired_);
    record_.clear();
    outcome = reader_->read(std::string_view(repaired_).substr(0, repaired_.size() - kPadding), record_);
  }
  line_ = joining_[0].line;
  if (outcome.record || (outcome.problem == Problem::none && !outcome.open)) {
    joined_.append(kPadding, ' ');
    line_.bytes = joined_.size() - kPadding;
    line_.text = std::string_view(joined_).substr(0, line_.bytes);
  } else {
    for (std::size_t i = joining_.size() - 1; i > 0; --i) ahead_.push_front(std::move(joining_[i]));
    record_.clear();
    outcome = {false, Problem::quotes, false};
    line_.text = {};
  }
  joining_.clear();
  return outcome;
}

bool Log::next() {
  while (true) {
    LogReader::Outcome outcome{false, Problem::quotes, true};
    if (joining_.empty()) {
      const auto taken = take_line();
      if (!taken) continue;
      if (!*taken) return false;
      // Blank lines are no fault, and neither counted as read nor as skipped.
      if (line_.text.empty()) continue;
      // A growing log whose format could not be told yet.
      if (!reader_) {
        const auto format = recognise(line_.text, *options_.mapping);
        if (!format || *format == Format::stix) {
          counts_.note(Problem::nothing_known, line_.number);
          continue;
        }
        use(*format);
      }
      outcome = read_line();
    }
    bool waits = false;
    if (outcome.open) outcome = join(waits);
    if (waits) return false;
    // A line that a reader passes over in silence is looked at again only when it could be the
    // header of another format.
    if (!outcome.record && !line_.text.empty() && (outcome.problem != Problem::none || line_.text.front() == '#'))
      outcome = reread(outcome);
    if (outcome.problem != Problem::none) counts_.note(outcome.problem, line_.number);
    if (!outcome.record) continue;
    ++counts_.records;
    read_time();
    return true;
  }
}

}  // namespace parley::watch
