#include "http/tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/file.h"
#include "http/client.h"
#include "http/server.h"
#include "http/test_server.h"
#include "testing/waiting.h"

namespace parley::http {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class Tls : public ::testing::Test {
 protected:
  void SetUp() override {
    certificate_ = folder_ / "cert.pem";
    key_ = folder_ / "key.pem";
    const auto written = write_self_signed(certificate_, key_, "node.example", 30);
    ASSERT_TRUE(written.ok()) << written.error().message;
    ServerOptions options = quick_options();
    options.tls = TlsOptions{certificate_, key_};
    server_ = start_or_die(options);
    ASSERT_NE(server_, nullptr);
  }
  std::string url(const std::string& path, const std::string& host = "127.0.0.1") const {
    return "https://" + host + ":" + std::to_string(server_->port()) + path;
  }
  ClientOptions trusting() const {
    ClientOptions options;
    options.ca_file = certificate_;
    return options;
  }

  TemporaryFolder folder_;
  std::filesystem::path certificate_, key_;
  std::unique_ptr<Server> server_;
};

TEST_F(Tls, ServesRequestsOnOneConnectionBothWays) {
  Client client(trusting());
  const std::string body(1u << 20, 'b');
  for (const char* path : {"/fast", "/slow"})
    for (int i = 0; i < 3; ++i) {
      const auto answer = client.send({url(path), "POST", {}, body});
      ASSERT_TRUE(answer.ok()) << answer.error().message;
      EXPECT_EQ(answer->body_text().size(), body.size() + 20);
    }
  const auto large = client.send({url("/large"), "GET", {}, {}});
  ASSERT_TRUE(large.ok()) << large.error().message;
  EXPECT_EQ(large->body_text().size(), 8u << 20);
  EXPECT_EQ(server_->statistics().connections_total, 1u);
}

TEST_F(Tls, CertificateNamesTheHostLocalhostAndLoopback) {
  EXPECT_TRUE(fetch({url("/fast", "localhost"), "GET", {}, {}}, trusting()).ok());
  ClientOptions pinned;
  pinned.fingerprint = *certificate_fingerprint(certificate_);
  EXPECT_EQ(pinned.fingerprint.size(), 95u);
  EXPECT_TRUE(fetch({url("/fast"), "GET", {}, {}}, pinned).ok());
  EXPECT_EQ(read_file(key_)->find("-----BEGIN PRIVATE KEY-----"), 0u);
  struct stat status {};
  ASSERT_EQ(::stat(key_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(Tls, AServerThatWantsCertificatesTellsWhoShowedWhich) {
  const auto other_certificate = folder_ / "other.pem", other_key = folder_ / "other.key";
  ASSERT_TRUE(write_self_signed(other_certificate, other_key, "peer.example", 30).ok());
  ServerOptions options;
  options.tls = TlsOptions{certificate_, key_, true};
  Handler handler;
  handler.slow = [](Request&& request) { return Response{200, {}, std::move(request.client_certificate), nullptr}; };
  auto server = Server::start(options, std::move(handler));
  ASSERT_TRUE(server.ok());
  ClientOptions client;
  client.fingerprint = *certificate_fingerprint(certificate_);
  const std::string there = "https://127.0.0.1:" + std::to_string((*server)->port()) + "/";
  EXPECT_FALSE(fetch({there, "GET", {}, {}}, client).ok());
  client.certificate = std::pair(other_certificate, other_key);
  const auto answer = fetch({there, "GET", {}, {}}, client);
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->body_text(), *certificate_fingerprint(other_certificate));
  // The certificate of one and the key of another prove nothing.
  client.certificate = std::pair(other_certificate, key_);
  EXPECT_EQ(fetch({there, "GET", {}, {}}, client).error().code, Code::invalid_input);
}

TEST_F(Tls, ClientRefusesWhoIsNotTrusted) {
  const auto system = fetch({url("/fast"), "GET", {}, {}});
  ASSERT_FALSE(system.ok());
  EXPECT_EQ(system.error().code, Code::unauthorized);
  ClientOptions wrong;
  wrong.fingerprint = std::string(64, 'a');
  const auto pinned = fetch({url("/fast"), "GET", {}, {}}, wrong);
  ASSERT_FALSE(pinned.ok());
  EXPECT_EQ(pinned.error().code, Code::unauthorized);
  // The right authority, another name.
  ASSERT_TRUE(write_self_signed(certificate_, key_, "node.example", 30).ok());
  const auto stale = fetch({url("/fast"), "GET", {}, {}}, trusting());
  ASSERT_FALSE(stale.ok());
  EXPECT_EQ(stale.error().code, Code::unauthorized);
}

TEST(SelfSigned, IsForWhatCanBeAHostName) {
  const TemporaryFolder folder;
  const std::string label(63, 'a');
  for (const std::string& host : {std::string("a"), std::string("node.gov-a.example"), std::string("10.example"),
                                  label + "." + label, std::string("192.0.2.1"), std::string("2001:db8::1")})
    EXPECT_TRUE(write_self_signed(folder / "c", folder / "k", host, 30).ok()) << host;
  for (const std::string& host :
       {std::string(), std::string("."), std::string("a..b"), std::string(".a"), std::string("a."), std::string("-a.b"),
        std::string("a-.b"), std::string("a,DNS:b"), std::string("a b"), label + "a.b", std::string(300, 'a')})
    EXPECT_EQ(write_self_signed(folder / "c", folder / "k", host, 30).error().code, Code::invalid_input) << host;
}

TEST_F(Tls, ReloadedCertificateIsForNewConnectionsOnly) {
  Client old(trusting());
  ASSERT_TRUE(old.send({url("/fast"), "GET", {}, {}}).ok());
  const std::string before = *certificate_fingerprint(certificate_);
  ASSERT_TRUE(write_self_signed(certificate_, key_, "node.example", 30).ok());
  ASSERT_TRUE(server_->reload_tls().ok());
  EXPECT_TRUE(old.send({url("/fast"), "GET", {}, {}}).ok());
  EXPECT_EQ(server_->statistics().connections_total, 1u);
  ClientOptions pinned;
  pinned.fingerprint = *certificate_fingerprint(certificate_);
  EXPECT_NE(pinned.fingerprint, before);
  EXPECT_TRUE(fetch({url("/fast"), "GET", {}, {}}, pinned).ok());
  // A broken file changes nothing.
  ASSERT_TRUE(replace_file(certificate_, "rubbish", Durability::relaxed).ok());
  const auto reloaded = server_->reload_tls();
  ASSERT_FALSE(reloaded.ok());
  EXPECT_THAT(reloaded.error().message, HasSubstr(certificate_.string()));
  EXPECT_TRUE(fetch({url("/fast"), "GET", {}, {}}, pinned).ok());
}

TEST_F(Tls, GarbageAndPlainHttpAreClosedAndCounted) {
  answer_to(server_->port(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  answer_to(server_->port(), std::string(1000, '\0'));
  answer_to(server_->port(), std::string("\x16\x03\x01\x00\x05hello", 10));
  EXPECT_EQ(server_->statistics().tls_failures, 3u);
  EXPECT_EQ(server_->statistics().requests, 0u);
  EXPECT_TRUE(fetch({url("/fast"), "GET", {}, {}}, trusting()).ok());
}

constexpr std::string_view kBeginning = "\x16\x03\x01";  // of a ClientHello that never comes

TEST_F(Tls, WhoNeverShakesHandsMakesWayForWhoComesLater) {
  ServerOptions options = quick_options();
  options.tls = TlsOptions{certificate_, key_};
  options.limits.newcomers = 8;
  server_ = start_or_die(options);
  std::vector<std::unique_ptr<RawSocket>> silent;
  for (int i = 0; i < 40; ++i) {
    silent.push_back(std::make_unique<RawSocket>(server_->port()));
    silent.back()->send(kBeginning);
  }
  // Taken by several threads: whoever comes later comes when all of these have been.
  ASSERT_TRUE(parley::testing::eventually([&] { return server_->statistics().connections_total >= 40; }));
  Client client(trusting());
  EXPECT_TRUE(client.send({url("/fast"), "GET", {}, {}}).ok());
  // Who makes way is closed by the thread that has his connection, a moment later.
  EXPECT_TRUE(parley::testing::eventually([&] { return server_->statistics().connections_open <= 9; }));
  EXPECT_GE(server_->statistics().refused, 32u);
  // Who was answered once is no newcomer: more of the others do not close its connection.
  for (int i = 0; i < 20; ++i) {
    silent.push_back(std::make_unique<RawSocket>(server_->port()));
    silent.back()->send(kBeginning);
  }
  EXPECT_TRUE(parley::testing::eventually([&] { return server_->statistics().connections_total >= 61; }));
  EXPECT_TRUE(client.send({url("/fast"), "GET", {}, {}}).ok());
  EXPECT_EQ(server_->statistics().requests, 2u);
  EXPECT_EQ(server_->statistics().connections_total, 61u);
}

TEST_F(Tls, OneAddressHasOnlySoManyConnectionsThatWereNeverAnsweredAndTheOldestMakesWay) {
  ServerOptions options = quick_options();
  options.tls = TlsOptions{certificate_, key_};
  options.limits.newcomers_per_address = 2;
  server_ = start_or_die(options);
  {
    RawSocket first(server_->port()), second(server_->port()), third(server_->port());
    EXPECT_EQ(first.read_all(), "");
    EXPECT_TRUE(first.ended()) << "the oldest, at once";
    EXPECT_EQ(server_->statistics().refused, 1u);
    EXPECT_TRUE(parley::testing::eventually([&] { return server_->statistics().connections_open == 2; }));
    EXPECT_TRUE(fetch({url("/fast"), "GET", {}, {}}, trusting()).ok()) << "while the other two are there";
  }
  EXPECT_TRUE(fetch({url("/fast"), "GET", {}, {}}, trusting()).ok());
}

// However few places there are: with 192 of them, as `ulimit -n 1024` leaves to other parties' nodes, the limits of
// newcomers for 10,000 places never held, and 230 bare connections kept everybody out.
TEST_F(Tls, OneStrangerKeepsNobodyOutHoweverFewPlacesThereAre) {
  for (const std::size_t places : {16u, 40u, 192u}) {
    SCOPED_TRACE(places);
    ServerOptions options = quick_options();
    options.tls = TlsOptions{certificate_, key_};
    options.limits.connections = places;
    options.io_threads = 1;  // as other parties' listener has it: connections are looked at in the order of coming
    server_ = start_or_die(options);
    std::vector<std::unique_ptr<RawSocket>> silent;
    for (std::size_t i = 0; i < places + 40; ++i) silent.push_back(std::make_unique<RawSocket>(server_->port()));
    Client known(trusting());
    for (int round = 0; round < 3; ++round) {
      EXPECT_TRUE(known.send({url("/fast"), "GET", {}, {}}).ok());
      EXPECT_TRUE(fetch({url("/slow"), "GET", {}, {}}, trusting()).ok()) << "who comes anew";
      for (auto& one : silent) one = std::make_unique<RawSocket>(server_->port());  // renewed
    }
    EXPECT_EQ(server_->statistics().turned_away, 0u);
  }
}

// Beside those who were answered once, whose places nobody takes.
TEST_F(Tls, WhereAllPlacesAreTakenTheOldestNewcomerMakesWay) {
  ServerOptions options = quick_options();
  options.tls = TlsOptions{certificate_, key_};
  options.limits.connections = 8;
  options.io_threads = 1;
  server_ = start_or_die(options);
  std::vector<std::unique_ptr<Client>> known;
  const auto one_more = [&] {
    known.push_back(std::make_unique<Client>(trusting()));
    return known.back()->send({url("/fast"), "GET", {}, {}}).ok();
  };
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(one_more());
  std::vector<std::unique_ptr<RawSocket>> silent;
  for (int i = 0; i < 20; ++i) silent.push_back(std::make_unique<RawSocket>(server_->port()));
  for (int i = 5; i < 8; ++i) {
    EXPECT_TRUE(one_more()) << i;
    EXPECT_TRUE(parley::testing::eventually([&] { return server_->statistics().connections_open <= 8; }));
  }
  EXPECT_EQ(server_->statistics().turned_away, 0u);
  EXPECT_FALSE(one_more()) << "all are of those who may stay";
  EXPECT_TRUE(parley::testing::eventually([&] { return server_->statistics().turned_away > 0; }));
  const auto before = server_->statistics().connections_total;
  for (std::size_t i = 0; i < 8; ++i) EXPECT_TRUE(known[i]->send({url("/fast"), "GET", {}, {}}).ok());
  EXPECT_EQ(server_->statistics().connections_total, before) << "none of the eight had to come anew";
}

TEST(Limits, OfWhoMayTakeThePlacesShrinkWithTheirNumber) {
  const Limits large = fitting({});
  EXPECT_EQ(large.connections_per_address, Limits{}.connections_per_address);
  EXPECT_EQ(large.newcomers, Limits{}.newcomers);
  EXPECT_EQ(large.newcomers_per_address, Limits{}.newcomers_per_address);
  for (std::size_t places = 16; places <= 10'000; ++places) {
    Limits limits;
    limits.connections = places;
    limits = fitting(limits);
    ASSERT_LE(limits.connections_per_address, places / 2) << "another address has room";
    ASSERT_LE(limits.newcomers, places / 2) << "those who are known have room";
    ASSERT_LE(limits.newcomers_per_address, limits.newcomers);
    ASSERT_GE(limits.newcomers_per_address, 8u) << "as many as a browser opens at once";
  }
}

// What a client context limited to these versions gets.
bool connects(std::uint16_t port, int version) {
  const SslContext context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_min_proto_version(context.get(), version);
  SSL_CTX_set_max_proto_version(context.get(), version);
  const RawSocket socket(port);
  const SslSession session = open_session(context.get(), socket.fd());
  const bool connected = SSL_connect(session.get()) == 1;
  ssl_error_text();
  return connected;
}

TEST_F(Tls, OldVersionsAreRefused) {
  EXPECT_FALSE(connects(server_->port(), TLS1_VERSION));
  EXPECT_FALSE(connects(server_->port(), TLS1_1_VERSION));
  EXPECT_TRUE(connects(server_->port(), TLS1_2_VERSION));
  EXPECT_TRUE(connects(server_->port(), TLS1_3_VERSION));
}

// Below 1.3 whoever listens would see which two parties speak with each other.
TEST_F(Tls, BetweenNodesOnlyTheVersionThatHidesCertificates) {
  ServerOptions options = quick_options();
  options.tls = TlsOptions{certificate_, key_, true};
  const auto server = start_or_die(options);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const SslContext context(SSL_CTX_new(TLS_client_method()));
    ASSERT_TRUE(use_certificate(context.get(), certificate_, key_).ok());
    SSL_CTX_set_max_proto_version(context.get(), version);
    const RawSocket socket(server->port());
    const SslSession session = open_session(context.get(), socket.fd());
    EXPECT_EQ(SSL_connect(session.get()) == 1, version == TLS1_3_VERSION);
    ssl_error_text();
  }
  ClientOptions mutual = trusting();
  mutual.certificate = {certificate_, key_};
  EXPECT_TRUE(fetch({"https://127.0.0.1:" + std::to_string(server->port()) + "/fast", "GET", {}, {}}, mutual).ok());
}

TEST_F(Tls, FilesThatAreWrongAreNamed) {
  const auto error_of = [&](const std::filesystem::path& certificate, const std::filesystem::path& key) {
    ServerOptions options = quick_options();
    options.tls = TlsOptions{certificate, key};
    const auto server = Server::start(options, echo_handler());
    if (server.ok()) return Error{};
    return server.error();
  };
  const Error missing = error_of(folder_ / "none.pem", key_);
  EXPECT_EQ(missing.code, Code::invalid_input);
  EXPECT_THAT(missing.message, HasSubstr("none.pem"));
  EXPECT_THAT(error_of(key_, key_).message, HasSubstr("not a PEM certificate"));
  EXPECT_THAT(error_of(certificate_, certificate_).message, HasSubstr("not a PEM private key"));
  ASSERT_TRUE(write_self_signed(folder_ / "cert2.pem", folder_ / "key2.pem", "::1", 1).ok());
  const Error other = error_of(certificate_, folder_ / "key2.pem");
  EXPECT_EQ(other.code, Code::invalid_input);
  EXPECT_THAT(other.message, HasSubstr("does not belong"));
}

TEST_F(Tls, NamesThatCannotStandInACertificateAreRefused) {
  for (const char* host : {"", "a b", "a,IP:1.2.3.4", "a\nb"})
    EXPECT_FALSE(write_self_signed(folder_ / "x.pem", folder_ / "y.pem", host, 1).ok()) << host;
}

}  // namespace
}  // namespace parley::http
