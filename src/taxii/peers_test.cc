// What the two open TAXII 2.1 servers were found to do wrong, each as a test that Parley does not.
#include <gmock/gmock.h>

#include "taxii/test_node.h"

namespace parley::taxii {
namespace {

using namespace checks;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class Peers : public ::testing::Test {
 protected:
  void add(const std::vector<std::string>& some) { checks::add(node.server(), collection, some); }
  Node node;
  std::string collection = node.catalog.make_collection();
  std::string objects = Node::in(collection, "objects/");
  std::string manifest = Node::in(collection, "manifest/");
};
using Medallion = Peers;
using OpenTaxii = Peers;

TEST_F(Medallion, Fault1RefusesMediaTypesWithoutVersion) {
  EXPECT_EQ(node.get(objects, "", kAlice, "application/taxii+json").status, 200);
  http::Request request = post(objects, envelope({indicator(0)}), kAlice);
  request.headers.back().second = "application/taxii+json";
  EXPECT_EQ(node.send(std::move(request)).status, 202);
}

TEST_F(Medallion, Fault2RefusesAcceptWithQuality) {
  EXPECT_EQ(node.get(objects, "", kAlice, "application/taxii+json;version=2.1;q=0.8").status, 200);
}

TEST_F(Medallion, Fault3AnswersErrorsInHtml) {
  expect_error(node.get(objects, "", ""), 401);
  expect_error(node.get("/nowhere/at/all"), 404);
  expect_error(node.with_method(http::Method::put, "PUT", objects), 405);
  expect_error(node.post(objects, "{"), 400);
}

TEST_F(Medallion, Fault4Answers500ToBadFilters) {
  expect_error(node.get(objects, "added_after=yesterday"), 400);
  expect_error(node.get(objects, "match[version]=banana"), 400);
}

TEST_F(Medallion, Fault5TakesContradictingFilters) {
  expect_error(node.get(objects, "match[version]=all,first"), 400);
  expect_error(node.get(objects, "added_after=2020-01-01T00:00:00Z&added_after=2021-01-01T00:00:00Z"), 400);
}

TEST_F(Medallion, Fault6LosesObjectsPagedByDateAdded) { opencti_advances_by_date_added_alone(node.server()); }

TEST_F(Medallion, Fault7ForgetsACursorOnceUsed) {
  add(indicators(9));
  const std::string next = next_of(node.get(objects, "limit=3"));
  const std::string once(node.get(objects, "limit=3&next=" + next).body_text());
  for (int again = 0; again < 3; ++again) EXPECT_EQ(node.get(objects, "limit=3&next=" + next).body_text(), once);
}

TEST_F(Medallion, Fault8ServesDeletedObjectsWhilePaging) {
  add(indicators(9));
  const http::Response first = node.get(objects, "limit=3");
  ASSERT_EQ(node.remove(objects + indicator_id(4) + "/").status, 200);
  EXPECT_THAT(ids_of(node.get(objects, "limit=3&next=" + next_of(first))),
              ElementsAre(indicator_id(3), indicator_id(5), indicator_id(6)));
}

TEST_F(Medallion, Fault9DeletesTheLatestVersionOnly) {
  add({indicator(0), indicator(0, "2026-02-02T00:00:00.000Z")});
  EXPECT_EQ(node.remove(objects + indicator_id(0) + "/").status, 200);
  expect_error(node.get(objects + indicator_id(0) + "/"), 404);
}

TEST_F(Medallion, Fault10StoresHalfOfARefusedEnvelope) {
  expect_error(node.post(objects, R"({"objects":[)" + indicator(0) + R"(,{"broken":]})"), 400);
  EXPECT_EQ(node.get(objects).body_text(), "{}");
}

TEST_F(Medallion, Fault11And12IsPoisonedByOnePost) {
  for (const char* body : {R"({"objects":[{"id":5}]})", R"({"objects":[[]]})", "", R"({"id":5})"}) {
    const int status = node.post(objects, body).status;
    EXPECT_TRUE(status == 400 || status == 422) << body;
    EXPECT_EQ(node.get(objects).status, 200);
    EXPECT_EQ(node.get(manifest).status, 200);
  }
}

TEST_F(OpenTaxii, Fault1RefusesASpaceInContentType) {
  http::Request request = post(objects, envelope({indicator(0)}), kAlice);
  request.headers.back().second = "application/taxii+json; version=2.1";
  EXPECT_EQ(node.send(std::move(request)).status, 202);
}

TEST_F(OpenTaxii, Fault2LeavesOutTitles) {
  expect_error(node.get("/api1/collections/banana/"), 404);
  EXPECT_NE(header_of(node.get(objects, "", "Basic d3Jvbmc6d3Jvbmc="), "WWW-Authenticate"), "");
}

TEST_F(OpenTaxii, Fault3Answers500ToOddInput) {
  expect_error(node.get("/not-a-uuid/"), 404);
  expect_error(node.get("/api1/status/not-a-uuid/"), 404);
  EXPECT_EQ(json_of(node.post(objects, envelope({address(0)}))).number("success_count"),
            1);  // no spec_version: valid STIX 2.1
  for (const char* body : {"5", "null", R"({"objects":5})", R"({"objects":[1]})"})
    expect_error(node.post(objects, body), 422);
  for (const char* query : {"limit=0", "limit=-1", "match[version]=banana"})
    expect_error(node.get(objects, query), 400);
}

TEST_F(OpenTaxii, Fault5WantsAFraction) { oasis_datetime_without_fraction(node.server()); }
TEST_F(OpenTaxii, Fault6ManifestHasNoNext) { oasis_manifest_as_pages_ends(node.server()); }

TEST_F(OpenTaxii, Fault7RewritesModified) {
  add({indicator(0, "2026-02-02T00:00:00.100Z"), indicator(1, "2026-02-02T00:00:00.1234Z"),
       indicator(2, "2026-02-02T00:00:00.123456Z")});
  EXPECT_THAT(json_of(node.get(manifest)).each("objects", "version"),
              ElementsAre("2026-02-02T00:00:00.100Z", "2026-02-02T00:00:00.1234Z", "2026-02-02T00:00:00.123456Z"));
  EXPECT_THAT(json_of(node.get(objects + indicator_id(0) + "/versions/")).each("versions", ""),
              ElementsAre("2026-02-02T00:00:00.100Z"));
}

TEST_F(OpenTaxii, Fault8HasNoPageLimit) {
  add(indicators(1200));
  EXPECT_THAT(ids_of(node.get(objects)), SizeIs(1000));
  EXPECT_THAT(ids_of(node.get(manifest)), SizeIs(1000));
}

}  // namespace
}  // namespace parley::taxii
