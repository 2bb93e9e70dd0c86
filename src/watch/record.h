// What a line of a log says, in words of its own: values with the part each plays, before any STIX is made of it.
//
// A reader (reader.h) fills one Record a line and its views die with the next line. Only a line that hits becomes an
// observation in STIX terms (observation.h); roles.cc says which object paths of a pattern each role answers to.
#pragma once

#include <cstdint>
#include <deque>
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
  host_port,  // that a request named beside its host
  transport,  // tcp, udp, icmp
  service,    // http, dns, tls ...
  source_mac,
  destination_mac,
  mac,  // side unknown
  domain,
  host,    // name or address, perhaps with a port
  answer,  // what a name resolved to: address or further name
  url,     // perhaps without its scheme
  uri,     // path and query of a request, or all of a URL
  scheme,  // of a request: http, https, ws
  method,
  user_agent,
  referrer,
  sender,  // one or more addresses, perhaps with display names
  recipient,
  cc,
  email,
  subject,
  message_id,
  mailer,    // the program that wrote a message
  received,  // a Received line of a message
  md5,
  sha1,
  sha256,
  sha512,
  file_name,
  file_size,
  mime_type,
  certificate_hash,  // MD5, SHA-1 or SHA-256, told by its length
  certificate,       // DER in base64
  certificate_serial,
  certificate_subject,
  certificate_issuer,
  ja3,
  ja3s,
  ja4,
  account,
  words,  // text in which addresses, names, URLs, e-mail addresses and hashes may stand
  any,    // one of these, told by its shape; perhaps a block or range, with a port, or defanged
  // Those below are Record's own: no mapping names them.
  maybe,     // looks like `any`: searched, and not kept as something that was seen
  command,   // USER, RETR ...
  argument,  // of it; settle_commands() says what it is
};
inline constexpr std::size_t kRoles = static_cast<std::size_t>(Role::any) + 1;  // that have names
inline constexpr std::size_t kMaxFields = 4096;

// "source_address" and back: the names that a mapping file uses.
std::string_view to_string(Role role);
std::optional<Role> role_from_text(std::string_view text);
std::span<const std::string_view> role_names();

struct Field {
  Role role = Role::none;
  std::uint8_t note = 0;  // a reader's own: a column whose meaning depends on the log it stands in
  std::string_view value;
};

struct Record {
  std::vector<Field> fields;
  std::string_view time;     // as written; empty when the line has none
  std::uint8_t kind = 0;     // a reader's own: which of its logs the line is of
  bool noted = false;        // some field has a note
  bool says_ports = false;   // a request's port is in host_port whenever the request named one
  bool has_command = false;  // command or argument is there

  void clear() {
    fields.clear();
    time = {};
    kind = 0;
    noted = says_ports = has_command = false;
    scratch_used_ = 0;
    // A line may want thousands of texts; they are not kept for the next ones.
    if (scratch_.size() > kKeptScratch) scratch_.resize(kKeptScratch);
  }
  // Takes a value apart where its role says so (values.cc): a list of e-mail addresses, the host of a URL, the words of
  // a text. Not beyond kMaxFields. With a note the value is kept as it is.
  void add(Role role, std::string_view value, std::uint8_t note = 0);
  // As it is, whatever the role.
  void keep(Role role, std::string_view value, std::uint8_t note = 0) {
    // Not push_back({...}): a copy is read in words that were just written in bytes, for which the processor waits.
    Field& field = fields.emplace_back();
    field.role = role;
    field.note = note;
    field.value = value;
  }
  const Field* find(Role role) const;
  // An address as it is compared: without the port behind it ("192.0.2.1:443", "[2001:db8::1]:443"), and an IPv4-mapped
  // one ("::ffff:192.0.2.1", RFC 4291 section 2.5.5.2) as the IPv4 address that it means; so a name with a port. What
  // is none of these stays.
  std::string_view plain_address(std::string_view value);
  // Backs a value that no piece of the line holds as it is; lives as long as the line.
  std::string& scratch() {
    if (scratch_used_ == scratch_.size()) scratch_.emplace_back();
    scratch_[scratch_used_].clear();
    return scratch_[scratch_used_++];
  }

 private:
  void add_parts(Role role, std::string_view value);  // values.cc

  static constexpr std::size_t kKeptScratch = 64;
  std::deque<std::string> scratch_;
  std::size_t scratch_used_ = 0;
};

// What a command's argument is: the file of RETR, the account of USER, the address of PORT.
void settle_commands(Record& record);

// What a value is, seen by its shape; nothing for what is none of these.
enum class Shape : std::uint8_t { ipv4, ipv6, domain, url, email, md5, sha1, sha256, sha512 };
std::optional<Shape> shape_of(std::string_view value);
// IPv4 or IPv6 only.
std::optional<Shape> address_shape(std::string_view value);

// "<a@example.org>", "Ada <a@example.org>" -> a@example.org
std::string_view bare_email(std::string_view text);
// "example.org:8080" -> example.org, "[2001:db8::1]:443" -> 2001:db8::1
std::string_view without_port(std::string_view host);
// The host of "scheme://user@host:port/path", without brackets; empty for anything else.
std::string_view host_of_url(std::string_view url);
// "c:\\dir\\x.exe", "/dir/x.exe" -> x.exe
std::string_view base_name(std::string_view path);

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
