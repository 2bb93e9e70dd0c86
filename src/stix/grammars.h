// Values that have a grammar in an RFC: URLs, domain names, e-mail addresses, CPE names, language tags. Each function
// follows its grammar's productions, not merely the characters that may occur. Inside src/stix only.
#pragma once

#include <string_view>

namespace parley::stix {

// RFC 3986 section 3: URI = scheme ":" hier-part [ "?" query ] [ "#" fragment ]. Brackets may stand only around an IP
// literal that is the whole host (section 3.2.2); http, https, ftp, ws and wss need a host (the same section).
bool is_url(std::string_view text);
// Section 4.1: a URI or a relative reference.
bool is_url_reference(std::string_view text);
// RFC 1034 section 3.1 for the lengths; RFC 5890 section 2.3 for the labels. Underscores are taken, since names like
// _dmarc.example.com are names (RFC 5890 section 2.3.1 knows them as non-LDH labels).
bool is_domain_name(std::string_view text);
// addr-spec of RFC 5322 section 3.4.1 with the extension of RFC 6532. Comments and folding white space are not taken.
bool is_email_address(std::string_view text);
bool is_ipv4(std::string_view text);          // an address, perhaps with a prefix length (RFC 4632)
bool is_ipv6(std::string_view text);          // RFC 4291 sections 2.2 and 2.3
bool is_ipv6_address(std::string_view text);  // without a prefix length
bool is_cpe(std::string_view text);           // NISTIR 7695 section 6.2, the formatted string
bool is_language_tag(std::string_view text);  // RFC 5646 sections 2.1 and 2.2

}  // namespace parley::stix
