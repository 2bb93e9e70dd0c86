// UUIDs (RFC 9562): version 4 (random) and version 5 (SHA-1 of a name in a namespace).
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace parley {

using Uuid = std::array<std::uint8_t, 16>;

std::string to_string(const Uuid& uuid);  // lower case, with hyphens
// The 8-4-4-4-12 form, either case, RFC 9562 variant not required.
bool is_uuid(std::string_view text);
std::optional<Uuid> uuid_from_text(std::string_view text);
Uuid uuid_v4();
Uuid uuid_v5(const Uuid& name_space, std::string_view name);

}  // namespace parley
