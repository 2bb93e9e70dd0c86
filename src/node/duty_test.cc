// What a duty officer is told, by which way, and how often.
#include "node/duty.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "base/bytes.h"
#include "base/file.h"
#include "base/hmac.h"
#include "base/keys.h"
#include "http/server.h"
#include "json/writer.h"
#include "node/test_acting.h"
#include "node/test_group.h"

namespace parley::node::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Parties one and two in the group "drill", and an inquiry that two has put to one.
class Duties : public ::testing::Test {
 protected:
  void SetUp() override {
    make_group({&one, &two});
    two.serve();
    const auto inquiry = group::message_text({.type = "inquiry",
                                              .id = {},
                                              .author = two.identity(),
                                              .time = {now().value / 1000 * 1000},
                                              .exercise = false})
                             .text("name", "$(touch pwned)")
                             .raw("to_refs", json::string_array_text({one.identity()}))
                             .raw("questions", R"([{"number":1,"text":"Who?"}])")
                             .text("incident_severity", "high")
                             .raw("asks", R"(["information"])")
                             .str();
    ASSERT_TRUE(let_leave(two.node(), "drill", {inquiry}).ok());
    ASSERT_TRUE(two.own_journal()->publish().ok());
    ASSERT_EQ(one.sync_with(two).problem, "");
  }

  const Folder folder;
  Party one{folder.path() / "one", "one"}, two{folder.path() / "two", "two"};
  DutyTroubles troubles;
  Duty::Clock::time_point time{};
};

TEST_F(Duties, TellOnceByEachWayThoughTheOtherFails) {
  const std::string told = (folder.path() / "told").string();
  Config config = one.node().config();
  config.duty.command = "echo \"[$PARLEY_SUBJECT][$PARLEY_GROUP][$PARLEY_KEY]\" >> " + told + "; cat >> " + told;
  config.duty.webhook = "http://127.0.0.1:1/nobody-listens";
  Duty duty(one.node(), config, troubles, folder.path(), [&] { return time; });
  duty.tell();
  const std::string first = read_file(told).value();
  EXPECT_THAT(first, HasSubstr("][drill][inquiry/"));
  EXPECT_THAT(first, HasSubstr("Subject: $(touch pwned)"));
  EXPECT_THAT(first.substr(0, first.find('\n')), Not(HasSubstr("touch")));
  duty.tell();
  EXPECT_EQ(read_file(told).value(), first);
  ASSERT_EQ(troubles.list().size(), 1u);
  EXPECT_EQ(troubles.list()[0].way, "webhook");
  EXPECT_GE(troubles.list()[0].waiting, 1u);
}

// A server that is down is not asked every few seconds for ever, people see since when, and who takes the message can
// tell it from what anybody else posts there.
TEST_F(Duties, TellAWebhookThatWasDownAtGrowingIntervalsAndSigned) {
  ASSERT_TRUE(replace_file(folder.path() / "secret", "hunter2\n", Durability::relaxed).ok());
  std::atomic<int> status = 500, asked = 0;
  std::string signature, body;  // of the last one; read when the server has answered
  http::Handler handler;
  handler.slow = [&](http::Request&& request) {
    ++asked;
    signature = *request.header("X-Parley-Signature"), body = request.body;
    return http::Response{status, {}, std::string(), nullptr};
  };
  auto server = http::Server::start({.address = "127.0.0.1", .port = 0}, std::move(handler));
  ASSERT_TRUE(server.ok()) << server.error().message;
  Config config = one.node().config();
  config.duty.webhook = fmt::format("http://127.0.0.1:{}/told", (*server)->port());
  config.duty.webhook_secret_file = "secret";
  Duty duty(one.node(), config, troubles, folder.path(), [&] { return time; });
  for (int second = 0; second < 1200; ++second, time += std::chrono::seconds(1)) duty.tell();
  EXPECT_EQ(asked, 8) << "after 5, 10, 20, ... seconds, and at last every ten minutes";
  ASSERT_EQ(troubles.list().size(), 1u);
  EXPECT_THAT(troubles.list()[0].why, HasSubstr("500"));
  EXPECT_THAT(troubles.list()[0].subject, HasSubstr("inquiry from two"));
  status = 200;
  time += std::chrono::minutes(10);
  duty.tell();
  const int told = asked;
  EXPECT_GT(told, 8);
  EXPECT_THAT(troubles.list(), ::testing::IsEmpty());
  EXPECT_THAT(body, HasSubstr("\"group\":\"drill\""));
  EXPECT_EQ(signature, "sha256=" + to_hex(hmac_sha256(Secret{std::string_view("hunter2")}.reveal(), body)));
  duty.tell();
  EXPECT_EQ(asked, told) << "once";
}

}  // namespace
}  // namespace parley::node::testing
