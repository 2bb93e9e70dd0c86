// A head that the author's key has not signed, or entries that are not under it, are the fault of whoever serves them.
// Heads under the author's key that contradict each other are the author's, whoever hands them on: nobody else can make
// them.
#include "node/pull.h"

#include <fmt/format.h>

#include "node/heads.h"
#include "node/mirror_room.h"
#include "node/node.h"
#include "node/receipts.h"
#include "text/display.h"

namespace parley::node {

using journal::Checkpoint;
using journal::Note;

taxii::Send sender(PeerLink& link) {
  return [&link](const std::string& path, std::size_t most_bytes) { return link.get(path, most_bytes); };
}

// A journal without a head has the tree of no entries, so that the first head needs no case of its own.
Result<Checkpoint> head_of(const journal::Journal& journal) {
  const std::string text = journal.checkpoint();
  if (text.empty())
    return Checkpoint{.origin = journal.origin(), .size = 0, .root = journal::empty_root(), .extension = {}};
  PARLEY_TRY(const Note note, Note::parse(text));
  return Checkpoint::parse(note.text);
}

std::uint64_t seconds(Micros time) { return static_cast<std::uint64_t>(time.value / 1'000'000); }

// Whose fault it is depends on who served it: from the author it stops the journal, from a holder it only
// spoils the copy.
Error Puller::refuse(std::string_view kind, const std::string& why, const std::string& shown,
                     const std::optional<taxii::RefusedEntry>& entry) {
  const Refusal refusal{.kind = std::string(kind),
                        .why = why,
                        .key = signature.journal_key,
                        .known_head = author.journal->checkpoint(),
                        .shown_head = shown,
                        .entry = entry};
  return holder == nullptr ? node.heads().stop(view, author, refusal)
                           : node.heads().blame(view, *holder, signature.journal_key.name, refusal);
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
      // The prefix is served by them and proved by the proof: with it, the contradiction can be shown to
      // anybody.
      const auto prefix = client.prefix(size, head);
      if (!prefix.ok() || prefix->root == root ||
          !journal::verify_consistency(size, head.size, prefix->proof, prefix->root, head.root).ok())
        continue;
      const Note note = signed_by_members(view.charter, signature.journal_key, shown);
      node.heads().split_view(view, author, note,
                              {.kind = std::string(kSplitView),
                               .why = fmt::format("the head over {} does not begin with what is held, which has {}",
                                                  text::counted(head.size, "entry", "entries"), size),
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
  const std::string text = node.heads().stopped(signature.journal_key.name).value_or(why);
  node.heads().note_problem(signature.journal_key.name, text);
  return {Code::conflict, text};
}

// That the author's key signed it, and for this journal.
// A wrong signature is kept as evidence, too: by itself it proves nothing against the author, but people can
// see who served it.
Result<Checkpoint> Puller::verified_head(const Note& shown) {
  if (shown.text.size() > kMaxHeadBytes)
    return Error{Code::too_large, "the head that is served is larger than any head"};
  const auto verified = journal::verify_note(shown, {signature.journal_key});
  if (!verified.ok()) return refuse("wrong signature", verified.error().message, shown.to_string());
  auto head = Checkpoint::parse(shown.text);
  if (!head.ok() || head->origin != signature.journal_key.name)
    return refuse("foreign head", head.ok() ? "it is of " + head->origin : head.error().message, shown.to_string());
  return head;
}

namespace {
bool is_wrong(const Status& status) {
  return !status.ok() && (status.error().code == Code::corrupt || status.error().code == Code::conflict);
}
}  // namespace

// Stored without being adopted: until the last entry is here and hashes to the head, the mirror shows the head before.
Status Puller::fetch(taxii::MirrorClient& client, const Checkpoint& head, const Note& shown,
                     const std::function<void(std::uint64_t)>& progress) {
  const std::string& origin = signature.journal_key.name;
  // Asked before anything is fetched, and again before each batch is.
  client.ask_for_room([&](std::uint64_t size, std::uint64_t bytes) -> Result<taxii::MirrorClient::Room> {
    PARLEY_TRY(const Storage::Room left, node.mirror_room().ask(view, author, origin, head.size, size, bytes));
    return taxii::MirrorClient::Room{left.objects, left.bytes};
  });
  const auto fetched = client.fetch(*author.journal, head, progress);
  if (is_wrong(fetched)) return refuse_fetched(fetched.error(), client, head, shown);
  PARLEY_TRY_STATUS(fetched);
  node.mirror_room().there_is_again(origin);
  return {};
}

// The order: a stopped journal is not touched; the head is verified and compared before anything is fetched
// for it; entries are stored under it, then the head is adopted, which checks that they hash to it; then the
// receipts in it are taken, and only at the end is it cosigned. A crash anywhere before that leaves no
// receipt for what is not here.
Status Puller::pull(taxii::MirrorClient& client, const Note& shown,
                    const std::function<void(std::uint64_t)>& progress) {
  if (node.heads().stopped(signature.journal_key.name)) return stopped_or("");
  PARLEY_TRY(const Checkpoint head, verified_head(shown));
  const Note note = signed_by_members(view.charter, signature.journal_key, shown);
  PARLEY_TRY(const auto compared, node.heads().compare(view, signature, note));
  if (compared == Heads::Is::contradicting)
    return stopped_or("it still shows a head that contradicts what it signed before");
  journal::Journal& mirror = *author.journal;
  PARLEY_TRY(const Checkpoint known, head_of(mirror));
  // A copy may be behind. The author's own journal may not: it has signed more already.
  if (head.size < known.size && holder != nullptr) return {};
  if (head.size < known.size)
    return refuse(
        "rolled back",
        fmt::format("a head over {} after one over {}", text::counted(head.size, "entry", "entries"), known.size),
        shown.to_string());
  if (head.size > known.size) {
    if (mirror.size() < head.size) PARLEY_TRY_STATUS(fetch(client, head, shown, progress));
    if (mirror.size() != head.size) return {};  // further than this head from an earlier one: the next head will do
    const auto adopted = mirror.adopt(note);
    if (is_wrong(adopted)) return refuse("not what was signed", adopted.error().message, shown.to_string());
    PARLEY_TRY_STATUS(adopted);
  } else if (head.size != 0) {
    PARLEY_TRY_STATUS(mirror.add_signatures(note));  // lines that came later, such as outside witnesses'
  }
  node.receipts().take(view.charter, note);
  PARLEY_TRY_STATUS(cosign(head));
  node.heads().note_problem(signature.journal_key.name, "");
  return {};
}

// Ours under what is held in full; once for each head.
// From the note that the journal has and not from the one that came: it has all lines that are known here.
// Without the right key the mirror is kept, and no receipt is given.
Status Puller::cosign(const Checkpoint& head) {
  if (head.size == 0 || !own.witness_key_wrong.empty()) return {};
  const auto* mine = group::find_signature(view.charter, own.identity);
  PARLEY_TRY(Note note, Note::parse(author.journal->checkpoint()));
  if (!line_by(note, mine->witness_key)) {
    note.signatures.push_back(
        journal::cosign_note(note.text, mine->witness_key.name, own.witness_key, seconds(node.time())));
    PARLEY_TRY_STATUS(author.journal->adopt(note));
  }
  node.receipts().take(view.charter, note);
  return {};
}

}  // namespace parley::node
