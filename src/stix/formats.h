// What the text of a value must look like. Each is one small function without allocation, so that it costs next to
// nothing beside parsing; what is deliberately not looked at stands with it in formats.cc.
#pragma once

#include <string_view>

#include "stix/rules.h"

namespace parley::stix {

struct FormatRule {
  bool (*matches)(std::string_view) = nullptr;
  FindingCode code = FindingCode::wrong_type;
};
const FormatRule& rule_of(Format format);

// "TYPE--UUID" with a UUID of RFC 9562 (versions 1 to 8); `type` gets the part in front.
bool split_identifier(std::string_view id, std::string_view& type);
// The same, but whether the part in front is the name of a type is not looked at.
bool split_at_uuid(std::string_view id, std::string_view& type);
// Of such an identifier: the digit that tells how the UUID was made.
inline char uuid_version(std::string_view id) { return id[id.size() - 22]; }

bool is_type_name(std::string_view text);      // section 11.2.1
bool is_property_name(std::string_view text);  // section 3.1
// Section 3.8: a name for no property until the standard says what it means.
inline bool is_reserved_name(std::string_view name) {
  return name == "severity" || name == "username" || name == "phone_number" || name == "action";
}
bool is_dictionary_key(std::string_view text);  // section 2.3
// As is_dictionary_key(), and without capitals.
bool is_lowercase_key(std::string_view text);
bool is_hash_name(std::string_view text);       // section 2.7
bool is_extension_name(std::string_view text);  // section 11.3.1: a type name that ends in -ext
bool is_selector(std::string_view text);        // section 7.2.3
bool is_hexadecimal(std::string_view text);
bool is_base64(std::string_view text);
bool is_lowercase_term(std::string_view text);  // lower case, with hyphens between words
// Empty, or what a hash value of this algorithm must look like. Algorithms that are not in the vocabulary have no form.
std::string_view wrong_hash_form(std::string_view algorithm, std::string_view value);

// Names from other registries (names.cc). Compared without regard to case.
bool is_character_set(std::string_view name);
bool is_http_header(std::string_view name);
bool is_country_code(std::string_view code);

}  // namespace parley::stix
