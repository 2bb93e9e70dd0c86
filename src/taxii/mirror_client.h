// Fetching another's journal into its mirror: objects as TAXII pages, entries as C2SP bundles, salts beside them; every entry is checked
// against the signed head before it is stored (journal::Journal::extend). Interrupted, it goes on where it was.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "http/client.h"
#include "journal/journal.h"

namespace parley::taxii {

// Sends one request to the place where the journal is served. Paths are absolute on that server.
using Send = std::function<Result<http::Response>(const std::string& path)>;

// What was refused, to be kept as evidence.
struct RefusedEntry {
  journal::Seq seq = 0;
  std::string leaf, object;
  std::string salt;  // base64
};

class MirrorClient {
 public:
  // `collection`: "/{root}/collections/{id}".
  MirrorClient(Send send, std::string collection) : send_(std::move(send)), collection_(std::move(collection)) {}

  // The head as it is served; not_found when none was signed yet.
  Result<journal::Note> head();
  // Brings `mirror` up to `head`, which the caller has verified to be signed by its source and to be larger. `progress` is told how many
  // entries are held. Fails with unavailable (try again), or with corrupt or conflict: then what was served is not what was signed.
  Status fetch(journal::Journal& mirror, const journal::Checkpoint& head, const std::function<void(std::uint64_t)>& progress = {});
  // Leads from the tree of `old_size` entries to `head`, from the tiles that are served.
  Result<journal::Proof> consistency(std::uint64_t old_size, const journal::Checkpoint& head);
  const std::optional<RefusedEntry>& refused() const { return refused_; }

 private:
  Result<std::string> get(const std::string& path);
  // Puts fetched entries, [first, first + entries.size()), into the mirror; keeps what is refused.
  Status store(journal::Journal& mirror, const journal::Checkpoint& head, journal::Seq first, const std::vector<journal::ForeignEntry>& entries, const journal::Proof& proof);
  Status fetch_once(journal::Journal& mirror, const journal::Checkpoint& head, const std::function<void(std::uint64_t)>& progress);

  Send send_;
  std::string collection_;
  std::optional<RefusedEntry> refused_;
};

}  // namespace parley::taxii
