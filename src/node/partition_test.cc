// Three nodes whose connections come and go, which hear of things in different orders and whose clocks are an hour
// apart: once they can talk again, each computes the same history, to the second.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

#include "node/exchange.h"
#include "node/membership.h"
#include "node/own_acts.h"
#include "node/peers.h"
#include "node/test_acting.h"
#include "node/test_described.h"
#include "node/test_group.h"

namespace parley::node::testing {
namespace {

using namespace std::chrono_literals;

class Partition : public ::testing::Test {
 protected:
  void SetUp() override {
    make_group({&parties[0], &parties[1], &parties[2]});
    for (Party& one : parties) one.serve();
  }

  void say(Party& party, const std::string& text) {
    const auto released = let_leave(party.node(), "drill", {text});
    ASSERT_TRUE(released.ok()) << released.error().message;
    ASSERT_TRUE(party.own_journal()->publish().ok());
  }
  json::ObjectWriter message(Party& party, std::string_view type, const std::string& id) {
    return group::message_text({.type = std::string(type),
                                .id = id,
                                .author = party.identity(),
                                .time = {party.node().time().value / 1000 * 1000}});
  }
  std::string ask(Party& from, const std::vector<std::string>& to) {
    const std::string id = fmt::format("inquiry--{:08x}-2222-4222-8222-222222222222", ++number);
    say(from, message(from, "inquiry", id)
                  .text("name", "What happened")
                  .raw("to_refs", json::string_array_text(to))
                  .raw("questions", R"([{"number":1,"text":"Who?"},{"number":2,"text":"When?"}])")
                  .text("incident_severity", "high")
                  .raw("asks", R"(["information"])")
                  .str());
    inquiries.emplace_back(id, to);
    return id;
  }
  void answer(Party& party, const std::string& inquiry) {
    say(party, message(party, "reply", {})
                   .text("inquiry_ref", inquiry)
                   .raw("answers", R"([{"question":1,"outcome":"answered","text":"They did"}])")
                   .str());
  }
  void push_and_pull(Party& one, Party& other) {
    const auto view = one.node().membership().group("drill");
    auto link = one.node().peers().link(other.identity());
    for (const MemberView& member : view->members)
      if (member.identity_id == other.identity()) (void)one.node().exchange().push(*view, member, **link);
    (void)one.sync_with(other);
  }
  void heal() {
    for (Party& one : parties) one.serve();
    // Each round may make a node say something by itself: an acknowledgement, then receipts of it.
    for (int round = 0; round < 6; ++round) {
      for (Party& one : parties) {
        ASSERT_TRUE(one.node().own_acts().act().ok());
        ASSERT_TRUE(one.own_journal()->publish().ok());
      }
      for (Party& one : parties)
        for (Party& other : parties) {
          if (&one == &other) continue;
          EXPECT_EQ(one.sync_with(other).problem, "");
        }
    }
  }
  void expect_same_view() {
    const Micros at{now().value + 50ll * 3'600'000'000};  // some are overdue by then
    const std::string first = described(parties[0].node(), at);
    EXPECT_EQ(described(parties[1].node(), at), first);
    EXPECT_EQ(described(parties[2].node(), at), first);
    for (Party& one : parties)
      for (Party& other : parties) {
        if (&one == &other) continue;
        EXPECT_EQ(one.mirror_of(other)->size(), other.own_journal()->size());
      }
  }

  const Folder folder;
  std::array<Party, 3> parties{Party{folder.path() / "one", "one", 0s}, Party{folder.path() / "two", "two", 1h},
                               Party{folder.path() / "three", "three", -1h}};
  int number = 0;
  std::vector<std::pair<std::string, std::vector<std::string>>> inquiries;
};

TEST_F(Partition, OneSideIsAwayForAWhile) {
  Party &one = parties[0], &two = parties[1], &three = parties[2];
  three.stop_serving();
  const std::string inquiry = ask(one, {two.identity(), three.identity()});
  for (int i = 0; i < 3; ++i) {
    say(one, identity_object(one.identity(), i));
    push_and_pull(one, two);
    push_and_pull(two, one);
  }
  ASSERT_TRUE(two.node().own_acts().act().ok());
  answer(two, inquiry);
  EXPECT_NE(one.sync_with(three).problem, "");
  ask(three, {one.identity()});
  heal();
  expect_same_view();
  const std::string history = described(one.node(), now());
  EXPECT_EQ(history.find("received -"), std::string::npos) << history;
}

// Heads of several sizes cosigned while the third is away: it hears of the first receipts only from the others' lists.
TEST_F(Partition, ReceiptsThatNobodyServesAnyMoreStillDecideTheClock) {
  Party &one = parties[0], &two = parties[1], &three = parties[2];
  ask(one, {two.identity()});
  push_and_pull(one, two);
  for (int i = 0; i < 2; ++i) {
    for (Party& party : parties) party.pass(1'100ms);  // cosignatures count in seconds
    say(one, identity_object(one.identity(), i));
    push_and_pull(one, two);
  }
  EXPECT_EQ(three.sync_with(one).problem, "");
  EXPECT_EQ(three.sync_with(two).problem, "");
  heal();
  expect_same_view();
}

TEST_F(Partition, AnyOrderOfCutsAndTalksEndsInTheSameHistory) {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto any = [&]() -> Party& { return parties[random() % 3]; };
    std::array<bool, 3> is_up{true, true, true};
    for (int step = 0; step < 60; ++step) {
      const std::size_t at = random() % 3;
      Party& party = parties[at];
      switch (random() % 8) {
        case 0:
          is_up[at] ? party.stop_serving() : party.serve();
          is_up[at] = !is_up[at];
          break;
        case 1: {
          Party& other = any();
          if (&other != &party) ask(party, {other.identity()});
          break;
        }
        case 2:
          for (const auto& [inquiry, to] : inquiries)
            if (std::find(to.begin(), to.end(), party.identity()) != to.end() && random() % 4 == 0) {
              answer(party, inquiry);
              break;
            }
          break;
        case 3:
          say(party, identity_object(party.identity(), 10'000 + ++number));
          break;
        case 4:
          ASSERT_TRUE(party.node().own_acts().act().ok());
          break;
        default: {
          Party& other = any();
          if (&other != &party) push_and_pull(party, other);
        }
      }
    }
    heal();
    expect_same_view();
  }
}

}  // namespace
}  // namespace parley::node::testing
