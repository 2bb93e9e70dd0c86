// A small blocking HTTP/1.1 client: one connection at a time, kept open between requests to the same origin. It follows
// no redirects and keeps no cookies. Not thread-safe.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "http/message.h"

namespace parley::http {

struct ClientOptions {
  int connect_timeout_ms = 5'000;  // TCP and TLS; looking up the name comes on top
  int timeout_ms = 30'000;         // from sending the request to the last byte of its answer
  // Of the header with the provisional answers (1xx) before it, and again of the trailer or a chunk's first line. What
  // frames a chunked body may be as much more than this as there is body: a peer cannot make us work without saying
  // anything. At most 8 provisional answers.
  std::size_t header_bytes = 64u << 10;
  std::size_t body_bytes = 64u << 20;
  // How an https server proves who it is: by its certificate's SHA-256 fingerprint (with or without colons), or else by
  // a chain to `ca_file`, or else to what the system trusts; the last two also check the name.
  std::string fingerprint;
  std::optional<std::filesystem::path> ca_file;
  // What this client shows to a server that asks for a certificate: PEM chain and key. By TLS 1.3 only.
  std::optional<std::pair<std::filesystem::path, std::filesystem::path>> certificate;
  // Asked some ten times a second while the server is waited for, with how many bytes of its answer have come: what it
  // fails with, the request fails with at once. Null: only the two times end it. Looking up a name is not interrupted.
  std::function<Status(std::size_t received)> may_wait = {};
};

struct ClientRequest {
  std::string url;
  std::string method = "GET";
  Headers headers;  // Host, Content-Length and Connection are added
  std::string body;
  bool repeatable = false;  // a POST that does no harm when it arrives twice
  // Of the answer's body, where less is expected than the client takes (ClientOptions).
  std::size_t body_bytes = std::numeric_limits<std::size_t>::max();
};

class Client {
 public:
  explicit Client(ClientOptions options = {});
  ~Client();
  // Any answer that came whole is a Response, whatever its status. Fails with unavailable when the server cannot be
  // reached or does not answer in time, unauthorized when it is not who it should be, too_large past the limits,
  // corrupt when what it sends is not HTTP, invalid_input for a request that cannot be sent. A request on a kept
  // connection that turns out to be closed is sent again on a new one, unless it is a POST that is not repeatable.
  Result<Response> send(const ClientRequest& request);

 private:
  struct Connection;
  Result<Response> exchange(const ClientRequest& request, const std::string& text);

  ClientOptions options_;
  std::unique_ptr<Connection> connection_;
};

// One request on a connection of its own.
Result<Response> fetch(const ClientRequest& request, const ClientOptions& options = {});

}  // namespace parley::http
