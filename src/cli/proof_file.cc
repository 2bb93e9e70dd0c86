#include "cli/proof_file.h"

#include "journal/bundle.h"
#include "node/groups.h"

namespace parley::cli {
namespace {

// The other members that have cosigned the head which the proof stands on.
journal::Policy policy_of(node::Node& node, const store::CollectionRow& row, const journal::VerifierKey& log, const std::string& checkpoint) {
  journal::Policy policy{.log = log, .witnesses = {}, .quorum = 0};
  const auto view = node.groups().group(row.root);
  const auto note = journal::Note::parse(checkpoint);
  if (!view.ok() || !note.ok()) return policy;
  for (const auto& signature : view->charter.signatures) {
    if (signature.journal_key.name == row.origin) continue;
    if (journal::verify_note(*note, {signature.witness_key}).ok()) policy.witnesses.push_back(signature.witness_key);
  }
  policy.quorum = policy.witnesses.size();
  return policy;
}

}  // namespace

Result<ProofFile> make_proof_file(node::Node& node, std::string_view journal, journal::Seq seq) {
  PARLEY_TRY(const auto info, node.journal(journal));
  PARLEY_TRY(auto shown, info.journal->prove(seq));
  PARLEY_TRY(const std::string key, node.verifier_key(journal));
  PARLEY_TRY(const auto verifier, journal::VerifierKey::parse(key));
  ProofFile out;
  journal::ProofBundle bundle{.proof = std::move(shown.proof), .entry = shown.entry, .object = shown.object, .salt = shown.salt,
                              .policy = {.log = verifier, .witnesses = {}, .quorum = 0}, .later = {}};
  bundle.policy = policy_of(node, info.row, verifier, bundle.proof.checkpoint);
  out.witnesses = bundle.policy.witnesses.size();
  out.text = journal::write_bundle(bundle);
  out.origin = info.row.origin;
  out.verifier_key = key;
  return out;
}

}  // namespace parley::cli
