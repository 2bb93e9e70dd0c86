// A pattern and a text, apart at the first zero byte: the index takes the pattern in, is asked for the text, and gives
// the pattern up; the text as a regular expression requires what PCRE2 finds.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "pattern/index.h"
#include "pattern/required_text.h"
#include "pattern/text_match.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley::pattern;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t zero = std::min(input.find('\0'), input.size());
  const std::string_view pattern = input.substr(0, zero);
  const std::string_view text = input.substr(std::min(zero + 1, input.size()));
  // One index for all inputs: what one leaves behind would show in the next.
  static Index index;
  static Index::Reader reader(index);
  (void)index.put({"a", pattern, {}, {}, false, -1});
  constexpr PathNumber kPaths[] = {path::file_name, path::url_value, path::ipv4_addr_value, path::domain_name_value};
  reader.begin(parley::Micros{1});
  reader.text(kPaths, text);
  PARLEY_CHECK(reader.finish(nullptr).size() <= 1);
  (void)index.withdraw("a");
  PARLEY_CHECK(index.counts().indicators == 0);

  if (!simdjson::validate_utf8(text) || !simdjson::validate_utf8(pattern)) return 0;
  // If PCRE2 finds the expression in the text, one of the required texts must stand there, or the index would lose a
  // hit.
  const auto required = required_by_regex(pattern);
  if (required.empty()) return 0;
  const auto regex = Regex::compile(pattern, Alphabet::utf8);
  if (!regex.ok()) return 0;
  const auto found = regex->search(text);
  if (!found.ok() || !*found) return 0;
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  PARLEY_CHECK(std::any_of(required.begin(), required.end(),
                           [&](const std::string& one) { return lower.find(one) != std::string::npos; }));
  return 0;
}
