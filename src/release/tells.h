// What an object says about the party that releases it, beside its matter.
#pragma once

#include "release/preview.h"

namespace parley::release {

std::vector<Telling> tells_of(json::Element object, const Context& context);

}  // namespace parley::release
