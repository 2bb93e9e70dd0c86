// Puts it together: records and observations in, hits out, each of them a sighting with its evidence unless a
// known-good list knows better. Not thread-safe.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>

#include "pattern/correlator.h"
#include "watch/indicators.h"
#include "watch/known_good.h"
#include "watch/log.h"
#include "watch/recorder.h"
#include "watch/search.h"
#include "watch/stix_log.h"

namespace parley::watch {

// One hit, as it is told. Views live during the call.
struct HitReport {
  std::string_view indicator;
  std::string_view value;  // that met the indicator, as the log has it; empty when no single one did
  std::string_view source;
  std::uint64_t line = 0, offset = 0;
  std::optional<Micros> first, last;
  std::string_view observed_data;
  int confidence = -1;
  std::string_view known_good = {};  // the list that suppressed it; empty: it counts
  bool outside = false;              // of the indicator's validity
  std::string_view recalled = {};    // who asked not to use it any more, and why; empty: nobody
};

// What was found, for the summary.
struct Tally {
  struct Row {
    std::uint64_t hits = 0;
    std::optional<Micros> first, last;
    std::string value;  // of the first hit
    void add(const HitReport& hit);
  };
  std::uint64_t hits = 0, suppressed = 0;
  std::uint64_t outside = 0;  // of the indicators' validity: among the hits when WatchOptions say so, else besides them
  std::uint64_t recalled = 0;  // of these hits: of indicators that were recalled
  std::map<std::string, Row, std::less<>> by_indicator, by_source, by_day;
  std::map<std::string, Row, std::less<>> outside_by_indicator;
  std::map<std::string, std::uint64_t, std::less<>> by_list;  // suppressed
};

struct WatchOptions {
  const KnownGood* known_good = nullptr;
  int min_confidence = 0;
  bool ignore_validity = false;  // hits outside of an indicator's validity are hits
  // Whether an indicator was recalled: "Alba: wrong, stop-use"; empty when not. Null: nobody recalls.
  std::function<std::string_view(std::string_view indicator)> recalled = {};
  std::function<void(const HitReport&)> on_hit = {};
};

class Watcher {
 public:
  // All outlive the watcher.
  Watcher(pattern::Index& index, Recorder& recorder, Tally& tally, WatchOptions options);

  // Searches the record that `log` stands at. `occurrences` are those of this log.
  Status record(const Log& log, Occurrences& occurrences);
  // Searches an observation that is STIX already. `keep`: it comes from outside and is kept as it came; else a journal
  // has it. Fails with invalid_input when it is not valid and so cannot be kept.
  Status observation(const StixObservation& observation, std::string_view source, bool keep);
  const pattern::Index::Reader::Counts& counts() { return searcher_.counts(); }
  std::uint64_t forgotten_parts() const { return correlator_.forgotten() + forgotten_; }

 private:
  // An observation that fulfilled a part of a pattern: kept until the rest comes, or until there are too many.
  struct Part {
    std::string observed_data, source;
    std::uint64_t line = 0, offset = 0;
    std::optional<Micros> first, last;
    std::vector<BuiltObject> evidence;  // empty: a journal has it
  };

  bool is_part(const pattern::Hit& hit) const;
  // Whether it counts.
  bool report(HitReport& report, const pattern::Hit& hit);
  // The binding that an observation with a hit of Kind::part completes is a hit of all that are in it.
  Status correlate(const pattern::Hit& hit, const pattern::Observation& observation, const std::function<Part()>& part);

  pattern::Index& index_;
  Recorder& recorder_;
  WatchOptions options_;
  Tally& tally_;
  Searcher searcher_;
  pattern::Correlator correlator_;
  std::deque<std::pair<std::uint64_t, Part>> parts_;  // by token, ascending
  std::uint64_t next_token_ = 0, forgotten_ = 0;
};

// Searches the observed-data of a journal again. `progress` is called with entries done and may stop it by returning
// false.
Status retro_hunt(const journal::Journal& journal, std::string_view name, Watcher& watcher,
                  const std::function<bool(std::uint64_t entries)>& progress);

}  // namespace parley::watch
