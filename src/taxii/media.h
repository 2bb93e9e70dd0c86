// Content negotiation (TAXII 2.1 section 1.6.8), as leniently as the standard allows: the clients in use send all sorts
// of Accept headers (docs/taxii.md), and a server that insists on the exact media type is one that they cannot read.
#pragma once

#include <string_view>

#include "http/message.h"

namespace parley::taxii {

inline constexpr std::string_view kTaxiiMediaType = "application/taxii+json;version=2.1";

enum class StixRange : std::uint8_t { refused, accepted };  // the manifest's table also names application/stix+json

// Whether the request's Accept headers allow an answer of kTaxiiMediaType. None at all allows everything.
bool accepts_taxii(const http::Headers& headers, StixRange stix);
// Whether a body of this Content-Type is TAXII 2.1: the version is optional, case and spaces do not matter.
bool is_taxii_content(std::string_view content_type);

}  // namespace parley::taxii
