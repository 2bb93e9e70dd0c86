// Keys sign what RFC 8032 says and nothing else verifies; secrets go when they go.
#include "base/keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hmac.h"

namespace parley {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

template <std::size_t size>
std::array<std::uint8_t, size> bytes_of(std::string_view hex) {
  std::array<std::uint8_t, size> out{};
  const auto bytes = from_hex(hex);
  EXPECT_TRUE(bytes && bytes->size() == size) << hex;
  if (bytes && bytes->size() == size) std::copy(bytes->begin(), bytes->end(), out.begin());
  return out;
}

// RFC 8032 section 7.1, tests 1 and 2.
TEST(Keys, SignAsThePublishedVectorsDo) {
  struct Vector {
    const char *seed, *key, *message, *signature;
  };
  for (const Vector& one :
       {Vector{
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0"
            "595bbe24655141438e7a100b"},
        Vector{
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eae"
            "b4302aeeb00d291612bb0c00"}}) {
    const auto key = SigningKey::from_seed(bytes_of<32>(one.seed));
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(to_hex(key->public_key()), one.key);
    const auto message = from_hex(one.message).value();
    EXPECT_EQ(to_hex(key->sign(as_text(message))), one.signature);
    EXPECT_EQ(to_hex(key->seed()), one.seed) << "what is written to a file makes the key again";
  }
}

TEST(Keys, NoChangedBitVerifies) {
  const auto key = SigningKey::generate();
  const std::string message = "a head of a journal";
  const Signature signature = key.sign(message);
  ASSERT_TRUE(verify(key.public_key(), message, signature));
  for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
    Signature changed = signature;
    changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1u << (bit % 8)));
    EXPECT_FALSE(verify(key.public_key(), message, changed)) << bit;
  }
  for (std::size_t bit = 0; bit < message.size() * 8; ++bit) {
    std::string changed = message;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(verify(key.public_key(), changed, signature)) << bit;
  }
  for (std::size_t bit = 0; bit < key.public_key().size() * 8; ++bit) {
    PublicKey changed = key.public_key();
    changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1u << (bit % 8)));
    EXPECT_FALSE(verify(changed, message, signature)) << bit;
  }
  EXPECT_FALSE(verify(key.public_key(), message, std::span(signature).first(63)));
  EXPECT_FALSE(verify(key.public_key(), message, {}));
}

TEST(Keys, AreMadeOfASeedOf32BytesOnly) {
  const std::vector<std::uint8_t> bytes(33, 7);
  for (const std::size_t size : {std::size_t{0}, std::size_t{31}, std::size_t{33}}) {
    const auto refused = SigningKey::from_seed(std::span(bytes).first(size));
    ASSERT_FALSE(refused.ok()) << size;
    EXPECT_EQ(refused.error().code, Code::invalid_input);
    EXPECT_THAT(refused.error().message, HasSubstr(std::to_string(size)));
  }
}

// Points of small order, under which anybody can make signatures; and what is not on the curve or not reduced.
TEST(Keys, ThatProveNothingAreNotPinned) {
  for (const char* weak : {"0000000000000000000000000000000000000000000000000000000000000000",
                           "0100000000000000000000000000000000000000000000000000000000000000",
                           "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                           "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                           "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                           "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"})
    EXPECT_FALSE(is_valid_public_key(bytes_of<32>(weak))) << weak;
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(is_valid_public_key(SigningKey::generate().public_key()));
}

TEST(Secret, IsEqualToTheSameBytesAndToNoOthers) {
  const Secret secret(std::string_view("token"));
  EXPECT_TRUE(secret.equals(as_bytes("token")));
  for (const std::string_view other : {"", "toke", "tokem", "token ", "Token"})
    EXPECT_FALSE(secret.equals(as_bytes(other))) << other;
  EXPECT_FALSE(secret.equals(as_bytes(std::string_view("token\0", 6))));
}

TEST(Secret, IsInOnePlaceOnly) {
  static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
  static_assert(!std::is_copy_constructible_v<SigningKey>);
  Secret first(std::string_view("token"));
  const Secret second = std::move(first);
  EXPECT_TRUE(second.equals(as_bytes("token")));
  EXPECT_TRUE(first.reveal().empty());  // NOLINT(bugprone-use-after-move): that is what is asked
}

TEST(Password, IsKeptAsAHashOfItsOwn) {
  const auto one = hash_password("secret"), other = hash_password("secret");
  ASSERT_TRUE(one.ok() && other.ok());
  EXPECT_NE(*one, *other) << "salted";
  EXPECT_THAT(*one, StartsWith("$argon2id$v=19$"));
  EXPECT_TRUE(verify_password(*other, "secret"));
  EXPECT_FALSE(verify_password(*other, "Secret"));
  for (const std::string& none :
       {std::string(), std::string("secret"), one->substr(0, 40), std::string("$argon2id$"), std::string(200, '$')})
    EXPECT_FALSE(verify_password(none, "secret")) << none;
}

// RFC 4231 sections 4.2, 4.3 and 4.7.
TEST(Hmac, AgreesWithThePublishedVectors) {
  EXPECT_EQ(to_hex(hmac_sha256(std::vector<std::uint8_t>(20, 0x0b), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(to_hex(hmac_sha256(as_bytes("Jefe"), "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(hmac_sha256(std::vector<std::uint8_t>(131, 0xaa),
                               "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

}  // namespace
}  // namespace parley
