// What was read of a case and found in the whole of it, as bytes: a large case is then not read and searched anew for
// each look at it. Bytes of this very program on this machine, for nobody else: whoever keeps them has to know of what
// they are (desk/kept_case.h), and throws them away when that is not so.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "accounts/found.h"

namespace parley::accounts {

// Handed on in parts of kKeptPart bytes, and a last one. Of a material without second readings, which come and go
// without the case.
inline constexpr std::size_t kKeptPart = 1 << 18;
using TakeBytes = std::function<void(std::string_view)>;
void write_bytes(const Material& material, const TakeBytes& out);
void write_bytes(const Found& found, const TakeBytes& out);

// Nothing when the bytes are not what write_bytes() gave. With room for so many statements more.
std::optional<Material> material_of(std::string_view bytes, std::size_t more = 0);
std::optional<Found> found_of(std::string_view bytes);

}  // namespace parley::accounts
