// Proof files (docs/formats/proof.md) of entries in this node's journals and mirrors.
#pragma once

#include <string>

#include "journal/journal.h"
#include "node/node.h"

namespace parley::cli {

struct ProofFile {
  std::string text;
  std::string origin, verifier_key;
  std::size_t members = 0;  // of the group, whose cosignatures are in it, and which its policy asks for
  // Outside witnesses that the charter names: those whose cosignatures are in it, how many it asks for, and who they
  // are.
  std::size_t witnesses = 0, witnesses_named = 0, quorum = 0;
  std::string asked;  // "", or for people: whom the policy of the file asks for
  bool quorum_met() const { return witnesses >= quorum; }
};
// `journal`: name, alias or collection id. Under the newest head that the charter's outside witnesses have cosigned if
// there is one, else the newest.
Result<ProofFile> make_proof_file(node::Node& node, std::string_view journal, journal::Seq seq);

}  // namespace parley::cli
