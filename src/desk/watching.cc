// What is searched for, and where it is kept: the part of a run before its first line. The logs are read in
// watching_logs.cc.
#include "desk/watching.h"

#include <fmt/format.h>

#include "desk/own_objects.h"
#include "input/unpacked.h"
#include "node/journals.h"
#include "node/own_identity.h"
#include "text/display.h"

namespace parley::desk {
namespace {

// A mapping or a list of known-good values is held in memory; MISP's largest lists have a tenth of it.
constexpr std::size_t kMaxListBytes = 256u << 20;

// The journal for sightings; made when it is missing, closed to everybody outside: a hit leaves the node only by
// another act. Null for a dry run without one.
Result<std::shared_ptr<journal::Journal>> open_journal(node::Node& node, const Watching::Wanted& wanted) {
  auto info = OwnObjects(node).own(wanted.journal);
  if (info.ok()) return info->journal;
  if (info.error().code != Code::not_found) return info.error();
  if (wanted.dry_run) return std::shared_ptr<journal::Journal>();
  PARLEY_TRY(const auto row,
             node.journals().add({.name = wanted.journal,
                                  .id = {},
                                  .title = "Sightings",
                                  .description = "Hits of indicators in our own logs, with their evidence",
                                  .alias = {},
                                  .outside_read = false,
                                  .outside_write = false}));
  PARLEY_TRY(const auto made, node.journals().open(row.id));
  return made.journal;
}

}  // namespace

Watching::Watching(node::Node& node, const Wanted& wanted, Listener& listener, Live live,
                   std::shared_ptr<journal::Journal> journal, node::Recorded act)
    : node_(node),
      act_(std::move(act)),
      wanted_(wanted),
      listener_(listener),
      live_(std::move(live)),
      about_(node),
      recorder_(std::move(journal), {.party = {node.config().party.identity, node::own_identity_object(node.config())},
                                     .dry_run = wanted.dry_run,
                                     .evidence_per_sighting = wanted.evidence}) {}

// The act begins before the journal is made, since a journal is made by a person as well.
Result<std::unique_ptr<Watching>> Watching::begin(node::Node& node, const node::Acting& acting, const Wanted& wanted,
                                                  Listener& listener, Live live) {
  PARLEY_TRY(
      auto act,
      node::begin_act(node, acting, {.act = node::Act::watch, .what = wanted.dry_run ? "watch --dry-run" : "watch"}));
  PARLEY_TRY(auto journal, act.heed(open_journal(node, wanted)));
  return std::unique_ptr<Watching>(
      new Watching(node, wanted, listener, std::move(live), std::move(journal), std::move(act)));
}

Status Watching::run() { return act_.ended(read()); }

// In this order: everything that was typed is checked before the indicators are read, which may take minutes; old
// evidence is searched before new lines, so that what it finds is not found by both; and what still waits is appended
// at the end.
Status Watching::read() {
  PARLEY_TRY_STATUS(prepare());
  PARLEY_TRY_STATUS(open_index());
  if (wanted_.retro) PARLEY_TRY_STATUS(retro());
  PARLEY_TRY_STATUS(wanted_.follow ? follow_files() : read_files());
  return recorder_.flush();
}

Result<std::string> Watching::read_whole(const std::string& name) {
  PARLEY_TRY(const Fd fd, listener_.open(name));
  input::Unpacked unpacked(input::read_from(fd.get()));
  std::string text;
  // Packed files are taken as everywhere else, and the limit counts what they unpack to: a small file can unpack to
  // anything.
  for (char block[65536];;) {
    PARLEY_TRY(const std::size_t got, unpacked.read(block, sizeof block));
    if (got == 0) return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
    text.append(block, got);
    if (text.size() > kMaxListBytes) return Error{Code::too_large, "larger than 256 MB"};
  }
}

// Options that contradict each other, or would do nothing, are refused: a person who gives them expects something of
// them.
Status Watching::check_wanted() {
  if (wanted_.ignore_validity && wanted_.respect_validity)
    return Error{Code::invalid_input, "ignore_validity: to ignore and to respect it are opposites; say one of the two"};
  if (!wanted_.since.empty() && !wanted_.retro)
    return Error{
        Code::invalid_input,
        "since: it chooses what of old evidence is searched for, and no old evidence is to be searched (retro)"};
  if (wanted_.zone.empty()) return {};
  const auto minutes = watch::zone_from_text(wanted_.zone);
  if (!minutes) return Error{Code::invalid_input, "zone: \"" + wanted_.zone + "\" is none; write it like +02:00"};
  zone_minutes_ = *minutes;
  return {};
}

// Mappings and lists are held whole, and a fault in one of them ends the run before a line is read: a list that was
// read by half would let through hits that it is there to suppress.
Status Watching::prepare() {
  if (!wanted_.format.empty()) {
    format_ = watch::format_from_text(wanted_.format);
    if (!format_)
      return Error{Code::invalid_input,
                   fmt::format("format: \"{}\" is none; there are {}", wanted_.format, watch::format_names())};
  }
  if (!wanted_.mapping.empty()) {
    PARLEY_TRY(const std::string text, read_whole(wanted_.mapping).in(wanted_.mapping));
    PARLEY_TRY(mapping_, watch::Mapping::parse(text, wanted_.mapping));
    // A mapping says what the columns are of: without a format that is the format.
    if (!format_) format_ = mapping_.kind == watch::Mapping::Kind::csv ? watch::Format::csv : watch::Format::json_lines;
  }
  PARLEY_TRY_STATUS(check_wanted());
  for (const auto& name : wanted_.known_good) {
    PARLEY_TRY(const std::string text, read_whole(name).in(name));
    std::size_t skipped = 0;
    PARLEY_TRY_STATUS(known_good_.add(text, name, &skipped).in(name));
    if (skipped > 0)
      listener_.left_out(fmt::format("{}: {} cannot be used and {} left out", name,
                                     text::counted(skipped, "entry", "entries"), skipped == 1 ? "was" : "were"));
  }
  return {};
}

// --- the indicators

// Indicators come from every journal here, mirrors included: what another member released to a group is what one wants
// to search for.
Result<std::vector<store::CollectionRow>> Watching::indicator_journals() const {
  if (wanted_.indicators.empty()) return node_.journals().rows();
  std::vector<store::CollectionRow> rows;
  for (const auto& name : wanted_.indicators) {
    PARLEY_TRY(const auto info, node_.journals().open(name));
    rows.push_back(info.row);
  }
  return rows;
}

// A running node keeps all indicators in one index; a run that wants some of them only, or others than they stand in
// the journals, makes its own.
Status Watching::open_index() {
  PARLEY_TRY(const auto rows, indicator_journals());
  for (const auto& row : rows)
    // Noted before the index is read: an indicator that comes in between is searched for twice rather than never, and a
    // hit that is there already adds nothing.
    if (const auto info = node_.journals().open(row.id); info.ok()) retro_from_[row.id] = info->journal->size();
  node::LiveIndex* const live = live_ && wanted_.indicators.empty() && !wanted_.refang ? live_() : nullptr;
  watch::IndicatorFeed::Totals totals;
  if (live != nullptr) {
    live->wait_until_current();
    index_ = &live->index();
    totals = live->totals();
    for (const auto& why : live->problems()) listener_.left_out("parley: " + why);
  } else {
    totals = read_index(rows);
  }
  started_ = std::chrono::steady_clock::now();  // lines a second are the logs', not the index's
  listener_.indicators(index_->counts(), totals);
  about_.refresh();
  recalls_read_ = started_;
  watcher_ = std::make_unique<watch::Watcher>(*index_, recorder_, tally_, watch_options());
  return {};
}

// A journal that cannot be read is told and left out. A search for the others' indicators is better than none, as long
// as nobody takes it for one for all.
watch::IndicatorFeed::Totals Watching::read_index(const std::vector<store::CollectionRow>& rows) {
  own_index_ = std::make_unique<pattern::Index>();
  own_feed_ = std::make_unique<watch::IndicatorFeed>(*own_index_);
  own_feed_->refang(wanted_.refang);
  index_ = own_index_.get();
  for (const auto& row : rows) {
    listener_.progress({.reading = row.name});
    const auto info = node_.journals().open(row.id);
    const auto polled = info.ok() ? own_feed_->poll(row.id, info->journal) : Result<bool>(info.error());
    if (!polled.ok()) listener_.left_out("parley: " + polled.error().message);
  }
  return own_feed_->totals();
}

watch::WatchOptions Watching::watch_options() {
  return {.known_good = known_good_.lists() > 0 ? &known_good_ : nullptr,
          .min_confidence = wanted_.min_confidence,
          .ignore_validity = wanted_.counts_outside_validity(),
          .recalled = [this](std::string_view id) { return about_.recalled(id); },
          .on_hit = [this](const watch::HitReport& hit) { listener_.hit(hit, about_); }};
}

// --- old evidence

// A watcher of its own for each search of old evidence, because a watcher remembers parts of patterns that were met,
// and a match over old evidence and new lines would be none that happened.
Status Watching::retro_with(pattern::Index& index) {
  watch::Watcher watcher(index, recorder_, tally_, watch_options());
  for (const auto& row : node_.journals().rows()) {
    const auto info = node_.journals().open(row.id);
    if (!info.ok()) {
      problem(row.name, info.error());
      continue;
    }
    std::uint64_t before = 0;
    PARLEY_TRY_STATUS(watch::retro_hunt(*info->journal, "journal " + row.name, watcher, [&](std::uint64_t done) {
      retro_observations_ += done - before;
      before = done;
      if (done % 1024 == 0)
        listener_.progress({.retro = true, .observations = retro_observations_, .hits = tally_.hits});
      return !listener_.stopped();
    }));
  }
  return {};
}

// With `since` only newer indicators are wanted, so they get an index of their own, however large that of the run is.
Status Watching::retro() {
  if (wanted_.since.empty()) return retro_with(*index_);
  PARLEY_TRY(const auto since, Timestamp::parse(wanted_.since).in("since"));
  pattern::Index index;
  watch::IndicatorFeed feed(index);
  feed.refang(wanted_.refang);
  feed.only_added_after(since.micros());
  PARLEY_TRY(const auto rows, indicator_journals());
  for (const auto& row : rows) {
    PARLEY_TRY(const auto info, node_.journals().open(row.id));
    PARLEY_TRY([[maybe_unused]] const bool changed, feed.poll(row.id, info.journal));
  }
  return retro_with(index);
}

// For the indicators that came since the last call, when there are any.
Status Watching::retro_for_new() {
  pattern::Index index;
  watch::IndicatorFeed feed(index);
  feed.refang(wanted_.refang);
  bool any = false;
  PARLEY_TRY(const auto rows, indicator_journals());
  for (const auto& row : rows) {
    const auto info = node_.journals().open(row.id);
    if (!info.ok()) continue;
    const std::uint64_t size = info->journal->size();
    journal::Seq& from = retro_from_[row.id];
    if (size <= from) continue;
    feed.begin_at(row.id, from);
    PARLEY_TRY(const bool changed, feed.poll(row.id, info->journal));
    // Where the journal has only one index, that of this run, its indicators join here.
    if (own_feed_) {
      PARLEY_TRY([[maybe_unused]] const bool joined, own_feed_->poll(row.id, info->journal));
    }
    from = size;
    any = any || changed;
  }
  return any && wanted_.retro ? retro_with(index) : Status{};
}

}  // namespace parley::desk
