// The room as a function from requests to answers: who may come in, who is in, and what is at which address. What only
// memory tells is answered at once (fast), what a desk tells on the pool (slow), and what is new when it is (park).
//
// Refused before anything else, in this order: another Host than the room's (421), a path that is not plain (404),
// another method (405), what would change something and was not sent by a page of the room (403), what another site's
// page reads (403). An Authorization is nobody's credential here, and a cookie is none at the listener of TAXII.
//
// Thread-safe.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "base/mutex.h"
#include "http/server.h"
#include "node/node.h"
#include "node/sessions.h"
#include "web/data.h"
#include "web/door.h"
#include "web/public_url.h"
#include "web/route.h"
#include "web/waiting.h"

namespace parley::web {

class Service {
 public:
  Service(node::Node& node, const node::NodeServer* server, const PublicUrl& url, const Waiting::Limits& waiting = {});

  // Of a server that ends before this does, and behind stop_waiting().
  http::Handler handler();
  const PublicUrl& url() const { return url_; }
  const std::string& cookie_name() const { return cookie_; }
  std::size_t held() const { return waiting_.held(); }  // requests that wait for something new
  // Before the server ends: all are answered, and none waits any more.
  void stop_waiting() { waiting_.stop(); }

 private:
  using Session = node::Sessions::Session;
  using Use = node::Sessions::Use;

  // The halves, without what every answer has.
  std::optional<http::Response> fast(const http::Request& request);
  std::optional<http::Response> refused(const http::Request& request, const Route& route) const;
  http::Response slow(const http::Request& request);
  bool park(const http::Request& request, const http::LateAnswer& answer);
  http::Admittance screen(const http::Request& head);

  Seen seen(const http::Request& request) const;
  http::Response page(const http::Request& request) const;
  http::Response file(const Route& route, const http::Request& request) const;
  http::Response sign_in_form(const http::Request& request) const;
  http::Response sign_in(const http::Request& request);
  http::Response link_form(const Route& route, const http::Request& request) const;
  http::Response use_link(const Route& route, const http::Request& request);
  http::Response report(const http::Request& request);
  http::Response come_in(const http::Request& request, const Result<node::Sessions::Begun>& begun,
                         const std::string& next);

  std::string secret_of(const http::Request& request) const;  // of the cookie; empty: none
  std::optional<Session> session_of(const http::Request& request, Use use) const;
  std::string cookie_line(std::string_view secret) const;
  http::Response finished(http::Response answer, const http::Request* request) const;
  void note(const http::Request& request, int status) const;

  node::Node& node_;
  const PublicUrl url_;
  const std::string cookie_;
  Door door_;
  Data data_;
  Waiting waiting_;
  mutable Mutex mutex_;
  std::set<std::string> reported_ PARLEY_GUARDED_BY(mutex_);  // directives of which the log has a line already
};

}  // namespace parley::web
