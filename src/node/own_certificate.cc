#include "node/own_certificate.h"

#include <fmt/format.h>
#include <unistd.h>

#include "http/certificate_check.h"
#include "http/server.h"
#include "http/url.h"
#include "node/owner.h"

namespace parley::node {
namespace {

constexpr int kDays = 825;  // the most that some clients take of a certificate of a server

// A link that leads nowhere is there, too: whoever made it means another file, which must not be replaced.
bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(std::filesystem::symlink_status(path, ignored));
}

std::string_view setting(const Config& config) {
  return config.server.tls == Tls::self_signed ? "[server] tls = \"self-signed\"" : "[server] tls = \"files\"";
}

// One of the two may be the only copy of a key that clients know, so nothing is made in the place of the other.
Error alone(const CertificateFiles& files, const Config& config, bool has_certificate) {
  const bool own = config.server.tls == Tls::self_signed;
  return {Code::conflict,
          fmt::format("{}: {} is there and {} is not. {}", setting(config),
                      (has_certificate ? files.certificate : files.key).string(),
                      (has_certificate ? files.key : files.certificate).string(),
                      own ? "Bring it back from a backup, or move the other one away, and both are made anew (clients "
                            "then need the new certificate)"
                          : fmt::format("Bring it back, or name the right file as {} in parley.toml",
                                        has_certificate ? "tls_key" : "tls_certificate"))};
}

// To which clients are told to come; empty: nowhere else than to the names that every certificate of ours has.
std::string public_host(const Config& config) {
  const auto url = http::Url::parse(config.server.public_url);
  return url.ok() && url->secure ? url->host : std::string();
}

}  // namespace

std::optional<CertificateFiles> certificate_files(const std::filesystem::path& dir, const Config& config) {
  if (config.server.tls == Tls::off) return std::nullopt;
  if (config.server.tls == Tls::files)
    return CertificateFiles{dir / config.server.tls_certificate, dir / config.server.tls_key};
  return CertificateFiles{dir / "keys" / "tls.pem", dir / "keys" / "tls.key"};
}

Status check_certificate(const std::filesystem::path& dir, const Config& config) {
  const auto files = certificate_files(dir, config);
  if (!files) return {};
  const bool has_certificate = is_there(files->certificate), has_key = is_there(files->key);
  if (has_certificate != has_key) return alone(*files, config, has_certificate);
  const bool own = config.server.tls == Tls::self_signed;
  if (own && !has_certificate) return {};
  const Status usable = http::check_server_certificate(files->certificate, files->key);
  if (usable.ok()) return {};
  return Error{usable.error().code,
               fmt::format("{}: {}. {}", setting(config), usable.error().message,
                           own ? "Bring both back from a backup, or move both away, and they are made anew (clients "
                                 "then need the new certificate)"
                               : fmt::format("Name a certificate and its key as tls_certificate and tls_key in "
                                             "parley.toml, PEM files without passphrase that user \"{}\" may read",
                                             user_name(::geteuid())))};
}

// Behind a proxy that ends TLS the listener has none, and there is nothing to compare.
std::string certificate_warning(const std::filesystem::path& dir, const Config& config) {
  const auto files = certificate_files(dir, config);
  const std::string host = public_host(config);
  if (!files || host.empty() || !is_there(files->certificate)) return {};
  const auto fits = http::certificate_is_for(files->certificate, host);
  if (!fits.ok() || *fits) return {};
  return fmt::format(
      "[server] public_url = \"{}\": the certificate in {} is not for {}, so clients that are told to come "
      "there refuse it. {}",
      config.server.public_url, files->certificate.string(), host,
      config.server.tls == Tls::self_signed
          ? fmt::format("Move it and {} away: the next start of `parley serve` makes both anew (clients "
                        "then need the new certificate)",
                        files->key.string())
          : std::string("Name one that is as tls_certificate, or another public_url"));
}

Result<std::string> make_missing_certificate(const std::filesystem::path& dir, const Config& config) {
  PARLEY_TRY_STATUS(check_certificate(dir, config));
  if (config.server.tls != Tls::self_signed) return std::string();
  const auto files = *certificate_files(dir, config);
  if (is_there(files.certificate)) return std::string();
  const std::string host = public_host(config);
  std::vector<std::string> more;
  if (!host.empty() && host != config.journals.domain) more.push_back(host);
  PARLEY_TRY_STATUS(http::write_self_signed(files.certificate, files.key, config.journals.domain, kDays, more));
  PARLEY_TRY(const std::string fingerprint, http::certificate_fingerprint(files.certificate));
  return fmt::format("made a certificate for {}, valid for {} days: {} (SHA-256 {}); clients need it as their CA",
                     more.empty() ? config.journals.domain : config.journals.domain + " and " + host, kDays,
                     files.certificate.string(), fingerprint);
}

}  // namespace parley::node
