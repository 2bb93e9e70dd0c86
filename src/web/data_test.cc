// The data of the room: the desk's own, for who may see it; and what is new, when it is.
#include <thread>

#include "base/file.h"
#include "desk/inbox.h"
#include "desk/status.h"
#include "json/json.h"
#include "node/change_event.h"
#include "testing/source.h"
#include "web/test_browser.h"

namespace parley::web::testing {
namespace {

using parley::testing::eventually;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Data : public RoomTest {};

// Anna's party with another, who says something.
class GroupData : public ::testing::Test {
 protected:
  void SetUp() override {
    node::testing::make_group({&one, &two});
    ASSERT_TRUE(one.node().access().put_user("anna", kPassword, false).ok());
    ASSERT_TRUE(one.node().people().allow("anna", node::Act::see, node::kEverywhere).ok());
    auto started = RoomServer::start(one.node(), nullptr);
    ASSERT_TRUE(started.ok()) << started.error().message;
    room = std::move(*started);
  }
  node::testing::Folder folder;
  node::testing::Party one{folder.path() / "one", "ruritania"}, two{folder.path() / "two", "graustark"};
  std::unique_ptr<RoomServer> room;
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

TEST_F(GroupData, WhatIsReadInFullIsRecordedOnceAMinuteAndWhatIsNewIsCountedByEntry) {
  const std::string id = "identity--00000000-0000-4000-8000-000000000777";
  two.append({node::testing::identity_object(two.identity(), 7, "<img src=x onerror=alert(1)>\xE2\x80\xAE")});
  two.serve();
  ASSERT_EQ(one.sync_with(two).problem, "");
  two.stop_serving();
  Browser anna(*room);
  ASSERT_EQ(anna.sign_in("anna").status, 303);
  const Answer home = anna.get("/room/home");
  ASSERT_EQ(home.status, 200) << home.body;
  EXPECT_THAT(home.body, AllOf(HasSubstr(R"("group":"drill")"), HasSubstr(R"("from":1,)"), HasSubstr(R"("heard":[{)")));
  json::Parser parser;
  const auto parsed = parser.parse(home.body);
  ASSERT_TRUE(parsed.ok());
  json::Array news;
  ASSERT_EQ((*parsed)["new"].get(news), simdjson::SUCCESS);
  ASSERT_EQ(news.size(), 1u);
  std::string_view journal;
  std::uint64_t upto = 0;
  ASSERT_EQ(news.at(0)["journals"].at(0)["journal"].get(journal), simdjson::SUCCESS);
  ASSERT_EQ(news.at(0)["journals"].at(0)["upto"].get(upto), simdjson::SUCCESS);
  const auto body = [&](std::uint64_t n) {
    return "{\"journal\":\"" + std::string(journal) + "\",\"upto\":" + std::to_string(n) + "}";
  };
  EXPECT_EQ(anna.post("/room/home/seen", body(upto + 1)).status, 400);
  EXPECT_EQ(anna.post("/room/home/seen", body(upto)).status, 200);
  EXPECT_THAT(anna.get("/room/home").body, HasSubstr(R"("new":[])"));
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
