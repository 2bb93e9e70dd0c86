// From a record to cyber-observable objects, twice for two purposes. To evaluate a pattern, an
// object says everything that the line does. To be kept, it says only what its identifier is
// computed from: two lines about one domain would otherwise make two contents of one identifier,
// and a journal refuses the second as a conflict.
//
// Where logs and patterns name one thing in two ways (headers as text and as lists, file names with
// and without their folder), evaluation gets both and the evidence one.
#include "watch/observation.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/uuid.h"
#include "pattern/address.h"
#include "stix/identifier.h"
#include "stix/normalise.h"

namespace parley::watch {
namespace {

// For objects that the standard gives no identifier, so that the same line makes the same object.
constexpr Uuid kOwnNamespace = {0x6d, 0x3f, 0x0a, 0x52, 0x91, 0x8c, 0x4e, 0x5b,
                                0xb7, 0x1e, 0x2a, 0xc4, 0x5d, 0x90, 0x13, 0x7f};

// What passes here fits into 64 bits, so that the conversions further down cannot throw.
bool is_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}
bool is_port(std::string_view text) {
  return is_number(text) && text.size() <= 5 && std::stoul(std::string(text)) <= 65535;
}
// Members of one object, in the order given.
class Members {
 public:
  explicit Members(std::string_view type) { text("type", type); }
  Members& text(std::string_view name, std::string_view value) {
    name_of(name);
    append_json_string(json_, value);
    return *this;
  }
  Members& raw(std::string_view name, std::string_view value) {
    name_of(name);
    json_ += value;
    return *this;
  }
  const std::string& str() const { return json_; }

 private:
  void name_of(std::string_view name) {
    json_ += json_.empty() ? "" : ",";
    append_json_string(json_, name);
    json_ += ':';
  }
  std::string json_;
};

std::string list_of(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const auto& item : items) {
    if (out.size() > 1) out += ',';
    append_json_string(out, item);
  }
  return out + "]";
}

// The order in build() matters: values first, which makes the objects that the others refer to.
class Builder {
 public:
  Builder(const Record& record, Micros at, Purpose purpose) : record_(record), purpose_(purpose) { out_.at = at; }

  BuiltObservation build() {
    for (const Field& field : record_.fields) value(field);
    traffic();
    message();
    files();
    certificates();
    RequestUrls urls;
    request_urls(record_, urls);
    // A second URL is a guess: it is searched, and the evidence does not say that it was asked for.
    for (std::size_t i = 0; i < urls.count && (i == 0 || complete()); ++i)
      add(Members("url").text("value", urls.texts[i]));
    resolve();
    return std::move(out_);
  }

 private:
  bool complete() const { return purpose_ == Purpose::evaluation; }

  // The object's identifier; its text goes to the observation once.
  // The identifier of section 2.9 of STIX 2.1 where the type has one, so that different nodes make
  // the same object of the same value.
  std::string add(const Members& members) {
    const std::string body = "{" + members.str() + "}";
    auto parsed = parser_.parse(body);
    if (!parsed.ok()) return {};
    const std::string type(json::string_member(parsed->get_object().value(), "type").value_or(""));
    auto given = stix::deterministic_id(*parsed);
    std::string id = given.ok() && *given ? **given : type + "--" + parley::to_string(uuid_v5(kOwnNamespace, body));
    const bool known =
        std::any_of(out_.objects.begin(), out_.objects.end(), [&](const BuiltObject& one) { return one.id == id; });
    if (!known)
      out_.objects.push_back({id, fmt::format("{{\"spec_version\":\"2.1\",\"id\":\"{}\",{}}}", id, members.str())});
    return id;
  }

  // An address or a block of them; empty when it is neither. IPv6 in lower case, so that one address makes one object.
  std::string address(std::string_view value) {
    const auto shape = address_shape(value);
    if (shape == Shape::ipv4) return add(Members("ipv4-addr").text("value", value));
    if (shape == Shape::ipv6) return add(Members("ipv6-addr").text("value", to_lower(value)));
    if (value.find('/') == std::string_view::npos) return {};
    const auto block = pattern::AddressBlock::parse(value);
    return block ? add(Members(block->ipv6 ? "ipv6-addr" : "ipv4-addr").text("value", block->to_string()))
                 : std::string();
  }
  // A name is a domain where it looks like one, or where the line is about a domain at all (names
  // of one label, as in a question for "localhost").
  std::string address_or_name(std::string_view value) {
    if (const auto id = address(value); !id.empty()) return id;
    // Where the domain resolved to is said in resolve(), when all answers are known.
    return shape_of(value) == Shape::domain || record_.find(Role::domain) != nullptr
               ? add(Members("domain-name").text("value", value))
               : std::string();
  }
  std::string mail(std::string_view value) {
    return value.find('@') == std::string_view::npos ? std::string() : add(Members("email-addr").text("value", value));
  }
  std::string mac(std::string_view value) {
    const auto normal = stix::normalise(stix::ValueKind::mac, value);
    return normal.ok() ? add(Members("mac-addr").text("value", *normal)) : std::string();
  }

  void keep(std::vector<std::string>& list, std::string id) {
    if (!id.empty() && std::find(list.begin(), list.end(), id) == list.end()) list.push_back(std::move(id));
  }

  void value(const Field& field) {
    const std::string_view text = field.value;
    switch (field.role) {
      case Role::source_address:
        keep(sources_, address_or_name(text));
        break;
      case Role::destination_address:
        keep(destinations_, address_or_name(text));
        break;
      case Role::source_mac:
        keep(source_macs_, mac(text));
        break;
      case Role::destination_mac:
        keep(destination_macs_, mac(text));
        break;
      case Role::mac:
        mac(text);
        break;
      case Role::address:
        if (address(text).empty() && shape_of(text) == Shape::domain) add(Members("domain-name").text("value", text));
        break;
      case Role::host:
        if (const auto bare = without_port(text); address(bare).empty() && shape_of(bare) == Shape::domain)
          add(Members("domain-name").text("value", bare));
        break;
      case Role::answer:
        keep(answers_,
             address(text).empty() && shape_of(text) != Shape::domain ? std::string() : address_or_name(text));
        break;
      case Role::domain:
        keep(domains_, add(Members("domain-name").text("value", text)));
        break;
      case Role::url:
        add(Members("url").text("value", text));
        break;
      case Role::sender:
        keep(senders_, mail(text));
        break;
      case Role::recipient:
        keep(recipients_, mail(text));
        break;
      case Role::cc:
        keep(copied_, mail(text));
        break;
      case Role::email:
        mail(text);
        break;
      case Role::account:
        add(Members("user-account").text("account_login", text));
        break;
      // What only looks like something is searched, and not kept as something that was seen.
      case Role::any:
      case Role::maybe:
        if (field.role == Role::any || complete()) by_shape(text);
        break;
      default:
        break;
    }
  }

  // The counterpart of shape_path() in search.cc: what is searched at a path must be an object that has it.
  void by_shape(std::string_view text) {
    const auto shape = shape_of(text);
    if (!shape) return;
    switch (*shape) {
      case Shape::ipv4:
      case Shape::ipv6:
        address(text);
        break;
      case Shape::domain:
        add(Members("domain-name").text("value", text));
        break;
      case Shape::url:
        add(Members("url").text("value", text));
        break;
      case Shape::email:
        mail(text);
        break;
      case Shape::md5:
        hashed("MD5", text);
        break;
      case Shape::sha1:
        hashed("SHA-1", text);
        break;
      case Shape::sha256:
        hashed("SHA-256", text);
        break;
      case Shape::sha512:
        hashed("SHA-512", text);
        break;
    }
  }
  // In lower case, so that one digest makes one object whatever the log writes.
  void hashed(std::string_view algorithm, std::string_view text) {
    add(Members("file").raw("hashes", fmt::format("{{\"{}\":\"{}\"}}", algorithm, to_lower(text))));
  }

  // STIX 2.1 section 6.12 requires at least one protocol; "ip" is true of everything here.
  std::string protocols() const {
    std::vector<std::string> names;
    const auto put = [&](std::string name) {
      if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
    };
    for (const Role role : {Role::transport, Role::service})
      for (const Field& field : record_.fields)
        if (field.role == role) put(to_lower(field.value));
    return names.empty() ? "[\"ip\"]" : list_of(names);
  }

  // The hardware address stands in where a line has no IP address, as in ARP and DHCP.
  void traffic() {
    const std::string source = !sources_.empty() ? sources_[0] : source_macs_.empty() ? std::string() : source_macs_[0];
    const std::string destination = !destinations_.empty()      ? destinations_[0]
                                    : destination_macs_.empty() ? std::string()
                                                                : destination_macs_[0];
    if (source.empty() && destination.empty()) return;
    Members made("network-traffic");
    if (!record_.time.empty()) made.text("start", to_string(out_.at));
    if (!source.empty()) made.text("src_ref", source);
    if (!destination.empty()) made.text("dst_ref", destination);
    if (const Field* port = record_.find(Role::source_port); port != nullptr && is_port(port->value))
      made.raw("src_port", std::to_string(std::stoul(std::string(port->value))));
    if (const Field* port = record_.find(Role::destination_port); port != nullptr && is_port(port->value))
      made.raw("dst_port", std::to_string(std::stoul(std::string(port->value))));
    made.raw("protocols", protocols());
    if (complete())
      for (const auto& [role, name] :
           {std::pair{Role::ja3, "x_ja3"}, std::pair{Role::ja3s, "x_ja3s"}, std::pair{Role::ja4, "x_ja4"}})
        if (const Field* print = record_.find(role)) made.text(name, print->value);
    const Field* method = record_.find(Role::method);
    const Field* uri = record_.find(Role::uri);
    if (method == nullptr || uri == nullptr) return void(add(made));
    const Members plain = made;
    add(made.raw("extensions", "{\"http-request-ext\":" + request(*method, *uri, true) + "}"));
    // Headers are lists of strings in STIX 2.1, but most patterns name them as they were in 2.0; they are evaluated on
    // both.
    if (complete())
      add(Members(plain).raw("extensions", "{\"http-request-ext\":" + request(*method, *uri, false) + "}"));
  }

  // The http-request-ext of section 6.12.2; headers once as lists of strings and once as in STIX
  // 2.0.
  std::string request(const Field& method, const Field& uri, bool lists) const {
    std::string out = "{\"request_method\":", headers;
    // In lower case, as the section wants the method.
    append_json_string(out, to_lower(method.value));
    out += ",\"request_value\":";
    append_json_string(out, uri.value);
    for (const auto& [role, name] : {std::pair{Role::user_agent, "User-Agent"}, std::pair{Role::host, "Host"},
                                     std::pair{Role::referrer, "Referer"}}) {
      const Field* field = record_.find(role);
      if (field == nullptr) continue;
      headers += fmt::format("{}\"{}\":{}", headers.empty() ? "" : ",", name, lists ? "[" : "");
      append_json_string(headers, field->value);
      if (lists) headers += ']';
    }
    return out + (headers.empty() ? "" : ",\"request_header\":{" + headers + "}") + "}";
  }

  void message() {
    const Field* subject = record_.find(Role::subject);
    const Field* id = record_.find(Role::message_id);
    if (subject == nullptr && id == nullptr && senders_.empty()) return;
    Members made("email-message");
    // A required property that no log tells; the body is not there to be multipart.
    made.raw("is_multipart", "false");
    if (!senders_.empty()) made.text("from_ref", senders_[0]);
    if (subject != nullptr) made.text("subject", subject->value);
    if (complete() && id != nullptr) made.text("message_id", id->value);
    if (complete() && !recipients_.empty()) made.raw("to_refs", list_of(recipients_));
    if (complete() && !copied_.empty()) made.raw("cc_refs", list_of(copied_));
    if (complete()) headers(made);
    add(made);
  }

  void headers(Members& made) const {
    std::string lines;
    for (const Field& field : record_.fields) {
      if (field.role != Role::received) continue;
      lines += lines.empty() ? "" : ",";
      append_json_string(lines, field.value);
    }
    if (!lines.empty()) made.raw("received_lines", "[" + lines + "]");
    if (const Field* mailer = record_.find(Role::mailer)) {
      std::string name;
      append_json_string(name, mailer->value);
      made.raw("additional_header_fields", "{\"X-Mailer\":" + name + "}");
    }
  }

  // Hashes, name, size and type that stand together are those of one file; what comes a second time begins another one.
  void files() {
    std::array<const Field*, 7> parts{};
    constexpr Role kParts[] = {Role::md5,       Role::sha1,      Role::sha256,   Role::sha512,
                               Role::file_name, Role::file_size, Role::mime_type};
    for (const Field& field : record_.fields) {
      const auto at = std::find(std::begin(kParts), std::end(kParts), field.role);
      if (at == std::end(kParts)) continue;
      const Field*& part = parts[static_cast<std::size_t>(at - std::begin(kParts))];
      if (part != nullptr) {
        file(parts);
        parts = {};
      }
      part = &field;
    }
    file(parts);
  }

  void file(const std::array<const Field*, 7>& parts) {
    std::string hashes;
    for (const auto& [field, name, length] :
         {std::tuple{parts[0], "MD5", 32u}, std::tuple{parts[1], "SHA-1", 40u}, std::tuple{parts[2], "SHA-256", 64u},
          std::tuple{parts[3], "SHA-512", 128u}}) {
      if (field == nullptr || field->value.size() != length || !from_hex(field->value)) continue;
      hashes += fmt::format("{}\"{}\":\"{}\"", hashes.empty() ? "" : ",", name, to_lower(field->value));
    }
    // STIX 2.1 section 6.7: a file has hashes or a name at least.
    if (hashes.empty() && parts[4] == nullptr) return;
    const auto one = [&](std::string_view name) {
      Members made("file");
      if (!hashes.empty()) made.raw("hashes", "{" + hashes + "}");
      if (!name.empty()) made.text("name", name);
      // Size and type belong to the content; a name alone is no content.
      if (complete() || !hashes.empty()) {
        if (const Field* size = parts[5]; size != nullptr && is_number(size->value))
          made.raw("size", std::to_string(std::stoull(std::string(size->value))));
        if (parts[6] != nullptr) made.text("mime_type", parts[6]->value);
      }
      add(made);
    };
    const std::string_view name = parts[4] == nullptr ? std::string_view() : parts[4]->value;
    one(name);
    // Logs name files with their folder or as the path of a request; patterns name them without, mostly.
    if (const std::string_view base = base_name(name); complete() && base.size() < name.size() && !base.empty())
      one(base);
  }

  // A log that has a chain has several hashes: one certificate each.
  void certificates() {
    const Field* serial = record_.find(Role::certificate_serial);
    const Field* subject = record_.find(Role::certificate_subject);
    const Field* issuer = record_.find(Role::certificate_issuer);
    bool first = true;
    const auto one = [&](const Field* hash) {
      Members made("x509-certificate");
      if (hash != nullptr) {
        const std::size_t length = hash->value.size();
        made.raw("hashes", fmt::format("{{\"{}\":\"{}\"}}",
                                       length == 32   ? "MD5"
                                       : length == 40 ? "SHA-1"
                                                      : "SHA-256",
                                       to_lower(hash->value)));
      }
      // What else the line says is about the leaf, which comes first.
      if (first && serial != nullptr) made.text("serial_number", serial->value);
      if (first && subject != nullptr) made.text("subject", subject->value);
      if (first && issuer != nullptr) made.text("issuer", issuer->value);
      first = false;
      add(made);
    };
    for (const Field& field : record_.fields)
      if (const std::size_t n = field.value.size();
          field.role == Role::certificate_hash && (n == 32 || n == 40 || n == 64) && from_hex(field.value))
        one(&field);
    if (first && (serial != nullptr || subject != nullptr || issuer != nullptr)) one(nullptr);
  }

  // Last, when all answers of the line are known. Not for what is kept: tomorrow's answer may be
  // another.
  void resolve() {
    if (!complete() || answers_.empty()) return;
    for (BuiltObject& object : out_.objects) {
      if (std::find(domains_.begin(), domains_.end(), object.id) == domains_.end()) continue;
      object.json.pop_back();
      object.json += ",\"resolves_to_refs\":" + list_of(answers_) + "}";
    }
  }

  const Record& record_;
  Purpose purpose_;
  json::Parser parser_;
  BuiltObservation out_;
  std::vector<std::string> sources_, destinations_, source_macs_, destination_macs_, domains_, answers_, senders_,
      recipients_, copied_;
};

}  // namespace

namespace {

struct HostAndPort {
  std::string_view host, port;  // the port as the host has it, perhaps empty
};
// "example.org:81", "[2001:db8::1]:81", "2001:db8::1", "192.0.2.1"
HostAndPort split_host(std::string_view text) {
  const std::string_view host = without_port(text);
  const std::size_t colon = text.rfind(':');
  const bool has_port = host.size() < text.size() && colon != std::string_view::npos && text.back() != ']';
  return {host, has_port ? text.substr(colon + 1) : std::string_view()};
}

std::string_view default_port(std::string_view scheme) {
  return scheme == "https" || scheme == "wss" ? "443" : scheme == "ftp" ? "21" : "80";
}

// An IPv6 address stands in brackets in a URL (RFC 3986 section 3.2.2). The port that the scheme means anyway is left
// out, as clients leave it out.
void add_url(RequestUrls& out, std::string_view scheme, std::string_view host, std::string_view port,
             std::string_view uri) {
  std::string& url = out.texts[out.count++];
  const bool brackets = host.find(':') != std::string_view::npos;
  url.assign(scheme).append("://").append(brackets ? "[" : "").append(host).append(brackets ? "]" : "");
  if (!port.empty() && port != default_port(scheme)) url.append(":").append(port);
  url.append(uri);
}

std::string_view value_of(const Field* field) { return field == nullptr ? std::string_view() : field->value; }

}  // namespace

// Without a scheme in the log there may be two answers, and both are tried: the one that the
// request meant and the one that the connection suggests. More are never made, so the caller needs
// no list.
void request_urls(const Record& record, RequestUrls& out) {
  out.count = 0;
  const Field* field = record.find(Role::uri);
  if (field == nullptr) return;
  const std::string_view uri = field->value;
  // A proxy is asked for the whole URL.
  if (uri.find("://") < 12) {
    out.texts[out.count++] = uri;
    return;
  }
  // "*" (OPTIONS) and "host:port" (CONNECT) name no resource, so no URL can be made of them.
  if (uri.front() != '/') return;
  auto [host, port] = split_host(value_of(record.find(Role::host)));
  std::string_view connection = value_of(record.find(Role::destination_port));
  if (!is_port(connection)) connection = {};
  if (port.empty()) port = value_of(record.find(Role::host_port));
  if (!port.empty() && !is_port(port)) port = {};
  // Whether it is known which port the request named, if any: only then may the connection's port
  // be left out.
  bool said = record.says_ports || !port.empty();
  if (host.empty()) {
    // A request that names no host is for the address that it went to.
    host = value_of(record.find(Role::destination_address));
    if (!address_shape(host)) return;
    said = !port.empty();
  }
  if (port.empty() && !said) port = connection;
  if (const std::string scheme = to_lower(value_of(record.find(Role::scheme))); !scheme.empty()) {
    add_url(out, scheme, host, port, uri);
    return;
  }
  // Somebody may have unpacked TLS before the sensor: the log cannot say which it was for the
  // client.
  if (port == "443") {
    add_url(out, "https", host, port, uri);
    return add_url(out, "http", host, port, uri);
  }
  add_url(out, "http", host, port, uri);
  if (!port.empty() || connection.empty() || connection == "80") return;
  if (connection == "443")
    add_url(out, "https", host, {}, uri);
  else
    add_url(out, "http", host, connection, uri);
}

BuiltObservation build_observation(const Record& record, Micros at, Purpose purpose) {
  return Builder(record, at, purpose).build();
}

// Patterns are evaluated over parsed objects, in the order of their identifiers, as the matcher
// wants them.
bool BuiltObservation::prepare() {
  if (objects.empty()) return false;
  std::string text = "[";
  for (const BuiltObject& object : objects) text += (text.size() > 1 ? "," : "") + object.json;
  text += ']';
  if (!parser_) parser_ = std::make_unique<json::Parser>();
  const auto parsed = parser_->parse(text);
  if (!parsed.ok()) return false;
  observation_ = {};
  // Instants are attoseconds, of which a microsecond has 10^12.
  observation_.first = observation_.last = static_cast<pattern::Instant>(at.value) * 1'000'000'000'000;
  const json::Array elements = parsed->get_array().value();
  for (const json::Element element : elements) {
    const json::Object object = element.get_object().value();
    observation_.scos.push_back(
        {json::string_member(object, "type").value_or(""), json::string_member(object, "id").value_or(""), object});
  }
  std::sort(observation_.scos.begin(), observation_.scos.end(),
            [](const pattern::Sco& a, const pattern::Sco& b) { return a.id < b.id; });
  return true;
}

}  // namespace parley::watch
