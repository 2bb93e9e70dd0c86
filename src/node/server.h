// The running node: TAXII over HTTP, health and metrics, the request log, and who asked what last.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "http/server.h"
#include "node/client_table.h"
#include "node/live_index.h"
#include "node/node.h"

namespace parley::node {

class NodeServer {
 public:
  static Result<std::unique_ptr<NodeServer>> start(Node& node);
  ~NodeServer();  // finishes requests in progress

  std::uint16_t port() const;
  std::string url() const;  // for people: what to type
  std::vector<ClientView> clients() const;
  http::ServerStatistics statistics() const;
  std::string metrics() const;  // Prometheus text format
  LiveIndex& live_index();      // of all journals; made by the first call
  Status reload();              // certificate files

 private:
  struct Impl;
  explicit NodeServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::node
