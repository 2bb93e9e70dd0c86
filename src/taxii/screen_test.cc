// What is refused by header, before there is a body; and what caches that others use may keep.
#include <gmock/gmock.h>

#include "taxii/service.h"
#include "taxii/test_node.h"

namespace parley::taxii {
namespace {

using namespace checks;
using ::testing::HasSubstr;
using ::testing::Not;

class Screen : public ::testing::Test {
 protected:
  http::Request head(const std::string& authorization, const std::string& path) const {
    return checks::post(path, "", authorization);
  }
  int status_of(const http::Request& request) {
    if (const auto known = node.service.screen_fast(request)) return known->refused ? known->refused->status : 0;
    const http::Admittance admittance = node.service.screen(request);
    return admittance.refused ? admittance.refused->status : 0;
  }

  Node node;
  std::string collection = node.catalog.make_collection();
  std::string objects = Node::in(collection, "objects/");
};

TEST_F(Screen, RefusesByHeaderAsHandleDoesWithTheBody) {
  node.catalog.grant("reader", collection, {.read = true});
  EXPECT_EQ(status_of(head("", objects)), 401);
  EXPECT_EQ(status_of(head("Bearer wrong", objects)), 401);
  EXPECT_EQ(status_of(head(kReader, objects)), 403);
  EXPECT_EQ(status_of(head(kNobody, objects)), 404);
  EXPECT_EQ(status_of(head(kAlice, "/api1/collections/none/objects/")), 404);
  EXPECT_EQ(status_of(head(kAlice, "/none/collections/" + collection + "/objects/")), 404);
  EXPECT_EQ(status_of(head(kAlice, Node::in(collection, "manifest/"))), 405);
  EXPECT_EQ(status_of(head(kAlice, "/taxii2/")), 405);
  http::Request picky = head(kAlice, objects);
  for (auto& [name, value] : picky.headers)
    if (name == "Accept") value = "text/html";
  EXPECT_EQ(status_of(picky), 406);
  http::Request odd = head(kAlice, objects);
  for (auto& [name, value] : odd.headers)
    if (name == "Content-Type") value = "application/json";
  EXPECT_EQ(status_of(odd), 415);
  EXPECT_EQ(status_of(head(kAlice, objects)), 0);
}

TEST_F(Screen, LetsInWhatTheResourceTakesAndInWhoseName) {
  const http::Admittance post = node.service.screen(head(kWriter, objects));
  EXPECT_TRUE(post.refused) << "no right yet";
  node.catalog.grant("writer", collection, {.write = true});
  const http::Admittance granted = node.service.screen(head(kWriter, objects));
  EXPECT_FALSE(granted.refused);
  EXPECT_EQ(granted.body_bytes, 64u << 20);
  EXPECT_EQ(granted.sender, "writer");
  const http::Admittance get = node.service.screen(checks::get("/taxii2/", "", kAlice, std::string(kMediaType)));
  EXPECT_FALSE(get.refused);
  EXPECT_LE(get.body_bytes, 64u << 10) << "nobody has a use for it";
}

TEST_F(Screen, RemembersWhoMayAddUntilARightChanges) {
  node.catalog.grant("writer", collection, {.write = true});
  EXPECT_FALSE(node.service.screen_fast(head(kWriter, objects)));
  node.service.screen(head(kWriter, objects));
  ASSERT_TRUE(node.service.screen_fast(head(kWriter, objects)));
  EXPECT_FALSE(node.service.screen_fast(head(kNobody, objects)));
  node.catalog.grant("writer", collection, {});
  EXPECT_FALSE(node.service.screen_fast(head(kWriter, objects)));
  EXPECT_EQ(status_of(head(kWriter, objects)), 404);
}

TEST_F(Screen, AnonymousSendersAreStrangers) {
  node.catalog.anonymous = true;
  node.catalog.grant("anonymous", collection, {.write = true});
  const http::Admittance admittance = node.service.screen(head("", objects));
  ASSERT_FALSE(admittance.refused);
  EXPECT_EQ(admittance.sender, "");
}

TEST_F(Screen, TellsWhatItRefusesLikeAnyOtherAnswer) {
  std::vector<int> told;
  Node watched({.on_request = [&](const ServiceOptions::Event& event) { told.push_back(event.response->status); }});
  watched.service.screen(head("", objects));
  EXPECT_EQ(told, std::vector<int>{401});
}

// A cache that several people use keeps what says "public", or says nothing and has a life time, and may give it to
// anybody.
TEST_F(Screen, NothingThatNeedsARightMayBeKeptByACacheForAll) {
  add(node.server(), collection, {indicator(1)});
  ASSERT_TRUE(node.catalog.journal(collection).publish().ok());
  const std::string tile = Node::in(collection, "tile/0/000.p/1"),
                    entries = Node::in(collection, "tile/entries/000.p/1");
  for (const std::string& path :
       {std::string("/taxii2/"), std::string("/api1/"), std::string("/api1/collections/"), Node::in(collection),
        objects, Node::in(collection, "manifest/"), objects + indicator_id(1) + "/", Node::in(collection, "salts/0/1"),
        std::string("/none/")}) {
    for (int again = 0; again < 2; ++again) {  // the second time from the cache of pages
      const http::Response answer = node.get(path);
      const std::string head = header_of(answer, "Cache-Control") + (answer.header_block ? *answer.header_block : "");
      EXPECT_THAT(head, HasSubstr("no-store")) << path;
    }
  }
  for (const std::string& path : {tile, entries, Node::in(collection, "checkpoint")}) {
    const http::Response answer = node.get(path);
    ASSERT_EQ(answer.status, 200) << path;
    EXPECT_THAT(header_of(answer, "Cache-Control"), HasSubstr("private")) << path;
    EXPECT_EQ(header_of(answer, "Vary"), "Authorization");
  }
}

}  // namespace
}  // namespace parley::taxii
