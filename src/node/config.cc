// Reading parley.toml. The idea: a misspelt key must never silently mean its default, and a person who sets a
// node up learns of a mistake with file, line and what could stand there. So each section names the keys that
// it takes while it reads them, and whatever is left over is an error with the nearest known key as a
// suggestion. Of several mistakes the first one is reported.
//
// What one key says is checked where it is read, and what two say together in check_together(). What is
// allowed and probably not meant is no error but a warning (Config::warnings()), since a laboratory may want
// it so.
#include "node/config.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/bytes.h"
#include "base/edits.h"
#include "base/file.h"
#include "base/toml.h"

namespace parley::node {
namespace {

// One [section] while it is read: each take() names a key that may stand there; done() refuses the others.
class Section {
 public:
  Section(const toml::table& table, std::string name, const std::string& file, std::optional<Error>& error)
      : table_(table), name_(std::move(name)), file_(file), error_(error) {}

  void take(std::string_view key, std::string& out) {
    if (const auto* node = find(key)) {
      if (const auto value = node->value_exact<std::string>())
        out = *value;
      else
        fail(*node, key, "a text in quotes");
    }
  }
  void take(std::string_view key, std::filesystem::path& out) {
    std::string text = out.string();
    take(key, text);
    out = text;
  }
  void take(std::string_view key, bool& out) {
    if (const auto* node = find(key)) {
      if (const auto value = node->value_exact<bool>())
        out = *value;
      else
        fail(*node, key, "true or false");
    }
  }
  // The bounds are those within which the value makes sense at all, not those that are advisable: a limit of
  // zero connections would be a node that answers nobody, and one without an end is a typing mistake.
  template <class Number>
  void take(std::string_view key, Number& out, std::int64_t least, std::int64_t most) requires std::integral<Number> {
    if (const auto* node = find(key)) {
      const auto value = node->value_exact<std::int64_t>();
      if (value && *value >= least && *value <= most)
        out = static_cast<Number>(*value);
      else
        fail(*node, key, fmt::format("a whole number from {} to {}", least, most));
    }
  }
  // One of a few words; the message names them all.
  template <class Choice>
  void take(std::string_view key, Choice& out, const std::vector<std::pair<std::string_view, Choice>>& choices) {
    const auto* node = find(key);
    if (node == nullptr) return;
    std::string could;
    for (const auto& [text, choice] : choices) {
      if (node->value_exact<std::string_view>() == text) return void(out = choice);
      could += fmt::format("{}\"{}\"", could.empty() ? "" : ", ", text);
    }
    fail(*node, key, "one of " + could);
  }

  void take(std::string_view key, std::vector<http::AddressRange>& out) {
    const auto* node = find(key);
    if (node == nullptr) return;
    const toml::array* list = node->as_array();
    if (list == nullptr) return fail(*node, key, "a list of addresses or networks, such as [\"127.0.0.1\"]");
    for (const toml::node& item : *list) {
      const auto text = item.value_exact<std::string>();
      if (!text) return fail(item, key, "a list of addresses or networks in quotes");
      auto range = http::AddressRange::parse(*text);
      if (!range.ok()) return report(item.source(), fmt::format("[{}] {}: {}", name_, key, range.error().message));
      out.push_back(std::move(range).value());
    }
  }

  // A key that is read elsewhere, so that done() does not refuse it.
  void know(std::string_view key) { known_.push_back(key); }

  // Refuses every key that was not named before.
  void done() {
    for (const auto& [key, node] : table_) {
      if (std::find(known_.begin(), known_.end(), key.str()) != known_.end()) continue;
      std::string_view nearest;
      for (const std::string_view known : known_)
        if (nearest.empty() || edits_between(key.str(), known) < edits_between(key.str(), nearest)) nearest = known;
      const bool close = !nearest.empty() && edits_between(key.str(), nearest) <= 3;
      report(key.source(), fmt::format("[{}] has no key \"{}\"{}", name_, key.str(),
                                       close ? fmt::format("; did you mean \"{}\"?", nearest) : ""));
    }
  }

  void fail(const toml::node& node, std::string_view key, std::string_view wanted) {
    report(node.source(), fmt::format("[{}] {} must be {}", name_, key, wanted));
  }

 private:
  const toml::node* find(std::string_view key) {
    know(key);
    return table_.get(key);
  }
  // The first only: what follows is often only a consequence of it.
  void report(const toml::source_region& where, const std::string& what) {
    if (!error_) error_ = Error{Code::invalid_input, fmt::format("{}:{}: {}", file_, where.begin.line, what)};
  }

  const toml::table& table_;
  std::string name_;
  const std::string& file_;
  std::optional<Error>& error_;
  std::vector<std::string_view> known_;
};

void read_server(Section& section, Config::Server& server) {
  section.take("address", server.address);
  section.take("port", server.port, 0, 65535);
  section.take("public_url", server.public_url);
  section.take("tls", server.tls, {{"off", Tls::off}, {"files", Tls::files}, {"self-signed", Tls::self_signed}});
  section.take("tls_certificate", server.tls_certificate);
  section.take("tls_key", server.tls_key);
  section.take("threads", server.threads, 0, 1024);
  section.take("trusted_proxies", server.trusted_proxies);
}

// A session of a day is the longest that anybody could mean; an idle limit of less than a minute would sign people out
// while they read.
void read_room(Section& section, Config::Room& room) {
  int port = -1;
  section.take("enabled", room.enabled);
  section.take("address", room.address);
  section.take("port", port, 0, 65535);
  if (port >= 0) room.port = static_cast<std::uint16_t>(port);
  section.take("public_url", room.public_url);
  section.take("tls", room.tls);
  section.take("idle_minutes", room.idle_minutes, 1, 24 * 60);
  section.take("session_hours", room.session_hours, 1, 24);
}

// The names are those of http::Limits, where each limit has its reason; docs/operator.md explains them to
// people. The lower bounds keep a node usable: below a kibibyte of headers or a tenth of a second no ordinary
// client gets through.
void read_limits(Section& section, http::Limits& limits) {
  constexpr std::int64_t kMaxBytes = 1 << 30, kMaxMs = 3'600'000;
  section.take("header_bytes", limits.header_bytes, 1024, 1 << 20);
  section.take("body_bytes", limits.body_bytes, 1024, kMaxBytes);
  section.take("bodies_bytes", limits.bodies_bytes, 1 << 20, std::int64_t{1} << 40);
  section.take("strangers_bytes", limits.strangers_bytes, 1 << 20, std::int64_t{1} << 40);
  section.take("answers_bytes", limits.answers_bytes, 1 << 20, std::int64_t{1} << 40);
  section.take("connections", limits.connections, 1, 1'000'000);
  section.take("connections_per_address", limits.connections_per_address, 1, 1'000'000);
  section.take("newcomers", limits.newcomers, 1, 1'000'000);
  section.take("newcomers_per_address", limits.newcomers_per_address, 1, 1'000'000);
  section.take("header_timeout_ms", limits.header_timeout_ms, 100, kMaxMs);
  section.take("idle_timeout_ms", limits.idle_timeout_ms, 100, kMaxMs);
  section.take("body_timeout_ms", limits.body_timeout_ms, 100, kMaxMs);
  section.take("body_bytes_per_s", limits.body_bytes_per_s, 0, kMaxBytes);
  section.take("write_timeout_ms", limits.write_timeout_ms, 100, kMaxMs);
  section.take("write_bytes_per_s", limits.write_bytes_per_s, 0, kMaxBytes);
}

// A page of less than 64 KiB would often hold a single object, and a client would ask for each by itself.
void read_taxii(Section& section, Config::Taxii& taxii) {
  section.take("root", taxii.root);
  section.take("title", taxii.title);
  section.take("description", taxii.description);
  section.take("contact", taxii.contact);
  section.take("page_objects", taxii.page_objects, 1, 100'000);
  section.take("max_page_objects", taxii.max_page_objects, 1, 100'000);
  section.take("max_page_bytes", taxii.max_page_bytes, 65536, 1 << 30);
  section.take("cache_bytes", taxii.cache_bytes, 0, std::int64_t{1} << 36);
}

}  // namespace

bool is_loopback(std::string_view address) {
  static const std::vector<http::AddressRange> kLoopback = {http::AddressRange::parse("127.0.0.0/8").value(),
                                                            http::AddressRange::parse("::1").value()};
  return std::any_of(kLoopback.begin(), kLoopback.end(), [&](const auto& one) { return one.contains(address); });
}

namespace {

// Whether what is sent to the URL can be read on its way.
// Loopback does not count: nobody else is on that way.
bool is_in_the_clear(std::string_view url) {
  if (!url.starts_with("http://")) return false;
  url.remove_prefix(7);
  std::string_view host = url.substr(0, url.find_first_of("/?#"));
  // An IPv6 address stands in brackets (RFC 3986 section 3.2.2), and has colons of its own.
  if (host.starts_with('['))
    host = host.substr(1, host.find(']') - 1);
  else
    host = host.substr(0, host.find(':'));
  return host != "localhost" && !host.ends_with(".localhost") && !is_loopback(host);
}

}  // namespace

bool is_for_trying_out(std::string_view domain) { return domain == "localhost" || is_loopback(domain); }

namespace {

// The root is a segment of every URL that clients store. The three words are paths that the server has of its
// own: discovery (TAXII 2.1 section 4.1), /metrics and /healthz.
bool is_path_segment(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text != "taxii2" && text != "metrics" && text != "healthz" &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; });
}

// A zone ("fe80::1%eth0") is not part of what inet_pton() reads.
bool is_numeric_address(const std::string& address) {
  in6_addr room{};
  const std::string without_zone = address.substr(0, address.find('%'));
  return ::inet_pton(AF_INET, address.c_str(), &room) == 1 || ::inet_pton(AF_INET6, without_zone.c_str(), &room) == 1;
}

// Passwords and what people read go by this listener, so in the clear it is for this machine alone, or for a proxy on
// it that ends TLS; and its address in full, since every request is held against it.
Status check_room(const Config& config, const std::string& file) {
  const Config::Room& room = config.room;
  const auto bad = [&](std::string_view what) { return Error{Code::invalid_input, file + ": " + std::string(what)}; };
  if (!room.enabled) return {};
  if (room.tls && config.server.tls == Tls::off)
    return bad(
        "[room] tls = true uses the certificate of [server], where tls is \"off\": set that to \"files\" or "
        "\"self-signed\"");
  if (!room.tls && !is_loopback(room.address))
    return bad(
        "[room] address is not of loopback, and tls is false: people's passwords would travel in the clear; set "
        "tls = true, or listen on 127.0.0.1 behind a proxy that ends TLS");
  const std::string& url = room.public_url;
  if (url.empty() && room.tls)
    return bad("[room] tls = true needs public_url: what people open, such as https://room.example.gov:7480");
  if (url.empty()) return {};
  const bool secure = url.starts_with("https://");
  if (!secure && !url.starts_with("http://")) return bad("[room] public_url must begin with https:// or http://");
  const std::string_view authority = std::string_view(url).substr(secure ? 8 : 7);
  if (authority.empty() || authority.find_first_of("/?#@ \"\\") != std::string_view::npos)
    return bad("[room] public_url must be https://NAME or https://NAME:PORT, without a path");
  if (room.tls && !secure) return bad("[room] tls = true, and public_url begins with http://: write https://");
  if (!secure && is_in_the_clear(url))
    return bad(
        "[room] public_url begins with http:// and is not of this machine: a browser keeps no session there; "
        "write https://, or http://localhost:PORT");
  return {};
}

// Addresses to listen on are numeric: a name could mean several, or after a change of DNS another, and a node
// must not listen somewhere else than where its operator has said.
Status check_together(const Config& config, const std::string& file) {
  for (const auto& [key, address] :
       {std::pair("[server] address", &config.server.address), std::pair("[peers] address", &config.peers.address),
        std::pair("[room] address", &config.room.address)})
    if (!is_numeric_address(*address))
      return Error{Code::invalid_input,
                   fmt::format("{}: {} is \"{}\", which is no numeric address: write 127.0.0.1 or ::1 for this machine "
                               "alone, 0.0.0.0 or :: for all of its addresses",
                               file, key, *address)};
  const auto bad = [&](std::string_view what) { return Error{Code::invalid_input, file + ": " + std::string(what)}; };
  if (config.party.name.empty()) return bad("[party] name is missing: say whose node this is");
  if (!is_path_segment(config.taxii.root))
    return bad(
        "[taxii] root must be one path segment of a-z, 0-9, - and _, and not \"taxii2\", \"metrics\" or \"healthz\"");
  if (config.server.tls == Tls::files && (config.server.tls_certificate.empty() || config.server.tls_key.empty()))
    return bad("[server] tls = \"files\" needs tls_certificate and tls_key");
  const std::string& url = config.server.public_url;
  if (!url.empty() && !url.starts_with("http://") && !url.starts_with("https://"))
    return bad("[server] public_url must begin with https:// or http://");
  if (!url.empty() && url.ends_with('/')) return bad("[server] public_url must not end with /");
  if (config.taxii.page_objects > config.taxii.max_page_objects)
    return bad("[taxii] page_objects is larger than max_page_objects");
  // The domain is the first part of every origin, which stands in the lines of signed notes: a space or a
  // plus sign would break their syntax (C2SP signed-note).
  if (config.journals.domain.empty() || config.journals.domain.find_first_of(" +\n\t") != std::string::npos)
    return bad("[journals] domain must be a host name, without spaces and plus signs");
  if (!config.peers.url.empty() && (!config.peers.url.starts_with("https://") || config.peers.url.ends_with('/')))
    return bad("[peers] url must begin with https:// and not end with /");
  PARLEY_TRY_STATUS(check_room(config, file));
  const std::string& webhook = config.duty.webhook;
  if (!webhook.empty() && !webhook.starts_with("http://") && !webhook.starts_with("https://"))
    return bad("[duty] webhook must begin with https:// or http://");
  for (const auto& limit : config.storage.parties)
    if (limit.party.empty() || (!limit.bytes && !limit.objects))
      return bad("each [[party_limit]] needs party (an alias or an identity) and bytes, objects or both");
  for (const auto& witness : config.witnesses)
    if (witness.journal.empty() || witness.checkpoint.empty())
      return bad("each [[witness]] needs journal (a name) and checkpoint (a file or an http(s) URL)");
  return {};
}

}  // namespace

namespace {

// A journal takes no more entries (RecordFile::kMaxEntries), so a larger limit would promise nothing; a pebibyte is
// beyond any disk that this runs on.
constexpr std::int64_t kMostBytes = std::int64_t{1} << 50, kMostObjects = 4'294'967'280;

Result<std::vector<Config::Storage::Party>> read_party_limits(const toml::node& node, const std::string& file,
                                                              std::optional<Error>& error) {
  const Error malformed{Code::invalid_input, file + ": write limits of single parties as [[party_limit]]"};
  const toml::array* list = node.as_array();
  if (list == nullptr) return malformed;
  std::vector<Config::Storage::Party> out;
  for (const toml::node& item : *list) {
    if (!item.is_table()) return malformed;
    // -1 stands for a key that is not there, so that 0, which takes nothing of that party, can be told from
    // no limit of its own.
    Config::Storage::Party one;
    std::int64_t bytes = -1, objects = -1;
    Section reader(*item.as_table(), "[party_limit]", file, error);
    reader.take("party", one.party);
    reader.take("bytes", bytes, 0, kMostBytes);
    reader.take("objects", objects, 0, kMostObjects);
    reader.done();
    if (bytes >= 0) one.bytes = static_cast<std::uint64_t>(bytes);
    if (objects >= 0) one.objects = static_cast<std::uint64_t>(objects);
    out.push_back(std::move(one));
  }
  return out;
}

void read_duty(Section& s, Config::Duty& duty) {
  s.take("command", duty.command);
  s.take("webhook", duty.webhook);
  s.take("webhook_secret_file", duty.webhook_secret_file);
  s.take("ahead_hours", duty.ahead_hours, 0, 24 * 365);
}

// Less than a tenth of a second between two questions would be a load, more than a day is no exchange any
// more.
void read_peers(Section& s, Config::Peers& peers) {
  s.take("address", peers.address);
  s.take("port", peers.port, 0, 65535);
  s.take("url", peers.url);
  s.take("poll_ms", peers.poll_ms, 100, 86'400'000);
  s.take("witness_age_minutes", peers.witness_age_minutes, 0, 525'600);
}

void read_storage(Section& s, Config::Storage& storage) {
  std::int64_t reserve = -1;
  s.take("reserve_bytes", reserve, 0, kMostBytes);
  if (reserve >= 0) storage.reserve_bytes = static_cast<std::uint64_t>(reserve);
  s.take("party_bytes", storage.party_bytes, 0, kMostBytes);
  s.take("party_objects", storage.party_objects, 0, kMostObjects);
}

// [[witness]]: places that know heads of our own journals.
Status read_witnesses(const toml::node& node, const std::string& file, std::optional<Error>& error, Config& config) {
  const Error malformed{Code::invalid_input, file + ": write witnesses as [[witness]]"};
  const toml::array* list = node.as_array();
  if (list == nullptr) return malformed;
  for (const toml::node& item : *list) {
    if (!item.is_table()) return malformed;
    Config::Witness witness;
    Section reader(*item.as_table(), "[witness]", file, error);
    reader.take("journal", witness.journal);
    reader.take("checkpoint", witness.checkpoint);
    reader.done();
    config.witnesses.push_back(std::move(witness));
  }
  return {};
}

}  // namespace

Result<Config> Config::parse(std::string_view text, const std::string& file) {
  PARLEY_TRY(const toml::table root, parse_toml(text, file));
  Config config;
  std::optional<Error> error;
  // A section that is missing is read like an empty one: every value keeps its default.
  static const toml::table kEmpty;
  const auto section = [&](std::string_view name, const std::function<void(Section&)>& read) {
    const toml::node* node = root.get(name);
    const toml::table* table = node != nullptr ? node->as_table() : &kEmpty;
    if (table == nullptr) {
      if (!error)
        error = Error{Code::invalid_input,
                      fmt::format("{}:{}: {} must be a section, [{}]", file, node->source().begin.line, name, name)};
      return;
    }
    Section reader(*table, std::string(name), file, error);
    read(reader);
    reader.done();
  };
  section("party", [&](Section& s) { s.take("name", config.party.name), s.take("identity", config.party.identity); });
  section("server", [&](Section& s) { read_server(s, config.server); });
  section("limits", [&](Section& s) { read_limits(s, config.server.limits); });
  section("taxii", [&](Section& s) { read_taxii(s, config.taxii); });
  section("journals", [&](Section& s) {
    s.take("domain", config.journals.domain);
    s.take("publish_interval_ms", config.journals.publish_interval_ms, 10, 3'600'000);
  });
  section("log", [&](Section& s) {
    s.take("level", config.log.level,
           std::vector<std::pair<std::string_view, std::string>>{
               {"debug", "debug"}, {"info", "info"}, {"warning", "warning"}, {"error", "error"}});
    s.take("file", config.log.file);
    s.take("requests", config.log.requests,
           {{"none", RequestLog::none}, {"errors", RequestLog::errors}, {"all", RequestLog::all}});
  });
  section("duty", [&](Section& s) { read_duty(s, config.duty); });
  section("people", [&](Section& s) { s.take("on_callers_word", config.on_callers_word); });
  section("metrics", [&](Section& s) { s.take("open", config.open_metrics); });
  section("peers", [&](Section& s) { read_peers(s, config.peers); });
  section("room", [&](Section& s) { read_room(s, config.room); });
  section("storage", [&](Section& s) { read_storage(s, config.storage); });
  if (const toml::node* node = root.get("party_limit")) {
    if (auto read = read_party_limits(*node, file, error); !read.ok())
      return read.error();
    else
      config.storage.parties = std::move(read).value();
  }
  if (const toml::node* node = root.get("witness")) PARLEY_TRY_STATUS(read_witnesses(*node, file, error, config));
  // Names of sections are checked like keys: [server] written as [sever] would leave a node listening where
  // nobody wants it.
  Section top(root, "top level", file, error);
  for (const std::string_view name : {"party", "server", "limits", "taxii", "journals", "log", "duty", "people",
                                      "metrics", "peers", "room", "storage", "party_limit", "witness"})
    top.know(name);
  top.done();
  // What belongs together is asked only when each value by itself is good.
  if (error) return *error;
  PARLEY_TRY_STATUS(check_together(config, file));
  return config;
}

// What each of them says is why it is dangerous and what to do instead; the node starts all the same.
std::vector<std::string> Config::warnings() const {
  std::vector<std::string> out;
  if (server.tls == Tls::off && !is_loopback(server.address))
    out.push_back(
        fmt::format("[server] address = \"{}\" with tls = \"off\": passwords, tokens and objects travel in the clear, "
                    "for everybody "
                    "between here and the client to read; set tls = \"self-signed\" or \"files\", or listen on "
                    "127.0.0.1 behind a proxy",
                    server.address));
  if (server.public_url.starts_with("http://") && is_in_the_clear(server.public_url))
    out.push_back(
        fmt::format("[server] public_url = \"{}\": clients are told to send their passwords in the clear; "
                    "use https://",
                    server.public_url));
  if (is_in_the_clear(duty.webhook))
    out.push_back(
        fmt::format("[duty] webhook = \"{}\": what is due, from whom and to whom, travels in the clear; use "
                    "https://",
                    duty.webhook));
  if (on_callers_word)
    out.push_back(
        "[people] on_callers_word = true: whoever reaches the folder or the socket acts as anybody who has a "
        "password, token or uid, and can ask for a release and confirm it under two names; leave it out, and have each "
        "prove who he is");
  if (open_metrics && !is_loopback(server.address))
    out.push_back(
        fmt::format("[metrics] open = true on {}: everybody who reaches the port can read /metrics; let the "
                    "collector log in, or keep others away by a firewall",
                    server.address));
  return out;
}

Result<Config> Config::load(const std::filesystem::path& file) {
  PARLEY_TRY(const std::string text, read_file(file, 1 << 20));
  return parse(text, file.string());
}

std::string Config::Peers::reachable_at(const std::string& domain) const {
  if (!url.empty()) return url;
  return port == 0 ? "" : fmt::format("https://{}:{}", domain, port);
}

// The keys that nearly everybody looks at, with what they mean; all others have their default and stand in
// docs/operator.md. Texts are written as JSON strings, whose syntax TOML's basic strings understand.
std::string initial_config(const Config& config) {
  std::string name, identity, domain, url, peers_url;
  append_json_string(peers_url, config.peers.url);
  append_json_string(name, config.party.name);
  append_json_string(identity, config.party.identity);
  append_json_string(domain, config.journals.domain);
  append_json_string(url, config.server.public_url);
  return fmt::format(R"(# A Parley node. `parley config check --dir DIR` reads this file and says what is wrong with it;
# docs/operator.md explains every key.

[party]
name = {}
identity = {}

[server]
address = "{}"
port = {}
public_url = {}          # what clients type, such as "https://taxii.example.gov"; empty: from each request
tls = "{}"                 # "off" (behind a proxy, or on loopback), "files", "self-signed"
# tls_certificate = "tls/certificate.pem"
# tls_key = "tls/key.pem"
# trusted_proxies = ["127.0.0.1"]  # whose X-Forwarded-For or Forwarded says who the client is

[taxii]
root = "{}"                # the API root is public_url/{}/

[journals]
domain = {}     # first part of every journal's origin: fixed for life

[peers]                     # other parties' nodes: TLS with certificates that both sides pin (docs/groups.md)
address = "{}"
port = {}                   # 0: nobody can ask this node; it only asks others
url = {}                  # where others reach it, such as "https://parley.example.gov:6101"; empty: https://DOMAIN:PORT
poll_ms = {}             # how often each party is asked whether there is anything new, beside what it tells by itself

[room]                      # what this node's own people open in a browser (docs/room.md)
# enabled = false
# port = {}               # else two above [server] port, or any free one; 127.0.0.1 only, unless tls = true
# public_url = "https://room.example.gov"  # what people open, exactly

[storage]                   # how much others may make this node keep (docs/operator.md, "When the disk fills")
party_bytes = {}    # of one party's journals, over all groups
party_objects = {}     # likewise
# reserve_bytes = 1073741824  # while less is free, others' journals wait; else a tenth of the disk and at most 1 GiB
# [[party_limit]]           # a party with limits of its own
# party = "graustark"
# bytes = 17179869184

[log]
level = "info"
requests = "errors"         # "none", "errors", "all"
)",
                     name, identity, config.server.address, config.server.port, url,
                     config.server.tls == Tls::self_signed ? "self-signed" : "off", config.taxii.root,
                     config.taxii.root, domain, config.peers.address, config.peers.port, peers_url,
                     config.peers.poll_ms, config.server.port == 0 ? 0 : config.server.port + 2,
                     config.storage.party_bytes, config.storage.party_objects);
}

}  // namespace parley::node
