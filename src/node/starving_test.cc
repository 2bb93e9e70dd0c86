// What strangers, guessers and slow or odd clients can do to a running node, and what it tells of them.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "base/file.h"
#include "http/client.h"
#include "json/json.h"
#include "node/access.h"
#include "node/config.h"
#include "node/health.h"
#include "node/journals.h"
#include "node/people.h"
#include "node/process_metrics.h"
#include "node/server.h"
#include "node/test_group.h"
#include "node/upkeep.h"
#include "testing/waiting.h"
#include "text/display.h"

namespace parley::node::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

Fd connected_to(std::uint16_t port) {
  Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET, address.sin_port = htons(port), address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  return fd;
}

// What a raw request gets, until the server closes.
std::string raw(std::uint16_t port, const std::string& text) {
  const Fd fd = connected_to(port);
  EXPECT_EQ(::send(fd.get(), text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
  std::string out(65536, '\0');
  std::size_t size = 0;
  for (ssize_t got; (got = ::recv(fd.get(), out.data() + size, out.size() - size, 0)) > 0;)
    size += static_cast<std::size_t>(got);
  out.resize(size);
  return out;
}

class Starving : public ::testing::Test {
 protected:
  void SetUp() override {
    auto started = NodeServer::start(party.node());
    ASSERT_TRUE(started.ok()) << started.error().message;
    server = std::move(started).value();
  }
  Access& access() { return party.node().access(); }
  static std::string basic(const std::string& user, const std::string& password) {
    const std::string pair = user + ":" + password;
    return "Basic " + to_base64(as_bytes(pair));
  }

  const Folder folder;
  Party party{folder.path() / "one", "one"};
  std::unique_ptr<NodeServer> server;
};

TEST_F(Starving, AStrangersBodyIsNotReadBeforeItIsRefused) {
  const auto row = party.node().journals().rows().front();
  for (const char* more : {"", "Expect: 100-continue\r\n", "Authorization: Bearer wrong\r\n"})
    EXPECT_THAT(
        raw(server->port(), "POST /" + row.root + "/collections/" + row.id +
                                "/objects/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/taxii+json;version=2.1"
                                "\r\nContent-Length: 60000000\r\n" +
                                more + "\r\n"),
        AllOf(StartsWith("HTTP/1.1 401 "), Not(HasSubstr("100 Continue"))));
  EXPECT_THAT(raw(server->port(), "POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 60000000\r\n\r\n"),
              StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(server->metrics(), HasSubstr("parley_responses_total{status=\"401\"} 3\n"));
}

TEST(Crowded, ThatClientsAreTurnedAwayIsSaidUntilThereIsAPlace) {
  const Folder folder;
  Party party(folder.path() / "one", "one");
  party.restart([](const std::filesystem::path& dir) {
    const std::string text = read_file(dir / "parley.toml").value();
    ASSERT_TRUE(replace_file(dir / "parley.toml", text + "\n[limits]\nconnections = 2\n", Durability::relaxed).ok());
  });
  auto server = NodeServer::start(party.node());
  ASSERT_TRUE(server.ok()) << server.error().message;
  const auto problems = [&] {
    party.node().upkeep().check_connections();
    return party.node().health().problems();
  };
  {
    const Fd first = connected_to((*server)->port()), second = connected_to((*server)->port());
    EXPECT_THAT(problems(), IsEmpty()) << "as many as may be, and nobody was turned away";
    const Fd third = connected_to((*server)->port());
    ASSERT_TRUE(parley::testing::eventually([&] { return !problems().empty(); }));
    ASSERT_THAT(problems(), SizeIs(1)) << "it stays while there is no place";
    EXPECT_EQ(problems()[0].trouble, Trouble::few_descriptors);
    EXPECT_THAT(problems()[0].text,
                AllOf(HasSubstr("clients are turned away (1 since the start): at most 2 may be connected at a time"),
                      HasSubstr("[limits] connections")));
  }
  EXPECT_TRUE(parley::testing::eventually([&] { return problems().empty(); }));
}

TEST_F(Starving, WhatAClientCallsItselfIsShownAsText) {
  raw(server->port(), "GET /taxii2/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nUser-Agent: a\xff\xc2\x9b\xe2\x80\xae" +
                          std::string(195, 'b') + "\xc3\xa4\r\n\r\n");
  ASSERT_THAT(server->clients(), SizeIs(1));
  const std::string agent = server->clients().front().agent;
  EXPECT_THAT(agent, StartsWith("a\\x{FF}\\u{9B}\\u{202E}bbb"));
  EXPECT_TRUE(text::is_plain(agent)) << agent;
  EXPECT_LE(text::width(agent), 200u);
}

TEST_F(Starving, MetricsTellOfTheProcessAndNameTheJournals) {
  const std::string text = server->metrics();
  for (const char* family : {"parley_build_info{version=\"", "process_cpu_seconds_total ",
                             "process_resident_memory_bytes ", "process_open_fds ", "process_max_fds ",
                             "process_start_time_seconds ", "parley_responses_total{status=\"413\"} 0",
                             "parley_log_ins_failed_total{kind=\"token\"} 0", ",name=\"main\"} "})
    EXPECT_THAT(text, HasSubstr(family));
}

// A program that collects figures is no administrator, who may do everything.
TEST_F(Starving, MetricsAreForWhoHasThatRightAndNeedNoMore) {
  const auto main = party.node().journals().open("main")->row;
  ASSERT_TRUE(access().put_user("prometheus", "right", false).ok());
  const auto status_of = [&](const std::string& path) {
    const auto answer = http::fetch(
        {.url = server->url() + path, .headers = {{"Authorization", basic("prometheus", "right")}}, .body = {}}, {});
    EXPECT_TRUE(answer.ok());
    return answer->status;
  };
  EXPECT_EQ(status_of("/metrics"), 401);
  ASSERT_TRUE(party.node().people().allow("prometheus", Act::metrics, std::string(kEverywhere)).ok());
  EXPECT_EQ(status_of("/metrics"), 200);
  EXPECT_THAT(status_of("/" + main.root + "/collections/" + main.id + "/objects/"), ::testing::AnyOf(403, 404));
}

TEST(Metrics, LabelsCannotBreakOut) { EXPECT_EQ(label_value("a\"} 1\n\\b"), "a\\\"} 1 \\\\b"); }

TEST_F(Starving, WrongPasswordsLockNobodyOutButTheNameThatWasGuessed) {
  ASSERT_TRUE(access().put_user("reader", "right", false).ok());
  ASSERT_TRUE(access().put_user("victim", "right", false).ok());
  const std::string peer = "192.0.2.1:4711";
  for (int i = 0; i < 25; ++i) EXPECT_FALSE(access().authenticate(basic("victim", "wrong"), peer).ok());
  const auto guessed = access().authenticate(basic("victim", "right"), peer);
  ASSERT_FALSE(guessed.ok());
  EXPECT_EQ(guessed.error().code, Code::unavailable);
  EXPECT_TRUE(access().authenticate(basic("victim", "right"), "192.0.2.2:1").ok()) << "from another address";
  EXPECT_TRUE(access().authenticate(basic("reader", "right"), peer).ok()) << "another name from the same address";
}

TEST_F(Starving, WrongTokensLockNobodyOut) {
  ASSERT_TRUE(access().put_user("reader", "right", false).ok());
  for (int i = 0; i < 1000; ++i)
    EXPECT_FALSE(access().authenticate("Bearer wrong" + std::to_string(i), "192.0.2.1:1").ok());
  EXPECT_TRUE(access().authenticate(basic("reader", "right"), "192.0.2.1:1").ok());
  EXPECT_EQ(access().failures().tokens, 1000u);
  EXPECT_EQ(access().failures().passwords, 0u);
}

TEST_F(Starving, AChangeOfOneUserIsForgottenForThatUserOnly) {
  ASSERT_TRUE(access().put_user("one", "first", false).ok());
  ASSERT_TRUE(access().put_user("two", "second", false).ok());
  for (const char* user : {"one", "two"})
    ASSERT_TRUE(
        access().authenticate(basic(user, user == std::string("one") ? "first" : "second"), "192.0.2.1:1").ok());
  EXPECT_FALSE(access().must_hash(basic("one", "first")));
  ASSERT_TRUE(access().put_user("two", "changed", false).ok());
  EXPECT_FALSE(access().must_hash(basic("one", "first"))) << "known as before";
  EXPECT_TRUE(access().must_hash(basic("two", "second"))) << "not the password any more";
  ASSERT_TRUE(access().remove_user("one").ok());
  EXPECT_FALSE(access().authenticate_fast(basic("one", "first")));
}

TEST(ConfigWarnings, SayWhenPasswordsTravelInTheClear) {
  const auto warnings = [](const std::string& server) {
    return Config::parse("[party]\nname = \"x\"\n" + server, "parley.toml").value().warnings();
  };
  EXPECT_THAT(warnings(""), IsEmpty());
  EXPECT_THAT(warnings("[server]\naddress = \"127.8.0.1\"\n"), IsEmpty());
  EXPECT_THAT(warnings("[server]\naddress = \"::1\"\n"), IsEmpty());
  EXPECT_THAT(warnings("[server]\naddress = \"0.0.0.0\"\ntls = \"self-signed\"\n"), IsEmpty());
  EXPECT_THAT(warnings("[people]\non_callers_word = false\n"), IsEmpty());
  EXPECT_THAT(warnings("[people]\non_callers_word = true\n"), ElementsAre(HasSubstr("acts as anybody")));
  for (const char* address : {"0.0.0.0", "::", "192.0.2.1", "2001:db8::1"}) {
    const auto got = warnings(std::string("[server]\naddress = \"") + address + "\"\n");
    ASSERT_THAT(got, SizeIs(1)) << address;
    EXPECT_THAT(got.front(), AllOf(HasSubstr(address), HasSubstr("in the clear"), HasSubstr("tls")));
  }
  EXPECT_THAT(warnings("[duty]\nwebhook = \"http://hook.example.gov/x\"\n"), SizeIs(1));
  EXPECT_THAT(warnings("[duty]\nwebhook = \"http://127.0.0.1:9/x\"\n"), IsEmpty());
}

TEST(ConfigTrustedProxies, AreAddressesAndNetworks) {
  const auto parse = [](const std::string& value) {
    return Config::parse("[party]\nname = \"x\"\n[server]\ntrusted_proxies = " + value + "\n", "parley.toml");
  };
  EXPECT_THAT(parse("[\"127.0.0.1\", \"10.0.0.0/8\"]").value().server.trusted_proxies, SizeIs(2));
  for (const char* value : {"\"127.0.0.1\"", "[1]", "[\"proxy.example\"]", "[\"10.0.0.1/8\"]"}) {
    const auto parsed = parse(value);
    ASSERT_FALSE(parsed.ok()) << value;
    EXPECT_THAT(parsed.error().message, AllOf(StartsWith("parley.toml:4: "), HasSubstr("trusted_proxies")));
  }
}

}  // namespace
}  // namespace parley::node::testing
