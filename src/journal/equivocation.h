// Two heads that one log signed, set side by side.
#pragma once

#include <optional>

#include "journal/merkle.h"
#include "journal/note.h"

namespace parley::journal {

enum class HeadRelation {
  consistent,    // the same tree, or shown by the proof to extend each other
  equivocation,  // one size and two roots under good signatures: this pair alone proves that the log lied
  inconsistent,  // two sizes, and the proof does not connect them: not yet a proof of anything against the log
};
// Compares the signed notes `a` and `b`; `proof` leads from the smaller to the larger when the sizes differ. Fails when
// either is not a checkpoint of `log` under a good signature: then nothing can be said.
Result<HeadRelation> compare_heads(std::string_view a, std::string_view b, const VerifierKey& log,
                                   const std::optional<Proof>& proof);

}  // namespace parley::journal
