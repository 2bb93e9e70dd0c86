// Proof files (docs/formats/proof.md) of entries in this node's journals and mirrors.
#pragma once

#include <string>

#include "journal/journal.h"
#include "node/node.h"

namespace parley::cli {

struct ProofFile {
  std::string text;
  std::string origin, verifier_key;
  std::size_t witnesses = 0;  // members of the group whose cosignatures are in it, and which its policy asks for
};
// `journal`: name, alias or collection id.
Result<ProofFile> make_proof_file(node::Node& node, std::string_view journal, journal::Seq seq);

}  // namespace parley::cli
