// One line of JSON for each event, written whole by one call, so that lines of several threads never mix.
// Values are escaped as JSON strings and control characters with them: nobody's text can begin a line of its
// own in the log.
#include "node/log.h"

#include <fcntl.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>

#include "base/bytes.h"
#include "base/file.h"
#include "base/time.h"
#include "text/display.h"

namespace parley::node {
namespace {

// Replaced as a whole when the log is opened again, while other threads write.
std::atomic<std::shared_ptr<spdlog::logger>>& logger() {
  static std::atomic<std::shared_ptr<spdlog::logger>> the_logger;
  return the_logger;
}

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
  }
  return "info";
}

// It says who asked for what and whose charters came: for the owner's eyes, as everything in the folder. A file that a
// log shipper of another user reads keeps the rights that it was given.
spdlog::sink_ptr log_file(const std::filesystem::path& file) {
  (void)open_file(file, O_WRONLY | O_CREAT | O_APPEND);  // made with mode 0600; what is wrong with it the sink says
  return std::make_shared<spdlog::sinks::basic_file_sink_mt>(file.string());
}

}  // namespace

// Opened again on SIGHUP: the new logger is complete before it takes the old one's place, and when it cannot
// be opened the old one goes on.
Status open_log(const Config& config, const std::filesystem::path& dir) {
  try {
    spdlog::sink_ptr sink;
    if (config.log.file.empty())
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    else
      sink = log_file(dir / config.log.file);
    auto made = std::make_shared<spdlog::logger>("parley", sink);
    made->set_pattern("%v");
    made->set_level(spdlog::level::from_str(config.log.level));
    made->flush_on(spdlog::level::info);
    logger().store(std::move(made));
    return {};
  } catch (const std::exception& e) {
    return Error{Code::unavailable, std::string("the log cannot be opened: ") + e.what()};
  }
}

// Whoever holds the old logger finishes his line in the old file.
void log(LogLevel level, std::string_view event, const LogFields& fields) {
  const auto to = logger().load();
  if (!to || !to->should_log(level_of(level))) return;
  std::string line =
      "{\"time\":\"" + to_string(now()) + "\",\"level\":\"" + std::string(name_of(level)) + "\",\"event\":";
  text::append_json_string(line, event);
  for (const auto& [key, value] : fields) {
    line += ',';
    text::append_json_string(line, key);
    line += ':';
    text::append_json_string(line, value);
  }
  to->log(level_of(level), line + "}");
}

}  // namespace parley::node
