// What the node answers its TAXII service (taxii/catalog.h): who is calling, and which roots and collections that one
// sees. Holds nothing of its own: users and their rights are Access's, peers are Peers's, the journals and what each
// principal sees of them are Journals's and Membership's.
//
// Thread-safe. Every request comes through here, so nothing in it waits for a peer or an fsync; only a password that
// was not seen before is slow, by design (argon2id).
#pragma once

#include <cstdint>
#include <vector>

#include "taxii/catalog.h"

namespace parley::node {

class Access;
class Journals;
class Node;
class Statuses;

class Catalog : public taxii::Catalog {
 public:
  // These outlive it.
  Catalog(Node& node, Access& access, Journals& journals, Statuses& statuses, std::vector<std::uint8_t> cursor_key)
      : node_(node), access_(access), journals_(journals), statuses_(statuses), cursor_key_(std::move(cursor_key)) {}

  Result<taxii::Principal> authenticate(std::string_view authorization, std::string_view peer) override;
  std::optional<taxii::Principal> authenticate_fast(std::string_view authorization) override;
  bool must_hash(std::string_view authorization) override;
  std::optional<taxii::Principal> authenticate_certificate(std::string_view fingerprint) override;
  taxii::Discovery discovery() override;
  std::vector<taxii::ApiRoot> roots(const taxii::Principal& principal) override;
  bool has_root(std::string_view name) override;
  std::vector<taxii::Collection> collections(std::string_view root, const taxii::Principal& principal) override;
  std::optional<taxii::Collection> collection(std::string_view root, std::string_view id,
                                              const taxii::Principal& principal) override;
  Result<std::vector<journal::Outcome>> append(const taxii::Collection& collection,
                                               std::span<const journal::NewObject> objects) override;
  Result<std::size_t> erase(const taxii::Collection& collection, const taxii::Principal& principal, std::string_view id,
                            const journal::VersionFilter& versions) override;
  Status keep_status(std::string_view root, std::string_view id, const taxii::Principal& owner,
                     std::string json) override;
  Result<std::string> status(std::string_view root, std::string_view id, const taxii::Principal& principal) override;
  std::span<const std::uint8_t> cursor_key() override { return cursor_key_; }

 private:
  Node& node_;
  Access& access_;
  Journals& journals_;
  Statuses& statuses_;
  const std::vector<std::uint8_t> cursor_key_;  // from DIR/keys/cursor.key
};

}  // namespace parley::node
