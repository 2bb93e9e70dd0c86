// What shows others that an object is in a journal, and shows this party that others hold it: proof files
// (docs/formats/proof.md), receipts, and the outside witnesses of a group.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/bundle.h"
#include "node/node.h"
#include "node/outside_witnesses.h"

namespace parley::desk {

struct Proof {
  std::string text;  // the file
  std::string origin, verifier_key;
  std::string id;  // of the object; empty when an entry was asked for
  journal::Seq entry = 0;
  std::size_t members = 0;  // of the group, whose cosignatures are in it, and which its policy asks for
  // Outside witnesses that the charter names: those whose cosignatures are in it, how many it asks for, and who they
  // are.
  std::size_t witnesses = 0, witnesses_named = 0, quorum = 0;
  bool quorum_met() const { return witnesses >= quorum; }
};

// That somebody else has an entry, as far as it is known: a member of the group that holds it, or an outside witness
// that has cosigned a head over it.
struct Holding {
  std::string group, id, author, author_name;  // alias; identity ids
  journal::Seq entry = 0;
  bool is_witness = false;
  std::string holder, holder_name;  // identity id, or the witness's verifier key
  std::optional<Micros> since;      // nothing: it is not known to
  std::uint64_t size = 0;           // of the first cosigned head over the entry that is kept here; 0: none
  std::string head;                 // that head
};

// A journal whose newest head the outside witnesses have not cosigned for longer than this node puts up with.
struct Unwitnessed {
  std::string group, member;  // alias; what this node calls the member
  node::OutsideWitnesses::Witnessing witnessing;
};

class Proofs {
 public:
  explicit Proofs(node::Node& node) : node_(node) {}

  // Of an object by what people type, in the version with this time or the latest. `journal`: name, alias or collection
  // id; empty: the one that has it - main, another of this party's, a mirror.
  Result<Proof> of_object(const std::string& typed, const std::string& journal,
                          const std::optional<Timestamp>& version = {}) const;
  // Of an entry. Under the newest head that the charter's outside witnesses have cosigned if there is one, else the
  // newest.
  Result<Proof> of_entry(std::string_view journal, journal::Seq entry) const;

  // A text, and what it is called in what is wrong with it.
  struct Named {
    std::string text, name;
  };
  // Whom whoever checks a proof believes: a journal's key, or a policy with its key, witnesses and quorum (C2SP
  // tlog-policy); at most one of them. Neither: whoever the file names, which proves nothing about who made it.
  struct Pinned {
    Named key = {}, policy = {};
  };
  // Needs no node. invalid_input says why the file proves nothing.
  static Result<journal::ProofReport> verify(const Named& file, const Pinned& pinned);

  // Who holds an object that was released, since when, in all groups or the one that is named: for every entry with it
  // a line for each other member and each outside witness. not_found when no group's journal has it.
  Result<std::vector<Holding>> holders(const std::string& typed, const std::string& group) const;

  std::vector<Unwitnessed> unwitnessed() const;

 private:
  node::Node& node_;
};

// `file`: where it was written, if it was.
std::string to_json(const Proof& proof, std::string_view file = {});
std::string to_json(const journal::ProofReport& report);
std::string to_json(const Holding& holding);
std::string to_json(const node::OutsideWitnesses::Witnessing& witnessing);

}  // namespace parley::desk
