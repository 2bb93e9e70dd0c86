#include <benchmark/benchmark.h>

#include <string>

#include "pattern/matcher.h"
#include "pattern/pattern.h"

namespace parley::pattern {
namespace {

// What most indicators in use are.
constexpr const char* kShort[] = {"[ipv4-addr:value = '198.51.100.7']", "[domain-name:value = 'bad.example']",
                                  "[file:size > 25536]", "[url:value LIKE 'https://bad%']",
                                  "[network-traffic:dst_port IN (443, 8443)]"};

void ParseShort(benchmark::State& state) {
  std::size_t next = 0;
  for (auto _ : state) {
    ObservationExpression out;
    benchmark::DoNotOptimize(parse(kShort[next], out));
    next = (next + 1) % std::size(kShort);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ParseShort);

void ParseLong(benchmark::State& state) {
  const std::string text =
      "([file:hashes.'SHA-256' = 'bf07a7fbb825fc0aae7bf4a1177b2b31fcf8a3feeaf7092761e18c859ee52a9c' OR file:name LIKE "
      "'%.dll'] FOLLOWEDBY [windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\foo\\\\bar']) WITHIN 300 SECONDS";
  for (auto _ : state) {
    ObservationExpression out;
    benchmark::DoNotOptimize(parse(text, out));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ParseLong);

// A list of observations one second apart, in JSON.
// Objects of a type of their own with an age: nothing in them has a normal form.
std::string observations_json(std::size_t count) {
  std::string json = "[";
  for (std::size_t n = 0; n < count; ++n) {
    const std::string time = to_string(Micros{1'767'225'600'000'000 + static_cast<std::int64_t>(n) * 1'000'000});
    const std::string number = std::to_string(n);
    if (n > 0) json += ',';
    json += R"({"type":"observed-data","spec_version":"2.1","id":"observed-data--)" + number +
            R"(","first_observed":")" + time + R"(","last_observed":")" + time +
            R"(","number_observed":1,"object_refs":["person--)" + number +
            R"("]},{"type":"person","spec_version":"2.1","id":"person--)" + number + R"(","name":"alice","age":)" +
            std::to_string(n % 20) + "}";
  }
  return json + "]";
}

// Observations point into the parser that read them, so both live together.
struct Prepared {
  simdjson::dom::parser parser;
  std::vector<Observation> observations;
  explicit Prepared(const std::string& json) {
    observations = read_observations(parser.parse(json).get_array()).value();
  }
};

Matcher compiled(const std::string& text) { return Matcher::compile(*parse(text)).value(); }

// One observation with a reference in it, and one comparison of each kind.
void EvaluateComparison(benchmark::State& state, const char* pattern) {
  const Prepared prepared(
      R"([{"type":"observed-data","spec_version":"2.1","id":"observed-data--1","first_observed":"2026-01-01T00:00:00Z",
      "last_observed":"2026-01-01T00:00:01Z","number_observed":1,"object_refs":["network-traffic--1","ipv4-addr--1"]},
      {"type":"ipv4-addr","spec_version":"2.1","id":"ipv4-addr--1","value":"198.51.100.3"},
      {"type":"network-traffic","spec_version":"2.1","id":"network-traffic--1","src_ref":"ipv4-addr--1","src_port":24678,
      "dst_port":443,"protocols":["ipv4","tcp","https"],"start":"2026-01-01T00:00:00Z"}])");
  const Matcher matcher = compiled(pattern);
  for (auto _ : state) benchmark::DoNotOptimize(matcher.match(prepared.observations.front()));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(EvaluateComparison, equal, "[ipv4-addr:value = '198.51.100.3']");
BENCHMARK_CAPTURE(EvaluateComparison, number, "[network-traffic:dst_port = 443]");
BENCHMARK_CAPTURE(EvaluateComparison, reference, "[network-traffic:src_ref.value = '198.51.100.3']");
BENCHMARK_CAPTURE(EvaluateComparison, list, "[network-traffic:protocols[*] = 'https']");
BENCHMARK_CAPTURE(EvaluateComparison, subset, "[ipv4-addr:value ISSUBSET '198.51.100.0/24']");
BENCHMARK_CAPTURE(EvaluateComparison, like, "[ipv4-addr:value LIKE '198.%.3']");
BENCHMARK_CAPTURE(EvaluateComparison, matches, "[ipv4-addr:value MATCHES '^198[.]\\\\d+[.]100']");
BENCHMARK_CAPTURE(EvaluateComparison, timestamp, "[network-traffic:start >= t'2026-01-01T00:00:00Z']");
BENCHMARK_CAPTURE(EvaluateComparison, absent, "[network-traffic:nosuch = 1]");

// The window is one second too narrow, so that every place is looked at: eleven observations one second apart span ten.
void Repeats(benchmark::State& state) {
  const Prepared prepared(observations_json(static_cast<std::size_t>(state.range(0))));
  const Matcher matcher = compiled("[person:age < 20] REPEATS 10 TIMES WITHIN 8 SECONDS");
  for (auto _ : state) {
    const auto match = matcher.match(prepared.observations);
    if (!match.ok() || match->matched) state.SkipWithError("wrong answer");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(Repeats)->Arg(20)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

// Three parts in order and a window that is too narrow, so that nothing ends early.
void Chain(benchmark::State& state) {
  const Prepared prepared(observations_json(static_cast<std::size_t>(state.range(0))));
  const Matcher matcher = compiled(
      "([person:age = 3] REPEATS 3 TIMES FOLLOWEDBY [person:age = 1] FOLLOWEDBY ([person:age = 2] AND [person:age = "
      "9])) "
      "WITHIN 40 SECONDS");
  for (auto _ : state) {
    const auto match = matcher.match(prepared.observations);
    if (!match.ok() || match->matched) state.SkipWithError("wrong answer");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(Chain)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

// From JSON to what is matched, which a stream of observed data pays for once an object.
void ReadObservations(benchmark::State& state) {
  simdjson::dom::parser parser;
  const std::string json = observations_json(1'000);
  const json::Array array = parser.parse(json).get_array();
  for (auto _ : state) benchmark::DoNotOptimize(read_observations(array));
  state.SetItemsProcessed(state.iterations() * 1'000);
}
BENCHMARK(ReadObservations);

}  // namespace
}  // namespace parley::pattern
