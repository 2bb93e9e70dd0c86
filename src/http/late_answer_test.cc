// Requests that are answered when something happens: no thread is held meanwhile, and whatever ends first - the wait,
// the client, the server - ends it.
#include "http/late_answer.h"

#include <map>

#include "http/test_server.h"
#include "testing/waiting.h"

namespace parley::http {
namespace {

using parley::testing::eventually;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Parks what begins with /wait, and lets a test answer it.
class Parking {
 public:
  Handler handler() {
    Handler out = echo_handler();
    out.park = [this](const Request& request, const LateAnswer& answer) {
      if (request.path == "/slow/throw") throw std::runtime_error("secret detail");
      if (!request.path.starts_with("/slow/wait")) return false;
      const Lock lock(mutex_);
      parked_.emplace(request.path, answer);
      return true;
    };
    return out;
  }
  std::size_t parked() const {
    const Lock lock(mutex_);
    return parked_.size();
  }
  void give(const std::string& path, const std::string& body) {
    const Lock lock(mutex_);
    for (auto [at, end] = parked_.equal_range(path); at != end; ++at)
      at->second.give({200, {{"Content-Type", "text/plain"}}, body, nullptr});
  }

 private:
  mutable Mutex mutex_;
  std::multimap<std::string, LateAnswer> parked_ PARLEY_GUARDED_BY(mutex_);
};

std::string get(const std::string& path) { return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n"; }

TEST(LateAnswer, ComesWhenItIsGivenAndTheConnectionGoesOn) {
  Parking parking;
  const auto server = start_or_die(quick_options(), parking.handler());
  RawSocket socket(server->port());
  socket.send(get("/slow/wait") + get("/fast/behind"));
  ASSERT_TRUE(eventually([&] { return parking.parked() == 1; }));
  EXPECT_EQ(socket.read_all(100), "");
  parking.give("/slow/wait", "now");
  parking.give("/slow/wait", "and again");
  // The pipelined request is answered behind it, and the second answer of the first by nobody.
  const std::string both = socket.read_containing("/fast/behind");
  EXPECT_THAT(both, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(both, HasSubstr("\r\n\r\nnow"));
  EXPECT_THAT(both, ::testing::Not(HasSubstr("again")));
}

TEST(LateAnswer, HoldsNoThread) {
  Parking parking;
  ServerOptions options = quick_options();
  options.io_threads = 1;
  options.pool_threads = 1;
  const auto server = start_or_die(options, parking.handler());
  std::vector<std::unique_ptr<RawSocket>> waiting;
  for (int i = 0; i < 50; ++i) {
    waiting.push_back(std::make_unique<RawSocket>(server->port()));
    waiting.back()->send(get("/slow/wait"));
  }
  ASSERT_TRUE(eventually([&] { return parking.parked() == 50; }));
  RawSocket other(server->port());
  other.send(get("/slow/other"));
  EXPECT_THAT(other.read_containing("/slow/other"), StartsWith("HTTP/1.1 200 OK\r\n"));
  parking.give("/slow/wait", "all");
  for (const auto& socket : waiting) EXPECT_THAT(socket->read_containing("all"), HasSubstr("all"));
}

TEST(LateAnswer, GoesNowhereWhenTheClientHasGone) {
  Parking parking;
  const auto server = start_or_die(quick_options(), parking.handler());
  {
    RawSocket socket(server->port());
    socket.send(get("/slow/wait"));
    ASSERT_TRUE(eventually([&] { return parking.parked() == 1; }));
  }
  EXPECT_TRUE(eventually([&] { return server->statistics().connections_open == 0; }));
  parking.give("/slow/wait", "too late");
  expect_alive(server->port());
}

TEST(LateAnswer, IsRefusedAtOnceWhenTheServerStops) {
  Parking parking;
  auto server = start_or_die(quick_options(), parking.handler());
  RawSocket socket(server->port());
  socket.send(get("/slow/wait"));
  ASSERT_TRUE(eventually([&] { return parking.parked() == 1; }));
  const auto begun = std::chrono::steady_clock::now();
  server.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(4)) << "it waited for what may never happen";
  EXPECT_THAT(socket.read_all(), HasSubstr("HTTP/1.1 503 "));
}

TEST(LateAnswer, AHandlerThatThrowsCostsOneRequest) {
  Parking parking;
  const auto server = start_or_die(quick_options(), parking.handler());
  RawSocket socket(server->port());
  socket.send(get("/slow/throw"));
  const std::string answer = socket.read_containing("internal error");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 "));
  EXPECT_THAT(answer, ::testing::Not(HasSubstr("secret")));
  expect_alive(server->port());
}

}  // namespace
}  // namespace parley::http
