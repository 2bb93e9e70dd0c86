// C2SP tlog-proof@v1. policy.cc reads the policy.
//
// The text is parsed strictly and verified in full before anything of it is believed. `extra` is
// not authenticated by anything; it is kept so that the file can be written again as it was, and
// looked at by nobody.
#include "journal/proof.h"

#include <algorithm>
#include <charconv>

namespace parley::journal {
namespace {

constexpr std::string_view kHeader = "c2sp.org/tlog-proof@v1";
constexpr std::size_t kMaxHashes = 63;  // no tree below 2^63 entries has a longer path
constexpr std::uint64_t kMaxInt64 = 0x7fffffffffffffff;

Error malformed(std::string_view why) { return {Code::invalid_input, "not a tlog-proof: " + std::string(why)}; }

// Takes the first line off `rest`; false when it does not end.
bool take_line(std::string_view& rest, std::string_view& line) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos) return false;
  line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return true;
}

std::optional<std::uint64_t> parse_index(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value > kMaxInt64) return std::nullopt;
  if (text.size() > 1 && text[0] == '0') return std::nullopt;
  return value;
}

bool same_key(const VerifierKey& a, const VerifierKey& b) { return a.hash == b.hash && a.name == b.name; }

// The witnesses whose good cosignatures stand under the checkpoint.
// The log's signature and the witnesses' are verified together, so that a wrong one of any known
// key fails, also one that the quorum could do without.
Result<std::vector<Verified>> check_signatures(const Note& note, const Policy& policy) {
  std::vector<VerifierKey> keys = policy.witnesses();
  keys.push_back(policy.log);
  PARLEY_TRY(std::vector<Verified> verified, verify_note(note, keys).in("signature"));
  const auto log = std::find_if(verified.begin(), verified.end(),
                                [&](const Verified& one) { return same_key(one.key, policy.log); });
  if (log == verified.end())
    return Error{Code::unauthorized, "signature: the log " + policy.log.name + " has not signed the checkpoint"};
  verified.erase(log);
  if (!policy.quorum.met_by(verified))
    return Error{Code::unauthorized, "quorum: too few witnesses have cosigned the checkpoint; still lacking: " +
                                         policy.quorum.lacking(verified)};
  return verified;
}

}  // namespace

Result<TlogProof> TlogProof::parse(std::string_view text) {
  TlogProof proof;
  std::string_view line;
  if (!take_line(text, line) || line != kHeader) return malformed("it does not begin with " + std::string(kHeader));
  if (!take_line(text, line)) return malformed("it has no index");
  if (line.starts_with("extra ")) {
    const auto extra = from_base64(line.substr(6));
    if (!extra) return malformed("the extra data is not base64");
    proof.extra = std::string(as_text(*extra));
    if (!take_line(text, line)) return malformed("it has no index");
  }
  if (!line.starts_with("index ")) return malformed("it has no index");
  const auto index = parse_index(line.substr(6));
  if (!index) return malformed("the index is not a decimal number");
  proof.index = *index;
  while (true) {
    if (!take_line(text, line)) return malformed("no checkpoint follows");
    if (line.empty()) break;
    const auto hash = hash_from_base64(line);
    if (!hash) return malformed("a line of the inclusion proof is not base64 of 32 bytes");
    if (proof.hashes.size() == kMaxHashes) return malformed("the inclusion proof is longer than any tree is high");
    proof.hashes.push_back(*hash);
  }
  proof.checkpoint = text;
  PARLEY_TRY(const Note note, Note::parse(proof.checkpoint));
  const auto checkpoint = Checkpoint::parse(note.text);
  if (!checkpoint.ok()) return checkpoint.error();
  return proof;
}

std::string TlogProof::to_string() const {
  std::string out = std::string(kHeader) + "\n";
  if (extra) out += "extra " + to_base64(as_bytes(*extra)) + "\n";
  out += "index " + std::to_string(index) + "\n";
  for (const Hash& hash : hashes) out += to_base64(hash) + "\n";
  return out + "\n" + checkpoint;
}

// Signatures first: until they hold, size and root are a stranger's words.
Result<ProofVerdict> verify_proof(const TlogProof& proof, std::string_view entry, const Policy& policy) {
  PARLEY_TRY(const Note note, Note::parse(proof.checkpoint).in("format"));
  PARLEY_TRY(std::vector<Verified> witnesses, check_signatures(note, policy));
  PARLEY_TRY(Checkpoint checkpoint, Checkpoint::parse(note.text).in("format"));
  // One key could sign under two origins; the proof is for the log that the policy names.
  if (checkpoint.origin != policy.log.name)
    return Error{Code::unauthorized,
                 "origin: the checkpoint is of " + checkpoint.origin + ", the key of " + policy.log.name};
  PARLEY_TRY_STATUS(
      verify_inclusion(proof.index, checkpoint.size, leaf_hash(entry), proof.hashes, checkpoint.root).in("inclusion"));
  return ProofVerdict{std::move(checkpoint), std::move(witnesses)};
}

}  // namespace parley::journal
