// What other parties' nodes meet when they knock: the same TAXII service that clients have, for those whose certificate
// is on a card, and the few pages by which nodes tell each other what is new.
//
// A known party is no friend: it may be taken over, or want to keep this node busy. So each thing that it can make this
// node do - hold a thread, store a charter, have signatures checked - has a limit of its own, counted by party.
//
// Thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "http/server.h"
#include "node/locks.h"
#include "node/node.h"
#include "taxii/service.h"

namespace parley::node {

class PeerDoor {
 public:
  using Event = taxii::ServiceOptions::Event;
  // These outlive it. `note` is told of every answer that is not the service's, which tells of its own.
  PeerDoor(Node& node, taxii::Service& service, std::function<void(const Event&)> note)
      : node_(node), service_(service), note_(std::move(note)) {}

  // Of the listener for other parties. It outlives the listener.
  http::Handler handler();
  // Whom to tell that a party with this identity has been heard from (GroupWorker::heard_from()).
  void tell(std::function<void(const std::string&)> heard) PARLEY_EXCLUDES(mutex_);

 private:
  // By identity: how many charters each may bring, and since when.
  struct Allowance {
    double charters = 0;
    std::chrono::steady_clock::time_point at;
  };
  class Showing;

  std::optional<http::Admittance> screen(const http::Request& head) const;
  http::Response noted(const http::Request& request, http::Response response) const;
  http::Response add_checkpoint(const http::Request& request);
  std::optional<http::Response> refused_in_lobby(const http::Request& request) PARLEY_EXCLUDES(mutex_);
  std::optional<http::Response> receipts(const http::Request& request) const;
  http::Response news(const http::Request& request);
  void heard_from(const taxii::Principal& principal) PARLEY_EXCLUDES(mutex_);

  Node& node_;
  taxii::Service& service_;
  const std::function<void(const Event&)> note_;
  Mutex mutex_ PARLEY_LEAF;
  std::set<std::string> showing_ PARLEY_GUARDED_BY(mutex_);                // who is showing a head now
  std::map<std::string, Allowance> allowances_ PARLEY_GUARDED_BY(mutex_);  // of known parties only
  std::function<void(const std::string&)> heard_ PARLEY_GUARDED_BY(mutex_);
};

}  // namespace parley::node
