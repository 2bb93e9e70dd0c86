// What server and client share of OpenSSL: contexts, error texts, and sessions that speak over a non-blocking socket
// without raising SIGPIPE.
#pragma once

#include <openssl/ssl.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"

namespace parley::http {

struct SslFree {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* session) const { SSL_free(session); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using SslContext = std::unique_ptr<SSL_CTX, SslFree>;
using SslSession = std::unique_ptr<SSL, SslFree>;

// The oldest entry of this thread's OpenSSL error queue in words; the queue is empty afterwards.
std::string ssl_error_text();

// TLS 1.2 and 1.3 with forward secrecy and authenticated encryption only; ALPN http/1.1; session tickets.
// Fails with invalid_input naming the file and what is wrong with it.
// `client_certificates`: only clients that show a certificate of their own, whoever made it, and by TLS 1.3 only.
Result<SslContext> make_server_context(const std::filesystem::path& certificate, const std::filesystem::path& key,
                                       bool client_certificates = false);
// How a server is known. For one certificate that is compared afterwards no others are read: the system's are a
// megabyte for each context.
enum class Trust { chain, pinned };
// With `chain` trusts `ca_file`, or without it what the system trusts.
Result<SslContext> make_client_context(Trust trust, const std::optional<std::filesystem::path>& ca_file);

// What this side shows as its own: for servers, and for clients whose server wants a certificate. Errors as
// make_server_context.
Status use_certificate(SSL_CTX* context, const std::filesystem::path& certificate, const std::filesystem::path& key);

// A session over the connected socket `fd`, which stays the caller's.
SslSession open_session(SSL_CTX* context, int fd);

// SHA-256 of the certificate's DER form: "AB:CD:...".
std::string fingerprint_of(X509* certificate);

}  // namespace parley::http
