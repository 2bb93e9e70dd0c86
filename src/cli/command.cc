#include "cli/command.h"

#include <fmt/format.h>

#include <algorithm>

namespace parley::cli {

int Context::fail(const Error& error) {
  if (json)
    console.line(JsonLine()
                     .raw("error", JsonLine().text("code", to_string(error.code)).text("message", error.message).str())
                     .str());
  else
    console.err("parley: " + error.message);
  switch (error.code) {
    case Code::invalid_input:
    case Code::not_found:
    case Code::conflict:
    case Code::forbidden:
    case Code::too_large:
      return kRefused;
    default:
      return kCouldNotRun;
  }
}

int worse(int one, int other) {
  for (const int status : {kUsage, kCouldNotRun, kRefused, kWaits})
    if (one == status || other == status) return status;
  return kDone;
}

bool may_destroy(Context& context, bool yes, const std::string& question) {
  if (yes) return true;
  if (!context.console.streams().in_is_terminal) {
    (void)context.fail({Code::forbidden, "this cannot be undone; say --yes to do it without being asked"});
    return false;
  }
  return context.console.confirm(question);
}

int write_page(Context& context, const std::string& file, const std::string& page) {
  const auto output = context.console.open_output(file);
  if (!output.ok()) return context.fail(output.error()), kCouldNotRun;
  if (auto written = write_all(output->get(), page); !written.ok())
    return context.fail(std::move(written).in(file).error()), kCouldNotRun;
  if (file == "-") return kDone;
  if (context.json)
    context.console.line(JsonLine().text("file", file).number("bytes", page.size()).str());
  else
    context.console.line(fmt::format("Wrote {} ({})", file, human_bytes(page.size())));
  return kDone;
}

std::string with_commas(std::uint64_t value) {
  std::string text = std::to_string(value);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

std::string counted(std::uint64_t count, std::string_view what) {
  return with_commas(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

std::string human_bytes(std::uint64_t bytes) {
  static constexpr const char* kUnits[] = {"B", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1000 && unit + 1 < std::size(kUnits)) value /= 1000, ++unit;
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, kUnits[unit]);
}

namespace {
// Code points, which is what a column of a terminal holds for the texts that Parley prints.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}
}  // namespace

void Table::print(Console& console) const {
  std::vector<std::size_t> widths(rows_[0].size(), 0);
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - width(row[i]) + 2, ' ');
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    console.line(line);
  }
}

}  // namespace parley::cli
