// The proof file of `parley prove` and `parley verify`: one JSON text that shows, without a network, that an object was
// in a journal by a certain time. docs/formats/proof.md is precise enough for a second reader.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/leaf.h"
#include "journal/proof.h"

namespace parley::journal {

// A later head of the same log, and what shows that it extends the proven one.
struct LaterHead {
  std::string checkpoint;  // the signed note
  Proof consistency;
};
struct ProofBundle {
  TlogProof proof;
  std::string entry;                  // the leaf
  std::optional<std::string> object;  // RFC 8785 form; with its salt, or neither when it was erased
  std::optional<Salt> salt;
  Policy policy;
  std::optional<LaterHead> later;
};
std::string write_bundle(const ProofBundle& bundle);
// Parses without verifying. At most 64 MB.
Result<ProofBundle> parse_bundle(std::string_view file_text);

// What a good proof shows.
struct ProofReport {
  std::string origin;
  std::uint64_t size = 0, index = 0;  // of the checkpoint; of the entry
  Micros date_added{};                // as the journal's owner signed it
  LeafKind kind = LeafKind::assertion;
  std::vector<std::uint64_t> purged;  // entries whose content a purge erased
  Hash commit{};
  bool object_shown = false;  // false: only that an entry of this time and kind is there
  std::string object_id, object_type;
  std::string log_key;          // to compare with the one that the owner gave you by another way
  bool log_key_pinned = false;  // false: log_key was taken from the file itself, and proves nothing about who made it
  std::vector<Verified> witnesses;  // those of the policy that cosigned
  std::vector<VerifierKey> absent;  // those of the policy that did not, and without which it is satisfied
  Quorum quorum;
  bool policy_pinned = false;  // false: witnesses and quorum too were taken from the file
  std::optional<std::uint64_t> later_size;
};

// Every check, none of which needs a network: the object and salt give the commitment, the entry is well-formed and
// under the signed head, the key is the pinned one if there is one, enough witnesses cosigned, the later head extends
// the proven one. The error is the first that fails and begins with its name: "format", "key", "signature", "origin",
// "quorum", "inclusion", "entry", "commitment", "later".
Result<ProofReport> verify_bundle(std::string_view file_text, const std::optional<VerifierKey>& pinned);
// The same with the reader's own policy in the place of the file's.
Result<ProofReport> verify_bundle(std::string_view file_text, const Policy& pinned);

}  // namespace parley::journal
