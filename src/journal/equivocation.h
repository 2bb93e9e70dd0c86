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

// How the tree of the larger of two heads begins: the root of its first entries, as many as the smaller head covers,
// and what leads from there to it.
struct Prefix {
  Hash root{};
  Proof proof;
};
// The same with what the larger head begins with: when that is proved and is not the tree of the smaller head, the
// result is equivocation - then the two heads and the prefix together prove that the log lied, though their sizes
// differ. For heads of one size `prefix` is not looked at.
Result<HeadRelation> compare_heads(std::string_view a, std::string_view b, const VerifierKey& log,
                                   const Prefix& prefix);

}  // namespace parley::journal
