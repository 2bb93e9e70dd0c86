#include "http/request_reader.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace parley::http {
namespace {

using State = RequestReader::State;

ReaderLimits small_limits() {
  ReaderLimits limits;
  limits.header_bytes = 1024;
  limits.target_bytes = 128;
  limits.header_fields = 10;
  limits.body_bytes = 100;
  return limits;
}

// Feeds `text` in pieces of `piece` bytes, what was not taken again with more, until the request is done or failed or
// there is no more. Returns how many bytes were taken.
std::size_t feed(RequestReader& parser, std::string_view text, std::size_t piece) {
  std::size_t used = 0, given = 0;
  while (given < text.size() && parser.state() != State::done && parser.state() != State::failed) {
    given = std::min(given + piece, text.size());
    used += parser.feed(text.substr(used, given - used));
  }
  return used;
}

struct Refused {
  const char* name;
  std::string text;
  int status;
};

const std::string kGet = "GET / HTTP/1.1\r\nHost: x\r\n";
const std::string kPost = "POST / HTTP/1.1\r\nHost: x\r\n";
const std::string kChunked = kPost + "Transfer-Encoding: chunked\r\n\r\n";

const Refused kRefused[] = {
    {"NotHttp", std::string("\x16\x03\x01\x02", 4), 400},
    {"NulInTheRequestLine", std::string("GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", 29), 400},
    {"NulInAValue", kGet + std::string("A: b\0c\r\n\r\n", 10), 400},
    {"Http2Preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
    {"Http09", "GET /\r\n\r\n", 400},
    {"Http3", "GET / HTTP/3.0\r\nHost: x\r\n\r\n", 400},
    {"NoVersion", "GET / \r\nHost: x\r\n\r\n", 400},
    {"LowerCaseVersion", "GET / http/1.1\r\nHost: x\r\n\r\n", 400},
    {"NoTarget", "GET  HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"SpaceInTheTarget", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"TargetPastAscii", "GET /\xC3\xA4 HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"FragmentInTheTarget", "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"RelativeTarget", "GET a HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"StarForGet", "GET * HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"Connect", "CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n", 400},
    {"UserInTheTarget", "GET http://a@x/ HTTP/1.1\r\nHost: x\r\n\r\n", 400},
    {"LongTarget", "GET /" + std::string(200, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n", 414},
    {"EndlessTarget", "GET /" + std::string(5000, 'a'), 414},
    {"LongHeader", kGet + "A: " + std::string(2000, 'a') + "\r\n\r\n", 431},
    {"EndlessHeader", kGet + "A: " + std::string(2000, 'a'), 431},
    {"ManyFields", kGet + "A: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\nE: 1\r\nF: 1\r\nG: 1\r\nH: 1\r\nI: 1\r\nJ: 1\r\n\r\n", 431},
    {"BareLf", "GET / HTTP/1.1\nHost: x\n\n", 400},
    {"BareLfInsideAField", kGet + "A: b\nC: d\r\n\r\n", 400},
    {"BareCr", kGet + "A: b\rc\r\n\r\n", 400},
    {"FoldedLine", kGet + "A: b\r\n c\r\n\r\n", 400},
    {"SpaceBeforeTheColon", kGet + "Content-Length : 5\r\n\r\n", 400},
    {"NoColon", kGet + "Abc\r\n\r\n", 400},
    {"NoName", kGet + ": b\r\n\r\n", 400},
    {"NoHost", "GET / HTTP/1.1\r\n\r\n", 400},
    {"TwoHosts", kGet + "Host: y\r\n\r\n", 400},
    {"HostWithAPath", "GET / HTTP/1.1\r\nHost: x/y\r\n\r\n", 400},
    {"LengthAndChunked", kPost + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"ChunkedAndLength", kPost + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", 400},
    {"TwoLengths", kPost + "Content-Length: 3\r\nContent-Length: 4\r\n\r\n", 400},
    {"TwoEqualLengths", kPost + "Content-Length: 3\r\nContent-Length: 3\r\n\r\n", 400},
    {"ListOfLengths", kPost + "Content-Length: 3, 3\r\n\r\n", 400},
    {"SignedLength", kPost + "Content-Length: +3\r\n\r\n", 400},
    {"NegativeLength", kPost + "Content-Length: -3\r\n\r\n", 400},
    {"EmptyLength", kPost + "Content-Length:\r\n\r\n", 400},
    {"LengthPast64Bits", kPost + "Content-Length: 99999999999999999999\r\n\r\n", 400},
    {"LargeLength", kPost + "Content-Length: 101\r\n\r\n", 413},
    {"UnknownCoding", kPost + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501},
    {"ChunkedTwice", kPost + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"ChunkedInHttp10", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"UnknownExpectation", kPost + "Expect: a-miracle\r\n\r\n", 417},
    {"ChunkWithoutSize", kChunked + "\r\nhello", 400},
    {"ChunkSizeNotHexadecimal", kChunked + "5x\r\nhello\r\n0\r\n\r\n", 400},
    {"ChunkSizeNegative", kChunked + "-5\r\nhello\r\n0\r\n\r\n", 400},
    {"ChunkSizeWithPrefix", kChunked + "0x5\r\nhello\r\n0\r\n\r\n", 400},
    {"ChunkLongerThanItSaid", kChunked + "4\r\nhello\r\n0\r\n\r\n", 400},
    {"ChunkShorterThanItSaid", kChunked + "7\r\nhello\r\n0\r\n\r\n", 400},
    {"ChunkLineEndsInLf", kChunked + "5\nhello\r\n0\r\n\r\n", 400},
    {"ChunkSizePast64Bits", kChunked + "fffffffffffffffff\r\n", 400},
    {"LargeChunk", kChunked + "65\r\naaaaa", 413},
    {"ManyChunks", kChunked + "32\r\n" + std::string(50, 'a') + "\r\n33\r\n", 413},
    {"EndlessExtension", kChunked + "5;" + std::string(2000, 'a'), 431},
    {"TrailerWithoutColon", kChunked + "0\r\nabc\r\n\r\n", 400},
    {"EndlessTrailer", kChunked + "0\r\na: " + std::string(2000, 'a'), 431},
    {"ManyTrailers",
     kChunked + "0\r\n" +
         [] {
           std::string s;
           for (int i = 0; i < 300; ++i) s += "a: b\r\n";
           return s;
         }() +
         "\r\n",
     431},
};

class RefusedRequests : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedRequests, InOnePieceAndByteByByte) {
  for (const std::size_t piece : {std::size_t{1} << 20, std::size_t{1}, std::size_t{7}}) {
    RequestReader parser(small_limits());
    feed(parser, GetParam().text, piece);
    ASSERT_EQ(parser.state(), State::failed) << "in pieces of " << piece;
    EXPECT_EQ(parser.refusal().status, GetParam().status) << parser.refusal().why;
  }
}
INSTANTIATE_TEST_SUITE_P(Table, RefusedRequests, ::testing::ValuesIn(kRefused),
                         [](const auto& param) { return param.param.name; });

TEST(RequestReader, GivesTheSameRequestHoweverItIsCut) {
  const std::string first = "\r\nPOST /a/?b=c%20d HTTP/1.1\r\nhost: x:80\r\nA:  b c \r\nContent-Length: 5\r\n\r\nhello";
  const std::string second =
      "POST /2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
      "Chunked\r\n\r\n3;e=\"f\"\r\nabc\r\n0A\r\n0123456789\r\n0\r\nT: u\r\n\r\n";
  const std::string both = first + second;
  for (std::size_t piece = 1; piece <= both.size(); ++piece) {
    RequestReader parser(small_limits());
    const std::size_t used = feed(parser, both, piece);
    ASSERT_EQ(parser.state(), State::done) << piece;
    EXPECT_EQ(used, first.size());
    EXPECT_EQ(parser.request().path, "/a/");
    EXPECT_EQ(parser.request().query, "b=c%20d");
    EXPECT_EQ(*parser.request().header("A"), "b c");
    EXPECT_EQ(parser.request().body, "hello");
    parser.next();
    feed(parser, std::string_view(both).substr(used), piece);
    ASSERT_EQ(parser.state(), State::done) << piece;
    EXPECT_EQ(parser.request().path, "/2");
    EXPECT_EQ(parser.request().headers.size(), 2u);
    EXPECT_EQ(parser.request().body, "abc0123456789");
  }
}

TEST(RequestReader, TakesTheHostFromAnAbsoluteTarget) {
  RequestReader parser(small_limits());
  feed(parser, "GET http://y:81?q HTTP/1.1\r\nHost: x\r\n\r\n", 1000);
  ASSERT_EQ(parser.state(), State::done);
  EXPECT_EQ(*parser.request().header("Host"), "y:81");
  EXPECT_EQ(parser.request().path, "/");
  EXPECT_EQ(parser.request().query, "q");
}

TEST(RequestReader, PassesUnknownMethodsAndTheServerWideOptionsOn) {
  RequestReader parser(small_limits());
  feed(parser, "BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n", 1000);
  ASSERT_EQ(parser.state(), State::done);
  EXPECT_EQ(parser.request().method, Method::other);
  EXPECT_EQ(parser.request().method_text, "BREW");
  parser.next();
  feed(parser, "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 1000);
  ASSERT_EQ(parser.state(), State::done);
  EXPECT_EQ(parser.request().path, "*");
}

TEST(RequestReader, KnowsWhetherAnotherRequestFollows) {
  const auto keeps = [](const std::string& text) {
    RequestReader parser(small_limits());
    feed(parser, text, 1000);
    EXPECT_EQ(parser.state(), State::done) << text;
    return parser.keep_alive();
  };
  EXPECT_TRUE(keeps("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nHost: x\r\nConnection: foo, Close\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.0\r\n\r\n"));
  EXPECT_TRUE(keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}

TEST(RequestReader, LeavesBrokenEscapesToTheHandler) {
  RequestReader parser(small_limits());
  feed(parser, "GET /%zz?%zz HTTP/1.1\r\nHost: x\r\n\r\n", 1000);
  EXPECT_EQ(parser.state(), State::done);
}

}  // namespace
}  // namespace parley::http
