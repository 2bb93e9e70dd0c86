// Small questions about text that the parsers of this folder share.
#pragma once

#include <string_view>

namespace parley::http {

// Without regard to ASCII case.
bool equals_ignoring_case(std::string_view a, std::string_view b);
bool is_utf8(std::string_view text);
// RFC 9110 section 5.6.2: the characters of methods and field names.
bool is_token(std::string_view text);
// Without the spaces and tabs at both ends.
std::string_view trim(std::string_view text);
// Digits only, no sign, no overflow.
bool parse_decimal(std::string_view digits, unsigned long long& out);

}  // namespace parley::http
