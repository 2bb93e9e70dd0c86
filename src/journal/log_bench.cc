// What the log costs a journal. Run in a folder on the disk that is meant: TMPDIR says which.
#include <benchmark/benchmark.h>
#include <stdlib.h>

#include "base/hash.h"
#include "journal/leaf.h"
#include "journal/log.h"

namespace parley::journal {
namespace {

namespace fs = std::filesystem;

struct Folder {
  Folder() {
    std::string name = (fs::temp_directory_path() / "parley-log-bench-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  fs::path path;
};

constexpr std::size_t kBatch = 1000;

// Batches of leaves as a journal makes them, from entry `first` on.
std::vector<std::string> leaves(std::uint64_t first) {
  std::vector<std::string> out;
  for (std::uint64_t i = first; i < first + kBatch; ++i)
    out.push_back(make_leaf(LeafKind::assertion, sha256(std::to_string(i)),
                            Micros{1'795'336'493'000'000 + static_cast<std::int64_t>(i)}));
  return out;
}

const SigningKey& key() {
  static const SigningKey made = SigningKey::generate();
  return made;
}

// Appending, with a checkpoint after every `range(0)` entries (0: none).
void Append(benchmark::State& state) {
  const Folder folder;
  Log log = Log::open(folder.path, "bench.example/log").value();
  const auto every = static_cast<std::uint64_t>(state.range(0));
  const std::vector<std::string> texts = leaves(0);
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  for (auto _ : state) {
    if (!log.append(views).ok()) state.SkipWithError("append");
    if (every != 0 && log.size() % every == 0 && !log.publish(key(), Durability::relaxed).ok())
      state.SkipWithError("publish");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(log.size()));
}
BENCHMARK(Append)->Arg(0)->Arg(1000)->Arg(25'000)->Iterations(1000)->UseRealTime();

// A durable checkpoint after `range(0)` entries.
void Durable(benchmark::State& state) {
  const Folder folder;
  Log log = Log::open(folder.path, "bench.example/log").value();
  const std::vector<std::string> texts = leaves(0);
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  for (auto _ : state) {
    state.PauseTiming();
    for (std::int64_t i = 0; i < state.range(0); i += kBatch)
      if (!log.append(std::span(views).first(std::min<std::size_t>(kBatch, static_cast<std::size_t>(state.range(0)))))
               .ok())
        state.SkipWithError("append");
    state.ResumeTiming();
    if (!log.publish(key(), Durability::durable).ok()) state.SkipWithError("publish");
  }
}
BENCHMARK(Durable)->Arg(1)->Arg(1000)->Arg(10'000)->Arg(100'000)->Iterations(5)->UseRealTime()->Unit(
    benchmark::kMillisecond);

// Opening a log of 1,000,000 entries of which the last `range(0)` came after the last durable checkpoint.
void Open(benchmark::State& state) {
  const Folder folder;
  {
    Log log = Log::open(folder.path, "bench.example/log").value();
    const std::vector<std::string> texts = leaves(0);
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    const auto synced = 1'000'000 - static_cast<std::uint64_t>(state.range(0));
    while (log.size() < synced) static_cast<void>(log.append(views).ok());
    static_cast<void>(log.publish(key(), Durability::durable).ok());
    while (log.size() < 1'000'000) static_cast<void>(log.append(views).ok());
    static_cast<void>(log.publish(key(), Durability::relaxed).ok());
  }
  for (auto _ : state) {
    auto log = Log::open(folder.path, "bench.example/log");
    if (!log.ok() || log->size() != 1'000'000) state.SkipWithError("open");
  }
}
BENCHMARK(Open)->Arg(0)->Arg(20'000)->Arg(65'000)->Unit(benchmark::kMillisecond)->UseRealTime();

void Prove(benchmark::State& state) {
  const Folder folder;
  Log log = Log::open(folder.path, "bench.example/log").value();
  const std::vector<std::string> texts = leaves(0);
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  while (log.size() < 200'000) static_cast<void>(log.append(views).ok());
  static_cast<void>(log.publish(key(), Durability::relaxed).ok());
  std::uint64_t index = 0;
  for (auto _ : state) benchmark::DoNotOptimize(log.prove(index = (index + 77'777) % 200'000));
}
BENCHMARK(Prove)->Unit(benchmark::kMicrosecond);

void MakeLeaf(benchmark::State& state) {
  const Hash hash = sha256("x");
  std::int64_t i = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(make_leaf(LeafKind::assertion, hash, Micros{1'795'336'493'000'000 + i++}));
}
BENCHMARK(MakeLeaf);

}  // namespace
}  // namespace parley::journal
