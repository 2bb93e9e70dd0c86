// Ctrl-C and a reader who goes away, as people do it: what was to be done is done whole or not at all, and which of the
// two it was is what the command says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include <csignal>

#include "cli/remote.h"
#include "cli/test_party.h"
#include "release/release_fixture.h"
#include "testing/waiting.h"

namespace parley::cli::testing {
namespace {

using namespace release::testing;
using parley::testing::eventually;
using ::testing::HasSubstr;
using ::testing::Not;

// Ruritania's node, in a group with Graustark's, and objects in "main" that may leave.
class Interrupted : public ::testing::Test {
 protected:
  static constexpr int kObjects = 60;
  Interrupted() {
    make_group(ours_, theirs_, {});
    std::string objects;
    for (int i = 1; i <= kObjects; ++i) objects += malware(i, marked(kGreen)) + "\n";
    EXPECT_EQ(ours_.run({"import", "-"}, objects).status, kDone);
  }
  std::string entries() { return member(own_journal_in(ours_, "tarn"), "entries"); }
  // Acts that are recorded as done, of one kind.
  std::size_t done_acts(const std::string& what) {
    const std::string records = ours_.run({"audit", "--json"}).out;
    std::size_t out = 0;
    for (std::size_t at = 0; at < records.size(); at = records.find('\n', at) + 1) {
      const std::string line = member(records.substr(at, records.find('\n', at) - at), "record");
      if (member(line, "what") == what && member(line, "state") == "done") ++out;
    }
    return out;
  }
  std::size_t releases() {
    const std::string log = ours_.run({"release", "log", "--json"}).out;
    return static_cast<std::size_t>(std::count(log.begin(), log.end(), '\n'));
  }

  // Ctrl-C at the first moment at which the command asks for it, then at the second, and so on, until there is none
  // left. `command` gives the line for each round.
  void expect_whole_or_nothing(const std::string& act,
                               const std::function<std::vector<std::string>(int round)>& command) {
    int nothing = 0;
    for (int moment = 0; moment < kObjects; ++moment) {
      SCOPED_TRACE(moment);
      const std::string before = entries();
      const std::size_t acts = done_acts(act), logged = releases();
      int asked = 0;
      const auto done = ours_.run(command(moment), {}, [&] { return asked++ >= moment; });
      if (done.status == kStopped) {
        ++nothing;
        EXPECT_EQ(entries(), before) << "it says that it was stopped, and something left";
        EXPECT_EQ(done_acts(act), acts);
        EXPECT_EQ(releases(), logged) << "the log tells of what did not leave";
        EXPECT_EQ(done.out, "");
      } else {
        EXPECT_EQ(done.status, kDone) << done.err;
        EXPECT_NE(entries(), before);
        EXPECT_EQ(done_acts(act), acts + 1);
        EXPECT_EQ(releases(), logged + 1);
      }
      if (asked <= moment) {
        EXPECT_EQ(done.status, kDone) << "nobody has stopped it";
        EXPECT_GT(nothing, 0);
        return;
      }
    }
    ADD_FAILURE() << "it asks without end";
  }

  // The node in a process of its own, for as long as `meanwhile` takes.
  void served(const std::function<void(TestNode& node)>& meanwhile) {
    ours_.reopen([&](const std::filesystem::path& dir) {
      TestNode node(dir, "a long password");
      node.start();
      meanwhile(node);
      node.stop(SIGTERM);
    });
  }

  Party ours_{"Ruritania"}, theirs_{"Graustark"};
};

TEST_F(Interrupted, AtAnyMomentOfAReleaseItHasLeftWholeOrNotAtAll) {
  expect_whole_or_nothing("release send", [](int round) -> std::vector<std::string> {
    return {"release", "send", id_of("malware", round + 1), "--to", "tarn", "--yes"};
  });
}

TEST_F(Interrupted, AtAnyMomentOfANotificationItWasSaidWholeOrNotAtAll) {
  expect_whole_or_nothing("notification", [](int round) -> std::vector<std::string> {
    return {"notify", "Number " + std::to_string(round), "--yes"};
  });
}

// The node has no time for the command: nothing of it is begun, whatever the node comes to later.
TEST_F(Interrupted, BeforeABusyNodeHasTakenACommandNothingIsDone) {
  const std::string before = entries();
  served([](TestNode& node) {
    ::kill(node.pid(), SIGSTOP);
    Begun released({"release", "send", id_of("malware", 1), "--to", "tarn", "--yes"}, node.dir()),
        said({"notify", "Too late", "--yes"}, node.dir());
    for (Begun* one : {&released, &said}) {
      EXPECT_TRUE(eventually([&] { return one->err().find("has not taken this command yet") != std::string::npos; }));
      one->signal(SIGINT);
      const Finished stopped = one->finished();
      EXPECT_EQ(stopped.status, kStopped);
      EXPECT_THAT(stopped.err, HasSubstr("nothing was done"));
    }
    ::kill(node.pid(), SIGCONT);
    EXPECT_EQ(node.run({"status"}).status, kDone) << "behind them in the queue, so they are over";
  });
  EXPECT_EQ(entries(), before);
}

// The first Ctrl-C is a wish, and waits for what becomes of the command; the second one waits no longer, and says what
// that means. The command goes on in the node, which is why it says so.
TEST(CtrlC, SaidAgainWaitsNoLongerAndSaysThatTheNodeMayGoOn) {
  const TemporaryDir dir;
  parley::testing::Gate gate;
  std::atomic<bool> ended = false;
  const auto server = RemoteServer::start(dir.path() / "parley.sock", [&](const auto&, Console&, std::uint32_t) {
    gate.wait();
    ended = true;
    return kDone;
  });
  ASSERT_TRUE(server.ok()) << server.error().message;
  Begun caller({"status"}, dir.path());
  ASSERT_TRUE(eventually([&] { return gate.waiting() == 1; }));
  caller.signal(SIGINT);
  EXPECT_TRUE(eventually([&] { return caller.err().find("waiting for the running node") != std::string::npos; }));
  EXPECT_THAT(caller.err(), HasSubstr("Ctrl-C again waits no longer"));
  EXPECT_FALSE(caller.has_ended());
  caller.signal(SIGINT);
  const Finished left = caller.finished();
  EXPECT_EQ(left.status, kStopped);
  EXPECT_THAT(left.err, HasSubstr("The running node may still finish this command"));
  EXPECT_FALSE(ended);
  gate.open();
  EXPECT_TRUE(eventually([&] { return ended.load(); }));
}

// Whoever reads the output closes it: an act is done all the same, and a list ends.
TEST_F(Interrupted, AReaderWhoGoesAwayUndoesNothing) {
  const auto into_closed_pipe = [&](const std::filesystem::path& dir, const std::vector<std::string>& arguments) {
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const Fd writes(ends[1]);
    ::close(ends[0]);
    return Begun(arguments, dir, writes.get()).finished();
  };
  const std::string before = entries();
  const std::vector<std::string> send = {"release", "send", id_of("malware", 1), "--to", "tarn", "--yes"},
                                 say = {"notify", "A line", "--yes"};
  ours_.reopen([&](const std::filesystem::path& dir) {
    for (const auto& arguments : {send, say, {"export", "--ndjson"}, {"list", "--json"}}) {
      SCOPED_TRACE(arguments[0] + " on a stopped node");
      const Finished done = into_closed_pipe(dir, arguments);
      EXPECT_EQ(done.status, kDone) << done.err;
    }
  });
  const std::string between = entries();
  EXPECT_NE(between, before);
  served([&](TestNode& node) {
    const std::vector<std::string> other = {"release", "send", id_of("malware", 2), "--to", "tarn", "--yes"};
    for (const auto& arguments : {other, say, {"export", "--ndjson"}, {"list", "--json"}}) {
      SCOPED_TRACE(arguments[0] + " on a running node");
      const Finished done = into_closed_pipe(node.dir(), arguments);
      EXPECT_EQ(done.status, kDone) << done.err;
    }
    EXPECT_EQ(into_closed_pipe(node.dir(), {"list"}).err, "") << "what was printed is no total";
    EXPECT_EQ(node.run({"status"}).status, kDone) << "the node goes on";
  });
  EXPECT_NE(entries(), between);
  EXPECT_EQ(done_acts("release send"), 2u);
  EXPECT_EQ(done_acts("notification"), 2u);
}

// Unlike a reader who has gone, a full disk leaves somebody with half of what he wants.
TEST_F(Interrupted, OutputThatCannotBeWrittenIsNotTakenForWhole) {
  const Fd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  ASSERT_TRUE(full.is_open());
  const auto expect_told = [&](const Finished& done) {
    EXPECT_EQ(done.status, kCouldNotRun);
    EXPECT_THAT(done.err, HasSubstr("No space left on device"));
  };
  ours_.reopen([&](const std::filesystem::path& dir) {
    expect_told(Begun({"export", "--ndjson"}, dir, full.get()).finished());
    expect_told(Begun({"user", "add", "anna", "--json"}, dir, full.get()).finished());
  });
  served([&](TestNode& node) { expect_told(Begun({"export", "--ndjson"}, node.dir(), full.get()).finished()); });
  EXPECT_EQ(ours_.run({"user", "show", "anna"}).status, kDone) << "what it did is done all the same";
}

}  // namespace
}  // namespace parley::cli::testing
