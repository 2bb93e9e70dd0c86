// The room from the command line: where it is, a link to it, and who is in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/test_node.h"

namespace parley::cli::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Room, IsServedByARunningNodeAndALinkLetsItsPersonIn) {
  TestNode node;
  const Finished stopped = node.run({"room", "link"});
  EXPECT_EQ(stopped.status, 3);
  EXPECT_THAT(stopped.err, HasSubstr("no room is open here"));
  node.start();
  const Finished made = node.run({"room", "link", "--json"});
  ASSERT_EQ(made.status, 0) << made.err;
  const std::string url = member(made.out, "url");
  ASSERT_THAT(url, ::testing::MatchesRegex("http://[a-z0-9-]+\\.localhost:[0-9]+/link/[0-9a-f]{64}"));
  EXPECT_EQ(member(made.out, "user"), "admin");
  // As a browser does: by the port, with the name as Host.
  const std::string origin = url.substr(0, url.find("/link/")), host = origin.substr(7);
  Client browser;
  browser.port = static_cast<std::uint16_t>(std::stoi(host.substr(host.find(':') + 1)));
  const std::string used =
      browser.raw("POST " + url.substr(origin.size()) + " HTTP/1.1\r\nHost: " + host + "\r\nOrigin: " + origin +
                  "\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                  "Content-Length: 0\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(used, HasSubstr("HTTP/1.1 303 "));
  EXPECT_THAT(used, HasSubstr("__Host-parley-"));
  const Finished sessions = node.run({"room", "sessions", "--json"});
  EXPECT_EQ(member(sessions.out, "user"), "admin");
  const std::string id = member(sessions.out, "id");
  EXPECT_EQ(node.run({"room", "end", id}).status, 0);
  EXPECT_THAT(node.run({"room", "sessions"}).out, HasSubstr("Nobody has signed in"));
  EXPECT_EQ(node.run({"room", "end", id}).status, 1);
  EXPECT_THAT(node.run({"audit"}).out, Not(HasSubstr(url.substr(url.size() - 64))));
}

}  // namespace
}  // namespace parley::cli::testing
