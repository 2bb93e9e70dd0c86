// What the listeners of a running node may take of this machine: threads, descriptors, memory.
#pragma once

#include "http/server.h"
#include "node/node.h"

namespace parley::node {

// For clients.
http::ServerOptions listener_options(const Node& node);
// For other parties' nodes.
http::ServerOptions peer_listener_options(const Node& node);
// For the node's own people: few, and none of them sends much.
http::ServerOptions room_listener_options(const Node& node);

}  // namespace parley::node
