#include "http/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/peer.h"
#include "http/response_head.h"
#include "http/url.h"

namespace parley::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(PercentDecode, ReadsEscapesOfEitherCase) {
  EXPECT_EQ(*percent_decode("a%2Fb%2fc%C3%a4"), "a/b/c\xC3\xA4");
  EXPECT_EQ(*percent_decode("a+b"), "a+b");
  EXPECT_EQ(*percent_decode("a+b", true), "a b");
}

TEST(PercentDecode, RefusesWhatHasNoMeaning) {
  for (const char* text : {"%", "%2", "%zz", "%00", "%ff", "%C3", "%ED%A0%80", "%C0%AF", "%F4%90%80%80"}) {
    const auto decoded = percent_decode(text);
    ASSERT_FALSE(decoded.ok()) << text;
    EXPECT_EQ(decoded.error().code, Code::invalid_input) << text;
  }
}

TEST(ParseQuery, KeepsOrderAndRepetition) {
  const auto query = parse_query("match%5Bid%5D=a,b&limit=5&limit=6&&flag&e=");
  ASSERT_TRUE(query.ok());
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"match[id]", "a,b"}, {"limit", "5"}, {"limit", "6"}, {"flag", ""}, {"e", ""}};
  EXPECT_EQ(*query, expected);
}

TEST(ParseQuery, NamesTheParameterThatIsWrong) {
  const auto query = parse_query("a=1&next=%zz");
  ASSERT_FALSE(query.ok());
  EXPECT_THAT(query.error().message, HasSubstr("next"));
}

TEST(FindHeader, IgnoresCase) {
  const Headers headers = {{"Content-TYPE", "x"}};
  ASSERT_NE(find_header(headers, "content-type"), nullptr);
  EXPECT_EQ(find_header(headers, "content"), nullptr);
}

TEST(RenderHead, GivesNoHandlerAWayToAddFields) {
  std::string out;
  render_head(out, {200, {{"X-Echo", "a\r\nSet-Cookie: b"}}, std::string("hi"), nullptr}, "Date: x\r\n",
              AfterResponse::keep_alive);
  EXPECT_THAT(out, Not(HasSubstr("\nSet-Cookie")));
  EXPECT_THAT(out, HasSubstr("Content-Length: 2\r\n"));
  EXPECT_TRUE(out.ends_with("\r\n\r\n"));
}

TEST(DateLine, IsInTheFormOfTheStandard) {
  EXPECT_EQ(DateLine().at(784111777), "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");  // RFC 9110 section 5.6.7
}

TEST(Peer, IsGroupedByWhatOneHostCanHold) {
  EXPECT_EQ(peer_group("192.0.2.1:4711"), "192.0.2.1");
  EXPECT_EQ(peer_group("[2001:db8:1:2:3:4:5:6]:80"), "2001:db8:1:2::/64");
  EXPECT_EQ(peer_group("[2001:db8:1:2::9]:81"), "2001:db8:1:2::/64");
  EXPECT_EQ(peer_group("local"), "local");
}

TEST(Url, ReadsWhatAClientNeeds) {
  const auto url = Url::parse("https://[::1]:8443?x=1#part");
  ASSERT_TRUE(url.ok());
  EXPECT_TRUE(url->secure);
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->target, "/?x=1");
  EXPECT_EQ(url->authority(), "[::1]:8443");
  EXPECT_EQ(Url::parse("HTTP://example.org")->authority(), "example.org");
}

TEST(Url, RefusesTheRest) {
  for (const char* text : {"", "example.org", "ftp://x/", "http://", "http:///a", "http://u:p@x/", "http://x:0/",
                           "http://x:65536/", "http://x:12a/", "http://[::1/", "http://x/a b", "http://x/\xC3\xA4"})
    EXPECT_FALSE(Url::parse(text).ok()) << text;
}

}  // namespace
}  // namespace parley::http
