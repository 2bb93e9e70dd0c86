// What the server does with input and conditions that are against it. After each the next request is served.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "http/server.h"
#include "http/test_server.h"
#include "testing/sanitized.h"
#include "testing/waiting.h"

namespace parley::http {
namespace {

using ::parley::testing::eventually;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string kPost = "POST / HTTP/1.1\r\nHost: x\r\n";
const std::string kAnother = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

struct Case {
  const char* name;
  std::string bytes;
  int status;
};

const Case kCases[] = {
    {"HeaderBomb", "GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(100'000, 'a'), 431},
    {"LongTarget", "GET /" + std::string(100'000, 'a'), 414},
    {"MalformedLine", "banana\r\n\r\n" + kAnother, 400},
    {"LengthAndChunked", kPost + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + kAnother, 400},
    {"ConflictingLengths", kPost + "Content-Length: 4\r\nContent-Length: 0\r\n\r\n" + kAnother, 400},
    {"LyingChunk", kPost + "Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n" + kAnother, 400},
    {"BareLf", "GET / HTTP/1.1\nHost: x\n\n" + kAnother, 400},
    {"Http2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
    {"LargeBody", kPost + "Content-Length: 1048577\r\n\r\n", 413},
    {"LargeChunkedBody", kPost + "Transfer-Encoding: chunked\r\n\r\n100001\r\n" + std::string(2'000'000, 'a'), 413},
    {"Binary", std::string("\0\xFF\x80\x01", 4), 400},
};

class HostileInput : public ::testing::TestWithParam<Case> {};

TEST_P(HostileInput, IsRefusedOnceAndTheConnectionCloses) {
  const auto server = start_or_die(quick_options());
  const std::string got = answer_to(server->port(), GetParam().bytes);
  EXPECT_THAT(got, AllOf(StartsWith("HTTP/1.1 " + std::to_string(GetParam().status) + " "),
                         HasSubstr("Connection: close\r\n"), HasSubstr("{\"title\":\"")));
  EXPECT_EQ(got.find("}HTTP/1.1"), std::string::npos) << "a second answer: " << got;
  EXPECT_EQ(server->statistics().refused, 1u);
  EXPECT_EQ(server->statistics().requests, 0u);
  expect_alive(server->port());
}
INSTANTIATE_TEST_SUITE_P(Table, HostileInput, ::testing::ValuesIn(kCases),
                         [](const auto& param) { return param.param.name; });

TEST(HostileBody, ThatEndsEarlyIsRefused) {
  const auto server = start_or_die(quick_options());
  for (const char* more :
       {"Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n5\r\nab", "Content-Le"}) {
    RawSocket socket(server->port());
    socket.send(kPost + more);
    socket.end_output();
    EXPECT_THAT(socket.read_all(), StartsWith("HTTP/1.1 400 "));
  }
  expect_alive(server->port());
}

TEST(HostileTiming, SlowHeaderIsTimedOutHoweverItDrips) {
  ServerOptions options = quick_options();
  options.limits.header_timeout_ms = 200;
  const auto server = start_or_die(options);
  RawSocket socket(server->port());
  // As long as it wants to, were it not timed out.
  const std::string header = "GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(1000, 'b');
  std::size_t dripped = 0;
  for (; dripped < header.size(); ++dripped) {
    if (!socket.send({&header[dripped], 1})) break;
    pollfd wait{socket.fd(), POLLIN, 0};
    if (::poll(&wait, 1, 30) > 0) break;
  }
  EXPECT_THAT(socket.read_all(), StartsWith("HTTP/1.1 408 "));
  EXPECT_LT(dripped, header.size());
  EXPECT_EQ(server->statistics().timeouts, 1u);
  expect_alive(server->port());
}

TEST(HostileTiming, SilentBodyIsTimedOut) {
  ServerOptions options = quick_options();
  options.limits.body_timeout_ms = 200;
  const auto server = start_or_die(options);
  EXPECT_THAT(answer_to(server->port(), kPost + "Content-Length: 10\r\n\r\nabc"), StartsWith("HTTP/1.1 408 "));
  EXPECT_THAT(answer_to(server->port(), kPost + "Transfer-Encoding: chunked\r\n\r\nff\r\nabc"),
              StartsWith("HTTP/1.1 408 "));
  expect_alive(server->port());
}

TEST(HostileTiming, BodyBelowTheMinimumRateIsTimedOut) {
  ServerOptions options = quick_options();
  options.limits.body_bytes_per_s = 1000;
  options.limits.body_rate_window_ms = 300;
  const auto server = start_or_die(options);
  RawSocket socket(server->port());
  socket.send(kPost + "Content-Length: 100000\r\n\r\n");
  for (int i = 0; i < 100; ++i) {
    if (!socket.send("a")) break;
    pollfd wait{socket.fd(), POLLIN, 0};
    if (::poll(&wait, 1, 20) > 0) break;
  }
  EXPECT_THAT(socket.read_all(), StartsWith("HTTP/1.1 408 "));
  expect_alive(server->port());
}

TEST(HostileTiming, BodyAboveTheMinimumRateMayTakeLongerThanItsWindow) {
  ServerOptions options = quick_options();
  options.limits.body_bytes_per_s = 100;
  options.limits.body_rate_window_ms = 100;
  const auto server = start_or_die(options);
  RawSocket socket(server->port());
  socket.send(kPost + "Content-Length: 1000\r\n\r\n");
  for (int i = 0; i < 10; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(40));  // how slow it is: the load itself
    ASSERT_TRUE(socket.send(std::string(100, 'a')));
  }
  EXPECT_THAT(socket.read_containing("POST /"), StartsWith("HTTP/1.1 200 "));
}

TEST(HostileTiming, IdleConnectionIsClosedWithoutAWord) {
  ServerOptions options = quick_options();
  options.limits.idle_timeout_ms = 150;
  const auto server = start_or_die(options);
  EXPECT_EQ(answer_to(server->port(), ""), "");
  EXPECT_EQ(answer_to(server->port(), "\r\n\r\n"), "");
  RawSocket socket(server->port());
  socket.send("GET /fast HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(socket.read_all(), StartsWith("HTTP/1.1 200 "));
  EXPECT_TRUE(socket.ended());
}

TEST(HostileTiming, ReaderThatTakesNothingIsDropped) {
  ServerOptions options = quick_options();
  options.limits.write_timeout_ms = 200;
  const auto server = start_or_die(options);
  RawSocket socket(server->port());
  socket.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return server->statistics().timeouts == 1; }));
  expect_alive(server->port());
}

TEST(HostileCrowd, PastTheLimitGets503AndAPlaceComesFree) {
  for (const bool per_address : {false, true}) {
    ServerOptions options = quick_options();
    (per_address ? options.limits.connections_per_address : options.limits.connections) = 2;
    const auto server = start_or_die(options);
    {
      RawSocket first(server->port()), second(server->port());
      first.send("GET /fast HTTP/1.1\r\nHost: x\r\n\r\n");
      first.read_containing("GET /fast");
      EXPECT_THAT(answer_to(server->port(), ""), StartsWith("HTTP/1.1 503 "));
      EXPECT_THAT(answer_to(server->port(), kAnother), StartsWith("HTTP/1.1 503 "));
      EXPECT_EQ(server->statistics().turned_away, per_address ? 0u : 2u);
    }
    EXPECT_TRUE(eventually([&] { return server->statistics().connections_open == 0; }));
    expect_alive(server->port());
  }
}

TEST(HostileCrowd, BodiesHaveACommonLimit) {
  ServerOptions options = quick_options();
  options.limits.bodies_bytes = 3u << 19;
  const auto server = start_or_die(options);
  {
    RawSocket first(server->port());
    first.send(kPost + "Content-Length: 1000000\r\n\r\n" + std::string(900'000, 'a'));
    EXPECT_TRUE(eventually([&] { return server->statistics().bytes_in > 900'000; })) << "the first is not read";
    RawSocket second(server->port());
    second.send(kPost + "Content-Length: 1000000\r\n\r\n" + std::string(900'000, 'a'));
    EXPECT_THAT(second.read_all(), StartsWith("HTTP/1.1 503 "));
    first.send(std::string(100'000, 'a'));
    EXPECT_THAT(first.read_containing("POST /"), StartsWith("HTTP/1.1 200 "));
  }
  RawSocket third(server->port());
  third.send(kPost + "Content-Length: 600000\r\n\r\n" + std::string(600'000, 'a'));
  EXPECT_THAT(third.read_containing("POST /"), StartsWith("HTTP/1.1 200 "));
}

// The descriptors run out for the whole process, so no other test may run beside it in one process.
TEST(HostileCrowd, WithoutDescriptorsAcceptingPausesAndDoesNotSpin) {
  if (parley::testing::kSanitized)
    GTEST_SKIP() << "the undefined-behaviour sanitizer needs descriptors of its own to look at objects; the dev and "
                    "tsan presets run this";
  Handler handler = echo_handler();
  std::atomic<int> logged = 0;
  handler.log = [&](std::string_view) { ++logged; };
  const auto server = start_or_die(quick_options(), std::move(handler));
  RawSocket waiting(server->port());  // so that the listener has accepted before
  waiting.send("GET /fast HTTP/1.1\r\nHost: x\r\n\r\n");
  waiting.read_containing("GET /fast");
  std::vector<Fd> hoard;
  rlimit before{}, tight{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  Fd last(::dup(0));
  tight = before;
  tight.rlim_cur = static_cast<rlim_t>(last.get()) + 2;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
  while (true) {
    Fd fd(::dup(0));
    if (!fd.is_open()) break;
    hoard.push_back(std::move(fd));
  }
  last.reset();
  RawSocket starved(server->port());  // takes the one descriptor that was given back; the server has none for its end
  ASSERT_TRUE(starved.connected());
  starved.send("GET /fast HTTP/1.1\r\nHost: x\r\n\r\n");
  timespec cpu_before{}, cpu_after{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu_before);
  std::this_thread::sleep_for(std::chrono::milliseconds(400));  // over which is counted what it uses
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu_after);
  const double used_ms = static_cast<double>(cpu_after.tv_sec - cpu_before.tv_sec) * 1e3 +
                         static_cast<double>(cpu_after.tv_nsec - cpu_before.tv_nsec) / 1e6;
  EXPECT_LT(used_ms, 100);
  EXPECT_EQ(logged, 1);
  waiting.send("GET /fast HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::string answered = waiting.read_containing("GET /fast");
  hoard.clear();
  ::setrlimit(RLIMIT_NOFILE, &before);
  // Only now: the undefined-behaviour sanitizer needs descriptors of its own to look at gMock's matchers.
  EXPECT_THAT(answered, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(starved.read_containing("GET /fast"), StartsWith("HTTP/1.1 200"));
  expect_alive(server->port());
}

}  // namespace
}  // namespace parley::http
