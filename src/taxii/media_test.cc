#include "taxii/media.h"

#include <gtest/gtest.h>

namespace parley::taxii {
namespace {

bool accepts(const char* value, StixRange stix = StixRange::refused) {
  return accepts_taxii({{"accept", value}}, stix);
}

TEST(Media, AcceptsWhatClientsSend) {
  EXPECT_TRUE(accepts_taxii({}, StixRange::refused));
  for (const char* value : {"application/taxii+json;version=2.1",
                            "application/taxii+json; version=2.1",
                            "application/taxii+json",
                            "APPLICATION/TAXII+JSON ; Version=2.1",
                            "application/taxii+json;version=\"2.1\"",
                            "application/taxii+json;version=2.1;q=0.9",
                            "application/taxii+json;q=0.5;version=2.1",
                            "application/json",
                            "application/json, text/plain, */*",
                            "*/*",
                            "application/*",
                            "*",
                            "",
                            "  ",
                            ", ,",
                            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                            "application/taxii+json;version=2.0, application/taxii+json;version=2.1",
                            "application/vnd.oasis.taxii+json; version=2.0, application/taxii+json;version=2.1",
                            "application/taxii+json;version=2.1,application/stix+json;version=2.1",
                            "application/taxii+json;version=2.0, */*;q=0.1",
                            "application/json;q=0.001",
                            "application/taxii+json;q=abc"})
    EXPECT_TRUE(accepts(value)) << value;
}

TEST(Media, RefusesWhatCannotBeGiven) {
  for (const char* value : {"text/html", "application/xml", "text/*", "application/taxii+json;version=2.0",
                            "application/taxii+json;version=9.9", "application/vnd.oasis.taxii+json; version=2.0",
                            "application/taxii+json;version=2.1;q=0", "*/*;q=0", "application/json;q=0.000",
                            "application/taxii+json;version=2.1;q=0, */*", "application/stix+json;version=2.1",
                            "banana", "application/taxii+jsonx"})
    EXPECT_FALSE(accepts(value)) << value;
}

TEST(Media, ManifestMayBeAskedForAsStix) {
  EXPECT_TRUE(accepts("application/stix+json;version=2.1", StixRange::accepted));
}

TEST(Media, ReadsAcceptOverSeveralHeaders) {
  EXPECT_TRUE(
      accepts_taxii({{"Accept", "text/html"}, {"Host", "x"}, {"ACCEPT", "application/json"}}, StixRange::refused));
  EXPECT_FALSE(accepts_taxii({{"Accept", "text/html"}, {"Accept", "text/plain"}}, StixRange::refused));
}

TEST(Media, ContentTypeMayLeaveOutTheVersion) {
  for (const char* value :
       {"application/taxii+json", "application/taxii+json;version=2.1", "application/taxii+json; version=2.1",
        "Application/TAXII+json  ;  VERSION=\"2.1\"", "application/taxii+json; charset=utf-8; version=2.1"})
    EXPECT_TRUE(is_taxii_content(value)) << value;
  for (const char* value : {"", "application/json", "text/plain", "application/taxii+json;version=2.0",
                            "application/stix+json;version=2.1", "*/*"})
    EXPECT_FALSE(is_taxii_content(value)) << value;
}

}  // namespace
}  // namespace parley::taxii
