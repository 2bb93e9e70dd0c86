// Fetching another's journal into its mirror: objects as TAXII pages, entries as C2SP bundles, salts beside them; every
// entry is checked against the signed head before it is stored (journal::Journal::extend). Interrupted, it goes on
// where it was.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "http/client.h"
#include "journal/equivocation.h"
#include "journal/journal.h"

namespace parley::taxii {

// Sends one request to the place where the journal is served. Paths are absolute on that server. A body of more than
// `most_bytes` is not an honest answer to it and is not read on.
using Send = std::function<Result<http::Response>(const std::string& path, std::size_t most_bytes)>;

// What was refused, to be kept as evidence.
struct RefusedEntry {
  journal::Seq seq = 0;
  std::string leaf, object;
  std::string salt;  // base64
};

// Who serves it. Another holder may have erased content that its author has not: no entry says so, and nothing is wrong
// with it.
enum class ServedBy { author, another_holder };

class MirrorClient {
 public:
  // `collection`: "/{root}/collections/{id}".
  MirrorClient(Send send, std::string collection, ServedBy served_by = ServedBy::author)
      : send_(std::move(send)), collection_(std::move(collection)), served_by_(served_by) {}

  // How much more may be stored: at least one entry and one byte.
  struct Room {
    std::uint64_t entries = UINT64_MAX, bytes = UINT64_MAX;
  };
  // Asked by fetch() before each batch, which is then larger by one object at most; what it fails with, fetch() fails
  // with. `size`: entries that the mirror will have when what is on its way is stored, of which the last `bytes` may
  // not be yet.
  using AskForRoom = std::function<Result<Room>(std::uint64_t size, std::uint64_t bytes)>;
  void ask_for_room(AskForRoom ask) { room_ = std::move(ask); }

  // The head as it is served; not_found when none was signed yet.
  Result<journal::Note> head();
  // Brings `mirror` up to `head`, which the caller has verified to be signed by its source and to be larger. `progress`
  // is told how many entries are held. Fails with unavailable (try again), or with corrupt or conflict: then what was
  // served is not what was signed. Of another holder everything is taken before the first entry whose content it has
  // not any more; then unavailable.
  Status fetch(journal::Journal& mirror, const journal::Checkpoint& head,
               const std::function<void(std::uint64_t)>& progress = {});
  // How the tree under `head` begins, from the tiles that are served; nothing of it is checked.
  Result<journal::Prefix> prefix(std::uint64_t size, const journal::Checkpoint& head);
  const std::optional<RefusedEntry>& refused() const { return refused_; }
  // Whether the last fetch() ended before content that the holder has not any more.
  bool lacks_content() const { return lacks_content_; }

 private:
  // Entries that belong together, with the bundles that they are views into.
  struct Leaves {
    std::vector<std::string> bundles;
    std::vector<std::string_view> entries;
  };
  // Entries as they are stored, with what they point into: moved, which leaves that where it is, and never copied.
  struct Batch {
    Batch() = default;
    Batch(Batch&&) = default;
    Batch& operator=(Batch&&) = default;
    Leaves leaves;
    std::vector<std::string> texts;
    std::vector<journal::ForeignEntry> entries;
    std::uint64_t bytes = 0;
  };
  using NextObject = std::function<Result<std::string>()>;
  Result<std::string> get(const std::string& path, std::size_t most_bytes);
  // The entries from `first` on, as many as there is room for and one at least.
  Result<Batch> batch(const journal::Journal& mirror, const journal::Checkpoint& head, journal::Seq first,
                      const Room& room, const NextObject& next_object);
  // Puts fetched entries, [first, first + entries.size()), into the mirror; keeps what is refused.
  Status store(journal::Journal& mirror, const journal::Checkpoint& head, journal::Seq first,
               const std::vector<journal::ForeignEntry>& entries, const journal::Proof& proof);
  Result<Leaves> leaves(journal::Seq first, std::uint64_t count, const journal::Checkpoint& head);
  Result<journal::Proof> consistency(std::uint64_t old_size, const journal::Checkpoint& head);
  journal::HashReader reader(const journal::Checkpoint& head);
  Status fetch_once(journal::Journal& mirror, const journal::Checkpoint& head,
                    const std::function<void(std::uint64_t)>& progress);
  // How many of the entries from `first` on come before one whose content another holder has not.
  Result<std::size_t> before_withheld(const journal::Journal& mirror, const journal::Checkpoint& head,
                                      journal::Seq first, const std::vector<std::string_view>& entries,
                                      std::string_view salts);
  // Which of the entries that `mirror` lacks their author has erased, by its entries up to `head`.
  Result<std::set<journal::Seq>> erased_by_author(const journal::Journal& mirror, const journal::Checkpoint& head);

  Send send_;
  std::string collection_;
  ServedBy served_by_;
  AskForRoom room_;
  bool lacks_content_ = false;
  std::optional<std::set<journal::Seq>> erased_;  // of one fetch()
  std::optional<RefusedEntry> refused_;
};

}  // namespace parley::taxii
