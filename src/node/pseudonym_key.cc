// The secret behind pseudonyms and derived ids (release/redact.h). It is made when it is first needed and
// must never change: with another one everybody would appear under a new pseudonym, and the old ones could
// not be recognised any more. So a file that is damaged is an error, and only a missing one is made.
#include "node/pseudonym_key.h"

#include <array>

#include "base/file.h"
#include "base/mutex.h"
#include "node/keys.h"

namespace parley::node {

Result<Secret> pseudonym_key(const std::filesystem::path& dir) {
  // Of two threads that find no key only one may make it.
  static Mutex mutex;  // one process has the node open
  const Lock lock(mutex);
  const std::filesystem::path file = dir / "keys" / "pseudonym.key";
  auto text = read_secret_file(file, 1024);
  if (!text.ok() && text.error().code == Code::not_found) {
    std::array<std::uint8_t, 32> fresh;
    random_bytes(fresh);
    text = to_hex(fresh) + "\n";
    // On the disk before it is used: a pseudonym that was released and cannot be made again would be another
    // person's next time.
    PARLEY_TRY_STATUS(replace_file(file, *text, Durability::durable));
  }
  if (!text.ok()) return std::move(text).error();
  const auto bytes = from_hex(std::string_view(*text).substr(0, text->find('\n')));
  if (!bytes || bytes->size() != 32)
    return Error{
        Code::corrupt,
        file.string() + " is damaged; bring it back from a backup: a new one would give everybody new pseudonyms"};
  return Secret(*bytes);
}

}  // namespace parley::node
