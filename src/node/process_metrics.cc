// The process's own figures under the names that Prometheus collectors know ("process_..."), read from /proc
// with each question. What cannot be read is left out: a gauge of zero would be a wrong answer.
#include "node/process_metrics.h"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <vector>

#include "base/descriptors.h"
#include "text/display.h"

namespace parley::node {
namespace {

std::string read_small(const char* path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The fields of /proc/self/stat behind the program's name, which may contain spaces: field N of proc(5) is [N - 3].
std::vector<std::string> stat_fields() {
  const std::string text = read_small("/proc/self/stat");
  std::vector<std::string> out;
  // From the last parenthesis: the name may have some of its own.
  for (std::size_t at = text.rfind(')'); at != std::string::npos && at < text.size();) {
    const std::size_t begin = text.find_first_not_of(" )\n", at);
    if (begin == std::string::npos) break;
    at = text.find_first_of(" \n", begin);
    out.push_back(text.substr(begin, at - begin));
  }
  return out;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return value;
}

// The start of a process stands in /proc in ticks since the machine started.
std::optional<std::uint64_t> boot_time() {
  const std::string text = read_small("/proc/stat");
  const std::size_t at = text.find("\nbtime ");
  return at == std::string::npos ? std::nullopt : number(std::string_view(text).substr(at + 7));
}

}  // namespace

void append_process_metrics(std::string& out) {
  out +=
      "# HELP parley_build_info What runs here.\n# TYPE parley_build_info gauge\n"
      "parley_build_info{version=\"" PARLEY_VERSION "\"} 1\n";
  const auto metric = [&](std::string_view name, std::string_view type, std::string_view help, double value) {
    out += fmt::format("# HELP process_{0} {2}\n# TYPE process_{0} {1}\nprocess_{0} {3}\n", name, type, help, value);
  };
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK)), page = static_cast<double>(::sysconf(_SC_PAGESIZE));
  const auto fields = stat_fields();
  const auto field = [&](std::size_t n) { return n - 3 < fields.size() ? number(fields[n - 3]) : std::nullopt; };
  if (const auto user = field(14), system = field(15); user && system)
    metric("cpu_seconds_total", "counter", "Processor time, user and system.",
           static_cast<double>(*user + *system) / ticks);
  if (const auto bytes = field(23))
    metric("virtual_memory_bytes", "gauge", "Address space.", static_cast<double>(*bytes));
  if (const auto pages = field(24))
    metric("resident_memory_bytes", "gauge", "Memory in use.", static_cast<double>(*pages) * page);
  if (const auto started = field(22), boot = boot_time(); started && boot)
    metric("start_time_seconds", "gauge", "When the process started, in seconds since 1970.",
           static_cast<double>(*boot) + static_cast<double>(*started) / ticks);
  if (const auto files = descriptors()) {
    metric("open_fds", "gauge", "Open file descriptors.", static_cast<double>(files->open));
    metric("max_fds", "gauge", "Most file descriptors there may be.", static_cast<double>(files->most));
  }
}

// The text format of Prometheus escapes a backslash, a quotation mark and a line feed; plain() has left no
// line feed.
std::string label_value(std::string_view text) {
  std::string out;
  for (const char c : text::plain(text)) {
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace parley::node
