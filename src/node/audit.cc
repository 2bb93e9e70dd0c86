// Why the record comes first, and why it is two: before the act, because a node that stops in between must have said
// what it was about to do; behind it, because an act that was recorded may still fail. A record `asked` without a
// second one is an act during which the node stopped.
#include "node/audit.h"

#include <fmt/format.h>

#include <algorithm>

#include "journal/intake.h"
#include "journal/journal.h"
#include "node/health.h"
#include "node/journals.h"
#include "node/log.h"
#include "node/membership.h"
#include "node/node.h"
#include "node/own_identity.h"
#include "node/own_journal.h"
#include "node/people.h"
#include "node/provenance.h"
#include "stix/parley.h"
#include "text/display.h"

// Not done here: nothing is read back for people (desk/audit does that), nobody's record is ever changed or
// removed, and what only looks leaves no record, or the journal would fill with looking.
namespace parley::node {
namespace {

constexpr const char* kProblem = "audit";  // in health()

Door door_of(Origin origin) { return origin == Origin::room ? Door::room : Door::command; }

// What failed, and no word of it: an error may quote what nobody else has seen.
std::string kind_of(const Error& error) { return std::string(to_string(error.code)); }

Result<journal::NewObject> new_object(const std::string& text) {
  // Read and not admitted: from everybody else such an object is refused. That it is a good one is shown by a test.
  return journal::Intake().read(text);
}

}  // namespace

// --- an act that takes place

Recorded::~Recorded() {
  if (audit_ != nullptr) end(ActState::failed, "it was given up");
}

Recorded& Recorded::about(const std::vector<std::string>& ids, std::uint64_t count) {
  put_about(record_, ids, count);
  return *this;
}

Recorded& Recorded::as(std::string what) {
  record_.what = std::move(what);
  return *this;
}

void Recorded::done() { end(ActState::done, {}); }
void Recorded::failed(const Error& why) { end(ActState::failed, kind_of(why)); }

// The second record has an id of its own and names the first: an entry is never rewritten, so what an act
// came to be cannot replace what somebody set out to do.
void Recorded::end(ActState state, std::string why) {
  Audit* const audit = std::exchange(audit_, nullptr);
  if (audit == nullptr) return;
  record_.record_ref = std::exchange(record_.id, new_record_id());
  record_.state = state;
  record_.why = std::move(why);
  audit->end(record_);
}

// --- opening and closing

// Reads what an earlier process could not write. The journal itself is not touched yet: a command that only
// looks makes no journal and needs no room on the disk.
Result<std::unique_ptr<Audit>> Audit::open(Node& node) {
  PARLEY_TRY(auto db, store::AuditDb::open(node.dir() / "node.db"));
  std::unique_ptr<Audit> out(new Audit(node, std::move(db)));
  const Lock lock(out->writing_);
  PARLEY_TRY(out->waiting_, out->db_->waiting());
  out->waiting_count_ = out->waiting_.size();
  if (!out->waiting_.empty()) out->say_what_waits({Code::unavailable, "it could not be written before"});
  PARLEY_TRY(const auto counted, out->db_->counted());
  out->attempts_.remember(counted.attempts, counted.since);
  // Kept in mind, so that the row is taken away once those counts stand in a record.
  out->counts_kept_ = counted.attempts > 0;
  return out;
}

// Counts are kept as one number: the next process goes on with it. Records are written only when an hour is over, or a
// command that is run again and again would write one each time.
Audit::~Audit() {
  const Lock lock(writing_);
  const std::uint64_t counted = attempts_.counted();
  if (counted == 0 && !counts_kept_) return;
  if (const Status kept = db_->put_counted({counted, attempts_.counted_since()}); !kept.ok())
    log(LogLevel::warning, "how many attempts were refused could not be kept",
        {{"attempts", std::to_string(counted)}, {"why", kept.error().message}});
}

// --- the records

// The name as it is at this moment stands beside the id, because a journal can get another name, and a record
// must stay readable when its group or alias is long gone. A journal is asked before a group; ids of the two
// are of different kinds.
std::string Audit::place_name(std::string_view place) const {
  for (const auto& row : node_.journals().rows())
    if (row.id == place) return row.name;
  const auto groups = node_.membership().views();
  for (const GroupView& group : *groups)
    if (group.charter.terms.id == place) return group.alias;
  return {};
}

AuditRecord Audit::record_of(const Deed& deed) const {
  AuditRecord out{.id = new_record_id(), .at = node_.time(), .act = deed.act, .what = deed.what};
  if (deed.place != kEverywhere) out.place = fit_for_record(deed.place, AuditRecord::kMostAboutBytes);
  if (!out.place.empty()) out.place_name = fit_for_record(place_name(out.place), AuditRecord::kMostAboutBytes);
  put_about(out, deed.about, deed.count);
  out.asked_by = deed.asked_by;
  out.asked_proof_from = fit_for_record(deed.asked_proof_from, AuditRecord::kMostAboutBytes);
  return out;
}

AuditRecord Audit::record_of(const Acting& acting, const Deed& deed) const {
  AuditRecord out = record_of(deed);
  out.door = door_of(acting.caller().from);
  out.person = acting.person();
  out.known = acting.known();
  out.token = acting.token();
  out.uid = acting.caller().uid;
  // Where two persons are needed it counts from whom each has what he proves himself by.
  if (!deed.asked_by.empty())
    if (const auto gift = Provenance(node_.access()).gift(out.person, acting.known(), out.token, out.at);
        gift.ok() && *gift)
      out.proof_from = fit_for_record(giver_words(**gift), AuditRecord::kMostAboutBytes);
  return out;
}

Result<Recorded> Audit::begin(const Acting& acting, const Deed& deed, const Status& may) {
  if (!may.ok()) {
    refused(acting, deed, may.error());
    return may.error();
  }
  PARLEY_TRY_STATUS(is_still_wanted(acting.caller()));
  return begin(record_of(acting, deed), deed.effect);
}

// No person and no right: who owns the folder of a stopped node could change every file in it anyhow, so what
// is recorded is the only thing that is known, the uid that the kernel gives.
Result<Recorded> Audit::begin_as_owner(const Caller& caller, const Deed& deed) {
  PARLEY_TRY_STATUS(is_still_wanted(caller));
  AuditRecord record = record_of(deed);
  record.door = door_of(caller.from);
  record.known = How::uid;
  record.uid = caller.uid;
  return begin(std::move(record), deed.effect);
}

// The name is a user's, or a party's behind "peer:"; by a client certificate no person is known.
Result<Recorded> Audit::begin_as_client(const taxii::Principal& client, const Deed& deed) {
  AuditRecord record = record_of(deed);
  record.door = Door::taxii;
  record.person = fit_for_record(client.name, AuditRecord::kMostAboutBytes);
  record.known = how_of(client.proof);
  return begin(std::move(record), deed.effect);
}

Result<Recorded> Audit::begin_by_itself(const Deed& deed) {
  AuditRecord record = record_of(deed);
  record.door = Door::background;
  return begin(std::move(record), deed.effect);
}

void Audit::done_later(const Deed& deed, const std::string& asked) {
  AuditRecord record = record_of(deed);
  record.door = Door::background;
  record.state = ActState::done;
  record.record_ref = asked;
  end(record);
}

// The lock covers the writing alone and is left before anything else is done: refuse() below takes it again.
Result<Recorded> Audit::begin(AuditRecord record, Effect effect) {
  Status written;
  {
    const Lock lock(writing_);
    written = write(record);
    if (!written.ok() && effect == Effect::takes_away) wait_with(record, written.error());
  }
  // What takes away goes on although it is not recorded yet: its record waits, and an attacker who fills
  // the disk must not thereby keep his own token from being revoked.
  if (written.ok() || effect == Effect::takes_away) return Recorded(*this, std::move(record));
  const Error why = written.error();
  AuditRecord attempt = record;
  attempt.state = ActState::refused;
  attempt.why = "it could not be recorded";
  // The node tries again by itself, and its log says so.
  if (record.door != Door::background) refuse(std::move(attempt));
  return Error{
      Code::unavailable,
      fmt::format("nothing was done, because it cannot be recorded: the journal \"{}\" in {} cannot be written "
                  "({}). Make room there, or see with parley status what is wrong with it; until then only "
                  "what takes away goes on, such as embargo add, token revoke and user set --disallow",
                  kAudit, node_.dir().string(), why.message)};
}

// A page that is opened again and again fills no journal.
void Audit::looked(const Acting& acting, const Deed& deed) {
  constexpr std::int64_t kMinute = 60'000'000;
  AuditRecord record = record_of(acting, deed);
  record.state = ActState::done;
  const Lock lock(writing_);
  if (const std::int64_t minute = record.at.value / kMinute; minute != looked_minute_) {
    looked_.clear();
    looked_minute_ = minute;
  }
  if (!looked_.insert(fmt::format("{}\n{}\n{}", record.person, record.what, fmt::join(record.about, "\n"))).second)
    return;
  if (const Status written = write(record); !written.ok()) wait_with(record, written.error());
}

// Never lost: it waits where it cannot be written.
void Audit::end(const AuditRecord& ended) {
  AuditRecord record = ended;
  record.at = node_.time();
  const Lock lock(writing_);
  if (const Status written = write(record); !written.ok()) wait_with(record, written.error());
}

void Audit::refused(const Acting& acting, const Deed& deed, const Error& why) {
  AuditRecord record = record_of(acting, deed);
  record.state = ActState::refused;
  record.why = fit_for_record(why.message, AuditRecord::kMostWhyBytes);
  if (record.about.empty()) put_about(record, acting.caller().tried);
  refuse(std::move(record));
}

void Audit::not_proved(const Caller& caller, std::string_view claimed, const Error& why) {
  AuditRecord record{.id = new_record_id(), .at = node_.time(), .state = ActState::refused, .what = "prove who acts"};
  record.door = door_of(caller.from);
  record.person = fit_for_record(claimed, AuditRecord::kMostAboutBytes);
  put_about(record, caller.tried);
  record.uid = caller.uid;
  record.why = fit_for_record(why.message, AuditRecord::kMostWhyBytes);
  refuse(std::move(record));
}

void Audit::refuse(AuditRecord record) {
  const Lock lock(writing_);
  remember_refused();
  write_counted();
  if (!attempts_.is_written(record)) return;
  if (const Status written = write(record); !written.ok()) wait_with(record, written.error());
}

// What other processes have written in the last hour counts: whoever runs a command a thousand times gets no further
// than who asks a running node a thousand times. Read once, and only when something is refused.
void Audit::remember_refused() {
  if (has_remembered_) return;
  has_remembered_ = true;
  // Looked for among the rows first: opening by name would find another journal under that alias, and asking
  // for the audit journal itself would make it.
  const auto rows = node_.journals().rows();
  if (std::none_of(rows.begin(), rows.end(), [](const auto& row) { return row.name == kAudit; })) return;
  const auto info = node_.journals().open(kAudit);
  if (!info.ok()) return;
  // Only the window that counts is read, whatever the length of the journal. A page that cannot be read ends
  // the look: then less is remembered, and more is written.
  journal::Query query;
  query.types = {std::string(stix::kAuditRecord)};
  query.added_after = Micros{node_.time().value - RefusedAttempts::kWindowMicros};
  for (journal::Seq from = 0;;) {
    const auto page = info->journal->read(query, from, {.objects = 5000, .text_only = true});
    if (!page.ok()) return;
    for (const journal::Entry& entry : page->entries)
      if (const auto record = read_audit_record(entry.text); record.ok() && record->state == ActState::refused)
        attempts_.remember(*record);
    if (!page->more) return;
    from = page->next;
  }
}

// What was counted in an hour that is over.
// The row in node.db goes only after the record is written or waits there itself: stopped in between,
// attempts are counted twice rather than not at all.
void Audit::write_counted() {
  for (AuditRecord& record : attempts_.take(node_.time())) {
    record.id = new_record_id();
    if (const Status written = write(record); !written.ok()) wait_with(record, written.error());
  }
  if (counts_kept_ && attempts_.counted() == 0 && db_->put_counted({}).ok()) counts_kept_ = false;
}

void Audit::keep_up() {
  const Lock lock(writing_);
  write_counted();
  if (waiting_.empty()) return;
  if (const Status written = write_waiting(); !written.ok()) say_what_waits(written.error());
}

// --- the journal

// By its name: what another journal has as an alias is not it. One that was there before and that clients may use is
// not written either, since whoever could read who did what would be told more than any release.
Result<std::shared_ptr<journal::Journal>> Audit::journal() const {
  PARLEY_TRY(const JournalInfo info, node_.own_journal().alone(std::string(kAudit), "Audit",
                                                               "Who did what at this node: for this party alone"));
  if (info.row.name != kAudit || !info.row.source.empty() || info.row.root != node_.config().taxii.root)
    return Error{Code::forbidden, fmt::format("\"{}\" is another journal's name", kAudit)};
  if (info.row.outside_read || info.row.outside_write)
    return Error{Code::forbidden,
                 fmt::format("there was a journal \"{0}\" before, which clients may use; close it with parley journal "
                             "set {0} --outside none",
                             kAudit)};
  return info.journal;
}

Status Audit::write(const AuditRecord& record) {
  PARLEY_TRY_STATUS(write_waiting());  // first what came first
  PARLEY_TRY(const auto into, journal());
  PARLEY_TRY(const auto object, new_object(object_of(record, node_.config().party.identity)));
  PARLEY_TRY([[maybe_unused]] const auto outcomes, append_as_party(*into, node_.config(), {&object, 1}));
  return {};
}

Status Audit::write_waiting() {
  if (waiting_.empty()) return {};
  PARLEY_TRY(const auto into, journal());
  std::vector<journal::NewObject> objects;
  for (const std::string& text : waiting_) {
    PARLEY_TRY(auto object, new_object(text));
    objects.push_back(std::move(object));
  }
  // All or none. Stopped before the next line, they are there already when this comes again.
  PARLEY_TRY([[maybe_unused]] const auto outcomes, append_as_party(*into, node_.config(), objects));
  if (const Status removed = db_->remove_waiting(); !removed.ok())
    log(LogLevel::warning, "records that stand in the audit journal still wait in node.db",
        {{"why", removed.error().message}});
  waiting_.clear();
  waiting_count_ = 0;
  node_.health().clear(kProblem);
  return {};
}

// In memory and in node.db: each alone would lose it, the one when the process is killed, the other when it
// is the disk that is full, which is the likeliest reason to be here.
void Audit::wait_with(const AuditRecord& record, const Error& why) {
  waiting_.push_back(object_of(record, node_.config().party.identity));
  waiting_count_ = waiting_.size();
  if (const Status kept = db_->add_waiting(waiting_.back()); !kept.ok())
    log(LogLevel::warning, "a record of an act waits in memory only: it is lost if the node is killed",
        {{"id", record.id}, {"why", kept.error().message}});
  say_what_waits(why);
}

void Audit::say_what_waits(const Error& why) {
  node_.health().set(
      kProblem, {Trouble::cannot_write,
                 fmt::format("{} of who did what {} until the journal \"{}\" can be written: {}. Until then acts stop, "
                             "but for those that only take away",
                             text::counted(waiting_.size(), "record"), waiting_.size() == 1 ? "waits" : "wait", kAudit,
                             why.message)});
}

// --- how acts begin

// A deed without a place needs the right for everywhere, never the right for some place.
Result<Recorded> begin_act(Node& node, const Acting& acting, const Deed& deed) {
  const std::string place = deed.place.empty() ? std::string(kEverywhere) : deed.place;
  return node.audit().begin(acting, deed, node.people().may(acting, deed.act, place));
}

Status may_begin(Node& node, const Acting& acting, const Deed& deed) {
  const std::string place = deed.place.empty() ? std::string(kEverywhere) : deed.place;
  return refused_is_recorded(node, acting, deed, node.people().may(acting, deed.act, place));
}

Status refused_is_recorded(Node& node, const Acting& acting, const Deed& deed, Status may) {
  if (!may.ok()) node.audit().refused(acting, deed, may.error());
  return may;
}

Status is_not_audit(Node& node, std::string_view journal) {
  const auto rows = node.journals().rows();
  // By its name also before it is there.
  const bool is_audit =
      journal == kAudit || std::any_of(rows.begin(), rows.end(), [&](const auto& row) {
        return row.name == kAudit && (row.id == journal || (!row.alias.empty() && row.alias == journal));
      });
  if (!is_audit) return {};
  return Error{Code::forbidden,
               fmt::format("journal \"{}\" is written by the node alone, about what is done at it: nothing is imported "
                           "into it, released from it or erased in it; parley audit shows it",
                           kAudit)};
}

}  // namespace parley::node
