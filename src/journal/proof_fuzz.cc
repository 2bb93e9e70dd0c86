// tlog-proofs, policies and proof files. What parses survives being written and read again; nothing random is a good
// proof.
#include <string_view>

#include "journal/bundle.h"

using namespace parley;
using namespace parley::journal;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto proof = TlogProof::parse(text);
  if (proof.ok()) {
    PARLEY_CHECK(proof->to_string() == text);
    const Policy policy{.log = VerifierKey::make("a", SignatureType::ed25519, PublicKey{9}), .quorum = {}};
    PARLEY_CHECK(!verify_proof(*proof, "entry", policy).ok());
  }
  const auto policy = Policy::parse(text);
  if (policy.ok()) {
    PARLEY_CHECK(policy->quorum.met_by({}) == (policy->quorum.threshold == 0));
    PARLEY_CHECK(policy->quorum.met_by({}) == policy->quorum.lacking({}).empty());
    const auto again = Policy::parse(policy->to_string());
    PARLEY_CHECK(again.ok() && again->to_string() == policy->to_string());
  }
  const auto bundle = parse_bundle(text);
  if (bundle.ok()) {
    const std::string written = write_bundle(*bundle);
    const auto again = parse_bundle(written);
    PARLEY_CHECK(again.ok() && write_bundle(*again) == written);
  }
  static_cast<void>(verify_bundle(text, std::nullopt).ok());
  return 0;
}
