// What this node signs and shows itself with as a party: its identity, keys and the certificate that other parties have
// pinned. Read once when the node opens and never changed after that, so it needs no lock.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/keys.h"
#include "base/result.h"
#include "store/embedded/group_db.h"

namespace parley::node {

class Node;

struct OwnParty {
  std::string identity, domain;
  SigningKey party_key, witness_key;
  std::string party_key_wrong, witness_key_wrong;  // why nothing is signed with it; empty: it is the right one
  std::filesystem::path certificate, certificate_key;
  std::string fingerprint;  // of the certificate; empty when it cannot be read

  // Makes what is missing and nobody knows yet; what others know and is lost or exchanged is not made again, but named
  // in health().
  static Result<std::unique_ptr<const OwnParty>> open(Node& node, store::GroupDb& db);
};

}  // namespace parley::node
