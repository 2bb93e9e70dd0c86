#include "http/transport.h"

#include <openssl/err.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace parley::http {
namespace {

constexpr std::size_t kRecordBytes = 16384;  // the most that one TLS record holds

Transport::Outcome socket_outcome(ssize_t result) {
  if (result > 0) return {Transport::Io::ok, static_cast<std::size_t>(result), false};
  if (result == 0) return {Transport::Io::ended, 0, true};
  if (errno == EAGAIN || errno == EWOULDBLOCK) return {Transport::Io::would_block, 0, true};
  return {Transport::Io::failed, 0, true};
}

}  // namespace

Transport::Outcome Transport::outcome_of(int result) {
  if (result > 0) return {Io::ok, static_cast<std::size_t>(result), false};
  switch (SSL_get_error(session_.get(), result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return {Io::would_block, 0, true};
    case SSL_ERROR_ZERO_RETURN:
      return {Io::ended, 0, true};
    default:
      broken_ = true;
      ERR_clear_error();
      return {Io::failed, 0, true};
  }
}

Transport::Io Transport::handshake() {
  ERR_clear_error();
  return outcome_of(SSL_accept(session_.get())).io;
}

Transport::Outcome Transport::read(char* out, std::size_t size) {
  if (session_) {
    ERR_clear_error();
    return outcome_of(SSL_read(session_.get(), out, static_cast<int>(size)));
  }
  ssize_t got;
  do got = ::recv(fd_.get(), out, size, 0);
  while (got < 0 && errno == EINTR);
  Outcome outcome = socket_outcome(got);
  if (outcome.bytes < size) outcome.drained = true;
  return outcome;
}

Transport::Outcome Transport::write(std::string_view head, std::string_view body) {
  if (!session_) {
    std::array<iovec, 2> parts = {iovec{const_cast<char*>(head.data()), head.size()},
                                  iovec{const_cast<char*>(body.data()), body.size()}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    ssize_t put;
    do put = ::sendmsg(fd_.get(), &message, MSG_NOSIGNAL);
    while (put < 0 && errno == EINTR);
    return socket_outcome(put);
  }
  ERR_clear_error();
  if (head.empty())
    return outcome_of(
        SSL_write(session_.get(), body.data(), static_cast<int>(std::min<std::size_t>(body.size(), 1u << 30))));
  // Head and the beginning of the body in one record. A write that must be repeated gets the same bytes: `head` does
  // not shrink before something was sent.
  std::array<char, kRecordBytes> record;
  const std::size_t from_head = std::min(head.size(), record.size());
  const std::size_t from_body = std::min(body.size(), record.size() - from_head);
  std::memcpy(record.data(), head.data(), from_head);
  if (from_body > 0) std::memcpy(record.data() + from_head, body.data(), from_body);
  return outcome_of(SSL_write(session_.get(), record.data(), static_cast<int>(from_head + from_body)));
}

void Transport::end_output() {
  if (session_ && !broken_ && SSL_is_init_finished(session_.get())) {
    ERR_clear_error();
    SSL_shutdown(session_.get());
    ERR_clear_error();
  }
  ::shutdown(fd_.get(), SHUT_WR);
}

Transport::Outcome Transport::discard(char* scratch, std::size_t size) {
  ssize_t got;
  do got = ::recv(fd_.get(), scratch, size, 0);
  while (got < 0 && errno == EINTR);
  return socket_outcome(got);
}

}  // namespace parley::http
