#include "http/credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace parley::http {
namespace {

TEST(ParseAuthorization, ReadsBasic) {
  // RFC 7617 section 2 and 2.1.
  for (const auto& [value, user, password] :
       {std::tuple{"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin", "open sesame"},
        std::tuple{"basic dGVzdDoxMjPCow==", "test", "123\xC2\xA3"}, std::tuple{"BASIC  dTpwOnE=", "u", "p:q"}}) {
    const auto parsed = parse_authorization(value);
    ASSERT_TRUE(parsed.ok()) << value;
    const auto* basic = std::get_if<BasicCredentials>(&*parsed);
    ASSERT_NE(basic, nullptr);
    EXPECT_EQ(basic->user, user);
    EXPECT_TRUE(basic->password.equals(as_bytes(password)));
  }
}

TEST(ParseAuthorization, ReadsBearer) {
  const auto parsed = parse_authorization("bearer mF_9.B5f-4.1JqM==");
  ASSERT_TRUE(parsed.ok());
  EXPECT_TRUE(std::get<BearerCredentials>(*parsed).token.equals(as_bytes("mF_9.B5f-4.1JqM==")));
}

TEST(ParseAuthorization, RefusesWithoutQuoting) {
  for (const char* value :
       {"", "Basic", "Basic ", "Basic dTpw!", "Basic dTpwOnE", "Basic dTpwOnF=", "Basic dXA=", "Basic dTr/",
        "Basic dQE6cA==", "Bearer", "Bearer a b", "Bearer a,b", "Bearer =", "Digest x", "dTpw"}) {
    const auto parsed = parse_authorization(value);
    ASSERT_FALSE(parsed.ok()) << value;
    EXPECT_EQ(parsed.error().message.find("dTpw"), std::string::npos);
  }
}

TEST(VerifiedCache, KnowsOnlyWhatWasVerifiedAgainstThePresentHash) {
  VerifiedCache cache({});
  const auto secret = as_bytes("secret");
  EXPECT_FALSE(cache.knows("user", secret, "hash"));
  cache.remember("user", secret, "hash");
  EXPECT_TRUE(cache.knows("user", secret, "hash"));
  EXPECT_FALSE(cache.knows("user", secret, "hash of a new password"));
  EXPECT_FALSE(cache.knows("users", as_bytes("ecret"), "hash"));
  EXPECT_FALSE(cache.knows("user2", secret, "hash"));
}

TEST(VerifiedCache, ForgetsWhatIsOldAndWhatIsTooMuch) {
  VerifiedCache brief({.entries = 64, .lifetime_s = 0});
  brief.remember("user", as_bytes("s"), "h");
  EXPECT_FALSE(brief.knows("user", as_bytes("s"), "h"));
  VerifiedCache small({.entries = 64, .lifetime_s = 60});
  for (int i = 0; i < 1000; ++i) small.remember("user" + std::to_string(i), as_bytes("s"), "h");
  int known = 0;
  for (int i = 0; i < 1000; ++i) known += small.knows("user" + std::to_string(i), as_bytes("s"), "h");
  EXPECT_LE(known, 64);
  EXPECT_GT(known, 0);
}

TEST(VerifiedCache, CanBeUsedByManyThreads) {
  VerifiedCache cache({.entries = 64, .lifetime_s = 60});
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        const std::string user = "user" + std::to_string((i * 7 + t) % 100);
        if (!cache.knows(user, as_bytes("s"), "h")) cache.remember(user, as_bytes("s"), "h");
        if (cache.knows(user, as_bytes("other"), "h") || cache.knows(user, as_bytes("s"), "other")) ++wrong;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0) << "a secret that nobody gave was known";
  cache.remember("user1", as_bytes("s"), "h");
  EXPECT_TRUE(cache.knows("user1", as_bytes("s"), "h"));
}

TEST(VerificationSlots, AreLimitedAndComeBackAndNobodyWaitsForOne) {
  VerificationSlots slots(2);
  const auto first = slots.acquire();
  {
    const auto second = slots.acquire();
    EXPECT_TRUE(first && second);
    EXPECT_FALSE(slots.acquire());
  }
  EXPECT_TRUE(slots.acquire());
}

TEST(FailureCounter, KeepsTheNamesOfOneAddressApart) {
  FailureCounter counter({.peers = 10, .half_life_s = 3600});
  for (int i = 0; i < 5; ++i) counter.record_failure("192.0.2.1:1", "admin");
  EXPECT_NEAR(counter.failures("192.0.2.1:2", "admin"), 5, 0.01);
  EXPECT_EQ(counter.failures("192.0.2.1:2", "reader"), 0);
  EXPECT_EQ(counter.failures("192.0.2.2:2", "admin"), 0);
  EXPECT_EQ(counter.failures("192.0.2.1:2"), 0);
  counter.forgive("192.0.2.1:3", "admin");
  EXPECT_EQ(counter.failures("192.0.2.1:2", "admin"), 0);
}

TEST(FailureCounter, CountsByAddressFadesAndForgives) {
  FailureCounter counter({.peers = 2, .half_life_s = 3600});
  EXPECT_DOUBLE_EQ(counter.record_failure("192.0.2.1:1000"), 1);
  EXPECT_NEAR(counter.record_failure("192.0.2.1:2000"), 2, 0.01);
  EXPECT_NEAR(counter.failures("192.0.2.1:3000"), 2, 0.01);
  EXPECT_EQ(counter.failures("192.0.2.2:1000"), 0);
  counter.forgive("192.0.2.1:1");
  EXPECT_EQ(counter.failures("192.0.2.1:1000"), 0);
  for (const char* peer : {"192.0.2.3:1", "192.0.2.4:1", "192.0.2.5:1"}) counter.record_failure(peer);
  EXPECT_EQ(counter.failures("192.0.2.3:1"), 0);  // the oldest had to go
  EXPECT_NEAR(counter.failures("192.0.2.5:1"), 1, 0.01);
}

}  // namespace
}  // namespace parley::http
