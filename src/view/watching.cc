// What a search of logs came to: each source with what was skipped in it and why, the hits by indicator, source and
// day, and what of them was kept. The counts add up: a hit is counted, suppressed or outside of validity, and a line is
// read or skipped, so that nothing can be lost without being seen.
#include "view/watching.h"

#include <fmt/format.h>

#include "view/lines.h"

namespace parley::view {
namespace {

using text::counted, text::human_bytes, text::plain, text::with_commas;

// The rows with the most hits; --json has all of them.
constexpr std::size_t kShownRows = 20;

// To the second; a dash for hits in lines without a time.
std::string time_text(const std::optional<Micros>& time) { return time ? to_string(*time).substr(0, 19) + "Z" : "-"; }

// "1 hit was", "2 hits were".
std::string counted_was(std::uint64_t count, std::string_view what) {
  return counted(count, what) + (count == 1 ? " was" : " were");
}

void add_sources(Lines& out, const watch::Summary& summary) {
  for (const watch::SourceSummary& source : summary.sources) {
    const watch::LogCounts& counts = source.counts;
    out.line(fmt::format("{}: {}{}, {}, {} skipped", source.name, source.format,
                         source.packing == "plain" ? "" : " (" + source.packing + ")", counted(counts.lines, "line"),
                         with_commas(counts.skipped())));
    if (counts.format_changes > 0)
      out.line(fmt::format("  the format changed {} midway", counted(counts.format_changes, "time")));
    for (std::size_t i = 1; i < watch::kProblems; ++i) {
      const auto& count = counts.problems[i];
      const auto problem = static_cast<watch::Problem>(i);
      // That the stream ended in the middle was said as a problem of the whole log.
      if (count.lines > 0 && problem != watch::Problem::stream)
        out.line(fmt::format("  {} {}{}", counted(count.lines, "line"), watch::describe(problem, count.lines),
                             count.lines == 1 ? fmt::format(": line {}", count.first)
                                              : fmt::format("; the first is line {}", count.first)));
    }
  }
}

// `about`: null where the rows are not indicators.
void add_rows(Lines& out, const char* heading, const watch::Rows& rows,
              const std::function<watch::AboutIndicator(std::string_view)>& about) {
  if (rows.empty()) return;
  out.line();
  const auto sorted = watch::by_hits(rows);
  const std::size_t count = std::min(sorted.size(), kShownRows);
  // Names and recalls have a column when there is one to show.
  std::vector<watch::AboutIndicator> said(count);
  // `about` is asked once for each row that is shown, and what it says is kept for the cells below.
  bool named = false, recalled = false;
  for (std::size_t i = 0; i < count && about; ++i) {
    said[i] = about(sorted[i].first);
    named = named || !said[i].name.empty();
    recalled = recalled || !said[i].recalled.empty();
  }
  std::vector<std::string> headings = {heading};
  if (named) headings.emplace_back("name");
  for (const char* column : {"hits", "first seen", "last seen"}) headings.emplace_back(column);
  if (about) headings.emplace_back("value");
  if (recalled) headings.emplace_back("recalled by");
  text::Table table(std::move(headings));
  for (std::size_t i = 0; i < count; ++i) {
    const auto& [name, row] = sorted[i];
    std::vector<std::string> cells = {std::string(name)};
    if (named) cells.push_back(said[i].name);
    for (auto&& cell : {with_commas(row->hits), time_text(row->first), time_text(row->last)}) cells.push_back(cell);
    if (about) cells.push_back(row->value);
    if (recalled) cells.push_back(said[i].recalled);
    table.add(std::move(cells));
  }
  out.table(table);
  if (sorted.size() > kShownRows)
    out.line(fmt::format("... and {} more (--json shows all)", with_commas(sorted.size() - kShownRows)));
}

// How much each list of known-good values has suppressed: a list that suppresses everything is seen here first.
void add_lists(Lines& out, const watch::Tally& tally) {
  if (tally.by_list.empty()) return;
  out.line();
  text::Table lists({"known good", "hits suppressed"});
  for (const auto& [name, hits] : tally.by_list) lists.add({name, with_commas(hits)});
  out.table(lists);
}

// Hits outside of an indicator's validity count or do not, as the caller wanted; both are told, with the option for the
// other.
void add_outside(Lines& out, const watch::Summary& summary) {
  const watch::Tally& tally = summary.tally;
  if (tally.outside == 0) return;
  if (summary.counts_outside_validity)
    out.line(fmt::format("Of the hits {} {} outside of the indicators' validity (--respect-validity leaves them out)",
                         with_commas(tally.outside), tally.outside == 1 ? "was" : "were"));
  else
    out.line(
        fmt::format("{} outside of the indicators' validity and not counted; --ignore-validity counts them. The "
                    "first: {}",
                    counted_was(tally.outside, "hit"), watch::by_hits(tally.outside_by_indicator).front().first));
}

// How many, out of how much and how fast: a search that was too fast has probably read nothing.
std::uint64_t per_second(std::uint64_t count, double seconds) {
  return seconds > 0 ? static_cast<std::uint64_t>(static_cast<double>(count) / seconds + 0.5) : 0;
}

void add_hits(Lines& out, const watch::Summary& summary) {
  const watch::Tally& tally = summary.tally;
  out.line();
  if (summary.retro_observations > 0 || summary.retro)
    out.line(fmt::format("{} kept in journals {} searched again", counted(summary.retro_observations, "observation"),
                         summary.retro_observations == 1 ? "was" : "were"));
  const std::uint64_t lines = summary.lines();
  out.line(fmt::format("{} in {} ({}, {:.2f} s, {}/s), {} suppressed", counted(tally.hits, "hit"),
                       counted(lines, "line"), human_bytes(summary.bytes()), summary.seconds,
                       counted(per_second(lines, summary.seconds), "line"), with_commas(tally.suppressed)));
  add_outside(out, summary);
  if (tally.recalled > 0)
    out.line(fmt::format("{} of indicators that were recalled", counted_was(tally.recalled, "hit")));
}

// What was not kept is told by its reason: values of which no valid object can be made, evidence beyond the limit, and
// parts of patterns that were forgotten for want of memory.
void add_stored(Lines& out, const watch::Summary& summary) {
  const auto& stored = summary.stored;
  out.line(fmt::format("{} {} and {} with their evidence in journal \"{}\"; {} there already",
                       summary.dry_run ? "Would store" : "Stored", counted(stored.sightings, "sighting"),
                       counted(stored.observations, "observation"), summary.journal, counted_was(stored.known, "hit")));
  if (stored.refused > 0)
    out.line(fmt::format("{} in the kept lines only, because no valid object can be made of {}; the first: {}",
                         counted(stored.refused, "value") + (stored.refused == 1 ? " is" : " are"),
                         stored.refused == 1 ? "it" : "them", stored.first_refusal));
  if (stored.not_kept > 0)
    out.line(fmt::format("{} counted without evidence (more than {} for one indicator and day)",
                         counted_was(stored.not_kept, "hit"), summary.evidence));
  if (summary.forgotten_parts > 0)
    out.line(fmt::format("{} forgotten before the rest came of what a pattern wants",
                         counted_was(summary.forgotten_parts, "observation")));
  if (summary.not_evaluated > 0)
    out.line(
        fmt::format("{} a pattern could not be evaluated within its limits", counted(summary.not_evaluated, "time")));
}

}  // namespace

// One line for each hit as it is found. Value and source come out of logs, in which anybody can have written anything,
// so they are made plain.
std::string hit_line(const watch::HitReport& hit, const std::string& name) {
  std::string line =
      fmt::format("{}  {}{}  {}  {}:{}", hit.first ? time_text(hit.first) : "without time", hit.indicator,
                  name.empty() ? "" : "  " + name, plain(hit.value), plain(hit.source), hit.line);
  if (hit.outside) line += "  (outside of its validity)";
  if (!hit.recalled.empty()) line += fmt::format("  (RECALLED by {})", hit.recalled);
  return line;
}

// What is searched for, and what is not, with the reason. An indicator that is left out finds nothing, and its absence
// from the hits would otherwise be taken for an all-clear.
std::string indicators_line(const pattern::Index::Counts& counts, const watch::IndicatorFeed::Totals& totals) {
  return fmt::format("{}; {} revoked, {} with a pattern that is not valid, {} in another language",
                     counted(counts.indicators, "indicator"), with_commas(counts.revoked), with_commas(totals.refused),
                     with_commas(totals.other_language));
}

// An indicator that can match nothing looks like one that has matched nothing. So it is told before the search, with
// what was probably meant.
std::string unmeetable_line(watch::Unmeetable kind, const watch::IndicatorFeed::Totals::NotMet& sum) {
  std::string ids;
  for (const auto& id : sum.first) ids += (ids.empty() ? "" : ", ") + id;
  if (sum.indicators > sum.first.size()) ids += ", ...";
  return fmt::format("{} {} a value that {} and cannot be met as it stands: {} (\"{}\"{}){}",
                     counted(sum.indicators, "indicator"), sum.indicators == 1 ? "has" : "have", watch::describe(kind),
                     ids, plain(sum.value), sum.meant.empty() ? "" : ", meant is perhaps \"" + plain(sum.meant) + "\"",
                     kind == watch::Unmeetable::defanged ? "; --refang searches for what is meant" : "");
}

// Told because a search for what was meant is not the search that the pattern asks for.
std::string refanged_line(std::uint64_t count) {
  return fmt::format("{} searched for as meant, without brackets (--refang)",
                     counted(count, "defanged indicator") + (count == 1 ? " is" : " are"));
}

std::string watch_summary(const watch::Summary& summary) {
  Lines out;
  add_sources(out, summary);
  add_rows(out, "indicator", summary.tally.by_indicator, summary.about);
  add_rows(out, "source", summary.tally.by_source, {});
  add_rows(out, "day", summary.tally.by_day, {});
  add_lists(out, summary.tally);
  add_hits(out, summary);
  add_stored(out, summary);
  return out.take();
}

}  // namespace parley::view
