#include "taxii/filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::taxii {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<std::uint8_t> kKey(32, 9);
const CursorSigner kSigner(kKey);

Result<Selection> read(const Parameters& parameters, Resource resource = Resource::objects,
                       std::string_view object = {}) {
  return read_selection(parameters, resource, object, "scope", kSigner, {.unasked = 100, .most = 1000});
}

TEST(Filter, AsksForTheNewestVersionsFromTheStartByDefault) {
  const Selection selection = *read({});
  EXPECT_EQ(selection.limit, 100u);
  EXPECT_EQ(selection.from, 0u);
  EXPECT_TRUE(selection.query.versions.last);
  EXPECT_FALSE(selection.query.added_after);
  EXPECT_FALSE(selection.continues);
}

struct BadCase {
  const char *title, *name, *value;
};
class BadParameter : public ::testing::TestWithParam<BadCase> {};
TEST_P(BadParameter, IsRefusedByName) {
  const Result<Selection> selection = read({{GetParam().name, GetParam().value}});
  ASSERT_FALSE(selection.ok()) << GetParam().name << "=" << GetParam().value;
  EXPECT_EQ(selection.error().code, Code::invalid_input);
  EXPECT_THAT(selection.error().message, HasSubstr(GetParam().name));
}
INSTANTIATE_TEST_SUITE_P(
    Filter, BadParameter,
    ::testing::Values(
        BadCase{"LimitZero", "limit", "0"}, BadCase{"LimitManyZeros", "limit", "000"},
        BadCase{"LimitNegative", "limit", "-1"}, BadCase{"LimitExponent", "limit", "1e9"},
        BadCase{"LimitWord", "limit", "abc"}, BadCase{"LimitEmpty", "limit", ""},
        BadCase{"LimitFraction", "limit", "1.5"}, BadCase{"LimitSpace", "limit", " 5"},
        BadCase{"AddedAfterWord", "added_after", "yesterday"}, BadCase{"AddedAfterEmpty", "added_after", ""},
        BadCase{"AddedAfterDate", "added_after", "2026-01-01"},
        BadCase{"AddedAfterNoZone", "added_after", "2026-01-01T00:00:00"},
        BadCase{"AddedAfterTwoValues", "added_after", "2026-01-01T00:00:00Z,2026-01-02T00:00:00Z"},
        BadCase{"AddedAfterNoSuchDay", "added_after", "2026-02-30T00:00:00Z"},
        BadCase{"VersionWord", "match[version]", "banana"},
        BadCase{"VersionAllAndFirst", "match[version]", "all,first"},
        BadCase{"VersionTwice", "match[version]", "last,last"},
        BadCase{"VersionSameInstantTwice", "match[version]", "2026-01-01T00:00:00Z,2026-01-01T00:00:00.000Z"},
        BadCase{"VersionEmpty", "match[version]", ""}, BadCase{"VersionTrailingComma", "match[version]", "last,"},
        BadCase{"TypeEmpty", "match[type]", ""}, BadCase{"TypeGap", "match[type]", "a,,b"},
        BadCase{"IdEmpty", "match[id]", ""}, BadCase{"SpecVersionWord", "match[spec_version]", "banana"},
        BadCase{"SpecVersionHalf", "match[spec_version]", "2."}, BadCase{"NextForeign", "next", "banana"}),
    [](const auto& row) { return row.param.title; });

TEST(Filter, RefusesAnyParameterGivenTwice) {
  for (const char* name : {"limit", "added_after", "next", "match[id]", "match[type]", "match[version]",
                           "match[spec_version]", "match[x]"}) {
    const Result<Selection> selection = read({{name, "1"}, {name, "1"}});
    ASSERT_FALSE(selection.ok()) << name;
    EXPECT_THAT(selection.error().message, HasSubstr("only once"));
  }
}

TEST(Filter, CapsALimitOfAnySize) {
  EXPECT_EQ(read({{"limit", "7"}})->limit, 7u);
  EXPECT_EQ(read({{"limit", "007"}})->limit, 7u);
  EXPECT_EQ(read({{"limit", "1000000000"}})->limit, 1000u);
  EXPECT_EQ(read({{"limit", std::string(300, '9')}})->limit, 1000u);
}

TEST(Filter, KeepsMicrosecondsOfAddedAfter) {
  EXPECT_EQ(read({{"added_after", "1970-01-01T00:00:00Z"}})->query.added_after->value, 0);
  EXPECT_EQ(read({{"added_after", "1970-01-01T00:00:01.234567Z"}})->query.added_after->value, 1'234'567);
  EXPECT_EQ(read({{"added_after", "1970-01-01T00:00:01.2345679Z"}})->query.added_after->value, 1'234'567);
  EXPECT_EQ(read({{"added_after", "1969-12-31T23:59:59.9Z"}})->query.added_after->value, -100'000);
}

TEST(Filter, ReadsEveryFormOfVersion) {
  const journal::VersionFilter all = read({{"match[version]", "all"}})->query.versions;
  EXPECT_TRUE(all.all && !all.last && !all.first);
  const journal::VersionFilter mixed =
      read({{"match[version]", "first,2018-03-02T01:01:01.123Z,last"}})->query.versions;
  EXPECT_TRUE(mixed.first && mixed.last && !mixed.all);
  EXPECT_EQ(mixed.exact.size(), 1u);
}

TEST(Filter, ReadsListsInAnyOrder) {
  const Selection one = *read({{"match[type]", "malware,indicator,malware"}, {"match[id]", "x,y"}});
  const Selection other = *read({{"match[id]", "y,x"}, {"match[type]", "indicator,malware"}});
  EXPECT_THAT(one.query.types, ElementsAre("indicator", "malware"));
  EXPECT_EQ(one.filters, other.filters);
}

// Section 3.4: a request may use a field that the standard does not define, and a server may ignore it.
TEST(Filter, IgnoresFieldsThatTheEndpointDoesNotDefine) {
  EXPECT_TRUE(read({{"match[x_color]", "red"}, {"utm_source", "a"}, {"utm_source", "b"}}).ok());
  EXPECT_THAT(read({{"match[type]", "malware"}, {"match[id]", "x"}}, Resource::object, "indicator--1")->query.ids,
              ElementsAre("indicator--1"));
  EXPECT_TRUE(read({{"match[version]", "first"}}, Resource::versions, "indicator--1")->query.versions.all);
}

TEST(Filter, ACursorCarriesTheWholeQuery) {
  const Selection first =
      *read({{"match[type]", "indicator"}, {"match[version]", "all"}, {"added_after", "2020-01-01T00:00:00Z"}});
  const std::string next = kSigner.make("scope", 42, first.filters);
  const Selection again =
      *read({{"next", next}, {"added_after", "2030-01-01T00:00:00Z"}, {"match[type]", "malware"}, {"limit", "3"}});
  EXPECT_EQ(again.from, 42u);
  EXPECT_EQ(again.limit, 3u);
  EXPECT_FALSE(again.query.added_after);
  EXPECT_THAT(again.query.types, ElementsAre("indicator"));
  EXPECT_TRUE(again.query.versions.all);
  EXPECT_EQ(again.filters, first.filters);
}

TEST(Filter, ALongQueryIsRepeatedNotCarried) {
  std::string ids;
  for (int i = 0; i < 400; ++i) ids += (i == 0 ? "" : ",") + ("indicator--" + std::to_string(i));
  const Selection first = *read({{"match[id]", ids}});
  const std::string next = kSigner.make("scope", 7, first.filters);
  EXPECT_LT(next.size(), 64u);
  EXPECT_EQ(read({{"match[id]", ids}, {"next", next}})->from, 7u);
  EXPECT_THAT(read({{"match[id]", "x"}, {"next", next}}).error().message, HasSubstr("repeat"));
}

TEST(Filter, AnEmptyNextIsNone) { EXPECT_EQ(read({{"next", ""}})->from, 0u); }

TEST(Filter, ADeletionIsOfAllVersionsUnlessSaid) {
  EXPECT_TRUE(read_deletion({})->versions.all);
  EXPECT_FALSE(read_deletion({{"match[version]", "last"}})->versions.all);
  EXPECT_THAT(read_deletion({{"match[spec_version]", "2.1"}})->spec_versions, ElementsAre("2.1"));
}

TEST(Filter, ADeletionIgnoresNoFilter) {
  for (const char* name : {"match[type]", "match[id]", "match[x]", "added_after", "limit", "next"})
    EXPECT_FALSE(read_deletion({{name, "1"}}).ok()) << name;
}

TEST(Filter, EncodedFiltersComeBack) {
  journal::Query query;
  query.ids = {"a", ""};
  query.types = {std::string(300, 't')};
  query.versions = {
      .last = false, .first = true, .all = false, .exact = {{.seconds = -5, .attos = 999'999'999'999'999'999u}}};
  const std::string bytes = encode_filters(query);
  journal::Query read_back;
  ASSERT_TRUE(decode_filters(bytes, read_back));
  EXPECT_EQ(encode_filters(read_back), bytes);
  EXPECT_EQ(read_back.versions.exact, query.versions.exact);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(decode_filters(bytes.substr(0, size), read_back)) << size;
}

TEST(Cursor, AnyChangedCharacterIsRefused) {
  const std::string cursor = kSigner.make("scope", 123'456, "filters");
  ASSERT_TRUE(kSigner.open("scope", cursor).ok());
  for (std::size_t i = 0; i < cursor.size(); ++i) {
    for (const char c : {'A', 'b', '0', '_', '=', ' '}) {
      std::string changed = cursor;
      if (changed[i] == c) continue;
      changed[i] = c;
      EXPECT_FALSE(kSigner.open("scope", changed).ok()) << changed;
    }
    EXPECT_FALSE(kSigner.open("scope", cursor.substr(0, i)).ok());
  }
  EXPECT_FALSE(kSigner.open("scope", cursor + "A").ok());
}

TEST(Cursor, IsWorthNothingElsewhere) {
  const std::string cursor = kSigner.make("scope", 5, "");
  EXPECT_THAT(kSigner.open("another scope", cursor).error().message, HasSubstr("start again"));
  const std::vector<std::uint8_t> other_key(32, 10);
  EXPECT_FALSE(CursorSigner(other_key).open("scope", cursor).ok());
  EXPECT_TRUE(CursorSigner(kKey).open("scope", cursor).ok());  // another front end, or after a restart
}

TEST(Cursor, SurvivesEveryNumber) {
  for (int shift = 0; shift < 64; ++shift) {
    const std::uint64_t number = std::uint64_t{1} << shift;
    EXPECT_EQ(kSigner.open("s", kSigner.make("s", number - 1, ""))->next, number - 1);
    EXPECT_EQ(kSigner.open("s", kSigner.make("s", number, "x"))->next, number);
  }
}

// A key longer than a block of SHA-256 takes another path.
TEST(Cursor, TakesKeysOfAnyLength) {
  for (const std::size_t size : {0u, 1u, 63u, 64u, 65u, 200u}) {
    const std::vector<std::uint8_t> key(size, 1);
    const CursorSigner signer(key);
    EXPECT_TRUE(signer.open("s", signer.make("s", 1, "")).ok());
    EXPECT_FALSE(kSigner.open("s", signer.make("s", 1, "")).ok());
  }
}

}  // namespace
}  // namespace parley::taxii
