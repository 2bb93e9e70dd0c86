// Two parties' nodes as real processes, killed at any instant while they import, release, ask each other and sync.
// After each round: nothing that was acknowledged is gone, nothing was released twice, both hold the same, and no clock
// has moved.
//
//   PARLEY_DRILL_ROUNDS=200 build/dev/src/cli/parley_cli_test --gtest_filter='CrashDrill.*'
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "cli/test_node.h"
#include "json/json.h"
#include "testing/ports.h"
#include "testing/waiting.h"

namespace parley::cli::testing {
namespace {

int rounds() {
  const char* set = std::getenv("PARLEY_DRILL_ROUNDS");
  return set != nullptr ? std::atoi(set) : 6;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

// One party: its node, and what it was told is done.
struct Side {
  Side(const std::string& its_name, int its_number)
      : name(its_name),
        number(its_number),
        peer_port(std::to_string(parley::testing::free_port())),
        node({"--party", its_name, "--domain", its_name + ".example", "--peer-port", peer_port, "--peer-url",
              "https://127.0.0.1:" + peer_port}) {}

  std::string object(int which) const {
    return fmt::format(
        R"({{"type":"identity","spec_version":"2.1","id":"{}","created":"2026-07-09T18:30:00.000Z","modified":"2026-07-09T18:30:00.000Z","name":"Team {}","identity_class":"group",)"
        R"("object_marking_refs":["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"]}})",
        id_of(which), which);
  }
  std::string id_of(int which) const {
    return fmt::format("identity--{:08x}-{:04x}-4111-8111-111111111111", which, number);
  }
  std::string journal() const { return "drill." + name; }

  // Imports, releases, asks, one after the other, until `stop`; an error means no more than that nothing was
  // acknowledged.
  void work(const std::string& other, const std::atomic<bool>& stop) {
    while (!stop) {
      std::string objects;
      std::vector<std::string> fresh;
      for (int i = 0; i < 3; ++i) {
        fresh.push_back(id_of(next));
        objects += (i > 0 ? "," : "") + object(next++);
      }
      const auto posted = http::fetch(
          {.url = node.url + "/api/collections/" + node.collection + "/objects/",
           .method = "POST",
           .headers = {{"Authorization", node.authorization}, {"Accept", kMediaType}, {"Content-Type", kMediaType}},
           .body = "{\"objects\":[" + objects + "]}"});
      if (!posted.ok() || posted->status != 202) continue;
      imported.insert(fresh.begin(), fresh.end());
      if (stop) return;
      const bool sent = node.run(release_of(fresh)).status == 0;
      (sent ? released : doubtful).insert(fresh.begin(), fresh.end());
      if (stop || next % 2 != 0) continue;
      const auto drafted =
          node.run({"inquiry", "draft", "What happened", "--to", other, "-q", "Who?", "--severity", "high", "--json"});
      if (drafted.status != 0 || stop) continue;
      const std::string inquiry = member(drafted.out, "id");
      if (node.run({"inquiry", "send", inquiry, "--yes"}).status == 0) asked.insert(inquiry);
    }
  }
  static std::vector<std::string> release_of(const std::vector<std::string>& ids) {
    std::vector<std::string> words{"release", "send"};
    words.insert(words.end(), ids.begin(), ids.end());
    words.insert(words.end(), {"--to", "drill", "--as", "admin", "--yes"});
    return words;
  }
  // How often each object is in a journal.
  std::map<std::string, int> held(const std::string& of) {
    const Finished listed = node.run({"list", "--journal", of, "--all-versions", "--json"});
    EXPECT_EQ(listed.status, 0) << listed.err;
    std::map<std::string, int> out;
    for (const std::string& line : lines(listed.out)) ++out[member(line, "id")];
    return out;
  }
  // When each inquiry began for the party that was asked.
  std::map<std::string, std::string> clocks() {
    std::map<std::string, std::string> out;
    for (const std::string& line : lines(node.run({"inquiry", "status", "--json"}).out)) {
      json::Parser parser;
      const auto value = parser.parse(line);
      std::string_view received;
      EXPECT_TRUE(value.ok()) << line;
      if (value.ok() && value->at_pointer("/asked/0/received").get(received) == simdjson::SUCCESS)
        out[member(line, "id")] = received;
    }
    return out;
  }
  // Whether the other holds everything that is here, without a problem.
  bool is_held() {
    const Finished synced = node.run({"sync", "--json"});
    return synced.status == 0 && member(synced.out, "ours") == member(synced.out, "they_hold");
  }

  static constexpr const char* kMediaType = "application/taxii+json;version=2.1";
  const std::string name;
  const int number;
  const std::string peer_port;
  TestNode node;
  int next = 1;
  std::set<std::string> imported, released, doubtful, asked;
};

class CrashDrill : public ::testing::Test {
 protected:
  void SetUp() override {
    for (Side* side : {&one, &other}) side->node.start();
    for (const auto& [from, to] : {std::pair(&one, &other), std::pair(&other, &one)}) {
      const std::string card = from->node.run({"peer", "invite", "--json"}).out;
      ASSERT_EQ(to->node
                    .run({"peer", "accept", member(card, "card"), "--fingerprint", member(card, "fingerprint"),
                          "--alias", from->name})
                    .status,
                0);
    }
    ASSERT_EQ(one.node
                  .run({"group", "draft", "drill", "--with", other.name, "--purpose", "A drill", "--use",
                        "infrastructure", "--type", "*", "--marking", "clear", "--answer", "high=2h,48h", "--yes"})
                  .status,
              0);
    ASSERT_EQ(one.node.run({"group", "sign", "drill", "--yes"}).status, 0);
    eventually("the charter arrives", [&] { return other.node.run({"group", "sign", "drill", "--yes"}).status == 0; });
    eventually("both have the group", [&] { return one.is_held() && other.is_held(); });
  }

  template <class Check>
  void eventually(const char* what, Check check) {
    if (parley::testing::eventually(check, parley::testing::kPatience, std::chrono::milliseconds(100))) return;
    FAIL() << what << ": did not happen\n" << one.node.run({"sync"}).out << other.node.run({"sync"}).out;
  }

  void kill_both_at_work(std::mt19937& random) {
    std::atomic<bool> stop = false;
    std::thread first([&] { one.work(other.name, stop); }), second([&] { other.work(one.name, stop); });
    // At any moment of their work, and one after the other: the load itself.
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 800));
    Side& earlier = random() % 2 == 0 ? one : other;
    Side& later = &earlier == &one ? other : one;
    earlier.node.stop(SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 150));
    later.node.stop(SIGKILL);
    stop = true;
    first.join(), second.join();
  }

  void check(Side& side, Side& to) {
    auto main = side.held("main"), sent = side.held(side.journal());
    for (const std::string& id : side.imported)
      ASSERT_EQ(main[id], 1) << id << " was acknowledged and is gone, or is there twice";
    for (const std::string& id : side.released)
      ASSERT_EQ(sent[id], 1) << id << " was released and is gone, or is there twice";
    for (const std::string& id : side.asked) ASSERT_EQ(sent[id], 1) << id;
    // Whoever was not told whether it left asks for it again, with some of what did.
    std::vector<std::string> again(side.doubtful.begin(), side.doubtful.end());
    for (auto at = side.released.rbegin(); at != side.released.rend() && again.size() < side.doubtful.size() + 3; ++at)
      again.push_back(*at);
    if (!again.empty()) {
      const Finished repeated = side.node.run(Side::release_of(again));
      ASSERT_EQ(repeated.status, 0) << repeated.out << repeated.err;
    }
    side.released.insert(side.doubtful.begin(), side.doubtful.end());
    side.doubtful.clear();
    sent = side.held(side.journal());
    for (const std::string& id : side.released) ASSERT_EQ(sent[id], 1) << id << " was released twice";
    eventually("the other holds it", [&] { return side.is_held(); });
    auto mirrored = to.held(side.journal());
    for (const std::string& id : side.released) ASSERT_EQ(mirrored[id], 1) << id;
    for (const std::string& id : side.asked) ASSERT_EQ(mirrored[id], 1) << id;
  }

  void check_clocks() {
    eventually("every inquiry is received", [&] {
      if (!one.is_held() || !other.is_held()) return false;
      const auto here = one.clocks(), there = other.clocks();
      for (const Side* side : {&one, &other})
        for (const std::string& id : side->asked)
          if (!here.contains(id) || !there.contains(id)) return false;
      return here == there;
    });
    const auto clock = one.clocks();
    EXPECT_EQ(clock, other.clocks()) << "the two sides disagree on when a clock began";
    for (const auto& [id, began] : clocks)
      EXPECT_EQ(clock.contains(id) ? clock.at(id) : "nothing", began) << id << ": its clock has moved";
    clocks = clock;
  }

  Side one{"ruritania", 1}, other{"graustark", 2};
  std::map<std::string, std::string> clocks;
};

TEST_F(CrashDrill, NothingAcknowledgedIsLostAndNothingIsReleasedTwice) {
  std::mt19937 random(2026);
  for (int round = 0; round < rounds(); ++round) {
    SCOPED_TRACE(round);
    kill_both_at_work(random);
    for (Side* side : {&one, &other}) ASSERT_NO_FATAL_FAILURE(side->node.start());
    ASSERT_NO_FATAL_FAILURE(check(one, other));
    ASSERT_NO_FATAL_FAILURE(check(other, one));
    ASSERT_NO_FATAL_FAILURE(check_clocks());
    for (Side* side : {&one, &other})
      for (const char* journal : {"main", "drill.ruritania", "drill.graustark"}) {
        const Finished verified = side->node.run({"journal", "verify", journal});
        ASSERT_EQ(verified.status, 0) << journal << ": " << verified.out << verified.err;
      }
  }
  std::size_t released = 0, asked = 0, imported = 0;
  for (const Side* side : {&one, &other})
    released += side->released.size(), asked += side->asked.size(), imported += side->imported.size();
  fmt::print("{} rounds: {} objects imported, {} released, {} inquiries\n", rounds(), imported, released, asked);
}

}  // namespace
}  // namespace parley::cli::testing
