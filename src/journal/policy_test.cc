#include "journal/policy.h"

#include <gmock/gmock.h>

#include "journal/proof.h"

namespace parley::journal {
namespace {

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
  const std::string base = "# who may say so\n\n log \t" + k.log + " https://log.example/\nwitness X1 " + k.w1 +
                           "\nwitness X2 " + k.w2 + " https://w2.example/\nwitness X3 " + k.w3 + "\n";
  struct Row {
    std::string lines, meaning;
    std::size_t others;
  };
  for (const Row& row :
       {Row{"quorum none\n", "nobody", 3}, Row{"quorum X2\n", "w2.example", 2},
        Row{"group G all X1 X2\nquorum G\n", "2 of (w1.example, w2.example)", 1},
        Row{"group G any X1 X2 X3\nquorum G\n", "1 of (w1.example, w2.example, w3.example)", 0},
        Row{"group G 2 X1 X2 X3\nquorum G", "2 of (w1.example, w2.example, w3.example)", 0},
        Row{"group G 1 X1\ngroup H any X2 X3\n  # only one of them is asked for\nquorum H\n",
            "1 of (w2.example, w3.example)", 1},
        Row{"group G any X1 X2\ngroup H all G X3\nquorum H\n", "2 of (w3.example, 1 of (w1.example, w2.example))", 0},
        Row{"group G all X1\ngroup H all G\ngroup I 2 H X2 X3\nquorum I\n", "2 of (w2.example, w3.example, w1.example)",
            0},
        Row{"group G all X1\ngroup H all G X2\nquorum G\n", "w1.example", 2}}) {
    const auto policy = Policy::parse(base + row.lines);
    ASSERT_TRUE(policy.ok()) << row.lines << policy.error().message;
    EXPECT_EQ(policy->quorum.to_string(), row.meaning) << row.lines;
    EXPECT_EQ(policy->others.size(), row.others) << row.lines;
    EXPECT_EQ(policy->witnesses().size(), 3u) << row.lines;
    const auto again = Policy::parse(policy->to_string());
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again->to_string(), policy->to_string());
    EXPECT_EQ(again->quorum.to_string(), row.meaning);
  }
}

TEST(Policy, RefusesWhatItWouldOtherwiseWeaken) {
  const Keys k = some_keys();
  const std::string base = "log " + k.log + "\nwitness X1 " + k.w1 + "\nwitness X2 " + k.w2 + "\n";
  for (const std::string& text : {std::string(),
                                  "quorum none\n" + std::string(),
                                  "log " + k.log + "\n",
                                  base,
                                  base + "quorum X3\n",
                                  base + "quorum none\nquorum none\n",
                                  base + "quorum G\ngroup G any X1\n",
                                  base + "group G 0 X1\nquorum G\n",
                                  base + "group G 3 X1 X2\nquorum G\n",
                                  base + "group G 1x X1 X2\nquorum G\n",
                                  base + "group G any\nquorum G\n",
                                  base + "group G any X1 X1\nquorum G\n",
                                  base + "group G any X1\ngroup H any X1 X2\nquorum H\n",
                                  base + "group G any X1\ngroup H any G X2\ngroup I any G\nquorum I\n",
                                  base + "group G any G\nquorum G\n",
                                  base + "group G any H\ngroup H any G\nquorum G\n",
                                  base + "group G 2 X1\nquorum G\n",
                                  base + "group G -1 X1\nquorum G\n",
                                  base + "group G 18446744073709551617 X1\nquorum G\n",
                                  base + "group G any none\nquorum G\n",
                                  base + "group G any X1\ngroup G any X2\nquorum G\n",
                                  base + "group G any X1\nquorum G G\n",
                                  base + "group none any X1\nquorum none\n",
                                  base + "group X1 any X2\nquorum X1\n",
                                  base + "witness X3 " + k.w1 + "\nquorum none\n",
                                  base + "witness X1 " + k.w3 + "\nquorum none\n",
                                  base + "witness none " + k.w3 + "\nquorum none\n",
                                  base + "witness X3 " + k.log + "\nquorum none\n",
                                  base + "log " + k.log + "\nquorum none\n",
                                  "log " + k.w1 + "\nquorum none\n",
                                  base + "quorum none # comment\n",
                                  base + "Quorum none\n",
                                  base + "quorum none\r\n",
                                  base + "quorum none\x7f\n",
                                  base + "quorum\n",
                                  std::string("log\nquorum none\n"),
                                  base + "witness X3\nquorum none\n"})
    EXPECT_FALSE(Policy::parse(text).ok()) << text;
}

TEST(Policy, CountsOnlyWitnessesOfTheQuorum) {
  const SigningKey log_key = SigningKey::generate(), w1 = SigningKey::generate(), w2 = SigningKey::generate();
  const std::string entry = "entry", text = Checkpoint{"l", 1, leaf_hash(entry), ""}.to_string();
  const auto proof = [&](std::vector<NoteSignature> cosignatures) {
    cosignatures.push_back(sign_note(text, "l", log_key));
    return TlogProof{
        .extra = {}, .index = 0, .hashes = {}, .checkpoint = Note{text, std::move(cosignatures)}.to_string()};
  };
  const Policy policy{
      .log = VerifierKey::make("l", SignatureType::ed25519, log_key.public_key()),
      .quorum = Quorum::all_of({VerifierKey::make("w1", SignatureType::cosignature_v1, w1.public_key())})};
  EXPECT_TRUE(verify_proof(proof({cosign_note(text, "w1", w1, 5)}), entry, policy).ok());
  EXPECT_FALSE(verify_proof(proof({cosign_note(text, "w2", w2, 5)}), entry, policy).ok());
  EXPECT_FALSE(verify_proof(proof({cosign_note(text, "w1", w2, 5)}), entry, policy).ok());
  EXPECT_FALSE(verify_proof(proof({}), entry, policy).ok());
  EXPECT_FALSE(verify_proof(proof({sign_note(text, "w1", w1)}), entry, policy).ok())
      << "an ordinary signature is no cosignature";
}

// Every subset of five witnesses, against the rule counted out by hand.
TEST(Policy, AGroupOfGroupsCountsAsItsTextSays) {
  std::vector<VerifierKey> keys;
  std::string text = "log " + some_keys().log + "\n";
  for (int i = 0; i < 5; ++i) {
    keys.push_back(
        VerifierKey::make("w" + std::to_string(i), SignatureType::cosignature_v1, SigningKey::generate().public_key()));
    text += "witness n" + std::to_string(i) + " " + keys.back().to_string() + "\n";
  }
  const auto policy = Policy::parse(text + "group A 2 n0 n1 n2\ngroup B any n3 n4\ngroup C all A B\nquorum C\n");
  ASSERT_TRUE(policy.ok()) << policy.error().message;
  for (unsigned set = 0; set < 32; ++set) {
    std::vector<Verified> cosigned;
    for (unsigned i = 0; i < 5; ++i)
      if ((set >> i & 1) != 0) cosigned.push_back({keys[i], 5});
    const unsigned in_a = (set & 1) + (set >> 1 & 1) + (set >> 2 & 1), in_b = (set >> 3 & 1) + (set >> 4 & 1);
    EXPECT_EQ(policy->quorum.met_by(cosigned), in_a >= 2 && in_b >= 1) << set;
    EXPECT_EQ(policy->quorum.lacking(cosigned).empty(), in_a >= 2 && in_b >= 1) << set;
  }
}

TEST(Policy, SaysWhoLacks) {
  const auto key = [](std::string name) {
    return VerifierKey::make(std::move(name), SignatureType::cosignature_v1, SigningKey::generate().public_key());
  };
  const VerifierKey a = key("a"), b = key("b"), c = key("c");
  const Quorum two{.threshold = 2, .witnesses = {a, b, c}, .groups = {}};
  EXPECT_EQ(two.lacking({}), "2 of (a, b, c)");
  EXPECT_EQ(two.lacking(std::vector<Verified>{{b, 1}}), "1 more of (a, c)");
  EXPECT_EQ(two.lacking(std::vector<Verified>{{b, 1}, {c, 1}}), "");
  const Quorum both = Quorum::all_of({key("member")}, {two, Quorum{}});
  EXPECT_EQ(both.to_string(), "2 of (member, 2 of (a, b, c))");
  EXPECT_EQ(both.lacking(std::vector<Verified>{{a, 1}, {both.witnesses[0], 1}}), "1 more of (b, c)");
  EXPECT_EQ(Quorum{}.lacking({}), "");
}

// Somebody of the same name with another key is somebody else.
TEST(Policy, AWitnessIsItsKey) {
  const auto key = [] {
    return VerifierKey::make("w", SignatureType::cosignature_v1, SigningKey::generate().public_key());
  };
  const VerifierKey one = key(), other = key();
  EXPECT_TRUE(Quorum::all_of({one}).met_by(std::vector<Verified>{{one, 1}}));
  EXPECT_FALSE(Quorum::all_of({one}).met_by(std::vector<Verified>{{other, 1}}));
}

TEST(Policy, IsReadUpToItsLimits) {
  std::string text = "log " + some_keys().log + "\n";
  for (int i = 0; i < 128; ++i)
    text += "witness w" + std::to_string(i) + " " +
            VerifierKey::make("w", SignatureType::cosignature_v1, SigningKey::generate().public_key()).to_string() +
            "\n";
  text += "group g0 all w0\n";
  for (int i = 1; i < 128; ++i)
    text += "group g" + std::to_string(i) + " all w" + std::to_string(i) + " g" + std::to_string(i - 1) + "\n";
  const auto deepest = Policy::parse(text + "quorum g127\n");
  ASSERT_TRUE(deepest.ok()) << deepest.error().message;
  EXPECT_EQ(Policy::parse(deepest->to_string())->to_string(), deepest->to_string());
  EXPECT_FALSE(deepest->quorum.met_by({}));
  EXPECT_EQ(Policy::parse(text + "group g128 all g127\nquorum g128\n").error().code, Code::too_large);
}

}  // namespace
}  // namespace parley::journal
