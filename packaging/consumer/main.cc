// Checks one STIX object with the installed library and prints what is wrong with it.
#include <cstdio>

#include "json/json.h"
#include "stix/identifier.h"
#include "stix/validate.h"

int main() {
  parley::json::Parser parser;
  const auto value = parser.parse(R"({"type":"ipv4-addr","spec_version":"2.1","value":"198.51.100.3"})");
  if (!value.ok()) return 1;
  parley::stix::Validator validator;
  const bool valid = validator.check(*value);
  for (const auto& finding : validator.findings())
    std::printf("%s: %s (section %s)\n", finding.path.c_str(), finding.message.c_str(),
                std::string(finding.section).c_str());
  // Without an id it is no valid SCO; the library says so, and which id the standard gives it.
  const auto id = parley::stix::deterministic_id(*value);
  return !valid && id.ok() && *id == "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4" ? 0 : 1;
}
