// What is in the journal is the memory: before anything is made it is asked whether it is there.
// Identifiers are functions of what was seen (evidence.cc), so a run that is repeated, or was cut
// off, finds its own traces and adds only what is missing.
//
// The order: the evidence of a batch, then the sightings that refer to it. A crash in between
// leaves observations that no sighting names yet, and the next run adds the sighting.
#include "watch/recorder.h"

#include <fmt/format.h>

#include <algorithm>

#include "json/json.h"

namespace parley::watch {
namespace {

// One append is one sync of the disk; larger batches would gain little and hold much.
constexpr std::size_t kBatchObjects = 2000;
constexpr std::size_t kBatchBytes = 8u << 20;
constexpr std::size_t kMaxKnown = 1'000'000;  // ids remembered; beyond, the journal is asked

std::optional<Micros> time_member(json::Object object, std::string_view name) {
  const auto text = json::string_member(object, name);
  Timestamp time;
  if (!text || !Timestamp::parse(*text, time)) return std::nullopt;
  return time.micros();
}

}  // namespace

Recorder::Recorder(std::shared_ptr<journal::Journal> journal, RecorderOptions options)
    : journal_(std::move(journal)), options_(std::move(options)), intake_({.warnings = false}) {}

// Only ids that are there are remembered: one that is not may be appended at any time.
Result<bool> Recorder::has(std::string_view id) {
  std::string key(id);
  if (known_.contains(key)) return true;
  if (!journal_) return false;
  PARLEY_TRY(const bool there, journal_->contains(id));
  if (there && known_.size() < kMaxKnown) known_.insert(std::move(key));
  return there;
}

// The newest version of a sighting that the journal holds.
Status Recorder::load(State& state, const std::string& id) {
  if (!journal_) return {};
  journal::Query query;
  query.ids = {id};
  PARLEY_TRY(const auto page, journal_->read(query, 0, {.objects = 1}));
  if (page.entries.empty()) return {};
  json::Parser parser;
  PARLEY_TRY(const json::Element value, parser.parse(page.entries[0].text));
  const json::Object object = value.get_object().value();
  SightingValues& values = state.values;
  std::uint64_t count = 0;
  if (object["count"].get(count) == simdjson::SUCCESS) values.count = count;
  values.description = json::string_member(object, "description").value_or("");
  values.first = time_member(object, "first_seen");
  values.last = time_member(object, "last_seen");
  values.created = time_member(object, "created").value_or(Micros{});
  values.modified = time_member(object, "modified").value_or(Micros{});
  json::Array refs;
  if (object["observed_data_refs"].get(refs) == simdjson::SUCCESS)
    for (const json::Element one : refs)
      if (std::string_view ref; one.get(ref) == simdjson::SUCCESS && state.refs.emplace(ref).second)
        values.observed_data.emplace_back(ref);
  return {};
}

// Sightings of this run stay in memory, each with the references that it has. Their number is that
// of indicators with hits times days.
Result<Recorder::State*> Recorder::state_of(std::string_view indicator, const std::string& day) {
  const std::string id = sighting_id(options_.party, indicator, day);
  if (const auto at = states_.find(id); at != states_.end()) return &at->second;
  State made;
  made.values.indicator = indicator;
  made.values.day = day;
  PARLEY_TRY_STATUS(load(made, id));
  return &states_.emplace(id, std::move(made)).first->second;
}

Result<bool> Recorder::sight(const Hit& hit) {
  PARLEY_TRY(State* const state, state_of(hit.indicator, hit.day ? day_of(*hit.day) : std::string()));
  SightingValues& values = state->values;
  if (!hit.again) state->in_run += hit.number;
  std::string id(hit.observed_data);
  if (state->refs.contains(id)) {
    ++totals_.known;
    return false;
  }
  const bool wanted = values.observed_data.size() < options_.evidence_per_sighting;
  if (!wanted) {
    ++totals_.not_kept;
    // Without their evidence these cannot be told from what an earlier run counted, so only a run that saw more than
    // all that was counted adds to the number.
    if (hit.again || state->in_run <= values.count) return false;
    values.count = state->in_run;
  } else {
    values.count += hit.number;
    values.observed_data.push_back(id);
    state->refs.insert(std::move(id));
  }
  if (!hit.recalled.empty()) values.description = fmt::format("The indicator was recalled: {}", hit.recalled);
  if (hit.first && (!values.first || *hit.first < *values.first)) values.first = hit.first;
  if (hit.last && (!values.last || *hit.last > *values.last)) values.last = hit.last;
  if (!state->changed) changed_.push_back(sighting_id(options_.party, values.indicator, values.day));
  state->changed = true;
  return wanted;
}

// Everything goes through the intake, also what we have made ourselves: values come out of logs,
// and a line can hold anything.
Result<std::optional<std::string>> Recorder::queue(const BuiltObject& object) {
  auto admission = intake_.admit(object.json);
  if (!admission.object) return std::optional(object.id + ": " + admission.refusal.message);
  if (known_.size() < kMaxKnown) known_.insert(object.id);
  ++totals_.objects;
  if (options_.dry_run) return std::optional<std::string>();
  pending_bytes_ += admission.object->text.size();
  pending_.push_back(std::move(*admission.object));
  if (pending_.size() >= kBatchObjects || pending_bytes_ >= kBatchBytes) PARLEY_TRY_STATUS(append_pending());
  return std::optional<std::string>();
}

// For what is all ours: that it is refused is a fault of Parley's.
Status Recorder::queue_own(const BuiltObject& object, std::string_view what) {
  PARLEY_TRY(const auto refused, queue(object));
  if (refused) return Error{Code::internal, fmt::format("{} was refused: {}", what, *refused)};
  return {};
}

// Objects in order, those that are referred to first. One that is refused takes with it whatever
// refers to it, except the observation itself, which is kept without the reference: of a line of a
// log the artifact that holds the line is always left, and that is the evidence.
Status Recorder::keep(const std::vector<BuiltObject>& objects) {
  std::vector<std::string_view> without;
  for (const BuiltObject& object : objects) {
    PARLEY_TRY(const bool there, has(object.id));
    if (there) continue;
    const bool is_observation = object.id.starts_with("observed-data--");
    BuiltObject copy = object;
    bool refers = false;
    for (const std::string_view id : without) {
      const std::size_t at = copy.json.find(id);
      if (at == std::string::npos) continue;
      refers = true;
      // "ID" in the list of object_refs, with the comma behind it, or in front of the last.
      if (!is_observation) continue;
      std::size_t begin = at - 1, end = at + id.size() + 1;
      if (copy.json[end] == ',')
        ++end;
      else if (copy.json[begin - 1] == ',')
        --begin;
      copy.json.erase(begin, end - begin);
    }
    if (refers && !is_observation) {
      without.push_back(object.id);
      continue;
    }
    PARLEY_TRY(const auto refused, queue(copy));
    if (!refused) {
      totals_.observations += is_observation ? 1 : 0;
      continue;
    }
    if (is_observation) return Error{Code::internal, "an observation was refused: " + *refused};
    if (totals_.refused++ == 0) totals_.first_refusal = *refused;
    without.push_back(object.id);
  }
  return {};
}

// A conflict of a single object is no error here: the journal has another content under that
// identifier and keeps it.
Status Recorder::append_pending() {
  if (pending_.empty()) return {};
  if (journal_) {
    const auto outcomes = journal_->append(pending_);
    if (!outcomes.ok()) return outcomes.error();
  }
  pending_.clear();
  pending_bytes_ = 0;
  return {};
}

Status Recorder::flush() {
  if (changed_.empty() && pending_.empty()) return {};
  // What evidence refers to, once for each run: the definition of its extension, and who has seen
  // it.
  if (!defined_) {
    defined_ = true;
    for (const BuiltObject& object : evidence_definitions()) {
      PARLEY_TRY(const bool there, has(object.id));
      if (!there) PARLEY_TRY_STATUS(queue_own(object, "the definition of evidence"));
    }
    PARLEY_TRY(const bool there, has(options_.party.identity));
    if (!there) PARLEY_TRY_STATUS(queue_own({options_.party.identity, options_.party.object}, "the party's identity"));
  }
  // Evidence before what refers to it, so that a crash in between leaves nothing that points nowhere.
  PARLEY_TRY_STATUS(append_pending());
  for (const std::string& id : changed_) {
    State& state = states_.at(id);
    SightingValues& values = state.values;
    state.changed = false;
    const Micros at = now();
    // Later than the version before, whatever the clock says: an equal `modified` with another
    // content would be refused as a conflict.
    values.modified = Micros{std::max(at.value, values.modified.value + 1)};
    if (values.created.value == 0) values.created = values.modified;
    PARLEY_TRY_STATUS(queue_own({id, sighting_json(options_.party, values)}, "a sighting"));
    ++totals_.sightings;
  }
  changed_.clear();
  return append_pending();
}

}  // namespace parley::watch
