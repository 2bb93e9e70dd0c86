// Whom to believe about a log (C2SP tlog-policy): the log's key, the witnesses that are known, and which cosignatures
// are enough.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "journal/note.h"

namespace parley::journal {

// So many of `witnesses` and `groups` together; a group counts when its own rule is met. Without anything nobody is
// asked for.
struct Quorum {
  std::size_t threshold = 0;
  std::vector<VerifierKey> witnesses;
  std::vector<Quorum> groups;

  static Quorum all_of(std::vector<VerifierKey> witnesses, std::vector<Quorum> groups = {});
  bool met_by(std::span<const Verified> cosigned) const;
  // For people: "2 of (w1.example, w2.example, 1 of (w3.example))"; with `cosigned` only what has not been met, and of
  // that only who has not cosigned: "1 more of (w2.example)". Empty when nothing lacks.
  std::string to_string() const;
  std::string lacking(std::span<const Verified> cosigned) const;
  // All witnesses of the tree.
  std::vector<VerifierKey> keys() const;
};

struct Policy {
  VerifierKey log;
  Quorum quorum;
  std::vector<VerifierKey> others =
      {};  // known, so that a wrong signature of theirs is an error, and counted for nothing

  // The text form ("log", "witness", "group", "quorum" lines). Nothing in it may stand in two groups, so that a witness
  // counts once. At most 128 witnesses and as many groups. A policy of more than one log is unsupported: a proof is of
  // one.
  static Result<Policy> parse(std::string_view text);
  // Names in it are w1, w2, ... and g1, g2, ...: they mean nothing outside.
  std::string to_string() const;
  // Of the quorum and the others.
  std::vector<VerifierKey> witnesses() const;
};

}  // namespace parley::journal
