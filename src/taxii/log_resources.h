// A collection as what it also is, a transparency log: its head, tiles and entry bundles as C2SP tlog-tiles serves
// them, and the salts with which a mirror checks the objects against the entries (docs/formats/journal-log.md).
#pragma once

#include "http/message.h"
#include "journal/journal.h"
#include "taxii/route.h"

namespace parley::taxii {

inline bool is_of_log(Resource resource) {
  return resource == Resource::checkpoint || resource == Resource::tile || resource == Resource::salts;
}
inline constexpr std::size_t kMaxSalts = 65'536;  // of one request

// Who may read the collection, as the one who asks tells: everybody may what somebody without credentials may.
enum class Readers : std::uint8_t { everybody, some };
// Fails with not_found for what there is not (yet), invalid_input for a malformed path.
Result<http::Response> log_answer(journal::Journal& journal, const Route& route, Readers readers);

}  // namespace parley::taxii
