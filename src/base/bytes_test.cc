#include "base/bytes.h"

#include <gtest/gtest.h>

#include <string>

namespace parley {
namespace {

TEST(Hex, ReadsWhatItWritesAndNothingHalf) {
  std::vector<std::uint8_t> all(256);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint8_t>(i);
  EXPECT_EQ(from_hex(to_hex(all)), all);
  EXPECT_EQ(to_hex(std::vector<std::uint8_t>{0x00, 0xab, 0xff}), "00abff");
  EXPECT_EQ(from_hex("ABcd"), (std::vector<std::uint8_t>{0xab, 0xcd}));
  EXPECT_EQ(from_hex(""), std::vector<std::uint8_t>());
  for (const char* text : {"a", "abc", "0x", "zz", "a ", " a", "-1", "0g", "\xc3\xa4"})
    EXPECT_FALSE(from_hex(text)) << text;
}

// RFC 4648 section 10.
TEST(Base64, AgreesWithThePublishedVectors) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : vectors) {
    EXPECT_EQ(to_base64(as_bytes(plain)), coded);
    const auto bytes = from_base64(coded);
    ASSERT_TRUE(bytes) << coded;
    EXPECT_EQ(as_text(*bytes), plain);
  }
}

// Else one value would have several texts, and a text that was signed could be changed.
TEST(Base64, HasOneTextForEachValue) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::size_t read = 0;
  for (const char a : kAlphabet)
    for (const char b : kAlphabet)
      for (const std::string& text : {std::string{a, b, '=', '='}, std::string{'A', a, b, '='}})
        if (const auto bytes = from_base64(text)) {
          ++read;
          EXPECT_EQ(to_base64(*bytes), text);
        }
  EXPECT_EQ(read, 256u + 1024u) << "of one byte, and of two whose first begins with six zeros";
}

TEST(Base64, OfAHashHas44CharactersAndNoOtherLengthIsOne) {
  Hash hash{};
  for (std::size_t i = 0; i < hash.size(); ++i) hash[i] = static_cast<std::uint8_t>(i * 9 + 200);
  char text[44];
  hash_to_base64(hash, text);
  EXPECT_EQ(std::string_view(text, 44), to_base64(hash));
  EXPECT_EQ(hash_from_base64(std::string_view(text, 44)), hash);
  for (const std::size_t size : {0u, 31u, 33u, 64u})
    EXPECT_FALSE(hash_from_base64(to_base64(std::vector<std::uint8_t>(size, 1)))) << size;
}

TEST(JsonString, EscapesEveryControlCharacterAndLeavesEveryOtherByte) {
  for (int c = 0; c < 256; ++c) {
    const std::string one(1, static_cast<char>(c));
    std::string out = "[";
    append_json_string(out, "a" + one + "b");
    if (c < 0x20 || c == '"' || c == '\\')
      EXPECT_EQ(out.substr(0, 4), "[\"a\\") << c;
    else
      EXPECT_EQ(out, "[\"a" + one + "b\"") << c;
    EXPECT_TRUE(out.ends_with("b\"")) << c;
  }
}

}  // namespace
}  // namespace parley
