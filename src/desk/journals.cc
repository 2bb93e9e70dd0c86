// What a person does with the journals of the node as such: makes, changes, checks and mends them. The words of the
// command line for what outside clients may be given ("read", "inbox", "both", "none") are turned into two flags here
// and back again, so that no screen has rules of its own about them. Checking reads only and needs no right; whatever
// changes a journal, or the files that are derived from it, is an act of operation and is recorded.
#include "desk/journals.h"

#include <fmt/format.h>

#include "node/audit.h"
#include "node/deliberation.h"
#include "node/journals.h"
#include "node/own_heads.h"
#include "node/people.h"
#include "text/display.h"

namespace parley::desk {

Journals::Outside Journals::outside_of(std::string_view word) {
  return {.read = word == "read" || word == "both", .write = word == "inbox" || word == "both"};
}

// A new journal can be read from outside unless it has one of the names that are this party's alone: the usual one is a
// feed, and a closed one is never opened by leaving an option out.
Journals::Outside Journals::usual_outside(std::string_view name) {
  return outside_of(node::is_closed_journal(name) ? "none" : "read");
}

// The inverse of outside_of(), for screens and lists.
std::string_view outside_word(const store::CollectionRow& row) {
  if (row.outside_read) return row.outside_write ? "both" : "read";
  return row.outside_write ? "inbox" : "none";
}

namespace {

// A journal is named in the record by what was typed, since a new one has no id yet.
node::Deed deed_of(std::string what, const std::string& journal) {
  return {.act = node::Act::operate, .what = std::move(what), .about = {journal}};
}

// Whether nobody can do more afterwards than before: clients are shut out, or a name is given back that is the node's.
node::Effect effect_of(const store::CollectionRow& row, const Journals::Change& change) {
  const bool closes =
      change.outside && !(change.outside->read && !row.outside_read) && !(change.outside->write && !row.outside_write);
  const bool gives_back = change.alias && node::is_closed_journal(row.alias) && !node::is_closed_journal(*change.alias);
  const bool only_that = !change.title && !change.description && (!change.alias || gives_back) &&
                         (!change.outside || closes) && (change.alias || change.outside);
  return only_that ? node::Effect::takes_away : node::Effect::changes;
}

}  // namespace

// Whether the name is free and good is asked where journals are kept, within the act: a failure is on record, too.
Result<store::CollectionRow> Journals::add(const node::Acting& acting, const node::NewJournal& wanted) const {
  PARLEY_TRY(node::Recorded act, node::begin_act(node_, acting, deed_of("journal add", wanted.name)));
  return act.ended(node_.journals().add(wanted));
}

Result<store::CollectionRow> Journals::change(const node::Acting& acting, const std::string& name,
                                              const Change& change) const {
  node::Deed deed = deed_of("journal set", name);
  // The right first: whoever may not change a journal does not learn whether there is one of that name.
  PARLEY_TRY_STATUS(node::may_begin(node_, acting, deed));
  for (auto row : node_.journals().rows()) {
    if (row.name != name && row.id != name) continue;
    // What the change means is known only once the row is there, and it decides whether the act may go ahead of its
    // record.
    deed.effect = effect_of(row, change);
    PARLEY_TRY(node::Recorded act, node::begin_act(node_, acting, deed));
    if (change.title) row.title = *change.title;
    if (change.description) row.description = *change.description;
    if (change.alias) row.alias = *change.alias;
    if (change.outside) {
      row.outside_read = change.outside->read;
      row.outside_write = change.outside->write;
    }
    PARLEY_TRY_STATUS(act.ended(node_.journals().update(row)));
    return row;
  }
  return Error{Code::not_found, "there is no journal \"" + name + "\""};
}

// A journal that cannot be opened is listed with its reason. To leave it out would be to say that nothing is missing.
std::vector<Journals::Line> Journals::list() const {
  std::vector<Line> out;
  for (auto& row : node_.journals().rows()) {
    const auto info = node_.journals().open(row.id);
    Line line{.row = std::move(row), .statistics = {}, .problem = info.ok() ? "" : info.error().message};
    if (info.ok()) line.statistics = info->journal->statistics();
    out.push_back(std::move(line));
  }
  return out;
}

// The address is built from the configured public URL, because that is what clients type; what the server listens on
// may lie behind a proxy.
Result<Journals::Details> Journals::show(const std::string& name) const {
  PARLEY_TRY(auto info, node_.journals().open(name));
  PARLEY_TRY(std::string key, node_.journals().verifier_key(name));
  std::string address = node_.config().server.public_url + "/" + info.row.root + "/collections/" + info.row.id + "/";
  return Details{.line = {std::move(info.row), info.journal->statistics(), {}},
                 .verifier_key = std::move(key),
                 .checkpoint = info.journal->checkpoint(),
                 .address = std::move(address)};
}

// By name, one after the other: each is opened when its turn comes, so that one that cannot be opened does not keep the
// others from being checked.
std::vector<std::string> Journals::chosen(const std::string& name) const {
  if (!name.empty()) return {name};
  std::vector<std::string> names;
  for (const auto& row : node_.journals().rows()) names.push_back(row.name);
  return names;
}

Result<std::uint64_t> Journals::size(const std::string& name) const {
  PARLEY_TRY(const auto info, node_.journals().open(name));
  return info.journal->size();
}

Result<Journals::Verified> Journals::verify(const std::string& name, const Progress& progress,
                                            const std::function<bool()>& stopped) const {
  PARLEY_TRY(const auto info, node_.journals().open(name));
  // Counted first: what is appended meanwhile is not what was looked at.
  const auto statistics = info.journal->statistics();
  const auto looked_at = [&](std::uint64_t entries) -> Status {
    if (progress) progress(entries);
    if (!stopped || !stopped()) return {};
    return Error{Code::unavailable, fmt::format("stopped: of {} everything held so far, and the rest was not looked at",
                                                text::counted(entries, "entry", "entries"))};
  };
  return Verified{statistics, info.journal->verify(looked_at).in("journal \"" + name + "\""), name};
}

// Only what is derived is made anew; the segment files are read and never written (docs/architecture.md). A difference
// between the old index and the new one is counted, since it means that something has damaged the files.
Result<journal::Journal::RebuildReport> Journals::rebuild(const node::Acting& acting, const std::string& name,
                                                          const Progress& progress) const {
  PARLEY_TRY(node::Recorded act, node::begin_act(node_, acting, deed_of("journal rebuild", name)));
  PARLEY_TRY(const auto info, act.heed(node_.journals().open(name)));
  return act.ended(info.journal->rebuild(progress).in("journal \"" + name + "\""));
}

// Each entry that comes back is checked under the head that this party itself had signed (journal::Options::restores):
// the peer can withhold, and cannot put in.
Result<std::uint64_t> Journals::recover(const node::Acting& acting, const std::string& name, const std::string& peer,
                                        const Progress& progress) const {
  PARLEY_TRY(node::Recorded act, node::begin_act(node_, acting, deed_of("journal recover", name)));
  return act.ended(node_.own_heads().recover(name, peer, progress).in("journal \"" + name + "\" was not recovered"));
}

}  // namespace parley::desk
