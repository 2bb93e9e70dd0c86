// Observations that are STIX already: bundles, arrays, NDJSON, with observed-data and the objects that they refer to,
// in any order. An observation is given once all its objects are there, at the latest at the end.
#pragma once

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "json/object_reader.h"
#include "pattern/observation.h"
#include "watch/log.h"

namespace parley::watch {

// An observed-data with its objects, parsed. Dies with the next one.
struct StixObservation {
  std::vector<std::string> texts;  // the observed-data first
  std::vector<std::string> ids;    // likewise
  pattern::Observation observation;
  std::uint64_t line = 0, offset = 0;
};

// Puts an observation together from texts; nothing when it has no valid times.
class StixAssembler {
 public:
  Result<pattern::Observation> assemble(const std::vector<std::string>& texts);

 private:
  json::Parser parser_;
};

class StixLog {
 public:
  // Objects kept until an observation needs them. Past this the log ends with too_large.
  static constexpr std::size_t kMaxKeptBytes = 512u << 20;

  // Takes the bytes that `log` (opened, of Format::stix) has, and counts in its counts.
  explicit StixLog(Log& log);
  // The next observation, or nothing at the end. An Error ends the log.
  Result<const StixObservation*> next();

 private:
  struct Pending {
    std::string id, text;
    std::vector<std::string> refs;
    std::uint64_t line = 0, offset = 0;
    std::size_t missing = 0;
  };
  Status take(const json::FoundObject& found);
  bool give(const Pending& pending);

  Log& log_;
  json::ObjectReader objects_;
  json::Parser parser_;
  StixAssembler assembler_;
  std::unordered_map<std::string, std::string> kept_;
  std::unordered_map<std::string, std::vector<std::size_t>> waiting_;  // by the id that is missing: numbers in pending_
  std::unordered_map<std::size_t, Pending> pending_;
  std::deque<std::size_t> ready_;
  std::size_t kept_bytes_ = 0, number_ = 0;
  bool ended_ = false;
  StixObservation out_;
};

}  // namespace parley::watch
