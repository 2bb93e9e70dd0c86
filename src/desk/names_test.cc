// What a shell is offered for a name.
#include "desk/names.h"

#include "desk/people.h"
#include "desk/saying.h"
#include "desk/test_room.h"

namespace parley::desk::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Names : public RoomTest {
 protected:
  std::vector<std::string> of(std::string_view kind) {
    auto found = names(one.node(), kind);
    EXPECT_TRUE(found.ok()) << kind;
    return found.ok() ? *found : std::vector<std::string>();
  }
};

TEST_F(Names, AreThoseThatThereAre) {
  EXPECT_THAT(of("groups"), ElementsAre("drill"));
  EXPECT_THAT(of("peers"), ElementsAre("two"));
  EXPECT_THAT(of("users"), Contains("admin"));
  EXPECT_THAT(of("journals"), Contains("main"));
  for (const char* kind : {"charters", "cases", "questions", "inquiries", "recalls", "releases", "tokens"})
    EXPECT_THAT(of(kind), IsEmpty()) << kind;
  EXPECT_EQ(names(one.node(), "secrets").error().code, Code::not_found);
}

TEST_F(Names, OfWhatHasNoneAreTheBeginningsOfIds) {
  const Said said = say(one, begin_message(room(one), "inquiry", false)
                                 .text("name", "Which addresses?")
                                 .raw("to_refs", "[\"" + two.identity() + "\"]")
                                 .raw("questions", R"([{"number":1,"text":"Which?"}])")
                                 .text("incident_severity", "low")
                                 .raw("asks", R"(["information"])")
                                 .str());
  EXPECT_THAT(of("inquiries"), SizeIs(1));
  EXPECT_EQ(of("inquiries").front().size(), 8u);
}

// A user's name is this party's own; all other kinds go the same way.
TEST_F(Names, ThatAShellWouldTakeForSomethingElseAreLeftOut) {
  ASSERT_TRUE(one.node().access().put_user("fine-name_1", "", false).ok());
  ASSERT_TRUE(one.node().access().put_user("a;b", "", false).ok());
  EXPECT_THAT(of("users"), Contains("fine-name_1"));
  EXPECT_THAT(of("users"), Not(Contains("a;b")));
}

}  // namespace
}  // namespace parley::desk::testing
