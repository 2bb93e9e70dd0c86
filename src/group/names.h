// The forms of names and addresses that a party hands to another.
#pragma once

#include <string_view>

namespace parley::group {

// A host name of lower-case letters, digits, hyphens and dots, as the first part of origins and key names; a port may
// follow.
bool is_domain(std::string_view text);
// "https://HOST[:PORT]" without anything behind.
bool is_node_url(std::string_view text);
// "https://HOST[:PORT][/PATH]" or the same with http, to which a path is added: no final slash, query or fragment.
bool is_service_url(std::string_view text);

}  // namespace parley::group
