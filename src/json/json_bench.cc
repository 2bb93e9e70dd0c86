// What every object that comes in pays for in this folder, over the real bundles of the shared data: parsing, the
// canonical form, dropping spaces, and cutting a bundle into its objects.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "json/canonical.h"
#include "json/json.h"
#include "json/object_reader.h"
#include "testing/vectors.h"

namespace parley::json {
namespace {

// An object of 400 bytes, as indicators and relationships mostly are.
constexpr std::string_view kRelationship =
    R"({"type":"relationship","spec_version":"2.1","id":"relationship--57b56a43-b8b0-4cba-9deb-34e3e1faed9e",)"
    R"("created":"2023-01-13T19:36:29.000Z","modified":"2023-01-13T19:36:29.000Z","relationship_type":"indicates",)"
    R"("source_ref":"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","target_ref":"malware--31b940d4-6f7f-459a-80ea-9c1f17b58abc",)"
    R"("confidence":85,"description":"Seen in the north"})";

std::string real_bundle() {
  std::ifstream file(parley::testing::shared_dir() / "data/stix/mobile-attack-17.1.json");
  return {std::istreambuf_iterator<char>(file), {}};
}

// Bytes from memory, so that no disk is measured.
ObjectReader::Source source_of(std::string_view text) {
  return [text, at = std::size_t{0}](char* out, std::size_t size) mutable -> Result<std::size_t> {
    const std::size_t count = std::min(size, text.size() - at);
    std::memcpy(out, text.data() + at, count);
    at += count;
    return count;
  };
}

void ParseSmallObject(benchmark::State& state) {
  Parser parser;
  for (auto _ : state) benchmark::DoNotOptimize(parser.parse(kRelationship));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kRelationship.size()));
}
BENCHMARK(ParseSmallObject);

void CanonicalSmallObject(benchmark::State& state) {
  Parser parser;
  const Element value = *parser.parse(kRelationship);
  std::string out;
  for (auto _ : state) {
    out.clear();
    if (!append_canonical(out, value).ok()) state.SkipWithError("refused");
    benchmark::DoNotOptimize(out);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kRelationship.size()));
}
BENCHMARK(CanonicalSmallObject);

// Dropping spaces from a text that has none is the usual case: most programs send compact JSON.
void CompactSmallObject(benchmark::State& state) {
  std::string out;
  for (auto _ : state) {
    out.clear();
    append_compact(out, kRelationship);
    benchmark::DoNotOptimize(out);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kRelationship.size()));
}
BENCHMARK(CompactSmallObject);

// Four megabytes in one value: whether memory that grows is given back and used again shows here.
void CanonicalBundle(benchmark::State& state) {
  const std::string text = real_bundle();
  Parser parser;
  const auto value = parser.parse(text);
  if (!value.ok()) return state.SkipWithError("the shared data is missing");
  std::string out;
  for (auto _ : state) {
    out.clear();
    if (!append_canonical(out, *value).ok()) state.SkipWithError("refused");
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(CanonicalBundle);

// What it costs to find objects, without parsing them: indented, where spaces are most of the text, and compact.
void read_bundle(benchmark::State& state, const std::string& text) {
  std::size_t objects = 0;
  for (auto _ : state) {
    ObjectReader reader(source_of(text));
    for (objects = 0;; ++objects) {
      const auto found = reader.next();
      if (!found.ok() || !found->has_value()) break;
    }
  }
  state.counters["objects"] = static_cast<double>(objects);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
void ReadIndentedBundle(benchmark::State& state) { read_bundle(state, real_bundle()); }
BENCHMARK(ReadIndentedBundle);
void ReadCompactBundle(benchmark::State& state) {
  std::string compact;
  append_compact(compact, real_bundle());
  read_bundle(state, compact);
}
BENCHMARK(ReadCompactBundle);

// What the source alone costs: the bytes have to be copied once.
void CopyBundle(benchmark::State& state) {
  const std::string text = real_bundle();
  std::string window(256u << 10, ' ');
  for (auto _ : state) {
    auto source = source_of(text);
    while (source(window.data(), window.size()).value() > 0) {
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(CopyBundle);

}  // namespace
}  // namespace parley::json
