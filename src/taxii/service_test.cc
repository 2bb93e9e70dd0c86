// The endpoints, rights, statuses and headers of TAXII 2.1, over plain calls.
#include "taxii/service.h"

#include <gmock/gmock.h>

#include "base/bytes.h"
#include "taxii/test_node.h"

namespace parley::taxii {
namespace {

using namespace checks;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const std::string kUnknown = "00000000-0000-4000-8000-000000000000";
const std::string kFirst = "2026-01-02T03:04:05.000Z", kSecond = "2026-02-02T00:00:00.000Z",
                  kThird = "2026-03-03T00:00:00.000Z";

class Taxii : public ::testing::Test {
 protected:
  std::string objects() const { return Node::in(collection, "objects/"); }
  std::string object(int n) const { return objects() + indicator_id(n) + "/"; }
  std::string versions(int n) const { return object(n) + "versions/"; }
  std::string manifest() const { return Node::in(collection, "manifest/"); }
  void add(const std::vector<std::string>& some) { checks::add(node.server(), collection, some); }

  Node node;
  std::string collection = node.catalog.make_collection("high-value");
};

TEST_F(Taxii, DiscoveryListsTheRootsOneMaySee) {
  const Document mine = json_of(node.get("/taxii2/"));
  EXPECT_EQ(mine.text("title"), "A TAXII server");
  EXPECT_EQ(mine.text("contact"), "duty@example.gov");
  EXPECT_FALSE(mine.has("description"));
  EXPECT_THAT(mine.each("api_roots", ""), ElementsAre("/api1/", "/secret/"));
  EXPECT_EQ(mine.text("default"), "/api1/");
  EXPECT_THAT(json_of(node.get("/taxii2", "", kNobody)).each("api_roots", ""), ElementsAre("/api1/"));
}

// Section 4.1.1: absolute URLs must be https, so without TLS and without a configured URL they are relative.
TEST_F(Taxii, DiscoveryGivesAbsoluteUrlsOverTls) {
  http::Request request = get("/taxii2/", "", kNobody);
  request.secure = true;
  EXPECT_THAT(json_of(node.send(request)).each("api_roots", ""), ElementsAre("https://taxii.example.gov/api1/"));
  request.headers[0].second = "evil\"host/";
  EXPECT_THAT(json_of(node.send(request)).each("api_roots", ""), ElementsAre("/api1/"));
  Node configured({.public_url = "https://cti.example.org:8443/node"});
  EXPECT_THAT(json_of(configured.get("/taxii2/", "", kNobody)).each("api_roots", ""),
              ElementsAre("https://cti.example.org:8443/node/api1/"));
}

TEST_F(Taxii, RootSaysVersionsAndTheLargestBody) {
  const Document root = json_of(node.get("/api1/"));
  EXPECT_EQ(root.text("title"), "The first root");
  EXPECT_THAT(root.each("versions", ""), ElementsAre("application/taxii+json;version=2.1"));
  EXPECT_EQ(root.number("max_content_length"), 64 << 20);
}

TEST_F(Taxii, CollectionsInTheOrderTheyWereMade) {
  const std::string second = node.catalog.make_collection();
  EXPECT_THAT(json_of(node.get("/api1/collections/")).each("collections", "id"), ElementsAre(collection, second));
  EXPECT_EQ(node.get("/api1/collections/", "", kNobody).body_text(), "{}");
}

TEST_F(Taxii, CollectionByIdAndByAlias) {
  for (const std::string& name : {collection, std::string("high-value"), std::string("high%2Dvalue")}) {
    const Document resource = json_of(node.get("/api1/collections/" + name + "/"));
    EXPECT_EQ(resource.text("id"), collection);
    EXPECT_EQ(resource.text("alias"), "high-value");
    EXPECT_TRUE(resource.flag("can_read"));
    EXPECT_TRUE(resource.flag("can_write"));
    EXPECT_THAT(resource.each("media_types", ""), ElementsAre("application/stix+json;version=2.1"));
  }
  add({indicator(0)});
  EXPECT_THAT(ids_of(node.get("/api1/collections/high-value/objects/")), ElementsAre(indicator_id(0)));
}

TEST_F(Taxii, AnEmptyCollectionGivesEmptyResources) {
  for (const std::string& path : {objects(), manifest()}) {
    const http::Response response = node.get(path);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body_text(), "{}");
    EXPECT_EQ(header_of(response, "Content-Type"), kMediaType);
    EXPECT_EQ(header_of(response, "X-TAXII-Date-Added-First"), "");
  }
}

TEST_F(Taxii, ObjectsComeBackAsTheyWent) {
  const std::string odd =
      R"({ "type":"indicator", "id":")" + indicator_id(3) +
      R"(", "spec_version":"2.1","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-02T03:04:05.000Z","name":"\u00e9 ünïcode \/ \"q\"",)"
      R"("pattern":"[ipv4-addr:value = '192.0.2.1']","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z","x_score": 1.50 ,"confidence":5})";
  add({odd});
  const std::string body(node.get(objects()).body_text());
  EXPECT_THAT(body, HasSubstr(R"("name":"\u00e9 ünïcode \/ \"q\"")"));
  EXPECT_THAT(body, HasSubstr(R"("x_score":1.50,)"));
}

TEST_F(Taxii, ManifestDescribesEachVersion) {
  add({indicator(0), address(1)});
  const http::Response response = node.get(manifest());
  const Document page = json_of(response);
  EXPECT_THAT(page.each("objects", "id"), ElementsAre(indicator_id(0), address_id(1)));
  EXPECT_THAT(page.each("objects", "media_type"),
              ElementsAre("application/stix+json;version=2.1", "application/stix+json;version=2.1"));
  const std::vector<std::string> dates = page.each("objects", "date_added"), shown = page.each("objects", "version");
  EXPECT_LT(dates[0], dates[1]);
  EXPECT_EQ(shown[0], kFirst);
  EXPECT_EQ(shown[1], dates[1]);  // an SCO has no version but when it was added
  EXPECT_EQ(header_of(response, "X-TAXII-Date-Added-First"), dates[0]);
  EXPECT_EQ(header_of(response, "X-TAXII-Date-Added-Last"), dates[1]);
}

TEST_F(Taxii, VersionFilterSelects) {
  add({indicator(0, kSecond), indicator(0, kFirst), indicator(0, kThird), indicator(1)});
  const auto modified = [&](const std::string& query, const std::string& path) {
    return json_of(node.get(path, query)).each("objects", "modified");
  };
  EXPECT_THAT(modified("", object(0)), ElementsAre(kThird));
  EXPECT_THAT(modified("match[version]=last", object(0)), ElementsAre(kThird));
  EXPECT_THAT(modified("match[version]=first", object(0)), ElementsAre(kFirst));
  EXPECT_THAT(modified("match[version]=all", object(0)), ElementsAre(kSecond, kFirst, kThird));
  EXPECT_THAT(modified("match[version]=first,last", object(0)), ElementsAre(kFirst, kThird));
  EXPECT_THAT(modified("match[version]=" + kSecond + ",last", object(0)), ElementsAre(kSecond, kThird));
  EXPECT_THAT(modified("match[version]=2026-02-02T00:00:00Z", object(0)), ElementsAre(kSecond));  // the same instant
  EXPECT_THAT(modified("", objects()), ElementsAre(kThird, kFirst));
  EXPECT_THAT(modified("match[version]=all", objects()), SizeIs(4));
  EXPECT_THAT(json_of(node.get(versions(0))).each("versions", ""), ElementsAre(kSecond, kFirst, kThird));
}

TEST_F(Taxii, FiltersAreAndedAndTheirValuesOred) {
  add({indicator(0), indicator(1), address(2), address(3)});
  EXPECT_THAT(ids_of(node.get(objects(), "match[type]=ipv4-addr,indicator")), SizeIs(4));
  EXPECT_THAT(ids_of(node.get(objects(), "match[type]=ipv4-addr&match[id]=" + address_id(2) + "," + indicator_id(0))),
              ElementsAre(address_id(2)));
  EXPECT_THAT(ids_of(node.get(manifest(), "match[type]=ipv4-addr")), ElementsAre(address_id(2), address_id(3)));
  for (const char* nothing : {"match[type]=malware", "match[type]=x-unknown", "match[id]=banana",
                              "match[spec_version]=9.9", "match[spec_version]=2.0"})
    EXPECT_EQ(node.get(objects(), nothing).body_text(), "{}") << nothing;
  EXPECT_THAT(ids_of(node.get(objects(), "match[spec_version]=2.0,2.1")), SizeIs(4));
}

TEST_F(Taxii, AnObjectThatIsNotThereIs404) {
  add({indicator(0)});
  expect_error(node.get(object(9)), 404);
  expect_error(node.get(versions(9)), 404);
  expect_error(node.get(objects() + "banana/"), 404);
  expect_error(node.get(object(0), "match[version]=" + kThird), 404);
  // It is there, and the filter leaves nothing.
  EXPECT_EQ(node.get(object(0), "match[spec_version]=2.0").body_text(), "{}");
  EXPECT_EQ(node.get(object(0), "added_after=2999-01-01T00:00:00Z").body_text(), "{}");
  EXPECT_EQ(node.get(versions(0), "added_after=2999-01-01T00:00:00Z").body_text(), "{}");
}

TEST_F(Taxii, PageIsLimitedByBytesToo) {
  Node small({.max_page_bytes = 2000});
  const std::string id = small.catalog.make_collection();
  checks::add(small.server(), id, indicators(20));
  const http::Response first = small.get(Node::in(id, "objects/"));
  EXPECT_TRUE(json_of(first).flag("more"));
  EXPECT_LT(first.body_text().size(), 2600u);
  EXPECT_THAT(ids_of(small.get(Node::in(id, "objects/"), "next=" + next_of(first))), Not(IsEmpty()));
}

TEST_F(Taxii, ServerHasALimitOfItsOwn) {
  Node small({.page_objects = 3, .max_page_objects = 5});
  const std::string id = small.catalog.make_collection();
  checks::add(small.server(), id, indicators(9));
  EXPECT_THAT(ids_of(small.get(Node::in(id, "objects/"))), SizeIs(3));
  EXPECT_THAT(ids_of(small.get(Node::in(id, "objects/"), "limit=1000000000")), SizeIs(5));
  EXPECT_THAT(ids_of(small.get(Node::in(id, "objects/"), "limit=2")), SizeIs(2));
}

TEST_F(Taxii, HeadIsLikeGet) {
  add({indicator(0)});
  for (const std::string& path :
       {std::string("/taxii2/"), std::string("/api1/"), objects(), manifest(), object(0), versions(0), object(9)}) {
    const http::Response head = node.with_method(http::Method::head, "HEAD", path), get = node.get(path);
    EXPECT_EQ(head.status, get.status) << path;
    EXPECT_EQ(header_of(head, "Content-Type"), kMediaType);
    if (get.status == 200) {
      EXPECT_EQ(head.body_text().size(), get.body_text().size());
    }
  }
}

TEST_F(Taxii, OtherMethodsAre405WithAllow) {
  const std::vector<std::pair<std::string, std::string>> allowed = {
      {"/taxii2/", "GET, HEAD"},           {"/api1/", "GET, HEAD"},        {"/api1/collections/", "GET, HEAD"},
      {Node::in(collection), "GET, HEAD"}, {objects(), "GET, HEAD, POST"}, {object(0), "GET, HEAD, DELETE"},
      {versions(0), "GET, HEAD"},          {manifest(), "GET, HEAD"}};
  for (const auto& [path, allow] : allowed) {
    for (const auto& [method, text] :
         {std::pair{http::Method::options, "OPTIONS"}, {http::Method::put, "PUT"}, {http::Method::other, "PATCH"}}) {
      const http::Response response = node.with_method(method, text, path);
      expect_error(response, 405);
      EXPECT_EQ(header_of(response, "Allow"), allow);
    }
  }
  expect_error(node.with_method(http::Method::post, "POST", manifest()), 405);
  expect_error(node.remove(objects()), 405);
}

TEST_F(Taxii, UnknownPathsAre404WithABody) {
  for (const char* path :
       {"/", "", "/banana/", "/api1/banana/", "/api1/status/", "/api1/status/x/y/", "/api1//collections/", "//api1/",
        "/taxii2//", "/taxii2/collections/", "/api1/collections/x/banana/", "/api1/collections/x/objects/y/z/",
        "/API1/", "/api1/collections/x/objects/y/versions/z/", "/api1/collections/../", "no-slash"})
    expect_error(node.get(path), 404);
  expect_error(node.get("/api1/%ZZ/"), 400);
  expect_error(node.get("/api1/status/" + kUnknown + "/"), 404);
  expect_error(node.get("/api1/status/not-a-uuid/"), 404);
  expect_error(node.get("/not-a-root/collections/"), 404);
}

TEST_F(Taxii, WhoeverDoesNotSayWhoTheyAreGets401) {
  for (const std::string& path :
       {std::string("/taxii2/"), std::string("/api1/"), objects(), std::string("/banana/"), Node::in(kUnknown)}) {
    for (const char* authorization : {"", "Basic d3Jvbmc6d3Jvbmc=", "Bearer wrong", "Basic", "banana"}) {
      const http::Response response = node.get(path, "", authorization);
      expect_error(response, 401);
      EXPECT_THAT(header_of(response, "WWW-Authenticate"), HasSubstr("Basic realm="));
      bool bearer = false;
      for (const auto& [name, value] : response.headers)
        bearer = bearer || (name == "WWW-Authenticate" && value.starts_with("Bearer"));
      EXPECT_TRUE(bearer);
    }
  }
}

TEST_F(Taxii, WhatOneMayNotReadLooksLikeWhatIsNotThere) {
  add({indicator(0)});
  for (const char* rest : {"", "objects/", "manifest/"}) {
    const http::Response hidden = node.get(Node::in(collection, rest), "", kNobody),
                         absent = node.get(Node::in(kUnknown, rest), "", kNobody);
    expect_error(hidden, 404);
    EXPECT_EQ(json_of(hidden).text("description"), json_of(absent).text("description"));
    EXPECT_EQ(hidden.headers, absent.headers);
  }
  expect_error(node.get("/api1/collections/high-value/", "", kNobody), 404);
  expect_error(node.get("/secret/", "", kNobody), 404);
  expect_error(node.post(objects(), envelope({indicator(1)}), kNobody), 404);
  expect_error(node.remove(object(0), "", kNobody), 404);
}

TEST_F(Taxii, AClosedCollectionIsUnavailableToWhoMayUseItAndMissingToTheRest) {
  add({indicator(0)});
  node.catalog.grant("reader", collection, {.read = true});
  node.catalog.grant("writer", collection, {.write = true});
  node.catalog.close(collection, "a journal cannot be opened");
  for (const http::Response& answer :
       {node.post(objects(), envelope({indicator(1)})), node.post(objects(), envelope({indicator(1)}), kWriter),
        node.get(objects(), "", kReader), node.get(manifest(), "", kReader), node.remove(object(0))}) {
    expect_error(answer, 503);
    EXPECT_THAT(json_of(answer).text("description"), HasSubstr("a journal cannot be opened"));
  }
  expect_error(node.post(objects(), envelope({indicator(1)}), kReader), 403);
  expect_error(node.get(objects(), "", kWriter), 403);
  const http::Response hidden = node.post(objects(), envelope({indicator(1)}), kNobody),
                       absent = node.post(Node::in(kUnknown, "objects/"), envelope({indicator(1)}), kNobody);
  expect_error(hidden, 404);
  EXPECT_EQ(json_of(hidden).text("description"), json_of(absent).text("description"));
  EXPECT_EQ(hidden.headers, absent.headers);
  EXPECT_THAT(json_of(node.get("/api1/collections/", "", kReader)).each("collections", "id"), ElementsAre(collection))
      << "it is still there";
}

TEST_F(Taxii, ReadOnlyAndWriteOnly) {
  node.catalog.grant("reader", collection, {.read = true});
  node.catalog.grant("writer", collection, {.write = true});
  EXPECT_EQ(node.post(objects(), envelope({indicator(0)}), kWriter).status, 202);
  EXPECT_THAT(ids_of(node.get(objects(), "", kReader)), SizeIs(1));
  expect_error(node.post(objects(), envelope({indicator(1)}), kReader), 403);
  for (const std::string& path : {objects(), manifest(), object(0), versions(0), object(9)})
    expect_error(node.get(path, "", kWriter), 403);
  EXPECT_EQ(node.get(Node::in(collection), "", kWriter).status, 200);
  // Section 5.7: the table of rights.
  expect_error(node.remove(object(0), "", kReader), 403);
  expect_error(node.remove(object(0), "", kWriter), 403);
  node.catalog.grant("writer", collection, {.read = true, .write = true});
  expect_error(node.remove(object(0), "", kWriter), 403);
  node.catalog.grant("writer", collection, {.read = true, .write = true, .remove = true});
  EXPECT_EQ(node.remove(object(0), "", kWriter).status, 200);
}

TEST_F(Taxii, ARightThatWasWithdrawnIsGoneAtOnce) {
  add({indicator(0)});
  node.catalog.grant("reader", collection, {.read = true});
  EXPECT_EQ(node.get(objects(), "", kReader).status, 200);
  EXPECT_TRUE(node.service.fast(get(objects(), "", kReader)));
  node.catalog.grant("reader", collection, {});
  EXPECT_FALSE(node.service.fast(get(objects(), "", kReader)));
  expect_error(node.get(objects(), "", kReader), 404);
}

TEST_F(Taxii, AnonymousIsAskedToSayWhoTheyAre) {
  node.catalog.anonymous = true;
  node.catalog.grant("anonymous", collection, {.read = true});
  add({indicator(0)});
  EXPECT_EQ(node.get(objects(), "", "").status, 200);
  const std::string other = node.catalog.make_collection();
  expect_error(node.get(Node::in(other), "", ""), 401);
  expect_error(node.get(Node::in(kUnknown), "", ""), 401);
  expect_error(node.post(objects(), envelope({indicator(1)}), ""), 403);
}

TEST_F(Taxii, TooManyLogInsAre429) {
  node.catalog.busy = true;
  const http::Response response = node.get(objects());
  expect_error(response, 429);
  EXPECT_THAT(header_of(response, "Retry-After"), Not(IsEmpty()));
}

TEST_F(Taxii, StatusIsForWhoMadeIt) {
  node.catalog.grant("writer", collection, {.write = true});
  const http::Response accepted = node.post(objects(), envelope({indicator(0)}), kWriter);
  const std::string path = "/api1/status/" + json_of(accepted).text("id");
  EXPECT_EQ(node.get(path, "", kWriter).body_text(), accepted.body_text());
  EXPECT_EQ(node.get(path, "", kAlice).status, 200);  // an administrator
  expect_error(node.get(path, "", kReader), 404);
}

TEST_F(Taxii, SameVersionAgainIsSuccessAndAnotherContentAConflict) {
  add({indicator(0), address(1)});
  const std::string before(node.get(objects()).body_text());
  const Document again = json_of(node.post(objects(), envelope({indicator(0), address(1)})));
  EXPECT_EQ(again.number("success_count"), 2);
  const Document conflict =
      json_of(node.post(objects(), envelope({indicator(0, kFirst, "another name"), indicator(5)})));
  EXPECT_EQ(conflict.number("success_count"), 1);
  EXPECT_EQ(conflict.number("failure_count"), 1);
  EXPECT_THAT(conflict.each("failures", "id"), ElementsAre(indicator_id(0)));
  EXPECT_THAT(conflict.each("failures", "version"), ElementsAre(kFirst));
  EXPECT_THAT(conflict.each("failures", "message").front(), HasSubstr("other content"));
  EXPECT_EQ(node.get(objects(), "match[id]=" + indicator_id(0) + "," + address_id(1)).body_text(), before);
}

TEST_F(Taxii, AWriterDoesNotLearnWhatIsThere) {
  node.catalog.grant("writer", collection, {.write = true});
  add({address(1)});
  const std::string added = json_of(node.get(manifest())).each("objects", "version").front();
  const std::string answer(node.post(objects(), envelope({address(1)}), kWriter).body_text());
  EXPECT_THAT(answer, Not(HasSubstr(added)));
  EXPECT_THAT(answer, Not(HasSubstr("message")));
}

TEST_F(Taxii, StatusThatCannotBeKeptIsStillTheAnswer) {
  node.catalog.keeps_status = false;
  const http::Response response = node.post(objects(), envelope({indicator(0)}));
  EXPECT_EQ(response.status, 202);
  EXPECT_THAT(ids_of(node.get(objects())), SizeIs(1));
}

TEST_F(Taxii, DeleteTakesVersions) {
  add({indicator(0, kFirst), indicator(0, kSecond), indicator(0, kThird), indicator(1)});
  EXPECT_EQ(node.remove(object(0), "match[version]=" + kSecond).status, 200);
  EXPECT_THAT(json_of(node.get(versions(0))).each("versions", ""), ElementsAre(kFirst, kThird));
  expect_error(node.get(object(0), "match[version]=" + kSecond), 404);
  expect_error(node.remove(object(0), "match[version]=" + kSecond), 404);
  EXPECT_EQ(node.remove(object(0), "match[version]=last").status, 200);
  EXPECT_THAT(json_of(node.get(object(0))).each("objects", "modified"), ElementsAre(kFirst));
  expect_error(node.remove(object(0), "match[spec_version]=2.0"), 404);
  expect_error(node.remove(object(0), "match[type]=indicator"), 400);
  EXPECT_EQ(node.remove(object(0), "match[spec_version]=2.1").status, 200);
  expect_error(node.get(object(0)), 404);
  expect_error(node.get(versions(0)), 404);
  EXPECT_THAT(ids_of(node.get(manifest(), "match[version]=all")), ElementsAre(indicator_id(1)));
}

TEST_F(Taxii, CursorIsOfOneCollectionAndEndpoint) {
  add(indicators(5));
  const std::string other = node.catalog.make_collection();
  checks::add(node.server(), other, indicators(5));
  const std::string next = next_of(node.get(objects(), "limit=2"));
  EXPECT_EQ(node.get(objects(), "next=" + next).status, 200);
  EXPECT_EQ(node.get("/api1/collections/high-value/objects/", "next=" + next).status, 200);  // the same under its alias
  expect_error(node.get(manifest(), "next=" + next), 400);
  expect_error(node.get(Node::in(other, "objects/"), "next=" + next), 400);
  expect_error(node.get(object(0), "next=" + next), 400);
  const http::Response tampered = node.get(objects(), "next=x" + next);
  expect_error(tampered, 400);
  EXPECT_THAT(json_of(tampered).text("description"), HasSubstr("start again"));
  // Another front end with the same key. Its collection must be the same one, which here takes the same catalog.
  Service another(node.catalog, {});
  EXPECT_EQ(another.handle(get(objects(), "next=" + next, kAlice)).status, 200);
}

TEST_F(Taxii, EventsSayWhoGotWhat) {
  struct Seen {
    std::string principal, collection, cursor;
    std::size_t objects, bytes;
    int status;
  };
  std::vector<Seen> seen;
  Node told({.on_request = [&](const ServiceOptions::Event& event) {
    seen.push_back({std::string(event.principal), std::string(event.collection), std::string(event.cursor),
                    event.objects, event.response->body_text().size(), event.response->status});
  }});
  const std::string id = told.catalog.make_collection();
  checks::add(told.server(), id, indicators(5));
  const http::Response page = told.get(Node::in(id, "objects/"), "limit=3");
  told.get(Node::in(id, "objects/"), "limit=3");  // from memory
  told.get("/banana/", "", "");
  ASSERT_THAT(seen, SizeIs(4));
  EXPECT_EQ(seen[0].objects, 5u);
  for (const Seen& event : {seen[1], seen[2]}) {
    EXPECT_EQ(event.principal, "alice");
    EXPECT_EQ(event.collection, id);
    EXPECT_EQ(event.cursor, next_of(page));
    EXPECT_EQ(event.objects, 3u);
    EXPECT_EQ(event.bytes, page.body_text().size());
  }
  EXPECT_EQ(seen[3].status, 401);
}

TEST_F(Taxii, OwnsItsPaths) {
  for (const char* path : {"/taxii2/", "/taxii2", "/api1/", "/api1", "/api1/collections/", "/secret/x", "/api%31/"})
    EXPECT_TRUE(node.service.owns(path)) << path;
  for (const char* path : {"/", "", "/metrics", "/taxii/", "/taxii2x/", "/%zz/"})
    EXPECT_FALSE(node.service.owns(path)) << path;
}

TEST_F(Taxii, RefusalsOfTheServerHaveTaxiiBodies) {
  for (const int status : {400, 401, 403, 404, 405, 406, 408, 413, 415, 422, 429, 431, 500, 503}) {
    const http::Response response = node.service.refuse(status, "a \"reason\"");
    expect_error(response, status);
    EXPECT_EQ(json_of(response).text("description"), "a \"reason\"");
    EXPECT_THAT(json_of(response).text("error_id"), SizeIs(36));
  }
}

}  // namespace
}  // namespace parley::taxii
