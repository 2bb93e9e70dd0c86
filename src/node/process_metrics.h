// What Prometheus expects of every process (its client libraries' process_*), read from /proc.
#pragma once

#include <string>
#include <string_view>

namespace parley::node {

// Appends parley_build_info and the families: processor time, memory, descriptors, start. What cannot be read is left
// out.
void append_process_metrics(std::string& out);
// Between quotes in the text format: backslash, quote and line break escaped, what is no UTF-8 replaced.
std::string label_value(std::string_view text);

}  // namespace parley::node
