#include "base/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace parley {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

class Programs : public ::testing::Test {
 protected:
  // As the command does at its start: a program that reads no more is found out by the failed write.
  void SetUp() override { std::signal(SIGPIPE, SIG_IGN); }
  static Ran shell(const std::string& line, std::string_view input = {}, std::chrono::milliseconds patience = 60s,
                   std::size_t most_output = 16u << 20) {
    return run_program({.path = "/bin/sh",
                        .arguments = {"sh", "-c", line},
                        .variables = {"GIVEN=one; echo two", "PATH=/usr/bin:/bin"},
                        .patience = patience,
                        .most_output = most_output},
                       input);
  }
};

// More than both pipes hold, so that neither side may wait until the other has finished.
TEST_F(Programs, WhatGoesInComesOutWhole) {
  std::string text(3u << 20, 'x');
  for (std::size_t i = 0; i < text.size(); i += 80) text[i] = '\n';
  const Ran ran = shell("cat", text);
  EXPECT_EQ(ran.how, Ran::How::done);
  EXPECT_EQ(ran.output, text);
}

TEST_F(Programs, GetsTheNamedVariablesAndNoOthers) {
  ::setenv("PARLEY_TEST_SECRET", "hidden", 1);
  const Ran ran = shell("env");
  ::unsetenv("PARLEY_TEST_SECRET");
  EXPECT_EQ(ran.how, Ran::How::done);
  EXPECT_THAT(ran.output, HasSubstr("GIVEN=one; echo two\n"));
  EXPECT_THAT(ran.output, Not(HasSubstr("hidden")));
}

TEST_F(Programs, AStatusOrASignalIsAFailureAndNoProgramIsSaidSo) {
  EXPECT_EQ(shell("exit 3").how, Ran::How::failed);
  EXPECT_EQ(shell("kill -TERM $$").how, Ran::How::failed);
  EXPECT_EQ(run_program({.path = "/no/such/program", .arguments = {"it"}, .variables = {}, .patience = 1s}, "").how,
            Ran::How::not_started);
}

TEST_F(Programs, WhoReadsNothingHasNotFailed) {
  EXPECT_EQ(shell("exit 0", std::string(1u << 20, 'x')).how, Ran::How::done);
  EXPECT_EQ(shell("exec <&-; sleep 0.1; echo done", std::string(1u << 20, 'x')).output, "done\n");
}

TEST_F(Programs, EndsWhatTakesTooLongWithAllThatItStarted) {
  const Ran ran = shell("sleep 1000 & echo $!; sleep 1000", {}, 300ms);
  EXPECT_EQ(ran.how, Ran::How::out_of_time);
  const int left = std::atoi(ran.output.c_str());
  ASSERT_GT(left, 0);
  // Ended, and perhaps not yet taken from the table of processes by whoever is its parent now.
  EXPECT_EQ(shell("for i in 1 2 3 4 5 6 7 8 9 10; do grep -qs '^State:\t[^ZX]' /proc/" + std::to_string(left) +
                  "/status || exit 0; sleep 0.2; done; exit 1")
                .how,
            Ran::How::done);
}

TEST_F(Programs, EndsWhatWritesTooMuch) {
  const Ran ran = shell("yes", {}, 60s, 1u << 20);
  EXPECT_EQ(ran.how, Ran::How::too_much_output);
}

TEST_F(Programs, WithoutAReaderItsOutputGoesNowhere) {
  const Ran ran = shell("yes | head -c 3000000", {}, 60s, 0);
  EXPECT_EQ(ran.how, Ran::How::done);
  EXPECT_EQ(ran.output, "");
}

}  // namespace
}  // namespace parley
