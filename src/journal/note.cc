// C2SP signed-note, tlog-checkpoint and tlog-cosignature. Stricter than the libraries in use where the texts are:
// base64 has one spelling, an origin is never empty, every signature by a known key must be good.
#include "journal/note.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/hash.h"

namespace parley::journal {
namespace {

// They bound what a text can cost before anything of it is verified. Go's sumdb/note has the same
// limits, so what one reads the other reads too.
constexpr std::size_t kMaxNoteBytes = 1'000'000;
constexpr std::size_t kMaxSignatures = 100;
constexpr std::string_view kDash = "\xe2\x80\x94 ";  // em dash, space
constexpr std::size_t kSignatureBytes = std::tuple_size_v<Signature>;
constexpr std::uint64_t kMaxInt64 = 0x7fffffffffffffff;

Error malformed(std::string_view why) { return {Code::invalid_input, "not a signed note: " + std::string(why)}; }

// Decodes the code point at the front of `text`, which it takes off; nothing when it is not UTF-8 (RFC 3629).
std::optional<char32_t> take_code_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t size = first < 0x80   ? 1
                           : first < 0xc2 ? 0
                           : first < 0xe0 ? 2
                           : first < 0xf0 ? 3
                           : first < 0xf5 ? 4
                                          : 0;
  if (size == 0 || text.size() < size) return std::nullopt;
  char32_t value = size == 1 ? first : first & (0x7f >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return std::nullopt;
    value = value << 6 | (byte(i) & 0x3f);
  }
  if ((size == 3 && (value < 0x800 || (value >= 0xd800 && value < 0xe000))) ||
      (size == 4 && (value < 0x10000 || value > 0x10ffff)))
    return std::nullopt;
  text.remove_prefix(size);
  return value;
}

// The code points with the property White_Space.
bool is_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

// Signed-note allows UTF-8 without control characters other than the newline.
bool is_note_text(std::string_view text) {
  while (!text.empty()) {
    const auto c = take_code_point(text);
    if (!c || (*c < 0x20 && *c != '\n')) return false;
  }
  return true;
}

// The first four bytes of SHA-256(name, newline, type, key), as signed-note defines it. It tells
// signature lines apart and protects nothing: 32 bits can be found again, so the whole key is what
// verifies.
std::uint32_t key_hash(std::string_view name, SignatureType type, const PublicKey& key) {
  const std::array<std::uint8_t, 2> middle{'\n', static_cast<std::uint8_t>(type)};
  const Hash hash = sha256({as_bytes(name), middle, key});
  return std::uint32_t{hash[0]} << 24 | std::uint32_t{hash[1]} << 16 | std::uint32_t{hash[2]} << 8 | hash[3];
}

std::array<std::uint8_t, 4> big_endian(std::uint32_t value) {
  return {static_cast<std::uint8_t>(value >> 24), static_cast<std::uint8_t>(value >> 16),
          static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}
std::uint32_t read_big_endian(std::span<const std::uint8_t> bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
}

// What a witness signs (tlog-cosignature): a header of its own and the time, so that a cosignature
// can never be taken for the signature of a log over the same text.
std::string cosigned_message(std::string_view text, std::uint64_t timestamp) {
  return "cosignature/v1\ntime " + std::to_string(timestamp) + "\n" + std::string(text);
}

// A decimal number below 2^63 without needless zeroes.
std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value > kMaxInt64) return std::nullopt;
  if (text.size() > 1 && text[0] == '0') return std::nullopt;
  return value;
}

Result<NoteSignature> parse_signature_line(std::string_view line) {
  if (!line.starts_with(kDash)) return malformed("a signature line does not begin with an em dash and a space");
  line.remove_prefix(kDash.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return malformed("a signature line without a signature");
  NoteSignature out;
  out.name = line.substr(0, space);
  if (!is_key_name(out.name)) return malformed("a key name with a space or a plus, or none");
  const auto bytes = from_base64(line.substr(space + 1));
  if (!bytes || bytes->size() <= 4) return malformed("a signature that is not base64 of more than four bytes");
  out.hash = read_big_endian(*bytes);
  out.signature = as_text(std::span(*bytes).subspan(4));
  return out;
}

// What a good signature by `key` says, or nothing when it is not good.
std::optional<Verified> check_signature(std::string_view text, const NoteSignature& signature, const VerifierKey& key) {
  const auto bytes = as_bytes(signature.signature);
  if (key.type == SignatureType::ed25519) {
    if (!verify(key.key, text, bytes)) return std::nullopt;
    return Verified{key, std::nullopt};
  }
  if (bytes.size() != 8 + kSignatureBytes) return std::nullopt;
  const std::uint64_t timestamp = std::uint64_t{read_big_endian(bytes)} << 32 | read_big_endian(bytes.subspan(4));
  // A cosignature is one of a checkpoint; under anything else it says nothing.
  if (timestamp > kMaxInt64 || !Checkpoint::parse(text).ok()) return std::nullopt;
  if (!verify(key.key, cosigned_message(text, timestamp), bytes.subspan(8))) return std::nullopt;
  return Verified{key, timestamp};
}

}  // namespace

// A plus separates the parts of a verifier key and a space those of a signature line, so neither
// may stand in a name.
bool is_key_name(std::string_view name) {
  if (name.empty()) return false;
  while (!name.empty()) {
    const auto c = take_code_point(name);
    if (!c || *c < 0x20 || *c == '+' || is_space(*c)) return false;
  }
  return true;
}

VerifierKey VerifierKey::make(std::string name, SignatureType type, const PublicKey& key) {
  const std::uint32_t hash = key_hash(name, type, key);
  return {std::move(name), type, key, hash};
}

// Keys are pinned from this text, so nothing that could be ambiguous passes: one spelling of the
// hash, one of the base64, and no key of small order, under which a signature can be made to fit
// any text.
Result<VerifierKey> VerifierKey::parse(std::string_view text) {
  const auto refused = [](std::string_view why) {
    return Error{Code::invalid_input, "not a verifier key: " + std::string(why)};
  };
  const std::size_t first = text.find('+');
  const std::size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return refused("it has the form NAME+HASH+BASE64");
  const std::string_view name = text.substr(0, first), hash = text.substr(first + 1, second - first - 1);
  if (!is_key_name(name)) return refused("the name is empty or has a space in it");
  const auto hash_bytes = from_hex(hash);
  if (!hash_bytes || hash_bytes->size() != 4 || to_hex(*hash_bytes) != hash)
    return refused("the hash is eight lower-case hexadecimal digits");
  const auto bytes = from_base64(text.substr(second + 1));
  if (!bytes || bytes->empty()) return refused("the key is not base64");
  const auto type = static_cast<SignatureType>(bytes->front());
  if (type != SignatureType::ed25519 && type != SignatureType::cosignature_v1)
    return Error{Code::unsupported, "verifier key " + std::string(name) +
                                        " is for another kind of signature than Ed25519 and cosignature/v1"};
  PublicKey key;
  if (bytes->size() != 1 + key.size()) return refused("an Ed25519 key has 32 bytes");
  std::copy(bytes->begin() + 1, bytes->end(), key.begin());
  if (!is_valid_public_key(key)) return refused("the key is not a point that may be trusted");
  VerifierKey out = make(std::string(name), type, key);
  if (out.hash != read_big_endian(*hash_bytes)) return refused("the hash does not belong to this name and key");
  return out;
}

std::string VerifierKey::to_string() const {
  std::vector<std::uint8_t> bytes{static_cast<std::uint8_t>(type)};
  bytes.insert(bytes.end(), key.begin(), key.end());
  return name + "+" + to_hex(big_endian(hash)) + "+" + to_base64(bytes);
}

// A note that is no checkpoint may have empty lines in its text, and a signature line is never
// empty: the last empty line is the one between the two.
Result<Note> Note::parse(std::string_view bytes) {
  if (bytes.size() > kMaxNoteBytes) return Error{Code::too_large, "a signed note of more than 1 MB"};
  if (!is_note_text(bytes)) return malformed("it is not UTF-8 or has control characters");
  const std::size_t blank = bytes.rfind("\n\n");
  if (blank == std::string_view::npos) return malformed("no empty line before the signatures");
  Note note;
  note.text = bytes.substr(0, blank + 1);
  std::string_view rest = bytes.substr(blank + 2);
  if (rest.empty()) return malformed("it has no signatures");
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return malformed("the last line does not end");
    if (note.signatures.size() == kMaxSignatures)
      return Error{Code::too_large, "a signed note with more than 100 signatures"};
    PARLEY_TRY(NoteSignature signature, parse_signature_line(rest.substr(0, end)));
    note.signatures.push_back(std::move(signature));
    rest.remove_prefix(end + 1);
  }
  return note;
}

std::string to_string(const NoteSignature& signature) {
  std::vector<std::uint8_t> bytes;
  const auto hash = big_endian(signature.hash);
  const auto rest = as_bytes(signature.signature);
  bytes.insert(bytes.end(), hash.begin(), hash.end());
  bytes.insert(bytes.end(), rest.begin(), rest.end());
  return std::string(kDash) + signature.name + " " + to_base64(bytes) + "\n";
}

std::string Note::to_string() const {
  std::string out = text + "\n";
  for (const NoteSignature& signature : signatures) out += journal::to_string(signature);
  return out;
}

NoteSignature sign_note(std::string_view text, const std::string& name, const SigningKey& key) {
  const Signature signature = key.sign(text);
  return {name, key_hash(name, SignatureType::ed25519, key.public_key()), std::string(as_text(signature))};
}

NoteSignature cosign_note(std::string_view text, const std::string& name, const SigningKey& key,
                          std::uint64_t timestamp) {
  const Signature signature = key.sign(cosigned_message(text, timestamp));
  std::string bytes;
  bytes += as_text(big_endian(static_cast<std::uint32_t>(timestamp >> 32)));
  bytes += as_text(big_endian(static_cast<std::uint32_t>(timestamp)));
  bytes += as_text(signature);
  return {name, key_hash(name, SignatureType::cosignature_v1, key.public_key()), std::move(bytes)};
}

// Unknown keys are passed over, because anybody may add a line; a known key with a wrong signature
// is an error, as signed-note demands, because then somebody has tampered with the note.
Result<std::vector<Verified>> verify_note(const Note& note, const std::vector<VerifierKey>& keys) {
  std::vector<Verified> out;
  for (const NoteSignature& signature : note.signatures) {
    const auto key = std::find_if(keys.begin(), keys.end(), [&](const VerifierKey& known) {
      return known.hash == signature.hash && known.name == signature.name;
    });
    if (key == keys.end()) continue;
    const auto verified = check_signature(note.text, signature, *key);
    if (!verified) return Error{Code::unauthorized, "the signature by " + key->name + " is wrong"};
    // A key that signed twice counts once, with its latest time.
    const auto before = std::find_if(out.begin(), out.end(), [&](const Verified& one) {
      return one.key.hash == key->hash && one.key.name == key->name;
    });
    if (before == out.end())
      out.push_back(*verified);
    else
      before->timestamp = std::max(before->timestamp, verified->timestamp);
  }
  if (out.empty()) return Error{Code::unauthorized, "none of the known keys has signed the note"};
  return out;
}

// tlog-checkpoint: origin, size and root, one a line, then extension lines of which none is empty.
// What is read must come out of to_string() as the same bytes, since these are what the signature
// covers.
Result<Checkpoint> Checkpoint::parse(std::string_view text) {
  const auto refused = [](std::string_view why) {
    return Error{Code::invalid_input, "not a checkpoint: " + std::string(why)};
  };
  std::vector<std::string_view> lines;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return refused("the last line does not end");
    if (end == 0) return refused("it has an empty line");
    lines.push_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
    if (lines.size() == 3) break;
  }
  if (lines.size() < 3) return refused("it has fewer than three lines");
  const auto size = parse_decimal(lines[1]);
  if (!size) return refused("the size is not a decimal number below 2^63");
  const auto root = hash_from_base64(lines[2]);
  if (!root) return refused("the root is not base64 of 32 bytes");
  const auto used = static_cast<std::size_t>(lines[2].data() + lines[2].size() + 1 - text.data());
  const std::string_view extension = text.substr(used);
  if (extension.starts_with('\n') || extension.find("\n\n") != std::string_view::npos)
    return refused("it has an empty line");
  if (!extension.empty() && !extension.ends_with('\n')) return refused("the last line does not end");
  return Checkpoint{std::string(lines[0]), *size, *root, std::string(extension)};
}

std::string Checkpoint::to_string() const {
  return origin + "\n" + std::to_string(size) + "\n" + to_base64(root) + "\n" + extension;
}

}  // namespace parley::journal
