// Lines per second against many indicators, one thread, beside simdjson parsing the same lines.
//
//   parley_watch_bench --benchmark_filter='Lines|Simdjson'
//
// The lines are Zeek's (data/logs/zeek/dns.json.gz of PARLEY_SHARED), in memory; none of the indicators is in them, as
// nearly always. Ratios are to be taken within one run.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

#include "input/unpacked.h"
#include "testing/vectors.h"
#include "watch/log.h"
#include "watch/search.h"

namespace parley::watch {
namespace {

const std::string& dns_lines() {
  static const std::string text = [] {
    std::ifstream file(parley::testing::shared_dir() / "data/logs/zeek/dns.json.gz", std::ios::binary);
    input::Unpacked input([&](char* out, std::size_t size) -> Result<std::size_t> {
      file.read(out, static_cast<std::streamsize>(size));
      return static_cast<std::size_t>(file.gcount());
    });
    std::string out;
    for (char block[65536];;) {
      const auto got = input.read(block, sizeof block);
      if (!got.ok() || *got == 0) break;
      out.append(block, *got);
    }
    // One copy is what the processor's cache nearly holds; several are more than it can.
    std::string repeated;
    for (int i = 0; i < 4; ++i) repeated += out;
    return repeated;
  }();
  return text;
}

// Half names, a quarter addresses, a quarter hashes, none of which the logs hold.
void put_equalities(pattern::Index& index, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t mixed = (i + 1) * 0x9E3779B97F4A7C15u;
    std::string pattern;
    switch (i % 4) {
      case 0:
      case 1:
        pattern = fmt::format("[domain-name:value = 'h{:x}.indicator{}.test']", mixed, i % 1000);
        break;
      case 2:
        pattern = fmt::format("[ipv4-addr:value = '203.{}.{}.{}']", i >> 16 & 255, i >> 8 & 255, i & 255);
        break;
      default:
        pattern = fmt::format("[file:hashes.'SHA-256' = '{:016x}{:016x}{:016x}{:016x}']", mixed, mixed ^ 1, mixed ^ 2,
                              mixed ^ 3);
    }
    (void)index.put({.id = fmt::format("indicator--00000000-0000-4000-8000-{:012x}", i),
                     .pattern = pattern,
                     .valid_from = {},
                     .valid_until = {}});
  }
}

// Parts of names and addresses of hosts, as people write them.
void put_expressions(pattern::Index& index, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t mixed = (i + 1) * 0x9E3779B97F4A7C15u >> 24;
    const std::string pattern = i % 2 == 0
                                    ? fmt::format("[domain-name:value LIKE '%.k{:x}.test']", mixed)
                                    : fmt::format("[domain-name:value MATCHES '^x[0-9]+-k{:x}\\\\.(com|net)$']", mixed);
    (void)index.put({.id = fmt::format("indicator--00000000-0000-4001-8000-{:012x}", i),
                     .pattern = pattern,
                     .valid_from = {},
                     .valid_until = {}});
  }
}

pattern::Index& index_of(std::int64_t equalities, std::int64_t expressions) {
  static std::map<std::pair<std::int64_t, std::int64_t>, std::unique_ptr<pattern::Index>> made;
  auto& index = made[{equalities, expressions}];
  if (!index) {
    index = std::make_unique<pattern::Index>();
    put_equalities(*index, static_cast<std::size_t>(equalities));
    put_expressions(*index, static_cast<std::size_t>(expressions));
  }
  return *index;
}

input::Source memory(const std::string& text) {
  return [&text, at = std::size_t{0}](char* out, std::size_t size) mutable -> Result<std::size_t> {
    const std::size_t count = std::min(size, text.size() - at);
    std::memcpy(out, text.data() + at, count);
    at += count;
    return count;
  };
}

// All that `parley watch` does with a line that hits nothing.
void BM_Lines(benchmark::State& state) {
  const std::string& text = dns_lines();
  pattern::Index& index = index_of(state.range(0), state.range(1));
  Searcher searcher(index);
  std::uint64_t hits = 0, lines = 0;
  for (auto _ : state) {
    Log log("dns.json", memory(text), {});
    if (!log.open().ok()) return state.SkipWithError("no log");
    while (log.next()) hits += searcher.search(log.record(), log.at()).size();
    lines += log.counts().lines;
  }
  state.counters["hits"] = static_cast<double>(hits);
  state.SetItemsProcessed(static_cast<std::int64_t>(lines));
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(BM_Lines)->Args({1'000'000, 0})->Args({1'000, 0})->Args({1'000'000, 10'000})->Unit(benchmark::kMillisecond);

// simdjson alone, each line by itself, into its tree.
void BM_SimdjsonDom(benchmark::State& state) {
  const std::string& text = dns_lines();
  simdjson::dom::parser parser;
  std::uint64_t objects = 0;
  simdjson::padded_string padded(text);
  for (auto _ : state) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      objects += parser.parse(padded.data() + at, end - at, false).is_object() ? 1u : 0u;
      at = end + 1;
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(objects));
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(BM_SimdjsonDom)->Unit(benchmark::kMillisecond);

// The same as one stream, which is the fastest that it has.
void BM_SimdjsonStream(benchmark::State& state) {
  const simdjson::padded_string padded(dns_lines());
  simdjson::dom::parser parser;
  std::uint64_t objects = 0;
  for (auto _ : state) {
    simdjson::dom::document_stream stream;
    if (parser.parse_many(padded).get(stream) != simdjson::SUCCESS) return state.SkipWithError("no stream");
    for (auto document : stream) objects += document.is_object() ? 1u : 0u;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(objects));
  state.SetBytesProcessed(static_cast<std::int64_t>(padded.size()) * static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(BM_SimdjsonStream)->Unit(benchmark::kMillisecond);

// Reading alone: lines, fields and times, without an index.
void BM_ReadOnly(benchmark::State& state) {
  const std::string& text = dns_lines();
  std::uint64_t fields = 0, lines = 0;
  for (auto _ : state) {
    Log log("dns.json", memory(text), {});
    if (!log.open().ok()) return state.SkipWithError("no log");
    while (log.next()) fields += log.record().fields.size();
    lines += log.counts().lines;
  }
  benchmark::DoNotOptimize(fields);
  state.SetItemsProcessed(static_cast<std::int64_t>(lines));
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(BM_ReadOnly)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace parley::watch
