// What is kept of a line that hit: an observed-data with the objects that the line speaks of, and the line itself as an
// artifact. docs/formats/evidence.md
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"
#include "pattern/seeded_hash.h"
#include "watch/observation.h"

namespace parley::watch {

// The party in whose name it is observed and sighted.
struct Party {
  std::string identity;  // identity--UUID
  std::string object;    // that identity as STIX text, the same wherever the party says who it is
};

// Where a line stands.
struct Place {
  std::string_view source;  // file name
  std::string_view format;  // "zeek-json"
  std::uint64_t offset = 0, line = 0;
};

// The same line of the same log is the same observation, wherever the log lies and however it is packed: its identifier
// comes of the line's SHA-256 and of how many lines with these bytes came before it.
struct LineIdentity {
  Hash hash;
  std::uint32_t occurrence = 0;  // from 0
  std::string observed_data() const;
};

// Counts equal lines of one log. Only lines that hit are asked about.
class Occurrences {
 public:
  LineIdentity identify(std::string_view line);

 private:
  std::unordered_map<Hash, std::uint32_t, pattern::SeededBytesHash> seen_;
};

// The objects that belong together, the observed-data last. `record` and `at` are of the line.
std::vector<BuiltObject> build_evidence(const Party& party, const LineIdentity& identity, std::string_view line,
                                        const Record& record, Micros at, const Place& place);

// Objects that say what the evidence's own property means: Parley's identity and the extension-definition. The same for
// all.
const std::vector<BuiltObject>& evidence_definitions();
inline constexpr std::string_view kEvidenceExtension = "extension-definition--4fe2b4a8-6c0f-4c3b-9d57-0e8a51c7d2b6";

struct SightingValues {
  std::string indicator;
  std::string day;  // "2026-11-22"; empty for what has no time of its own
  std::uint64_t count = 0;
  std::optional<Micros> first, last;
  std::vector<std::string> observed_data;
  Micros created{}, modified{};
  std::string description;  // that the indicator was recalled when it was seen; empty: nothing is to be said
};
std::string sighting_id(const Party& party, std::string_view indicator, std::string_view day);
std::string sighting_json(const Party& party, const SightingValues& values);
// "2026-11-22" of a time.
std::string day_of(Micros at);

}  // namespace parley::watch
