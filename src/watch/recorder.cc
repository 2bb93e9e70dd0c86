#include "watch/recorder.h"

#include <fmt/format.h>

#include <algorithm>

#include "json/json.h"

namespace parley::watch {
namespace {

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
  values.first = time_member(object, "first_seen");
  values.last = time_member(object, "last_seen");
  values.created = time_member(object, "created").value_or(Micros{});
  values.modified = time_member(object, "modified").value_or(Micros{});
  json::Array refs;
  if (object["observed_data_refs"].get(refs) == simdjson::SUCCESS)
    for (const json::Element one : refs)
      if (std::string_view ref; one.get(ref) == simdjson::SUCCESS && state.refs.emplace(ref).second) values.observed_data.emplace_back(ref);
  return {};
}

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
  PARLEY_TRY(State* const state, state_of(hit.indicator, hit.first ? day_of(*hit.first) : std::string()));
  SightingValues& values = state->values;
  state->in_run += hit.number;
  std::string id(hit.observed_data);
  if (state->refs.contains(id)) {
    ++totals_.known;
    return false;
  }
  const bool wanted = values.observed_data.size() < options_.evidence_per_sighting;
  if (!wanted) {
    ++totals_.not_kept;
    // Without their evidence these cannot be told from what an earlier run counted, so only a run that saw more than all that
    // was counted adds to the number.
    if (state->in_run <= values.count) return false;
    values.count = state->in_run;
  } else {
    values.count += hit.number;
    values.observed_data.push_back(id);
    state->refs.insert(std::move(id));
  }
  if (hit.first && (!values.first || *hit.first < *values.first)) values.first = hit.first;
  if (hit.last && (!values.last || *hit.last > *values.last)) values.last = hit.last;
  if (!state->changed) changed_.push_back(sighting_id(options_.party, values.indicator, values.day));
  state->changed = true;
  return wanted;
}

Status Recorder::queue(const BuiltObject& object, bool& accepted) {
  auto admission = intake_.admit(object.json);
  accepted = admission.object.has_value();
  if (!accepted) return {};
  if (known_.size() < kMaxKnown) known_.insert(object.id);
  ++totals_.objects;
  if (options_.dry_run) return {};
  pending_bytes_ += admission.object->text.size();
  pending_.push_back(std::move(*admission.object));
  if (pending_.size() >= kBatchObjects || pending_bytes_ >= kBatchBytes) return append_pending();
  return {};
}

Status Recorder::keep(const std::vector<BuiltObject>& objects) {
  std::vector<std::string_view> refused;
  for (const BuiltObject& object : objects) {
    PARLEY_TRY(const bool there, has(object.id));
    if (there) continue;
    BuiltObject copy = object;
    const bool is_observation = object.id.starts_with("observed-data--");
    bool without = false;
    for (const std::string_view id : refused) {
      const std::size_t at = copy.json.find(id);
      if (at == std::string::npos) continue;
      if (!is_observation) {
        without = true;
        break;
      }
      // "ID", in the list of object_refs; the artifact stands behind, so there is always a comma.
      copy.json.erase(at - 1, id.size() + 3);
    }
    bool accepted = false;
    if (!without) PARLEY_TRY_STATUS(queue(copy, accepted));
    if (accepted) {
      totals_.observations += is_observation ? 1 : 0;
      continue;
    }
    ++totals_.refused;
    if (is_observation) return Error{Code::internal, "evidence was refused: " + intake_.admit(copy.json).refusal.message};
    refused.push_back(object.id);
  }
  return {};
}

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
  if (!defined_) {
    defined_ = true;
    for (const BuiltObject& object : evidence_definitions()) {
      PARLEY_TRY(const bool there, has(object.id));
      bool accepted = true;
      if (!there) PARLEY_TRY_STATUS(queue(object, accepted));
      if (!accepted) return Error{Code::internal, "the definition of evidence was refused: " + intake_.admit(object.json).refusal.message};
    }
    PARLEY_TRY(const bool there, has(options_.party.identity));
    bool accepted = true;
    if (!there) PARLEY_TRY_STATUS(queue(party_object(options_.party), accepted));
  }
  // Evidence before what refers to it, so that a crash in between leaves nothing that points nowhere.
  PARLEY_TRY_STATUS(append_pending());
  for (const std::string& id : changed_) {
    State& state = states_.at(id);
    SightingValues& values = state.values;
    state.changed = false;
    const Micros at = now();
    values.modified = Micros{std::max(at.value, values.modified.value + 1)};
    if (values.created.value == 0) values.created = values.modified;
    bool accepted = false;
    const BuiltObject object{id, sighting_json(options_.party, values)};
    PARLEY_TRY_STATUS(queue(object, accepted));
    if (!accepted) return Error{Code::internal, "a sighting was refused: " + intake_.admit(object.json).refusal.message};
    ++totals_.sightings;
  }
  changed_.clear();
  return append_pending();
}

}  // namespace parley::watch
