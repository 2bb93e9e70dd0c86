// The preview of a release of many objects: a tenth relationships between them, texts as people write them, half of the
// references released already. The bar is 10,000 objects in a second.
#include <benchmark/benchmark.h>

#include "release/preview.h"
#include "release/redact.h"
#include "release/release_fixture.h"

namespace parley::release::testing {
namespace {

// Texts of the length that people write, one in fifty with a flag, so that finding flags is measured and not
// only looking.
std::vector<Item> objects(int count) {
  std::vector<Item> items;
  for (int i = 0; i < count; ++i) {
    const std::string members = fmt::format(
        R"(,"created_by_ref":"{}","description":"Seen in phishing mail against a grid operator in the north. It drops a file, asks 198.51.100.{} every )"
        R"(five minutes and waits for orders; the operator was told on the same day and has answered since. {}","labels":["grid","loader"],"confidence":70,)"
        R"("external_references":[{{"source_name":"report","external_id":"R-{}","url":"https://reports.example/{}"}}])",
        kUs, i % 250, i % 50 == 0 ? "Do not share." : "More follows.", i, i);
    std::string text = i % 10 == 9
                           ? object("relationship", i,
                                    fmt::format(R"(,"relationship_type":"uses","source_ref":"{}","target_ref":"{}")",
                                                id_of("malware", i - 1), id_of("malware", i + 5)) +
                                        marked(kGreen))
                           : malware(i, members + marked(kGreen));
    items.push_back({text, text, false});
  }
  return items;
}

// Every second one is in the group already, so that both answers about a reference are measured.
World world_of(const std::vector<Item>& items) {
  World world;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i % 2 == 0)
      world.released.insert(id_of("malware", static_cast<int>(i)));
    else
      world.objects[id_of("malware", static_cast<int>(i))] = items[i].ours;
  }
  return world;
}

void PreviewObjects(benchmark::State& state) {
  const auto items = objects(static_cast<int>(state.range(0)));
  const World world = world_of(items);
  const Context context = world.context();
  for (auto _ : state) benchmark::DoNotOptimize(preview(items, context));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(PreviewObjects)->Arg(100)->Arg(10'000)->Unit(benchmark::kMillisecond);

void EvaluateObjects(benchmark::State& state) {
  const auto items = objects(1000);
  const World world = world_of(items);
  const Context context = world.context();
  for (auto _ : state)
    for (const Item& item : items) benchmark::DoNotOptimize(evaluate(item.leaves, context));
  state.SetItemsProcessed(state.iterations() * 1000);
}
BENCHMARK(EvaluateObjects)->Unit(benchmark::kMillisecond);

// Linking goes through all items until nobody becomes derived any more, so it is measured at the full size
// only.
void RedactAndLink(benchmark::State& state) {
  const auto items = objects(static_cast<int>(state.range(0)));
  const World world;
  const Secret secret(std::string_view("0123456789abcdef0123456789abcdef"));
  const Redactor redactor(secret, world.charter.terms, std::string(kUs));
  for (auto _ : state) {
    std::vector<Item> redacted;
    for (const Item& item : items) {
      auto one = redactor.redact(
          item.ours, {.remove = {"/external_references"}, .replace = {}, .pseudonyms = {std::string(kAnalyst)}});
      if (!one.ok()) return state.SkipWithError(one.error().message.c_str());
      redacted.push_back(std::move(*one));
    }
    benchmark::DoNotOptimize(redactor.link(std::move(redacted)));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(RedactAndLink)->Arg(10'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace parley::release::testing
