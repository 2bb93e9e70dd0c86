#include "base/hash.h"

#include <openssl/evp.h>

#include <memory>

#include "base/result.h"

// A failure of OpenSSL here means that memory has run out or that the algorithm is not in the library at all. Neither
// comes from input and there is no way to go on without hashes, so it stops the process.
namespace parley {
namespace {

// One algorithm with a context to run it in; each thread owns its own.
class Digest {
 public:
  explicit Digest(const char* name)
      : algorithm_(EVP_MD_fetch(nullptr, name, nullptr), EVP_MD_free), context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    PARLEY_CHECK(algorithm_ && context_);
  }
  void run(std::initializer_list<std::span<const std::uint8_t>> parts, std::uint8_t* out) {
    PARLEY_CHECK(EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) == 1);
    for (const auto part : parts) PARLEY_CHECK(EVP_DigestUpdate(context_.get(), part.data(), part.size()) == 1);
    PARLEY_CHECK(EVP_DigestFinal_ex(context_.get(), out, nullptr) == 1);
  }

 private:
  std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> algorithm_;
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

// A thread's context is made at its first hash, and freed when the thread ends.
Hash sha256(std::initializer_list<std::span<const std::uint8_t>> parts) {
  thread_local Digest digest("SHA256");
  Hash out{};
  digest.run(parts, out.data());
  return out;
}

std::array<std::uint8_t, 20> sha1(std::initializer_list<std::span<const std::uint8_t>> parts) {
  thread_local Digest digest("SHA1");
  std::array<std::uint8_t, 20> out{};
  digest.run(parts, out.data());
  return out;
}

}  // namespace parley
