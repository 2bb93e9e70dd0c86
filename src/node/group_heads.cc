// Whether all members are shown one history. Every head under a journal's key that comes here, from whomever - with
// receipts, served in the place of the author, shown by itself - is compared with the mirror that is held: the mirror's
// own tree has one root for each size, and one computation of it decides. Heads of more entries than the mirror has
// wait until it reaches them; those that are receipts lie in node.db, of others the largest few are kept in memory.
// Only heads under the author's own key count, so nobody can bring a charge against another (split_view_test.cc).
#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "node/groups_impl.h"
#include "node/log.h"

namespace parley::node {
namespace {

using journal::Checkpoint;
using journal::Note;

constexpr std::size_t kMostAhead = 8;      // heads that wait, of each journal
constexpr std::size_t kMostSplit = 1'000;  // contradicting ones that are told apart, of each journal
constexpr std::size_t kReceiptsAtOnce = 500;
constexpr int kAttempts = 3;
constexpr std::uint64_t kMostBlamed =
    100;  // files of evidence against one member for what it hands on: it must not fill the disk with new lies

std::pair<std::uint64_t, std::string> split_key(std::uint64_t size, const Note& note) {
  return {size, to_hex(sha256(note.text))};
}

// The mirror's head, and how it begins.
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

// What contradicts what was signed stops this journal, and nothing else, until a person has looked.
Error Groups::Impl::stop(const GroupView& view, const MemberView& author, const Refusal& refusal) {
  const auto dir = node.dir() / "evidence";
  (void)keep_evidence(dir, refusal, now());
  const std::string text = fmt::format("{}: {}; the evidence is in {}", refusal.kind, refusal.why, dir.string());
  (void)db->put_note("stopped/" + refusal.key.name, text);
  {
    const Lock lock(mutex);
    problems[refusal.key.name] = text;
  }
  log(LogLevel::error, "a journal was refused",
      {{"group", view.alias}, {"member", author.name}, {"kind", refusal.kind}, {"why", refusal.why}});
  return {Code::conflict, text};
}

Error Groups::Impl::blame(const GroupView& view, const MemberView& holder, const std::string& origin, Refusal refusal) {
  const auto dir = node.dir() / "evidence";
  const std::string text = fmt::format("{}: {}; the evidence is in {}", refusal.kind, refusal.why, dir.string());
  const bool is_new = [&] {
    const Lock lock(mutex);
    auto& copy = unusable[{holder.identity_id, origin}];
    const std::string wrong = fmt::format("{}: {}", refusal.key.name, text);
    const bool other = copy.head != refusal.shown_head || copy.wrong != wrong;
    copy = {.root = view.root, .head = refusal.shown_head, .wrong = wrong};
    return other;
  }();
  if (is_new) {
    refusal.served_by = holder.identity_id;
    const std::string counted = "blamed/" + holder.identity_id;
    const auto before = db->note(counted);
    const std::uint64_t kept = before.ok() && *before ? std::strtoull((*before)->c_str(), nullptr, 10) : 0;
    if (kept < kMostBlamed && keep_evidence(dir, refusal, now()).ok())
      (void)db->put_note(counted, std::to_string(kept + 1));
    log(LogLevel::error, "what a member hands on of another's journal was refused",
        {{"group", view.alias},
         {"member", holder.name},
         {"journal", refusal.key.name},
         {"kind", refusal.kind},
         {"why", refusal.why}});
  }
  return {Code::corrupt, text};
}

bool Groups::Impl::is_split(const std::string& origin, const Note& note) {
  const auto tree = Checkpoint::parse(note.text);
  const Lock lock(mutex);
  return tree.ok() && heads[origin].split.contains(split_key(tree->size, note));
}

// Whether it is news. When there are too many to be told apart, only larger ones are.
bool Groups::Impl::remember_split(const std::string& origin, const Note& note) {
  const auto tree = Checkpoint::parse(note.text);
  if (!tree.ok()) return false;
  const auto note_key = [&](const std::string& hash) { return fmt::format("split/{}/{}", origin, hash); };
  const auto key = split_key(tree->size, note);
  std::string forgotten;
  {
    const Lock lock(mutex);
    auto& known = heads[origin].split;
    if (known.contains(key)) return false;
    if (known.size() >= kMostSplit) {
      if (tree->size <= known.rbegin()->first) return false;
      forgotten = known.begin()->second;
      known.erase(known.begin());
    }
    known.insert(key);
  }
  if (!forgotten.empty()) (void)db->put_note(note_key(forgotten), "");
  (void)db->put_note(note_key(key.second), std::to_string(key.first));
  return true;
}

// While the journal is stopped for one, others are only remembered.
void Groups::Impl::stop_for_split(const GroupView& view, const MemberView& author, const Refusal& refusal) {
  const auto stopped = db->note("stopped/" + refusal.key.name);
  if (stopped.ok() && *stopped && (*stopped)->starts_with(kSplitView)) return;
  (void)stop(view, author, refusal);
  // The others are shown what proves it.
  const auto relation = journal::compare_heads(refusal.known_head, refusal.shown_head, refusal.key,
                                               refusal.prefix.value_or(journal::Prefix{}));
  if (!relation.ok() || *relation != journal::HeadRelation::equivocation) return;
  const std::string text = split_view_text(refusal);
  (void)db->put_note("split view/" + refusal.key.name, text);
  const Lock lock(mutex);
  heads[refusal.key.name].split_view = text;
}

void Groups::Impl::split_view(const GroupView& view, const MemberView& author, const Note& shown,
                              const Refusal& refusal) {
  if (remember_split(refusal.key.name, shown)) stop_for_split(view, author, refusal);
}

Status Groups::Impl::take_split_view(const GroupView& view, const group::Signature& signature, const Refusal& refusal) {
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

Result<Groups::Impl::HeadIs> Groups::Impl::compare_head(const GroupView& view, const group::Signature& signature,
                                                        const Note& note) {
  PARLEY_TRY(const Checkpoint tree, Checkpoint::parse(note.text));
  const MemberView* author = member_of(view, signature.identity_id);
  if (tree.size == 0 || author == nullptr || !author->journal)
    return HeadIs::of_this_history;  // there is nothing to compare it with
  Refusal refusal{.kind = std::string(kSplitView),
                  .why = {},
                  .key = signature.journal_key,
                  .known_head = {},
                  .shown_head = note.to_string(),
                  .prefix_size = tree.size};
  if (tree.size > author->journal->statistics().published) {
    std::optional<Note> other;
    {
      const Lock lock(mutex);
      auto& ahead = heads[signature.journal_key.name].ahead;
      const auto [at, is_new] = ahead.try_emplace(tree.size, note);
      if (const auto waiting = Checkpoint::parse(at->second.text); waiting.ok() && waiting->root != tree.root)
        other = at->second;
      if (ahead.size() > kMostAhead) ahead.erase(ahead.begin());
    }
    if (!other) return HeadIs::ahead;
    refusal.known_head = other->to_string();
    (void)remember_split(refusal.key.name, *other);  // either may be of the history that is held here in the end
  } else {
    PARLEY_TRY(const auto roots, author->journal->roots({&tree.size, 1}));
    if (roots.front() == tree.root) return HeadIs::of_this_history;
    PARLEY_TRY_STATUS(add_known(*author->journal, refusal));
  }
  refusal.why = fmt::format("two histories were signed for {} entries", tree.size);
  split_view(view, *author, note, refusal);
  return HeadIs::contradicting;
}

Status Groups::Impl::take_head(const GroupView& view, const group::Signature& author, const Note& note) {
  const Note filtered = signed_by_members(view.charter, author.journal_key, note);
  PARLEY_TRY(const HeadIs compared, compare_head(view, author, filtered));
  // Who cosigned another history has not what is held here.
  if (compared == HeadIs::contradicting || (compared == HeadIs::ahead && is_split(author.journal_key.name, filtered)))
    return {};
  take_receipts(view.charter, filtered);
  return {};
}

void Groups::Impl::compare_reached(const GroupView& view) {
  for (const auto& author : view.charter.signatures) {
    const MemberView* member = member_of(view, author.identity_id);
    if (member == nullptr || !member->journal) continue;
    const std::uint64_t published = member->journal->statistics().published;
    std::vector<Note> reached;
    std::uint64_t compared = 0;
    {
      const Lock lock(mutex);
      Heads& known = heads[author.journal_key.name];
      while (!known.ahead.empty() && known.ahead.begin()->first <= published)
        reached.push_back(std::move(known.ahead.extract(known.ahead.begin()).mapped()));
      compared = known.compared;
    }
    for (const Note& note : reached) (void)compare_head(view, author, note);
    if (compared >= published) continue;
    const auto done = compare_receipts(view, author, *member->journal, compared, published);
    if (!done.ok()) {
      log(LogLevel::warning, "receipts could not be compared",
          {{"group", view.alias}, {"member", member->name}, {"why", done.error().message}});
      continue;
    }
    const Lock lock(mutex);
    auto& up_to = heads[author.journal_key.name].compared;
    up_to = std::max(up_to, published);
  }
}

// Of all that are stored over more than `above` entries and at most `upto`. Those of another history are receipts for
// nothing that is held here.
Status Groups::Impl::compare_receipts(const GroupView& view, const group::Signature& author,
                                      const journal::Journal& journal, std::uint64_t above, std::uint64_t upto) {
  const std::string& origin = author.journal_key.name;
  for (const auto& holder : view.charter.signatures) {
    bool removed = false;
    for (std::uint64_t from = above;;) {
      PARLEY_TRY(const auto rows, db->receipts_between(origin, holder.identity_id, from, upto, kReceiptsAtOnce));
      std::vector<std::uint64_t> sizes;
      for (const auto& row : rows) sizes.push_back(row.size);
      PARLEY_TRY(const auto roots, journal.roots(sizes));
      for (std::size_t i = 0; i < rows.size(); ++i) {
        PARLEY_TRY(const Note note, Note::parse(rows[i].note));
        PARLEY_TRY(const Checkpoint tree, Checkpoint::parse(note.text));
        if (tree.root == roots[i]) continue;
        if (journal::verify_note(note, {author.journal_key}).ok()) (void)compare_head(view, author, note);
        PARLEY_TRY_STATUS(db->remove_receipt(rows[i]));
        removed = true;
      }
      if (rows.size() < kReceiptsAtOnce) break;
      from = rows.back().size;
    }
    if (removed) PARLEY_TRY_STATUS(count_receipts(origin, holder.identity_id));
  }
  return {};
}

Status Groups::Impl::count_receipts(const std::string& origin, const std::string& holder) {
  HeldSizes known;
  for (std::uint64_t from = 0;;) {
    PARLEY_TRY(const auto rows, db->receipts_between(origin, holder, from, UINT64_MAX, kReceiptsAtOnce));
    for (const auto& row : rows) remember(known, row.size, row.time);
    if (rows.size() < kReceiptsAtOnce) break;
    from = rows.back().size;
  }
  const Lock lock(mutex);
  receipts[{origin, holder}] = std::move(known);
  return {};
}

Status Groups::resume(const std::string& origin) {
  const std::string key = "stopped/" + origin;
  PARLEY_TRY(const auto stopped, impl_->db->note(key));
  if (!stopped) return Error{Code::not_found, "no journal \"" + origin + "\" is stopped"};
  PARLEY_TRY_STATUS(impl_->db->put_note(key, ""));
  const Lock lock(impl_->mutex);
  impl_->problems.erase(origin);
  impl_->heads[origin].ahead.clear();  // whichever of two is the history from now on may come
  return {};
}

}  // namespace parley::node
