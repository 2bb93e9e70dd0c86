// A Record in the words of STIX: the cyber-observable objects that its values are, each with the identifier that the
// standard gives it.
#pragma once

#include <array>
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

// What a record's request asked for, from its parts (RFC 9110, section 7.1; RFC 9112, section 3.3): the port is the one
// that the request named beside its host, else that of the connection where the log cannot say what the request named.
// Default ports vanish. More than one where the log leaves two ways open: port 443 may be seen after somebody unpacked
// TLS, and a request without port that went to another one may be what both say.
struct RequestUrls {
  std::array<std::string, 2> texts;
  std::size_t count = 0;
};
void request_urls(const Record& record, RequestUrls& out);

}  // namespace parley::watch
