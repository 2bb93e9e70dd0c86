// A key file is 64 digits, and one wrong digit makes another perfectly good key. So the public half is kept
// where the file is not, and compared whenever the file is read. A wrong key never stops a node from opening:
// people need it to find out what is wrong.
#include "node/own_keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/disk.h"
#include "base/hash.h"
#include "node/keys.h"

namespace parley::node {

std::optional<PublicKey> public_key_from(std::string_view hex) {
  const auto bytes = from_hex(hex);
  PublicKey key;
  if (!bytes || bytes->size() != key.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), key.begin());
  return key;
}

// Without a file, but with a known public key, a key is made up and marked as wrong: everybody who would sign
// asks `wrong` first, and nothing else needs a case of its own.
Result<OwnKey> own_key(const std::filesystem::path& file, const std::optional<PublicKey>& known,
                       std::string_view what) {
  auto read = read_key(file);
  if (!read.ok() && !known) return read.error();
  if (!read.ok())
    return OwnKey{.key = SigningKey::generate(),
                  .known = *known,
                  .wrong = fmt::format("{} cannot be used: {}. Nothing is signed as {} until the file is brought back "
                                       "from a backup and the node started again",
                                       file.string(), read.error().message, what)};
  const PublicKey has = read->public_key();
  const bool right = !known || *known == has;
  return OwnKey{
      .key = std::move(read).value(),
      .known = known.value_or(has),
      .wrong = right ? std::string()
                     : fmt::format("{} is not the key of {}: its public key is {}…, and {}… is what others "
                                   "know. Nothing is signed with it until the right file is brought back "
                                   "from a backup and the node started again",
                                   file.string(), what, to_hex(has).substr(0, 16), to_hex(*known).substr(0, 16))};
}

std::optional<PublicKey> OwnKeys::known(std::string_view name) const {
  const auto kept = db_.own_key(name);
  return kept.ok() && *kept ? public_key_from(**kept) : std::nullopt;
}

// The first one stays: what is known once is not replaced by what some file has now.
void OwnKeys::expect(std::string_view name, const PublicKey& key) {
  if (!known(name)) (void)db_.put_own_key(name, to_hex(key));
}

Result<OwnKey> OwnKeys::find(std::string_view name, const std::optional<PublicKey>& expected) {
  auto known_before = known(name);
  const bool is_new = !known_before;
  if (is_new) known_before = expected;
  PARLEY_TRY(OwnKey found, own_key(folder_ / fmt::format("{}.key", name), known_before,
                                   name == "party" ? "this party" : "this party's receipts"));
  if (name == "party") party_fingerprint_ = to_hex(sha256({found.known})).substr(0, 32);
  // A key that is not the right one is not kept, or the next start would take it for the right one.
  if (!found.wrong.empty())
    health_.set(fmt::format("key/{}", name), {Trouble::wrong_key, found.wrong});
  else if (is_new)
    expect(name, found.known);
  return found;
}

std::string OwnKeys::certificate_on_card() const {
  const auto kept = db_.card_certificate();
  return kept.ok() ? kept->value_or("") : std::string();
}

Status OwnKeys::put_certificate_on_card(std::string_view fingerprint) { return db_.put_card_certificate(fingerprint); }

// By the name's ending, because only private keys bear it: certificates may be read by anybody.
std::vector<std::string> keys_open_to_others(const std::filesystem::path& keys) {
  std::vector<std::string> out;
  std::error_code none;
  for (const auto& file : std::filesystem::directory_iterator(keys, none)) {
    if (file.path().extension() != ".key" || !file.is_regular_file(none)) continue;
    if (const auto mode = open_to_others(file.path()))
      out.push_back(fmt::format("{} (mode {:04o})", file.path().filename().string(), *mode));
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace parley::node
