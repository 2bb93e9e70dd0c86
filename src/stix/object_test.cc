// Which object it is and which version of it, before anything else is known of it.
#include "stix/object.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace parley::stix {
namespace {

// The header with its views kept alive by the parser.
struct Read {
  explicit Read(std::string_view text) : parsed(parser.parse(text)), header(read_header(*parsed)) {}
  json::Parser parser;
  Result<json::Element> parsed;
  Result<ObjectHeader> header;
};

std::string refusal_of(std::string_view text) {
  const Read read(text);
  return read.header.ok() ? "taken" : read.header.error().message;
}

constexpr std::string_view kTool = R"("type":"tool","id":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f")";
std::string tool(std::string_view more) { return "{" + std::string(kTool) + std::string(more) + "}"; }

// TAXII 2.1 section 3.4.1: the version is `modified`, else `created`, else the time of adding.
TEST(ObjectHeader, TheVersionIsTheTimeOfChangeAndWithoutItThatOfMaking) {
  struct Row {
    std::string_view more, version;
  };
  constexpr Row kRows[] = {
      {R"(,"created":"2026-01-01T00:00:00Z","modified":"2026-02-01T00:00:00.5Z")", "2026-02-01T00:00:00.5Z"},
      {R"(,"modified":"2026-02-01T00:00:00.5Z","created":"2026-01-01T00:00:00Z")", "2026-02-01T00:00:00.5Z"},
      {R"(,"created":"2026-01-01T00:00:00Z")", "2026-01-01T00:00:00Z"},
      {R"(,"modified":"2026-02-01T00:00:00Z")", "2026-02-01T00:00:00Z"},
      {"", ""},
  };
  for (const Row& row : kRows) {
    const Read read(tool(row.more));
    ASSERT_TRUE(read.header.ok()) << row.more << read.header.error().message;
    EXPECT_EQ(read.header->version, row.version) << row.more;
    EXPECT_EQ(read.header->version_time, row.version.empty() ? Timestamp() : *Timestamp::parse(row.version));
  }
}

// Two spellings of one instant are one version and two texts.
TEST(ObjectHeader, AVersionIsComparedAsAnInstantAndKeptAsWritten) {
  const Read one(tool(R"(,"created":"2026-01-01T00:00:00Z")")), other(tool(R"(,"created":"2026-01-01T00:00:00.000Z")")),
      later(tool(R"(,"created":"2026-01-01T00:00:00.0000000001Z")"));
  EXPECT_EQ(one.header->version_time, other.header->version_time);
  EXPECT_NE(one.header->version, other.header->version);
  EXPECT_GT(later.header->version_time, other.header->version_time);
}

// TAXII 2.1 section 3.4.1: what has a time of making and no spec_version is of STIX 2.0.
TEST(ObjectHeader, WithoutAVersionOfTheStandardItIsTheOlderOneForWhatHasTimes) {
  EXPECT_EQ(Read(tool("")).header->spec_version, "2.1");
  EXPECT_EQ(Read(tool(R"(,"created":"2026-01-01T00:00:00Z")")).header->spec_version, "2.0");
  EXPECT_EQ(Read(tool(R"(,"created":"2026-01-01T00:00:00Z","spec_version":"2.1")")).header->spec_version, "2.1");
  EXPECT_EQ(Read(tool(R"(,"spec_version":"3.7")")).header->spec_version, "3.7");
}

TEST(ObjectHeader, OnlyTheWordTrueRevokes) {
  EXPECT_TRUE(Read(tool(R"(,"revoked":true)")).header->revoked);
  for (const std::string_view other : {R"(,"revoked":false)", R"(,"revoked":"true")", R"(,"revoked":1)", ""})
    EXPECT_FALSE(Read(tool(other)).header->revoked) << other;
}

TEST(ObjectHeader, ARefusalNamesTheProperty) {
  struct Row {
    std::string_view text, why;
  };
  const Row rows[] = {
      {"5", "a STIX object must be a JSON object"},
      {"[]", "a STIX object must be a JSON object"},
      {"{}", "\"type\" is missing"},
      {R"({"type":"","id":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"})", "\"type\" is missing"},
      {R"({"type":5})", "\"type\" is not a string"},
      {R"({"type":null})", "\"type\" is not a string"},
      {R"({"type":"tool"})", "\"id\" is missing"},
      {R"({"type":"tool","id":["tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"]})", "\"id\" is not a string"},
      {R"({"type":"tool","id":"tool"})", "\"id\" is not an identifier: write the object type, two hyphens and a UUID"},
      {R"({"type":"tool","id":"malware--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"})",
       "\"id\" does not begin with the type of the object"},
      {R"({"type":"bundle","id":"bundle--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"})",
       "\"type\" is bundle, where a single object is expected"},
      {R"({"type":"tool","id":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","spec_version":2.1})",
       "\"spec_version\" is not a string"},
      {R"({"type":"tool","id":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","created":5})",
       "\"created\" is not a string"},
      {R"({"type":"tool","id":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","modified":null})",
       "\"modified\" is not a string"},
  };
  for (const Row& row : rows) EXPECT_EQ(refusal_of(row.text), row.why) << row.text;
}

// An object that nobody can put in order must not come in, whichever of its times is no time.
TEST(ObjectHeader, ATimeThatIsNoneIsNamedAndNotPassedOver) {
  for (const std::string_view name : {"created", "modified"})
    for (const std::string_view time :
         {"", "yesterday", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00+01:00", "2026-01-01"}) {
      const std::string text = tool(",\"" + std::string(name) + "\":\"" + std::string(time) + "\"");
      EXPECT_TRUE(refusal_of(text).starts_with(name)) << text << " " << refusal_of(text);
    }
  EXPECT_TRUE(refusal_of(tool(R"(,"created":"no time","modified":"2026-01-01T00:00:00Z")")).starts_with("created"));
}

// Section 2.9, and RFC 9562 for the UUID.
TEST(Identifier, IsATypeTwoHyphensAndAUuid) {
  const std::string uuid = "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f";
  for (const std::string& good : std::vector<std::string>{
           "tool--" + uuid, "x-my-tool--" + uuid, "tool---" + uuid, "tool--8E2E2D2B-17D4-4CBF-938F-98EE46B3CD3F",
           "tool--018e2d2b-17d4-7cbf-938f-98ee46b3cd3f", std::string(250, 'a') + "--" + uuid})
    EXPECT_TRUE(is_identifier(good)) << good;
  for (const std::string& bad : std::vector<std::string>{std::string(),
                                                         uuid,
                                                         "--" + uuid,
                                                         "ab--" + uuid,
                                                         "tool-" + uuid,

                                                         "Tool--" + uuid,
                                                         "my_tool--" + uuid,
                                                         "1tool--" + uuid,
                                                         "tool--" + uuid + " ",
                                                         " tool--" + uuid,
                                                         "tool--" + uuid.substr(1),
                                                         "tool--{" + uuid + "}",
                                                         std::string("tool--8e2e2d2b-17d4-9cbf-938f-98ee46b3cd3f"),
                                                         std::string("tool--8e2e2d2b-17d4-4cbf-738f-98ee46b3cd3f"),
                                                         std::string("tool--00000000-0000-0000-0000-000000000000"),
                                                         std::string("tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3g"),
                                                         std::string("tool--8e2e2d2b17d44cbf938f98ee46b3cd3f"),
                                                         std::string(251, 'a') + "--" + uuid,
                                                         "tool--a--" + uuid,
                                                         std::string("tool\0--", 7) + uuid})
    EXPECT_FALSE(is_identifier(bad)) << bad;
}

}  // namespace
}  // namespace parley::stix
