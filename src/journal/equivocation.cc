// When do two heads under one key prove that their signer told two stories? Two roots for one size
// do so by themselves. Two sizes prove it only together with a tree that the larger head covers and
// that begins otherwise than the smaller one says. That a consistency proof is missing or wrong
// proves nothing: whoever hands the heads on may have broken it.
#include "journal/equivocation.h"

#include <utility>

namespace parley::journal {
namespace {

// Both signatures are checked before anything is compared, and the origin with them: a key may sign
// for one origin only, and heads of two logs contradict each other without meaning anything.
Result<Checkpoint> verified_head(std::string_view text, const VerifierKey& log) {
  PARLEY_TRY(const Note note, Note::parse(text));
  const auto verified = verify_note(note, {log});
  if (!verified.ok()) return verified.error();
  PARLEY_TRY(Checkpoint head, Checkpoint::parse(note.text));
  if (head.origin != log.name)
    return Error{Code::unauthorized, "the checkpoint is of " + head.origin + ", the key of " + log.name};
  return head;
}

struct TwoHeads {
  Checkpoint older, newer;
  HeadRelation of_one_size() const {
    return older.root == newer.root ? HeadRelation::consistent : HeadRelation::equivocation;
  }
};

Result<TwoHeads> verified_heads(std::string_view a, std::string_view b, const VerifierKey& log) {
  TwoHeads heads;
  PARLEY_TRY(heads.older, verified_head(a, log).in("first head"));
  PARLEY_TRY(heads.newer, verified_head(b, log).in("second head"));
  if (heads.older.size > heads.newer.size) std::swap(heads.older, heads.newer);
  return heads;
}

}  // namespace

Result<HeadRelation> compare_heads(std::string_view a, std::string_view b, const VerifierKey& log,
                                   const std::optional<Proof>& proof) {
  PARLEY_TRY(const TwoHeads heads, verified_heads(a, b, log));
  const auto& [older, newer] = heads;
  if (older.size == newer.size) return heads.of_one_size();
  // Every tree extends the empty one.
  if (older.size == 0) return older.root == empty_root() ? HeadRelation::consistent : HeadRelation::inconsistent;
  const bool connected = proof && verify_consistency(older.size, newer.size, *proof, older.root, newer.root).ok();
  return connected ? HeadRelation::consistent : HeadRelation::inconsistent;
}

// With the beginning of the larger tree in hand the question is settled either way: the proof shows
// that `prefix.root` is the root of its first entries, so another root under the smaller head is a
// second story.
Result<HeadRelation> compare_heads(std::string_view a, std::string_view b, const VerifierKey& log,
                                   const Prefix& prefix) {
  PARLEY_TRY(const TwoHeads heads, verified_heads(a, b, log));
  const auto& [older, newer] = heads;
  if (older.size == newer.size) return heads.of_one_size();
  if (older.size == 0 || !verify_consistency(older.size, newer.size, prefix.proof, prefix.root, newer.root).ok())
    return HeadRelation::inconsistent;
  return prefix.root == older.root ? HeadRelation::consistent : HeadRelation::equivocation;
}

}  // namespace parley::journal
