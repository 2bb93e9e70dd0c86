#include "base/hmac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/bytes.h"
#include "base/result.h"

// The one-shot call looks the algorithm up each time, unlike base/hash.h. That is fine here: an HMAC is made for
// single values, not for each entry of a journal.
namespace parley {

Hash hmac_sha256(std::span<const std::uint8_t> key, std::string_view message) {
  Hash out{};
  unsigned size = 0;
  const auto data = as_bytes(message);
  PARLEY_CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data.data(), data.size(), out.data(),
                    &size) != nullptr &&
               size == out.size());
  return out;
}

}  // namespace parley
