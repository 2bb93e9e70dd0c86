// The parser and the canonical form: whatever comes in is refused with a message or has a form that stays as it is.
#include "base/result.h"
#include "json/canonical.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  json::Parser parser;
  const auto parsed = parser.parse(text);
  const auto once = json::canonical(text);
  PARLEY_CHECK(parsed.ok() || !once.ok());
  if (!parsed.ok()) {
    PARLEY_CHECK(!parsed.error().message.empty());
    return 0;
  }
  // Dropping spaces must not change the value, and the canonical form of a canonical form is itself.
  std::string compact;
  json::append_compact(compact, text);
  const auto of_compact = json::canonical(compact);
  PARLEY_CHECK(once.ok() == of_compact.ok());
  if (!once.ok()) return 0;
  PARLEY_CHECK(*once == *of_compact);
  const auto twice = json::canonical(*once);
  PARLEY_CHECK(twice.ok() && *twice == *once);
  return 0;
}
