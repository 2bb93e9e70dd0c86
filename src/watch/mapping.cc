// Two ways to know what a column means: a file that somebody wrote for this log, or the names that
// tools use nearly everywhere. The second is never used together with the first: who writes a
// mapping says everything.
#include "watch/mapping.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/toml.h"

namespace parley::watch {
namespace {

std::string at_line(const std::string& file, const toml::node& node) {
  return fmt::format("{}:{}", file, node.source().begin.line);
}

// A role that does not exist is refused with the names of all that do, since people write these files by hand.
Status read_fields(const toml::table& fields, const std::string& file, Mapping& out) {
  for (const auto& [key, node] : fields) {
    const auto text = node.value<std::string>();
    const auto role = text ? role_from_text(*text) : std::nullopt;
    if (!role)
      return Error{Code::invalid_input, fmt::format("{}: \"{}\" must be one of: {}", at_line(file, node),
                                                    std::string_view(key.str()), fmt::join(role_names(), ", "))};
    out.fields.emplace_back(std::string(key.str()), *role);
  }
  // A mapping that names nothing would search nothing and look as if all was well.
  if (out.fields.empty()) return Error{Code::invalid_input, file + ": [fields] names no column"};
  return {};
}

// An unknown key is an error and not passed over, because a misspelt one would silently change what
// is searched.
Status read_key(std::string_view key, const toml::node& node, const std::string& file, Mapping& out) {
  const auto wrong = [&](std::string_view wanted) {
    return Error{Code::invalid_input, fmt::format("{}: {} must be {}", at_line(file, node), key, wanted)};
  };
  const auto text = node.value<std::string>();
  if (key == "format") {
    if (text == "csv")
      out.kind = Mapping::Kind::csv;
    else if (text == "json")
      out.kind = Mapping::Kind::json;
    else
      return wrong("\"csv\" or \"json\"");
  } else if (key == "delimiter") {
    if (text == "tab") out.delimiter = '\t';
    // Not the quotation mark, which is what lets a cell hold the delimiter.
    else if (text && text->size() == 1 && *text != "\"")
      out.delimiter = text->front();
    else
      return wrong("one character, or \"tab\"");
  } else if (key == "header") {
    if (!node.is_boolean()) return wrong("true or false");
    out.header = node.value<bool>().value_or(true);
  } else if (key == "zone") {
    out.zone_minutes = text ? zone_from_text(*text) : std::nullopt;
    if (!out.zone_minutes) return wrong("a zone such as \"+02:00\" or \"Z\"");
  } else if (key == "fields") {
    if (!node.is_table()) return wrong("a table of column = role");
    return read_fields(*node.as_table(), file, out);
  } else {
    return Error{
        Code::invalid_input,
        fmt::format("{}: \"{}\" is no key of a mapping; there are format, delimiter, header, zone and [fields]",
                    at_line(file, node), key)};
  }
  return {};
}

}  // namespace

Result<Mapping> Mapping::parse(std::string_view text, const std::string& file_name) {
  PARLEY_TRY(const toml::table table, parse_toml(text, file_name));
  Mapping out;
  for (const auto& [key, node] : table) PARLEY_TRY_STATUS(read_key(key.str(), node, file_name, out));
  // Asked at the end, because keys may come in any order.
  if (out.kind == Kind::none)
    return Error{Code::invalid_input, file_name + ": format = \"csv\" or \"json\" is missing"};
  if (out.fields.empty()) return Error{Code::invalid_input, file_name + ": [fields] is missing"};
  return out;
}

namespace {

// Lower case, with "_" for blanks and hyphens: as usual_role() compares.
// A role and the names that mean it: of firewalls, proxies, mail gateways, of feeds, and of the
// Elastic Common Schema (with dots).
constexpr std::pair<Role, std::string_view> kUsualNames[] = {
    {Role::time,
     "timestamp time @timestamp date datetime ts event_time date_time first_seen firstseen "
     "first_seen_utc dateadded date_added eventtime _time logtime"},
    {Role::source_address,
     "src_ip source_ip src client_ip c_ip source.ip srcip sourceip src_addr srcaddr source_address "
     "source_addr client_addr client.ip id.orig_h sourceaddress clientip saddr"},
    {Role::destination_address,
     "dst_ip dest_ip destination_ip dst server_ip s_ip r_ip destination.ip dstip destip dst_addr "
     "dstaddr dest destination destination_address server.ip id.resp_h destinationaddress daddr "
     "target_ip"},
    {Role::address,
     "ip ip_address ipaddress remote_addr remote_ip remote_host ip_addr ipv4 ipv6 ipv4_address "
     "ipv6_address addr address peer_ip x_forwarded_for nat_ip"},
    {Role::source_port, "src_port source_port source.port srcport sport client_port spt"},
    {Role::destination_port, "dst_port dest_port destination_port destination.port dstport dport server_port dpt"},
    {Role::host_port, "url.port cs_uri_port"},
    {Role::transport, "proto protocol network.transport ip_proto"},
    {Role::source_mac, "src_mac source_mac source.mac srcmac client_mac"},
    {Role::destination_mac, "dst_mac dest_mac destination_mac destination.mac dstmac"},
    {Role::mac, "mac mac_address macaddress hw_address"},
    {Role::domain,
     "domain query qname fqdn dns.question.name domain_name domainname dns_query query_name rrname "
     "dns_name sni server_name_indication tls.client.server_name url.domain destination.domain "
     "source.domain dest_domain src_domain dst_domain registered_domain"},
    {Role::host, "host hostname server_name host_name cs_host url_host dest_host dst_host site"},
    {Role::answer, "answer answers dns.answers.data dns.resolved_ip rdata resolved_ip response_ip"},
    {Role::url, "url url.full url.original request_url full_url link uri_full malware_url href payload_url"},
    {Role::uri, "uri cs_uri cs_uri_stem request_uri uri_path url.path path_query http.uri"},
    {Role::scheme, "scheme url.scheme cs_uri_scheme"},
    {Role::method, "method cs_method http_method request_method http.request.method"},
    {Role::user_agent, "user_agent useragent user_agent.original cs(user_agent) http_user_agent ua agent"},
    {Role::referrer, "referrer referer cs(referer) http.request.referrer http_referer http_referrer"},
    {Role::sender,
     "sender from sender_address from_address mail_from mailfrom email.from.address email_from "
     "return_path"},
    {Role::recipient,
     "recipient to recipients recipient_address to_address rcpt_to rcptto email.to.address "
     "email_to"},
    {Role::cc, "cc email.cc.address"},
    {Role::email, "email email_address e_mail mail emailaddress"},
    {Role::subject, "subject email.subject email_subject"},
    {Role::message_id, "message_id messageid msg_id email.message_id"},
    {Role::md5, "md5 file.hash.md5 md5_hash hash.md5 md5hash file_md5 process.hash.md5"},
    {Role::sha1, "sha1 file.hash.sha1 sha1_hash hash.sha1 sha1hash file_sha1 sha_1 process.hash.sha1"},
    {Role::sha256,
     "sha256 file.hash.sha256 sha256_hash hash.sha256 sha256hash file_sha256 sha_256 "
     "process.hash.sha256"},
    {Role::sha512, "sha512 file.hash.sha512 sha512_hash hash.sha512 sha512hash file_sha512 sha_512"},
    {Role::file_name, "filename file_name file.name file_path filepath file.path"},
    {Role::certificate_hash,
     "certificate_hash cert_hash cert_sha1 cert_sha256 certificate_fingerprint cert_fingerprint "
     "tls.server.hash.sha1 tls.server.hash.sha256 ssl_fingerprint"},
    {Role::certificate_subject, "certificate_subject cert_subject tls.server.subject"},
    {Role::certificate_issuer, "certificate_issuer cert_issuer tls.server.issuer"},
    {Role::certificate_serial, "certificate_serial cert_serial"},
    {Role::ja3, "ja3 ja3_hash ja3_md5 tls.client.ja3"},
    {Role::ja3s, "ja3s ja3s_hash tls.server.ja3s"},
    {Role::ja4, "ja4"},
    {Role::account, "user username user.name account user_name login"},
    {Role::any,
     "hash file_hash filehash hashes indicator indicators value ioc ioc_value iocs observable "
     "artifact dataset_value indicator_value threat.indicator.ip threat.indicator.url.full atomic"},
};

}  // namespace

const std::vector<std::pair<std::string_view, Role>>& usual_roles() {
  // One row a name, made once.
  static const std::vector<std::pair<std::string_view, Role>> roles = [] {
    std::vector<std::pair<std::string_view, Role>> out;
    for (const auto& [role, names] : kUsualNames)
      for (std::size_t from = 0; from < names.size();) {
        const std::size_t end = std::min(names.find(' ', from), names.size());
        out.emplace_back(names.substr(from, end - from), role);
        from = end + 1;
      }
    return out;
  }();
  return roles;
}

namespace {

// How names of columns are compared: without blanks and quotes around them and a byte order mark, in lower case, "_"
// for blanks and hyphens.
std::string plain_name(std::string_view column) {
  if (column.starts_with("\xEF\xBB\xBF")) column.remove_prefix(3);
  constexpr std::string_view kAround = " \t\r\"'#";
  const std::size_t from = column.find_first_not_of(kAround);
  if (from == std::string_view::npos) return {};
  std::string lower(column.substr(from, column.find_last_not_of(kAround) - from + 1));
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c == ' ' || c == '-' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return lower;
}

}  // namespace

// The rows are asked in order: a name that stood in two of them would have the role of the first.
Role usual_role(std::string_view column) {
  const std::string lower = plain_name(column);
  for (const auto& [name, role] : usual_roles())
    if (name == lower) return role;
  return Role::none;
}

// Exactly as written first, so that two columns which differ only in case can have two roles.
Role Mapping::role_of(std::string_view column) const {
  if (kind == Kind::none) return usual_role(column);
  for (const auto& [name, role] : fields)
    if (name == column) return role;
  // Then as people mean it, since a tool may change case and hyphens in its header between two versions.
  const std::string plain = plain_name(column);
  for (const auto& [name, role] : fields)
    if (plain_name(name) == plain) return role;
  return Role::none;
}

}  // namespace parley::watch
