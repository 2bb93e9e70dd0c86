// The HTTP/1.1 server: sockets, TLS, limits, keep-alive and pipelining.
//
// A handler comes in two halves. `fast` runs on the thread that owns the socket and must not wait for disk, locks or a
// password hash: it answers what it can from memory and returns nothing otherwise. `slow` then runs on a pool.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "http/message.h"

namespace parley::http {

struct Limits {
  std::size_t header_bytes = 32u << 10;
  std::size_t target_bytes = 16u << 10;
  std::size_t body_bytes = 64u << 20;
  std::size_t bodies_bytes = 512u << 20;  // of all requests in progress together
  std::size_t connections = 10'000;
  std::size_t connections_per_address = 1'000;  // an IPv6 /64 counts as one address
  int header_timeout_ms = 10'000;               // from the first byte of a request to the end of its header
  int idle_timeout_ms = 60'000;                 // between requests
  int body_timeout_ms = 10'000;                 // without a byte arriving
  std::size_t body_bytes_per_s = 4096;          // a sender slower than this over body_rate_window_ms is dropped
  int body_rate_window_ms = 10'000;
  int write_timeout_ms = 30'000;  // without a byte leaving
};

struct TlsOptions {
  std::filesystem::path certificate;  // PEM chain
  std::filesystem::path key;          // PEM
  // A client must show a certificate, any one, and prove that it has its key; whose it is, Request::client_certificate
  // lets the handler decide.
  bool client_certificates = false;
};

struct ServerOptions {
  std::string address = "127.0.0.1";  // numeric, IPv4 or IPv6
  std::uint16_t port = 0;             // 0: any free one
  int io_threads = 2;
  int pool_threads = 4;
  Limits limits;
  std::optional<TlsOptions> tls;  // TLS 1.2 and 1.3 only
};

struct Handler {
  std::function<std::optional<Response>(const Request&)> fast;
  std::function<Response(Request&&)> slow;  // may run on several threads at once
  // The answer to a request that never reaches the other two: malformed (400), header too large (431), body too large
  // (413), timeout (408), too many connections (503). Null: a plain text body.
  // Also asked for the body when a handler throws (500).
  std::function<Response(int status, std::string_view why)> refuse;
  // Told what an operator should know: a handler that threw, no file descriptors left. Any thread; may be null.
  std::function<void(std::string_view message)> log;
};

struct ServerStatistics {
  std::uint64_t connections_open = 0, connections_total = 0, requests = 0, refused = 0, timeouts = 0, tls_failures = 0,
                bytes_in = 0, bytes_out = 0;
};

class Server {
 public:
  // Binds and starts its threads. Fails with unavailable when the port is taken, invalid_input for a bad address or
  // certificate (naming the file and what is wrong with it).
  static Result<std::unique_ptr<Server>> start(const ServerOptions& options, Handler handler);
  // Stops accepting, lets requests in progress finish for up to 5 s, then closes.
  ~Server();
  std::uint16_t port() const;
  ServerStatistics statistics() const;
  // Reads the certificate files again; connections that are open keep theirs.
  Status reload_tls();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// A key and a self-signed certificate for `host` (a name or address; localhost is always in it), valid for `days`, as
// PEM files.
Status write_self_signed(const std::filesystem::path& certificate, const std::filesystem::path& key,
                         const std::string& host, int days);
// SHA-256 of the certificate's DER form, as people compare it.
Result<std::string> certificate_fingerprint(const std::filesystem::path& certificate);

}  // namespace parley::http
