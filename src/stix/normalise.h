// Values in canonical form: one spelling for a domain, an address, a URL, a hash, whoever wrote it down.
//
// The index of indicators compares values in this form, and the private overlap makes its tokens of it; both sides of a
// run must agree on every byte, so the rules have a version and stand in docs/formats/normalisation.md and
// testdata/normalise.tsv. A value that does not parse is refused, never guessed at. Normal forms are fixed points.
// Functions from values to values, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace parley::stix {

inline constexpr int kNormalisationVersion = 1;
inline constexpr std::size_t kMaxNormalBytes = 65'535;

enum class ValueKind : std::uint8_t {
  none,       // no rule: compared as it is
  domain,     // domain-name:value
  ipv4,       // ipv4-addr:value
  ipv6,       // ipv6-addr:value; ::ffff:a.b.c.d becomes a.b.c.d
  url,        // url:value
  email,      // email-addr:value
  mac,        // mac-addr:value
  as_number,  // autonomous-system:number, as text
  host,       // an address, a MAC address or a domain: what a `_ref.value` leads to
  md5,        // the hashes of hash-algorithm-ov that are not fuzzy
  sha1,
  sha256,
  sha512,
  sha3_256,
  sha3_512,
  account_id,     // user-account:user_id
  account_login,  // user-account:account_login
};

// The kind of the values that a path leads to, from its text as pattern::to_text writes it
// ("file:hashes.'SHA-256'"); none for a path without a rule.
ValueKind kind_of_path(std::string_view path);
// "SHA-256" for "sha256", "SHA256", "SHA-256"; "" for an algorithm that is not in hash-algorithm-ov.
std::string_view hash_algorithm(std::string_view name);
// none for a fuzzy or unknown one.
ValueKind kind_of_hash(std::string_view algorithm);

// The normal form. Fails with invalid_input, saying what is wrong with the value.
Result<std::string> normalise(ValueKind kind, std::string_view value);

// The same for hot paths: a view of `value` itself where it is normal already, else of `storage`; nothing when the
// value is refused. Plain lower-case domains, dotted addresses and lower-case hashes are not copied.
std::optional<std::string_view> normalise(ValueKind kind, std::string_view value, std::string& storage);

// Undoes what people do to values so that nobody clicks on them: hxxp, [.], (dot), [@], [:]. For imports only, which
// must say that they did it: `changed` tells.
std::string refang(std::string_view value, bool& changed);
// Whether anything that refang() undoes stands somewhere in a longer text, such as a pattern: cheap, and may be wrong
// about what it is (a regular expression has "[.]" as well).
bool may_be_defanged(std::string_view text);
bool says_dot(std::string_view text);  // "bad-host dot example"

}  // namespace parley::stix
