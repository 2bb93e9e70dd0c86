// `parley watch` as people run it: on a stopped and on a running node, on files that grow and rotate.
#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <thread>

#include "base/file.h"
#include "cli/test_party.h"
#include "testing/vectors.h"
#include "testing/waiting.h"

namespace parley::cli::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string indicator(int number, const std::string& pattern, const std::string& more = {}) {
  return fmt::format(
      R"({{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-{:012}","created":"2020-01-01T00:00:00.000Z","modified":"2020-01-01T00:00:00.000Z","pattern":"{}","pattern_type":"stix","valid_from":"2020-01-01T00:00:00Z"{}}})"
      "\n",
      number, pattern, more);
}

std::string dns(int second, const std::string& name) {
  return fmt::format(
      "{{\"ts\":\"2026-11-22T08:00:{:02}Z\",\"uid\":\"C{}\",\"id.orig_h\":\"192.0.2.1\",\"id.resp_h\":\"192.0.2.53\","
      "\"query\":\"{}\"}}\n",
      second, second, name);
}

void append(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::app | std::ios::binary) << text;
}

std::string read(const std::filesystem::path& file) { return read_file(file).ok() ? *read_file(file) : std::string(); }

bool eventually(const std::function<bool()>& condition) {
  return parley::testing::eventually(condition, parley::testing::kPatience, std::chrono::milliseconds(100));
}

// `parley ARGUMENTS` in the background, its output in a file.
class Background {
 public:
  Background(const TestNode& node, std::vector<std::string> arguments, std::filesystem::path out)
      : out_(std::move(out)) {
    arguments.insert(arguments.begin(), PARLEY_BINARY);
    arguments.insert(arguments.end(), {"--dir", node.dir().string()});
    std::vector<char*> argv;
    for (auto& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    auto file = open_file(out_, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    EXPECT_TRUE(file.ok());
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(file->get(), 1);
      ::dup2(file->get(), 2);
      ::execv(PARLEY_BINARY, argv.data());
      ::_exit(127);
    }
  }
  ~Background() {
    if (pid_ > 0) (void)end(SIGKILL);
  }
  int end(int signal) {
    if (pid_ <= 0) return -1;
    ::kill(pid_, signal);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  std::string output() const { return read(out_); }

 private:
  std::filesystem::path out_;
  pid_t pid_ = -1;
};

std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of('\n');
  const std::size_t begin = text.rfind('\n', end);
  return text.substr(begin == std::string::npos ? 0 : begin + 1,
                     end - (begin == std::string::npos ? 0 : begin + 1) + 1);
}

TEST(WatchCommand, FindsTellsAndAddsNothingTwice) {
  Party node("Ruritania");
  ASSERT_EQ(node.run({"import", "-"}, indicator(1, "[domain-name:value = 'bad.example.net']") +
                                          indicator(2, "[domain-name:value = 'old.example.net']",
                                                    R"(,"valid_until":"2021-01-01T00:00:00Z")"))
                .status,
            0);
  const auto log = node.dir() / "dns.json";
  append(log, dns(1, "good.example.net") + dns(2, "BAD.example.net") + "{broken\n" + dns(3, "old.example.net"));
  const auto dry = node.run({"watch", "--dry-run", log.string()});
  EXPECT_EQ(dry.status, 0);
  EXPECT_THAT(dry.out, HasSubstr("Would store 1 sighting"));
  EXPECT_THAT(node.run({"journal", "list"}).out, Not(HasSubstr("sightings")));

  const auto first = node.run({"watch", log.string()});
  EXPECT_EQ(first.status, 0);
  EXPECT_THAT(first.out, HasSubstr("zeek-json, 4 lines, 1 skipped"));
  EXPECT_THAT(first.out, HasSubstr("1 line is not JSON: line 3"));
  EXPECT_THAT(first.out, HasSubstr("indicator--00000000-0000-4000-8000-000000000001  1     2026-11-22T08:00:02Z  "
                                   "2026-11-22T08:00:02Z  BAD.example.net"));
  EXPECT_THAT(first.out, HasSubstr("Stored 1 sighting and 1 observation "));
  const auto again = node.run({"watch", "--json", log.string()});
  EXPECT_THAT(again.out, HasSubstr("\"value\":\"BAD.example.net\""));
  EXPECT_THAT(last_line(again.out), HasSubstr("\"known\":1,\"sightings\":0,\"observations\":0"));
  // Nothing of it can be seen from outside.
  EXPECT_THAT(node.run({"journal", "list"}).out, HasSubstr("none"));
}

TEST(WatchCommand, SaysWhatItCannotReadAndGoesOn) {
  Party node("Ruritania");
  ASSERT_EQ(node.run({"import", "-"}, indicator(1, "[domain-name:value = 'bad.example.net']")).status, 0);
  const auto log = node.dir() / "dns.json", other = node.dir() / "notes.txt";
  append(log, dns(2, "bad.example.net"));
  append(other, "lorem ipsum dolor\n");
  const auto run = node.run({"watch", "/nowhere/x.log", other.string(), log.string()});
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.err, HasSubstr("/nowhere/x.log"));
  EXPECT_THAT(run.err, HasSubstr("cannot tell what log this is"));
  EXPECT_THAT(run.out, HasSubstr("Stored 1 sighting"));
  EXPECT_EQ(node.run({"watch"}).status, 2);
  EXPECT_EQ(node.run({"watch", "--format", "xml", log.string()}).status, 1);
  const auto piped = node.run({"watch", "-"}, dns(3, "bad.example.net"));
  EXPECT_THAT(piped.out, HasSubstr("Stored 1 sighting"));
}

TEST(WatchCommand, FollowsUntilCtrlC) {
  TestNode node;
  ASSERT_EQ(node.run({"import", "-"}, indicator(1, "[domain-name:value = 'bad.example.net']")).status, 0);
  const auto log = node.dir() / "dns.json";
  append(log, dns(1, "bad.example.net"));
  Background watch(node, {"watch", "--follow", "--json", log.string()}, node.dir() / "out");
  const auto seen = [&](int second) {
    return eventually([&] { return watch.output().find(fmt::format("08:00:{:02}.", second)) != std::string::npos; });
  };
  EXPECT_TRUE(seen(1));
  append(log, dns(2, "bad.example.net"));
  EXPECT_TRUE(seen(2));
  EXPECT_EQ(watch.end(SIGINT), 0);
  EXPECT_THAT(last_line(watch.output()), HasSubstr("\"hits\":2"));
}

TEST(WatchCommand, OnARunningNodeNewIndicatorsJoinAndOldEvidenceIsSearched) {
  TestNode node;
  ASSERT_EQ(node.run({"import", "-"}, indicator(1, "[domain-name:value = 'bad.example.net']")).status, 0);
  node.start();
  const auto log = node.dir() / "dns.json";
  append(log, dns(1, "bad.example.net") + dns(2, "worse.example.net"));
  Background watch(node, {"watch", "--follow", "--retro", "--json", log.string()}, node.dir() / "out");
  EXPECT_TRUE(eventually([&] { return watch.output().find("08:00:01.") != std::string::npos; }));
  // The evidence of the first line names 192.0.2.53, too. It is stored a while after the hit was told, and nothing says
  // so.
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  ASSERT_EQ(node.run({"import", "-"}, indicator(2, "[ipv4-addr:value = '192.0.2.53']") +
                                          indicator(3, "[domain-name:value = 'new.example.net']"))
                .status,
            0);
  const auto joined = std::chrono::steady_clock::now();
  EXPECT_TRUE(eventually([&] { return watch.output().find("journal sightings") != std::string::npos; }));
  std::this_thread::sleep_until(joined + std::chrono::seconds(1));
  append(log, dns(7, "new.example.net"));
  EXPECT_TRUE(eventually([&] { return watch.output().find("\"value\":\"new.example.net\"") != std::string::npos; }));
  EXPECT_EQ(watch.end(SIGTERM), 0);
  EXPECT_THAT(last_line(watch.output()), HasSubstr("\"summary\""));
  // Everything that came is searched again by itself, too, and adds nothing.
  const auto retro = node.run({"watch", "--retro", "--json"});
  EXPECT_EQ(retro.status, 0);
  EXPECT_THAT(last_line(retro.out), HasSubstr("\"sightings\":0"));
  const auto since = node.run({"watch", "--retro", "--since", "2999-01-01T00:00:00Z", "--json"});
  EXPECT_THAT(last_line(since.out), HasSubstr("\"hits\":0"));
  // A node that is asked to stop does not wait for those who follow.
  Background follower(node, {"watch", "--follow", log.string()}, node.dir() / "out2");
  std::this_thread::sleep_for(std::chrono::milliseconds(500));  // in which it begins to follow, without a word
  node.stop(SIGTERM);
  EXPECT_EQ(follower.end(SIGTERM), 0);
}

std::string named_indicator(int number, const std::string& pattern, const std::string& name, const std::string& from) {
  return fmt::format(
      R"({{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-{:012}","created":"2020-01-01T00:00:00.000Z","modified":"2020-01-01T00:00:00.000Z","name":"{}","pattern":"{}","pattern_type":"stix","valid_from":"{}"}})"
      "\n",
      number, name, pattern, from);
}

TEST(WatchCommand, WhoFollowsSeesHitsLiveAndComesBackWithTheNode) {
  TestNode node;
  ASSERT_EQ(node.run({"import", "-"},
                     named_indicator(1, "[domain-name:value = 'bad.example.net']", "Raven", "2020-01-01T00:00:00Z"))
                .status,
            0);
  node.start();
  const auto log = node.dir() / "dns.json";
  Background watch(node, {"watch", "--follow", log.string()}, node.dir() / "out");
  const auto says = [&](const std::string& text) {
    return eventually([&] { return watch.output().find(text) != std::string::npos; });
  };
  EXPECT_TRUE(says("waiting for it"));
  append(log, dns(1, "bad.example.net"));
  EXPECT_TRUE(says("is there now"));
  EXPECT_TRUE(says("2026-11-22T08:00:01Z  indicator--00000000-0000-4000-8000-000000000001  Raven  bad.example.net"));
  node.stop(SIGTERM);
  EXPECT_TRUE(says("the node stopped; waiting until it runs again"));
  append(log, dns(2, "bad.example.net"));
  node.start();
  EXPECT_TRUE(says("2026-11-22T08:00:02Z"));
  node.stop(SIGKILL);
  append(log, dns(3, "bad.example.net"));
  node.start();
  EXPECT_TRUE(says("2026-11-22T08:00:03Z"));
  EXPECT_EQ(watch.end(SIGINT), 0);
  EXPECT_THAT(watch.output(), HasSubstr("Stored 1 sighting"));
}

}  // namespace
}  // namespace parley::cli::testing
