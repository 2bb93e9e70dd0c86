#include "node/own_certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <functional>

#include "base/file.h"
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

// Clients are told to come to public_url, so that host is a name of the certificate; whoever changes it later is told.
TEST_F(OwnCertificate, IsForTheHostOfThePublicUrlAndWarnsWhenThatChanges) {
  for (const char* host : {"parley.alba.example", "192.0.2.7", "[2001:db8::7]"}) {
    SCOPED_TRACE(host);
    config.server.public_url = std::string("https://") + host + ":6100/";
    EXPECT_EQ(certificate_warning(dir, config), "") << "it is not there yet";
    ASSERT_TRUE(make_missing_certificate(dir, config).ok());
    EXPECT_EQ(certificate_warning(dir, config), "");
    for (const char* name : {"localhost", "127.0.0.1", "::1", "alba.example"})
      EXPECT_TRUE(http::certificate_is_for(dir / "keys" / "tls.pem", name).value()) << name;
    config.server.public_url = "https://other.example/";
    const std::string warned = certificate_warning(dir, config);
    for (const auto& part : {std::string("public_url"), std::string("other.example"),
                             (dir / "keys" / "tls.pem").string(), (dir / "keys" / "tls.key").string()})
      EXPECT_THAT(warned, HasSubstr(part));
    // As it says.
    fs::remove(dir / "keys" / "tls.pem"), fs::remove(dir / "keys" / "tls.key");
    ASSERT_TRUE(make_missing_certificate(dir, config).ok());
    EXPECT_EQ(certificate_warning(dir, config), "");
    fs::remove(dir / "keys" / "tls.pem"), fs::remove(dir / "keys" / "tls.key");
  }
}

TEST_F(OwnCertificate, IsNotMadeWhereItIsNotAskedFor) {
  config.server.tls = Tls::off;
  EXPECT_EQ(make_missing_certificate(dir, config).value(), "");
  EXPECT_FALSE(fs::exists(dir / "keys" / "tls.pem"));
  config.server.tls = Tls::files;
  config.server.tls_certificate = "keys/tls.pem";
  config.server.tls_key = "keys/tls.key";
  EXPECT_FALSE(make_missing_certificate(dir, config).ok()) << "whoever names files has them";
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
    EXPECT_EQ(check_certificate(dir, config).error().message, made.error().message);
    EXPECT_TRUE(fs::exists(dir / "keys" / kept));
    EXPECT_FALSE(fs::exists(dir / "keys" / lost));
    fs::remove(dir / "keys" / kept);
  }
}

// What is wrong, in which file, and what to do, of either kind of pair; and never without one of the three.
TEST_F(OwnCertificate, IsJudgedWithWhatIsWrongWhereAndWhatToDo) {
  ASSERT_TRUE(make_missing_certificate(dir, config).ok());
  fs::create_directories(dir / "other" / "keys");
  ASSERT_TRUE(make_missing_certificate(dir / "other", config).ok());
  const fs::path pem = dir / "keys" / "tls.pem", key = dir / "keys" / "tls.key";
  const auto right_pem = read_file(pem).value(), right_key = read_file(key).value(),
             other_key = read_file(dir / "other" / "keys" / "tls.key").value();
  const auto put = [](const fs::path& path, const std::string& text) {
    fs::remove_all(path);
    ASSERT_TRUE(replace_file(path, text, Durability::relaxed).ok());
  };
  struct Case {
    const char* name;
    std::function<void()> change;
    const char *file, *what;
  };
  const Case cases[] = {
      {"another key", [&] { put(key, other_key); }, "tls.key", "does not belong to"},
      {"no key in it", [&] { put(key, "x"); }, "tls.key", "not a PEM private key"},
      {"an empty certificate", [&] { put(pem, ""); }, "tls.pem", "not a PEM certificate"},
      {"a folder", [&] { fs::remove(pem), fs::create_directory(pem); }, "tls.pem", "not a PEM certificate"},
      {"a link to nothing", [&] { fs::remove(key), fs::create_symlink("nowhere", key); }, "tls.key", "No such file"},
  };
  for (const Tls kind : {Tls::self_signed, Tls::files})
    for (const Case& one : cases) {
      SCOPED_TRACE(one.name);
      put(pem, right_pem);
      put(key, right_key);
      config.server.tls = kind;
      config.server.tls_certificate = "keys/tls.pem";
      config.server.tls_key = "keys/tls.key";
      ASSERT_TRUE(check_certificate(dir, config).ok());
      one.change();
      const auto judged = check_certificate(dir, config);
      ASSERT_FALSE(judged.ok());
      EXPECT_THAT(judged.error().message, HasSubstr("[server] tls = "));
      EXPECT_THAT(judged.error().message, HasSubstr((dir / "keys" / one.file).string()));
      EXPECT_THAT(judged.error().message, HasSubstr(one.what));
      EXPECT_THAT(judged.error().message,
                  HasSubstr(kind == Tls::files ? "Name a certificate and its key as tls_certificate and tls_key"
                                               : "move both away, and they are made anew"));
      EXPECT_EQ(make_missing_certificate(dir, config).error().message, judged.error().message) << "serve says the same";
    }
}

}  // namespace
}  // namespace parley::node
