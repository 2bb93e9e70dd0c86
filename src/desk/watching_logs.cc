// The logs of a run, read once or followed, and what they came to.
#include <thread>

#include "desk/watching.h"
#include "watch/stix_log.h"

namespace parley::desk {
namespace {

// What is new is appended when so much of it waits, or once a second while files are followed: an append is an fsync.
constexpr std::size_t kFlushBytes = 4u << 20;
constexpr auto kFlushEvery = std::chrono::seconds(1);
// Recalls come from other parties, and are looked for in all groups: seldom enough to cost nothing.
constexpr auto kReadRecalls = std::chrono::seconds(30);
constexpr std::uint64_t kProgressEvery = 8192;  // lines
// How long is slept when no file had anything new, and how often names are looked at for rotation: a hit is told within
// a second, and a quiet log costs a few system calls.
constexpr auto kPause = std::chrono::milliseconds(200);
constexpr auto kLookAtNames = std::chrono::seconds(1);

}  // namespace

// The mapping is referred to and not copied, and lives as long as the run.
watch::LogOptions Watching::log_options() const {
  return {.format = format_, .mapping = &mapping_, .zone_minutes = zone_minutes_, .growing = wanted_.follow};
}

void Watching::problem(const std::string& name, const Error& error) {
  ++problems_;
  listener_.problem(name, error);
}

// A log that ends in the middle of its packing is told as a problem of the log, and what was read of it counts.
void Watching::closed(const watch::Log& log) {
  if (!log.counts().stream_error.empty()) problem(log.name(), {Code::corrupt, log.counts().stream_error});
  sources_.push_back(watch::summary_of(log));
}

void Watching::count_line() {
  if (++lines_ % kProgressEvery != 0) return;
  listener_.progress(
      {.reading = {}, .lines = lines_, .hits = tally_.hits, .suppressed = tally_.suppressed, .seconds = seconds()});
}

Status Watching::record(watch::Log& log, watch::Occurrences& occurrences) {
  PARLEY_TRY_STATUS(watcher_->record(log, occurrences));
  count_line();
  return recorder_.pending_bytes() > kFlushBytes ? recorder_.flush() : Status{};
}

// Observations in STIX carry their own objects, so they go to the watcher as they are. One that is not good STIX is
// counted at its line and passed over; any other failure ends the reading of this log.
Status Watching::stix(watch::Log& log) {
  watch::StixLog observations(log);
  while (!listener_.stopped()) {
    PARLEY_TRY(const auto* const seen, observations.next());
    if (seen == nullptr) break;
    if (const auto done = watcher_->observation(*seen, log.name(), true); !done.ok()) {
      if (done.error().code != Code::invalid_input) return done.error();
      log.counts().note(watch::Problem::not_stix, seen->line);
    }
    count_line();
    if (recorder_.pending_bytes() > kFlushBytes) PARLEY_TRY_STATUS(recorder_.flush());
  }
  return {};
}

// Each file by itself: one that cannot be opened or read is told, and the next one is read. A journal that takes no
// more ends the run, because then no hit can be kept.
Status Watching::read_files() {
  for (const auto& name : wanted_.files) {
    if (listener_.stopped()) break;
    const auto fd = listener_.open(name);
    if (!fd.ok()) {
      problem(name, fd.error());
      continue;
    }
    // A pipe may be silent for long; Ctrl-C is heard all the same.
    watch::Log log(name, input::read_until_stopped(fd->get(), [this] { return listener_.stopped(); }), log_options());
    if (const auto opened = log.open(); !opened.ok()) {
      problem(name, opened.error());
      continue;
    }
    if (log.format() == watch::Format::stix) {
      if (const auto done = stix(log); !done.ok()) problem(name, done.error());
    } else {
      watch::Occurrences occurrences;
      while (log.next() && !listener_.stopped()) PARLEY_TRY_STATUS(record(log, occurrences));
    }
    closed(log);
  }
  return {};
}

Status Watching::flush_now_and_then() {
  const auto now = std::chrono::steady_clock::now();
  if (now - recalls_read_ > kReadRecalls) {
    recalls_read_ = now;
    about_.refresh();
  }
  if (now - flushed_ < kFlushEvery && recorder_.pending_bytes() < kFlushBytes) return {};
  flushed_ = now;
  listener_.flush();
  return recorder_.flush();
}

// One thread turns from file to file. Each gives what it has, a turn's worth at most, so that a log that grows without
// a pause does not keep the others waiting. Names are looked at only when a file has nothing more to give: what was
// written before a rotation is read before the new file is opened.
Status Watching::follow_files() {
  const watch::FollowedFile::Reader reader = {
      .record = [this](watch::Log& log, watch::Occurrences& occurrences) { return record(log, occurrences); },
      .stix = [this](watch::Log& log) { return stix(log); },
      .notice = [this](const std::string& name, const std::string& text) { listener_.notice(name, text); },
      .problem = [this](const std::string& name, const Error& error) { problem(name, error); },
      .closed = [this](const watch::Log& log) { closed(log); }};
  const auto open = [this](const std::string& name) { return listener_.open(name); };
  std::vector<std::unique_ptr<watch::FollowedFile>> files;
  for (const auto& name : wanted_.files) {
    files.push_back(std::make_unique<watch::FollowedFile>(name, open, log_options(), reader));
    files.back()->open();
  }
  auto looked = std::chrono::steady_clock::now();
  while (!listener_.stopped()) {
    bool busy = false;
    const bool look = std::chrono::steady_clock::now() - looked >= kLookAtNames;
    for (auto& file : files) {
      PARLEY_TRY(const bool more, file->drain());
      busy = busy || more;
      if (look && !more && file->has_changed()) PARLEY_TRY_STATUS(file->open_again());
    }
    if (look) {
      looked = std::chrono::steady_clock::now();
      PARLEY_TRY_STATUS(retro_for_new());
    }
    PARLEY_TRY_STATUS(flush_now_and_then());
    if (!busy) std::this_thread::sleep_for(kPause);
  }
  // Asked before the files are closed. A file that never came is no fault when the node itself goes: the caller waits
  // and begins again.
  stopped_by_node_ = listener_.node_stops();
  for (auto& file : files) {
    file->close();
    if (!file->came() && !stopped_by_node_) problem(file->name(), {Code::not_found, "never came"});
  }
  return {};
}

// What is said of an indicator is looked up when it is shown, so that only those with hits cost a look.
watch::Summary Watching::summary() {
  const auto& counts = watcher_->counts();
  return {.tally = tally_,
          .stored = recorder_.totals(),
          .sources = sources_,
          .about =
              [this](std::string_view id) {
                return watch::AboutIndicator{about_.name(id), std::string(about_.recalled(id))};
              },
          .indicators = index_->counts().indicators,
          .retro_observations = retro_observations_,
          .not_evaluated = counts.not_evaluated + counts.failed,
          .forgotten_parts = watcher_->forgotten_parts(),
          .problems = problems_,
          .seconds = seconds(),
          .journal = wanted_.journal,
          .evidence = wanted_.evidence,
          .dry_run = wanted_.dry_run,
          .retro = wanted_.retro,
          .counts_outside_validity = wanted_.counts_outside_validity()};
}

}  // namespace parley::desk
