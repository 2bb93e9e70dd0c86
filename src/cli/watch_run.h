// One run of `parley watch` over its files, shared by reading once (watch.cc) and following (watch_follow.cc).
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/watch_about.h"
#include "watch/watcher.h"

namespace parley::cli {

struct WatchArguments {
  std::vector<std::string> files, indicators, known_good;
  std::string format, mapping, journal = "sightings", zone, since;
  std::size_t evidence = 1000;
  int min_confidence = 0;
  bool follow = false, dry_run = false, retro = false, refang = false;
  bool ignore_validity = false, respect_validity = false;
  // "Have we seen this?" asks for what was there before the indicator was published.
  bool counts_outside_validity() const { return ignore_validity || (retro && !respect_validity); }
};

// Where a file was left, for the summary.
struct SourceSummary {
  std::string name, format, packing;
  watch::LogCounts counts;
};

class WatchRun {
 public:
  WatchRun(Context& context, const WatchArguments& arguments, std::shared_ptr<journal::Journal> journal,
           watch::RecorderOptions options);

  Status prepare();       // mapping, known-good lists, zone
  Status open_index();    // the node's, or one of its own
  Status read_files();    // each to its end
  Status follow_files();  // until stopped
  // Searches old evidence for the indicators of the index, or for those added after `--since`.
  Status retro();
  // The same for the indicators that came since the last call, when there are any.
  Status retro_for_new();
  Status finish();  // appends what is left
  void print_summary();
  // kNodeStops: the node that this runs in goes, and the caller may come back.
  int status() const { return stopped_by_node_ ? kNodeStops : problems_ > 0 ? kRefused : kDone; }

  watch::LogOptions log_options() const;
  // Searches the record that `log` stands at; the live counter.
  Status record(watch::Log& log, watch::Occurrences& occurrences);
  Status stix(watch::Log& log);
  // A word for people about a file that is followed: no fault.
  void notice(const std::string& name, const std::string& text);
  // What a log that cannot be used says; the others go on.
  void problem(const std::string& name, const Error& error);
  void summarise(const watch::Log& log);
  // Appends what is new when the last time is a second ago, or when there is much of it.
  Status flush_now_and_then();
  Context& context() { return context_; }
  const WatchArguments& arguments() const { return arguments_; }

 private:
  void told(const watch::HitReport& hit);
  void tell_live(const watch::HitReport& hit);
  void tell_values(const watch::IndicatorFeed::Totals& totals);
  watch::WatchOptions watch_options();
  void show_progress();
  Status retro_with(pattern::Index& index);
  void print_tables();
  void print_json_summary();
  Result<std::vector<store::CollectionRow>> indicator_journals() const;
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count(); }

  Context& context_;
  const WatchArguments& arguments_;
  watch::Mapping mapping_;
  watch::KnownGood known_good_;
  std::optional<watch::Format> format_;
  int zone_minutes_ = 0;
  std::unique_ptr<pattern::Index> own_index_;
  std::unique_ptr<watch::IndicatorFeed> own_feed_;
  pattern::Index* index_ = nullptr;
  AboutIndicators about_;
  std::chrono::steady_clock::time_point recalls_read_{};
  bool stopped_by_node_ = false;
  watch::Recorder recorder_;
  watch::Tally tally_;
  std::unique_ptr<watch::Watcher> watcher_;
  std::unordered_map<std::string, journal::Seq>
      retro_from_;  // by journal: entries whose indicators old evidence was searched for
  std::vector<SourceSummary> sources_;
  std::uint64_t lines_ = 0, problems_ = 0, retro_observations_ = 0;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now(), flushed_ = started_;
};

}  // namespace parley::cli
