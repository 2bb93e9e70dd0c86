// Charters as people deal with them at two nodes that nobody serves: drafted, read, signed, taken back, and left.
#include "desk/charters.h"

#include "desk/peers.h"
#include "desk/test_room.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/peers.h"

namespace parley::desk::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class ChartersDesk : public RoomTest {
 protected:
  Charters desk() { return Charters(one.node()); }
  node::Acting admin() { return administrator(one.node()); }
  static Charters::Wanted new_group() {
    return {.name = "Second Lake", .purpose = "Threats", .with = {"two"}, .uses = {"terrorism"}};
  }
  static Charters::Wanted new_version() { return {.change = "drill", .purpose = "Other things"}; }
  Charters::Version composed(const Charters::Wanted& wanted) {
    auto version = desk().compose(wanted);
    EXPECT_TRUE(version.ok()) << version.error().message;
    return std::move(version).value();
  }
  Charters::Version drafted(const Charters::Wanted& wanted) {
    auto kept = desk().draft(admin(), composed(wanted));
    EXPECT_TRUE(kept.ok()) << kept.error().message;
    return std::move(kept).value();
  }
};

TEST_F(ChartersDesk, AskWhatANewGroupCannotBeWithout) {
  const auto refused_without = [&](const std::function<void(Charters::Wanted&)>& take) {
    Charters::Wanted wanted = new_group();
    take(wanted);
    const auto version = desk().compose(wanted);
    EXPECT_FALSE(version.ok());
    return version.ok() ? std::string() : version.error().message;
  };
  EXPECT_THAT(refused_without([](auto& wanted) { wanted.name.clear(); }), HasSubstr("name: "));
  EXPECT_THAT(refused_without([](auto& wanted) { wanted.with.clear(); }), HasSubstr("with: "));
  EXPECT_THAT(refused_without([](auto& wanted) { wanted.purpose.clear(); }), HasSubstr("purpose: "));
  EXPECT_THAT(refused_without([](auto& wanted) { wanted.uses.clear(); }), HasSubstr("use: "));
  EXPECT_THAT(refused_without([](auto& wanted) { wanted.without = {"two"}; }), HasSubstr("without: "));
  EXPECT_THAT(refused_without([](auto& wanted) { wanted.uses = {"profit"}; }), HasSubstr("no use of a group"));
  EXPECT_THAT(refused_without([](auto& wanted) { wanted.on_silence = "shout"; }), HasSubstr("no consequence"));
  EXPECT_THAT(refused_without([](auto& wanted) { wanted.with = {"nobody"}; }), HasSubstr("nobody"));
}

TEST_F(ChartersDesk, KeepNothingThatIsOnlyComposed) {
  const auto version = composed(new_group());
  EXPECT_FALSE(version.in_force);
  EXPECT_FALSE(version.is_signed);
  EXPECT_THAT(version.changes(), IsEmpty());
  EXPECT_TRUE(version.may_come());
  EXPECT_EQ(version.lacking().size(), 2u);
  EXPECT_EQ(desk().find("Second Lake").error().code, Code::not_found);
  EXPECT_EQ(desk().list().size(), 1u);
}

TEST_F(ChartersDesk, LeaveInANewVersionWhatIsNotMentionedAsItIs) {
  const auto version = composed(new_version());
  ASSERT_TRUE(version.in_force);
  const auto changes = version.changes();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes.front().of, group::Difference::Of::purpose);
  EXPECT_EQ(changes.front().after, "Other things");
  EXPECT_EQ(version.charter.terms.id, room(one).id());
  EXPECT_GT(version.charter.terms.modified, version.in_force->modified) << "else it could never come into force";
  EXPECT_EQ(version.charter.terms.on_silence, version.in_force->on_silence);
}

// What a person is shown of a draft, a program is told as well.
TEST_F(ChartersDesk, TellProgramsWhichMilderMarkingsMayNotFlow) {
  Charters::Wanted wanted = new_group();
  wanted.markings = {"red", "green"};
  const auto version = composed(wanted);
  const auto left_out = group::milder_markings_left_out(version.charter.terms);
  EXPECT_EQ(left_out.size(), 3u) << "CLEAR, AMBER and AMBER+STRICT";
  EXPECT_THAT(to_json(version), HasSubstr("\"may_not_flow\":" + json::string_array_text(left_out)));
}

TEST_F(ChartersDesk, DrawASmallerGroupAsAGroupOfItsOwn) {
  const auto version = composed({.from = "drill", .name = "Inner circle"});
  EXPECT_NE(version.charter.terms.id, room(one).id());
  EXPECT_EQ(version.charter.terms.derived_from, room(one).id());
  EXPECT_FALSE(version.in_force);
  EXPECT_EQ(desk().compose({.from = "drill", .without = {"nobody"}}).error().code, Code::not_found);
  EXPECT_THAT(desk().compose({.from = "drill", .without = {"two"}}).error().message, HasSubstr("two members"));
}

TEST_F(ChartersDesk, SayUnderWhatNameTheGroupIsTyped) {
  EXPECT_EQ(drafted(new_group()).alias, "second-lake");
  EXPECT_EQ(drafted(new_group()).alias, "second-lake-2");
  EXPECT_EQ(desk().find("second-lake").value().charter.terms.name, "Second Lake");
}

// Said on the telephone they are one; here each names the other, with what tells them apart.
TEST_F(ChartersDesk, OfOneNameAreToldApart) {
  const auto first = drafted(new_group());
  EXPECT_THAT(first.namesakes, IsEmpty());
  const auto second = drafted(new_group());
  ASSERT_EQ(second.namesakes.size(), 1u);
  EXPECT_EQ(second.namesakes[0].alias, "second-lake");
  EXPECT_EQ(second.namesakes[0].id, first.charter.terms.id);
  EXPECT_EQ(desk().find("second-lake")->namesakes.at(0).alias, "second-lake-2");
  EXPECT_THAT(desk().list().at(1).state, HasSubstr("2 charters of that name"));
  std::string loud = room(one).group.charter.terms.name;
  for (char& c : loud) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const auto third = composed({.name = loud, .purpose = "Threats", .with = {"two"}, .uses = {"terrorism"}});
  ASSERT_EQ(third.namesakes.size(), 1u) << "letters of another case are the same to people";
  EXPECT_EQ(third.namesakes[0].alias, "drill");
  EXPECT_TRUE(third.namesakes[0].in_force);
}

TEST_F(ChartersDesk, NeedTheRightToSignForEveryAct) {
  const auto anna = person("anna");
  const auto version = composed(new_group());
  EXPECT_EQ(desk().may_sign(anna, version).error().code, Code::forbidden);
  EXPECT_EQ(desk().draft(anna, version).error().code, Code::forbidden);
  EXPECT_EQ(desk().sign(anna, version).error().code, Code::forbidden);
  EXPECT_EQ(desk().list().size(), 1u) << "nothing was kept";
  drafted(new_group());
  EXPECT_EQ(desk().withdraw(anna, "second-lake").error().code, Code::forbidden);
  EXPECT_EQ(desk().to_leave(anna, "drill").error().code, Code::forbidden);
  EXPECT_EQ(desk().leave(anna, room(one)).error().code, Code::forbidden);
  EXPECT_FALSE(room(one).group.left);
  // In one group it is no right in another.
  ASSERT_TRUE(one.node().people().allow("anna", node::Act::sign, room(one).id()).ok());
  EXPECT_TRUE(desk().to_leave(anna, "drill").ok());
  EXPECT_EQ(desk().withdraw(anna, "second-lake").error().code, Code::forbidden);
}

TEST_F(ChartersDesk, SignOnlyWhatWasRead) {
  drafted(new_version());
  const auto read = desk().find("drill");
  ASSERT_TRUE(read.ok()) << read.error().message;
  ASSERT_TRUE(desk().withdraw(admin(), "drill").ok());
  drafted({.change = "drill", .purpose = "Something else entirely"});
  EXPECT_EQ(desk().sign(admin(), *read).error().code, Code::conflict);
  const auto other = desk().find("drill");
  ASSERT_TRUE(other.ok()) << other.error().message;
  EXPECT_FALSE(other->is_signed) << "and the other version was not signed in its place";
  EXPECT_TRUE(desk().sign(admin(), *other).ok());
}

TEST_F(ChartersDesk, AreInForceWhenTheLastHasSignedWhicheverWayItCame) {
  drafted(new_group());
  const auto mine = desk().sign(admin(), desk().find("second-lake").value());
  ASSERT_TRUE(mine.ok()) << mine.error().message;
  EXPECT_FALSE(mine->before);
  EXPECT_TRUE(mine->version.is_signed);
  EXPECT_THAT(mine->version.lacking(), ElementsAre("two"));
  EXPECT_EQ(desk().list().back().state, "under way, 1 of 2 signed");
  EXPECT_TRUE(desk().is_only_under_way("second-lake"));

  const Charters theirs(two.node());
  const auto came = theirs.read(mine->version.charter.text, "");
  ASSERT_TRUE(came.ok()) << came.error().message;
  EXPECT_FALSE(came->is_signed);
  const auto complete = theirs.sign(administrator(two.node()), *came);
  ASSERT_TRUE(complete.ok()) << complete.error().message;
  EXPECT_THAT(complete->version.lacking(), IsEmpty());
  EXPECT_TRUE(two.node().membership().group("second-lake").ok());

  const auto back = desk().sign(admin(), desk().read(complete->version.charter.text, "").value());
  ASSERT_TRUE(back.ok()) << back.error().message;
  EXPECT_TRUE(back->before) << "what lacked came with it";
  EXPECT_TRUE(back->version.charter.complete());
  EXPECT_FALSE(desk().is_only_under_way("second-lake"));
  EXPECT_THAT(to_json(back->version), HasSubstr(R"("complete":true)"));
}

TEST_F(ChartersDesk, SayOfWhatIsWithdrawnWhetherItsSignatureIsOut) {
  drafted(new_version());
  EXPECT_FALSE(desk().withdraw(admin(), "drill")->was_signed);
  const auto version = drafted(new_version());
  ASSERT_TRUE(desk().sign(admin(), version).ok());
  const auto withdrawn = desk().withdraw(admin(), version.charter.terms.id);
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.error().message;
  EXPECT_TRUE(withdrawn->was_signed);
  EXPECT_EQ(desk().withdraw(admin(), "drill").error().code, Code::not_found);
}

TEST_F(ChartersDesk, LetNobodyJoinWhoWouldReadWhatItMayNotHave) {
  std::string red = identity_object(one.identity(), 1);
  red.replace(red.find("marking-definition--"), kRed.size(), kRed);
  ASSERT_TRUE(node::testing::let_leave(one.node(), "drill", {red}).ok());
  node::testing::Party three(folder.path() / "three", "three");
  const Peers peers(one.node());
  const auto offered = peers.read(Peers(three.node()).own_card()->line);
  ASSERT_TRUE(peers.accept(admin(), *offered, "", node::Alike::refused).ok());

  const auto version = composed({.change = "drill", .with = {"three"}});
  ASSERT_EQ(version.readings.size(), 1u);
  EXPECT_EQ(version.readings.front().who.name, "three");
  EXPECT_FALSE(version.may_come());
  const auto refused = desk().draft(admin(), version);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::forbidden);
  EXPECT_THAT(to_json(refused.error(), version), HasSubstr(R"("tlp_red":1)"));
  EXPECT_EQ(desk().find("drill").error().code, Code::not_found) << "nothing was kept";
}

TEST_F(ChartersDesk, TellTheOthersBeforeThisPartyLeaves) {
  const auto room_to_leave = desk().to_leave(admin(), "drill");
  ASSERT_TRUE(room_to_leave.ok()) << room_to_leave.error().message;
  one.serve();
  two.serve();
  const auto left = desk().leave(admin(), *room_to_leave);
  one.stop_serving();
  two.stop_serving();
  ASSERT_TRUE(left.ok()) << left.error().message;
  EXPECT_EQ(left->group, "drill");
  EXPECT_THAT(left->not_told, IsEmpty());
  EXPECT_NE(room(two).view.departure_of(one.identity()), nullptr);
  EXPECT_EQ(desk().to_leave(admin(), "drill").error().code, Code::conflict) << "once";
  EXPECT_EQ(desk().list().front().state, "left");
}

TEST_F(ChartersDesk, ShowAGroupWithItsMembersAndTheVersionUnderWay) {
  const auto before = desk().show("");
  ASSERT_TRUE(before.ok()) << before.error().message;
  ASSERT_TRUE(before->room);
  EXPECT_EQ(before->members.size(), 2u);
  EXPECT_FALSE(before->under_way);
  EXPECT_THAT(to_json(*before), HasSubstr(R"("under_way":null)"));
  drafted(new_version());
  const auto after = desk().show("drill");
  ASSERT_TRUE(after.ok() && after->under_way);
  EXPECT_THAT(to_json(*after), HasSubstr(R"("changes":[{"of":"purpose")"));
  drafted(new_group());
  const auto draft = desk().show("second-lake");
  ASSERT_TRUE(draft.ok()) << draft.error().message;
  EXPECT_FALSE(draft->room) << "a draft is no group";
  EXPECT_EQ(to_json(*draft), draft->under_way->charter.text);
  EXPECT_EQ(desk().show("nowhere").error().code, Code::not_found);
  EXPECT_EQ(desk().logs("drill")->size(), 2u);
}

TEST_F(ChartersDesk, ReadWhatPeopleTypeForTimesAndWitnesses) {
  const auto time = Charters::read_answer_time("high=2h,48h");
  ASSERT_TRUE(time.ok()) << time.error().message;
  EXPECT_EQ(time->acknowledge, std::chrono::hours(2));
  EXPECT_EQ(time->answer, std::chrono::hours(48));
  for (const char* wrong : {"high", "high=2h", "2h,48h", "huge=2h,48h", "high=2,48h", "high=2h,"})
    EXPECT_EQ(Charters::read_answer_time(wrong).error().code, Code::invalid_input) << wrong;

  const std::string key = one.node().peers().own_card_parsed()->witness_key.to_string();
  EXPECT_EQ(Charters::read_witness(key)->url, "");
  EXPECT_EQ(Charters::read_witness(key + " https://w.example/a//")->url, "https://w.example/a");
  EXPECT_THAT(Charters::read_witness(one.node().journals().verifier_key("main").value()).error().message,
              HasSubstr("that of a log"));
  EXPECT_THAT(Charters::read_witness("nonsense").error().message, HasSubstr("witness: "));
}

}  // namespace
}  // namespace parley::desk::testing
