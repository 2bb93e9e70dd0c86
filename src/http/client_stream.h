// The client's connection as a stream of bytes with a deadline, plain or TLS.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/file.h"
#include "http/client.h"
#include "http/tls.h"
#include "http/url.h"

namespace parley::http {

class ClientStream {
 public:
  // Until when the server is waited for, and what else may end that (ClientOptions::may_wait).
  struct Patience {
    std::int64_t deadline_ms = 0;
    std::function<Status(std::size_t received)> may_wait = {};
    std::size_t received = 0;
    std::int64_t asked_ms = 0;  // when may_wait was asked last

    Status wait_until(int fd, short events, std::string_view what);
    std::size_t came(std::size_t bytes) {
      received += bytes;
      return bytes;
    }
  };

  static Result<ClientStream> open(const Url& url, const ClientOptions& options);

  // A request begins: everything from now on must be done in so much time, and what comes is counted anew.
  void begin(int timeout_ms);
  Status write(std::string_view data);
  // At least one byte, at most `size`; 0 at the orderly end.
  Result<std::size_t> read(char* out, std::size_t size);
  // Says goodbye to a TLS peer.
  void close();

 private:
  ClientStream(Fd fd, Patience patience) : fd_(std::move(fd)), patience_(std::move(patience)) {}
  static Result<Fd> connect(const Url& url, Patience& patience);
  Status secure(const Url& url, const ClientOptions& options);
  // Waits until the TLS call that returned `result` can be repeated; an error when it never can.
  Status wait_for_tls(int result, std::string_view what);

  Fd fd_;
  SslContext context_;
  SslSession session_;
  Patience patience_;
};

}  // namespace parley::http
