// A hit goes through three questions before it is kept: is the indicator valid at that time, does a
// known-good list have the value, has it been recorded before. Every hit is told and counted
// whatever the answers are, so that the summary never hides what was left out.
//
// Patterns over several observations are met in parts. A part is kept with its evidence until the
// others come; the observation that completes the pattern makes one hit of all of them.
#include "watch/watcher.h"

#include <algorithm>

namespace parley::watch {
namespace {

// Observations that fulfilled a part of a pattern, kept with their evidence until the rest comes.
// The limit bounds the memory when every line meets a part of some pattern; the oldest go first.
constexpr std::size_t kMaxParts = 20'000;

// Instants are attoseconds, as timestamps have them.
Micros micros_of(pattern::Instant instant) { return {static_cast<std::int64_t>(instant / 1'000'000'000'000)}; }

// The value at a hit's path in objects that are STIX: only for paths of one step, which are most.
std::string_view value_at(const pattern::Observation& observation, pattern::PathNumber number) {
  static constexpr std::string_view kTexts[] = {
#define PARLEY_PATH(name, text) text,
      PARLEY_PATHS(PARLEY_PATH)
#undef PARLEY_PATH
  };
  // Numbers beyond the table were given by an index and are not known here.
  if (number >= std::size(kTexts)) return {};
  const std::string_view text = kTexts[number];
  const std::size_t colon = text.find(':');
  std::string_view found;
  for (const pattern::Sco& sco : observation.scos) {
    if (sco.type != text.substr(0, colon)) continue;
    const auto value = json::string_member(sco.object, text.substr(colon + 1));
    if (!value) continue;
    if (!found.empty()) return {};  // more than one: which it was is not known
    found = *value;
  }
  return found;
}

}  // namespace

void Tally::Row::add(const HitReport& hit) {
  if (hits++ == 0) value = hit.value;
  if (hit.first && (!first || *hit.first < *first)) first = hit.first;
  if (hit.last && (!last || *hit.last > *last)) last = hit.last;
}

Watcher::Watcher(pattern::Index& index, Recorder& recorder, Tally& tally, WatchOptions options)
    : index_(index),
      recorder_(recorder),
      options_(std::move(options)),
      tally_(tally),
      searcher_(index, options_.min_confidence),
      correlator_(index) {}

// A part of a pattern is kept only where its hit would count.
bool Watcher::is_part(const pattern::Hit& hit) const { return !hit.outside || options_.ignore_validity; }

// Tells and counts a hit. Whether it is to be recorded as well is the answer.
bool Watcher::report(HitReport& report, const pattern::Hit& hit) {
  report.confidence = hit.confidence;
  report.outside = hit.outside;
  // The list is asked about the value that met the indicator, not about the line, which may hold
  // others.
  if (options_.known_good != nullptr) report.known_good = options_.known_good->find(hit.path, report.value);
  // A value that a list knows would have been no hit at any time, and is not counted as one that came too late.
  if (hit.outside && report.known_good.empty()) {
    ++tally_.outside;
    tally_.outside_by_indicator[std::string(report.indicator)].add(report);
  }
  if (hit.outside && !options_.ignore_validity) return false;
  if (options_.recalled) report.recalled = options_.recalled(report.indicator);
  // Also hits that a list suppresses are told: who reads along sees which list it was.
  if (options_.on_hit) options_.on_hit(report);
  if (!report.known_good.empty()) {
    ++tally_.suppressed;
    ++tally_.by_list[std::string(report.known_good)];
    return false;
  }
  ++tally_.hits;
  tally_.recalled += report.recalled.empty() ? 0 : 1;
  tally_.by_indicator[std::string(report.indicator)].add(report);
  tally_.by_source[std::string(report.source)].add(report);
  tally_.by_day[report.first ? day_of(*report.first) : "without time"].add(report);
  return true;
}

// `part` makes the evidence, which costs much and is asked for only when this observation is kept or used.
Status Watcher::correlate(const pattern::Hit& hit, const pattern::Observation& observation,
                          const std::function<Part()>& part) {
  const auto indicator = index_.find(hit.indicator);
  if (!indicator) return {};
  // Tokens only grow, so parts_ is sorted by them and the oldest are at its front.
  const std::uint64_t token = next_token_++;
  const auto bound = correlator_.add(hit, observation, token);
  // Not complete yet, or not to be decided: kept for what comes.
  if (!bound.ok() || bound->empty()) {
    parts_.emplace_back(token, part());
    if (parts_.size() > kMaxParts) parts_.pop_front(), ++forgotten_;
    return {};
  }
  std::vector<Part> whole;
  for (const std::uint64_t one : *bound) {
    if (one == token) {
      whole.push_back(part());
      continue;
    }
    const auto at = std::lower_bound(parts_.begin(), parts_.end(), one,
                                     [](const auto& kept, std::uint64_t wanted) { return kept.first < wanted; });
    // Forgotten since, when there were too many: the hit is kept without it.
    if (at == parts_.end() || at->first != one) continue;
    whole.push_back(std::move(at->second));
    parts_.erase(at);
  }
  if (whole.empty()) return {};
  const Part& last = whole.back();
  HitReport told{.indicator = indicator->id,
                 .value = {},
                 .source = last.source,
                 .line = last.line,
                 .offset = last.offset,
                 .first = last.first,
                 .last = last.last,
                 .observed_data = last.observed_data,
                 .known_good = {}};
  if (!report(told, hit)) return {};
  // One hit, of several observations. They go to the day of the last.
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const Part& one = whole[i];
    PARLEY_TRY(const bool wanted, recorder_.sight({.indicator = indicator->id,
                                                   .observed_data = one.observed_data,
                                                   .day = last.first,
                                                   .first = one.first,
                                                   .last = one.last,
                                                   .number = i + 1 == whole.size() ? 1u : 0u,
                                                   .recalled = told.recalled}));
    if (wanted && !one.evidence.empty()) PARLEY_TRY_STATUS(recorder_.keep(one.evidence));
  }
  return {};
}

Status Watcher::record(const Log& log, Occurrences& occurrences) {
  const auto& found = searcher_.search(log.record(), log.at());
  if (found.empty()) return {};
  // Looking for a value asks the index again, which ends the life of the hits.
  const std::vector<pattern::Hit> hits = found;
  const Line& line = log.line();
  // The same line may hit many indicators: its evidence is built and kept once.
  const LineIdentity identity = occurrences.identify(line.text);
  const std::string id = identity.observed_data();
  const auto evidence = [&] {
    return build_evidence(
        recorder_.party(), identity, line.text, log.record(), log.at(),
        {.source = log.name(), .format = to_string(*log.format()), .offset = line.offset, .line = line.number});
  };
  const std::optional<Micros> at = log.has_time() ? std::optional(log.at()) : std::nullopt;
  bool wanted = false;
  for (const pattern::Hit& hit : hits) {
    if (hit.kind == pattern::Hit::Kind::part) {
      if (!is_part(hit)) continue;
      const pattern::Observation* observation = searcher_.observation();
      if (observation == nullptr) continue;
      PARLEY_TRY_STATUS(correlate(hit, *observation,
                                  [&] { return Part{id, log.name(), line.number, line.offset, at, at, evidence()}; }));
      continue;
    }
    const auto indicator = index_.find(hit.indicator);
    if (!indicator) continue;  // withdrawn since
    HitReport told{.indicator = indicator->id,
                   .value = searcher_.value_of(hit, log.at()),
                   .source = log.name(),
                   .line = line.number,
                   .offset = line.offset,
                   .first = at,
                   .last = at,
                   .observed_data = id,
                   .known_good = {}};
    if (!report(told, hit)) continue;
    PARLEY_TRY(const bool as_evidence, recorder_.sight({.indicator = indicator->id,
                                                        .observed_data = id,
                                                        .day = at,
                                                        .first = at,
                                                        .last = at,
                                                        .recalled = told.recalled}));
    wanted = wanted || as_evidence;
  }
  if (!wanted) return {};
  PARLEY_TRY(const bool there, recorder_.has(id));
  return there ? Status{} : recorder_.keep(evidence());
}

// An observation that came as STIX. `keep` is false where it is in the journal already, and then no evidence is made of
// it.
Status Watcher::observation(const StixObservation& seen, std::string_view source, bool keep) {
  const std::vector<pattern::Hit> hits = searcher_.reader().match(seen.observation);
  if (hits.empty()) return {};
  // Asked before anything is counted: a sighting must not refer to what the journal would refuse.
  if (keep && !recorder_.accepts(seen.texts[0]))
    return Error{Code::invalid_input, "an observed-data that is not valid"};
  const auto evidence = [&] {
    std::vector<BuiltObject> objects;
    if (!keep) return objects;
    for (std::size_t i = 1; i < seen.texts.size(); ++i) objects.push_back({seen.ids[i], seen.texts[i]});
    // The observed-data last, behind what it refers to.
    objects.push_back({seen.ids[0], seen.texts[0]});
    return objects;
  };
  const Micros first = micros_of(seen.observation.first), last = micros_of(seen.observation.last);
  bool wanted = false;
  for (const pattern::Hit& hit : hits) {
    if (hit.kind == pattern::Hit::Kind::part) {
      if (!is_part(hit)) continue;
      PARLEY_TRY_STATUS(correlate(hit, seen.observation, [&] {
        return Part{seen.ids[0], std::string(source), seen.line, seen.offset, first, last, evidence()};
      }));
      continue;
    }
    const auto indicator = index_.find(hit.indicator);
    if (!indicator) continue;
    HitReport told{.indicator = indicator->id,
                   .value = value_at(seen.observation, hit.path),
                   .source = source,
                   .line = seen.line,
                   .offset = seen.offset,
                   .first = first,
                   .last = last,
                   .observed_data = seen.ids[0],
                   .known_good = {}};
    if (!report(told, hit)) continue;
    PARLEY_TRY(const bool as_evidence, recorder_.sight({.indicator = indicator->id,
                                                        .observed_data = seen.ids[0],
                                                        .day = first,
                                                        .first = first,
                                                        .last = last,
                                                        .number = static_cast<std::uint64_t>(seen.observation.number),
                                                        .again = !keep,
                                                        .recalled = told.recalled}));
    wanted = wanted || as_evidence;
  }
  return wanted ? recorder_.keep(evidence()) : Status{};
}

// Objects come from the same journal, with their newest version; an observation whose objects are
// gone is searched without them.
Status retro_hunt(const journal::Journal& journal, std::string_view name, Watcher& watcher,
                  const std::function<bool(std::uint64_t)>& progress) {
  journal::Query query;
  query.types = {"observed-data"};
  json::Parser parser;
  StixAssembler assembler;
  std::uint64_t done = 0;
  for (journal::Seq from = 0;;) {
    // A page is all that is held at once, however much the journal has.
    PARLEY_TRY(const auto page, journal.read(query, from, {.objects = 500, .bytes = 8u << 20}));
    for (const auto& entry : page.entries) {
      StixObservation seen;
      seen.line = entry.seq;
      seen.texts.emplace_back(entry.text);
      seen.ids.emplace_back(entry.id);
      PARLEY_TRY(const json::Element value, parser.parse(entry.text));
      journal::Query objects;
      json::Array refs;
      if (value.at_key("object_refs").get(refs) == simdjson::SUCCESS)
        for (const json::Element one : refs)
          if (std::string_view ref; one.get(ref) == simdjson::SUCCESS) objects.ids.emplace_back(ref);
      // Room for two versions of each, though only the last is asked for.
      if (!objects.ids.empty()) {
        PARLEY_TRY(const auto found, journal.read(objects, 0, {.objects = objects.ids.size() * 2, .bytes = 64u << 20}));
        for (const auto& one : found.entries) seen.ids.emplace_back(one.id), seen.texts.emplace_back(one.text);
      }
      auto assembled = assembler.assemble(seen.texts);
      if (assembled.ok()) {
        seen.observation = std::move(*assembled);
        PARLEY_TRY_STATUS(watcher.observation(seen, name, false));
      }
      if (!progress(++done)) return {};
    }
    if (!page.more) return {};
    from = page.next;
  }
}

}  // namespace parley::watch
