// When a session ends. Each of these is asked by HTTP, since what counts is what the next request is told.
#include "desk/people.h"
#include "web/test_browser.h"

namespace parley::web::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Session : public RoomTest {};

TEST_F(Session, EndsAtSignOutOnTheNodeAndNotOnlyInTheBrowser) {
  Browser anna = signed_in();
  Browser copy = anna;
  const Answer out = anna.post("/room/sign-out");
  EXPECT_EQ(out.status, 200);
  EXPECT_THAT(out.header("Set-Cookie"), HasSubstr("Max-Age=0"));
  EXPECT_FALSE(copy.is_in());
}

TEST_F(Session, EndsWhenThePasswordChanges) {
  Browser anna = signed_in(), other = signed_in();
  ASSERT_TRUE(node().access().put_user("anna", "another word", false).ok());
  EXPECT_FALSE(anna.is_in());
  EXPECT_FALSE(other.is_in());
  EXPECT_EQ(anna.sign_in("anna", "another word").status, 303);
}

TEST_F(Session, EndsWithItsPersonAndIsNotTheNextOnesOfThatName) {
  Browser anna = signed_in();
  ASSERT_TRUE(node().access().remove_user("anna").ok());
  EXPECT_FALSE(anna.is_in());
  add("anna");
  EXPECT_FALSE(anna.is_in());
}

TEST_F(Session, GoesOnWhenRightsChangeAndHasThemAtOnce) {
  Browser boris = signed_in("boris");
  EXPECT_EQ(boris.get("/room/inbox").status, 403);
  ASSERT_TRUE(node().people().allow("boris", node::Act::see, node::kEverywhere).ok());
  EXPECT_EQ(boris.get("/room/inbox").status, 200);
  ASSERT_TRUE(node().people().disallow("boris", node::Act::see, node::kEverywhere).ok());
  EXPECT_EQ(boris.get("/room/inbox").status, 403);
}

TEST_F(Session, EndsWhenItWasNotUsedForSoLong) {
  Browser anna = signed_in();
  party_.pass(std::chrono::minutes(14));
  EXPECT_EQ(anna.get("/room/me").status, 200);
  party_.pass(std::chrono::minutes(14));
  EXPECT_EQ(anna.get("/room/me").status, 200);
  party_.pass(std::chrono::minutes(16));
  EXPECT_EQ(anna.get("/room/me").status, 401);
}

// An open window asks by itself, for ever.
TEST_F(Session, WhatThePageAsksByItselfIsNoUse) {
  Browser anna = signed_in();
  for (int i = 0; i < 2; ++i) {
    party_.pass(std::chrono::minutes(7));
    EXPECT_EQ(anna.get("/room/home", {{"Parley-Unattended", "1"}}).status, 200);
    EXPECT_EQ(anna.get("/room/changes").status, 200);
  }
  party_.pass(std::chrono::minutes(2));
  EXPECT_EQ(anna.get("/room/me").status, 401);
}

TEST_F(Session, EndsAfterSoManyHoursHoweverMuchItIsUsed) {
  Browser anna = signed_in();
  for (int i = 0; i < 59; ++i) {
    party_.pass(std::chrono::minutes(10));
    ASSERT_EQ(anna.get("/room/me").status, 200) << i;
  }
  party_.pass(std::chrono::minutes(11));
  EXPECT_EQ(anna.get("/room/me").status, 401);
}

TEST_F(Session, IsListedAndEndedByItsPersonAndByNobodyElse) {
  Browser here = signed_in(), there = signed_in(), boris = signed_in("boris");
  const Answer listed = here.get("/room/sessions");
  EXPECT_EQ(listed.status, 200);
  EXPECT_THAT(listed.body, Not(HasSubstr("boris")));
  const auto there_id = node().sessions().find(there.secret(), node::Sessions::Use::looks)->id;
  EXPECT_THAT(listed.body, HasSubstr(there_id));
  EXPECT_THAT(listed.body, Not(HasSubstr(there.secret())));
  EXPECT_EQ(boris.post("/room/sessions/end", "{\"id\":\"" + there_id + "\"}").status, 403);
  EXPECT_TRUE(there.is_in());
  EXPECT_EQ(here.post("/room/sessions/end", "{\"id\":\"" + there_id + "\"}").status, 200);
  EXPECT_FALSE(there.is_in());
  EXPECT_TRUE(here.is_in());
}

TEST_F(Session, LastsOverARestartOfTheNode) {
  Browser anna = signed_in();
  close();
  party_.restart();
  open();
  Browser again = browser();
  again.cookie = anna.cookie;
  EXPECT_TRUE(again.is_in());
  EXPECT_EQ(again.post("/room/sign-out").status, 200);
  close();
  party_.restart();
  open();
  Browser third = browser();
  third.cookie = anna.cookie;
  EXPECT_FALSE(third.is_in());
}

TEST_F(Session, OfALinkEndsWhenTheTieThatProvedItIsTakenAway) {
  const auto clara = node::testing::person(node(), "clara");
  const auto link = desk::SignIns(node()).make_link(clara, "");
  ASSERT_TRUE(link.ok()) << link.error().message;
  Browser browser_of = browser();
  browser_of.take_cookie(browser_of.post_form(link->url.substr(browser_of.origin().size()), ""));
  EXPECT_TRUE(browser_of.is_in());
  ASSERT_TRUE(node().people().tie("clara", std::nullopt).ok());
  EXPECT_FALSE(browser_of.is_in());
}

TEST_F(Session, OfOnePersonAreBounded) {
  Browser first = signed_in();
  for (std::size_t i = 0; i < node::Sessions::kMostOfAPerson; ++i) {
    party_.pass(std::chrono::seconds(1));
    signed_in();
  }
  EXPECT_FALSE(first.is_in());
  EXPECT_EQ(node().sessions().of("anna").size(), node::Sessions::kMostOfAPerson);
}

}  // namespace
}  // namespace parley::web::testing
