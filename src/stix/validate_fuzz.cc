// Any JSON text at all: no crash, every finding can be rendered as JSON, and what is found does not depend on whether
// warnings are looked for.
#include "json/json.h"
#include "stix/object.h"
#include "stix/report.h"
#include "stix/validate.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley;
  static json::Parser parser, reader;
  static stix::Validator validator, errors_only({.warnings = false});
  const auto value = parser.parse({reinterpret_cast<const char*>(data), size});
  if (!value.ok()) return 0;
  const bool valid = validator.check(*value);
  PARLEY_CHECK(valid == errors_only.check(*value));
  PARLEY_CHECK(validator.error_count() == errors_only.error_count());
  std::string report;
  stix::append_report_json(report, validator, 1, stix::Strictness::lenient);
  PARLEY_CHECK(reader.parse(report).ok());
  // What is a valid object has a header.
  if (validator.check_object(*value)) PARLEY_CHECK(stix::read_header(*value).ok());
  return 0;
}
