// Sums over the sources of a run, and the rows of a tally in the order in which people want them:
// most hits first, equal ones by name.
#include "watch/summary.h"

#include <algorithm>

namespace parley::watch {

// A log that ended before its format was known has none, for example an empty file.
SourceSummary summary_of(const Log& log) {
  return {log.name(), std::string(log.format() ? to_string(*log.format()) : "unknown"),
          std::string(to_string(log.packing())), log.counts()};
}

std::uint64_t Summary::lines() const {
  std::uint64_t sum = 0;
  for (const SourceSummary& one : sources) sum += one.counts.lines;
  return sum;
}
std::uint64_t Summary::skipped() const {
  std::uint64_t sum = 0;
  for (const SourceSummary& one : sources) sum += one.counts.skipped();
  return sum;
}
std::uint64_t Summary::bytes() const {
  std::uint64_t sum = 0;
  for (const SourceSummary& one : sources) sum += one.counts.bytes;
  return sum;
}

std::vector<std::pair<std::string_view, const Tally::Row*>> by_hits(const Rows& rows) {
  std::vector<std::pair<std::string_view, const Tally::Row*>> out;
  for (const auto& [name, row] : rows) out.emplace_back(name, &row);
  // The map has the names in order, and a stable sort leaves equal rows so.
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.second->hits > b.second->hits; });
  return out;
}

}  // namespace parley::watch
