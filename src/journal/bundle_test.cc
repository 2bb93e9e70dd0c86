#include "journal/bundle.h"

#include <gmock/gmock.h>

#include "base/keys.h"
#include "journal/merkle.h"

namespace parley::journal {
namespace {

using ::testing::StartsWith;

constexpr const char* kOrigin = "node.gov-a.example/j/7f3k";
constexpr Micros kTime{1'795'336'493'123'456};

// A log of five entries, the third of which is proven.
struct Scene {
  SigningKey log = SigningKey::from_seed(std::vector<std::uint8_t>(32, 1)).value();
  SigningKey witness = SigningKey::from_seed(std::vector<std::uint8_t>(32, 2)).value();
  VerifierKey log_key = VerifierKey::make(kOrigin, SignatureType::ed25519, log.public_key());
  VerifierKey witness_key = VerifierKey::make("w.example", SignatureType::cosignature_v1, witness.public_key());
  std::string object =
      R"({"id":"identity--733c5838-34d9-4fbf-949c-62aba761184c","name":"\u00fc \"x\"","type":"identity"})";
  Salt salt{7};
  std::vector<std::string> entries;

  Scene() {
    for (int i = 0; i < 9; ++i)
      entries.push_back(make_leaf(LeafKind::assertion, commitment(salt, i == 2 ? object : std::to_string(i)),
                                  Micros{kTime.value + i}));
  }
  Result<Hash> hash(int level, std::uint64_t index) const {
    if (level == 0) return leaf_hash(entries.at(index));
    PARLEY_TRY(const Hash left, hash(level - 1, index * 2));
    PARLEY_TRY(const Hash right, hash(level - 1, index * 2 + 1));
    return node_hash(left, right);
  }
  HashReader reader() const {
    return [this](int level, std::uint64_t index) { return hash(level, index); };
  }
  std::string head(std::uint64_t size, bool cosigned, const SigningKey& by) const {
    const std::string text = Checkpoint{kOrigin, size, tree_root(size, reader()).value(), ""}.to_string();
    Note note{text, {sign_note(text, kOrigin, by)}};
    if (cosigned) note.signatures.push_back(cosign_note(text, "w.example", witness, 1'795'336'500));
    return note.to_string();
  }
  ProofBundle bundle() const {
    ProofBundle out;
    out.proof = {.extra = std::nullopt,
                 .index = 2,
                 .hashes = prove_inclusion(2, 5, reader()).value(),
                 .checkpoint = head(5, true, log)};
    out.entry = entries[2];
    out.object = object;
    out.salt = salt;
    out.policy = {.log = log_key, .quorum = Quorum::all_of({witness_key})};
    out.later = LaterHead{head(9, false, log), prove_consistency(5, 9, reader()).value()};
    return out;
  }
};

std::string reason(const ProofBundle& bundle, const std::optional<VerifierKey>& pinned = std::nullopt) {
  const auto report = verify_bundle(write_bundle(bundle), pinned);
  return report.ok() ? "ok" : report.error().message;
}

TEST(ProofBundle, ShowsWhatItProves) {
  const Scene scene;
  const auto report = verify_bundle(write_bundle(scene.bundle()), scene.log_key);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(report->origin, kOrigin);
  EXPECT_EQ(report->size, 5u);
  EXPECT_EQ(report->index, 2u);
  EXPECT_EQ(report->date_added, Micros{kTime.value + 2});
  EXPECT_EQ(report->kind, LeafKind::assertion);
  EXPECT_EQ(report->object_id, "identity--733c5838-34d9-4fbf-949c-62aba761184c");
  EXPECT_EQ(report->object_type, "identity");
  EXPECT_TRUE(report->object_shown);
  EXPECT_TRUE(report->log_key_pinned);
  EXPECT_FALSE(report->policy_pinned);
  EXPECT_EQ(report->log_key, scene.log_key.to_string());
  ASSERT_EQ(report->witnesses.size(), 1u);
  EXPECT_EQ(report->witnesses[0].timestamp, 1'795'336'500u);
  EXPECT_EQ(report->later_size, 9u);
}

TEST(ProofBundle, ComesBackAsItWent) {
  const Scene scene;
  const std::string text = write_bundle(scene.bundle());
  EXPECT_EQ(write_bundle(parse_bundle(text).value()), text);
}

TEST(ProofBundle, SaysWhenNobodyVouchesForTheKey) {
  const Scene scene;
  const auto report = verify_bundle(write_bundle(scene.bundle()), std::nullopt).value();
  EXPECT_FALSE(report.log_key_pinned);
  EXPECT_EQ(report.log_key, scene.log_key.to_string()) << "to be compared by a person";
}

TEST(ProofBundle, AnErasedObjectLeavesTheEntry) {
  const Scene scene;
  ProofBundle bundle = scene.bundle();
  bundle.object.reset();
  bundle.salt.reset();
  const auto report = verify_bundle(write_bundle(bundle), scene.log_key).value();
  EXPECT_FALSE(report.object_shown);
  EXPECT_EQ(report.object_id, "");
  EXPECT_EQ(report.date_added, Micros{kTime.value + 2});
}

TEST(ProofBundle, EachFailingCheckHasItsName) {
  const Scene scene;
  const SigningKey stranger = SigningKey::generate();
  const VerifierKey strange_key = VerifierKey::make(kOrigin, SignatureType::ed25519, stranger.public_key());
  ProofBundle b = scene.bundle();
  EXPECT_THAT(reason(b, strange_key), StartsWith("key: "));
  b.policy.log = strange_key;
  EXPECT_THAT(reason(b), StartsWith("signature: "));
  b = scene.bundle(),
  b.policy.log = VerifierKey::make("node.gov-b.example/j/1", SignatureType::ed25519, scene.log.public_key());
  EXPECT_THAT(reason(b), StartsWith("signature: "));
  b = scene.bundle(), b.proof.checkpoint = scene.head(5, false, scene.log);
  EXPECT_THAT(reason(b), StartsWith("quorum: "));
  b = scene.bundle(), b.proof.index = 3;
  EXPECT_THAT(reason(b), StartsWith("inclusion: "));
  b = scene.bundle(), b.entry = scene.entries[3];
  EXPECT_THAT(reason(b), StartsWith("inclusion: "));
  b = scene.bundle(), b.proof.hashes.pop_back();
  EXPECT_THAT(reason(b), StartsWith("inclusion: "));
  b = scene.bundle(), b.object->back() = ' ';
  EXPECT_THAT(reason(b), StartsWith("commitment: "));
  b = scene.bundle(), b.salt->at(31) ^= 1;
  EXPECT_THAT(reason(b), StartsWith("commitment: "));
  b = scene.bundle(), b.later->consistency[0][5] ^= 1;
  EXPECT_THAT(reason(b), StartsWith("later: "));
  b = scene.bundle(), b.later->checkpoint = scene.head(9, false, stranger);
  EXPECT_THAT(reason(b), StartsWith("later: "));
  b = scene.bundle(),
  b.later = LaterHead{scene.head(4, false, scene.log), prove_consistency(4, 5, scene.reader()).value()};
  EXPECT_THAT(reason(b), StartsWith("later: the later head is smaller"));
  b = scene.bundle(), b.salt.reset();
  EXPECT_THAT(reason(b), StartsWith("format: "));
}

TEST(ProofBundle, AnEntryThatIsNoLeafShowsNothing) {
  Scene scene;
  scene.entries[2] = R"({"kind":"assert"})";
  EXPECT_THAT(reason(scene.bundle()), StartsWith("entry: "));
}

TEST(ProofBundle, TwoRootsForOneSizeAreKeptAsAProofAgainstTheLog) {
  const Scene scene;
  Scene fork;
  fork.entries[0] = "another history";
  ProofBundle b = scene.bundle();
  b.later = LaterHead{fork.head(5, false, scene.log), {}};
  EXPECT_THAT(reason(b), StartsWith("later: the log has signed two roots"));
}

TEST(ProofBundle, TheReadersOwnPolicyDecides) {
  const Scene scene;
  const std::string text = write_bundle(scene.bundle());
  EXPECT_TRUE(verify_bundle(text, Policy{.log = scene.log_key, .quorum = Quorum::all_of({scene.witness_key})})
                  .value()
                  .policy_pinned);
  const VerifierKey other =
      VerifierKey::make("w.example", SignatureType::cosignature_v1, SigningKey::generate().public_key());
  EXPECT_THAT(verify_bundle(text, Policy{.log = scene.log_key, .quorum = Quorum::all_of({other})}).error().message,
              StartsWith("quorum: "));
}

TEST(ProofBundle, RefusesOtherFiles) {
  const Scene scene;
  const std::string good = write_bundle(scene.bundle());
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    const auto report = verify_bundle(text, scene.log_key);
    return report.ok() ? "ok" : report.error().message;
  };
  EXPECT_THAT(with("parley-proof/1", "parley-proof/2"), StartsWith("format: this version reads"));
  EXPECT_THAT(with("\"entry\"", "\"entry2\""), StartsWith("format: "));
  EXPECT_THAT(with("\"format\"", "\"format\":\"parley-proof/1\",\"format\""), StartsWith("format: "));
  EXPECT_THAT(with("\"format\"", "\"note\":\"trust me\",\"format\""), StartsWith("format: "));
  EXPECT_THAT(with("\"consistency\": [", "\"consistency\": [1, "), StartsWith("format: "));
  EXPECT_THAT(with("index 2", "index 02"), StartsWith("format: "));
  EXPECT_THAT(with("quorum g1", "quorum nobody"), StartsWith("format: "));
  for (const char* text : {"", "{}", "[]", "null", "{\"format\":1}", "\xff"})
    EXPECT_THAT(verify_bundle(text, std::nullopt).error().message, StartsWith("format: ")) << text;
  for (std::size_t size = 0; size + 2 < good.size(); size += 7)
    EXPECT_FALSE(verify_bundle(good.substr(0, size), std::nullopt).ok()) << size;
}

}  // namespace
}  // namespace parley::journal
