#include "journal/equivocation.h"

#include <utility>

namespace parley::journal {
namespace {

Result<Checkpoint> verified_head(std::string_view text, const VerifierKey& log) {
  PARLEY_TRY(const Note note, Note::parse(text));
  const auto verified = verify_note(note, {log});
  if (!verified.ok()) return verified.error();
  PARLEY_TRY(Checkpoint head, Checkpoint::parse(note.text));
  if (head.origin != log.name)
    return Error{Code::unauthorized, "the checkpoint is of " + head.origin + ", the key of " + log.name};
  return head;
}

}  // namespace

Result<HeadRelation> compare_heads(std::string_view a, std::string_view b, const VerifierKey& log,
                                   const std::optional<Proof>& proof) {
  PARLEY_TRY(Checkpoint older, verified_head(a, log).in("first head"));
  PARLEY_TRY(Checkpoint newer, verified_head(b, log).in("second head"));
  if (older.size > newer.size) std::swap(older, newer);
  if (older.size == newer.size) return older.root == newer.root ? HeadRelation::consistent : HeadRelation::equivocation;
  // Every tree extends the empty one.
  if (older.size == 0) return older.root == empty_root() ? HeadRelation::consistent : HeadRelation::inconsistent;
  const bool connected = proof && verify_consistency(older.size, newer.size, *proof, older.root, newer.root).ok();
  return connected ? HeadRelation::consistent : HeadRelation::inconsistent;
}

}  // namespace parley::journal
