// Proofs on a terminal: what a file shows, what checking one has found, and who holds what was released.
#pragma once

#include <string>
#include <vector>

#include "desk/proofs.h"

namespace parley::view {

// Each is lines, ended. `file`: where it was written.
std::string proof_text(const desk::Proof& proof, const std::string& file);
// "not yet cosigned by the witnesses: 1 of 2"; empty: as many have cosigned as the charter asks for.
std::string quorum_text(const desk::Proof& proof);
std::string report_text(const journal::ProofReport& report);
std::string holders_text(const std::vector<desk::Holding>& holders);

}  // namespace parley::view
