// Who asks this node for what: one line a client, for the operator's table. Thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/time.h"
#include "node/locks.h"
#include "taxii/service.h"

namespace parley::node {

// What one client (a user at an address) did last: for "why does it not import?".
struct ClientView {
  std::string user, address, agent;
  Micros first{}, last{};
  std::string request;  // method and path
  int status = 0;
  std::uint64_t requests = 0, errors = 0, objects = 0, bytes = 0;
  std::string cursor;  // that it sent last
};

class ClientTable {
 public:
  // With every request: one look-up in a map.
  void note(const taxii::ServiceOptions::Event& event) PARLEY_EXCLUDES(mutex_);
  std::vector<ClientView> list() const PARLEY_EXCLUDES(mutex_);
  struct Totals {
    std::uint64_t clients = 0, objects_sent = 0;  // since the start
  };
  Totals totals() const PARLEY_EXCLUDES(mutex_);

 private:
  void forget_one() PARLEY_REQUIRES(mutex_);

  mutable Mutex mutex_ PARLEY_LEAF;
  std::map<std::string, ClientView, std::less<>> clients_ PARLEY_GUARDED_BY(mutex_);  // by user and address
  std::uint64_t objects_sent_ PARLEY_GUARDED_BY(mutex_) = 0;
};

}  // namespace parley::node
