// All of TLS that is not a stream of bytes: contexts, certificates, what is offered and what is
// refused. TLS 1.2 and 1.3 only, and of 1.2 only suites with forward secrecy and authenticated
// encryption.
#include "http/tls.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/file.h"

namespace parley::http {
namespace {

constexpr char kCiphersTls12[] =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

// A key with a passphrase must fail, not ask on a terminal that a server does not have.
int no_passphrase(char*, int, int, void*) { return 0; }

// OpenSSL's socket BIO uses write(), which raises SIGPIPE when the peer is gone.
int write_without_signal(BIO* bio, const char* data, int size) {
  int fd = -1;
  BIO_get_fd(bio, &fd);
  const ssize_t put = ::send(fd, data, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  BIO_clear_retry_flags(bio);
  if (put < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) BIO_set_retry_write(bio);
  return static_cast<int>(put);
}

// The same as OpenSSL's socket BIO but for writing; made once for the process.
const BIO_METHOD* socket_method() {
  static const BIO_METHOD* method = [] {
    const BIO_METHOD* base = BIO_s_socket();
    BIO_METHOD* made = BIO_meth_new(BIO_TYPE_SOCKET, "socket without SIGPIPE");
    PARLEY_CHECK(made != nullptr);
    BIO_meth_set_write(made, write_without_signal);
    BIO_meth_set_read(made, BIO_meth_get_read(base));
    BIO_meth_set_ctrl(made, BIO_meth_get_ctrl(base));
    BIO_meth_set_create(made, BIO_meth_get_create(base));
    BIO_meth_set_destroy(made, BIO_meth_get_destroy(base));
    return made;  // lives as long as the process
  }();
  return method;
}

// RFC 7301: one protocol is spoken; a client that offers only others is told so by an alert.
int select_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* offered,
                    unsigned int offered_size, void*) {
  static constexpr unsigned char kSpoken[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, kSpoken, sizeof kSpoken - 1, offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

Result<SslContext> make_context(const SSL_METHOD* method) {
  SslContext context(SSL_CTX_new(method));
  if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_cipher_list(context.get(), kCiphersTls12) != 1)
    return Error{Code::internal, "setting up TLS: " + ssl_error_text()};
  // Compression leaks secrets by their length (CRIME), and renegotiation lets a client demand
  // handshakes without end.
  SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  // Partial writes with a buffer that may have moved suit an event loop; buffers of idle
  // connections are given back, which is most of what 10,000 of them cost.
  SSL_CTX_set_mode(context.get(),
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_default_passwd_cb(context.get(), no_passphrase);
  return context;
}

// OpenSSL's own messages for a file that cannot be opened name a source line instead of the file.
Status check_readable(const std::filesystem::path& path) {
  const auto file = open_file(path, O_RDONLY);
  if (file.ok()) return {};
  return Error{Code::invalid_input, file.error().message};
}

}  // namespace

// The first error of the queue is the cause; the rest is dropped, so that it is not taken for that
// of the next call.
std::string ssl_error_text() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "unknown error";
  const char* reason = ERR_reason_error_string(code);
  if (reason != nullptr) return reason;
  std::array<char, 256> text{};
  ERR_error_string_n(code, text.data(), text.size());
  return text.data();
}

// The files are opened first for the sake of the message. OpenSSL compares the key with the certificate as it loads it.
Status use_certificate(SSL_CTX* context, const std::filesystem::path& certificate, const std::filesystem::path& key) {
  PARLEY_TRY_STATUS(check_readable(certificate).in("TLS certificate"));
  PARLEY_TRY_STATUS(check_readable(key).in("TLS key"));
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1)
    return Error{Code::invalid_input,
                 "TLS certificate " + certificate.string() + ": not a PEM certificate (" + ssl_error_text() + ")"};
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) == 1) return {};
  const std::string why = ssl_error_text();
  if (why == "key values mismatch")
    return Error{Code::invalid_input,
                 "TLS key " + key.string() + ": does not belong to the certificate " + certificate.string()};
  return Error{Code::invalid_input,
               "TLS key " + key.string() + ": not a PEM private key without passphrase (" + why + ")"};
}

Result<SslContext> make_server_context(const std::filesystem::path& certificate, const std::filesystem::path& key,
                                       bool client_certificates) {
  PARLEY_TRY(SslContext context, make_context(TLS_server_method()));
  PARLEY_TRY_STATUS(use_certificate(context.get(), certificate, key));
  // Parties pin each other's certificates; no chain says more than that. Before TLS 1.3 a certificate travels in the
  // clear, and who listens would learn which parties speak with each other.
  if (client_certificates) SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION);
  if (client_certificates)
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                       [](int, X509_STORE_CTX*) { return 1; });
  SSL_CTX_set_alpn_select_cb(context.get(), select_protocol, nullptr);
  // Resuming needs a context's name when client certificates are asked for; without one OpenSSL
  // refuses sessions.
  static constexpr unsigned char kSessions[] = "parley";
  SSL_CTX_set_session_id_context(context.get(), kSessions, sizeof kSessions - 1);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);  // tickets carry the state
  SSL_CTX_set_num_tickets(context.get(), 1);
  return context;
}

// A pinned server needs no authorities: its certificate is compared as a whole (ClientStream::secure).
Result<SslContext> make_client_context(Trust trust, const std::optional<std::filesystem::path>& ca_file) {
  PARLEY_TRY(SslContext context, make_context(TLS_client_method()));
  ERR_clear_error();
  if (trust == Trust::chain && !ca_file) {
    SSL_CTX_set_default_verify_paths(context.get());
  } else if (trust == Trust::chain) {
    PARLEY_TRY_STATUS(check_readable(*ca_file).in("CA file"));
    if (SSL_CTX_load_verify_file(context.get(), ca_file->c_str()) != 1)
      return Error{Code::invalid_input,
                   "CA file " + ca_file->string() + ": no PEM certificate in it (" + ssl_error_text() + ")"};
  }
  static constexpr unsigned char kSpoken[] = "\x08http/1.1";
  SSL_CTX_set_alpn_protos(context.get(), kSpoken, sizeof kSpoken - 1);
  return context;
}

// The descriptor stays its owner's (BIO_NOCLOSE); both directions share one BIO, which the session
// frees.
SslSession open_session(SSL_CTX* context, int fd) {
  SslSession session(SSL_new(context));
  PARLEY_CHECK(session != nullptr);
  BIO* bio = BIO_new(socket_method());
  PARLEY_CHECK(bio != nullptr);
  BIO_set_fd(bio, fd, BIO_NOCLOSE);
  SSL_set_bio(session.get(), bio, bio);
  return session;
}

// In the form that browsers and openssl show, so that people can compare it by eye.
std::string fingerprint_of(X509* certificate) {
  std::array<unsigned char, 32> digest{};
  unsigned int size = 0;
  PARLEY_CHECK(X509_digest(certificate, EVP_sha256(), digest.data(), &size) == 1);
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const unsigned char byte : digest) {
    if (!out.empty()) out += ':';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

}  // namespace parley::http
