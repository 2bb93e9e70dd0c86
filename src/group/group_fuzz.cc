// Cards and charters: what parses must be written again as it was read.
#include <string_view>

#include "group/card.h"
#include "group/charter.h"

using namespace parley;
using namespace parley::group;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)parse_card(text);
  const auto charter = parse_charter(text);
  if (charter.ok()) {
    // One text for one charter is what the signatures rest on.
    const auto again = parse_charter(charter->text);
    PARLEY_CHECK(again.ok() && again->text == charter->text);
    PARLEY_CHECK(merge_charters(*charter, *again).ok());
  }
  return 0;
}
