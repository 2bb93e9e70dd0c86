#include <fmt/format.h>

#include <algorithm>

#include "cli/watch_run.h"

namespace parley::cli {
namespace {

constexpr std::size_t kShownRows = 20;

using Rows = std::map<std::string, watch::Tally::Row, std::less<>>;

std::string time_text(const std::optional<Micros>& time) { return time ? to_string(*time).substr(0, 19) + "Z" : "-"; }

// The rows with most hits first.
std::vector<std::pair<std::string_view, const watch::Tally::Row*>> by_hits(const Rows& rows) {
  std::vector<std::pair<std::string_view, const watch::Tally::Row*>> out;
  for (const auto& [name, row] : rows) out.emplace_back(name, &row);
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.second->hits > b.second->hits; });
  return out;
}

std::string json_rows(const Rows& rows, std::string_view key, AboutIndicators* about = nullptr) {
  std::vector<std::string> items;
  for (const auto& [name, row] : by_hits(rows)) {
    JsonLine line;
    line.text(key, name);
    if (about != nullptr && !about->name(name).empty()) line.text("name", about->name(name));
    line.number("hits", row->hits);
    if (about != nullptr && !about->recalled(name).empty()) line.text("recalled", about->recalled(name));
    if (row->first) line.text("first", to_string(*row->first));
    if (row->last) line.text("last", to_string(*row->last));
    items.push_back(line.str());
  }
  return json_array(items);
}

std::string json_source(const SourceSummary& source) {
  std::vector<std::string> problems;
  for (std::size_t i = 1; i < watch::kProblems; ++i)
    if (const auto& count = source.counts.problems[i]; count.lines > 0)
      problems.push_back(JsonLine()
                             .text("problem", watch::to_string(static_cast<watch::Problem>(i)))
                             .number("lines", count.lines)
                             .number("first_line", count.first)
                             .str());
  return JsonLine()
      .text("source", source.name)
      .text("format", source.format)
      .text("packing", source.packing)
      .number("lines", source.counts.lines)
      .number("records", source.counts.records)
      .number("skipped", source.counts.skipped())
      .number("bytes", source.counts.bytes)
      .number("format_changes", source.counts.format_changes)
      .raw("problems", json_array(problems))
      .str();
}

}  // namespace

void WatchRun::print_json_summary() {
  const auto& totals = recorder_.totals();
  std::uint64_t lines = 0, skipped = 0, bytes = 0;
  std::vector<std::string> sources, lists;
  for (const auto& source : sources_) {
    lines += source.counts.lines, skipped += source.counts.skipped(), bytes += source.counts.bytes;
    sources.push_back(json_source(source));
  }
  for (const auto& [name, hits] : tally_.by_list)
    lists.push_back(JsonLine().text("list", name).number("hits", hits).str());
  const auto& counts = watcher_->counts();
  const std::string summary =
      JsonLine()
          .flag("dry_run", arguments_.dry_run)
          .number("lines", lines)
          .number("skipped", skipped)
          .number("bytes", bytes)
          .number("milliseconds", static_cast<std::uint64_t>(seconds() * 1000))
          .number("indicators", index_->counts().indicators)
          .number("hits", tally_.hits)
          .number("suppressed", tally_.suppressed)
          .number("outside_validity", tally_.outside)
          .flag("outside_validity_counts", arguments_.counts_outside_validity())
          .number("recalled", tally_.recalled)
          .number("known", totals.known)
          .number("sightings", totals.sightings)
          .number("observations", totals.observations)
          .number("objects", totals.objects)
          .number("not_kept", totals.not_kept)
          .number("retro_observations", retro_observations_)
          .number("not_evaluated", counts.not_evaluated + counts.failed)
          .number("problems", problems_)
          .raw("by_indicator", json_rows(tally_.by_indicator, "indicator", &about_))
          .raw("by_indicator_outside", json_rows(tally_.outside_by_indicator, "indicator", &about_))
          .raw("by_source", json_rows(tally_.by_source, "source"))
          .raw("by_day", json_rows(tally_.by_day, "day"))
          .raw("known_good", json_array(lists))
          .raw("sources", json_array(sources))
          .str();
  context_.console.line(JsonLine().raw("summary", summary).str());
}

void WatchRun::print_tables() {
  const auto table = [&](const char* heading, const Rows& rows, bool of_indicators) {
    if (rows.empty()) return;
    context_.console.line("");
    const auto sorted = by_hits(rows);
    const std::size_t shown_rows = std::min(sorted.size(), kShownRows);
    // Names and recalls have a column when there is one to show.
    bool named = false, recalled = false;
    for (std::size_t i = 0; i < shown_rows && of_indicators; ++i) {
      named = named || !about_.name(sorted[i].first).empty();
      recalled = recalled || !about_.recalled(sorted[i].first).empty();
    }
    std::vector<std::string> headings = {heading};
    if (named) headings.emplace_back("name");
    for (const char* column : {"hits", "first seen", "last seen"}) headings.emplace_back(column);
    if (of_indicators) headings.emplace_back("value");
    if (recalled) headings.emplace_back("recalled by");
    Table out(std::move(headings));
    for (std::size_t i = 0; i < shown_rows; ++i) {
      const auto& [name, row] = sorted[i];
      std::vector<std::string> cells = {std::string(name)};
      if (named) cells.push_back(about_.name(name));
      for (auto&& cell : {with_commas(row->hits), time_text(row->first), time_text(row->last)}) cells.push_back(cell);
      if (of_indicators) cells.push_back(row->value);
      if (recalled) cells.emplace_back(about_.recalled(name));
      out.add(std::move(cells));
    }
    out.print(context_.console);
    if (sorted.size() > kShownRows)
      context_.console.line(fmt::format("... and {} more (--json shows all)", with_commas(sorted.size() - kShownRows)));
  };
  table("indicator", tally_.by_indicator, true);
  table("source", tally_.by_source, false);
  table("day", tally_.by_day, false);
}

void WatchRun::print_summary() {
  context_.console.end_progress();
  if (context_.json) return print_json_summary();
  Console& console = context_.console;
  std::uint64_t lines = 0, bytes = 0;
  for (const auto& source : sources_) {
    lines += source.counts.lines, bytes += source.counts.bytes;
    console.line(fmt::format("{}: {}{}, {} lines, {} skipped", source.name, source.format,
                             source.packing == "plain" ? "" : " (" + source.packing + ")",
                             with_commas(source.counts.lines), with_commas(source.counts.skipped())));
    if (source.counts.format_changes > 0)
      console.line(fmt::format("  the format changed {} times midway", source.counts.format_changes));
    for (std::size_t i = 1; i < watch::kProblems; ++i) {
      const auto& count = source.counts.problems[i];
      const auto problem = static_cast<watch::Problem>(i);
      if (count.lines > 0 && problem != watch::Problem::stream)
        console.line(fmt::format("  {} lines {}; the first is line {}", with_commas(count.lines),
                                 watch::describe(problem), count.first));
    }
  }
  print_tables();
  if (!tally_.by_list.empty()) {
    console.line("");
    Table lists({"known good", "hits suppressed"});
    for (const auto& [name, hits] : tally_.by_list) lists.add({name, with_commas(hits)});
    lists.print(console);
  }
  const auto& totals = recorder_.totals();
  const auto& counts = watcher_->counts();
  const double passed = seconds();
  console.line("");
  if (retro_observations_ > 0 || arguments_.retro)
    console.line(fmt::format("{} kept in journals {} searched again", counted(retro_observations_, "observation"),
                             retro_observations_ == 1 ? "was" : "were"));
  console.line(fmt::format("{} in {} ({}, {:.2f} s, {:.0f} lines/s), {} suppressed", counted(tally_.hits, "hit"),
                           counted(lines, "line"), human_bytes(bytes), passed,
                           passed > 0 ? static_cast<double>(lines) / passed : 0, with_commas(tally_.suppressed)));
  if (tally_.outside > 0 && arguments_.counts_outside_validity()) {
    console.line(
        fmt::format("Of the hits {} {} outside of the indicators' validity (--respect-validity leaves them out)",
                    with_commas(tally_.outside), tally_.outside == 1 ? "was" : "were"));
  } else if (tally_.outside > 0) {
    console.line(
        fmt::format("{} outside of the indicators' validity and not counted; --ignore-validity counts them. "
                    "The first: {}",
                    counted(tally_.outside, "hit") + (tally_.outside == 1 ? " was" : " were"),
                    by_hits(tally_.outside_by_indicator).front().first));
  }
  if (tally_.recalled > 0)
    console.line(fmt::format("{} of indicators that were recalled",
                             counted(tally_.recalled, "hit") + (tally_.recalled == 1 ? " was" : " were")));
  console.line(fmt::format("{} {} and {} with their evidence in journal \"{}\"; {} there already",
                           arguments_.dry_run ? "Would store" : "Stored", counted(totals.sightings, "sighting"),
                           counted(totals.observations, "observation"), arguments_.journal,
                           counted(totals.known, "hit") + (totals.known == 1 ? " was" : " were")));
  if (totals.refused > 0)
    console.line(fmt::format("{} in the kept lines only, because no valid object can be made of {}; the first: {}",
                             counted(totals.refused, "value") + (totals.refused == 1 ? " is" : " are"),
                             totals.refused == 1 ? "it" : "them", totals.first_refusal));
  if (totals.not_kept > 0)
    console.line(fmt::format("{} counted without evidence (more than {} for one indicator and day)",
                             counted(totals.not_kept, "hit") + (totals.not_kept == 1 ? " was" : " were"),
                             arguments_.evidence));
  if (watcher_->forgotten_parts() > 0)
    console.line(fmt::format(
        "{} forgotten before the rest came of what a pattern wants",
        counted(watcher_->forgotten_parts(), "observation") + (watcher_->forgotten_parts() == 1 ? " was" : " were")));
  if (counts.not_evaluated + counts.failed > 0)
    console.line(fmt::format("{} a pattern could not be evaluated within its limits",
                             counted(counts.not_evaluated + counts.failed, "time")));
}

}  // namespace parley::cli
