#include "desk/groups.h"

#include "desk/test_room.h"
#include "node/journals.h"
#include "text/display.h"

namespace parley::desk::testing {
namespace {

class GroupsDesk : public RoomTest {};

TEST_F(GroupsDesk, OpensTheOnlyGroupWithoutAName) {
  const auto room = Groups(one.node()).open("");
  ASSERT_TRUE(room.ok()) << room.error().message;
  EXPECT_EQ(room->group.alias, "drill");
  EXPECT_EQ(room->own, one.identity());
  EXPECT_EQ(room->name(two.identity()), "two");
  EXPECT_EQ(Groups(one.node()).rooms().value().size(), 1u);
  EXPECT_EQ(Groups(one.node()).open("nowhere").error().code, Code::not_found);
}

TEST_F(GroupsDesk, FindsAMemberByWhatItIsCalledInAnyCase) {
  const Groups groups(one.node());
  const GroupRoom drill = room(one);
  for (const std::string& typed :
       {std::string("two"), std::string("TWO"), two.identity(), two.identity().substr(0, 18)})
    EXPECT_EQ(groups.find_member(drill, typed).value(), two.identity()) << typed;
  const auto nobody = groups.find_member(drill, "three");
  ASSERT_FALSE(nobody.ok());
  EXPECT_THAT(nobody.error().message, HasSubstr("members are: "));
}

TEST_F(GroupsDesk, FindsWhatWasSaidByEveryFormOfItsId) {
  const Saying saying(one.node());
  const Said said = say(one, saying.notification(room(one), {.subject = "Lights out"}).value());
  const Groups groups(one.node());
  const std::string uuid = said.id.substr(said.id.find("--") + 2);
  for (const std::string& typed :
       {said.id, text::short_id(said.id), uuid, uuid.substr(0, 8), uuid.substr(0, 4),
        "notification--" + uuid.substr(0, 4), " NOTIFICATION--" + uuid.substr(0, 6) + "\n"}) {
    const auto found = groups.find_said(typed);
    ASSERT_TRUE(found.ok()) << typed << ": " << found.error().message;
    EXPECT_EQ(found->id, said.id);
    EXPECT_EQ(found->author, one.identity());
    EXPECT_THAT(found->text, HasSubstr("Lights out"));
  }
  EXPECT_EQ(groups.find_said("abc").error().code, Code::not_found) << "three characters are too few to mean anything";
  EXPECT_EQ(groups.find_said("notification--00000000-0000-4000-8000-000000000000").error().code, Code::not_found);
}

TEST(TypedIds, MeanObjectsOfTheirTypeThatBeginSo) {
  const std::string id = "indicator--5c1f2a30-1111-4111-8111-111111111111";
  for (const char* typed : {"5c1f", "5c1f2a30", "indicator--5c1f", "indicator--5c1f2a30-1111", " Indicator--5C1F2A30 ",
                            "5c1f2a30-1111-4111-8111-111111111111"})
    EXPECT_TRUE(node::means(typed, id)) << typed;
  for (const char* typed : {"", "--", "--5c1f", "5c1", "indicator--", "indicator--5c1", "identity--5c1f", "indicator",
                            "5c1f2a31", "indicator--5c1f%", "indicator--5c1f2a30-1111-4111-8111-111111111112"})
    EXPECT_FALSE(node::means(typed, id)) << typed;
}

TEST_F(GroupsDesk, SaysThatABeginningMeansSeveral) {
  one.append({identity_object(one.identity(), 0x5c1f2a30), identity_object(one.identity(), 0x5c1f2a31)});
  EXPECT_EQ(Groups(one.node()).find_said("5c1f2a3").error().code, Code::conflict);
  EXPECT_TRUE(Groups(one.node()).find_said("5c1f2a30").ok());
}

TEST_F(GroupsDesk, TitlesAnObjectByItsNameWhereverItIs) {
  node::testing::Party::append_to(*one.node().journals().open("main")->journal,
                                  {identity_object(one.identity(), 7, "Night shift")});
  EXPECT_EQ(Groups(one.node()).titled("identity--00000007-1111-4111-8111-111111111111"),
            "identity--00000007 \"Night shift\"");
  EXPECT_EQ(Groups(one.node()).titled("identity--00000008-1111-4111-8111-111111111111"), "identity--00000008");
}

}  // namespace
}  // namespace parley::desk::testing
