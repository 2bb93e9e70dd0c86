// Sockets that do not block, with poll() before every wait, because a deadline for the whole
// exchange must hold whatever the other side does: a limit for each single read would let a server
// that sends a byte now and then keep us for ever. Whoever asks may end it sooner (may_wait), and so each
// poll() is short. Looking up a name is the exception; the resolver has its own limits.
#include "http/client_stream.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "http/text.h"

namespace parley::http {
namespace {

// The steady clock: a deadline must not move when somebody sets the time.
std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

Error unreachable(std::string_view what) {
  return {Code::unavailable, std::string(what) + ": " + std::strerror(errno)};
}

bool is_address(const std::string& host) {
  in6_addr scratch{};
  return inet_pton(AF_INET, host.c_str(), &scratch) == 1 || inet_pton(AF_INET6, host.c_str(), &scratch) == 1;
}

// Who asks hears a person's Ctrl-C this late at most.
constexpr std::int64_t kAskMs = 100;

// Tools print fingerprints with colons and without; both spellings name the same certificate.
std::string without_colons(std::string_view fingerprint) {
  std::string out;
  for (const char c : fingerprint)
    if (c != ':') out += c;
  return out;
}

}  // namespace

// Waits for `events` on the socket. An interruption by a signal begins a new wait for what is left of the time.
// Whether it may wait is asked by the clock and not by the poll that ended in vain: a server that sends a byte now and
// then lets none do so.
Status ClientStream::Patience::wait_until(int fd, short events, std::string_view what) {
  pollfd wait{fd, events, 0};
  while (true) {
    const std::int64_t at = steady_ms(), left = deadline_ms - at;
    if (left <= 0) return Error{Code::unavailable, std::string(what) + ": no answer in time"};
    if (may_wait && at - asked_ms >= kAskMs) {
      asked_ms = at;
      PARLEY_TRY_STATUS(may_wait(received));
    }
    const int ready = ::poll(&wait, 1, static_cast<int>(std::min(left, may_wait ? kAskMs : 1'000'000)));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return unreachable(what);
  }
}

// The addresses in the order of the resolver; the last one's failure is the one that is told.
Result<Fd> ClientStream::connect(const Url& url, Patience& patience) {
  const std::string where = url.authority();
  addrinfo hints{}, *list = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  const int looked_up = ::getaddrinfo(url.host.c_str(), std::to_string(url.port).c_str(), &hints, &list);
  if (looked_up != 0) return Error{Code::unavailable, "looking up " + url.host + ": " + gai_strerror(looked_up)};
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(list, freeaddrinfo);
  Error last{Code::unavailable, "connecting to " + where + ": no address"};
  for (const addrinfo* at = list; at != nullptr; at = at->ai_next) {
    Fd fd(::socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd.is_open()) return unreachable("connecting to " + where);
    if (::connect(fd.get(), at->ai_addr, at->ai_addrlen) != 0 && errno != EINPROGRESS) {
      last = unreachable("connecting to " + where);
      continue;
    }
    // A connection that was begun without waiting is ready for writing when it has succeeded or
    // failed; which of the two, the socket's error says.
    PARLEY_TRY_STATUS(patience.wait_until(fd.get(), POLLOUT, "connecting to " + where));
    socklen_t size = sizeof(int);
    int failure = 0;
    ::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &failure, &size);
    errno = failure;
    if (failure != 0) {
      last = unreachable("connecting to " + where);
      continue;
    }
    // Requests are small and written at once: waiting to fill a packet only delays them.
    const int on = 1;
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
  }
  return last;
}

// Connecting and the handshake share one deadline; the exchange that follows gets its own.
Result<ClientStream> ClientStream::open(const Url& url, const ClientOptions& options) {
  Patience patience{.deadline_ms = steady_ms() + options.connect_timeout_ms, .may_wait = options.may_wait};
  PARLEY_TRY(Fd fd, connect(url, patience));
  ClientStream stream(std::move(fd), std::move(patience));
  if (url.secure) PARLEY_TRY_STATUS(stream.secure(url, options).in(url.authority()));
  return stream;
}

// Two ways to know the server. With a fingerprint from the other party's card exactly that
// certificate is right, whoever signed it and however its names read. Without one, a chain to a
// trusted authority and the name in the URL decide. There is no way to switch both off.
Status ClientStream::secure(const Url& url, const ClientOptions& options) {
  const bool pinned = !options.fingerprint.empty();
  PARLEY_TRY(context_, make_client_context(pinned ? Trust::pinned : Trust::chain, options.ca_file));
  if (options.certificate) SSL_CTX_set_min_proto_version(context_.get(), TLS1_3_VERSION);  // see make_server_context()
  if (options.certificate)
    PARLEY_TRY_STATUS(use_certificate(context_.get(), options.certificate->first, options.certificate->second));
  session_ = open_session(context_.get(), fd_.get());
  const bool address = is_address(url.host);
  // RFC 6066 section 3 allows names in this extension and no addresses.
  if (!address) SSL_set_tlsext_host_name(session_.get(), url.host.c_str());
  SSL_set_verify(session_.get(), pinned ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
  if (!pinned) {
    X509_VERIFY_PARAM* check = SSL_get0_param(session_.get());
    const int set = address ? X509_VERIFY_PARAM_set1_ip_asc(check, url.host.c_str())
                            : X509_VERIFY_PARAM_set1_host(check, url.host.c_str(), 0);
    if (set != 1) return Error{Code::invalid_input, "\"" + url.host + "\" cannot be checked against a certificate"};
  }
  while (true) {
    // SSL_get_error() looks at the queue of this thread, in which an older error must not stand.
    ERR_clear_error();
    const int result = SSL_connect(session_.get());
    if (result == 1) break;
    const long verified = SSL_get_verify_result(session_.get());
    if (!pinned && verified != X509_V_OK)
      return Error{Code::unauthorized,
                   std::string("its certificate is not trusted: ") + X509_verify_cert_error_string(verified)};
    PARLEY_TRY_STATUS(wait_for_tls(result, "TLS handshake"));
  }
  // Compared before the first byte of the request is sent, so that nothing is told to a stranger.
  if (!pinned) return {};
  const std::unique_ptr<X509, SslFree> certificate(SSL_get1_peer_certificate(session_.get()));
  const std::string seen = certificate ? fingerprint_of(certificate.get()) : "none";
  if (!equals_ignoring_case(without_colons(seen), without_colons(options.fingerprint)))
    return Error{Code::unauthorized,
                 "its certificate is another one: expected " + options.fingerprint + ", got " + seen};
  return {};
}

// TLS may want to read in order to write and the other way round, so what to wait for is asked of
// OpenSSL.
Status ClientStream::wait_for_tls(int result, std::string_view what) {
  const int reason = SSL_get_error(session_.get(), result);
  if (reason == SSL_ERROR_WANT_READ) return patience_.wait_until(fd_.get(), POLLIN, what);
  if (reason == SSL_ERROR_WANT_WRITE) return patience_.wait_until(fd_.get(), POLLOUT, what);
  const bool closed = reason == SSL_ERROR_SYSCALL && ERR_peek_error() == 0;
  return Error{Code::unavailable, std::string(what) + ": " +
                                      (closed ? std::string("the server closed the connection") : ssl_error_text())};
}

void ClientStream::begin(int timeout_ms) {
  patience_.deadline_ms = steady_ms() + timeout_ms;
  patience_.received = 0;
}

// MSG_NOSIGNAL, since a server that has closed the connection must be an error here and not the end of the process.
Status ClientStream::write(std::string_view data) {
  while (!data.empty()) {
    if (session_) {
      ERR_clear_error();
      const int put =
          SSL_write(session_.get(), data.data(), static_cast<int>(std::min<std::size_t>(data.size(), 1u << 30)));
      if (put > 0)
        data.remove_prefix(static_cast<std::size_t>(put));
      else
        PARLEY_TRY_STATUS(wait_for_tls(put, "sending the request"));
      continue;
    }
    const ssize_t put = ::send(fd_.get(), data.data(), data.size(), MSG_NOSIGNAL);
    if (put > 0)
      data.remove_prefix(static_cast<std::size_t>(put));
    else if (put < 0 && errno == EAGAIN)
      PARLEY_TRY_STATUS(patience_.wait_until(fd_.get(), POLLOUT, "sending the request"));
    else if (put < 0 && errno != EINTR)
      return unreachable("sending the request");
  }
  return {};
}

// 0 is the end of the stream.
Result<std::size_t> ClientStream::read(char* out, std::size_t size) {
  while (true) {
    if (session_) {
      ERR_clear_error();
      const int got = SSL_read(session_.get(), out, static_cast<int>(size));
      if (got > 0) return patience_.came(static_cast<std::size_t>(got));
      // Only a TLS goodbye is an orderly end. A closed socket without one is an error, since
      // anybody on the way could have cut the answer there.
      if (SSL_get_error(session_.get(), got) == SSL_ERROR_ZERO_RETURN) return std::size_t{0};
      PARLEY_TRY_STATUS(wait_for_tls(got, "reading the answer"));
      continue;
    }
    const ssize_t got = ::recv(fd_.get(), out, size, 0);
    if (got >= 0) return patience_.came(static_cast<std::size_t>(got));
    if (errno == EAGAIN)
      PARLEY_TRY_STATUS(patience_.wait_until(fd_.get(), POLLIN, "reading the answer"));
    else if (errno != EINTR)
      return unreachable("reading the answer");
  }
}

// The goodbye is sent and not waited for.
void ClientStream::close() {
  if (session_ && SSL_is_init_finished(session_.get())) {
    ERR_clear_error();
    SSL_shutdown(session_.get());
    ERR_clear_error();
  }
  fd_.reset();
}

}  // namespace parley::http
