// The structured log: one JSON object a line, {"time","level","event",...}. Values are what the caller gives: never
// keys, tokens, passwords or the content of objects.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "node/config.h"

namespace parley::node {

enum class LogLevel { debug, info, warning, error };
using LogFields = std::vector<std::pair<std::string_view, std::string>>;

// Sets the process's log up as the configuration says; before that, nothing is written.
Status open_log(const Config& config, const std::filesystem::path& dir);
void log(LogLevel level, std::string_view event, const LogFields& fields = {});

}  // namespace parley::node
