// Coming in to the room and going out again, as a browser does it, and as somebody does who is none.
#include <regex>

#include "node/catalog.h"
#include "taxii/service.h"
#include "web/test_browser.h"

namespace parley::web::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

class Door : public RoomTest {};

TEST_F(Door, APasswordLetsInAndTheCookieIsForThisNameAlone) {
  Browser anna = browser();
  EXPECT_EQ(anna.get("/room/me").status, 401);
  const Answer in = anna.sign_in("anna");
  EXPECT_EQ(in.status, 303);
  EXPECT_EQ(in.header("Location"), "/");
  EXPECT_THAT(in.header("Set-Cookie"),
              MatchesRegex("__Host-parley-[0-9a-f]{8}=[0-9a-f]{64}; Path=/; Secure; HttpOnly; SameSite=Strict"));
  const Answer me = anna.get("/room/me");
  EXPECT_EQ(me.status, 200);
  EXPECT_THAT(me.body,
              AllOf(HasSubstr(R"("user":"anna")"), HasSubstr(R"("rights":["see"])"), HasSubstr(R"("last":null)")));
}

TEST_F(Door, WhatWasWrongIsNotSaid) {
  Browser one = browser(), two = browser(), three = browser();
  const Answer wrong = one.sign_in("anna", "another");
  const Answer nobody = two.sign_in("nora", "another");
  EXPECT_EQ(wrong.status, 403);
  EXPECT_EQ(nobody.status, 403);
  EXPECT_THAT(wrong.body, HasSubstr("We do not say which part."));
  const auto without_names = [](const Answer& answer) {
    return std::regex_replace(answer.body, std::regex("anna|nora|[0-9:]{8}(Z| UTC)"), "");
  };
  EXPECT_EQ(without_names(wrong), without_names(nobody));
  EXPECT_EQ(wrong.header("Set-Cookie"), "");
  EXPECT_EQ(three.sign_in("anonymous", "").status, 403);
}

TEST_F(Door, ThePageWorksInBothLanguagesAndShowsWhoseNodeItIs) {
  Browser someone = browser();
  const Answer english = someone.get("/sign-in");
  EXPECT_THAT(english.body, AllOf(HasSubstr("ruritania"), HasSubstr("Is this our own node?"),
                                  HasSubstr(someone.origin()), Not(HasSubstr("<script"))));
  someone.language = "de-DE,de;q=0.9,en;q=0.8";
  EXPECT_THAT(someone.get("/sign-in").body, AllOf(HasSubstr("lang=\"de\""), HasSubstr("Kennwort")));
  EXPECT_THAT(someone.get("/sign-in?language=en").body, HasSubstr("lang=\"en\""));
}

TEST_F(Door, LeadsBackToWhereSomebodyWantedToGoAndNowhereElse) {
  Browser someone = browser();
  EXPECT_EQ(someone.get("/inbox?group=tarn").header("Location"), "/sign-in?next=/inbox%3Fgroup%3Dtarn");
  EXPECT_THAT(someone.get("/sign-in?next=/inbox%3Fgroup%3Dtarn").body, HasSubstr("value=\"/inbox?group=tarn\""));
  for (const auto& [next, to] :
       std::vector<std::pair<std::string, std::string>>{{"/inbox", "/inbox"},
                                                        {"%2Finbox%3Fgroup%3Dtarn", "/inbox?group=tarn"},
                                                        {"https://evil.example/", "/"},
                                                        {"//evil.example/", "/"},
                                                        {"/%5Cevil.example", "/"},
                                                        {"/%09/evil.example", "/"},
                                                        {"/inbox%0D%0ASet-Cookie:%20a=b", "/"},
                                                        {"/room/sign-out", "/"},
                                                        {"/link/x", "/"},
                                                        {"javascript:alert(1)", "/"},
                                                        {"", "/"}}) {
    Browser anna = browser();
    EXPECT_EQ(anna.sign_in("anna", kPassword, next).header("Location"), to) << next;
  }
}

TEST_F(Door, WhoIsInIsNotAskedAgain) {
  Browser anna = signed_in();
  EXPECT_EQ(anna.get("/sign-in?next=/inbox").header("Location"), "/inbox");
  EXPECT_EQ(anna.get("/inbox").status, 200);
}

TEST_F(Door, SigningInAnewEndsTheSessionOfBefore) {
  Browser anna = signed_in();
  Browser before = anna;
  anna.sign_in("anna");
  EXPECT_NE(before.cookie, anna.cookie);
  EXPECT_TRUE(anna.is_in());
  EXPECT_FALSE(before.is_in());
  EXPECT_THAT(anna.get("/room/me").body, HasSubstr(R"("from":"127.0.0.1")"));  // the last time
}

TEST_F(Door, ACookieThatIsThereTwiceOrIsNoneLetsNobodyIn) {
  Browser anna = signed_in();
  const std::string good = anna.cookie;
  for (const std::string& bad :
       {good + "; " + good, good + "0", good.substr(0, good.size() - 1), "x" + good, std::string("a=b"),
        good.substr(0, good.find('=') + 1), good.substr(0, good.find('=')) + "=" + std::string(64, '0')}) {
    anna.cookie = bad;
    EXPECT_FALSE(anna.is_in()) << bad;
  }
  anna.cookie = "other=1; " + good + "; third=\"3\"";
  EXPECT_TRUE(anna.is_in());
}

// A browser that remembers a password for TAXII would be let in without being asked, and a balancer's header does no
// harm.
TEST_F(Door, AnAuthorizationIsNobodysCredential) {
  Browser anna = browser();
  const std::string basic = "Basic " + to_base64(as_bytes(std::string("anna:") + kPassword));
  EXPECT_EQ(anna.get("/room/me", {{"Authorization", basic}}).status, 401);
  const auto token = node().access().add_token("anna", "script", {});
  EXPECT_EQ(anna.get("/room/me", {{"Authorization", "Bearer " + token->secret}}).status, 401);
  anna = signed_in();
  EXPECT_EQ(anna.get("/room/me", {{"Authorization", "Basic bm9ib2R5OnNlY3JldA=="}}).status, 200);
}

TEST_F(Door, ACookieIsNoCredentialForTaxii) {
  const Browser anna = signed_in();
  taxii::Service service(node().catalog(), {});
  for (const char* const path : {"/taxii2/", "/api/", "/api/collections/"}) {
    http::Request request{
        .method = http::Method::get,
        .method_text = "GET",
        .path = path,
        .query = {},
        .headers = {{"Host", "x"}, {"Cookie", anna.cookie}, {"Accept", "application/taxii+json;version=2.1"}},
        .body = {},
        .peer = "127.0.0.1:1"};
    EXPECT_EQ(service.handle(std::move(request)).status, 401) << path;
  }
}

TEST_F(Door, TooManyWrongPasswordsAreSlowedDownForTheirAddressAndName) {
  Browser guesser = browser();
  int refused = 0, put_off = 0;
  Answer last;
  for (int i = 0; i < 30 && put_off == 0; ++i) {
    last = guesser.sign_in("anna", "guess" + std::to_string(i));
    (last.status == 403 ? refused : put_off) += 1;
  }
  EXPECT_GE(refused, 15);
  EXPECT_EQ(last.status, 429);
  EXPECT_EQ(last.header("Retry-After"), "60");
  EXPECT_THAT(last.body, HasSubstr("too many attempts"));
  // The right one is put off as well, from there; and who is in goes on.
  EXPECT_EQ(guesser.sign_in("anna").status, 429);
  EXPECT_EQ(guesser.sign_in("boris").status, 303);
}

TEST_F(Door, ComingInGoingOutAndFailingAreOnRecordWithoutSecrets) {
  Browser anna = browser();
  anna.sign_in("anna", "wrong one");
  anna.sign_in("anna");
  const std::string secret = anna.secret();
  EXPECT_EQ(anna.post("/room/sign-out").status, 200);
  const std::string all = audit();
  EXPECT_THAT(all, HasSubstr(R"("state":"refused","door":"room","what":"prove who acts","person":"anna")"));
  EXPECT_THAT(
      all,
      HasSubstr(R"("state":"done","door":"room","act":"see","what":"sign in","person":"anna","known":"password")"));
  EXPECT_THAT(all, HasSubstr("127.0.0.1"));
  EXPECT_THAT(all, HasSubstr(R"("what":"sign out")"));
  for (const std::string& hidden : {std::string(kPassword), std::string("wrong one"), secret})
    EXPECT_THAT(all, Not(HasSubstr(hidden)));
}

TEST_F(Door, TheSecretOfASessionStandsNowhereInTheFolder) {
  Browser anna = signed_in();
  const std::string secret = anna.secret();
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder_.path()))
    if (file.is_regular_file()) {
      const auto text = read_file(file.path(), 1u << 26);
      if (text.ok()) EXPECT_THAT(*text, Not(HasSubstr(secret))) << file.path();
    }
}

// --- links

TEST_F(Door, ALinkIsUsedUpByItsButtonAndNotByOpeningIt) {
  const auto link = desk::SignIns(node()).make_link(administrator(), "");
  ASSERT_TRUE(link.ok()) << link.error().message;
  Browser admin = browser();
  ASSERT_EQ(link->url.find(admin.origin() + "/link/"), 0u);
  const std::string path = link->url.substr(admin.origin().size());
  for (int i = 0; i < 2; ++i) {
    const Answer shown = admin.get(path);
    EXPECT_EQ(shown.status, 200);
    EXPECT_THAT(shown.body, HasSubstr("Sign in as admin"));
    EXPECT_EQ(shown.header("Set-Cookie"), "");
  }
  const Answer used = admin.post_form(path, "");
  EXPECT_EQ(used.status, 303);
  admin.take_cookie(used);
  EXPECT_THAT(admin.get("/room/me").body, HasSubstr(R"("user":"admin")"));
  Browser second = browser();
  EXPECT_EQ(second.get(path).status, 404);
  const Answer again = second.post_form(path, "");
  EXPECT_EQ(again.status, 403);
  EXPECT_THAT(again.body, HasSubstr("This link signs nobody in."));
  EXPECT_EQ(again.header("Set-Cookie"), "");
}

TEST_F(Door, ALinkIsOverAfterFifteenMinutes) {
  const auto link = desk::SignIns(node()).make_link(administrator(), "");
  ASSERT_TRUE(link.ok());
  Browser admin = browser();
  const std::string path = link->url.substr(admin.origin().size());
  party_.pass(std::chrono::minutes(15) - std::chrono::seconds(30));
  EXPECT_EQ(admin.get(path).status, 200);
  party_.pass(std::chrono::minutes(1));
  EXPECT_EQ(admin.get(path).status, 404);
  EXPECT_EQ(admin.post_form(path, "").status, 403);
}

TEST_F(Door, ALinkForAnotherTakesTheRightAndIsOnRecordAsHisGift) {
  const desk::SignIns sign_ins(node());
  const auto nobody = node::testing::person(node(), "clara");
  EXPECT_EQ(sign_ins.make_link(nobody, "anna").error().code, Code::forbidden);
  EXPECT_TRUE(sign_ins.make_link(nobody, "").ok());
  const auto keeper = node::testing::person(node(), "karl", {node::Act::people});
  const auto link = sign_ins.make_link(keeper, "anna");
  ASSERT_TRUE(link.ok()) << link.error().message;
  const auto given = node().people().given_to("anna");
  ASSERT_TRUE(given.ok());
  EXPECT_EQ(given->back().by, "karl");
  EXPECT_EQ(given->back().detail, link->id);
  Browser anna = browser();
  anna.take_cookie(anna.post_form(link->url.substr(anna.origin().size()), ""));
  EXPECT_TRUE(anna.is_in());
  // So she is no second person beside him.
  const auto session = node().sessions().find(anna.secret(), node::Sessions::Use::looks);
  ASSERT_TRUE(session.has_value());
  const auto acting = node().sessions().acting(*session, "127.0.0.1:1");
  ASSERT_TRUE(acting.ok());
  EXPECT_EQ(acting->known(), node::How::token);
  const node::People::Asker asker{.person = "karl", .known = node::How::password, .uid = {}, .since = node().time()};
  EXPECT_FALSE(node().people().is_second(*acting, asker).ok());
}

TEST_F(Door, ALinkGoesWithWhatItWasMadeFrom) {
  const auto link = desk::SignIns(node()).make_link(administrator(), "anna");
  ASSERT_TRUE(link.ok());
  ASSERT_TRUE(node().access().put_user("anna", "another word", false).ok());
  Browser anna = browser();
  EXPECT_EQ(anna.post_form(link->url.substr(anna.origin().size()), "").status, 403);
}

TEST_F(Door, ThereIsNoLinkWhereNoRoomIsOpen) {
  close();
  EXPECT_EQ(desk::SignIns(node()).make_link(administrator(), "").error().code, Code::unavailable);
}

}  // namespace
}  // namespace parley::web::testing
