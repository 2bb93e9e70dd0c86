// Reads what this party signs and shows itself with, once. Keys are looked for in the charters first: a
// node.db that was lost, or is older than the keys, must not make a node believe that any key in its folder
// is the right one.
#include "node/own_party.h"

#include <fmt/format.h>

#include "group/charter.h"
#include "http/certificate_check.h"
#include "http/server.h"
#include "node/health.h"
#include "node/keys.h"
#include "node/node.h"
#include "node/own_keys.h"

namespace parley::node {
namespace {

// Pinned by hand at every other party: a new one means a new card for everybody, so it lasts ten years.
constexpr int kPeerCertificateDays = 3650;

// The public keys that the charters in force have for this party, for a node.db that does not know them yet.
struct CharterKeys {
  std::optional<PublicKey> party, witness;
};
Result<CharterKeys> keys_in_charters(store::GroupDb& db, Node& node) {
  CharterKeys out;
  PARLEY_TRY(const auto rows, db.charters());
  for (const auto& row : rows) {
    if (row.text.empty()) continue;
    const auto charter = group::parse_charter(row.text);
    if (!charter.ok()) continue;  // Charters::reload() says so
    const std::string& own = node.config().party.identity;
    if (const auto* member = group::find_member(charter->terms, own)) out.party = member->party_key.key;
    if (const auto* signature = group::find_signature(*charter, own)) {
      out.witness = signature->witness_key.key;
      node.own_keys().expect(signature->journal_key.name, signature->journal_key.key);
    }
  }
  return out;
}

// Others have pinned the certificate on the card that was handed out last.
void check_certificate(Node& node, const std::filesystem::path& certificate, const std::filesystem::path& key,
                       const std::string& fingerprint) {
  const std::string handed_out = node.own_keys().certificate_on_card();
  if (auto pair = http::check_key_pair(certificate, key); !pair.ok())
    node.health().set("certificate", {Trouble::wrong_key,
                                      fmt::format("{}: no other party's node can be talked to until both files are "
                                                  "brought back from a backup",
                                                  pair.error().message)});
  else if (!handed_out.empty() && handed_out != fingerprint)
    node.health().set("certificate",
                      {Trouble::wrong_key, fmt::format("{} is another certificate than the one on the card that others "
                                                       "have: bring it back from a backup, or hand out a new card "
                                                       "(parley peer invite)",
                                                       certificate.string())});
}

}  // namespace

Result<std::unique_ptr<const OwnParty>> OwnParty::open(Node& node, store::GroupDb& db) {
  const auto keys = node.dir() / "keys";
  PARLEY_TRY(const CharterKeys expected, keys_in_charters(db, node));
  // One that is lost is not made again without a word when others know it.
  std::error_code ignored;
  if (!std::filesystem::exists(keys / "witness.key", ignored) && !expected.witness && !node.own_keys().known("witness"))
    PARLEY_TRY_STATUS(write_key(keys / "witness.key", SigningKey::generate()));
  PARLEY_TRY(auto party, node.own_keys().find("party", expected.party));
  PARLEY_TRY(auto witness, node.own_keys().find("witness", expected.witness));
  std::unique_ptr<OwnParty> out(new OwnParty{.identity = node.config().party.identity,
                                             .domain = node.config().journals.domain,
                                             .party_key = std::move(party.key),
                                             .witness_key = std::move(witness.key),
                                             .party_key_wrong = std::move(party.wrong),
                                             .witness_key_wrong = std::move(witness.wrong),
                                             .certificate = keys / "peer.pem",
                                             .certificate_key = keys / "peer.key",
                                             .fingerprint = {}});
  // Only where there is neither: a damaged or lost one is reported and not replaced, since others have pinned it, and
  // the key that is left may be the only one.
  if (!std::filesystem::exists(out->certificate, ignored) && !std::filesystem::exists(out->certificate_key, ignored))
    PARLEY_TRY_STATUS(
        http::write_self_signed(out->certificate, out->certificate_key, out->domain, kPeerCertificateDays));
  if (auto fingerprint = http::certificate_fingerprint(out->certificate); fingerprint.ok())
    out->fingerprint = std::move(fingerprint).value();  // else check_certificate() says so
  check_certificate(node, out->certificate, out->certificate_key, out->fingerprint);
  return std::unique_ptr<const OwnParty>(std::move(out));
}

}  // namespace parley::node
