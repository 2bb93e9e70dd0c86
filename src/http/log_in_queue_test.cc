// Who waits for a log-in: places and turns, without a socket or a clock.
#include "http/log_in_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::http {
namespace {

Job job(const std::string& peer, std::uint64_t connection) {
  Job out;
  out.connection = connection;
  out.request.peer = peer;
  return out;
}

TEST(LogInQueue, OneNamesLogInsDoNotTakeThePlacesOfOthersAtItsAddress) {
  LogInQueue queue({.all = 64, .per_address = 16, .per_name = 8});
  for (std::uint64_t i = 0; i < 8; ++i) EXPECT_TRUE(queue.add(job("192.0.2.1:1000", i), "scanner"));
  EXPECT_FALSE(queue.add(job("192.0.2.1:1001", 8), "scanner"));
  EXPECT_TRUE(queue.add(job("192.0.2.1:1002", 9), "anna"));
  EXPECT_TRUE(queue.add(job("192.0.2.2:1000", 10), "scanner")) << "another address";
  EXPECT_EQ(queue.take().connection, 0u);
  EXPECT_EQ(queue.take().connection, 10u) << "addresses take turns";
  EXPECT_EQ(queue.take().connection, 9u) << "and so do the names at one: nobody stands behind all eight";
  EXPECT_EQ(queue.take().connection, 1u);
}

TEST(LogInQueue, AnAddressWithManyNamesHasABoundAndSoHaveAll) {
  LogInQueue queue({.all = 6, .per_address = 4, .per_name = 2});
  for (std::uint64_t i = 0; i < 4; ++i) EXPECT_TRUE(queue.add(job("[2001:db8::1]:1", i), std::to_string(i)));
  EXPECT_FALSE(queue.add(job("[2001:db8::2]:1", 4), "anna")) << "a /64 is one address";
  EXPECT_TRUE(queue.add(job("192.0.2.1:1", 5), "anna"));
  EXPECT_TRUE(queue.add(job("192.0.2.2:1", 6), "anna"));
  EXPECT_FALSE(queue.add(job("192.0.2.3:1", 7), "anna"));
  for (int i = 0; i < 6; ++i) queue.take();
  EXPECT_TRUE(queue.empty());
  EXPECT_TRUE(queue.add(job("[2001:db8::2]:1", 8), "anna"));
}

TEST(LogInQueue, AClosedConnectionGivesItsPlaceBack) {
  LogInQueue queue({.all = 64, .per_address = 16, .per_name = 2});
  EXPECT_TRUE(queue.add(job("192.0.2.1:1", 1), "anna"));
  EXPECT_TRUE(queue.add(job("192.0.2.1:2", 2), "anna"));
  EXPECT_FALSE(queue.add(job("192.0.2.1:3", 3), "anna"));
  EXPECT_TRUE(queue.forget(nullptr, 1));
  EXPECT_FALSE(queue.forget(nullptr, 1));
  EXPECT_TRUE(queue.add(job("192.0.2.1:3", 3), "anna"));
  EXPECT_TRUE(queue.forget(nullptr, 2));
  EXPECT_TRUE(queue.forget(nullptr, 3));
  EXPECT_TRUE(queue.empty());
  EXPECT_TRUE(queue.add(job("192.0.2.1:4", 4), "anna"));
  EXPECT_EQ(queue.take().connection, 4u);
}

TEST(LogInQueue, TheNameIsThatOfTheCredentials) {
  Request request;
  EXPECT_EQ(LogInQueue::name_of(request), "");
  request.headers = {{"authorization", "Basic YW5uYTpzZWNyZXQ="}};
  EXPECT_EQ(LogInQueue::name_of(request), "anna");
  request.headers = {{"authorization", "Bearer parley_00"}};
  EXPECT_EQ(LogInQueue::name_of(request), "");
}

}  // namespace
}  // namespace parley::http
