// Which object paths of a pattern a role answers to (the table in docs/watching.md). Values are fed
// to the index as they stand; only when a pattern needs more than single values is the observation
// built, which is rare and costs far more.
//
// The same function feeds a search and a collector, so that a value that is told with a hit is one
// that was really searched.
#include "watch/search.h"

#include <charconv>
#include <span>

namespace parley::watch {
namespace {

namespace path = pattern::path;
using pattern::PathNumber;

// For each role with an address: its paths as IPv4, as IPv6 and as a name.
constexpr PathNumber kSource4[] = {path::ipv4_addr_value, path::network_traffic_src};
constexpr PathNumber kSource6[] = {path::ipv6_addr_value, path::network_traffic_src};
constexpr PathNumber kSourceName[] = {path::domain_name_value, path::network_traffic_src};
constexpr PathNumber kDestination4[] = {path::ipv4_addr_value, path::network_traffic_dst};
constexpr PathNumber kDestination6[] = {path::ipv6_addr_value, path::network_traffic_dst};
constexpr PathNumber kDestinationName[] = {path::domain_name_value, path::network_traffic_dst};
constexpr PathNumber kAnswer4[] = {path::ipv4_addr_value, path::domain_name_resolves_to};
constexpr PathNumber kAnswer6[] = {path::ipv6_addr_value, path::domain_name_resolves_to};
constexpr PathNumber kAnswerName[] = {path::domain_name_value, path::domain_name_resolves_to};
constexpr PathNumber kAddress4[] = {path::ipv4_addr_value};
constexpr PathNumber kAddress6[] = {path::ipv6_addr_value};
constexpr PathNumber kDomain[] = {path::domain_name_value};
constexpr PathNumber kMacSource[] = {path::mac_addr_value, path::network_traffic_src};
constexpr PathNumber kMacDestination[] = {path::mac_addr_value, path::network_traffic_dst};
constexpr PathNumber kSender[] = {path::email_addr_value, path::email_message_from};
constexpr PathNumber kRecipient[] = {path::email_addr_value, path::email_message_to};
constexpr PathNumber kCopied[] = {path::email_addr_value, path::email_message_cc};

using Paths = std::span<const PathNumber>;

// Cheap: what is no address by a second look is refused when the index brings it to normal form.
// One pass over the bytes, for every address and name of a log, and no branch in it.
enum class Look { v4, v6, name };
constexpr unsigned kDotted = 1, kColon = 2, kOther = 4;
constexpr auto kLooks = [] {
  std::array<std::uint8_t, 256> out{};
  out.fill(kOther);
  for (const char c : std::string_view("0123456789./")) out[static_cast<unsigned char>(c)] = kDotted;  // a block, too
  out[':'] = kColon;
  return out;
}();
Look look_of(std::string_view value) {
  unsigned found = 0;
  for (const char c : value) found |= kLooks[static_cast<unsigned char>(c)];
  return (found & kColon) != 0 ? Look::v6 : found == kDotted ? Look::v4 : Look::name;
}
// An IPv4 address must not be compared with names, nor a name with addresses: each would be brought
// to another normal form, and fail.
Paths by_look(std::string_view value, Paths v4, Paths v6, Paths name) {
  switch (look_of(value)) {
    case Look::v4:
      return v4;
    case Look::v6:
      return v6;
    case Look::name:
      break;
  }
  return name;
}

// Logs seldom name the algorithm. What has none of these lengths is taken for SHA-256.
PathNumber certificate_path(std::size_t length) {
  return length == 32 ? path::x509_md5 : length == 40 ? path::x509_sha1 : path::x509_sha256;
}

PathNumber shape_path(Shape shape) {
  switch (shape) {
    case Shape::ipv4:
      return path::ipv4_addr_value;
    case Shape::ipv6:
      return path::ipv6_addr_value;
    case Shape::domain:
      return path::domain_name_value;
    case Shape::url:
      return path::url_value;
    case Shape::email:
      return path::email_addr_value;
    case Shape::md5:
      return path::file_md5;
    case Shape::sha1:
      return path::file_sha1;
    case Shape::sha256:
      return path::file_sha256;
    case Shape::sha512:
      return path::file_sha512;
  }
  return path::domain_name_value;
}

// Some paths have no number that is fixed at compile time and get one from the index. Where it cannot give one, the
// search goes on with the other path.
PathNumber path_or(pattern::Index& index, std::string_view text, PathNumber otherwise) {
  const auto found = index.path(text);
  return found.ok() ? *found : otherwise;
}
// Patterns name a header as one text, as in STIX 2.0, or as an element of a list, as in 2.1.
std::array<PathNumber, 2> header_paths(pattern::Index& index, PathNumber plain, std::string_view name) {
  return {plain,
          path_or(index, "network-traffic:extensions.'http-request-ext'.request_header." + std::string(name) + "[*]",
                  plain)};
}

template <class Sink>
// All of the text has to be the number: what has something behind it, like "80/tcp", is not fed at all.
void feed_number(Sink& sink, PathNumber path, std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) sink.number(path, value);
}

// Gives the values at one path only, as a Reader would get them.
struct Collector {
  PathNumber wanted;
  std::vector<std::string_view>& out;
  void text(PathNumber path, std::string_view value) {
    if (path == wanted) out.push_back(value);
  }
  void text(Paths paths, std::string_view value) {
    for (const PathNumber path : paths) text(path, value);
  }
  void number(PathNumber, std::int64_t) {}
};

}  // namespace

// Hits outside of an indicator's validity are wanted as well: they are counted, and the watcher
// decides.
Searcher::Searcher(pattern::Index& index, int min_confidence)
    : reader_(index),
      probe_(index),
      user_agent_(header_paths(index, path::http_user_agent, "'User-Agent'")),
      host_(header_paths(index, path::http_host, "Host")),
      referrer_(header_paths(index, path::http_referer, "Referer")),
      mailer_{path_or(index, "email-message:additional_header_fields.'X-Mailer'", pattern::kNoPath),
              path_or(index, "email-message:additional_header_fields.'X-Mailer'[*]", pattern::kNoPath)},
      received_(path_or(index, "email-message:received_lines[*]", pattern::kNoPath)),
      ja4_(path_or(index, "network-traffic:x_ja4", pattern::kNoPath)) {
  reader_.outside_validity(true);
  probe_.outside_validity(true);
  if (min_confidence <= 0) return;
  reader_.min_confidence(min_confidence);
  probe_.min_confidence(min_confidence);
}

// Built anew each time, since it depends on the record that is searched.
const pattern::Observation* Searcher::Source::observation() {
  built = build_observation(*record, at, Purpose::evaluation);
  return built.prepare() ? &built.observation() : nullptr;
}

template <class Sink>
void Searcher::feed(const Record& record, Sink& sink) {
  for (const Field& field : record.fields) {
    const std::string_view value = field.value;
    switch (field.role) {
      case Role::source_address:
        sink.text(by_look(value, kSource4, kSource6, kSourceName), value);
        break;
      case Role::destination_address:
        sink.text(by_look(value, kDestination4, kDestination6, kDestinationName), value);
        break;
      case Role::address:
        sink.text(by_look(value, kAddress4, kAddress6, kDomain), value);
        break;
      case Role::answer:
        sink.text(by_look(value, kAnswer4, kAnswer6, kAnswerName), value);
        break;
      // As an object without its port, and as the header that it stood in with it.
      case Role::host: {
        const std::string_view bare = without_port(value);
        sink.text(by_look(bare, kAddress4, kAddress6, kDomain), bare);
        sink.text(Paths(host_), value);
        break;
      }
      case Role::domain:
        sink.text(path::domain_name_value, value);
        break;
      case Role::mac:
        sink.text(path::mac_addr_value, value);
        break;
      case Role::source_port:
        feed_number(sink, path::network_traffic_src_port, value);
        break;
      case Role::destination_port:
        feed_number(sink, path::network_traffic_dst_port, value);
        break;
      case Role::transport:
      case Role::service:
        sink.text(path::network_traffic_protocols, value);
        break;
      case Role::source_mac:
        sink.text(kMacSource, value);
        break;
      case Role::destination_mac:
        sink.text(kMacDestination, value);
        break;
      case Role::url:
        sink.text(path::url_value, value);
        break;
      // The whole URL is put together from several values and fed at the end.
      case Role::uri:
        sink.text(path::http_value, value);
        break;
      case Role::method:
        sink.text(path::http_method, value);
        break;
      case Role::user_agent:
        sink.text(Paths(user_agent_), value);
        break;
      case Role::referrer:
        sink.text(Paths(referrer_), value);
        break;
      case Role::sender:
        sink.text(kSender, value);
        break;
      case Role::recipient:
        sink.text(kRecipient, value);
        break;
      case Role::cc:
        sink.text(kCopied, value);
        break;
      case Role::email:
        sink.text(path::email_addr_value, value);
        break;
      case Role::mailer:
        sink.text(Paths(mailer_), value);
        break;
      case Role::received:
        sink.text(received_, value);
        break;
      case Role::subject:
        sink.text(path::email_message_subject, value);
        break;
      case Role::message_id:
        sink.text(path::email_message_id, value);
        break;
      case Role::md5:
        sink.text(path::file_md5, value);
        break;
      case Role::sha1:
        sink.text(path::file_sha1, value);
        break;
      case Role::sha256:
        sink.text(path::file_sha256, value);
        break;
      case Role::sha512:
        sink.text(path::file_sha512, value);
        break;
      // Also without its folder: patterns name files so, mostly.
      case Role::file_name:
        sink.text(path::file_name, value);
        if (const std::string_view base = base_name(value); base.size() < value.size() && !base.empty())
          sink.text(path::file_name, base);
        break;
      case Role::file_size:
        feed_number(sink, path::file_size, value);
        break;
      case Role::mime_type:
        sink.text(path::file_mime_type, value);
        break;
      // The path depends on the algorithm, which only the length tells.
      case Role::certificate_hash:
        sink.text(certificate_path(value.size()), value);
        break;
      case Role::certificate_serial:
        sink.text(path::x509_serial_number, value);
        break;
      case Role::certificate_subject:
        sink.text(path::x509_subject, value);
        break;
      case Role::certificate_issuer:
        sink.text(path::x509_issuer, value);
        break;
      case Role::account:
        sink.text(path::user_account_login, value);
        break;
      case Role::ja3:
        sink.text(path::tls_ja3, value);
        break;
      case Role::ja3s:
        sink.text(path::tls_ja3s, value);
        break;
      case Role::ja4:
        sink.text(ja4_, value);
        break;
      // Told by its shape; what has none was taken apart when it was added (values.cc).
      case Role::any:
      case Role::maybe:
        if (const auto shape = shape_of(value)) sink.text(shape_path(*shape), value);
        break;
      // Nothing of these meets a path by itself: they are parts of a URL, or texts that were taken apart when they were
      // added (values.cc), or they tell when the record was made.
      case Role::none:
      case Role::time:
      case Role::host_port:
      case Role::scheme:
      case Role::certificate:
      case Role::words:
      case Role::command:
      case Role::argument:
        break;
    }
  }
  // What request_urls() made of host, port, scheme and path.
  for (std::size_t i = 0; i < urls_.count; ++i) sink.text(path::url_value, urls_.texts[i]);
}

// The reader gets single values, and asks source_ for the whole observation only when a pattern needs more than those.
const std::vector<pattern::Hit>& Searcher::search(const Record& record, Micros at) {
  record_ = &record;
  request_urls(record, urls_);
  reader_.begin(at);
  feed(record, reader_);
  source_.record = &record;
  source_.at = at;
  return reader_.finish(&source_);
}

// Where several values stand at the hit's path, each is asked for by itself.
// A hit knows its path and not the value that met it, because the index keeps no values of a record. So they are
// collected once more, for the few lines that hit.
std::string_view Searcher::value_of(const pattern::Hit& hit, Micros at) {
  if (record_ == nullptr || hit.path == pattern::kNoPath) return {};
  candidates_.clear();
  Collector collector{hit.path, candidates_};
  feed(*record_, collector);
  // One value at that path can only be the one.
  if (candidates_.size() == 1) return candidates_[0];
  for (const std::string_view candidate : candidates_) {
    probe_.begin(at);
    probe_.text(hit.path, candidate);
    source_.record = record_;
    source_.at = at;
    for (const pattern::Hit& found : probe_.finish(&source_))
      if (found.indicator == hit.indicator) return candidate;
  }
  return {};
}

}  // namespace parley::watch
