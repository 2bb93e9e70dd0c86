// The data of the room: for each address the desk that is asked, and the JSON that the command prints for the same.
// Thread-safe; calls wait for the disk.
#pragma once

#include <string>

#include "http/message.h"
#include "node/node.h"
#include "node/server.h"
#include "node/sessions.h"
#include "web/route.h"

namespace parley::web {

class Data {
 public:
  // `server` null: the node is not served to others.
  Data(node::Node& node, const node::NodeServer* server) : node_(node), server_(server) {}
  // Of everything but `changes` and `csp`. The session is one that lasts. With `with=me` in the query the answer has
  // who that is, too, so that a first screen needs no second request.
  http::Response answer(const Route& route, const http::Request& request, const node::Sessions::Session& session) const;

 private:
  http::Response answer_alone(const Route& route, const http::Request& request,
                              const node::Sessions::Session& session) const;
  http::Response home(const node::Acting& acting) const;
  http::Response seen(const node::Acting& acting, const http::Request& request) const;
  http::Response inbox(const node::Acting& acting, const http::Request& request) const;
  http::Response message(const node::Acting& acting, const Route& route, const http::Request& request) const;
  http::Response status(const node::Acting& acting) const;
  http::Response sessions(const node::Acting& acting, const node::Sessions::Session& session) const;
  http::Response end_session(const node::Acting& acting, const http::Request& request) const;
  http::Response sign_out(const node::Acting& acting, const node::Sessions::Session& session) const;
  http::Response choose_language(const node::Acting& acting, const http::Request& request) const;

  node::Node& node_;
  const node::NodeServer* server_;
};

}  // namespace parley::web
