// The domain is the one thing of a node that can never be changed: it is the first part of every journal's origin,
// under which all heads are signed. So it is taken from what others will call the node anyway, and whoever leaves it
// out is told what that means.
#include "desk/founding.h"

#include "base/ascii.h"
#include "json/writer.h"

namespace parley::desk {
namespace {

// Only for a proposal of a domain that a person can override, so it does no more than find the host: no user
// information, no brackets of IPv6 addresses.
std::string host_of(std::string_view url) {
  const std::size_t begin = url.find("://");
  if (begin == std::string_view::npos) return {};
  const std::string_view rest = url.substr(begin + 3);
  return std::string(rest.substr(0, rest.find_first_of(":/")));
}

}  // namespace

Result<Founded> found(const std::filesystem::path& dir, node::InitOptions options) {
  std::string& domain = options.config.journals.domain;
  if (domain.empty()) domain = host_of(options.config.server.public_url);
  if (domain.empty()) domain = node::Config().journals.domain;
  domain = to_lower(domain);  // as the node keeps it, whatever it was typed as
  PARLEY_TRY(const node::Initialized made, node::Node::init(dir, options));
  // Whoever reads it later is in another folder.
  std::error_code ignored;
  return Founded{.dir = std::filesystem::absolute(dir, ignored).lexically_normal().string(),
                 .party = options.party,
                 .identity = made.identity,
                 .administrator = options.administrator,
                 // A password that the person gave is not handed back: it is shown nowhere, and he knows it.
                 .password = options.password ? std::string() : made.password,
                 .domain = domain,
                 .journal = made.first_journal,
                 .collection = made.first_collection,
                 .for_trying_out = node::is_for_trying_out(domain)};
}

std::string to_json(const Founded& founded) {
  return json::ObjectWriter()
      .text("dir", founded.dir)
      .text("identity", founded.identity)
      .text("administrator", founded.administrator)
      .text_if("password", founded.password)
      .text("domain", founded.domain)
      .text("journal", founded.journal)
      .text("collection", founded.collection)
      .str();
}

}  // namespace parley::desk
