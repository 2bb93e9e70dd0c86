#include "cli/proof_file.h"

#include <algorithm>

#include "journal/bundle.h"
#include "node/groups.h"

namespace parley::cli {
namespace {

bool has_cosigned(const journal::Note& note, const journal::VerifierKey& key) {
  // A wrong line of one must not hide the good ones of others.
  return journal::verify_note(note, {key}).ok();
}

// The other members that have cosigned the head, and as many outside witnesses as the charter asks for; while those
// lack, the ones that are there.
journal::Policy policy_of(const group::Charter& charter, const journal::VerifierKey& log, const std::string& checkpoint,
                          ProofFile& out) {
  journal::Policy policy{.log = log, .quorum = {}};
  const auto note = journal::Note::parse(checkpoint);
  if (!note.ok()) return policy;
  std::vector<journal::VerifierKey> members, present, absent;
  for (const auto& signature : charter.signatures)
    if (signature.journal_key.name != log.name && has_cosigned(*note, signature.witness_key))
      members.push_back(signature.witness_key);
  for (const auto& witness : charter.terms.witnesses.named)
    (has_cosigned(*note, witness.key) ? present : absent).push_back(witness.key);
  out.members = members.size(), out.witnesses = present.size();
  out.witnesses_named = charter.terms.witnesses.named.size(), out.quorum = charter.terms.witnesses.quorum;
  journal::Quorum outside = node::outside_quorum(charter.terms);
  if (!out.quorum_met()) {
    outside = journal::Quorum::all_of(std::move(present));
    policy.others = std::move(absent);
  }
  policy.quorum = journal::Quorum::all_of(std::move(members), {std::move(outside)});
  out.asked = policy.quorum.to_string();
  return policy;
}

}  // namespace

Result<ProofFile> make_proof_file(node::Node& node, std::string_view journal, journal::Seq seq) {
  PARLEY_TRY(const auto info, node.journal(journal));
  PARLEY_TRY(const std::string key, node.verifier_key(journal));
  PARLEY_TRY(const auto verifier, journal::VerifierKey::parse(key));
  const auto view = node.groups().group(info.row.root);
  std::optional<journal::Note> head;
  if (view.ok() && !view->charter.terms.witnesses.named.empty()) {
    const auto member = std::find_if(view->members.begin(), view->members.end(),
                                     [&](const node::MemberView& one) { return one.journal == info.journal; });
    if (member != view->members.end()) head = node.groups().witnessed_head(*view, *member, seq);
  }
  PARLEY_TRY(auto shown, info.journal->prove(seq, head));
  ProofFile out;
  journal::ProofBundle bundle{.proof = std::move(shown.proof),
                              .entry = shown.entry,
                              .object = shown.object,
                              .salt = shown.salt,
                              .policy = {.log = verifier, .quorum = {}},
                              .later = {}};
  if (view.ok()) bundle.policy = policy_of(view->charter, verifier, bundle.proof.checkpoint, out);
  out.text = journal::write_bundle(bundle);
  out.origin = info.row.origin;
  out.verifier_key = key;
  return out;
}

}  // namespace parley::cli
