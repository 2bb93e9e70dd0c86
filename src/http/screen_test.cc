// What a server does with a request between its header and its body, and what those can hold who are not known.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "http/server.h"
#include "http/test_server.h"
#include "testing/waiting.h"

namespace parley::http {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

Response plain(int status) { return {status, {{"Content-Type", "text/plain"}}, std::string("no\n"), nullptr}; }

// /known/... is a sender's, /small/... takes ten bytes, /401/... and the like are refused with that; /pool/... is only
// told by the slow half.
Admittance decide(const Request& head) {
  if (head.path.starts_with("/known")) return {.sender = "somebody"};
  if (head.path.starts_with("/small")) return {.body_bytes = 10};
  if (head.path.starts_with("/any") || head.path.starts_with("/slow")) return {};
  return {.refused = plain(std::stoi(head.path.substr(1, 3)))};
}

Handler screening_handler() {
  Handler handler = echo_handler();
  handler.screen = [](const Request& head) -> std::optional<Admittance> {
    EXPECT_EQ(head.body, "") << "asked before there is a body";
    if (head.path.starts_with("/pool")) return std::nullopt;
    return decide(head);
  };
  handler.slow_screen = [](const Request& head) {
    Request inner = head;
    inner.path = head.path.substr(5);
    return decide(inner);
  };
  return handler;
}

std::string post(const std::string& path, const std::string& fields) {
  return "POST " + path + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
}

TEST(Refusal, ComesBeforeTheBodyWhateverWouldBeSaid) {
  const auto server = start_or_die(quick_options(), screening_handler());
  for (const char* half : {"", "/pool"})
    for (const char* status : {"401", "403", "404", "405", "406", "413", "415"})
      for (const char* fields : {"Content-Length: 100000\r\n", "Transfer-Encoding: chunked\r\n",
                                 "Content-Length: 5\r\nExpect: 100-continue\r\n"}) {
        RawSocket socket(server->port());
        socket.send(post(std::string(half) + "/" + status, fields));  // and not a byte more
        const std::string got = socket.read_all();
        EXPECT_THAT(got, AllOf(StartsWith(std::string("HTTP/1.1 ") + status + " "), HasSubstr("Connection: close\r\n"),
                               Not(HasSubstr("100 Continue"))))
            << half << status << fields;
        EXPECT_TRUE(socket.ended());
      }
  expect_alive(server->port());
}

TEST(Refusal, ReachesASenderWhoDoesNotWaitForIt) {
  const auto server = start_or_die(quick_options(), screening_handler());
  const std::string body(1u << 19, 'a');
  EXPECT_THAT(answer_to(server->port(), post("/401", "Content-Length: " + std::to_string(body.size()) + "\r\n") + body),
              StartsWith("HTTP/1.1 401 "));
  EXPECT_EQ(server->statistics().by_status.at(401), 1u);
}

TEST(Screen, LetsABodyInAndThenAsksForIt) {
  const auto server = start_or_die(quick_options(), screening_handler());
  for (const char* path : {"/known", "/pool/known", "/any", "/pool/any"}) {
    RawSocket socket(server->port());
    socket.send(post(path, "Content-Length: 5\r\nExpect: 100-continue\r\n"));
    EXPECT_THAT(socket.read_containing("\r\n\r\n"), StartsWith("HTTP/1.1 100 Continue")) << path;
    socket.send("hello" + post(path, "Content-Length: 3\r\n") + "two");  // and the next one behind it
    const std::string got = socket.read_until([](const std::string& text) { return text.ends_with("two"); });
    EXPECT_THAT(got, AllOf(HasSubstr(" 5\nhello"), HasSubstr(" 3\ntwo"), Not(HasSubstr("100 Continue")))) << path;
  }
}

TEST(Screen, HasALimitOfItsOwnForEachPath) {
  const auto server = start_or_die(quick_options(), screening_handler());
  EXPECT_THAT(answer_to(server->port(), post("/small", "Connection: close\r\nContent-Length: 10\r\n") + "0123456789"),
              StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(answer_to(server->port(), post("/small", "Content-Length: 11\r\nExpect: 100-continue\r\n")),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(answer_to(server->port(), post("/pool/small", "Transfer-Encoding: chunked\r\n") + "b\r\n0123456789a"),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_EQ(server->statistics().by_status.at(413), 2u);
}

TEST(Strangers, HoldLittleAndThoseWhoAreKnownAreNotHeldUpByThem) {
  ServerOptions options = quick_options();
  options.limits.strangers_bytes = 512u << 10;  // 128 KiB for each address, 64 KiB for a body
  const auto server = start_or_die(options, screening_handler());
  std::vector<std::unique_ptr<RawSocket>> sockets;
  std::string got;
  for (int i = 0; i < 4 && got.empty(); ++i) {
    sockets.push_back(std::make_unique<RawSocket>(server->port()));
    sockets.back()->send(post("/any", "Content-Length: 60000\r\n") + std::string(50'000, 'a'));
    got = sockets.back()->read_containing("\r\n\r\n", 300);
  }
  EXPECT_THAT(got, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(answer_to(server->port(), post("/any", "Content-Length: 100000\r\n")), StartsWith("HTTP/1.1 413 "));
  const std::string body(200'000, 'a');
  EXPECT_THAT(answer_to(server->port(), post("/known", "Connection: close\r\nContent-Length: 200000\r\n") + body),
              StartsWith("HTTP/1.1 200 "));
}

TEST(Strangers, HoldLittleByHeadersThatDoNotEnd) {
  ServerOptions options = quick_options();
  options.limits.header_bytes = 32u << 10;
  options.limits.strangers_bytes = 256u << 10;
  const auto server = start_or_die(options, screening_handler());
  std::vector<std::unique_ptr<RawSocket>> sockets;
  std::string got;
  for (int i = 0; i < 8 && got.empty(); ++i) {
    sockets.push_back(std::make_unique<RawSocket>(server->port()));
    sockets.back()->send("GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(20'000, 'a'));
    got = sockets.back()->read_containing("\r\n\r\n", 200);
  }
  EXPECT_THAT(got, StartsWith("HTTP/1.1 503 "));
  expect_alive(server->port());
}

TEST(LogIns, NeverHoldTheThreadsThatWorkForOthers) {
  ServerOptions options = quick_options();
  options.pool_threads = 1;
  options.limits.log_in_threads = 2;
  options.limits.log_ins_waiting = 3;
  std::promise<void> finish;
  const std::shared_future<void> finished = finish.get_future().share();
  Handler handler = screening_handler();
  handler.is_log_in = [](const Request& request) { return request.header("Authorization") != nullptr; };
  const auto inner = handler.slow;
  handler.slow = [=](Request&& request) {
    if (request.header("Authorization") != nullptr) finished.wait();
    return inner(std::move(request));
  };
  const auto server = start_or_die(options, std::move(handler));
  std::vector<std::unique_ptr<RawSocket>> hashing;
  std::string refused;
  for (int i = 0; i < 6; ++i) {  // two at work, three waiting, one too many
    hashing.push_back(std::make_unique<RawSocket>(server->port()));
    hashing.back()->send("GET /slow HTTP/1.1\r\nHost: x\r\nAuthorization: a\r\n\r\n");
    refused += hashing.back()->read_containing("\r\n\r\n", 100);
  }
  EXPECT_THAT(refused, StartsWith("HTTP/1.1 429 "));
  EXPECT_THAT(answer_to(server->port(), "GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
              StartsWith("HTTP/1.1 200 "));
  finish.set_value();
  EXPECT_THAT(hashing.front()->read_containing("\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
}

TEST(LogIns, AClosedConnectionKeepsNoPlace) {
  ServerOptions options = quick_options();
  options.limits.log_in_threads = 1;
  options.limits.log_ins_waiting = 1;
  std::promise<void> finish, begun;
  const std::shared_future<void> finished = finish.get_future().share();
  std::atomic<bool> first = true;
  Handler handler = screening_handler();
  handler.is_log_in = [](const Request& request) { return request.header("Authorization") != nullptr; };
  handler.slow = [&, inner = handler.slow](Request&& request) {
    if (first.exchange(false)) begun.set_value(), finished.wait();
    return inner(std::move(request));
  };
  const auto server = start_or_die(options, std::move(handler));
  const std::string log_in = "GET /slow HTTP/1.1\r\nHost: x\r\nAuthorization: a\r\n\r\n";
  RawSocket working(server->port());
  working.send(log_in);
  begun.get_future().wait();
  auto abandoned = std::make_unique<RawSocket>(server->port());
  abandoned->send(log_in);
  // Another is turned away while that one waits, and waits itself once it is gone.
  std::string answer;
  while (!answer.starts_with("HTTP/1.1 429 ")) {
    RawSocket other(server->port());
    other.send(log_in);
    answer = other.read_containing("\r\n\r\n", 100);
  }
  abandoned.reset();
  std::unique_ptr<RawSocket> last;
  for (answer = "HTTP/1.1 429 "; answer.starts_with("HTTP/1.1 429 ");) {
    last = std::make_unique<RawSocket>(server->port());
    last->send(log_in);
    answer = last->read_containing("\r\n\r\n", 100);
  }
  EXPECT_EQ(answer, "") << "it waits";
  finish.set_value();
  EXPECT_THAT(working.read_containing("\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(last->read_containing("\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
}

TEST(TrustedProxy, SaysWhoTheClientIsAndHasNoLimitOfItsOwn) {
  ServerOptions options = quick_options();
  options.trusted_proxies = {AddressRange::parse("127.0.0.1").value()};
  options.limits.connections_per_address = 1;
  Handler handler;
  handler.slow = [](Request&& request) { return Response{200, {}, request.peer, nullptr}; };
  const auto server = start_or_die(options, handler);
  RawSocket first(server->port()), second(server->port());
  for (RawSocket* socket : {&first, &second}) {
    socket->send("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 198.51.100.7, 192.0.2.1\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(socket->read_all(), ::testing::EndsWith("\r\n\r\n192.0.2.1:0"));
  }
}

TEST(SlowReader, IsDroppedWhenItTakesLessThanTheLowestRate) {
  ServerOptions options = quick_options();
  options.limits.write_rate_window_ms = 400;
  options.limits.write_bytes_per_s = 64u << 20;
  const auto server = start_or_die(options);
  RawSocket socket(server->port());
  const int little = 4096;
  ::setsockopt(socket.fd(), SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
  socket.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  char chunk[1024];
  for (int i = 0; i < 300 && server->statistics().timeouts == 0; ++i) {  // a trickle, far from no byte at all
    ::recv(socket.fd(), chunk, sizeof chunk, MSG_DONTWAIT);
    pollfd wait{-1, 0, 0};
    ::poll(&wait, 1, 10);
  }
  EXPECT_EQ(server->statistics().timeouts, 1u);
  expect_alive(server->port());
}

TEST(Answers, OnTheirWayAreBoundedAndWhoAsksForMoreIsToldToWait) {
  ServerOptions options = quick_options();
  options.limits.answers_bytes = 80u << 20;  // 20 MiB for each address: two of 8 MiB
  const auto server = start_or_die(options);
  std::vector<std::unique_ptr<RawSocket>> readers;
  for (int i = 0; i < 2; ++i) {
    readers.push_back(std::make_unique<RawSocket>(server->port()));
    const int little = 4096;  // else the two kernels take all of it
    ::setsockopt(readers.back()->fd(), SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
    readers.back()->send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(readers.back()->read_containing("\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
  }
  EXPECT_THAT(answer_to(server->port(), "GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
              StartsWith("HTTP/1.1 503 "));
  readers.clear();
  EXPECT_TRUE(parley::testing::eventually([&] { return server->statistics().connections_open == 0; }));
  EXPECT_THAT(answer_to(server->port(), "GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
              StartsWith("HTTP/1.1 200 "));
}

TEST(Statistics, CountEveryAnswerByStatus) {
  const auto server = start_or_die(quick_options(), screening_handler());
  expect_alive(server->port());
  answer_to(server->port(), post("/403", "Content-Length: 5\r\n"));
  answer_to(server->port(), "banana\r\n\r\n");
  const auto by_status = server->statistics().by_status;
  EXPECT_EQ(by_status, (std::map<int, std::uint64_t>{{200, 1}, {400, 1}, {403, 1}}));
}

}  // namespace
}  // namespace parley::http
