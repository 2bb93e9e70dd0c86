// A seed as text: it can be printed, typed in and compared by people, and a damaged file is seen as such.
// What is read is trusted to be the right key by nobody: OwnKeys compares it with the public key that others
// know.
#include "node/keys.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/disk.h"
#include "base/file.h"

namespace parley::node {

// Asked whenever a secret is read and not only at the start: rights are changed by people and by backups that are
// played back. Who could read the key can speak as this party, so nothing goes on until somebody has thought about
// that.
Status check_secret(const std::filesystem::path& file) {
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) return system_error("reading " + file.string());
  const auto mode = open_to_others(file);
  if (!mode) return {};
  return Error{Code::forbidden, fmt::format("{0} is a secret that others on this machine may read or change (mode "
                                            "{1:04o}): chmod 600 {0}, and think about who may have read it",
                                            file.string(), *mode)};
}

Result<std::string> read_secret_file(const std::filesystem::path& file, std::size_t limit_bytes) {
  PARLEY_TRY_STATUS(check_secret(file));
  return read_file(file, limit_bytes);
}

Result<SigningKey> read_key(const std::filesystem::path& file) {
  // Only the first line counts, so that a comment can stand below it. 4096 bytes are far more than a seed and
  // little enough that a wrong file is not read in.
  PARLEY_TRY(const std::string text, read_secret_file(file, 4096));
  const auto seed = from_hex(std::string_view(text).substr(0, text.find('\n')));
  if (!seed) return Error{Code::corrupt, file.string() + " is not a key file (64 hexadecimal digits)"};
  auto key = SigningKey::from_seed(*seed);
  if (!key.ok()) return Error{Code::corrupt, file.string() + ": " + key.error().message};
  return key;
}

// Durable before anything is signed with it: a journal whose key is gone after a crash could never be written again.
Status write_key(const std::filesystem::path& file, const SigningKey& key) {
  return replace_file(file, to_hex(key.seed()) + "\n", Durability::durable);
}

// Only a file that is not there is made. One that cannot be read, or is damaged, may be the key that others
// know: making a new one in its place would destroy it.
Result<SigningKey> read_or_make_key(const std::filesystem::path& file) {
  auto key = read_key(file);
  if (key.ok() || key.error().code != Code::not_found) return key;
  SigningKey made = SigningKey::generate();
  PARLEY_TRY_STATUS(write_key(file, made));
  return made;
}

}  // namespace parley::node
