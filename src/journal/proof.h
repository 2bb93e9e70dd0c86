// C2SP tlog-proof@v1: one file that shows, offline, that an entry is in a log whose head is signed and cosigned.
#pragma once

#include "journal/merkle.h"
#include "journal/policy.h"

namespace parley::journal {

struct TlogProof {
  std::optional<std::string> extra;  // unauthenticated; kept, never trusted
  std::uint64_t index = 0;
  Proof hashes;
  std::string checkpoint;  // the signed note, as it is
  static Result<TlogProof> parse(std::string_view text);
  std::string to_string() const;
};

struct ProofVerdict {
  Checkpoint checkpoint;
  std::vector<Verified> witnesses;  // those that cosigned
};
// Everything at once: log signature and origin, quorum, inclusion of `entry`. The error is the first
// that fails and begins with its name: "format", "signature", "quorum", "origin", "inclusion".
Result<ProofVerdict> verify_proof(const TlogProof& proof, std::string_view entry, const Policy& policy);

}  // namespace parley::journal
