// parley watch: logs searched, hits told as they come, and a summary at the end (desk/watching.h).
#include <fmt/format.h>

#include "cli/command.h"
#include "desk/watching.h"
#include "view/watching.h"

namespace parley::cli {
namespace {

using Wanted = desk::Watching::Wanted;

// What people and programs see of a run. With --json hits, problems and notices are lines of JSON on standard output,
// so that a program has one stream to read. Otherwise standard output has hits and the summary, and the rest goes to
// standard error.
class Screen : public desk::Watching::Listener {
 public:
  Screen(Context& context, const Wanted& wanted) : context_(context), console_(context.console), wanted_(wanted) {}

  // By way of the console, as the caller of a running node sees the file and not the node.
  Result<Fd> open(const std::string& name) override { return console_.open_input(name); }
  bool stopped() override { return console_.stopped(); }
  bool node_stops() override { return console_.node_stops(); }
  void flush() override { console_.flush(); }
  void left_out(const std::string& sentence) override { console_.err(sentence); }

  // While files are followed people see each hit when it comes; else the summary shows them.
  void hit(const watch::HitReport& hit, desk::AboutIndicators& about) override {
    if (context_.json) return console_.line(desk::hit_json(hit, about.name(hit.indicator)));
    // A hit on a value that is known to be good counts in the summary and is not worth a line.
    if (!wanted_.follow || !hit.known_good.empty()) return;
    const std::string line = view::hit_line(hit, about.name(hit.indicator));
    console_.end_progress();
    console_.line(line);
    console_.flush();
  }

  // Before the first line: what is searched for, what could not be taken into the index, and what can never be met as
  // it stands.
  void indicators(const pattern::Index::Counts& counts, const watch::IndicatorFeed::Totals& totals) override {
    console_.end_progress();
    for (const auto& why : totals.problems) not_indexed(why);
    if (!context_.json) console_.err(view::indicators_line(counts, totals));
    for (std::size_t i = 0; i < watch::kUnmeetables; ++i) {
      if (totals.not_met[i].indicators == 0) continue;
      const auto kind = static_cast<watch::Unmeetable>(i);
      const std::string text = view::unmeetable_line(kind, totals.not_met[i]);
      if (context_.json)
        console_.line(desk::unmeetable_json(kind, totals.not_met[i], text));
      else
        console_.err(text);
    }
    if (totals.refanged > 0 && !context_.json) console_.err(view::refanged_line(totals.refanged));
  }

  // A source that cannot be used: the run goes on with the others, and its status tells.
  void problem(const std::string& source, const Error& error) override {
    if (context_.json) return problem_json(error.message, source, to_string(error.code));
    console_.err(fmt::format("parley: {}: {}", source, error.message));
  }
  // A word about a file that is followed, flushed at once, since nothing else may come for hours.
  void notice(const std::string& source, const std::string& text) override {
    if (context_.json)
      console_.line(JsonLine().text("notice", text).text("source", source).str());
    else
      console_.err(fmt::format("parley: {}: {}", source, text));
    console_.flush();
  }

  // Three phases in one place: indicators are read, old evidence is searched, lines are read.
  void progress(const desk::Watching::Progress& now) override {
    if (!now.reading.empty()) return console_.progress(fmt::format("reading the indicators of \"{}\"", now.reading));
    if (now.retro)
      return console_.progress(
          fmt::format("old evidence: {}, {}", counted(now.observations, "observation"), counted(now.hits, "hit")));
    const double rate = now.seconds > 0 ? static_cast<double>(now.lines) / now.seconds : 0;
    console_.progress(fmt::format("{}, {}/s, {}, {} suppressed", counted(now.lines, "line"),
                                  counted(static_cast<std::uint64_t>(rate + 0.5), "line"), counted(now.hits, "hit"),
                                  with_commas(now.suppressed)));
  }

 private:
  // One form for all kinds of trouble, with a code, so that a program need not read sentences.
  void problem_json(std::string_view text, std::string_view source, std::string_view code) {
    console_.line(JsonLine().text("problem", text).text("source", source).text("code", code).str());
  }
  // An indicator that cannot be searched for is told each by itself: its author is the one who can mend it.
  void not_indexed(const std::string& why) {
    if (context_.json) return problem_json(why, "indicators", to_string(Code::invalid_input));
    console_.err("not indexed: " + why);
  }

  Context& context_;
  Console& console_;
  const Wanted& wanted_;
};

int watch(Context& context, const Wanted& wanted) {
  // Without a file and without old evidence there is nothing to search: wrong usage, told before an act is recorded.
  if (wanted.files.empty() && !wanted.retro)
    return context.fail({Code::invalid_input, "give at least one FILE (\"-\" is standard input), or --retro"}), kUsage;
  Screen screen(context, wanted);
  // Asked for only when it is needed: the index of the running node takes memory, and most nodes never search logs.
  const auto live = [&] { return context.server != nullptr ? &context.server->live_index() : nullptr; };
  auto run = desk::Watching::begin(*context.node, *context.acting, wanted, screen, live);
  if (!run.ok()) return context.fail(run.error());
  const auto done = (*run)->run();
  context.console.end_progress();
  if (!done.ok()) return context.fail(done.error());
  // The caller's process waits for the node and runs the same line again (app.cc). What was read before is read again,
  // and adds nothing.
  if ((*run)->stopped_by_node()) return kNodeStops;
  // Files that are not followed cannot be gone on with, so the person is told to begin again.
  if (context.console.node_stops())
    return context.fail({Code::unavailable, "the node stopped before the logs were read to their end; say it again"});
  const watch::Summary summary = (*run)->summary();
  if (context.json)
    context.console.line(desk::summary_json(summary));
  else
    context.console.out(view::watch_summary(summary));
  return summary.problems > 0 ? kRefused : kDone;
}

// What is searched for, and what of it counts.
void indicator_options(Command* command, desk::Watching::Wanted* arguments) {
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
  command->add_flag("--retro", arguments->retro,
                    "Search the evidence kept in all journals again; with --follow also whenever new indicators come");
  command
      ->add_option("--since", arguments->since,
                   "With --retro: only for indicators added after this time (2026-07-09T18:30:00Z)")
      ->type_name("TIME");
  auto* ignore =
      command->add_flag("--ignore-validity", arguments->ignore_validity,
                        "Hits before an indicator's valid_from and after its valid_until count (with --retro they do)");
  command
      ->add_flag("--respect-validity", arguments->respect_validity,
                 "With --retro: only hits within the indicator's validity count")
      ->excludes(ignore);
  command->add_flag("--refang", arguments->refang,
                    "Search for defanged values of patterns (bad[.]example) as they were meant");
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
  auto arguments = std::make_shared<desk::Watching::Wanted>();
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
  command
      ->add_option("--evidence", arguments->evidence,
                   "Observations kept for one indicator and day; further hits only count")
      ->capture_default_str()
      ->between(1, 10'000);
  indicator_options(command, arguments.get());
  command->add_flag("--dry-run", arguments->dry_run, "Search and tell; keep nothing");
  // Not by on_chosen(), because it ends on a signal and, when it follows files, comes back after a restart of the node.
  command->callback([&context, command, arguments] {
    context.command = command;
    context.needs_node = true;
    context.act = node::Act::watch;
    context.ends_on_signal = true;
    context.comes_back = arguments->follow;
    context.run = [arguments](Context& c) { return watch(c, *arguments); };
  });
}

}  // namespace parley::cli
