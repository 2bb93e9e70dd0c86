// Looks at a pair of files before a server is started or a card handed out with them: a certificate
// that does not belong to its key is found here, with the names of both files, and not at the first
// handshake.
#include "http/certificate_check.h"

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/file.h"
#include "http/tls.h"

namespace parley::http {

Status check_key_pair(const std::filesystem::path& certificate, const std::filesystem::path& key) {
  PARLEY_TRY(const std::string certificate_text, read_file(certificate, 1u << 20));
  PARLEY_TRY(const std::string key_text, read_file(key, 1u << 20));
  const std::unique_ptr<BIO, SslFree> one(
      BIO_new_mem_buf(certificate_text.data(), static_cast<int>(certificate_text.size())));
  const std::unique_ptr<BIO, SslFree> two(BIO_new_mem_buf(key_text.data(), static_cast<int>(key_text.size())));
  const std::unique_ptr<X509, SslFree> parsed(PEM_read_bio_X509(one.get(), nullptr, nullptr, nullptr));
  if (!parsed)
    return Error{Code::corrupt, certificate.string() + " is not a PEM certificate (" + ssl_error_text() + ")"};
  // An encrypted key would ask at the terminal; none of ours is.
  const auto no_password = [](char*, int, int, void*) { return -1; };
  const std::unique_ptr<EVP_PKEY, SslFree> pair(PEM_read_bio_PrivateKey(two.get(), nullptr, no_password, nullptr));
  if (!pair) return Error{Code::corrupt, key.string() + " is not a PEM key (" + ssl_error_text() + ")"};
  if (X509_check_private_key(parsed.get(), pair.get()) != 1) {
    // OpenSSL's queue is emptied, or the next failure would be reported with this one's words.
    (void)ssl_error_text();
    return Error{Code::corrupt, certificate.string() + " and " + key.string() + " do not belong together"};
  }
  return {};
}

Result<bool> certificate_is_for(const std::filesystem::path& certificate, const std::string& host) {
  PARLEY_TRY(const std::string text, read_file(certificate, 1u << 20));
  const std::unique_ptr<BIO, SslFree> bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  const std::unique_ptr<X509, SslFree> parsed(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!parsed)
    return Error{Code::corrupt, certificate.string() + " is not a PEM certificate (" + ssl_error_text() + ")"};
  // Who has no address at all answers the first with -2.
  return X509_check_ip_asc(parsed.get(), host.c_str(), 0) == 1 ||
         X509_check_host(parsed.get(), host.data(), host.size(), 0, nullptr) == 1;
}

Status check_server_certificate(const std::filesystem::path& certificate, const std::filesystem::path& key) {
  const auto context = make_server_context(certificate, key);
  return context.ok() ? Status{} : Status{context.error()};
}

}  // namespace parley::http
