#include "journal/proof.h"

#include <gmock/gmock.h>
#include <simdjson.h>

#include "journal/equivocation.h"
#include "testing/vectors.h"

namespace parley::journal {
namespace {

namespace dom = simdjson::dom;

Policy published_policy(dom::element policy) {
  std::vector<VerifierKey> witnesses;
  for (const dom::element key : policy["witnessVkeys"].get_array())
    witnesses.push_back(VerifierKey::parse(key.get_string()).value());
  EXPECT_EQ(policy["quorum"].get_string().value(), "all");
  return {.log = VerifierKey::parse(policy["logVkey"].get_string()).value(),
          .quorum = Quorum::all_of(std::move(witnesses))};
}

TEST(TlogProof, AgreesWithThePublishedProofs) {
  PARLEY_SHARED_PATH(path, "vectors/tlog/tlog-proof.json");
  dom::parser parser;
  const dom::element all = parser.load(path.string());
  const Policy policy = published_policy(all["policy"]);
  const auto through_text = Policy::parse(policy.to_string());
  ASSERT_TRUE(through_text.ok()) << through_text.error().message;
  EXPECT_EQ(through_text->to_string(), policy.to_string());
  for (const dom::element v : all["vectors"].get_array()) {
    SCOPED_TRACE(std::string(v["name"].get_string().value()));
    const std::string_view text = v["proof"].get_string(), leaf = v["leaf"].get_string();
    const auto proof = TlogProof::parse(text);
    const auto verdict = proof.ok() ? verify_proof(*proof, leaf, policy) : Result<ProofVerdict>(proof.error());
    EXPECT_EQ(verdict.ok(), v["expect"].get_string().value() == "ok") << (verdict.ok() ? "" : verdict.error().message);
    if (!verdict.ok()) continue;
    EXPECT_EQ(proof->to_string(), text);
    EXPECT_EQ(verdict->witnesses.size(), policy.witnesses().size());
    EXPECT_FALSE(verify_proof(*proof, std::string(leaf) + " ", policy).ok());
  }
}

TEST(TlogProof, RefusesEveryOtherSpelling) {
  const std::string checkpoint =
      "a.example/log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n\xe2\x80\x94 a.example/log AAAAAAAA\n";
  const std::string hash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", head = "c2sp.org/tlog-proof@v1\n";
  EXPECT_TRUE(TlogProof::parse(head + "index 0\n\n" + checkpoint).ok());
  EXPECT_TRUE(TlogProof::parse(head + "extra \nindex 0\n" + hash + "\n" + checkpoint).ok()) << "empty extra data";
  std::string too_long = head + "index 0\n";
  for (int i = 0; i < 64; ++i) too_long += hash;
  for (const std::string& text : {std::string(),
                                  head,
                                  head + "index 0\n",
                                  head + "index 0\n" + checkpoint,
                                  head + "index 0\n\n",
                                  "\n" + head + "index 0\n\n" + checkpoint,
                                  "C2SP.org/tlog-proof@v1\nindex 0\n\n" + checkpoint,
                                  head + "index 00\n\n" + checkpoint,
                                  head + "index -0\n\n" + checkpoint,
                                  head + "index +1\n\n" + checkpoint,
                                  head + "index 0 \n\n" + checkpoint,
                                  head + "index  0\n\n" + checkpoint,
                                  head + "index \n\n" + checkpoint,
                                  head + "index 9223372036854775808\n\n" + checkpoint,
                                  head + "index 0\r\n\n" + checkpoint,
                                  head + "extra x\nindex 0\n\n" + checkpoint,
                                  head + "extra\nindex 0\n\n" + checkpoint,
                                  head + "extra AAAA\nextra AAAA\nindex 0\n\n" + checkpoint,
                                  head + "index 0\nextra AAAA\n\n" + checkpoint,
                                  head + "index 0\nAAAA\n\n" + checkpoint,
                                  head + "index 0\n\n\n" + checkpoint,
                                  too_long + "\n" + checkpoint,
                                  head + "index 0\n\nno checkpoint\n\n\xe2\x80\x94 a AAAAAAAA\n"})
    EXPECT_FALSE(TlogProof::parse(text).ok()) << text;
}

TEST(TlogProof, TheKeyMustBeThatOfTheOrigin) {
  const SigningKey key = SigningKey::generate();
  const std::string entry = "entry";
  const std::string text = Checkpoint{"a.example/log", 1, leaf_hash(entry), ""}.to_string();
  const TlogProof proof{.extra = {},
                        .index = 0,
                        .hashes = {},
                        .checkpoint = Note{text, {sign_note(text, "b.example/log", key)}}.to_string()};
  const VerifierKey vkey = VerifierKey::make("b.example/log", SignatureType::ed25519, key.public_key());
  EXPECT_THAT(verify_proof(proof, entry, {.log = vkey, .quorum = {}}).error().message,
              ::testing::HasSubstr("origin: the checkpoint is of a.example/log"));
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
      for (std::uint64_t i = index << level; i < (index + 1) << level; ++i)
        tree.append(leaf_hash(std::string(1, i < 3 ? '=' : history) + std::to_string(i)));
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
      EXPECT_EQ(compare_heads(head(large, other), head(small, one), log, prefix).value(), wanted)
          << "the other way round";
      Prefix invented = prefix;
      invented.root[0] ^= 1;
      EXPECT_EQ(compare_heads(head(small, one), head(large, other), log, invented).value(), HeadRelation::inconsistent)
          << "an invented beginning proves nothing";
    }
  EXPECT_EQ(compare_heads(head(5, one), head(5, other), log, Prefix{}).value(), HeadRelation::equivocation);
}

}  // namespace
}  // namespace parley::journal
