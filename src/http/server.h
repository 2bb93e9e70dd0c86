// The HTTP/1.1 server: sockets, TLS, limits, keep-alive and pipelining.
//
// A handler comes in two halves. `fast` runs on the thread that owns the socket and must not wait for disk, locks or a
// password hash: it answers what it can from memory and returns nothing otherwise. `slow` then runs on a pool.
//
// A request with a body is shown to the handler twice: its header first (`screen`, and `slow_screen` on the pool when
// memory does not tell), and the whole of it only when that let it in. So nobody makes the server read, let alone keep,
// a body that was going to be refused anyway.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/admittance.h"
#include "http/forwarded.h"
#include "http/late_answer.h"
#include "http/message.h"

namespace parley::http {

// Each with the reason for its size. What a stranger can make the server hold is small; what one known client can is a
// part of what there is for all.
struct Limits {
  // Request line and fields. Cookies and tokens of real clients stay below 8 KiB; TAXII cursors and filters of 200
  // values below 16 KiB. 100 fields at most (ReaderLimits).
  std::size_t header_bytes = 32u << 10;
  std::size_t target_bytes = 16u << 10;
  // One body. An envelope of 100,000 indicators; larger bundles go in by `parley import`, which streams.
  std::size_t body_bytes = 64u << 20;
  // Of all requests in progress together, and a quarter of it for each sender (Admittance::sender): two of the largest
  // bodies from one client, and room for others beside it.
  std::size_t bodies_bytes = 512u << 20;
  // What those hold together who have not proven who they are: bodies that a handler lets in without a sender, and
  // headers beyond their first 4 KiB. A quarter for each address, and an eighth for one body (else 413). 16 MiB are 250
  // headers of the largest kind at once.
  std::size_t strangers_bytes = 16u << 20;
  // Answers of more than 64 KiB that are being written, and a quarter of it for each address: seven pages of the
  // largest kind (8 MiB) to one client at a time. Who asks for more gets 503 with Retry-After.
  std::size_t answers_bytes = 256u << 20;
  // An idle connection costs 5 KiB. Trusted proxies have no limit of their own: their address is everybody's.
  std::size_t connections = 10'000;
  std::size_t connections_per_address = 1'000;  // an IPv6 /64 counts as one address
  // A TLS connection costs 85 KiB from its first byte. Those that have had no answer yet but refusals are bounded
  // apart: past either limit the oldest of them, in all or of that address, gives way to the newest, so that whoever
  // opens thousands keeps nobody out. It does so, too, when there is no place for one more connection.
  std::size_t newcomers = 1024;
  std::size_t newcomers_per_address = 256;
  int header_timeout_ms = 10'000;  // from the first byte of a request to the end of its header
  int idle_timeout_ms = 60'000;    // between requests
  int body_timeout_ms = 10'000;    // without a byte arriving
  // A sender slower than this over body_rate_window_ms is dropped, and a reader over write_rate_window_ms: 4 KiB/s are
  // less than a modem carries, and end what trickles to hold its place. The window for reading is longer, because
  // kernels tell of room in steps of up to 64 KiB.
  std::size_t body_bytes_per_s = 4096;
  int body_rate_window_ms = 10'000;
  std::size_t write_bytes_per_s = 4096;
  int write_rate_window_ms = 30'000;
  int write_timeout_ms = 30'000;  // without a byte leaving
  // Requests that cost a password hash (Handler::is_log_in) wait in a queue of their own, and have threads of their
  // own: as many as may hash at once. What does not fit gets 429 at once. Addresses take turns, and names at each
  // (log_in_queue.h): 64 of one address wait 5 s at 170 ms each on two threads, and one of another address not at all
  // that long. A connection that is closed gives its place back.
  int log_in_threads = 2;
  std::size_t log_ins_waiting = 256;
  std::size_t log_ins_waiting_per_address = 64;
  std::size_t log_ins_waiting_per_name = 8;  // of one name at one address
};

// As a server keeps them. Where there are few places in all (`connections`), the limits of who may take them shrink
// with that number, so that neither one address nor those who never say a word can have all of them: one address has
// half, though not fewer than the eight that a browser may want, newcomers together have half, and those of one address
// a quarter of that, or eight.
Limits fitting(Limits limits);

struct TlsOptions {
  std::filesystem::path certificate;  // PEM chain
  std::filesystem::path key;          // PEM
  // A client must show a certificate, any one, and prove that it has its key; whose it is, Request::client_certificate
  // lets the handler decide.
  // Only other nodes of Parley do so: TLS 1.3, in which certificates travel encrypted.
  bool client_certificates = false;
};

struct ServerOptions {
  std::string address = "127.0.0.1";  // numeric, IPv4 or IPv6
  std::uint16_t port = 0;             // 0: any free one
  int io_threads = 2;
  int pool_threads = 4;
  Limits limits;
  std::optional<TlsOptions> tls;  // TLS 1.2 and 1.3 only
  // Whose Forwarded and X-Forwarded-For are believed (forwarded.h): Request::peer is then the client behind them.
  std::vector<AddressRange> trusted_proxies = {};
};

struct Handler {
  std::function<std::optional<Response>(const Request&)> fast;
  std::function<Response(Request&&)> slow;  // may run on several threads at once
  // A request that waits for something to happen, asked when `fast` had no answer, on the thread that owns the socket.
  // True: it is kept, and its answer is given late (late_answer.h); no thread waits, and a client that closes the
  // connection ends it. Null, or false: `slow` answers.
  std::function<bool(const Request&, const LateAnswer&)> park = {};
  // The same two halves for a request with a body of which only the header is here. Null: everything is let in.
  std::function<std::optional<Admittance>(const Request& head)> screen = {};
  std::function<Admittance(const Request& head)> slow_screen = {};
  // Whether the slow half of either would compute a password hash. On the thread that owns the socket; null: never.
  std::function<bool(const Request&)> is_log_in = {};
  // As whom, which decides about its place in the queue (log_in_queue.h). Null: the name of Basic credentials.
  std::function<std::string(const Request&)> log_in_name = {};
  // The answer to a request that never reaches the other two: malformed (400), header too large (431), body too large
  // (413), timeout (408), too many connections, bodies or answers (503), log-ins (429). Null: a plain text body.
  // Also asked for the body when a handler throws (500).
  std::function<Response(int status, std::string_view why)> refuse = {};
  // Told what an operator should know: a handler that threw, no file descriptors left. Any thread; may be null.
  std::function<void(std::string_view message)> log = {};
};

struct ServerStatistics {
  std::uint64_t connections_open = 0, connections_total = 0, requests = 0, refused = 0, timeouts = 0, tls_failures = 0,
                bytes_in = 0, bytes_out = 0;
  std::map<int, std::uint64_t> by_status = {};  // answers of every kind, refusals too
  // Of Limits::connections, which is connections_most: how many found them all taken, and are among `refused`.
  std::uint64_t connections_most = 0, turned_away = 0;
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

// A key and a self-signed certificate for `host` and `more` (names or addresses; localhost is always in it), valid for
// `days`, as PEM files.
Status write_self_signed(const std::filesystem::path& certificate, const std::filesystem::path& key,
                         const std::string& host, int days, const std::vector<std::string>& more = {});
// SHA-256 of the certificate's DER form, as people compare it.
Result<std::string> certificate_fingerprint(const std::filesystem::path& certificate);

}  // namespace parley::http
