// What a duty officer is told, by which way, and how often.
#include "node/duty.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "json/writer.h"
#include "node/test_acting.h"
#include "node/test_group.h"

namespace parley::node::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Duty, TellsOnceByEachWayThoughTheOtherFails) {
  const Folder folder;
  Party one(folder.path() / "one", "one"), two(folder.path() / "two", "two");
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

  const std::string told = (folder.path() / "told").string();
  Config config = one.node().config();
  config.duty.command = "echo \"[$PARLEY_SUBJECT][$PARLEY_GROUP][$PARLEY_KEY]\" >> " + told + "; cat >> " + told;
  config.duty.webhook = "http://127.0.0.1:1/nobody-listens";
  DutyTroubles troubles;
  Duty::Clock::time_point time{};
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

}  // namespace
}  // namespace parley::node::testing
