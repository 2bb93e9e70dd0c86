// Any bytes: no crash, and a pattern that is read prints to a text that reads to the same pattern. The rest of what can
// be done with it must not crash either.
#include <cstdlib>

#include "pattern/explain.h"
#include "pattern/matcher.h"
#include "pattern/normal_form.h"
#include "pattern/pattern.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley::pattern;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ObservationExpression first, second;
  SyntaxError error;
  if (!parse(text, first, &error)) {
    (void)error.with_caret(text);
    return 0;
  }
  // Printing and reading are each other's reverse, and a normal form is its own.
  const std::string printed = to_text(first);
  if (!parse(printed, second, &error) || !(first == second) || to_text(second) != printed) std::abort();
  (void)in_words(first);
  (void)as_tree(first);
  if (size < 4096) {
    if (const auto normal = normal_form(first); normal.ok()) {
      const auto again = normal_form(*normal);
      if (!again.ok() || !(*again == *normal)) std::abort();
    }
  }
  if (const auto matcher = Matcher::compile(first); matcher.ok()) (void)matcher->match(std::span<const Observation>());
  return 0;
}
