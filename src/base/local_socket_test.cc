#include "base/local_socket.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <thread>

namespace parley::local {
namespace {

// Two ends that know each other, without a name in any folder.
std::array<Fd, 2> pair() {
  int ends[2] = {-1, -1};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  return {Fd(ends[0]), Fd(ends[1])};
}

TEST(LocalFrames, CarryTextAndOpenFiles) {
  const auto [here, there] = pair();
  int pipe[2] = {-1, -1};
  ASSERT_EQ(::pipe(pipe), 0);
  const Fd reads(pipe[0]), writes(pipe[1]);
  ASSERT_TRUE(send_frame(here.get(), 'F', std::string("a\0b", 3), {writes.get()}).ok());
  ASSERT_TRUE(send_frame(here.get(), 'X', "").ok());
  auto frame = receive_frame(there.get());
  ASSERT_TRUE(frame.ok()) << frame.error().message;
  EXPECT_EQ(frame->kind, 'F');
  EXPECT_EQ(frame->body, std::string("a\0b", 3));
  ASSERT_EQ(frame->fds.size(), 1u);
  // It is the same file under another number.
  ASSERT_EQ(::write(frame->fds[0].get(), "x", 1), 1);
  char got = 0;
  EXPECT_EQ(::read(reads.get(), &got, 1), 1);
  EXPECT_EQ(got, 'x');
  const auto empty = receive_frame(there.get());
  ASSERT_TRUE(empty.ok());
  EXPECT_EQ(empty->kind, 'X');
  EXPECT_TRUE(empty->body.empty() && empty->fds.empty());
}

TEST(LocalFrames, AreRefusedBeforeTheyAreHeldWhenTheyAreTooLarge) {
  const auto [here, there] = pair();
  const std::uint32_t length = (1u << 20) + 1;
  char head[5] = {};
  std::memcpy(head, &length, 4);
  ASSERT_EQ(::send(here.get(), head, sizeof head, 0), 5);
  EXPECT_EQ(receive_frame(there.get()).error().code, Code::too_large);
}

TEST(LocalFrames, EndWhenTheOtherSideIsGone) {
  auto [here, there] = pair();
  ASSERT_EQ(::send(here.get(), "\1\0", 2, 0), 2);
  here.reset();
  EXPECT_EQ(receive_frame(there.get()).error().code, Code::unavailable);
  EXPECT_FALSE(send_frame(there.get(), 'X', "0").ok()) << "and no signal ends the process";
}

// A signal that comes while the other side is slow to read, such as that of a resized terminal, is no error.
TEST(LocalFrames, ArriveWholeAlthoughSignalsInterruptTheSending) {
  struct sigaction interrupts {};
  interrupts.sa_handler = [](int) {};
  struct sigaction before {};
  ASSERT_EQ(::sigaction(SIGUSR1, &interrupts, &before), 0);
  const auto [here, there] = pair();
  const int to = here.get();
  const std::string body(1u << 20, 'x');
  std::atomic<bool> sent = false;
  Status status;
  std::thread sender([&] {
    status = send_frame(to, 'F', body);
    sent = true;
  });
  std::thread signals([&] {
    for (; !sent; std::this_thread::sleep_for(std::chrono::milliseconds(1)))
      ::pthread_kill(sender.native_handle(), SIGUSR1);
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));  // the socket is full, and the sender waits
  const auto frame = receive_frame(there.get());
  signals.join();
  sender.join();
  ::sigaction(SIGUSR1, &before, nullptr);
  EXPECT_TRUE(status.ok()) << status.error().message;
  ASSERT_TRUE(frame.ok()) << frame.error().message;
  EXPECT_EQ(frame->body, body);
}

TEST(LocalFrames, CarryErrorsWithTheirCode) {
  const auto [here, there] = pair();
  ASSERT_TRUE(send_error(here.get(), {Code::not_found, "there is no such file"}).ok());
  const Error error = error_in(receive_frame(there.get()).value());
  EXPECT_EQ(error.code, Code::not_found);
  EXPECT_EQ(error.message, "there is no such file");
  // A number that is none of ours is not taken for one.
  for (const char* body : {"99 x", "-1 x", "x x"}) {
    ASSERT_TRUE(send_frame(here.get(), 'E', body).ok());
    const Error other = error_in(receive_frame(there.get()).value());
    EXPECT_TRUE(other.code == Code::internal || std::string_view(body) == "x x") << body;
    EXPECT_EQ(other.message, "x");
  }
}

TEST(LocalFrames, AreFromWhoTheKernelSays) {
  const auto [here, there] = pair();
  const auto other = other_end(here.get());
  ASSERT_TRUE(other.ok()) << other.error().message;
  EXPECT_EQ(other->uid, ::geteuid());
  EXPECT_TRUE(other->is_mine_or_roots());
  EXPECT_FALSE((OtherEnd{::geteuid() + 4'000'000, 1}).is_mine_or_roots());
}

TEST(LocalFrames, HaveBodiesThatAreCutAtSeparators) {
  EXPECT_EQ(split("80 101 a b c", ' ', 3), (std::vector<std::string>{"80", "101", "a b c"}));
  EXPECT_EQ(split("", ' '), (std::vector<std::string>{""}));
  EXPECT_EQ(split(std::string_view("a\0\0b", 4), '\0'), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(to_int("17"), 17);
  EXPECT_EQ(to_int("x"), 0);
}

}  // namespace
}  // namespace parley::local
