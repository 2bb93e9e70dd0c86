// The client's connection as a stream of bytes with a deadline, plain or TLS.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/file.h"
#include "http/client.h"
#include "http/tls.h"
#include "http/url.h"

namespace parley::http {

class ClientStream {
 public:
  static Result<ClientStream> open(const Url& url, const ClientOptions& options);

  // Everything from now on must be done by then.
  void set_deadline_in(int ms);
  Status write(std::string_view data);
  // At least one byte, at most `size`; 0 at the orderly end.
  Result<std::size_t> read(char* out, std::size_t size);
  // Says goodbye to a TLS peer.
  void close();

 private:
  ClientStream(Fd fd, SslContext context, SslSession session)
      : fd_(std::move(fd)), context_(std::move(context)), session_(std::move(session)) {}
  static Result<Fd> connect(const Url& url, std::int64_t deadline_ms);
  Status secure(const Url& url, const ClientOptions& options);
  // Waits until the TLS call that returned `result` can be repeated; an error when it never can.
  Status wait_for_tls(int result, std::string_view what);

  Fd fd_;
  SslContext context_;
  SslSession session_;
  std::int64_t deadline_ms_ = 0;
};

}  // namespace parley::http
