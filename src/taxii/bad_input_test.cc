// Input that is wrong: a clear error, the right status, nothing stored that should not be, and the next request served.
#include <gmock/gmock.h>

#include "taxii/envelope.h"
#include "taxii/test_node.h"

namespace parley::taxii {
namespace {

using namespace checks;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class BadInput : public ::testing::Test {
 protected:
  http::Response post(std::string body) { return node.post(path, std::move(body)); }
  void expect_nothing_stored() {
    EXPECT_EQ(node.catalog.journal(collection).size(), 0u);
    EXPECT_EQ(node.get(path).status, 200);
    EXPECT_EQ(node.post(path, envelope({indicator(0)})).status, 202);  // the next one is served
    EXPECT_THAT(ids_of(node.get(path)), SizeIs(1));
  }

  Node node;
  std::string collection = node.catalog.make_collection();
  std::string path = Node::in(collection, "objects/");
};

struct BodyCase {
  const char* title;
  std::string body;
  int status;
};
std::ostream& operator<<(std::ostream& out, const BodyCase& row) { return out << row.title; }
class BadBody : public BadInput, public ::testing::WithParamInterface<BodyCase> {};
TEST_P(BadBody, IsRefusedAsAWhole) {
  expect_error(post(GetParam().body), GetParam().status);
  expect_nothing_stored();
}
std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }
const std::string kGood = indicator(0);
INSTANTIATE_TEST_SUITE_P(
    Bodies, BadBody,
    ::testing::Values(
        BodyCase{"Empty", "", 400}, BodyCase{"Spaces", " \n\t ", 400}, BodyCase{"NotJson", "hello", 400},
        BodyCase{"Quote", "\"", 400}, BodyCase{"Truncated", R"({"objects":[)" + kGood, 400},
        BodyCase{"TruncatedInObject", R"({"objects":[)" + kGood.substr(0, 50), 400},
        BodyCase{"TruncatedBeforeValue", R"({"objects":)", 400}, BodyCase{"OpenBrace", "{", 400},
        BodyCase{"MissingColon", R"({"objects" []})", 400},
        BodyCase{"TrailingComma", R"({"objects":[)" + kGood + ",]}", 400},
        BodyCase{"LeadingComma", R"({"objects":[,)" + kGood + "]}", 400},
        BodyCase{"NoComma", R"({"objects":[)" + kGood + kGood + "]}", 400},
        BodyCase{"Garbage", envelope({kGood}) + "x", 400},
        BodyCase{"TwoEnvelopes", envelope({kGood}) + envelope({kGood}), 400},
        BodyCase{"WrongBracket", R"({"objects":[{]]})", 400},
        BodyCase{"SecondBroken", R"({"objects":[)" + kGood + R"(,{"type":}]})", 400},
        BodyCase{"NaN", R"({"objects":[{"type":"x-a","id":"x-a--1","a":NaN}]})", 400},
        BodyCase{"InvalidUtf8",
                 R"({"objects":[{"type":"indicator","name":")"
                 "\xff\xfe"
                 R"("}]})",
                 400},
        BodyCase{"InvalidUtf8Outside", "{\"\xff\":1,\"objects\":[" + kGood + "]}", 400},
        BodyCase{"BrokenMember", R"({"more":tru,"objects":[)" + kGood + "]}", 400},
        BodyCase{"ObjectsTwice", R"({"objects":[)" + kGood + R"(],"objects":[)" + indicator(1) + "]}", 400},
        BodyCase{"ManyBrackets", std::string(1 << 20, '['), 400}, BodyCase{"DeepBody", nested(100'000), 400},
        BodyCase{"DeepMember", R"({"x":)" + nested(1000) + R"(,"objects":[)" + kGood + "]}", 400},
        BodyCase{"Nul", std::string("\0", 1), 400}, BodyCase{"Number", "5", 422}, BodyCase{"Null", "null", 422},
        BodyCase{"String", "\"x\"", 422}, BodyCase{"Array", "[" + kGood + "]", 422},
        BodyCase{"SingleObject", kGood, 422}, BodyCase{"EmptyObject", "{}", 422},
        BodyCase{"NoObjects", R"({"more":false})", 422}, BodyCase{"EmptyObjects", R"({"objects":[]})", 422},
        BodyCase{"ObjectsNumber", R"({"objects":5})", 422}, BodyCase{"ObjectsNull", R"({"objects":null})", 422},
        BodyCase{"ObjectsOfNumbers", R"({"objects":[1]})", 422},
        BodyCase{"ObjectsOfNulls", R"({"objects":[null,[],"x"]})", 422},
        BodyCase{"IdIsNumber", R"({"objects":[{"id":5}]})", 422},
        BodyCase{"NothingHasAnId", R"({"objects":[{},{"type":"indicator"}]})", 422}),
    [](const auto& row) { return row.param.title; });

// Section 5.2.1: `media_types` names what the collection can store, which is STIX 2.1.
TEST_F(BadInput, Stix20IsRefusedWithWhatItIsAndWhatToDo) {
  const auto campaign = [](int n, const std::string& version) {
    return R"({"type":"campaign","id":"campaign--5587bf78-b685-4512-afea-4228c42f4b)" + std::to_string(10 + n) +
           R"(","created":"2024-05-01T08:00:00.000Z","modified":"2024-05-01T08:00:00.000Z","name":"c")" + version + "}";
  };
  for (const std::string& body :
       {envelope({campaign(1, ""), campaign(2, R"(,"spec_version":"2.0")"), campaign(3, R"(,"spec_version":"2.1")")}),
        // The version of a bundle is not its objects': this is an envelope.
        R"({"type":"bundle","id":"bundle--5587bf78-b685-4512-afea-4228c42f4ba7","spec_version":"2.0","objects":[)" +
            campaign(1, "") + "," + campaign(2, R"(,"spec_version":"2.0")") + "," +
            campaign(3, R"(,"spec_version":"2.1")") + "]}"}) {
    const Document status = json_of(post(body));
    EXPECT_EQ(status.number("success_count"), 1);
    EXPECT_EQ(status.number("failure_count"), 2);
    for (const std::string& message : status.each("failures", "message")) {
      EXPECT_THAT(message, HasSubstr("STIX 2.0"));
      EXPECT_THAT(message, HasSubstr("stix2-elevator"));
    }
  }
}

TEST_F(BadInput, AByteOrderMarkInFrontIsPassedOver) {
  for (const char* head : {"\xEF\xBB\xBF", "\n \xEF\xBB\xBF", "\xEF\xBB\xBF\r\n\xEF\xBB\xBF\t"})
    EXPECT_EQ(json_of(post(head + envelope({indicator(0)}))).number("success_count"), 1);
  EXPECT_EQ(post("\xEF\xBB\xBF\n").status, 400) << "and nothing behind it is nothing";
}

TEST_F(BadInput, OneBadObjectIsRefusedAndTheOthersAreStored) {
  const std::string no_pattern = R"({"type":"indicator","spec_version":"2.1","id":")" + indicator_id(8) +
                                 R"(","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z"})";
  const Document status = json_of(post(envelope({indicator(0), "5", no_pattern, indicator(1), "{}"})));
  EXPECT_EQ(status.number("total_count"), 5);
  EXPECT_EQ(status.number("success_count"), 2);
  EXPECT_EQ(status.number("failure_count"), 3);
  EXPECT_THAT(status.each("failures", "id"), ElementsAre("/objects/1", indicator_id(8), "/objects/4"));
  EXPECT_THAT(status.each("failures", "message")[1], HasSubstr("pattern"));
  EXPECT_EQ(status.each("failures", "version")[1], "2026-01-01T00:00:00.000Z");
  EXPECT_THAT(ids_of(node.get(path)), ElementsAre(indicator_id(0), indicator_id(1)));
}

TEST_F(BadInput, AnObjectNestedTooDeeplyIsRefusedAlone) {
  const std::string deep = R"({"type":"indicator","x":)" + nested(300) + "}";
  const Document status = json_of(post(envelope({indicator(0), deep})));
  EXPECT_EQ(status.number("success_count"), 1);
  EXPECT_THAT(status.each("failures", "message"), ElementsAre(HasSubstr("nested")));
}

TEST_F(BadInput, AnObjectThatNoReaderCanHoldIsRefusedAlone) {
  for (const char* value : {R"("cut \ud83d off")", R"("\udc00")", "1e400", "[-1.5E+999]"}) {
    const std::string odd = R"({"type":"x-odd","id":"x-odd--1","x":)" + std::string(value) + "}";
    const Document status = json_of(post(envelope({odd, indicator(0)})));
    EXPECT_EQ(status.number("success_count"), 1) << value;
    EXPECT_THAT(status.each("failures", "id"), ElementsAre("/objects/0")) << value;
  }
}

TEST_F(BadInput, AnObjectOf20MbIsRefusedAlone) {
  const std::string large = R"({"type":"indicator","name":")" + std::string(20u << 20, 'x') + "\"}";
  const Document status = json_of(post(envelope({large, indicator(0)})));
  EXPECT_EQ(status.number("success_count"), 1);
  EXPECT_THAT(status.each("failures", "message"), ElementsAre(HasSubstr("larger than")));
}

TEST_F(BadInput, TwoVersionsOfOneIdInAnEnvelope) {
  const Document status = json_of(post(envelope({indicator(0), indicator(0, "2026-02-02T00:00:00.000Z"), indicator(0),
                                                 indicator(0, "2026-02-02T00:00:00.000Z", "another name")})));
  EXPECT_EQ(status.number("success_count"), 3);
  EXPECT_EQ(status.number("failure_count"), 1);
  EXPECT_THAT(ids_of(node.get(path, "match[version]=all")), SizeIs(2));
}

TEST_F(BadInput, ABodyOverTheLimitIs413AndSaysTheLimit) {
  Node small({.max_content_length = 1000});
  const std::string id = small.catalog.make_collection();
  const http::Response response = small.post(Node::in(id, "objects/"), envelope(indicators(10)));
  expect_error(response, 413);
  EXPECT_THAT(json_of(response).text("description"), HasSubstr("1000 bytes"));
  EXPECT_EQ(json_of(small.get("/api1/")).number("max_content_length"), 1000);
  EXPECT_EQ(small.post(Node::in(id, "objects/"), envelope({indicator(0)})).status, 202);
}

TEST_F(BadInput, AWrongOrMissingContentTypeIs415) {
  for (const char* type :
       {"", "application/json", "text/plain", "application/taxii+json;version=2.0", "multipart/form-data"}) {
    http::Request request = checks::post(path, envelope({indicator(0)}), kAlice);
    request.headers.pop_back();
    if (*type != '\0') request.headers.emplace_back("Content-Type", type);
    expect_error(node.send(std::move(request)), 415);
  }
  expect_nothing_stored();
}

TEST_F(BadInput, AWrongAcceptIs406AndNothingIsStored) {
  for (const char* accept : {"text/html", "application/taxii+json;version=2.0", "application/xml"}) {
    expect_error(node.get(path, "", kAlice, accept), 406);
    expect_error(node.get("/taxii2/", "", kAlice, accept), 406);
    http::Request request = checks::post(path, envelope({indicator(0)}), kAlice);
    request.headers[2].second = accept;
    expect_error(node.send(std::move(request)), 406);
  }
  expect_nothing_stored();
}

TEST_F(BadInput, BrokenQueriesAre400) {
  for (const char* query :
       {"limit=%ZZ", "%", "match[type]=%ff", "limit=1%00", "added_after=yesterday", "match[version]=banana", "limit=0",
        "limit=-1", "limit=abc", "limit=1&limit=2", "match[type]=a&match%5Btype%5D=b",
        "added_after=2026-01-01T00:00:00Z&added_after=2026-01-01T00:00:00Z"})
    for (const std::string& at : {path, Node::in(collection, "manifest/"), path + indicator_id(0) + "/",
                                  path + indicator_id(0) + "/versions/"}) {
      if (std::string_view(query) == "match[version]=banana" && at.ends_with("/versions/"))
        continue;  // not defined there, so ignored
      expect_error(node.get(at, query), 400);
    }
  for (const char* query : {"limit=1000000000", "limit=99999999999999999999999999", "&&", "x", "match[x]=1",
                            "added_after=0001-01-01T00:00:00Z", "added_after=9999-12-31T23:59:59.999999Z",
                            "added_after=1970-01-01T00:00:00Z"})
    EXPECT_EQ(node.get(path, query).status, 200) << query;
  expect_nothing_stored();
}

TEST_F(BadInput, AnErrorRepeatsLittleOfWhatWasSent) {
  const http::Response response = node.get(path, "limit=" + std::string(20'000, 'x'));
  expect_error(response, 400);
  EXPECT_LT(response.body_text().size(), 1000u);
  EXPECT_LT(node.get(path + std::string(20'000, 'y') + "/").body_text().size(), 1000u);
}

TEST_F(BadInput, ABundleIsAnEnvelopeWithMembersOfItsOwn) {
  const http::Response response = post(
      R"({"type":"bundle","id":"bundle--5d0092c5-5f74-4287-9642-33f4c354e56d","x":{"a":[1,"]}"]}, "objects" : [ )" +
      indicator(0) + " , " + indicator(1) + " ] , \"spec_version\":\"2.1\" } \n");
  EXPECT_EQ(json_of(response).number("success_count"), 2) << response.body_text();
}

TEST(Envelope, CutsOutTheTextsOfItsElements) {
  const auto elements = split_envelope(R"( {"objects" : [ {"a":"}]\"\\"} ,[1,[2]], "x,y" ,5,{} ], "more":false})");
  ASSERT_TRUE(elements.ok()) << elements.error().message;
  ASSERT_THAT(*elements, SizeIs(5));
  EXPECT_EQ((*elements)[0].text, R"({"a":"}]\"\\"})");
  EXPECT_EQ((*elements)[1].text, "[1,[2]]");
  EXPECT_EQ((*elements)[1].depth, 2u);
  EXPECT_EQ((*elements)[2].text, R"("x,y")");
  EXPECT_EQ((*elements)[3].text, "5");
  EXPECT_EQ((*elements)[4].text, "{}");
}

TEST(Envelope, EveryTruncationIsNotJson) {
  const std::string whole = R"({"more":false,"objects":[{"a":[1,2,"x"]},{"b":null}]})";
  ASSERT_TRUE(split_envelope(whole).ok());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto elements = split_envelope(whole.substr(0, size));
    ASSERT_FALSE(elements.ok()) << whole.substr(0, size);
    EXPECT_EQ(elements.error().code, Code::invalid_input) << whole.substr(0, size);
  }
}

TEST(Envelope, SaysWhereItStopsBeingJson) {
  EXPECT_THAT(split_envelope("{\"objects\":[{}\n{}]}").error().message, HasSubstr("at byte 15 (line 2)"));
}

}  // namespace
}  // namespace parley::taxii
