// Searching logs for the indicators of the journals: read once or followed, with what was kept before searched again,
// and each hit kept as a sighting with its evidence in a journal that is closed to everybody outside.
//
// One object is one run. It is told what to search; whoever runs it opens the files and is told what is found. Not
// thread-safe.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/file.h"
#include "desk/about_indicators.h"
#include "input/source.h"
#include "node/acting.h"
#include "node/audit.h"
#include "node/live_index.h"
#include "node/node.h"
#include "watch/followed_file.h"
#include "watch/summary.h"

namespace parley::desk {

class Watching {
 public:
  struct Wanted {
    std::vector<std::string> files = {}, known_good = {};
    std::vector<std::string> indicators = {};  // journals; none: all of the node
    std::string format = {}, mapping = {}, journal = "sightings", zone = {}, since = {};
    std::size_t evidence = 1000;  // observations kept for one indicator and day
    int min_confidence = 0;
    bool follow = false, dry_run = false, retro = false, refang = false;
    bool ignore_validity = false, respect_validity = false;
    // "Have we seen this?" asks for what was there before the indicator was published.
    bool counts_outside_validity() const { return ignore_validity || (retro && !respect_validity); }
  };

  struct Progress {
    std::string_view reading;  // the journal whose indicators are read; empty otherwise
    bool retro = false;        // old evidence is searched
    std::uint64_t lines = 0, observations = 0, hits = 0, suppressed = 0;
    double seconds = 0;
  };
  // Who runs it.
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual Result<Fd> open(const std::string& name) = 0;
    virtual bool stopped() = 0;     // it is to end
    virtual bool node_stops() = 0;  // because the node does
    // `about`: what is said of the indicator, for who shows it.
    virtual void hit(const watch::HitReport& hit, AboutIndicators& about) = 0;
    // Before the first line is searched for them.
    virtual void indicators(const pattern::Index::Counts& counts, const watch::IndicatorFeed::Totals& totals) = 0;
    // A log that cannot be used; the others go on.
    virtual void problem(const std::string& source, const Error& error) = 0;
    // A word about a file that is followed: no fault.
    virtual void notice(const std::string& source, const std::string& text) = 0;
    // A part of what was asked for that is left out.
    virtual void left_out(const std::string& sentence) = 0;
    virtual void progress(const Progress& now) = 0;
    virtual void flush() = 0;  // what was told may wait no longer
  };
  using Live = std::function<node::LiveIndex*()>;  // the running node's index, made when asked for; null: there is none

  // The journal for sightings is made when it is missing. Forbidden for who may not watch.
  static Result<std::unique_ptr<Watching>> begin(node::Node& node, const node::Acting& acting, const Wanted& wanted,
                                                 Listener& listener, Live live = {});
  // All of it; with `follow` until it is stopped. An Error is the end of the run: what was appended before stays.
  Status run();
  // A run that follows ended because the node does: the caller may come back.
  bool stopped_by_node() const { return stopped_by_node_; }
  watch::Summary summary();

 private:
  Watching(node::Node& node, const Wanted& wanted, Listener& listener, Live live,
           std::shared_ptr<journal::Journal> journal, node::Recorded act);
  Status read();
  Status check_wanted();
  Status prepare();
  Result<std::string> read_whole(const std::string& name);
  Status open_index();
  watch::IndicatorFeed::Totals read_index(const std::vector<store::CollectionRow>& rows);
  Result<std::vector<store::CollectionRow>> indicator_journals() const;
  watch::WatchOptions watch_options();
  watch::LogOptions log_options() const;

  Status read_files();
  Status follow_files();
  Status record(watch::Log& log, watch::Occurrences& occurrences);
  Status stix(watch::Log& log);
  void closed(const watch::Log& log);
  void problem(const std::string& name, const Error& error);
  Status flush_now_and_then();

  Status retro();
  Status retro_with(pattern::Index& index);
  Status retro_for_new();

  void count_line();
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count(); }

  node::Node& node_;
  node::Recorded act_;
  const Wanted wanted_;
  Listener& listener_;
  Live live_;
  watch::Mapping mapping_;
  watch::KnownGood known_good_;
  std::optional<watch::Format> format_;
  int zone_minutes_ = 0;
  std::unique_ptr<pattern::Index> own_index_;  // where there is no live one
  std::unique_ptr<watch::IndicatorFeed> own_feed_;
  pattern::Index* index_ = nullptr;
  AboutIndicators about_;
  watch::Recorder recorder_;
  watch::Tally tally_;
  std::unique_ptr<watch::Watcher> watcher_;
  // By journal: the entries whose indicators old evidence was searched for.
  std::unordered_map<std::string, journal::Seq> retro_from_;
  std::vector<watch::SourceSummary> sources_;
  std::uint64_t lines_ = 0, problems_ = 0, retro_observations_ = 0;
  bool stopped_by_node_ = false;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now(), flushed_ = started_,
                                        recalls_read_{};
};

std::string hit_json(const watch::HitReport& hit, const std::string& name);
// `text`: the same for people.
std::string unmeetable_json(watch::Unmeetable kind, const watch::IndicatorFeed::Totals::NotMet& sum,
                            const std::string& text);
std::string summary_json(const watch::Summary& summary);

}  // namespace parley::desk
