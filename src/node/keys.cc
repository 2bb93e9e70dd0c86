#include "node/keys.h"

#include "base/file.h"

namespace parley::node {

Result<SigningKey> read_key(const std::filesystem::path& file) {
  PARLEY_TRY(const std::string text, read_file(file, 4096));
  const auto seed = from_hex(std::string_view(text).substr(0, text.find('\n')));
  if (!seed) return Error{Code::corrupt, file.string() + " is not a key file (64 hexadecimal digits)"};
  auto key = SigningKey::from_seed(*seed);
  if (!key.ok()) return Error{Code::corrupt, file.string() + ": " + key.error().message};
  return key;
}

Status write_key(const std::filesystem::path& file, const SigningKey& key) {
  return replace_file(file, to_hex(key.seed()) + "\n", Durability::durable);
}

Result<SigningKey> read_or_make_key(const std::filesystem::path& file) {
  auto key = read_key(file);
  if (key.ok() || key.error().code != Code::not_found) return key;
  SigningKey made = SigningKey::generate();
  PARLEY_TRY_STATUS(write_key(file, made));
  return made;
}

}  // namespace parley::node
