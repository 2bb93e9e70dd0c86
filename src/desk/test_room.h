// For tests: two parties of one group, the first of which has people with rights of their own.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "desk/groups.h"
#include "desk/saying.h"
#include "group/group_fixture.h"
#include "node/test_acting.h"
#include "node/test_group.h"

namespace parley::desk::testing {

using node::testing::administrator;
using node::testing::identity_object;
using node::testing::second_person;
using ::testing::HasSubstr;

inline constexpr std::string_view kRed = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1";

class RoomTest : public ::testing::Test {
 protected:
  void SetUp() override {
    node::testing::make_group({&one, &two}, [](group::Terms& terms) { terms.markings.emplace_back(kRed); });
  }
  // Of party one, who has no right until one is given.
  node::Acting person(const std::string& name) { return node::testing::person(one.node(), name); }
  GroupRoom room(node::testing::Party& party) {
    auto opened = Groups(party.node()).open("");
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return std::move(opened).value();
  }
  // Said by the administrator of a party.
  Said say(node::testing::Party& party, const std::string& text) {
    const Saying saying(party.node());
    const auto draft = saying.check(text);
    EXPECT_TRUE(draft.ok()) << draft.error().message;
    const auto said = saying.say(administrator(party.node()), room(party), *draft);
    EXPECT_TRUE(said.ok()) << said.error().message;
    EXPECT_FALSE(said->waits);
    return *said;
  }
  // A party says that it leaves the group.
  void leave(node::testing::Party& party) {
    say(party, begin_message(room(party), "notification", false)
                   .text("name", "leaves this group")
                   .text("incident_severity", "low")
                   .raw("asks", R"(["nothing"])")
                   .flag("leaves", true)
                   .str());
  }
  // What `from` has said so far comes to `to`.
  void bring(node::testing::Party& from, node::testing::Party& to) {
    from.serve();
    ASSERT_TRUE(from.own_journal()->publish().ok());
    const auto report = to.sync_with(from);
    ASSERT_EQ(report.problem, "");
    from.stop_serving();
  }

  node::testing::Folder folder;
  node::testing::Party one{folder.path() / "one", "one"}, two{folder.path() / "two", "two"};
};

}  // namespace parley::desk::testing
