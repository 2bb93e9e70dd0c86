// Any words in any text: a place that is found is a place of the text, and can be said so that it is found again.
#include "accounts/locate.h"
#include "base/bytes.h"
#include "json/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley;
  using namespace parley::accounts;
  if (size < 3) return 0;
  const std::string_view input = as_text({data + 3, size - 3});
  const std::size_t cut = std::min(input.find('\0'), input.size());
  const std::string text(input.substr(std::min(cut + 1, input.size())));
  if (text.size() > 4096 || !simdjson::validate_utf8(text)) return 0;
  Quote quote;
  quote.text = input.substr(0, cut);
  quote.line = data[0] % 4, quote.nth = data[1] % 4;
  Locator in(text);
  const auto found = in.find(quote, data[2] % 4);
  if (!found.ok()) return 0;
  PARLEY_CHECK(span_problem(in.text(), in.points(), *found).empty());
  const auto again = in.find(in.quote_of(*found));
  PARLEY_CHECK(again.ok() && again->byte_start == found->byte_start && again->byte_end == found->byte_end);
  return 0;
}
