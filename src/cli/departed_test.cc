// A member that has left the group owes nothing any more, and the screens of what was asked of it say so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/test_party.h"
#include "desk/inquiries.h"
#include "desk/recalls.h"
#include "desk/test_room.h"

namespace parley::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::print_on;

class Departed : public desk::testing::RoomTest {
 protected:
  std::string print(const std::vector<std::string>& arguments) {
    const auto printed = print_on(one.node(), arguments);
    EXPECT_EQ(printed.status, kDone) << printed.err;
    return printed.out;
  }
  // What `one` said comes to `two`, and the receipt comes back.
  void exchange() {
    bring(one, two);
    bring(two, one);
  }
};

TEST_F(Departed, AMemberOwesNoAnswerToARecall) {
  const std::string id = "identity--00000001-1111-4111-8111-111111111111";
  const auto released =
      node::testing::let_leave(one.node(), "drill", {desk::testing::identity_object(one.identity(), 1)});
  ASSERT_TRUE(released.ok()) << released.error().message;
  say(one, desk::Recalls(one.node()).ask({.object = id, .severity = "high"}, "")->front().text);
  exchange();
  EXPECT_THAT(print({"recall", "status"}), Not(HasSubstr("left ")));
  EXPECT_THAT(print({"recall", "status", "--json"}), HasSubstr("\"due\":\""));
  leave(two);
  bring(two, one);
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{"recall", "status"}, {"recall", "list"}, {"recall", "status", id}}) {
    EXPECT_THAT(print(command), HasSubstr("left 20")) << "since when, in the place of when it is due";
    EXPECT_THAT(print(command), Not(HasSubstr("OVERDUE")));
  }
  const std::string json = print({"recall", "status", "--json"});
  EXPECT_THAT(json, HasSubstr("\"left\":\""));
  EXPECT_THAT(json, Not(HasSubstr("\"due\":")));
}

TEST_F(Departed, AMemberOwesNoAnswerToAnInquiry) {
  const auto inquiry =
      desk::Inquiries(one.node())
          .compose(room(one),
                   {.subject = "What happened", .severity = "high", .to = {"two"}, .questions = {"Who saw it?"}});
  ASSERT_TRUE(inquiry.ok()) << inquiry.error().message;
  say(one, inquiry->text);
  exchange();
  leave(two);
  bring(two, one);
  EXPECT_THAT(print({"inquiry", "status"}), HasSubstr("left 20"));
  EXPECT_THAT(print({"inquiry", "status", inquiry->message.id}), HasSubstr(": nothing is due from it"));
  EXPECT_THAT(print({"status", "--json"}), Not(HasSubstr("What happened")));
}

}  // namespace
}  // namespace parley::cli
