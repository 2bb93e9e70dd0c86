// MISP's warninglists as they are published. A list says for which attributes of MISP it is meant;
// a hit of ours is at an object path of STIX; attributes_of() is the bridge. Lists are asked for
// hits only, so the lookups need not be fast, and lists of millions of names are hash sets all the
// same.
#include "watch/known_good.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "base/ascii.h"
#include "json/json.h"
#include "pattern/address.h"
#include "pattern/text_match.h"
#include "watch/mapped.h"
#include "watch/record.h"

namespace parley::watch {
namespace {

namespace path = pattern::path;

enum class Type { string, hostname, cidr, substring, regex };

std::optional<Type> type_from_text(std::string_view text) {
  if (text == "string") return Type::string;
  if (text == "hostname") return Type::hostname;
  if (text == "cidr") return Type::cidr;
  if (text == "substring") return Type::substring;
  if (text == "regex") return Type::regex;
  return std::nullopt;
}

// What MISP calls the attributes that a path is about; "|" joins what it keeps in one value.
// A path that is not here is given no attribute: only lists about any value are asked for it.
std::string_view attributes_of(pattern::PathNumber number) {
  switch (number) {
    case path::ipv4_addr_value:
    case path::ipv6_addr_value:
    case path::network_traffic_src:
    case path::network_traffic_dst:
    case path::domain_name_resolves_to:
      return "ip-src ip-dst domain|ip ip-src|port ip-dst|port";
    case path::domain_name_value:
    case path::tls_server_name:
    case path::http_host:
      return "domain hostname domain|ip hostname|port";
    case path::url_value:
    case path::http_value:
      return "url uri link";
    case path::email_addr_value:
    case path::email_message_from:
    case path::email_message_to:
      return "email email-src email-dst";
    case path::file_md5:
    case path::x509_md5:
      return "md5 filename|md5 x509-fingerprint-md5";
    case path::file_sha1:
    case path::x509_sha1:
      return "sha1 filename|sha1 x509-fingerprint-sha1";
    case path::file_sha256:
    case path::x509_sha256:
      return "sha256 filename|sha256 x509-fingerprint-sha256";
    case path::file_sha512:
      return "sha512 filename|sha512";
    case path::file_name:
      return "filename";
    case path::http_user_agent:
      return "user-agent";
    default:
      return "";
  }
}

// Whole words only: "ip-src" must not be found in "ip-src|port".
bool has_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::string_view one = words.substr(0, words.find(' '));
    if (one == word) return true;
    words.remove_prefix(std::min(words.size(), one.size() + 1));
  }
  return false;
}

// The host in a URL; the value itself otherwise.
std::string_view host_of(std::string_view value) {
  if (const std::size_t scheme = value.find("://"); scheme != std::string_view::npos) {
    value.remove_prefix(scheme + 3);
    value = value.substr(0, value.find_first_of("/?#"));
    if (const std::size_t at = value.rfind('@'); at != std::string_view::npos) value.remove_prefix(at + 1);
    value = without_port(value);
  }
  // The root of the DNS may be written behind a name, and the lists have names without it.
  while (!value.empty() && value.back() == '.') value.remove_suffix(1);
  return value;
}

}  // namespace

// Depending on the type, one of the four containers has the entries.
struct KnownGood::List {
  std::string name;
  Type type = Type::string;
  std::vector<std::string> attributes;  // empty: any
  std::unordered_set<std::string> values;
  std::vector<std::string> substrings;
  std::vector<pattern::AddressBlock> ranges;
  std::vector<pattern::Regex> expressions;

  std::size_t size() const { return values.size() + substrings.size() + ranges.size() + expressions.size(); }

  // Keeps an entry in the form that has() compares with. False when it cannot be read as the type of the list says.
  bool take(std::string_view entry) {
    if (entry.empty()) return false;
    switch (type) {
      case Type::string:
        // No hit tells an address that is mapped into IPv6 (Record::plain_address), so the entries must not be mapped.
        values.insert(unmapped_address(entry).value_or(to_lower(entry)));
        return true;
      case Type::hostname:
        values.insert(to_lower(entry.substr(entry.front() == '.' ? 1 : 0)));
        return true;
      case Type::substring:
        substrings.push_back(to_lower(entry));
        return true;
      case Type::cidr:
        if (auto range = pattern::AddressBlock::parse(entry))
          return ranges.push_back(range->mapped_ipv4().value_or(*range)), true;
        return false;
      case Type::regex:
        // MISP writes them between slashes, with letters behind for the way to read them.
        if (const std::size_t end = entry.rfind('/'); entry.front() == '/' && end > 0) entry = entry.substr(1, end - 1);
        auto compiled = pattern::Regex::compile("(?i)" + std::string(entry), pattern::Alphabet::utf8);
        if (!compiled.ok()) return false;
        expressions.push_back(std::move(compiled).value());
        return true;
    }
    return false;
  }

  // A list without matching_attributes is about any value.
  bool is_about(pattern::PathNumber number) const {
    if (attributes.empty()) return true;
    const std::string_view words = attributes_of(number);
    return std::any_of(attributes.begin(), attributes.end(),
                       [&](const std::string& one) { return has_word(words, one); });
  }

  // Values are compared in lower case, as the lists are kept; an expression folds case by itself.
  bool has(std::string_view value) const {
    const std::string folded = to_lower(value);
    switch (type) {
      case Type::string:
        return values.contains(folded);
      // A name and everything below it: "example.org" covers "www.example.org", label by label, and
      // not "notexample.org".
      case Type::hostname: {
        for (std::string_view host = host_of(folded); !host.empty();) {
          if (values.contains(std::string(host))) return true;
          const std::size_t dot = host.find('.');
          if (dot == std::string_view::npos) break;
          host.remove_prefix(dot + 1);
        }
        return false;
      }
      case Type::substring:
        return std::any_of(substrings.begin(), substrings.end(),
                           [&](const std::string& one) { return folded.find(one) != std::string::npos; });
      // Of a URL the host, so that a list of ranges also covers URLs that name an address.
      case Type::cidr: {
        // A block as a value is good only when one range of the list holds all of it.
        const auto address = pattern::AddressBlock::parse(host_of(value));
        return address && std::any_of(ranges.begin(), ranges.end(),
                                      [&](const pattern::AddressBlock& one) { return one.contains(*address); });
      }
      case Type::regex:
        return std::any_of(expressions.begin(), expressions.end(), [&](const pattern::Regex& one) {
          const auto found = one.search(value);
          return found.ok() && *found;
        });
    }
    return false;
  }
};

KnownGood::KnownGood() = default;
KnownGood::~KnownGood() = default;
KnownGood::KnownGood(KnownGood&&) noexcept = default;
KnownGood& KnownGood::operator=(KnownGood&&) noexcept = default;

// An entry that cannot be used leaves the rest of its list usable: the published lists have some.
Status KnownGood::add(std::string_view text, std::string_view name, std::size_t* skipped) {
  json::Parser parser;
  PARLEY_TRY(const json::Element value, parser.parse(text));
  json::Object object;
  json::Array entries;
  if (value.get(object) != simdjson::SUCCESS || object["list"].get(entries) != simdjson::SUCCESS)
    return Error{Code::invalid_input, "no warninglist: an object with \"name\", \"type\" and \"list\" is expected"};
  const auto type_text = json::string_member(object, "type").value_or("string");
  const auto type = type_from_text(type_text);
  if (!type)
    return Error{Code::invalid_input,
                 fmt::format("the type \"{}\" is none of string, hostname, cidr, substring, regex", type_text)};
  auto list = std::make_unique<List>();
  list->type = *type;
  list->name = json::string_member(object, "name").value_or(name);
  json::Array attributes;
  if (object["matching_attributes"].get(attributes) == simdjson::SUCCESS)
    for (const json::Element one : attributes)
      if (std::string_view word; one.get(word) == simdjson::SUCCESS) list->attributes.emplace_back(word);
  for (const json::Element one : entries) {
    std::string_view entry;
    if (one.get(entry) != simdjson::SUCCESS || !list->take(entry))
      if (skipped != nullptr) ++*skipped;
  }
  lists_.push_back(std::move(list));
  return {};
}

std::size_t KnownGood::lists() const { return lists_.size(); }
std::size_t KnownGood::entries() const {
  std::size_t count = 0;
  for (const auto& list : lists_) count += list->size();
  return count;
}

// Lists are asked in the order in which they were given, and the first one names the hit.
std::string_view KnownGood::find(pattern::PathNumber path, std::string_view value) const {
  if (value.empty()) return {};
  for (const auto& list : lists_)
    if (list->is_about(path) && list->has(value)) return list->name;
  return {};
}

}  // namespace parley::watch
