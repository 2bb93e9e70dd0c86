#include <gtest/gtest.h>
#include <sys/resource.h>

#include <string>

#include "base/bytes.h"
#include "base/descriptors.h"
#include "base/hash.h"
#include "base/keys.h"
#include "base/now_and_then.h"
#include "base/time.h"
#include "base/uuid.h"

namespace parley {
namespace {

TEST(Descriptors, AreCountedAndWhatIsMissingIsSaidInNumbers) {
  const auto before = descriptors();
  ASSERT_TRUE(before);
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  const rlimit ten{before->open + 10, limit.rlim_max}, none{before->open, limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &ten), 0);
  const auto now = descriptors();
  const Status enough = check_descriptors(10), missing = check_descriptors(11);
  ::setrlimit(RLIMIT_NOFILE, &none);
  const auto full = descriptors();
  ::setrlimit(RLIMIT_NOFILE, &limit);
  ASSERT_TRUE(now && full);
  EXPECT_EQ(now->free(), 10u);
  EXPECT_TRUE(enough.ok());
  ASSERT_FALSE(missing.ok());
  EXPECT_NE(missing.error().message.find(std::to_string(before->open + 11)), std::string::npos);
  EXPECT_EQ(full->free(), 0u);
}

TEST(Timestamp, AcceptsAnyNumberOfFractionDigitsAndComparesTheInstant) {
  const auto plain = Timestamp::parse("2026-07-09T18:30:00Z");
  const auto milli = Timestamp::parse("2026-07-09T18:30:00.000Z");
  const auto nano = Timestamp::parse("2026-07-09T18:30:00.000000001Z");
  ASSERT_TRUE(plain.ok() && milli.ok() && nano.ok());
  EXPECT_EQ(*plain, *milli);
  EXPECT_LT(*plain, *nano);
  EXPECT_TRUE(Timestamp::parse("2026-07-09T18:30:00." + std::string(40, '9') + "Z").ok());
}

TEST(Timestamp, RefusesWhatIsNotUtcOrNotADate) {
  for (const char* text :
       {"", "yesterday", "2026-07-09", "2026-07-09T18:30:00", "2026-07-09T18:30:00+00:00", "2026-07-09t18:30:00Z",
        "2026-02-30T00:00:00Z", "2025-02-29T00:00:00Z", "2026-07-09T24:00:00Z", "2026-07-09T18:30:00.Z",
        "2026-07-09T18:30:60Z", "2026-13-01T00:00:00Z", "2026-07-09T18:30:00.1x2Z", "+026-07-09T18:30:00Z"})
    EXPECT_FALSE(Timestamp::parse(text).ok()) << text;
  EXPECT_TRUE(Timestamp::parse("2016-12-31T23:59:60Z").ok());
  EXPECT_TRUE(Timestamp::parse("0000-01-01T00:00:00Z").ok());
  EXPECT_TRUE(Timestamp::parse("9999-12-31T23:59:59Z").ok());
}

TEST(Micros, PrintsAsItWasParsedOverTheWholeRange) {
  for (const char* text : {"0000-03-01T00:00:00.000000Z", "1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:00.000000Z",
                           "2000-02-29T12:34:56.789012Z", "9999-12-31T23:59:59.999999Z"})
    EXPECT_EQ(to_string(Timestamp::parse(text)->micros()), text);
}

TEST(Base64, RoundTripsAndIsStrict) {
  for (std::size_t size = 0; size < 70; ++size) {
    std::vector<std::uint8_t> bytes(size);
    random_bytes(bytes);
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
  }
  for (const char* text : {"A", "AA", "AAA", "AA=A", "AB==", "AAA=A", "AA\n=", "====", "A==="})
    EXPECT_FALSE(from_base64(text)) << text;
}

TEST(Hashes, AgreeWithThePublishedValues) {
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-4
  EXPECT_EQ(to_hex(sha1({as_bytes("abc")})), "a9993e364706816aba3e25717850c26c9cd0d89d");
  // RFC 9562 appendix A.4: "www.example.com" in the DNS namespace.
  EXPECT_EQ(to_string(uuid_v5(*uuid_from_text("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com")),
            "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

TEST(Keys, SignAndVerify) {
  const auto key = SigningKey::generate();
  const auto signature = key.sign("hello");
  EXPECT_TRUE(verify(key.public_key(), "hello", signature));
  EXPECT_FALSE(verify(key.public_key(), "hellp", signature));
  EXPECT_FALSE(verify(SigningKey::generate().public_key(), "hello", signature));
  EXPECT_TRUE(is_valid_public_key(key.public_key()));
  EXPECT_FALSE(is_valid_public_key(PublicKey{}));
}

TEST(JsonString, EscapesOnlyWhatItMust) {
  std::string out;
  append_json_string(out, std::string_view("a\"\\\b\f\n\r\t\x01\0/\x7f é", 15));
  EXPECT_EQ(out, std::string("\"a\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u0000/\x7f é\""));
}

TEST(Password, ThatIsEmptyIsAPasswordLikeAnyOther) {
  const auto hash = hash_password("secret");
  ASSERT_TRUE(hash.ok());
  EXPECT_FALSE(verify_password(*hash, std::string_view()));
  EXPECT_TRUE(verify_password(*hash, "secret"));
  const auto none = hash_password(std::string_view());
  ASSERT_TRUE(none.ok());
  EXPECT_TRUE(verify_password(*none, ""));
}

TEST(NowAndThen, IsAtOnceAfterAMinuteAndEveryTenMinutes) {
  NowAndThen says;
  NowAndThen::Time now{};
  EXPECT_FALSE(says.was_said());
  EXPECT_TRUE(says.is_due(now));
  EXPECT_FALSE(says.is_due(now += std::chrono::seconds(59)));
  EXPECT_TRUE(says.is_due(now += std::chrono::seconds(1)));
  EXPECT_FALSE(says.is_due(now += std::chrono::minutes(9)));
  EXPECT_TRUE(says.is_due(now += std::chrono::minutes(1)));
  says.over();
  EXPECT_TRUE(says.is_due(now));
}

}  // namespace
}  // namespace parley
