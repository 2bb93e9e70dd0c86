// Every row of the field study on clients, over plain calls.
#include "taxii/test_client_checks.h"
#include "taxii/test_node.h"

namespace parley::taxii {
namespace {

using namespace checks;

TEST(OasisClient, ContentTypeHasEveryTokenOfAccept) {
  Node node;
  oasis_content_type_has_every_accept_token(node.server());
}
TEST(OasisClient, ObjectsAsPagesWithAnotherLimit) {
  Node node;
  oasis_objects_as_pages_with_another_limit(node.server());
}
TEST(OasisClient, ManifestAsPagesEnds) {
  Node node;
  oasis_manifest_as_pages_ends(node.server());
}
TEST(OasisClient, SendsDatetimesWithAnyFraction) {
  Node node;
  oasis_datetime_without_fraction(node.server());
}
TEST(OasisClient, StatusCountsAgreeWithLists) {
  Node node;
  oasis_status_counts_agree_with_lists(node.server());
}
TEST(OasisClient, DeletesAnObject) {
  Node node;
  oasis_deletes_an_object(node.server());
}
TEST(OpenCti, SendsTheDefaultAcceptOfItsLibrary) {
  Node node;
  opencti_default_accept(node.server());
}
TEST(OpenCti, SendsNextWithANewAddedAfter) {
  Node node;
  opencti_sends_next_with_a_new_added_after(node.server());
}
TEST(OpenCti, FindsDateHeadersOnEveryPage) {
  Node node;
  opencti_date_headers_on_every_page(node.server());
}
TEST(OpenCti, AdvancesByDateAddedAlone) {
  Node node;
  opencti_advances_by_date_added_alone(node.server());
}
TEST(Elastic, PagesWhileNextIsThere) {
  Node node;
  elastic_pages_while_next_is_there(node.server());
}
TEST(Elastic, DropsAddedAfterWithNext) {
  Node node;
  elastic_drops_added_after_with_next(node.server());
}
TEST(Elastic, SendsBearerAndNoFinalSlash) {
  Node node;
  elastic_bearer_and_no_slash(node.server());
}
TEST(Sentinel, PollsEverythingWithBasic) {
  Node node;
  sentinel_polls_everything_with_basic(node.server());
}
TEST(Sentinel, PollsAgainWithoutDuplicates) {
  Node node;
  sentinel_polls_again_without_duplicates(node.server());
}
TEST(Splunk, AsksForIndicators) {
  Node node;
  splunk_asks_for_indicators(node.server());
}
TEST(EclecticIq, HundredAtATimeSinceTheEpoch) {
  Node node;
  eclecticiq_hundred_at_a_time_since_the_epoch(node.server());
}
TEST(XsoarClient, SendsTimeWithAndWithoutMilliseconds) {
  Node node;
  xsoar_time_with_and_without_milliseconds(node.server());
}
TEST(MispClient, BuildsUrlsItself) {
  Node node;
  misp_builds_urls_itself(node.server());
}
TEST(MispPush, PushesMarkingDefinitions) {
  Node node;
  misp_pushes_marking_definitions(node.server());
}
TEST(AnyClient, PagesVersionsAndOneObject) {
  Node node;
  any_pages_versions_and_object(node.server());
}

TEST(AnyClient, IsToldWhenToComeBack) {
  Node node;
  for (const int status : {429, 503}) {
    const http::Response response = node.service.refuse(status, "too many requests from this address");
    expect_error(response, status);
    EXPECT_GT(std::stoi(header_of(response, "Retry-After")), 0);
  }
}

}  // namespace
}  // namespace parley::taxii
