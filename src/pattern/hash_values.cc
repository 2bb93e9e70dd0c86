#include "pattern/hash_values.h"

#include <array>

namespace parley::pattern {
namespace {

// Hash algorithms and how many hexadecimal digits their values have; names without hyphens and in upper case.
struct HashDigits {
  std::string_view name;
  std::size_t digits;
};
// More algorithms than hash-algorithm-ov has: patterns of older versions of STIX name them, too.
constexpr std::array<HashDigits, 13> kHashes = {{{"MD5", 32},
                                                 {"SHA1", 40},
                                                 {"RIPEMD160", 40},
                                                 {"SHA224", 56},
                                                 {"SHA256", 64},
                                                 {"SHA384", 96},
                                                 {"SHA512", 128},
                                                 {"SHA3224", 56},
                                                 {"SHA3256", 64},
                                                 {"SHA3384", 96},
                                                 {"SHA3512", 128},
                                                 {"WHIRLPOOL", 128},
                                                 {"RIPEMD128", 32}}};

}  // namespace

// Nothing is asked of an algorithm that is not known.
// 0 when the path is not that of a hash, or the algorithm is not known.
std::size_t hash_digits(const ObjectPath& path) {
  // The last step must be a name behind one that is "hashes", whatever stands before: files, certificates and
  // extensions have them.
  const std::size_t count = path.steps.size();
  if (count < 2 || path.steps[count - 2].key != "hashes" || path.steps[count - 1].kind != PathStep::Kind::key) return 0;
  // Hyphens and case are left out: "SHA-256", "SHA256" and "sha256" are all in use in patterns.
  std::string name;
  for (char c : path.steps[count - 1].key)
    if (c != '-') name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  for (const HashDigits& hash : kHashes)
    if (hash.name == name) return hash.digits;
  return 0;
}

}  // namespace parley::pattern
