// From what a comparison was made, and how strictly what is shown must be handled: what a reader needs to hold a
// printed page against his own copies.
#pragma once

#include <string>
#include <vector>

#include "accounts/report.h"
#include "node/node.h"

namespace parley::desk {

struct Provenance {
  struct Source {
    std::string title, voice, sha256;  // voice: for whom it speaks, such as "the Courier (Strelsau)"; may be empty
    std::uint64_t bytes = 0;           // 0: the text is not here
  };
  // The signed head of a journal that what is shown stands in.
  struct Head {
    std::string journal;
    std::uint64_t entries = 0;
    std::string root;  // base64, as the head has it; empty: nothing was signed yet
  };
  Micros made{};
  std::string party;                   // whose node made it
  std::vector<Source> documents;       // of what is shown
  std::vector<Head> heads;             // by name
  std::vector<std::string> recorders;  // who recorded the statements; empty: that is not stated
  std::string marking;  // the strictest of what is shown: "TLP:AMBER"; "MARKED" when it is none of TLP; empty: none
  std::size_t marked = 0, objects = 0;
};
// Fails when a journal cannot be read.
Result<Provenance> provenance_of(node::Node& node, const accounts::Comparison& comparison,
                                 const accounts::Selection& selection, Micros now);

}  // namespace parley::desk
