// The index of many indicators: building it, memory, and lookups with 1,000 and 1,000,000 indicators, with and without
// 10,000 LIKE and MATCHES. The shape of a line is that of a DNS log: two addresses, a name, an answer; one line in a
// thousand holds an indicator. Numbers in docs/patterns.md.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <cstdio>
#include <map>
#include <memory>

#include "pattern/index.h"
#include "stix/normalise.h"

namespace parley::pattern {
namespace {

std::string hex(std::uint64_t a, std::uint64_t b) {
  char out[33];
  std::snprintf(out, sizeof out, "%016llx%016llx", static_cast<unsigned long long>(a),
                static_cast<unsigned long long>(b));
  return out;
}

// Numbers that look random and are the same in every run.
std::uint64_t scramble(std::uint64_t n) {
  n = (n ^ n >> 31) * 0x7FB5'D329'728E'A185u;
  n = (n ^ n >> 27) * 0x81DA'DEF4'BC2D'D44Du;
  return n ^ n >> 33;
}

// Names of different lengths, with an ending that is reserved for examples (RFC 2606).
std::string domain(std::size_t n) {
  return "host" + std::to_string(n) + "." + hex(scramble(n), 0).substr(0, 4 + n % 9) + ".example";
}
std::string address(std::size_t n) {
  const auto bits = scramble(n);
  return std::to_string(bits & 255) + "." + std::to_string(bits >> 8 & 255) + "." + std::to_string(bits >> 16 & 255) +
         "." + std::to_string(bits >> 24 & 255);
}

std::string id_of(std::size_t n) {
  const std::string digits = hex(scramble(n), n);
  return "indicator--" + digits.substr(0, 8) + "-" + digits.substr(8, 4) + "-4" + digits.substr(13, 3) + "-8" +
         digits.substr(17, 3) + "-" + digits.substr(20);
}

// As feeds are mixed: names, addresses, URLs, hashes.
std::string pattern_of(std::size_t n) {
  switch (n % 5) {
    case 0:
    case 1:
      return "[domain-name:value = '" + domain(n) + "']";
    case 2:
      return "[ipv4-addr:value = '" + address(n) + "']";
    case 3:
      return "[url:value = 'http://" + domain(n) + "/path/" + std::to_string(n) + "']";
    default:
      return "[file:hashes.'SHA-256' = '" + hex(scramble(n), n) + hex(n, scramble(n)) + "']";
  }
}

void fill(Index& index, std::size_t count) {
  for (std::size_t n = 0; n < count; ++n) (void)index.put({id_of(n), pattern_of(n), {}, {}, false, 50});
}

// LIKE and MATCHES that begin, contain and end with a word, as rules of sensors do.
void fill_searches(Index& index, std::size_t count) {
  for (std::size_t n = 0; n < count; ++n) {
    const std::string word = hex(scramble(n + 77), 0).substr(0, 6 + n % 6);
    const char* const forms[] = {"[domain-name:value LIKE '%", "[domain-name:value MATCHES '(^|[.])",
                                 "[url:value LIKE 'http://"};
    const char* const tails[] = {".example']", "-[0-9]+[.]example$']", ".test/%']"};
    (void)index.put({"search-" + std::to_string(n), forms[n % 3] + word + tails[n % 3], {}, {}, false, 50});
  }
}

// Made once each: the same numbers of indicators are asked for by several benchmarks.
Index& filled(std::size_t equalities, std::size_t searches) {
  static std::map<std::pair<std::size_t, std::size_t>, std::unique_ptr<Index>> all;
  auto& index = all[{equalities, searches}];
  if (!index) {
    index = std::make_unique<Index>();
    fill(*index, equalities);
    fill_searches(*index, searches);
  }
  return *index;
}

// The texts are made before the clock runs.
void Build(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  double bytes = 0;
  std::vector<std::pair<std::string, std::string>> indicators;
  for (std::size_t n = 0; n < count; ++n) indicators.emplace_back(id_of(n), pattern_of(n));
  for (auto _ : state) {
    // What the allocator has given out, which counts what containers keep in reserve as well.
    const auto before = mallinfo2();
    auto index = std::make_unique<Index>();
    for (const auto& [id, pattern] : indicators) (void)index->put({id, pattern, {}, {}, false, 50});
    const auto after = mallinfo2();
    bytes = static_cast<double>(after.uordblks + after.hblkhd) - static_cast<double>(before.uordblks + before.hblkhd);
    state.PauseTiming();
    index.reset();
    state.ResumeTiming();
  }
  state.counters["bytes_each"] = bytes / static_cast<double>(count);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(Build)->Arg(1'000'000)->Unit(benchmark::kSecond)->Iterations(1);

void LookUpLines(benchmark::State& state) {
  Index& index = filled(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
  struct Line {
    std::string client, server, query, answer;
  };
  std::vector<Line> lines;
  for (std::size_t n = 0; n < 50'000; ++n)
    // Every thousandth query is one that an indicator asks for; all others miss, as in a real log.
    lines.push_back({"10.0." + std::to_string(n % 250) + ".7", "192.0.2." + std::to_string(n % 4),
                     n % 1'000 == 0 ? domain(n % 995 / 5 * 5)
                                    : "www" + std::to_string(n % 7'919) + ".good" + std::to_string(n % 1'009) + ".test",
                     address(n + 9'000'000)});
  constexpr PathNumber kClient[] = {path::ipv4_addr_value, path::network_traffic_src};
  constexpr PathNumber kServer[] = {path::ipv4_addr_value, path::network_traffic_dst};
  // One reader for all lines, as a run over a log has it.
  Index::Reader reader(index);
  std::size_t next = 0, hits = 0;
  for (auto _ : state) {
    const Line& line = lines[next];
    next = next + 1 == lines.size() ? 0 : next + 1;
    reader.begin(Micros{1});
    reader.text(kClient, line.client);
    reader.text(kServer, line.server);
    reader.number(path::network_traffic_dst_port, 53);
    reader.text(path::network_traffic_protocols, "dns");
    reader.text(path::domain_name_value, line.query);
    reader.text(path::ipv4_addr_value, line.answer);
    hits += reader.finish(nullptr).size();
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["hits"] = static_cast<double>(hits);
}
// How much slower it becomes with a thousand times as many indicators is the number that matters: caches, and not the
// work, make the difference.
BENCHMARK(LookUpLines)->Args({1'000, 0})->Args({1'000'000, 0})->Args({1'000, 10'000})->Args({1'000'000, 10'000});

// Texts that are long and look like those searched for, and yet are none.
void LookUpUrls(benchmark::State& state) {
  Index& index = filled(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
  std::vector<std::string> urls;
  for (std::size_t n = 0; n < 20'000; ++n)
    urls.push_back("http://www" + std::to_string(n % 7'919) + ".good.test/assets/js/app." +
                   hex(scramble(n), 0).substr(0, 8) + ".js?v=" + std::to_string(n));
  Index::Reader reader(index);
  std::size_t next = 0;
  for (auto _ : state) {
    reader.begin(Micros{1});
    reader.text(path::url_value, urls[next]);
    next = next + 1 == urls.size() ? 0 : next + 1;
    benchmark::DoNotOptimize(reader.finish(nullptr).size());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(LookUpUrls)->Args({1'000, 0})->Args({1'000'000, 0})->Args({1'000'000, 10'000});

// One indicator out and in again, as a feed that is updated does, with a million others in place.
void Withdraw(benchmark::State& state) {
  Index& index = filled(1'000'000, 0);
  std::size_t n = 0;
  for (auto _ : state) {
    (void)index.withdraw(id_of(n));
    (void)index.put({id_of(n), pattern_of(n), {}, {}, false, 50});
    n = (n + 1'013) % 1'000'000;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(Withdraw);

// What is in normal form already and what is not: the first is nearly every value.
void Normalise(benchmark::State& state, stix::ValueKind kind, const char* value) {
  std::string storage;
  const std::string text = value;
  for (auto _ : state) benchmark::DoNotOptimize(stix::normalise(kind, text, storage));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(Normalise, domain, stix::ValueKind::domain, "www.some-host17.example.org");
BENCHMARK_CAPTURE(Normalise, ipv4, stix::ValueKind::ipv4, "198.51.100.173");
BENCHMARK_CAPTURE(Normalise, host, stix::ValueKind::host, "198.51.100.173");
BENCHMARK_CAPTURE(Normalise, url, stix::ValueKind::url, "http://www.example.org/assets/app.js?v=1234");
BENCHMARK_CAPTURE(Normalise, domain_upper, stix::ValueKind::domain, "WWW.Example.ORG");
BENCHMARK_CAPTURE(Normalise, domain_idna, stix::ValueKind::domain,
                  "b\xC3\xBC"
                  "cher.example");
BENCHMARK_CAPTURE(Normalise, ipv6, stix::ValueKind::ipv6, "2001:db8::17");

}  // namespace
}  // namespace parley::pattern
