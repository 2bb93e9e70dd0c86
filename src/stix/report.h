// What a check found, as one line of JSON:
// {"line":n,"id":"...","at":"/objects/0","valid":bool,"errors":[{"code","path","message","section"}],"warnings":[...]}
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "stix/validate.h"

namespace parley::stix {

// Whether warnings count as errors do. They are listed as warnings in both cases.
enum class Strictness : std::uint8_t { lenient, strict };

// Which of several values of one line or file was judged: its id, and where it stands in a list or an envelope, as a
// JSON pointer. What is empty is not in the report.
struct Subject {
  std::string_view id = {}, at = {};
};
// The findings of the last check of `validator`. Ends without a line feed.
void append_report_json(std::string& out, const Validator& validator, std::uint64_t line, Strictness strictness,
                        const Subject& subject = {});
// The same for a line that is no JSON: one error with the code "not-json".
void append_not_json_report(std::string& out, const Error& error, std::uint64_t line);

// Where a rule stands, in words: "STIX 2.1 section 3.3", or the document of Parley's own types.
std::string cited(std::string_view section);

}  // namespace parley::stix
