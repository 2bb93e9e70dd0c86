// Signed notes, checkpoints, verifier keys, tile paths and leaves: whatever parses must print as it was read.
#include <string_view>

#include "journal/leaf.h"
#include "journal/merkle.h"
#include "journal/note.h"

using namespace parley;
using namespace parley::journal;

namespace {

void check_note(std::string_view text) {
  const auto note = Note::parse(text);
  if (!note.ok()) return;
  PARLEY_CHECK(note->to_string() == text);
  const auto checkpoint = Checkpoint::parse(note->text);
  if (checkpoint.ok()) PARLEY_CHECK(checkpoint->to_string() == note->text);
  // The keys that the note names, and one cosigner: the path through verification, which nothing random gets through.
  std::vector<VerifierKey> keys;
  for (const NoteSignature& signature : note->signatures) {
    PARLEY_CHECK(is_key_name(signature.name));
    VerifierKey key = VerifierKey::make(
        signature.name, keys.size() % 2 == 0 ? SignatureType::ed25519 : SignatureType::cosignature_v1, PublicKey{9});
    key.hash = signature.hash;
    keys.push_back(std::move(key));
  }
  PARLEY_CHECK(!verify_note(*note, keys).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_note(text);
  const auto checkpoint = Checkpoint::parse(text);
  if (checkpoint.ok()) PARLEY_CHECK(checkpoint->to_string() == text);
  const auto key = VerifierKey::parse(text);
  if (key.ok()) PARLEY_CHECK(key->to_string() == text);
  const auto tile = parse_tile_path(text);
  if (tile.ok()) PARLEY_CHECK(to_string(*tile) == text);
  const auto leaf = parse_leaf(text);
  if (leaf.ok()) PARLEY_CHECK(make_leaf(leaf->kind, leaf->commit, leaf->time, leaf->of) == text);
  return 0;
}
