// Between nodes: fetching other members' journals into mirrors, cosigning what is held, and taking their cosignatures
// back. What happens when A has new entries, B being another member:
//
//     A (its thread for B)                              B (a thread of its server's pool)
//     push()
//       POST /ROOT/add-checkpoint  ──────────────────▶  add_checkpoint()
//         (head, proof from what B held)                  compares the head with the mirror (Heads)
//                                                         takes the journal's lock (JournalLocks)
//       /checkpoint, objects, salts  ◀────────────────    advance(): calls A back, over a connection that it keeps
//         (A's server, its own pool)  ───────────────▶      Puller::pull(): checks every entry under the head, stores,
//                                                           adopts the head, cosigns it
//       takes the receipt  ◀─────────────────────────   200 and B's signature line; 409 and a size when A was wrong
//         (Receipts), keeps the line with its head        about what B held; 507 when B has no room for it
//
// So the answer to a push comes only when the other side has everything: it is the receipt. A pool thread of B waits
// for A's server meanwhile, never for A's thread, and the server lets only a few push at once; two nodes that push to
// each other at the same moment each answer the other's questions on other threads, so they do not wait in a circle.
//
// sync_member() is the same from the other end, for whoever asks: it pulls first, then exchanges receipts, then fetches
// what the member holds of authors that do not answer, and last compares what it shows of our own journal.
#include "node/exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/hash.h"
#include "node/charters.h"
#include "node/heads.h"
#include "node/journal_locks.h"
#include "node/lobby.h"
#include "node/log.h"
#include "node/membership.h"
#include "node/mirror_room.h"
#include "node/node.h"
#include "node/outside_witnesses.h"
#include "node/own_acts.h"
#include "node/own_heads.h"
#include "node/peers.h"
#include "node/pull.h"
#include "node/receipts.h"
#include "text/display.h"

namespace parley::node {
namespace {

using journal::Checkpoint;
using journal::Note;

// A member that fetches heads is busy for as long as that takes, which is a second or two.
constexpr int kMostWaits = 40;
constexpr std::chrono::milliseconds kBusyPause{250};
constexpr int kInsufficientStorage = 507;  // RFC 4918 section 11.5
// A line or two of a person's screen, so that nobody writes pages into our reports.
constexpr std::size_t kWordsBytes = 300;  // of what another node says, in our words about it
// The answer is kept and compared for as long as the peer's thread runs; a hostile one must not fill the
// memory with it.
constexpr std::size_t kMostNewsBytes = 1024;  // an honest answer is a hash of 64

// Of a refusal for want of room (HTTP 507): what the other party says, as far as it is a line for people.
// Only a first line of visible characters: what another node says is shown on terminals here.
std::string words_of(std::string_view body) {
  const std::string line(body.substr(0, std::min<std::size_t>(body.find('\n'), kWordsBytes)));
  return text::is_plain(line) ? line : std::string();
}

}  // namespace

// --- fetching

Status Exchange::pull(const GroupView& view, const MemberView& member, PeerLink& link, SyncReport& report,
                      const Progress& progress) {
  const auto* theirs = group::find_signature(view.charter, member.identity_id);
  // Over the network on purpose: a push of the same member that comes meanwhile (add_checkpoint()) would
  // fetch the same entries, and both would store them.
  const Lock lock(node_.journal_locks().of(theirs->journal_key.name));
  taxii::MirrorClient client(sender(link), path_of(view, theirs->collection));
  auto head = client.head();
  if (!head.ok() && head.error().code == Code::not_found)
    return {};  // nothing there yet, or they have not installed the charter
  PARLEY_TRY_STATUS(head.ok() ? Status{} : Status{head.error()});
  Puller puller{node_, own_, view, member, *theirs, nullptr};
  return puller.pull(client, *head, [&](std::uint64_t held) {
    report.after = held;
    if (progress) progress(report);
  });
}

// What they hold of ours, as far as their copy of our head says.
void Exchange::compare_own(const GroupView& view, const MemberView& member, const group::Signature& mine,
                           PeerLink& link, SyncReport& report) {
  const MemberView* own = own_member(view);
  if (own == nullptr || !own->journal) return;
  report.ours = own->journal->size();
  taxii::MirrorClient client(sender(link), path_of(view, mine.collection));
  const auto head = client.head();
  // Only a head under our own key counts; whatever else they show under that path is no word about us.
  if (head.ok() && journal::verify_note(*head, {mine.journal_key}).ok()) {
    if (const auto led = node_.own_heads().check(view, head->to_string(), member.name); !led.ok()) {
      report.problem = led.error().message;
      return;
    }
    // Their copy may have cosignatures, theirs and others', that have not come here yet.
    Status kept = node_.heads().take(view, mine, *head);
    if (kept.ok()) kept = own->journal->add_signatures(signed_by_members(view.charter, mine.journal_key, *head));
    if (!kept.ok() && report.problem.empty()) report.problem = kept.error().message;
  }
  report.held = node_.receipts().held_by(mine.journal_key.name, member.identity_id);
}

// The order matters. The author's own journal comes first, because it tells whether others have to be asked
// for it at all (answered()). Then the heads that wait are compared with what the mirror has reached, before
// receipts bring new ones. Then receipts, which say who holds what, and after them what this member holds of
// others. Last what it shows of ours: a contradiction there closes our journal, and must not keep the rest
// from being fetched.
SyncReport Exchange::sync_member(const GroupView& view, const MemberView& member, PeerLink& link,
                                 const Progress& progress) {
  SyncReport report;
  report.group = view.alias;
  report.member = member.called;
  const auto* theirs = group::find_signature(view.charter, member.identity_id);
  const auto* mine = group::find_signature(view.charter, own_.identity);
  if (!member.journal || theirs == nullptr || mine == nullptr) {
    report.problem = member.problem.empty() ? "its mirror cannot be opened" : member.problem;
    return report;
  }
  report.before = report.after = member.journal->size();
  const std::string& origin = theirs->journal_key.name;
  // Asked before the pull: what others were known to hold at that time and the author does not show now, it
  // keeps back.
  const std::uint64_t held_elsewhere = node_.receipts().held_by_others(view.charter, origin);
  const Status pulled = pull(view, member, link, report, progress);
  report.after = member.journal->size();
  // Who was not asked any more was not silent.
  if (!link.was_stopped()) answered(origin, pulled, held_elsewhere > member.journal->statistics().published);
  if (!pulled.ok())
    report.problem = pulled.error().message;
  else
    node_.peers().seen(member.identity_id);

  node_.heads().compare_reached(view);
  // Also with one whose journal is stopped or has no room here: what it knows of the others' stays true.
  if (pulled.ok() || pulled.error().code == Code::conflict || pulled.error().code == Code::too_large) {
    const auto exchanged = node_.receipts().exchange(view, member, link);
    const std::string problem = exchanged.ok() ? fetch_from_holder(view, member, link) : exchanged.error().message;
    if (report.problem.empty()) report.problem = problem;
  }
  compare_own(view, member, *mine, link, report);
  return report;
}

// Charters first, so that a group that has just come into force is exchanged in the same call; what the node
// says by itself last, as it answers what has come in.
std::vector<SyncReport> Exchange::sync(std::string_view group_or_empty, const Progress& progress,
                                       const Stopped& stopped) {
  const auto is_stopped = [&] { return stopped && stopped(); };
  std::vector<SyncReport> out;
  if (const Status read = node_.lobby().read(); !read.ok())
    log(LogLevel::warning, "the lobby could not be read", {{"why", read.error().message}});
  if (!is_stopped()) node_.lobby().send_waiting(is_stopped);
  for (const GroupView& view : node_.membership().groups())
    if (!view.left &&
        (group_or_empty.empty() || view.alias == group_or_empty || view.charter.terms.id == group_or_empty))
      sync_group(view, progress, is_stopped, out);
  if (is_stopped()) return out;
  if (const Status acted = node_.own_acts().act(); !acted.ok())
    log(LogLevel::warning, "what the node says by itself could not be said", {{"why", acted.error().message}});
  return out;
}

// Two rounds: with each member by itself, then once more with those who answered, for what those who did not
// have said.
void Exchange::sync_group(const GroupView& view, const Progress& progress, const Stopped& stopped,
                          std::vector<SyncReport>& out) {
  struct Answering {
    const MemberView* member;
    std::unique_ptr<PeerLink> link;
    std::size_t row;
  };
  const std::size_t first = out.size();
  std::vector<Answering> reached;
  for (const MemberView& member : view.members) {
    if (member.own || member.left) continue;
    auto to = node_.peers().link(member.identity_id);
    if (!to.ok()) {
      SyncReport& report = out.emplace_back();
      report.problem = to.error().message;
      report.group = view.alias;
      report.member = member.called;
      if (member.journal) report.before = member.journal->size();
      continue;
    }
    (*to)->stops_when(stopped);
    (*to)->begins_exchange();
    // Our head before theirs: their receipts, which are fetched next, then have the one for it.
    const auto pushed = push(view, member, **to, Busy::is_waited_for);
    out.push_back(sync_member(view, member, **to, progress));
    if (!pushed.ok() && out.back().problem.empty())
      out.back().problem = "they did not take our new head: " + pushed.error().message;
    if (out.back().problem.empty()) reached.push_back({&member, std::move(*to), out.size() - 1});
  }
  // Who asks now does not wait for another try: what those have who answered is taken of those who did not.
  wait_no_longer();
  for (const Answering& one : reached) out[one.row].problem = fetch_from_holder(view, *one.member, *one.link);
  // One row was written for each member that is neither this party nor gone, in the order of the members.
  std::size_t at = first;
  for (const MemberView& member : view.members) {
    if (member.own || member.left) continue;
    if (member.journal) out[at].after = member.journal->size();
    ++at;
  }
  if (!stopped()) node_.outside_witnesses().show_all(view, out, stopped);
}

// --- showing our head

Status Exchange::push(const GroupView& view, const MemberView& member, PeerLink& link, Busy busy) {
  const auto* mine = group::find_signature(view.charter, own_.identity);
  const MemberView* own = own_member(view);
  if (own == nullptr || !own->journal || mine == nullptr) return {};
  for (int waited = 0;; ++waited) {
    bool is_busy = false;
    const Status pushed = push_journal(view, member, *mine, *own->journal, link, is_busy);
    if (!is_busy || busy == Busy::is_told || waited == kMostWaits) return pushed;
    std::this_thread::sleep_for(kBusyPause);
  }
}

// A claim; the head under their copy would prove it.
Error Exchange::they_claim_more(const GroupView& view, const MemberView& member, const group::Signature& mine,
                                const journal::AddCheckpoint& request, PeerLink& link) {
  // Only a head that our key signed over more entries than we have would mean that this folder is an old
  // copy.
  if (const auto theirs = taxii::MirrorClient(sender(link), path_of(view, mine.collection)).head(); theirs.ok())
    if (const Status led = node_.own_heads().check(view, theirs->to_string(), member.name); !led.ok())
      return led.error();
  return {Code::conflict,
          fmt::format("they say that they hold {} of this party's journal, which has {}, and show no head for "
                      "that",
                      text::counted(request.old_size, "entry", "entries"), request.head.size)};
}

// Twice at most: the second time with the size that they say they hold.
// What they hold is known from their last receipt, which may be out of date on either side; the 409 of C2SP
// tlog-witness brings the right size, and one more attempt is made with it. A third would only follow a
// member that answers at random.
Status Exchange::push_journal(const GroupView& view, const MemberView& member, const group::Signature& mine,
                              journal::Journal& journal, PeerLink& link, bool& is_busy) {
  const std::string text = journal.checkpoint();
  if (text.empty()) return {};
  journal::AddCheckpoint request;
  PARLEY_TRY(request.note, Note::parse(text));
  PARLEY_TRY(request.head, Checkpoint::parse(request.note.text));
  request.old_size = node_.receipts().held_by(mine.journal_key.name, member.identity_id);
  // Its receipt for this very head is here: there is nothing to show.
  if (request.old_size == request.head.size) return {};
  for (int attempt = 0; attempt < 2; ++attempt) {
    request.proof.clear();
    if (request.old_size > request.head.size) return they_claim_more(view, member, mine, request, link);
    if (request.old_size > 0 && request.old_size < request.head.size) {
      // Our head may have grown since; the proof is for the one that is shown.
      PARLEY_TRY(request.proof, journal.prove_consistency(request.old_size));
      if (journal.checkpoint() != text) return {};
    }
    PARLEY_TRY(const http::Response answer,
               link.post("/" + view.root + "/add-checkpoint", request.to_string(), "text/plain; charset=utf-8"));
    // No room there is no fault of anybody. It is kept, so that people here see why their words do not
    // arrive.
    if (answer.status == kInsufficientStorage) {
      std::string why = words_of(answer.body_text());
      if (why.empty()) why = member.name + " does not take more, and does not say why";
      node_.mirror_room().keep_not_taken(mine.journal_key.name, member.identity_id, why);
      return Error{Code::too_large, why};
    }
    if (answer.status == 200) {
      node_.mirror_room().keep_not_taken(mine.journal_key.name, member.identity_id, "");
      PARLEY_TRY(const Note with_theirs, Note::parse(request.note.to_string() + std::string(answer.body_text())));
      // Only lines under keys of the charter are kept of what they answer, each of them verified.
      const Note cosigned = signed_by_members(view.charter, mine.journal_key, with_theirs);
      node_.receipts().take(view.charter, cosigned);
      return journal.add_signatures(cosigned);
    }
    // Busy is who names a time to come again (RFC 9110 section 10.2.3). Another 503 does not pass by waiting here: they
    // may be unable to reach this node, which is so whenever it does not run.
    is_busy = answer.status == 503 && http::find_header(answer.headers, "Retry-After") != nullptr;
    if (answer.status != 409)
      return Error{Code::unavailable, fmt::format("{} answered {} to our new head: {}", member.name, answer.status,
                                                  std::string(answer.body_text().substr(0, kWordsBytes)))};
    const auto told = journal::size_told(answer.body_text());
    if (!told)
      return Error{Code::unavailable, fmt::format("{} answered 409 to our new head: {}", member.name,
                                                  std::string(answer.body_text().substr(0, kWordsBytes)))};
    request.old_size = *told;
  }
  return {};
}

// --- being shown a head

// Whether the mirror is at `next` now. False: somebody else has moved it meanwhile.
// Only one thread moves a mirror. Another may have done so while this one waited for the lock, so the head is
// read again under it, and what was compared before is compared once more.
Result<bool> Exchange::advance(const GroupView& view, const MemberView& member, const group::Signature& theirs,
                               const Checkpoint& before, const Checkpoint& next, const Note& note) {
  const Lock lock(node_.journal_locks().of(theirs.journal_key.name));
  PARLEY_TRY(const Checkpoint known, head_of(*member.journal));
  if (known.size != before.size || known.root != before.root) return known.size == next.size && known.root == next.root;
  // The member is asked at the address of its card, over a connection of ours, and not on the one on which it
  // shows its head: what it serves is then checked against the certificate that people have compared.
  PARLEY_TRY(const auto back, node_.peers().lend(member.identity_id));
  back->begins_exchange();
  taxii::MirrorClient client(sender(*back), path_of(view, theirs.collection));
  Puller puller{node_, own_, view, member, theirs, nullptr};
  PARLEY_TRY_STATUS(puller.pull(client, note, {}));
  PARLEY_TRY(const Checkpoint held, head_of(*member.journal));
  return held.size == next.size && held.root == next.root;
}

// What went wrong here - our names for others, our folders - stays here; they are told which of the three it is.
Error Exchange::words_for_them(const GroupView& view, const MemberView& member, const std::string& origin,
                               const Error& why) {
  const auto full = node_.mirror_room().refused(origin);
  // A member shows its head again and again, each time a larger one: what is full is said once, without its numbers.
  if (not_cosigned_.is_news(origin, full ? full->told(node_.config().party.name) : why.message))
    log(LogLevel::info, "a head that was shown was not cosigned",
        {{"group", view.alias}, {"member", member.name}, {"why", why.message}});
  if (full) return {Code::too_large, full->told(node_.config().party.name)};
  if (why.code == Code::conflict || why.code == Code::corrupt)
    return {why.code, "this journal is not what was signed before; it is not read on here until people have spoken"};
  return {Code::unavailable, "what the checkpoint covers could not be fetched from your node; it will be tried again"};
}

// C2SP tlog-witness, where this node is the witness and a member the log. The statuses are those of that
// specification: 404 for a log that is not known, 409 with the size that is held or, without a size, for another
// root of it, 422 for a proof that does not hold, 200 with the line; beside them 503 for what may be tried again and
// 507 for want of room.
//
// Whoever is no member of the group, and a group that this party has left, get the same answer as a path that
// is none.
journal::WitnessAnswer Exchange::add_checkpoint(std::string_view root, const taxii::Principal& principal,
                                                std::string_view body) {
  const journal::WitnessAnswer unknown{404, "this log is not known here\n"};
  const auto identity = peer_identity(principal);
  const auto view = identity ? node_.membership().group(root) : Result<GroupView>(Error{Code::not_found, ""});
  if (!view.ok() || view->root != root || view->left) return unknown;
  const auto* theirs = group::find_signature(view->charter, *identity);
  const auto* mine = group::find_signature(view->charter, own_.identity);
  const MemberView* member = member_of(*view, *identity);
  if (theirs == nullptr || mine == nullptr || member == nullptr || !member->journal) return unknown;
  const std::string& origin = theirs->journal_key.name;
  // Compared before anything else, also when the proof is missing or wrong: a head under the author's own key
  // that contradicts what it signed before is evidence, however it comes. What is not signed by that key
  // proves nothing.
  const auto request = journal::AddCheckpoint::parse(body);
  if (request.ok() && request->head.origin == origin &&
      journal::verify_note(request->note, {theirs->journal_key}).ok()) {
    const auto compared =
        node_.heads().compare(*view, *theirs, signed_by_members(view->charter, theirs->journal_key, request->note));
    if (compared.ok() && *compared == Heads::Is::contradicting)
      return {request->old_size == request->head.size ? 409 : 422,
              "this contradicts what this journal's key has signed before\n"};
  }
  // Everything could still be fetched, but the answer must be a receipt, and this node cannot give one.
  if (!own_.witness_key_wrong.empty()) return {503, "nothing can be cosigned here at the moment\n"};
  journal::Witness::Heads heads;
  heads.key = [&](std::string_view of) { return of == origin ? std::optional(theirs->journal_key) : std::nullopt; };
  heads.latest = [&](std::string_view) { return head_of(*member->journal); };
  heads.advance = [&](const Checkpoint& before, const Checkpoint& next, const Note& note) -> Result<bool> {
    auto advanced = advance(*view, *member, *theirs, before, next, note);
    if (!advanced.ok()) return words_for_them(*view, *member, origin, advanced.error());
    not_cosigned_.over(origin);
    return advanced;
  };
  auto answer = journal::Witness(mine->witness_key.name, own_.witness_key, std::move(heads), [this] {
                  return seconds(node_.time());
                }).add_checkpoint(body);
  if (answer.status != 200) return answer;
  // Here what is held is at least what was shown.
  node_.peers().seen(*identity);
  // One signature for each head, the one that is on record here: a second one would start a clock twice.
  const auto held = Note::parse(member->journal->checkpoint());
  const journal::NoteSignature* line = held.ok() ? line_by(*held, mine->witness_key) : nullptr;
  if (!request.ok() || line == nullptr || held->text != request->note.text)
    return {.status = 503, .body = "the head has moved on; show it again\n", .again_soon = true};
  answer.body = journal::to_string(*line);
  return answer;
}

// --- whether there is anything new

// A sum of counts, which is another one whenever something has come: who asks often needs nothing else.
Exchange::Activity Exchange::activity() const {
  Activity out;
  out.entries += node_.lobby().arrivals();
  const auto all = node_.membership().views();
  for (const GroupView& view : *all)
    for (const MemberView& member : view.members) {
      if (!member.journal) continue;
      out.entries += member.journal->size();
      if (member.own) out.published += member.journal->statistics().published;
    }
  out.entries += node_.receipts().known();
  return out;
}

// Of what this party could read anyway, and of nothing else: heads with their cosignatures, and how many receipts are
// on record.
// A hash and not the heads themselves: who asks learns that something is new and fetches it the ordinary way,
// where every check is. The heads of all members are in it, so that a cosignature of a third member is news
// as well.
std::string Exchange::news_for(const taxii::Principal& principal) const {
  std::string seen;
  const auto identity = peer_identity(principal);
  const auto all = node_.membership().views();
  for (const GroupView& view : *all) {
    if (!identity || view.left || group::find_member(view.charter.terms, *identity) == nullptr) continue;
    seen += fmt::format("{} {}\n", view.root, to_string(view.charter.terms.modified));
    for (const MemberView& member : view.members)
      if (member.journal) seen += member.journal->checkpoint();
    for (const auto& signature : view.charter.signatures)
      seen += node_.heads().proof_of_split_view(signature.journal_key.name);
    seen += fmt::format("{}\n", node_.receipts().on_record(view.root));
  }
  return to_hex(sha256({as_bytes(seen)}));
}

Result<std::string> Exchange::ask_for_news(PeerLink& link) const {
  PARLEY_TRY(const http::Response answer, link.get(std::string(kNewsPath), kMostNewsBytes));
  // An older node does not know the question; it is then asked for everything each time.
  if (answer.status == 404) return std::string();
  if (answer.status != 200)
    return Error{Code::unavailable, fmt::format("they answered {} to the question for news", answer.status)};
  return std::string(answer.body_text());
}

}  // namespace parley::node
