#include <fmt/format.h>

#include "cli/command.h"
#include "cli/own_journal.h"
#include "cli/watch_run.h"
#include "node/journals.h"

namespace parley::cli {
namespace {

// The journal for sightings; made when it is missing, closed to everybody outside: a hit leaves the node only by
// another act.
Result<std::shared_ptr<journal::Journal>> open_journal(node::Node& node, const WatchArguments& arguments) {
  auto info = own_journal(node, arguments.journal);
  if (info.ok()) return info->journal;
  if (info.error().code != Code::not_found) return info.error();
  if (arguments.dry_run) return std::shared_ptr<journal::Journal>();
  PARLEY_TRY(const auto row,
             node.journals().add({.name = arguments.journal,
                                  .id = {},
                                  .title = "Sightings",
                                  .description = "Hits of indicators in our own logs, with their evidence",
                                  .alias = {},
                                  .outside_read = false,
                                  .outside_write = false}));
  PARLEY_TRY(const auto made, node.journals().open(row.id));
  return made.journal;
}

Status work(WatchRun& run, const WatchArguments& arguments) {
  PARLEY_TRY_STATUS(run.prepare());
  PARLEY_TRY_STATUS(run.open_index());
  if (arguments.retro) PARLEY_TRY_STATUS(run.retro());
  PARLEY_TRY_STATUS(arguments.follow ? run.follow_files() : run.read_files());
  return run.finish();
}

int watch(Context& context, const WatchArguments& arguments) {
  if (arguments.files.empty() && !arguments.retro)
    return context.fail({Code::invalid_input, "give at least one FILE (\"-\" is standard input), or --retro"}), kUsage;
  auto journal = open_journal(*context.node, arguments);
  if (!journal.ok()) return context.fail(journal.error());
  const auto& party = context.node->config().party;
  WatchRun run(context, arguments, std::move(*journal),
               {.party = {party.identity, party.name},
                .dry_run = arguments.dry_run,
                .evidence_per_sighting = arguments.evidence});
  const auto done = work(run, arguments);
  context.console.end_progress();
  if (!done.ok()) return context.fail(done.error());
  if (run.status() == kNodeStops) return kNodeStops;
  if (context.console.node_stops())
    return context.fail({Code::unavailable, "the node stopped before the logs were read to their end; say it again"});
  run.print_summary();
  return run.status();
}

}  // namespace

void add_watch(Command& app, Context& context) {
  auto* command = app.add_subcommand(
      "watch", "Search logs for the indicators of all journals; keep each hit as a sighting with its evidence");
  command->footer(
      "Logs: Zeek (TSV, JSON), Suricata EVE, STIX observed-data, CSV, JSON lines, plain lists; gzip and zstd. The "
      "format is recognised by itself.\n"
      "The same log read twice adds nothing. Nothing leaves the node: the journal of sightings is closed to everybody "
      "outside. docs/watching.md says more.");
  auto arguments = std::make_shared<WatchArguments>();
  command->add_option("FILE", arguments->files, "Logs; \"-\" is standard input")->uses(FileUse::reads);
  command->add_flag("--follow,-F", arguments->follow,
                    "Go on as the files grow, are rotated or truncated, and when the node is restarted, until Ctrl-C");
  command->add_option("--format", arguments->format, "Force a format: " + watch::format_names())->type_name("NAME");
  command->add_option("--mapping", arguments->mapping, "What the columns of CSV or members of JSON lines mean (TOML)")
      ->type_name("FILE")
      ->uses(FileUse::reads);
  command->add_option("--zone", arguments->zone, "Of times that say none: +02:00 (else UTC)")->type_name("ZONE");
  command->add_option("--journal,-j", arguments->journal, "Where sightings and evidence go; made when missing")
      ->capture_default_str();
  command->add_option("--indicators", arguments->indicators, "Only the indicators of these journals")
      ->type_name("JOURNAL")
      ->one_value_each();
  command->add_option("--known-good", arguments->known_good, "Lists of values that mean nothing (MISP warninglists)")
      ->type_name("FILE")
      ->one_value_each()
      ->uses(FileUse::reads);
  command
      ->add_option("--min-confidence", arguments->min_confidence,
                   "Leave out indicators below this confidence (those without one stay)")
      ->between(0, 100);
  command
      ->add_option("--evidence", arguments->evidence,
                   "Observations kept for one indicator and day; further hits only count")
      ->capture_default_str()
      ->between(1, 10'000);
  command->add_flag("--retro", arguments->retro,
                    "Search the evidence kept in all journals again; with --follow also whenever new indicators come");
  command
      ->add_option("--since", arguments->since,
                   "With --retro: only for indicators added after this time (2026-07-09T18:30:00Z)")
      ->type_name("TIME");
  command->add_flag("--ignore-validity", arguments->ignore_validity,
                    "Hits before an indicator's valid_from and after its valid_until count (with --retro they do)");
  command->add_flag("--respect-validity", arguments->respect_validity,
                    "With --retro: only hits within the indicator's validity count");
  command->add_flag("--refang", arguments->refang,
                    "Search for defanged values of patterns (bad[.]example) as they were meant");
  command->add_flag("--dry-run", arguments->dry_run, "Search and tell; keep nothing");
  command->callback([&context, arguments] {
    context.needs_node = true;
    context.act = node::Act::watch;
    context.ends_on_signal = true;
    context.comes_back = arguments->follow;
    context.run = [arguments](Context& c) { return watch(c, *arguments); };
  });
}

}  // namespace parley::cli
