// The objects of a text one after another, with what only the bundle around them says.
#include "stix/bundle_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace parley::stix {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Each object as "version of its bundle: text", an error as "error"; what is wrong with bundles behind, as "line: why".
std::vector<std::string> read(BundleReader reader) {
  std::vector<std::string> out;
  while (true) {
    const auto found = reader.next();
    for (const auto& one : reader.take_complaints()) out.push_back(std::to_string(one.line) + ": " + one.message);
    if (!found.ok()) out.push_back("failed: " + found.error().message);
    if (!found.ok() || !*found) return out;
    out.push_back((*found)->error ? "error" : std::string(reader.bundle_version()) + ":" + std::string((*found)->text));
  }
}

// A source that gives no more than `step` bytes at a time, and at the end what `last` says.
json::ObjectReader::Source source(std::string text, std::size_t step, Result<std::size_t> last = std::size_t{0}) {
  return [text = std::move(text), at = std::size_t{0}, step, last](char* out,
                                                                   std::size_t size) mutable -> Result<std::size_t> {
    const std::size_t part = std::min({size, step, text.size() - at});
    if (part == 0) return last;
    std::copy_n(text.data() + at, part, out);
    at += part;
    return part;
  };
}

const std::string kId = R"("id":"bundle--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f")";

TEST(BundleReader, TheVersionIsTheBundlesWhereverItStands) {
  EXPECT_THAT(
      read(BundleReader(R"({"type":"bundle","spec_version":"2.0",)" + kId + R"(,"objects":[{"a":1},{"b":2}]})")),
      ElementsAre(R"(2.0:{"a":1})", R"(2.0:{"b":2})"));
  EXPECT_THAT(
      read(BundleReader(R"({"objects":[{"a":1},{"b":2}],)" + kId + R"(,"type":"bundle","spec_version":"2.0"})")),
      ElementsAre(R"(2.0:{"a":1})", R"(2.0:{"b":2})"))
      << "also behind its objects";
}

TEST(BundleReader, EachBundleHasItsOwn) {
  const std::string text = R"({"type":"bundle",)" + kId + R"(,"objects":[{"a":1}],"spec_version":"2.0"})" + "\n" +
                           R"({"type":"bundle",)" + kId + R"(,"objects":[{"b":2}]})" + "\n" + R"({"c":3})" + "\n" +
                           R"({"type":"bundle",)" + kId + R"(,"objects":[{"d":4}],"spec_version":"2.1"})";
  EXPECT_THAT(read(BundleReader(text)), ElementsAre(R"(2.0:{"a":1})", R"(:{"b":2})", R"(:{"c":3})", R"(2.1:{"d":4})"));
}

TEST(BundleReader, WhatIsNoBundleOrNoKnownVersionSaysNothing) {
  EXPECT_THAT(read(BundleReader(std::string(R"({"spec_version":"2.0","objects":[{"a":1}]})"))),
              ElementsAre(R"(:{"a":1})"));
  EXPECT_THAT(read(BundleReader(R"({"type":"bundle","spec_version":"3.0",)" + kId + R"(,"objects":[{"a":1}]})")),
              ElementsAre(R"(:{"a":1})"));
  EXPECT_THAT(read(BundleReader(std::string(R"([{"a":1}])"))), ElementsAre(R"(:{"a":1})"));
}

TEST(BundleReader, HowTheBytesComeMakesNoDifference) {
  const std::string text =
      R"({"objects":[{"a":1},{"b":[1,2,{"c":"]}"}]}],"type":"bundle",)" + kId + R"(,"spec_version":"2.0"})";
  const auto whole = read(BundleReader(text));
  EXPECT_EQ(whole.size(), 2u);
  for (const std::size_t step : {1u, 2u, 7u, 1000u}) EXPECT_EQ(read(BundleReader(source(text, step))), whole) << step;
}

TEST(BundleReader, WhatIsWrongWithTheBundleItselfIsToldWithItsLine) {
  EXPECT_THAT(read(BundleReader(std::string("\n\n{\"type\":\"bundle\",\"objects\":[{\"a\":1}]}"))),
              ElementsAre(R"(:{"a":1})", HasSubstr("3: the bundle itself: The required property \"id\" is missing")));
  EXPECT_THAT(read(BundleReader(R"({"type":"bundle","id":"bundle--1","objects":[{"a":1}]})")),
              ElementsAre(R"(:{"a":1})", HasSubstr("1: the bundle itself: /id: ")));
  EXPECT_THAT(read(BundleReader(R"({"type":"bundle",)" + kId + R"(,"objects":[]})")),
              ElementsAre(HasSubstr("1: the bundle itself: /objects: ")))
      << "an empty list is none of the standard's";
  EXPECT_THAT(read(BundleReader(R"({"type":"bundle",)" + kId + R"(,"objects":[{"a":1}]})")),
              ElementsAre(R"(:{"a":1})"));
}

// What came before is handed out first.
TEST(BundleReader, AFailureOfTheSourceComesBehindWhatItGave) {
  const auto out = read(BundleReader(source(R"({"a":1}{"b":2})", 100, Error{Code::unavailable, "the disk is gone"})));
  EXPECT_THAT(out, ElementsAre(R"(:{"a":1})", R"(:{"b":2})", "failed: the disk is gone"));
}

TEST(BundleReader, CountsTheBytesThatItRead) {
  BundleReader reader(std::string(R"({"a":1} {"b":2} )"));
  while (*reader.next()) {
  }
  EXPECT_EQ(reader.bytes_read(), 16u);
}

TEST(BundleReader, OfNothingThereIsNothing) {
  EXPECT_THAT(read(BundleReader(std::string())), IsEmpty());
  EXPECT_THAT(read(BundleReader(source("", 1))), IsEmpty());
}

}  // namespace
}  // namespace parley::stix
