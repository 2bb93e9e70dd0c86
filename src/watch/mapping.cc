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

Status read_fields(const toml::table& fields, const std::string& file, Mapping& out) {
  for (const auto& [key, node] : fields) {
    const auto text = node.value<std::string>();
    const auto role = text ? role_from_text(*text) : std::nullopt;
    if (!role)
      return Error{Code::invalid_input, fmt::format("{}: \"{}\" must be one of: {}", at_line(file, node),
                                                    std::string_view(key.str()), fmt::join(role_names(), ", "))};
    out.fields.emplace_back(std::string(key.str()), *role);
  }
  if (out.fields.empty()) return Error{Code::invalid_input, file + ": [fields] names no column"};
  return {};
}

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
    if (text == "tab")
      out.delimiter = '\t';
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
  if (out.kind == Kind::none)
    return Error{Code::invalid_input, file_name + ": format = \"csv\" or \"json\" is missing"};
  if (out.fields.empty()) return Error{Code::invalid_input, file_name + ": [fields] is missing"};
  return out;
}

const std::vector<std::pair<std::string_view, Role>>& usual_roles() {
  using enum Role;
  static const std::vector<std::pair<std::string_view, Role>> roles = {{"timestamp", time},
                                                                       {"time", time},
                                                                       {"@timestamp", time},
                                                                       {"date", time},
                                                                       {"datetime", time},
                                                                       {"ts", time},
                                                                       {"event_time", time},
                                                                       {"src_ip", source_address},
                                                                       {"source_ip", source_address},
                                                                       {"src", source_address},
                                                                       {"client_ip", source_address},
                                                                       {"c_ip", source_address},
                                                                       {"source.ip", source_address},
                                                                       {"dst_ip", destination_address},
                                                                       {"dest_ip", destination_address},
                                                                       {"destination_ip", destination_address},
                                                                       {"dst", destination_address},
                                                                       {"server_ip", destination_address},
                                                                       {"s_ip", destination_address},
                                                                       {"destination.ip", destination_address},
                                                                       {"ip", address},
                                                                       {"ip_address", address},
                                                                       {"remote_addr", address},
                                                                       {"src_port", source_port},
                                                                       {"source_port", source_port},
                                                                       {"source.port", source_port},
                                                                       {"dst_port", destination_port},
                                                                       {"dest_port", destination_port},
                                                                       {"destination_port", destination_port},
                                                                       {"destination.port", destination_port},
                                                                       {"proto", transport},
                                                                       {"protocol", transport},
                                                                       {"network.transport", transport},
                                                                       {"domain", domain},
                                                                       {"query", domain},
                                                                       {"qname", domain},
                                                                       {"fqdn", domain},
                                                                       {"dns.question.name", domain},
                                                                       {"host", host},
                                                                       {"hostname", host},
                                                                       {"server_name", host},
                                                                       {"sni", domain},
                                                                       {"answer", answer},
                                                                       {"answers", answer},
                                                                       {"url", Role::url},
                                                                       {"url.full", Role::url},
                                                                       {"uri", uri},
                                                                       {"method", method},
                                                                       {"user_agent", user_agent},
                                                                       {"useragent", user_agent},
                                                                       {"user_agent.original", user_agent},
                                                                       {"referrer", referrer},
                                                                       {"referer", referrer},
                                                                       {"sender", sender},
                                                                       {"from", sender},
                                                                       {"recipient", recipient},
                                                                       {"to", recipient},
                                                                       {"email", email},
                                                                       {"subject", subject},
                                                                       {"message_id", message_id},
                                                                       {"md5", md5},
                                                                       {"sha1", sha1},
                                                                       {"sha256", sha256},
                                                                       {"sha512", sha512},
                                                                       {"hash", any},
                                                                       {"file.hash.md5", md5},
                                                                       {"file.hash.sha1", sha1},
                                                                       {"file.hash.sha256", sha256},
                                                                       {"filename", file_name},
                                                                       {"file_name", file_name},
                                                                       {"user", account},
                                                                       {"username", account},
                                                                       {"indicator", any},
                                                                       {"value", any}};
  return roles;
}

Role usual_role(std::string_view column) {
  std::string lower(column);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c == ' ' || c == '-' ? '_' : to_lower(c); });
  for (const auto& [name, role] : usual_roles())
    if (name == lower) return role;
  return Role::none;
}

Role Mapping::role_of(std::string_view column) const {
  if (kind == Kind::none) return usual_role(column);
  for (const auto& [name, role] : fields)
    if (name == column) return role;
  return Role::none;
}

}  // namespace parley::watch
