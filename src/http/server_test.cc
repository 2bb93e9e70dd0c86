#include "http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/client.h"
#include "http/test_server.h"
#include "testing/waiting.h"

namespace parley::http {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string get(const char* path, const char* more = "") {
  return std::string("GET ") + path + " HTTP/1.1\r\nHost: x\r\n" + more + "\r\n";
}
constexpr char kClose[] = "Connection: close\r\n";

TEST(Server, AnswersFastAndSlowOnOneConnection) {
  const auto server = start_or_die(quick_options());
  RawSocket socket(server->port());
  for (const char* path : {"/fast?a=b", "/slow?c=d", "/fast?e=f"}) {
    socket.send(get(path));
    EXPECT_THAT(socket.read_containing(std::string("GET ") + path), StartsWith("HTTP/1.1 200 OK\r\nDate: "));
  }
  EXPECT_EQ(server->statistics().requests, 3u);
  EXPECT_EQ(server->statistics().connections_open, 1u);
}

TEST(Server, AnswersPipelinedRequestsInTheirOrder) {
  const auto server = start_or_die(quick_options());
  std::string all;
  for (int i = 0; i < 200; ++i) all += get((std::string(i % 3 == 0 ? "/slow/" : "/fast/") + std::to_string(i)).c_str());
  const std::string got = answer_to(server->port(), all + get("/last", kClose), 10'000);
  std::size_t at = 0;
  for (int i = 0; i < 200; ++i) {
    at = got.find("/" + std::to_string(i) + "?", at);
    ASSERT_NE(at, std::string::npos) << i;
  }
  EXPECT_THAT(got, HasSubstr("/last"));
}

TEST(Server, SendsNoBodyToHeadAndWithNoContent) {
  const auto server = start_or_die(quick_options());
  EXPECT_THAT(answer_to(server->port(), "HEAD /fast HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
              ::testing::AllOf(HasSubstr("Content-Length: 14\r\n"), EndsWith("\r\n\r\n")));
  EXPECT_THAT(answer_to(server->port(), get("/none", kClose)),
              ::testing::AllOf(StartsWith("HTTP/1.1 204"), Not(HasSubstr("Content-Length")), EndsWith("\r\n\r\n")));
}

TEST(Server, ClosesAfterHttp10UnlessAskedToKeepTheConnection) {
  const auto server = start_or_die(quick_options());
  EXPECT_THAT(answer_to(server->port(), "GET /a HTTP/1.0\r\n\r\n"), HasSubstr("Connection: close\r\n"));
  RawSocket socket(server->port());
  for (int i = 0; i < 2; ++i) {
    socket.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_THAT(socket.read_containing("GET /a"), HasSubstr("Connection: keep-alive\r\n"));
  }
}

TEST(Server, SaysContinueBeforeABodyThatWaitsForIt) {
  const auto server = start_or_die(quick_options());
  RawSocket socket(server->port());
  socket.send("POST /fast HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(socket.read_containing("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  socket.send("hello");
  EXPECT_THAT(socket.read_containing("hello"), StartsWith("HTTP/1.1 200"));
  // Too large is said instead of "continue".
  EXPECT_THAT(answer_to(server->port(),
                        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\nExpect: 100-continue\r\n\r\n"),
              StartsWith("HTTP/1.1 413"));
}

TEST(Server, ReadsLargeAndChunkedBodies) {
  const auto server = start_or_die(quick_options());
  const std::string body(1u << 20, 'b');
  Client client;
  for (const char* path : {"/fast", "/slow"}) {
    const auto answer = client.send({"http://127.0.0.1:" + std::to_string(server->port()) + path, "POST", {}, body});
    ASSERT_TRUE(answer.ok()) << answer.error().message;
    EXPECT_TRUE(answer->body_text().ends_with(body));
  }
  EXPECT_THAT(
      answer_to(server->port(), std::string("POST /fast HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n") +
                                    kClose + "\r\n5\r\nhello\r\n6;x\r\n world\r\n0\r\nT: 1\r\n\r\n"),
      EndsWith("POST /fast? 11\nhello world"));
}

TEST(Server, SendsALargeAnswerToASlowReader) {
  const auto server = start_or_die(quick_options());
  RawSocket socket(server->port());
  socket.send(get("/large"));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // for so long it takes nothing: the load itself
  const std::string got = socket.read_until([](const std::string& text) { return text.size() > (8u << 20) + 50; });
  EXPECT_THAT(got.substr(0, 200), HasSubstr("Content-Length: 8388608\r\n"));
  socket.send(get("/fast"));
  EXPECT_THAT(socket.read_containing("GET /fast"), HasSubstr("GET /fast"));
}

TEST(Server, AnswersAClientThatHasEndedItsSide) {
  parley::testing::Gate gate;
  Handler handler = echo_handler();
  handler.slow = [&, slow = handler.slow](Request&& request) {
    gate.wait();
    return slow(std::move(request));
  };
  ServerOptions options = quick_options();
  options.io_threads = 1;
  const auto server = start_or_die(options, std::move(handler));
  RawSocket fast(server->port());
  fast.send(get("/fast"));
  fast.end_output();
  EXPECT_THAT(fast.read_all(), HasSubstr("GET /fast"));
  RawSocket slow(server->port());
  slow.send(get("/slow"));
  slow.end_output();
  ASSERT_TRUE(parley::testing::eventually([&] { return gate.waiting() == 1; }));
  expect_alive(server->port());  // on the same thread, which has seen the end by then
  gate.open();
  EXPECT_THAT(slow.read_all(), HasSubstr("GET /slow"));
}

TEST(Server, TurnsAnExceptionInto500WithoutItsText) {
  const auto server = start_or_die(quick_options());
  for (const char* path : {"/throw/fast", "/throw/slow"}) {
    const std::string got = answer_to(server->port(), get(path, kClose));
    EXPECT_THAT(got, ::testing::AllOf(StartsWith("HTTP/1.1 500"), HasSubstr("{\"title\":"), Not(HasSubstr("secret"))));
  }
  expect_alive(server->port());
}

TEST(Server, NamesTheAddressWhenThePortIsTaken) {
  const auto first = start_or_die(quick_options());
  ServerOptions options = quick_options();
  options.port = first->port();
  const auto second = Server::start(options, echo_handler());
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, Code::unavailable);
  EXPECT_THAT(second.error().message, HasSubstr("127.0.0.1:" + std::to_string(first->port())));
}

TEST(Server, RefusesAnAddressThatIsNone) {
  for (const char* address : {"localhost", "300.0.0.1", "192.0.2.77", ""}) {
    ServerOptions options = quick_options();
    options.address = address;
    const auto server = Server::start(options, echo_handler());
    if (*address == '\0' && server.ok()) continue;
    ASSERT_FALSE(server.ok()) << address;
    EXPECT_EQ(server.error().code, Code::invalid_input) << server.error().message;
  }
}

TEST(Server, ListensOnIpv6) {
  ServerOptions options = quick_options();
  options.address = "::1";
  const auto server = Server::start(options, echo_handler());
  if (!server.ok()) GTEST_SKIP() << "no IPv6 here: " << server.error().message;
  const auto answer = fetch({"http://[::1]:" + std::to_string((*server)->port()) + "/fast", "GET", {}, {}});
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
}

TEST(Server, FinishesRequestsInProgressWhenItStops) {
  parley::testing::Gate gate;
  Handler handler = echo_handler();
  handler.slow = [&, slow = handler.slow](Request&& request) {
    gate.wait();
    return slow(std::move(request));
  };
  auto server = start_or_die(quick_options(), std::move(handler));
  RawSocket busy(server->port()), idle(server->port());
  busy.send(get("/slow"));
  idle.send(get("/fast"));
  idle.read_containing("GET /fast");
  ASSERT_TRUE(parley::testing::eventually([&] { return gate.waiting() == 1; }));
  std::thread stopping([&] { server.reset(); });
  idle.read_all();  // closed as soon as it stops, while the other goes on
  EXPECT_TRUE(idle.ended());
  EXPECT_EQ(gate.waiting(), 1);
  gate.open();
  stopping.join();
  EXPECT_THAT(busy.read_all(), ::testing::AllOf(HasSubstr("Connection: close\r\n"), HasSubstr("GET /slow")));
}

TEST(Server, ServesManyConnectionsAtOnce) {
  const auto server = start_or_die(quick_options());
  std::vector<std::thread> threads;
  std::atomic<int> served = 0;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int round = 0; round < 5; ++round) {
        std::vector<std::unique_ptr<RawSocket>> sockets;
        for (int i = 0; i < 8; ++i) sockets.push_back(std::make_unique<RawSocket>(server->port()));
        for (auto& socket : sockets) socket->send(get("/slow") + get("/fast"));
        for (auto& socket : sockets)
          if (socket->read_containing("GET /fast").find("GET /fast") != std::string::npos) ++served;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(served, 160);
  EXPECT_EQ(server->statistics().requests, 320u);
}

}  // namespace
}  // namespace parley::http
