// Keeping the people of a node: who may, what is checked before anything is changed, and what is shown of it.
#include "desk/people.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "desk/audits.h"
#include "desk/test_party.h"
#include "node/journals.h"

namespace parley::desk::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;

using Kind = People::Password::Kind;
constexpr std::uint32_t kUid = 4'600'000;

class PeopleDesk : public PartyTest {
 protected:
  People people() { return People(node()); }
  People::Keeper keeper() { return people().keeper(administrator()).value(); }
  // Added by the administrator, with whatever else is wanted.
  People::Kept add(const People::Wanted& wanted, const People::Password& password = {}) {
    const auto change = people().add(keeper(), wanted);
    EXPECT_TRUE(change.ok()) << change.error().message;
    const auto kept = people().put(keeper(), *change, password);
    EXPECT_TRUE(kept.ok()) << kept.error().message;
    return *kept;
  }
  Result<People::Kept> set(const People::Wanted& wanted, const People::Password& password = {}) {
    PARLEY_TRY(const auto change, people().change(keeper(), wanted));
    return people().put(keeper(), change, password);
  }
  People::Shown shown(const std::string& name) {
    const auto out = people().show(name);
    EXPECT_TRUE(out.ok()) << out.error().message;
    return *out;
  }
  // Proved by a password, as over the command line.
  Result<node::Acting> by_password(const std::string& name, const std::string& password) {
    return node().people().by_password({.from = node::Origin::command, .uid = kUid + 99}, name, password);
  }
  template <typename T>
  static void refuses(const Result<T>& result, Code code, const std::string& words) {
    ASSERT_FALSE(result.ok()) << "was to be refused: " << words;
    EXPECT_EQ(result.error().code, code) << result.error().message;
    EXPECT_THAT(result.error().message, HasSubstr(words));
  }
  // In the collection of a journal, with what the user was given on it.
  People::OnJournal on(const std::string& journal, const std::string& user) {
    for (const auto& one : shown(user).line.rights)
      if (one.journal == journal) return one;
    return {};
  }
};

TEST_F(PeopleDesk, OnlyWhoHasTheRightKeepsPeople) {
  refuses(people().keeper(person("anna", {node::Act::say, node::Act::operate})), Code::forbidden, "no right to people");
  EXPECT_TRUE(people().keeper(person("boris", {node::Act::people})).ok());
  EXPECT_TRUE(people().keeper(administrator()).ok());
}

TEST_F(PeopleDesk, WhatWasRefusedIsRecordedWithWhatWasTried) {
  const node::Acting anna = person("anna");
  const People::Wanted evil{.name = "evil", .administrator = true};
  EXPECT_FALSE(people().keeper(anna, People::adding(evil)).ok());
  EXPECT_FALSE(people().keeper(anna, {.what = "token add", .about = {"admin"}}).ok());
  EXPECT_FALSE(people().keeper(anna, {.what = "token add", .about = {"boris"}}).ok());
  const auto listed = Audits(node()).list(administrator(), {.person = "anna", .state = "refused"});
  ASSERT_TRUE(listed.ok()) << listed.error().message;
  ASSERT_EQ(listed->lines.size(), 3u);
  const auto has = [&](const std::string& what, const std::vector<std::string>& about) {
    return std::any_of(listed->lines.begin(), listed->lines.end(),
                       [&](const auto& line) { return line.record.what == what && line.record.about == about; });
  };
  EXPECT_TRUE(has("user add", {"evil", "administrator", "password"}));
  EXPECT_TRUE(has("token add", {"admin"}));
  EXPECT_TRUE(has("token add", {"boris"}));
}

TEST_F(PeopleDesk, ARightThatIsTakenAwayMeanwhileIsGoneAtTheAct) {
  const node::Acting boris = person("boris", {node::Act::people});
  const auto by = people().keeper(boris);
  ASSERT_TRUE(by.ok());
  const auto change = people().add(*by, {.name = "cora"});
  ASSERT_TRUE(change.ok());
  ASSERT_TRUE(node().people().disallow("boris", node::Act::people, node::kEverywhere).ok());
  refuses(people().put(*by, *change, {}), Code::forbidden, "no right to people");
  refuses(people().remove(*by, "admin"), Code::forbidden, "no right to people");
  refuses(people().add_token(*by, "admin", "", 0), Code::forbidden, "no right to people");
  EXPECT_FALSE(people().show("cora").ok());
}

TEST_F(PeopleDesk, TheOwnerOfAStoppedNodesFolderLetsPeopleInAgain) {
  const node::Caller caller{.from = node::Origin::command, .uid = kUid};
  refuses(people().owner(caller, true), Code::forbidden, "stop parley serve first");
  const auto by = people().owner(caller, false);
  ASSERT_TRUE(by.ok());
  ASSERT_TRUE(people().remove(keeper(), "admin").ok());
  const auto change = people().add(*by, {.name = "admin", .administrator = true, .uid = kUid});
  ASSERT_TRUE(change.ok()) << change.error().message;
  ASSERT_TRUE(people().put(*by, *change, {.kind = Kind::none}).ok());
  EXPECT_TRUE(shown("admin").line.administrator);
  EXPECT_EQ(node().people().by_uid(caller)->person(), "admin");
  EXPECT_THAT(shown("admin").given, Contains(Field(&People::Given::by, HasSubstr("the owner of the folder"))));
}

TEST_F(PeopleDesk, SomebodyNewGetsAPasswordThatIsShownOnce) {
  const auto kept = add({.name = "anna", .allow = {"confirm"}});
  EXPECT_TRUE(kept.is_new);
  EXPECT_FALSE(kept.administrator);
  EXPECT_EQ(kept.made.size(), 20u);
  EXPECT_TRUE(by_password("anna", kept.made).ok());
  EXPECT_THAT(to_json(kept), HasSubstr("\"password\":\"" + kept.made + "\""));
  EXPECT_THAT(to_json(shown("anna")), Not(HasSubstr(kept.made)));
  const auto again = set({.name = "anna", .allow = {"say"}});
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->made, "") << "a change of rights is no new password";
  EXPECT_THAT(to_json(*again), Not(HasSubstr("password")));
  EXPECT_TRUE(by_password("anna", kept.made).ok());
}

TEST_F(PeopleDesk, APasswordIsGivenTakenAwayOrStays) {
  add({.name = "anna"}, {.kind = Kind::given, .text = "the first one"});
  EXPECT_TRUE(by_password("anna", "the first one").ok());
  EXPECT_EQ(set({.name = "anna"}, {.kind = Kind::given, .text = "the second one"})->made, "");
  EXPECT_TRUE(by_password("anna", "the second one").ok());
  EXPECT_FALSE(by_password("anna", "the first one").ok());
  refuses(set({.name = "anna"}, {.kind = Kind::given, .text = ""}), Code::invalid_input, "the password is empty");
  EXPECT_TRUE(by_password("anna", "the second one").ok()) << "nothing was changed";
  ASSERT_TRUE(set({.name = "anna"}, {.kind = Kind::none}).ok());
  EXPECT_FALSE(shown("anna").line.has_password);
}

TEST_F(PeopleDesk, AddingAndChangingAreTwoThings) {
  add({.name = "anna"});
  refuses(people().add(keeper(), {.name = "anna"}), Code::conflict, "already; parley user set");
  refuses(people().change(keeper(), {.name = "boris"}), Code::not_found, "parley user add");
  refuses(people().show("boris"), Code::not_found, "parley user list");
}

TEST_F(PeopleDesk, WhatWasCheckedForSomebodyNewIsNotDoneToSomebodyElse) {
  const auto change = people().add(keeper(), {.name = "anna", .allow = {"confirm"}});
  ASSERT_TRUE(change.ok());
  const auto other = add({.name = "anna"});
  refuses(people().put(keeper(), *change, {}), Code::conflict, "was added");
  EXPECT_TRUE(by_password("anna", other.made).ok());
  EXPECT_TRUE(shown("anna").line.acts.empty());
}

// Two colleagues are called what they are called. Who makes them users sees both names, and whoever reads a list is
// told that there are two.
TEST_F(PeopleDesk, NamesThatLookAlikeAreBothPossibleAndMarked) {
  add({.name = "boris"});
  const auto anil = add({.name = "anil"});
  EXPECT_TRUE(anil.alike.empty());
  const auto anli = add({.name = "anli", .allow = {"confirm"}});
  EXPECT_THAT(anli.alike, ElementsAre("anil"));
  const auto third = people().add(keeper(), {.name = "an1i"});
  ASSERT_TRUE(third.ok()) << third.error().message;
  EXPECT_THAT(People::alike_words(*third), HasSubstr("\"an1i\" looks like \"anil\", \"anli\""));
  // They stay two persons, by their passwords and by what each may do.
  EXPECT_EQ(by_password("anil", anil.made).value().person(), "anil");
  EXPECT_FALSE(by_password("anil", anli.made).ok());
  EXPECT_TRUE(shown("anil").line.acts.empty());
  EXPECT_THAT(shown("anil").line.alike, ElementsAre("anli"));
  std::map<std::string, std::vector<std::string>> marked;
  const auto listed = people().list();
  ASSERT_TRUE(listed.ok());
  for (const auto& line : *listed)
    if (!line.alike.empty()) marked[line.name] = line.alike;
  const std::map<std::string, std::vector<std::string>> expected = {{"anil", {"anli"}}, {"anli", {"anil"}}};
  EXPECT_EQ(marked, expected);
  // Nothing new is said of who is there already.
  const auto changed = people().change(keeper(), {.name = "anil", .allow = {"say"}});
  ASSERT_TRUE(changed.ok());
  EXPECT_EQ(People::alike_words(*changed), "");
}

TEST_F(PeopleDesk, AWordThatNobodyKnowsLeavesThePersonAsHeWas) {
  add({.name = "anna", .read = {"main"}});
  const std::string before = to_json(shown("anna"));
  refuses(set({.name = "anna", .administrator = true, .write = {"nowhere"}}), Code::not_found,
          "no journal \"nowhere\"");
  refuses(set({.name = "anna", .administrator = true, .allow = {"fly"}}), Code::invalid_input, "\"fly\" is no act");
  refuses(set({.name = "anna", .allow = {"say"}, .in = "nowhere"}), Code::not_found, "no group and no journal");
  refuses(set({.name = "anna", .allow = {"people"}, .in = "main"}), Code::invalid_input, "for the whole node");
  EXPECT_EQ(to_json(shown("anna")), before);
  refuses(people().add(keeper(), {.name = "boris", .read = {"nowhere"}}), Code::not_found, "no journal");
  EXPECT_FALSE(people().show("boris").ok()) << "nobody was added";
}

TEST_F(PeopleDesk, RightsOnAJournalAreAddedUntilTheyAreTakenAway) {
  const std::string id = node().journals().open("main")->row.id;
  add({.name = "anna", .read = {"main"}});
  ASSERT_TRUE(set({.name = "anna", .write = {id}}).ok());
  EXPECT_TRUE(on("main", "anna").read);
  EXPECT_TRUE(on("main", "anna").write);
  EXPECT_FALSE(on("main", "anna").remove);
  ASSERT_TRUE(set({.name = "anna", .remove = {"main"}, .none = {"main"}}).ok());
  EXPECT_FALSE(on("main", "anna").read) << "what is taken away goes first";
  EXPECT_TRUE(on("main", "anna").remove);
  ASSERT_TRUE(set({.name = "anna", .none = {"main"}}).ok());
  EXPECT_TRUE(shown("anna").line.rights.empty());
  ASSERT_TRUE(set({.name = "anna", .read = {"*"}}).ok());
  EXPECT_EQ(on("*", "anna").collection, "*");
}

TEST_F(PeopleDesk, NoClientGetsARightOnWhatIsThisPartysAlone) {
  for (const char* journal : {"drafts", "deliberation"})
    refuses(people().add(keeper(), {.name = "anna", .read = {journal}}), Code::forbidden, "this party's alone");
}

TEST_F(PeopleDesk, ActsAreForAPlaceAndNamedByIt) {
  const std::string id = node().journals().open("main")->row.id;
  add({.name = "anna", .allow = {"draft", "erase"}, .in = "main"});
  ASSERT_TRUE(set({.name = "anna", .allow = {"confirm"}}).ok());
  ASSERT_TRUE(set({.name = "anna", .disallow = {"erase"}, .in = id}).ok());
  const auto acts = shown("anna").line.acts;
  ASSERT_EQ(acts.size(), 2u);
  for (const auto& one : acts) {
    const bool is_draft = one.act == node::Act::draft;
    EXPECT_EQ(one.place, is_draft ? id : "*");
    EXPECT_EQ(one.place_name, is_draft ? "main" : "");
  }
  EXPECT_TRUE(node().people().may("anna", node::Act::draft, id).ok());
  EXPECT_FALSE(node().people().may("anna", node::Act::draft, node::kEverywhere).ok());
}

TEST_F(PeopleDesk, AUidOfSomebodyElseIsTiedOnlyWhenThatIsMeant) {
  add({.name = "anna", .uid = kUid});
  const auto change = people().add(keeper(), {.name = "twin", .uid = kUid});
  ASSERT_TRUE(change.ok());
  ASSERT_TRUE(change->shared());
  EXPECT_EQ(change->shared()->name, "anna");
  refuses(People::may_share(*change), Code::conflict, "count as one person");
  refuses(people().put(keeper(), *change, {}), Code::conflict, "nothing was changed");
  EXPECT_FALSE(people().show("twin").ok());
  const auto meant = people().add(keeper(), {.name = "twin", .uid = kUid, .although_shared = true});
  ASSERT_TRUE(meant.ok());
  EXPECT_TRUE(People::may_share(*meant).ok());
  EXPECT_TRUE(people().put(keeper(), *meant, {}).ok());
  EXPECT_EQ(shown("twin").uid, kUid);
  ASSERT_TRUE(set({.name = "twin", .no_uid = true}).ok());
  EXPECT_FALSE(shown("twin").uid);
  EXPECT_FALSE(people().change(keeper(), {.name = "anna", .uid = kUid})->shared()) << "his own";
}

TEST_F(PeopleDesk, AUidIsANumberOfThisMachine) {
  EXPECT_EQ(People::read_uid("1000").value(), 1000u);
  EXPECT_EQ(People::read_uid("").value(), std::nullopt);
  for (const char* wrong : {"-1", "1000 ", "0x10", "anna", "4294967295", "4294967296"})
    refuses(People::read_uid(wrong), Code::invalid_input, "as id -u prints it");
}

TEST_F(PeopleDesk, AnonymousIsNobodyInParticular) {
  refuses(people().add(keeper(), {.name = "anonymous", .uid = kUid}), Code::invalid_input, "nobody's uid");
  refuses(people().add(keeper(), {.name = "anonymous", .allow = {"see"}}), Code::invalid_input, "does no act");
  EXPECT_EQ(add({.name = "anonymous", .read = {"main"}}).made, "") << "there is nobody to tell a password to";
  EXPECT_FALSE(shown("anonymous").line.has_password);
}

TEST_F(PeopleDesk, AnAdministratorStaysOneUntilItIsSaidOtherwise) {
  add({.name = "anna", .administrator = true});
  EXPECT_TRUE(set({.name = "anna", .read = {"main"}})->administrator);
  EXPECT_FALSE(set({.name = "anna", .administrator = false})->administrator);
  EXPECT_FALSE(shown("anna").line.administrator);
}

TEST_F(PeopleDesk, TheOwnPasswordIsChangedByWhoProvedItAlone) {
  const auto kept = add({.name = "anna"});
  const auto own = people().change_own_password(by_password("anna", kept.made).value(), {});
  ASSERT_TRUE(own.ok()) << own.error().message;
  EXPECT_TRUE(by_password("anna", own->made).ok());
  const auto chosen = people().change_own_password(by_password("anna", own->made).value(), "my own words");
  ASSERT_TRUE(chosen.ok());
  EXPECT_EQ(chosen->made, "") << "it is not told to who knows it";
  EXPECT_TRUE(by_password("anna", "my own words").ok());
  EXPECT_THAT(shown("anna").given, Contains(Field(&People::Given::by, "anna")));
}

TEST_F(PeopleDesk, TokensAreShownWithoutTheirSecret) {
  add({.name = "siem"}, {.kind = Kind::none});
  const auto made = people().add_token(keeper(), "siem", "feeds", 30);
  ASSERT_TRUE(made.ok()) << made.error().message;
  ASSERT_TRUE(people().add_token(keeper(), "siem", "", 0).ok());
  const auto tokens = people().tokens();
  ASSERT_EQ(tokens->size(), 2u);
  for (const auto& one : *tokens) {
    EXPECT_EQ(one.user, "siem");
    EXPECT_EQ(one.expires.has_value(), one.id == made->id);
    EXPECT_THAT(to_json(one), Not(HasSubstr(made->secret)));
  }
  EXPECT_EQ(shown("siem").tokens, 2u);
  ASSERT_TRUE(people().remove_token(keeper(), made->id).ok());
  EXPECT_FALSE(node().people().by_token({.from = node::Origin::command, .uid = kUid}, "siem", made->secret).ok());
  refuses(people().remove_token(keeper(), made->id), Code::not_found, "");
  refuses(people().add_token(keeper(), "nobody", "", 0), Code::not_found, "nobody");
}

TEST_F(PeopleDesk, WhoIsRemovedTakesRightsAndTokensAlong) {
  add({.name = "anna", .read = {"main"}, .allow = {"say"}, .uid = kUid});
  ASSERT_TRUE(people().add_token(keeper(), "anna", "", 0).ok());
  ASSERT_TRUE(people().remove(keeper(), "anna").ok());
  EXPECT_FALSE(people().show("anna").ok());
  EXPECT_TRUE(people().tokens()->empty());
  add({.name = "anna"});
  EXPECT_TRUE(shown("anna").line.rights.empty()) << "who has the name next has nothing of it";
  EXPECT_TRUE(shown("anna").line.acts.empty());
  EXPECT_FALSE(shown("anna").uid);
}

TEST_F(PeopleDesk, NobodyIsShownByHisHash) {
  add({.name = "anna"}, {.kind = Kind::given, .text = "the first one"});
  const auto all = people().list();
  ASSERT_TRUE(all.ok());
  EXPECT_THAT(*all, ElementsAre(Field(&People::Line::name, "admin"), Field(&People::Line::name, "anna")));
  for (const auto& one : *all) {
    EXPECT_TRUE(one.has_password);
    EXPECT_THAT(to_json(one), Not(HasSubstr("argon2")));
  }
}

}  // namespace
}  // namespace parley::desk::testing
