// What a running node asks and tells by itself, seen from the other side.
#include <gtest/gtest.h>

#include <atomic>
#include <map>

#include <fmt/format.h>

#include "base/mutex.h"
#include "group/messages.h"
#include "node/exchange.h"
#include "node/peers.h"
#include "node/server.h"
#include "node/test_acting.h"
#include "node/test_group.h"
#include "testing/waiting.h"

namespace parley::node::testing {
namespace {

using namespace std::chrono_literals;
using parley::testing::eventually;

class GroupWorkerTest : public ::testing::Test {
 protected:
  void SetUp() override { make_group({&node, &peer}); }
  // The peer answers truly, and counts what it is asked by the last part of the path.
  void serve_peer() {
    peer.serve([this](const http::Request& request, const Truthful& truthful) {
      {
        const Lock lock(mutex);
        ++asked[request.path.substr(request.path.rfind('/') + 1)];
      }
      return truthful(request);
    });
  }
  void start_node() {
    auto started = NodeServer::start(node.node());
    ASSERT_TRUE(started.ok()) << started.error().message;
    server = std::move(started).value();
  }
  std::map<std::string, int> counts() {
    const Lock lock(mutex);
    return asked;
  }
  std::uint64_t held_by_node() { return node.mirror_of(peer)->size(); }
  std::uint64_t held_by_peer() { return peer.mirror_of(node)->size(); }

  Folder folder;
  Party node{folder.path() / "node", "node"}, peer{folder.path() / "peer", "peer"};
  Mutex mutex;
  std::map<std::string, int> asked PARLEY_GUARDED_BY(mutex);
  std::unique_ptr<NodeServer> server;
};

TEST_F(GroupWorkerTest, AsksOneSmallQuestionWhileNothingIsNew) {
  serve_peer();
  start_node();
  ASSERT_TRUE(eventually(
      [&] { return held_by_node() == peer.own_journal()->size() && held_by_peer() == node.own_journal()->size(); }));
  // What both have said to each other by now settles.
  std::map<std::string, int> before;
  ASSERT_TRUE(eventually([&] {
    before = counts();
    return eventually([&] { return counts()["news"] > before["news"] + 2; }) &&
           counts()["checkpoint"] == before["checkpoint"];
  }));
  auto after = counts();
  EXPECT_EQ(after["receipts"], before["receipts"]);
  EXPECT_EQ(after["add-checkpoint"], before["add-checkpoint"]);
  // And what is new there is found by it.
  peer.append({identity_object(peer.identity(), 7)});
  EXPECT_TRUE(eventually([&] { return held_by_node() == peer.own_journal()->size(); }));
}

TEST_F(GroupWorkerTest, TellsWhatIsReleasedWithoutBeingAsked) {
  serve_peer();
  start_node();
  ASSERT_TRUE(eventually([&] { return held_by_peer() == node.own_journal()->size(); }));
  const auto released = let_leave(node.node(), "drill", {identity_object(node.identity(), 8)});
  ASSERT_TRUE(released.ok()) << released.error().message;
  EXPECT_TRUE(eventually([&] { return held_by_peer() == node.own_journal()->size(); }));
}

// An acknowledgement needs the receipt of what it acknowledges, which comes a moment later than that.
TEST_F(GroupWorkerTest, AcknowledgesEachInquiryAtOnce) {
  serve_peer();
  start_node();
  ASSERT_TRUE(eventually(
      [&] { return held_by_node() == peer.own_journal()->size() && held_by_peer() == node.own_journal()->size(); }));
  for (int i = 0; i < 10; ++i) {
    const std::uint64_t before = node.own_journal()->size();
    const std::string id = fmt::format("inquiry--{:08x}-2222-4222-8222-222222222222", i + 1);
    peer.append({group::message_text(
                     {.type = "inquiry", .id = id, .author = peer.identity(), .time = {now().value / 1000 * 1000}})
                     .text("name", "What happened")
                     .raw("to_refs", json::string_array_text({node.identity()}))
                     .raw("questions", R"([{"number":1,"text":"Who?"}])")
                     .text("incident_severity", "high")
                     .raw("asks", R"(["information"])")
                     .str()});
    ASSERT_TRUE(eventually([&] { return node.own_journal()->size() > before; }, 10s)) << i;
  }
}

TEST_F(GroupWorkerTest, TurnsToAPeerThatWasSilentWhenItIsHeardFrom) {
  std::atomic<int> in_vain = 0;
  peer.serve([&](const http::Request& request, const Truthful&) {
    if (request.path == kNewsPath) ++in_vain;
    return http::Response{503, {}, std::string(), nullptr};
  });
  start_node();
  // At 0, 0.1, 0.3, 0.7, 1.5 and 3.1 s; it would be asked again after 3.2 s.
  ASSERT_TRUE(eventually([&] { return in_vain >= 6; }));
  serve_peer();
  const auto link = peer.node().peers().link(node.identity());
  ASSERT_TRUE(link.ok());
  ASSERT_TRUE(peer.node().exchange().ask_for_news(**link).ok());
  EXPECT_TRUE(eventually([&] { return held_by_peer() == node.own_journal()->size(); }, 2500ms));
}

TEST_F(GroupWorkerTest, ThatStopsDoesNotWaitForAPeerThatDoesNotAnswer) {
  parley::testing::Gate gate;
  peer.serve([&](const http::Request& request, const Truthful& truthful) {
    if (request.path.ends_with("/news")) gate.wait();
    return truthful(request);
  });
  start_node();
  ASSERT_TRUE(eventually([&] { return gate.waiting() > 0; }));
  server.reset();
  EXPECT_EQ(gate.gave_up(), 0);
  EXPECT_GT(gate.waiting(), 0) << "the answer is still on its way";
  gate.open();
  peer.stop_serving();
}

// An author that is gone: what another member holds of it is fetched from there, although nothing is new at that member
// any more.
TEST(GroupWorker, FetchesFromAnotherMemberWhenTheAuthorIsGone) {
  Folder folder;
  Party node{folder.path() / "node", "node"}, holder{folder.path() / "holder", "holder"},
      author{folder.path() / "author", "author"};
  make_group({&node, &holder, &author});
  author.serve();
  for (int i = 1; i <= 5; ++i) author.append({identity_object(author.identity(), i)});
  ASSERT_EQ(holder.sync_with(author).problem, "");
  author.stop_serving();
  const std::uint64_t entries = author.own_journal()->size();
  holder.serve();
  auto server = NodeServer::start(node.node());
  ASSERT_TRUE(server.ok()) << server.error().message;
  EXPECT_TRUE(eventually([&] { return node.mirror_of(author)->size() == entries; })) << node.mirror_of(author)->size();
}

}  // namespace
}  // namespace parley::node::testing
