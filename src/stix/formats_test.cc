// Forms of text that are a matter of a few characters (formats.cc, names.cc). Those with a grammar of their own are in
// grammars_test.cc.
#include "stix/formats.h"

#include <gtest/gtest.h>

#include <string>

namespace parley::stix {
namespace {

using Texts = std::vector<std::string>;

void expect(bool (*matches)(std::string_view), const Texts& good, const Texts& bad) {
  for (const std::string& one : good) EXPECT_TRUE(matches(one)) << one;
  for (const std::string& one : bad) EXPECT_FALSE(matches(one)) << one;
}
void expect(Format format, const Texts& good, const Texts& bad) { expect(rule_of(format).matches, good, bad); }

TEST(Names, OfTypesPropertiesKeysAndAlgorithms) {
  expect(is_type_name, {"abc", "x-own", "a1b", "tool-", std::string(250, 'a')},
         {"", "ab", "Abc", "1bc", "-bc", "a--b", "a_b", "a b", "a.b",
          "\xC3\xA4"
          "bc",
          std::string(251, 'a')});
  expect(is_property_name, {"abc", "a_b", "a1_", std::string(250, 'a')},
         {"", "ab", "Abc", "aBc", "_ab", "1ab", "a-b", "a b", std::string(251, 'a'), std::string("ab\0", 3)});
  expect(is_dictionary_key, {"a", "A-b_9", std::string(250, 'a')},
         {"", "a b", "a.b", "\xC3\xA4", std::string(251, 'a')});
  expect(is_lowercase_key, {"a", "a-b_9"}, {"", "A", "a b"});
  expect(is_hash_name, {"MD5", "x_own"}, {"", "ab", "a b c"});
  expect(is_extension_name, {"own-ext", "x-own-ext"}, {"-ext", "own", "Own-ext", "own_ext", "ext", "ownext"});
}

// Section 3.8.
TEST(Names, ReservedOnesAreTheFourOfTheStandard) {
  expect(is_reserved_name, {"severity", "username", "phone_number", "action"},
         {"severities", "phone_numbers", "name", ""});
}

TEST(SplitIdentifier, GivesTheTypeAlsoWhereItIsNoneOfATypesNames) {
  const std::string uuid = "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f";
  std::string_view type;
  EXPECT_TRUE(split_identifier("x-own--" + uuid, type));
  EXPECT_TRUE(split_at_uuid("Any Thing--" + uuid, type));
  const std::string odd = "Any Thing--" + uuid;
  ASSERT_TRUE(split_at_uuid(odd, type));
  EXPECT_EQ(type, "Any Thing");
  EXPECT_FALSE(split_identifier(odd, type));
  EXPECT_EQ(uuid_version("tool--" + uuid), '4');
  // Each of the 36 places: no other character may stand there.
  for (std::size_t i = 0; i < uuid.size(); ++i)
    for (const char c : {'g', ' ', '/', ':', '-', '\0'}) {
      std::string other = uuid;
      if (other[i] == c) continue;
      other[i] = c;
      EXPECT_FALSE(split_at_uuid("tool--" + other, type)) << other;
    }
}

TEST(Formats, OfAddressesAndKeysOfTheSystem) {
  expect(Format::mac, {"d2:fb:49:24:37:18", "00:00:00:00:00:00"},
         {"", "D2:FB:49:24:37:18", "d2-fb-49-24-37-18", "d2:fb:49:24:37", "d2:fb:49:24:37:18:00", "d2:fb:49:24:37:1g",
          "d2fb49243718"});
  expect(Format::process_priority, {"HIGH_PRIORITY_CLASS"}, {"high", "HIGH_PRIORITY"});
  expect(Format::relationship_type, {"uses", "related-to", "x1"}, {"", "Uses", "related_to", "related to"});
}

TEST(Formats, OfMediaTypesAndProtocols) {
  expect(Format::media_type, {"text/plain", "application/vnd.ms-excel", "image/svg+xml", "text/plain;charset=utf-8"},
         {"", "text", "text/", "/plain", "texts/plain", "text/a/b", "text/pl ain", "Text/plain"});
  expect(Format::protocol, {"tcp", "ipv4", "https", "a-b"},
         {"", "TCP", "-a", "a-", "a--b", "a_b", "sixteen-letters-x", "t c p"});
}

TEST(Formats, OfTermsAreLowerCaseWithHyphens) {
  for (const Format one : {Format::product, Format::kill_chain_name})
    expect(one, {"a", "lockheed-martin", "v1.2"}, {"", "Lockheed", "lockheed martin", "lockheed_martin"});
}

TEST(Formats, OfBytesAsText) {
  expect(is_hexadecimal, {"00", "0aFF"}, {"", "0", "0g", "0x00", "00 00"});
  expect(is_base64, {"AAAA", "AAA=", "AA==", "ab+/"},
         {"", "A", "AAA", "A===", "====", "AA=A", "AAAA\n", "AAA-", "AA AA", "AAAAA"});
}

TEST(Formats, OfHashesHaveTheDigitsOfTheirAlgorithm) {
  struct Row {
    std::string_view algorithm;
    std::size_t digits;
  };
  constexpr Row kRows[] = {{"MD5", 32},      {"SHA-1", 40},     {"SHA-256", 64}, {"SHA3-256", 64},
                           {"SHA-512", 128}, {"SHA3-512", 128}, {"TLSH", 70}};
  for (const Row& row : kRows) {
    EXPECT_EQ(wrong_hash_form(row.algorithm, std::string(row.digits, 'a')), "") << row.algorithm;
    EXPECT_EQ(wrong_hash_form(row.algorithm, std::string(row.digits, 'A')), "") << row.algorithm;
    for (const std::string& bad : {std::string(), std::string(row.digits - 1, 'a'), std::string(row.digits + 1, 'a'),
                                   std::string(row.digits - 1, 'a') + "g"})
      EXPECT_NE(wrong_hash_form(row.algorithm, bad).find(std::to_string(row.digits)), std::string_view::npos)
          << row.algorithm << " " << bad;
  }
  EXPECT_EQ(wrong_hash_form("TLSH", "T1" + std::string(70, 'a')), "");
  EXPECT_EQ(wrong_hash_form("SSDEEP", "3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C"), "");
  EXPECT_EQ(wrong_hash_form("SSDEEP", "3:abc:def,\"a.exe\""), "");
  for (const std::string_view bad : {"", "3", "3:abc", "x:abc:def", "3:abc:def:ghi", "3:a bc:def", "3:abc:def,\""})
    EXPECT_NE(wrong_hash_form("SSDEEP", bad), "") << bad;
  EXPECT_EQ(wrong_hash_form("x_own", "whatever it likes"), "");
}

// Registries of others are compared without regard to case, as those registries say.
TEST(OthersNames, AreKnownInAnyCase) {
  expect(is_character_set, {"utf-8", "UTF-8", "windows-1252", "ISO-8859-1"}, {"", "utf", "windows1252", "klingon"});
  expect(is_http_header, {"User-Agent", "user-agent", "X-Forwarded-For"}, {"", "User Agent", "Own-Header"});
  expect(is_country_code, {"DE", "de", "gb"}, {"", "d", "deu", "UK", "xx", "d e"});
}

// Two letters that stand side by side in the list of countries, but belong to two of them.
TEST(OthersNames, ACountryIsNotReadAcrossTheSeamOfTwo) {
  int known = 0;
  for (char a = 'A'; a <= 'Z'; ++a)
    for (char b = 'A'; b <= 'Z'; ++b) known += is_country_code(std::string{a, b}) ? 1 : 0;
  EXPECT_EQ(known, 249) << "as many as ISO 3166-1 has";
}

}  // namespace
}  // namespace parley::stix
