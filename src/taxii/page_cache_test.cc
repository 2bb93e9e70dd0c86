#include "taxii/page_cache.h"

#include <gmock/gmock.h>

#include "taxii/test_node.h"

namespace parley::taxii {
namespace {

using namespace checks;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class Cache : public ::testing::Test {
 protected:
  bool is_fast(const std::string& path, const std::string& query = {}, const std::string& authorization = kAlice) {
    return node.service.fast(get(path, query, authorization)).has_value();
  }
  std::string fast_body(const std::string& path, const std::string& query = {}) {
    const std::optional<http::Response> response = node.service.fast(get(path, query, kAlice));
    return response ? std::string(response->body_text()) : "";
  }
  void add(const std::vector<std::string>& some) { checks::add(node.server(), collection, some); }

  Node node;
  std::string collection = node.catalog.make_collection();
  std::string objects = Node::in(collection, "objects/");
};

TEST_F(Cache, ASecondRequestIsAnsweredFromMemory) {
  add(indicators(5));
  for (const std::string& path : {objects, Node::in(collection, "manifest/"), objects + indicator_id(1) + "/",
                                  objects + indicator_id(1) + "/versions/"}) {
    EXPECT_FALSE(is_fast(path));
    const http::Response first = node.get(path);
    const std::optional<http::Response> second = node.service.fast(get(path, "", kAlice));
    ASSERT_TRUE(second) << path;
    EXPECT_EQ(second->body_text(), first.body_text());
    for (const char* name : {"Content-Type", "X-TAXII-Date-Added-First", "X-TAXII-Date-Added-Last"})
      EXPECT_EQ(header_of(*second, name), header_of(first, name));
    // Not a copy: both send the same bytes.
    EXPECT_EQ(second->body_text().data(), first.body_text().data());
  }
}

TEST_F(Cache, PrincipalsShareAPageButNotARight) {
  add(indicators(5));
  node.catalog.grant("reader", collection, {.read = true});
  const http::Response mine = node.get(objects);
  EXPECT_FALSE(is_fast(objects, "", kReader));
  EXPECT_EQ(node.get(objects, "", kReader).body_text().data(), mine.body_text().data());
  EXPECT_TRUE(is_fast(objects, "", kReader));
  EXPECT_FALSE(is_fast(objects, "", kNobody));
  EXPECT_FALSE(is_fast(objects, "", "Basic d3Jvbmc6d3Jvbmc="));
  EXPECT_FALSE(is_fast(objects, "", ""));
}

TEST_F(Cache, OnlyAcceptableReadsAreFast) {
  add(indicators(1));
  node.get(objects);
  EXPECT_TRUE(is_fast(objects));
  EXPECT_FALSE(node.service.fast(get(objects, "", kAlice, "text/html")));
  http::Request head = get(objects, "", kAlice);
  head.method = http::Method::head;
  EXPECT_TRUE(node.service.fast(head));
  head.method = http::Method::delete_;
  EXPECT_FALSE(node.service.fast(head));
  EXPECT_FALSE(node.service.fast(post(objects, envelope({indicator(2)}), kAlice)));
}

TEST_F(Cache, AFullPageOutlivesAppends) {
  add(indicators(10));
  node.get(objects, "limit=5");
  add({indicator(10)});
  EXPECT_TRUE(is_fast(objects, "limit=5"));
}

TEST_F(Cache, TheLastPageDoesNot) {
  add(indicators(10));
  EXPECT_THAT(ids_of(node.get(objects)), SizeIs(10));
  add({indicator(10)});
  EXPECT_FALSE(is_fast(objects));
  EXPECT_THAT(ids_of(node.get(objects)), SizeIs(11));
  EXPECT_EQ(node.get(objects, "match[id]=" + indicator_id(50)).body_text(), "{}");
  add({indicator(50)});
  EXPECT_THAT(ids_of(node.get(objects, "match[id]=" + indicator_id(50))), SizeIs(1));
}

TEST_F(Cache, ANewVersionReplacesAnObjectInKeptPages) {
  add(indicators(10));
  const std::string by_id = objects + indicator_id(2) + "/";
  node.get(objects, "limit=5");
  node.get(by_id);
  add({indicator(2, "2026-09-09T00:00:00.000Z")});
  EXPECT_THAT(ids_of(node.get(objects, "limit=5")),
              ElementsAre(indicator_id(0), indicator_id(1), indicator_id(3), indicator_id(4), indicator_id(5)));
  EXPECT_THAT(json_of(node.get(by_id)).each("objects", "modified"), ElementsAre("2026-09-09T00:00:00.000Z"));
}

TEST_F(Cache, AnErasedObjectIsGoneFromKeptPages) {
  add(indicators(10));
  const std::string by_id = objects + indicator_id(2) + "/";
  for (const std::string& path : {objects, Node::in(collection, "manifest/")}) node.get(path, "limit=5");
  node.get(by_id);
  node.get(by_id + "versions/");
  ASSERT_EQ(node.remove(by_id).status, 200);
  EXPECT_EQ(fast_body(objects, "limit=5").find(indicator_id(2)), std::string::npos);
  for (const std::string& path : {objects, Node::in(collection, "manifest/")})
    EXPECT_THAT(ids_of(node.get(path, "limit=5")),
                ElementsAre(indicator_id(0), indicator_id(1), indicator_id(3), indicator_id(4), indicator_id(5)));
  expect_error(node.get(by_id), 404);
  expect_error(node.get(by_id + "versions/"), 404);
}

TEST_F(Cache, MoreIsTakenBackWhenWhatFollowedIsErased) {
  add(indicators(6));
  EXPECT_TRUE(json_of(node.get(objects, "limit=5")).flag("more"));
  ASSERT_EQ(node.remove(objects + indicator_id(5) + "/").status, 200);
  EXPECT_FALSE(json_of(node.get(objects, "limit=5")).flag("more"));
}

PagePtr page_of(std::size_t bytes, const std::shared_ptr<journal::Journal>& journal) {
  auto page = std::make_shared<CachedPage>();
  page->body = std::string(bytes, 'x');
  page->journal = journal;
  return page;
}

TEST_F(Cache, StaysWithinItsBytesAndKeepsWhatIsUsed) {
  add({indicator(0)});
  const std::shared_ptr<journal::Journal> journal =
      node.catalog.collection("api1", collection, {"alice", true, 0})->journal;
  PageCache cache(100'000);
  cache.insert_page("hot", page_of(1000, journal));
  for (int i = 0; i < 1000; ++i) {
    EXPECT_NE(cache.find_page("hot"), nullptr) << i;
    cache.insert_page("page " + std::to_string(i), page_of(5000, journal));
    EXPECT_LE(cache.bytes(), 100'000u);
  }
  EXPECT_EQ(cache.find_page("page 0"), nullptr);
  EXPECT_NE(cache.find_page("page 999"), nullptr);
  cache.insert_page("too large", page_of(50'000, journal));
  EXPECT_EQ(cache.find_page("too large"), nullptr);
}

TEST_F(Cache, ATargetGoesWithItsPage) {
  const std::shared_ptr<journal::Journal> journal =
      node.catalog.collection("api1", collection, {"alice", true, 0})->journal;
  PageCache cache(100'000);
  PagePtr page = page_of(10, journal);
  cache.insert_target("target", page);
  EXPECT_EQ(cache.find_target("target"), page);
  page.reset();
  EXPECT_EQ(cache.find_target("target"), nullptr);
  PageCache none(0);
  none.insert_page("key", page_of(10, journal));
  EXPECT_EQ(none.find_page("key"), nullptr);
}

TEST_F(Cache, APageDoesNotKeepARemovedCollectionOpen) {
  std::shared_ptr<journal::Journal> journal = node.catalog.collection("api1", collection, {"alice", true, 0})->journal;
  PageCache cache(100'000);
  cache.insert_page("key", page_of(10, journal));
  const std::weak_ptr<journal::Journal> watch = journal;
  node.catalog.remove_collections();
  journal.reset();
  EXPECT_TRUE(watch.expired());
  EXPECT_EQ(cache.find_page("key"), nullptr);
}

}  // namespace
}  // namespace parley::taxii
