// What a line of a log says, in words of its own: values with the part each plays, before any STIX is made of it.
//
// A reader (reader.h) fills one Record a line and its views die with the next line. Only a line that hits becomes an
// observation in STIX terms (observation.h); roles.cc says which object paths of a pattern each role answers to.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace parley::watch {

enum class Role : std::uint8_t {
  none,
  time,
  source_address,
  destination_address,
  address,  // of a host that took part, side unknown
  source_port,
  destination_port,
  transport,  // tcp, udp, icmp
  service,    // http, dns, tls ...
  source_mac,
  destination_mac,
  domain,
  host,    // name or address, perhaps with a port
  answer,  // what a name resolved to: address or further name
  url,
  uri,  // path and query of a request
  method,
  user_agent,
  referrer,
  sender,  // addresses, perhaps with a display name
  recipient,
  email,
  subject,
  message_id,
  md5,
  sha1,
  sha256,
  sha512,
  file_name,
  file_size,
  mime_type,
  certificate_hash,  // MD5, SHA-1 or SHA-256, told by its length
  certificate_serial,
  certificate_subject,
  certificate_issuer,
  account,
  any,  // an address, name, URL, e-mail address or hash, told by its shape
};
inline constexpr std::size_t kRoles = static_cast<std::size_t>(Role::any) + 1;

// "source_address" and back: the names that a mapping file uses.
std::string_view to_string(Role role);
std::optional<Role> role_from_text(std::string_view text);
std::span<const std::string_view> role_names();

struct Field {
  Role role = Role::none;
  std::string_view value;
};

struct Record {
  std::vector<Field> fields;
  std::string_view time;                // as written; empty when the line has none
  std::string_view service;             // what the log itself is about: "dns", "http", ...
  std::array<std::string, 2> composed;  // backs values that no piece of the line holds as they are

  void clear() {
    fields.clear();
    time = {};
    service = {};
  }
  void add(Role role, std::string_view value);
  const Field* find(Role role) const;
};

// What a value is, seen by its shape; nothing for what is none of these.
enum class Shape : std::uint8_t { ipv4, ipv6, domain, url, email, md5, sha1, sha256, sha512 };
std::optional<Shape> shape_of(std::string_view value);
// IPv4 or IPv6 only.
std::optional<Shape> address_shape(std::string_view value);

// "<a@example.org>", "Ada <a@example.org>" -> a@example.org
std::string_view bare_email(std::string_view text);
// "example.org:8080" -> example.org, "[2001:db8::1]:443" -> 2001:db8::1
std::string_view without_port(std::string_view host);

// Times as logs write them: seconds since 1970 with or without fraction (milliseconds from 10^11 on), or date and time
// with "T" or blank between, a fraction, and "Z", +hhmm, +hh:mm or nothing behind it.
struct LogTime {
  Micros at{};
  bool has_zone = true;
};
// `zone_minutes` is added where the text has no zone.
std::optional<LogTime> parse_time(std::string_view text, int zone_minutes = 0);
// Whether a date and time lacks its zone, without reading it.
bool lacks_zone(std::string_view text);
// "+02:00", "-0530", "Z"
std::optional<int> zone_from_text(std::string_view text);

}  // namespace parley::watch
