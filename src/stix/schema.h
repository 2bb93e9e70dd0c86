// JSON schemas (draft 2020-12) of Parley's own object types, made from the rule tables: what is published in
// docs/schemas. A schema says less than the checker: rules between times and other values are in the tables only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace parley::stix {

// The types that have a schema, in the order of their tables.
std::vector<std::string_view> parley_type_names();
// Indented, with a new line at the end. Fails with not_found for any other type.
Result<std::string> json_schema(std::string_view type);

}  // namespace parley::stix
