// C2SP signed-note and tlog-checkpoint, with Ed25519 (0x01) and cosignature/v1 (0x04) signatures.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/keys.h"
#include "base/result.h"

namespace parley::journal {

enum class SignatureType : std::uint8_t { ed25519 = 0x01, cosignature_v1 = 0x04 };

// Whether signed-note allows `name` as the name of a key: UTF-8, not empty, no space of any kind, no plus.
bool is_key_name(std::string_view name);

// "NAME+HASH+BASE64" of signed-note; parse refuses bad names, a wrong key hash, unknown types, keys that may not be
// pinned.
struct VerifierKey {
  std::string name;
  SignatureType type = SignatureType::ed25519;
  PublicKey key{};
  std::uint32_t hash = 0;
  static VerifierKey make(std::string name, SignatureType type, const PublicKey& key);
  static Result<VerifierKey> parse(std::string_view text);
  std::string to_string() const;
};

struct NoteSignature {
  std::string name;
  std::uint32_t hash = 0;
  std::string signature;  // the bytes behind the key hash
};
struct Note {
  std::string text;  // ends in a newline
  std::vector<NoteSignature> signatures;
  // Parses without verifying. At most 1 MB of text, 100 signature lines.
  static Result<Note> parse(std::string_view bytes);
  std::string to_string() const;
};

// The signature line, with its newline.
std::string to_string(const NoteSignature& signature);
// The signature line that `key` puts under `text`, type Ed25519.
NoteSignature sign_note(std::string_view text, const std::string& name, const SigningKey& key);
// The cosignature line (tlog-cosignature) at `timestamp` seconds since 1970.
NoteSignature cosign_note(std::string_view text, const std::string& name, const SigningKey& key,
                          std::uint64_t timestamp);

struct Verified {
  VerifierKey key;
  std::optional<std::uint64_t> timestamp;  // of a cosignature
};
// Those of `keys` whose signature stands under the note. Signatures by unknown keys are ignored; a known key with a
// wrong signature is an error, as signed-note demands; an error too when none of the keys has signed.
Result<std::vector<Verified>> verify_note(const Note& note, const std::vector<VerifierKey>& keys);

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Hash root{};
  std::string extension;  // further lines, each with its newline; Parley writes none
  static Result<Checkpoint> parse(std::string_view text);
  std::string to_string() const;
};

}  // namespace parley::journal
