// The release engine on objects and requests from anywhere: the policy says the same twice, no redaction lets a refused
// marking slip, what leaves is JSON that is admitted again, and the preview's bytes are the item's.
//
// The input is lines: the object; redactions "POINTER" or "POINTER=words"; "identity--..." to be named by a pseudonym.
#include <string_view>

#include "json/json.h"
#include "release/preview.h"
#include "release/redact.h"
#include "release/release_fixture.h"

using namespace parley;
using namespace parley::release;

namespace {

struct Lines {
  std::string object;
  Redaction redaction;
};

Lines lines_of(std::string_view input) {
  Lines out;
  std::size_t number = 0;
  while (!input.empty()) {
    const std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(input.size(), line.size() + 1));
    const std::size_t equals = line.find('=');
    if (number++ == 0)
      out.object = line;
    else if (line.starts_with("identity--"))
      out.redaction.pseudonyms.emplace_back(line);
    else if (equals == std::string_view::npos)
      out.redaction.remove.emplace_back(line);
    else
      out.redaction.replace[std::string(line.substr(0, equals))] = line.substr(equals + 1);
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const testing::World world;
  static const Context context = world.context();
  static const Secret secret(std::string_view("0123456789abcdef0123456789abcdef"));
  static const Redactor redactor(secret, world.charter.terms, std::string(testing::kUs));
  const Lines lines = lines_of(std::string_view(reinterpret_cast<const char*>(data), size));

  // No verdict without a reason, and the same one each time.
  const Verdict verdict = evaluate(lines.object, context);
  PARLEY_CHECK(!verdict.reasons.empty());
  PARLEY_CHECK(evaluate(lines.object, context).decision == verdict.decision);

  const std::vector<std::string> names = {"Ana"};
  const Preview shown = preview({{.ours = lines.object, .leaves = lines.object}}, context,
                                {.internal_domains = names, .withheld_names = names});
  PARLEY_CHECK(shown.objects.size() == 1 && shown.decision == verdict.decision &&
               shown.objects[0].item.leaves == lines.object);

  const auto item = redactor.redact(lines.object, lines.redaction);
  if (!item.ok()) return 0;
  json::Parser parser;
  PARLEY_CHECK(parser.parse(item->leaves).ok());
  const auto again = redactor.redact(lines.object, lines.redaction);
  PARLEY_CHECK(again.ok() && again->leaves == item->leaves);
  // These need only end.
  (void)evaluate(item->leaves, context);
  (void)differences(item->ours, item->leaves);
  (void)redactor.link({*item});
  if (is_derived(*item)) (void)redactor.derivation(*item, testing::kNoon);
  return 0;
}
