#include "node/own_certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "http/certificate_check.h"

namespace parley::node {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class OwnCertificate : public ::testing::Test {
 protected:
  void SetUp() override {
    dir = fs::path(::testing::TempDir()) / ("own-certificate-" + std::to_string(::getpid()));
    fs::remove_all(dir);
    fs::create_directories(dir / "keys");
    config.journals.domain = "alba.example";
    config.server.tls = Tls::self_signed;
  }
  void TearDown() override { fs::remove_all(dir); }
  fs::path dir;
  Config config;
};

TEST_F(OwnCertificate, IsMadeOnceWhereNeitherFileIsThere) {
  const auto made = make_missing_certificate(dir, config);
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_THAT(*made, HasSubstr("tls.pem"));
  EXPECT_TRUE(http::check_key_pair(dir / "keys" / "tls.pem", dir / "keys" / "tls.key").ok());
  const auto before = fs::last_write_time(dir / "keys" / "tls.pem");
  EXPECT_EQ(make_missing_certificate(dir, config).value(), "");
  EXPECT_EQ(fs::last_write_time(dir / "keys" / "tls.pem"), before);
}

TEST_F(OwnCertificate, IsNotMadeWhereItIsNotAskedFor) {
  config.server.tls = Tls::files;
  EXPECT_EQ(make_missing_certificate(dir, config).value(), "");
  EXPECT_FALSE(fs::exists(dir / "keys" / "tls.pem"));
}

TEST_F(OwnCertificate, OneFileWithoutTheOtherIsRefusedAndKept) {
  for (const auto& [lost, kept] : {std::pair("tls.pem", "tls.key"), std::pair("tls.key", "tls.pem")}) {
    ASSERT_TRUE(make_missing_certificate(dir, config).ok());
    fs::remove(dir / "keys" / lost);
    const auto made = make_missing_certificate(dir, config);
    ASSERT_FALSE(made.ok()) << lost;
    EXPECT_EQ(made.error().code, Code::conflict);
    EXPECT_THAT(made.error().message, HasSubstr(std::string(lost) + " is not"));
    EXPECT_TRUE(fs::exists(dir / "keys" / kept));
    EXPECT_FALSE(fs::exists(dir / "keys" / lost));
    fs::remove(dir / "keys" / kept);
  }
}

}  // namespace
}  // namespace parley::node
