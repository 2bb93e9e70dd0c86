#include "stix/identifier.h"

#include <fmt/format.h>

#include <array>
#include <span>

#include "base/bytes.h"
#include "base/uuid.h"
#include "json/canonical.h"

// STIX 2.1 section 2.9: the UUID is version 5 of the canonical form (RFC 8785) of an object with the contributing
// properties only. All parties come to the same id for the same address, so what they have seen can be put together.
// A different order or number format would give other ids, which nobody would notice until nothing fits.
namespace parley::stix {

namespace {

// 00abedb4-aa42-466c-9c01-fed23315a9b7 (STIX 2.1 section 2.9).
constexpr Uuid kNamespace = {0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c,
                             0x9c, 0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7};

// The most that any type has, which is network-traffic.
constexpr std::size_t kMost = 8;

// "ID Contributing Properties" of each type of section 6, sorted as the canonical form sorts them.
struct Contribution {
  std::string_view type;
  std::array<std::string_view, kMost> properties;
};
constexpr Contribution kContributions[] = {
    {"artifact", {"hashes", "payload_bin"}},
    {"autonomous-system", {"number"}},
    {"directory", {"path"}},
    {"domain-name", {"value"}},
    {"email-addr", {"value"}},
    {"email-message", {"body", "from_ref", "subject"}},
    {"file", {"extensions", "hashes", "name", "parent_directory_ref"}},
    {"ipv4-addr", {"value"}},
    {"ipv6-addr", {"value"}},
    {"mac-addr", {"value"}},
    {"mutex", {"name"}},
    {"network-traffic", {"dst_port", "dst_ref", "end", "extensions", "protocols", "src_port", "src_ref", "start"}},
    {"process", {}},
    {"software", {"cpe", "name", "swid", "vendor", "version"}},
    {"url", {"value"}},
    {"user-account", {"account_login", "account_type", "user_id"}},
    {"windows-registry-key", {"key", "values"}},
    {"x509-certificate", {"hashes", "serial_number"}},
};

const Contribution* contribution_of(std::string_view type) {
  for (const Contribution& one : kContributions) {
    if (one.type == type) return &one;
  }
  return nullptr;
}

// One hash stands for all, so that two who know different ones of a file still meet: the first there is of these four,
// else the first that is given (section 2.9).
Status append_one_hash(std::string& out, json::Element hashes) {
  json::Object all;
  if (hashes.get_object().get(all) != simdjson::SUCCESS)
    return Error{Code::invalid_input, "\"hashes\" is not a dictionary"};
  std::string_view name;
  // MD5 before SHA-256: the standard's own order, chosen for what is in use and not for strength. An id is no proof
  // of content.
  std::optional<json::Element> value;
  for (const std::string_view preferred : {"MD5", "SHA-1", "SHA-256", "SHA-512"}) {
    value = json::member(all, preferred);
    name = preferred;
    if (value) break;
  }
  // An algorithm that is none of the four: the first in the order in which they stand. Two who write the same hashes
  // in another order get another id, and the standard has nothing better.
  if (!value) {
    if (all.begin() == all.end()) return Error{Code::invalid_input, "\"hashes\" is empty"};
    name = all.begin().key();
    value = all.begin().value();
  }
  out += '{';
  append_json_string(out, name);
  out += ':';
  PARLEY_TRY_STATUS(json::append_canonical(out, *value));
  out += '}';
  return {};
}

}  // namespace

// Nothing when no contributing property is there: such an object gets a random id (a process always does).
Result<std::optional<std::string>> deterministic_id(json::Element sco) {
  json::Object object;
  if (sco.get_object().get(object) != simdjson::SUCCESS) return Error{Code::invalid_input, "an object is expected"};
  const auto type = json::string_member(object, "type");
  if (!type) return Error{Code::invalid_input, "\"type\" is missing or not a string"};
  const Contribution* rule = contribution_of(*type);
  if (rule == nullptr)
    return Error{Code::invalid_input,
                 fmt::format("\"{}\" is not a type of cyber-observable object of STIX 2.1", *type)};

  std::string text = "{";
  // The rows are sorted already, so the object is written member by member without sorting again.
  for (const std::string_view property : rule->properties) {
    if (property.empty()) break;
    const std::optional<json::Element> value = json::member(object, property);
    if (!value) continue;
    text += text.size() > 1 ? ",\"" : "\"";
    text += property;
    text += "\":";
    auto appended = property == "hashes" ? append_one_hash(text, *value) : json::append_canonical(text, *value);
    if (!appended.ok()) return appended.error();
  }
  if (text.size() == 1) return std::optional<std::string>();
  text += '}';
  return std::optional(fmt::format("{}--{}", *type, to_string(uuid_v5(kNamespace, text))));
}

}  // namespace parley::stix
