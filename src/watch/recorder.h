// Hits into a journal: evidence first, then one sighting for each indicator and day, in a new version when there is
// more to it.
//
// What is in the journal already is looked up before anything is made, so the same log read twice adds nothing, and
// neither does a run that was cut off and is begun again. Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "journal/intake.h"
#include "watch/evidence.h"

namespace parley::watch {

struct RecorderOptions {
  Party party;
  bool dry_run = false;                      // counts what it would append
  std::size_t evidence_per_sighting = 1000;  // observations kept for one indicator and day; further hits only count
};

class Recorder {
 public:
  struct Totals {
    std::uint64_t observations = 0, objects = 0, sightings = 0;  // appended, or to be with dry_run
    std::uint64_t known = 0;                                     // hits that were there
    std::uint64_t not_kept = 0;                                  // hits beyond evidence_per_sighting
    std::uint64_t refused = 0;  // objects that a line's values made invalid; the line itself is kept
    std::string first_refusal;  // of these: why
  };

  // `journal` may be null with dry_run: there is none yet.
  Recorder(std::shared_ptr<journal::Journal> journal, RecorderOptions options);

  struct Hit {
    std::string_view indicator;
    std::string_view observed_data;
    std::optional<Micros> day = {};  // whose sighting it belongs to; nothing: it has no time of its own
    std::optional<Micros> first = {}, last = {};
    std::uint64_t number = 1;        // number_observed
    bool again = false;              // from a journal, where it was found before perhaps: counts only when it is new
    std::string_view recalled = {};  // says so of the indicator: goes into the sighting; empty: it was not recalled
  };
  // True when the observation is wanted as evidence; then keep() it, unless has() it.
  Result<bool> sight(const Hit& hit);
  Result<bool> has(std::string_view id);
  // Objects that belong together, those that are referred to first. Whoever refers to one that is refused is left out
  // with it.
  Status keep(const std::vector<BuiltObject>& objects);
  // Whether the journal would take it: for objects from outside.
  bool accepts(std::string_view json) { return intake_.admit(json).object.has_value(); }
  // Appends all that is new, durably.
  Status flush();
  bool has_new() const { return !pending_.empty() || !changed_.empty(); }
  std::size_t pending_bytes() const { return pending_bytes_; }
  const Totals& totals() const { return totals_; }
  const Party& party() const { return options_.party; }

 private:
  struct State {
    SightingValues values;
    std::unordered_set<std::string> refs;
    std::uint64_t in_run = 0;  // hits of logs since this recorder began, known ones too
    bool changed = false;
  };
  Result<State*> state_of(std::string_view indicator, const std::string& day);
  Status load(State& state, const std::string& id);
  // Nothing, or why it was refused.
  Result<std::optional<std::string>> queue(const BuiltObject& object);
  Status queue_own(const BuiltObject& object, std::string_view what);
  Status append_pending();

  std::shared_ptr<journal::Journal> journal_;
  RecorderOptions options_;
  journal::Intake intake_;
  std::unordered_map<std::string, State> states_;  // by the sighting's id
  std::unordered_set<std::string> known_;          // ids that are in the journal or in pending_
  std::vector<std::string> changed_;
  std::vector<journal::NewObject> pending_;
  std::size_t pending_bytes_ = 0;
  bool defined_ = false;
  Totals totals_;
};

}  // namespace parley::watch
