// 100,000 statements, 2,000 propositions, 500 accounts: building a comparison, adding to it, and its parts.
// The material is made once and shared by all benchmarks but AddOne, which adds to its own. Words are drawn
// with a few of them often, as in texts of people: with all words alike there would be hardly any shared
// lines to find.
#include <benchmark/benchmark.h>

#include <cmath>

#include <random>

#include "accounts/accounts.h"
#include "accounts/report.h"
#include "accounts/telling.h"

namespace parley::accounts {
namespace {

// A case of a large inquiry; cases that people annotate by hand have some hundred statements.
constexpr std::size_t kStatements = 100'000, kPropositions = 2'000, kAccounts = 500;

// Words like those of reports: a few thousand of them, the common ones often.
std::string words(std::mt19937& random) {
  std::string out;
  for (int i = 0; i < 14; ++i) {
    const auto word = static_cast<unsigned>(4000.0 * std::pow(static_cast<double>(random() % 10'000) / 10'000.0, 2));
    out += (i > 0 ? " w" : "w") + std::to_string(word);
  }
  return out;
}

Statement statement(std::size_t number, std::mt19937& random) {
  Statement out;
  out.id = "statement--" + std::to_string(number);
  out.name = "s" + std::to_string(number);
  const auto account = static_cast<std::uint32_t>(random() % kAccounts);
  // Two accounts for each speaker, one an occasion, so that there are changes to be found.
  out.speaker = account / 2;
  out.occasion = account % 2;
  out.words = words(random);
  TakenStance taken;
  taken.proposition = static_cast<std::uint32_t>(random() % kPropositions);
  taken.stance = static_cast<Stance>(random() % 7);
  out.stances.push_back(std::move(taken));
  return out;
}

struct Case {
  Material material;
  std::mt19937 random{1};
  std::size_t next = 0;

  Case() {
    for (std::size_t i = 0; i < kAccounts / 2; ++i) {
      Party party;
      party.id = "identity--" + std::to_string(i), party.name = "p" + std::to_string(i),
      party.title = "Party" + std::to_string(i);
      material.put(std::move(party));
    }
    for (std::size_t i = 0; i < kPropositions; ++i) {
      Proposition proposition;
      proposition.id = "proposition--" + std::to_string(i), proposition.name = "Q" + std::to_string(i),
      proposition.text = words(random);
      material.put(std::move(proposition));
    }
    for (std::size_t i = 0; i < 2; ++i) {
      Event event;
      event.id = "event--" + std::to_string(i), event.name = "E" + std::to_string(i),
      event.when = i == 0 ? "May" : "June";
      material.put(std::move(event));
    }
    while (next < kStatements) add();
  }
  StatementIndex add() { return material.put(statement(next++, random)); }
};

// Made when it is first needed: listing the benchmarks costs nothing.
Case& the_case() {
  static Case one;
  return one;
}

void Build(benchmark::State& state) {
  Case& all = the_case();
  for (auto _ : state) {
    const Comparison comparison(all.material);
    benchmark::DoNotOptimize(comparison.cells().size());
  }
}
BENCHMARK(Build)->Unit(benchmark::kMillisecond);

void BuildAndEveryVerdict(benchmark::State& state) {
  Case& all = the_case();
  for (auto _ : state) {
    const Comparison comparison(all.material);
    std::uint64_t verdicts = 0, told = 0;
    for_each_verdict(comparison, false,
                     [&](const PairVerdict& pair) { verdicts += pair.verdict == Verdict::contradict; });
    for (PropositionIndex q = 0; q < kPropositions; ++q) told += comparison.told(q).told == Told::both;
    benchmark::DoNotOptimize(verdicts + told + comparison.changes().size());
  }
}
BENCHMARK(BuildAndEveryVerdict)->Unit(benchmark::kMillisecond);

// What a person who annotates waits for after each statement.
void AddOne(benchmark::State& state) {
  Case all;
  Comparison comparison(all.material);
  for (auto _ : state) {
    const StatementIndex added = all.add();
    comparison.add(added);
    // What a screen shows again: the counts, and the proposition it spoke on.
    benchmark::DoNotOptimize(
        count_verdicts(comparison).contradict +
        comparison.told(all.material.statements()[added].stances[0].proposition).affirmed_by.size());
  }
}
BENCHMARK(AddOne)->Unit(benchmark::kMicrosecond)->Iterations(1000);

// With building, since a comparison computes them once.
void Changes(benchmark::State& state) {
  Case& all = the_case();
  for (auto _ : state) benchmark::DoNotOptimize(Comparison(all.material).changes().size());
}
BENCHMARK(Changes)->Unit(benchmark::kMillisecond);

void SharedLines(benchmark::State& state) {
  Case& all = the_case();
  for (auto _ : state) benchmark::DoNotOptimize(Comparison(all.material).shared_lines().size());
}
BENCHMARK(SharedLines)->Unit(benchmark::kMillisecond);

void WholeTelling(benchmark::State& state) {
  Case& all = the_case();
  for (auto _ : state) {
    const Comparison comparison(all.material);
    benchmark::DoNotOptimize(tell(comparison, *select(comparison, {})).counts.accounts);
  }
}
BENCHMARK(WholeTelling)->Unit(benchmark::kMillisecond);

void Silences(benchmark::State& state) {
  const Comparison comparison(the_case().material);
  for (auto _ : state) benchmark::DoNotOptimize(comparison.silences().list.size());
}
BENCHMARK(Silences)->Unit(benchmark::kMillisecond);

// The report is passed on in pieces, so its size is counted and not kept.
void WholeReport(benchmark::State& state) {
  Case& all = the_case();
  std::size_t bytes = 0;
  for (auto _ : state) {
    const Comparison comparison(all.material);
    const auto selection = select(comparison, {});
    bytes = 0;
    write_json(comparison, *selection, [&](std::string_view part) { bytes += part.size(); });
  }
  state.counters["MB"] = static_cast<double>(bytes) / 1e6;
}
BENCHMARK(WholeReport)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace parley::accounts
