// The rules behind normalise(), one function a kind of value. Inside src/stix only.
//
// Each returns nullptr and gives the normal form in `out` (a view of `value` or of `storage`), or says what is wrong.
#pragma once

#include <string>
#include <string_view>

#include "base/ascii.h"

namespace parley::stix {

using Problem = const char*;

Problem normal_domain(std::string_view value, std::string& storage, std::string_view& out);
Problem normal_ipv4(std::string_view value, std::string& storage, std::string_view& out);
// `mapped_too`: ::ffff:a.b.c.d becomes a.b.c.d.
Problem normal_ipv6(std::string_view value, bool mapped_too, std::string& storage, std::string_view& out);
Problem normal_url(std::string_view value, std::string& storage, std::string_view& out);
Problem normal_email(std::string_view value, std::string& storage, std::string_view& out);
Problem normal_mac(std::string_view value, std::string& storage, std::string_view& out);
// Normalization form C, with ASCII letters in lower case if `lower`.
Problem normal_text(std::string_view value, bool lower, std::string& storage, std::string_view& out);

inline int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  const char low = to_lower(c);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

}  // namespace parley::stix
