// Self-signed certificates (declared in server.h): ECDSA on P-256, which every TLS client of today accepts; many do not
// take Ed25519 in certificates yet.
#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/file.h"
#include "base/keys.h"
#include "http/server.h"
#include "http/tls.h"

namespace parley::http {
namespace {

bool is_address(const std::string& host) {
  in6_addr scratch{};
  return inet_pton(AF_INET, host.c_str(), &scratch) == 1 || inet_pton(AF_INET6, host.c_str(), &scratch) == 1;
}

// Between two dots, as RFC 1123 section 2.1 has it.
bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
         });
}

// A name that can stand in a certificate and cannot smuggle in another entry of the list. Without a dot at the end,
// which no client compares (RFC 5280 section 4.2.1.6).
bool is_host_name(std::string_view host) {
  if (host.size() > 253) return false;
  for (std::size_t dot = host.find('.'); dot != std::string_view::npos; dot = host.find('.')) {
    if (!is_label(host.substr(0, dot))) return false;
    host.remove_prefix(dot + 1);
  }
  return is_label(host);
}

// The texts are OpenSSL's configuration language, in which a comma begins another entry: hence
// is_host_name().
bool add_extension(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()), X509_EXTENSION_free);
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// Its own authority as well, so that the file can serve a client as CA file.
bool fill(X509* certificate, EVP_PKEY* key, const std::string& host, const std::vector<std::string>& more, int days) {
  std::array<std::uint8_t, 16> serial{};
  random_bytes(serial);
  // A serial number is positive (RFC 5280 section 4.1.2.2); 127 random bits never come twice.
  serial[0] &= 0x7F;
  std::unique_ptr<BIGNUM, decltype(&BN_free)> number(BN_bin2bn(serial.data(), serial.size(), nullptr), BN_free);
  std::set<std::string> names{"DNS:localhost", "IP:127.0.0.1", "IP:::1"};
  names.insert((is_address(host) ? "IP:" : "DNS:") + host);
  for (const std::string& one : more) names.insert((is_address(one) ? "IP:" : "DNS:") + one);
  std::string list;
  for (const std::string& one : names) list += (list.empty() ? "" : ",") + one;
  X509_NAME* subject = X509_get_subject_name(certificate);
  // The common name has room for 64 characters; clients look at the alternative names only.
  const std::string common = host.substr(0, 64);
  return X509_set_version(certificate, X509_VERSION_3) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr &&
         // An hour back, for clients whose clock is behind.
         X509_gmtime_adj(X509_getm_notBefore(certificate), -3600) != nullptr &&
         X509_time_adj_ex(X509_getm_notAfter(certificate), days, 0, nullptr) != nullptr &&
         X509_set_pubkey(certificate, key) == 1 &&
         X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(common.data()),
                                    static_cast<int>(common.size()), -1, 0) == 1 &&
         X509_set_issuer_name(certificate, subject) == 1 && add_extension(certificate, NID_subject_alt_name, list) &&
         add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
         add_extension(certificate, NID_key_usage, "critical,digitalSignature,keyCertSign") &&
         add_extension(certificate, NID_ext_key_usage, "serverAuth") &&
         add_extension(certificate, NID_subject_key_identifier, "hash") &&
         X509_sign(certificate, key, EVP_sha256()) != 0;
}

std::string contents(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

Status write_self_signed(const std::filesystem::path& certificate, const std::filesystem::path& key,
                         const std::string& host, int days, const std::vector<std::string>& more) {
  std::vector<std::string> all = more;
  all.push_back(host);
  for (const std::string& one : all)
    if (!is_address(one) && !is_host_name(one))
      return Error{Code::invalid_input, "\"" + one + "\" is not a host name or an address"};
  if (days < 1 || days > 36500) return Error{Code::invalid_input, "a certificate is valid for 1 to 36500 days"};
  const std::unique_ptr<EVP_PKEY, SslFree> pair(EVP_EC_gen("P-256"));
  const std::unique_ptr<X509, SslFree> made(X509_new());
  // In memory that is locked and wiped where OpenSSL's secure heap is in use, since this is the key
  // in the clear.
  const std::unique_ptr<BIO, SslFree> key_text(BIO_new(BIO_s_secmem())), certificate_text(BIO_new(BIO_s_mem()));
  if (!pair || !made || !key_text || !certificate_text || !fill(made.get(), pair.get(), host, more, days) ||
      PEM_write_bio_PrivateKey(key_text.get(), pair.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
      PEM_write_bio_X509(certificate_text.get(), made.get()) != 1)
    return Error{Code::internal, "making a certificate for " + host + ": " + ssl_error_text()};
  // The key first: a certificate without its key is the state that a second run repairs.
  std::error_code ignored;  // a name without a folder stays as it is, and writing it says what is wrong
  PARLEY_TRY_STATUS(
      replace_file(std::filesystem::absolute(key, ignored), contents(key_text.get()), Durability::durable, 0600));
  return replace_file(std::filesystem::absolute(certificate, ignored), contents(certificate_text.get()),
                      Durability::durable, 0644);
}

// Of the first certificate of the chain, which is the server's own.
Result<std::string> certificate_fingerprint(const std::filesystem::path& certificate) {
  PARLEY_TRY(const std::string text, read_file(certificate, 1u << 20));
  const std::unique_ptr<BIO, SslFree> bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  const std::unique_ptr<X509, SslFree> parsed(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!parsed)
    return Error{Code::invalid_input, certificate.string() + ": not a PEM certificate (" + ssl_error_text() + ")"};
  return fingerprint_of(parsed.get());
}

}  // namespace parley::http
