// A leaf of the log: one RFC 8785 line that says when something was done and commits to the object without showing it.
//
//   {"commit":"<base64>","kind":"assert","time":"2026-11-22T08:24:53.123456Z"}
//
// The commitment hides the object even from one who guesses it, because a random salt of 32 bytes goes in first; once
// object and salt are erased the leaf says nothing. docs/formats/journal-log.md has the details.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"

namespace parley::journal {

enum class LeafKind : std::uint8_t {
  assertion,   // "assert": the first version of an object
  revision,    // "revise": a later one
  revocation,  // "revoke": a version that says that the object is withdrawn
  purge,       // "purge": the content of the entries in `of` was erased
};
std::string_view to_string(LeafKind kind);

struct Leaf {
  LeafKind kind = LeafKind::assertion;
  Hash commit{};
  Micros time{};
  std::vector<std::uint64_t> of;  // only of a purge: entry numbers, ascending
  bool operator==(const Leaf&) const = default;
};

// SHA-256(salt | canonical form of the object).
using Salt = std::array<std::uint8_t, 32>;
Hash commitment(const Salt& salt, std::string_view canonical);

// The line, without a newline. `of` ascends and is given for a purge only. At most kMaxPurged numbers, so that the
// line stays below the 65,535 bytes of an entry.
inline constexpr std::size_t kMaxPurged = 3800;
std::string make_leaf(LeafKind kind, const Hash& commit, Micros time, std::span<const std::uint64_t> of = {});
// Refuses every other spelling than that of make_leaf().
Result<Leaf> parse_leaf(std::string_view text);

}  // namespace parley::journal
