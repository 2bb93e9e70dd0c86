// What one search of logs came to, as values: for a screen, for machines, for a page.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "watch/log.h"
#include "watch/recorder.h"
#include "watch/watcher.h"

namespace parley::watch {

// Where a log was left.
struct SourceSummary {
  std::string name, format, packing;
  LogCounts counts;
};
SourceSummary summary_of(const Log& log);

// What is said of an indicator beside its hits; empty: nothing.
struct AboutIndicator {
  std::string name, recalled;
};

struct Summary {
  Tally tally;
  Recorder::Totals stored;
  std::vector<SourceSummary> sources;
  // Asked for the indicators that are shown only: a name is looked up in every journal.
  std::function<AboutIndicator(std::string_view id)> about;
  std::uint64_t indicators = 0, retro_observations = 0, not_evaluated = 0, forgotten_parts = 0, problems = 0;
  double seconds = 0;
  std::string journal;       // that the sightings went into
  std::size_t evidence = 0;  // observations kept for one indicator and day, at most
  bool dry_run = false, retro = false, counts_outside_validity = false;

  std::uint64_t lines() const;
  std::uint64_t skipped() const;
  std::uint64_t bytes() const;
};

// The rows with most hits first.
using Rows = std::map<std::string, Tally::Row, std::less<>>;
std::vector<std::pair<std::string_view, const Tally::Row*>> by_hits(const Rows& rows);

}  // namespace parley::watch
