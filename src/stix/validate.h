// Checks STIX 2.1 objects and bundles against the standard (STIX 2.1 with Errata 01).
//
// Every MUST that is broken is an error, every SHOULD a warning; each finding names the place (JSON pointer), says in
// a sentence what is wrong and what to do, and cites the section. The rules are tables (rules_*.cc): one screen a type.
// A Validator is not thread-safe and meant to be kept: it reuses its memory, and findings are rendered only when asked.
// docs/stix-conformance.md says what was decided where the standard is unclear.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "json/json.h"

namespace parley::stix {

enum class Severity : std::uint8_t { error, warning };

struct Finding {
  Severity severity;
  std::string_view code;  // stable, kebab-case: "required-property-missing"
  std::string path;  // JSON pointer (RFC 6901) from the checked value: "/objects/3/created"; "" is the value itself
  std::string message;
  std::string_view section;  // of the STIX 2.1 standard, such as "3.2" or "6.7.1"
};

struct ValidateOptions {
  bool warnings = true;  // false: only errors are looked for
  // Checks the pattern of an indicator whose pattern_type is "stix"; returns an empty string or what is wrong with it.
  // A function of src/pattern, handed in because patterns stand above this folder. Null: patterns are not checked.
  std::string (*check_pattern)(std::string_view pattern) = nullptr;
  // Likewise: whether the pattern compares with a value that was made harmless (hxxp, [.]), with that value and what it
  // must have been. Null: not looked for.
  bool (*find_defanged)(std::string_view pattern, std::string& value, std::string& refanged) = nullptr;
  // An object that says it follows an older version is an error, not a warning: for where objects are kept.
  bool this_version_only = false;
};

class Validator {
 public:
  explicit Validator(ValidateOptions options = {});
  ~Validator();
  // Checks one object or bundle. True when there is no error. The findings stay until the next check.
  bool check(json::Element value);
  // As check(), for a value that must be a single object: a bundle is an error here.
  bool check_object(json::Element value);

  std::size_t error_count() const;
  std::size_t warning_count() const;
  // Rendered on each call from the checked value, which must still be there; errors first, in the order found. Of each
  // severity the first 100,000 are kept, all are counted.
  std::vector<Finding> findings() const;
  // The first error, for a one-line refusal. Requires error_count() > 0.
  Finding first_error() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::stix
