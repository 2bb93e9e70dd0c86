// Validating real bundles, against simdjson parsing the same bytes and visiting every value. The bar is a quarter of
// that speed, with warnings and without.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "json/json.h"
#include "stix/validate.h"
#include "testing/vectors.h"

namespace parley::stix {
namespace {

// Adds something up from every value, so that the compiler cannot leave the walk out.
std::uint64_t visit(json::Element value) {
  switch (value.type()) {
    case json::element_type::OBJECT: {
      std::uint64_t sum = 0;
      for (const auto field : json::Object(value)) sum += field.key.size() + visit(field.value);
      return sum;
    }
    case json::element_type::ARRAY: {
      std::uint64_t sum = 0;
      for (const json::Element item : json::Array(value)) sum += visit(item);
      return sum;
    }
    case json::element_type::STRING:
      return std::string_view(value).size();
    case json::element_type::INT64:
      return static_cast<std::uint64_t>(std::int64_t(value));
    case json::element_type::DOUBLE:
      return static_cast<std::uint64_t>(double(value));
    case json::element_type::BOOL:
      return bool(value);
    default:
      return 1;
  }
}

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Bytes a second, as feeds are large and objects of very different size.
void count_bytes(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes));
}

// The lower bound: what reading costs when nothing is checked.
void parse_and_visit(benchmark::State& state, const std::filesystem::path& path) {
  const std::string text = read(path);
  const simdjson::padded_string padded(text);
  simdjson::dom::parser parser;
  for (auto _ : state) {
    json::Element root;
    if (parser.parse(padded).get(root) != simdjson::SUCCESS) return state.SkipWithError("no JSON");
    benchmark::DoNotOptimize(visit(root));
  }
  count_bytes(state, text.size());
}

// One validator for all rounds, as a server has it.
void parse_and_validate(benchmark::State& state, const std::filesystem::path& path, bool warnings) {
  const std::string text = read(path);
  json::Parser parser;
  Validator validator({.warnings = warnings});
  for (auto _ : state) {
    const auto root = parser.parse(text);
    if (!root.ok()) return state.SkipWithError(root.error().message.c_str());
    benchmark::DoNotOptimize(validator.check(*root));
  }
  count_bytes(state, text.size());
  // Counted along, so that a change which finds less is not taken for one that is faster.
  state.counters["errors"] = static_cast<double>(validator.error_count());
  state.counters["warnings"] = static_cast<double>(validator.warning_count());
}

// One set for each file there is, so that feeds with few findings and with many are both measured.
const bool kRegistered = [] {
  // Nothing is registered where the shared data is missing, and the other benchmarks still run.
  const auto folder = testing::shared_dir() / "data" / "stix";
  if (!std::filesystem::exists(folder)) return false;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::filesystem::path path = entry.path();
    const std::string name = path.stem().string();
    benchmark::RegisterBenchmark(("ParseAndVisit/" + name).c_str(), parse_and_visit, path);
    benchmark::RegisterBenchmark(("ParseAndValidate/" + name).c_str(), parse_and_validate, path, true);
    benchmark::RegisterBenchmark(("ParseAndValidateErrorsOnly/" + name).c_str(), parse_and_validate, path, false);
  }
  return true;
}();

}  // namespace
}  // namespace parley::stix
