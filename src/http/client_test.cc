#include "http/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/test_server.h"
#include "testing/waiting.h"

namespace parley::http {
namespace {

using ::testing::HasSubstr;

// Answers one connection with fixed bytes and closes it, or leaves that to the client.
class ScriptedServer {
 public:
  enum class End { closes, stays };
  explicit ScriptedServer(std::string answer, End end = End::closes) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(socket_.get(), 8), 0);
    ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, end, text = std::move(answer)] {
      const Fd client(::accept(socket_.get(), nullptr, nullptr));
      char chunk[4096];
      [[maybe_unused]] ssize_t got = ::recv(client.get(), chunk, sizeof chunk, 0);
      got = ::send(client.get(), text.data(), text.size(), MSG_NOSIGNAL);
      if (end == End::closes) ::shutdown(client.get(), SHUT_WR);
      while (::recv(client.get(), chunk, sizeof chunk, 0) > 0) continue;
    });
  }
  ~ScriptedServer() { thread_.join(); }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

 private:
  Fd socket_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

Result<Response> answer(const std::string& text, std::size_t body_bytes = 1000) {
  const ScriptedServer server(text);
  ClientOptions options;
  options.timeout_ms = 2000;
  options.body_bytes = body_bytes;
  return fetch({server.url(), "GET", {}, {}}, options);
}

TEST(Client, ReadsEveryWayToEndABody) {
  EXPECT_EQ(answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")->body_text(), "hello");
  EXPECT_EQ(answer("HTTP/1.1 200 OK\r\n\r\nhello")->body_text(), "hello");
  EXPECT_EQ(answer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 No\r\nTransfer-Encoding: "
                   "chunked\r\n\r\n3\r\nhel\r\n2;x\r\nlo\r\n0\r\n\r\n")
                ->body_text(),
            "hello");
  EXPECT_EQ(answer("HTTP/1.1 204 No Content\r\n\r\n")->status, 204);
}

TEST(Client, TakesNoMoreThanIsExpectedOfARequest) {
  const std::string chunk = "400\r\n" + std::string(1024, 'a') + "\r\n";
  const ScriptedServer server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk + "0\r\n\r\n");
  const auto sent = fetch({.url = server.url(), .method = "GET", .headers = {}, .body = {}, .body_bytes = 2000}, {});
  EXPECT_EQ(sent.error().code, Code::too_large);
}

// Nobody answers there: the kernel takes the connection, and nobody takes it from the kernel.
TEST(Client, DoesNotWaitForAServerThatIsNotToBeWaitedFor) {
  const Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(socket.get(), 8), 0);
  ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
  const std::string where = "://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/";
  for (const char* scheme : {"http", "https"}) {
    SCOPED_TRACE(scheme);
    ClientOptions options;
    options.fingerprint = std::string(64, 'A');  // no authorities are read
    options.connect_timeout_ms = options.timeout_ms = 60'000;
    int asked = 0;
    options.may_wait = [&](std::size_t received) -> Status {
      EXPECT_EQ(received, 0u);
      return ++asked < 3 ? Status{} : Status{Error{Code::unavailable, "nobody wants it any more"}};
    };
    const auto sent = fetch({.url = scheme + where, .headers = {}, .body = {}}, options);
    ASSERT_FALSE(sent.ok());
    EXPECT_THAT(sent.error().message, HasSubstr("nobody wants it any more"));
    EXPECT_EQ(asked, 3) << "what was said is not asked once more";
  }
}

TEST(Client, TellsHowMuchHasComeOfAnAnswerThatIsWaitedFor) {
  ClientOptions options;
  std::size_t most = 0;
  options.may_wait = [&](std::size_t received) -> Status {
    most = std::max(most, received);
    return received == 0 ? Status{} : Status{Error{Code::unavailable, "enough"}};
  };
  const ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", ScriptedServer::End::stays);
  const auto sent = fetch({.url = server.url(), .headers = {}, .body = {}}, options);
  ASSERT_FALSE(sent.ok());
  EXPECT_THAT(sent.error().message, HasSubstr("enough"));
  EXPECT_GE(most, 5u);
}

TEST(Client, RefusesWhatIsNotAnAnswer) {
  EXPECT_EQ(answer("").error().code, Code::unavailable);
  EXPECT_EQ(answer("SSH-2.0-OpenSSH_9.2\r\n").error().code, Code::corrupt);
  EXPECT_EQ(answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello").error().code, Code::unavailable);
  EXPECT_EQ(answer("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nhello").error().code, Code::corrupt);
  EXPECT_EQ(answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n").error().code, Code::corrupt);
  EXPECT_EQ(answer("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n").error().code, Code::too_large);
  EXPECT_EQ(answer("HTTP/1.1 200 OK\r\n\r\n" + std::string(2000, 'a')).error().code, Code::too_large);
  EXPECT_EQ(answer("HTTP/1.1 200 OK\r\nA: " + std::string(100'000, 'a')).error().code, Code::too_large);
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Client, TakesAHandfulOfProvisionalAnswersOnly) {
  const std::string last = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  const std::string provisional = "HTTP/1.1 100 Continue\r\n\r\n";
  EXPECT_EQ(answer(repeated(provisional, 8) + last)->body_text(), "hello");
  EXPECT_EQ(answer(repeated(provisional, 9) + last).error().code, Code::corrupt);
  EXPECT_EQ(answer(repeated(provisional, 100'000)).error().code, Code::corrupt);
  EXPECT_EQ(answer("HTTP/1.1 101 Switching Protocols\r\n\r\n" + last).error().code, Code::corrupt);
  // Their bytes count as header, too.
  const std::string hints = "HTTP/1.1 103 Early Hints\r\nLink: " + std::string(20'000, 'a') + "\r\n\r\n";
  EXPECT_EQ(answer(repeated(hints, 3) + last)->body_text(), "hello");
  EXPECT_EQ(answer(repeated(hints, 4) + last).error().code, Code::too_large);
}

TEST(Client, IsNotKeptBusyByWhatFramesABody) {
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(answer(chunked + "1;" + std::string(200'000, 'a')).error().code, Code::too_large);
  EXPECT_EQ(answer(chunked + "1\r\nx\r\n0\r\n" + repeated("A: b\r\n", 40'000)).error().code, Code::too_large);
  EXPECT_EQ(answer(chunked + repeated("1\r\nx\r\n", 40'000), 1'000'000).error().code, Code::corrupt);
  EXPECT_EQ(answer(chunked + repeated("1;" + std::string(1000, 'a') + "\r\nx\r\n", 100), 1'000'000).error().code,
            Code::corrupt);
  EXPECT_EQ(answer(chunked + repeated("1\r\nx\r\n", 1000) + "0\r\n\r\n")->body_text(), std::string(1000, 'x'));
  const std::string block(10'000, 'x');
  EXPECT_EQ(answer(chunked + repeated("2710\r\n" + block + "\r\n", 50) + "0\r\n\r\n", 1'000'000)->body_text().size(),
            500'000u);
}

TEST(Client, DoesNotWaitForEver) {
  parley::testing::Gate gate;
  Handler handler;
  handler.slow = [&](Request&&) {
    gate.wait();
    return Response{};
  };
  const auto server = start_or_die(quick_options(), std::move(handler));
  ClientOptions options;
  options.timeout_ms = 100;
  const auto late = fetch({"http://127.0.0.1:" + std::to_string(server->port()) + "/", "GET", {}, {}}, options);
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().code, Code::unavailable);
  EXPECT_THAT(late.error().message, HasSubstr("in time"));
  EXPECT_EQ(gate.gave_up(), 0);
  gate.open();
}

TEST(Client, SendsAgainWhenAKeptConnectionWasClosed) {
  ServerOptions options = quick_options();
  options.limits.idle_timeout_ms = 50;
  const auto server = start_or_die(options);
  Client client;
  for (int i = 0; i < 2; ++i) {
    const auto got =
        client.send({"http://127.0.0.1:" + std::to_string(server->port()) + "/fast", "GET", {{"A", "b"}}, {}});
    ASSERT_TRUE(got.ok()) << got.error().message;
    EXPECT_TRUE(parley::testing::eventually([&] { return server->statistics().connections_open == 0; }));
  }
  EXPECT_EQ(server->statistics().connections_total, 2u);
}

TEST(Client, SendsNoHeaderThatBreaksOut) {
  EXPECT_EQ(fetch({"http://127.0.0.1:1/", "GET", {{"A", "b\r\nC: d"}}, {}}).error().code, Code::invalid_input);
  EXPECT_EQ(fetch({"http://127.0.0.1:1/", "GE T", {}, {}}).error().code, Code::invalid_input);
  EXPECT_EQ(fetch({"gopher://x/", "GET", {}, {}}).error().code, Code::invalid_input);
  EXPECT_EQ(fetch({"http://127.0.0.1:1/", "GET", {}, {}}).error().code, Code::unavailable);
}

}  // namespace
}  // namespace parley::http
