// Hits and summaries of a run over logs, for programs: a hit is a line when it is met, the summary is the last one.
#include "desk/watching.h"
#include "json/writer.h"

namespace parley::desk {
namespace {

using json::ObjectWriter;

// `about`: null where the rows are not indicators.
// In the order of their hits, most first, as the summary on the screen has them.
std::string rows_json(const watch::Rows& rows, std::string_view key,
                      const std::function<watch::AboutIndicator(std::string_view)>& about = {}) {
  std::vector<std::string> items;
  for (const auto& [name, row] : watch::by_hits(rows)) {
    const watch::AboutIndicator said = about ? about(name) : watch::AboutIndicator{};
    ObjectWriter line;
    line.text(key, name).text_if("name", said.name).number("hits", row->hits).text_if("recalled", said.recalled);
    if (row->first) line.text("first", to_string(*row->first));
    if (row->last) line.text("last", to_string(*row->last));
    items.push_back(line.str());
  }
  return json::array_text(items);
}

// What was skipped in a log, by reason, with the first line of each, so that one can look at it.
std::string source_json(const watch::SourceSummary& source) {
  std::vector<std::string> problems;
  // From one on: the first of the enum is "none".
  for (std::size_t i = 1; i < watch::kProblems; ++i)
    if (const auto& count = source.counts.problems[i]; count.lines > 0)
      problems.push_back(ObjectWriter()
                             .text("problem", watch::to_string(static_cast<watch::Problem>(i)))
                             .number("lines", count.lines)
                             .number("first_line", count.first)
                             .str());
  return ObjectWriter()
      .text("source", source.name)
      .text("format", source.format)
      .text("packing", source.packing)
      .number("lines", source.counts.lines)
      .number("records", source.counts.records)
      .number("skipped", source.counts.skipped())
      .number("bytes", source.counts.bytes)
      .number("format_changes", source.counts.format_changes)
      .raw("problems", json::array_text(problems))
      .str();
}

}  // namespace

// What is not known of a hit is left out: a record without a time has none.
std::string hit_json(const watch::HitReport& hit, const std::string& name) {
  ObjectWriter line;
  line.text("indicator", hit.indicator).text_if("name", name);
  line.text("value", hit.value).text("source", hit.source).number("line", hit.line).number("offset", hit.offset);
  if (hit.first) line.text("time", to_string(*hit.first));
  line.text("observed_data", hit.observed_data);
  if (hit.confidence >= 0) line.number("confidence", static_cast<std::uint64_t>(hit.confidence));
  if (hit.outside) line.flag("outside_validity", true);
  line.text_if("recalled", hit.recalled).text_if("known_good", hit.known_good);
  return line.str();
}

// A problem like any other in the stream, with a code of its own; the sentence is what people are shown.
std::string unmeetable_json(watch::Unmeetable kind, const watch::IndicatorFeed::Totals::NotMet& sum,
                            const std::string& text) {
  return ObjectWriter()
      .text("problem", text)
      .text("source", "indicators")
      .text("code", "cannot_be_met")
      .text("kind", watch::to_string(kind))
      .number("count", sum.indicators)
      .raw("indicators", json::string_array_text(sum.first))
      .text("value", sum.value)
      .text("meant", sum.meant)
      .str();
}

// Under one member of its own, because in a stream of lines a reader has to tell the summary from a hit.
std::string summary_json(const watch::Summary& summary) {
  // Each log by itself, since what was skipped in one says nothing about another; lists of known-good values by their
  // hits.
  std::vector<std::string> sources, lists;
  for (const auto& source : summary.sources) sources.push_back(source_json(source));
  for (const auto& [name, hits] : summary.tally.by_list)
    lists.push_back(ObjectWriter().text("list", name).number("hits", hits).str());
  const watch::Tally& tally = summary.tally;
  const auto& stored = summary.stored;
  const std::string members =
      ObjectWriter()
          .flag("dry_run", summary.dry_run)
          .number("lines", summary.lines())
          .number("skipped", summary.skipped())
          .number("bytes", summary.bytes())
          .number("milliseconds", static_cast<std::uint64_t>(summary.seconds * 1000))
          .number("indicators", summary.indicators)
          .number("hits", tally.hits)
          .number("suppressed", tally.suppressed)
          .number("outside_validity", tally.outside)
          .flag("outside_validity_counts", summary.counts_outside_validity)
          .number("recalled", tally.recalled)
          .number("known", stored.known)
          .number("sightings", stored.sightings)
          .number("observations", stored.observations)
          .number("objects", stored.objects)
          .number("not_kept", stored.not_kept)
          .number("retro_observations", summary.retro_observations)
          .number("not_evaluated", summary.not_evaluated)
          .number("problems", summary.problems)
          .raw("by_indicator", rows_json(tally.by_indicator, "indicator", summary.about))
          .raw("by_indicator_outside", rows_json(tally.outside_by_indicator, "indicator", summary.about))
          .raw("by_source", rows_json(tally.by_source, "source"))
          .raw("by_day", rows_json(tally.by_day, "day"))
          .raw("known_good", json::array_text(lists))
          .raw("sources", json::array_text(sources))
          .str();
  return ObjectWriter().raw("summary", members).str();
}

}  // namespace parley::desk
