// Leaves are written and read by hand, as fixed text between which the values stand, because one
// leaf has exactly one spelling: that of RFC 8785. A reader that let a second one pass would let
// two logs with the same meaning have different roots. For the same reason an unknown kind or
// member is refused and not skipped.
#include "journal/leaf.h"

#include <algorithm>
#include <charconv>

#include "base/hash.h"

namespace parley::journal {
namespace {

// In the order in which RFC 8785 section 3.2.3 sorts the members: commit, kind, of, time.
constexpr std::string_view kCommit = R"({"commit":")", kKind = R"(","kind":")", kOf = R"(","of":[)",
                           kTime = R"(","time":")", kTimeAfterOf = R"(],"time":")", kEnd = R"("})";
constexpr std::size_t kHashChars = 44, kTimeChars = 27;
constexpr std::uint64_t kMaxInteger = 9'007'199'254'740'991;  // RFC 8785 carries integers up to 2^53 - 1 exactly
constexpr std::array kKinds{LeafKind::assertion, LeafKind::revision, LeafKind::revocation, LeafKind::purge};

// Takes `prefix` off the front of `text`; false when it is not there.
bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Ascending without a repetition, so that a list of entries, too, has one spelling only.
bool take_numbers(std::string_view& text, std::vector<std::uint64_t>& out) {
  do {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto digits = static_cast<std::size_t>(end - text.data());
    if (error != std::errc{} || number > kMaxInteger || (digits > 1 && text[0] == '0')) return false;
    if (out.size() == kMaxPurged || (!out.empty() && out.back() >= number)) return false;
    out.push_back(number);
    text.remove_prefix(digits);
  } while (take(text, ","));
  return true;
}

}  // namespace

std::string_view to_string(LeafKind kind) {
  switch (kind) {
    case LeafKind::assertion:
      return "assert";
    case LeafKind::revision:
      return "revise";
    case LeafKind::revocation:
      return "revoke";
    case LeafKind::purge:
      return "purge";
  }
  return "";
}

Hash commitment(const Salt& salt, std::string_view canonical) { return sha256({salt, as_bytes(canonical)}); }

// Every appended object passes here: the pieces are put straight into one reserved string.
std::string make_leaf(LeafKind kind, const Hash& commit, Micros time, std::span<const std::uint64_t> of) {
  PARLEY_CHECK(of.empty() == (kind != LeafKind::purge) && of.size() <= kMaxPurged);
  std::string out;
  out.reserve(128 + of.size() * 17);
  out += kCommit;
  out.resize(out.size() + kHashChars);
  hash_to_base64(commit, out.data() + out.size() - kHashChars);
  out += kKind;
  out += to_string(kind);
  if (of.empty()) {
    out += kTime;
  } else {
    out += kOf;
    for (const std::uint64_t number : of) out += std::to_string(number), out += ',';
    out.pop_back();
    out += kTimeAfterOf;
  }
  out.resize(out.size() + kTimeChars);
  format_micros(time, out.data() + out.size() - kTimeChars);
  out += kEnd;
  return out;
}

Result<Leaf> parse_leaf(std::string_view text) {
  const auto refused = [](std::string_view why) {
    return Error{Code::invalid_input, "not a journal entry: " + std::string(why)};
  };
  std::string_view rest = text;
  Leaf leaf;
  if (!take(rest, kCommit) || rest.size() < kHashChars) return refused("it does not begin with a commitment");
  const auto commit = hash_from_base64(rest.substr(0, kHashChars));
  if (!commit) return refused("the commitment is not base64 of 32 bytes");
  leaf.commit = *commit;
  rest.remove_prefix(kHashChars);
  if (!take(rest, kKind)) return refused("no kind after the commitment");
  const std::string_view name = rest.substr(0, rest.find('"'));
  const auto kind = std::find_if(kKinds.begin(), kKinds.end(), [&](LeafKind one) { return to_string(one) == name; });
  if (kind == kKinds.end()) return refused("a kind that this version does not know");
  leaf.kind = *kind;
  rest.remove_prefix(name.size());
  if (leaf.kind == LeafKind::purge) {
    if (!take(rest, kOf) || !take_numbers(rest, leaf.of) || !take(rest, kTimeAfterOf))
      return refused("a purge lists entry numbers, ascending");
  } else if (!take(rest, kTime)) {
    return refused("no time after the kind");
  }
  Timestamp time;
  if (rest.size() != kTimeChars + kEnd.size() || !rest.ends_with(kEnd) ||
      !Timestamp::parse(rest.substr(0, kTimeChars), time))
    return refused("the time is not one with six digits of fraction, or something follows it");
  leaf.time = time.micros();
  // What the timestamp parser accepts may have more than one spelling. Writing the time again and
  // comparing leaves only one.
  if (to_string(leaf.time) != rest.substr(0, kTimeChars)) return refused("the time is not written as it must be");
  return leaf;
}

}  // namespace parley::journal
