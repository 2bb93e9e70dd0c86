// How fast a journal takes objects in and gives pages out, and whether that depends on how many there are.
//
//   parley_journal_bench --benchmark_filter='Append|Page'
//
// Journals are made once per size in PARLEY_BENCH_DIR (default: the temporary folder), which should be on the disk to
// be measured, and removed at the end. PARLEY_BENCH_LARGE=1 adds 5,000,000 entries.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "base/uuid.h"
#include "journal/bundle.h"
#include "journal/edge.h"
#include "journal/intake.h"
#include "journal/journal.h"
#include "journal/log.h"
#include "json/canonical.h"

namespace parley::journal {
namespace {

constexpr std::size_t kEnvelope = 1000;
constexpr std::int64_t kSmall = 10'000, kMillion = 1'000'000, kLarge = 5'000'000;

// Eight types, each as frequent as the others; some 400 bytes.
std::string make_text(const char* type, const std::string& id, std::uint64_t number) {
  return fmt::format(
      R"({{"type":"{}","spec_version":"2.1","id":"{}","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z",)"
      R"("name":"Object number {:09}","description":"What was seen at the substation north of the lake, by whom and when.",)"
      R"("confidence":80,"labels":["grid","10.{}.{}.{}"],"external_references":[{{"source_name":"register","external_id":"R-1"}}]}})",
      type, id, number, number >> 16 & 255, number >> 8 & 255, number & 255);
}

constexpr const char* kTypes[] = {"tool",         "campaign",      "attack-pattern",   "intrusion-set",
                                  "threat-actor", "vulnerability", "course-of-action", "identity"};

// Made without an Intake, which has a measurement of its own (AdmitAndAppend).
std::vector<NewObject> make_envelope(std::uint64_t first) {
  std::vector<NewObject> objects(kEnvelope);
  for (std::size_t i = 0; i < kEnvelope; ++i) {
    NewObject& object = objects[i];
    object.type = kTypes[i % std::size(kTypes)];
    object.id = object.type + "--" + parley::to_string(uuid_v4());
    object.version = "2026-01-01T00:00:00.000Z";
    object.version_time = *Timestamp::parse(object.version);
    object.spec_version = "2.1";
    object.text = make_text(object.type.c_str(), object.id, first + i);
    object.canonical = *json::canonical(object.text);
  }
  return objects;
}

const std::shared_ptr<const SigningKey>& key() {
  static const auto made = std::make_shared<const SigningKey>(SigningKey::generate());
  return made;
}
Options options() {
  Options made;
  made.origin = "bench.example/j/1";
  made.key = key();
  return made;
}

// The journals of this run, by how many entries they were made with.
class Journals {
 public:
  // To be called before the process ends: closing a journal signs, which needs what threads have of their own.
  void remove() {
    journals_.clear();
    std::filesystem::remove_all(dir_);
  }
  static Journals& get() {
    static Journals journals;
    return journals;
  }
  Journal& with(std::int64_t entries) {
    auto& journal = journals_[entries];
    if (!journal) {
      PARLEY_CHECK(Journal::create(path(entries), options()).ok());
      reopen(entries);
      for (std::int64_t i = 0; i < entries; i += kEnvelope)
        PARLEY_CHECK(journal->append(make_envelope(static_cast<std::uint64_t>(i))).ok());
    }
    return *journal;
  }
  void close(std::int64_t entries) { journals_[entries].reset(); }
  void reopen(std::int64_t entries) {
    auto opened = Journal::open(path(entries), options());
    PARLEY_CHECK(opened.ok());
    journals_[entries] = std::move(opened).value();
  }
  std::filesystem::path path(std::int64_t entries) const { return dir_ / std::to_string(entries); }

 private:
  Journals() {
    const char* where = std::getenv("PARLEY_BENCH_DIR");
    std::string name =
        std::string(where != nullptr ? where : std::filesystem::temp_directory_path().c_str()) + "/parley-bench-XXXXXX";
    PARLEY_CHECK(::mkdtemp(name.data()) != nullptr);
    dir_ = name;
  }
  std::filesystem::path dir_;
  std::map<std::int64_t, std::unique_ptr<Journal>> journals_;
};

void sizes(benchmark::internal::Benchmark* bench) {
  bench->Arg(kSmall)->Arg(kMillion);
  if (std::getenv("PARLEY_BENCH_LARGE") != nullptr) bench->Arg(kLarge);
}

// Envelopes of 1,000 that were checked before, each synced. `entries` were there before the first.
void Append(benchmark::State& state) {
  Journal& journal = Journals::get().with(state.range(0));
  for (auto _ : state) {
    state.PauseTiming();
    const auto envelope = make_envelope(0);
    state.ResumeTiming();
    PARLEY_CHECK(journal.append(envelope).ok());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kEnvelope));
}
BENCHMARK(Append)->Apply(sizes)->Iterations(50)->Repetitions(3)->ReportAggregatesOnly()->UseRealTime()->Unit(
    benchmark::kMillisecond);

// From text: parsed, checked against the standard, canonical form, then as above. One core.
void AdmitAndAppend(benchmark::State& state) {
  Journal& journal = Journals::get().with(state.range(0));
  Intake intake;
  std::vector<NewObject> objects;
  for (auto _ : state) {
    state.PauseTiming();
    const auto envelope = make_envelope(0);
    objects.clear();
    state.ResumeTiming();
    for (const NewObject& one : envelope) {
      auto admission = intake.admit(one.text);
      if (admission.object) objects.push_back(std::move(*admission.object));
    }
    PARLEY_CHECK(objects.size() == envelope.size());
    PARLEY_CHECK(journal.append(objects).ok());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kEnvelope));
}
BENCHMARK(AdmitAndAppend)->Apply(sizes)->Iterations(50)->UseRealTime()->Unit(benchmark::kMillisecond);

// The same by four callers at a time, who share syncs.
void AppendByFour(benchmark::State& state) {
  static Journal* journal;
  if (state.thread_index() == 0) journal = &Journals::get().with(state.range(0));
  std::vector<std::vector<NewObject>> envelopes;
  for (int i = 0; i < 20; ++i) envelopes.push_back(make_envelope(0));
  std::size_t next = 0;
  for (auto _ : state) PARLEY_CHECK(journal->append(envelopes[next++]).ok());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kEnvelope));
}
BENCHMARK(AppendByFour)->Apply(sizes)->Iterations(20)->Threads(4)->UseRealTime()->Unit(benchmark::kMillisecond);

void read_pages(benchmark::State& state, const Query& query, std::size_t objects) {
  Journal& journal = Journals::get().with(state.range(0));
  Seq from = 0;
  std::size_t bytes = 0, given = 0;
  for (auto _ : state) {
    const auto page = journal.read(query, from, {.objects = objects});
    PARLEY_CHECK(page.ok());
    for (const Entry& entry : page->entries) bytes += entry.text.size();
    given += page->entries.size();
    // Jumping about, so that no cache but the kernel's helps.
    from = (page->next + 1'234'577) % static_cast<Seq>(state.range(0));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
  state.SetItemsProcessed(static_cast<std::int64_t>(given));
}

void Page1000(benchmark::State& state) { read_pages(state, {}, 1000); }
BENCHMARK(Page1000)->Apply(sizes)->Unit(benchmark::kMicrosecond);

void PageOfAType(benchmark::State& state) {
  Query query;
  query.types = {"tool"};
  read_pages(state, query, 1000);
}
BENCHMARK(PageOfAType)->Apply(sizes)->Unit(benchmark::kMicrosecond);

void ById(benchmark::State& state) {
  Journal& journal = Journals::get().with(state.range(0));
  std::vector<std::string> ids;
  for (Seq seq = 0; ids.size() < 1000; seq += static_cast<Seq>(state.range(0)) / 1000)
    ids.emplace_back(journal.read({}, seq, {.objects = 1})->entries.at(0).id);
  Query query;
  std::size_t next = 0;
  for (auto _ : state) {
    query.ids.assign(1, ids[next++ % ids.size()]);
    PARLEY_CHECK(journal.read(query, 0, {})->entries.size() == 1);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ById)->Apply(sizes)->Unit(benchmark::kMicrosecond);

void Open(benchmark::State& state) {
  Journals::get().with(state.range(0));
  for (auto _ : state) {
    state.PauseTiming();
    Journals::get().close(state.range(0));
    state.ResumeTiming();
    Journals::get().reopen(state.range(0));
  }
}
BENCHMARK(Open)->Apply(sizes)->Iterations(5)->UseRealTime()->Unit(benchmark::kMillisecond);

// What the Merkle log adds to an envelope of 1,000: to be set against Append.
void LogAppend(benchmark::State& state) {
  const auto dir = Journals::get().path(0) / "log";
  std::filesystem::remove_all(dir);
  auto log = Log::open(dir, options().origin);
  PARLEY_CHECK(log.ok());
  const std::string leaf(141, 'x');
  const std::vector<std::string_view> leaves(kEnvelope, leaf);
  std::int64_t envelopes = 0;
  for (auto _ : state) {
    PARLEY_CHECK(log->append(leaves).ok());
    if (++envelopes % 50 == 0) PARLEY_CHECK(log->publish(*key(), Durability::relaxed).ok());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kEnvelope));
}
BENCHMARK(LogAppend)->Iterations(500)->Unit(benchmark::kMillisecond);

// What a mirror does with entries as they come, `batch` at a time: checked under the signed head, stored, synced.
void Extend(benchmark::State& state) {
  constexpr std::uint64_t kEntries = 65'536;
  const auto batch = static_cast<std::uint64_t>(state.range(0));
  Journal& author = Journals::get().with(kEntries / kEnvelope * kEnvelope + kEnvelope);  // a few more than are mirrored
  PARLEY_CHECK(author.publish().ok());
  const auto head = Checkpoint::parse(Note::parse(author.checkpoint())->text);
  std::vector<std::string> leaves, objects;
  std::vector<Salt> salts;
  const HashReader read = [&](int level, std::uint64_t index) -> Result<Hash> {
    const std::uint64_t first = index << (level % 8), tile = first / kTileWidth;
    PARLEY_TRY(const std::string bytes, author.read_tile({level / 8, tile, tile_width(head->size, level / 8, tile)}));
    return fold(std::string_view(bytes).substr(first % kTileWidth * kHashBytes, kHashBytes << (level % 8)));
  };
  const std::string all_salts = *author.read_salts(0, kEntries);
  for (std::uint64_t bundle = 0; bundle < kEntries / kTileWidth; ++bundle) {
    const std::string bytes = *author.read_tile({TilePath::kEntries, bundle, kTileWidth});
    const auto split = split_bundle(bytes, kTileWidth, Rest::none);
    for (const std::string_view leaf : *split) leaves.emplace_back(leaf);
  }
  for (Seq from = 0; objects.size() < kEntries;) {
    const auto page = author.read({}, from, {});
    for (const Entry& entry : page->entries) objects.emplace_back(entry.text);
    from = page->next;
  }
  std::vector<ForeignEntry> entries;
  for (std::size_t i = 0; i < kEntries; ++i) {
    Salt salt;
    std::memcpy(salt.data(), all_salts.data() + i * salt.size(), salt.size());
    entries.push_back({leaves[i], salt, objects[i]});
  }
  Options mirror_options;
  mirror_options.origin = options().origin;
  mirror_options.source = VerifierKey::make(options().origin, SignatureType::ed25519, key()->public_key());
  const auto dir = Journals::get().path(-1);
  for (auto _ : state) {
    state.PauseTiming();
    std::filesystem::remove_all(dir);
    PARLEY_CHECK(Journal::create(dir, mirror_options).ok());
    auto mirror = std::move(Journal::open(dir, mirror_options)).value();
    state.ResumeTiming();
    for (std::uint64_t end = batch; end <= kEntries; end += batch)
      PARLEY_CHECK(
          mirror
              ->extend(std::span(entries).subspan(end - batch, batch), *head, *prove_consistency(end, head->size, read))
              .ok());
    state.PauseTiming();
    mirror.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kEntries));
}
BENCHMARK(Extend)->Arg(256)->Arg(4096)->Arg(16'384)->Iterations(3)->UseRealTime()->Unit(benchmark::kMillisecond);

// The memory of this process with the journal open, as the kernel counts it.
void Memory(benchmark::State& state) {
  Journals::get().with(state.range(0));
  Journals::get().close(state.range(0));
  Journals::get().reopen(state.range(0));
  for (auto _ : state) {
    Seq from = 0;
    for (bool more = true; more;) {
      const auto page = Journals::get().with(state.range(0)).read({}, from, {});
      PARLEY_CHECK(page.ok());
      from = page->next, more = page->more;
    }
  }
  std::ifstream statm("/proc/self/statm");
  double pages = 0, resident = 0, shared = 0;
  statm >> pages >> resident >> shared;
  const double mib = static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1 << 20);
  state.counters["resident_MiB"] = resident * mib;
  state.counters["of_it_files_MiB"] = shared * mib;
}
BENCHMARK(Memory)->Apply(sizes)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace

void remove_journals() { Journals::get().remove(); }

}  // namespace parley::journal

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  parley::journal::remove_journals();
  return 0;
}
