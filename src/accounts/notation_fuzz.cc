// Any bytes as a case in the notation, with a text beside it: read, written, and read again as the same.
#include "accounts/notation.h"

#include "accounts/case_file.h"
#include "accounts/case_objects.h"
#include "base/bytes.h"
#include "base/result.h"
#include "json/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley;
  using namespace parley::accounts;
  const std::string_view input = as_text({data, size});
  if (size > 8192) return 0;
  // Two files: the case up to the first zero byte, and the one document that every name leads to.
  const std::size_t cut = std::min(input.find('\0'), input.size());
  const std::string text(input.substr(std::min(cut + 1, input.size())));
  if (!simdjson::validate_utf8(input.data(), cut)) return 0;
  Faults faults;
  WorkedCase of = read_notation(input.substr(0, cut), faults);
  const CaseTexts texts = read_texts(
      of, [&](const std::string&) -> Result<std::string> { return text; }, faults);
  check_case(of, texts, faults);
  const bool holds = faults.empty();
  const std::string written = write_notation(of, texts);
  Faults more;
  WorkedCase again = read_notation(written, more);
  // Whatever was read can be written; and where all of it held, it is the same case.
  PARLEY_CHECK(more.empty());
  const CaseTexts same = read_texts(
      again, [&](const std::string&) -> Result<std::string> { return text; }, more);
  check_case(again, same, more);
  if (!holds) return 0;
  PARLEY_CHECK(more.empty());
  const auto first = objects_of(of, texts, {.slug = "case", .created_by = {}}),
             second = objects_of(again, same, {.slug = "case", .created_by = {}});
  PARLEY_CHECK(first.size() == second.size());
  for (std::size_t i = 0; i < first.size(); ++i) PARLEY_CHECK(first[i].body == second[i].body);
  return 0;
}
