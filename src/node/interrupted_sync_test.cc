// A sync that a person stops, at any moment: what came stays, nothing is lost or doubled, and the next one goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <atomic>
#include <thread>

#include "node/exchange.h"
#include "node/peer_link.h"
#include "node/peers.h"
#include "node/test_group.h"
#include "testing/waiting.h"

namespace parley::node::testing {
namespace {

using ::testing::HasSubstr;

class InterruptedSync : public ::testing::Test {
 protected:
  void SetUp() override {
    make_group({&ours, &first, &second});
    for (Party* one : {&ours, &first, &second}) ASSERT_TRUE(one->own_journal()->publish().ok());
    for (Party* one : {&ours, &first, &second}) one->serve();
  }
  // Under the author's newest head: the same entries in the same order, each of them once.
  void expect_all_of(Party& author) {
    const auto mirror = ours.mirror_of(author);
    EXPECT_EQ(mirror->size(), author.own_journal()->size());
    EXPECT_EQ(head_text(*mirror), head_text(*author.own_journal()));
    const auto verified = mirror->verify();
    EXPECT_TRUE(verified.ok()) << verified.error().message;
  }
  static std::string head_text(const journal::Journal& journal) {
    const std::string head = journal.checkpoint();
    return head.substr(0, head.find("\n\n"));
  }

  const Folder folder;
  Party ours{folder.path() / "ours", "ours"}, first{folder.path() / "first", "first"},
      second{folder.path() / "second", "second"};
};

// Stopped at the first question whether it is to go on, then at the second, and so on, until none is left: each time
// there is something new to be fetched.
TEST_F(InterruptedSync, AtAnyMomentLosesAndDoublesNothing) {
  int most = 0;
  for (int number = 0, stops_at = 0; stops_at <= most; ++stops_at) {
    SCOPED_TRACE(stops_at);
    for (Party* author : {&first, &second}) author->append({identity_object(author->identity(), ++number)});
    const std::uint64_t before[] = {ours.mirror_of(first)->size(), ours.mirror_of(second)->size()};
    int asked = 0;
    const auto reports = ours.node().exchange().sync("drill", {}, [&] { return ++asked > stops_at; });
    // Whoever was not asked, or not to the end, has that as his problem; nobody is said to be at fault.
    for (const SyncReport& one : reports)
      if (!one.problem.empty()) EXPECT_THAT(one.problem, HasSubstr("stopped"));
    EXPECT_GE(ours.mirror_of(first)->size(), before[0]);
    EXPECT_GE(ours.mirror_of(second)->size(), before[1]);
    if (asked > stops_at) most = stops_at + 1;
  }
  EXPECT_GT(most, 10) << "it was stopped between any two requests";
  for (const SyncReport& one : ours.node().exchange().sync("drill")) EXPECT_EQ(one.problem, "");
  expect_all_of(first);
  expect_all_of(second);
  EXPECT_TRUE(ours.evidence().empty()) << "who was not waited for did nothing wrong";
}

TEST_F(InterruptedSync, KeepsWhatCameFromOneWhenItIsStoppedAtTheNext) {
  for (Party* author : {&first, &second}) author->append({identity_object(author->identity(), 1)});
  std::atomic<bool> stop = false;
  const auto progress = [&](const SyncReport& now) { stop = stop || now.after > now.before; };
  const auto reports = ours.node().exchange().sync("drill", progress, [&] { return stop.load(); });
  ASSERT_EQ(reports.size(), 2u);
  std::vector<Party*> whole;
  for (Party* author : {&first, &second})
    if (ours.mirror_of(*author)->size() == author->own_journal()->size()) whole.push_back(author);
  ASSERT_EQ(whole.size(), 1u) << "of the one everything came, and the other was not asked";
  for (const SyncReport& one : ours.node().exchange().sync("drill")) EXPECT_EQ(one.problem, "");
  expect_all_of(first);
  expect_all_of(second);
}

// Each question in turn is the one whose answer does not come.
TEST_F(InterruptedSync, DoesNotWaitForAnAnswerThatIsOnItsWay) {
  int number = 0;
  for (const char* what : {"/add-checkpoint", "/checkpoint", "/tile/", "/salts/", "/objects/", "/receipts"}) {
    SCOPED_TRACE(what);
    for (Party* author : {&first, &ours}) author->append({identity_object(author->identity(), ++number)});
    parley::testing::Gate gate;
    first.serve([&](const http::Request& request, const Truthful& truthful) {
      if (request.path.find(what) != std::string::npos) gate.wait();
      return truthful(request);
    });
    const auto reports = ours.node().exchange().sync("drill", {}, [&] { return gate.waiting() > 0; });
    EXPECT_EQ(gate.gave_up(), 0) << "it waited for the answer";
    EXPECT_GT(gate.waiting(), 0);
    EXPECT_TRUE(std::any_of(reports.begin(), reports.end(),
                            [](const SyncReport& one) { return one.problem.find("stopped") != std::string::npos; }));
    gate.open();
    first.stop_serving();  // what it answers with looks at the gate
    first.serve();
  }
  for (const SyncReport& one : ours.node().exchange().sync("drill")) EXPECT_EQ(one.problem, "");
  expect_all_of(first);
}

// Each answer comes in time, and there are as many of them as the peer likes.
TEST_F(InterruptedSync, IsOverWithAPeerThatIsWaitedForAgainAndAgain) {
  constexpr int kPatienceMs = 400;
  std::atomic<int> asked = 0;
  std::atomic<std::size_t> bytes = 1;
  first.serve([&](const http::Request&, const Truthful&) {
    ++asked;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return http::Response{200, {{"Content-Type", "text/plain"}}, std::string(bytes, 'x'), nullptr};
  });
  const auto link = ours.node().peers().link(first.identity());
  ASSERT_TRUE(link.ok());
  (*link)->begins_exchange(kPatienceMs);
  Result<http::Response> answer = (*link)->get("/news");
  for (int i = 0; i < 100 && answer.ok(); ++i) answer = (*link)->get("/news");
  ASSERT_FALSE(answer.ok()) << "it is waited for without end";
  EXPECT_EQ(answer.error().code, Code::unavailable);
  EXPECT_THAT(answer.error().message, HasSubstr("too slow"));
  const int before = asked;
  EXPECT_LE(before, kPatienceMs / 50 + 1);
  EXPECT_FALSE((*link)->get("/news").ok());
  EXPECT_EQ(asked, before) << "it is not even asked again";
  // What comes pays for the time that it takes, and the next exchange begins anew.
  (*link)->begins_exchange(kPatienceMs);
  bytes = 200'000;
  for (int i = 0; i < 20; ++i) EXPECT_TRUE((*link)->get("/news").ok());
}

}  // namespace
}  // namespace parley::node::testing
