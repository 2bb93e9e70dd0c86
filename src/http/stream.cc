// The bytes of a connection over Asio, once for plain sockets and once for TLS. What differs stands
// in `if constexpr`; the state machine above knows neither. Every operation holds a reference to
// its connection, so that a connection that was closed lives until its last operation has reported.
#include "http/stream.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <boost/asio/ssl/stream.hpp>

#include "http/loop.h"
#include "http/tls.h"

namespace parley::http {
namespace {

using TlsStream = asio::ssl::stream<tcp::socket>;

constexpr std::size_t kRecordBytes = 16384;  // the most that one TLS record holds

template <class Stream>
class StreamConnection final : public Connection {
 public:
  static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;

  StreamConnection(Worker& worker, std::uint64_t id, Admission admission, Stream stream)
      : Connection(worker, id, std::move(admission), kTls ? Security::tls : Security::plain),
        stream_(std::move(stream)) {}

 private:
  // Handlers own the connection, so that it outlives its operations.
  auto self() { return std::static_pointer_cast<StreamConnection>(shared_from_this()); }
  // The plain socket under either kind of stream.
  tcp::socket& socket() {
    if constexpr (kTls)
      return stream_.next_layer();
    else
      return stream_;
  }
  static Io outcome(const error_code& error) {
    return !error ? Io::ok : error == asio::error::eof ? Io::ended : Io::failed;
  }

  // Only for TLS; a plain connection has no handshake.
  void start_handshake() override {
    if constexpr (kTls)
      stream_.async_handshake(asio::ssl::stream_base::server, [self = self()](const error_code& error) {
        self->secured_ = !error;
        self->on_handshake(self->outcome(error));
      });
  }

  std::string client_certificate() override {
    if constexpr (kTls)
      if (X509* certificate = SSL_get0_peer_certificate(stream_.native_handle())) return fingerprint_of(certificate);
    return {};
  }

  // After an error of TLS no goodbye may be sent any more (start_goodbye()); the orderly end is
  // none.
  void start_read(char* out, std::size_t size) override {
    stream_.async_read_some(asio::buffer(out, size), [self = self()](const error_code& error, std::size_t bytes) {
      if (error && error != asio::error::eof) self->secured_ = false;
      self->on_read(self->outcome(error), bytes);
    });
  }

  std::size_t write_now(std::string_view head, std::string_view body) override {
    if constexpr (kTls) return 0;  // Asio's TLS stream can only wait or be told when it is done
    error_code error;
    return socket().write_some(std::array{asio::buffer(head), asio::buffer(body)},
                               error);  // start_write() meets the error again
  }

  void start_write(std::string_view head, std::string_view body) override {
    const auto handler = [self = self()](const error_code& error, std::size_t bytes) {
      self->on_written(self->outcome(error), bytes);
    };
    if constexpr (kTls) {
      // A TLS write takes one buffer, and makes a record and a packet of it: head and the beginning of the body
      // together.
      if (head.empty()) return stream_.async_write_some(asio::buffer(body.substr(0, kRecordBytes)), handler);
      record_.assign(head.substr(0, kRecordBytes));
      record_ += body.substr(0, kRecordBytes - record_.size());
      stream_.async_write_some(asio::buffer(record_), handler);
    } else {
      stream_.async_write_some(std::array{asio::buffer(head), asio::buffer(body)}, handler);
    }
  }

  // Linux tells how much of what was written has not been acknowledged: the only measure of what a
  // slow reader has really taken.
  std::size_t bytes_on_their_way() override {
    int bytes = 0;
    if (!socket().is_open() || ::ioctl(socket().native_handle(), SIOCOUTQ, &bytes) != 0 || bytes < 0) return 0;
    return static_cast<std::size_t>(bytes);
  }

  void start_goodbye() override {
    if constexpr (kTls) {
      // After a fatal error no close_notify may be sent.
      if (secured_) return stream_.async_shutdown([self = self()](const error_code&) { self->end_output(); });
    }
    end_output();
  }

  // Closes our direction only: the client can still read what is on its way, and its own end is awaited.
  void end_output() {
    error_code ignored;
    socket().shutdown(tcp::socket::shutdown_send, ignored);
    on_goodbye();
  }

  // Below TLS, since what comes now is thrown away and need not be decrypted.
  void start_discard() override {
    socket().async_read_some(asio::buffer(rubbish()), [self = self()](const error_code& error, std::size_t bytes) {
      self->on_read(self->outcome(error), bytes);
    });
  }

  void close_socket() override {
    error_code ignored;
    socket().close(ignored);
  }

  Stream stream_;
  std::string record_;
  bool secured_ = false;  // a handshake succeeded and no error came after it
};

}  // namespace

// Without Nagle's delay: an answer is written in as few pieces as can be, and its last one must not wait for an
// acknowledgement.
std::shared_ptr<Connection> make_connection(Worker& worker, std::uint64_t id, Arrival arrival) {
  error_code ignored;
  arrival.socket.set_option(tcp::no_delay(true), ignored);
  arrival.socket.non_blocking(true, ignored);  // for write_now()
  if (!arrival.session)
    return std::make_shared<StreamConnection<tcp::socket>>(worker, id, std::move(arrival.admission),
                                                           std::move(arrival.socket));
  TlsStream stream(std::move(arrival.socket), arrival.session.release());
  return std::make_shared<StreamConnection<TlsStream>>(worker, id, std::move(arrival.admission), std::move(stream));
}

}  // namespace parley::http
