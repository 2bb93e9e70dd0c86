// The data of the room: the desk's own, for who may see it; and what is new, when it is.
#include <thread>

#include "desk/saying.h"
#include "desk/status.h"
#include "desk/test_room.h"
#include "json/json.h"
#include "node/change_event.h"
#include "web/test_browser.h"

namespace parley::web::testing {
namespace {

using parley::testing::eventually;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Data : public RoomTest {};

// Anna's party in a group with another, who says something.
class GroupData : public desk::testing::RoomTest {
 protected:
  void SetUp() override {
    desk::testing::RoomTest::SetUp();
    ASSERT_TRUE(one.node().access().put_user("anna", kPassword, false).ok());
    ASSERT_TRUE(one.node().people().allow("anna", node::Act::see, node::kEverywhere).ok());
    auto started = RoomServer::start(one.node(), nullptr);
    ASSERT_TRUE(started.ok()) << started.error().message;
    web = std::move(*started);
  }
  void TearDown() override { web.reset(); }
  Browser anna() {
    Browser out(*web);
    EXPECT_EQ(out.sign_in("anna").status, 303);
    return out;
  }
  void notify(const std::string& subject) {
    const auto text = desk::Saying(two.node()).notification(room(two), {.subject = subject});
    ASSERT_TRUE(text.ok()) << text.error().message;
    say(two, *text);
    bring(two, one);
  }
  std::size_t read_records() {
    const auto info = one.node().journals().open("audit");
    if (!info.ok()) return 0;
    const auto page = info->journal->read({}, 0, {});
    std::size_t out = 0;
    if (page.ok())
      for (const auto& entry : page->entries)
        if (entry.text.find(R"("what":"read","person":"anna")") != std::string_view::npos) ++out;
    return out;
  }
  std::unique_ptr<RoomServer> web;
};

TEST_F(Data, IsForWhoMaySeeAndSaysWhichRightLacks) {
  Browser boris = signed_in("boris");
  for (const char* const path : {"/room/home", "/room/inbox", "/room/inbox/abc", "/room/status"}) {
    const Answer no = boris.get(path);
    EXPECT_EQ(no.status, 403) << path;
    EXPECT_THAT(no.body, AllOf(HasSubstr(R"("code":"no_right")"), HasSubstr(R"("right":"see")"),
                               HasSubstr("has no right to see")))
        << path;
  }
  // Who one is and where one is signed in is one's own business.
  EXPECT_EQ(boris.get("/room/me").status, 200);
  EXPECT_EQ(boris.get("/room/sessions").status, 200);
  EXPECT_THAT(boris.get("/room/me").body, HasSubstr(R"("groups":[])"));
  EXPECT_THAT(audit(), HasSubstr(R"("what":"see inbox","person":"boris")"));
}

TEST_F(Data, IsTheDesksOwn) {
  Browser anna = signed_in();
  const Answer status = anna.get("/room/status");
  ASSERT_EQ(status.status, 200);
  EXPECT_EQ(status.header("Content-Type"), "application/json");
  const auto shown = desk::NodeStatus(node()).show(nullptr);
  ASSERT_TRUE(shown.ok());
  json::Parser parser, other;
  const auto from_room = parser.parse(status.body), from_desk = other.parse(to_json(*shown, {}));
  ASSERT_TRUE(from_room.ok());
  ASSERT_TRUE(from_desk.ok());
  const auto members = [](json::Element element) {
    std::vector<std::string> out;
    json::Object object;
    if (element.get(object) == simdjson::SUCCESS)
      for (const auto [name, value] : object) out.emplace_back(name);
    return out;
  };
  EXPECT_EQ(members(*from_room), members(*from_desk));
  EXPECT_THAT(anna.get("/room/inbox").body, HasSubstr(R"({"total":0,"items":[],"due":[]})"));
  EXPECT_THAT(anna.get("/room/home?with=me").body,
              AllOf(HasSubstr(R"("wrong":[)"), HasSubstr(R"("me":{"user":"anna")")));
  EXPECT_EQ(anna.raw(anna.bytes("HEAD", "/room/me")).body, "");
}

TEST_F(Data, RefusesWhatItDoesNotKnow) {
  Browser anna = signed_in();
  for (const char* const target :
       {"/room/inbox?opne=1", "/room/inbox?open=2", "/room/inbox?from=-1", "/room/inbox?most=501",
        "/room/inbox?from=1&from=2", "/room/inbox?group=%ff", "/room/inbox?most=99999999999"})
    EXPECT_EQ(anna.get(target).status, 400) << target;
  for (const char* const body : {"", "[]", "{", "{}", R"({"language":5})", R"({"language":"xx"})", R"({"lang":"de"})",
                                 R"({"language":"de","more":1})"})
    EXPECT_EQ(anna.post("/room/language", body).status, 400) << body;
  EXPECT_EQ(anna.get("/room/inbox/nothing-like-this").status, 404);
  EXPECT_EQ(anna.post("/room/home/seen", R"({"journal":"none","upto":1})").status, 404);
}

TEST_F(Data, KeepsTheLanguageOfAPerson) {
  Browser anna = signed_in();
  EXPECT_EQ(anna.post("/room/language", R"({"language":"de"})").status, 200);
  EXPECT_THAT(anna.get("/room/me").body, HasSubstr(R"("language":"de")"));
  Browser again = signed_in();
  EXPECT_THAT(again.get("/room/me").body, HasSubstr(R"("language":"de")"));
  EXPECT_THAT(signed_in("boris").get("/room/me").body, HasSubstr(R"("language":"en")"));
}

// The words of others go out as they were said: it is the page that shows them as text.
TEST_F(GroupData, AMessageIsReadAsItWasSaidAndThatItWasReadIsRecordedOnceAMinute) {
  notify("<img src=x onerror=alert(1)>");
  Browser reader = anna();
  const Answer inbox = reader.get("/room/inbox");
  ASSERT_EQ(inbox.status, 200) << inbox.body;
  EXPECT_THAT(inbox.body, AllOf(HasSubstr(R"("kind":"notification")"), HasSubstr("<img src=x onerror=alert(1)>")));
  EXPECT_EQ(inbox.header("Content-Type"), "application/json");
  json::Parser parser;
  const auto parsed = parser.parse(inbox.body);
  ASSERT_TRUE(parsed.ok());
  std::string_view id;
  ASSERT_EQ((*parsed)["items"].at(0)["id"].get(id), simdjson::SUCCESS);
  const std::string path = "/room/inbox/" + std::string(id);
  const Answer message = reader.get(path);
  ASSERT_EQ(message.status, 200) << message.body;
  EXPECT_THAT(message.body, AllOf(HasSubstr("\"id\":\"" + std::string(id)), HasSubstr(R"("own":false)"),
                                  HasSubstr(R"("names":{)"), HasSubstr(R"("marking":{)")));
  EXPECT_EQ(reader.get(path).status, 200);
  EXPECT_LE(read_records(), 2u);  // the minute may have gone by in between
  one.pass(std::chrono::minutes(2));
  const std::size_t before = read_records();
  EXPECT_GE(before, 1u);
  EXPECT_EQ(reader.get(path).status, 200);
  EXPECT_EQ(read_records(), before + 1);
}

TEST_F(GroupData, WhatIsNewIsCountedByEntryUntilItWasSeen) {
  notify("Something new");
  Browser reader = anna();
  const Answer home = reader.get("/room/home");
  ASSERT_EQ(home.status, 200) << home.body;
  EXPECT_THAT(home.body, AllOf(HasSubstr(R"("group":"drill")"), HasSubstr(R"("from":1,)"), HasSubstr(R"("heard":[{)"),
                               HasSubstr("Something new")));
  json::Parser parser;
  const auto parsed = parser.parse(home.body);
  ASSERT_TRUE(parsed.ok());
  std::string_view journal;
  std::uint64_t upto = 0;
  ASSERT_EQ((*parsed)["new"].at(0)["journals"].at(0)["journal"].get(journal), simdjson::SUCCESS);
  ASSERT_EQ((*parsed)["new"].at(0)["journals"].at(0)["upto"].get(upto), simdjson::SUCCESS);
  const auto body = [&](std::uint64_t n) {
    return "{\"journal\":\"" + std::string(journal) + "\",\"upto\":" + std::to_string(n) + "}";
  };
  EXPECT_EQ(reader.post("/room/home/seen", body(upto + 1)).status, 400);
  EXPECT_EQ(reader.post("/room/home/seen", body(upto)).status, 200);
  EXPECT_THAT(reader.get("/room/home").body, HasSubstr(R"("new":[])"));
}

// --- what is new

TEST_F(Data, TheFirstQuestionIsAnsweredAtOnceAndTheNextWhenSomethingHappens) {
  Browser anna = signed_in();
  const auto mark_of = [](const Answer& answer) {
    const std::size_t at = answer.body.find("\"mark\":\"") + 8;
    return answer.body.substr(at, answer.body.find('"', at) - at);
  };
  const std::string mark = mark_of(anna.get("/room/changes"));
  ASSERT_NE(mark, "");
  Answer later;
  std::thread waits([&] { later = anna.get("/room/changes?after=" + mark); });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  node().changes().signal();
  waits.join();
  EXPECT_EQ(later.status, 200);
  EXPECT_THAT(later.body, HasSubstr(R"("changed":true)"));
  EXPECT_NE(mark_of(later), mark);
  EXPECT_THAT(anna.get("/room/changes?after=another-5").body, HasSubstr(R"("changed":true)"));
}

TEST_F(Data, AQuestionThatWaitsIsAnsweredWhenItsTimeIsOver) {
  open({.held = std::chrono::milliseconds(100), .round = std::chrono::milliseconds(100)});
  Browser anna = signed_in();
  std::string body = anna.get("/room/changes").body;
  const std::string mark = body.substr(9, body.find('"', 9) - 9);
  const Answer later = anna.get("/room/changes?after=" + mark);
  EXPECT_EQ(later.status, 200);
  EXPECT_THAT(later.body, HasSubstr(R"("changed":)"));
}

TEST_F(Data, AQuestionThatWaitsHearsThatItsSessionHasEnded) {
  Browser anna = signed_in(), other = signed_in();
  const auto id = node().sessions().find(anna.secret(), node::Sessions::Use::looks)->id;
  std::string body = anna.get("/room/changes").body;
  const std::string mark = body.substr(9, body.find('"', 9) - 9);
  Answer later;
  std::thread waits([&] { later = anna.get("/room/changes?after=" + mark); });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_EQ(other.post("/room/sessions/end", "{\"id\":\"" + id + "\"}").status, 200);
  waits.join();
  EXPECT_EQ(later.status, 401) << later.body;
}

TEST_F(Data, ClosingTheRoomAnswersWhatWaits) {
  Browser anna = signed_in();
  std::string body = anna.get("/room/changes").body;
  const std::string mark = body.substr(9, body.find('"', 9) - 9);
  Answer later;
  std::thread waits([&] { later = anna.get("/room/changes?after=" + mark); });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  close();
  waits.join();
  EXPECT_THAT(later.status, ::testing::AnyOf(200, 503));
}

}  // namespace
}  // namespace parley::web::testing
