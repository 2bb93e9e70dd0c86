// The reader: it ends, finds the same however the bytes arrive, and never hands out more than it was allowed to keep.
#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "base/result.h"
#include "json/object_reader.h"

namespace {

using namespace parley;

// Small, so that the fuzzer soon finds texts that are too large.
constexpr std::size_t kMaxBytes = 200;

struct Seen {
  std::uint64_t offset;
  std::uint64_t line;
  std::string text;
  std::string error;
  bool operator==(const Seen&) const = default;
};

// Everything that is handed out is compared with the text at its offset; the number of findings is bounded by the
// text.
std::vector<Seen> read_all(std::string_view text, std::size_t step) {
  std::size_t at = 0;
  json::ObjectReader reader(
      [&](char* out, std::size_t size) -> Result<std::size_t> {
        const std::size_t count = std::min({size, step, text.size() - at});
        std::memcpy(out, text.data() + at, count);
        at += count;
        return count;
      },
      kMaxBytes);
  std::vector<Seen> all;
  for (;;) {
    const auto found = reader.next();
    PARLEY_CHECK(found.ok());
    if (!found->has_value()) break;
    const json::FoundObject& one = **found;
    PARLEY_CHECK(one.error || (one.text.size() >= 2 && one.text.size() <= kMaxBytes && one.text.front() == '{' &&
                               one.text.back() == '}'));
    PARLEY_CHECK(one.text == text.substr(one.offset, one.text.size()));
    PARLEY_CHECK(one.line == 1 + static_cast<std::uint64_t>(std::count(
                                     text.begin(), text.begin() + static_cast<std::ptrdiff_t>(one.offset), '\n')));
    all.push_back({one.offset, one.line, std::string(one.text), one.error ? one.error->message : std::string()});
    PARLEY_CHECK(all.size() <= 4 * text.size() + 4);
  }
  PARLEY_CHECK(reader.bytes_read() == text.size());
  return all;
}

}  // namespace

// The first byte says in how small pieces the source gives the text: nothing that is found may depend on that.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  PARLEY_CHECK(read_all(text, 1 + data[0] % 100) == read_all(text, 1u << 20));
  return 0;
}
