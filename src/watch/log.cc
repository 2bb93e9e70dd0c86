#include "watch/log.h"

#include <fmt/format.h>
#include <simdjson.h>

namespace parley::watch {
namespace {

constexpr std::size_t kPeekBytes = 64u << 10;

// Bytes of the UTF-8 character at the beginning of `text`; 0 when there is none.
std::size_t character_bytes(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  return size > 0 && size <= text.size() && simdjson::validate_utf8(text.data(), size) ? size : 0;
}

}  // namespace

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

Log::Log(std::string name, Input::Source source, LogOptions options)
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
  if (options_.format) return use(*options_.format), Status{};
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

bool Log::next() {
  while (true) {
    auto read = lines_.next();
    if (!read.ok()) {
      counts_.note(Problem::stream, counts_.lines + 1);
      counts_.stream_error = read.error().message;
      // A source that fails for another reason than damage would fail for ever.
      if (read.error().code != Code::corrupt) return false;
      continue;
    }
    counts_.bytes = lines_.bytes();
    if (!*read) {
      if (options_.growing) input_.again();
      return false;
    }
    line_ = **read;
    ++counts_.lines;
    if (line_.too_long) {
      counts_.note(Problem::too_long, line_.number);
      continue;
    }
    if (line_.text.empty()) continue;
    if (!reader_) {
      const auto format = recognise(line_.text, *options_.mapping);
      if (!format || *format == Format::stix) {
        counts_.note(Problem::nothing_known, line_.number);
        continue;
      }
      use(*format);
    }
    LogReader::Outcome outcome = read_line();
    if (!outcome.record && (outcome.problem != Problem::none || line_.text.front() == '#')) outcome = reread(outcome);
    if (outcome.problem != Problem::none) counts_.note(outcome.problem, line_.number);
    if (!outcome.record) continue;
    ++counts_.records;
    read_time();
    return true;
  }
}

}  // namespace parley::watch
