// A case file of any bytes, with a text beside it: read, loaded, compared and printed without a fault of ours.
#include "accounts/gold.h"
#include "accounts/load.h"
#include "accounts/report.h"
#include "base/bytes.h"
#include "view/comparison_terminal.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parley;
  using namespace parley::accounts;
  const std::string_view input = as_text({data, size});
  // The input is two files: the case up to the first zero byte, which JSON cannot have in it, and the one document that
  // every name in the case leads to.
  const std::size_t cut = std::min(input.find('\0'), input.size());
  const std::string text(input.substr(std::min(cut + 1, input.size())));
  const GoldOptions options{
      .slug = "case", .created_by = {}, .read_text = [&](const std::string&) -> Result<std::string> { return text; }};
  const auto gold = read_gold(input.substr(0, cut), options);
  if (!gold.ok()) return 0;
  Material material;
  Loader loader(material);
  for (const CaseObject& object : gold->objects) {
    const std::string one = object.with_times("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z");
    // What the loader refuses is its business: here nothing of ours may break over it.
    (void)loader.add({.text = one, .journal = "main", .seq = 0, .received = {}});
  }
  loader.finish();
  const Comparison comparison(material);
  const auto selection = select(comparison, {});
  if (!selection.ok()) return 0;
  std::string out;
  write_json(comparison, *selection, [&](std::string_view part) { out += part; });
  json::Parser parser;
  // Whatever the case says, what is written is JSON.
  PARLEY_CHECK(parser.parse(out).ok());
  const Telling telling = tell(comparison, *selection);
  view::render(comparison, *selection, telling, gold->name, {});
  view::render_brief(comparison, *selection, telling, gold->name, {});
  return 0;
}
