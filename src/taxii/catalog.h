// What the TAXII service asks of the node: who is asking, and which collections that one may see. The node implements
// it over its database; tests implement it over a few values. All calls may come from several threads at once.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "journal/journal.h"

namespace parley::taxii {

struct Principal {
  std::string name;  // user or token name, for the log
  bool administrator = false;
  // Changes whenever what this principal sees may have changed: its rights, or the collections and aliases there are.
  // Answers are kept under it, so a right that was withdrawn is gone with the next request.
  std::uint64_t generation = 0;
  // How it was known who it is: "password", "token"; empty: by no secret of a person. It outlives everything.
  std::string_view proof = {};
};

struct ApiRoot {
  std::string name;  // one path segment, at the top level: "api1"
  std::string title;
  std::optional<std::string> description{};
  // The most that one POST may carry under this root, where that is less than the server takes (section 4.2.1).
  std::optional<std::size_t> max_content_length{};
};

// A collection as one principal sees it. One that may neither be read nor written by it is not given at all.
struct Collection {
  std::string id;  // UUID
  std::string title;
  std::optional<std::string> description;
  std::optional<std::string> alias;
  bool can_read = false, can_write = false, can_delete = false;
  // Set: takes objects of this type only, and only without a version, which cannot conflict. So no answer tells
  // somebody who writes what others have written.
  std::optional<std::string> only_type = {};
  // Null: it is closed for a fault, and `closed` tells everybody who may use it why.
  std::shared_ptr<journal::Journal> journal;
  std::string closed = {};
  // Set: what is added is handed over to this and not to the journal; nothing of it, and no status, is kept on its way.
  std::function<Status(std::string_view object)> deliver = {};
};

struct Discovery {
  std::string title = "Parley";
  std::optional<std::string> description, contact;
  std::optional<std::string> default_root;  // name
};

class Catalog {
 public:
  virtual ~Catalog() = default;
  // `authorization` is the header's value, empty when there is none. Fails with unauthorized, or with unavailable when
  // there are too many attempts (the client gets 429 and the message). May be slow (argon2id).
  virtual Result<Principal> authenticate(std::string_view authorization, std::string_view peer) = 0;
  // The same when it can be told from memory; nothing when authenticate() must be asked.
  virtual std::optional<Principal> authenticate_fast(std::string_view authorization) = 0;
  // Whether authenticate() would compute a password hash for it. From memory.
  virtual bool must_hash(std::string_view) { return false; }
  // Who has shown this client certificate (Request::client_certificate); nothing when it is nobody known. From memory.
  virtual std::optional<Principal> authenticate_certificate(std::string_view) { return std::nullopt; }

  virtual Discovery discovery() = 0;
  virtual std::vector<ApiRoot> roots(const Principal& principal) = 0;
  // Whether there is such an API root, whoever asks.
  virtual bool has_root(std::string_view name) {
    for (const ApiRoot& root : roots(Principal{.name = {}, .administrator = true, .generation = 0}))
      if (root.name == name) return true;
    return false;
  }
  // In the order in which they were made; those only that the principal may read or write.
  virtual std::vector<Collection> collections(std::string_view root, const Principal& principal) = 0;
  // By id or alias.
  virtual std::optional<Collection> collection(std::string_view root, std::string_view id,
                                               const Principal& principal) = 0;
  // What a client brings; the outcomes are those of `objects`.
  virtual Result<std::vector<journal::Outcome>> append(const Collection& collection,
                                                       std::span<const journal::NewObject> objects) {
    return collection.journal->append(objects);
  }
  // What a client deletes: how many versions went. Fails with not_found when none is there, with unavailable when it
  // cannot be done now, and then nothing is erased.
  virtual Result<std::size_t> erase(const Collection& collection, const Principal&, std::string_view id,
                                    const journal::VersionFilter& versions) {
    return collection.journal->erase(id, versions);
  }

  // Status resources (TAXII 2.1 section 4.3) as JSON; kept for at least a day, over restarts. A status is given only to
  // who made it, or an administrator.
  virtual Status keep_status(std::string_view root, std::string_view id, const Principal& owner, std::string json) = 0;
  virtual Result<std::string> status(std::string_view root, std::string_view id, const Principal& principal) = 0;

  // The key with which cursors are signed; the same over restarts.
  virtual std::span<const std::uint8_t> cursor_key() = 0;
};

}  // namespace parley::taxii
