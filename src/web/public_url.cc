#include "web/public_url.h"

#include <fmt/format.h>

#include "base/ascii.h"
#include "node/plain_name.h"

namespace parley::web {
namespace {

constexpr std::string_view kHttps = "https://", kHttp = "http://";

// Browsers leave the port out where it is the scheme's own (RFC 6454 section 6.1), and programs may write it.
std::string without_default_port(std::string authority, bool secure) {
  const std::string_view port = secure ? ":443" : ":80";
  if (authority.ends_with(port)) authority.resize(authority.size() - port.size());
  return authority;
}

}  // namespace

PublicUrl::PublicUrl(std::string_view url) : secure_(url.starts_with(kHttps)) {
  const std::string_view scheme = secure_ ? kHttps : kHttp;
  if (url.starts_with(scheme)) url.remove_prefix(scheme.size());
  authority_ = without_default_port(to_lower(url), secure_);
  origin_ = std::string(scheme) + authority_;
}

PublicUrl PublicUrl::of(const node::Config& config, std::uint16_t port) {
  if (!config.room.public_url.empty()) return PublicUrl(config.room.public_url);
  return PublicUrl(fmt::format("http://{}.localhost:{}", node::plain_name(config.party.name, "parley"), port));
}

bool PublicUrl::is_host(std::string_view host) const {
  return without_default_port(to_lower(host), secure_) == authority_;
}

}  // namespace parley::web
