// The running room: a listener of its own, beside those for clients and for other parties' nodes (docs/room.md).
#pragma once

#include <memory>
#include <string>

#include "http/server.h"
#include "node/node.h"
#include "node/server.h"
#include "web/waiting.h"

namespace parley::web {

class RoomServer {
 public:
  // Null when [room] is not enabled. Unavailable when the port that parley.toml names is taken; where it names none and
  // the usual one is taken, any free one. `server`: of the same node, to tell of in its status; may be null.
  static Result<std::unique_ptr<RoomServer>> start(node::Node& node, const node::NodeServer* server,
                                                   const Waiting::Limits& waiting = {});
  ~RoomServer();  // answers what waits, finishes requests in progress

  std::uint16_t port() const;
  std::string url() const;  // what people open
  http::ServerStatistics statistics() const;
  Status reload();  // certificate files

 private:
  struct Impl;
  explicit RoomServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::web
