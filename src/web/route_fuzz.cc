// Paths and places to go on to, as strangers send them: what is plain means one thing only, and where somebody goes
// after signing in is a page of this room, whatever a link said.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "web/route.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley::web;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Route route = route_of(text);
  if (is_plain_path(text)) {
    const auto decoded = parley::http::percent_decode(text);
    const std::string path = decoded.ok() ? *decoded : text;
    PARLEY_CHECK(path.starts_with('/') && path.find("//") == std::string::npos);
    PARLEY_CHECK(path.find("/../") == std::string::npos && !path.ends_with("/..") &&
                 path.find('\\') == std::string::npos);
  } else {
    PARLEY_CHECK(route.place == Place::none);
  }
  PARLEY_CHECK(route.place == Place::none || !methods_of(route.place).empty());
  const std::string next = next_page(text);
  PARLEY_CHECK(next.starts_with('/') && !next.starts_with("//") &&
               next.find_first_of("\r\n\\ \"<>") == std::string::npos);
  PARLEY_CHECK(next_page(next) == next);
  return 0;
}
