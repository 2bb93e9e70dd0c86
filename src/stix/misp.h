// MISP events, which people take for STIX.
#pragma once

#include <string_view>

#include "json/json.h"

namespace parley::stix {

// Whether the value is a MISP event or a list of them, as MISP's own export and its REST answers have them.
bool is_misp_event(json::Element value);

inline constexpr std::string_view kMispSentence =
    "this is a MISP event, not STIX: export it from MISP as STIX 2.1 (returnFormat stix2 of its REST search, or "
    "Download as... STIX 2)";

}  // namespace parley::stix
