#include "http/listener.h"

#include <gmock/gmock.h>

#include <new>

#include "http/test_server.h"

namespace parley::http {
namespace {

// What a system without memory does at the worst moment.
TEST(Listener, AcceptsAfterSomethingWasThrownOnTheWayIn) {
  Shared shared({}, {});
  auto worker = Worker::create(shared).value();
  const auto listener = Listener::open("127.0.0.1", 0, {worker.get()}).value();
  std::atomic<int> asked = 0, logged = 0;
  listener->start(
      [&](const std::string&) -> std::optional<Listener::Place> {
        if (asked++ == 0) throw std::bad_alloc();
        return std::nullopt;
      },
      [&](std::string_view) { ++logged; });
  for (int i = 0; i < 3; ++i) {
    RawSocket client(listener->port());
    EXPECT_EQ(client.read_all(), "") << "closed without a word";
  }
  EXPECT_EQ(asked, 3);
  EXPECT_EQ(logged, 1);
  listener->stop();
  worker->stop();
}

}  // namespace
}  // namespace parley::http
