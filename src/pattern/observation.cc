#include "pattern/observation.h"

#include <algorithm>
#include <string>
#include <unordered_map>

// From observed data (section 4.14) to what patterns are matched against: an interval, a number, and the observables
// that belong to it. References are looked up within the same bundle; one that leads out of it leads nowhere.
namespace parley::pattern {
namespace {

using ById = std::unordered_map<std::string_view, json::Object>;

// The name of the property goes into the error, as an observation has two times that can be wrong.
Result<Timestamp> read_time(json::Object object, std::string_view name) {
  const auto text = json::string_member(object, name);
  if (!text) return Error{Code::invalid_input, std::string(name) + " is missing"};
  return Timestamp::parse(*text).in(name);
}

// A value that is wrong is an error and not skipped: the answer "no match" must never mean "could not be read".
Result<Observation> read_observation(json::Object object, const ById& by_id) {
  Observation out;
  out.id = json::string_member(object, "id").value_or("");
  PARLEY_TRY(const Timestamp first, read_time(object, "first_observed"));
  PARLEY_TRY(const Timestamp last, read_time(object, "last_observed"));
  out.first = to_instant(first);
  out.last = to_instant(last);
  // An interval that ends before it begins has no instant in it (section 9.1).
  if (out.last < out.first) return Error{Code::invalid_input, "last_observed is before first_observed"};
  // Observed data without these is no STIX (section 4.14.1), and without them nothing can be counted.
  if (object["number_observed"].get(out.number) != simdjson::SUCCESS || out.number < 1)
    return Error{Code::invalid_input, "number_observed is not a whole number of at least 1"};

  json::Array refs;
  if (object["object_refs"].get(refs) == simdjson::SUCCESS) {
    // A reference to what is not there, or to no text, is left out: section 4.14.1 does not ask that all be at hand.
    for (const json::Element ref : refs) {
      std::string_view id;
      if (ref.get(id) != simdjson::SUCCESS) continue;
      const auto found = by_id.find(id);
      if (found != by_id.end())
        out.scos.push_back({json::string_member(found->second, "type").value_or(""), id, found->second});
    }
  }
  // The deprecated container: its keys are what references in it name.
  json::Object inline_objects;
  if (object["objects"].get(inline_objects) == simdjson::SUCCESS) {
    for (const auto field : inline_objects) {
      json::Object sco;
      if (field.value.get(sco) == simdjson::SUCCESS)
        out.scos.push_back({json::string_member(sco, "type").value_or(""), field.key, sco});
    }
  }
  // Sorted, so that a reference is found by halves; the first of several with one id counts.
  std::sort(out.scos.begin(), out.scos.end(), [](const Sco& a, const Sco& b) { return a.id < b.id; });
  const auto same = [](const Sco& a, const Sco& b) { return a.id == b.id; };
  out.scos.erase(std::unique(out.scos.begin(), out.scos.end(), same), out.scos.end());
  return out;
}

// Ids first, as an observation may stand in front of the objects that it refers to.
// The first error ends it, with the id of the observed data that it is about.
Status read_bundle(const std::vector<json::Object>& objects, std::vector<Observation>& out) {
  ById by_id;
  for (const json::Object& object : objects)
    if (const auto id = json::string_member(object, "id")) by_id.emplace(*id, object);
  for (const json::Object& object : objects) {
    if (json::string_member(object, "type") != "observed-data") continue;
    auto read = read_observation(object, by_id);
    if (!read.ok()) return read.error().in(json::string_member(object, "id").value_or("an observed-data"));
    out.push_back(std::move(read).value());
  }
  return {};
}

}  // namespace

// 128 bits: counted in 10^-18 seconds, no timestamp of STIX loses a digit.
Instant to_instant(const Timestamp& time) {
  return static_cast<Instant>(time.seconds) * 1'000'000'000'000'000'000 + static_cast<Instant>(time.attos);
}

// Objects that are in no bundle are one together.
// The results point into the JSON and live no longer than its parser.
Result<std::vector<Observation>> read_observations(json::Array observed) {
  std::vector<Observation> out;
  std::vector<json::Object> loose;
  for (const json::Element element : observed) {
    json::Object object;
    if (element.get(object) != simdjson::SUCCESS)
      return Error{Code::invalid_input, "\"observed\" holds something that is neither a bundle nor an object"};
    json::Array members;
    if (json::string_member(object, "type") != "bundle" || object["objects"].get(members) != simdjson::SUCCESS) {
      loose.push_back(object);
      continue;
    }
    std::vector<json::Object> objects;
    for (const json::Element member : members) {
      json::Object inner;
      if (member.get(inner) == simdjson::SUCCESS) objects.push_back(inner);
    }
    PARLEY_TRY_STATUS(read_bundle(objects, out));
  }
  PARLEY_TRY_STATUS(read_bundle(loose, out));
  return out;
}

}  // namespace parley::pattern
