#include "node/own_certificate.h"

#include <fmt/format.h>

#include "http/server.h"

namespace parley::node {
namespace {

constexpr int kDays = 825;  // the most that some clients take of a certificate of a server

}  // namespace

Result<std::string> make_missing_certificate(const std::filesystem::path& dir, const Config& config) {
  if (config.server.tls != Tls::self_signed) return std::string();
  const std::filesystem::path certificate = dir / "keys" / "tls.pem", key = dir / "keys" / "tls.key";
  std::error_code ignored;
  // A link that leads nowhere is there, too: whoever made it means another file, which must not be replaced.
  const auto is_there = [&](const std::filesystem::path& path) {
    return std::filesystem::exists(std::filesystem::symlink_status(path, ignored));
  };
  const bool has_certificate = is_there(certificate), has_key = is_there(key);
  if (has_certificate && has_key) return std::string();
  if (has_certificate != has_key)
    return Error{
        Code::conflict,
        fmt::format("[server] tls = \"self-signed\": {} is there and {} is not. Bring it back from a backup, or "
                    "move the other one away, and both are made anew (clients then need the new certificate)",
                    (has_certificate ? certificate : key).string(), (has_certificate ? key : certificate).string())};
  PARLEY_TRY_STATUS(http::write_self_signed(certificate, key, config.journals.domain, kDays));
  PARLEY_TRY(const std::string fingerprint, http::certificate_fingerprint(certificate));
  return fmt::format("made a certificate for {}, valid for {} days: {} (SHA-256 {}); clients need it as their CA",
                     config.journals.domain, kDays, certificate.string(), fingerprint);
}

}  // namespace parley::node
