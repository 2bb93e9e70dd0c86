#include "journal/note.h"

#include <gmock/gmock.h>
#include <simdjson.h>

#include "testing/vectors.h"

namespace parley::journal {
namespace {

namespace dom = simdjson::dom;

PublicKey public_key(std::string_view hex) {
  const auto bytes = from_hex(hex).value();
  PublicKey key{};
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return key;
}
SigningKey key_of(dom::element seed) {
  return SigningKey::from_seed(from_hex(seed.get_string().value()).value()).value();
}

// "ok", "reject" or "no-known-signature", as the vectors call them; checks what was verified when it is "ok".
void check_open(dom::element v) {
  SCOPED_TRACE(std::string(v["name"].get_string().value()));
  std::vector<VerifierKey> keys;
  for (const dom::element vkey : v["vkeys"].get_array()) keys.push_back(VerifierKey::parse(vkey.get_string()).value());
  const auto note = Note::parse(v["note"].get_string());
  const auto verified = note.ok() ? verify_note(*note, keys) : Result<std::vector<Verified>>(note.error());
  const std::string_view expect = v["expect"].get_string();
  ASSERT_EQ(verified.ok(), expect == "ok") << (verified.ok() ? "" : verified.error().message);
  if (!verified.ok()) {
    EXPECT_EQ(verified.error().message == "none of the known keys has signed the note", expect == "no-known-signature");
    return;
  }
  EXPECT_EQ(note->text, v["text"].get_string().value());
  EXPECT_EQ(note->to_string(), v["note"].get_string().value());
  std::vector<std::string> got, want;
  for (const Verified& one : *verified) got.push_back(one.key.name + " " + std::to_string(one.key.hash));
  for (const dom::element one : v["verified"].get_array())
    want.push_back(std::string(one["name"].get_string().value()) + " " +
                   std::to_string(std::stoul(std::string(one["keyID"].get_string().value()), nullptr, 16)));
  EXPECT_EQ(got, want);
}

TEST(Note, OpensThePublishedNotes) {
  PARLEY_SHARED_PATH(path, "vectors/tlog/signed-note.json");
  dom::parser parser;
  const dom::element all = parser.load(path.string());
  for (const dom::element v : all["open"].get_array()) check_open(v);
}

TEST(Note, SignsThePublishedNotes) {
  PARLEY_SHARED_PATH(path, "vectors/tlog/signed-note.json");
  dom::parser parser;
  const dom::element all = parser.load(path.string());
  for (const dom::element v : all["sign"].get_array()) {
    const std::string name(v["keyName"].get_string().value()), text(v["text"].get_string().value());
    const SigningKey key = key_of(v["ed25519Seed"]);
    const NoteSignature signature = sign_note(text, name, key);
    EXPECT_EQ(to_string(signature), v["signatureLine"].get_string().value());
    EXPECT_EQ((Note{text, {signature}}.to_string()), v["note"].get_string().value());
    EXPECT_EQ(VerifierKey::make(name, SignatureType::ed25519, key.public_key()).to_string(),
              v["vkey"].get_string().value());
  }
}

TEST(Note, ParsesThePublishedVerifierKeys) {
  PARLEY_SHARED_PATH(path, "vectors/tlog/signed-note.json");
  dom::parser parser;
  const dom::element all = parser.load(path.string());
  for (const dom::element v : all["vkeys"].get_array()) {
    const std::string_view text = v["vkey"].get_string();
    const auto key = VerifierKey::parse(text);
    const bool for_notes = key.ok() && key->type == SignatureType::ed25519;
    EXPECT_EQ(for_notes, v["acceptAsNoteKey(0x01)"].get_bool().value()) << text;
    // The library behind this field makes a witness key of any Ed25519 key and does not look at the hash; a key whose
    // hash is wrong was mistyped, and Parley refuses it.
    const std::size_t hash = text.find('+') + 1;
    const bool hash_is_zero = hash != 0 && text.substr(hash).starts_with("00000000+");
    EXPECT_EQ(key.ok(), v["acceptAsCosignatureKey"].get_bool().value() && !hash_is_zero) << text;
    if (!key.ok()) continue;
    EXPECT_EQ(key->to_string(), text);
  }
}

TEST(Note, RefusesKeysThatMayNotBePinned) {
  // The identity, a point of order two, and a y that is not below the field's prime: RFC 8032 section 5.1.3 and small
  // subgroups.
  for (const char* hex : {"0100000000000000000000000000000000000000000000000000000000000000",
                          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                          "0000000000000000000000000000000000000000000000000000000000000000",
                          "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"})
    EXPECT_FALSE(VerifierKey::parse(VerifierKey::make("a", SignatureType::ed25519, public_key(hex)).to_string()).ok())
        << hex;
}

TEST(Note, NamesOfKeysHaveNoSpacesOfAnyKindAndNoPlus) {
  for (const char* name : {"", " ", "a b", "a\tb", "a\nb", "a+b",
                           "a\xc2\xa0"
                           "b",
                           "a\xe2\x80\x83", "\xe3\x80\x80", "a\xc2\x85", "\xff", "a\x01"})
    EXPECT_FALSE(is_key_name(name)) << name;
  for (const char* name : {"a", "node.gov-a.example/j/7f3k", "\xc3\xbc.example", "\xf0\x9f\x94\x91", "a\xe2\x80\x8b"})
    EXPECT_TRUE(is_key_name(name)) << name;
}

TEST(Note, LimitsItsSizeAndSignatures) {
  const SigningKey key = SigningKey::generate();
  const std::string line = to_string(sign_note("text\n", "a", key));
  const auto with_lines = [&](int count) {
    std::string note = "text\n\n";
    for (int i = 0; i < count; ++i) note += line;
    return Note::parse(note);
  };
  EXPECT_EQ(with_lines(100).value().signatures.size(), 100u);
  EXPECT_EQ(with_lines(101).error().code, Code::too_large);
  EXPECT_EQ(Note::parse(std::string(1'000'001, 'x')).error().code, Code::too_large);
}

TEST(Note, AKnownKeyThatSignedTwiceCountsOnceAndBothMustBeGood) {
  const SigningKey key = SigningKey::generate();
  const std::string text = "a.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
  const VerifierKey vkey = VerifierKey::make("w", SignatureType::cosignature_v1, key.public_key());
  Note note{text, {cosign_note(text, "w", key, 20), cosign_note(text, "w", key, 30), cosign_note(text, "w", key, 10)}};
  const auto verified = verify_note(note, {vkey}).value();
  ASSERT_EQ(verified.size(), 1u);
  EXPECT_EQ(verified[0].timestamp, 30u);
  note.signatures[1].signature[20] ^= 1;
  EXPECT_FALSE(verify_note(note, {vkey}).ok());
}

TEST(Note, ACosignatureIsOneOfACheckpointAndNotFromBeyondTime) {
  const SigningKey key = SigningKey::generate();
  const VerifierKey vkey = VerifierKey::make("w", SignatureType::cosignature_v1, key.public_key());
  const std::string no_checkpoint = "some text\n";
  EXPECT_FALSE(verify_note({no_checkpoint, {cosign_note(no_checkpoint, "w", key, 1)}}, {vkey}).ok());
  const std::string text = "a.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
  EXPECT_TRUE(verify_note({text, {cosign_note(text, "w", key, ~0ull >> 1)}}, {vkey}).ok());
  EXPECT_FALSE(verify_note({text, {cosign_note(text, "w", key, ~0ull)}}, {vkey}).ok());
}

TEST(Note, EveryFlippedBitIsNoticed) {
  const SigningKey key = SigningKey::generate();
  const VerifierKey vkey = VerifierKey::make("a.example/log", SignatureType::ed25519, key.public_key());
  const std::string text = "a.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
  const std::string note = Note{text, {sign_note(text, "a.example/log", key)}}.to_string();
  for (std::size_t bit = 0; bit < note.size() * 8; ++bit) {
    std::string changed = note;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    const auto parsed = Note::parse(changed);
    ASSERT_FALSE(parsed.ok() && verify_note(*parsed, {vkey}).ok()) << bit;
  }
}

TEST(Checkpoint, AgreesWithThePublishedBodies) {
  PARLEY_SHARED_PATH(path, "vectors/tlog/checkpoint.json");
  dom::parser parser;
  const dom::element all = parser.load(path.string());
  for (const dom::element v : all["parse"].get_array()) {
    SCOPED_TRACE(std::string(v["name"].get_string().value()));
    const auto checkpoint = Checkpoint::parse(v["text"].get_string());
    ASSERT_EQ(checkpoint.ok(), v["expect"].get_string().value() == "ok");
    if (!checkpoint.ok()) continue;
    EXPECT_EQ(checkpoint->origin, v["origin"].get_string().value());
    EXPECT_EQ(checkpoint->size, v["size"].get_uint64().value());
    EXPECT_EQ(to_hex(checkpoint->root), v["rootHash"].get_string().value());
    EXPECT_EQ(checkpoint->extension, v["extension"].get_string().value());
    EXPECT_EQ(checkpoint->to_string(), v["text"].get_string().value());
  }
}

TEST(Cosignature, AgreesWithThePublishedOnes) {
  PARLEY_SHARED_PATH(path, "vectors/tlog/tlog-cosignature.json");
  dom::parser parser;
  const dom::element all = parser.load(path.string());
  for (const dom::element v : all["vectors"].get_array()) {
    dom::array cosignatures;
    if (v["cosignatures"].get(cosignatures) != simdjson::SUCCESS) {
      check_open(v);
      continue;
    }
    // These give the key and time behind each line: the line must come out again, and verify.
    const Note note = Note::parse(v["note"].get_string()).value();
    std::vector<VerifierKey> keys{VerifierKey::parse(v["logVkey"].get_string()).value()};
    for (const dom::element one : cosignatures) {
      const std::string name(one["cosigner"].get_string().value());
      const NoteSignature line =
          cosign_note(note.text, name, key_of(one["ed25519Seed"]), one["timestamp"].get_uint64());
      EXPECT_EQ(to_string(line), one["line"].get_string().value());
      keys.push_back(VerifierKey::parse(one["vkey"].get_string()).value());
    }
    const auto verified = verify_note(note, keys);
    ASSERT_TRUE(verified.ok()) << verified.error().message;
    EXPECT_EQ(verified->size(), keys.size());
  }
}

TEST(Ed25519, AgreesWithWycheproof) {
  PARLEY_SHARED_PATH(path, "vectors/tlog/ed25519-wycheproof.json");
  dom::parser parser;
  const dom::element all = parser.load(path.string());
  for (const dom::element group : all["testGroups"].get_array()) {
    const PublicKey key = public_key(group["publicKey"]["pk"].get_string());
    for (const dom::element v : group["tests"].get_array()) {
      const auto message = from_hex(v["msg"].get_string()).value(), signature = from_hex(v["sig"].get_string()).value();
      EXPECT_EQ(verify(key, as_text(message), signature), v["result"].get_string().value() == "valid") << v["tcId"];
    }
  }
}

}  // namespace
}  // namespace parley::journal
