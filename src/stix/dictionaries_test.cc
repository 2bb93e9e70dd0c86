// The dictionaries of chapter 6 and 7: how their keys look, and what they hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stix/test_findings.h"

namespace parley::stix {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Row {
  const char* name;
  std::string (*around)(const std::string& dictionary);
  std::string at;  // of the dictionary
  std::vector<std::string> good_keys, odd_keys;
  std::string odd;  // what is found of an odd key
  std::string value, other_value;
  std::string wrong;  // what is found of another value
};

std::string traffic(const std::string& more) {
  return observable("network-traffic", R"(,"src_ref":"ipv4-addr--)" + std::string(kUuid5) +
                                           R"(","src_port":1,"dst_port":2,"protocols":["tcp","http"])" + more);
}

const Row kRows[] = {
    {"translations",
     [](const std::string& dictionary) {
       return domain_object("language-content",
                            R"(,"object_ref":"tool--)" + std::string(kOtherUuid) + R"(","contents":)" + dictionary);
     },
     "/contents",
     {"de", "zh-Hant-TW"},
     {"german-", "d", "de_AT"},
     "language-invalid",
     R"({"name":"a"})",
     R"("a")",
     "dictionary-value-type"},
    {"header fields of a mail",
     [](const std::string& dictionary) {
       return observable("email-message",
                         R"(,"is_multipart":false,"subject":"a","additional_header_fields":)" + dictionary);
     },
     "/additional_header_fields",
     {"Reply-To", "X-Own"},
     {},
     "",
     R"(["a"])",
     "5",
     "dictionary-value-type"},
    {"headers of a request",
     [](const std::string& dictionary) {
       return traffic(
           R"(,"extensions":{"http-request-ext":{"request_method":"get","request_value":"/","request_header":)" +
           dictionary + "}}");
     },
     "/extensions/http-request-ext/request_header",
     {"Accept", "User-Agent"},
     {"Own-Header"},
     "~http-header-name",
     R"(["a","b"])",
     R"(["a",5])",
     "dictionary-value-type"},
    {"IPFIX",
     [](const std::string& dictionary) { return traffic(",\"ipfix\":" + dictionary); },
     "/ipfix",
     {"octetDeltaCount", "minimumIpTotalLength"},
     {"OctetDeltaCount", "octet_delta"},
     "~ipfix-name",
     "5",
     "5.5",
     "dictionary-value-type"},
    {"options of a socket",
     [](const std::string& dictionary) {
       return traffic(R"(,"extensions":{"socket-ext":{"address_family":"AF_INET","options":)" + dictionary + "}}");
     },
     "/extensions/socket-ext/options",
     {"SO_DEBUG", "ICMP6_FILTER", "TCP_NODELAY"},
     {"SO_", "DEBUG", "SO_debug"},
     "~socket-option-name",
     "7",
     R"("7")",
     "dictionary-value-type"},
    {"information on a PDF",
     [](const std::string& dictionary) {
       return observable("file", R"(,"name":"a","extensions":{"pdf-ext":{"document_info_dict":)" + dictionary + "}}");
     },
     "/extensions/pdf-ext/document_info_dict",
     {"Title", "CreationDate"},
     {"title", "Own"},
     "~pdf-info-name",
     R"("a")",
     "5",
     "dictionary-value-type"},
    {"tags of an image",
     [](const std::string& dictionary) {
       return observable("file", R"(,"name":"a","extensions":{"raster-image-ext":{"exif_tags":)" + dictionary + "}}");
     },
     "/extensions/raster-image-ext/exif_tags",
     {"Make", "own_tag"},
     {},
     "",
     R"("a")",
     "true",
     "dictionary-value-type"},
    {"environment of a process",
     [](const std::string& dictionary) {
       return observable("process", ",\"environment_variables\":" + dictionary, kSomeUuid);
     },
     "/environment_variables",
     {"PATH", "own-variable"},
     {},
     "",
     R"("a")",
     "7",
     "dictionary-value-type"},
};

TEST(Dictionaries, TakeTheKeysThatTheyAreMadeForAndTellOfOthers) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.name);
    const auto found = [&](const std::string& key) {
      return found_in(row.around("{\"" + key + "\":" + row.value + "}"));
    };
    for (const std::string& key : row.good_keys) EXPECT_THAT(found(key), IsEmpty()) << key;
    for (const std::string& key : row.odd_keys)
      EXPECT_THAT(found(key), ElementsAre(row.odd + "@" + row.at + "/" + key));
  }
}

TEST(Dictionaries, HoldWhatTheyAreMadeFor) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.name);
    const std::string &key = row.good_keys[0], at = row.at + "/" + key;
    EXPECT_THAT(found_in(row.around("{\"" + key + "\":" + row.other_value + "}")), ElementsAre(row.wrong + "@" + at));
    EXPECT_THAT(found_in(row.around("{\"" + key + "\":null}")), ElementsAre("null-value@" + at));
    EXPECT_THAT(found_in(row.around("{\"a b\":" + row.value + "}")),
                ElementsAre("dictionary-key-invalid@" + row.at + "/a b"));
  }
}

// The standard asks for lists of strings and shows strings (docs/stix-conformance.md).
TEST(Dictionaries, AHeaderFieldMayStandAsOneText) {
  for (const Row& row : {kRows[1], kRows[2]})
    EXPECT_THAT(found_in(row.around(R"({"Accept":"a"})")), ElementsAre("~header-not-a-list@" + row.at + "/Accept"));
}

// What a translation holds is of the translated object, which is not at hand: anything but gaps.
TEST(Dictionaries, ATranslationIsLookedAtForWhatHoldsEverywhere) {
  EXPECT_THAT(found_in(kRows[0].around(R"({"de":{"name":"ein Name","labels":["x",""]}})")), IsEmpty());
  EXPECT_THAT(found_in(kRows[0].around(R"({"de":{"name":"a","name":"b"}})")),
              ElementsAre("duplicate-name@/contents/de/name"));
}

}  // namespace
}  // namespace parley::stix
