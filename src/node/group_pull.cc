// A head that the author's key has not signed, or entries that are not under it, are the fault of whoever serves them.
// Heads under the author's key that contradict each other are the author's, whoever hands them on: nobody else can make
// them.
#include "node/group_pull.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

namespace parley::node {

using journal::Checkpoint;
using journal::Note;

std::string path_of(const GroupView& view, const std::string& collection) {
  return fmt::format("/{}/collections/{}", view.root, collection);
}

taxii::Send sender(PeerLink& link) {
  return [&link](const std::string& path) { return link.get(path); };
}

Result<Checkpoint> head_of(const journal::Journal& journal) {
  const std::string text = journal.checkpoint();
  if (text.empty())
    return Checkpoint{.origin = journal.origin(), .size = 0, .root = journal::empty_root(), .extension = {}};
  PARLEY_TRY(const Note note, Note::parse(text));
  return Checkpoint::parse(note.text);
}

std::uint64_t seconds(Micros time) { return static_cast<std::uint64_t>(time.value / 1'000'000); }

void Puller::problem(const std::string& what) {
  const Lock lock(impl.mutex);
  if (what.empty())
    impl.problems.erase(signature.journal_key.name);
  else
    impl.problems[signature.journal_key.name] = what;
}

Error Puller::refuse(std::string_view kind, const std::string& why, const std::string& shown,
                     const std::optional<taxii::RefusedEntry>& entry) {
  const Refusal refusal{.kind = std::string(kind),
                        .why = why,
                        .key = signature.journal_key,
                        .known_head = author.journal->checkpoint(),
                        .shown_head = shown,
                        .entry = entry};
  return holder == nullptr ? impl.stop(view, author, refusal)
                           : impl.blame(view, *holder, signature.journal_key.name, refusal);
}

// What was fetched is not under `head`. When `head` itself is of another history than the mirror, its author has signed
// both.
Error Puller::refuse_fetched(const Error& why, taxii::MirrorClient& client, const Checkpoint& head, const Note& shown) {
  const auto entry = client.refused();
  const auto known = head_of(*author.journal);
  const auto held = author.journal->frontier();
  if (known.ok() && held.ok()) {
    // Up to the head before, which is signed, too; then up to what was taken under one that was never reached.
    for (const auto& [size, root] : {std::pair(known->size, known->root), std::pair(held->size(), held->root())}) {
      if (size == 0 || size >= head.size) continue;
      const auto prefix = client.prefix(size, head);
      if (!prefix.ok() || prefix->root == root ||
          !journal::verify_consistency(size, head.size, prefix->proof, prefix->root, head.root).ok())
        continue;
      const Note note = signed_by_members(view.charter, signature.journal_key, shown);
      impl.split_view(
          view, author, note,
          {.kind = std::string(kSplitView),
           .why = fmt::format("the head over {} entries does not begin with the {} that are held", head.size, size),
           .key = signature.journal_key,
           .known_head = author.journal->checkpoint(),
           .shown_head = note.to_string(),
           .prefix_size = size,
           .prefix = *prefix});
      return stopped_or("its head is of another history than the one held here");
    }
  }
  return refuse("not what was signed", why.message, shown.to_string(), entry);
}

Error Puller::stopped_or(const std::string& why) {
  const auto stopped = impl.db->note("stopped/" + signature.journal_key.name);
  const std::string text = stopped.ok() && *stopped ? **stopped : why;
  problem(text);
  return {Code::conflict, text};
}

Status Puller::pull(taxii::MirrorClient& client, const Note& shown,
                    const std::function<void(std::uint64_t)>& progress) {
  const auto stopped = impl.db->note("stopped/" + signature.journal_key.name);
  if (stopped.ok() && *stopped) return stopped_or("");
  if (shown.text.size() > kMaxHeadBytes)
    return Error{Code::too_large, "the head that is served is larger than any head"};
  const auto verified = journal::verify_note(shown, {signature.journal_key});
  if (!verified.ok()) return refuse("wrong signature", verified.error().message, shown.to_string());
  const auto head = Checkpoint::parse(shown.text);
  if (!head.ok() || head->origin != signature.journal_key.name)
    return refuse("foreign head", head.ok() ? "it is of " + head->origin : head.error().message, shown.to_string());
  const Note note = signed_by_members(view.charter, signature.journal_key, shown);
  PARLEY_TRY(const auto compared, impl.compare_head(view, signature, note));
  if (compared == Groups::Impl::HeadIs::contradicting)
    return stopped_or("it still shows a head that contradicts what it signed before");
  journal::Journal& mirror = *author.journal;
  PARLEY_TRY(const Checkpoint known, head_of(mirror));
  if (head->size < known.size && holder != nullptr) return {};
  if (head->size < known.size)
    return refuse("rolled back", fmt::format("a head over {} entries after one over {}", head->size, known.size),
                  shown.to_string());
  if (head->size > known.size) {
    const auto is_wrong = [](const Status& status) {
      return !status.ok() && (status.error().code == Code::corrupt || status.error().code == Code::conflict);
    };
    if (mirror.size() < head->size) {
      // Asked before anything is fetched, and again before each batch is.
      const auto room = [&](std::uint64_t size, std::uint64_t bytes) -> Result<taxii::MirrorClient::Room> {
        PARLEY_TRY(const Storage::Room left,
                   impl.room_for(view, author, signature.journal_key.name, head->size, size, bytes));
        return taxii::MirrorClient::Room{left.objects, left.bytes};
      };
      client.ask_for_room(room);
      const auto fetched = client.fetch(mirror, *head, progress);
      if (is_wrong(fetched)) return refuse_fetched(fetched.error(), client, *head, shown);
      PARLEY_TRY_STATUS(fetched);
      impl.room_again(signature.journal_key.name);
    }
    if (mirror.size() != head->size) return {};  // further than this head from an earlier one: the next head will do
    const auto adopted = mirror.adopt(note);
    if (is_wrong(adopted)) return refuse("not what was signed", adopted.error().message, shown.to_string());
    PARLEY_TRY_STATUS(adopted);
  } else if (head->size != 0) {
    PARLEY_TRY_STATUS(mirror.add_signatures(note));  // lines that came later, such as outside witnesses'
  }
  impl.take_receipts(view.charter, note);
  PARLEY_TRY_STATUS(cosign(*head));
  problem("");
  return {};
}

// Ours under what is held in full; once for each head.
Status Puller::cosign(const Checkpoint& head) {
  if (head.size == 0 || !impl.witness_key_wrong.empty()) return {};
  const auto* mine = group::find_signature(view.charter, impl.own_identity());
  PARLEY_TRY(Note note, Note::parse(author.journal->checkpoint()));
  if (!line_by(note, mine->witness_key)) {
    note.signatures.push_back(
        journal::cosign_note(note.text, mine->witness_key.name, impl.witness_key, seconds(impl.node.time())));
    PARLEY_TRY_STATUS(author.journal->adopt(note));
  }
  impl.take_receipts(view.charter, note);
  return {};
}

// --- from another holder

std::uint64_t Groups::Impl::held_by_others(const group::Charter& charter, const std::string& origin) {
  std::uint64_t most = 0;
  const Lock lock(mutex);
  for (const auto& signature : charter.signatures)
    if (const auto held = receipts.find({origin, signature.identity_id});
        held != receipts.end() && !held->second.empty())
      most = std::max(most, held->second.back().first);
  return most;
}

void Groups::Impl::answered(const std::string& origin, const Status& pulled, bool behind) {
  const Lock lock(mutex);
  Reach& author = reach[origin];
  if (pulled.ok())
    author = {.unanswered = 0, .behind = behind};
  else if (pulled.error().code != Code::conflict && pulled.error().code != Code::too_large)
    ++author.unanswered;
}

void Groups::unanswered(const std::string& identity) {
  const auto all = views();
  const Lock lock(impl_->mutex);
  for (const GroupView& view : *all)
    if (const auto* signature = group::find_signature(view.charter, identity))
      ++impl_->reach[signature->journal_key.name].unanswered;
}

bool Groups::wants_from(const GroupView& view, const MemberView& holder) const {
  return std::any_of(view.members.begin(), view.members.end(), [&](const MemberView& author) {
    const auto* signature = group::find_signature(view.charter, author.identity_id);
    return !author.own && author.identity_id != holder.identity_id && author.journal && signature != nullptr &&
           impl_->is_wanted_from(holder, author, signature->journal_key.name);
  });
}

void Groups::Impl::wait_no_longer() {
  const Lock lock(mutex);
  for (auto& [origin, author] : reach)
    if (author.unanswered > 0) author.unanswered = kTriesInVain;
}

// Receipts say what a member holds; so nobody is asked for what it cannot have, and nothing is asked while the author
// answers.
bool Groups::Impl::is_wanted_from(const MemberView& holder, const MemberView& author, const std::string& origin) {
  const std::uint64_t here = author.journal->statistics().published;
  const Lock lock(mutex);
  const auto held = receipts.find({origin, holder.identity_id});
  if (held == receipts.end() || held->second.empty() || held->second.back().first <= here) return false;
  const auto peer = peers.find(author.identity_id);
  const auto known = reach.find(origin);
  return peer == peers.end() || peer->second.card.url.empty() ||
         (known != reach.end() && (known->second.behind || known->second.unanswered >= kTriesInVain));
}

std::string Groups::Impl::fetch_from_holder(const GroupView& view, const MemberView& holder, PeerLink& link) {
  std::string problem;
  for (const MemberView& author : view.members) {
    const auto* signature = group::find_signature(view.charter, author.identity_id);
    if (author.own || author.identity_id == holder.identity_id || !author.journal || signature == nullptr) continue;
    const std::string& origin = signature->journal_key.name;
    if (!is_wanted_from(holder, author, origin)) continue;
    const std::unique_lock fetching(sync_mutex(origin), std::try_to_lock);
    if (!fetching.owns_lock()) continue;  // it is being fetched
    taxii::MirrorClient client(sender(link), path_of(view, signature->collection), taxii::ServedBy::another_holder);
    const auto head = client.head();
    if (!head.ok()) {
      if (head.error().code != Code::not_found)
        problem = fmt::format("the journal of {}: {}", author.name, head.error().message);
      continue;
    }
    const auto copy = std::pair(holder.identity_id, origin);
    {
      const Lock lock(mutex);
      const auto known = unusable.find(copy);
      if (known != unusable.end() && known->second.head == head->to_string()) continue;
    }
    Puller puller{*this, view, author, *signature, &holder};
    const auto pulled = puller.pull(client, *head, {});
    if (!pulled.ok() && pulled.error().code != Code::conflict)
      problem = fmt::format("the journal of {}: {}", author.name, pulled.error().message);
    const Lock lock(mutex);
    if (pulled.ok())
      unusable.erase(copy);
    else if (client.lacks_content())
      unusable[copy] = {.root = view.root, .head = head->to_string(), .wrong = {}};
  }
  return problem;
}

}  // namespace parley::node
