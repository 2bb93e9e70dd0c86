// The client half of C2SP tlog-witness, towards somebody who is no member: this party shows its new head with
// a proof from the size that the witness cosigned last, and keeps the line that comes back. A witness is
// trusted for one thing, that it does not cosign two histories; whatever else it says is checked or only
// reported.
#include "node/outside_witnesses.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "group/fields.h"
#include "node/log.h"
#include "node/node.h"
#include "node/own_heads.h"
#include "node/receipts.h"
#include "text/display.h"

namespace parley::node {
namespace {

using journal::Checkpoint;
using journal::Note;

constexpr std::int64_t kMicros = 1'000'000;
// Between the clock of a witness and this node's, at most. Its cosignature says when it saw a head, and clocks of
// inquiries start with that: a time far off is a fault of its clock and no receipt.
constexpr std::int64_t kClocksApart = 3600 * kMicros;
constexpr std::uint64_t kLastSecond = 253'402'300'799;  // of the year 9999
constexpr int kMostAttempts = 4;                        // at showing one head, which may grow meanwhile
constexpr std::size_t kQuoted = 200;                    // bytes of what a witness says, in our words about it

// What was wrong the last time that our journal was shown to it; empty: nothing.
std::string problem_of(store::GroupDb& db, const std::string& origin, const group::OutsideWitness& witness) {
  const auto rows = db.witness_problems(origin);
  if (!rows.ok()) return rows.error().message;
  for (const auto& row : *rows)
    if (row.who == witness.key.to_string()) return row.why;
  return {};
}

Error useless(std::string what) { return {Code::unavailable, std::move(what)}; }

// The witness's line out of its answer to `shown`: good, and made about now.
// Only the line under the key of the charter, over exactly the text that was shown, with a time that can be:
// not in the future beyond the difference of clocks, and not before the group was founded. Other lines in the
// answer are passed over.
Result<journal::NoteSignature> line_of(const Note& shown, std::string_view answer, const journal::VerifierKey& key,
                                       Micros now, Micros earliest) {
  const auto note = Note::parse(shown.to_string() + std::string(answer));
  if (!note.ok()) return useless("its answer is no signature line");
  for (const auto& line : note->signatures) {
    if (!is_by(line, key)) continue;
    const auto verified = journal::verify_note({shown.text, {line}}, {key});
    if (!verified.ok()) return useless("its signature line is not one of this head under its key");
    const auto time = time_of(verified->front());
    if (!time || time->value > now.value + kClocksApart || time->value < earliest.value - kClocksApart)
      return useless("its cosignature is dated " + (time ? to_string(*time) : "past all calendars") +
                     ", which cannot be");
    return line;
  }
  return useless("its answer has no line under the key that the charter gives it");
}

}  // namespace

journal::Quorum outside_quorum(const group::Terms& terms) {
  journal::Quorum out{.threshold = terms.witnesses.quorum, .witnesses = {}, .groups = {}};
  for (const auto& witness : terms.witnesses.named) out.witnesses.push_back(witness.key);
  return out;
}

// A time that no calendar writes could not be kept or shown.
std::optional<Micros> time_of(const journal::Verified& cosignature) {
  if (!cosignature.timestamp || *cosignature.timestamp > kLastSecond) return std::nullopt;
  return Micros{static_cast<std::int64_t>(*cosignature.timestamp) * kMicros};
}

// A witness answers with a signature line or a size: whatever is larger or slower is none.
http::ClientOptions OutsideWitnesses::client_options() {
  http::ClientOptions options;
  options.timeout_ms = 10'000;
  options.header_bytes = 16u << 10;
  options.body_bytes = 64u << 10;
  return options;
}

std::function<Status(std::size_t)> OutsideWitnesses::unless(Stopped stopped) {
  return [stopped = std::move(stopped)](std::size_t) -> Status {
    if (!stopped || !stopped()) return {};
    return Error{Code::unavailable, "stopped while its answer was waited for"};
  };
}

Result<std::string> OutsideWitnesses::head_at(const group::OutsideWitness& witness, const std::string& origin,
                                              http::Client& client) {
  PARLEY_TRY(const auto answer,
             client.send({.url = fmt::format("{}/{}/checkpoint", witness.url, to_hex(sha256({as_bytes(origin)}))),
                          .headers = {},
                          .body = {}}));
  // A server's failure may hide a head, and is asked again; any other answer says that it shows none.
  if (answer.status != 200 && answer.status >= 500) return useless(fmt::format("it answered {}", answer.status));
  if (answer.status != 200) return Error{Code::not_found, "it shows no head of this journal"};
  return std::string(answer.body_text());
}

// Marked as asked only once it has answered: until then the question stays open, and an old copy could be
// found out.
Status OutsideWitnesses::ask(const GroupView& view, const journal::Journal& journal,
                             const group::OutsideWitness& witness, http::Client& client) {
  const std::string key = journal.origin() + " " + witness.key.to_string();
  {
    const Lock lock(mutex_);
    if (asked_.contains(key)) return {};
  }
  const auto head = head_at(witness, journal.origin(), client);
  if (!head.ok() && head.error().code != Code::not_found) return head.error();
  if (head.ok()) PARLEY_TRY_STATUS(node_.own_heads().check(view, *head, "witness " + witness.key.name));
  const Lock lock(mutex_);
  asked_.insert(key);
  return {};
}

// --- showing a head

// One attempt at it: what is shown, and what came of it.
struct OutsideWitnesses::Showing {
  OutsideWitnesses& all;
  const GroupView& view;
  journal::Journal& journal;
  const group::Signature& mine;
  const group::OutsideWitness& witness;
  http::Client& client;
  std::optional<std::uint64_t> told = {};  // the size that the witness said it has

  enum class Next { done, again };
  Result<Next> attempt();
  Result<bool> make(const Note& own, journal::AddCheckpoint& request);
  Error claims_more(const journal::AddCheckpoint& request);
  Result<Next> answered(const journal::AddCheckpoint& request, const http::Response& answer);
};

// A claim; only a head under our own key would prove it.
Error OutsideWitnesses::Showing::claims_more(const journal::AddCheckpoint& request) {
  if (const auto head = head_at(witness, journal.origin(), client); head.ok())
    if (const Status led = all.node_.own_heads().check(view, *head, "witness " + witness.key.name); !led.ok())
      return led.error();
  return {Code::conflict, fmt::format("it says that it has cosigned a head over {}, and this journal has {} under its "
                                      "newest: either this folder is an old copy, or the witness is wrong",
                                      text::counted(request.old_size, "entry", "entries"), request.head.size)};
}

// The proof leads to the newest head, which must still be the one that is shown. False: it is not.
// Only our own line is shown: what members have cosigned is no business of a witness.
Result<bool> OutsideWitnesses::Showing::make(const Note& own, journal::AddCheckpoint& request) {
  request.note.text = own.text;
  for (const auto& line : own.signatures)
    if (is_by(line, mine.journal_key)) request.note.signatures.push_back(line);
  if (request.old_size == 0 || request.old_size == request.head.size) return true;
  PARLEY_TRY(request.proof, journal.prove_consistency(request.old_size));
  const auto now_there = Note::parse(journal.checkpoint());
  return now_there.ok() && now_there->text == own.text;
}

// From what is on record here about what it holds; once it has said otherwise (`told`) its word counts, as
// only the proof for that size helps it.
Result<OutsideWitnesses::Showing::Next> OutsideWitnesses::Showing::attempt() {
  const std::string text = journal.checkpoint();
  if (text.empty()) return Next::done;
  PARLEY_TRY(const Note own, Note::parse(text));
  journal::AddCheckpoint request;
  PARLEY_TRY(request.head, Checkpoint::parse(own.text));
  const std::uint64_t held = all.node_.receipts().held_by(mine.journal_key.name, holder_of(witness));
  if (request.head.size == 0 || (held == request.head.size && !told)) return Next::done;
  request.old_size = told.value_or(held);
  if (request.old_size > request.head.size) return claims_more(request);
  PARLEY_TRY(const bool is_newest, make(own, request));
  if (!is_newest) return Next::again;
  PARLEY_TRY(const auto answer, client.send({.url = witness.url + "/add-checkpoint",
                                             .method = "POST",
                                             .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
                                             .body = request.to_string()}));
  return answered(request, answer);
}

Result<OutsideWitnesses::Showing::Next> OutsideWitnesses::Showing::answered(const journal::AddCheckpoint& request,
                                                                            const http::Response& answer) {
  if (answer.status == 200) {
    PARLEY_TRY(const auto line,
               line_of(request.note, answer.body_text(), witness.key, all.node_.time(), view.charter.terms.created));
    Note cosigned = request.note;
    cosigned.signatures.push_back(line);
    all.node_.receipts().take(view.charter, cosigned);
    PARLEY_TRY_STATUS(journal.add_signatures(cosigned));
    return Next::done;
  }
  const std::string said(answer.body_text().substr(0, kQuoted));
  if (answer.status != 409)
    return useless(fmt::format("it answered {}: {}", answer.status, group::plain(said, group::Lines::one)));
  const auto known = journal::size_told(answer.body_text());
  // It has the size that was shown and another root, or the size that we named and refuses the proof all the
  // same: the two of us have different histories of that size.
  if (known ? *known == request.old_size : request.old_size == request.head.size)
    return Error{Code::conflict, fmt::format("it says that it knows another head over {} than this journal leads to",
                                             text::counted(request.old_size, "entry", "entries"))};
  if (!known) return useless("it answered 409 without a size");
  told = *known;
  return Next::again;
}

// First what it knows of us: a larger head than ours must stop everything before another one is signed over
// it.
Status OutsideWitnesses::show_journal(const GroupView& view, journal::Journal& journal, const group::Signature& mine,
                                      const group::OutsideWitness& witness, http::Client& client) {
  PARLEY_TRY_STATUS(ask(view, journal, witness, client));
  Showing showing{*this, view, journal, mine, witness, client};
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    PARLEY_TRY(const Showing::Next next, showing.attempt());
    if (next == Showing::Next::done) return {};
  }
  return useless("the head moves on faster than it answers");
}

// Only a change is written: the same trouble comes back with every head, and node.db is synced with every
// write.
void OutsideWitnesses::keep_problem(const std::string& origin, const group::OutsideWitness& witness,
                                    const std::string& problem) {
  if (problem_of(db_, origin, witness) == problem) return;
  if (const Status kept = db_.put_witness_problem({origin, witness.key.to_string(), problem}); !kept.ok())
    log(LogLevel::warning, "what is wrong with a witness could not be kept",
        {{"witness", witness.key.name}, {"problem", problem}, {"why", kept.error().message}});
}

Status OutsideWitnesses::show(const GroupView& view, const group::OutsideWitness& witness, http::Client& client,
                              const Stopped& stopped) {
  const auto* mine = group::find_signature(view.charter, own_.identity);
  const MemberView* own = own_member(view);
  if (own == nullptr || !own->journal || mine == nullptr || witness.url.empty()) return {};
  const auto shown = show_journal(view, *own->journal, *mine, witness, client);
  // Who was not waited for any more did nothing wrong.
  if (shown.ok() || !stopped || !stopped())
    keep_problem(mine->journal_key.name, witness, shown.ok() ? "" : shown.error().message);
  return shown;
}

void OutsideWitnesses::show_all(const GroupView& view, std::vector<SyncReport>& reports, const Stopped& stopped) {
  const auto* mine = group::find_signature(view.charter, own_.identity);
  const MemberView* own = own_member(view);
  if (mine == nullptr || own == nullptr || !own->journal) return;
  for (const auto& witness : view.charter.terms.witnesses.named) {
    if (witness.url.empty()) continue;
    http::ClientOptions options = client_options();
    options.may_wait = unless(stopped);
    http::Client client(std::move(options));
    const auto shown = show(view, witness, client, stopped);
    SyncReport& report = reports.emplace_back();
    report.group = view.alias;
    report.member = "witness " + witness.key.name;
    report.ours = own->journal->size();
    report.held = node_.receipts().held_by(mine->journal_key.name, holder_of(witness));
    if (!shown.ok()) report.problem = shown.error().message;
  }
}

// --- what they have cosigned

std::size_t OutsideWitnesses::Witnessing::count_over(std::uint64_t entries) const {
  return static_cast<std::size_t>(
      std::count_if(witnesses.begin(), witnesses.end(), [&](const Cosigner& one) { return one.size >= entries; }));
}

// The size that the quorum has cosigned is the q-th largest of all sizes; since when is the q-th earliest
// time at which a witness had that much.
OutsideWitnesses::Witnessing OutsideWitnesses::witnessing(const GroupView& view, const MemberView& member) const {
  Witnessing out;
  const group::Witnesses& asked = view.charter.terms.witnesses;
  const auto* signature = group::find_signature(view.charter, member.identity_id);
  if (signature == nullptr) return out;
  const std::string& origin = signature->journal_key.name;
  out.quorum = asked.quorum;
  out.published = member.journal ? member.journal->statistics().published : 0;
  std::vector<std::uint64_t> sizes;
  for (const auto& witness : asked.named) {
    Cosigner& one = out.witnesses.emplace_back();
    one.witness = witness;
    if (const auto largest = node_.receipts().largest(origin, holder_of(witness))) {
      one.size = largest->size;
      one.since = largest->time;
    }
    sizes.push_back(one.size);
    if (member.own) one.problem = problem_of(db_, origin, witness);
  }
  if (out.quorum == 0 || out.quorum > sizes.size()) return out;
  std::sort(sizes.rbegin(), sizes.rend());
  out.size = sizes[out.quorum - 1];
  if (out.size > 0) {
    std::vector<Micros> times;
    for (const auto& one : out.witnesses)
      if (const auto first = node_.receipts().first_over(origin, holder_of(one.witness), out.size))
        times.push_back(first->time);
    std::sort(times.begin(), times.end());
    if (times.size() >= out.quorum) out.since = times[out.quorum - 1];
  }
  if (member.journal && out.size < out.published) out.waiting = member.journal->date_added(out.size);
  return out;
}

// Rows come from the largest size down, so the first size whose lines together make the quorum is the newest
// such head.
std::optional<Note> OutsideWitnesses::witnessed_head(const GroupView& view, const MemberView& member,
                                                     journal::Seq seq) const {
  constexpr std::size_t kMostRows = 2000;
  const auto* signature = group::find_signature(view.charter, member.identity_id);
  if (signature == nullptr || !member.journal) return std::nullopt;
  const journal::Quorum quorum = outside_quorum(view.charter.terms);
  // Each row has one cosignature for certain, and others of its head may stand in other rows.
  std::vector<Note> heads;
  const auto found = [&]() -> std::optional<Note> {
    for (const Note& head : heads) {
      Note note = signed_by_members(view.charter, signature->journal_key, head);
      const auto verified = journal::verify_note(note, quorum.keys());
      if (verified.ok() && quorum.met_by(*verified)) return note;
    }
    return std::nullopt;
  };
  const auto add = [&](const Note& note) {
    const auto known = std::find_if(heads.begin(), heads.end(), [&](const Note& one) { return one.text == note.text; });
    Note& merged = known == heads.end() ? heads.emplace_back(Note{note.text, {}}) : *known;
    merged.signatures.insert(merged.signatures.end(), note.signatures.begin(), note.signatures.end());
  };
  const std::uint64_t published = member.journal->statistics().published;
  const auto rows = db_.receipts_over(signature->journal_key.name, seq, kMostRows);
  std::uint64_t size = published;
  if (const auto newest = Note::parse(member.journal->checkpoint()); newest.ok() && published > seq) add(*newest);
  for (const auto& row : rows.ok() ? *rows : std::vector<store::ReceiptRow>{}) {
    // A receipt over more than the mirror has cannot be compared with it, and proves nothing here yet.
    if (row.size > published) continue;
    if (row.size != size) {
      if (auto head = found()) return head;
      heads.clear(), size = row.size;
    }
    if (const auto note = Note::parse(row.note); note.ok()) add(*note);
  }
  return found();
}

}  // namespace parley::node
