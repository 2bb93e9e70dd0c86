#include "journal/proof.h"

#include <gmock/gmock.h>
#include <simdjson.h>

#include "journal/equivocation.h"
#include "testing/vectors.h"

namespace parley::journal {
namespace {

namespace dom = simdjson::dom;

Policy published_policy(dom::element policy) {
  Policy out{.log = VerifierKey::parse(policy["logVkey"].get_string()).value(), .witnesses = {}, .quorum = 0};
  for (const dom::element key : policy["witnessVkeys"].get_array())
    out.witnesses.push_back(VerifierKey::parse(key.get_string()).value());
  EXPECT_EQ(policy["quorum"].get_string().value(), "all");
  out.quorum = out.witnesses.size();
  return out;
}

TEST(TlogProof, AgreesWithThePublishedProofs) {
  PARLEY_SHARED_PATH(path, "vectors/tlog/tlog-proof.json");
  dom::parser parser;
  const dom::element all = parser.load(path.string());
  const Policy policy = published_policy(all["policy"]);
  const auto through_text = Policy::parse(policy.to_string());
  ASSERT_TRUE(through_text.ok()) << through_text.error().message;
  EXPECT_EQ(through_text->quorum, policy.quorum);
  for (const dom::element v : all["vectors"].get_array()) {
    SCOPED_TRACE(std::string(v["name"].get_string().value()));
    const std::string_view text = v["proof"].get_string(), leaf = v["leaf"].get_string();
    const auto proof = TlogProof::parse(text);
    const auto verdict = proof.ok() ? verify_proof(*proof, leaf, policy) : Result<ProofVerdict>(proof.error());
    EXPECT_EQ(verdict.ok(), v["expect"].get_string().value() == "ok") << (verdict.ok() ? "" : verdict.error().message);
    if (!verdict.ok()) continue;
    EXPECT_EQ(proof->to_string(), text);
    EXPECT_EQ(verdict->witnesses.size(), policy.witnesses.size());
    EXPECT_FALSE(verify_proof(*proof, std::string(leaf) + " ", policy).ok());
  }
}

TEST(TlogProof, RefusesEveryOtherSpelling) {
  const std::string checkpoint = "a.example/log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n\xe2\x80\x94 a.example/log AAAAAAAA\n";
  const std::string hash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", head = "c2sp.org/tlog-proof@v1\n";
  EXPECT_TRUE(TlogProof::parse(head + "index 0\n\n" + checkpoint).ok());
  EXPECT_TRUE(TlogProof::parse(head + "extra \nindex 0\n" + hash + "\n" + checkpoint).ok()) << "empty extra data";
  std::string too_long = head + "index 0\n";
  for (int i = 0; i < 64; ++i) too_long += hash;
  for (const std::string& text :
       {std::string(), head, head + "index 0\n", head + "index 0\n" + checkpoint, head + "index 0\n\n", "\n" + head + "index 0\n\n" + checkpoint,
        "C2SP.org/tlog-proof@v1\nindex 0\n\n" + checkpoint, head + "index 00\n\n" + checkpoint, head + "index -0\n\n" + checkpoint,
        head + "index +1\n\n" + checkpoint, head + "index 0 \n\n" + checkpoint, head + "index  0\n\n" + checkpoint, head + "index \n\n" + checkpoint,
        head + "index 9223372036854775808\n\n" + checkpoint, head + "index 0\r\n\n" + checkpoint, head + "extra x\nindex 0\n\n" + checkpoint,
        head + "extra\nindex 0\n\n" + checkpoint, head + "extra AAAA\nextra AAAA\nindex 0\n\n" + checkpoint,
        head + "index 0\nextra AAAA\n\n" + checkpoint, head + "index 0\nAAAA\n\n" + checkpoint, head + "index 0\n\n\n" + checkpoint,
        too_long + "\n" + checkpoint, head + "index 0\n\nno checkpoint\n\n\xe2\x80\x94 a AAAAAAAA\n"})
    EXPECT_FALSE(TlogProof::parse(text).ok()) << text;
}

TEST(TlogProof, TheKeyMustBeThatOfTheOrigin) {
  const SigningKey key = SigningKey::generate();
  const std::string entry = "entry";
  const std::string text = Checkpoint{"a.example/log", 1, leaf_hash(entry), ""}.to_string();
  const TlogProof proof{.extra = {}, .index = 0, .hashes = {}, .checkpoint = Note{text, {sign_note(text, "b.example/log", key)}}.to_string()};
  const VerifierKey vkey = VerifierKey::make("b.example/log", SignatureType::ed25519, key.public_key());
  EXPECT_THAT(verify_proof(proof, entry, {vkey, {}, 0}).error().message, ::testing::HasSubstr("origin: the checkpoint is of a.example/log"));
}

struct Keys {
  std::string log, w1, w2, w3;
};
Keys some_keys() {
  const auto key = [](std::string name, SignatureType type) {
    return VerifierKey::make(std::move(name), type, SigningKey::generate().public_key()).to_string();
  };
  return {key("log.example", SignatureType::ed25519), key("w1.example", SignatureType::cosignature_v1),
          key("w2.example", SignatureType::cosignature_v1), key("w3.example", SignatureType::cosignature_v1)};
}

TEST(Policy, ReadsTheTextForm) {
  const Keys k = some_keys();
  const std::string base = "# who may say so\n\n log \t" + k.log + " https://log.example/\nwitness X1 " + k.w1 + "\nwitness X2 " + k.w2 +
                           " https://w2.example/\nwitness X3 " + k.w3 + "\n";
  struct Row {
    std::string lines;
    std::size_t quorum, witnesses;
  };
  for (const Row& row : {Row{"quorum none\n", 0, 3}, Row{"quorum X2\n", 1, 1}, Row{"group G all X1 X2\nquorum G\n", 2, 2},
                         Row{"group G any X1 X2 X3\nquorum G\n", 1, 3}, Row{"group G 2 X1 X2 X3\nquorum G", 2, 3},
                         Row{"group G 1 X1\ngroup H any X2 X3\n  # nested no, beside each other yes\nquorum H\n", 1, 2}}) {
    const auto policy = Policy::parse(base + row.lines);
    ASSERT_TRUE(policy.ok()) << row.lines << policy.error().message;
    EXPECT_EQ(policy->quorum, row.quorum) << row.lines;
    EXPECT_EQ(policy->witnesses.size(), row.witnesses) << row.lines;
    const auto again = Policy::parse(policy->to_string());
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again->to_string(), policy->to_string());
  }
}

TEST(Policy, RefusesWhatItWouldOtherwiseWeaken) {
  const Keys k = some_keys();
  const std::string base = "log " + k.log + "\nwitness X1 " + k.w1 + "\nwitness X2 " + k.w2 + "\n";
  for (const std::string& text :
       {std::string(), "quorum none\n" + std::string(), "log " + k.log + "\n", base, base + "quorum X3\n", base + "quorum none\nquorum none\n",
        base + "quorum G\ngroup G any X1\n", base + "group G 0 X1\nquorum G\n", base + "group G 3 X1 X2\nquorum G\n",
        base + "group G 1x X1 X2\nquorum G\n", base + "group G any\nquorum G\n", base + "group G any X1 X1\nquorum G\n",
        base + "group G any X1\ngroup H any X1 X2\nquorum H\n", base + "group G any X1\ngroup H any G X2\nquorum H\n",
        base + "group none any X1\nquorum none\n", base + "group X1 any X2\nquorum X1\n", base + "witness X3 " + k.w1 + "\nquorum none\n",
        base + "witness X1 " + k.w3 + "\nquorum none\n", base + "witness none " + k.w3 + "\nquorum none\n", base + "witness X3 " + k.log + "\nquorum none\n",
        base + "log " + k.log + "\nquorum none\n", "log " + k.w1 + "\nquorum none\n", base + "quorum none # comment\n", base + "Quorum none\n",
        base + "quorum none\r\n", base + "quorum none\x7f\n", base + "quorum\n", std::string("log\nquorum none\n"), base + "witness X3\nquorum none\n"})
    EXPECT_FALSE(Policy::parse(text).ok()) << text;
}

TEST(Policy, CountsOnlyWitnessesOfTheQuorum) {
  const SigningKey log_key = SigningKey::generate(), w1 = SigningKey::generate(), w2 = SigningKey::generate();
  const std::string entry = "entry", text = Checkpoint{"l", 1, leaf_hash(entry), ""}.to_string();
  const auto proof = [&](std::vector<NoteSignature> cosignatures) {
    cosignatures.push_back(sign_note(text, "l", log_key));
    return TlogProof{.extra = {}, .index = 0, .hashes = {}, .checkpoint = Note{text, std::move(cosignatures)}.to_string()};
  };
  const Policy policy{VerifierKey::make("l", SignatureType::ed25519, log_key.public_key()),
                      {VerifierKey::make("w1", SignatureType::cosignature_v1, w1.public_key())}, 1};
  EXPECT_TRUE(verify_proof(proof({cosign_note(text, "w1", w1, 5)}), entry, policy).ok());
  EXPECT_FALSE(verify_proof(proof({cosign_note(text, "w2", w2, 5)}), entry, policy).ok());
  EXPECT_FALSE(verify_proof(proof({cosign_note(text, "w1", w2, 5)}), entry, policy).ok());
  EXPECT_FALSE(verify_proof(proof({}), entry, policy).ok());
  EXPECT_FALSE(verify_proof(proof({sign_note(text, "w1", w1)}), entry, policy).ok()) << "an ordinary signature is no cosignature";
}

TEST(Equivocation, AgreesWithThePublishedPairs) {
  PARLEY_SHARED_PATH(path, "vectors/tlog/equivocation.json");
  dom::parser parser;
  const dom::element all = parser.load(path.string());
  const VerifierKey log = VerifierKey::parse(all["logVkey"].get_string()).value();
  for (const dom::element v : all["vectors"].get_array()) {
    std::optional<Proof> proof;
    dom::array hashes;
    if (v["consistencyProof"].get(hashes) == simdjson::SUCCESS) {
      proof.emplace();
      for (const dom::element hash : hashes) proof->push_back(hash_from_base64(hash.get_string()).value());
    }
    const std::string_view a = v["a"].get_string(), b = v["b"].get_string(), expect = v["expect"].get_string();
    const HeadRelation wanted = expect == "consistent"     ? HeadRelation::consistent
                                : expect == "equivocation" ? HeadRelation::equivocation
                                                           : HeadRelation::inconsistent;
    EXPECT_EQ(compare_heads(a, b, log, proof).value(), wanted) << v["name"];
    EXPECT_EQ(compare_heads(b, a, log, proof).value(), wanted) << v["name"] << ", the other way round";
    const std::string forged = std::string(a.substr(0, a.size() - 8)) + "AAAAAA=\n";
    EXPECT_FALSE(compare_heads(forged, b, log, proof).ok()) << "a head that nobody signed proves nothing";
  }
}

// Two histories of one log that share their first three entries.
TEST(Equivocation, IsProvedForTwoSizesByWhatTheLargerHeadBeginsWith) {
  const SigningKey key = SigningKey::generate();
  const VerifierKey log = VerifierKey::make("l", SignatureType::ed25519, key.public_key());
  const auto leaves = [](char history) -> HashReader {
    return [history](int level, std::uint64_t index) -> Result<Hash> {
      Frontier tree;
      for (std::uint64_t i = index << level; i < (index + 1) << level; ++i) tree.append(leaf_hash(std::string(1, i < 3 ? '=' : history) + std::to_string(i)));
      return tree.root();
    };
  };
  const auto head = [&](std::uint64_t size, const HashReader& tree) {
    const std::string text = Checkpoint{"l", size, tree_root(size, tree).value(), ""}.to_string();
    return Note{text, {sign_note(text, "l", key)}}.to_string();
  };
  const HashReader one = leaves('a'), other = leaves('b');
  for (std::uint64_t small = 1; small < 12; ++small)
    for (std::uint64_t large = small + 1; large < 14; ++large) {
      SCOPED_TRACE(std::to_string(small) + " and " + std::to_string(large));
      const Prefix prefix{tree_root(small, other).value(), prove_consistency(small, large, other).value()};
      const HeadRelation wanted = small <= 3 ? HeadRelation::consistent : HeadRelation::equivocation;
      EXPECT_EQ(compare_heads(head(small, one), head(large, other), log, prefix).value(), wanted);
      EXPECT_EQ(compare_heads(head(large, other), head(small, one), log, prefix).value(), wanted) << "the other way round";
      Prefix invented = prefix;
      invented.root[0] ^= 1;
      EXPECT_EQ(compare_heads(head(small, one), head(large, other), log, invented).value(), HeadRelation::inconsistent) << "an invented beginning proves nothing";
    }
  EXPECT_EQ(compare_heads(head(5, one), head(5, other), log, Prefix{}).value(), HeadRelation::equivocation);
}

}  // namespace
}  // namespace parley::journal
