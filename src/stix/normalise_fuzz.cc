// Any bytes as a value of any kind: refused, or a normal form that is its own normal form.
#include <cstddef>
#include <cstdint>

#include "stix/normalise.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley::stix;
  if (size == 0) return 0;
  const auto kind = static_cast<ValueKind>(data[0] % (static_cast<int>(ValueKind::account_login) + 1));
  const std::string_view value(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto normal = normalise(kind, value);
  if (!normal.ok()) return 0;
  // ::ffff:a.b.c.d changes its kind.
  const bool mapped = kind == ValueKind::ipv6 && normal->find(':') == std::string::npos;
  const auto again = normalise(mapped ? ValueKind::ipv4 : kind, *normal);
  PARLEY_CHECK(normal->size() > kMaxNormalBytes || (again.ok() && *again == *normal));
  bool changed = false;
  (void)refang(value, changed);
  return 0;
}
