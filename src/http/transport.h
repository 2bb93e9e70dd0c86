// One accepted socket, plain or TLS, non-blocking: the only place that knows the difference.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/file.h"
#include "http/tls.h"

namespace parley::http {

class Transport {
 public:
  enum class Io : std::uint8_t { ok, would_block, ended, failed };
  struct Outcome {
    Io io = Io::ok;
    std::size_t bytes = 0;
    bool drained = false;  // a read got less than it asked for: nothing more is there now
  };

  // `session` is null for a plain connection.
  Transport(Fd fd, SslSession session) : fd_(std::move(fd)), session_(std::move(session)) {}

  int fd() const { return fd_.get(); }
  bool secure() const { return session_ != nullptr; }
  // Only when secure().
  Io handshake();
  Outcome read(char* out, std::size_t size);
  // Sends what the socket takes of `head` and then of `body`.
  Outcome write(std::string_view head, std::string_view body);
  // Tells the peer that nothing more will come.
  void end_output();
  // Reads without looking at the bytes (below TLS).
  Outcome discard(char* scratch, std::size_t size);

 private:
  Outcome outcome_of(int result);

  Fd fd_;
  SslSession session_;
  bool broken_ = false;  // after a fatal TLS error no close_notify may be sent
};

}  // namespace parley::http
