#include "cli/watch_run.h"

#include <fmt/format.h>
#include <poll.h>

#include "cli/groups.h"
#include "node/journals.h"
#include "node/live_index.h"

namespace parley::cli {
namespace {

constexpr std::size_t kMaxListBytes = 256u << 20;
constexpr std::size_t kFlushBytes = 4u << 20;
constexpr auto kReadRecalls = std::chrono::seconds(30);

Result<std::string> read_whole(Console& console, const std::string& name) {
  PARLEY_TRY(const Fd fd, console.open_input(name));
  watch::Input input(read_from(fd.get()));
  std::string text;
  for (char block[65536];;) {
    PARLEY_TRY(const std::size_t got, input.read(block, sizeof block));
    if (got == 0) return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
    text.append(block, got);
    if (text.size() > kMaxListBytes) return Error{Code::too_large, "larger than 256 MB"};
  }
}

// A pipe may be silent for long; Ctrl-C is heard all the same.
watch::Input::Source read_until_stopped(const Console& console, int fd) {
  return [&console, fd, read = read_from(fd)](char* out, std::size_t size) -> Result<std::size_t> {
    pollfd ready{fd, POLLIN, 0};
    while (::poll(&ready, 1, 200) == 0)
      if (console.stopped()) return std::size_t{0};
    return read(out, size);
  };
}

}  // namespace

WatchRun::WatchRun(Context& context, const WatchArguments& arguments, std::shared_ptr<journal::Journal> journal,
                   watch::RecorderOptions options)
    : context_(context), arguments_(arguments), about_(context), recorder_(std::move(journal), std::move(options)) {}

Status WatchRun::prepare() {
  if (!arguments_.format.empty()) {
    format_ = watch::format_from_text(arguments_.format);
    if (!format_)
      return Error{Code::invalid_input,
                   fmt::format("--format {}: there are {}", arguments_.format, watch::format_names())};
  }
  if (!arguments_.mapping.empty()) {
    PARLEY_TRY(const std::string text, read_whole(context_.console, arguments_.mapping).in(arguments_.mapping));
    PARLEY_TRY(mapping_, watch::Mapping::parse(text, arguments_.mapping));
    if (!format_) format_ = mapping_.kind == watch::Mapping::Kind::csv ? watch::Format::csv : watch::Format::json_lines;
  }
  if (arguments_.ignore_validity && arguments_.respect_validity)
    return Error{Code::invalid_input, "--ignore-validity and --respect-validity say the opposite of each other"};
  if (!arguments_.since.empty() && !arguments_.retro) return Error{Code::invalid_input, "--since goes with --retro"};
  if (!arguments_.zone.empty()) {
    const auto minutes = watch::zone_from_text(arguments_.zone);
    if (!minutes) return Error{Code::invalid_input, "--zone " + arguments_.zone + ": write it like +02:00"};
    zone_minutes_ = *minutes;
  }
  for (const auto& name : arguments_.known_good) {
    PARLEY_TRY(const std::string text, read_whole(context_.console, name).in(name));
    std::size_t skipped = 0;
    PARLEY_TRY_STATUS(known_good_.add(text, name, &skipped).in(name));
    if (skipped > 0)
      context_.console.err(fmt::format("{}: {} entries cannot be used and were left out", name, skipped));
  }
  return {};
}

Result<std::vector<store::CollectionRow>> WatchRun::indicator_journals() const {
  if (arguments_.indicators.empty()) return context_.node->journals().rows();
  std::vector<store::CollectionRow> rows;
  for (const auto& name : arguments_.indicators) {
    PARLEY_TRY(const auto info, context_.node->journals().open(name));
    rows.push_back(info.row);
  }
  return rows;
}

Status WatchRun::open_index() {
  watch::IndicatorFeed::Totals totals;
  PARLEY_TRY(const auto rows, indicator_journals());
  for (const auto& row : rows)
    if (const auto info = context_.node->journals().open(row.id); info.ok())
      retro_from_[row.id] = info->journal->size();
  if (context_.server != nullptr && arguments_.indicators.empty() && !arguments_.refang) {
    auto& live = context_.server->live_index();
    live.wait_until_current();
    index_ = &live.index();
    totals = live.totals();
    for (const auto& why : live.problems()) context_.console.err("parley: " + why);
  } else {
    own_index_ = std::make_unique<pattern::Index>();
    own_feed_ = std::make_unique<watch::IndicatorFeed>(*own_index_);
    own_feed_->refang(arguments_.refang);
    index_ = own_index_.get();
    for (const auto& row : rows) {
      context_.console.progress(fmt::format("reading the indicators of \"{}\"", row.name));
      const auto info = context_.node->journals().open(row.id);
      auto polled = info.ok() ? own_feed_->poll(row.id, *info->journal) : Result<bool>(info.error());
      if (!polled.ok()) context_.console.err("parley: " + polled.error().message);
    }
    totals = own_feed_->totals();
  }
  context_.console.end_progress();
  started_ = std::chrono::steady_clock::now();  // lines a second are the logs', not the index's
  const auto counts = index_->counts();
  if (context_.json) {
    for (const auto& why : totals.problems)
      context_.console.line(
          JsonLine().text("problem", why).text("source", "indicators").text("code", "invalid_input").str());
  } else {
    for (const auto& why : totals.problems) context_.console.err("not indexed: " + why);
    context_.console.err(
        fmt::format("{} indicators; {} revoked, {} with a pattern that is not valid, {} in another language",
                    with_commas(counts.indicators), counts.revoked, with_commas(totals.refused),
                    with_commas(totals.other_language)));
  }
  tell_values(totals);
  about_.refresh();
  recalls_read_ = started_;
  watcher_ = std::make_unique<watch::Watcher>(*index_, recorder_, tally_, watch_options());
  return {};
}

watch::WatchOptions WatchRun::watch_options() {
  return {.known_good = known_good_.lists() > 0 ? &known_good_ : nullptr,
          .min_confidence = arguments_.min_confidence,
          .ignore_validity = arguments_.counts_outside_validity(),
          .recalled = [this](std::string_view id) { return about_.recalled(id); },
          .on_hit = [this](const watch::HitReport& hit) { told(hit); }};
}

// Indicators that nothing can meet as they stand: how many, which, and what was meant perhaps.
void WatchRun::tell_values(const watch::IndicatorFeed::Totals& totals) {
  for (std::size_t i = 0; i < watch::kUnmeetables; ++i) {
    const auto& sum = totals.not_met[i];
    const auto kind = static_cast<watch::Unmeetable>(i);
    if (sum.indicators == 0) continue;
    std::string ids;
    for (const auto& id : sum.first) ids += (ids.empty() ? "" : ", ") + id;
    if (sum.indicators > sum.first.size()) ids += ", ...";
    const std::string text =
        fmt::format("{} {} a value that {} and cannot be met as it stands: {} (\"{}\"{}){}",
                    counted(sum.indicators, "indicator"), sum.indicators == 1 ? "has" : "have", watch::describe(kind),
                    ids, shown(sum.value), sum.meant.empty() ? "" : ", meant is perhaps \"" + shown(sum.meant) + "\"",
                    kind == watch::Unmeetable::defanged ? "; --refang searches for what is meant" : "");
    if (!context_.json) {
      context_.console.err(text);
      continue;
    }
    std::vector<std::string> list;
    for (const auto& id : sum.first) list.push_back("\"" + id + "\"");
    context_.console.line(JsonLine()
                              .text("problem", text)
                              .text("source", "indicators")
                              .text("code", "cannot_be_met")
                              .text("kind", watch::to_string(kind))
                              .number("count", sum.indicators)
                              .raw("indicators", json_array(list))
                              .text("value", sum.value)
                              .text("meant", sum.meant)
                              .str());
  }
  if (totals.refanged > 0 && !context_.json)
    context_.console.err(
        fmt::format("{} searched for as meant, without brackets (--refang)",
                    counted(totals.refanged, "defanged indicator") + (totals.refanged == 1 ? " is" : " are")));
}

watch::LogOptions WatchRun::log_options() const {
  return {.format = format_, .mapping = &mapping_, .zone_minutes = zone_minutes_, .growing = arguments_.follow};
}

void WatchRun::told(const watch::HitReport& hit) {
  if (!context_.json) return tell_live(hit);
  JsonLine line;
  line.text("indicator", hit.indicator);
  if (const auto& name = about_.name(hit.indicator); !name.empty()) line.text("name", name);
  line.text("value", hit.value).text("source", hit.source).number("line", hit.line).number("offset", hit.offset);
  if (hit.first) line.text("time", to_string(*hit.first));
  line.text("observed_data", hit.observed_data);
  if (hit.confidence >= 0) line.number("confidence", static_cast<std::uint64_t>(hit.confidence));
  if (hit.outside) line.flag("outside_validity", true);
  if (!hit.recalled.empty()) line.text("recalled", hit.recalled);
  if (!hit.known_good.empty()) line.text("known_good", hit.known_good);
  context_.console.line(line.str());
}

// While files are followed people see each hit when it comes: time, indicator, its name, value, where.
void WatchRun::tell_live(const watch::HitReport& hit) {
  if (!arguments_.follow || !hit.known_good.empty()) return;
  const std::string& name = about_.name(hit.indicator);
  std::string line =
      fmt::format("{}  {}{}  {}  {}:{}", hit.first ? to_string(*hit.first).substr(0, 19) + "Z" : "without time",
                  hit.indicator, name.empty() ? "" : "  " + name, shown(hit.value), shown(hit.source), hit.line);
  if (hit.outside) line += "  (outside of its validity)";
  if (!hit.recalled.empty()) line += fmt::format("  (RECALLED by {})", hit.recalled);
  context_.console.end_progress();
  context_.console.line(line);
  context_.console.flush();
}

void WatchRun::notice(const std::string& name, const std::string& text) {
  if (context_.json)
    context_.console.line(JsonLine().text("notice", text).text("source", name).str());
  else
    context_.console.err(fmt::format("parley: {}: {}", name, text));
  context_.console.flush();
}

void WatchRun::show_progress() {
  if ((++lines_ & 8191) != 0) return;
  const double passed = seconds();
  context_.console.progress(fmt::format("{} lines, {:.0f} lines/s, {} hits, {} suppressed", with_commas(lines_),
                                        passed > 0 ? static_cast<double>(lines_) / passed : 0, with_commas(tally_.hits),
                                        with_commas(tally_.suppressed)));
}

Status WatchRun::record(watch::Log& log, watch::Occurrences& occurrences) {
  PARLEY_TRY_STATUS(watcher_->record(log, occurrences));
  show_progress();
  if (recorder_.pending_bytes() > kFlushBytes) return recorder_.flush();
  return {};
}

Status WatchRun::stix(watch::Log& log) {
  watch::StixLog observations(log);
  while (!context_.console.stopped()) {
    PARLEY_TRY(const auto* const seen, observations.next());
    if (seen == nullptr) break;
    if (const auto done = watcher_->observation(*seen, log.name(), true); !done.ok()) {
      if (done.error().code != Code::invalid_input) return done.error();
      log.counts().note(watch::Problem::not_stix, seen->line);
    }
    show_progress();
    if (recorder_.pending_bytes() > kFlushBytes) PARLEY_TRY_STATUS(recorder_.flush());
  }
  return {};
}

void WatchRun::problem(const std::string& name, const Error& error) {
  ++problems_;
  if (context_.json)
    context_.console.line(
        JsonLine().text("problem", error.message).text("source", name).text("code", to_string(error.code)).str());
  else
    context_.console.err(fmt::format("parley: {}: {}", name, error.message));
}

Status WatchRun::read_files() {
  for (const auto& name : arguments_.files) {
    if (context_.console.stopped()) break;
    const auto fd = context_.console.open_input(name);
    if (!fd.ok()) {
      problem(name, fd.error());
      continue;
    }
    auto options = log_options();
    options.growing = false;
    watch::Log log(name, read_until_stopped(context_.console, fd->get()), options);
    if (const auto opened = log.open(); !opened.ok()) {
      problem(name, opened.error());
      continue;
    }
    if (log.format() == watch::Format::stix) {
      if (const auto done = stix(log); !done.ok()) problem(name, done.error());
    } else {
      watch::Occurrences occurrences;
      while (log.next() && !context_.console.stopped()) PARLEY_TRY_STATUS(record(log, occurrences));
    }
    summarise(log);
  }
  return {};
}

void WatchRun::summarise(const watch::Log& log) {
  if (!log.counts().stream_error.empty()) problem(log.name(), {Code::corrupt, log.counts().stream_error});
  sources_.push_back({log.name(), std::string(log.format() ? watch::to_string(*log.format()) : "unknown"),
                      std::string(watch::to_string(log.packing())), log.counts()});
}

Status WatchRun::flush_now_and_then() {
  const auto now = std::chrono::steady_clock::now();
  if (now - recalls_read_ > kReadRecalls) {
    recalls_read_ = now;
    about_.refresh();
  }
  if (now - flushed_ < std::chrono::seconds(1) && recorder_.pending_bytes() < kFlushBytes) return {};
  flushed_ = now;
  context_.console.flush();
  return recorder_.flush();
}

Status WatchRun::retro_with(pattern::Index& index) {
  watch::Watcher watcher(index, recorder_, tally_, watch_options());
  for (const auto& row : context_.node->journals().rows()) {
    const auto info = context_.node->journals().open(row.id);
    if (!info.ok()) {
      problem(row.name, info.error());
      continue;
    }
    std::uint64_t before = 0;
    PARLEY_TRY_STATUS(watch::retro_hunt(*info->journal, "journal " + row.name, watcher, [&](std::uint64_t done) {
      retro_observations_ += done - before;
      before = done;
      if ((done & 1023) == 0)
        context_.console.progress(fmt::format("old evidence: {} observations, {} hits",
                                              with_commas(retro_observations_), with_commas(tally_.hits)));
      return !context_.console.stopped();
    }));
  }
  return {};
}

Status WatchRun::retro() {
  if (arguments_.since.empty()) return retro_with(*index_);
  PARLEY_TRY(const auto since, Timestamp::parse(arguments_.since).in("--since"));
  pattern::Index index;
  watch::IndicatorFeed feed(index);
  feed.refang(arguments_.refang);
  feed.only_added_after(since.micros());
  PARLEY_TRY(const auto rows, indicator_journals());
  for (const auto& row : rows) {
    PARLEY_TRY(const auto info, context_.node->journals().open(row.id));
    PARLEY_TRY([[maybe_unused]] const bool changed, feed.poll(row.id, *info.journal));
  }
  return retro_with(index);
}

Status WatchRun::retro_for_new() {
  pattern::Index index;
  watch::IndicatorFeed feed(index);
  feed.refang(arguments_.refang);
  bool any = false;
  PARLEY_TRY(const auto rows, indicator_journals());
  for (const auto& row : rows) {
    const auto info = context_.node->journals().open(row.id);
    if (!info.ok()) continue;
    const std::uint64_t size = info->journal->size();
    journal::Seq& from = retro_from_[row.id];
    if (size <= from) continue;
    feed.begin_at(row.id, from);
    PARLEY_TRY(const bool changed, feed.poll(row.id, *info->journal));
    // Where the journal has only one index, that of this run, its indicators join here.
    if (own_feed_) {
      PARLEY_TRY([[maybe_unused]] const bool joined, own_feed_->poll(row.id, *info->journal));
    }
    from = size;
    any = any || changed;
  }
  return any && arguments_.retro ? retro_with(index) : Status{};
}

Status WatchRun::finish() { return recorder_.flush(); }

}  // namespace parley::cli
