// A Record in the words of STIX: the cyber-observable objects that its values are, each with the identifier that the
// standard gives it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "json/json.h"
#include "pattern/observation.h"
#include "watch/record.h"

namespace parley::watch {

// What is kept says of a shared object (a domain, a message) only what its identifier covers, because the next line may
// say otherwise of the same object. What a pattern is evaluated on says all that the line does.
enum class Purpose { evaluation, keeping };

struct BuiltObject {
  std::string id, json;
};

class BuiltObservation {
 public:
  std::vector<BuiltObject> objects;  // without duplicates
  Micros at{};

  // Parses the objects for matching; false when there are none.
  bool prepare();
  const pattern::Observation& observation() const { return observation_; }

 private:
  std::unique_ptr<json::Parser> parser_;
  pattern::Observation observation_;
};

BuiltObservation build_observation(const Record& record, Micros at, Purpose purpose);

// "http://host/uri" of a record with both, into `out`; empty otherwise.
void request_url(const Record& record, std::string& out);

}  // namespace parley::watch
