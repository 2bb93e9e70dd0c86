// The heart of what members can rely on: that an author cannot show different histories to different members
// without being found out (the split view of transparency logs; C2SP tlog-witness and RFC 9162 section 11.3
// name the attack). Each node compares every head that it meets with its own mirror, and members hand heads
// on to each other, so two histories meet at the first member who hears of both. Nothing is decided by
// majority: two heads under one key that contradict each other are proof enough, whoever brings them.
//
// Memory and disk stay bounded whatever others send: see the limits below, each of which holds for one
// journal or one member, so that nobody uses up what belongs to another.
#include "node/heads.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "journal/equivocation.h"
#include "node/log.h"
#include "node/node.h"
#include "node/receipts.h"
#include "text/display.h"

namespace parley::node {
namespace {

using journal::Checkpoint;
using journal::Note;

// Heads that wait for the mirror to reach them, of each journal. The largest are kept: whoever has those has signed the
// smaller ones, too, and a member must not fill the memory with heads over entries that do not exist.
constexpr std::size_t kMostAhead = 8;
// Contradicting heads that are told apart, of each journal. An author that signs more of them gains nothing: the
// journal is stopped by the first.
constexpr std::size_t kMostSplit = 1'000;
// Rows read at once: bounds the memory of one comparison, not its result.
constexpr std::size_t kReceiptsAtOnce = 500;
// At a consistent look at a mirror that may grow meanwhile; the last look is taken as it is.
constexpr int kAttempts = 3;
// Files of evidence against one member for what it hands on: it must not fill the disk with new lies.
constexpr std::uint64_t kMostBlamed = 100;

// Of the signed text alone: the same head with other signature lines is the same head.
std::pair<std::uint64_t, std::string> split_key(std::uint64_t size, const Note& note) {
  return {size, to_hex(sha256(note.text))};
}

// The mirror's head, and how it begins.
// The known head, and a proof that it leads back to the size that was shown, with the root that it then had:
// with both a stranger can see that the two cannot be true (journal::compare_heads()). They must be of one
// moment, so the head is looked at again afterwards.
Status add_known(const journal::Journal& mirror, Refusal& refusal) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    journal::Prefix prefix;
    refusal.known_head = mirror.checkpoint();
    PARLEY_TRY(const auto roots, mirror.roots({&refusal.prefix_size, 1}));
    prefix.root = roots.front();
    PARLEY_TRY(prefix.proof, mirror.prove_consistency(refusal.prefix_size));
    refusal.prefix = std::move(prefix);
    if (mirror.checkpoint() == refusal.known_head) break;  // else it has grown meanwhile
  }
  return {};
}

}  // namespace

// Heads that wait (`ahead`) are kept: they are in memory only, and what they say stays true.
Status Heads::reload() {
  PARLEY_TRY(const auto stopped, db_.stopped());
  PARLEY_TRY(const auto split, db_.split_heads());
  PARLEY_TRY(const auto proofs, db_.split_views());
  const Lock lock(mutex_);
  stopped_.clear();
  for (auto& [origin, one] : known_) {
    one.split.clear();
    one.proof_of_split_view.clear();
  }
  for (const auto& row : stopped) stopped_[row.origin] = row.text;
  for (const auto& row : split) known_[row.origin].split.emplace(row.size, row.sha256);
  for (const auto& row : proofs) known_[row.origin].proof_of_split_view = row.text;
  return {};
}

// --- stopping and blaming

// It holds in memory whatever becomes of the disk; what could not be written down is said in the log.
// Evidence first, then the row, then memory. Stopped in between, there is evidence for a journal that is read
// on; the same contradiction then stops it again.
Error Heads::stop(const GroupView& view, const MemberView& author, const Refusal& refusal) {
  const auto dir = node_.dir() / "evidence";
  if (const Status kept = keep_evidence(dir, refusal, now()); !kept.ok())
    log(LogLevel::error, "the evidence against a journal could not be kept", {{"why", kept.error().message}});
  const std::string text = fmt::format("{}: {}; the evidence is in {}", refusal.kind, refusal.why, dir.string());
  if (const Status kept = db_.put_stopped({refusal.key.name, text}); !kept.ok())
    log(LogLevel::error, "that a journal is stopped could not be kept, and it is read on after a restart",
        {{"journal", refusal.key.name}, {"why", kept.error().message}});
  {
    const Lock lock(mutex_);
    stopped_[refusal.key.name] = text;
  }
  log(LogLevel::error, "a journal was refused",
      {{"group", view.alias}, {"member", author.name}, {"kind", refusal.kind}, {"why", refusal.why}});
  return {Code::conflict, text};
}

// A wrong copy is the holder's doing and says nothing about the author, or any member could have another's
// journal stopped. It is remembered by the head with which it was served, so that the same lie is written
// down once.
Error Heads::blame(const GroupView& view, const MemberView& holder, const std::string& origin, Refusal refusal) {
  const auto dir = node_.dir() / "evidence";
  const std::string text = fmt::format("{}: {}; the evidence is in {}", refusal.kind, refusal.why, dir.string());
  const bool is_new = [&] {
    const Lock lock(mutex_);
    auto& copy = useless_[{holder.identity_id, origin}];
    const std::string wrong = fmt::format("{}: {}", refusal.key.name, text);
    const bool other = copy.head != refusal.shown_head || copy.wrong != wrong;
    copy = {.root = view.root, .head = refusal.shown_head, .wrong = wrong};
    return other;
  }();
  if (is_new) {
    refusal.served_by = holder.identity_id;
    keep_blame(holder, refusal);
    log(LogLevel::error, "what a member hands on of another's journal was refused",
        {{"group", view.alias},
         {"member", holder.name},
         {"journal", refusal.key.name},
         {"kind", refusal.kind},
         {"why", refusal.why}});
  }
  return {Code::corrupt, text};
}

// The count is kept in node.db, because restarting a node must not give a liar a new hundred files.
void Heads::keep_blame(const MemberView& holder, const Refusal& refusal) {
  const auto before = db_.blamed(holder.identity_id);
  const std::uint64_t kept = before.ok() ? *before : 0;
  if (kept >= kMostBlamed) return;
  Status done = keep_evidence(node_.dir() / "evidence", refusal, now());
  if (done.ok()) done = db_.put_blamed(holder.identity_id, kept + 1);
  if (!done.ok())
    log(LogLevel::error, "the evidence against a member could not be kept",
        {{"member", holder.name}, {"why", done.error().message}});
}

// Journal first, then the proof of it: stopped in between, the others are shown nothing, and the next head that
// contradicts makes the proof again.
void Heads::stop_for_split(const GroupView& view, const MemberView& author, const Refusal& refusal) {
  // While the journal is stopped for one, others are only remembered.
  const auto why = stopped(refusal.key.name);
  if (why && why->starts_with(kSplitView)) return;
  (void)stop(view, author, refusal);  // the error is for those who hand it on; here it is known by stopped()
  // The others are shown what proves it.
  // Only what everybody can verify by itself is handed on. A contradiction that cannot be proved in one text,
  // as with a mirror whose proof is not here, stops the journal at this node alone.
  const auto relation = journal::compare_heads(refusal.known_head, refusal.shown_head, refusal.key,
                                               refusal.prefix.value_or(journal::Prefix{}));
  if (!relation.ok() || *relation != journal::HeadRelation::equivocation) return;
  const std::string text = split_view_text(refusal);
  if (const Status kept = db_.put_split_view({refusal.key.name, text}); !kept.ok())
    log(LogLevel::error, "the proof of a split view could not be kept, and is shown to others until a restart",
        {{"journal", refusal.key.name}, {"why", kept.error().message}});
  const Lock lock(mutex_);
  known_[refusal.key.name].proof_of_split_view = text;
}

void Heads::split_view(const GroupView& view, const MemberView& author, const Note& shown, const Refusal& refusal) {
  if (remember_split(refusal.key.name, shown)) stop_for_split(view, author, refusal);
}

// The contradicting heads stay remembered: what people have looked at does not stop the journal once more.
// The proof stays, too, and is still shown to others, who decide for themselves.
Status Heads::resume(const std::string& origin) {
  const Error not_stopped{Code::not_found, "no journal \"" + origin + "\" is stopped"};
  if (!stopped(origin)) return not_stopped;
  // In node.db first: a journal that is read on and stopped again after a restart would be a surprise.
  PARLEY_TRY_STATUS(db_.put_stopped({origin, ""}));
  const Lock lock(mutex_);
  stopped_.erase(origin);
  problems_.erase(origin);
  known_[origin].ahead.clear();  // whichever of two is the history from now on may come
  return {};
}

std::optional<std::string> Heads::stopped(std::string_view origin) const {
  const Lock lock(mutex_);
  const auto at = stopped_.find(origin);
  return at == stopped_.end() ? std::nullopt : std::optional(at->second);
}

std::vector<std::pair<std::string, std::string>> Heads::all_stopped() const {
  const Lock lock(mutex_);
  return {stopped_.begin(), stopped_.end()};
}

// --- what is wrong with mirrors, and with copies that others hold

void Heads::note_problem(const std::string& origin, const std::string& what) {
  const Lock lock(mutex_);
  if (what.empty())
    problems_.erase(origin);
  else
    problems_[origin] = what;
}

std::string Heads::problem(std::string_view origin) const {
  const Lock lock(mutex_);
  if (const auto why = stopped_.find(origin); why != stopped_.end()) return why->second;
  const auto at = problems_.find(origin);
  return at == problems_.end() ? std::string() : at->second;
}

std::string Heads::wrong_copies(const std::string& holder, std::string_view root) const {
  const Lock lock(mutex_);
  for (auto copy = useless_.lower_bound({holder, ""}); copy != useless_.end() && copy->first.first == holder; ++copy)
    if (copy->second.root == root && !copy->second.wrong.empty()) return copy->second.wrong;
  return {};
}

bool Heads::is_useless(const std::string& holder, const std::string& origin, std::string_view head) const {
  const Lock lock(mutex_);
  const auto known = useless_.find({holder, origin});
  return known != useless_.end() && known->second.head == head;
}

void Heads::copy_is_good(const std::string& holder, const std::string& origin) {
  const Lock lock(mutex_);
  useless_.erase({holder, origin});
}

void Heads::copy_lacks_content(const std::string& holder, const std::string& origin, const std::string& root,
                               const std::string& head) {
  const Lock lock(mutex_);
  useless_[{holder, origin}] = {.root = root, .head = head, .wrong = {}};
}

std::string Heads::proof_of_split_view(std::string_view origin) const {
  const Lock lock(mutex_);
  const auto at = known_.find(origin);
  return at == known_.end() ? std::string() : at->second.proof_of_split_view;
}

// --- comparing

bool Heads::is_split(const std::string& origin, const Note& note) {
  const auto tree = Checkpoint::parse(note.text);
  const Lock lock(mutex_);
  return tree.ok() && known_[origin].split.contains(split_key(tree->size, note));
}

// Whether it is news. When there are too many to be told apart, only larger ones are.
bool Heads::remember_split(const std::string& origin, const Note& note) {
  const auto tree = Checkpoint::parse(note.text);
  if (!tree.ok()) return false;
  const auto key = split_key(tree->size, note);
  std::string forgotten;
  {
    const Lock lock(mutex_);
    auto& known = known_[origin].split;
    if (known.contains(key)) return false;
    if (known.size() >= kMostSplit) {
      // The smallest is forgotten for a larger one and never the other way round, so that nobody can have one
      // forgotten and brought again without end.
      if (tree->size <= known.rbegin()->first) return false;
      forgotten = known.begin()->second;
      known.erase(known.begin());
    }
    known.insert(key);
  }
  Status kept = db_.add_split_head({origin, key.second, key.first});
  if (kept.ok() && !forgotten.empty()) kept = db_.remove_split_head({origin, forgotten, 0});
  if (!kept.ok())
    log(LogLevel::error,
        "a head that contradicts another could not be kept, and stops the journal again after a restart",
        {{"journal", origin}, {"why", kept.error().message}});
  return true;
}

// Of two heads that contradict each other at most one is of the history that is held here; the other one, or
// both, are remembered. When both were known before, nothing stops again.
Status Heads::take_split_view(const GroupView& view, const group::Signature& signature, const Refusal& refusal) {
  const MemberView* author = member_of(view, signature.identity_id);
  if (author == nullptr || !author->journal) return {};
  bool is_news = false;
  for (const std::string* text : {&refusal.known_head, &refusal.shown_head}) {
    PARLEY_TRY(const Note note, Note::parse(*text));
    PARLEY_TRY(const Checkpoint tree, Checkpoint::parse(note.text));
    if (tree.size <= author->journal->statistics().published) {
      PARLEY_TRY(const auto roots, author->journal->roots({&tree.size, 1}));
      if (roots.front() == tree.root) continue;
    }
    is_news = remember_split(refusal.key.name, note) || is_news;
  }
  if (is_news) stop_for_split(view, *author, refusal);
  return {};
}

// Two heads over more entries than the mirror has can be compared with each other only where they have the
// same size. That suffices to find out an author that signs two heads at once; others wait until the mirror
// has come so far.
std::optional<Note> Heads::waits_beside(const std::string& origin, const Checkpoint& tree, const Note& note) {
  const Lock lock(mutex_);
  auto& ahead = known_[origin].ahead;
  const auto [at, is_new] = ahead.try_emplace(tree.size, note);
  std::optional<Note> other;
  if (const auto waiting = Checkpoint::parse(at->second.text); waiting.ok() && waiting->root != tree.root)
    other = at->second;
  if (ahead.size() > kMostAhead) ahead.erase(ahead.begin());
  return other;
}

// One computation decides: the mirror's tree has one root for each size, and a head of that size either has
// it or is of another history. The size 0 says nothing: every history begins with it.
Result<Heads::Is> Heads::compare(const GroupView& view, const group::Signature& signature, const Note& note) {
  PARLEY_TRY(const Checkpoint tree, Checkpoint::parse(note.text));
  const MemberView* author = member_of(view, signature.identity_id);
  if (tree.size == 0 || author == nullptr || !author->journal)
    return Is::of_this_history;  // there is nothing to compare it with
  Refusal refusal{.kind = std::string(kSplitView),
                  .why = {},
                  .key = signature.journal_key,
                  .known_head = {},
                  .shown_head = note.to_string(),
                  .prefix_size = tree.size};
  if (tree.size > author->journal->statistics().published) {
    const std::optional<Note> other = waits_beside(signature.journal_key.name, tree, note);
    if (!other) return Is::ahead;
    refusal.known_head = other->to_string();
    (void)remember_split(refusal.key.name, *other);  // either may be of the history that is held here in the end
  } else {
    PARLEY_TRY(const auto roots, author->journal->roots({&tree.size, 1}));
    if (roots.front() == tree.root) return Is::of_this_history;
    PARLEY_TRY_STATUS(add_known(*author->journal, refusal));
  }
  refusal.why = fmt::format("two histories were signed for {}", text::counted(tree.size, "entry", "entries"));
  split_view(view, *author, note, refusal);
  return Is::contradicting;
}

// Filtered first: lines under unknown keys would be stored and handed on, and cost everybody room.
Status Heads::take(const GroupView& view, const group::Signature& author, const Note& note) {
  const Note filtered = signed_by_members(view.charter, author.journal_key, note);
  PARLEY_TRY(const Is compared, compare(view, author, filtered));
  // Who cosigned another history has not what is held here.
  if (compared == Is::contradicting || (compared == Is::ahead && is_split(author.journal_key.name, filtered)))
    return {};
  node_.receipts().take(view.charter, filtered);
  return {};
}

// A contradiction is known by stopped(); an error here is one of reading the mirror.
void Heads::compare_and_log(const GroupView& view, const group::Signature& author, const Note& note) {
  if (const auto compared = compare(view, author, note); !compared.ok())
    log(LogLevel::warning, "a head could not be compared",
        {{"group", view.alias}, {"journal", author.journal_key.name}, {"why", compared.error().message}});
}

// What had to wait is compared as soon as the mirror has reached it. The heads are taken out of the list
// under the lock and compared without it, since a comparison reads the journal. Receipts are compared once:
// `compared` says how far.
void Heads::compare_reached(const GroupView& view) {
  for (const auto& author : view.charter.signatures) {
    const MemberView* member = member_of(view, author.identity_id);
    if (member == nullptr || !member->journal) continue;
    const std::uint64_t published = member->journal->statistics().published;
    std::vector<Note> reached;
    std::uint64_t compared = 0;
    {
      const Lock lock(mutex_);
      Known& known = known_[author.journal_key.name];
      while (!known.ahead.empty() && known.ahead.begin()->first <= published)
        reached.push_back(std::move(known.ahead.extract(known.ahead.begin()).mapped()));
      compared = known.compared;
    }
    for (const Note& note : reached) compare_and_log(view, author, note);
    if (compared >= published) continue;
    const auto done = compare_receipts(view, author, *member->journal, compared, published);
    if (!done.ok()) {
      log(LogLevel::warning, "receipts could not be compared",
          {{"group", view.alias}, {"member", member->name}, {"why", done.error().message}});
      continue;
    }
    const Lock lock(mutex_);
    auto& up_to = known_[author.journal_key.name].compared;
    up_to = std::max(up_to, published);
  }
}

// Of all that are stored over more than `above` entries and at most `upto`. Those of another history are receipts for
// nothing that is held here.
// A receipt under another history is no receipt of what is held here, and counts stay right only without it
// (recount()).
Status Heads::compare_receipts(const GroupView& view, const group::Signature& author, const journal::Journal& journal,
                               std::uint64_t above, std::uint64_t upto) {
  for (const auto& holder : view.charter.signatures) {
    PARLEY_TRY(const bool removed, compare_receipts_of(holder.identity_id, view, author, journal, above, upto));
    if (removed) PARLEY_TRY_STATUS(node_.receipts().recount(author.journal_key.name, holder.identity_id));
  }
  return {};
}

// Whether some were removed.
// In pages by size, and the roots of a page in one call, which walks the tree once.
Result<bool> Heads::compare_receipts_of(const std::string& holder, const GroupView& view,
                                        const group::Signature& author, const journal::Journal& journal,
                                        std::uint64_t above, std::uint64_t upto) {
  bool removed = false;
  for (std::uint64_t from = above;;) {
    PARLEY_TRY(const auto rows, db_.receipts_between(author.journal_key.name, holder, from, upto, kReceiptsAtOnce));
    std::vector<std::uint64_t> sizes;
    for (const auto& row : rows) sizes.push_back(row.size);
    PARLEY_TRY(const auto roots, journal.roots(sizes));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      PARLEY_TRY(const Note note, Note::parse(rows[i].note));
      PARLEY_TRY(const Checkpoint tree, Checkpoint::parse(note.text));
      if (tree.root == roots[i]) continue;
      // It was verified when it was stored; asked again because it now stops a journal, which nothing on our
      // own disk should.
      if (journal::verify_note(note, {author.journal_key}).ok()) compare_and_log(view, author, note);
      PARLEY_TRY_STATUS(db_.remove_receipt(rows[i]));
      removed = true;
    }
    if (rows.size() < kReceiptsAtOnce) return removed;
    from = rows.back().size;
  }
}

}  // namespace parley::node
